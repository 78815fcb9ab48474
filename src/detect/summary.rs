//! A trace in short: who held the execution mutex when, who was turned away, and what was repaired.

use std::collections::BTreeMap;

use super::bundle::failed_packages;
use super::prose::lower_first;
use super::sessions::machine;
use super::verdict::{product, what};
use crate::event::{ExitCode, MessageNumber, Side, TimeOfDay, took};
use crate::finding::{Cause, CauseSummary, Holder, LogSummary, Moment, Refusal, Repair};
use crate::text::LineNo;
use crate::trace::{
    EngineId, Fault, FaultKind, HeaderDate, LogFormat, Operation, Outcome, SessionId, Trace,
    between,
};

/// More installs than this in one log tell nothing more about another log.
const MOST: usize = 10_000;

/// What other logs need to know of a log and of the cause that was found in it.
pub(super) fn of_trace(trace: &Trace, path: &str, cause: Option<&Cause>) -> LogSummary {
    let path = path.to_owned();
    let cause = cause.map(in_short);
    if trace.format == LogFormat::Burn {
        return LogSummary {
            path,
            failed_packages: trace
                .bundle
                .as_ref()
                .map(failed_packages)
                .unwrap_or_default(),
            cause,
            ..LogSummary::default()
        };
    }
    let sessions = || trace.session_ids();
    let known = Known::of(trace);
    LogSummary {
        path,
        machine: machine(trace.engines.iter()).cloned(),
        holders: sessions()
            .flat_map(|id| known.holders(id))
            .take(MOST)
            .collect(),
        refusals: sessions()
            .filter_map(|id| refusal(trace, id))
            .take(MOST)
            .collect(),
        repairs: sessions()
            .filter_map(|id| repair(trace, id))
            .take(MOST)
            .collect(),
        failed_packages: Vec::new(),
        cause,
    }
}

fn in_short(cause: &Cause) -> CauseSummary {
    let stated = cause.evidence.iter().find(|line| line.line == cause.line);
    CauseSummary {
        line: cause.line,
        text: stated.map(|line| line.text.clone()).unwrap_or_default(),
        confidence: cause.confidence,
        headline: cause.headline.clone(),
        advice: cause.advice.clone(),
    }
}

/// A time of day in a session; a session that runs over midnight goes on on the next day.
fn moment(trace: &Trace, session: SessionId, at: TimeOfDay) -> Moment {
    const DAY: u64 = 24 * 60 * 60 * 1000;
    let session = &trace.sessions[session.at()];
    let first = session.clock.map_or(at, |(first, _)| first);
    // Lines come late by milliseconds, so only a step back of half a day is midnight.
    let next_day = u64::from(first.milliseconds()) > u64::from(at.milliseconds()) + DAY / 2;
    Moment {
        written: session.date.clone(),
        days: match (session.day, HeaderDate::read(&session.date)) {
            (Some(day), _) | (None, HeaderDate::Certain(day)) => vec![day],
            (None, HeaderDate::Ambiguous(readings)) => {
                readings.iter().map(|reading| reading.date).collect()
            }
            (None, HeaderDate::Unknown) => Vec::new(),
        },
        milliseconds: u64::from(at.milliseconds()) + if next_day { DAY } else { 0 },
    }
}

/// What the engines of a log have to look up, once for all of them.
struct Known<'t> {
    trace: &'t Trace,
    /// The name of the transaction over several packages in which an engine ran.
    transactions: BTreeMap<EngineId, &'t str>,
}

impl<'t> Known<'t> {
    fn of(trace: &'t Trace) -> Self {
        let real = trace.transactions.iter().filter(|known| known.real);
        let of_packages = real.flat_map(|known| {
            let packages = known.packages.iter();
            packages.map(|package| (*package, known.name.as_str()))
        });
        Self {
            trace,
            transactions: of_packages.collect(),
        }
    }

    /// The engines of the server that stand in no other: each holds the mutex while it runs.
    fn holders(&self, session: SessionId) -> impl Iterator<Item = Holder> {
        let trace = self.trace;
        let runs = trace.engines_of(session);
        let runs = runs.filter(|(_, run)| run.side == Side::Server);
        let is_only = trace.packages_of(session).len() < 2;
        let of_session = lower_first(&what(trace, Some(session)));
        let started = started_another(trace, session);
        runs.filter_map(move |(id, run)| {
            let (from, last) = run.clock();
            let from = from?;
            let verdict = trace.engine_verdict(id);
            // In a session with several packages each is named by its own product.
            let of_product = run
                .product_name()
                .filter(|_| !is_only)
                .map(|name| format!("the {} of {name}", trace.operation(id).as_str()));
            Some(Holder {
                line: run.line,
                end_line: run.end_line,
                from: moment(trace, session, from),
                to: moment(trace, session, last.unwrap_or(from)),
                returned: run.returned.is_some(),
                process: run.process,
                thread: run.thread,
                what: of_product.unwrap_or_else(|| of_session.clone()),
                transaction: self.transactions.get(&id).map(|name| (*name).to_owned()),
                outcome: verdict.outcome,
                exit_code: verdict.exit_code.map(|code| code.0),
                started_another: started.get(&id).cloned(),
            })
        })
    }
}

