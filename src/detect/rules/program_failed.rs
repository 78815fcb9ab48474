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
//! Run the command from the message by hand; an action without impersonation runs as the system, which `psexec -s`
//! imitates.
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
use crate::detect::case::Case;
use crate::detect::driver_tool::{DpinstCode, DriverTool};
use crate::detect::lines::Lines;
use crate::detect::phrase::is_unpacked;
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

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1722]) {
        return None;
    }
    Some(of_dpinst(case).unwrap_or_else(|| {
        Words {
            advice: case
                .argument("location")
                .filter(|location| is_unpacked(location))
                .map(|_| OF_UNPACKED.to_owned()),
            ..Words::default()
        }
    }))
}

/// What to do where the program is gone with the action.
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
const READ_ITS_LOG: &str = "Read C:\\Windows\\INF\\setupapi.dev.log and C:\\Windows\\DPINST.LOG at the time of the install: they name the driver package and \
     why it was refused, often its signature.";
