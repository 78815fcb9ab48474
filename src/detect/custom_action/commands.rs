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
    let command = last_of(command);
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

/// The last of several commands, with whose code `cmd` ends: `cmd /c sc stop gates & sc start gates`. Where the last one runs only
/// after the one before it has ended well, the code may be that of either, and nothing is left: `sc stop gates && sc delete gates`.
pub(in crate::detect) fn last_of(command: &str) -> &str {
    match last_sign(command) {
        None => command,
        Some(at) if command[..at].ends_with('&') => "",
        Some(at) if hands_on(&command[at + 1..]) => last_of(&command[..at]),
        Some(at) => &command[at + 1..],
    }
}

/// Where the last sign between two commands stands. One within quotation marks is part of a name, as in
/// `robocopy "C:\Gates & Doors" D:\`, but not within those around all that `cmd` runs: `cmd /c "sc stop gates & sc start gates"`.
fn last_sign(command: &str) -> Option<usize> {
    let (mut last, mut is_quoted) = (None, false);
    for (at, c) in command.char_indices() {
        let before = &command[..at];
        match c {
            '"' if begins_commands(before) => {}
            '"' => is_quoted = !is_quoted,
            // `> C:\gates.txt 2>&1` sends both outputs to one place.
            '&' | '|' | ';' if !is_quoted && !before.ends_with('>') => last = Some(at),
            _ => {}
        }
    }
    last
}

fn begins_commands(before: &str) -> bool {
    let before = before.trim_end();
    let switch = before.len().checked_sub(2).and_then(|at| before.get(at..));
    switch.is_some_and(|switch| matches!(switch, "/c" | "/C" | "/k" | "/K"))
}

/// `exit /b %errorlevel%`, `exit $LASTEXITCODE`: whether a command ends with the code of the one before it.
fn hands_on(command: &str) -> bool {
    let lower = command.trim_start().to_ascii_lowercase();
    lower.starts_with("exit") && (lower.contains("errorlevel") || lower.contains("lastexitcode"))
}

/// Whether nothing is missing where a command ended with a code: `robocopy` copied, an extension of Visual Studio or an update of
/// Windows was there already, or what was to be tidied up was not there, a process that does not run, a service that does not run
/// or exist, a task, a rule of the firewall, a certificate, a file, or a key of the registry.
/// `net` ends with 2 for any reason and names its message: `More help is available by typing NET HELPMSG 3521.`
///
/// Sources: <https://learn.microsoft.com/windows-server/administration/windows-commands/robocopy#exit-return-codes>,
/// <https://learn.microsoft.com/windows/win32/debug/system-error-codes--1000-1299->,
/// <https://learn.microsoft.com/windows/win32/netmgmt/network-management-error-codes>.
pub(in crate::detect) fn is_no_loss(command: &str, code: u32, said: &str) -> bool {
    const NOT_RUNNING: u32 = 1062;
    const NO_SUCH_SERVICE: u32 = 1060;
    const NO_SUCH_PROCESS: u32 = 128;
    let last = last_of(command);
    // Of several commands nobody knows which one speaks.
    let is_single = last == command;
    let lower = last.to_lowercase();
    let asks = |verb: &str| words(&lower).any(|word| word == verb);
    let says = |number: &str| {
        let mut words = said.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word == number)
    };
    match code {
        EXTENSION_THERE => runs(last, "vsixinstaller"),
        UPDATE_THERE => runs(last, "wusa"),
        1..=7 if runs(last, "robocopy") => true,
        NO_SUCH_PROCESS => runs(last, "taskkill"),
        NOT_RUNNING => runs(last, "sc") && asks("stop"),
        NO_SUCH_SERVICE => runs(last, "sc") && ["stop", "delete"].into_iter().any(asks),
        2 if is_single && is_stop(last) => says("3521") || says("2185"),
        _ => is_single && takes_away(last) && says_gone(said),
    }
}

/// What `wusa` ends with where an update is there already: `WU_S_ALREADY_INSTALLED`.
///
/// Source: <https://learn.microsoft.com/windows/win32/wua_sdk/wua-success-and-error-codes->.
const UPDATE_THERE: u32 = 0x0024_0006;

/// Whether a command stops a service with `net`.
fn is_stop(command: &str) -> bool {
    service_of(command).is_some_and(|(verb, _)| verb.eq_ignore_ascii_case("stop"))
}

