//! A log that can be read as a stream and by line number.

use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cover::{Cover, Reach};
use super::detect::{Detected, SAMPLE};
use super::encoding::Encoding;
use super::gather::Gather;
use super::index::{Chunk, Index};
use super::input::{Input, OpenError};
use super::line_no::LineNo;
use super::pass::{Limits, Pass};
use super::quoted::{EventOrder, Frame, unfold};
use super::window::Window;

/// A log, decoded while it is read.
///
/// The input is read by position in chunks of 128 KiB and never locked, so a log can be read while it is written.
/// Its length is not asked for: what is there when it is read is read, and a log that has shrunk ends earlier.
pub struct Source {
    input: Input,
    /// Whether the input had lost its lines, and has them again.
    unfolded: bool,
    told: Option<Encoding>,
    limits: Limits,
    pass: Pass,
    /// The chunks that the pass has read.
    index: Index,
    /// Whether the pass is over, and what is read next starts another one.
    stale: bool,
    /// Whether somebody still writes the input.
    grows: bool,
    /// What stands around each line without being part of the log.
    frame: Frame,
    /// What is not shown of the text.
    cover: Cover,
    /// The chunk that was decoded last for single lines, and its text: who asks for a line asks for its neighbours too.
    near: Option<(Chunk, String)>,
    /// Where others see how many bytes were read.
    counter: Option<Arc<AtomicU64>>,
}

impl Source {
    /// Opens the file at `path`. An `encoding` that is given holds for all of it, except that a byte order mark goes
    /// before it; else the encoding is detected, see [`Source::detected`].
    ///
    /// The file may be written, renamed, and deleted by others while it is open.
    /// What is no file, such as a named pipe, is read to its end first, as in [`Source::spool`].
    ///
    /// # Errors
    ///
    /// When the file can't be opened or read, or is a directory.
    pub fn open(path: &Path, encoding: Option<Encoding>) -> Result<Source, OpenError> {
        let input = Input::open(path)?;
        Source::new(input, encoding, Limits::DEFAULT).map_err(|reason| OpenError::File {
            path: path.to_owned(),
            reason,
        })
    }

    /// Reads `reader`, such as standard input, to its end, since it can be read only once.
    ///
    /// Up to 64 MiB are kept in memory; what is longer goes to a temporary file that nobody else can open and that is
    /// gone when the source is dropped. For `encoding` see [`Source::open`].
    ///
    /// # Errors
    ///
    /// When `reader` fails, or the temporary file can't be written.
    pub fn spool(reader: impl Read, encoding: Option<Encoding>) -> Result<Source, OpenError> {
        let input = Input::spool(reader)?;
        Source::new(input, encoding, Limits::DEFAULT).map_err(|reason| OpenError::Spool { reason })
    }

    /// A log that is in memory. For `encoding` see [`Source::open`].
    pub fn from_bytes(bytes: impl Into<Vec<u8>>, encoding: Option<Encoding>) -> Source {
        Source::from_bytes_in(bytes.into(), encoding, Limits::DEFAULT)
    }

    /// A log in memory that is read in chunks of another size.
    pub(super) fn from_bytes_in(bytes: Vec<u8>, told: Option<Encoding>, limits: Limits) -> Source {
        let (text, unfolded) = unfold::text(bytes);
        let pass = Pass::new(&text[..text.len().min(SAMPLE)], told, limits);
        let input = Input::Bytes(Arc::from(text));
        Source::unread(input, unfolded, told, limits, pass)
    }

    pub(super) fn new(input: Input, told: Option<Encoding>, limits: Limits) -> io::Result<Source> {
        let (input, unfolded) = unfold::input(input)?;
        let pass = start(&input, told, limits)?;
        Ok(Source::unread(input, unfolded, told, limits, pass))
    }

    /// A source of which nothing was read, and of which nothing is covered.
    fn unread(
        input: Input,
        unfolded: bool,
        told: Option<Encoding>,
        limits: Limits,
        pass: Pass,
    ) -> Source {
        Source {
            input,
            unfolded,
            told,
            limits,
            pass,
            index: Index::default(),
            stale: false,
            grows: false,
            frame: Frame::default(),
            cover: Cover::default(),
            near: None,
            counter: None,
        }
    }

