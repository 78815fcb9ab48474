//! Commands of custom actions that make or install something, told from those that tidy up: where one of the first kind
//! fails, something is missing.

use crate::detect::custom_action::launcher::service_of;
use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::syntax::{self, argument, runs_quietly};
use crate::text::LineNo;
use crate::trace::{CustomActionType, NameId, Trace};

/// How many operations above its result a custom action was scheduled at most.
const NEAR: usize = 40;

/// The arguments of the operation in which the script has the custom action whose result stands in a line.
pub(in crate::detect) fn schedule_of(
    trace: &Trace,
    name: NameId,
    result: LineNo,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let rows = trace.state.operations.rows.rows();
    let above = &rows[..rows.partition_point(|row| row.line < result)];
    let is_it = |name: &str| matches!(name, "CustomActionSchedule" | "CustomActionCommit");
    let mut near = above.iter().rev().take(NEAR);
    let row = near.find(|row| row.action == name && is_it(trace.names.get(row.name)))?;
    let text = lines.line(row.line);
    let EventKind::Operation { arguments, .. } = syntax::events(&text).next()?.kind else {
        return None;
    };
    Some(arguments.to_owned())
}

/// What a custom action was given in its operation, which is its command where it runs one:
///
/// * `Executing op: CustomActionSchedule(Action=AddTask,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData="schtasks.exe" /Create /TN Rota)`
/// * `Executing op: CustomActionSchedule(Action=Runtime,ActionType=3170,Source=C:\Rota\,Target="C:\Rota\vc_redist.x64.exe" /quiet,)`
/// * `Executing op: CustomActionSchedule(Action=Runtime,ActionType=3122,Source=C:\Rota\vc_redist.x64.exe,Target=/quiet,)`
pub(in crate::detect) fn given_in(schedule: &str) -> Option<String> {
    let (head, target) = schedule.split_once(",Target=")?;
    let (target, data) = target
        .split_once("CustomActionData=")
        .unwrap_or((target, ""));
    let given = if data.is_empty() { target } else { data };
    let given = given.trim_end_matches([',', ' ']);
    let program = argument(head, "Source");
    let program = program.filter(|_| type_in(schedule).has_program_as_source());
    Some(program.map_or_else(
        || given.to_owned(),
        |program| format!("\"{program}\" {given}"),
    ))
}

/// The command line that a custom action runs, by its operation: that of a program which the installer starts itself, or of a
/// function that runs commands.
pub(in crate::detect) fn command_line_in(schedule: &str) -> Option<String> {
    let kind = type_in(schedule);
    let is_line = kind.is_program() && !kind.has_program_in_package();
    let is_quiet = || argument(schedule, "Target").is_some_and(runs_quietly);
    // The log hides some of them behind stars.
    let is_shown = |given: &String| given.bytes().any(|byte| byte != b'*');
    given_in(schedule).filter(|given| (is_line || is_quiet()) && is_shown(given))
}

/// The type of a custom action by its operation; 0 where that has none.
pub(in crate::detect) fn type_in(schedule: &str) -> CustomActionType {
    let number = argument(schedule, "ActionType").and_then(|number| number.parse().ok());
    CustomActionType(number.unwrap_or_default())
}

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
fn words(command: &str) -> impl Iterator<Item = &str> {
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

/// What `regsvr32`, PowerShell, or the program that puts extensions into Visual Studio ends with, as the end of a sentence.
///
/// Sources: the results of `regsvr32.exe`, <https://devblogs.microsoft.com/oldnewthing/20180920-00/?p=99785>, and
/// `ExitCodeBadCommandLineParameter` in
/// <https://github.com/PowerShell/PowerShell/blob/master/src/Microsoft.PowerShell.ConsoleHost/host/msh/ConsoleHost.cs>.
pub(in crate::detect) fn why_ended(command: &str, code: i32) -> Option<&'static str> {
    if code.cast_unsigned() == 0xFFFD_0000 {
        let is_powershell = runs(command, "powershell") || runs(command, "pwsh");
        return is_powershell.then_some(NO_SCRIPT);
    }
    if runs(command, "vsixinstaller") {
        return of_vsix_installer(code.cast_unsigned());
    }
    if !command.to_lowercase().contains("regsvr32") {
        return None;
    }
    match code {
        1 => Some("regsvr32 did not understand its arguments"),
        2 => Some("regsvr32 could not initialize COM"),
        3 => Some("regsvr32 could not load the library, or one that it needs"),
        4 => Some("the library has no function for regsvr32 to call"),
        5 => Some("the library could not register itself"),
        _ => None,
    }
}

/// What `VSIXInstaller` ends with where the extension is installed already.
///
/// Source: <https://stackoverflow.com/questions/21531596/vsixinstaller-exe-exit-code-documentation>, as for the codes below.
pub(in crate::detect) const EXTENSION_THERE: u32 = 1001;

fn of_vsix_installer(code: u32) -> Option<&'static str> {
    match code {
        EXTENSION_THERE => Some("the extension is in Visual Studio already"),
        1002 => Some("the extension is not in Visual Studio"),
        2003 => Some("no Visual Studio is installed that the extension is for"),
        2004 => Some("a running program is in the way, mostly Visual Studio"),
        _ => None,
    }
}

