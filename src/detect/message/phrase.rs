//! What an action did that failed, in words that name the file, the key, or the service.

use crate::detect::custom_action::launcher::launched;
use crate::detect::message::arguments::Arguments;
use crate::detect::prose::shortened;

/// Phrases that begin with what the action did: `could not write <file>`. The first phrase of a message counts of which the
/// record has every argument.
const PHRASES: &[(u32, &str)] = &[
    (
        1301,
        "could not make the file <file> because a folder has that name",
    ),
    (1303, "was refused access to the folder <folder>"),
    (1304, "could not write <file>"),
    (1305, "could not read <file>"),
    (1306, "could not replace <file>: another program uses it"),
    (1307, "ran out of disk space at <file>"),
    (1308, "did not find the source file <file>"),
    (1309, "could not open the source file <file>"),
    (1310, "could not write <file>"),
    (1311, "did not find the cabinet <cabinet>"),
    (
        1312,
        "could not make the folder <folder> because a file has that name",
    ),
    (1316, "could not read <file>"),
    (1317, "could not make the folder <folder>"),
    (1318, "could not make the folder <folder>"),
    (
        1319,
        "lost the network while it opened the cabinet <cabinet>",
    ),
    (1320, "was given a path that is too long: <path>"),
    (1321, "may not change the file <file>"),
    (
        1322,
        "was given a path with an empty or too long part: <folder>",
    ),
    (
        1323,
        "was given a path with a word that Windows keeps for itself: <folder>",
    ),
    (
        1324,
        "was given a path with a character that is not allowed: <folder>",
    ),
    (1325, "was given a bad file name: <name>"),
    (1327, "was given a drive that is not there: <drive>"),
    (
        1328,
        "could not patch <file>: something else changed it before",
    ),
    (1329, "needs a signature on the cabinet <cabinet>"),
    (1330, "found a bad signature on the cabinet <cabinet>"),
    (1331, "copied <file> and its checksum does not match"),
    (1332, "moved <file> and its checksum does not match"),
    (1333, "patched <file> and its checksum does not match"),
    (
        1334,
        "did not find the file <file> in the cabinet <cabinet>",
    ),
    (1335, "found the cabinet <cabinet> damaged"),
    (1336, "could not make a temporary file in <folder>"),
    (1401, "could not make the registry key <key>"),
    (1402, "could not open the registry key <key>"),
    (
        1403,
        "could not delete the value <value> of the registry key <key>",
    ),
    (1404, "could not delete the registry key <key>"),
    (
        1405,
        "could not read the value <value> of the registry key <key>",
    ),
    (
        1406,
        "could not write the value <value> of the registry key <key>",
    ),
    (1606, "could not reach <path>"),
    (1609, "did not find the account <account>"),
    (1704, "found another install that is suspended: <product>"),
    (1706, "found no source for <product>"),
    (1713, "could not install <product>, which this one needs"),
    (1714, "could not remove the older version <product>"),
    (1718, "was forbidden by a signature policy to use <file>"),
    (1720, "failed: its script says \"<error text>\""),
    (1721, "could not start the program <command line>"),
    (
        1722,
        "failed: the program `<command line>` ended with an error",
    ),
    (
        1723,
        "could not run the entry point <entry point> of its library",
    ),
    (1901, "could not read the database <database>"),
    (1904, "could not register the module <module>"),
    (1905, "could not unregister the module <module>"),
    (
        1918,
        "could not install the ODBC driver <driver>: <error text>",
    ),
    (1918, "could not install the ODBC driver <driver>"),
    (
        1919,
        "could not set up the ODBC data source <data source>: <error text>",
    ),
    (1919, "could not set up the ODBC data source <data source>"),
    (
        1920,
        "could not start the service <service display name> (<service name>)",
    ),
    (
        1921,
        "could not stop the service <service display name> (<service name>)",
    ),
    (
        1922,
        "could not delete the service <service display name> (<service name>)",
    ),
    (
        1923,
        "could not install the service <service display name> (<service name>)",
    ),
    (1931, "may not replace <file>, which Windows protects"),
    (1932, "may not replace <file>, which Windows protects"),
    (1935, "could not install the assembly <assembly name>"),
    (
        1936,
        "found the assembly <assembly name> without a strong name, or with a key that is too short",
    ),
    (
        1937,
        "could not verify the signature or the catalogue of the assembly <assembly name>",
    ),
    (
        1938,
        "did not find a module of the assembly <assembly name>",
    ),
    (2203, "could not open <database>"),
    (2219, "found that <database> is no installer database"),
    (2324, "could not open <file>"),
    (2329, "could not delete <file>"),
    (2330, "could not read the attributes of <file>"),
    (2356, "did not find the cabinet <stream> in the package"),
    (
        2602,
        "found no disk in the Media table for the entry <row> of the table <table>",
    ),
    (2603, "found the table <table> twice"),
    (2604, "found no definition of the property <property>"),
    (2607, "found the Media table missing or empty"),
    (
        2611,
        "found no cabinet for <file>, which is marked as compressed",
    ),
    (2612, "found the column <column> of <row> without data"),
    (2616, "found no file that <file> is a companion of"),
    (2617, "found no row of the Component table for <component>"),
    (2618, "found no row of the Component table for <component>"),
    (
        2620,
        "found no row of the File table for the key file of <component>",
    ),
    (2621, "found the shortcut <shortcut> with a wrong resource"),
    (
        2702,
        "found that the feature <feature> has a parent that is not there",
    ),
    (
        2703,
        "found no property <property> for the root of the source",
    ),
    (2704, "found no property <property> for the root folder"),
    (2705, "found rows of the table <table> that make no tree"),
    (2706, "found no source path for the folder <directory>"),
    (2707, "found no target path for the folder <directory>"),
    (
        2709,
        "looked for the component <component>, which the package does not have",
    ),
    (
        2711,
        "looked for the feature <feature>, which the package does not have",
    ),
    (
        2713,
        "found an empty value in the column <column> of the table <table>",
    ),
    (2714, "found the bad folder name <folder name>"),
    (
        2715,
        "looked for the file <file key>, which the package does not have",
    ),
    (
        2717,
        "could not work out the condition of <action>, or could not call it",
    ),
    (
        2721,
        "found no stream in the Binary table for the custom action <action>",
    ),
    (
        2722,
        "found no row of the File table for the custom action <action>",
    ),
    (
        2723,
        "found that the custom action <action> is of a type that does not exist",
    ),
    (
        2727,
        "looked for the folder <directory>, which the package does not have",
    ),
    (2728, "found the table <table> defined wrongly"),
    (
        2730,
        "found a bad value in the column <column> of <row> in the table <table>",
    ),
    (
        2733,
        "found that the column <column> of the table <table> names <value>, which is not there",
    ),
    (2738, "failed because VBScript is not available"),
    (2739, "failed because JScript is not available"),
    (
        2753,
        "uses the file <file key>, which is not marked for installation",
    ),
    (2755, "could not open <package>"),
    (2756, "found no value for the folder <property>"),
    (
        2765,
        "found no name for the assembly of the component <component>",
    ),
    (2919, "found no cabinet for <file>, which is compressed"),
    (2920, "found no source folder for <file>"),
];

