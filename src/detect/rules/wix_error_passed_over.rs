//! # What it finds
//!
//! An action of the WiX toolset wrote an error with its result and ended well, in an install that succeeded.
//!
//! # Why it matters
//!
//! Packages can say that a database, a script for it, or a firewall rule is not vital (`ContinueOnError`, `IgnoreFailure`).
//! Then the install ends with 0, and the thing is missing.
//! Errors that say that the action goes on are warnings; others are notes, since actions also try what may fail.
//!
//! # What to do
//!
//! Look whether the thing is there: the database with its tables, the rule of the firewall.
//! Mend what the error names, such as a right of the account that installs or a service that does not run, and repair the
//! product.
//! After an uninstall the thing may be there still, and is deleted by hand: that is a note.
//! The author should let an install fail where the product does not work without the thing.
//!
//! # Evidence
//!
//! `ExecuteSqlStrings:  Error 0x80040e14: failed to execute SQL string but continuing, error: ...`,
//! `ExecuteSqlStrings:  Error 0x80004005: continuing after failure to connect to database: ...`, or any other line that
//! begins with the result, and no failure of the custom action that wrote it.
//!
//! # When it is wrong
//!
//! Somebody may have made the thing before, and the action only failed to make it again.

use super::{Check, Hit, Rule, Status};
use crate::catalog::{self, OF_PACKAGES};
use crate::detect::custom_action::output;
use crate::detect::custom_action::work::Work;
use crate::detect::lines::Lines;
use crate::detect::message::arguments::without_name;
use crate::detect::prose::{one_line, sentence};
use crate::detect::span;
use crate::event::EventKind;
use crate::finding::{Confidence, Role, Severity};
use crate::syntax::runs_quietly;
use crate::text::LineNo;
use crate::trace::{FaultKind, MarkKind, NameId, Output, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI119",
    name: "wix-error-passed-over",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "An action of the WiX toolset wrote an error and ended well, so what it should have made is perhaps missing.",
    advice: "Look whether what the action should make is there; mend what the error names and repair the product.",
    link: "https://docs.firegiant.com/wix/schema/sql/sqlstring/",
    check: Check::Trace(check),
};

/// A package with more such actions is told by these.
const MOST: usize = 10;

/// Of many errors of an action the first ones are evidence.
const MOST_SHOWN: usize = 5;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    output::passed_over(trace, MarkKind::WixError)
        .filter(|said| !has_message(trace, said.output))
        .filter_map(|said| {
            let hit = hit(trace, said.name, &said.lines, lines)?;
            Some(if output::removes(trace, said.output) {
                hit.severity(Severity::Note).advice(LEFT_BEHIND)
            } else {
                hit
            })
        })
        .take(MOST)
        .collect()
}

/// Whether a message of the extension follows, of which another rule tells: `Error 26204. Error -2147217900: failed to execute
/// SQL string, ...`
pub(super) fn has_message(trace: &Trace, output: Output) -> bool {
    /// How far below its last words the message of an action stands.
    const NEAR: u32 = 10;
    let end = output.end_line.plus(NEAR);
    let mut faults = span::between(&trace.faults, output.line, end, |fault| fault.line).iter();
    faults.any(|fault| matches!(fault.kind, FaultKind::Message { number, .. } if OF_PACKAGES.contains(&number.0)))
}

/// What to do where the product goes.
const LEFT_BEHIND: &str = "Look whether what the action should take away is still there, and delete it by hand; the product itself is removed.";

/// `Error 0x80004005: failed to create SQL database but continuing, error: ...`
struct Said {
    line: LineNo,
    function: String,
    code: u32,
    text: String,
}

/// The action of the WiX toolset that keeps the rights of files for a rollback.
const OF_NEW_FILES: &str = "SchedSecureObjectsRollback";

fn hit(trace: &Trace, name: NameId, errors: &[LineNo], lines: &mut Lines<'_>) -> Option<Hit> {
    let mut said = errors.iter().take(MOST_SHOWN).filter_map(|line| {
        let said = lines.event(*line, |event| match event.kind {
            // The output of a command has other rules.
            EventKind::CustomActionText { source, text } if !runs_quietly(source) => {
                let (code, text) = text.strip_prefix("Error 0x")?.split_once(": ")?;
                Some(Said {
                    line: *line,
                    function: source.to_owned(),
                    code: u32::from_str_radix(code, 16).ok()?,
                    text: text.to_owned(),
                })
            }
            _ => None,
        });
        said.flatten()
    });
    // Where nothing is installed yet there is nothing to put back, and each first install says so.
    let first = said
        .next()
        .filter(|said| !said.function.starts_with(OF_NEW_FILES))?;
    let more: Vec<LineNo> = said.map(|said| said.line).collect();
    let goes_on = first.text.contains("continuing");
    let action = trace.names.get(name);
    let (wrote, and) = match (errors.len(), goes_on) {
        (1, true) => ("an error".to_owned(), "went on"),
        (1, false) => ("an error".to_owned(), "ended well"),
        (all, _) => (
            format!("{all} errors, the first of them this,"),
            "ended well",
        ),
    };
    let work = Work::of(action, &first.function, None);
    let special = work.and_then(|work| work.special(first.code));
    // Results such as 0x80004005 say no more than that something failed.
    let of_windows = || Some(first.code).filter(|code| catalog::win32_of(*code).is_some());
    let known = match special {
        Some(special) => Some((special.meaning_of(first.code), special.remedy)),
        None => of_windows()
            .and_then(catalog::meaning_of_result)
            .map(|code| (without_name(code.meaning), code.remedy)),
    };
    let meaning = known
        .filter(|_| !goes_on)
        .map_or(String::new(), |(meaning, _)| {
            format!(" The code means: {}", sentence(meaning))
        });
    let headline = format!(
        "{} wrote {wrote} and {and}: {} (0x{:08X}).{meaning}",
        output::subject(trace, name),
        one_line(&first.text).trim_end_matches('.'),
        first.code
    );
    let shown = std::iter::once(first.line).chain(more).collect();
    let hit = Hit::new(headline, shown);
    let hit = match known.filter(|(_, remedy)| !remedy.is_empty()) {
        Some((_, remedy)) => hit.advice(format!("{} {}", RULE.advice, sentence(remedy))),
        None => hit,
    };
    Some(if goes_on {
        hit
    } else {
        hit.severity(Severity::Note)
    })
}
