//! What single lines say of the engine that wrote them.

use super::bound::keep;
use super::builder::Builder;
use super::index::EngineId;
use super::model::{EngineRun, ProductStatus};
use super::outcome::Outcome;
use super::package::Operation;
use super::product::{NamedBy, hear_of_dump, hear_of_product, name_product};
use super::update::{Update, forget_failed_update, hear_of_failed_update, hear_of_update};
use crate::catalog;
use crate::event::{
    CodeStage, Event, EventKind, ExitCode, FileRole, InstallState, MessageNumber, Side,
};
use crate::syntax::{done_in_words, outcome_in_words, removed_update};
use crate::text::LineNo;

/// Properties of the final dump that reports use.
const KEPT: &[&str] = &[
    "ALLUSERS",
    "AdminUser",
    "ComputerName",
    "Manufacturer",
    "MsiNTProductType",
    "MsiRunningElevated",
    "MsiSystemRebootPending",
    "Privileged",
    "ProductCode",
    "ProductName",
    "ProductVersion",
    "REMOVE",
    "ServicePackLevel",
    "UpgradeCode",
    "VersionNT",
    "VersionNT64",
    "WindowsBuild",
];

/// What changes tell of rights, of a restart, and of a removal, for logs without a final dump, which overwrites it:
/// `PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.`
const TOLD_ABOVE: [&str; 5] = [
    "AdminUser",
    "MsiRunningElevated",
    "MsiSystemRebootPending",
    "Privileged",
    "REMOVE",
];

/// More results than a log of many sessions has.
const MOST_STATUSES: usize = 65_536;

/// Takes note of an event that says something of its engine.
pub(super) fn observe(builder: &mut Builder, event: &Event<'_>, engine: Option<EngineId>) {
    match event.kind {
        EventKind::ProductStatus { .. } => note_status(builder, event, engine),
        EventKind::RestartEvent {
            product, restart, ..
        } => note_restart(builder, event.line, engine, product, restart),
        EventKind::ProductMessage { product, text } => {
            if builder.is_headless(engine) {
                hear_of_product(builder, event, product);
            }
            if let Some(number) = outcome_in_words(text) {
                note_outcome(builder, event, engine, number);
            }
            hear_of_failed_update(builder, event, engine, text);
        }
        EventKind::NumberedMessage { product, .. }
            if builder.is_headless(engine) && !product.is_empty() =>
        {
            hear_of_product(builder, event, product);
        }
        EventKind::CancelAttempt { .. } => {
            if let Some(session) = builder.session_mut() {
                session.cancel_attempt.get_or_insert(event.line);
            }
        }
        EventKind::Message {
            text: "User cancelled installation.",
        } => builder.given_up += 1,
        EventKind::LinesLost { .. } => {
            if let Some(session) = builder.session_mut() {
                session.lines_lost += 1;
            }
        }
        EventKind::Note { number, .. } if number.is_outcome() => {
            note_outcome(builder, event, engine, number);
        }
        EventKind::PropertyChange { name, new, .. } => {
            let told = TOLD_ABOVE.into_iter().find(|told| *told == name);
            if let (Some(name), Some(run)) = (told, run_of(builder, engine)) {
                run.properties.insert(name, new.to_owned());
            }
        }
        EventKind::PropertyDump { side, name, value } => dump(builder, engine, side, name, value),
        _ => {
            if let Some(run) = run_of(builder, engine) {
                of_engine(run, event);
            }
        }
    }
}

/// Takes note of the sentence with the status, which an engine writes at its end: `Windows Installer installed the product. Product
/// Name: X. Product Version: 1.2. Product Language: 1033. Manufacturer: Y. Installation success or error status: 0.`
fn note_status(builder: &mut Builder, event: &Event<'_>, engine: Option<EngineId>) {
    let EventKind::ProductStatus {
        product,
        version,
        manufacturer,
        update,
        status,
        ..
    } = event.kind
    else {
        return;
    };
    let counts = update.is_empty() || {
        let update = Update {
            name: builder.trace.names.id(update),
            log: None,
            removal: removed_update(event.raw),
        };
        hear_of_update(builder, engine, update, status)
    };
    let done = done_in_words(event.raw).filter(|_| update.is_empty());
    let done = done.map(operation_of);
    if run_of(builder, engine).is_none() && has_failed_otherwise(builder, product, done, status) {
        keep_status(builder, event, [product, version], status);
        return;
    }
    // An upgrade goes on when the older product is removed.
    let is_inner = run_of(builder, engine).is_some_and(|run| run.side == Side::Nested);
    if counts
        && !is_inner
        && let Some(session) = builder.session_mut()
    {
        session.status = Some((status, event.line));
    }
    if let Some(run) = run_of(builder, engine) {
        run.status_line = Some(event.line);
        run.status = Some(ProductStatus {
            name: product.to_owned(),
            version: version.to_owned(),
            manufacturer: manufacturer.to_owned(),
            status,
        });
        return;
    }
    if !product.is_empty() {
        name_product(builder, NamedBy::Statement, [product, version]);
    }
    if let (Some(session), Some(_)) = (builder.session_mut(), done) {
        session.product.operation = done;
    }
    keep_status(builder, event, [product, version], status);
}

