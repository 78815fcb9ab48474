//! The cause of a bundle that did not end well: the package that failed, what failed in the bundle itself, or who stopped
//! it.

mod address;
mod by_result;
mod cancelled;
mod condition;
mod echoes;
mod failed_by_itself;
mod failed_packages;
mod known;
mod other_file;
mod package;
mod package_lines;
mod package_log;
mod package_part;
mod prompt;
pub(super) mod related;
mod result;
pub(super) mod rolled_back;
mod shown;
mod trouble;
mod trouble_advice;
mod unnamed_package;

pub(super) use failed_packages::failed_packages;
pub(super) use package::{NOT_APPLICABLE, failure_of};
pub(super) use package_part::in_place_of;
pub(super) use result::{numbers_of_step, result_in_words};

use super::lines::Lines;
use crate::event::EventKind;
use crate::finding::{Cause, CodeSpace};
use crate::text::LineNo;
use crate::trace::{Bundle, Outcome, Trace, exit_code_of, words_of_error};

/// The bundle of a log that ended with a success, which may hide something.
pub(super) fn that_ended_well(trace: &Trace) -> Option<&Bundle> {
    let bundle = trace.bundle.as_ref();
    bundle.filter(|bundle| bundle.verdict().outcome.is_success())
}

/// The cause of a bundle, with the name of the rule that found it.
pub(super) fn cause(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<(Cause, &'static str)> {
    let outcome = bundle.evidence().outcome;
    if outcome.is_success() {
        return None;
    }
    // A package that the user cancelled ends like one that failed, with 1602.
    if let Some((package, step, result)) = bundle.failed_step()
        && exit_code_of(result).0 != 1602
    {
        return Some(package::failed(bundle, package, step, result, lines));
    }
    match outcome {
        // Who reads of a block closes the window.
        Outcome::Cancelled => prompt::unanswered(bundle, lines)
            .or_else(|| shown::blocked(bundle, lines))
            .or_else(|| Some(cancelled::cancelled(bundle, lines))),
        Outcome::Unknown => shown::failed(bundle, lines).or_else(|| shown::blocked(bundle, lines)),
        _ => shown::failed(bundle, lines)
            .or_else(|| shown::blocked(bundle, lines))
            .or_else(|| failed_by_itself::failed(bundle, lines)),
    }
}

/// The space of a result: an HRESULT has its highest bit set.
fn space_of(result: u32) -> CodeSpace {
    if result >> 31 == 1 {
        CodeSpace::Hresult
    } else {
        CodeSpace::Exit
    }
}

/// The text of an error behind its number and its HRESULT: `Failed to create UX.`
fn text_of(line: LineNo, lines: &mut Lines<'_>) -> String {
    let text = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundleMessage { text, .. } => text.trim().to_owned(),
        _ => String::new(),
    });
    let text = text.unwrap_or_default();
    // A page or a mail may have broken the line where it is narrow.
    let words = words_of_error(&text).split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
