//! # What it finds
//!
//! The install ended well, and for not one of its components was anything done, or a custom action ended it before its work
//! began.
//!
//! # Why it matters
//!
//! Whoever called it believes that the product was installed or renewed.
//! Mostly its product code was registered already, so `msiexec /i` was maintenance without a request: a package that
//! was built again with the same package code, or a registration that an incomplete removal left behind.
//! Transforms that such a call names are passed over: they count at the first install of a product.
//!
//! # What to do
//!
//! Look at `Product registered: entering maintenance mode` and at the version that is installed.
//! To put all files back, repair with `REINSTALL=ALL REINSTALLMODE=amus`; to install a new build, remove the old one
//! first.
//! As the author of the package, give each build a package code of its own, and each release a product code or a version
//! too.
//!
//! # Evidence
//!
//! Lines of components in costing, every one with `Action: Null`, in an install that was to install or repair and that
//! ended well.
//! `Action ended 9:12:54: CheckVersion. Return value 5.` without an `InstallInitialize`, or without an `ExecuteAction` in the
//! user interface sequence: the action returned 259, by which it
//! asks to skip all that follows, and that counts as a success.
//! Where each component was left out because a higher version of its key file is there
//! (`Disallowing installation of component: ... since the same component with higher versioned keyfile exists`), that is a
//! note: another product brought newer files, as newer runtimes do.
//! Of an upgrade it is none: the newer files may be those of the product that it removes.
//! Where features have `Action: Advertise`, they are installed when somebody uses them first, so that is a note.
//!
//! # When it is wrong
//!
//! A patch or a change of features that were so already has nothing to do; neither has a second run of the same
//! deployment.

