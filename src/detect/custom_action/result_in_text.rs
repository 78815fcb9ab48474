//! Results in what custom actions and packages write: which codes of Windows their words are.

use crate::catalog;
use crate::detect::case::number_of;
use crate::detect::known_text::code_with_its_text;
use crate::detect::lines::Lines;
use crate::detect::pick::{Pick, Reason};
use crate::event::MessageNumber;
use crate::text::LineNo;
use crate::trace::{FaultKind, named_exception};

/// How many lines below its message a custom action writes its result at most.
const NEAR_RESULT: u32 = 12;

/// A result that a custom action wrote, and that the catalogue knows.
#[derive(Clone, Copy, Debug)]
pub(in crate::detect) struct WrittenCode {
    /// An HRESULT or an NTSTATUS.
    pub(in crate::detect) code: u32,
    /// Where it stands: in the message, or on a line below it or right above it where the message has none.
    pub(in crate::detect) line: LineNo,
}

/// `SFXCA: Failed to get requested CLR info. Error code 0x80131700`, or
/// `DIFXAPP: ERROR: InstallDriverPackages failed with error 0xE000024B` between the message of a custom action that has
/// no result, and the end of the action, or a result in the text of a message of the package's own.
pub(in crate::detect) fn written(pick: &Pick<'_>, lines: &mut Lines<'_>) -> Option<WrittenCode> {
    let is_text = pick.fault?.kind == FaultKind::CustomActionText;
    let is_of_package = number_of(pick.fault?).is_some_and(is_of_package);
    if !is_text && !is_of_package && pick.reason != Reason::CustomAction {
        return None;
    }
    let known = |code: &u32| !VAGUE.contains(code) && !catalog::meanings_of(*code).is_empty();
    let written = |line, code| WrittenCode { code, line };
    // A message of the package's own may have more than one line.
    let said = match pick.fault.filter(|_| is_of_package) {
        Some(fault) => lines.record(pick.line, fault.end_line),
        None => lines.line(pick.line),
    };
    if let Some(code) = result_in(&said) {
        return Some(code)
            .filter(known)
            .map(|code| written(pick.line, code));
    }
    if let Some(code) = failed_code(&said).filter(known) {
        return Some(written(pick.line, code));
    }
    let end = pick.more.iter().copied().find(|line| *line > pick.line)?;
    let last = end.min(pick.line.plus(NEAR_RESULT));
    let mut below = (pick.line.get() + 1..last.get()).map(LineNo::new);
    let result = |line| Some((line, result_in(&lines.line(line)).filter(known)?));
    if let Some((line, code)) = below.find_map(result) {
        return Some(written(line, code));
    }
    // An exception has a reason of its own.
    if named_exception(&said).is_some() {
        return None;
    }
    let above = LineNo::new(pick.line.get().saturating_sub(1).max(1));
    let code = trailing_code(&lines.line(above)).filter(known)?;
    Some(written(above, code))
}

/// The first error of the WiX toolset above the message of a package that has the same result: it tells what was being done,
/// `WriteGates:  Error 0x8007007a: Failed to copy the name of the gate`.
pub(in crate::detect) fn first_error(
    pick: &Pick<'_>,
    written: WrittenCode,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let above = pick.more.iter().filter(|line| **line < pick.line);
    let errors = above.filter_map(|line| {
        let said = lines.line(*line);
        let (_, error) = said.split_once(":  Error 0x")?;
        let (digits, text) = error.split_once(": ")?;
        let code = u32::from_str_radix(digits, 16).ok()?;
        (code == written.code).then(|| text.trim().to_owned())
    });
    errors.into_iter().next()
}

/// `NetUserAdd. 2245`, `CreateService failed: 1072`: a code of Windows at the end of a line, behind the name of a function
/// or a word for it, as the HRESULT that wraps it.
fn trailing_code(text: &str) -> Option<u32> {
    const WORDS: [&str; 6] = ["error", "code", "returned", "result", "failed", "status"];
    let (name, digits) = text.trim_end().trim_end_matches('.').rsplit_once(' ')?;
    let word = name.rsplit(' ').next()?.to_ascii_lowercase();
    let is_of_function = word.ends_with('.') || WORDS.contains(&word.trim_end_matches([':', '=']));
    of_windows(digits).filter(|_| is_of_function)
}

/// `NetUserAdd failed: 2245`: a code of Windows at the end of a line, behind the word for a failure of a function. What stands
/// behind other words may count: `Error: 4 of 12 tables failed: 1326`.
fn failed_code(text: &str) -> Option<u32> {
    const HEADS: [&str; 3] = [" failed ", " failed: ", " failed, error "];
    let line = text.trim_end().trim_end_matches('.');
    let digits = HEADS.iter().find_map(|head| {
        let (before, behind) = line.rsplit_once(head)?;
        is_function(before.rsplit(' ').next()?).then_some(behind)
    })?;
    of_windows(digits)
}

