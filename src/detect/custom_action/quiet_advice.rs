//! What to do about a command that a custom action ran without a window, by what it wrote: by words of the programs of Windows, and
//! by the codes in its output.

use super::account;
use super::commands::runs;
use super::driver_tool::advice_of_drivers;
use super::launcher::service_of;
use super::quiet_output::is_number_of;
use super::result_in_text::{VAGUE, result_in};
use super::work::Work;
use super::works::{NO_FIREWALL_RULE, NO_SITE, START_FIREWALL};
use crate::catalog::{self, Code};
use crate::detect::case::Case;
use crate::detect::known_text::{DENIED, remedy_of_own_words, remedy_of_windows, went_on};
use crate::detect::prose::sentence;
use crate::text::LineNo;

/// What a command wrote.
pub(in crate::detect) struct Written<'o> {
    /// The lines that tell of the last failure, in reading order.
    pub(in crate::detect) told: &'o [&'o str],
    /// All lines from the one that tells of the last failure to its end.
    pub(in crate::detect) last: &'o [String],
    /// All lines from the first failure to its end.
    pub(in crate::detect) all: &'o [String],
    /// The code with which the command ended.
    pub(in crate::detect) ended: Option<u32>,
}

/// What to do about what a command wrote; `general` is what to do about any command.
pub(in crate::detect) fn advice(
    case: &Case<'_>,
    command: &str,
    written: &Written<'_>,
    general: &str,
) -> Option<String> {
    let told = || written.told.iter().copied().filter(|text| !went_on(text));
    told()
        .find_map(|text| advice_of_service(case, command, text))
        .or_else(|| advice_of_tool(case, command, &told().collect::<Vec<_>>()))
        .or_else(|| told().find_map(remedy_of_own_words))
        .or_else(|| advice_of_code(case, command, code_in(command, written)?, general))
        .or_else(|| told().find_map(remedy_of_windows))
}

/// The last line that a command wrote of which more is known than that it failed, and what to do about it. What went wrong may
/// stand above the failure that was told: `pip` tells of the connection first, and then that it found no package.
pub(in crate::detect) fn known_line(output: &[(LineNo, String)]) -> Option<(LineNo, String)> {
    let told = output.iter().rev().filter(|(_, text)| !went_on(text));
    told.into_iter()
        .find_map(|(line, text)| Some((*line, remedy_of_own_words(text)?)))
}

