//! The damage campaign: logs that are cut, torn, shuffled, and mixed are read to their end, never taken for a success that
//! they don't state, and damage elsewhere doesn't change the cause.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests stop at the first surprise and print what the campaign counted"
)]

#[path = "common/logs.rs"]
mod logs;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use wilog::detect;
use wilog::finding::{Cause, Input, Report};
use wilog::text::Source;
use wilog::trace::Trace;

/// A generator of numbers that gives the same ones in every run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Reads damaged bytes as any command would, and checks what must hold whatever they are.
fn report(bytes: impl Into<Vec<u8>>) -> Report {
    let mut source = Source::from_bytes(bytes.into(), None);
    let trace = Trace::read(&mut source).unwrap();
    let (verdict, _) = trace.verdict();
    if verdict.outcome.is_success() {
        let line = verdict.line.expect("a success names the line that says so");
        let text = source.line(line).unwrap().unwrap_or_default();
        assert!(says_success(&text), "taken for a success: {text}");
    }
    detect::of_trace(&trace, &mut source, Input::default())
}

/// Whether a line has one of the numbers that mean a success, with the words around it that are not translated,
/// but for the sentence about a restart.
fn says_success(line: &str) -> bool {
    let has_code = [" 0", " 1641", " 3010", " 0x0", " 0xbc2", " 0x669"]
        .iter()
        .any(|code| {
            line.match_indices(code).any(|(at, _)| {
                !line[at + code.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
            })
        });
    let note = ["1707", "1724", "1726", "1728"]
        .iter()
        .any(|note| line.contains(&format!("Note: 1: {note}")));
    // `Action ended 10:00:00: INSTALL. Return value 1.`, in any language.
    let is_top = ["INSTALL", "ADMIN", "ADVERTISE"]
        .iter()
        .any(|top| line.contains(top));
    let top_action = is_top && line.trim_end_matches(['.', '。']).ends_with('1');
    // It stands below the sentence with the status 0.
    let restart = line.contains("Type of System Restart: ");
    has_code || note || top_action || restart
}

/// Applies damage to each sample log in parallel and gives the number of damaged logs that were read.
fn campaign(name: &str, damage: impl Fn(&Path, &mut Random, &dyn Fn(Vec<u8>)) + Sync) {
    let read = AtomicUsize::new(0);
    logs::samples()
        .par_iter()
        .enumerate()
        .for_each(|(seed, path)| {
            let mut random = Random(u64::try_from(seed).unwrap());
            damage(path, &mut random, &|bytes| {
                report(bytes);
                read.fetch_add(1, Ordering::Relaxed);
            });
        });
    println!("{name}: {} logs read", read.into_inner());
}

fn join(lines: &[String]) -> Vec<u8> {
    lines.join("\n").into_bytes()
}

#[test]
fn logs_cut_at_a_line() {
    campaign("cut at a line", |path, _, read| {
        let lines = logs::lines(path);
        // Every line of a log would take minutes without optimisation; each third still meets every kind of place.
        for end in (0..lines.len()).step_by(if cfg!(debug_assertions) { 3 } else { 1 }) {
            read(join(&lines[..end]));
        }
    });
}

#[test]
fn logs_cut_at_a_byte() {
    campaign("cut at a byte", |path, random, read| {
        let bytes = fs::read(path).unwrap();
        for _ in 0..200 / scale() {
            read(bytes[..random.below(bytes.len())].to_vec());
        }
    });
}

#[test]
fn lines_dropped_doubled_and_swapped() {
    campaign("lines dropped, doubled, swapped", |path, random, read| {
        let lines = logs::lines(path);
        for _ in 0..60 / scale() {
            let mut dropped = lines.clone();
            dropped.remove(random.below(lines.len()));
            read(join(&dropped));
            let mut doubled = lines.clone();
            let at = random.below(lines.len());
            doubled.insert(at, lines[at].clone());
            read(join(&doubled));
            let mut swapped = lines.clone();
            swapped.swap(at, random.below(lines.len()));
            read(join(&swapped));
        }
    });
}

#[test]
fn halves_of_two_logs_interleaved() {
    let logs = logs::samples();
    campaign("halves interleaved", |path, random, read| {
        let one = logs::lines(path);
        let other = logs::lines(&logs[random.below(logs.len())]);
        let (one, other) = (&one[..one.len() / 2], &other[other.len() / 2..]);
        let (mut a, mut b) = (one.iter(), other.iter());
        let mut mixed: Vec<String> = Vec::new();
        while a.len() + b.len() > 0 {
            let next = if random.next() % 2 == 0 {
                a.next()
            } else {
                b.next()
            };
            mixed.extend(next.cloned());
        }
        read(join(&mixed));
        read([join(one), b"\n".to_vec(), join(other)].concat());
    });
}

#[test]
fn bytes_flipped() {
    campaign("bytes flipped", |path, random, read| {
        let bytes = fs::read(path).unwrap();
        for _ in 0..40 / scale() {
            let mut torn = bytes.clone();
            for _ in 0..=random.below(20) {
                let at = random.below(torn.len());
                torn[at] = u8::try_from(random.next() & 0xFF).unwrap();
            }
            read(torn);
        }
    });
}

#[test]
fn encodings_mixed() {
    campaign("encodings mixed", |path, random, read| {
        let lines = logs::lines(path);
        let utf16 = |lines: &[String]| -> Vec<u8> {
            let text = lines.join("\r\n");
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        let at = random.below(lines.len());
        read([utf16(&lines[..at]), join(&lines[at..])].concat());
        read([join(&lines[..at]), utf16(&lines[at..])].concat());
        read([vec![0xFF, 0xFE], join(&lines)].concat());
    });
}

/// Without optimisation the campaign is a tenth as wide; `cargo test --release --test damage` runs all of it.
fn scale() -> usize {
    if cfg!(debug_assertions) { 10 } else { 1 }
}

/// A line that is lost far from the cause doesn't change the cause.
#[test]
fn damage_elsewhere_does_not_change_the_cause() {
    let changed: Vec<String> = logs::samples()
        .par_iter()
        .flat_map(|path| {
            let lines = logs::lines(path);
            let whole = report(join(&lines));
            let Some(cause) = whole.cause else {
                return Vec::new();
            };
            let near = cause
                .evidence
                .iter()
                .map(|evidence| evidence.line.get() as usize);
            let first = near.clone().min().unwrap_or(1).saturating_sub(2);
            let last = near.max().unwrap_or(1) + 2;
            let elsewhere = (1..=lines.len())
                .filter(|line| (*line < first || *line > last) && is_detail(&lines[line - 1]))
                .step_by(scale());
            elsewhere
                .filter_map(|line| {
                    let mut rest = lines.clone();
                    let lost = rest.remove(line - 1);
                    let shifted =
                        cause.line.get() as usize - usize::from(line < cause.line.get() as usize);
                    let again = report(join(&rest)).cause;
                    let same = again.as_ref().is_some_and(|again| {
                        again.line.get() as usize == shifted && again.rule == cause.rule
                    });
                    (!same).then(|| {
                        format!(
                            "{} without line {line}: {lost}\n   {again:?}",
                            path.file_name().unwrap().to_string_lossy()
                        )
                    })
                })
                .collect()
        })
        .collect();
    assert!(
        changed.is_empty(),
        "{} changed: {:#?}",
        changed.len(),
        &changed[..changed.len().min(10)]
    );
}

/// Whether a line is one of the thousands that say nothing of how an install ended.
fn is_detail(line: &str) -> bool {
    [
        "PROPERTY CHANGE",
        "Property(",
        "Dir (",
        "Component:",
        "Feature:",
        "Executing op: File",
        "Executing op: Reg",
        "Note: 1: 22",
        "Machine policy",
        "File: ",
    ]
    .iter()
    .any(|shape| line.contains(shape))
}

/// What a report says, apart from where it was read.
fn said(report: &Report) -> String {
    let said = (&report.verdict, &report.cause, &report.findings);
    serde_json::to_string(&said).unwrap()
}

/// Logs are read from pages, which end lines with blanks and quote or indent them, and from the transcripts of other
/// programs, which write a clock before each line.
#[test]
fn what_stands_around_each_line_changes_nothing() {
    logs::samples().par_iter().for_each(|path| {
        let lines = logs::lines(path);
        let plain = said(&report(join(&lines)));
        let clock = |at: usize| format!("2026-02-25T1{}:0{}:07.1234567Z ", at % 10, at % 7);
        for (head, tail) in [
            (&(|_| String::new()) as &dyn Fn(usize) -> String, "  "),
            (&|_| "> ".to_owned(), ""),
            (&|_| "    ".to_owned(), "  "),
            (&clock, ""),
        ] {
            // A head is known by lines that only an installer writes, of which some samples have none.
            if !head(0).is_empty() && !begins_as_installers_do(&lines) {
                continue;
            }
            let framed = lines.iter().enumerate();
            let framed = framed.map(|(at, line)| format!("{}{line}{tail}", head(at)));
            let framed: Vec<String> = framed.collect();
            let framed = said(&report(framed.join("\r\n")));
            assert_eq!(framed, plain, "{} {:?}", path.display(), head(0));
        }
    });
}

/// What turns a line of a log into one of a page or of another program's output, beside what stands before and behind it.
type Made = fn(usize, &str) -> String;

/// Searches that number what they find, terminals, mail programs, pages, and programs with logs of their own change each
/// line in their way.
#[test]
fn what_programs_make_of_each_line_changes_nothing() {
    let made: [(&str, Made); 8] = [
        ("grep", |at, line| {
            format!("{}{}{line}", at + 1, [":", "-"][at % 2])
        }),
        ("Select-String", |at, line| {
            format!("{}C:\\log 2.txt:{}:{line}", ["  ", "> "][at % 2], at + 1)
        }),
        ("cat", |at, line| format!("{:6}\t{line}", at + 1)),
        ("colours", |_, line| format!("\x1b[0;33m{line}\x1b[0m")),
        ("mail", |_, line| line.replace(' ', "\u{a0}")),
        ("page", |_, line| {
            let marks = line.replace('&', "&amp;").replace('<', "&lt;");
            format!("{}<br>", marks.replace('\'', "&#39;"))
        }),
        ("CMTrace", |_, line| {
            format!("<![LOG[{line}]LOG]!><time=\"10:00:00.000+000\" thread=\"1\">")
        }),
        ("list", |_, line| {
            format!("    {},", serde_json::to_string(line).unwrap())
        }),
    ];
    logs::samples().par_iter().for_each(|path| {
        let lines = logs::lines(path);
        // Each of these is known by lines of an engine, and a blank that a log holds itself cannot be told from others.
        let is_known = begins_as_installers_do(&lines);
        if !is_known || lines.iter().any(|line| line.contains(['\u{a0}', '\x1b'])) {
            return;
        }
        let plain = said(&report(join(&lines)));
        for (name, made) in &made {
            let lines = lines.iter().enumerate().map(|(at, line)| made(at, line));
            let page: Vec<String> = lines.collect();
            let page = said(&report(page.join("\r\n")));
            assert_eq!(page, plain, "{} {name}", path.display());
        }
        let log = lines.join("\n");
        if log.starts_with("=== ") || log.starts_with("MSI (") {
            let folded = said(&report(serde_json::to_string(&log).unwrap()));
            let plain = said(&report(format!("\"\n{log}\"")));
            assert_eq!(folded, plain, "{} folded", path.display());
        }
    });
}

fn begins_as_installers_do(lines: &[String]) -> bool {
    let begins = |line: &&String| line.starts_with("MSI (") || line.starts_with('[');
    lines.iter().filter(begins).count() > 2
}

/// Whatever is missing above, the last lines of a log state how the install ended.
#[test]
fn a_log_without_its_head_ends_as_it_ended() {
    logs::samples().par_iter().for_each(|path| {
        let lines = logs::lines(path);
        let whole = report(join(&lines));
        // The result of an install stands in its last ten lines or so, and an eighth of a log must have them.
        if lines.len() < 100
            || whole.sessions.len() != 1
            || whole.input.format == "burn"
            || !whole.verdict.complete
        {
            return;
        }
        for part in 1..8 {
            let from = lines.len() * part / 8;
            let cut = report(join(&lines[from..]));
            let what = format!("{} from line {from}", path.display());
            assert_eq!(cut.verdict.outcome, whole.verdict.outcome, "{what}");
        }
    });
}

/// What is lost above the action that failed does not give its failure to another one, and takes no evidence away that
/// stands below.
#[test]
fn a_log_without_its_head_has_the_same_cause() {
    let changed: Vec<String> = failed_logs()
        .par_iter()
        .flat_map(|path| {
            let lines = logs::lines(path);
            let whole = report(join(&lines));
            let known = |cause: &Cause| Some((cause.action.clone()?, cause.clone()));
            let Some((action, cause)) = whole.cause.as_ref().and_then(known) else {
                return Vec::new();
            };
            if whole.sessions.len() != 1 {
                return Vec::new();
            }
            let line = cause.line.get() as usize;
            let begins = [
                format!("Doing action: {action}"),
                format!("op: ActionStart(Name={action},"),
            ];
            let begins = |line: &String| begins.iter().any(|begin| line.contains(begin));
            let Some(begin) = lines[..line].iter().rposition(begins) else {
                return Vec::new();
            };
            let cuts = (1..=begin).rev().step_by((begin / 24).max(1));
            let changes = cuts.filter_map(|from| {
                let cut = report(join(&lines[from..])).cause;
                let same = cut.as_ref().is_some_and(|cut| {
                    // A rule that knows more for what stands above has evidence of its own.
                    (&cut.action, cut.code) == (&cause.action, cause.code)
                        && (cut.rule != cause.rule
                            || evidence(cut, from, begin) == evidence(&cause, 0, begin))
                });
                (!same).then(|| format!("{} from line {from}: {cut:?}", path.display()))
            });
            changes.collect()
        })
        .collect();
    assert!(
        changed.is_empty(),
        "{} changed: {:#?}",
        changed.len(),
        &changed
    );
}

/// Those lines of a cause's evidence that stand below a line, where the log has lost so many above.
fn evidence(cause: &Cause, lost: usize, below: usize) -> Vec<usize> {
    let lines = cause.evidence.iter();
    let mut lines: Vec<usize> = lines.map(|line| line.line.get() as usize + lost).collect();
    lines.retain(|line| *line > below);
    lines
}

/// The sample logs, those of the rules, and real logs of failures where they are at hand.
fn failed_logs() -> Vec<PathBuf> {
    let mut logs = logs::all_samples();
    logs.extend(
        logs::corpus().map_or_else(Vec::new, |corpus| logs::below(&corpus.join("logs/failed"))),
    );
    logs
}