/// Of each engine the custom action that came back with 1618 first: it started an install, and that was turned away.
fn started_another(trace: &Trace, session: SessionId) -> BTreeMap<EngineId, (String, Moment)> {
    let faults = trace.faults_of(session);
    let mut started = BTreeMap::new();
    for (at, fault) in faults.iter().enumerate() {
        let (
            FaultKind::CustomActionReturned {
                name,
                code: ExitCode(1618),
                ..
            },
            Some(engine),
        ) = (&fault.kind, fault.engine)
        else {
            continue;
        };
        // The line has no prefix, and the engine's own record of the failure comes right below it.
        if let Some(back) = faults.get(at + 1).unwrap_or(fault).at {
            let name = trace.names.get(*name).to_owned();
            let told = (name, moment(trace, session, back));
            started.entry(engine).or_insert(told);
        }
    }
    started
}

/// The line with which a session was turned away, and how long it had waited.
fn refusal(trace: &Trace, session: SessionId) -> Option<Refusal> {
    let verdict = trace.session_verdict(session);
    if verdict.outcome != Outcome::Blocked {
        return None;
    }
    let wait = Wait::of(trace, session);
    let at = wait
        .until
        .or(trace.sessions[session.at()].clock.map(|(_, last)| last))?;
    Some(Refusal {
        line: wait.line.or(verdict.line)?,
        at: moment(trace, session, at),
        waited: wait.milliseconds,
        what: match product(trace, Some(session)) {
            Some(_) => lower_first(&what(trace, Some(session))),
            None => "an install".to_owned(),
        },
    })
}

/// A session that repaired a product.
pub(super) fn repair(trace: &Trace, id: SessionId) -> Option<Repair> {
    let engine = *trace.packages_of(id).first()?;
    let run = &trace.engines[engine.at()];
    let product_code = run
        .product_code()
        .filter(|_| trace.operation(engine) == Operation::Repair)?;
    let session = &trace.sessions[id.at()];
    let (begun, ended) = session.clock?;
    Some(Repair {
        line: session.line,
        end_line: session.end_line,
        product_code: product_code.to_owned(),
        name: run.called().to_owned(),
        caller: session.process.clone(),
        from: moment(trace, id, begun),
        to: moment(trace, id, ended),
    })
}

/// How long a session waited for the mutex before it gave up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wait {
    /// The first line that tells of it.
    pub(super) line: Option<LineNo>,
    /// The last.
    pub(super) last: Option<LineNo>,
    /// When the last was written.
    until: Option<TimeOfDay>,
    /// How long, in milliseconds.
    pub(super) milliseconds: u32,
    /// Whether it may have begun above the first line of a log whose head is lost, so that it took longer.
    pub(super) is_part: bool,
    /// How often it said that another install is in progress.
    pub(super) asked: usize,
}

impl Wait {
    /// `Failed to grab execution mutex. System error 258.` stands after the wait, as a rule of 3 seconds;
    /// with a user interface `Error 1500. ...` is shown after it, again and again.
    pub(super) fn of(trace: &Trace, session: SessionId) -> Self {
        let told = |fault: &&Fault| is_contention(&fault.kind);
        let faults: Vec<&Fault> = trace.faults_of(session).iter().filter(told).collect();
        let (Some(first), Some(last)) = (faults.first(), faults.last()) else {
            return Self::default();
        };
        let before = between(&trace.gaps, first.line, first.line, |gap| gap.end_line).first();
        let asking = took(first.at, last.at).unwrap_or(0);
        // The message stands twice, once for the event log; a second one in the same millisecond is no second time.
        let mut asked: Vec<Option<TimeOfDay>> = faults
            .iter()
            .filter(|fault| !matches!(fault.kind, FaultKind::MutexFailed { .. }))
            .map(|fault| fault.at)
            .collect();
        asked.dedup();
        Self {
            line: Some(first.line),
            last: Some(last.line),
            until: last.at,
            is_part: before.is_none() && trace.sessions[session.at()].time.is_empty(),
            milliseconds: before
                .map_or(0, |gap| gap.milliseconds)
                .saturating_add(asking),
            asked: asked.len(),
        }
    }
}

/// `Failed to grab execution mutex. ...`, `Error 1500. Another installation is in progress. ...`
fn is_contention(kind: &FaultKind) -> bool {
    matches!(
        kind,
        FaultKind::MutexFailed { .. }
            | FaultKind::Message {
                number: MessageNumber(1500),
                ..
            }
    )
}
