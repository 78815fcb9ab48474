//! One pass over an input: it reads chunks of whole lines and decodes them.

use std::io;
use std::str;

use super::cut;
use super::decode::decode;
use super::detect::{Detected, detect, guess_code_page};
use super::encoding::Encoding;
use super::index::Chunk;
use super::input::Input;
use super::quoted::Seam;
use super::utf8::{BadLines, is_torn_utf8};

/// Bytes that a code page is guessed from, starting with the first line that is not UTF-8.
const GUESS_FROM: usize = 256 * 1024;

/// How many bytes are read at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of a chunk. What follows its last line end is left for the next one.
    pub(super) chunk: usize,
    /// Bytes after which a chunk is cut although no line ends in it, so that a line of any length can be read. Also
    /// the bytes of text after which the rest of a line is left out when it is asked for by number.
    pub(super) piece: usize,
}

impl Limits {
    /// A chunk of 128 KiB and its text fit the second-level cache of any processor of today.
    pub(super) const DEFAULT: Limits = Limits {
        chunk: 128 * 1024,
        piece: 1024 * 1024,
    };
}

/// What is known of the end of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It was not seen yet.
    Ahead,
    /// It was seen.
    Seen,
    /// There is none: the input grows.
    None,
}

/// How far a pass has come, and what it learned of the encoding on its way.
#[derive(Debug)]
pub(super) struct Pass {
    limits: Limits,
    /// The encoding that is being read.
    encoding: Encoding,
    /// The encoding as it is told to others: when lines that are not UTF-8 turn up, the code page of these.
    detected: Detected,
    /// Decided when the first bad line turns up.
    bad_lines: Option<BadLines>,
    /// Whether UTF-8 with characters beyond ASCII was seen.
    beyond_ascii: bool,
    /// Offset of the next chunk.
    offset: u64,
    /// Number of line feeds before it.
    line: u32,
    /// Whether it starts inside of a line.
    mid_line: bool,
    /// Between which lines it is cut, where that is not between any.
    seam: Option<Seam>,
    end: End,
    /// Room for the bytes of a chunk, reused for each.
    raw: Vec<u8>,
    /// How many bytes of it are from the input.
    filled: usize,
}

impl Pass {
    /// A pass over an input that starts with `sample`, of which the caller may have `told` the encoding.
    pub(super) fn new(sample: &[u8], told: Option<Encoding>, limits: Limits) -> Pass {
        let detected = detect(sample, told);
        let is_certain = detected.bom || told.is_some();
        Pass {
            limits,
            encoding: detected.encoding,
            detected,
            bad_lines: is_certain.then_some(BadLines::Replace),
            beyond_ascii: false,
            offset: detected.bom_len() as u64,
            line: 0,
            mid_line: false,
            seam: None,
            end: End::Ahead,
            raw: Vec::new(),
            filled: 0,
        }
    }

    /// The same pass at the same place, without the room for bytes.
    pub(super) fn share(&self) -> Pass {
        Pass {
            raw: Vec::new(),
            filled: 0,
            end: match self.end {
                End::None => End::Ahead,
                end => end,
            },
            ..*self
        }
    }

    /// Takes the end of the input for a place where more will come: what has no line end yet is left for later.
    pub(super) fn set_grows(&mut self) {
        self.end = End::None;
    }

    /// Goes back to the first chunk, which was the last one that was read, and cuts chunks at seams of the text from there on,
    /// as far as it has some: a chunk still has at most as many bytes as a piece.
    pub(super) fn begin_again_at(&mut self, first: Chunk, seam: Seam) {
        self.offset = first.start;
        self.line = first.line;
        self.mid_line = first.mid_line;
        self.seam = Some(seam);
        if self.end == End::Seen {
            self.end = End::Ahead;
        }
    }

    /// What is known of the encoding so far.
    pub(super) fn detected(&self) -> Detected {
        self.detected
    }

