//! Reports as JSON.

use std::io::{self, Write};

use crate::finding::Reports;

/// Writes reports as JSON, indented, with a line end after the last brace.
///
/// # Errors
///
/// What the writer says.
pub fn json(reports: &Reports, out: &mut dyn Write) -> io::Result<()> {
    super::tame::document(reports, out)
}
