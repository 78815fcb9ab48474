//! # What it finds
//!
//! The installer ignored a property: only those that are named in `SecureCustomProperties` are passed from the user
//! to the server when an install is elevated.
//!
//! # Why it matters
//!
//! The value has no effect, and nothing fails: the install goes to another folder, without a setting, or with
//! another set of features than asked for.
//!
//! # What to do
//!
//! Compare `wilog properties` with the command line.
//! The author should mark the property as secure.
//! From an elevated prompt, or as an administrator with a managed product, all properties are passed on.
//!
//! # Evidence
//!
//! `Ignoring disallowed property <name>`.
//!
//! # When it is wrong
//!
//! A package that sets the property again on the server does without the value.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::MarkKind;
use crate::trace::Trace;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI523",
    name: "property-not-passed-on",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A property given by the caller was ignored, because the package does not allow it to be passed to the server.",
    advice: "Add the property to SecureCustomProperties in the package, or run the install from an elevated prompt.",
    link: "https://learn.microsoft.com/windows/win32/msi/restricted-public-properties",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let ignored = trace
        .marks
        .iter()
        .filter(|mark| mark.kind == MarkKind::PropertyIgnored);
    let mut names: Vec<(String, Vec<LineNo>)> = Vec::new();
    for mark in ignored {
        let said = lines.line(mark.line);
        let name = said.rsplit(' ').next().unwrap_or_default();
        match names.iter_mut().find(|(known, _)| known == name) {
            Some((_, lines)) => lines.push(mark.line),
            None => names.push((name.to_owned(), vec![mark.line])),
        }
    }
    names
        .into_iter()
        .map(|(name, lines)| {
            let headline = format!("The property {name} was ignored, since the package does not let it pass to the server.");
            Hit::new(headline, lines)
        })
        .collect()
}