fn keep_status(
    builder: &mut Builder,
    event: &Event<'_>,
    [product, version]: [&str; 2],
    status: ExitCode,
) {
    let status = (product.to_owned(), version.to_owned(), status, event.line);
    let dropped = &mut builder.trace.facts_dropped;
    keep(&mut builder.trace.statuses, MOST_STATUSES, dropped, status);
}

/// Whether a text without engines has told that another product failed or was cancelled, or other work on this one: somebody quotes the ends of
/// several installs, or the event log, which has the newest first. A success beside it takes nothing back, and a cancelled install takes no
/// failure of another product back.
fn has_failed_otherwise(
    builder: &mut Builder,
    product: &str,
    done: Option<Operation>,
    status: ExitCode,
) -> bool {
    let Some(session) = builder.session_mut() else {
        return false;
    };
    let operation = session.product.operation;
    let is_of_other_work = done.is_some() && operation.is_some() && operation != done;
    let Some((code, line)) = session.status else {
        return false;
    };
    let statuses = &builder.trace.statuses;
    let told = statuses.binary_search_by_key(&line, |(.., at)| *at);
    let is_of_other = told.is_ok_and(|at| statuses[at].0 != product);
    let (before, now) = (Outcome::of_code(code), Outcome::of_code(status));
    if now.is_success() {
        !before.is_success() && (is_of_other || is_of_other_work)
    } else {
        before == Outcome::Failed && now == Outcome::Cancelled && is_of_other
    }
}

impl Builder {
    /// Of a text of the event log nobody knows which of two results is the newer one, so that a success takes no failure back.
    pub(super) fn settle_event_log(&mut self) {
        if self.trace.engine_lines > self.trace.message_lines {
            return;
        }
        let is_failure = |code: ExitCode| !Outcome::of_code(code).is_success();
        let mut statuses = self.trace.statuses.iter().rev();
        let failed = statuses.find(|(_, _, code, _)| is_failure(*code)).cloned();
        let note = self.failed_note;
        let version = failed
            .as_ref()
            .map(|(_, version, ..)| self.trace.names.id(version));
        let Some(session) = self.session_mut() else {
            return;
        };
        if let Some((.., code, line)) = failed
            && session.status.is_some_and(|(code, _)| !is_failure(code))
        {
            session.status = Some((code, line));
            session.product.version = version;
        }
        if session
            .outcome_note
            .is_some_and(|(number, _)| number.is_success())
            && note.is_some()
        {
            session.outcome_note = note;
        }
    }
}

/// Takes note of the sentence about a restart, which follows that with the status: the status is 0, and the exit code tells of the
/// restart. `Windows Installer requires a system restart. Product Name: X. ... Type of System Restart: 2. Reason for Restart: 4.`
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/event-logging>, event 1038;
/// <https://learn.microsoft.com/windows/win32/msi/error-codes> for the codes.
fn note_restart(
    builder: &mut Builder,
    line: LineNo,
    engine: Option<EngineId>,
    product: &str,
    restart: u32,
) {
    let code = match restart {
        1 => ExitCode(1641),
        2 => ExitCode(3010),
        _ => return,
    };
    let (is_inner, of_engine) = match run_of(builder, engine) {
        Some(run) => {
            let status = run.status.as_ref();
            let is_its = status.is_some_and(|status| status.name == product);
            (run.side == Side::Nested, Some(is_its))
        }
        None => (false, None),
    };
    let is_last = || {
        let last = builder.trace.statuses.last();
        last.is_some_and(|(name, ..)| name == product)
    };
    let is_its = of_engine.unwrap_or_else(is_last);
    if let Some(session) = builder.session_mut()
        && is_its
        && !is_inner
        && session
            .status
            .is_some_and(|(status, _)| status == ExitCode(0))
    {
        session.status = Some((code, line));
    }
}

/// An action that an upgrade goes on with below the sentence with the status, in a part of a log in which no engine begins: the
/// sentence was that of the removal of an older product. It is one that a server begins, `Doing action: InstallFiles`, or in a log
/// that is not verbose a standard action that no client has, `Action start 10:00:00: InstallFiles.`
pub(super) fn forget_inner_status(
    builder: &mut Builder,
    event: &Event<'_>,
    engine: Option<EngineId>,
) {
    let status = builder.session_mut().and_then(|session| session.status);
    if status.is_none() || !builder.is_headless(engine) {
        return;
    }
    let is_of_server = match event.kind {
        EventKind::ActionStarted { name, .. } | EventKind::ActionEnded { name, .. } => {
            catalog::standard_action(name).is_some() && !OF_CLIENT.contains(&name)
        }
        _ => {
            let prefix = event.origin.engine();
            prefix.is_some_and(|prefix| prefix.side != Side::Client)
        }
    };
    if is_of_server && let Some(session) = builder.session_mut() {
        session.status = None;
        session.product.operation = None;
        session.product.version = None;
        if session.product.named_by == NamedBy::Statement {
            session.product.name = None;
            session.product.named_by = NamedBy::Nothing;
        }
    }
}

