//! The prefixes of engine lines.

use super::bundle_prefix;
use super::lex::{NIBBLES, two_digits_each};
use crate::event::{Bundle, Byte, Engine, Origin, Side, TimeOfDay};

/// The prefix of an engine line and the text behind it.
///
/// Typical input: `MSI (s) (18!54) [09:12:53:767]: Doing action: INSTALL`.
/// A doubled prefix, of which the first has no time, counts once:
/// `MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: ...`.
pub(super) fn engine(line: &str) -> Option<(Engine, &str)> {
    match line.as_bytes().first_chunk().and_then(by_place) {
        Some(engine) => Some((engine, behind(line)?)),
        None => torn(line),
    }
}

/// What an engine line says behind its prefix; another line as it is.
///
/// Typical input: `MSI (s) (18!54) [09:12:53:767]: Doing action: INSTALL`.
#[must_use]
pub fn behind_prefix(line: &str) -> &str {
    engine(line).map_or(line, |(_, text)| text)
}

/// Whether a line begins as the engine's lines do, also where the rest of the prefix is damaged or cut off: nobody else
/// writes that.
#[must_use]
pub fn is_prefixed(line: &str) -> bool {
    line.starts_with(START)
}

/// The last prefixes that were read. Many lines are written within a millisecond, and they share them to the letter;
/// and a line that ends the record above it is looked at twice.
#[derive(Clone, Debug)]
pub(super) struct Last {
    /// That of an engine line, and what it says.
    prefix: [u8; LENGTH],
    origin: Origin,
    bundle: bundle_prefix::Last,
}

impl Default for Last {
    fn default() -> Self {
        Self {
            // Bytes that no text has, so that no line is like it.
            prefix: [0xFF; LENGTH],
            origin: Origin::Plain,
            bundle: bundle_prefix::Last::default(),
        }
    }
}

impl Last {
    /// What is known somewhere in the log of a bundle.
    pub(super) fn within_bundle() -> Self {
        Self {
            bundle: bundle_prefix::Last::within_bundle(),
            ..Self::default()
        }
    }

    /// Puts the prefix of an engine line into `origin` and gives the text behind it, as [`engine`] reads it.
    ///
    /// The prefix is written where it stays, for the same reason as the kind of an event.
    pub(super) fn read<'log>(&mut self, line: &'log str, origin: &mut Origin) -> Option<&'log str> {
        if self.is_at(line) {
            *origin = self.origin;
            return behind(line);
        }
        // Of the lines that come here, nearly all have no part of a prefix.
        if !line.starts_with(START) {
            return None;
        }
        let (mut engine, text) = torn(line)?;
        // Where other lines have a time, one that lost its own was written when the one above it was.
        if let Origin::Engine(last) = self.origin
            && engine.at.is_none()
        {
            engine.at = last.at;
        }
        *origin = Origin::Engine(engine);
        Some(text)
    }

    /// Whether a whole prefix stands at the start of a text; if so it is remembered.
    #[inline]
    pub(super) fn is_at(&mut self, text: &str) -> bool {
        let Some(prefix @ [b'M', ..]) = text.as_bytes().first_chunk::<LENGTH>() else {
            return false;
        };
        self.prefix == *prefix || self.reads(prefix)
    }

    /// Whether another prefix than the last one is whole; if so it is remembered.
    #[inline(never)] // Else the comparison with the last one, which mostly is all, becomes a call.
    fn reads(&mut self, prefix: &[u8; LENGTH]) -> bool {
        let engine = match self.origin {
            // Mostly the same thread goes on to write.
            Origin::Engine(last) if prefix[..TORN] == self.prefix[..TORN] => at_time(last, prefix),
            _ => by_place(prefix),
        };
        let Some(engine) = engine else { return false };
        self.prefix = *prefix;
        self.origin = Origin::Engine(engine);
        true
    }

    /// The prefix of a bundle line and the text behind it.
    pub(super) fn read_bundle<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        if line.starts_with('[') {
            self.bundle.read(line)
        } else {
            None
        }
    }

    /// A bundle line that lost its prefix, in part or as a whole, and the text behind what is left of it. In the log of an
    /// engine such a line is a custom action's or a value's, whatever it looks like.
    pub(super) fn read_stripped<'log>(&mut self, line: &'log str) -> Option<(Bundle, &'log str)> {
        match self.origin {
            Origin::Plain => self.bundle.read_stripped(line),
            _ => None,
        }
    }

    /// Whether a line would be read as one of a bundle. Nothing is learned of it, since it is looked at before those above it
    /// are read.
    pub(super) fn is_bundle(&self, line: &str) -> bool {
        line.starts_with('[') && self.bundle.clone().read(line).is_some()
    }

    /// The same of one that lost its prefix.
    pub(super) fn is_stripped(&self, line: &str) -> bool {
        matches!(self.origin, Origin::Plain) && self.bundle.clone().read_stripped(line).is_some()
    }
}

