//! What holds for every input: nothing is lost, nothing panics, and neither encoding, line ends, the size of the
//! window, a cut, nor a line that nobody knows changes what the other lines say.

#![expect(clippy::expect_used, reason = "a test that can't go on should stop")]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use logs::root;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use wilog::event::{Event, EventKind};
use wilog::syntax::{self, MOST_AT_ONCE, Parser};
use wilog::text::Source;

/// A record takes no more than this, and a single line no more than [`LONGEST_LINE`].
const CAP: usize = 256 * 1024;
const LONGEST_LINE: usize = 1024 * 1024;

/// The text of a log, decoded.
fn decoded(source: &mut Source) -> String {
    let mut text = String::new();
    let mut window = source.window();
    let mut consumed = 0;
    while window
        .advance(consumed)
        .expect("a log in memory can be read")
    {
        consumed = window.text().len();
        text.push_str(window.text());
    }
    text
}

/// The logs of the repository, decoded.
static SAMPLE_LOGS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| texts(&logs::all_samples()));

/// The logs of real machines, which are not part of the repository, decoded; none when they are not there.
static REAL_LOGS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| texts(&logs::real()));

fn texts(files: &[PathBuf]) -> Vec<(String, String)> {
    let read = |path: &PathBuf| {
        let mut source = Source::open(path, None).expect("a log can be opened");
        (path.display().to_string(), decoded(&mut source))
    };
    files.iter().map(read).collect()
}

/// Every line that the grammar has as a sample, with the lines that it needs before it.
static SAMPLE_LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let path = root().join("grammars/line-shapes.toml");
    let text = fs::read_to_string(path).expect("the grammar can be read");
    let grammar: toml::Table = text.parse().expect("the grammar is TOML");
    let shapes = grammar["shape"].as_array().expect("shapes are a list");
    let samples = shapes
        .iter()
        .flat_map(|shape| shape["samples"].as_array().expect("samples are a list"));
    let line = |value: &toml::Value| value.as_str().expect("a line is text").to_owned();
    samples
        .map(|sample| {
            let context = sample.get("context").and_then(toml::Value::as_array);
            let mut lines: Vec<String> = context.into_iter().flatten().map(line).collect();
            lines.push(line(&sample["line"]));
            lines.join("\n")
        })
        .collect()
});

/// What is told of an event: its first line, how many lines it has, and its kind.
type Told = (u32, u32, &'static str);

fn told(event: &Event<'_>) -> Told {
    (event.line.get(), event.lines, event.kind.name())
}

fn all_told(text: &str) -> Vec<Told> {
    syntax::events(text).map(|event| told(&event)).collect()
}

/// Takes events as they come and holds them against the text that they should give back.
struct Ledger<'a> {
    text: &'a str,
    consumed: usize,
    lines: usize,
}

impl<'a> Ledger<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            consumed: 0,
            lines: 0,
        }
    }

    #[track_caller]
    fn take(&mut self, event: &Event<'_>, place: &str) {
        let raw = event.raw;
        assert!(!raw.is_empty(), "{place}: an event without text: {event:?}");
        assert!(
            self.text[self.consumed..].starts_with(raw),
            "{place}: text was lost before {event:?}"
        );
        assert_eq!(
            event.line.get() as usize,
            self.lines + 1,
            "{place}: {event:?}"
        );
        let ends = raw.matches('\n').count();
        let begun = usize::from(!raw.ends_with('\n'));
        assert_eq!(event.lines as usize, ends + begun, "{place}: {event:?}");
        assert!(
            event.lines == 1 || raw.len() <= CAP,
            "{place}: a record of {} bytes: {}",
            raw.len(),
            event.kind.name()
        );
        self.consumed += raw.len();
        self.lines += ends;
    }

    #[track_caller]
    fn close(self, place: &str) {
        assert_eq!(
            self.consumed,
            self.text.len(),
            "{place}: text was lost at the end"
        );
    }
}

#[track_caller]
fn check_lossless(text: &str, place: &str) {
    let mut ledger = Ledger::new(text);
    for event in syntax::events(text) {
        ledger.take(&event, place);
    }
    ledger.close(place);
}

