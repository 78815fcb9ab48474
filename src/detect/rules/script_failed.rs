//! # What it finds
//!
//! A custom action is a VBScript or a JScript, and it stopped with an error of its own: message 1720.
//!
//! # Why it matters
//!
//! The message holds more than any other of a custom action: the error, its number, and the line and the column of
//! the script.
//! Scripts fail on machines that differ from that of their author: an object that is not registered, a file that is
//! not there, a right that is missing.
//!
//! # What to do
//!
//! Read the error text first.
//! "ActiveX component can't create object" (429) means that a program or a library which the script uses is not
//! installed or blocked.
//! An error such as 0x80041010 is one of an object that the script uses, here of WMI: `winmgmt /verifyrepository` tells
//! whether its repository is damaged, and `winmgmt /salvagerepository` mends it.
//! The line and the column count within the script of the Binary table or of the source that the message names, so
//! the author finds the statement at once.
//! Scripts run in the process of the installer, and scanners and application control block many of them.
//!
//! # Evidence
//!
//! Message 1720 with the action, the number, the source, the text, the line, and the column, in the engine's own
//! note or in the text of the error.
//!
//! # When it is wrong
//!
//! The line number is that of the script as it is stored, which a build step may have changed.

use super::{Check, Rule, Status, Words};
use crate::catalog::{self, Code};
use crate::detect::case::Case;
use crate::detect::custom_action::result_in_text::VAGUE;
use crate::detect::lines::Lines;
use crate::detect::prose::{lower_first, sentence};
use crate::finding::{Confidence, Role, Severity};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI102",
    name: "script-failed",
    severity: Severity::Error,
    confidence: Confidence::High,
    role: Role::Cause,
    status: Status::Stable,
    about: "The script of a custom action stopped with an error.",
    advice: "Report the line and the error text to the author of the package; check what the script asks for, such as an object that is not registered here.",
    link: "https://learn.microsoft.com/windows/win32/msi/scripts",
    check: Check::Cause(check),
};

fn check(case: &Case<'_>, _: &mut Lines<'_>) -> Option<Words> {
    if !case.is_message(&[1720]) {
        return None;
    }
    let known = case.argument("script error code").and_then(meaning);
    let place = match (case.argument("line"), case.argument("column")) {
        (Some(line), Some(column)) => format!(" in line {line}, column {column}"),
        (Some(line), None) => format!(" in line {line}"),
        _ => String::new(),
    };
    let code = case.argument("script error code");
    let text = case.argument("error text").or_else(|| text_of(&case.said));
    let is_told = text.is_some() || code.is_some() && !place.is_empty();
    let headline = is_told.then(|| {
        let number = code.map_or(String::new(), |code| {
            let meaning = known.map_or(String::new(), |known| {
                format!(": {}", lower_first(known.meaning))
            });
            format!(" (script error {}{meaning})", known_as(code))
        });
        let with = text.map_or(String::new(), |text| {
            format!(" with \"{}\"", text.trim_end_matches('.'))
        });
        format!(
            "{} failed: its script stopped{place}{with}{number}.",
            case.subject()
        )
    });
    let remedy = known
        .map(|known| known.remedy)
        .filter(|remedy| !remedy.is_empty());
    Some(Words {
        headline,
        advice: remedy.map(|remedy| {
            let of_wmi = if known.is_some_and(|known| known.number == LIBRARY_NOT_REGISTERED) {
                OF_WMI
            } else {
                ""
            };
            format!("{}{of_wmi} {REPORT_THE_REST}", sentence(remedy))
        }),
        ..Words::default()
    })
}

/// `Custom action OpenGates script error -2147217392, SWbemObjectSet: Invalid class  Line 378, Column 5,`: the source and the
/// text of the error, where the log has no record of it.
fn text_of(said: &str) -> Option<&str> {
    let (_, behind) = said.split_once(" script error ")?;
    let (_, behind) = behind.split_once(", ")?;
    let (text, _) = behind.rsplit_once(" Line ")?;
    let text = text.trim_matches([' ', ':']);
    (!text.is_empty()).then_some(text)
}

/// `TYPE_E_LIBNOTREGISTERED`
///
/// Source: <https://learn.microsoft.com/windows/win32/com/com-error-codes-3>.
const LIBRARY_NOT_REGISTERED: u32 = 0x8002_801D;

/// What to do about the library that scripts of installers use most.
const OF_WMI: &str = " A script that asks for services or processes uses that of WMI: regsvr32 wbemdisp.dll, from an elevated prompt in \
     C:\\Windows\\System32\\wbem and again in C:\\Windows\\SysWOW64\\wbem.";

/// What is to be done where the error of an object that the script uses was mended in vain.
const REPORT_THE_REST: &str =
    "If it still fails, report the line and the error text to the author of the package.";

/// The number by which the documentation of VBScript and JScript knows an error: 429 for -2146827859, which is
/// 0x800A01AD; for one of an object that the script uses the digits by which that object's documentation knows it.
fn known_as(code: &str) -> String {
    match catalog::parse(code).map(|parsed| parsed.value) {
        Ok(value) if value >> 16 == OF_SCRIPTS => (value & 0xFFFF).to_string(),
        Ok(value) if value >> 31 == 1 => format!("0x{value:08X}"),
        _ => code.to_owned(),
    }
}

/// The upper half of the errors of VBScript and JScript themselves.
const OF_SCRIPTS: u32 = 0x800A;

/// What the error of an object means that the script uses, such as one of WMI; it says more than `Invalid class`.
fn meaning(code: &str) -> Option<&'static Code> {
    let value = catalog::parse(code).ok()?.value;
    let is_of_object = value >> 31 == 1 && value >> 16 != OF_SCRIPTS && !VAGUE.contains(&value);
    is_of_object
        .then(|| catalog::meaning_of_result(value))
        .flatten()
}
