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

const ASSEMBLY: &[Place] = &[
    ("HRESULT", "HRESULT: ", "."),
    ("assembly name", "installation of assembly '", "'"),
];
const SPACE: &[Place] = &[
    ("volume", "Volume: '", "'"),
    ("kilobytes needed", "required space: ", " KB"),
    ("kilobytes free", "available space: ", " KB"),
];

/// The messages that name what failed, with the English words around it.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
const PLACES: &[(u32, &[Place])] = &[
    (1303, &[("folder", "access this directory: ", ". ")]),
    (1304, &[("file", "writing to file: ", ". ")]),
    (1305, &[("file", "reading from file: ", ". ")]),
    (1306, &[("file", "access to the file '", "'")]),
    (1307, &[("file", "install this file: ", ". ")]),
    (1308, &[("file", "Source file not found: ", ". ")]),
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
    (1312, &[("folder", "Cannot create the directory '", "'")]),
    (1316, &[("file", "read from the file: ", "")]),
    (1317, &[("folder", "create the directory: ", "")]),
    (1318, &[("folder", "create the directory: ", "")]),
    (1321, &[("file", "modify this file: ", ". ")]),
    (1327, &[("drive", "Invalid Drive: ", "")]),
    (
        1328,
        &[
            ("file", "applying patch to file ", ". "),
            ("system error code", "System Error: ", ""),
        ],
    ),
    (1329, &[("cabinet", "cabinet file ", " is not digitally")]),
    (
        1330,
        &[
            ("cabinet", "cabinet file ", " has an invalid"),
            ("trust error code", "Error ", " was returned"),
        ],
    ),
    (1331, &[("file", "correctly copy ", " file: CRC")]),
    (1332, &[("file", "correctly move ", " file: CRC")]),
    (1333, &[("file", "correctly patch ", " file: CRC")]),
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
    (
        1403,
        &[
            ("value", "delete value ", " from key "),
            ("key", " from key ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (1404, KEY),
    (
        1405,
        &[
            ("value", "read value ", " from key "),
            ("key", " from key ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (
        1406,
        &[
            ("value", "write value ", " to key "),
            ("key", " to key ", ". "),
            ("system error code", "System error ", "."),
        ],
    ),
    (1601, SPACE),
    (
        1603,
        &[
            ("file", "he file ", " is being held in use"),
            ("process name", "process: Name: ", ", Id: "),
            ("process id", ", Id: ", ", "),
        ],
    ),
    (1605, SPACE),
    (1606, &[("path", "network location ", ". ")]),
    (
        1609,
        &[("account", "security settings. ", " is not a valid user")],
    ),
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
    (1935, ASSEMBLY),
    (1936, ASSEMBLY),
    (1937, ASSEMBLY),
    (1938, ASSEMBLY),
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
            (
                1601,
                "Out of disk space -- Volume: 'D:'; required space: 2,411 KB; available space: 512 KB.  Free some disk space and retry.",
                vec![
                    ("kilobytes free", "512"),
                    ("kilobytes needed", "2,411"),
                    ("volume", "D:"),
                ],
            ),
            (
                1330,
                r"A file that is required cannot be installed because the cabinet file C:\A\a.cab has an invalid digital signature.  This may indicate that the cabinet file is corrupt.  Error -2146762487 was returned by WinVerifyTrust.",
                vec![
                    ("cabinet", r"C:\A\a.cab"),
                    ("trust error code", "-2146762487"),
                ],
            ),
            (
                1609,
                r"An error occurred while applying security settings. GATES\Keepers is not a valid user or group. This could be a problem with the package.",
                vec![("account", r"GATES\Keepers")],
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
