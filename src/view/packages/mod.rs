//! Packages: what each is, with whose rights it ran, where it came from, what it took the place of, and the
//! transactions that hold packages together.

mod lines;

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Tool;
use crate::text::{LineNo, Source};
use crate::trace::{self, EngineId, JoinedTransaction, LogFormat, Outcome, Trace};

/// The packages of logs, ready to be written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Packages {
    /// 1; a change that a program could not read would raise it.
    schema_version: u32,
    /// Who wrote this.
    tool: Tool,
    /// The logs, as they were named. Places in a log give its index in this list, from 0.
    pub logs: Vec<String>,
    /// How many of them are logs of bundles, whose packages have logs of their own.
    #[serde(skip)]
    pub bundles: usize,
    /// The packages, log by log.
    pub packages: Vec<Package>,
    /// The transactions, in the order in which they began.
    pub transactions: Vec<Transaction>,
}

impl Default for Packages {
    fn default() -> Self {
        Self {
            schema_version: 1,
            tool: Tool::this(),
            logs: Vec::new(),
            bundles: 0,
            packages: Vec::new(),
            transactions: Vec::new(),
        }
    }
}

/// A line of one of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The index of the log.
    pub log: usize,
    /// The line.
    pub line: LineNo,
}

impl Place {
    fn of((log, line): trace::LineOfLog) -> Self {
        Self { log, line }
    }
}

/// A package: an engine of the server, or of the client where no server ran.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Package {
    /// The first line of its engine.
    pub place: Place,
    /// The last line of its engine.
    pub end_line: LineNo,
    /// The name of its product, where the log tells it.
    pub product: Option<String>,
    /// The version of its product, where the log tells it.
    pub version: Option<String>,
    /// Its product code, where the log tells it.
    pub product_code: Option<String>,
    /// The package as it was called, or the product code it was called with.
    pub file: String,
    /// `x86` or `x64`, where a script tells.
    pub bitness: Option<&'static str>,
    /// `install`, `upgrade`, `uninstall`, and so on.
    pub operation: &'static str,
    /// `success`, `failed`, and so on.
    pub outcome: Outcome,
    /// What its engine returned.
    pub exit_code: Option<i32>,
    /// The line that says so.
    pub outcome_line: Option<LineNo>,
    /// Whether it ran with the rights of the service in the end; nothing where the log does not tell.
    pub elevated: Option<bool>,
    /// What was said about rights, in order.
    pub rights: Vec<Said>,
    /// Which of them decided, where one did.
    #[serde(skip)]
    pub decided: Option<usize>,
    /// Where its files come from.
    pub source: SourceFolder,
    /// The transforms in force.
    pub transforms: Vec<Said>,
    /// The patch that it was called with, empty where there is none.
    pub patch_file: String,
    /// The patches in the order in which they are applied.
    pub patches: Vec<Patch>,
    /// What was said about patches, in order.
    pub patching: Vec<Said>,
    /// Products that were found to upgrade.
    pub found: Vec<Found>,
    /// Products that were removed.
    pub removed: Vec<Removed>,
    /// What was said about taking over from another product.
    pub upgrade: Vec<Said>,
}

/// Something that a line says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Said {
    /// Where.
    pub line: LineNo,
    /// The phase of the engine there.
    pub phase: Option<&'static str>,
    /// The text behind the prefix.
    pub text: String,
}

/// Where the files of a package come from.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct SourceFolder {
    /// The folder that was settled on; empty where none was needed or found.
    pub folder: String,
    /// Where that stands.
    pub line: Option<LineNo>,
    /// `launched-from`: where the package was started. `source-list`: one of the registered sources was searched for.
    pub from: &'static str,
    /// Whether a source was searched for and not found in the end.
    pub failed: bool,
    /// The bits of the summary property Word Count: 1 for short names, 2 for compressed files, 4 for an administrative
    /// image, 8 for no elevation.
    pub kind: Option<u32>,
    /// The source that was registered as the last one used; empty where none was.
    pub registered: String,
    /// What was said about it, in order.
    pub said: Vec<Said>,
}

impl SourceFolder {
    /// The package's own folder.
    pub const LAUNCHED: &'static str = "launched-from";
    /// A source of the list that the product registered.
    pub const LIST: &'static str = "source-list";
}

/// A patch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Patch {
    /// Where that stands.
    pub line: LineNo,
    /// Its code.
    pub code: String,
    /// Its file, often empty.
    pub path: String,
}

/// Products that a search for upgrades found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Found {
    /// Where that stands.
    pub line: LineNo,
    /// The property that names them.
    pub property: String,
    /// Their product codes.
    pub product_codes: Vec<String>,
}