/// What happened, in words: the phrase of the message with its arguments, else what the catalogue says it means.
pub(in crate::detect) fn phrase(number: u32, arguments: &Arguments<'_>) -> Option<String> {
    if let Some(command) = launched(arguments).filter(|_| number == 1722) {
        let command = shortened(command, LONGEST_COMMAND);
        return Some(format!(
            "failed: the program `{command}` ended with an error"
        ));
    }
    if number == 1722 && is_bare(arguments) {
        return fill(OF_ARGUMENTS, arguments).or_else(|| fill(OF_LOCATION, arguments));
    }
    let names = [SERVICE, SERVICE_SHOWN].map(|name| arguments.get(name));
    let is_named_twice = names[0] == names[1];
    let mut phrases = PHRASES.iter().filter(|(known, _)| *known == number);
    phrases.find_map(|(_, phrase)| {
        if is_named_twice && let Some((before, after)) = phrase.split_once(IN_BRACKETS) {
            return fill(&format!("{before}{after}"), arguments);
        }
        fill(phrase, arguments)
    })
}

/// The arguments of messages about services.
const SERVICE: &str = "service name";
const SERVICE_SHOWN: &str = "service display name";

/// The name of a service behind the one that is shown, which says nothing where they are the same.
const IN_BRACKETS: &str = " (<service name>)";

/// The phrase of 1722 for a program of the package's own tables, whose command has its arguments only.
const OF_ARGUMENTS: &str =
    "failed: the program <location>, called with `<command line>`, ended with an error";

/// The same for one that is called without arguments.
const OF_LOCATION: &str = "failed: the program <location> ended with an error";

/// Whether the command of a custom action has no program before its arguments: it stands in the location, which is the
/// folder in which the command runs otherwise.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/custom-action-type-34>.
pub(in crate::detect) fn is_bare(arguments: &Arguments<'_>) -> bool {
    let location = arguments.get("location");
    location.is_some_and(|location| !location.ends_with('\\'))
}

/// Whether a program came out of the Binary table of the package: the engine writes it to
/// `C:\Windows\Installer\MSI4C11.tmp`, and deletes it when it has ended.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/custom-action-type-2>.
pub(in crate::detect) fn is_unpacked(location: &str) -> bool {
    let lower = location.to_lowercase();
    let file = lower.rsplit('\\').next().unwrap_or_default();
    let number = file
        .strip_prefix("msi")
        .and_then(|rest| rest.strip_suffix(".tmp"));
    number.is_some() && lower.contains("\\installer\\")
}

/// How many characters of an argument a sentence can hold: more than a path has.
const LONGEST: usize = 300;

/// The same of a command, whose end says least.
const LONGEST_COMMAND: usize = 160;

