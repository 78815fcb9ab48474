//! The rows of a table in some lines. Tables are in the order of the log, and a log of many installs has many rows for
//! each engine that is looked at.

use crate::text::LineNo;
use crate::trace::EngineRun;
pub(super) use crate::trace::between;

/// The rows from the first to the last line of an engine; those of other engines may stand between.
pub(super) fn of<'r, R>(
    rows: &'r [R],
    run: &EngineRun,
    line: impl Fn(&R) -> LineNo,
) -> std::slice::Iter<'r, R> {
    between(rows, run.line, run.end_line, line).iter()
}
