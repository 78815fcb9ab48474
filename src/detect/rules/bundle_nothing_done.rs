//! # What it finds
//!
//! A bundle ended with a success and left undone what it was started for.
//! It removed nothing, or some of its packages stay, since others depend on them; or it installed nothing, since a newer
//! version is there and its author wants that to be no failure.
//!
//! # Why it matters
//!
//! The exit code is 0, so that a script or a deployment tool counts the removal or the install as done.
//! A bundle that removed nothing is still listed among the programs, and one that installed nothing leaves the version
//! that was there.
//!
//! # What to do
//!
//! Remove what depends on it first, which the log names, then start the removal again.
//! Where a newer version is there, nothing needs to be done; to have this one all the same, remove the newer one first.
//!
//! # Evidence
//!
//! `Plan skipped due to remaining dependents:`, or `Will not uninstall package: <id>, found dependents: <n>`, with the
//! lines `Found dependent: <code>, name: <name>` below.
//! `A newer version of this product is installed but downgrade failure has been suppressed; continuing...`, where no
//! package was applied after it.
//!
//! # When it is wrong
//!
//! A bundle that a newer one replaces is removed by that one and leaves the packages that both have, which is right, so
//! its log is not looked at.
//! What is shared on purpose, such as a runtime, stays until the last program that needs it is gone, and then nothing is
//! to be done.

use super::{Check, Hit, Rule, Status};
use crate::detect::bundle::{related, that_ended_well};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{Bundle, Trace};

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI020",
    name: "bundle-nothing-done",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Context,
    status: Status::Stable,
    about: "A bundle ended with a success, and did not install or remove what it was started for.",
    advice: "Remove what depends on it first, then start the removal again.",
    link: "https://learn.microsoft.com/windows/win32/msi/error-codes",
    check: Check::Trace(check),
};

/// More names make no sentence, and more lines no evidence.
const MOST: usize = 4;

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let Some(bundle) = that_ended_well(trace) else {
        return Vec::new();
    };
    let found = kept(bundle, lines).or_else(|| newer(bundle, lines));
    found.into_iter().collect()
}

/// What was to be removed and stays for others.
fn kept(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<Hit> {
    // `-burn.related.upgrade` stands in the call of a bundle that a newer one removes.
    let is_replaced = bundle.command_line.contains("burn.related.");
    if is_replaced || !bundle.action.eq_ignore_ascii_case("uninstall") {
        return None;
    }
    let undone = &bundle.undone;
    let is_nothing_done = bundle.last_begun.is_none();
    let whole = undone.plan.filter(|_| is_nothing_done);
    let first = whole.or(undone.kept.first().copied())?;
    let dependents = names(&undone.dependents, related::dependent_in, lines);
    let dependents: Vec<&str> = dependents.iter().map(String::as_str).collect();
    let for_whom = match dependents.as_slice() {
        [] => "others depend on".to_owned(),
        [one] => format!("{one} depends on"),
        some => format!("{} depend on", listed(some, MOST)),
    };
    let headline = if whole.is_some() {
        format!("Nothing was removed, since {for_whom} the bundle.")
    } else {
        let packages = names(&undone.kept, related::kept_in, lines);
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        match (packages.as_slice(), undone.kept.len()) {
            ([one], 1) => format!("The package {one} stays, since {for_whom} it."),
            (some, all) => format!(
                "{all} packages stay, since {for_whom} them: {}.",
                listed(some, MOST)
            ),
        }
    };
    let shown = [first]
        .into_iter()
        .chain(undone.kept.iter().copied().take(MOST))
        .chain(undone.dependents.iter().copied().take(MOST))
        .chain(undone.apply);
    let hit = Hit::new(headline, shown.collect());
    Some(if is_nothing_done {
        hit
    } else {
        hit.severity(Severity::Note)
    })
}

/// What was to be installed and is not, since a newer version is there.
fn newer(bundle: &Bundle, lines: &mut Lines<'_>) -> Option<Hit> {
    let suppressed = bundle
        .undone
        .downgrade
        .filter(|_| bundle.last_begun.is_none())?;
    let version = bundle
        .newer
        .and_then(|line| related::version_in(&lines.line(line)));
    let headline = match version {
        Some(version) => {
            format!("Nothing was installed, since the newer version {version} is there already.")
        }
        None => "Nothing was installed, since a newer version is there already.".to_owned(),
    };
    let shown = [suppressed]
        .into_iter()
        .chain(bundle.newer)
        .chain(bundle.undone.apply);
    let hit = Hit::new(headline, shown.collect()).severity(Severity::Note);
    Some(hit.advice(
        "Nothing needs to be done, unless this very version is wanted: remove the newer one first then.",
    ))
}

/// The first names in lines, each once.
fn names(found: &[LineNo], read: fn(&str) -> Option<String>, lines: &mut Lines<'_>) -> Vec<String> {
    /// A program may stand below each package of the bundle.
    const MOST_READ: usize = 24;
    let mut names: Vec<String> = Vec::new();
    for line in found.iter().take(MOST_READ) {
        let name = read(&lines.line(*line));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    names
}
