//! Looks for secrets in the stream of events.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::name::{given, named};
use super::text::{KEY, KEY_ENDS, key_lines, secrets_in};
use super::value::{is_secret, reach};
use crate::event::{Event, EventKind};
use crate::syntax::{argument, arguments, command_line_properties, last_argument};
use crate::text::{LineNo, Reach, Source};

/// A secret that stands in clear text. Its value is not kept here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The line of the record that tells it.
    pub line: LineNo,
    /// What it is called there: a property, a key, or a switch.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// Where a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `Command Line: DBPASSWORD=x`, and what the client hands to the server.
    CommandLine,
    /// `PROPERTY CHANGE: Adding DBPASSWORD property. Its value is 'x'.`, and variables of bundles.
    PropertyChange,
    /// `Property(S): DBPASSWORD = x`
    PropertyDump,
    /// `Executing op: CustomActionSchedule(...,CustomActionData=Password=x)`
    CustomActionData,
    /// `Executing op: RegAddValue(Name=Password,Value=x,)`, and what else a script writes.
    Operation,
    /// What a custom action or a program wrote, and messages.
    Text,
}

/// Shorter values are no secrets that anybody could look for in a log, in characters.
const SHORTEST: usize = 3;

/// More than these explain nothing.
const MOST_SECRETS: usize = 1000;

/// More values than these no log has that is not made for it.
const MOST_VALUES: usize = 10_000;

/// The same in bytes of all values together. The search for them takes some fifty times as much.
const MOST_BYTES: usize = 1 << 20;

/// The same of the lines in which ordinary words were found.
const MOST_LINES: usize = 1 << 20;

/// A private key has some ten lines.
const MOST_KEY_LINES: u32 = 120;

/// Looks for secrets in the stream of events.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    secrets: Vec<Secret>,
    /// Values, with the lines where those were found that are covered as words there.
    values: BTreeMap<String, Vec<LineNo>>,
    /// The bytes of all values.
    bytes: usize,
    /// The lines of all values.
    lines: usize,
    /// How many secrets and values were too many.
    dropped: u32,
    /// How many more lines may be of a private key that is open.
    key: u32,
}

