//! Filters: which lines are shown. Each is a chip that can be switched off.

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::event::KINDS;
use crate::text::LineNo;
use crate::trace::{ActionRun, Trace};
use crate::tui::facts::{Gravity, LineFacts, Writer};

/// A filter as the user sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chip {
    /// As it was typed: `kind:note`, `-side:client`, `denied`.
    pub(crate) word: String,
    /// Whether it is in force.
    pub(crate) on: bool,
}

/// What a line must be to be shown: all of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct Predicate {
    tests: Arc<[(Test, bool)]>,
}

#[derive(Clone, Debug)]
enum Test {
    /// One of these kinds, by index.
    Kinds(Vec<bool>),
    /// In one of these ranges of lines, sorted and apart.
    Ranges(Vec<(u32, u32)>),
    /// The low byte of the thread, and of the process if it is told.
    Thread(Option<u8>, u8),
    Writer(Writer),
    Gravity(Gravity),
    Noise,
    Rollback,
    /// Between two times of day, in milliseconds.
    Clock(u32, u32),
    Text(Regex),
}

/// The words before a colon, with what may stand behind them; the prompt shows them.
pub(crate) const KEYS: &[(&str, &str)] = &[
    (
        "kind",
        "note, operation, property-change, ...; * for any text",
    ),
    ("action", "the name of an action; * for any text"),
    ("property", "the name of a property; * for any text"),
    ("thread", "54, or process:thread as 18:54 or 1188:16C0"),
    ("side", "client, server, bundle, none"),
    ("severity", "error, warning"),
    ("time", "12:30-12:35, 12:30:05-, -12:31"),
    ("lines", "100-200, 100-"),
    ("is", "noise, rollback"),
];

impl Predicate {
    /// The predicate of a text alone, for a search.
    pub(crate) fn text(regex: Regex) -> Self {
        Self {
            tests: Arc::from([(Test::Text(regex), true)]),
        }
    }

    /// What all chips that are on demand together.
    pub(crate) fn of(chips: &[Chip], trace: &Trace) -> Self {
        let words = chips.iter().filter(|chip| chip.on);
        let tests = words.filter_map(|chip| parse(&chip.word, trace).ok());
        Self {
            tests: tests.collect(),
        }
    }

    /// Whether a line passes by what is known of it without its text. Nothing is known of a line that waits to be
    /// parsed, so it passes only where nothing is asked.
    pub(crate) fn admits(&self, line: u32, facts: Option<LineFacts>) -> bool {
        let mut tests = self.tests.iter();
        tests.all(|(test, wanted)| match facts {
            _ if matches!(test, Test::Text(_)) => true,
            Some(facts) => test.holds(line, facts) == *wanted,
            None => false,
        })
    }

    /// The first line that another predicate of the same words judges in another way, whatever stands there: what the
    /// words mean depends on how far the log is known.
    pub(crate) fn differs_from(&self, other: &Self) -> Option<u32> {
        let pairs = self.tests.iter().zip(other.tests.iter());
        let first = pairs.filter_map(|((of_one, _), (of_other, _))| match (of_one, of_other) {
            (Test::Ranges(one), Test::Ranges(other)) => first_difference(one, other),
            _ => None,
        });
        let is_other = self.tests.len() != other.tests.len();
        first.min().or(is_other.then_some(1))
    }

    /// Whether its text must be read to decide.
    pub(crate) fn needs_text(&self) -> bool {
        self.tests
            .iter()
            .any(|(test, _)| matches!(test, Test::Text(_)))
    }

    /// Whether the text of a line passes, as it stands in the log or as it is `shown`, without its prefix: what is looked
    /// for at the start of a line is meant to stand at the start of what one sees.
    pub(crate) fn admits_text(&self, text: &str, shown: &str) -> bool {
        let has_prefix = shown.len() < text.len();
        self.tests.iter().all(|(test, wanted)| match test {
            Test::Text(regex) => {
                let is_there = regex.is_match(text) || has_prefix && regex.is_match(shown);
                is_there == *wanted
            }
            _ => true,
        })
    }
}

impl Test {
    fn holds(&self, line: u32, facts: LineFacts) -> bool {
        match self {
            Self::Kinds(wanted) => wanted.get(facts.kind_index()).copied().unwrap_or(false),
            Self::Ranges(ranges) => {
                let at = ranges.partition_point(|(_, last)| *last < line);
                ranges.get(at).is_some_and(|(first, _)| *first <= line)
            }
            Self::Thread(process, thread) => facts.thread().is_some_and(|(of, id, _)| {
                id == *thread && process.is_none_or(|process| process == of)
            }),
            Self::Writer(writer) => facts.writer() == *writer,
            Self::Gravity(least) => facts.gravity() >= *least,
            Self::Noise => facts.is_noise(),
            Self::Rollback => facts.in_rollback(),
            // `23:55-00:10` goes round midnight.
            Self::Clock(from, to) => facts.clock().is_some_and(|clock| {
                let (begun, not_over) = (*from <= clock, clock <= *to);
                begun && not_over || to < from && (begun || not_over)
            }),
            Self::Text(_) => true,
        }
    }
}

