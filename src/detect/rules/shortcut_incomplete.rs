//! # What it finds
//!
//! A shortcut could not be made or removed, one of its properties could not be set, or a font could not be registered.
//! The installer tells it as a warning and goes on.
//!
//! # Why it matters
//!
//! The install ends with 0, and users do not find the program, or a text is shown in another font.
//! A property that could not be set mostly changes only how the taskbar groups windows.
//!
//! # What to do
//!
//! Look into the folder of the shortcut: it may be redirected, on a share, or protected.
//! For 1946 nothing is to be done unless the taskbar misbehaves.
//! For a font look into the list of fonts, and install with the rights of an administrator.
//!
//! # Evidence
//!
//! A warning 1907, 1908, 1909, 1910, or 1946 in an install that ended well.
//!
//! # When it is wrong
//!
//! Where the profile of the user is not loaded, as in an install by SYSTEM, a shortcut for that user cannot be made,
//! and is not missed.

use super::{Check, Hit, Rule, Status};
use crate::catalog;
use crate::detect::lines::Lines;
use crate::detect::message::arguments::{self, Arguments};
use crate::detect::message::arguments_in_text;
use crate::event::{EventKind, MessageLevel, MessageNumber};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Fault, FaultKind, Operation, Trace};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "MSI208",
    name: "shortcut-incomplete",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A shortcut or a font was not made as the package wants it, and the install went on: messages 1907 to 1910 and 1946.",
    advice: "Look whether the shortcut and its folder are there, and repair the product; a folder that is redirected to a share must let the installer write.",
    link: "https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let mut seen = BTreeSet::new();
    let mut hits = Vec::new();
    let warnings = trace.faults.iter().filter_map(|fault| match fault.kind {
        FaultKind::Message {
            number,
            level: MessageLevel::Warning,
        } => Some((fault, number)),
        _ => None,
    });
    let ours = warnings.filter(|(_, number)| matches!(number.0, 1907..=1910 | 1946));
    for (fault, number) in ours.take(MOST) {
        if !trace.session_verdict(fault.session).outcome.is_success() {
            continue;
        }
        let name = name_before(trace, fault, number, lines);
        // The message stands in the log twice, once with its product.
        if !seen.insert((number.0, name.clone())) {
            continue;
        }
        let Some(known) = catalog::message(number.0) else {
            continue;
        };
        let name = name.map(|name| format!(": {name}")).unwrap_or_default();
        let hit = Hit::new(
            format!("{} (message {number}){name}.", known.meaning),
            vec![fault.line],
        );
        let is_removal = fault
            .engine
            .is_some_and(|id| trace.operation(id) == Operation::Uninstall);
        hits.push(match number.0 {
            _ if is_removal => hit.severity(Severity::Note).advice(LEFT_BEHIND),
            1907 | 1908 => hit.advice(OF_FONTS),
            1946 => hit.severity(Severity::Note),
            _ => hit,
        });
    }
    hits
}

/// What to do where the product goes.
const LEFT_BEHIND: &str =
    "Look whether it is still there, and delete it by hand; the product itself is removed.";

/// What to do about a font.
const OF_FONTS: &str = "Look into Settings, Fonts whether the font is there, and install with the rights of an administrator; the file \
     of a font may also be damaged or of a kind that Windows does not take.";

/// The shortcut or the font that the engine's own record of a message names, else the message itself.
fn name_before(
    trace: &Trace,
    fault: &Fault,
    number: MessageNumber,
    lines: &mut Lines<'_>,
) -> Option<String> {
    of_record(trace, fault, number, lines).or_else(|| {
        let said = lines.record(fault.line, fault.end_line);
        named(&arguments_in_text::arguments(number.0, &said))
    })
}

fn of_record(
    trace: &Trace,
    fault: &Fault,
    number: MessageNumber,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let faults = trace.faults_of(fault.session);
    let before = &faults[..faults.partition_point(|other| other.line <= fault.line)];
    let note = before
        .iter()
        .rfind(|other| other.kind == FaultKind::Note { number })
        .filter(|note| note.line.plus(NEAR) >= fault.line)?;
    let name = lines.event(note.line, |event| match event.kind {
        EventKind::Note { fields, .. } => named(&arguments::arguments(number.0, fields)),
        _ => None,
    });
    name.flatten()
}

fn named(arguments: &Arguments<'_>) -> Option<String> {
    let name = arguments.get("shortcut").or(arguments.get("font"))?;
    Some((*name).to_owned())
}

/// How far above a message its record stands at most.
const NEAR: u32 = 6;

/// More of them say nothing more.
const MOST: usize = 100;
