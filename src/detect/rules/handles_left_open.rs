//! # What it finds
//!
//! A custom action ended and left handles of the installer open: message 2769, or a line "Leaked MSIHANDLE" for
//! each.
//!
//! # Why it matters
//!
//! It is a mistake in the code of the action.
//! The installer closes the handles itself, so nothing comes of it but memory that is held for a while.
//!
//! # What to do
//!
//! Look elsewhere for the reason of a failure.
//! The author should close each handle, or use a type that does it.
//!
//! # Evidence
//!
//! `Note: 1: 2769` with the action and how many, and `Leaked MSIHANDLE (...)`.
//!
//! # When it is wrong
//!
//! It is never wrong, and it never matters to an install.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::MarkKind;
use crate::trace::Trace;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI130",
    name: "handles-left-open",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A custom action left handles of the installer open.",
    advice: "It is no reason for a failure; the author should close what MsiOpenDatabase, MsiCreateRecord, and their sisters give.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let left = marks.filter(|mark| mark.kind == MarkKind::HandlesLeft);
    let mut unnamed: Vec<LineNo> = Vec::new();
    let mut hits: Vec<Hit> = Vec::new();
    for line in left.map(|mark| mark.line) {
        match counted(&lines.line(line)) {
            Some(says) => hits.push(Hit::new(says, vec![line])),
            None => unnamed.push(line),
        }
    }
    // The lines of single handles tell nothing that the line of their action does not tell.
    if hits.is_empty() && !unnamed.is_empty() {
        let says = format!("Custom actions left {} open.", handles(unnamed.len()));
        hits.push(Hit::new(says, unnamed));
    }
    hits.truncate(MOST);
    hits
}

/// More actions than these say no more about the package.
const MOST: usize = 20;

/// `Note: 1: 2769 2: CheckNotes 3: 2 `: the action and how many handles it left.
fn counted(line: &str) -> Option<String> {
    let EventKind::Note { fields, .. } = syntax::events(line).next()?.kind else {
        return None;
    };
    let action = syntax::field(fields, 2)?;
    let count = syntax::field(fields, 3)?.parse().ok()?;
    Some(format!(
        "Custom action {action} left {} open.",
        handles(count)
    ))
}

fn handles(count: usize) -> String {
    match count {
        1 => "a handle of the installer".to_owned(),
        _ => format!("{count} handles of the installer"),
    }
}