/// How PowerShell ends that does not know what it is given.
pub(in crate::detect) const NO_SCRIPT: &str =
    "PowerShell did not find the script, or did not understand its arguments";

/// Whether nothing is missing where a command ended with a code: `robocopy` copied, an extension of Visual Studio was there
/// already, or what was to be tidied up was not there, a process that does not run, a service that does not run or exist, a task,
/// or a key of the registry.
/// `net` ends with 2 for any reason and names its message: `More help is available by typing NET HELPMSG 3521.`
///
/// Sources: <https://learn.microsoft.com/windows-server/administration/windows-commands/robocopy#exit-return-codes>,
/// <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299->,
/// <https://learn.microsoft.com/windows/win32/netmgmt/network-management-error-codes>.
pub(in crate::detect) fn is_no_loss(command: &str, code: u32, said: &str) -> bool {
    const NOT_RUNNING: u32 = 1062;
    const NO_SUCH_SERVICE: u32 = 1060;
    const NO_SUCH_PROCESS: u32 = 128;
    let lower = command.to_lowercase();
    let asks = |verb: &str| words(&lower).any(|word| word == verb);
    // Of several commands nobody knows which one speaks.
    let is_single = !command.contains(['&', '|', ';']);
    let deletes =
        || runs(command, "schtasks") && asks("/delete") || runs(command, "reg") && asks("delete");
    let says_gone = || {
        let mut words = ["cannot find", "does not exist", "unable to find"].iter();
        words.any(|words| said.contains(words))
    };
    let says = |number: &str| {
        let mut words = said.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word == number)
    };
    match code {
        EXTENSION_THERE => runs(command, "vsixinstaller"),
        1 if is_single && deletes() => says_gone(),
        1..=7 if runs(command, "robocopy") => true,
        NO_SUCH_PROCESS => runs(command, "taskkill"),
        NOT_RUNNING => runs(command, "sc") && asks("stop"),
        NO_SUCH_SERVICE => runs(command, "sc") && (asks("stop") || asks("delete")),
        2 => {
            let is_stop =
                service_of(command).is_some_and(|(verb, _)| verb.eq_ignore_ascii_case("stop"));
            is_stop && (says("3521") || says("2185"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_told_from_what_functions_are_given() {
        for (schedule, given, is_line) in [
            (
                "Action=A,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=net start rota",
                "net start rota",
                true,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=a.exe /q,",
                "a.exe /q",
                true,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=a.exe /q,CustomActionData=",
                "a.exe /q",
                true,
            ),
            (
                "Action=A,ActionType=3122,Source=C:\\Rota\\a.exe,Target=/q,",
                "\"C:\\Rota\\a.exe\" /q",
                true,
            ),
            (
                "Action=A,ActionType=3074,Source=BinaryData,Target=/q,",
                "/q",
                false,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=**********,",
                "**********",
                false,
            ),
            (
                "Action=A,ActionType=3073,Source=BinaryData,Target=OpenGates,CustomActionData=north",
                "north",
                false,
            ),
        ] {
            assert_eq!(given_in(schedule).as_deref(), Some(given));
            let line = command_line_in(schedule);
            assert_eq!(line.as_deref(), is_line.then_some(given));
        }
    }

    #[test]
    fn what_was_not_there_is_no_loss() {
        for (command, code, said, expected) in [
            ("taskkill /f /im rota.exe", 128, "", true),
            ("taskkill /f /im rota.exe", 1, "", false),
            (
                "\"C:\\Windows\\System32\\net.exe\" stop rota",
                2,
                "NET HELPMSG 3521.",
                true,
            ),
            ("net stop rota", 2, "System error 5 has occurred.", false),
            ("net start rota", 2, "NET HELPMSG 2185.", false),
            ("sc.exe delete rota", 1060, "", true),
            ("sc.exe start rota", 1060, "", false),
            ("schtasks.exe /delete rota", 1060, "", false),
            (
                "schtasks.exe /Delete /TN Rota /F",
                1,
                "ERROR: The system cannot find the file specified.",
                true,
            ),
            (
                "schtasks.exe /Delete /TN Rota /F",
                1,
                "ERROR: Access is denied.",
                false,
            ),
            (
                "schtasks.exe /Delete /TN Rota /F & schtasks.exe /Create /XML C:\\rota.xml",
                1,
                "ERROR: The system cannot find the file specified.",
                false,
            ),
            (
                "schtasks.exe /Run /TN Rota",
                1,
                "ERROR: The system cannot find the file specified.",
                false,
            ),
            (
                "reg.exe delete HKLM\\Software\\Rota /f",
                1,
                "ERROR: The system was unable to find the specified registry key or value.",
                true,
            ),
            ("robocopy C:\\Rota C:\\Gates /e", 3, "", true),
            ("robocopy C:\\Rota C:\\Gates /e", 8, "", false),
            ("\"C:\\VS\\VSIXInstaller.exe\" /q rota.vsix", 1001, "", true),
            (
                "\"C:\\VS\\VSIXInstaller.exe\" /q rota.vsix",
                2003,
                "",
                false,
            ),
            ("", 128, "", false),
        ] {
            assert_eq!(is_no_loss(command, code, said), expected, "{command}");
        }
    }

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