/// Whether a word is the name of a function of Windows: `NetUserAdd`.
fn is_function(word: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase();
    word.starts_with(is_capital)
        && word[1..].contains(is_capital)
        && word[1..].contains(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Whether a message is none of Windows Installer, so that only the package knows it: `Error 26402.`
fn is_of_package(number: MessageNumber) -> bool {
    catalog::message(number.0).is_none()
}

/// Results that say no more than that something failed, `E_FAIL`, `E_UNEXPECTED`, and those of 1 and 1603, and one that says that
/// the driver is signed.
pub(in crate::detect) const VAGUE: [u32; 5] = [
    0x8000_4005,
    0x8000_FFFF,
    0x8007_0001,
    0x8007_0643,
    0x800F_0241,
];

/// The first result with its highest bit set in a text: `0xE000024B`, `0X80041002`, else one with a sign: `-1073741819`.
pub(in crate::detect) fn result_in(text: &str) -> Option<u32> {
    let heads = text.match_indices(['x', 'X']);
    let heads = heads.filter_map(|(at, _)| Some((at.checked_sub(1)?, ())));
    let mut results = heads.filter_map(|(at, ())| {
        text.get(at..at + 1).filter(|zero| *zero == "0")?;
        let digits = text.get(at + 2..at + 10)?;
        u32::from_str_radix(digits, 16).ok()
    });
    let of_digits = results.find(|code| code >> 31 == 1);
    let signed = || text.split([' ', '(', ':', '=']).find_map(signed_result);
    let of_text = || code_with_its_text(text).map(catalog::hresult_of);
    of_digits
        .or_else(signed)
        .or_else(of_text)
        .or_else(|| error_code(text))
}

/// `... failed with error code 1379.`, `RegCreateKeyEx failed with 1018`: a code of Windows, as the HRESULT that wraps it.
/// One below 1000 may be the program's own.
fn error_code(text: &str) -> Option<u32> {
    const HEADS: [&str; 9] = [
        "error code ",
        "error code is ",
        "error code: ",
        "error is ",
        "failed with ",
        "failed with error ",
        "hresult:",
        "system error ",
        "system error: ",
    ];
    let text = text.to_ascii_lowercase();
    let mut words = HEADS.iter().filter_map(|head| {
        let (_, behind) = text.split_once(head)?;
        let behind = behind.strip_prefix('(').unwrap_or(behind);
        behind.split(|c: char| !c.is_ascii_alphanumeric()).next()
    });
    let of_head = words.find_map(|word| of_windows(word).or_else(|| bare_result(word)));
    of_head.or_else(|| last_error(&text))
}

/// `CreateFile(gate) rc=-1 getlasterror=577`: of a number that Windows itself kept for a program even a small one is known.
fn last_error(text: &str) -> Option<u32> {
    let (_, behind) = text.split_once("getlasterror")?;
    let behind = behind.trim_start_matches(['(', ')', ' ', '=', ':']);
    let behind = behind.strip_prefix("returned ").unwrap_or(behind);
    let digits = behind.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
    known_code(digits, 2)
}

/// `80041002`: a result with its highest bit set, in its eight digits without `0x`.
fn bare_result(word: &str) -> Option<u32> {
    const DIGITS: usize = 8;
    let code = u32::from_str_radix(word, 16).ok()?;
    (word.len() == DIGITS && code >> 31 == 1).then_some(code)
}

/// A code of Windows in digits, as the HRESULT that wraps it.
fn of_windows(digits: &str) -> Option<u32> {
    const FIRST: u32 = 1000;
    known_code(digits, FIRST)
}

/// A code of Windows in digits that is not below a first one, as the HRESULT that wraps it.
fn known_code(digits: &str, first: u32) -> Option<u32> {
    const END: u32 = 16_000;
    let code: u32 = digits.parse().ok()?;
    let is_known = (first..END).contains(&code) && catalog::system_error(code).is_some();
    is_known.then_some(catalog::hresult_of(code))
}

/// `-1073741819.`: a word that is a result with its highest bit set, as programs write it that take it for a number. One
/// of fewer digits is a count or a code of the program's own.
fn signed_result(word: &str) -> Option<u32> {
    const FEWEST_DIGITS: usize = 9;
    let number = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    let is_long = number.starts_with('-') && number.len() > FEWEST_DIGITS;
    let value: i32 = number.parse().ok().filter(|_| is_long)?;
    Some(value.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_told_from_a_count_and_from_a_code_of_the_programs_own() {
        for (text, expected) in [
            ("failed with error 0xE000024B", Some(0xE000_024B)),
            ("ended with -1073741819.", Some(0xC000_0005)),
            ("failed with error code 1379.", Some(0x8007_0563)),
            ("failed with error code 5.", None),
            ("The error code is 80041002", Some(0x8004_1002)),
            ("The error code is 1379.", Some(0x8007_0563)),
            ("The error code is 12345678", None),
            ("failed with error code 16001.", None),
            ("RegCreateKeyEx failed with 1018", Some(0x8007_03FA)),
            ("RegCreateKeyEx failed with error 1018.", Some(0x8007_03FA)),
            ("RegCreateKeyEx failed with 5", None),
            ("rc=-1 GetLastError=577", Some(0x8007_0241)),
            ("GetLastError() returned 5", Some(0x8007_0005)),
            ("GetLastError=0", None),
            ("Error Code: 1379", Some(0x8007_0563)),
            ("wrote 0x00000005 of -12 files", None),
            ("0X80041002 The gate was not found", Some(0x8004_1002)),
            ("ERROR ( hresult:800700b7, message:Gate", Some(0x8007_00B7)),
            ("The error is (1069)", Some(0x8007_042D)),
            ("The keeper left. Access is denied. (5)", Some(0x8007_0005)),
            ("(System error: 1385)", Some(0x8007_0569)),
            ("The error is that of gate 1069", None),
        ] {
            assert_eq!(result_in(text), expected, "{text}");
        }
    }

    #[test]
    fn a_code_behind_a_failure_is_that_of_a_function() {
        for (text, expected) in [
            ("NetUserAdd failed: 2245", Some(0x8007_08C5)),
            (
                "The call of NetUserAdd failed, error 2245.",
                Some(0x8007_08C5),
            ),
            ("Error: 4 of 12 tables failed: 1326", None),
            ("Error: imported 1200 rows, failed 1062", None),
            ("The step failed: 3010", None),
            ("Login to gates failed: 1004", None),
        ] {
            assert_eq!(failed_code(text), expected, "{text}");
        }
    }
}