/// The length of `MSI (s) (18!54) [09:12:53:767]:`.
const LENGTH: usize = 31;

/// How every prefix begins.
const START: &str = "MSI (";

/// The length of a prefix whose time was lost: `MSI (s) (54:9C) `.
const TORN: usize = 16;

/// The text behind a prefix; between the two stands a blank.
fn behind(line: &str) -> Option<&str> {
    let text = line.get(LENGTH..)?;
    Some(text.strip_prefix(' ').unwrap_or(text))
}

/// A prefix, every part of which has a fixed place: nearly every line of a log comes through here.
#[inline]
fn by_place(prefix: &[u8; LENGTH]) -> Option<Engine> {
    at_time(of_ids(prefix.first_chunk()?)?, prefix)
}

/// The same writer at the time of a prefix.
#[inline]
fn at_time(writer: Engine, prefix: &[u8; LENGTH]) -> Option<Engine> {
    let time = time_of_day(prefix.last_chunk()?)?;
    Some(Engine {
        at: Some(time),
        ..writer
    })
}

/// A prefix without its time: `MSI (s) (18!54) `.
#[inline]
fn of_ids(ids: &[u8; TORN]) -> Option<Engine> {
    let [
        b'M',
        b'S',
        b'I',
        b' ',
        b'(',
        side,
        b')',
        b' ',
        b'(',
        p1,
        p2,
        mark @ (b':' | b'!'),
        t1,
        t2,
        b')',
        b' ',
    ] = *ids
    else {
        return None;
    };
    let nibbles = [p1, p2, t1, t2].map(|digit| NIBBLES[usize::from(digit)]);
    if !(side.is_ascii_alphabetic() && nibbles.iter().fold(0, |all, nibble| all | nibble) < 16) {
        return None;
    }
    let [p1, p2, t1, t2] = nibbles;
    Some(Engine {
        side: Side::from_letter(side),
        process: Byte(p1 << 4 | p2),
        thread: Byte(t1 << 4 | t2),
        by_custom_action: mark == b'!',
        at: None,
    })
}

/// `[09:12:53:767]:`
fn time_of_day(text: &[u8; LENGTH - TORN]) -> Option<TimeOfDay> {
    let [
        b'[',
        h1,
        h2,
        c1,
        m1,
        m2,
        c2,
        s1,
        s2,
        b':',
        f1,
        f2,
        f3,
        b']',
        b':',
    ] = *text
    else {
        return None;
    };
    let (hour, minute, second) = two_digits_each([h1, h2, c1, m1, m2, c2, s1, s2])?;
    let [f1, f2, f3] = [f1, f2, f3].map(|digit| u32::from(digit.wrapping_sub(b'0')));
    if f1.max(f2).max(f3) > 9 {
        return None;
    }
    TimeOfDay::new(hour, minute, second, f1 * 100 + f2 * 10 + f3)
}

/// A line whose first prefix was torn off and written again, or whose prefix has no time.
fn torn(line: &str) -> Option<(Engine, &str)> {
    if !line.starts_with(START) {
        return None;
    }
    let (first, again) = line.split_at_checked(TORN)?;
    if first.ends_with(") ") && again.starts_with(START) {
        return match again.as_bytes().first_chunk().and_then(by_place) {
            Some(whole) => Some((whole, behind(again)?)),
            None => without_time(again),
        };
    }
    without_time(line)
}

/// A line whose prefix has no time.
fn without_time(line: &str) -> Option<(Engine, &str)> {
    let text = behind_no_time(line)?;
    let mut ids = *b"MSI (s) (00:00) ";
    ids[..TORN - 1].copy_from_slice(&line.as_bytes()[..TORN - 1]);
    Some((of_ids(&ids)?, text))
}

