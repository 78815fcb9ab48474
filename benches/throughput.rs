//! How fast logs are read, as a share of the speed at which `memchr` finds the line ends of the same bytes, and of the
//! speed at which it only counts them.
//!
//! Absolute times say more about the machine than about the program, so each measurement stands beside both yardsticks
//! in the same round, and the median of the rounds counts.
//! `cargo bench --bench throughput` measures the sample logs, and the real logs where they lie beside the project;
//! `WILOG_BENCH_MB=300 cargo bench --bench throughput` takes more of them than 128 MB.

#![expect(clippy::print_stdout, reason = "a benchmark is there to print")]
#![expect(
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]
#![expect(
    clippy::cast_precision_loss,
    reason = "shares are rounded to a tenth of a percent"
)]

mod logs;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use wilog::syntax::Parser;
use wilog::text::Source;
use wilog::trace::Trace;
use wilog::{detect, syntax};

/// How many rounds are measured.
const ROUNDS: usize = 9;

fn main() {
    let megabytes = std::env::var("WILOG_BENCH_MB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(128);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, folder) in [
        ("sample logs", root.join("sample-logs")),
        ("real logs", root.join("../shared/corpus/logs")),
    ] {
        if folder.is_dir() {
            measure(name, &logs::text_of(&folder, megabytes << 20));
        }
    }
}

fn measure(logs: &str, text: &str) {
    println!("\n{logs}: {} MB as UTF-8", text.len() >> 20);
    println!(
        "{:<34} {:>8} {:>12} {:>12}",
        "", "GB/s", "of the scan", "of the count"
    );
    row(
        logs,
        "newline scan of decoded text",
        text.as_bytes(),
        || scan(text.as_bytes()),
    );
    row(
        logs,
        "newline count of decoded text",
        text.as_bytes(),
        || count(text.as_bytes()),
    );
    row(logs, "events of decoded text", text.as_bytes(), || {
        events_of_text(text)
    });
    for (encoding, encode) in [
        ("UTF-8", utf8 as fn(&str) -> Vec<u8>),
        ("UTF-16LE", utf16le),
    ] {
        let names = ["decode", "decode and events", "trace", "triage"]
            .map(|what| format!("{what}, {encoding}"));
        if !names.iter().any(|name| wanted(logs, name)) {
            continue;
        }
        // The copy of the bytes is made once: a log in the page cache need not be copied either.
        let bytes = encode(text);
        let mut source = Source::from_bytes(bytes.clone(), None);
        row(logs, &names[0], &bytes, || decode(&mut source));
        row(logs, &names[1], &bytes, || events(&mut source));
        row(logs, &names[2], &bytes, || trace(&mut source));
        row(logs, &names[3], &bytes, || triage(&mut source));
    }
}

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn utf16le(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xFE];
    for unit in text.encode_utf16() {
        bytes.extend(unit.to_le_bytes());
    }
    bytes
}

/// Whether a line of the table is asked for: `cargo bench --bench throughput -- "real logs: events"` measures those
/// that have the words.
fn wanted(logs: &str, name: &str) -> bool {
    let title = format!("{logs}: {name}");
    let mut words = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .peekable();
    words.peek().is_none() || words.any(|word| title.contains(&word))
}

/// One line of the table: the median speed, and the median shares of the yardsticks over the rounds.
fn row(logs: &str, name: &str, bytes: &[u8], mut work: impl FnMut() -> usize) {
    if !wanted(logs, name) {
        return;
    }
    let rounds: Vec<[f64; 3]> = (0..ROUNDS)
        .map(|_| {
            let scan = time(|| scan(bytes)).as_secs_f64();
            let count = time(|| count(bytes)).as_secs_f64();
            let taken = time(&mut work).as_secs_f64();
            [
                bytes.len() as f64 / taken / 1e9,
                scan / taken * 100.0,
                count / taken * 100.0,
            ]
        })
        .collect();
    let [speed, scan, count] = [0, 1, 2].map(|at| median(rounds.iter().map(|round| round[at])));
    println!("{name:<34} {speed:>8.2} {scan:>10.1} % {count:>10.1} %");
}

fn time(work: impl FnOnce() -> usize) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One yardstick: where each line ends. What is done with the place is the least that can be done.
fn scan(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).fold(0, |all, at| all ^ at)
}

/// The other: how many lines there are. `memchr` counts without looking where they end, at the speed of memory.
fn count(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

fn events_of_text(text: &str) -> usize {
    let mut lines = 0;
    Parser::new().each(text, true, |event| lines += black_box(event).lines as usize);
    lines
}

fn decode(source: &mut Source) -> usize {
    let mut window = source.window();
    let (mut consumed, mut total) = (0, 0);
    while window.advance(consumed).expect("memory reads") {
        consumed = window.text().len();
        total += consumed;
    }
    total
}

fn events(source: &mut Source) -> usize {
    let mut lines = 0;
    syntax::each_event(source, |event| lines += black_box(event).lines as usize)
        .expect("memory reads");
    lines
}

fn trace(source: &mut Source) -> usize {
    let trace = Trace::read(source).expect("memory reads");
    trace.sessions.len()
}

fn triage(source: &mut Source) -> usize {
    detect::report(source, "bench")
        .expect("memory reads")
        .findings
        .len()
}