/// Splits what was typed into words: at blanks, but not in quotes.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match (c, words.last_mut()) {
            ('"', _) => quoted = !quoted,
            (' ', _) if !quoted => words.push(String::new()),
            (c, Some(word)) => word.push(c),
            _ => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Says what is wrong with a word, or nothing.
pub(crate) fn check(word: &str, trace: &Trace) -> Result<(), String> {
    parse(word, trace).map(|_| ())
}

fn parse(word: &str, trace: &Trace) -> Result<(Test, bool), String> {
    let (bare, wanted) = match word.strip_prefix(['-', '!']) {
        Some(bare) if !bare.is_empty() => (bare, false),
        _ => (word, true),
    };
    let known = bare
        .split_once(':')
        .filter(|(key, _)| KEYS.iter().any(|(known, _)| known == key));
    let test = match known {
        None => Test::Text(regex_of(bare)?),
        Some((key, value)) => {
            by_key(key, value, trace).ok_or_else(|| format!("{key}: takes {}", takes(key)))?
        }
    };
    Ok((test, wanted))
}

fn takes(key: &str) -> &'static str {
    let known = KEYS.iter().find(|(known, _)| *known == key);
    known.map_or("", |(_, takes)| takes)
}

fn by_key(key: &str, value: &str, trace: &Trace) -> Option<Test> {
    Some(match key {
        "kind" => {
            let wanted: Vec<bool> = KINDS.iter().map(|kind| fits(value, kind)).collect();
            wanted.contains(&true).then_some(Test::Kinds(wanted))?
        }
        "action" => Test::Ranges(action_lines(value, trace)),
        "property" => Test::Ranges(property_lines(value, trace)),
        "thread" => {
            // Of a number only the last byte is kept, which is all that engine lines have; bundles write `16C0`.
            let byte = |text: &str| {
                let number = u32::from_str_radix(text, 16).ok()?;
                Some(number.to_le_bytes()[0])
            };
            match value.split_once([':', '!']) {
                Some((process, thread)) => Test::Thread(Some(byte(process)?), byte(thread)?),
                None => Test::Thread(None, byte(value)?),
            }
        }
        "side" => Test::Writer(match value {
            "client" | "c" => Writer::Client,
            "server" | "s" => Writer::Server,
            "bundle" | "b" => Writer::Bundle,
            "none" => Writer::Plain,
            _ => return None,
        }),
        "severity" => Test::Gravity(match value {
            "error" => Gravity::Error,
            "warning" => Gravity::Warning,
            _ => return None,
        }),
        "is" => match value {
            "noise" => Test::Noise,
            "rollback" => Test::Rollback,
            _ => return None,
        },
        "time" => {
            let (from, to) = value.split_once('-').unwrap_or((value, value));
            let from = if from.is_empty() { 0 } else { clock(from)?.0 };
            let to = if to.is_empty() {
                u32::MAX
            } else {
                clock(to)?.1
            };
            Test::Clock(from, to)
        }
        _ => {
            let (from, to) = value.split_once('-').unwrap_or((value, value));
            let number = |text: &str, open| {
                if text.is_empty() {
                    Some(open)
                } else {
                    text.parse().ok()
                }
            };
            Test::Ranges(vec![(number(from, 1)?, number(to, u32::MAX)?)])
        }
    })
}

/// A regular expression that ignores capitals unless it has some.
pub(crate) fn regex_of(text: &str) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .case_insensitive(!text.chars().any(char::is_uppercase))
        .size_limit(1 << 20)
        .build()
        .map_err(|error| {
            let message = error.to_string();
            let last = message.lines().next_back().unwrap_or_default();
            format!(
                "no regular expression: {}",
                last.trim_start_matches("error: ")
            )
        })
}

/// The first and the last millisecond of a time of day: `12:30` is a minute, `12:30:05` a second.
pub(crate) fn clock(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.splitn(3, ':');
    let number = |part: Option<&str>, most: u32| -> Option<u32> {
        part?.parse().ok().filter(|number| *number < most)
    };
    let hour = number(parts.next(), 24)?;
    let minute = number(parts.next(), 60)?;
    let start = (hour * 60 + minute) * 60_000;
    let Some(second) = parts.next() else {
        return Some((start, start + 59_999));
    };
    let (second, rest) = second.split_once(['.', ':', ',']).unwrap_or((second, ""));
    let at = start + number(Some(second), 60)? * 1000;
    if rest.is_empty() {
        return Some((at, at + 999));
    }
    let milliseconds = number(Some(rest), 1000)?;
    Some((at + milliseconds, at + milliseconds))
}

/// Whether a name fits a pattern in which `*` stands for any text, whatever the capitals.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<String> = pattern.split('*').map(regex::escape).collect();
    let regex = RegexBuilder::new(&format!("^{}$", pattern.join(".*")))
        .case_insensitive(true)
        .build();
    regex.is_ok_and(|regex| regex.is_match(name))
}

