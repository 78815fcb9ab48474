//! The timeline: phases and scripts as bars in the time of their session, and where the log stood still.

use crate::event::TimeOfDay;
use crate::render::timeline::{bar, seconds};
use crate::text::LineNo;
use crate::trace::{Bundle, Gap, SessionId, Trace};
use crate::tui::facts::Facts;
use crate::tui::model::label::label;
use crate::tui::model::outline::Subject;
use crate::tui::model::table::{Row, Rows, Tone};

/// Columns beside the bars: line, name, duration, and the blanks between.
const BESIDE: usize = 54;
/// The shortest gap that is shown, in milliseconds.
const GAP: u32 = 1000;
/// Actions that took less are not shown, in milliseconds.
const SLOW: u32 = 500;

/// The rows of the timeline, with bars for a screen of so many columns.
pub(super) fn rows(trace: &Trace, facts: &Facts, width: usize) -> Rows {
    let columns = width.saturating_sub(BESIDE).clamp(10, 100);
    let mut rows = Vec::new();
    for at in 0..trace.sessions.len() {
        session(trace, SessionId::new(at), columns, &mut rows);
    }
    if let Some(bundle) = &trace.bundle {
        packages(bundle, facts, columns, &mut rows);
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
    let mut stretches = Vec::new();
    for (engine, run) in trace.engines_of(id) {
        let (name, ..) = label(trace, Subject::Engine(engine));
        let last = run.phases.iter().rev().find_map(|span| span.ended);
        stretches.push(Stretch {
            line: run.line.get(),
            name,
            begun: run.phases.iter().find_map(|span| span.begun),
            ended: last,
            tone: Tone::Head,
        });
        for span in &run.phases {
            stretches.push(Stretch {
                line: span.line.get(),
                name: format!("  {}", span.phase.as_str()),
                begun: span.begun,
                ended: span.ended,
                tone: Tone::Plain,
            });
        }
        let slow = |begun: Option<TimeOfDay>, ended: Option<TimeOfDay>| {
            begun
                .zip(ended)
                .is_some_and(|(begun, ended)| begun.until(ended) >= SLOW)
        };
        let lines = run.line..=run.end_line;
        let actions = trace.actions_of(id).filter(|(_, action)| {
            action.engine == Some(engine)
                && action.parent.is_some()
                && slow(action.begun, action.ended)
        });
        for (_, action) in actions {
            stretches.push(Stretch {
                line: action.line.get(),
                name: format!("    {}", trace.names.get(action.name)),
                begun: action.begun,
                ended: action.ended,
                tone: Tone::Quiet,
            });
        }
        let scripts = &trace.script_runs;
        let from = scripts.partition_point(|work| work.line < run.line);
        let scripts = scripts[from..]
            .iter()
            .take_while(|work| work.line <= run.end_line);
        let scripts = scripts.filter(|work| {
            work.engine == Some(engine)
                && lines.contains(&work.line)
                && slow(work.begun, work.ended)
        });
        for work in scripts {
            let arrow = if work.rollback { "↶" } else { "»" };
            stretches.push(Stretch {
                line: work.line.get(),
                name: format!("    {arrow} {}", trace.names.get(work.name)),
                begun: work.begun,
                ended: work.ended,
                tone: if work.rollback {
                    Tone::Warning
                } else {
                    Tone::Quiet
                },
            });
        }
    }
    let gaps = trace.gaps.iter().filter(|gap| {
        gap.milliseconds >= GAP && (session.line..=session.end_line).contains(&gap.line)
    });
    // A gap stands behind what it interrupts.
    let mut all: Vec<(u32, Row)> = stretches
        .into_iter()
        .map(|stretch| (stretch.line * 2, bar_row(&stretch, start, total, columns)))
        .chain(gaps.map(|gap| (gap.line.get() * 2 + 1, gap_row(trace, gap))))
        .collect();
    all.sort_by_key(|(place, _)| *place);
    rows.extend(all.into_iter().map(|(_, row)| row));
}

/// The packages of a bundle in the order in which they were applied.
fn packages(bundle: &Bundle, facts: &Facts, columns: usize, rows: &mut Vec<Row>) {
    let clock = |line: u32| {
        let at = facts.get(line)?.clock()?;
        TimeOfDay::new(at / 3_600_000, at / 60_000 % 60, at / 1000 % 60, at % 1000)
    };
    let (Some(start), Some(end)) = ((1..=facts.len()).find_map(clock), clock(facts.len())) else {
        return;
    };
    let total = start.until(end);
    let mut stretches = Vec::new();
    for package in &bundle.packages {
        for step in &package.steps {
            let line = step.line.get();
            let failed = step.end.is_some_and(|(result, _)| result >> 31 != 0);
            stretches.push(Stretch {
                line,
                name: format!("{} {}", step.action, package.id)
                    .trim_start()
                    .to_owned(),
                begun: clock(line),
                ended: step.end.and_then(|(_, line)| clock(line.get())),
                tone: if failed { Tone::Bad } else { Tone::Plain },
            });
        }
    }
    stretches.sort_by_key(|stretch| stretch.line);
    rows.push(Row {
        cells: vec![
            bundle
                .line
                .map_or_else(String::new, |line| line.to_string()),
            format!("Bundle {}", bundle.name()).trim_end().to_owned(),
            seconds(total),
            format!("from {start} to {end}"),
        ],
        line: bundle.line.map(LineNo::get),
        tone: Tone::Head,
        ..Row::default()
    });
    let bars = stretches
        .iter()
        .map(|stretch| bar_row(stretch, start, total, columns));
    rows.extend(bars);
}

fn bar_row(stretch: &Stretch, start: TimeOfDay, total: u32, columns: usize) -> Row {
    let times = stretch.begun.zip(stretch.ended);
    let took = times.map(|(begun, ended)| begun.until(ended));
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
