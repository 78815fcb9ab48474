//! Who held the execution mutex when another install was turned away.
//!
//! Windows Installer runs one execute sequence at a time on a machine and guards it with the mutex `_MSIExecute`; see
//! <https://learn.microsoft.com/windows/win32/msi/-msiexecute-mutex>. A log that ends with 1618 doesn't name the
//! other install, but the log of that one shows an engine at work at the same time.

use std::cmp::Reverse;
use std::path::Path;

use crate::detect::moments::{DAY, Dates, SLACK, clock, date_and_clock, days_apart};
use crate::detect::prose::upper_first;
use crate::detect::rules::install_in_progress::RULE;
use crate::finding::{
    AcrossFinding, Confidence, Holder, LogSummary, Place, Refusal, Role, Severity,
};
use crate::text::duration;

/// More refusals than this have one reason, and it is told by then.
const MOST: usize = 1000;

/// A custom action comes back this soon after the install that it started was turned away, in milliseconds.
const SOON: i64 = 10_000;

/// An install whose log breaks off may hold the mutex for this long after its last line, in milliseconds.
const HUNG: i64 = DAY / 2;

/// Finds who held the mutex for each install that was turned away, in the order of the logs.
pub(super) fn across(logs: &[LogSummary]) -> Vec<AcrossFinding> {
    let refusals = logs
        .iter()
        .flat_map(|log| log.refusals.iter().map(move |refusal| (log, refusal)));
    let found = refusals.take(MOST).filter_map(|(log, refusal)| {
        let found = best(logs, log, refusal)?;
        Some(finding(log, refusal, &found))
    });
    found.collect()
}

/// An install that ran when another one was turned away.
#[derive(Clone, Copy, Debug)]
struct Found<'a> {
    log: &'a LogSummary,
    holder: &'a Holder,
    /// Whether it ran at the very moment, not only during the wait.
    then: bool,
    dates: Dates,
    /// Whether both logs name one machine, or lie in one folder.
    one_machine: bool,
}

/// The install that most probably held the mutex: on the same machine, on the same day, at that moment.
fn best<'a>(logs: &'a [LogSummary], log: &LogSummary, refusal: &Refusal) -> Option<Found<'a>> {
    let all = logs
        .iter()
        .flat_map(|other| other.holders.iter().map(move |holder| (other, holder)));
    let found = all.filter_map(|(other, holder)| {
        let one_machine = match (&log.machine, &other.machine) {
            (Some(one), Some(two)) if one != two => return None,
            (Some(_), Some(_)) => true,
            _ => Path::new(&log.path).parent() == Path::new(&other.path).parent(),
        };
        let (dates, apart) = days_apart(&holder.from, &refusal.at)?;
        let at = refusal.at.milliseconds.cast_signed() + apart;
        let from = holder.from.milliseconds.cast_signed();
        let to = holder.to.milliseconds.cast_signed();
        let slack = if holder.returned { SLACK } else { HUNG };
        let then = from <= at + SLACK && at <= to + slack;
        let in_wait = from <= at && at - i64::from(refusal.waited) <= to;
        (then || in_wait).then_some(Found {
            log: other,
            holder,
            then,
            dates,
            one_machine,
        })
    });
    found.min_by_key(|found| {
        Reverse((
            found.one_machine,
            found.dates,
            found.then,
            found.holder.returned,
        ))
    })
}

fn finding(log: &LogSummary, refusal: &Refusal, found: &Found<'_>) -> AcrossFinding {
    let inner = started(found, refusal);
    let confidence = match (found.dates, found.one_machine && found.then) {
        (Dates::Certain, true) => Confidence::High,
        (Dates::Unknown, _) => Confidence::Low,
        _ => Confidence::Medium,
    };
    let turned_away = Place {
        path: log.path.clone(),
        line: refusal.line,
        end_line: refusal.line,
        what: format!(
            "at {} {} was turned away{}",
            date_and_clock(&refusal.at),
            refusal.what,
            waited(refusal)
        ),
    };
    let held = Place {
        path: found.log.path.clone(),
        line: found.holder.line,
        end_line: found.holder.end_line,
        what: held(found.holder),
    };
    AcrossFinding {
        rule: RULE.code.to_owned(),
        name: RULE.name.to_owned(),
        severity: Severity::Error,
        confidence,
        role: Role::Cause,
        headline: headline(refusal, found, inner),
        advice: advice(found.holder, inner).to_owned(),
        places: vec![held, turned_away],
    }
}

