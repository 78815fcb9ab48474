//! People quote a few lines of a log. What a piece says never goes beyond what its lines hold: a piece of a log in which
//! nothing failed has no cause, and neither has a piece that ends above the failure.
//!
//! The engine may tell of a failure for the event log before the line that states its cause: a piece that ends between
//! the two says what that line says.

#![expect(clippy::unwrap_used, reason = "a test that can't go on should stop")]

#[path = "common/logs.rs"]
mod logs;

use std::path::PathBuf;

use rayon::prelude::*;
use wilog::detect;
use wilog::finding::{Input, Report};
use wilog::text::Source;
use wilog::trace::{Outcome, Trace};

/// The lengths of pieces, in lines: some that a person quotes, and some that a form cuts.
const LENGTHS: [usize; 5] = [8, 40, 150, 600, 2_500];

/// How many pieces of each length are cut from a log, spread over it.
const OF_EACH: usize = 7;

#[test]
fn a_piece_of_a_log_without_a_failure_has_none() {
    // The logs of rules are made to fail elsewhere.
    let logs = [logs::real(), logs::samples()].concat();
    let wrong = pieces_with(&logs, |whole, log| {
        let has_failed = whole
            .sessions
            .iter()
            .any(|session| is_failure(session.outcome));
        if whole.cause.is_some() || has_failed {
            Vec::new()
        } else {
            pieces(log.len())
        }
    });
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

#[test]
fn a_piece_that_ends_above_the_failure_has_none() {
    let logs = [logs::real(), logs::samples()].concat();
    let wrong = pieces_with(&logs, |whole, log| {
        let Some(cause) = whole.cause.as_ref().filter(|_| whole.sessions.len() == 1) else {
            return Vec::new();
        };
        let evidence = cause.evidence.iter().map(|evidence| evidence.line);
        let first = evidence.chain([cause.line]).min().unwrap();
        let mut pieces = pieces(first.get() as usize - 1);
        pieces.retain(|(from, until)| !log[*from..*until].iter().any(|line| is_summary(line)));
        pieces
    });
    assert!(wrong.is_empty(), "{}: {wrong:#?}", wrong.len());
}

/// Cuts all logs at the places that `cuts` gives for a whole log, from a line until another one, and tells the pieces
/// that have a cause or are called a failure.
fn pieces_with(
    logs: &[PathBuf],
    cuts: impl Fn(&Report, &[String]) -> Vec<(usize, usize)> + Sync,
) -> Vec<String> {
    logs.par_iter()
        .flat_map_iter(|path| {
            let log = logs::lines(path);
            let cuts = cuts(&report(&log), &log);
            let told = cuts.into_iter().filter_map(|(from, until)| {
                let piece = report(&log[from..until]);
                let says = piece.cause.is_some() || is_failure(piece.verdict.outcome);
                says.then(|| {
                    let (path, headline) = (path.display(), piece.verdict.headline);
                    format!("{path}, lines {} to {until}: {headline}", from + 1)
                })
            });
            told.collect::<Vec<_>>()
        })
        .collect()
}

/// Where a text of so many lines is cut: beginnings, ends, and pieces of each length between them.
fn pieces(lines: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    for length in LENGTHS.into_iter().filter(|length| *length < lines) {
        let last = lines - length;
        pieces.extend(
            (0..OF_EACH)
                .map(|piece| last * piece / (OF_EACH - 1))
                .map(|from| (from, from + length)),
        );
        pieces.extend([(0, last), (length, lines)]);
    }
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Whether a line says for the event log what was done with a product, which tells of a failure too.
///
/// `Product: Heron -- Configuration failed.`
fn is_summary(line: &str) -> bool {
    line.split_once("]: Product: ")
        .is_some_and(|(_, said)| said.contains(" -- "))
}

fn is_failure(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Failed | Outcome::Cancelled)
}

fn report(lines: &[String]) -> Report {
    let mut source = Source::from_bytes(lines.join("\n").into_bytes(), None);
    let trace = Trace::read(&mut source).unwrap();
    detect::of_trace(&trace, &mut source, Input::default())
}
