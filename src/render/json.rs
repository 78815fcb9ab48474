//! Reports as JSON.

use std::io::{self, Write};

use serde::Serialize;

use crate::finding::Reports;

/// Writes reports as JSON, indented, with a line end after the last brace.
///
/// # Errors
///
/// What the writer says.
pub fn json(reports: &Reports, out: &mut dyn Write) -> io::Result<()> {
    super::tame::document(reports, out)
}

/// Writes any view of a log as JSON, in the same way.
///
/// # Errors
///
/// What the writer says.
pub fn document(view: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    super::tame::document(view, out)
}
