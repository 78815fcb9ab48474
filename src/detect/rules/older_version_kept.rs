//! # What it finds
//!
//! The upgrade called the installer for the older version to remove it, that removal failed, and the upgrade went on and
//! ended well.
//!
//! # Why it matters
//!
//! The exit code is 0, and two versions are registered on the machine.
//! Both stand in the list of installed programs, an inventory counts the older one, and it cannot be repaired or removed
//! without taking along what both share.
//!
//! # What to do
//!
//! Remove the older version by itself with a log of its own, and mend what that log says.
//! As the author, take away what lets the upgrade go on: the attribute 4 in the `Upgrade` table, which WiX calls
//! `IgnoreRemoveFailure`.
//! Without it the upgrade fails, says why, and leaves the machine as it was.
//!
//! # Evidence
//!
//! The engine that ran inside `RemoveExistingProducts` ended with a failure, or message 1714 stands there, and
//! `RemoveExistingProducts` ended with 1.
//!
//! # When it is wrong
//!
//! A removal that fails in its last steps may have taken the files and the registration along.
//! Then only the failure is left, and the older version is gone.

use super::older_version_not_removed::remedy;
use super::{Check, Hit, Rule, Status};
use crate::detect::lines::Lines;
use crate::detect::message::arguments;
use crate::detect::message::note;
use crate::detect::prose::with_version;
use crate::event::{ExitCode, MessageNumber, ReturnValue, Side};
use crate::finding::{Confidence, Role, Severity};
use crate::text::LineNo;
use crate::trace::{ActionRun, EngineId, FaultKind, REMOVE_EXISTING_PRODUCTS, Trace};

pub(super) const RULE: Rule = Rule {
    code: "MSI713",
    name: "older-version-kept",
    severity: Severity::Warning,
    confidence: Confidence::High,
    role: Role::Risk,
    status: Status::Stable,
    about: "An upgrade ended well although it could not remove the older version: the package lets that pass.",
    advice: "Remove the older version by itself with a log of its own, msiexec /x PRODUCTCODE /l*v FILE, and mend what that log says.",
    link: "https://learn.microsoft.com/windows/win32/msi/upgrade-table",
    check: Check::Trace(check),
};

const NOT_REMOVED: MessageNumber = MessageNumber(1714);

fn check(trace: &Trace, lines: &mut Lines<'_>) -> Vec<Hit> {
    let went_on = trace
        .session_ids()
        .filter(|id| trace.session_verdict(*id).outcome.is_success());
    let actions = went_on.flat_map(|id| trace.actions_of(id));
    let removals = actions.map(|(_, run)| run).filter(|run| {
        trace.names.get(run.name) == REMOVE_EXISTING_PRODUCTS
            && run.value.is_some_and(ReturnValue::is_well)
    });
    let mut hits = Vec::new();
    for removal in removals {
        let told = told(trace, removal, lines);
        let failed = failed_in(trace, removal);
        if failed.is_empty() {
            hits.extend(told.as_ref().map(of_note));
        }
        let of_engines = failed.into_iter();
        hits.extend(of_engines.map(|id| of_engine(trace, id, told.as_ref())));
    }
    hits
}

/// The engines inside `RemoveExistingProducts` that removed nothing. One that finds no such product has nothing to keep.
fn failed_in(trace: &Trace, removal: &ActionRun) -> Vec<EngineId> {
    const UNKNOWN_PRODUCT: ExitCode = ExitCode(1605);
    let nested = trace.engines_of(removal.session).filter(|(_, run)| {
        run.side == Side::Nested && run.parent == removal.engine && is_within(removal, run.line)
    });
    let failed = nested.map(|(id, _)| id).filter(|id| {
        let verdict = trace.engine_verdict(*id);
        let code = verdict.exit_code.filter(|code| *code != UNKNOWN_PRODUCT);
        code.is_some() && !verdict.outcome.is_success()
    });
    failed.collect()
}

fn is_within(action: &ActionRun, line: LineNo) -> bool {
    action.line < line && action.end_line.is_some_and(|end| line < end)
}

/// A removal whose engine is in the log.
fn of_engine(trace: &Trace, id: EngineId, told: Option<&Told>) -> Hit {
    let run = &trace.engines[id.at()];
    let verdict = trace.engine_verdict(id);
    let failed = trace.actions_of(run.session).find(|(at, action)| {
        let failed = action.value.is_some_and(|value| !value.is_well());
        action.engine == Some(id) && failed && Some(*at) != run.top
    });
    let code = run.product_code().unwrap_or(&run.product);
    let of_note = told.and_then(|told| told.product.as_deref());
    let name = run.product_name().or(of_note).unwrap_or(code);
    let why = failed.map(|(_, action)| format!("{} failed", trace.names.get(action.name)));
    let end = failed.and_then(|(_, action)| action.end_line);
    let lines = verdict.line.into_iter().chain(end).chain([run.line]);
    hit(
        &with_version(name, run.product_version()),
        why,
        verdict.exit_code,
        lines.collect(),
    )
    .advice(advice(verdict.exit_code, Some(code)))
}

/// `Note: 1: 1714 2: Contoso Ledger 3: 1612 `.
struct Told {
    line: LineNo,
    product: Option<String>,
    code: Option<ExitCode>,
}

/// What the engine noted of a removal that failed inside `RemoveExistingProducts`.
fn told(trace: &Trace, removal: &ActionRun, lines: &mut Lines<'_>) -> Option<Told> {
    let mut faults = trace.faults_of(removal.session).iter();
    let kind = FaultKind::Note {
        number: NOT_REMOVED,
    };
    let note = faults.find(|fault| fault.kind == kind && is_within(removal, fault.line))?;
    let fields = note::fields(&lines.line(note.line), NOT_REMOVED)?;
    let arguments = arguments::arguments(NOT_REMOVED.0, &fields);
    let code = arguments.get("system error code");
    Some(Told {
        line: note.line,
        product: arguments.get("product").map(|name| (*name).to_owned()),
        code: code.and_then(|code| code.parse().ok()).map(ExitCode),
    })
}

/// A removal of which the log has no more than the note.
fn of_note(told: &Told) -> Hit {
    let name = told.product.as_deref().unwrap_or("version");
    let hit = hit(name, None, told.code, vec![told.line]);
    hit.advice(advice(told.code, None))
        .confidence(Confidence::Medium)
}

fn hit(name: &str, why: Option<String>, code: Option<ExitCode>, lines: Vec<LineNo>) -> Hit {
    let code = code.map(|code| format!("exit code {code}"));
    let why: Vec<String> = why.into_iter().chain(code).collect();
    let why = if why.is_empty() {
        String::new()
    } else {
        format!(" ({})", why.join(", "))
    };
    Hit::new(
        format!(
            "The older {name} was not removed{why}, and the upgrade went on: both may be registered now."
        ),
        lines,
    )
}

/// What to do, with the product code of the older version and with what its exit code asks for.
fn advice(code: Option<ExitCode>, product: Option<&str>) -> String {
    let code = code.map(|code| code.0.cast_unsigned());
    format!("{} {IN_PACKAGE}", remedy(code, RULE.advice, product))
}

/// What lets the upgrade fail too the next time, and say why.
const IN_PACKAGE: &str = "In the package, take IgnoreRemoveFailure (attribute 4 of the Upgrade table) away, so that an upgrade whose removal fails \
     fails too.";
