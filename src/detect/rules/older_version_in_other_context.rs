//! # What it finds
//!
//! `FindRelatedProducts` found a product with the same upgrade code and passed over it, because it is installed in
//! another context than the one of this install, or because its record could not be read.
//!
//! # Why it matters
//!
//! Both versions are installed side by side when this one ends well.
//! The shortcuts, the file types, and the services of one may start the program of the other, and a later removal of
//! one takes what both share.
//!
//! # What to do
//!
//! Remove the version that was passed over: a per-user one as that user, with `msiexec /x` and its product code.
//! As the author of the package, do not change the context between versions; as the caller, set `ALLUSERS` in the same
//! way each time.
//!
//! # Evidence
//!
//! `FindRelatedProducts: current install is per-machine.  Related install for product ... is per-user.  Skipping...`,
//! or the other way round; `FindRelatedProducts: could not read ASSIGNMENTTYPE info for product '{...}'.  Skipping...`.
//!
//! # When it is wrong
//!
//! Two versions side by side may be wanted, for two users of one machine.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::finding::{Confidence, Role, Severity};
use crate::trace::{Mark, MarkKind, Trace};
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    code: "MSI708",
    name: "older-version-in-other-context",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "An upgrade left another version in place because that one is installed per user and this one per machine, the other way round, or in a way that cannot be read.",
    advice: "Remove the other installation in the context in which it was made, as that user or for the machine; then keep to one context for all versions, with ALLUSERS the same in each.",
    link: "https://learn.microsoft.com/windows/win32/msi/findrelatedproducts-action",
    check: Check::Trace(check),
};

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let marks = trace.marks.iter();
    let skipped = marks.filter(|mark| {
        matches!(
            mark.kind,
            MarkKind::RelatedProductSkipped | MarkKind::RelatedProductUnreadable
        )
    });
    let mut seen = BTreeSet::new();
    let mut hits = Vec::new();
    for mark in skipped.take(2 * MOST) {
        let line = lines.line(mark.line);
        let product = between(&line, "for product '", "'").unwrap_or("another product");
        // The client and the server both look for related products.
        if !seen.insert(product.to_owned()) {
            continue;
        }
        let went_well = mark
            .engine
            .is_some_and(|id| trace.engine_verdict(id).outcome.is_success());
        let hit = if mark.kind == MarkKind::RelatedProductUnreadable {
            unreadable(product, mark)
        } else {
            in_other_context(product, mark, &line, went_well)
        };
        hits.push(if went_well {
            hit
        } else {
            hit.severity(Severity::Note)
        });
    }
    hits
}

fn in_other_context(product: &str, mark: &Mark, line: &str, went_well: bool) -> Hit {
    let (this, other) = if line.contains("current install is per-machine") {
        ("per machine", "per user")
    } else {
        ("per user", "per machine")
    };
    let now = if went_well {
        ", so both are installed now"
    } else {
        ""
    };
    Hit::new(
        format!(
            "The related product {product} was not replaced, because it is installed {other} and this install is {this}{now}."
        ),
        vec![mark.line],
    )
}

/// A product that is registered under the upgrade code and has no record that this run could read.
fn unreadable(product: &str, mark: &Mark) -> Hit {
    Hit::new(
        format!(
            "The related product {product} was not replaced, because how it is installed could not be read: it is another \
             user's, or the rest of an install whose record is damaged."
        ),
        vec![mark.line],
    )
    .confidence(Confidence::Medium)
    .advice(format!(
        "Look for it among the programs of the other users of this machine and remove it there with msiexec /x {product}; if \
         nobody has it, let Microsoft's troubleshooter for programs that cannot be installed or removed take the rest away, \
         or a later removal leaves files that it still claims."
    ))
}

/// More related products than these nobody has.
const MOST: usize = 20;

/// What stands between two texts.
fn between<'log>(line: &'log str, before: &str, after: &str) -> Option<&'log str> {
    let (_, rest) = line.split_once(before)?;
    rest.split_once(after).map(|(inside, _)| inside)
}