/// Whether a command takes something away or ends it, and does nothing else.
fn takes_away(command: &str) -> bool {
    /// Programs, with the words of which one asks for that.
    const TIDYING: [(&str, &[&str]); 6] = [
        ("schtasks", &["/delete", "/end"]),
        ("reg", &["delete"]),
        ("netsh", &["delete"]),
        ("certutil", &["-delstore", "/delstore"]),
        ("pnputil", &["/delete-driver", "-d"]),
        ("cmd", &["del", "erase", "rmdir", "rd"]),
    ];
    let lower = command.to_lowercase();
    let asks = |verbs: &[&str]| words(&lower).any(|word| verbs.contains(&word));
    TIDYING
        .iter()
        .any(|(program, verbs)| runs(command, program) && asks(verbs))
}

/// Whether a command says that what it should take away is not there, and says nothing of rights.
fn says_gone(said: &str) -> bool {
    const GONE: [&str; 6] = [
        "cannot find",
        "could not find",
        "does not exist",
        "unable to find",
        "no rules match",
        "error_file_not_found",
    ];
    let said = said.to_lowercase();
    GONE.iter().any(|words| said.contains(words)) && !said.contains("denied")
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
    fn signs_between_commands_are_told_from_those_in_names() {
        for (command, last) in [
            ("sc stop rota", "sc stop rota"),
            ("cmd /c sc stop rota & sc start rota", " sc start rota"),
            (
                "cmd /c \"sc stop rota & sc start rota\"",
                " sc start rota\"",
            ),
            ("sc stop rota && sc delete rota", ""),
            (
                "robocopy \"C:\\Gates & Doors\" D:\\",
                "robocopy \"C:\\Gates & Doors\" D:\\",
            ),
            (
                "cmd /c robocopy C:\\A D:\\ & exit /b %errorlevel%",
                "cmd /c robocopy C:\\A D:\\ ",
            ),
            (
                "rota.exe > C:\\rota.txt 2>&1",
                "rota.exe > C:\\rota.txt 2>&1",
            ),
        ] {
            assert_eq!(last_of(command), last, "{command}");
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
    fn what_cannot_be_taken_away_twice_is_no_loss() {
        for (command, code, said, expected) in [
            (
                "netsh advfirewall firewall delete rule name=Rota",
                1,
                "No rules match the specified criteria.",
                true,
            ),
            (
                "netsh advfirewall firewall add rule name=Rota",
                1,
                "No rules match the specified criteria.",
                false,
            ),
            (
                "netsh http delete urlacl url=http://+:8080/",
                1,
                "URL reservation delete failed, Error: 2\nThe system cannot find the file specified.",
                true,
            ),
            (
                "certutil.exe -delstore Root Rota",
                2,
                "CertUtil: -delstore command FAILED: 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)",
                true,
            ),
            (
                "cmd.exe /c del /q C:\\Rota\\a.txt > nul 2>&1",
                1,
                "Could Not Find C:\\Rota\\a.txt",
                true,
            ),
            (
                "cmd.exe /c del /q C:\\Rota\\*.txt",
                1,
                "C:\\Rota\\a.txt\nAccess is denied.\nCould Not Find C:\\Rota\\b.txt",
                false,
            ),
            (
                "net stop rota",
                2,
                "The service name is invalid.\nMore help is available by typing NET HELPMSG 2185.",
                true,
            ),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x8024_0017, "", false),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x0024_0006, "", true),
            ("wusa.exe C:\\Rota\\rota.msu /quiet", 0x8007_0005, "", false),
        ] {
            assert_eq!(is_no_loss(command, code, said), expected, "{command}");
        }
    }

    #[test]
    fn of_several_commands_the_last_one_counts() {
        for (command, code, said, expected) in [
            (
                "net stop rota & net start rota",
                2,
                "NET HELPMSG 3521.",
                false,
            ),
            ("cmd /c sc stop rota & sc start rota", 1060, "", false),
            ("cmd /c sc stop rota & sc delete rota", 1060, "", true),
            ("cmd /c sc stop rota && gates.exe rota", 1060, "", false),
            (
                "cmd /c gates.exe || sc stop rota > nul 2>&1",
                1062,
                "",
                true,
            ),
            (
                "cmd /c robocopy C:\\Rota C:\\Gates /e & icacls C:\\Gates",
                5,
                "",
                false,
            ),
            (
                "cmd /c taskkill /f /im rota.exe & gates.exe open",
                128,
                "",
                false,
            ),
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
