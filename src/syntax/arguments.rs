//! What stands inside a line, read only when somebody asks: the arguments of a script operation
//! and the fields of a note.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::catalog;

use crate::text::places;

/// The arguments of a script operation as `(name, value)`, in order; empty ones are left out.
///
/// Typical input: `Name=Installed,Value=#1,` from `Executing op: RegAddValue(Name=Installed,Value=#1,)`.
/// A value may hold commas and equals signs, as `CN=Users,DC=example` does, so an argument begins only where a comma is
/// followed by `=` behind a name that the catalogue has, or any name where it does not have the first one.
pub fn arguments(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let first = text.trim_start_matches(',');
    let known = first
        .split_once('=')
        .is_some_and(|(name, _)| is_known(name));
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let (piece, after) = split_argument(rest, known)?;
            rest = after;
            if let Some((name, value)) = piece.split_once('=') {
                return Some((name, value));
            }
        }
    })
}

/// The value of the argument with that name: `argument("Name=x,Value=#1", "Value")` is `#1`.
#[must_use]
pub fn argument<'log>(text: &'log str, name: &str) -> Option<&'log str> {
    arguments(text)
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The value of the argument that comes last: all that stands behind its name.
///
/// Nothing follows the value of a registry entry or the data of a custom action, so that in `Name=x,Value=a,B=c,` the
/// value is `a,B=c`.
#[must_use]
pub fn last_argument<'log>(text: &'log str, name: &str) -> Option<&'log str> {
    let begins = |at: usize| {
        let behind = &text[at + name.len()..];
        behind.starts_with('=') && (at == 0 || text.as_bytes()[at - 1] == b',')
    };
    let (at, _) = text.match_indices(name).find(|(at, _)| begins(*at))?;
    Some(text[at + name.len() + 1..].trim_end_matches(','))
}

/// What the operation of a custom action calls: `-a "x,B=1"` of `Action=X,ActionType=1074,Source=C:\A.exe,Target=-a "x,B=1",`.
///
/// The data of the custom action alone may follow.
#[must_use]
pub fn custom_action_target(text: &str) -> Option<&str> {
    let target = last_argument(text, "Target")?;
    let target = target
        .split_once(",CustomActionData=")
        .map_or(target, |(target, _)| target);
    Some(target.trim_end_matches(','))
}

/// The action that an operation names in an argument: `ActionStart(Name=StartServices,...)`.
///
/// A name has neither commas nor line breaks, so where a page has wrapped the line within it or within the name of the
/// next argument it is put together: `Name=Start␊Services,Des␊cription=...` names `StartServices`.
#[must_use]
pub fn action_argument<'log>(text: &'log str, name: &str) -> Option<Cow<'log, str>> {
    let value = argument(text, name)?;
    if !value.contains('\n') {
        return Some(Cow::Borrowed(value));
    }
    let value = value.split(',').next().unwrap_or_default();
    Some(Cow::Owned(value.replace(['\r', '\n'], "")))
}

/// Splits off the first argument; `None` at the end. Where `known` is set, only a name that the catalogue has begins the next.
fn split_argument(text: &str, known: bool) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    // The data of a custom action is the last argument, and what it looks like is up to the package.
    let end = if text.starts_with("CustomActionData=") {
        None
    } else {
        places([b','], text.as_bytes()).find(|&comma| begins_argument(&text[comma + 1..], known))
    };
    Some(end.map_or((text.trim_end_matches(','), ""), |end| {
        (text[..end].trim_end_matches(','), &text[end + 1..])
    }))
}

/// Whether an argument begins here: `Name=`, an upper-case letter and then letters and digits.
fn begins_argument(text: &str, known: bool) -> bool {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    let name = &text[..end];
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && text.as_bytes().get(end) == Some(&b'=')
        && (!known || is_known(name))
}

/// Names of arguments of which the catalogue does not say at which place they stand.
const ELSEWHERE: [&str; 13] = [
    "AdminDestFolder",
    "CabinetStreams",
    "DriverName",
    "Events",
    "FileID",
    "FilePath",
    "HotKey",
    "IconIndex",
    "IsFirstAssemblyFile",
    "LibID",
    "LoadOrderGroup",
    "Section",
    "ShowCmd",
];

/// Whether there is an argument of that name, of whichever operation.
fn is_known(name: &str) -> bool {
    static NAMES: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let all = catalog::operations().iter();
        let mut names: Vec<&str> = all.flat_map(|known| known.arguments).copied().collect();
        names.extend(ELSEWHERE);
        names.sort_unstable();
        names.dedup();
        names
    });
    NAMES.binary_search(&name).is_ok()
}

/// The fields of a note as `(number, text)`: `2: 5 3: C:\a.dll ` gives `(2, "5")` and `(3, "C:\a.dll")`.
///
/// A field may hold digits and colons, so the next field begins only at a blank and the number that is due.
pub fn fields(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut rest = text.trim_end_matches([' ', '\r', '\n']);
    std::iter::from_fn(move || {
        let (number, value) = rest.trim_start().split_once(':')?;
        let number: u32 = number.parse().ok()?;
        let value = value.strip_prefix(' ').unwrap_or(value);
        let next = find_next(value, number);
        let (value, after) = next.map_or((value, ""), |at| (&value[..at], &value[at..]));
        rest = after;
        Some((number, value.trim_end()))
    })
}

