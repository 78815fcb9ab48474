//! # What it finds
//!
//! The product was removed, and some of its components stayed: another product code is registered as a user of them, or their
//! author marked them as permanent, which registers the system as a user.
//!
//! # Why it matters
//!
//! Files, keys, and services of a product that is gone are still there.
//! Mostly that is right, for shared libraries and after a second version was installed beside the first.
//! It is wrong where the other product is not there any more and only its registration is, or where the same program is
//! registered twice.
//!
//! # What to do
//!
//! Find out which products use the component: its code is in the line, and its users are the values of its key below
//! `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\UserData\S-1-5-18\Components`.
//! A value whose name is all zeros stands for a permanent component, any other name for a product.
//! Remove the other product if nobody wants it.
//! As the author of the package, do not share component codes between products that are not versions of each other.
//!
//! # Evidence
//!
//! `Disallowing uninstallation of component: ... since another client exists`, in a removal that was not part of an
//! upgrade.
//!
//! # When it is wrong
//!
//! In an upgrade the old product leaves behind what the new one has, which is right, so those are not looked at.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{ComponentRuling, InstallState, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::trace::state::RulingRow;
use crate::trace::{EngineId, Operation, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI203",
    name: "component-kept",
    severity: Severity::Note,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "A removal left components in place, because another product on the machine uses them or they are permanent.",
    advice: "Nothing is to be done where the other product is wanted or the author means the component to stay. Else look at the key of the component below HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\UserData\\S-1-5-18\\Components: a value whose name is all zeros says that it is permanent, any other name is the packed code of a product that uses it; remove that one.",
    link: "https://learn.microsoft.com/windows/win32/msi/component-table",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let engines = trace.engine_ids();
    engines.filter_map(|id| hit(trace, id)).collect()
}

fn hit(trace: &Trace, id: EngineId) -> Option<Hit> {
    let run = &trace.engines[id.at()];
    let is_removal = run.side != Side::Nested && trace.operation(id) == Operation::Uninstall;
    if !is_removal || !trace.engine_verdict(id).outcome.is_success() {
        return None;
    }
    let rulings = span::of(trace.state.components.rulings.rows(), run, |row| row.line);
    let kept: Vec<&RulingRow> = rulings
        .filter(|row| row.engine() == Some(id))
        .filter(|row| row.ruling() == ComponentRuling::UninstallDisallowed)
        .collect();
    kept.first()?;
    let rows = span::of(trace.state.components.rows.rows(), run, |row| row.line);
    let named: Vec<&str> = rows
        .filter(|row| row.engine() == Some(id) && !row.is_feature())
        .filter(|row| row.states.request() == InstallState::Absent)
        .filter(|row| row.states.action() == InstallState::Null)
        .map(|row| trace.names.get(row.name))
        .collect();
    // A line with the reason names the component by its code, so where as many have none the names are sure.
    let names = if named.len() == kept.len() {
        listed(&named, MOST_NAMES)
    } else {
        let mut codes: Vec<&str> = kept
            .iter()
            .map(|row| trace.names.get(row.component))
            .collect();
        codes.sort_unstable();
        codes.dedup();
        let what = if codes.len() == 1 { "code" } else { "codes" };
        format!("{what} {}", listed(&codes, MOST_NAMES))
    };
    let (count, stays, why) = match kept.len() {
        1 => (
            "A component".to_owned(),
            "stays",
            "another product uses it or its author marked it as permanent",
        ),
        many => (
            format!("{many} components"),
            "stay",
            "another product uses them or their author marked them as permanent",
        ),
    };
    let lines = kept.iter().take(MOST_SHOWN).map(|row| row.line).collect();
    let (costed, changed) = run.components;
    if changed == 0 && kept.len() >= usize::try_from(costed).unwrap_or(usize::MAX) {
        let headline = format!(
            "The removal took away nothing but the registration: all {costed} components stay, because \
             {why}: {names}."
        );
        return Some(Hit::new(headline, lines).severity(Severity::Warning).advice(
            "Nothing is to be done where the components are permanent. Else find the other product under whose code they are \
             registered and remove it; where none is installed, its registration was left behind, and Microsoft's \
             troubleshooter for programs that cannot be installed or removed takes it away. Until then files, services, and \
             registry entries stay.",
        ));
    }
    let headline = format!("{count} {stays} behind, because {why}: {names}.");
    Some(Hit::new(headline, lines))
}

/// More names make no sentence.
const MOST_NAMES: usize = 4;

/// Of many components the first ones tell where to look.
const MOST_SHOWN: usize = 8;
