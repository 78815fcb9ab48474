//! Keeps the tables in `src/catalog` equal to the data in `grammars/catalog`, and checks the data and the look-ups.
//!
//! With the environment variable `UPDATE=1` the tables are written again instead of compared.

#![expect(
    clippy::panic,
    reason = "a check outside a test function fails the test with a sentence"
)]

#[path = "catalog/look_ups.rs"]
mod look_ups;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wilog::catalog::{self, OperationGroup, Severity, Space};
use wilog::event::ExitCode;

/// One `[[code]]` of the data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeEntry {
    number: u32,
    symbol: String,
    meaning: String,
    #[serde(default)]
    cause: String,
    #[serde(default)]
    remedy: String,
    severity: String,
    page: String,
    #[serde(default)]
    arguments: Vec<String>,
}

/// One `[[action]]` of the data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionEntry {
    name: String,
    summary: String,
    #[serde(default)]
    sequence: String,
    page: String,
}

/// One `[[operation]]` of the data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationEntry {
    name: String,
    group: String,
    summary: String,
    #[serde(default)]
    arguments: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    code: Vec<CodeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionFile {
    action: Vec<ActionEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OperationFile {
    operation: Vec<OperationEntry>,
}

/// The data file and the table of each space.
const FILES: [(Space, &str, &str); 8] = [
    (Space::Exit, "exit-codes.toml", "exit.gen.rs"),
    (Space::Message, "messages.toml", "message.gen.rs"),
    (Space::Hresult, "hresults.toml", "hresult.gen.rs"),
    (Space::Win32, "win32.toml", "win32.gen.rs"),
    (Space::Ntstatus, "ntstatus.toml", "ntstatus.gen.rs"),
    (Space::Storage, "storage.toml", "storage.gen.rs"),
    (
        Space::ReturnValue,
        "return-values.toml",
        "return_value.gen.rs",
    ),
    (Space::Wix, "wix.toml", "wix.gen.rs"),
];
const ACTIONS: (&str, &str) = ("standard-actions.toml", "action.gen.rs");
const OPERATIONS: (&str, &str) = ("script-operations.toml", "operation.gen.rs");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn data<T: for<'de> Deserialize<'de>>(file: &str) -> T {
    let path = root().join("grammars/catalog").join(file);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{} could not be read: {error}", path.display()));
    toml::from_str(&text)
        .unwrap_or_else(|error| panic!("{} is not a catalogue file: {error}", path.display()))
}

fn codes_of(file: &str) -> Vec<CodeEntry> {
    data::<CodeFile>(file).code
}

/// Writes the start of a table: a word of warning, the types it uses and the head of the slice.
fn table_head(source: &str, uses: &str, name: &str, kind: &str) -> String {
    format!(
        "// Generated from grammars/catalog/{source} by `UPDATE=1 cargo test --test catalog`. Do not edit it here.\n\n\
         use super::{uses};\n\npub(super) static {name}: &[{kind}] = &[\n"
    )
}

/// Writes a list the way rustfmt does: in one line up to its limit of 60 columns, else one line an item.
fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
    let line = quoted.join(", ");
    if line.len() <= 60 {
        return format!("&[{line}]");
    }
    let mut text = String::from("&[\n");
    for item in quoted {
        let _ = writeln!(text, "            {item},");
    }
    text.push_str("        ]");
    text
}