#[track_caller]
fn check_source(bytes: &[u8], place: &str) {
    let mut source = Source::from_bytes(bytes, None);
    let text = decoded(&mut source);
    let mut ledger = Ledger::new(&text);
    syntax::each_event(&mut source, |event| ledger.take(event, place))
        .expect("a log in memory can be read");
    ledger.close(place);
}

/// The events of a text that is given in windows which end `step` bytes further each time nothing came out.
fn in_windows(text: &str, mut step: impl FnMut() -> usize) -> Vec<(Told, String)> {
    let mut parser = Parser::new();
    let (mut start, mut end) = (0, 0);
    let mut events = Vec::new();
    while start < text.len() {
        match parser.record(&text[start..end], end == text.len()) {
            Some(event) => {
                events.push((told(&event), event.raw.to_owned()));
                start += event.raw.len();
            }
            None => end = boundary(text, end + step()),
        }
    }
    events
}

/// The next place at or after `at` that does not split a character.
fn boundary(text: &str, at: usize) -> usize {
    (at..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}

fn in_one_go(text: &str) -> Vec<(Told, String)> {
    let events = syntax::events(text);
    events
        .map(|event| (told(&event), event.raw.to_owned()))
        .collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(bytes).collect()
}

/// Numbers that are spread out and the same in each run.
fn scattered(seed: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(seed.wrapping_mul(2_654_435_761) + 1), |n| {
        Some(
            n.wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407),
        )
    })
    .map(|n| n >> 20)
}

