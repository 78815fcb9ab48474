//! What a code means that the program of a custom action ended with, where the log has no words of it.

use super::driver_tool::{DpinstCode, DriverTool, is_of_drivers};
use super::program_ends;
use crate::detect::headline::{is_of_installers, meaning_of};
use crate::detect::known_program;
use crate::detect::prose::lower_first;
use crate::detect::rules::{program_cannot_run_here, program_failed};
use crate::event::ExitCode;

/// What is known of such a code.
#[derive(Default)]
pub(in crate::detect) struct Meaning {
    /// Why the program failed, for the middle of a sentence.
    pub(in crate::detect) why: Option<String>,
    /// What to do about it.
    pub(in crate::detect) advice: Option<String>,
    /// Whether something is missing then whatever the program is.
    pub(in crate::detect) leaves_out: bool,
}

/// What the code means that a command ended with, in the same words as where it is the cause. `command` is empty where the log
/// does not tell it, and `is_program` says whether it was a program, rather than a function of a library.
pub(in crate::detect) fn meaning(command: &str, code: ExitCode, is_program: bool) -> Meaning {
    let number = code.0.cast_unsigned();
    let log = known_program::log_of_command(command);
    if let Some(why) = program_ends::why_ended(command, code.0) {
        return Meaning {
            why: Some(why.to_owned()),
            advice: program_failed::advice_of_end(command, code.0),
            leaves_out: DriverTool::of(command).is_some(),
        };
    }
    if let Some(own) = known_program::own_code_of_command(command, number) {
        let log = log.map_or(String::new(), |log| format!(" {log}"));
        return Meaning {
            why: Some(own.meaning.to_owned()),
            advice: Some(format!("{}{log}", own.advice)),
            leaves_out: false,
        };
    }
    let of_loader = program_cannot_run_here::end_of(number);
    if let Some(end) = of_loader.filter(|_| is_program) {
        return Meaning {
            why: Some(format!("its program could not run, since {}", end.why)),
            advice: Some(end.advice.to_owned()),
            leaves_out: true,
        };
    }
    if DriverTool::of(command) == Some(DriverTool::Dpinst) && DpinstCode::new(number).failed {
        return Meaning {
            why: Some(DpinstCode::new(number).in_words()),
            advice: Some(program_failed::READ_ITS_LOG.to_owned()),
            leaves_out: true,
        };
    }
    let known = meaning_of(code).map(|known| lower_first(known.meaning));
    let is_result = code.0 < 0;
    let of_result = is_result.then(|| program_failed::remedy_of(code)).flatten();
    Meaning {
        why: known.and_then(|meaning| {
            if is_result {
                return Some(meaning);
            }
            is_of_installers(code).then(|| format!("of an installer it means: {meaning}"))
        }),
        advice: of_result.or_else(|| log.map(|log| format!("{READ_LOG} {log} {THEN_RUN_IT}"))),
        leaves_out: leaves_out_driver(number),
    }
}

/// Whether a result says that a driver is missing, or that the program which should do the work could not run.
pub(in crate::detect) fn leaves_out(result: u32) -> bool {
    leaves_out_driver(result) || program_cannot_run_here::end_of(result).is_some()
}

fn leaves_out_driver(result: u32) -> bool {
    is_of_drivers(result) && !OF_NO_LOSS.contains(&result)
}

/// `ERROR_NO_SUCH_DEVINST` and its HRESULT, with which the driver waits for its device, and those of a driver that was to be taken
/// away: `ERROR_NOT_AN_INSTALLED_OEM_INF`, `ERROR_INF_IN_USE_BY_DEVICES`,
/// `ERROR_DRIVER_STORE_DELETE_FAILED`, `ERROR_DEPENDENT_APPLICATIONS_EXIST`, and `ERROR_DRIVER_PACKAGE_NOT_IN_STORE`.
///
/// Source: <https://learn.microsoft.com/windows/win32/com/com-error-codes-4>,
/// <https://learn.microsoft.com/previous-versions/windows/hardware/difxapi/driverpackageuninstall>.
const OF_NO_LOSS: [u32; 7] = [
    0x800F_020B,
    0xE000_020B,
    0xE000_023C,
    0xE000_023D,
    0xE000_024C,
    0xE000_0300,
    0xE000_0302,
];

/// What to do where the program has a log of its own.
const READ_LOG: &str = "The log of that program says why it failed.";

const THEN_RUN_IT: &str = "Mend that, then run the command by hand.";