/// Writes a word of the data as the name of an enum variant: `custom-actions` becomes `CustomActions`.
fn variant(word: &str) -> String {
    word.split('-')
        .map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

/// Writes a number as clippy wants it: bit patterns in hexadecimal with a mark in the middle.
fn literal(number: u32) -> String {
    if number > 0xFFFF {
        format!("0x{:04X}_{:04X}", number >> 16, number & 0xFFFF)
    } else {
        number.to_string()
    }
}

fn code_table(source: &str, entries: &[CodeEntry]) -> String {
    let mut text = table_head(source, "{Code, Severity}", "CODES", "Code");
    for entry in entries {
        let _ = write!(
            text,
            "    Code {{\n        number: {},\n        symbol: {:?},\n        meaning: {:?},\n        cause: {:?},\n        \
             remedy: {:?},\n        severity: Severity::{},\n        page: {:?},\n        arguments: {},\n    }},\n",
            literal(entry.number),
            entry.symbol,
            entry.meaning,
            entry.cause,
            entry.remedy,
            variant(&entry.severity),
            entry.page,
            list(&entry.arguments),
        );
    }
    text + "];\n"
}

fn action_table(entries: &[ActionEntry]) -> String {
    let mut text = table_head(ACTIONS.0, "StandardAction", "ACTIONS", "StandardAction");
    for entry in entries {
        let _ = write!(
            text,
            "    StandardAction {{\n        name: {:?},\n        summary: {:?},\n        sequence: {:?},\n        \
             page: {:?},\n    }},\n",
            entry.name, entry.summary, entry.sequence, entry.page,
        );
    }
    text + "];\n"
}

fn operation_table(entries: &[OperationEntry]) -> String {
    let mut text = table_head(
        OPERATIONS.0,
        "{Operation, OperationGroup}",
        "OPERATIONS",
        "Operation",
    );
    for entry in entries {
        let _ = write!(
            text,
            "    Operation {{\n        name: {:?},\n        group: OperationGroup::{},\n        summary: {:?},\n        \
             arguments: {},\n    }},\n",
            entry.name,
            variant(&entry.group),
            entry.summary,
            list(&entry.arguments),
        );
    }
    text + "];\n"
}

/// Every table with the path it belongs to.
fn tables() -> Vec<(PathBuf, String)> {
    let place = root().join("src/catalog");
    let mut tables: Vec<(PathBuf, String)> = FILES
        .iter()
        .map(|(_, source, table)| (place.join(table), code_table(source, &codes_of(source))))
        .collect();
    let actions = data::<ActionFile>(ACTIONS.0).action;
    tables.push((place.join(ACTIONS.1), action_table(&actions)));
    let operations = data::<OperationFile>(OPERATIONS.0).operation;
    tables.push((place.join(OPERATIONS.1), operation_table(&operations)));
    tables
}

#[test]
fn tables_are_up_to_date() {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    for (path, expected) in tables() {
        if update {
            fs::write(&path, &expected)
                .unwrap_or_else(|error| panic!("{} could not be written: {error}", path.display()));
            continue;
        }
        let found = fs::read_to_string(&path)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            found == expected,
            "{} is not what grammars/catalog says. Run `UPDATE=1 cargo test --test catalog` and commit the result.",
            path.display()
        );
    }
}

/// Fails unless `text` is a sentence: it begins with a capital or a digit and has no full stop or blank at its end.
fn assert_sentence(place: &str, text: &str) {
    let starts = text.chars().next().is_some_and(|first| {
        first.is_uppercase() || first.is_ascii_digit() || ".\"-".contains(first)
    });
    let ends = !text.ends_with(['.', ' ', ',', ';']);
    assert!(
        starts && ends,
        "{place}: expected a sentence with a capital at its start and no full stop at its end, found {text:?}"
    );
}

fn assert_page(place: &str, space: Space, page: &str) {
    let site = match space {
        Space::Wix => "https://github.com/wixtoolset/",
        _ => "https://learn.microsoft.com/",
    };
    let rest = page.strip_prefix(site);
    let clean = rest
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with("en-us") && !rest.contains(' '));
    assert!(
        clean,
        "{place}: expected a page below {site} without a language, found {page:?}"
    );
}

#[test]
fn codes_are_sorted_and_complete() {
    for (space, source, _) in FILES {
        let entries = codes_of(source);
        for pair in entries.windows(2) {
            assert!(
                pair[0].number < pair[1].number,
                "{source}: expected ascending numbers, found {} before {}",
                pair[0].number,
                pair[1].number
            );
        }
        for entry in &entries {
            let place = format!("{source} {}", catalog::spelling(space, entry.number));
            assert_sentence(&place, &entry.meaning);
            for text in [&entry.cause, &entry.remedy] {
                if !text.is_empty() {
                    assert_sentence(&place, text);
                }
            }
            assert_page(&place, space, &entry.page);
            assert!(
                entry.arguments.is_empty() || space == Space::Message,
                "{place}: expected arguments in messages only"
            );
            assert!(
                entry.arguments.last().is_none_or(|last| !last.is_empty()),
                "{place}: expected the last argument to have a name"
            );
        }
    }
}

#[test]
fn every_entry_is_found_by_its_number() {
    for (space, source, _) in FILES {
        let entries = codes_of(source);
        assert_eq!(entries.len(), catalog::codes(space).len(), "{source}");
        for entry in entries {
            let code = catalog::code(space, entry.number)
                .unwrap_or_else(|| panic!("{space} {} is not found", entry.number));
            assert_eq!(code.number, entry.number);
            assert_eq!(code.symbol, entry.symbol);
            assert_eq!(code.meaning, entry.meaning);
            assert_eq!(code.severity.as_str(), entry.severity);
            let words = catalog::meanings(&catalog::spelling(space, entry.number)).unwrap();
            assert!(
                words
                    .iter()
                    .any(|meaning| meaning.space == space && meaning.code == code),
                "{space} {} is not among its own meanings",
                entry.number
            );
        }
    }
    assert_eq!(catalog::code(Space::Exit, 1617), None);
    assert_eq!(catalog::code(Space::Message, u32::MAX), None);
}