/// What follows a prefix without a time: `MSI (s) (F4:F0): Doing action: INSTALL` and
/// `MSI (s) (F4:F0) : Doing action: INSTALL` of the first versions of Windows Installer, `MSI (s) (F4:F0) [Time]: Doing action: INSTALL` and `MSI (s) (F4:F0)Time: Doing action: INSTALL` on pages
/// whose author took the time away.
fn behind_no_time(line: &str) -> Option<&str> {
    let rest = line.get(TORN - 1..)?;
    let rest = match rest.strip_prefix(" [") {
        Some(named) => {
            let word = named.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
            word.strip_prefix(']')?
        }
        None => match rest.strip_prefix(" :") {
            Some(_) => &rest[1..],
            None => rest.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()),
        },
    };
    rest.strip_prefix(": ").or(rest.strip_prefix(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Option<&str>) {
        let found = engine(line).map(|(e, text)| {
            let mark = if e.by_custom_action { '!' } else { ':' };
            format!(
                "{:?} {}{mark}{} {} |{text}|",
                e.side,
                e.process,
                e.thread,
                e.at.map_or("-".to_owned(), |at| at.to_string())
            )
        });
        assert_eq!(found.as_deref(), expect, "{line}");
    }

    #[test]
    fn where_other_lines_have_a_time_one_without_has_that_of_the_line_above() {
        let log = "MSI (s) (18:A8): x\nMSI (s) (18:A8) [09:12:53:865]: x\nMSI (s) (18:A8): x\n";
        let times: Vec<_> = crate::syntax::events(log)
            .map(|event| event.origin.clock())
            .collect();
        let time = TimeOfDay::new(9, 12, 53, 865);
        assert_eq!(times, [None, time, time]);
    }

    #[test]
    fn a_prefix_is_read_in_the_same_way_below_any_other() {
        let prefixes = [
            "MSI (s) (18:A8) [09:12:53:865]: ",
            "MSI (s) (18:A8) [09:12:53:866]: ",
            "MSI (s) (18:A8) [29:12:53:866]: ",
            "MSI (s) (18!A8) [09:12:53:866]: ",
            "MSI (c) (18:A8) [09:12:53:866]: ",
        ];
        for above in prefixes {
            for prefix in prefixes {
                let log = format!("{above}x\n{prefix}x\n");
                let origin = crate::syntax::events(&log).nth(1).map(|event| event.origin);
                let engine = engine(prefix).map(|(engine, _)| engine);
                let expected = engine.map_or(Origin::Plain, Origin::Engine);
                assert_eq!(origin, Some(expected), "{log}");
            }
        }
    }

    #[test]
    fn an_engine_prefix_is_read_or_refused() {
        check(
            "MSI (s) (18:A8) [09:12:53:865]: Doing action: INSTALL",
            Some("Server 18:A8 09:12:53.865 |Doing action: INSTALL|"),
        );
        check(
            "MSI (c) (F8!DC) [23:59:59:999]: x",
            Some("Client F8!DC 23:59:59.999 |x|"),
        );
        check(
            "MSI (N) (00:01) [00:00:00:000]:",
            Some("Nested 00:01 00:00:00.000 ||"),
        );
        check(
            "MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: Component: x",
            Some("Server 54:9C 09:32:57.691 |Component: x|"),
        );
        check("MSI (c) (A0:4C): x", Some("Client A0:4C - |x|"));
        check("MSI (c) (29:28) : x", Some("Client 29:28 - |x|"));
        check("MSI (s) (08!6C)Time: x", Some("Server 08!6C - |x|"));
        check("MSI (s) (08!6C) [Time]: x", Some("Server 08!6C - |x|"));
        check(
            "MSI (s) (54:9C) MSI (c) (A0:4C): x",
            Some("Client A0:4C - |x|"),
        );
        check("MSI (s) (18:A8) [29:12:53:865]: x", None);
        check("MSI (s) (18:A8) [a b]: x", None);
        check("MSI (s) (18:A8", None);
        check("MSI (s) (18:A8) [09:12:5", None);
        check("MSI (INFO): '=== Logging started'", None);
        check("MSI (s) (18:A8) MSI (s) (18:A8) ", None);
        check("MSI (s) (5é:9C) [09:32:57:691]: x", None);
        check(&"MSI (s) (54:9C) ".repeat(1 << 16), None);
    }
}
