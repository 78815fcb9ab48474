//! What wilog says of a log: the report, its cause, and its findings.
//!
//! The serialised form of [`Reports`] is version 1 of the report in JSON; `grammars/schema/report.schema.json`
//! describes it, and old readers must be able to read what later versions add.

mod across;
mod check;
mod fingerprint;
mod normal;
mod report;
mod rule;
mod summary;

pub use across::{AcrossFinding, Place};
pub use check::{
    Capped, Checks, Failure, Inconclusive, LogCheck, NotChecked, Suppressed, SuppressedBy, Tally,
};
pub use fingerprint::{digest, fingerprint, signature};
pub(crate) use report::main_package;
pub use report::{
    BundlePackageLine, Cause, CodeSpace, Confidence, Context, Evidence, Finding, Input,
    PackageReport, ProductReport, Report, Reports, Role, SessionReport, Severity, Tool,
    VerdictReport,
};
pub use rule::RuleInfo;
pub use summary::{CauseSummary, FailedPackage, Holder, LogSummary, Moment, Refusal, Repair};
