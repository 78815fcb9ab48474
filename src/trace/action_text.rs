//! Which lines that custom actions wrote are marks.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::exception::named_exception;
use super::mark::MarkKind;
use super::restart_words::asks_for_restart;
use crate::syntax::{CLASS_NOT_LOADED, EXCEPTION_THROWN, OF_DRIVERS, runs_quietly};

/// What stands before the name of an error of PowerShell: `    + FullyQualifiedErrorId : PathNotFound,Get-Thing`.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.management.automation.errorrecord.fullyqualifiederrorid>.
pub const POWERSHELL_ERROR: &str = "+ FullyQualifiedErrorId : ";

/// What stands between the place of an error of PowerShell 7 and its statement, in English on every machine.
///
/// Source: the view `ConciseView` in
/// <https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables>.
pub const POWERSHELL_STATEMENT: &str = "Line |";

/// What a line tells that a custom action wrote, by the function that it names.
pub(super) fn mark_of(source: &str, text: &str) -> Option<MarkKind> {
    if text.contains(POWERSHELL_ERROR) || (text.contains("HRESULT: 0x") && text.contains(" : ")) {
        return Some(MarkKind::PowerShellError);
    }
    if text.ends_with(POWERSHELL_STATEMENT) && is_statement_below(text) {
        return Some(MarkKind::PowerShellError);
    }
    if is_place(text) {
        return Some(MarkKind::PowerShellPlace);
    }
    if text.starts_with("Error 0x") && !source.is_empty() {
        return Some(MarkKind::WixError);
    }
    if is_of_failed_host(text) {
        return Some(MarkKind::HostFailed);
    }
    let of_drivers = text.strip_prefix(OF_DRIVERS);
    if of_drivers.is_some_and(|text| text.starts_with("ERROR")) {
        return Some(MarkKind::DriverError);
    }
    if !runs_quietly(source)
        && !text.starts_with(EXCEPTION_THROWN)
        && named_exception(text).is_some()
    {
        return Some(MarkKind::ManagedError);
    }
    if text.len() > LONGEST {
        return None;
    }
    let hint = HINTS.as_ref()?.find(text)?;
    match HINT_WORDS.get(hint.pattern().as_usize())? {
        &"truncated to" => text
            .contains("The data being saved is truncated to ")
            .then_some(MarkKind::VariableTruncated),
        &"downgrade" => (text.starts_with("** InstallDrivers **:")
            && text.ends_with(" This is a downgrade"))
        .then_some(MarkKind::DriverDowngrade),
        &"estart" | &"eboot" | &"ESTART" | &"EBOOT" | &"3010" => {
            asks_for_restart(text).then_some(MarkKind::RestartAsked)
        }
        _ => is_driver_kept(text).then_some(MarkKind::DriverKept),
    }
}

/// `Line |`, also where a colour stands before it.
fn is_statement_below(text: &str) -> bool {
    let before = text.trim_end_matches(POWERSHELL_STATEMENT).trim_start();
    before.is_empty() || before.starts_with('\u{1b}')
}

/// `At C:\Kits\setup.ps1:12 char:1`, `In Zeile:1 Zeichen:3`: two numbers behind colons with a word between them, the second at
/// the end.
fn is_place(text: &str) -> bool {
    if !text.ends_with(|last: char| last.is_ascii_digit()) {
        return false;
    }
    let number_behind = |text: &str| {
        let (before, number) = text.rsplit_once(':')?;
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(before.len())
    };
    let Some((line, word)) = number_behind(text).and_then(|end| text[..end].rsplit_once(' '))
    else {
        return false;
    };
    let is_word = !word.is_empty() && word.chars().all(char::is_alphabetic);
    is_word && line.contains(' ') && number_behind(line).is_some()
}

/// A sentence is shorter.
const LONGEST: usize = 400;

/// Words of which each line has one that is looked at further.
const HINT_WORDS: [&str; 12] = [
    "truncated to",
    "downgrade",
    "estart",
    "eboot",
    "ESTART",
    "EBOOT",
    "3010",
    "NO_MORE_ITEMS",
    "etter match",
    "0x103",
    "00000103",
    "259",
];

/// Finds them; none where they cannot be built, which no text of fixed words causes.
static HINTS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(HINT_WORDS).ok());

/// Whether the host of a managed custom action says that it could not run it, or that it did not end well:
/// `Error: could not load custom action class Gates.Actions from assembly: Gates`,
/// `WixSharp aborted the session because of the error:`.
fn is_of_failed_host(text: &str) -> bool {
    text.starts_with("SFXCA: RUNDLL32 returned error code")
        || text.starts_with(CLASS_NOT_LOADED)
        || text.contains(" aborted the session because of the error:")
}

/// `Driver install failed with ERROR_NO_MORE_ITEMS, ignoring.`, `DiInstallDriver returned 259`: Windows did not put a driver
/// in since each device that it is for has the same or a better one.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/newdev/nf-newdev-updatedriverforplugandplaydevicesw>
fn is_driver_kept(text: &str) -> bool {
    const WORDS: [&str; 2] = ["better match for", "error_no_more_items"];
    const CODES: [&str; 4] = ["0x103", "0x00000103", "returned 259", "error 259"];
    let lower = text.to_ascii_lowercase();
    let ends_there = |code: &&str| {
        let behind = lower.split_once(*code).map(|(_, behind)| behind);
        behind.is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    // A list of drivers that was read to its end has no more items either.
    lower.contains("driver")
        && !lower.contains("enum")
        && (WORDS.iter().any(|word| lower.contains(word)) || CODES.iter().any(ends_there))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_list_of_drivers_keeps_no_driver() {
        for (text, expected) in [
            ("DiInstallDriver returned 259", true),
            ("Driver install failed with 0x103.", true),
            ("Driver service opened with access 0x10300", false),
            ("SetupDiEnumDriverInfo returned 259 at index 3", false),
            ("Driver 12 returned 2590", false),
        ] {
            assert_eq!(is_driver_kept(text), expected, "{text}");
        }
    }

    #[test]
    fn a_place_in_a_script_has_a_line_and_a_column() {
        for (text, expected) in [
            ("At C:\\Kits\\setup.ps1:12 char:1", true),
            ("At line:1 char:41", true),
            ("In Zeile:1 Zeichen:3", true),
            ("The gate opens at 10:05", false),
            ("10:05:17 port:80", false),
            ("At line: char:41", false),
            ("gates:2", false),
        ] {
            let expected = expected.then_some(MarkKind::PowerShellPlace);
            assert_eq!(mark_of("OpenGates", text), expected, "{text}");
        }
    }

    #[test]
    fn the_statement_of_powershell_7_stands_below_a_line_of_its_own() {
        for (text, expected) in [
            ("Line |", true),
            ("  Line |", true),
            ("\u{1b}[36;1mLine |", true),
            ("Gate Line |", false),
            ("Line | open", false),
        ] {
            let expected = expected.then_some(MarkKind::PowerShellError);
            assert_eq!(mark_of("OpenGates", text), expected, "{text}");
        }
    }

    #[test]
    fn a_driver_that_was_kept_is_known_by_the_result() {
        for (text, expected) in [
            (
                "Driver install failed with ERROR_NO_MORE_ITEMS, ignoring.",
                true,
            ),
            ("DiInstallDriver returned 259", true),
            ("RETURN: DriverPackageInstallW  (0x103)", true),
            ("259 drivers were looked at", false),
            ("RegEnumKeyEx returned 259", false),
        ] {
            let expected = expected.then_some(MarkKind::DriverKept);
            assert_eq!(mark_of("Gates", text), expected, "{text}");
        }
    }
}