/// Puts arguments into a phrase; `None` where one is missing.
fn fill(phrase: &str, arguments: &Arguments<'_>) -> Option<String> {
    let mut text = String::new();
    let mut rest = phrase;
    while let Some((before, after)) = rest.split_once('<') {
        let (name, after) = after.split_once('>')?;
        text.push_str(before);
        let value = arguments.get(name)?;
        let longest = match name {
            "command line" => LONGEST_COMMAND,
            _ => LONGEST,
        };
        text.push_str(&shortened(value, longest));
        if let Some(shown) = in_regedit(value).filter(|_| name == "key") {
            text.extend([" (in regedit ", &shown, ")"]);
        }
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// Where a key stands that the engine names in its own way: the 32-bit view of the registry as
/// `HKEY_LOCAL_MACHINE32\SOFTWARE\...`, the 64-bit one likewise, and its own data for the machine as `UNKNOWN\Components\...`.
///
/// Source: <https://learn.microsoft.com/windows/win32/winprog64/registry-redirector>.
fn in_regedit(key: &str) -> Option<String> {
    const SOFTWARE: &str = "SOFTWARE\\";
    if let Some(rest) = key.strip_prefix("HKEY_LOCAL_MACHINE32\\") {
        let (head, below) = rest.split_at_checked(SOFTWARE.len())?;
        let is_split = head.eq_ignore_ascii_case(SOFTWARE);
        let node = if is_split { "WOW6432Node\\" } else { "" };
        return Some(format!("HKEY_LOCAL_MACHINE\\{head}{node}{below}"));
    }
    if let Some(rest) = key.strip_prefix("HKEY_LOCAL_MACHINE64\\") {
        return Some(format!("HKEY_LOCAL_MACHINE\\{rest}"));
    }
    let rest = key.strip_prefix("UNKNOWN\\")?;
    let is_of_machine = ["Components\\", "Products\\"]
        .iter()
        .any(|head| rest.starts_with(head));
    is_of_machine.then(|| format!("{DATA_OF_MACHINE}\\{rest}"))
}

/// Where the engine keeps what it knows of products that are installed for the machine.
const DATA_OF_MACHINE: &str = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\UserData\\S-1-5-18";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog;

    #[test]
    fn phrases_name_arguments_that_the_catalogue_has() {
        for (number, phrase) in PHRASES {
            let code = catalog::message(*number)
                .unwrap_or_else(|| panic!("{number} is not in the catalogue"));
            let names = phrase
                .split('<')
                .skip(1)
                .filter_map(|rest| rest.split_once('>'))
                .map(|(name, _)| name);
            for name in names {
                assert!(
                    code.arguments.contains(&name),
                    "{number}: <{name}> is not among {:?}",
                    code.arguments
                );
            }
        }
    }

    #[test]
    fn what_the_engine_unpacked_is_known_by_its_name_and_its_folder() {
        for (location, expected) in [
            ("C:\\Windows\\Installer\\MSI4A1B.tmp", true),
            ("c:\\windows\\installer\\msi4a1b.TMP", true),
            ("C:\\Users\\Wren\\MSI4A1B.tmp", false),
            ("C:\\Windows\\Installer\\MSI4A1B.exe", false),
            ("C:\\Windows\\Installer\\gates.tmp", false),
        ] {
            assert_eq!(is_unpacked(location), expected, "{location}");
        }
    }

    #[test]
    fn a_service_is_named_once_where_it_has_one_name() {
        for (name, shown) in [
            ("Gates", "could not start the service Gates"),
            ("GateSvc", "could not start the service Gates (GateSvc)"),
        ] {
            let arguments = Arguments::from([(SERVICE_SHOWN, "Gates"), (SERVICE, name)]);
            assert_eq!(phrase(1920, &arguments).as_deref(), Some(shown));
        }
    }

    #[test]
    fn a_command_is_shown_shorter_than_a_path() {
        let long = "x".repeat(LONGEST + 1);
        for (number, name, longest) in [
            (1721, "command line", LONGEST_COMMAND),
            (1310, "file", LONGEST),
        ] {
            let text = phrase(number, &Arguments::from([(name, long.as_str())]));
            let text = text.unwrap_or_default();
            assert_eq!(text.matches('x').count(), longest, "{text}");
        }
    }

    #[test]
    fn a_key_is_named_as_regedit_knows_it() {
        let machine = "HKEY_LOCAL_MACHINE\\";
        for (key, shown) in [
            (
                "HKEY_LOCAL_MACHINE32\\Software\\Gates\\Main",
                Some(format!("{machine}Software\\WOW6432Node\\Gates\\Main")),
            ),
            (
                "HKEY_LOCAL_MACHINE32\\SYSTEM\\Gates",
                Some(format!("{machine}SYSTEM\\Gates")),
            ),
            (
                "HKEY_LOCAL_MACHINE64\\SOFTWARE\\Gates",
                Some(format!("{machine}SOFTWARE\\Gates")),
            ),
            (
                "UNKNOWN\\Components\\A\\B",
                Some(format!("{DATA_OF_MACHINE}\\Components\\A\\B")),
            ),
            ("UNKNOWN\\Gates", None),
            ("HKEY_LOCAL_MACHINE\\SOFTWARE\\Gates", None),
            ("HKEY_LOCAL_MACHINE32\\A", None),
        ] {
            assert_eq!(in_regedit(key), shown, "{key}");
        }
    }
}
