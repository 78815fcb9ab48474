//! What ran behind the command of a custom action: programs that another one only launches, and services that `net`
//! starts.

use crate::detect::message::arguments::Arguments;
use crate::detect::message::phrase::{is_bare, is_unpacked};

/// `/HideWindow "C:\Windows\SysWOW64\net.exe" start gates`: the command that a launcher out of the package was given.
/// Advanced Installer has one that runs a program with a hidden window or with the rights of an administrator, and ends
/// with its exit code.
///
/// Source: <https://github.com/Particular/ServicePulse/issues/139>.
pub(in crate::detect) fn launched<'t>(arguments: &Arguments<'t>) -> Option<&'t str> {
    const OPTIONS: [&str; 4] = [
        "/hidewindow",
        "/enforcedrunasadmin",
        "/runasadmin",
        "/dontwait",
    ];
    let location = arguments.get("location")?;
    let mut rest = arguments.get("command line")?.trim();
    let mut has_its_option = false;
    while rest.starts_with('/') {
        let (option, behind) = first_word(rest);
        let option = option.to_ascii_lowercase();
        has_its_option |= OPTIONS.contains(&option.as_str());
        rest = match option.as_str() {
            // The folder in which the program is to run.
            "/dir" => first_word(behind).1,
            _ => behind,
        };
    }
    let is_program = rest.starts_with('"') || rest.get(1..3) == Some(":\\");
    (has_its_option && is_program && is_unpacked(location)).then_some(rest)
}

/// The whole command that a custom action ran: what was launched, else the program with its arguments.
pub(in crate::detect) fn whole_command(arguments: &Arguments<'_>) -> String {
    let command = arguments.get("command line").copied().unwrap_or_default();
    match (launched(arguments), arguments.get("location")) {
        (Some(launched), _) => launched.to_owned(),
        (None, Some(program)) if is_bare(arguments) => format!("\"{program}\" {command}"),
        _ => command.to_owned(),
    }
}

/// The verb and the service of a command that starts or stops one with `net`: `"C:\Windows\System32\net.exe" start gates`,
/// `cmd /c net stop "Gate Keeper"`.
pub(in crate::detect) fn service_of(command: &str) -> Option<(&str, &str)> {
    let mut rest = command;
    while !rest.is_empty() {
        let (word, behind) = first_word(rest);
        rest = behind;
        let program = word.rsplit('\\').next()?.to_ascii_lowercase();
        if matches!(program.as_str(), "net" | "net.exe" | "net1" | "net1.exe") {
            let (verb, behind) = first_word(rest);
            let (service, _) = first_word(behind);
            let is_known = ["start", "stop"].contains(&verb.to_ascii_lowercase().as_str());
            return (is_known && !service.is_empty()).then_some((verb, service));
        }
    }
    None
}

/// The first word of a command, without the quotes around it, and what stands behind it.
pub(in crate::detect) fn first_word(command: &str) -> (&str, &str) {
    let (word, rest) = match command.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => command.split_once(' ').unwrap_or((command, "")),
    };
    (word, rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launcher_tells_what_it_ran() {
        let unpacked = r"C:\Windows\Installer\MSI4A1B.tmp";
        for (location, command, expected) in [
            (
                unpacked,
                r#"/HideWindow "C:\Windows\SysWOW64\net.exe" start gates"#,
                Some(r#""C:\Windows\SysWOW64\net.exe" start gates"#),
            ),
            (
                unpacked,
                r#"/EnforcedRunAsAdmin /DontWait /dir "C:\Gates of A" C:\A\gates.exe /open"#,
                Some(r"C:\A\gates.exe /open"),
            ),
            // A program out of the package, with arguments of its own.
            (unpacked, r#"/silent "C:\A\gates.xml""#, None),
            (unpacked, "/HideWindow /silent", None),
            (unpacked, "/HideWindow gates", None),
            (r"C:\A\", r#"/HideWindow "C:\A\gates.exe""#, None),
        ] {
            let arguments = [("location", location), ("command line", command)];
            let arguments = arguments.into_iter().collect();
            assert_eq!(launched(&arguments), expected, "{command}");
        }
    }

    #[test]
    fn net_names_the_service_that_it_starts_or_stops() {
        for (command, expected) in [
            (
                r#""C:\Windows\SysWOW64\net.exe" start gates"#,
                Some(("start", "gates")),
            ),
            (
                r#"cmd.exe /c NET STOP "Gate Keeper" /y"#,
                Some(("STOP", "Gate Keeper")),
            ),
            (
                r#""C:\Windows\System32\net.exe" use Z: \\gates\share"#,
                None,
            ),
            (r"C:\Gates\net\gates.exe start gates", None),
            ("net start", None),
            ("", None),
        ] {
            assert_eq!(service_of(command), expected, "{command}");
        }
    }
}