use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::pick::is_whole_install;
use crate::detect::prose::listed;
use crate::detect::span;
use crate::event::{ComponentRuling, InstallState, ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::{LineNo, file_name};
use crate::trace::state::{ComponentRow, RulingRow};
use crate::trace::{EngineId, EngineRun, Operation, Trace};
use std::collections::BTreeSet;

pub(in crate::detect) const RULE: Rule = Rule {
    code: "MSI202",
    name: "nothing-installed",
    severity: Severity::Warning,
    confidence: Confidence::Medium,
    role: Role::Risk,
    status: Status::Stable,
    about: "The install succeeded and changed no component, mostly because the product was there already and was taken for maintenance.",
    advice: "To install anew, remove the product first or repair it with REINSTALL=ALL REINSTALLMODE=amus; a new build needs a package code of its own, and a new product code or REINSTALL.",
    link: "https://learn.microsoft.com/windows/win32/msi/checking-the-installation-of-features-components-files",
    check: Check::Trace(check),
};

fn check(trace: &Trace, _: &mut Lines<'_>) -> Vec<Hit> {
    let hits = trace.engine_ids().filter_map(|id| {
        let run = &trace.engines[id.at()];
        let (costed, changed) = run.components;
        let is_meant_to_install = matches!(
            trace.operation(id),
            Operation::Install | Operation::Upgrade | Operation::Repair | Operation::Modify
        );
        let did_nothing = costed > 0
            && changed == 0
            && is_meant_to_install
            && trace.engine_verdict(id).outcome.is_success();
        let line = run
            .component_line
            .filter(|_| did_nothing && run.side == Side::Server)?;
        let name = run.called();
        if let Some(feature) = advertised(trace, id) {
            let headline = format!(
                "{name} was only advertised: its features are installed when somebody uses them first."
            );
            let hit = Hit::new(headline, vec![feature]).advice(ADVERTISED);
            return Some(hit.severity(Severity::Note));
        }
        let done = match costed {
            1 => "for its one component nothing is done".to_owned(),
            _ => format!("for none of its {costed} components is anything done"),
        };
        let newer = newer_there(trace, id);
        // What an upgrade finds may be of the product that it removes.
        let is_newer_there = trace.removals_in(id).next().is_none()
            && u32::try_from(newer.len()).is_ok_and(|newer| newer >= costed);
        Some(if is_newer_there {
            let headline = format!("{name} brought nothing: newer files are there already, so {done}.");
            let shown = std::iter::once(line).chain(newer).take(MOST_SHOWN);
            Hit::new(headline, shown.collect()).advice(NEWER_THERE).severity(Severity::Note)
        } else {
            let hit = Hit::new(format!("{name} was left as it was: {done}."), vec![line]);
            match passed_over_transforms(run) {
                Some(too) => hit.advice(format!("{} {too}", RULE.advice)),
                None => hit,
            }
        })
    });
    hits.chain(ended_early(trace)).collect()
}

/// What to do, too, where the call of a product that is installed names transforms: those of its first install are kept with it and
/// go on to count, and others do not come to them. One in the package itself, as `:NewInstance.mst`, picks an instance.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/transforms>.
fn passed_over_transforms(run: &EngineRun) -> Option<String> {
    const MOST: usize = 3;
    let given = run
        .property("TRANSFORMS")
        .filter(|_| run.registered == Some(true))?;
    let names = given
        .split(';')
        .map(|name| name.trim_matches([' ', '"', '@', '|']));
    let names = names.filter(|name| !name.is_empty() && !name.starts_with(':'));
    let names: Vec<&str> = names.map(file_name).collect();
    (!names.is_empty()).then(|| {
        format!(
            "Transforms count at the first install only: if the product was installed without {}, remove it and install it anew \
             with that.",
            listed(&names, MOST)
        )
    })
}

/// What to do where a product was to be installed at once.
const ADVERTISED: &str = "To have the files now, install with ADDLOCAL=ALL and without ADVERTISE.";

/// What to do where nothing of the package is newer than what is there. Repairing with `amus` would put older files in the place of
/// newer ones that others rely on.
const NEWER_THERE: &str = "Mostly nothing is to be done: another product brought newer files, and older ones must not take their place. Where the product \
     does not work with them, ask its author for a newer package.";

/// More lines of components say nothing more.
const MOST_SHOWN: usize = 4;

/// The components of an install that stay out since a higher version of their key file is there, each once:
/// `Disallowing installation of component: {...} since the same component with higher versioned keyfile exists`
fn newer_there(trace: &Trace, id: EngineId) -> Vec<LineNo> {
    let run = &trace.engines[id.at()];
    let rulings = span::of(trace.state.components.rulings.rows(), run, |row| row.line);
    let is_its = |row: &&RulingRow| {
        row.engine() == Some(id) && row.ruling() == ComponentRuling::InstallDisallowed
    };
    let mut told = BTreeSet::new();
    let rulings = rulings.filter(is_its);
    let first = rulings.filter(|row| told.insert(row.component));
    first.map(|row| row.line).collect()
}

/// The first feature of an install that is advertised.
fn advertised(trace: &Trace, id: EngineId) -> Option<LineNo> {
    let run = &trace.engines[id.at()];
    let mut rows = span::of(trace.state.components.rows.rows(), run, |row| row.line);
    let is_advertised = |row: &&ComponentRow| {
        row.engine() == Some(id)
            && row.is_feature()
            && row.states.action() == InstallState::Advertised
    };
    rows.find(is_advertised).map(|row| row.line)
}

/// Installs that an action ended before their work began.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/custom-action-return-values>.
fn ended_early(trace: &Trace) -> Vec<Hit> {
    const SKIP_THE_REST: ReturnValue = ReturnValue(5);
    let ended = trace.actions.iter().filter(|run| {
        let name = trace.names.get(run.name);
        run.value == Some(SKIP_THE_REST) && !run.dialog && !is_whole_install(name)
    });
    let works = trace.actions.iter().filter(|run| {
        matches!(
            trace.names.get(run.name),
            "InstallInitialize" | "InstallFinalize" | "ExecuteAction"
        )
    });
    let mut begun: BTreeSet<EngineId> = works.filter_map(|run| run.engine).collect();
    let hits = ended.filter_map(|run| {
        // Each engine is looked at once.
        let id = run.engine.filter(|id| begun.insert(*id))?;
        let engine = &trace.engines[id.at()];
        let is_install = is_outermost(trace, engine)
            && trace.operation(id) == Operation::Install
            && trace.engine_verdict(id).outcome.is_success();
        is_install.then(|| {
            let headline = format!(
                "{} ended the install early (return value 5), so nothing was installed.",
                trace.names.get(run.name)
            );
            Hit::new(headline, vec![run.end_line.unwrap_or(run.line)]).advice(ASK_WHY)
        })
    });
    hits.take(MOST).collect()
}

/// Whether an engine is the one that does the work: that of the server, or that of the client where none of the server is in
/// the log, since the user interface sequence ended before it called one.
fn is_outermost(trace: &Trace, engine: &EngineRun) -> bool {
    let mut engines = trace.engines_of(engine.session);
    match engine.side {
        Side::Server => true,
        Side::Client => engines.all(|(_, other)| other.side == Side::Client),
        _ => false,
    }
}

/// More installs of one log that ended so say nothing more.
const MOST: usize = 5;

/// What to do where the package itself left its work undone.
const ASK_WHY: &str = "Read what the action wrote above its end: mostly it found the product or a newer one. If the product is missing, ask the \
     author when the action ends with 259, which skips the rest of the install without an error.";
