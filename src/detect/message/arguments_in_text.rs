//! What the words of a message name, where the engine's own record of it is missing: logs that are not verbose have the
//! message alone, and so have parts of logs.

use crate::detect::message::arguments::Arguments;
use crate::detect::message::arguments_in_any_language;

/// An argument by its name in the catalogue, what stands before it in the message, and what stands behind it.
type Place = (&'static str, &'static str, &'static str);

const STARTED: &[Place] = &[
    ("service display name", "Service '", "' ("),
    ("service name", "' (", ") failed to "),
];
const SERVICE: &[Place] = &[
    ("service display name", "Service '", "' ("),
    ("service name", "' (", ") could not "),
];
const KEY: &[Place] = &[
    ("key", " key: ", ". "),
    ("system error code", "System error ", "."),
];

/// The messages that name what failed, with the English words around it.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
const PLACES: &[(u32, &[Place])] = &[
    (1303, &[("folder", "access this directory: ", ". ")]),
    (1304, &[("file", "writing to file: ", ". ")]),
    (1305, &[("file", "reading from file: ", ". ")]),
    (1306, &[("file", "access to the file '", "'")]),
    (
        1309,
        &[
            ("file", "reading from file: ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (
        1310,
        &[
            ("file", "writing to file: ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (1311, &[("cabinet", "Source file not found: ", ". ")]),
    (1316, &[("file", "read from the file: ", "")]),
    (1321, &[("file", "modify this file: ", ". ")]),
    (1327, &[("drive", "Invalid Drive: ", "")]),
    (
        1334,
        &[
            ("file", "The file '", "' cannot be installed"),
            ("cabinet", "cabinet file '", "'"),
        ],
    ),
    (1335, &[("cabinet", "cabinet file '", "'")]),
    (1401, KEY),
    (1402, KEY),
    (1404, KEY),
    (
        1406,
        &[
            ("value", "write value ", " to key "),
            ("key", " to key ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (
        1603,
        &[
            ("file", "he file ", " is being held in use"),
            ("process name", "process: Name: ", ", Id: "),
            ("process id", ", Id: ", ", "),
        ],
    ),
    (1606, &[("path", "network location ", ". ")]),
    (
        1706,
        &[
            ("product", "for the product ", " cannot be found"),
            ("product", "for product ", ". "),
        ],
    ),
    (
        1714,
        &[
            ("product", "older version of ", " cannot be removed"),
            ("system error code", "System Error ", "."),
        ],
    ),
    (
        1720,
        &[
            ("action", "Custom action ", " script error "),
            ("script error code", " script error ", ", "),
            ("line", " Line ", ", Column "),
            ("column", ", Column ", ","),
        ],
    ),
    (
        1721,
        &[
            ("action", "Action: ", ", location: "),
            ("location", ", location: ", ", command: "),
            ("command line", ", command: ", ""),
        ],
    ),
    (
        1722,
        &[
            ("action", "Action ", ", location: "),
            ("location", ", location: ", ", command: "),
            ("command line", ", command: ", ""),
        ],
    ),
    (
        1723,
        &[
            ("action", "Action ", ", entry: "),
            ("entry point", ", entry: ", ", library: "),
            ("library", ", library: ", ""),
        ],
    ),
    (
        1902,
        &[
            ("file", "enaming file ", " to "),
            ("new name", " to ", ". Must reboot"),
        ],
    ),
    (1903, &[("file", "eleting file ", ". Must reboot")]),
    (
        1904,
        &[
            ("module", "Module ", " failed to register"),
            ("HRESULT", "HRESULT ", "."),
        ],
    ),
    (1905, &[("module", "Module ", " failed to unregister")]),
    (1907, &[("font", "register font ", ". ")]),
    (1908, &[("font", "unregister font ", ". ")]),
    (1909, &[("shortcut", "create Shortcut ", ". ")]),
    (1910, &[("shortcut", "remove Shortcut ", ". ")]),
    (1911, &[("file", "type library for file ", ". ")]),
    (
        1918,
        &[("driver", "installing ODBC driver: ", ", ODBC error ")],
    ),
    (1920, STARTED),
    (1921, SERVICE),
    (1922, SERVICE),
    (1923, SERVICE),
    (
        1926,
        &[
            ("file", "security for file '", "'"),
            ("system error code", "Error: ", "."),
        ],
    ),
    (
        1935,
        &[
            ("HRESULT", "HRESULT: ", "."),
            ("assembly name", "installation of assembly '", "'"),
        ],
    ),
    (1946, &[("shortcut", "for shortcut '", "'")]),
];

/// The named arguments of a message, from its text.
pub(in crate::detect) fn arguments(number: u32, text: &str) -> Arguments<'_> {
    let places = PLACES.iter().find(|(known, _)| *known == number);
    let places = places.map_or(&[][..], |(_, places)| places);
    let values = places.iter().filter_map(|(name, before, behind)| {
        let value = between(text, before, behind).filter(|value| !value.is_empty());
        Some((
            *name,
            value.or_else(|| arguments_in_any_language::argument(name, text))?,
        ))
    });
    values.collect()
}

/// What stands between two texts, whose capitals vary between versions of the installer; to the end where the second one is
/// empty, and to the last full stop where the text ends with it.
fn between<'t>(text: &'t str, before: &str, behind: &str) -> Option<&'t str> {
    let at = find(text, before)? + before.len();
    let rest = &text[at..];
    if behind.is_empty() {
        return Some(rest.trim());
    }
    let end = find(rest, behind)
        .or_else(|| (behind == ". ").then(|| rest.trim_end_matches('.').len()))?;
    Some(rest[..end].trim())
}

/// Where some words stand, whatever their capitals: `create Shortcut`, `create shortcut`.
fn find(text: &str, words: &str) -> Option<usize> {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    text.windows(words.len())
        .position(|window| window.eq_ignore_ascii_case(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn a_message_names_what_its_record_would() {
        for (number, text, expected) in [
            (
                1310,
                r"Error writing to file: C:\A\a.b.dll.  System error 5.  Verify that you have access to that directory.",
                vec![("file", r"C:\A\a.b.dll"), ("system error code", "5")],
            ),
            (
                1714,
                "The older version of Ledger 4.2 cannot be removed. Contact your technical support group. System Error 1612.",
                vec![("product", "Ledger 4.2"), ("system error code", "1612")],
            ),
            (
                1920,
                "Service 'Gates (x64)' (gates (x64)) failed to start. Verify that you have sufficient privileges to start system services.",
                vec![
                    ("service display name", "Gates (x64)"),
                    ("service name", "gates (x64)"),
                ],
            ),
            (
                1722,
                r"There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor. Action Open, location: C:\A\, command: gates.exe /open",
                vec![
                    ("action", "Open"),
                    ("command line", "gates.exe /open"),
                    ("location", r"C:\A\"),
                ],
            ),
            (
                1303,
                r"The installer has insufficient privileges to access this directory: C:\A.",
                vec![("folder", r"C:\A")],
            ),
            (
                1902,
                r"Scheduling reboot operation: Renaming file C:\A\TBM1A.tmp to C:\A\a.b.exe. Must reboot to complete operation.",
                vec![("file", r"C:\A\TBM1A.tmp"), ("new name", r"C:\A\a.b.exe")],
            ),
            (
                1909,
                "Could not create shortcut Lock.lnk. Verify that the destination folder exists and that you can access it.",
                vec![("shortcut", "Lock.lnk")],
            ),
            (1310, "Fehler beim Schreiben", vec![]),
            (
                1402,
                "Der Schl\u{fc}ssel kann nicht ge\u{f6}ffnet werden: UNKNOWN\\Components\\1A2B. Systemfehler 5. Sehen Sie nach.",
                vec![
                    ("key", "UNKNOWN\\Components\\1A2B"),
                    ("system error code", "5"),
                ],
            ),
            (1, "Error writing to file: C:\\A.", vec![]),
        ] {
            let found: Vec<_> = arguments(number, text).into_iter().collect();
            assert_eq!(found, expected, "{number}");
        }
    }

    #[test]
    fn each_argument_is_one_of_the_catalogue() {
        for (number, places) in PLACES {
            let known = catalog::message(*number).map_or(&[][..], |code| code.arguments);
            for (name, ..) in *places {
                assert!(known.contains(name), "{number}: {name}");
            }
        }
    }
}