fn headline(refusal: &Refusal, found: &Found<'_>, inner: Option<&str>) -> String {
    let holder = found.holder;
    let refused = upper_first(&refusal.what);
    let what = &holder.what;
    let first = match inner {
        Some(action) => format!(
            "{refused} was turned away by the install that had started it: custom action {action} ran it, \
             while {what} held the execution mutex."
        ),
        None => format!("{refused} was turned away because {what} held the execution mutex."),
    };
    let dates = match found.dates {
        Dates::Certain => None,
        Dates::Ambiguous => Some(format!(
            "The dates {} and {} are ambiguous, so it may have been another day.",
            holder.from.written, refusal.at.written
        )),
        Dates::Unknown => {
            Some("A header has no full date, so it may have been another day.".to_owned())
        }
    };
    let doubts = [
        (
            !found.one_machine,
            "This holds if both logs are of one machine.",
        ),
        (
            !found.then,
            "It ended while the other waited, and something else followed it.",
        ),
        (!holder.returned, "Its log breaks off, so it may have hung."),
    ];
    let doubts = doubts.into_iter().filter(|(holds, _)| *holds);
    let sentences = std::iter::once(first)
        .chain(dates)
        .chain(doubts.map(|(_, text)| text.to_owned()));
    sentences.collect::<Vec<_>>().join(" ")
}

fn advice(holder: &Holder, inner: Option<&str>) -> &'static str {
    match (inner, holder.returned) {
        (Some(_), _) => {
            "Take the inner install out of the package, since an install cannot start another one; chain both from a \
             script or a bundle, one after the other."
        }
        (None, true) => {
            "Let one install wait for the other: in scripts begin each with start /wait, in a management tool put \
             them into one job or make one depend on the other, and let the caller try again after 1618."
        }
        (None, false) => {
            "End the install that hangs, then begin this one again; the log of the first shows what it did last."
        }
    }
}

/// The custom action of the holder that began the install which was turned away: it came back with 1618 right after.
fn started<'a>(found: &Found<'a>, refusal: &Refusal) -> Option<&'a str> {
    let (action, back) = found.holder.started_another.as_ref()?;
    let (_, apart) = days_apart(back, &refusal.at)?;
    let at = refusal.at.milliseconds.cast_signed() + apart;
    let after = back.milliseconds.cast_signed() - at;
    (-SLACK..SOON).contains(&after).then_some(action.as_str())
}

/// `from 2025-05-06 08:29:50 to 08:31:02 the install of A held it and ended with 0 (server process 1C, thread F8)`
fn held(holder: &Holder) -> String {
    let transaction = holder.transaction.as_ref();
    let transaction = transaction
        .map(|name| format!(", in the transaction {name},"))
        .unwrap_or_default();
    let end = match (holder.returned, holder.exit_code) {
        (true, Some(code)) => format!("ended with {code}"),
        (true, None) => format!("ended as {}", holder.outcome),
        (false, _) => "its end is not in the log".to_owned(),
    };
    let to = if holder.returned {
        format!("to {}", clock(&holder.to))
    } else {
        "on".to_owned()
    };
    format!(
        "from {} {to} {}{transaction} held it, and {end} (server process {}, thread {})",
        date_and_clock(&holder.from),
        holder.what,
        holder.process,
        holder.thread
    )
}

fn waited(refusal: &Refusal) -> String {
    match refusal.waited {
        0 => " at once".to_owned(),
        waited => format!(" after {}", duration(waited)),
    }
}
