//! What pages and other programs make of the lines of a log, undone.
//!
//! This is the only part of `text` that knows how lines of an installer begin: without that, a quotation mark, a number, or
//! the time of another program that stands before each line could not be told from the log.

mod blanks;
mod bold;
mod event_elements;
mod event_order;
mod event_rows;
mod events;
mod frame;
mod head;
mod page;
mod paragraph;
pub(super) mod unfold;

pub use event_order::EventOrder;
pub(super) use events::{Seam, Side};
pub(super) use frame::Frame;
