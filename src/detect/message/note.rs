//! The engine's own record of a message: `Note: 1: 1402 2: HKEY_LOCAL_MACHINE\SOFTWARE\A 3: 5`, which it writes before it
//! shows the message, with the same fields.

use crate::detect::lines::Lines;
use crate::detect::pick::Pick;
use crate::event::{EventKind, MessageNumber};
use crate::syntax;
use crate::text::LineNo;
use crate::trace::{Fault, FaultKind};

/// How many lines below its record a message stands at most, where both name the same thing.
const NEAR: u32 = 60;

/// How many where nothing shows that they belong together. Logs are full of records of things that were merely looked for.
const RIGHT_ABOVE: u32 = 8;

/// A field of fewer bytes stands in many texts.
const SHORTEST_NAME: usize = 4;

/// The last record with the number of a message, and its fields, at the line of the message or above it.
///
/// A record that names what the message does not name is that of something else: in healthy logs too, each script begins
/// with `Note: 1: 1402 2: HKEY_LOCAL_MACHINE\...\Rollback\Scripts 3: 2`.
pub(in crate::detect) fn of_message(
    faults: &[Fault],
    pick: &Pick<'_>,
    number: MessageNumber,
    message: &str,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, String)> {
    let message = message.to_lowercase();
    let engine = pick.fault.and_then(|fault| fault.engine);
    let first = pick.line.get().saturating_sub(NEAR - 1).max(1);
    let is_its_own = |line: LineNo, fields: &str| {
        let names: Vec<String> = syntax::fields(fields)
            .map(|(_, value)| value.trim().to_lowercase())
            .filter(|value| value.len() >= SHORTEST_NAME)
            .collect();
        let is_near = line.plus(RIGHT_ABOVE) >= pick.line;
        let is_another = || is_place(&message) && names.iter().any(|name| is_place(name));
        // Of its own fields a message may show none, as one in the words of a package does.
        names.iter().any(|name| message.contains(last_part(name))) || is_near && !is_another()
    };
    let mut read = |line: LineNo| {
        let fields = fields(&lines.line(line), number)?;
        is_its_own(line, &fields).then_some((line, fields))
    };
    let known = faults[..faults.partition_point(|fault| fault.line <= pick.line)]
        .iter()
        .rev()
        .take_while(|fault| fault.line.get() >= first)
        .filter(|fault| fault.kind == FaultKind::Note { number } && fault.engine == engine)
        .find_map(|fault| read(fault.line));
    // Numbers that healthy logs are full of are no faults, so they are looked for in the log.
    known.or_else(|| {
        let mut above = (first..=pick.line.get()).rev().map(LineNo::new);
        above.find_map(read)
    })
}

/// The last part of a key or a path, which a message may show without its beginning, and without the backslash at its end.
fn last_part(name: &str) -> &str {
    let name = name.trim_end_matches('\\');
    let parts = name.rsplit('\\');
    let mut long = parts.filter(|part| part.len() >= SHORTEST_NAME);
    long.next().unwrap_or(name)
}

/// Whether a text has a key of the registry or a path.
fn is_place(text: &str) -> bool {
    text.contains('\\')
}

/// The fields of a note with a number, from its line.
pub(in crate::detect) fn fields(line: &str, wanted: MessageNumber) -> Option<String> {
    match syntax::events(line).next()?.kind {
        EventKind::Note { number, fields } if number == wanted => Some(fields.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_known_by_its_last_part_that_is_long_enough() {
        for (name, expected) in [
            ("hkey_local_machine\\gates\\main", "main"),
            ("hkey_local_machine\\gates\\main\\", "main"),
            ("c:\\gates\\a.b", "gates"),
            ("c:\\a\\", "c:\\a"),
            ("ledger", "ledger"),
        ] {
            assert_eq!(last_part(name), expected, "{name}");
        }
    }
}
