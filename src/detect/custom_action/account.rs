//! As whom a custom action ran that failed.

use crate::detect::case::Case;
use crate::trace::{CustomActionType, Execution};

/// Whether the custom action ran as the system: in a script and without impersonation, by an engine with the rights of an
/// administrator. `false` too where the log does not tell.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/custom-action-in-script-execution-options>.
pub(in crate::detect) fn is_of_system(case: &Case<'_>) -> bool {
    case.is_elevated() && type_of(case).is_some_and(is_without_impersonation)
}

fn is_without_impersonation(kind: CustomActionType) -> bool {
    kind.execution() != Execution::Immediate && !kind.impersonates()
}

/// The type of the action in the script that ran it last above the cause.
fn type_of(case: &Case<'_>) -> Option<CustomActionType> {
    let action = case.action()?;
    let runs = case.above(&case.trace.script_runs, |run| run.line);
    let mut runs = runs.iter().rev();
    let run = runs.find(|run| case.trace.names.get(run.name) == action)?;
    run.custom_action_type.map(CustomActionType)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_action_of_a_script_runs_without_impersonation() {
        for (number, expected) in [
            (0x400 + 0x800 + 1, true),
            (0x400 + 0x100 + 0x800 + 50, true),
            (0x400 + 1, false),
            (0x800 + 1, false),
            (50, false),
        ] {
            let kind = CustomActionType(number);
            assert_eq!(is_without_impersonation(kind), expected, "{number}");
        }
    }
}