impl Watch {
    /// The secrets that stand in clear text, in the order of the log.
    #[must_use]
    pub fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// How many secrets were too many to be told, and values too many to be covered.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.dropped
    }

    /// Covers the values in what is read of a log from now on. Returns whether that changes anything, so that what was
    /// read before has to be read again.
    pub fn cover(&self, source: &mut Source) -> bool {
        let values = self.values.iter();
        source.cover(values.map(|(value, lines)| (value.as_str(), reach(value), lines.as_slice())))
    }

    /// Looks at an event. Most have nothing in them that could be a secret.
    pub fn observe(&mut self, event: &Event<'_>) {
        if self.key > 0 {
            self.next_of_key(event);
        }
        match event.kind {
            EventKind::PropertyChange { name, old, new, .. } => {
                for value in [old, new] {
                    self.valued(event, Place::PropertyChange, name, value);
                }
            }
            EventKind::PropertyDump { name, value, .. } => {
                self.valued(event, Place::PropertyDump, name, value);
            }
            EventKind::BundleVariable { name, value } => {
                self.valued(event, Place::PropertyChange, name, value);
            }
            EventKind::CommandLine { text }
            | EventKind::SwitchingToServer { properties: text }
            | EventKind::EngineStarted {
                command_line: text, ..
            }
            | EventKind::BundleCommandLine { text }
            | EventKind::BundlePackageBegin {
                arguments: text, ..
            } => self.command_line(event, text),
            EventKind::Operation { name, arguments } => self.operation(event, name, arguments),
            EventKind::CustomActionText { text, .. }
            | EventKind::NumberedMessage { text, .. }
            | EventKind::Note { fields: text, .. }
            | EventKind::ProductMessage { text, .. }
            | EventKind::SystemMessage { text }
            | EventKind::ActionData { text, .. }
            | EventKind::ActionDescribed { text, .. }
            | EventKind::BundleMessage { text, .. }
            | EventKind::BundlePackageError { text, .. }
            | EventKind::BundleText { text }
            | EventKind::BundleCondition {
                condition: text, ..
            }
            | EventKind::Continuation { text }
            | EventKind::Message { text } => self.text(event, Place::Text, text),
            _ => {}
        }
    }

    /// A value that has a name of its own; where the name says nothing, secrets may stand inside.
    fn valued(&mut self, event: &Event<'_>, place: Place, name: &str, value: &str) {
        if value.len() < SHORTEST {
            return;
        }
        let Some(kind) = named(name) else {
            return self.text(event, place, value);
        };
        // Text that somebody wrote below a value may stand in its record, and makes a sentence of both.
        let (first, rest) = value.split_once('\n').unwrap_or((value, ""));
        if is_secret(value, kind) {
            self.found(event, place, name, value);
        } else if first.len() >= SHORTEST && is_secret(first.trim_end(), kind) {
            self.found(event, place, name, first);
            self.text(event, place, rest);
        } else {
            self.text(event, place, value);
        }
    }

    /// `DBPASSWORD=x y ADDLOCAL=ALL`, `DBPASSWORD="x y"`: a value on a command line may hold blanks.
    fn command_line(&mut self, event: &Event<'_>, text: &str) {
        self.text(event, Place::CommandLine, text);
        // Over a name with small letters the value of one in capitals goes on here, since more of a secret is covered so.
        let loud = properties(text).into_iter();
        let loud = loud.map(|(name, value)| (Cow::Borrowed(name), value));
        let quiet = command_line_properties(text).filter(|(name, _)| matches!(name, Cow::Owned(_)));
        for (name, value) in loud.chain(quiet) {
            if let Some(kind) = given(&name)
                && is_secret(value, kind)
            {
                self.found(event, Place::CommandLine, &name, value);
            }
        }
    }

    fn operation(&mut self, event: &Event<'_>, operation: &str, text: &str) {
        match operation {
            "CustomActionSchedule" | "CustomActionRollback" | "CustomActionCommit" => {
                self.text(event, Place::CustomActionData, text);
            }
            // A rollback and a removal tell the value that they take away.
            "RegAddValue" | "RegRemoveValue" => {
                let named = argument(text, "Name").unwrap_or_default();
                let written = last_argument(text, "Value").unwrap_or_default();
                let written = written.trim_start_matches("#%");
                self.valued(event, Place::Operation, named, written);
            }
            "IniWriteRemoveValue" | "UpdateEnvironmentStrings" => {
                let (mut named, mut written) = ("", "");
                for (argument, text) in arguments(text) {
                    match argument {
                        "Name" | "Key" if named.is_empty() => named = text,
                        "Value" if written.is_empty() => written = text,
                        _ => {}
                    }
                }
                let written = written.trim_start_matches("#%");
                self.valued(event, Place::Operation, named, written);
            }
            "ServiceInstall" => {
                for (name, value) in arguments(text) {
                    self.valued(event, Place::Operation, name, value);
                }
            }
            _ if operation.starts_with("ODBC") || operation == "ShortcutCreate" => {
                self.text(event, Place::Operation, text);
            }
            _ => {}
        }
    }

    fn text(&mut self, event: &Event<'_>, place: Place, text: &str) {
        let leaves_key_open = secrets_in(text, &mut |name, value| {
            self.found(event, place, name, value);
        });
        if leaves_key_open {
            self.key = MOST_KEY_LINES;
        }
    }

    /// A private key whose lines are records of their own.
    fn next_of_key(&mut self, event: &Event<'_>) {
        self.key -= 1;
        if event.raw.contains(KEY_ENDS) {
            self.key = 0;
        } else if !matches!(event.kind, EventKind::Blank {}) {
            // Whatever prefix the line has, also one of a program: a key has no bracket.
            let text = event.raw.rsplit("]: ").next().unwrap_or(event.raw);
            for line in key_lines(text).filter(|line| is_base64(line)) {
                self.found(event, Place::Text, KEY, line);
            }
        }
    }

    fn found(&mut self, event: &Event<'_>, place: Place, name: &str, value: &str) {
        let secret = Secret {
            line: event.line,
            name: name.to_owned(),
            place,
        };
        if self.secrets.last() != Some(&secret) {
            if self.secrets.len() < MOST_SECRETS {
                self.secrets.push(secret);
            } else {
                self.dropped = self.dropped.saturating_add(1);
            }
        }
        // A value that runs over lines is covered line by line.
        for line in value.lines() {
            let line = line.trim();
            let bare = line.trim_matches('"');
            self.keep(line, event);
            if bare != line {
                self.keep(bare, event);
            }
            if bare.contains("\"\"") {
                self.keep(&bare.replace("\"\"", "\""), event);
            }
            if bare.contains("''") {
                self.keep(&bare.replace("''", "'"), event);
            }
        }
    }

    fn keep(&mut self, text: &str, event: &Event<'_>) {
        if text.chars().count() < SHORTEST {
            return;
        }
        if !self.values.contains_key(text) {
            if self.values.len() >= MOST_VALUES || self.bytes + text.len() > MOST_BYTES {
                self.dropped = self.dropped.saturating_add(1);
                return;
            }
            self.bytes += text.len();
            self.values.insert(text.to_owned(), Vec::new());
        }
        if reach(text) == Reach::Anywhere {
            return;
        }
        if let Some(lines) = self.values.get_mut(text) {
            // Many may stand in one record, all of which have its lines.
            let known = lines.last().map_or(0, |last| last.get());
            let end = event.end_line().get();
            let new = (known + 1).max(event.line.get())..=end;
            let count = new.clone().count();
            if self.lines + count > MOST_LINES {
                self.dropped = self.dropped.saturating_add(1);
                return;
            }
            self.lines += count;
            lines.extend(new.map(LineNo::new));
        }
    }
}