#[test]
fn spaces_have_the_documented_numbers() {
    let count = |space| catalog::codes(space).len();
    assert_eq!(count(Space::Exit), 59);
    assert_eq!(count(Space::Message), 568);
    assert_eq!(count(Space::ReturnValue), 9);
    assert_eq!(count(Space::Wix), 96);
    assert!(count(Space::Hresult) >= 100);
    assert!(count(Space::Win32) >= 70);
    assert!(count(Space::Win32) + count(Space::Ntstatus) + count(Space::Storage) >= 100);
    assert!(catalog::standard_actions().len() >= 75);
    // A line lost from the data shows up as a missing message of its hundred.
    let expected = "0:24 11:1 13:36 14:10 15:4 16:12 17:32 18:7 19:46 21:13 22:83 23:71 24:2 25:3 26:20 27:71 28:99 \
                    29:32 30:2";
    let mut hundreds = BTreeMap::new();
    for code in catalog::codes(Space::Message) {
        *hundreds.entry(code.number / 100).or_insert(0) += 1;
    }
    let found: Vec<String> = hundreds
        .iter()
        .map(|(hundred, count)| format!("{hundred}:{count}"))
        .collect();
    assert_eq!(found.join(" "), expected);
}

#[test]
fn wrapped_codes_agree_with_what_they_wrap() {
    for code in catalog::codes(Space::Hresult) {
        if code.number >> 16 != 0x8007 {
            continue;
        }
        let place = catalog::spelling(Space::Hresult, code.number);
        let (_, inner) = catalog::system_error(code.number & 0xFFFF)
            .unwrap_or_else(|| panic!("{place} wraps a code that is not in the catalogue"));
        assert_eq!(code.severity, inner.severity, "{place}");
        assert_eq!(code.remedy, inner.remedy, "{place}");
        assert!(code.meaning.starts_with(inner.meaning), "{place}");
    }
}

/// Advice shows a remedy behind words that are not those of its code, so that "its" and "them" would mean something else.
#[test]
fn remedies_of_codes_stand_alone() {
    /// The install, or what failed, is clear from any words before.
    const CLEAR: [&str; 3] = ["Run it ", "Report it to the author", "Ignore it "];
    let spaces = Space::ALL.iter().filter(|space| **space != Space::Message);
    for code in spaces.flat_map(|space| catalog::codes(*space)) {
        let second = code
            .remedy
            .split([' ', ',', ';'])
            .nth(1)
            .unwrap_or_default();
        let is_pronoun = ["it", "its", "them", "those"].contains(&second);
        let is_clear = CLEAR.iter().any(|head| code.remedy.starts_with(head));
        assert!(!is_pronoun || is_clear, "{}: {}", code.symbol, code.remedy);
    }
}

#[test]
fn success_exits_are_the_documented_three() {
    let is_success = |number: u32| ExitCode(number.cast_signed()).is_success();
    let success: Vec<u32> = catalog::codes(Space::Exit)
        .iter()
        .map(|code| code.number)
        .filter(|number| is_success(*number))
        .collect();
    assert_eq!(success, [0, 1641, 3010]);
    for code in catalog::codes(Space::Exit) {
        let success = code.severity == Severity::Success;
        assert_eq!(success, is_success(code.number), "{}", code.number);
    }
}

#[test]
fn names_are_sorted_and_found() {
    let actions = data::<ActionFile>(ACTIONS.0).action;
    assert!(actions.windows(2).all(|pair| pair[0].name < pair[1].name));
    for entry in &actions {
        let action = catalog::standard_action(&entry.name).unwrap();
        assert_eq!(action.summary, entry.summary);
        assert_sentence(&entry.name, &entry.summary);
        let page = format!("windows/win32/msi/{}-action", entry.name.to_lowercase());
        assert!(
            entry.page.ends_with(&page),
            "{}: {}",
            entry.name,
            entry.page
        );
    }
    let operations = data::<OperationFile>(OPERATIONS.0).operation;
    assert!(
        operations
            .windows(2)
            .all(|pair| pair[0].name < pair[1].name)
    );
    for entry in &operations {
        let operation = catalog::operation(&entry.name).unwrap();
        assert_eq!(operation.group.as_str(), entry.group);
        assert_eq!(operation.arguments, entry.arguments);
        assert_sentence(&entry.name, &entry.summary);
    }
    assert_eq!(
        catalog::operation("CustomActionRollback").map(|operation| operation.group),
        Some(OperationGroup::CustomActions)
    );
    assert_eq!(catalog::standard_action("MyCustomAction"), None);
    assert_eq!(catalog::operation("Nothing"), None);
}