/// The standard actions that a client ends, or begins for another install, behind the sentence with the status.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/suggested-installuisequence>.
const OF_CLIENT: [&str; 16] = [
    "ADMIN",
    "ADVERTISE",
    "AppSearch",
    "CCPSearch",
    "CostFinalize",
    "CostInitialize",
    "ExecuteAction",
    "FileCost",
    "FindRelatedProducts",
    "INSTALL",
    "IsolateComponents",
    "LaunchConditions",
    "MigrateFeatureStates",
    "RMCCPSearch",
    "ResolveSource",
    "ValidateProductID",
];

/// Takes note of the message that tells how the work of an engine, or of a session without one, ended.
fn note_outcome(
    builder: &mut Builder,
    event: &Event<'_>,
    engine: Option<EngineId>,
    number: MessageNumber,
) {
    // The sentence follows the note that says the same.
    let note = |known: &mut Option<(MessageNumber, LineNo)>| {
        if known.is_none_or(|(known, _)| known != number) {
            *known = Some((number, event.line));
        }
    };
    if !number.is_success() {
        builder.failed_note = Some((number, event.line));
    }
    let is_headless = builder.is_headless(engine);
    let is_inner = run_of(builder, engine).is_some_and(|run| {
        note(&mut run.outcome_note);
        run.side == Side::Nested
    });
    // The removal of an older product may stand in a part of a log without the engine that did it.
    let has_engine_lines = builder.trace.engine_lines > 0;
    let may_be_inner = is_inner || is_headless && has_engine_lines && number.is_of_removal();
    let Some(session) = builder.session_mut() else {
        return;
    };
    // A success that stands beside a failure is of other work.
    let has_failed = session
        .status
        .is_some_and(|(code, _)| !Outcome::of_code(code).is_success());
    if is_headless && !(has_failed && number.is_success()) {
        session.product.operation = Some(operation_of(number));
    }
    if !may_be_inner {
        note(&mut session.outcome_note);
        if number.is_success() {
            forget_failed_update(builder);
        }
    }
}

/// What was done, by the message that tells how it ended.
fn operation_of(number: MessageNumber) -> Operation {
    match number.0 {
        1724 | 1725 => Operation::Uninstall,
        1726 | 1727 => Operation::Advertise,
        1728 | 1729 => Operation::Modify,
        _ => Operation::Install,
    }
}

fn run_of(builder: &mut Builder, engine: Option<EngineId>) -> Option<&mut EngineRun> {
    engine.and_then(|id| builder.trace.engines.get_mut(id.at()))
}

/// A line of a dump has no prefix, but it has its own side.
fn dump(builder: &mut Builder, engine: Option<EngineId>, side: Side, name: &str, value: &str) {
    // `Property(S): Date = 25/02/2026`, in the form of the header, tells the date of a log that has lost its header.
    if name == "Date"
        && let Some(session) = builder.session_mut()
        && session.date.is_empty()
    {
        value.clone_into(&mut session.date);
    }
    let mut running = builder.running.iter().copied();
    if running.all(|id| builder.is_headless(Some(id))) && builder.is_headless(engine) {
        hear_of_dump(builder, name, value);
    }
    let Ok(at) = KEPT.binary_search(&name) else {
        return;
    };
    let of_side = builder
        .running
        .iter()
        .rev()
        .copied()
        .find(|id| builder.trace.engines[id.at()].side == side);
    if let Some(run) = run_of(builder, of_side.or(engine)) {
        run.properties.insert(KEPT[at], value.to_owned());
    }
}

fn of_engine(run: &mut EngineRun, event: &Event<'_>) {
    match event.kind {
        EventKind::CommandLine { text } => text.clone_into(&mut run.command_line),
        EventKind::Component { action, .. } => {
            run.components.0 += 1;
            run.components.1 += u32::from(action != InstallState::Null);
            run.component_line.get_or_insert(event.line);
        }
        EventKind::ProductRegistered { registered } => run.registered = Some(registered),
        EventKind::ProductCode {
            stage: CodeStage::AfterTransforms,
            code,
        } => code.clone_into(&mut run.product_code),
        EventKind::PackageFile {
            role: FileRole::OriginalPackage | FileRole::OriginalPatch,
            path,
        } => {
            path.clone_into(&mut run.package);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn kept_properties_are_sorted() {
        assert!(super::KEPT.is_sorted());
    }
}
