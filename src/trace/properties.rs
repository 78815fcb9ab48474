//! What single lines say of the engine that wrote them.

use super::bound::keep;
use super::builder::Builder;
use super::index::EngineId;
use super::model::{EngineRun, ProductStatus, SessionProduct};
use super::package::Operation;
use crate::event::{CodeStage, Event, EventKind, FileRole, InstallState, MessageNumber, Side};
use crate::syntax::{argument, done_in_words, is_hosts_text, outcome_in_words};
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
    "ServicePackLevel",
    "UpgradeCode",
    "VersionNT",
    "VersionNT64",
    "WindowsBuild",
];

/// What changes tell of rights and of a restart, for logs without a final dump, which overwrites it:
/// `PROPERTY CHANGE: Adding MsiRunningElevated property. Its value is '1'.`
const TOLD_ABOVE: [&str; 4] = [
    "AdminUser",
    "MsiRunningElevated",
    "MsiSystemRebootPending",
    "Privileged",
];

/// More results than a log of many sessions has.
const MOST_STATUSES: usize = 65_536;

/// Takes note of an event that says something of its engine.
pub(super) fn observe(builder: &mut Builder, event: &Event<'_>, engine: Option<EngineId>) {
    match event.kind {
        EventKind::ProductStatus {
            product,
            version,
            manufacturer,
            status,
            ..
        } => {
            if let Some(session) = builder.session_mut() {
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
            } else {
                if !product.is_empty() {
                    name_product(builder, product, version);
                }
                if let (Some(session), Some(done)) =
                    (builder.session_mut(), done_in_words(event.raw))
                {
                    session.product.operation = Some(operation_of(done));
                }
                let status = (product.to_owned(), version.to_owned(), status, event.line);
                let dropped = &mut builder.trace.facts_dropped;
                keep(&mut builder.trace.statuses, MOST_STATUSES, dropped, status);
            }
        }
        EventKind::ProductMessage { product, text } => {
            if builder.is_headless(engine) {
                hear_of_product(builder, event, product);
            }
            if let Some(number) = outcome_in_words(text) {
                note_outcome(builder, event, engine, number);
            }
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
        EventKind::LinesLost { .. } => {
            if let Some(session) = builder.session_mut() {
                session.lines_lost += 1;
            }
        }
        EventKind::Note { number, .. } if is_outcome(number) => {
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

/// Whether a message tells how an install, a removal, an advertisement, or a change ended.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
fn is_outcome(number: MessageNumber) -> bool {
    matches!(number.0, 1707 | 1708 | 1724..=1729)
}

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
    let is_headless = builder.is_headless(engine);
    let is_inner = run_of(builder, engine).is_some_and(|run| {
        note(&mut run.outcome_note);
        run.side == Side::Nested
    });
    // The removal of an older product may stand in a part of a log without the engine that did it.
    let has_engine_lines = builder.trace.engine_lines > 0;
    let may_be_inner =
        is_inner || is_headless && has_engine_lines && matches!(number.0, 1724 | 1725);
    let Some(session) = builder.session_mut() else {
        return;
    };
    if is_headless {
        session.product.operation = Some(operation_of(number));
    }
    if !may_be_inner {
        note(&mut session.outcome_note);
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

/// Takes note of a message `Product: X -- ...` where no engine begins: only an install writes one, and it names the
/// product, unless that is named already, since the message may be of one inside of it.
fn hear_of_product(builder: &mut Builder, event: &Event<'_>, product: &str) {
    // Without a prefix, other programs write a word, a colon, and two dashes as well.
    let is_certain = event.origin.engine().is_some() || event.raw.starts_with("Product: ");
    let Some(session) = builder.session_mut() else {
        return;
    };
    let is_new = session.product.name.is_none() || session.product.is_of_script;
    session.product.is_heard_of |= is_certain;
    if is_new {
        name_product(builder, product, "");
    }
}

/// Takes note of the text of a host of custom actions, or of an error of the WiX toolset, where no engine begins: only an
/// install has them, `WixCreateInternetShortcuts:  Error 0x80070057: failed to set the target`.
pub(super) fn hear_of_host(builder: &mut Builder, event: &Event<'_>, engine: Option<EngineId>) {
    let is_wix = || match event.kind {
        EventKind::CustomActionText { source, text } => {
            !source.is_empty() && text.starts_with("Error 0x")
        }
        _ => false,
    };
    if builder.is_headless(engine)
        && (is_hosts_text(event.raw) || is_wix())
        && let Some(session) = builder.session_mut()
    {
        session.product.is_heard_of = true;
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
        dump_without_engine(builder, name, value);
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

/// Takes note of what the final dump tells of the product, where the engine that writes it began above the log.
fn dump_without_engine(builder: &mut Builder, name: &str, value: &str) {
    if !matches!(name, "ProductName" | "ProductVersion" | "REMOVE") {
        return;
    }
    let id = Some(builder.trace.names.id(value));
    if let Some(session) = builder.session_mut() {
        match name {
            "ProductName" => {
                let known = session.product;
                session.product = SessionProduct {
                    name: id,
                    // The version in a script is that of its own product.
                    version: known.version.filter(|_| !known.is_of_script),
                    is_of_script: false,
                    ..known
                };
            }
            "ProductVersion" => session.product.version = id,
            _ if value == "ALL" => session.product.operation = Some(Operation::Uninstall),
            _ => {}
        }
    }
}

/// Takes note of the product that a line without an engine names.
fn name_product(builder: &mut Builder, name: &str, version: &str) {
    let names = &mut builder.trace.names;
    let name = Some(names.id(name));
    let version = (!version.is_empty()).then(|| names.id(version));
    if let Some(session) = builder.session_mut() {
        session.product = SessionProduct {
            name,
            version,
            is_of_script: false,
            ..session.product
        };
    }
}

/// Takes note of the product of a script whose engine began above the log:
/// `ProductInfo(ProductKey={...},ProductName=Contoso Ledger,PackageName=ledger.msi,Language=1033,Version=67239936,...)`.
/// What was written last is undone first, so a rollback begins with the product that failed; before it, scripts of older
/// products may have run.
pub(super) fn hear_of_script(builder: &mut Builder, is_rollback: bool, arguments: &str) {
    let Some(name) = argument(arguments, "ProductName").filter(|name| !name.is_empty()) else {
        return;
    };
    let known = builder.session_mut().map(|session| session.product);
    if known.is_some_and(|known| known.name.is_some() && (is_rollback || !known.is_of_script)) {
        return;
    }
    let packed = argument(arguments, "Version").and_then(|packed| packed.parse::<u32>().ok());
    let version = packed.map(|packed| {
        let [major, minor, high, low] = packed.to_be_bytes();
        format!("{major}.{minor}.{}", u16::from_be_bytes([high, low]))
    });
    name_product(builder, name, &version.unwrap_or_default());
    if let Some(session) = builder.session_mut() {
        session.product.is_of_script = true;
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
