//! Property changes and property dumps.

use nom::Parser;
use nom::sequence::preceded;

use super::lex::{Parsed, behind, refuse, rest, split_once, tag, up_to};
use crate::event::{Change, EventKind, Side};

/// The head of a property change, behind which a value opens that may run over lines.
pub(super) const CHANGE: &str = "PROPERTY CHANGE: ";

/// What stands between the two values of a property that is modified.
pub(super) const NEW_VALUE: &str = "'. Its new value: '";

/// The head of a line of a property dump.
pub(super) const DUMP: &str = "Property(";

/// `PROPERTY CHANGE: Adding INSTALLFOLDER property. Its value is 'C:\A\'.`
/// `PROPERTY CHANGE: Modifying CostingComplete property. Its current value is '0'. Its new value: '1'.`
/// `PROPERTY CHANGE: Deleting ALLUSERS property. Its current value is '2'.`
pub(super) fn change(text: &str) -> Parsed<'_, EventKind<'_>> {
    let said = behind(text, CHANGE)?;
    let (change, name, old, new) = match said.as_bytes().first() {
        Some(b'A') => {
            let (value, name) = up_to(behind(said, "Adding ")?, " property. Its value is '")?;
            (Change::Added, name, "", without_quote(value))
        }
        Some(b'M') => {
            let said = behind(said, "Modifying ")?;
            let (values, name) = up_to(said, " property. Its current value is '")?;
            // The first line of a current value that runs over lines has no new value.
            let (old, new) = split_once(values, NEW_VALUE).unwrap_or((values, ""));
            (Change::Modified, name, old, without_quote(new))
        }
        _ => {
            let said = behind(said, "Deleting ")?;
            let (value, name) = up_to(said, " property. Its current value is '")?;
            (Change::Deleted, name, without_quote(value), "")
        }
    };
    let kind = EventKind::PropertyChange {
        change,
        name,
        old,
        new,
    };
    Ok(("", kind))
}

/// A value without its closing quote and full stop.
/// A value cut short by the end of the log or by its cap has none.
fn without_quote(value: &str) -> &str {
    let closed = value.trim_end_matches(' ').strip_suffix("'.");
    closed.unwrap_or(value)
}

/// `Property(S): ProductName = Redball`
pub(super) fn dump(text: &str) -> Parsed<'_, EventKind<'_>> {
    let side = behind(text, DUMP)?;
    let Some(letter) = side.chars().next() else {
        return refuse();
    };
    let pair = behind(&side[letter.len_utf8()..], "): ")?;
    let side = Side::from_letter(side.as_bytes()[0]);
    let (name, value) = match split_once(pair, " = ") {
        Some(pair) => pair,
        // Blanks at the end of a line are lost when a log passes through an editor.
        None => match pair.strip_suffix(" =") {
            Some(name) => (name, ""),
            None => return refuse(),
        },
    };
    Ok(("", EventKind::PropertyDump { side, name, value }))
}

/// `Ignoring disallowed property INSTALLDIR`
pub(super) fn ignored(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Ignoring disallowed property "), rest)
        .map(|name| EventKind::PropertyIgnored { name })
        .parse(text)
}
