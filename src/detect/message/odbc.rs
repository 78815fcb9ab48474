//! What to do about a driver or a data source of ODBC, by the error that ODBC states in the message.

use super::arguments::Arguments;

/// What to do about message 1918 or 1919, where ODBC says more than that it failed.
///
/// Sources: <https://learn.microsoft.com/sql/odbc/reference/syntax/sqlinstallererror-function> and
/// <https://learn.microsoft.com/windows/win32/debug/system-error-codes>.
pub(super) fn advice(number: u32, arguments: &Arguments<'_>) -> Option<&'static str> {
    let error = arguments.get("ODBC error")?.trim();
    match (number, error) {
        (1918 | 1919, LIBRARY_NOT_LOADED) => of_library(arguments.get("error text")?),
        (1919, COMPONENT_NOT_FOUND) => Some(NO_DRIVER),
        _ => None,
    }
}

/// `ODBC_ERROR_COMPONENT_NOT_FOUND`
const COMPONENT_NOT_FOUND: &str = "6";

/// `ODBC_ERROR_LOAD_LIB_FAILED`
const LIBRARY_NOT_LOADED: &str = "13";

/// `could not be loaded due to system error code 126: The specified module could not be found.`: what to do about a library
/// of a driver that Windows did not load. Its code stands before the first colon, in any language.
fn of_library(text: &str) -> Option<&'static str> {
    let (before, _) = text.split_once(':')?;
    match before.rsplit(' ').next()? {
        "126" => Some(FILE_MISSING),
        "127" => Some(FUNCTION_MISSING),
        "193" => Some(OTHER_PROCESSOR),
        _ => None,
    }
}

const FILE_MISSING: &str = "A library that the driver needs is missing: install the runtime that it is built with, mostly that of Visual C++ for its \
     processor (vc_redist.x64.exe or vc_redist.x86.exe), then install again. Where the runtime is there, look whether security \
     software took the library away that the error names.";

const FUNCTION_MISSING: &str = "The driver finds an older version of a library that it needs: install the newest runtime that it is built with, mostly that of \
     Visual C++ for its processor (vc_redist.x64.exe or vc_redist.x86.exe), then install again.";

const OTHER_PROCESSOR: &str = "The library of the driver, or one that it needs, is for another kind of processor or damaged: take the package for the processor \
     of this Windows, and report it to the vendor where that is the one.";

const NO_DRIVER: &str = "The driver of the data source is not there for programs of the same kind, 32-bit or 64-bit: install that driver first, then \
     install again.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_odbc_says_what_to_do() {
        for (number, error, text, words) in [
            (
                1918,
                "13",
                "due to system error code 126: no module. (C:\\G.dll)",
                Some("vc_redist"),
            ),
            (
                1919,
                "13",
                "wegen Systemfehlercode 193: kein Programm",
                Some("processor"),
            ),
            (
                1918,
                "13",
                "system error code 127: no procedure",
                Some("older version"),
            ),
            (1918, "13", "Gates 127, system error code 5: denied", None),
            (1918, "13", "(C:\\Gates126\\g.dll)", None),
            (1918, "11", "system error code 126:", None),
            (
                1919,
                "6",
                "Component not found in the registry",
                Some("32-bit or 64-bit"),
            ),
            (1918, "6", "Component not found in the registry", None),
        ] {
            let arguments = Arguments::from([("ODBC error", error), ("error text", text)]);
            let told = advice(number, &arguments);
            assert_eq!(told.is_some(), words.is_some(), "{text}");
            assert!(told.unwrap_or_default().contains(words.unwrap_or_default()));
        }
    }
}