/// The lines of all actions of that name, in sequences and in scripts.
fn action_lines(name: &str, trace: &Trace) -> Vec<(u32, u32)> {
    let mut behind = BTreeMap::new();
    let runs = trace.actions.iter().rev().map(|run| {
        let next = behind.insert((run.engine, run.parent), run.line);
        let end = run.end_line.unwrap_or_else(|| last_line(trace, run, next));
        (run.name, run.line.get(), end.get())
    });
    let scripts = trace
        .script_runs
        .iter()
        .map(|run| (run.name, run.line.get(), run.end_line.get()));
    let mut known: BTreeMap<_, bool> = BTreeMap::new();
    let ranges = runs.chain(scripts).filter(|(id, ..)| {
        *known
            .entry(*id)
            .or_insert_with(|| fits(name, trace.names.get(*id)))
    });
    merged(ranges.map(|(_, from, to)| (from, to)).collect())
}

/// The last line of an action that has no end in the log: it ran when its engine stopped to write, or it was over when
/// the `next` one beside it began.
fn last_line(trace: &Trace, run: &ActionRun, next: Option<LineNo>) -> LineNo {
    let before_next = next.map(|line| LineNo::new((line.get() - 1).max(run.line.get())));
    let around = run
        .parent
        .and_then(|id| trace.actions.get(id.at())?.end_line);
    let engine = run.engine.and_then(|id| trace.engines.get(id.at()));
    before_next
        .or(around)
        .or(engine.map(|engine| engine.end_line))
        .unwrap_or(LineNo::new(trace.lines.max(1)))
        .max(run.line)
}

fn property_lines(name: &str, trace: &Trace) -> Vec<(u32, u32)> {
    let rows = trace.state.properties.rows.rows().iter();
    let mut known: BTreeMap<_, bool> = BTreeMap::new();
    let of_name = rows.filter(|row| {
        *known
            .entry(row.name)
            .or_insert_with(|| fits(name, trace.names.get(row.name)))
    });
    merged(
        of_name
            .map(|row| (row.line.get(), row.line.get()))
            .collect(),
    )
}

/// The first line that is in one of two lists of ranges only.
fn first_difference(one: &[(u32, u32)], other: &[(u32, u32)]) -> Option<u32> {
    let alike = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    match (one.get(alike), other.get(alike)) {
        (None, None) => None,
        (Some((from, _)), None) | (None, Some((from, _))) => Some(*from),
        (Some((from, to)), Some((other_from, other_to))) if from == other_from => {
            Some(*to.min(other_to) + 1)
        }
        (Some((from, _)), Some((other_from, _))) => Some(*from.min(other_from)),
    }
}

/// Sorts ranges and puts together those that touch.
fn merged(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::new();
    for (from, to) in ranges {
        match merged.last_mut() {
            Some((_, last)) if from <= last.saturating_add(1) => *last = to.max(*last),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_times() {
        assert_eq!(words("a  \"b c\" kind:note"), ["a", "b c", "kind:note"]);
        for (text, expected) in [
            ("12:30", Some((45_000_000, 45_059_999))),
            ("0:00:01", Some((1000, 1999))),
            ("24:00", None),
            ("12", None),
            ("noon", None),
        ] {
            assert_eq!(clock(text), expected, "{text}");
        }
        assert_eq!(
            merged(vec![(5, 9), (1, 2), (3, 3), (7, 20)]),
            [(1, 3), (5, 20)]
        );
        for (one, other, expected) in [
            (&[][..], &[][..], None),
            (&[(1, 3)], &[(1, 3)], None),
            (&[(1, 3)], &[], Some(1)),
            (&[(1, 3)], &[(1, 3), (7, 9)], Some(7)),
            (&[(1, 3), (7, 8)], &[(1, 3), (7, 9)], Some(9)),
            (&[(2, 3)], &[(1, 3)], Some(1)),
        ] {
            assert_eq!(first_difference(one, other), expected);
            assert_eq!(first_difference(other, one), expected);
        }
    }

    #[test]
    fn a_word_that_makes_no_sense_says_what_would() {
        let trace = Trace::default();
        for (word, expected) in [
            ("kind:note", None),
            ("-kind:property-*", None),
            ("thread:18:54", None),
            ("denied|refused", None),
            ("a:b", None),
            ("kind:nothing", Some("kind: takes note")),
            ("severity:bad", Some("severity: takes error, warning")),
            ("time:25:00", Some("time: takes 12:30-12:35")),
            ("(", Some("no regular expression: unclosed group")),
        ] {
            let found = check(word, &trace).err();
            match expected {
                None => assert_eq!(found, None, "{word}"),
                Some(start) => assert!(
                    found
                        .as_deref()
                        .is_some_and(|found| found.starts_with(start)),
                    "{word}: {found:?}"
                ),
            }
        }
    }
}
