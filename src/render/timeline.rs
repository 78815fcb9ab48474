//! Where the time of an install went: phases with bars, gaps, and the slowest actions.

use std::io::{self, Write};

use serde::Serialize;

use super::layout::{Paint, Style, cut, visible_text};
use crate::event::{Side, TimeOfDay};
use crate::finding::Tool;
use crate::text::LineNo;
use crate::trace::{EngineRun, PhaseSpan, SessionId, Trace};

/// Where the time went, ready to be written.
#[derive(Clone, Debug, Serialize)]
pub struct Timeline {
    schema_version: u32,
    tool: Tool,
    log: String,
    sessions: Vec<Session>,
    slowest: Vec<Slow>,
    gaps: Vec<Pause>,
    #[serde(skip)]
    shortest_gap: u32,
}

#[derive(Clone, Debug, Serialize)]
struct Session {
    line: LineNo,
    end_line: LineNo,
    started: Option<TimeOfDay>,
    milliseconds: Option<u32>,
    engines: Vec<Engine>,
}

#[derive(Clone, Debug, Serialize)]
struct Engine {
    side: Side,
    line: LineNo,
    end_line: LineNo,
    product: String,
    phases: Vec<Stretch>,
}

#[derive(Clone, Debug, Serialize)]
struct Stretch {
    phase: &'static str,
    line: LineNo,
    end_line: LineNo,
    started: Option<TimeOfDay>,
    milliseconds: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
struct Slow {
    action: String,
    milliseconds: u32,
    line: LineNo,
    /// Whether this is the work of a script, of its rollback, or of a sequence.
    place: &'static str,
}

#[derive(Clone, Debug, Serialize)]
struct Pause {
    line: LineNo,
    end_line: LineNo,
    milliseconds: u32,
    action: Option<String>,
    /// Whether a dialog waited for the user.
    user: bool,
}

/// How many of the slowest actions are shown.
const SLOWEST: usize = 10;

impl Timeline {
    /// The timeline of a log. Gaps shorter than `shortest_gap` milliseconds are left out.
    #[must_use]
    pub fn of(trace: &Trace, log: &str, shortest_gap: u32) -> Self {
        let gaps = trace
            .gaps
            .iter()
            .filter(|gap| gap.milliseconds >= shortest_gap);
        Self {
            schema_version: 1,
            tool: Tool::this(),
            log: log.to_owned(),
            sessions: (0..trace.sessions.len())
                .map(|at| session(trace, SessionId(at)))
                .collect(),
            slowest: slowest(trace),
            gaps: gaps
                .map(|gap| Pause {
                    line: gap.line,
                    end_line: gap.end_line,
                    milliseconds: gap.milliseconds,
                    action: gap.action.map(|name| trace.names.get(name).to_owned()),
                    user: gap.user,
                })
                .collect(),
            shortest_gap,
        }
    }
}

fn session(trace: &Trace, id: SessionId) -> Session {
    let about = &trace.sessions[id.0];
    Session {
        line: about.line,
        end_line: about.end_line,
        started: about.clock.map(|(first, _)| first),
        milliseconds: about.clock.map(|(first, last)| first.until(last)),
        engines: trace.engines_of(id).map(|(_, run)| engine(run)).collect(),
    }
}

fn engine(run: &EngineRun) -> Engine {
    Engine {
        side: run.side,
        line: run.line,
        end_line: run.end_line,
        product: run.product_name().unwrap_or(&run.product).to_owned(),
        phases: run.phases.iter().map(stretch).collect(),
    }
}

fn stretch(span: &PhaseSpan) -> Stretch {
    Stretch {
        phase: span.phase.as_str(),
        line: span.line,
        end_line: span.end_line,
        started: span.begun,
        milliseconds: span
            .begun
            .zip(span.ended)
            .map(|(begun, ended)| begun.until(ended)),
    }
}

/// The slowest actions: in a sequence those that work at once, in a script the work of those that were scheduled.
/// Actions that contain others are left out, since their time is that of the others.
fn slowest(trace: &Trace) -> Vec<Slow> {
    let holds_others = |name: &str| {
        matches!(
            name,
            "INSTALL"
                | "ADMIN"
                | "ADVERTISE"
                | "ExecuteAction"
                | "InstallFinalize"
                | "InstallExecute"
                | "InstallExecuteAgain"
        )
    };
    let took = |begun: Option<TimeOfDay>, ended: Option<TimeOfDay>| {
        begun.zip(ended).map(|(begun, ended)| begun.until(ended))
    };
    let sequence = trace.actions.iter().filter_map(|run| {
        let action = trace.names.get(run.name);
        let milliseconds = took(run.begun, run.ended).filter(|_| !holds_others(action))?;
        Some(Slow {
            action: action.to_owned(),
            milliseconds,
            line: run.line,
            place: "sequence",
        })
    });
    let scripts = trace.script_runs.iter().filter_map(|run| {
        let place = if run.rollback { "rollback" } else { "script" };
        let action = trace.names.get(run.name).to_owned();
        Some(Slow {
            action,
            milliseconds: took(run.begun, run.ended)?,
            line: run.line,
            place,
        })
    });
    let mut all: Vec<Slow> = sequence
        .chain(scripts)
        .filter(|slow| slow.milliseconds > 0)
        .collect();
    all.sort_by_key(|slow| (std::cmp::Reverse(slow.milliseconds), slow.line));
    all.truncate(SLOWEST);
    all
}

/// Writes a timeline for people.
///
/// # Errors
///
/// What the writer says.
pub fn timeline(timeline: &Timeline, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for session in &timeline.sessions {
        phases(session, style, out)?;
    }
    if !timeline.slowest.is_empty() {
        writeln!(out, "{}", style.paint(Paint::Bold, "Slowest actions"))?;
        for slow in &timeline.slowest {
            let line = format!("line {}", slow.line);
            writeln!(
                out,
                "  {:>10}  {:<40}  {:<8}  {}",
                seconds(slow.milliseconds),
                cut(&slow.action, 40),
                slow.place,
                style.paint(Paint::Dim, line)
            )?;
        }
        writeln!(out)?;
    }
    let limit = seconds(timeline.shortest_gap);
    if timeline.gaps.is_empty() {
        return writeln!(out, "No gap of {limit} or more.");
    }
    writeln!(
        out,
        "{}",
        style.paint(Paint::Bold, format!("Gaps of {limit} or more"))
    )?;
    for gap in &timeline.gaps {
        let lines = format!("lines {}-{}", gap.line, gap.end_line);
        let action = gap
            .action
            .as_deref()
            .map(|action| cut(action, 40))
            .unwrap_or_default();
        let whose = if gap.user {
            "the user, in a dialog"
        } else {
            "the installer"
        };
        writeln!(
            out,
            "  {:>10}  {action:<40}  {whose:<22}  {}",
            seconds(gap.milliseconds),
            style.paint(Paint::Dim, lines)
        )?;
    }
    Ok(())
}

/// One line a phase, with a bar where it stands in the time of the session.
fn phases(session: &Session, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (Some(started), Some(total)) = (session.started, session.milliseconds) else {
        return Ok(());
    };
    let heading = format!(
        "Session, lines {}-{}, {} from {started}",
        session.line,
        session.end_line,
        seconds(total)
    );
    writeln!(out, "{}", style.paint(Paint::Bold, heading))?;
    for engine in &session.engines {
        let side = match engine.side {
            Side::Client => "client",
            Side::Nested => "inner engine",
            _ => "server",
        };
        writeln!(out, "  {side}, {}", visible_text(&engine.product))?;
        for stretch in &engine.phases {
            let (Some(begun), Some(took)) = (stretch.started, stretch.milliseconds) else {
                continue;
            };
            let bar = bar(
                started.until(begun),
                took,
                total,
                style.width.saturating_sub(62).clamp(10, 60),
            );
            let lines = format!("{}-{}", stretch.line, stretch.end_line);
            writeln!(
                out,
                "    {:<18} {:>10}  {}  {}",
                stretch.phase,
                seconds(took),
                style.paint(Paint::Cyan, bar),
                style.paint(Paint::Dim, lines)
            )?;
        }
    }
    writeln!(out)
}

/// A bar of `width` columns: blanks before, blocks for the time taken, blanks after. What took time has one block at least.
fn bar(from: u32, took: u32, total: u32, width: usize) -> String {
    let column = |milliseconds: u32| {
        (u64::from(milliseconds) * width as u64 / u64::from(total.max(1))) as usize
    };
    let start = column(from).min(width.saturating_sub(1));
    let length = column(took).max(1).min(width - start);
    format!(
        "{}{}{}",
        "·".repeat(start),
        "█".repeat(length),
        "·".repeat(width - start - length)
    )
}

/// Milliseconds as seconds: `0.123 s`.
pub(super) fn seconds(milliseconds: u32) -> String {
    format!("{}.{:03} s", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_stands_where_its_time_is() {
        for (from, took, total, expect) in [
            (0, 10, 10, "██████████"),
            (0, 0, 10, "█·········"),
            (5, 5, 10, "·····█████"),
            (10, 0, 10, "·········█"),
            (0, 0, 0, "█·········"),
            (3, 9, 10, "···███████"),
        ] {
            assert_eq!(bar(from, took, total, 10), expect, "{from} {took} {total}");
        }
    }
}
