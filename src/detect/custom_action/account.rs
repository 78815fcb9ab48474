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

/// What to do where a program of Windows was denied access.
pub(in crate::detect) fn advice_where_denied(case: &Case<'_>) -> &'static str {
    if is_of_system(case) {
        DENIED_TO_SYSTEM
    } else {
        DENIED
    }
}

/// What to do where a program of Windows takes more rights than the action has.
const DENIED: &str = "The command was denied access (5): start the install from an elevated prompt; its author must run the action deferred and \
     without impersonation.";

/// What to do where the action had all rights that an action can have.
const DENIED_TO_SYSTEM: &str = "SYSTEM itself was denied access (5): look at the security of what the command names, which may belong to TrustedInstaller or \
     have an entry that denies, and whether security software guards it.";

fn is_without_impersonation(kind: CustomActionType) -> bool {
    kind.execution() != Execution::Immediate && !kind.impersonates()
}

/// The type of the action in the script that ran it last above the cause.
pub(in crate::detect) fn type_of(case: &Case<'_>) -> Option<CustomActionType> {
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