/// A product that was removed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Removed {
    /// The first line of the engine that did so.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The product code.
    pub product_code: String,
    /// The name, empty where the log does not tell it.
    pub product: String,
    /// `success`, `failed`, and so on.
    pub outcome: Outcome,
}

/// A transaction.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Transaction {
    /// Its name.
    pub name: String,
    /// Whether its caller gave it that name; every install runs in a transaction, and an implicit one bears the name of
    /// its package.
    pub real: bool,
    /// Whether it was rolled back after its packages had returned.
    pub rolled_back: bool,
    /// Its packages, in the order in which they began.
    pub packages: Vec<Member>,
    /// What the logs show of what is promised of transactions; only for those with several packages or a name.
    pub checks: Vec<Check>,
}

/// A package of a transaction.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Member {
    /// The first line of its engine.
    pub place: Place,
    /// The name of its product, else what its engine was called with.
    pub product: String,
    /// `x86` or `x64`, where a script tells.
    pub bitness: Option<&'static str>,
    /// `install`, `upgrade`, `uninstall`, and so on.
    pub operation: &'static str,
    /// What its engine reported.
    pub outcome: Outcome,
    /// What its engine returned.
    pub exit_code: Option<i32>,
    /// Where it was undone after it had reported success.
    pub undone: Option<Place>,
}

/// What the logs show of a promise.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Check {
    /// `commit-in-order`, `rollback-in-reverse`, `failure-is-optional`, or `x64-before-x86`.
    pub promise: &'static str,
    /// `kept`, `broken`, or `untold`, where the logs do not show it.
    pub kept: &'static str,
    /// The packages that show it, counted from 1, in the order that counts.
    pub packages: Vec<usize>,
    /// The lines that show it.
    pub places: Vec<Place>,
}

impl Package {
    /// What the trace itself tells of a package.
    fn of(trace: &Trace, id: EngineId, log: usize) -> Self {
        let run = &trace.engines[id.at()];
        let verdict = trace.package_verdict(id);
        Self {
            place: Place {
                log,
                line: run.line,
            },
            end_line: run.end_line,
            product: run.product_name().map(str::to_owned),
            version: run.product_version().map(str::to_owned),
            product_code: run.product_code().map(str::to_owned),
            file: run.package_or_product().to_owned(),
            bitness: run.bitness().map(trace::Bitness::as_str),
            operation: trace.operation(id).as_str(),
            outcome: verdict.outcome,
            exit_code: verdict.exit_code.map(|code| code.0),
            outcome_line: verdict.line,
            elevated: None,
            rights: Vec::new(),
            decided: None,
            source: SourceFolder::default(),
            transforms: Vec::new(),
            patch_file: String::new(),
            patches: Vec::new(),
            patching: Vec::new(),
            found: Vec::new(),
            removed: Vec::new(),
            upgrade: Vec::new(),
        }
    }

    /// Takes note of a line about rights. The last one that decides counts.
    fn note_rights(&mut self, elevated: Option<bool>, said: Said) {
        if elevated.is_some() {
            self.elevated = elevated;
            self.decided = Some(self.rights.len());
        }
        self.rights.push(said);
    }
}

impl Packages {
    /// Adds the packages of a log, in its order.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn add(&mut self, name: String, trace: &Trace, source: &mut Source) -> io::Result<()> {
        let log = self.logs.len();
        self.logs.push(name);
        self.bundles += usize::from(trace.format == LogFormat::Burn);
        self.packages.extend(lines::packages(trace, source, log)?);
        Ok(())
    }

    /// Takes over the transactions of all logs.
    pub fn join(&mut self, transactions: &[JoinedTransaction]) {
        self.transactions = transactions.iter().map(Transaction::of).collect();
    }
}

impl Transaction {
    fn of(transaction: &JoinedTransaction) -> Self {
        let is_chain = transaction.real || transaction.packages.len() > 1;
        let checks = if is_chain {
            transaction.checks()
        } else {
            Vec::new()
        };
        let check = |check: trace::Check| Check {
            promise: check.promise.as_str(),
            kept: check.kept.as_str(),
            packages: check.packages.iter().map(|at| at + 1).collect(),
            places: check.places.into_iter().map(Place::of).collect(),
        };
        Self {
            name: transaction.name.clone(),
            real: transaction.real,
            rolled_back: !transaction.undone.is_empty(),
            packages: transaction.packages.iter().map(member).collect(),
            checks: checks.into_iter().map(check).collect(),
        }
    }
}

fn member(package: &trace::PackageInTransaction) -> Member {
    Member {
        place: Place::of(package.place),
        product: package.product.clone(),
        bitness: package.bitness.map(trace::Bitness::as_str),
        operation: package.operation.as_str(),
        outcome: package.verdict.outcome,
        exit_code: package.verdict.exit_code.map(|code| code.0),
        undone: package.undone.map(Place::of),
    }
}
