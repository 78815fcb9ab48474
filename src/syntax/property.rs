//! Property changes and property dumps.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::take;
use nom::sequence::{preceded, terminated};

use super::lex::{Parsed, ending, find, refuse, rest, tag, until};
use crate::event::{Change, EventKind, Side};

/// The head of a property change, behind which a value opens that may run over lines.
pub(super) const CHANGE: &str = "PROPERTY CHANGE: ";

/// The head of a line of a property dump.
pub(super) const DUMP: &str = "Property(";

/// `PROPERTY CHANGE: Adding INSTALLFOLDER property. Its value is 'C:\A\'.`
pub(super) fn change(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag(CHANGE), alt((added, modified, deleted))).parse(text)
}

fn added(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("Adding "), until(" property. Its value is '"), value)
        .map(|(_, name, new)| EventKind::PropertyChange {
            change: Change::Added,
            name,
            old: "",
            new,
        })
        .parse(text)
}

/// `PROPERTY CHANGE: Modifying CostingComplete property. Its current value is '0'. Its new value: '1'.`
fn modified(text: &str) -> Parsed<'_, EventKind<'_>> {
    let both = (until("'. Its new value: '"), value);
    // The first line of a current value that runs over lines.
    let open = rest.map(|old| (old, ""));
    (
        tag("Modifying "),
        until(" property. Its current value is '"),
        alt((both, open)),
    )
        .map(|(_, name, (old, new))| EventKind::PropertyChange {
            change: Change::Modified,
            name,
            old,
            new,
        })
        .parse(text)
}

/// `PROPERTY CHANGE: Deleting ALLUSERS property. Its current value is '2'.`
fn deleted(text: &str) -> Parsed<'_, EventKind<'_>> {
    (
        tag("Deleting "),
        until(" property. Its current value is '"),
        value,
    )
        .map(|(_, name, old)| EventKind::PropertyChange {
            change: Change::Deleted,
            name,
            old,
            new: "",
        })
        .parse(text)
}

/// A value up to its closing quote and full stop. A value cut short by the end of the log or by its cap has none.
fn value(text: &str) -> Parsed<'_, &str> {
    alt((ending("'."), rest)).parse(text)
}

/// `Property(S): ProductName = Redball`
pub(super) fn dump(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (pair, side) = preceded(tag(DUMP), terminated(take(1usize), tag("): "))).parse(text)?;
    let side = Side::from_letter(side.as_bytes()[0]);
    let (name, value) = match find(pair, " = ") {
        Some(at) => (&pair[..at], &pair[at + " = ".len()..]),
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