/// What a text of a program of Windows asks for.
enum Asked {
    /// The rights of an administrator.
    Rights,
    This(&'static str),
}

/// Words that programs of Windows have for one thing only, with the program in small letters without its ending.
///
/// Sources: <https://learn.microsoft.com/windows-server/administration/windows-commands/netsh-advfirewall>,
/// <https://learn.microsoft.com/iis/get-started/getting-started-with-iis/getting-started-with-appcmdexe>,
/// <https://learn.microsoft.com/dotnet/framework/tools/installutil-exe-installer-tool>, and
/// <https://learn.microsoft.com/dotnet/framework/tools/regasm-exe-assembly-registration-tool>.
const WORDS: [(&str, &str, Asked); 7] = [
    // Older versions of Windows have another name for the service, so that the words between differ.
    (
        "netsh",
        "Firewall service. Make sure that the service is running",
        Asked::This(START_FIREWALL),
    ),
    (
        "netsh",
        "No rules match the specified criteria",
        Asked::This(NO_FIREWALL_RULE),
    ),
    (
        "netsh",
        "The requested operation requires elevation",
        Asked::Rights,
    ),
    (
        "appcmd",
        "message:Cannot find SITE object",
        Asked::This(NO_SITE),
    ),
    ("appcmd", "due to insufficient permissions", Asked::Rights),
    (
        "installutil",
        "Cannot open Service Control Manager on computer '.'",
        Asked::Rights,
    ),
    (
        "regasm",
        "You must have administrative credentials to perform this task",
        Asked::Rights,
    ),
];

fn advice_of_tool(case: &Case<'_>, command: &str, told: &[&str]) -> Option<String> {
    let mut known = WORDS.iter();
    let (.., asked) = known.find(|(program, words, _)| {
        told.iter().any(|text| text.contains(words)) && runs(command, program)
    })?;
    Some(match asked {
        Asked::Rights => account::advice_where_denied(case).to_owned(),
        Asked::This(advice) => sentence(advice),
    })
}

/// The head behind which a program of Windows writes the code of Windows for which it failed.
///
/// Sources: the pages of each below <https://learn.microsoft.com/windows-server/administration/windows-commands>.
const HEADS: [(&str, &str); 6] = [
    // `System error 1069 has occurred.`
    ("net", "System error "),
    ("net", "Systemfehler "),
    // `[SC] OpenService FAILED 1060:`
    ("sc", " FAILED "),
    // `Url reservation add failed, Error: 183`
    ("netsh", " Error: "),
    // `Info: Unable to open driver registry key. Status: 2`
    ("lodctr", " Status: "),
    ("unlodctr", " Status: "),
];

/// The code of Windows in what a command wrote, as an HRESULT: behind the head that its program has for it, else the one in the
/// lines that tell of the failure. Of several the one counts with which the command ended; else nobody knows.
fn code_in(command: &str, written: &Written<'_>) -> Option<u32> {
    let of_tool = |lines: &[String]| -> Vec<u32> {
        let codes = lines.iter().filter_map(|text| code_of_tool(command, text));
        codes.collect()
    };
    let (all, last) = (of_tool(written.all), of_tool(written.last));
    let ended = written.ended.map(catalog::hresult_of);
    if let Some(code) = ended.filter(|code| all.contains(code)) {
        return Some(code);
    }
    if all.windows(2).any(|codes| codes[0] != codes[1]) {
        return None;
    }
    if let Some(code) = last.first() {
        return Some(*code);
    }
    let mut codes = written.told.iter().filter_map(|text| result_in(text));
    let code = codes.next()?;
    codes.all(|other| other == code).then_some(code)
}

fn code_of_tool(command: &str, text: &str) -> Option<u32> {
    HEADS.iter().find_map(|(program, head)| {
        let (_, behind) = text.split_once(head)?;
        let digits = behind.split(|c: char| !c.is_ascii_digit()).next()?;
        let code: u32 = digits.parse().ok()?;
        let is_known = catalog::system_error(code).is_some() && runs(command, program);
        is_known.then_some(catalog::hresult_of(code))
    })
}

/// What to do about a code of Windows that a command wrote, from what its program works on.
fn advice_of_code(case: &Case<'_>, command: &str, code: u32, general: &str) -> Option<String> {
    let of_program = Work::of_command(command);
    if code == DENIED && of_program.is_some() {
        return Some(account::advice_where_denied(case).to_owned());
    }
    let work = of_program.or(case.work);
    if let Some(special) = work.and_then(|work| work.special(code)) {
        return Some(sentence(special.remedy));
    }
    let known = Some(code).filter(|code| !VAGUE.contains(code));
    known
        .and_then(catalog::meaning_of_result)
        .and_then(|known| advice_of_known(known, general))
        .or_else(|| advice_of_drivers(code).filter(|_| known.is_some()))
        .or_else(|| {
            let of_work = work.map_or("", |work| work.general);
            (!of_work.is_empty()).then(|| sentence(of_work))
        })
}

/// What to do about a code of Windows with which a command ended, or which it wrote; `general` is what to do about any command.
pub(in crate::detect) fn advice_of_known(known: &Code, general: &str) -> Option<String> {
    /// `ERROR_INSTALL_FAILURE`.
    const INSTALL_FAILURE: u32 = 1603;
    // That an install failed is told by the log of that install.
    let is_vague = catalog::exit(INSTALL_FAILURE).is_some_and(|code| code.remedy == known.remedy);
    (!known.remedy.is_empty() && !is_vague).then(|| format!("{} {general}", sentence(known.remedy)))
}

/// What to do where `net` was refused to start or to stop a service: `System error 5 has occurred.` Its words for a failure may be in
/// a language that nobody here knows, and the number is the same.
fn advice_of_service(case: &Case<'_>, command: &str, text: &str) -> Option<String> {
    let (verb, service) = service_of(command)?;
    let verb = verb.to_lowercase();
    is_number_of(text, ACCESS_DENIED).then(|| {
        if account::is_of_system(case) {
            format!(
                "SYSTEM itself may not {verb} the service {service}: look at the rights on it (sc.exe sdshow with its name); security \
                 software guards its services against everybody."
            )
        } else {
            format!(
                "To {verb} the service {service} takes the rights of an administrator: start the install from an elevated \
                 prompt. Its author must run the action deferred and without impersonation, or leave it to the table \
                 ServiceControl."
            )
        }
    })
}

/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499->.
const ACCESS_DENIED: &str = "5";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_counts_behind_the_head_of_its_program_or_where_no_other_stands_beside_it() {
        let code = |command: &str, told: &[&str]| {
            let all: Vec<String> = told.iter().map(|text| (*text).to_owned()).collect();
            let written = Written {
                told,
                last: &all,
                all: &all,
                ended: Some(1073),
            };
            code_in(command, &written)
        };
        for (command, told, expected) in [
            (
                "net.exe start gates",
                &["The gates are shut.", "System error 1069 has occurred."][..],
                Some(0x8007_042D),
            ),
            (
                "netsh http add urlacl url=http://+:9000/",
                &["Gate add failed, Error: 183"],
                Some(0x8007_00B7),
            ),
            ("gates.exe", &["Gate add failed, Error: 183"], None),
            (
                "sc.exe start gates",
                &["[SC] StartService FAILED 99999:"],
                None,
            ),
            (
                "cmd.exe /c \"sc stop gates & sc create gates\"",
                &[
                    "[SC] ControlService FAILED 1051:",
                    "[SC] CreateService FAILED 1073:",
                ],
                Some(0x8007_0431),
            ),
            (
                "cmd.exe /c \"sc stop gates & sc start gates\"",
                &[
                    "[SC] ControlService FAILED 1051:",
                    "[SC] StartService FAILED 1069:",
                ],
                None,
            ),
            (
                "gates.exe",
                &["Failed: 0x80070020", "Gave up (0x80070020)"],
                Some(0x8007_0020),
            ),
            (
                "gates.exe",
                &["Failed: 0x80070002", "Failed: 0x80070020"],
                None,
            ),
        ] {
            assert_eq!(code(command, told), expected, "{told:?}");
        }
    }
}
