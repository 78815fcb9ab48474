//! Transactions over several logs: a caller that chains packages may write a log for each.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Trace;
use super::index::EngineId;
use super::mark::MarkKind;
use super::package::{Bitness, Operation};
use super::verdict::Verdict;
use crate::event::{Byte, TimeOfDay};
use crate::text::LineNo;

/// A line of one of several logs: the index of the log, and the line.
pub type LineOfLog = (usize, LineNo);

/// A transaction, with its packages from one log or from several.
#[derive(Clone, Debug)]
pub struct JoinedTransaction {
    /// Its name: what the caller gave it, or the package of an implicit one.
    pub name: String,
    /// Whether somebody began it with a name of its own.
    pub real: bool,
    /// Its packages, in the order in which they began.
    pub packages: Vec<PackageInTransaction>,
    /// Its packages in the order in which their commit custom actions ran after all had returned, with the places.
    pub commits: Vec<(usize, LineOfLog)>,
    /// Its packages in the order in which they were undone after all had returned, with the places; a rollback script
    /// that does not tell its product has none.
    pub undone: Vec<(Option<usize>, LineOfLog)>,
    /// The product codes that rollback scripts name, empty where one names none.
    undone_products: Vec<(String, LineOfLog)>,
    process: Byte,
    thread: Byte,
    day: Option<NaiveDate>,
    at: Option<TimeOfDay>,
    /// The index of the first log it stands in.
    log: usize,
}

/// A package of a transaction.
#[derive(Clone, Debug)]
pub struct PackageInTransaction {
    /// Where its engine begins.
    pub place: LineOfLog,
    /// The engine, in the trace of that log.
    pub engine: EngineId,
    /// The name of its product, else what its engine was called with.
    pub product: String,
    /// Its product code, empty where the log does not tell it.
    pub product_code: String,
    /// Its bitness, where a script tells.
    pub bitness: Option<Bitness>,
    /// What it was asked to do.
    pub operation: Operation,
    /// What its engine reported.
    pub verdict: Verdict,
    /// Where it was undone after it had reported success.
    pub undone: Option<LineOfLog>,
    /// Where a folder of it was redirected to the tree of the other bitness.
    pub redirected: Option<LineOfLog>,
}

/// What the documents promise of transactions.
///
/// Sources: "Windows Installer 4.5 Transaction Enhancements: Multi Package Transaction", and "Installation sequence
/// restrictions for multi-package transactions".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promise {
    /// Commit phases run in the order in which the packages were installed.
    CommitInOrder,
    /// Rollback runs in the reverse order.
    RollbackInReverse,
    /// The failure of a package does not end the transaction; its caller decides.
    FailureIsOptional,
    /// 64-bit packages come before 32-bit ones, or their folders are redirected.
    X64BeforeX86,
}

impl Promise {
    /// All promises.
    pub const ALL: [Self; 4] = [
        Self::CommitInOrder,
        Self::RollbackInReverse,
        Self::FailureIsOptional,
        Self::X64BeforeX86,
    ];

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CommitInOrder => "commit-in-order",
            Self::RollbackInReverse => "rollback-in-reverse",
            Self::FailureIsOptional => "failure-is-optional",
            Self::X64BeforeX86 => "x64-before-x86",
        }
    }
}

/// Whether a log keeps a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The log does not show it: there was no rollback, nothing failed, or only one package tells.
    Untold,
}

impl Kept {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "kept",
            Self::No => "broken",
            Self::Untold => "untold",
        }
    }
}

/// What a log shows of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The promise.
    pub promise: Promise,
    /// Whether it is kept.
    pub kept: Kept,
    /// The packages that show it, in the order that counts.
    pub packages: Vec<usize>,
    /// The lines that show it.
    pub places: Vec<LineOfLog>,
}

/// The transactions of one log, as the parts of those that may go on in other logs. `log` is the index of the log.
///
/// A part is small: whoever reads many logs keeps the parts and drops the traces.
#[must_use]
pub fn parts(trace: &Trace, log: usize) -> Vec<JoinedTransaction> {
    let of = |transaction: &super::Transaction| {
        let place_of = |id: EngineId| transaction.packages.iter().position(|one| *one == id);
        let commits = transaction.commits.iter();
        let undone = transaction.undone.iter();
        let mut part = JoinedTransaction {
            name: transaction.name.clone(),
            real: transaction.real,
            packages: transaction
                .packages
                .iter()
                .map(|id| package(trace, *id, log))
                .collect(),
            commits: commits
                .filter_map(|(id, line)| Some((place_of(*id)?, (log, *line))))
                .collect(),
            undone: Vec::new(),
            undone_products: undone
                .map(|script| (script.product.clone(), (log, script.line)))
                .collect(),
            process: transaction.process,
            thread: transaction.thread,
            day: trace.sessions[transaction.session.at()].day,
            at: transaction.at,
            log,
        };
        part.undo();
        part
    };
    trace.transactions.iter().map(of).collect()
}

