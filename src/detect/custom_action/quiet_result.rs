//! How a command ended that a custom action ran without a window: `Error 0x80070001: Command line returned an error.`

use crate::catalog::{self, Code};
use crate::detect::case::Case;
use crate::detect::custom_action::quiet_output::{ERROR, error_below};
use crate::detect::headline::shown;
use crate::detect::lines::Lines;
use crate::detect::message::arguments::without_name;
use crate::detect::prose::{lower_first, sentence};
use crate::event::ExitCode;
use crate::syntax::runs_quietly;

/// The code with which the command ended that a custom action ran without a window.
pub(in crate::detect) fn code_of_command(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<u32> {
    let fault = case.pick.fault?;
    let said = lines.line(fault.line);
    let (source, _) = said
        .split_once(":  ")
        .filter(|(name, _)| runs_quietly(name))?;
    let (_, error) = error_below(fault.line, source, lines)?;
    returned(&error)
}

/// The code with which a command ended, from the error of the action that ran it. One with the highest bit is no code of
/// Windows within a result, but stands there as it is.
pub(in crate::detect) fn returned(error: &str) -> Option<u32> {
    let (result, code) = result_of(error);
    code.or(result)
        .filter(|_| error.contains("Command line returned"))
}

/// The code of Windows with which a command ended: programs of Windows pass them on, such as icacls and sc, setups those of
/// Windows Installer, and a program that crashed ends with the reason. Those below 1000 other programs make up too.
pub(in crate::detect) fn known_code(error: &str) -> Option<&'static Code> {
    let (result, system) = result_of(error);
    let number = system
        .or(result)
        .filter(|_| error.contains("Command line returned"))?;
    let is_of_windows = (1000..16_000).contains(&number) || number >> 31 == 1;
    catalog::meaning_of_result(number).filter(|_| is_of_windows)
}

/// The result in an error of the action that ran the command, and the code of Windows or of the command in it: what a
/// command returns, and why it does not start, become the last digits of a result.
fn result_of(error: &str) -> (Option<u32>, Option<u32>) {
    let digits = error.trim_start_matches(ERROR).split(':').next();
    let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (code, code.and_then(catalog::win32_of))
}

/// How the command ended, from the error of the action that ran it.
pub(in crate::detect) fn ended(error: &str) -> String {
    let (code, system) = result_of(error);
    match (code, system) {
        _ if error.contains("command line data") => "it was given no command to run".to_owned(),
        _ if error.contains("invalid command line property") => {
            "its command line was not accepted".to_owned()
        }
        (_, Some(system)) if error.contains("failed to execute") => {
            let why = catalog::system_error(system).map_or(String::new(), |(_, known)| {
                format!(": {}", lower_first(known.meaning))
            });
            format!("its command could not be started{why} (system error {system})")
        }
        (_, Some(system)) => {
            format!(
                "its command ended with code {system}{}",
                meaning(known_code(error))
            )
        }
        (Some(code), None) => format!(
            "its command ended with {}{}",
            shown(ExitCode(code.cast_signed())),
            meaning(known_code(error))
        ),
        (None, None) => "its command failed".to_owned(),
    }
}

/// ` (that code means: a DLL the program needs is missing)`, and of a number without the highest bit, which a program may have
/// made up, what Windows means by it.
fn meaning(known: Option<&Code>) -> String {
    known.map_or(String::new(), |known| {
        let meaning = lower_first(without_name(known.meaning));
        let whose = if known.number >> 31 == 1 {
            "that code means"
        } else {
            "in Windows that code means"
        };
        format!(" ({whose}: {meaning})")
    })
}

/// What to do about a command that did not start, of which no output can be read: the system error tells.
pub(in crate::detect) fn advice_where_not_started(error: &str) -> Option<String> {
    let (_, system) = result_of(error);
    let system = system.filter(|_| error.contains("failed to execute"))?;
    let remedy = match system {
        2 | 3 => NOT_THERE,
        _ => catalog::system_error(system)?.1.remedy,
    };
    (!remedy.is_empty()).then(|| sentence(remedy))
}

/// What to do about a program that was not found.
const NOT_THERE: &str = "Check that the program is at the place that the command names when the action runs, that its path is in quotes, and \
     that no security software took it away; a command without a path is looked for in PATH only";

/// What to do where the package gave no command that can run.
pub(in crate::detect) fn advice_where_not_given(error: &str) -> Option<String> {
    let what = if error.contains("command line data") {
        "set the property with the name of the custom action to the command before it is scheduled"
    } else if error.contains("invalid command line property") {
        "put the program of the command in quotes"
    } else {
        return None;
    };
    Some(format!(
        "Only the author of the package can help, who has to {what}."
    ))
}
