//! Programs that many bundles and packages bring along, and where they write why they failed.

use crate::detect::custom_action::launcher::first_word;
use crate::text::file_name;

/// Where the program of a command writes why it failed.
pub(super) fn log_of_command(command: &str) -> Option<&'static str> {
    names_in(command).into_iter().find_map(log_of)
}

/// What an exit code of the program of a command means, where it has codes of its own.
pub(super) fn own_code_of_command(command: &str, code: u32) -> Option<&'static OwnCode> {
    own_code(names_in(command), code)
}

/// The names of the program of a command: that of its file, and that of its kind, which only what it is told gives away.
fn names_in(command: &str) -> [&str; 2] {
    let lower = command.to_ascii_lowercase();
    let says = |wanted: &[&str]| {
        let mut words = lower.split([' ', '"']);
        words.any(|word| wanted.iter().any(|begin| word.starts_with(begin)))
    };
    let kind = if says(&["/iacceptsqlserverlicenseterms"]) {
        SQL_SETUP
    } else if says(&["/f1", "-f1", "/f2", "-f2"]) && says(&["/s", "-s"]) && lower.contains(".iss") {
        INSTALLSHIELD
    } else {
        ""
    };
    [file_name(first_word(command).0), kind]
}

/// The setup of SQL Server, whose file is `setup.exe` where it does not unpack itself. Nothing else takes its licence so.
///
/// Source: <https://learn.microsoft.com/sql/database-engine/install-windows/install-sql-server-from-the-command-prompt>.
const SQL_SETUP: &str = "sqlsetup";

/// A setup of `InstallShield` that answers its dialogs from a file: `setup.exe /s /f1"C:\Gates\setup.iss"`.
///
/// Source: <https://docs.revenera.com/installshield/helplibrary/SetupLog.htm>.
const INSTALLSHIELD: &str = "installshield";

/// Where a program writes why it failed, by its file name or by that of its package.
pub(super) fn log_of(file: &str) -> Option<&'static str> {
    let file = file.to_ascii_lowercase();
    let known = PROGRAMS.iter().find(|(begin, _)| file.starts_with(begin));
    known.map(|(_, log)| *log)
}

/// What an exit code of a program's own means, by its file name or by that of its package, and what to look at, where its
/// documentation says so.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers#return-codes>, and for the
/// updater that Edge has in common with Chrome <https://github.com/chromium/chromium/blob/main/chrome/updater/constants.h>. SQL
/// Server ends with the codes of its Summary.txt: <https://github.com/microsoft/sql-server-samples/issues/1248>,
/// <https://learn.microsoft.com/troubleshoot/sql/database-engine/database-file-operations/troubleshoot-os-4kb-disk-sector-size>;
/// for the restart <https://github.com/dblock/dotnetinstaller>.
pub(super) fn own_code(names: [&str; 2], code: u32) -> Option<&'static OwnCode> {
    let names = names.map(str::to_ascii_lowercase);
    let mut codes = CODES.iter();
    let is_of =
        |own: &OwnCode, name: &String| own.programs.iter().any(|begin| name.starts_with(begin));
    codes.find(|own| own.codes.contains(&code) && names.iter().any(|name| is_of(own, name)))
}

/// An exit code of a program's own.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwnCode {
    /// How the names of its programs begin, in lower case.
    programs: &'static [&'static str],
    codes: &'static [u32],
    /// What it means, in the middle of a sentence.
    pub(super) meaning: &'static str,
    /// What to look at.
    pub(super) advice: &'static str,
}

