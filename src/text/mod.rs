//! Turns a file or standard input into lines of UTF-8 text.
//!
//! Windows Installer writes its logs as UTF-16LE with a byte order mark, but copies, pasted logs, and logs of very old
//! engines come in every other encoding, see [`Encoding`].
//! This module hides that: it knows encodings and line ends, and nothing of Windows Installer but how its lines begin, by
//! which `quoted` undoes what pages and other programs have made of a log.
//!
//! A [`Source`] is an input that can be read more than once.
//! Its text comes in two ways:
//!
//! * as a stream, through a [`Window`] that slides over the text in steps of whole lines, in memory that doesn't grow
//!   with the input;
//! * by number, with [`Source::line`] and [`Source::lines`], which read again only the part of the input that holds
//!   the lines.
//!
//! Lines end at LF. A CR before the LF belongs to the line end, any other CR is data.
//! Lines are numbered from 1 as in a text editor: a last line without a line end is a line, and a line end at the end
//! of the input opens no further line.
//!
//! ```
//! use wilog::text::{LineNo, Source};
//!
//! let mut source = Source::from_bytes("=== Logging started ===\r\nAction start\r\n", None);
//! let mut window = source.window();
//! let mut consumed = 0;
//! while window.advance(consumed)? {
//!     consumed = window.text().len();
//! }
//! assert_eq!(source.line_count(), 2);
//! assert_eq!(source.line(LineNo::new(2))?.as_deref(), Some("Action start"));
//! # Ok::<(), std::io::Error>(())
//! ```

mod boundary;
mod columns;
mod command;
mod cover;
mod cut;
mod decode;
mod detect;
mod encoding;
mod gather;
mod index;
mod input;
mod line_no;
mod nearest;
mod pass;
mod places;
mod quoted;
mod source;
#[cfg(test)]
mod tests;
mod utf16;
mod utf8;
mod visible;
mod window;
mod word;

pub use boundary::floor_boundary;
pub use columns::{byte_of_column, columns, fitting, fitting_end, one_line};
pub use command::begins_command;
pub use cover::{Reach, STARS};
pub use detect::Detected;
pub use encoding::{CodePage, Encoding, UnknownEncoding};
pub use input::OpenError;
pub use line_no::LineNo;
pub use nearest::nearest;
pub use places::{BLOCK, in_block, places};
pub use quoted::EventOrder;
pub use source::Source;
pub use visible::visible;
pub use window::Window;
pub use word::{duration, enumerated, file_name, grouped, units};