/// Where the field begins that comes after field `number`: at a blank and `3:`, or at the start of the text.
/// Fields may be left out, up to eight in a row; the least of the numbers is the one.
fn find_next(text: &str, number: u32) -> Option<usize> {
    /// Messages have a dozen fields at the most. Without a bound each of a million would be looked for to the end.
    const LAST: u32 = 99;
    if number >= LAST {
        return None;
    }
    let mut least: Option<(u32, usize)> = None;
    for colon in places([b':'], text.as_bytes()) {
        let digits = text.as_bytes()[..colon].iter().rev();
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let at = colon - digits;
        // `01:` is the text of a field.
        let begins = (1..=3).contains(&digits)
            && text.as_bytes()[at] != b'0'
            && (at == 0 || text.as_bytes()[at - 1] == b' ');
        let found = begins
            .then(|| text[at..colon].parse::<u32>().ok())
            .flatten();
        let step = found.and_then(|found| found.checked_sub(number));
        match step {
            Some(1) => return Some(at),
            Some(step @ 2..=9) if least.is_none_or(|(least, _)| step < least) => {
                least = Some((step, at));
            }
            _ => {}
        }
    }
    least.map(|(_, at)| at)
}

/// The field of a note with that number: `field("2: 5 3: C:\a.dll ", 3)` is `C:\a.dll`.
#[must_use]
pub fn field(text: &str, number: u32) -> Option<&str> {
    fields(text)
        .find(|(found, _)| *found == number)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_keep_their_commas() {
        for (text, expect) in [
            ("", vec![]),
            (",", vec![]),
            (
                "Name=Installed,Value=#1,",
                vec![("Name", "Installed"), ("Value", "#1")],
            ),
            (
                "Root=-2147483647,Key=Software\\A,,BinaryType=0,,",
                vec![
                    ("Root", "-2147483647"),
                    ("Key", "Software\\A"),
                    ("BinaryType", "0"),
                ],
            ),
            (
                ",MediaPrompt=Please, insert: ,MediaCabinet=a.cab",
                vec![
                    ("MediaPrompt", "Please, insert: "),
                    ("MediaCabinet", "a.cab"),
                ],
            ),
            (
                "Action=X,CustomActionData=\"a\",b=c\nd=e",
                vec![("Action", "X"), ("CustomActionData", "\"a\",b=c\nd=e")],
            ),
            (
                "Name=Base,Value=CN=Gates,DC=norrland,DC=example,",
                vec![
                    ("Name", "Base"),
                    ("Value", "CN=Gates,DC=norrland,DC=example"),
                ],
            ),
            (
                "Feature=Core,Component=x8]q,Zr4=Tt,Absent=0,",
                vec![
                    ("Feature", "Core"),
                    ("Component", "x8]q,Zr4=Tt"),
                    ("Absent", "0"),
                ],
            ),
            (
                "Action=X,Target=Y,CustomActionData=Server=db,Name=rota,Value=1",
                vec![
                    ("Action", "X"),
                    ("Target", "Y"),
                    ("CustomActionData", "Server=db,Name=rota,Value=1"),
                ],
            ),
            // An operation that the catalogue does not have the arguments of.
            (
                ",Gate=North,,Colour=red,",
                vec![("Gate", "North"), ("Colour", "red")],
            ),
        ] {
            assert_eq!(arguments(text).collect::<Vec<_>>(), expect, "{text}");
        }
    }

    #[test]
    fn the_last_argument_goes_to_the_end() {
        for (text, name, expected) in [
            ("", "Value", None),
            ("Name=N,,", "Value", None),
            ("Name=N,Value=,", "Value", Some("")),
            ("Value=a", "Value", Some("a")),
            (",Value=a,B=c\nD=e,", "Value", Some("a,B=c\nD=e")),
            ("Name=OldValue=a,Value=b,", "Value", Some("b")),
        ] {
            assert_eq!(last_argument(text, name), expected, "{text}");
        }
        for (text, expected) in [
            ("Action=A,Target=F,", Some("F")),
            (
                "Action=A,Target=-a \"x,Action=5\",",
                Some("-a \"x,Action=5\""),
            ),
            ("Action=A,Target=F,CustomActionData=x,Target=y", Some("F")),
            ("Action=A,,CustomActionData=x", None),
        ] {
            assert_eq!(custom_action_target(text), expected, "{text}");
        }
    }

    #[test]
    fn an_action_is_named_in_a_wrapped_line() {
        for text in [
            "Name=StartServices,Description=Starting services,",
            "Name=Start\r\nServices,Description=Starting services,",
            "Name=StartServices,Des\ncription=Starting services,",
            "Name=StartServices,\nDescription=Starting services,",
        ] {
            let action = action_argument(text, "Name");
            assert_eq!(action.as_deref(), Some("StartServices"), "{text:?}");
        }
    }

    #[test]
    fn fields_of_notes_keep_their_colons() {
        for (text, expect) in [
            ("", vec![]),
            (
                "2: C:\\a\\b.msi 3: -2147287038 ",
                vec![(2, "C:\\a\\b.msi"), (3, "-2147287038")],
            ),
            ("2:  3: Error ", vec![(2, ""), (3, "Error")]),
            (
                "2: 0 3: C:\\avcodec 57.dll ",
                vec![(2, "0"), (3, "C:\\avcodec 57.dll")],
            ),
            ("2:  ", vec![(2, "")]),
            ("1: a 4: b", vec![(1, "a"), (4, "b")]),
            (
                "1: a 4: b 3: c 4: d",
                vec![(1, "a 4: b"), (3, "c"), (4, "d")],
            ),
            ("1: 02: 12: b", vec![(1, "02: 12: b")]),
        ] {
            assert_eq!(fields(text).collect::<Vec<_>>(), expect, "{text}");
        }
    }

    #[test]
    fn a_note_of_a_million_fields_comes_to_an_end() {
        let odd: Vec<String> = (0..1 << 17).map(|n| format!("{}: a", 2 * n + 1)).collect();
        assert_eq!(fields(&odd.join(" ")).count(), 50);
    }
}
