//! # What it finds
//!
//! A custom action runs a program that ended with another code than 0: message 1722.
//!
//! # Why it matters
//!
//! The installer knows nothing of the program but its code, and so does this log.
//! The reason lies in the program.
//!
//! # What to do
//!
//! Look up the code with the maker of the program, and look for its own log.
//! A program that the package itself brought along is gone again after the rollback; while the dialog with the message is open
//! it is still there.
//! Run the command from the message by hand; an action without impersonation runs as the system, which `psexec -s`
//! imitates.
//! Where the package only launches a program that stays (`/HideWindow "C:\Windows\System32\net.exe" start ...`), that one
//! is to be run, and not the launcher.
//! Mind what differs there: no mapped drives, another profile, another proxy, no desktop.
//!
//! # Evidence
//!
//! Message 1722 with the action, the folder, and the command, and the code in `CustomAction ... returned actual
//! error code`.
//!
//! # When it is wrong
//!
//! The code may be no error at all for that program; 0 is the only one that the installer takes for a success.

use super::{Check, Rule, Status, Words};
use crate::catalog;
use crate::detect::case::Case;
use crate::detect::custom_action::account;
use crate::detect::custom_action::copied_program::is_taken_away;
use crate::detect::custom_action::driver_tool::{
    DpinstCode, DriverTool, LOG_OF_DRIVERS, advice_of_drivers, is_of_drivers,
};
use crate::detect::custom_action::launcher::{first_word, launched, service_of, whole_command};
use crate::detect::custom_action::result_in_text::VAGUE;
use crate::detect::custom_action::{commands, program_ends};
use crate::detect::headline::{meaning_of, shown};
use crate::detect::known_program;
use crate::detect::known_text::DENIED;
use crate::detect::lines::Lines;
use crate::detect::message::phrase::is_unpacked;
use crate::detect::prose::{lower_first, sentence, shortened};
use crate::event::ExitCode;
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI108",
    name: "program-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The program of a custom action ended with a code that says that it failed.",
    advice: "Run the command by hand with the same account, and read the log of that program.",
    link: "https://learn.microsoft.com/windows/win32/msi/custom-action-return-values",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1722]) {
        return None;
    }
    let of_known = of_dpinst(case)
        .or_else(|| of_webview(case))
        .or_else(|| of_known_end(case));
    Some(of_known.unwrap_or_else(|| {
        Words {
            advice: of_net(case)
                .or_else(|| of_denied(case))
                .or_else(|| of_result(case, lines))
                .or_else(|| of_place(case, lines)),
            ..Words::default()
        }
    }))
}

/// What to do about a result of Windows with which a program ended. What stands above in this log is not what the program wrote.
fn of_result(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let code = case.custom_action_code.filter(|code| code.0 < 0)?;
    let first = remedy_of(code)?;
    if is_of_drivers(code.0.cast_unsigned()) {
        return Some(first);
    }
    Some(match of_place(case, lines) {
        Some(rest) => format!("{first} {rest}"),
        None => format!(
            "{first} Where that does not help, {}",
            lower_first(RULE.advice)
        ),
    })
}

/// What to do about a result of Windows, whatever ended with it; nothing where it says no more than that something failed.
pub(in crate::detect) fn remedy_of(code: ExitCode) -> Option<String> {
    let result = code.0.cast_unsigned();
    let known = meaning_of(code).filter(|_| !VAGUE.contains(&result));
    let remedy = known.map_or("", |known| known.remedy);
    let says_nothing = remedy.contains(" in the log") || remedy.starts_with(RUN_AGAIN);
    let first = (!remedy.is_empty() && !says_nothing).then(|| sentence(remedy));
    match first {
        None => advice_of_drivers(result),
        Some(first) if !is_of_drivers(result) || first.contains("setupapi.dev.log") => Some(first),
        Some(first) => Some(format!(
            "{first} Where that does not help, read {LOG_OF_DRIVERS}"
        )),
    }
}

/// How remedies begin that ask for the program once more, which the rollback may have taken away.
const RUN_AGAIN: &str = "Run it again";

