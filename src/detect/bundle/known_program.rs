//! Programs that many bundles bring along, and where they write why they failed.

/// Where a program writes why it failed, by its file name.
pub(super) fn log_of(file: &str) -> Option<&'static str> {
    let file = file.to_ascii_lowercase();
    let known = PROGRAMS.iter().find(|(begin, _)| file.starts_with(begin));
    known.map(|(_, log)| *log)
}

/// How the names of programs begin, in lower case, and what they write.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers>,
/// <https://learn.microsoft.com/deployedge/microsoft-edge-update-policies>.
const PROGRAMS: &[(&str, &str)] = &[
    (
        "microsoftedge",
        "It writes MicrosoftEdgeUpdate.log, in C:\\ProgramData\\Microsoft\\EdgeUpdate\\Log or for one user in \
         %LOCALAPPDATA%\\Temp, and policies below HKLM\\SOFTWARE\\Policies\\Microsoft\\EdgeUpdate may forbid it: \
         InstallDefault, and Install with the code of WebView2. Start it by hand, and once it is there start the bundle again.",
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