    /// A second way to the same input, for another thread: it knows all lines that this one has read so far.
    ///
    /// It takes the end of the input as it is, also where this one waits for more, see [`Source::set_grows`].
    #[must_use]
    pub fn share(&self) -> Source {
        let (input, pass) = (self.input.clone(), self.pass.share());
        Source {
            index: self.index.clone(),
            frame: self.frame.clone(),
            stale: self.stale,
            cover: self.cover.clone(),
            ..Source::unread(input, self.unfolded, self.told, self.limits, pass)
        }
    }

    /// Takes the end of the input for a place where more will come, from the next pass on.
    ///
    /// A window then never comes to the end: [`Window::advance`] returns false where nothing more is there yet, and
    /// may be called again later. A last line without a line end waits until it has one.
    pub fn set_grows(&mut self) {
        self.grows = true;
        self.stale = true;
    }

    /// Whether the input has become shorter than what was read of it: somebody has begun to write it anew.
    ///
    /// # Errors
    ///
    /// When the input can't be read.
    pub fn has_shrunk(&self) -> io::Result<bool> {
        let last = self.bytes().checked_sub(1);
        Ok(match last {
            Some(last) => self.input.sample(last, 1)?.is_empty(),
            None => false,
        })
    }

    /// What is known of the encoding. It is final when the input was read to its end: whether a text of bytes is UTF-8
    /// or in a code page only shows at its first line beyond ASCII.
    #[must_use]
    pub fn detected(&self) -> Detected {
        self.pass.detected()
    }

    /// Whether the log had lost its lines: it stood in one text in JSON, with `\r\n` where they end, or in one paragraph. Then
    /// lines and bytes are counted in the text that has its lines again, which no editor shows for the file.
    #[must_use]
    pub fn unfolded(&self) -> bool {
        self.unfolded
    }

    /// Which events stand first, as far as the beginning of the text tells, where it is of Windows' event log; nothing where it
    /// is not.
    #[must_use]
    pub fn event_order(&self) -> Option<EventOrder> {
        self.frame.event_order()
    }

    /// Whether the beginning of the text is a table of Windows' event log that leaves out the ends of messages, as PowerShell
    /// writes it for a window.
    #[must_use]
    pub fn has_cut_events(&self) -> bool {
        self.frame.has_cut_events()
    }

