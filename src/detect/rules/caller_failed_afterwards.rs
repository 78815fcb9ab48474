//! # What it finds
//!
//! The install succeeded, and below the end of its log stands text that speaks of a failure.
//!
//! # Why it matters
//!
//! Setup programs write into the log of the package that they run, and go on when it has ended.
//! The package is installed then, and what failed was the program around it: who only reads the end of the log searches on
//! in the wrong place.
//!
//! # What to do
//!
//! Read the text below the footer of the log, and look for a log that the setup program keeps of its own.
//!
//! # Evidence
//!
//! A line below `=== Verbose logging stopped: ... ===` that names an exception of .NET, or that is marked as an error:
//! `*** Error : ...`, `[ERROR] ...`.
//!
//! # When it is wrong
//!
//! The text may be of something that the program survived, or somebody wrote it who put the log into a message.

use super::{Check, Hit, Rule, Status};
use crate::detect::custom_action::exception_chain::goes_on;
use crate::detect::lines::Lines;
use crate::detect::prose::{one_line, sentence};
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::is_prefixed;
use crate::trace::{SeamKind, Trace, named_exception};

pub(super) const RULE: Rule = Rule {
    code: "MSI013",
    name: "caller-failed-afterwards",
    severity: Severity::Note,
    confidence: Confidence::Medium,
    role: Role::Context,
    status: Status::Stable,
    about: "Below the log of an install that succeeded stands text of a failure: the program that ran it may have failed.",
    advice: "Read the text below the end of the log: the package is installed, and what failed is the program that ran the install.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-logging",
    check: Check::Trace(check),
};

/// As many lines below a log are read.
const MOST: u32 = 200;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    hit(trace, lines).into_iter().collect()
}

fn hit(trace: &Trace, lines: &mut Lines<'_>) -> Option<Hit> {
    let last = trace.session_ids().next_back()?;
    let seam = trace.seams.last()?;
    let is_below = seam.kind == SeamKind::AfterFooter && seam.session == last;
    if !is_below || !trace.session_verdict(last).outcome.is_success() {
        return None;
    }
    let mut said = lines.between(seam.line, seam.end_line.min(seam.line.plus(MOST)));
    // The server writes on where the client has ended.
    said.retain(|(_, text)| !is_prefixed(text));
    // Somebody who tells of an exception has it within a sentence; a program writes the time before it, or where it was thrown
    // below it.
    let is_frame = |at: usize| {
        let next = said.get(at + 1).map(|(_, text)| text);
        next.is_some_and(|next| next.trim_start().starts_with("at ") || goes_on(next))
    };
    let exception = said.iter().enumerate().find_map(|(at, (line, text))| {
        let named = named_exception(text)?;
        let before = text[..named.start].trim();
        let has_time = before.starts_with(|sign: char| sign == '[' || sign.is_ascii_digit());
        (before.is_empty() || has_time || is_frame(at)).then(|| (*line, &text[named.start..]))
    });
    let marked = || {
        let mut said = said.iter();
        let marked = said.find_map(|(line, text)| Some((*line, error_in(text)?)));
        marked.filter(|(_, text)| !text.is_empty())
    };
    let (line, text) = exception.or_else(marked)?;
    let headline = format!(
        "The program that ran the install writes of a failure below the log: {}",
        sentence(&one_line(text))
    );
    Some(Hit::new(headline, vec![line]))
}

/// What a line says that is marked as an error.
fn error_in(text: &str) -> Option<&str> {
    const MARKS: [&str; 3] = ["*** Error : ", "[ERROR] ", "[Error] "];
    MARKS
        .iter()
        .find_map(|mark| text.split_once(mark))
        .map(|(_, said)| said.trim())
}
