//! What single lines say of the engine that wrote them.

use super::bound::keep;
use super::builder::Builder;
use super::ends::{End, end_with_restart, forget_ends, note_end};
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
    let Some(run) = run_of(builder, engine) else {
        note_end_without_engine(builder, event, done, counts);
        return;
    };
    run.status_line = Some(event.line);
    run.status = Some(ProductStatus {
        name: product.to_owned(),
        version: version.to_owned(),
        manufacturer: manufacturer.to_owned(),
        status,
    });
    // An upgrade goes on when the older product is removed.
    let is_inner = run.side == Side::Nested;
    if counts
        && !is_inner
        && let Some(session) = builder.session_mut()
    {
        session.status = Some((status, event.line));
    }
}

/// Takes note of the sentence with the status where no engine begins that it is of: somebody quotes the ends of several installs, or
/// the event log, which has the newest first.
fn note_end_without_engine(
    builder: &mut Builder,
    event: &Event<'_>,
    operation: Option<Operation>,
    counts: bool,
) {
    let EventKind::ProductStatus {
        product,
        version,
        status: code,
        ..
    } = event.kind
    else {
        return;
    };
    let names = &mut builder.trace.names;
    let end = End {
        product: names.id(product),
        version: names.id(version),
        operation,
        code,
        line: event.line,
    };
    if counts {
        note_end(builder, end);
    } else if !product.is_empty() {
        name_product(builder, NamedBy::Statement, [product, version]);
    }
    let status = (product.to_owned(), version.to_owned(), code, event.line);
    let dropped = &mut builder.trace.facts_dropped;
    keep(&mut builder.trace.statuses, MOST_STATUSES, dropped, status);
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
    let last = builder.trace.statuses.last();
    let told_at = last.filter(|(name, ..)| name == product);
    let told_at = told_at.map(|(.., at)| *at);
    if let (None, Some(at)) = (of_engine, told_at)
        && end_with_restart(builder, [at, line], code)
    {
        return;
    }
    let is_its = of_engine.unwrap_or(told_at.is_some());
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
    if !is_of_server {
        return;
    }
    forget_ends(builder);
    if let Some(session) = builder.session_mut() {
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
