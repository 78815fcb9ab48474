//! What an update asks for beyond the model. `work` does it, and tells what came of it in a message.

use std::path::PathBuf;

use super::model::filter::Predicate;
use super::tab::Tab;

/// Something to do outside of the model.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Read the log from its start, under this number. Follow it when it ends.
    Read(Reading),
    /// Look through lines.
    Scan(Scan),
    /// Stop looking for what is not wanted any more.
    StopScan(ScanFor),
    /// Make the rows of a tab.
    Table(Tab),
    /// Put text on the clipboard.
    Copy(Copied),
    /// Write text to a new file.
    Write(Writing),
    /// Show an address in the browser.
    Browse(String),
    /// Hand the terminal back to the shell until it lets the program go on.
    Suspend,
}

/// What goes to the clipboard.
#[derive(Clone, Debug)]
pub enum Copied {
    /// This text.
    Text(String),
    /// The lines from one number to another, as the log has them.
    Lines(u32, u32),
}

/// A reading of the log.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub(crate) number: u64,
    pub(crate) follow: bool,
}

/// Whom a scan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanFor {
    /// The search.
    Search,
    /// The filter.
    Filter,
}

/// A look through lines in the background.
#[derive(Clone, Debug)]
pub struct Scan {
    pub(crate) purpose: ScanFor,
    pub(crate) job: u64,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) predicate: Predicate,
}

/// A file to write.
#[derive(Clone, Debug)]
pub struct Writing {
    pub(crate) path: PathBuf,
    pub(crate) what: Written,
}

/// What to write into a file.
#[derive(Clone, Debug)]
pub(crate) enum Written {
    /// The report, as text, or as JSON where the name of the file says so.
    Report,
    /// Lines of the log, by their numbers; all of them for `None`.
    Lines(Option<Vec<u32>>),
}