fn package(trace: &Trace, id: EngineId, log: usize) -> PackageInTransaction {
    let run = &trace.engines[id.at()];
    let first = trace.marks.partition_point(|mark| mark.line < run.line);
    let marks = trace.marks[first..].iter();
    let mut of_run = marks.take_while(|mark| mark.line <= run.end_line);
    let redirection = of_run.find(|mark| {
        mark.engine == Some(id)
            && matches!(
                mark.kind,
                MarkKind::Redirected | MarkKind::FolderProperty64Redirected
            )
    });
    PackageInTransaction {
        place: (log, run.line),
        engine: id,
        product: run.called().to_owned(),
        product_code: run.product_code().unwrap_or_default().to_owned(),
        bitness: run.bitness(),
        operation: trace.operation(id),
        verdict: trace.package_verdict(id),
        undone: None,
        redirected: redirection.map(|mark| (log, mark.line)),
    }
}

/// Joins the parts of transactions that go on in other logs, and puts all in the order of their clocks.
///
/// Real transactions are one when they bear one name on one thread of one server process and are not a day apart: the
/// thread that began it stays until its end. The same name in logs of other machines, or of another run, is another
/// transaction.
#[must_use]
pub fn join(mut parts: Vec<JoinedTransaction>) -> Vec<JoinedTransaction> {
    let begins = beginnings(&parts);
    parts.sort_by_key(|part| begins.get(&part.log).copied());
    let mut joined: Vec<JoinedTransaction> = Vec::new();
    // Only real ones go on, and most are not.
    let mut known: BTreeMap<(String, Byte, Byte), Vec<usize>> = BTreeMap::new();
    for part in parts {
        if !part.real {
            joined.push(part);
            continue;
        }
        let key = (part.name.clone(), part.process, part.thread);
        let of_name = known.entry(key).or_default();
        let mut last = of_name.iter().rev().take(MOST_OF_ONE_NAME);
        if let Some(at) = last.find(|at| joined[**at].goes_on(&part)) {
            joined[*at].append(part);
        } else {
            of_name.push(joined.len());
            joined.push(part);
        }
    }
    joined
}

/// The transactions of one name on one thread that a part may belong to, from the last one on.
const MOST_OF_ONE_NAME: usize = 64;

/// When each log began its first transaction: by the day, where all are certain, then by the clock. Within a log the
/// order of the file counts.
fn beginnings(
    parts: &[JoinedTransaction],
) -> BTreeMap<usize, (Option<NaiveDate>, Option<TimeOfDay>, usize)> {
    let has_days = parts.iter().all(|part| part.day.is_some());
    let mut begins = BTreeMap::new();
    for part in parts {
        let day = part.day.filter(|_| has_days);
        begins.entry(part.log).or_insert((day, part.at, part.log));
    }
    begins
}

/// The transactions of several logs, joined. The index of a log is that of its trace.
#[must_use]
pub fn across(traces: &[&Trace]) -> Vec<JoinedTransaction> {
    let parts = traces
        .iter()
        .enumerate()
        .flat_map(|(log, trace)| parts(trace, log));
    join(parts.collect())
}

impl JoinedTransaction {
    /// Whether `next`, a part of the same name on the same thread in another log, is one of this transaction.
    fn goes_on(&self, next: &Self) -> bool {
        let near = self
            .day
            .zip(next.day)
            .is_none_or(|(a, b)| (b - a).num_days().abs() <= 1);
        self.undone_products.is_empty() && near
    }

    fn append(&mut self, next: Self) {
        let before = self.packages.len();
        self.packages.extend(next.packages);
        let commits = next.commits.into_iter();
        self.commits
            .extend(commits.map(|(at, place)| (at + before, place)));
        self.undone_products.extend(next.undone_products);
        self.undo();
    }