    /// Bytes that were read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.offset
    }

    /// Number of complete lines that were read so far.
    pub(super) fn complete_lines(&self) -> u32 {
        self.line
    }

    /// Number of lines that were read so far, the last one perhaps in part.
    pub(super) fn lines(&self) -> u32 {
        self.line.saturating_add(u32::from(self.mid_line))
    }

    /// Whether the end of the input was seen.
    pub(super) fn has_ended(&self) -> bool {
        self.end == End::Seen
    }

    /// Reads the next chunk and appends its text to `out`. Nothing at the end of the input.
    ///
    /// A chunk ends with a line end, and at a seam where [`Pass::begin_again_at`] was told one, except at the end of the input, or inside of a very long line.
    /// After an error the same chunk can be tried again.
    pub(super) fn next(&mut self, input: &Input, out: &mut String) -> io::Result<Option<Chunk>> {
        if self.has_ended() {
            return Ok(None);
        }
        let length = self.read(input)?;
        if length == 0 {
            return Ok(None);
        }
        let text_start = out.len();
        let decoded = self.decode(0, length, out);
        if decoded < length {
            if let Err(error) = self.decide(input, decoded) {
                out.truncate(text_start);
                if self.end == End::Seen {
                    self.end = End::Ahead;
                }
                return Err(error);
            }
            self.decode(decoded, length, out);
        }
        let text = &out.as_bytes()[text_start..];
        let chunk = Chunk {
            start: self.offset,
            end: self.offset + length as u64,
            line: self.line,
            mid_line: self.mid_line,
        };
        self.beyond_ascii = self.beyond_ascii || self.bad_lines.is_none() && !text.is_ascii();
        self.offset = chunk.end;
        self.line = self
            .line
            .saturating_add(memchr::memchr_iter(b'\n', text).count() as u32);
        self.mid_line = !text.ends_with(b"\n");
        Ok(Some(chunk))
    }

    /// Decodes a chunk once more and appends its text to `out`: less than before when the input has shrunk.
    pub(super) fn again(
        &mut self,
        input: &Input,
        chunk: Chunk,
        out: &mut String,
    ) -> io::Result<()> {
        self.filled = 0;
        self.fill(input, chunk.start, (chunk.end - chunk.start) as usize)?;
        let bad_lines = self.bad_lines.or(Some(BadLines::Replace));
        decode(self.encoding, bad_lines, &self.raw[..self.filled], out);
        Ok(())
    }

    /// Reads bytes until they make up a chunk, and returns the length of it: 0 at the end of the input.
    fn read(&mut self, input: &Input) -> io::Result<usize> {
        self.filled = 0;
        let mut wanted = self.limits.chunk;
        loop {
            self.fill(input, self.offset, wanted)?;
            let raw = &self.raw[..self.filled];
            if self.filled < wanted && self.end == End::None {
                return Ok(cut::after_last_line(self.encoding, raw).unwrap_or(0));
            }
            if self.filled < wanted {
                self.end = End::Seen;
                return Ok(self.filled);
            }
            let after_line = cut::after_last_line(self.encoding, raw);
            let at_seam = match self.seam {
                Some(seam) => cut::at_last_seam(self.encoding, raw, seam),
                None => after_line,
            };
            if let Some(length) = at_seam {
                return Ok(length);
            }
            if wanted >= self.limits.piece {
                if let Some(length) = after_line {
                    return Ok(length);
                }
                let encoding = self.encoding_of_piece(input)?;
                return Ok(cut::whole_characters(encoding, &self.raw[..self.filled]));
            }
            wanted = self.limits.piece.min(wanted * 2);
        }
    }

    /// Reads on until the bytes from `offset` are `wanted` ones, or all that the input has.
    fn fill(&mut self, input: &Input, offset: u64, wanted: usize) -> io::Result<()> {
        if self.raw.len() < wanted {
            self.raw.resize(wanted, 0);
        }
        let room = &mut self.raw[self.filled..wanted];
        self.filled += input.fill(offset + self.filled as u64, room)?;
        Ok(())
    }

    /// Where characters end in a piece of a line of bytes depends on what a line is read as that is not UTF-8.
    fn encoding_of_piece(&mut self, input: &Input) -> io::Result<Encoding> {
        let is_bad = |raw| str::from_utf8(raw).is_err_and(|error| error.error_len().is_some());
        if self.encoding != Encoding::Utf8 || !is_bad(&self.raw[..self.filled]) {
            return Ok(self.encoding);
        }
        if self.bad_lines.is_none() {
            self.decide(input, 0)?;
        }
        match self.bad_lines {
            Some(BadLines::Read(page)) => Ok(Encoding::Ansi(page)),
            Some(BadLines::Replace) | None => Ok(Encoding::Utf8),
        }
    }

    fn decode(&self, from: usize, to: usize, out: &mut String) -> usize {
        from + decode(self.encoding, self.bad_lines, &self.raw[from..to], out)
    }

    /// Decides what becomes of lines that are not UTF-8, of which the first one starts at `at` in the chunk.
    ///
    /// A text in which UTF-8 was seen is UTF-8 with damage. Any other is in a code page.
    fn decide(&mut self, input: &Input, at: usize) -> io::Result<()> {
        let (before, line) = self.raw[..self.filled].split_at(at);
        let is_utf8 =
            self.beyond_ascii || !before.is_ascii() || self.has_ended() && is_torn_utf8(line);
        self.bad_lines = Some(if is_utf8 {
            BadLines::Replace
        } else {
            let sample = input.sample(self.offset + at as u64, GUESS_FROM)?;
            let page = guess_code_page(&sample, sample.len() == GUESS_FROM);
            self.detected = Detected {
                encoding: Encoding::Ansi(page),
                bom: false,
                guessed: true,
            };
            BadLines::Read(page)
        });
        Ok(())
    }
}
