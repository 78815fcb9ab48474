//! JSON that is safe to show on a terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::{begins_command, visible};

/// Writes `value` in one line, and the line end.
pub(super) fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, out, CompactFormatter)
}

/// Writes `value` with a line for each member, indented, and a line end.
pub(super) fn document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    write(value, out, PrettyFormatter::new())
}

fn write(value: &impl Serialize, out: &mut dyn Write, layout: impl Formatter) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Tame(layout));
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// A layout in which characters that a terminal or a build would act on, or not show, are written as `\u` escapes.
///
/// JSON itself asks for that only below U+0020, but U+009B starts a terminal sequence as ESC does, and U+202E turns
/// the text behind it around. A reader of the JSON gets the same text back.
struct Tame<F>(F);

impl<F: Formatter> Formatter for Tame<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if stays(fragment) {
            return writer.write_all(fragment.as_bytes());
        }
        for (at, character) in fragment.char_indices() {
            let mut bytes = [0; 4];
            let text = character.encode_utf8(&mut bytes);
            if stays(text) && !begins_command(fragment, at) {
                writer.write_all(text.as_bytes())?;
            } else {
                let mut units = [0; 2];
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// Whether a text may be shown as it is.
fn stays(text: &str) -> bool {
    matches!(visible(text), Cow::Borrowed(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut out = Vec::new();
        line(&text, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_comes_back() {
        for (text, expected) in [
            (
                "plain \"quoted\" C:\\x",
                "\"plain \\\"quoted\\\" C:\\\\x\"\n",
            ),
            ("Größe 中文 😀", "\"Größe 中文 😀\"\n"),
            ("\x1b[31m\t", "\"\\u001b[31m\\t\"\n"),
            ("a\u{9b}31m\u{7f}é", "\"a\\u009b31m\\u007fé\"\n"),
            ("exe.\u{202e}fdp", "\"exe.\\u202efdp\"\n"),
            ("\u{e0041}", "\"\\udb40\\udc41\"\n"),
            ("a ##vso[x]y", "\"a #\\u0023vso[x]y\"\n"),
        ] {
            assert_eq!(shown(text), expected);
            assert_eq!(serde_json::from_str::<String>(&shown(text)).unwrap(), text);
        }
    }

    #[test]
    fn the_layouts() {
        let value = serde_json::json!({"a": [1, 2], "b": {}});
        let mut out = Vec::new();
        document(&value, &mut out).unwrap();
        assert_eq!(out, format!("{value:#}\n").into_bytes());
    }
}