    /// Marks the packages that were undone after they had reported success. Where no rollback script tells whose it
    /// is, all are, since a transaction is rolled back as a whole.
    ///
    /// A script may stand in another log than its package, so this is done again for each part that joins.
    fn undo(&mut self) {
        let Some((_, first)) = self.undone_products.first().cloned() else {
            return;
        };
        // Of several packages of one product the last counts.
        let packages = self.packages.iter().enumerate();
        let by_product: BTreeMap<&str, usize> = packages
            .map(|(at, package)| (package.product_code.as_str(), at))
            .filter(|(product, _)| !product.is_empty())
            .collect();
        let scripts = self.undone_products.iter();
        self.undone = scripts
            .map(|(product, place)| (by_product.get(product.as_str()).copied(), *place))
            .collect();
        // Of several scripts of one package the first counts.
        let of_packages = self.undone.iter().rev();
        let places: BTreeMap<usize, LineOfLog> = of_packages
            .filter_map(|(package, place)| Some(((*package)?, *place)))
            .collect();
        let whole = places.is_empty().then_some(first);
        for (at, package) in self.packages.iter_mut().enumerate() {
            let place = places.get(&at).copied().or(whole);
            package.undone = place.filter(|_| package.verdict.outcome.is_success());
        }
    }

    /// What the log shows of each promise, in the order of [`Promise::ALL`].
    #[must_use]
    pub fn checks(&self) -> Vec<Check> {
        Promise::ALL
            .into_iter()
            .map(|promise| self.check(promise))
            .collect()
    }

    fn check(&self, promise: Promise) -> Check {
        let (kept, packages, places) = match promise {
            Promise::CommitInOrder => {
                let commits = self.commits.iter().copied();
                in_order(commits.collect(), |before, after| before < after)
            }
            Promise::RollbackInReverse => {
                let undone = self.undone.iter();
                let undone = undone.filter_map(|(whose, place)| Some(((*whose)?, *place)));
                in_order(undone.collect(), |before, after| before > after)
            }
            Promise::FailureIsOptional => self.optional_failures(),
            Promise::X64BeforeX86 => self.bitness_order(),
        };
        Check {
            promise,
            kept,
            packages,
            places,
        }
    }

    /// A package that failed and has another one after it.
    fn optional_failures(&self) -> (Kept, Vec<usize>, Vec<LineOfLog>) {
        let count = self.packages.len();
        let failed = self.packages.iter().enumerate().filter(|(at, package)| {
            at + 1 < count
                && package.verdict.exit_code.is_some()
                && !package.verdict.outcome.is_success()
        });
        let failed: Vec<(usize, LineOfLog)> = failed
            .filter_map(|(at, package)| Some((at, (package.place.0, package.verdict.line?))))
            .collect();
        let kept = if failed.is_empty() {
            Kept::Untold
        } else {
            Kept::Yes
        };
        let (packages, places) = failed.into_iter().unzip();
        (kept, packages, places)
    }

    /// 64-bit packages after a 32-bit one. They break the promise, and where the log shows a redirection they show
    /// what comes of it.
    fn bitness_order(&self) -> (Kept, Vec<usize>, Vec<LineOfLog>) {
        let of = |bitness| {
            let packages = self.packages.iter().enumerate();
            packages.filter(move |(_, package)| package.bitness == Some(bitness))
        };
        let (Some((first_x86, _)), true) =
            (of(Bitness::X86).next(), of(Bitness::X64).next().is_some())
        else {
            return (Kept::Untold, Vec::new(), Vec::new());
        };
        let late: Vec<_> = of(Bitness::X64).filter(|(at, _)| *at > first_x86).collect();
        if late.is_empty() {
            let packages = of(Bitness::X64).chain(of(Bitness::X86));
            return (Kept::Yes, packages.map(|(at, _)| at).collect(), Vec::new());
        }
        let places = late
            .iter()
            .map(|(_, package)| package.redirected.unwrap_or(package.place));
        let packages = std::iter::once(first_x86).chain(late.iter().map(|(at, _)| *at));
        (Kept::No, packages.collect(), places.collect())
    }
}

/// Whether packages come in an order. Of several places of one in a row the first counts.
fn in_order(
    mut packages: Vec<(usize, LineOfLog)>,
    follows: impl Fn(usize, usize) -> bool,
) -> (Kept, Vec<usize>, Vec<LineOfLog>) {
    packages.dedup_by_key(|(at, _)| *at);
    let kept = if packages.len() < 2 {
        Kept::Untold
    } else if packages
        .windows(2)
        .all(|pair| follows(pair[0].0, pair[1].0))
    {
        Kept::Yes
    } else {
        Kept::No
    };
    let (order, places) = packages.into_iter().unzip();
    (kept, order, places)
}