/// A log of lines that the grammar knows, of noise, and of pieces of either.
fn mixed_log() -> impl Strategy<Value = String> {
    let sample = || select(SAMPLE_LINES.as_slice());
    let torn = (sample(), any::<Index>()).prop_map(|(line, at)| {
        let at = boundary(&line, at.index(line.len() + 1).min(line.len()));
        line[at..].to_owned()
    });
    let line = prop_oneof![
        6 => sample(),
        1 => torn,
        1 => "[ -~äß中。：\\t\u{80}]{0,60}",
        1 => Just(String::new()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    (prop::collection::vec((line, end), 0..40), any::<bool>()).prop_map(|(lines, whole)| {
        let mut text: String = lines
            .into_iter()
            .flat_map(|(line, end)| [line, end.to_owned()])
            .collect();
        if !whole {
            text.pop();
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_back_their_text(bytes in prop::collection::vec(any::<u8>(), 0..600), mark in select(vec![&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"])) {
        check_source(&[mark, &bytes].concat(), "any bytes");
    }

    #[test]
    fn any_lines_are_kept(text in mixed_log()) {
        check_lossless(&text, "mixed lines");
        check_source(text.as_bytes(), "mixed lines");
    }

    #[test]
    fn windows_do_not_show(text in mixed_log(), steps in prop::collection::vec(1_usize..400, 1..20)) {
        let mut steps = steps.iter().copied().cycle();
        prop_assert_eq!(in_windows(&text, || steps.next().unwrap_or(1)), in_one_go(&text));
    }

    #[test]
    fn line_ends_do_not_show(text in mixed_log()) {
        let lf = text.replace("\r\n", "\n");
        let crlf = lf.replace('\n', "\r\n");
        prop_assert_eq!(all_told(&lf), all_told(&crlf));
    }
}

#[test]
fn windows_do_not_show_in_logs() {
    for (n, (place, text)) in SAMPLE_LOGS.iter().chain(REAL_LOGS.iter()).enumerate() {
        let mut steps = scattered(n).map(|n| 1 + n % 20_000);
        let windowed = in_windows(text, || steps.next().unwrap_or(1));
        assert!(windowed == in_one_go(text), "{place}: windows show");
    }
}

#[test]
fn how_many_events_come_at_a_time_changes_none_of_them() {
    for (place, text) in SAMPLE_LOGS.iter().chain(REAL_LOGS.iter()) {
        let mut wanted = [0, 1, 2, 5, MOST_AT_ONCE, 1000].into_iter().cycle();
        let mut most = 1;
        let mut found = Vec::new();
        let consumed = Parser::new().each_batch(text, true, |events| {
            assert!(events.len() <= most, "{place}: {} of {most}", events.len());
            found.extend(events.iter().map(told));
            let next = wanted.next().unwrap_or(1);
            most = next.clamp(1, MOST_AT_ONCE);
            next
        });
        assert_eq!(consumed, text.len(), "{place}");
        assert!(found == all_told(text), "{place}");
    }
}

#[test]
fn encodings_and_line_ends_do_not_change_kinds() {
    for (place, text) in SAMPLE_LOGS.iter().chain(REAL_LOGS.iter()) {
        let lf = text.replace("\r\n", "\n");
        let crlf = lf.replace('\n', "\r\n");
        let expect = all_told(text);
        for (way, bytes) in [
            ("UTF-16LE, CRLF", utf16(&crlf, u16::to_le_bytes)),
            ("UTF-16BE, LF", utf16(&lf, u16::to_be_bytes)),
            ("UTF-8, LF", lf.clone().into_bytes()),
            ("UTF-8, CRLF", crlf.clone().into_bytes()),
        ] {
            let mut found = Vec::new();
            let mut source = Source::from_bytes(bytes, None);
            syntax::each_event(&mut source, |event| found.push(told(event)))
                .expect("a log in memory can be read");
            let differs = found.iter().zip(&expect).find(|(one, other)| one != other);
            assert!(found == expect, "{place} in {way}: {differs:?}");
        }
    }
}

/// Cut anywhere, a log keeps its text, and what was whole before the cut is what it was.
#[test]
fn a_log_cut_anywhere_still_parses() {
    for (n, (place, text)) in SAMPLE_LOGS.iter().enumerate() {
        let whole = all_told(text);
        let bytes = fs::read(place).expect("a log can be read");
        for at in scattered(n).take(60) {
            let at = at % bytes.len();
            check_source(&bytes[..at], &format!("{place}, cut at byte {at}"));
        }
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        let some = scattered(n)
            .take(140)
            .map(|at| boundary(text, at % text.len()));
        for at in ends.step_by(7).chain(some) {
            let cut = &text[..at];
            check_lossless(cut, place);
            let found = all_told(cut);
            // The record before the cut may take in what is left of the line after it, or lose lines of its own.
            let lines = cut.matches('\n').count() as u32;
            let before = whole
                .iter()
                .filter(|(line, count, _)| line + count <= lines);
            let kept = before.count().saturating_sub(1);
            let pairs = found.iter().zip(&whole).take(kept);
            assert!(
                found.len() >= kept && pairs.clone().all(|(one, other)| one == other),
                "{place}, cut at {at}: {:?}",
                pairs.clone().find(|(one, other)| one != other)
            );
        }
    }
}

/// A line that nobody knows, between two records, is a record of its own or goes on with the one above,
/// and leaves all others alone.
#[test]
fn an_unknown_line_changes_no_other() {
    let unknown = [
        "Larch wood floats\r\n",
        "MSI (s) (3C:9E) [14:05:09:250]: Larch wood floats\r\n",
    ];
    for (n, (place, text)) in SAMPLE_LOGS.iter().enumerate() {
        let events: Vec<Event<'_>> = syntax::events(text).collect();
        let expect: Vec<&str> = events.iter().map(|event| event.kind.name()).collect();
        for (at, line) in scattered(n).zip(unknown.into_iter().cycle()).take(60) {
            let at = at % events.len();
            // What goes on after a blank line is the inside of a record.
            if matches!(
                events[at].kind,
                EventKind::Blank {} | EventKind::Continuation { .. }
            ) {
                continue;
            }
            let before: usize = events[..at].iter().map(|event| event.raw.len()).sum();
            let log = [&text[..before], line, &text[before..]].concat();
            let number = events[at].line.get();
            let found: Vec<&str> = syntax::events(&log)
                .filter(|event| event.line.get() != number)
                .map(|event| event.kind.name())
                .collect();
            let differs = found
                .iter()
                .zip(&expect)
                .position(|(one, other)| one != other);
            assert!(
                found == expect,
                "{place}: {line:?} before line {number}: {:?}, event {differs:?}",
                events[at]
            );
        }
    }
}

#[test]
fn a_value_that_never_closes_is_capped() {
    let line = "MSI (s) (3C:9E) [14:05:09:250]: ";
    let lines = "this goes on and on, without a quote at the end\r\n".repeat(100_000);
    for open in [
        "PROPERTY CHANGE: Adding Larch property. Its value is 'it begins\r\n",
        "PROPERTY CHANGE: Modifying Larch property. Its current value is 'it begins\r\n",
        "Executing op: RegAddValue(Name=Larch,Value=it begins\r\n",
    ] {
        let text = [line, open, &lines, line, "Unlocking Server\r\n"].concat();
        check_lossless(&text, open);
        let kinds: Vec<&str> = syntax::events(&text)
            .map(|event| event.kind.name())
            .collect();
        let (first, rest) = kinds.split_first().expect("there are events");
        let (last, between) = rest.split_last().expect("there is an end");
        assert!(
            ["property-change", "operation"].contains(first),
            "{open}: {first}"
        );
        assert!(
            between.iter().all(|kind| *kind == "continuation"),
            "{open}: {between:.9?}"
        );
        assert_eq!(*last, "server-unlocked", "{open}");
    }
}

#[test]
fn a_line_may_be_longer_than_memory_should_be() {
    let before = "Action start 14:05:09: INSTALL.\r\n";
    let after = "\r\nAction ended 14:05:10: INSTALL. Return value 1.\r\n";
    let long = "Property(S): LARCH = ".to_owned() + &"wood, ".repeat(512 * 1024);
    let text = [before, &long, after].concat();
    check_lossless(&text, "a long line");
    let mut source = Source::from_bytes(text.as_str(), None);
    let mut ledger = Ledger::new(&text);
    let mut found = Vec::new();
    syntax::each_event(&mut source, |event| {
        assert!(
            event.raw.len() <= LONGEST_LINE + CAP,
            "{} bytes",
            event.raw.len()
        );
        ledger.take(event, "a long line in pieces");
        found.push(told(event));
    })
    .expect("a log in memory can be read");
    ledger.close("a long line in pieces");
    assert_eq!(found.first(), Some(&(1, 1, "action-started")));
    assert_eq!(found.get(1), Some(&(2, 1, "property-dump")));
    assert_eq!(found.last(), Some(&(3, 1, "action-ended")));
}

#[test]
fn logs_are_kept() {
    for (place, text) in SAMPLE_LOGS.iter().chain(REAL_LOGS.iter()) {
        check_lossless(text, place);
        let bytes = fs::read(place).expect("a log can be read");
        check_source(&bytes, place);
    }
}

/// How many of the lines of some logs nobody knows.
#[derive(Default)]
struct Share {
    unknown: u32,
    events: u32,
}

impl Share {
    fn of(text: &str) -> Self {
        let mut share = Self::default();
        for event in syntax::events(text) {
            share.events += 1;
            share.unknown += u32::from(matches!(event.kind, EventKind::Message { .. }));
        }
        share
    }

    fn percent(&self) -> f64 {
        f64::from(self.unknown) * 100.0 / f64::from(self.events.max(1))
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are worth a look")]
fn few_lines_are_unknown() {
    let mut all = Share::default();
    for (place, text) in SAMPLE_LOGS.iter().chain(REAL_LOGS.iter()) {
        if place.contains("not-msi") {
            continue;
        }
        let share = Share::of(text);
        let most = if syntax::events(text).any(|e| e.origin.bundle().is_some()) {
            2.0
        } else {
            3.0
        };
        if share.unknown > 0 {
            println!("{:5.2} %  {place}", share.percent());
        }
        assert!(
            share.percent() <= most,
            "{place}: nobody knows {} of {} records, {:.2} %: find out which, and add their shapes",
            share.unknown,
            share.events,
            share.percent()
        );
        all.unknown += share.unknown;
        all.events += share.events;
    }
    println!("{:5.2} %  of {} records", all.percent(), all.events);
    assert!(
        all.percent() <= 1.0,
        "nobody knows {:.2} % of all records",
        all.percent()
    );
}