/// What to do where the log of a program has its place, or where the program is not there any more.
fn of_place(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    of_known_log(case)
        .or_else(|| of_unpacked(case))
        .or_else(|| of_taken_away(case, lines))
}

/// Where a program writes its log that many packages bring along.
fn of_known_log(case: &Case<'_>) -> Option<String> {
    let command = whole_command(&case.arguments());
    let log = known_program::log_of_command(&command)?;
    let of_system = if account::is_of_system(case) && log.contains("%TEMP%") {
        " The action ran as SYSTEM, whose %TEMP% is mostly C:\\Windows\\Temp."
    } else {
        ""
    };
    Some(format!(
        "The log of that program says why it failed. {log}{of_system}"
    ))
}

/// What to do where the rollback took the program away that the action ran.
fn of_taken_away(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<String> {
    let arguments = case.arguments();
    let command = whole_command(&arguments);
    let (program, _) = first_word(&command);
    let program = if program.contains('\\') {
        program.to_owned()
    } else {
        format!("{}{program}", arguments.get("location")?)
    };
    is_taken_away(case, &program, lines).then(|| OF_TAKEN_AWAY.to_owned())
}

/// What to do about a program that is there only while the install goes on.
const OF_TAKEN_AWAY: &str = "The install brought the program, and the rollback takes it away again: read the log that it wrote itself, mostly in the \
     temporary folder of its account (of SYSTEM C:\\Windows\\Temp) or below C:\\ProgramData. To run the command by hand with the same \
     account, install with the full user interface and leave the dialog with the message open meanwhile.";

/// What to do where the program is gone with the action. A launcher is gone too, and what it ran is not.
fn of_unpacked(case: &Case<'_>) -> Option<String> {
    let arguments = case.arguments();
    let location = arguments.get("location")?;
    let is_gone = is_unpacked(location) && launched(&arguments).is_none();
    is_gone.then(|| OF_UNPACKED.to_owned())
}

/// What to do where nobody has the program any more.
const OF_UNPACKED: &str = "The program came out of the package and is deleted again, so it cannot be run by hand: read the log that it wrote itself, \
     mostly in the temporary folder of the account or below C:\\ProgramData, or run the vendor's installer without the package.";

/// What `dpinst` could not do, which its code counts; to anything else the code would be one of COM.
fn of_dpinst(case: &Case<'_>) -> Option<Words> {
    let code = case.custom_action_code?.0.cast_unsigned();
    let place = case.argument("location").unwrap_or_default();
    let command = case.argument("command line").unwrap_or_default();
    let tool = DriverTool::of(&format!("{place} {command}"));
    let fields = DpinstCode::new(code);
    if tool != Some(DriverTool::Dpinst) || !fields.failed {
        return None;
    }
    Some(Words {
        headline: Some(format!(
            "{} failed: of the drivers that dpinst was to install, {} (0x{code:08X}).",
            case.subject(),
            fields.in_words()
        )),
        advice: Some(READ_ITS_LOG.to_owned()),
        ..Words::default()
    })
}

/// Where Windows and dpinst tell why a driver was refused.
pub(in crate::detect) const READ_ITS_LOG: &str = "Read C:\\Windows\\INF\\setupapi.dev.log and C:\\Windows\\DPINST.LOG at the time of the install: they name the driver package and \
     why it was refused, often its signature.";

/// Whether a command is one: of several nobody knows which one ended so.
fn is_single(command: &str) -> bool {
    !command.contains(['&', '|', ';'])
}

/// What to do about a service that `net` could not start or stop. It ends with 2 for any reason, also where there was
/// nothing to do.
fn of_net(case: &Case<'_>) -> Option<String> {
    let command = whole_command(&case.arguments());
    let (verb, service) = service_of(&command).filter(|_| is_single(&command))?;
    Some(if verb.eq_ignore_ascii_case("start") {
        format!(
            "The service {service} did not start, or it ran already, which net takes for an error too: start it by hand, and read \
             the System and the Application event log at this time for its reason."
        )
    } else {
        format!(
            "The service {service} did not stop, or it did not run or is not there, which net takes for an error too: look into \
             the System event log at this time; the author should stop services with the ServiceControl table."
        )
    })
}

/// Whether a command runs a program that ends with the codes of Windows.
fn ends_as_windows(command: &str) -> bool {
    const OF_WINDOWS: [&str; 2] = ["icacls", "sc"];
    let mut known = OF_WINDOWS.iter();
    known.any(|program| commands::runs(command, program))
}

/// What to do where a program was denied access that ends with the codes of Windows.
fn of_denied(case: &Case<'_>) -> Option<String> {
    let is_denied = match case.custom_action_code?.0 {
        5 => ends_as_windows(&whole_command(&case.arguments())),
        code => code.cast_unsigned() == DENIED,
    };
    is_denied.then(|| account::advice_where_denied(case).to_owned())
}

/// The setup of the `WebView2` runtime, which packages bring along in their own tables or download with PowerShell:
/// `Action InvokeBootstrapper, location: C:\Windows\Installer\MSI1A2B.tmp, command: /silent /install`.
///
/// Sources: <https://v2.tauri.app/distribute/windows-installer/#webview2-installation-options>,
/// <https://learn.microsoft.com/microsoft-edge/webview2/concepts/distribution>.
fn of_webview(case: &Case<'_>) -> Option<Words> {
    const OF_TAURI: [&str; 2] = ["InvokeBootstrapper", "InvokeStandalone"];
    let arguments = case.arguments();
    let action = case.action().unwrap_or_default();
    let command = whole_command(&arguments);
    let said = format!("{action} {command}").to_lowercase();
    let is_named = said.contains("webview2") || said.contains("linkid=2124703");
    let is_of_tauri = OF_TAURI.contains(&action) && command.contains(" /install");
    (is_named || is_of_tauri).then(|| Words {
        headline: Some(format!(
            "{} failed: the setup of the Microsoft Edge WebView2 runtime, which it ran, ended with an error{}.",
            case.subject(),
            case.code_of_program(&arguments)
        )),
        advice: Some(INSTALL_WEBVIEW.to_owned()),
        ..Words::default()
    })
}

/// What to do where the `WebView2` runtime could not be installed.
const INSTALL_WEBVIEW: &str = "Install the WebView2 runtime by hand, then install again: its Evergreen Standalone Installer from \
     developer.microsoft.com/microsoft-edge/webview2 needs no internet access. The small setup in packages does, and as the system \
     it has not the proxy of the user; its log is C:\\ProgramData\\Microsoft\\EdgeUpdate\\Log\\MicrosoftEdgeUpdate.log.";

/// What a program ended with whose codes are known.
fn of_known_end(case: &Case<'_>) -> Option<Words> {
    let code = case.custom_action_code?;
    let command = whole_command(&case.arguments());
    let (why, advice) = match program_ends::why_ended(&command, code.0) {
        Some(why) => (why.to_owned(), advice_of_end(&command, code.0)),
        None => of_its_own(&command, code.0).or_else(|| of_windows(&command, code.0))?,
    };
    let shown = shown(code);
    Some(Words {
        headline: Some(format!(
            "{} failed: {why} ({shown}): `{}`.",
            case.subject(),
            shortened(&command, LONGEST)
        )),
        advice,
        ..Words::default()
    })
}

/// What a code means that a program has for itself which many packages bring along, and what to do about it.
fn of_its_own(command: &str, code: i32) -> Option<(String, Option<String>)> {
    let own = known_program::own_code_of_command(command, code.cast_unsigned())?;
    let log = known_program::log_of_command(command).unwrap_or_default();
    let advice = format!("{} {log}", own.advice).trim_end().to_owned();
    Some((own.meaning.to_owned(), Some(advice)))
}

/// What a code of Windows means with which a command ended, and what to do about it. The lower ones stand for too much, and
/// from those of Windows Installer on programs have their own, as `sc` for arguments that it does not understand.
fn of_windows(command: &str, code: i32) -> Option<(String, Option<String>)> {
    let code = u32::try_from(code).ok();
    let code = code.filter(|code| (1000..1600).contains(code) && is_single(command))?;
    if !ends_as_windows(command) {
        return None;
    }
    let (_, known) = catalog::system_error(code)?;
    let advice = (!known.remedy.is_empty()).then(|| sentence(known.remedy));
    Some((lower_first(known.meaning), advice))
}

/// What to do about a known end of a program that is not one of Windows' codes.
pub(in crate::detect) fn advice_of_end(command: &str, code: i32) -> Option<String> {
    let advice = match program_ends::why_ended(command, code)? {
        program_ends::NO_SCRIPT if is_cut_at_blank(command) => PUT_IN_QUOTES,
        program_ends::NO_SCRIPT => PUT_SCRIPT_THERE,
        _ if code == 3 && commands::runs(command, "regsvr32") => INSTALL_RUNTIME,
        _ if code == program_ends::ADD_IN_NOT_TRUSTED => TRUST_PUBLISHER,
        _ if code == 2 && DriverTool::of(command) == Some(DriverTool::Devcon) => READ_AT_SETUPAPI,
        _ => return None,
    };
    Some(advice.to_owned())
}

/// What to do where `VSTOInstaller` did not trust an add-in.
///
/// Source: <https://learn.microsoft.com/visualstudio/vsto/granting-trust-to-office-solutions>.
const TRUST_PUBLISHER: &str = "Put the certificate that the add-in is signed with among the trusted publishers of the account of the action, and one that the \
     author made himself among the trusted roots, too: a silent install cannot ask whom to trust.";

/// What to do where `devcon` did not do its work, of which its code says no more.
const READ_AT_SETUPAPI: &str = "Read C:\\Windows\\INF\\setupapi.dev.log at the time of the install: it names the driver package and the device, and why Windows \
     refused the driver.";

/// `powershell.exe -File C:\Program Files\Gates\open.ps1`: whether the path of a script ends at a blank within it.
fn is_cut_at_blank(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    let Some((_, script)) = lower.split_once("-file ") else {
        return false;
    };
    let script = script.trim_start();
    let path = script.split_once(' ').filter(|_| !script.starts_with('"'));
    path.is_some_and(|(path, rest)| {
        let goes_on = rest.contains(".ps1") && !rest.starts_with('-');
        goes_on && path.contains('\\') && !path.contains(".ps1")
    })
}

/// What to do where PowerShell did not find its script.
const PUT_SCRIPT_THERE: &str = "Look whether the script of -File is there when the action runs: one that the package installs is there only behind \
     InstallFiles, for an action that is deferred. Then run the command by hand with the same account.";

/// What to do where PowerShell was given the beginning of a path.
const PUT_IN_QUOTES: &str = "The path of the script has a blank and stands in no quotation marks, so PowerShell takes the part before the blank for the \
     script: only the author of the package can help, who has to put the path in quotation marks.";

/// More of a command is not needed to know it again.
const LONGEST: usize = 160;

/// What to do where a library could not be loaded.
const INSTALL_RUNTIME: &str = "Look whether the library is there when the action runs, and install the runtime that it needs, mostly the Visual C++ \
     Redistributable of the same processor; then run the command by hand, which shows the error.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_blank_needs_quotation_marks() {
        for (command, expected) in [
            (
                r"powershell.exe -File C:\Program Files\Gates\open.ps1",
                true,
            ),
            (r"pwsh -NoProfile -file C:\My Gates\a.ps1 -Key 1", true),
            (
                r#"powershell.exe -File "C:\Program Files\Gates\a.ps1""#,
                false,
            ),
            (r"powershell.exe -File C:\Gates\a.ps1 C:\Gates\b.ps1", false),
            (r"powershell.exe -File gates -Key a.ps1", false),
            (
                r"powershell.exe -File C:\Gates\open -Key C:\Gates\a.ps1",
                false,
            ),
            ("powershell.exe -Command Open-Gate", false),
        ] {
            assert_eq!(is_cut_at_blank(command), expected, "{command}");
        }
    }
}
