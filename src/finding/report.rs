//! The report on a log.

use schemars::JsonSchema;
use serde::Serialize;

use super::AcrossFinding;
use crate::text::LineNo;
use crate::trace::Outcome;

/// The reports on all logs of one call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reports {
    /// The version of this form, 1.
    pub schema_version: u32,
    /// Who made it.
    pub tool: Tool,
    /// One report a log, in the order given.
    pub reports: Vec<Report>,
    /// What the logs tell together and none of them alone; left out where that is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub across: Vec<AcrossFinding>,
}

impl Reports {
    /// Reports in the present form, made by this version of wilog.
    #[must_use]
    pub fn new(reports: Vec<Report>) -> Self {
        let tool = Tool::this();
        Self {
            schema_version: 1,
            tool,
            reports,
            across: Vec::new(),
        }
    }
}

/// The program that made a report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// `wilog`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This program, in this version.
    #[must_use]
    pub fn this() -> Self {
        Self {
            name: "wilog",
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The report on one log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// What was read.
    pub input: Input,
    /// How it ended.
    pub verdict: VerdictReport,
    /// Why, when it did not end well and the log tells.
    pub cause: Option<Cause>,
    /// Every session of the log, in order.
    pub sessions: Vec<SessionReport>,
    /// Everything worth telling, causes included.
    pub findings: Vec<Finding>,
    /// What a person wants to know beside it; not part of the form.
    #[serde(skip)]
    pub context: Context,
}

/// What was read.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Input {
    /// The path as given, `-` for standard input.
    pub path: String,
    /// `msi-verbose`, `msi`, `burn`, `unknown`.
    pub format: &'static str,
    /// `utf-16le-bom`, `utf-8`, `windows-1252`, and so on.
    pub encoding: String,
    /// Whether the log had lost its lines, in one text in JSON or in one paragraph; then bytes and lines are those of the text
    /// that has its lines again.
    pub unfolded: bool,
    /// Size in bytes.
    pub bytes: u64,
    /// Number of lines.
    pub lines: u32,
    /// How many of them nobody knows.
    pub unclassified_lines: u32,
    /// How many facts were not kept, since there are too many of their kind; 0 for a log of any usual size.
    pub facts_not_kept: u32,
}

/// How a log ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerdictReport {
    /// How.
    pub outcome: Outcome,
    /// The exit code, where the log has one.
    pub exit_code: Option<i32>,
    /// Whether the log has its end.
    pub complete: bool,
    /// One sentence for people.
    pub headline: String,
}

/// Why an install did not end well.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cause {
    /// The line that states it, 1-based.
    pub line: LineNo,
    /// The standard or custom action in which it happened, for a deferred one the real action.
    pub action: Option<String>,
    /// The number that states it.
    pub code: Option<i64>,
    /// What kind of number that is.
    pub code_space: Option<CodeSpace>,
    /// The rule that found it.
    pub rule: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence for people, with what it is about.
    pub headline: String,
    /// What to do.
    pub advice: String,
    /// The lines that show it, in reading order.
    pub evidence: Vec<Evidence>,
}

/// The space that a number lives in: `Info 1603` (a file in use) is not exit code 1603.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CodeSpace {
    /// A message of the installer.
    Message,
    /// What an engine or a program returned.
    Exit,
    /// An error of Windows.
    Win32,
    /// A result of COM, of a bundle, or of .NET.
    Hresult,
}

impl CodeSpace {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Exit => "exit",
            Self::Win32 => "win32",
            Self::Hresult => "hresult",
        }
    }
}

/// A line that shows something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Its number, 1-based.
    pub line: LineNo,
    /// Its text, without line end.
    pub text: String,
}

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A guess that is worth a look.
    Low,
    /// Probably.
    Medium,
    /// The log says so.
    High,
}

