//! What a custom action that failed said itself.

use super::{Pick, Reason, of_fault};
use crate::event::MessageNumber;
use crate::finding::Confidence;
use crate::text::LineNo;
use crate::trace::{ActionId, Fault, FaultKind, Trace};

/// The faults up to a line that no ignored result of a custom action closes: what stands above one was that action's,
/// and was survived.
pub(super) fn behind_ignored<'t>(faults: &[&'t Fault], line: LineNo) -> Vec<&'t Fault> {
    let is_ignored = |fault: &&&Fault| {
        fault.line < line
            && matches!(
                fault.kind,
                FaultKind::CustomActionReturned { ignored: true, .. }
            )
    };
    let last = faults.iter().rfind(is_ignored).map(|fault| fault.line);
    let behind = faults.iter().copied();
    behind
        .filter(|fault| last.is_none_or(|last| fault.line > last))
        .collect()
}

/// A custom action failed, which was ignored: what it said itself stands since its step was begun, and says more than
/// its result, which is all that there is where it said nothing.
pub(in crate::detect) fn ignored<'t>(trace: &'t Trace, returned: &'t Fault) -> Pick<'t> {
    let step = |fault: &Fault| {
        let Fault {
            engine,
            action,
            script_action,
            work,
            ..
        } = *fault;
        (engine, action, script_action, work)
    };
    let is_result = |fault: &Fault| matches!(fault.kind, FaultKind::CustomActionReturned { .. });
    let above = trace.faults_of(returned.session);
    let above = &above[..above.partition_point(|fault| fault.line < returned.line)];
    let begun = above
        .iter()
        .rposition(|fault| is_result(fault) || step(fault) != step(returned));
    let said: Vec<&Fault> = above.iter().skip(begun.map_or(0, |at| at + 1)).collect();
    let pick = custom_action(trace, &said, returned, None, Confidence::High);
    with_record(trace, &said, pick)
}

/// Where the result of a custom action is all that it left, the engine's record of it says more, if it is among some faults.
pub(super) fn with_record<'t>(trace: &'t Trace, faults: &[&'t Fault], pick: Pick<'t>) -> Pick<'t> {
    let is_result = |fault: &Fault| matches!(fault.kind, FaultKind::CustomActionReturned { .. });
    let record = faults.iter().copied().find(|fault| names_program(fault));
    match record.filter(|_| pick.fault.is_some_and(is_result)) {
        Some(record) => Pick {
            action: pick.action,
            more: vec![pick.line],
            ..of_fault(
                trace,
                record,
                pick.failed,
                Reason::LastWord,
                pick.confidence,
            )
        },
        None => pick,
    }
}

/// `Note: 1: 1722 2: OpenGates 3: C:\Program Files\Locks\gates.exe 4: /open `: the engine's own record of what the custom
/// action ran, which it keeps of an ignored failure too.
fn names_program(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Note {
            number: MessageNumber(1720..=1723)
        }
    )
}

/// A custom action failed: its own words say more than its result.
pub(super) fn custom_action<'t>(
    trace: &'t Trace,
    faults: &[&'t Fault],
    returned: &'t Fault,
    failed: Option<ActionId>,
    confidence: Confidence,
) -> Pick<'t> {
    let own = |fault: &&Fault| {
        matches!(
            fault.kind,
            FaultKind::Exception | FaultKind::CustomActionText
        )
    };
    let exception = faults
        .iter()
        .copied()
        .find(|fault| fault.kind == FaultKind::Exception);
    // What it showed to the user comes before what it noted for itself.
    let shown = || {
        faults
            .iter()
            .copied()
            .find(|fault| fault.kind == FaultKind::ProductText && fault.line < returned.line)
    };
    let text = exception
        .or_else(shown)
        .or_else(|| faults.iter().copied().find(own));
    let mut pick = of_fault(trace, returned, failed, Reason::CustomAction, confidence);
    let is_asked_to = pick.action.as_deref().is_some_and(fails_on_purpose);
    // What was written above is that of other actions.
    if let Some(text) = text.filter(|_| !is_asked_to) {
        pick.line = text.line;
        pick.more.push(returned.line);
        pick.fault = Some(text);
    }
    pick
}

/// What a custom action wrote before a numbered error is part of the evidence: `Error 1722` says only that it failed.
pub(super) fn with_custom_action_text<'t>(
    trace: &Trace,
    faults: &[&'t Fault],
    mut pick: Pick<'t>,
) -> Pick<'t> {
    if pick.fault.is_some_and(is_of_services) {
        return pick;
    }
    for fault in behind_ignored(faults, pick.line) {
        let own = matches!(
            fault.kind,
            FaultKind::Exception
                | FaultKind::CustomActionText
                | FaultKind::CustomActionReturned { .. }
        );
        if own && fault.line < pick.line {
            pick.more.push(fault.line);
        }
        if let (
            FaultKind::CustomActionReturned {
                name,
                ignored: false,
                ..
            },
            None,
        ) = (&fault.kind, pick.fault.and_then(|f| f.script_action))
        {
            let name = trace.names.get(*name);
            if !name.is_empty() {
                pick.action = Some(name.to_owned());
            }
        }
    }
    pick
}

/// Whether a fault is a message about the services of a package, which standard actions write and no custom action.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
fn is_of_services(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Message {
            number: MessageNumber(1920..=1923),
            ..
        }
    )
}

/// Whether an action is the one of the WiX toolset that tests a rollback: `WixFailWhenDeferred`, `Wix4FailWhenDeferred_X64`.
///
/// Source: <https://docs.firegiant.com/wix3/customactions/wixfailwhendeferred/>.
pub(in crate::detect) fn fails_on_purpose(action: &str) -> bool {
    action.starts_with("Wix") && action.contains("FailWhenDeferred")
}
