//! The timeline: phases and scripts as bars in the time of their session, and where the log stood still.

use crate::event::{TimeOfDay, took};
use crate::render::bundle_timeline;
use crate::render::timeline::{bar, seconds};
use crate::text::duration;
use crate::trace::{Gap, Session, SessionId, Trace, between};
use crate::tui::model::label::label;
use crate::tui::model::outline::Subject;
use crate::tui::model::table::{Row, Rows, Tone};
use crate::view::bundle_timeline::BundleTimeline;

/// Columns beside the bars: line, name, duration, and the blanks between.
const BESIDE: usize = 54;
/// The shortest gap that is shown, in milliseconds.
const GAP: u32 = 1000;
/// Actions that took less are not shown, in milliseconds.
const SLOW: u32 = 500;

/// The rows of the timeline, with bars for a screen of so many columns.
pub(super) fn rows(trace: &Trace, bundle: Option<&BundleTimeline>, width: usize) -> Rows {
    let columns = width.saturating_sub(BESIDE).clamp(10, 100);
    let mut rows = Vec::new();
    for at in 0..trace.sessions.len() {
        session(trace, SessionId::new(at), columns, &mut rows);
    }
    if let Some(bundle) = bundle {
        packages(bundle, columns, &mut rows);
    }
    Rows {
        heads: vec!["line", "what", "took", "when"],
        rows,
    }
}

/// A stretch of the session's time.
struct Stretch {
    line: u32,
    name: String,
    begun: Option<TimeOfDay>,
    ended: Option<TimeOfDay>,
    tone: Tone,
}

fn session(trace: &Trace, id: SessionId, columns: usize, rows: &mut Vec<Row>) {
    let session = &trace.sessions[id.at()];
    let Some((start, end)) = session.clock else {
        return;
    };
    let total = start.until(end);
    rows.push(Row {
        cells: vec![
            session.line.to_string(),
            format!("Session {}", session.time),
            seconds(total),
            format!("from {start} to {end}"),
        ],
        line: Some(session.line.get()),
        tone: Tone::Head,
        ..Row::default()
    });
    let stretches = of_engines(trace, id)
        .chain(slow_actions(trace, id))
        .chain(slow_scripts(trace, session));
    // A gap stands behind what it interrupts.
    let mut all: Vec<(u32, Row)> = stretches
        .map(|stretch| (stretch.line * 2, bar_row(&stretch, start, total, columns)))
        .chain(gaps(trace, session).map(|gap| (gap.line.get() * 2 + 1, gap_row(trace, gap))))
        .collect();
    all.sort_by_key(|(place, _)| *place);
    rows.extend(all.into_iter().map(|(_, row)| row));
}

/// The engines of a session, each with its phases.
fn of_engines(trace: &Trace, id: SessionId) -> impl Iterator<Item = Stretch> {
    trace.engines_of(id).flat_map(|(engine, run)| {
        let (name, ..) = label(trace, Subject::Engine(engine));
        let (begun, ended) = run.clock();
        let whole = Stretch {
            line: run.line.get(),
            name,
            begun,
            ended,
            tone: Tone::Head,
        };
        let phases = run.phases.iter().map(|span| Stretch {
            line: span.line.get(),
            name: format!("  {}", span.phase.as_str()),
            begun: span.begun,
            ended: span.ended,
            tone: Tone::Plain,
        });
        std::iter::once(whole).chain(phases)
    })
}

/// The actions of a session that took long, but for those that hold all others.
fn slow_actions(trace: &Trace, id: SessionId) -> impl Iterator<Item = Stretch> {
    let inner = trace.actions_of(id).map(|(_, action)| action);
    let inner = inner.filter(|action| action.engine.is_some() && action.parent.is_some());
    let slow = inner.filter(|action| is_slow(action.took()));
    slow.map(|action| Stretch {
        line: action.line.get(),
        name: format!("    {}", trace.names.get(action.name)),
        begun: action.begun,
        ended: action.ended,
        tone: Tone::Quiet,
    })
}

/// The actions that the scripts of a session ran and that took long.
fn slow_scripts(trace: &Trace, session: &Session) -> impl Iterator<Item = Stretch> {
    let (from, to) = (session.line, session.end_line);
    let scripts = between(&trace.script_runs, from, to, |work| work.line).iter();
    let slow = scripts.filter(|work| work.engine.is_some() && is_slow(work.took()));
    slow.map(|work| {
        let (arrow, tone) = if work.rollback {
            ("↶", Tone::Warning)
        } else {
            ("»", Tone::Quiet)
        };
        Stretch {
            line: work.line.get(),
            name: format!("    {arrow} {}", trace.names.get(work.name)),
            begun: work.begun,
            ended: work.ended,
            tone,
        }
    })
}

fn gaps<'t>(trace: &'t Trace, session: &Session) -> impl Iterator<Item = &'t Gap> {
    let (from, to) = (session.line, session.end_line);
    let gaps = between(&trace.gaps, from, to, |gap| gap.line).iter();
    gaps.filter(|gap| gap.milliseconds >= GAP)
}

fn is_slow(took: Option<u32>) -> bool {
    took.is_some_and(|took| took >= SLOW)
}

/// The packages of a bundle in the order in which they were applied.
fn packages(bundle: &BundleTimeline, columns: usize, rows: &mut Vec<Row>) {
    let name = format!("Bundle {}", bundle.name);
    rows.push(Row {
        cells: vec![
            bundle.line.to_string(),
            name.trim_end().to_owned(),
            duration(bundle.milliseconds),
            format!("from {}", bundle.started),
        ],
        line: Some(bundle.line.get()),
        tone: Tone::Head,
        ..Row::default()
    });
    rows.extend(bundle.packages.iter().map(|stretch| {
        let bar = bundle_timeline::bar_of(bundle, stretch, columns);
        Row {
            cells: vec![
                stretch.line.to_string(),
                stretch.name(),
                bundle_timeline::took(stretch),
                bar.unwrap_or_default(),
            ],
            line: Some(stretch.line.get()),
            tone: if stretch.failed {
                Tone::Bad
            } else {
                Tone::Plain
            },
            ..Row::default()
        }
    }));
}

fn bar_row(stretch: &Stretch, start: TimeOfDay, total: u32, columns: usize) -> Row {
    let times = stretch.begun.zip(stretch.ended);
    let took = took(stretch.begun, stretch.ended);
    let bar =
        times.map(|(begun, ended)| bar(start.until(begun), begun.until(ended), total, columns));
    Row {
        cells: vec![
            stretch.line.to_string(),
            stretch.name.clone(),
            took.map_or_else(String::new, seconds),
            bar.unwrap_or_default(),
        ],
        line: Some(stretch.line),
        tone: stretch.tone,
        ..Row::default()
    }
}

fn gap_row(trace: &Trace, gap: &Gap) -> Row {
    let action = gap.action.map_or("", |name| trace.names.get(name));
    let whose = if gap.user {
        "the user, in a dialog"
    } else {
        action
    };
    Row {
        cells: vec![
            gap.line.to_string(),
            format!("    … gap: {whose}"),
            seconds(gap.milliseconds),
            format!("until line {}", gap.end_line),
        ],
        line: Some(gap.line.get()),
        tone: if gap.user { Tone::Quiet } else { Tone::Warning },
        ..Row::default()
    }
}
