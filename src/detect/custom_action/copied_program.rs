//! Programs that an install copies and runs, and that its rollback takes away again.

use super::account;
use crate::detect::case::Case;
use crate::detect::lines::Lines;
use crate::detect::span;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::state::Decision;
use crate::trace::{CustomActionType, EngineId, EngineRun, Operation};

/// Whether the rollback took a program away that this very install had copied: the engine decided so, or the action is of the
/// type that runs a file of the package.
///
/// Sources: <https://learn.microsoft.com/windows/win32/msi/custom-action-type-18>,
/// <https://learn.microsoft.com/windows/win32/msi/rollback-installation>.
pub(in crate::detect) fn is_taken_away(
    case: &Case<'_>,
    program: &str,
    lines: &mut Lines<'_>,
) -> bool {
    let Some((id, run)) = case.engine() else {
        return false;
    };
    let is_undone = run.rollback.is_some_and(|line| line > case.pick.line);
    let installs = matches!(
        case.trace.operation(id),
        Operation::Install | Operation::Upgrade
    );
    if !is_undone || !installs {
        return false;
    }
    match decision(case, id, run, program, lines) {
        Some(decision) => matches!(decision, Decision::Install | Decision::Overwrite),
        None => account::type_of(case).is_some_and(CustomActionType::is_of_installed_file),
    }
}

/// What the engine decided about a file.
fn decision(
    case: &Case<'_>,
    id: EngineId,
    run: &EngineRun,
    path: &str,
    lines: &mut Lines<'_>,
) -> Option<Decision> {
    let rows = span::of(case.trace.state.files.rows.rows(), run, |row| row.line);
    let wanted: Vec<LineNo> = rows
        .filter(|row| row.engine() == Some(id))
        .map(|row| row.line)
        .collect();
    let mut found = None;
    lines.each(&wanted, |event| {
        if let EventKind::FileDecision {
            path: other,
            decision,
            ..
        } = event.kind
            && other.eq_ignore_ascii_case(path)
        {
            found = Some(Decision::from_word(decision));
        }
    });
    found
}
