//! What the searches of a package found before it stopped the install: properties that `AppSearch` and
//! `FindRelatedProducts` set, and those for which they found nothing.

use super::case::Case;
use super::lines::Lines;
use crate::event::{Change, EventKind, ReturnValue};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::ActionRun;

/// A property that a search set.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) line: LineNo,
    pub(super) name: String,
    pub(super) value: String,
}

/// The last run of an action above the cause. What the client has done the server skips, from the beginning of the action to
/// an end that says so: `Action ended 10:00:01: FindRelatedProducts. Return value 0.`
fn run_of<'t>(case: &Case<'t>, action: &str) -> Option<&'t ActionRun> {
    const NOT_EXECUTED: ReturnValue = ReturnValue(0);
    let trace = case.trace;
    let runs = trace.actions_of(case.session);
    runs.map(|(_, run)| run)
        .filter(|run| run.value != Some(NOT_EXECUTED))
        .rfind(|run| trace.names.get(run.name) == action && run.line < case.pick.line)
}

/// Whether an action ran above the cause in a log that tells what it found: one that is not verbose has no changes of
/// properties.
pub(super) fn ran(case: &Case<'_>, action: &str) -> bool {
    run_of(case, action).is_some_and(|run| run.engine.is_some())
}

/// The events within an action, from its lines.
fn text_of(case: &Case<'_>, action: &str, lines: &mut Lines<'_>) -> Option<(LineNo, String)> {
    let run = run_of(case, action)?;
    let end = run.end_line.unwrap_or(case.pick.line);
    Some((run.line, lines.joined(run.line, end)))
}

/// `PROPERTY CHANGE: Adding NETVERSION property. Its value is '4.7.2'.` within an action.
pub(super) fn changes_in(case: &Case<'_>, action: &str, lines: &mut Lines<'_>) -> Vec<Found> {
    let Some((first, text)) = text_of(case, action, lines) else {
        return Vec::new();
    };
    let changes = syntax::events(&text).filter_map(|event| match event.kind {
        EventKind::PropertyChange {
            change: Change::Added | Change::Modified,
            name,
            new,
            ..
        } => Some(Found {
            line: first.plus(event.line.get() - 1),
            name: name.to_owned(),
            value: new.to_owned(),
        }),
        _ => None,
    });
    changes.collect()
}

/// `MODEL.5C0E91A7_3D42_4F8B_9A16_70B2C4D8E935`: what a merge module searches for ends with the code of that module, and no
/// condition of the package looks at it.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/naming-primary-keys-in-merge-module-databases>
pub(super) fn is_of_module(name: &str) -> bool {
    const FIELDS: [usize; 5] = [8, 4, 4, 4, 12];
    name.rsplit_once('.').is_some_and(|(_, code)| {
        let is_hex = |field: &str| field.bytes().all(|byte| byte.is_ascii_hexdigit());
        code.split('_').map(str::len).eq(FIELDS) && code.split('_').all(is_hex)
    })
}

/// `AppSearch: Property: NETVERSION, Signature: NetRegistry`: properties that were searched for and are not among those
/// that were found. The lines are there only where a user interface was.
pub(super) fn missed(
    case: &Case<'_>,
    found: &[Found],
    lines: &mut Lines<'_>,
) -> Vec<(LineNo, String)> {
    let Some((first, text)) = text_of(case, "AppSearch", lines) else {
        return Vec::new();
    };
    let mut missed: Vec<(LineNo, String)> = Vec::new();
    for (line, said) in (0..).zip(text.lines()) {
        let Some((_, rest)) = said.split_once("Property: ") else {
            continue;
        };
        let Some((name, _)) = rest.split_once(", Signature: ") else {
            continue;
        };
        let known = found.iter().any(|change| change.name == name)
            || missed.iter().any(|(_, known)| known == name);
        if !known {
            missed.push((first.plus(line), name.to_owned()));
        }
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merge_module_searches_for_ends_with_its_code() {
        for (name, expected) in [
            ("MODEL.5C0E91A7_3D42_4F8B_9A16_70B2C4D8E935", true),
            ("NETVERSION", false),
            ("GATES.OPEN", false),
            ("GATES.5C0E91A7_3D42_4F8B_9A16_70B2C4D8E93Z", false),
        ] {
            assert_eq!(is_of_module(name), expected, "{name}");
        }
    }
}
