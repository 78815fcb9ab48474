//! Results of bundles and of their packages in words.

use super::package_log;
use crate::catalog;
use crate::detect::prose::{lower_first, sentence};
use crate::trace::{BundleStep, exit_code_of};

/// A result in words: `a fatal error during the install (0x80070643, exit code 1603)`.
pub(in crate::detect) fn result_in_words(result: u32) -> String {
    with_numbers(result, &numbers(result))
}

/// The same with numbers that its reader may look up.
pub(super) fn with_numbers(result: u32, numbers: &str) -> String {
    match catalog::meaning_of_result(result) {
        Some(known) => format!("{} ({numbers})", lower_first(known.meaning)),
        None => format!("0x{result:08X}"),
    }
}

/// `0x80070643, exit code 1603`, and `0x80240017` where the exit code is the same number with a sign.
pub(super) fn numbers(result: u32) -> String {
    let code = exit_code_of(result);
    match result >> 31 {
        1 if code.0 < 0 => format!("0x{result:08X}"),
        1 => format!("0x{result:08X}, exit code {code}"),
        _ => format!("exit code {code}"),
    }
}

/// The result of a package: `0x80070643, exit code 1603`, and `0x80070003` where nothing returned that as its exit code.
pub(in crate::detect) fn numbers_of_step(result: u32, step: &BundleStep) -> String {
    let code = exit_code_of(result);
    match code.0 {
        // A result that wraps no exit code is its own, with a sign.
        ..0 => format!("0x{result:08X}"),
        // Other results of Windows are no codes that a package ended with, unless its program returned them; 1 is one of programs.
        2..1601 if result >> 31 == 1 && step.returned.is_none() => format!("0x{result:08X}"),
        _ => format!("0x{result:08X}, exit code {code}"),
    }
}

/// Results that are no exit code of a failure and only say that something failed all the same, or say it in words that stand in each
/// error with them.
const GENERAL: [u32; 5] = [
    0x8000_4005,
    0x8000_FFFF,
    0x8007_0490,
    0x8009_1007,
    0x8013_1508,
];

/// Whether a result is the exit code of something that failed and says no more: 1603, and 1, which programs return for any
/// failure of theirs and which bundles take for `ERROR_INVALID_FUNCTION`.
fn says_nothing(result: u32) -> bool {
    matches!(exit_code_of(result).0, 1 | 1603)
}

/// Whether a result alone says why something failed.
pub(super) fn says_why(result: u32) -> bool {
    !says_nothing(result) && catalog::meaning_of_result(result).is_some()
}

/// What a result means, where that says why.
pub(super) fn reason(result: u32) -> Option<String> {
    let says_why = !says_nothing(result) && !GENERAL.contains(&result);
    let known = catalog::meaning_of_result(result).filter(|_| says_why)?;
    Some(lower_first(known.meaning))
}

/// Where a result comes from and what to do about it, as the catalogue has it: `The clock is wrong: check the clock.`
pub(super) fn cause_and_remedy(result: u32) -> Option<String> {
    let known = catalog::meaning_of_result(result)?;
    let is_known = !known.cause.is_empty() && !known.remedy.is_empty();
    is_known.then(|| format!("{}: {}", known.cause, sentence(&lower_first(known.remedy))))
}

/// The result of something that has a log of its own, by what was to be done with it: `why` says where the reason stands if
/// the result does not say it.
pub(super) fn in_words_or(result: u32, action: &str, why: &str, numbers: &str) -> String {
    if !says_nothing(result) {
        return with_numbers(result, numbers);
    }
    let action = match action.to_ascii_lowercase().as_str() {
        "uninstall" => "uninstall",
        "repair" => "repair",
        _ => "install",
    };
    format!("the {action} failed, {why} ({numbers})")
}

/// What the catalogue advises for a result, as a sentence.
pub(super) fn remedy(result: u32) -> Option<String> {
    let remedy = catalog::meaning_of_result(result)?.remedy;
    (!remedy.is_empty()).then(|| sentence(remedy))
}

/// What to do about a result that needs the same whatever failed with it.
pub(super) fn advice_of_code(result: u32) -> Option<&'static str> {
    match exit_code_of(result).0 {
        1618 => Some(
            "Wait for the other install to end and start the bundle again; in scripts run installs one after another.",
        ),
        1638 => Some(
            "A newer version or another one is installed already, so nothing needs to be done, and a script may take exit \
             code 1638 for a success; to have this version all the same, remove the other one first.",
        ),
        _ => None,
    }
}

/// The same for a package, which does not stand for the whole bundle.
pub(super) fn advice_of_package(result: u32) -> Option<&'static str> {
    match exit_code_of(result).0 {
        1622 => Some(package_log::NOT_OPENED),
        1638 => Some(
            "Another version of this package, mostly a newer one, is there already, and the bundle takes that for a failure, so \
             that it did not install the rest: start the newest build of the bundle, or remove that version under Apps and \
             start the bundle again, which then installs its own. Its author should let exit code 1638 of the package be a \
             success.",
        ),
        _ => advice_of_code(result),
    }
}

/// Whether the meaning of a program's exit code is known. Programs that install return the codes of Windows Installer, and
/// results of Windows have their highest bit set; what other numbers mean only the program knows.
pub(super) fn is_common_code(code: u32) -> bool {
    match exit_code_of(code).0.cast_unsigned() {
        inner @ 1601..=3010 => catalog::exit(inner).is_some(),
        _ => code >> 31 == 1 && !catalog::meanings_of(code).is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_installers_and_of_windows_are_common_and_others_are_a_programs_own() {
        for (code, common) in [
            (0x0, false),
            (0x1, false),
            (0x5, false),
            (0x642, true),
            (0x643, true),
            (0x652, true),
            (0x666, true),
            (0xBC2, true),
            (0x8007_0643, true),
            (0x8007_0666, true),
            (0xC000_0005, true),
            (5100, false),
        ] {
            assert_eq!(is_common_code(code), common, "0x{code:X}");
        }
    }

    #[test]
    fn what_has_advice_of_its_own_has_it_as_exit_code_and_as_hresult() {
        for (code, result) in [(1618, 0x8007_0652), (1638, 0x8007_0666)] {
            assert!(advice_of_code(code).is_some(), "{code}");
            assert_eq!(advice_of_code(code), advice_of_code(result), "{code}");
        }
        assert_eq!(advice_of_code(1603), None);
    }
}
