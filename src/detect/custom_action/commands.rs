//! The programs that a command runs, and commands that make or install something, told from those that tidy up: where one of the
//! first kind fails, something is missing.

/// A program that makes or installs something, or takes it away, by what it is told.
struct Program {
    /// Its name in small letters, without its ending.
    name: &'static str,
    /// Words of which one says that it makes something; none where it does so anyway.
    makes: &'static [&'static str],
    /// Words that say that it takes something away.
    takes_away: &'static [&'static str],
}

impl Program {
    const fn new(
        name: &'static str,
        makes: &'static [&'static str],
        takes_away: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            makes,
            takes_away,
        }
    }
}

/// Source: the pages of each program below <https://learn.microsoft.com/windows-server/administration/windows-commands>,
/// <https://learn.microsoft.com/windows-hardware/manufacture/desktop/dism-reference--deployment-image-servicing-and-management>,
/// and <https://learn.microsoft.com/dotnet/framework/tools>.
const PROGRAMS: [Program; 15] = [
    Program::new(
        "certutil",
        &["-addstore", "-importpfx", "/addstore", "/importpfx"],
        &[],
    ),
    Program::new("schtasks", &["/create"], &[]),
    Program::new("sc", &["create"], &[]),
    Program::new("netsh", &["add"], &["delete"]),
    Program::new("regsvr32", &[], &["/u", "-u"]),
    Program::new("regasm", &[], &["/u", "/unregister", "-u"]),
    Program::new("installutil", &[], &["/u", "/uninstall", "-u"]),
    Program::new("pnputil", &["/add-driver", "-a", "-i", "/install"], &["-d"]),
    Program::new("dpinst", &[], &["/u"]),
    Program::new("dpinst64", &[], &["/u"]),
    Program::new(
        "dism",
        &[
            "/add-package",
            "/enable-feature",
            "/add-provisionedappxpackage",
        ],
        &[],
    ),
    Program::new("wusa", &[], &["/uninstall"]),
    Program::new("powershell", &CMDLETS, &[]),
    Program::new("pwsh", &CMDLETS, &[]),
    Program::new("msiexec", &["/i", "/package", "-i"], &["/x", "/uninstall"]),
];

/// Cmdlets that make or install something.
const CMDLETS: [&str; 7] = [
    "add-appxpackage",
    "add-appxprovisionedpackage",
    "register-scheduledtask",
    "import-certificate",
    "import-pfxcertificate",
    "new-service",
    "new-netfirewallrule",
];

/// How the runtimes of Microsoft begin that products bring along.
const RUNTIMES: [&str; 6] = [
    "vc_redist",
    "vcredist",
    "ndp4",
    "dotnet-runtime",
    "windowsdesktop-runtime",
    "aspnetcore-runtime",
];

/// Whether a command makes or installs something that is missing when it fails.
pub(in crate::detect) fn makes_something(command: &str) -> bool {
    let command = command.to_lowercase();
    let words: Vec<&str> = words(&command).collect();
    let says = |wanted: &[&str]| wanted.iter().any(|wanted| words.contains(wanted));
    words.iter().copied().map(program_name).any(|name| {
        let is_runtime = RUNTIMES.iter().any(|head| name.starts_with(head));
        let known = PROGRAMS.iter().find(|program| program.name == name);
        is_runtime && !says(&["/uninstall", "/layout"])
            || known.is_some_and(|program| {
                (program.makes.is_empty() || says(program.makes)) && !says(program.takes_away)
            })
    })
}

/// The words of a command, without the signs around them.
pub(super) fn words(command: &str) -> impl Iterator<Item = &str> {
    let words = command.split([' ', '"', '\'', ',', ';', '&', '(', ')', '{', '}', '=']);
    words.filter(|word| !word.is_empty())
}

/// Whether a command runs a program, which is named in small letters without its ending.
pub(in crate::detect) fn runs(command: &str, program: &str) -> bool {
    let command = command.to_lowercase();
    words(&command).any(|word| program_name(word) == program)
}

/// `C:\Windows\System32\sc.exe` is `sc`.
fn program_name(word: &str) -> &str {
    let name = word.rsplit('\\').next().unwrap_or(word);
    name.strip_suffix(".exe").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_something_is_told_from_what_tidies_up() {
        for (command, expected) in [
            ("\"certutil.exe\" -addstore Root root.cer", true),
            (
                "\"C:\\Windows\\System32\\schtasks.exe\" /Create /SC DAILY /TN Rota",
                true,
            ),
            ("\"schtasks.exe\" /Delete /F /TN \"Create rota\"", false),
            ("\"sc.exe\" stop create-rota", false),
            (
                "\"netsh.exe\" advfirewall firewall delete rule name=add",
                false,
            ),
            ("netsh advfirewall firewall add rule name=Rota dir=in", true),
            ("regsvr32.exe /s \"C:\\Rota\\rota.dll\"", true),
            ("regsvr32.exe /u /s \"C:\\Rota\\rota.dll\"", false),
            (
                "\"C:\\Rota\\vc_redist.x64.exe\" /install /quiet /norestart",
                true,
            ),
            ("taskkill /f /im rota.exe", false),
            (
                "powershell.exe -Command \"Add-AppxPackage -Path 'C:\\Rota\\rota.msix'\"",
                true,
            ),
            ("powershell.exe -Command \"Remove-AppxPackage Rota\"", false),
            ("\"C:\\Rota\\rota.exe\" create", false),
            ("", false),
        ] {
            assert_eq!(makes_something(command), expected, "{command}");
        }
    }
}
