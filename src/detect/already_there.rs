//! Failures that say no more than that the thing is there which was to be made.

use super::passed_over::Ignored;
use crate::catalog;
use crate::event::ExitCode;
use crate::trace::exit_code_of;

/// `ERROR_PRODUCT_VERSION`: another version of the product is installed.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/error-codes>.
pub(super) const ANOTHER_VERSION: ExitCode = ExitCode(1638);

/// Whether a failure says no more than that the thing is there, by its result, by that of its command, or in its words.
pub(super) fn is_there_already(code: ExitCode, why: Option<&Ignored>) -> bool {
    let of_command = why.and_then(|why| why.code);
    let said = why.map(|why| why.said.to_ascii_lowercase());
    is_of_existing(code)
        || of_command.is_some_and(|code| is_of_existing(ExitCode(code.cast_signed())))
        || said
            .is_some_and(|said| said.contains("already") || numbers_in(&said).any(is_of_existing))
}

/// `ERROR_ALREADY_EXISTS`, `ERROR_SERVICE_EXISTS`, `ERROR_PRODUCT_VERSION`, and what .NET Framework ends with where a newer
/// one is installed.
///
/// Source: <https://learn.microsoft.com/windows/win32/debug/system-error-codes>,
/// <https://learn.microsoft.com/dotnet/framework/deployment/deployment-guide-for-developers>.
fn is_of_existing(code: ExitCode) -> bool {
    matches!(
        exit_code_of(code.0.cast_unsigned()),
        ExitCode(183 | 1073 | 5100) | ANOTHER_VERSION
    )
}

/// The results in a text, and its numbers of four digits: `0x800700b7`, `CreateService FAILED 1073`. Shorter numbers count
/// other things as well.
fn numbers_in(said: &str) -> impl Iterator<Item = ExitCode> {
    let words = said.split(|c: char| !c.is_ascii_alphanumeric());
    let told = words.filter(|word| word.starts_with("0x") || word.len() == 4);
    let numbers = told.filter_map(|word| catalog::parse(word).ok());
    numbers.map(|number| ExitCode(number.value.cast_signed()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_already_is_known_by_its_code_or_by_words() {
        for (code, of_command, said, expected) in [
            (183, None, "", true),
            (1073, None, "", true),
            (5100, None, "", true),
            (0x8007_00B7_u32.cast_signed(), None, "", true),
            (1603, Some(1073), "", true),
            (1603, Some(0x8007_0666), "", true),
            (1603, None, "The rule exists already.", true),
            (1603, None, "[SC] CreateService FAILED 1073:", true),
            (1603, None, "It failed with 0x800700B7.", true),
            (1603, Some(5), "The gate 10731 does not open.", false),
            (1603, None, "Line 183 of the script.", false),
        ] {
            let why = Ignored {
                rule: "",
                code: of_command,
                headline: "Custom action MakeAlready1073 failed.".to_owned(),
                said: said.to_owned(),
                advice: String::new(),
                remedy: None,
                lines: Vec::new(),
            };
            let is_there = is_there_already(ExitCode(code), Some(&why));
            assert_eq!(is_there, expected, "{code} {said}");
        }
    }
}