const CODES: &[OwnCode] = &[
    OwnCode {
        // The WiX toolset names its packages of .NET Framework NetFx48Web.
        programs: &["dotnetfx", "ndp4", "netfx"],
        codes: &[5100],
        meaning: UNFIT,
        advice: OF_UNFIT,
    },
    OwnCode {
        programs: &["microsoftedge"],
        codes: &[0x8004_0812],
        meaning: "a policy forbids its install",
        advice: "Look at the policies of Microsoft Edge Update on this machine.",
    },
    OwnCode {
        programs: &["microsoftedge"],
        codes: &[0x8004_0902],
        meaning: "the installer that it ran failed",
        advice: "Look whether it is installed already, for the machine or in a newer version: if it is, nothing is left to do.",
    },
    OwnCode {
        programs: SQL_SERVER,
        codes: &[0x84BE_0BC2],
        meaning: "the machine has to be restarted before SQL Server can be installed",
        advice: "Restart the machine, then install again.",
    },
    OwnCode {
        programs: SQL_SERVER,
        codes: &[0x851A_0019, 0x851A_001A],
        meaning: "the new instance of SQL Server did not start",
        advice: "Read ERRORLOG of the instance, in MSSQL\\Log below its folder in C:\\Program Files\\Microsoft SQL Server: it says why. Where \
                 that tells of misaligned IOs, or fsutil fsinfo sectorinfo C: of sectors above 4096 bytes, set \
                 ForcedPhysicalSectorSizeInBytes as Microsoft describes it for SQL Server and disks with such sectors, restart, take \
                 away what is left of the instance, and install again.",
    },
];

/// How the names of the setups of SQL Server begin.
const SQL_SERVER: &[&str] = &["sqlexpr", "sqlserver20", SQL_SETUP];

const UNFIT: &str = "this machine does not meet its requirements";

const OF_UNFIT: &str = "Look whether the same .NET Framework or a newer one is installed already, and whether this Windows takes this \
                        version or lacks an update for it.";

/// How the names of programs begin, in lower case, and what they write.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers>,
/// <https://learn.microsoft.com/deployedge/microsoft-edge-update-policies>.
const PROGRAMS: &[(&str, &str)] = &[
    (
        INSTALLSHIELD,
        "It is a setup of InstallShield, which writes setup.log beside its response file (.iss) or where /f2 says: 0 is a success in its line \
         ResultCode, and -3 means that the response file lacks an answer, as that of another version does.",
    ),
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
    ("sqlexpr", SUMMARY),
    ("sqlserver20", SUMMARY),
    (SQL_SETUP, SUMMARY),
    (
        "vcredist",
        "It writes into %TEMP%, in files that begin with dd_vcredist.",
    ),
];

/// Where the setup of SQL Server tells of its end.
///
/// Source: <https://learn.microsoft.com/sql/database-engine/install-windows/view-and-read-sql-server-setup-log-files>.
const SUMMARY: &str = "It writes Summary.txt into C:\\Program Files\\Microsoft SQL Server\\<number>\\Setup Bootstrap\\Log, where the number is that of the \
                       version, such as 150 for 2019; where that is not there, look into sqlsetup*.log in %TEMP%.";

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
        assert!(own_code(["x.exe", "SQLEXPR_x64_ENU.exe"], 0x84BE_0BC2).is_some());
        for (command, log) in [
            (
                r#""C:\Gates\SQLEXPR32_x86_ENU.exe" /q"#,
                Some("Summary.txt"),
            ),
            (
                r"C:\Gates\setup.exe /Q /IAcceptSQLServerLicenseTerms",
                Some("Summary.txt"),
            ),
            (
                r#"C:\Gates\setup.exe -s -f1"C:\Gates\open.iss""#,
                Some("ResultCode"),
            ),
            (r"C:\Gates\setup.exe /s /f1x.iss", Some("ResultCode")),
            (r"C:\Gates\setup.exe /s /f1", None),
            (r"C:\Gates\setup.exe /s C:\Gates\open.iss", None),
            (r"C:\Gates\setup.exe /q", None),
        ] {
            let found = log_of_command(command);
            assert_eq!(found.is_some(), log.is_some(), "{command}");
            assert!(found.is_none_or(|found| log.is_some_and(|log| found.contains(log))));
        }
        let lower = |begin: &str| begin == begin.to_ascii_lowercase();
        assert!(
            PROGRAMS
                .iter()
                .all(|(begin, log)| lower(begin) && log.ends_with('.'))
        );
    }
}
