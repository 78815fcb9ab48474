//! What stays of a log when its report is made: what the other logs of a call need to know of it.

use chrono::NaiveDate;

use super::Confidence;
use crate::event::Byte;
use crate::text::LineNo;
use crate::trace::Outcome;

/// A log in short, so that many can be compared without their traces and reports.
#[derive(Clone, Debug, Default)]
pub struct LogSummary {
    /// The path as the report has it.
    pub path: String,
    /// The machine that wrote it (`ComputerName`), where the log tells.
    pub machine: Option<String>,
    /// When installs of this log held the execution mutex, in the order of the log.
    pub holders: Vec<Holder>,
    /// When installs of this log were turned away, in the order of the log.
    pub refusals: Vec<Refusal>,
    /// Repairs of products, in the order of the log.
    pub repairs: Vec<Repair>,
    /// Packages of a bundle that failed and have logs of their own, in the order in which they were first applied.
    pub failed_packages: Vec<FailedPackage>,
    /// Why what the log tells of did not end well, where it says so.
    pub cause: Option<CauseSummary>,
}

/// A local date and time, as sure as the log is about its date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The date of the header, as written; empty where there is none.
    pub written: String,
    /// What that date may mean: one day, two where day and month may be meant either way, none without a year.
    pub days: Vec<NaiveDate>,
    /// Milliseconds since midnight of that day; beyond 86,400,000 on the next.
    pub milliseconds: u64,
}

/// An install that held the mutex `_MSIExecute` while it ran an execute sequence.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// When it began.
    pub from: Moment,
    /// When its last line was written.
    pub to: Moment,
    /// Whether it returned; one that did not may have held the mutex for longer than its log shows.
    pub returned: bool,
    /// The low byte of the id of the server's process.
    pub process: Byte,
    /// The low byte of the id of the thread of the engine.
    pub thread: Byte,
    /// What was done, in words: `the upgrade of Contoso Ledger 4.2`.
    pub what: String,
    /// The transaction that somebody began by name, perhaps with other packages.
    pub transaction: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Its exit code, where the log has one.
    pub exit_code: Option<i32>,
    /// A custom action of it that came back with 1618, and when: it had started an install of its own.
    pub started_another: Option<(String, Moment)>,
}

/// An install that did not get the mutex.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The line that says so.
    pub line: LineNo,
    /// When.
    pub at: Moment,
    /// How long it had waited by then, in milliseconds; 0 where it was turned away at once.
    pub waited: u32,
    /// What was asked for, in words.
    pub what: String,
}

/// A session that repaired a product.
#[derive(Clone, Debug)]
pub struct Repair {
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The code of the product.
    pub product_code: String,
    /// Its name, else what the installer was called with.
    pub name: String,
    /// The program that called the installer, as the header has it; empty where it does not.
    pub caller: String,
    /// When it began.
    pub from: Moment,
    /// When its last line was written.
    pub to: Moment,
}

/// A package of a bundle that failed, and has a log of its own.
#[derive(Clone, Debug)]
pub struct FailedPackage {
    /// Where it was begun.
    pub line: LineNo,
    /// Where its result stands.
    pub end_line: LineNo,
    /// Its id.
    pub id: String,
    /// Its result in numbers: `0x80070643, exit code 1603`.
    pub result: String,
    /// The bundle, by name.
    pub bundle: String,
    /// Whether the bundle failed because of it.
    pub stops_bundle: bool,
    /// The path of its log, on the machine that wrote the bundle's log.
    pub log: String,
}

/// A cause in short.
#[derive(Clone, Debug)]
pub struct CauseSummary {
    /// The line that states it.
    pub line: LineNo,
    /// The text of that line.
    pub text: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence for people.
    pub headline: String,
    /// What to do.
    pub advice: String,
}