impl Confidence {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// An engineer would want to know.
    Warning,
    /// The install failed, or it did damage.
    Error,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// The severity of that word; nothing for any other word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What part a finding plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It is why.
    Cause,
    /// It follows from the cause.
    Consequence,
    /// It may do harm later.
    Risk,
    /// It helps to understand the rest.
    Context,
}

impl Role {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Consequence => "consequence",
            Self::Risk => "risk",
            Self::Context => "context",
        }
    }
}

/// One session of a log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionReport {
    /// First line, 1-based.
    pub line: LineNo,
    /// Last line, 1-based.
    pub end_line: LineNo,
    /// Local time of its start in ISO form without a zone; null where the date is ambiguous.
    pub start: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// As in the verdict.
    pub outcome: Outcome,
    /// As in the verdict.
    pub exit_code: Option<i32>,
    /// `install`, `upgrade`, `uninstall`, `repair`, and so on; null for a session in which nothing was done.
    pub operation: Option<&'static str>,
    /// The stage in which it failed: `acquisition`, `execution`, or `commit`, also where a rollback followed.
    pub failed_phase: Option<&'static str>,
    /// What it is about: of several packages the first that did not end well, else the last; of a bundle the bundle itself.
    pub product: Option<ProductReport>,
    /// The name of the machine, where the session or another one of the log lists its properties.
    pub computer: Option<String>,
    /// The packages that were handled, in order.
    pub packages: Vec<PackageReport>,
}

impl SessionReport {
    /// The package that the session is about: the first that did not end well, else the last.
    #[must_use]
    pub fn main_package(&self) -> Option<&PackageReport> {
        main_package(&self.packages)
    }
}

/// Of some packages the first that did not end well, else the last.
pub(crate) fn main_package(packages: &[PackageReport]) -> Option<&PackageReport> {
    let failed = |package: &&PackageReport| !package.outcome.is_success();
    packages.iter().find(failed).or(packages.last())
}

/// A product, or a bundle.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProductReport {
    /// Its name, else the file of its package.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Its product code; a bundle has none.
    pub code: Option<String>,
}

/// One package of a session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PackageReport {
    /// The name of the product, else the file.
    pub name: Option<String>,
    /// The version of the product.
    pub version: Option<String>,
    /// The product code.
    pub product_code: Option<String>,
    /// `x86`, `x64`.
    pub bitness: Option<&'static str>,
    /// As in the session.
    pub operation: Option<String>,
    /// As in the verdict.
    pub outcome: Outcome,
    /// As in the verdict.
    pub exit_code: Option<i64>,
}

/// Something that a rule found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// The code of the rule.
    pub rule: String,
    /// The name of the rule.
    pub name: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What part it plays.
    pub role: Role,
    /// First line, 1-based.
    pub line: LineNo,
    /// Last line, 1-based.
    pub end_line: LineNo,
    /// One sentence for people.
    pub headline: String,
    /// What to do.
    pub advice: String,
    /// The lines that show it.
    pub evidence: Vec<Evidence>,
}

/// What a person wants to know of the install and the system, as label and text, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The product or the bundle, with its version.
    pub product: Option<String>,
    /// Label and text.
    pub facts: Vec<(&'static str, String)>,
    /// What hangs below the cause: echoes of it up the tree, rollback, the client's copy.
    pub consequences: Vec<(LineNo, String)>,
    /// Packages of a bundle with what became of them and where their logs lie.
    pub packages: Vec<BundlePackageLine>,
}

/// One package of a bundle.
#[derive(Clone, Debug)]
pub struct BundlePackageLine {
    /// Its id.
    pub id: String,
    /// What was done with it.
    pub action: String,
    /// How that ended.
    pub outcome: Outcome,
    /// The result in words, such as `0x80070643, exit code 1603`.
    pub result: String,
    /// Whether it went well and was undone with its transaction.
    pub undone: bool,
    /// Where it stands in the log.
    pub line: Option<LineNo>,
    /// The log of the package.
    pub log: Option<String>,
}