fn is_base64(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

/// The properties of a command line, with values that hold blanks, in quotes or not.
fn properties(text: &str) -> Vec<(&str, &str)> {
    let is_inside = |byte: &u8| {
        byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.')
    };
    let mut begins: Vec<(usize, usize)> = Vec::new();
    for equals in memchr::memchr_iter(b'=', text.as_bytes()) {
        let before = &text.as_bytes()[..equals];
        let name = before.iter().rev().take_while(|byte| is_inside(byte));
        let start = equals - name.count();
        if start < equals && (start == 0 || before[start - 1] == b' ') {
            begins.push((start, equals));
        }
    }
    let ends = begins.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    let pairs = begins.iter().zip(ends);
    pairs
        .map(|((start, equals), end)| (&text[*start..*equals], text[equals + 1..end].trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax;

    fn found(log: &str) -> Vec<(u32, String, Place)> {
        let mut watch = Watch::default();
        syntax::events(log).for_each(|event| watch.observe(&event));
        let secrets = watch.secrets().iter();
        secrets
            .map(|secret| (secret.line.get(), secret.name.clone(), secret.place))
            .collect()
    }

    #[test]
    fn secrets_by_place() {
        let engine = "MSI (s) (44:D0) [08:14:02:377]: ";
        for (line, expected) in [
            (
                "Command Line: A=1 DBPASSWORD=hun7er! x B=2",
                Some(Place::CommandLine),
            ),
            ("Command Line: A=1 DBPASSWORD=********** B=2", None),
            (
                "Command Line: GROUPKEY=9f8e7d6c5b4a39281706 B=2",
                Some(Place::CommandLine),
            ),
            (
                "Command Line: UNINSTALLPASS=marsh B=2",
                Some(Place::CommandLine),
            ),
            ("Command Line: PW=marsh B=2", Some(Place::CommandLine)),
            (
                "Command Line: GroupKey=9f8e7d6c5b4a39281706 B=2",
                Some(Place::CommandLine),
            ),
            ("Command Line: ADMIN_PIN=4711 B=2", Some(Place::CommandLine)),
            (
                "Command Line: GROUPKEY=north-gate REGKEY=9f8e7d6c5b4a39281706 BYPASS=marsh",
                None,
            ),
            (
                "Command Line: UPGRADEKEY={6C0A7D7E-2B41-4C0F-9A39-50C1F4A2B7D1} PINS=4711",
                None,
            ),
            (
                "PROPERTY CHANGE: Adding GROUPKEY property. Its value is '9f8e7d6c5b4a39281706'.",
                None,
            ),
            (
                "PROPERTY CHANGE: Adding PREREQPASS property. Its value is 'Passed'.",
                None,
            ),
            (
                "PROPERTY CHANGE: Adding DBPASSWORD property. Its value is 'hun7er!'.",
                Some(Place::PropertyChange),
            ),
            (
                "PROPERTY CHANGE: Adding RunTool property. Its value is 'tool.exe --password hun7er!'.",
                Some(Place::PropertyChange),
            ),
            (
                "Executing op: CustomActionSchedule(Action=A,ActionType=3073,Source=BinaryData,Target=T,CustomActionData=Server=x;Pwd=hun7er!)",
                Some(Place::CustomActionData),
            ),
            (
                "Executing op: RegAddValue(Name=DbPassword,Value=hun7er!,)",
                Some(Place::Operation),
            ),
            (
                "Executing op: RegRemoveValue(Name=DbPassword,Value=hun7er!,)",
                Some(Place::Operation),
            ),
            (
                "Executing op: RegAddValue(Name=PasswordAge,Value=hun7er!,)",
                None,
            ),
            (
                "Executing op: FileCopy(SourceName=password=x,SourceCabKey=y)",
                None,
            ),
        ] {
            let places: Vec<Place> = found(&format!("{engine}{line}\n"))
                .into_iter()
                .map(|(_, _, place)| place)
                .collect();
            let distinct = places.first().copied();
            assert_eq!(distinct, expected, "{line}: {places:?}");
        }
        for line in [
            "PROPERTY CHANGE: Adding DBPASSWORD property. Its value is 'hun7er!'.",
            "Executing op: RegAddValue(Name=Password,Value=hun7er!(,)",
        ] {
            let below = "The database of the gates was found on this machine.";
            let covered = found(&format!("{engine}{line}\n{below}\n"));
            assert_eq!(covered.len(), 1, "{line}");
        }
        let below = "It was set by one of us before (that is all).";
        let dump = found(&format!("Property(S): DBPASSWORD = hun7er!\n{below}\n"));
        assert_eq!(dump.len(), 1);
        let dump = found("Property(S): DBPASSWORD = hun7er!\nProperty(S): ProductName = x\n");
        assert_eq!(dump, [(1, "DBPASSWORD".to_owned(), Place::PropertyDump)]);
    }

    #[test]
    fn a_registry_value_is_covered_to_its_end() {
        let log = "MSI (s) (44:D0) [08:14:02:377]: Executing op: RegRemoveValue(Name=Password,Value=hun7er!,Xk=l4rch,)\n";
        let mut source = Source::from_bytes(log, None);
        super::super::learn(&mut source).unwrap_or_default();
        let line = source.line(LineNo::FIRST).unwrap_or_default();
        assert!(line.is_some_and(|line| line.ends_with("(Name=Password,Value=**********,)")));
    }

    #[test]
    fn secrets_without_number_are_counted() {
        let lines =
            (0..MOST_SECRETS + 5).map(|n| format!("Property(S): PASSWORD{n} = hun7er{n}\n"));
        let mut watch = Watch::default();
        syntax::events(&lines.collect::<String>()).for_each(|event| watch.observe(&event));
        assert_eq!((watch.secrets().len(), watch.dropped()), (MOST_SECRETS, 5));

        let long = (0..500).map(|n| format!("Property(S): PASSWORD = {n}{}\n", "x".repeat(4000)));
        let mut watch = Watch::default();
        syntax::events(&long.collect::<String>()).for_each(|event| watch.observe(&event));
        assert!(watch.bytes <= MOST_BYTES && watch.dropped() > 0);
    }

    #[test]
    fn the_lines_of_a_record_count_once_however_many_secrets_it_has() {
        let values = "pwd=heron\n".repeat(5000);
        let log = format!("Property(S): X = a\n{values}Property(S): Y = b\n");
        let mut watch = Watch::default();
        syntax::events(&log).for_each(|event| watch.observe(&event));
        assert_eq!((watch.lines, watch.values.len()), (5001, 1));
    }

    #[test]
    fn a_command_line_that_repeats_itself_comes_to_an_end() {
        assert_eq!(properties(&"A=a".repeat(1 << 18)).len(), 1);
        assert_eq!(properties(&"A=a ".repeat(1 << 18)).len(), 1 << 18);
    }

    #[test]
    fn a_key_over_lines_is_covered_line_by_line() {
        let log = "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG\n9w0BAQEFAASCBKcw\n-----END RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiH\n";
        let mut source = Source::from_bytes(log, None);
        super::super::learn(&mut source).unwrap_or_default();
        let lines = source
            .lines(LineNo::FIRST, LineNo::new(9))
            .unwrap_or_default();
        let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
        let stars = crate::text::STARS;
        assert_eq!(
            lines,
            [
                "a",
                "-----BEGIN RSA PRIVATE KEY-----",
                stars,
                stars,
                "-----END RSA PRIVATE KEY-----",
                "MIIEvQIBADANBgkqhkiH"
            ]
        );
    }
}
