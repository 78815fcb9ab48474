//! The operation of a script that has a custom action, and what the action is given there.

use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::syntax::{self, argument, runs_quietly};
use crate::text::LineNo;
use crate::trace::{CustomActionType, NameId, Trace};

/// How many operations above its result a custom action was scheduled at most.
const NEAR: usize = 40;

/// The arguments of the operation in which the script has the custom action whose result stands in a line.
pub(in crate::detect) fn schedule_of(
    trace: &Trace,
    name: NameId,
    result: LineNo,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let rows = trace.state.operations.rows.rows();
    let above = &rows[..rows.partition_point(|row| row.line < result)];
    let is_it = |name: &str| matches!(name, "CustomActionSchedule" | "CustomActionCommit");
    let mut near = above.iter().rev().take(NEAR);
    let row = near.find(|row| row.action == name && is_it(trace.names.get(row.name)))?;
    let text = lines.line(row.line);
    let EventKind::Operation { arguments, .. } = syntax::events(&text).next()?.kind else {
        return None;
    };
    Some(arguments.to_owned())
}

/// What a custom action was given in its operation, which is its command where it runs one:
///
/// * `Executing op: CustomActionSchedule(Action=AddTask,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData="schtasks.exe" /Create /TN Rota)`
/// * `Executing op: CustomActionSchedule(Action=Runtime,ActionType=3170,Source=C:\Rota\,Target="C:\Rota\vc_redist.x64.exe" /quiet,)`
/// * `Executing op: CustomActionSchedule(Action=Runtime,ActionType=3122,Source=C:\Rota\vc_redist.x64.exe,Target=/quiet,)`
pub(in crate::detect) fn given_in(schedule: &str) -> Option<String> {
    let (head, target) = schedule.split_once(",Target=")?;
    let (target, data) = target
        .split_once("CustomActionData=")
        .unwrap_or((target, ""));
    let given = if data.is_empty() { target } else { data };
    let given = given.trim_end_matches([',', ' ']);
    let program = argument(head, "Source");
    let program = program.filter(|_| type_in(schedule).has_program_as_source());
    Some(program.map_or_else(
        || given.to_owned(),
        |program| format!("\"{program}\" {given}"),
    ))
}

/// The command line that a custom action runs, by its operation: that of a program which the installer starts itself, or of a
/// function that runs commands.
pub(in crate::detect) fn command_line_in(schedule: &str) -> Option<String> {
    let kind = type_in(schedule);
    let is_line = kind.is_program() && !kind.has_program_in_package();
    let is_quiet = || argument(schedule, "Target").is_some_and(runs_quietly);
    // The log hides some of them behind stars.
    let is_shown = |given: &String| given.bytes().any(|byte| byte != b'*');
    given_in(schedule).filter(|given| (is_line || is_quiet()) && is_shown(given))
}

/// The type of a custom action by its operation; 0 where that has none.
pub(in crate::detect) fn type_in(schedule: &str) -> CustomActionType {
    let number = argument(schedule, "ActionType").and_then(|number| number.parse().ok());
    CustomActionType(number.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_told_from_what_functions_are_given() {
        for (schedule, given, is_line) in [
            (
                "Action=A,ActionType=3137,Source=BinaryData,Target=WixQuietExec64,CustomActionData=net start rota",
                "net start rota",
                true,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=a.exe /q,",
                "a.exe /q",
                true,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=a.exe /q,CustomActionData=",
                "a.exe /q",
                true,
            ),
            (
                "Action=A,ActionType=3122,Source=C:\\Rota\\a.exe,Target=/q,",
                "\"C:\\Rota\\a.exe\" /q",
                true,
            ),
            (
                "Action=A,ActionType=3074,Source=BinaryData,Target=/q,",
                "/q",
                false,
            ),
            (
                "Action=A,ActionType=3170,Source=C:\\Rota\\,Target=**********,",
                "**********",
                false,
            ),
            (
                "Action=A,ActionType=3073,Source=BinaryData,Target=OpenGates,CustomActionData=north",
                "north",
                false,
            ),
        ] {
            assert_eq!(given_in(schedule).as_deref(), Some(given));
            let line = command_line_in(schedule);
            assert_eq!(line.as_deref(), is_line.then_some(given));
        }
    }
}
