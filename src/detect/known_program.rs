//! Programs that many bundles and packages bring along, and where they write why they failed.

/// Where a program writes why it failed, by its file name.
pub(super) fn log_of(file: &str) -> Option<&'static str> {
    let file = file.to_ascii_lowercase();
    let known = PROGRAMS.iter().find(|(begin, _)| file.starts_with(begin));
    known.map(|(_, log)| *log)
}

/// What an exit code of a program's own means, by its file name or by that of its package, and what to look at, where its
/// documentation says so.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers#return-codes>, and for the
/// updater that Edge has in common with Chrome <https://github.com/chromium/chromium/blob/main/chrome/updater/constants.h>.
pub(super) fn own_code(names: [&str; 2], code: u32) -> Option<&'static OwnCode> {
    let names = names.map(str::to_ascii_lowercase);
    let mut codes = CODES.iter();
    codes.find(|own| own.code == code && names.iter().any(|name| name.starts_with(own.program)))
}

/// An exit code of a program's own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnCode {
    /// How the name of the program begins, in lower case.
    program: &'static str,
    code: u32,
    /// What it means, in the middle of a sentence.
    pub(super) meaning: &'static str,
    /// What to look at.
    pub(super) advice: &'static str,
}

const CODES: &[OwnCode] = &[
    OwnCode {
        program: "dotnetfx",
        code: 5100,
        meaning: UNFIT,
        advice: OF_UNFIT,
    },
    OwnCode {
        program: "ndp4",
        code: 5100,
        meaning: UNFIT,
        advice: OF_UNFIT,
    },
    // The WiX toolset names its packages of .NET Framework so: NetFx48Web.
    OwnCode {
        program: "netfx",
        code: 5100,
        meaning: UNFIT,
        advice: OF_UNFIT,
    },
    OwnCode {
        program: "microsoftedge",
        code: 0x8004_0812,
        meaning: "a policy forbids its install",
        advice: "Look at the policies of Microsoft Edge Update on this machine.",
    },
    OwnCode {
        program: "microsoftedge",
        code: 0x8004_0902,
        meaning: "the installer that it ran failed",
        advice: "Look whether it is installed already, for the machine or in a newer version: if it is, nothing is left to do.",
    },
];

const UNFIT: &str = "this machine does not meet its requirements";

const OF_UNFIT: &str = "Look whether the same .NET Framework or a newer one is installed already, and whether this Windows takes this \
                        version or lacks an update for it.";

/// How the names of programs begin, in lower case, and what they write.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers>,
/// <https://learn.microsoft.com/deployedge/microsoft-edge-update-policies>.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "microsoftedge",
        "It writes MicrosoftEdgeUpdate.log, in C:\\ProgramData\\Microsoft\\EdgeUpdate\\Log or for one user in \
         %LOCALAPPDATA%\\Temp, and policies below HKLM\\SOFTWARE\\Policies\\Microsoft\\EdgeUpdate may forbid it: \
         InstallDefault, and Install with the code of WebView2. Start it by hand, and once it is there start this install again.",
    ),
    (
        "ndp4",
        "It writes into %TEMP%, in files that begin with Microsoft .NET Framework.",
    ),
    (
        "vc_redist",
        "It is a bundle itself and writes into %TEMP%, in files that begin with dd_vcredist.",
    ),
    (
        "vcredist",
        "It writes into %TEMP%, in files that begin with dd_vcredist.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_in_any_case_by_the_beginning_of_their_names() {
        assert!(log_of("MicrosoftEdgeWebview2Setup.exe").is_some());
        assert!(log_of("VC_redist.x64.exe").is_some_and(|log| log.contains("dd_vcredist")));
        assert!(own_code(["NDP48-x86-x64-AllOS-ENU.exe", "Gates"], 5100).is_some());
        assert_eq!(own_code(["NDP48-x86-x64-AllOS-ENU.exe", ""], 1), None);
        assert!(own_code(["MicrosoftEdgeWebview2Setup.exe", ""], 0x8004_0812).is_some());
        assert!(own_code(["", "NetFx48Web"], 5100).is_some());
        assert_eq!(own_code(["heron.exe", "Heron"], 5100), None);
        assert_eq!(log_of("heron.exe"), None);
        assert_eq!(log_of(""), None);
        let lower = |begin: &str| begin == begin.to_ascii_lowercase();
        assert!(
            PROGRAMS
                .iter()
                .all(|(begin, log)| lower(begin) && log.ends_with('.'))
        );
    }
}