    /// Number of bytes that were read so far, or of the whole input when it was read to its end, with the byte order
    /// mark.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pass.bytes()
    }

    /// Tells others, such as another thread, how many bytes were read so far. A further pass does not count again.
    pub fn count_bytes(&mut self, counter: Arc<AtomicU64>) {
        self.counter = Some(counter);
    }

    /// Number of lines that were read so far, or of the whole input when it was read to its end.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.pass.lines()
    }

    /// Covers texts with [`STARS`](super::STARS) from now on, wherever they are read, each as far as it reaches. With each
    /// stand the lines in which it was found. Sources that [share](Source::share) the input cover them too.
    /// Returns whether that changes anything: what was read before may have to be read again.
    ///
    /// A text has no line end. One that stands across the pieces of a line longer than 1 MiB is not found.
    pub fn cover<'a>(
        &mut self,
        texts: impl IntoIterator<Item = (&'a str, Reach, &'a [LineNo])>,
    ) -> bool {
        self.near = None;
        self.cover.add(texts)
    }

    /// Covers nothing from now on, whatever [`Source::cover`] is told.
    pub fn lift_cover(&mut self) {
        self.near = None;
        self.cover.lift();
    }

    /// Starts a fresh pass over the text, from its first line.
    pub fn window(&mut self) -> Window<'_> {
        self.stale = true;
        Window::new(self)
    }

    /// The line with the number `n`, without its line end and up to 1 MiB of text, or nothing when there is no such
    /// line, or not any more.
    ///
    /// Only the part of the input that holds the line is read, unless the input was not read that far yet.
    ///
    /// # Errors
    ///
    /// When the input can't be read.
    pub fn line(&mut self, n: LineNo) -> io::Result<Option<String>> {
        Ok(self.lines(n, n)?.pop().map(|(_, line)| line))
    }

    /// The lines `from..=to` that exist, each as [`Source::line`] gives it, with their numbers.
    ///
    /// # Errors
    ///
    /// When the input can't be read.
    pub fn lines(&mut self, from: LineNo, to: LineNo) -> io::Result<Vec<(LineNo, String)>> {
        self.lines_within(from, to, usize::MAX)
    }

    /// The lines `from..=to` that exist, but none behind the one with which their text comes to so many `bytes`: at least
    /// one where there is any, so that whoever reads a long log part by part goes on behind the last one.
    ///
    /// # Errors
    ///
    /// When the input can't be read.
    pub fn lines_within(
        &mut self,
        from: LineNo,
        to: LineNo,
        bytes: usize,
    ) -> io::Result<Vec<(LineNo, String)>> {
        let mut text = String::new();
        while !self.has_line(to) && self.next_chunk(&mut text)? {
            text.clear();
        }
        let first = self.index.position_of(from.get() - 1);
        let at = self
            .index
            .get(first)
            .map_or(LineNo::FIRST, |chunk| LineNo::FIRST.plus(chunk.line));
        let mut gather = Gather::new(from, to, at, self.limits.piece).within(bytes);
        let mut next = first;
        while let Some(chunk) = self.index.get(next)
            && !gather.is_done()
        {
            gather.take(self.decoded(chunk)?);
            next += 1;
        }
        Ok(gather.finish())
    }

    /// The text of a chunk, decoded again unless it is the one that was decoded last.
    fn decoded(&mut self, chunk: Chunk) -> io::Result<&str> {
        let (near, mut text) = self.near.take().unwrap_or((chunk, String::new()));
        if near != chunk || text.is_empty() {
            text.clear();
            self.pass.again(&self.input, chunk, &mut text)?;
            self.frame.take_off(&mut text, 0, chunk.mid_line);
            self.cover
                .apply(&mut text, 0, LineNo::FIRST.plus(chunk.line));
        }
        let (_, text) = self.near.insert((chunk, text));
        Ok(text)
    }

    /// Whether the whole of this line was read, or is known not to exist.
    fn has_line(&self, n: LineNo) -> bool {
        !self.stale && (self.pass.has_ended() || self.pass.complete_lines() >= n.get())
    }

    /// Whether the pass has seen the end of the input.
    pub(super) fn has_ended(&self) -> bool {
        !self.stale && self.pass.has_ended()
    }

    /// How many whole lines all chunks so far have.
    pub(super) fn complete_lines(&self) -> u32 {
        if self.stale {
            0
        } else {
            self.pass.complete_lines()
        }
    }

    /// Appends the text of the next chunk to `out`, and tells whether there was one.
    pub(super) fn next_chunk(&mut self, out: &mut String) -> io::Result<bool> {
        if self.stale {
            let grows = self.grows;
            self.pass = start(&self.input, self.told, self.limits)?;
            if grows {
                self.pass.set_grows();
            }
            self.index.clear();
            self.near = None;
            self.stale = false;
        }
        let start = out.len();
        let mut chunk: Option<Chunk> = self.pass.next(&self.input, out)?;
        if let Some(first) = chunk
            && first.line == 0
        {
            self.frame = Frame::of(&out[start..]);
            if let Some(seam) = self.frame.seam()
                && !first.mid_line
            {
                // The first chunk tells how the text is cut, and it was cut without that.
                out.truncate(start);
                self.pass.begin_again_at(first, seam);
                chunk = self.pass.next(&self.input, out)?;
            }
        }
        if let Some(counter) = &self.counter {
            counter.fetch_max(self.pass.bytes(), Ordering::Relaxed);
        }
        if let Some(chunk) = chunk {
            let line = LineNo::FIRST.plus(chunk.line);
            self.frame.take_off(out, start, chunk.mid_line);
            self.cover.apply(out, start, line);
            self.index.push(chunk);
        }
        Ok(chunk.is_some())
    }
}

fn start(input: &Input, told: Option<Encoding>, limits: Limits) -> io::Result<Pass> {
    Ok(Pass::new(&input.sample(0, SAMPLE)?, told, limits))
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("detected", &self.detected())
            .field("bytes", &self.bytes())
            .field("line_count", &self.line_count())
            .finish_non_exhaustive()
    }
}
