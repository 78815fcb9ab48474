//! What the rules cost: the share of a triage that they take, all together and each by itself.
//!
//! The log is the real ones where they lie beside the project, else the sample logs, one behind the other until there
//! are 256 MB of UTF-16LE; `WILOG_BENCH_MB=64 cargo bench --bench rules` takes less.
//! Each measurement is one of a pair, of which the other is the same triage without the rules that look beside the
//! cause, and the median of the pairs counts.

#![expect(clippy::print_stdout, reason = "a benchmark is there to print")]
#![expect(
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

mod logs;

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use wilog::detect;
use wilog::detect::rules::{RULES, Rule};
use wilog::finding::Input;
use wilog::text::Source;
use wilog::trace::Trace;

/// How many pairs are measured.
const PAIRS: usize = 7;

/// So many rules are shown, those that cost most.
const MOST: usize = 12;

fn main() {
    let megabytes: usize = std::env::var("WILOG_BENCH_MB")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(256);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let real = root.join("../shared/corpus/logs");
    let folder = if real.is_dir() {
        real
    } else {
        root.join("sample-logs")
    };
    let text = logs::text_of(&folder, megabytes << 19);
    let mut bytes = vec![0xFF, 0xFE];
    for unit in text.encode_utf16() {
        bytes.extend(unit.to_le_bytes());
    }
    drop(text);
    let mut source = Source::from_bytes(bytes, None);

    let mut whole = Vec::new();
    let mut share = Vec::new();
    for _ in 0..PAIRS {
        let with = triage(&mut source, &|_| true);
        let without = triage(&mut source, &|_| false);
        whole.push(with);
        share.push((with - without) / with * 100.0);
    }
    let (whole, share) = (median(whole), median(share));
    println!(
        "triage {:.0} ms, of which the rules take {share:.1} %",
        whole * 1e3
    );

    let trace = Trace::read(&mut source).expect("memory reads");
    let mut costs: Vec<(f64, &str)> = RULES
        .iter()
        .filter(|rule| !rule.names_a_cause())
        .map(|rule| {
            let of = |wanted: &dyn Fn(&Rule) -> bool, source: &mut Source| {
                median((0..3).map(|_| rules(&trace, source, wanted)).collect())
            };
            let alone = of(&|other| other.code == rule.code, &mut source);
            (alone - of(&|_| false, &mut source), rule.name)
        })
        .collect();
    costs.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (seconds, name) in costs.iter().take(MOST) {
        println!("{name:<34} {:>8.1} ms", seconds * 1e3);
    }
}

/// How long a triage takes, in seconds.
fn triage(source: &mut Source, is_wanted: &dyn Fn(&Rule) -> bool) -> f64 {
    let begun = Instant::now();
    let trace = Trace::read(source).expect("memory reads");
    black_box(detect::with_rules(
        &trace,
        source,
        Input::default(),
        is_wanted,
    ));
    begun.elapsed().as_secs_f64()
}

/// How long the report on a trace takes, in seconds.
fn rules(trace: &Trace, source: &mut Source, is_wanted: &dyn Fn(&Rule) -> bool) -> f64 {
    let begun = Instant::now();
    black_box(detect::with_rules(
        trace,
        source,
        Input::default(),
        is_wanted,
    ));
    begun.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
