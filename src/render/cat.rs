//! A log as text, with line numbers.

use std::io::{self, Write};

use crate::text::{LineNo, visible};

/// Writes lines of a log so that a terminal can show them: UTF-8, LF at the end, control characters visible.
///
/// Lines may come in pieces, as those do that are longer than a mebibyte.
pub struct Lines<'out> {
    out: &'out mut dyn Write,
    numbers: bool,
    /// The line that was begun and not ended.
    open: Option<LineNo>,
}

impl<'out> Lines<'out> {
    /// Lines that go to `out`, with their numbers in front if `numbers` says so.
    pub fn new(out: &'out mut dyn Write, numbers: bool) -> Self {
        Self {
            out,
            numbers,
            open: None,
        }
    }

    /// Writes `piece`: the line `number` with its line end, or a part of that line, of which the last one has the line
    /// end if there is one.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn write(&mut self, number: LineNo, piece: &str) -> io::Result<()> {
        if self.open != Some(number) {
            self.finish()?;
            if self.numbers {
                // Six digits and two blanks make eight columns, so that tabs stand where they would without numbers.
                write!(self.out, "{:>6}  ", number.get())?;
            }
        }
        let ended = piece.strip_suffix('\n');
        let text = ended.map(|text| text.strip_suffix('\r').unwrap_or(text));
        self.out
            .write_all(visible(text.unwrap_or(piece)).as_bytes())?;
        if ended.is_some() {
            self.out.write_all(b"\n")?;
        }
        self.open = ended.is_none().then_some(number);
        Ok(())
    }

    /// Ends the last line, also where the log does not.
    ///
    /// # Errors
    ///
    /// When the writer fails.
    pub fn finish(&mut self) -> io::Result<()> {
        if self.open.take().is_some() {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_pieces() {
        let mut out = Vec::new();
        let mut lines = Lines::new(&mut out, true);
        for (number, piece) in [
            (1, "one\r\n"),
            (2, "\n"),
            (3, "tw"),
            (3, "o\x1b[0m\r\n"),
            (1_234_567, "\u{202e}a\rb"),
        ] {
            lines.write(LineNo::new(number), piece).unwrap();
        }
        lines.finish().unwrap();
        let expected = "     1  one\n     2  \n     3  two␛[0m\n1234567  \\u{202e}a␍b\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
