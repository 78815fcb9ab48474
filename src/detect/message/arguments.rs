//! What the record of a message says: its fields by name, the code in it, and what to do about both.

use std::collections::BTreeMap;

use super::odbc;
use crate::catalog::{self, Code};
use crate::detect::prose::{lower_first, sentence, upper_first};
use crate::syntax::fields;

/// What a record of a message says, by the names that the catalogue gives its fields: `file`, `system error code`.
pub(in crate::detect) type Arguments<'log> = BTreeMap<&'static str, &'log str>;

/// The named arguments of a note: `2: 5 3: C:\a.dll ` of message 1310 are the system error code and the file.
pub(in crate::detect) fn arguments(number: u32, note: &str) -> Arguments<'_> {
    let names = catalog::message(number).map_or(&[][..], |code| code.arguments);
    let values = fields(note).filter_map(|(field, value)| {
        let name = names.get((field as usize).checked_sub(2)?)?;
        // The value of a registry key that has no name is its default value.
        match (*name, value) {
            ("value", "") if matches!(number, 1403 | 1405 | 1406) => Some((*name, DEFAULT_VALUE)),
            (_, "") => None,
            _ => Some((*name, value)),
        }
    });
    values.collect()
}

/// What regedit calls the value of a key that has no name.
const DEFAULT_VALUE: &str = "(Default)";

/// The code that a message states, with the name that the catalogue gives it: `system error code` and 5.
pub(in crate::detect) fn code(arguments: &Arguments<'_>) -> Option<(&'static str, u32)> {
    const CODES: [&str; 5] = [
        "system error code",
        "storage error code",
        "HRESULT",
        "error code",
        "trust error code",
    ];
    let (label, text) = CODES
        .iter()
        .find_map(|name| arguments.get(name).map(|text| (*name, *text)))?;
    let number = catalog::parse(text).ok()?.value;
    (number != 0).then_some((label, number))
}

/// What the numbers inside a message mean: `access denied (system error 5)`.
pub(in crate::detect) fn reason(arguments: &Arguments<'_>) -> Option<String> {
    let (label, number) = code(arguments)?;
    let meaning = known(label, number).map(|code| code.meaning);
    let label = label.trim_end_matches(" code");
    // A result with its highest bit set is known by its hexadecimal digits, whatever the log writes.
    let shown = if number >> 31 == 1 {
        format!("0x{number:08X}")
    } else {
        number.to_string()
    };
    Some(match meaning {
        Some(meaning) => {
            format!("{} ({label} {shown})", lower_first(without_name(meaning)))
        }
        None => format!("{label} {shown}"),
    })
}

/// What is known of the code that a message states.
fn known(label: &str, number: u32) -> Option<&'static Code> {
    match label {
        "system error code" | "error code" => catalog::system_error(number).map(|(_, code)| code),
        _ => catalog::meanings_of(number)
            .first()
            .map(|meaning| meaning.code),
    }
}

/// A meaning beside whose code its other names need not stand: `Access was denied (Win32 code 5 as an HRESULT)`.
pub(in crate::detect) fn without_name(meaning: &str) -> &str {
    let plain = meaning.split(" (Win32 code ").next();
    plain.unwrap_or(meaning)
}

/// What to do about a message that is the cause: about the system error it states, where that says more, else about
/// the message.
pub(in crate::detect) fn advice(number: u32, arguments: &Arguments<'_>) -> Option<String> {
    if let Some(known) = odbc::advice(number, arguments) {
        return Some(known.to_owned());
    }
    let of_system = system_remedy(arguments);
    let of_message = catalog::message(number)
        .map(|code| code.remedy)
        .filter(|text| !text.is_empty());
    let of_message = match of_message.filter(|text| may_be_ignored(text)) {
        Some(remedy) => remedy_of_code(arguments)
            .or_else(|| where_it_counts(remedy))
            .or(Some(NOT_HERE)),
        None => of_message,
    };
    match (of_message, of_system) {
        (Some(message), Some(system)) if message.starts_with(LOOK_UP) => {
            // It is looked up here, and what else the remedy says holds.
            let rest = message.split_once("; ").map(|(_, rest)| rest);
            let rest = rest.filter(|rest| is_news(rest, system));
            let rest = rest.map_or(String::new(), |rest| {
                format!(" {}", sentence(&upper_first(rest)))
            });
            Some(sentence(system) + &rest)
        }
        (Some(message), Some(system)) if is_news(system, message) => Some(format!(
            "{} {}",
            sentence(&upper_first(message)),
            sentence(system)
        )),
        (Some(text), _) | (None, Some(text)) => Some(sentence(&upper_first(text))),
        (None, None) => None,
    }
}

/// How remedies begin that leave it to the system error.
const LOOK_UP: &str = "Look up the system error";

/// What to do where nothing was to be done, had the install gone on.
const NOT_HERE: &str = "The installer goes on after this message in most logs, and here it did not: report the message \
                        and the action to the author of the package";

/// Whether a remedy is that of a message which is the cause of nothing in most logs.
fn may_be_ignored(remedy: &str) -> bool {
    remedy.starts_with("Ignore") || remedy.starts_with("Usually ignore")
}

/// What is to be done about a message that counts for nothing in most logs where it counts:
/// `Ignore it in a Note; else correct the path`.
fn where_it_counts(remedy: &str) -> Option<&str> {
    const ELSE: [&str; 3] = ["; else ", "; if it is an error, ", "; as an error, "];
    let mut ways = ELSE.iter();
    ways.find_map(|way| Some(remedy.split_once(way)?.1))
}

/// What to do about the system error that a message states.
pub(in crate::detect) fn system_remedy(arguments: &Arguments<'_>) -> Option<&'static str> {
    let (label, _) = code(arguments)?;
    remedy_of_code(arguments).filter(|_| label == "system error code")
}

/// What to do about the code of any kind that a message states.
pub(in crate::detect) fn remedy_of_code(arguments: &Arguments<'_>) -> Option<&'static str> {
    let (label, number) = code(arguments)?;
    let remedy = known(label, number)?.remedy;
    (!remedy.is_empty() && !may_be_ignored(remedy)).then_some(remedy)
}

/// Whether a remedy says something that an advice does not say already: half of its words of weight are not in it.
pub(in crate::detect) fn is_news(remedy: &str, advice: &str) -> bool {
    const LIGHT: usize = 3;
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > LIGHT)
            .map(str::to_lowercase)
            .collect()
    };
    let said = words(advice);
    let remedy = words(remedy);
    let repeated = remedy.iter().filter(|word| said.contains(word)).count();
    2 * repeated < remedy.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::message::phrase;

    #[test]
    fn nobody_is_told_to_ignore_the_cause() {
        for number in 0..30_000 {
            let advice = advice(number, &Arguments::new()).unwrap_or_default();
            assert!(!may_be_ignored(&advice), "{number}: {advice}");
        }
    }

    #[test]
    fn a_record_becomes_a_sentence() {
        let arguments = arguments(1310, "2: 5 3: C:\\A B\\c.dll ");
        assert_eq!(
            phrase::phrase(1310, &arguments).as_deref(),
            Some("could not write C:\\A B\\c.dll")
        );
        assert_eq!(
            reason(&arguments).as_deref(),
            Some("access was denied (system error 5)")
        );
    }
}
