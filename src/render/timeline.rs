//! The timeline, for people.

use std::io::{self, Write};

use super::bundle_timeline::bundle_timeline;
use super::layout::{Paint, Style, column_of, cut, exit_code, padded};
use super::sheet::squeeze;
use crate::event::Side;
use crate::text::one_line;
use crate::trace::{Outcome, SeamKind};
use crate::view::timeline::{Break, Outside, Package, Pause, Session, Slow, Stretch, Timeline};

/// Writes a timeline for people.
///
/// # Errors
///
/// What the writer says.
pub fn timeline(timeline: &Timeline, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if let Some(bundle) = &timeline.bundle {
        bundle_timeline(bundle, style, out)?;
    }
    for session in &timeline.sessions {
        phases(session, style, out)?;
    }
    open_at_end(timeline, style, out)?;
    seams(&timeline.seams, style, out)?;
    slowest(&timeline.slowest, style, out)?;
    // Of a log without engines nobody has measured any.
    if timeline.sessions.is_empty() && timeline.gaps.is_empty() {
        return Ok(());
    }
    gaps(&timeline.gaps, timeline.shortest_gap, style, out)
}

/// Writes how far each package came, in the sixteen steps of an install.
///
/// # Errors
///
/// What the writer says.
pub fn steps(timeline: &Timeline, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let packages = timeline
        .sessions
        .iter()
        .flat_map(|session| &session.packages);
    for package in packages {
        writeln!(out)?;
        steps_of(package, style, out)?;
    }
    Ok(())
}

pub(super) fn heading(text: &str, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", style.paint(Paint::Bold, text))
}

/// One line a phase, with a bar where it stands in the time of the session.
fn phases(session: &Session, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (Some(started), Some(total)) = (session.started, session.milliseconds) else {
        return Ok(());
    };
    let result = match session.exit_code {
        Some(code) => format!("{}, exit code {}", session.outcome, exit_code(code)),
        None => session.outcome.to_string(),
    };
    // A part of a log shows results without an engine.
    let is_told = !session.engines.is_empty()
        || session.exit_code.is_some()
        || session.outcome != Outcome::Unknown;
    let result = if is_told {
        result
    } else {
        "no engine ran".to_owned()
    };
    let lines = format!("lines {}-{}", session.line, session.end_line);
    heading(&format!("Session, {lines}: {result}"), style, out)?;
    let took = format!("{} from {started}", seconds(total));
    if session.user_milliseconds > 0 {
        let installer = total.saturating_sub(session.user_milliseconds);
        writeln!(
            out,
            "  {took}: {} the user in dialogs, {} the installer",
            seconds(session.user_milliseconds),
            seconds(installer)
        )?;
    } else {
        writeln!(out, "  {took}")?;
    }
    if is_told && session.engines.is_empty() {
        writeln!(
            out,
            "  The log is not verbose (/l*v), so it shows no phases."
        )?;
    }
    for engine in &session.engines {
        let side = match engine.side {
            Side::Client => "client",
            Side::Nested => "inner engine",
            _ => "server",
        };
        let product = squeeze(&engine.product, style.width.saturating_sub(side.len() + 4));
        writeln!(out, "  {side}, {product}")?;
        for stretch in &engine.phases {
            bar_line(stretch, session, style, out)?;
        }
    }
    for outside in &session.outside {
        around(outside, session, style, out)?;
    }
    writeln!(out)
}

/// What happened around the engines of a side, where it took time or undid things.
fn around(
    outside: &Outside,
    session: &Session,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    /// Less than this, in milliseconds, is no story.
    const SHORT: u32 = 10;
    let matters = |stretch: &&Stretch| {
        stretch.stage.is_some() || stretch.milliseconds.is_some_and(|took| took >= SHORT)
    };
    let shown: Vec<&Stretch> = outside.phases.iter().filter(matters).collect();
    if shown.is_empty() {
        return Ok(());
    }
    let side = match outside.side {
        Side::Client => "client",
        _ => "server",
    };
    writeln!(out, "  {side}, outside of its engines")?;
    for stretch in shown {
        bar_line(stretch, session, style, out)?;
    }
    Ok(())
}

fn bar_line(
    stretch: &Stretch,
    session: &Session,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (Some(started), Some(total)) = (session.started, session.milliseconds) else {
        return Ok(());
    };
    let (Some(begun), Some(took)) = (stretch.started, stretch.milliseconds) else {
        return Ok(());
    };
    let width = style.width.saturating_sub(62).clamp(10, 60);
    let bar = bar(started.until(begun), took, total, width);
    let lines = format!("{}-{}", stretch.line, stretch.end_line);
    let paint = match stretch.stage {
        Some("rollback") => Paint::Yellow,
        _ => Paint::Cyan,
    };
    writeln!(
        out,
        "    {:<18} {:>10}  {}  {}",
        stretch.phase,
        seconds(took),
        style.paint(paint, bar),
        style.paint(Paint::Dim, lines)
    )
}

fn open_at_end(timeline: &Timeline, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if timeline.open_at_end.is_empty() {
        return Ok(());
    }
    heading("Open when the log ended", style, out)?;
    let chain: Vec<String> = timeline
        .open_at_end
        .iter()
        .map(|name| one_line(name))
        .collect();
    let width = style.width.saturating_sub(2);
    writeln!(out, "  {}\n", cut(&chain.join(" > "), width))
}

fn seams(seams: &[Break], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if seams.is_empty() {
        return Ok(());
    }
    heading("Where the log is not in one piece", style, out)?;
    for seam in seams {
        let place = if seam.line == seam.end_line {
            format!("line {}", seam.line)
        } else {
            format!("lines {}-{}", seam.line, seam.end_line)
        };
        let what = match seam.what {
            SeamKind::AfterFooter => "written after the footer of their session",
            SeamKind::LateFlush => "written late: their clock is before that of lines above",
            SeamKind::LinesLost => "lines are missing here, as the installer itself says",
            SeamKind::Torn => "cut in the middle",
        };
        writeln!(out, "  {place:<20}  {what}")?;
    }
    writeln!(out)
}

fn slowest(slowest: &[Slow], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if slowest.is_empty() {
        return Ok(());
    }
    heading("Slowest actions", style, out)?;
    let names = column_of(slowest.iter().map(|slow| &slow.action[..]), style, 40);
    for slow in slowest {
        let line = format!("line {}", slow.line);
        writeln!(
            out,
            "  {:>10}  {}  {:<8}  {}",
            seconds(slow.milliseconds),
            padded(&slow.action, names, style),
            slow.place,
            style.paint(Paint::Dim, line)
        )?;
    }
    writeln!(out)
}

fn gaps(gaps: &[Pause], shortest: u32, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let limit = seconds(shortest);
    if gaps.is_empty() {
        return writeln!(out, "No gap of {limit} or more.");
    }
    heading(&format!("Gaps of {limit} or more"), style, out)?;
    let names = column_of(
        gaps.iter().filter_map(|gap| gap.action.as_deref()),
        style,
        46,
    );
    for gap in gaps {
        let lines = format!("lines {}-{}", gap.line, gap.end_line);
        let action = padded(gap.action.as_deref().unwrap_or_default(), names, style);
        let whose = if gap.user {
            "the user"
        } else {
            "the installer"
        };
        writeln!(
            out,
            "  {:>10}  {action}  {whose:<13}  {}",
            seconds(gap.milliseconds),
            style.paint(Paint::Dim, lines)
        )?;
    }
    Ok(())
}

fn steps_of(package: &Package, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let head = format!("Steps of {}", one_line(&package.product));
    heading(&head, style, out)?;
    let name = package.steps.iter().map(|step| step.name.len()).max();
    let name = name.unwrap_or(0);
    for step in &package.steps {
        let (paint, word) = match step.progress {
            "stopped" => (Paint::Red, "stopped here"),
            "log-ends" => (Paint::Yellow, "log ends"),
            "left-out" => (Paint::Dim, "left out"),
            "not-reached" => (Paint::Dim, "not reached"),
            _ => (Paint::Green, ""),
        };
        let took = step.milliseconds.map(seconds).unwrap_or_default();
        let lines = match (step.line, step.end_line) {
            (Some(line), Some(end)) if line != end => format!("{line}-{end}"),
            (Some(line), _) => line.to_string(),
            _ => String::new(),
        };
        let text = format!(
            "  {:>2}  {:<name$} {took:>10}  {word:<12}  {lines}",
            step.number, step.name
        );
        writeln!(out, "{}", style.paint(paint, text.trim_end()))?;
    }
    Ok(())
}

/// A bar of `width` columns: dots before, blocks for the time taken, dots after. What took no time has one block too.
/// All times are in milliseconds.
#[must_use]
pub fn bar(from: u32, took: u32, total: u32, width: usize) -> String {
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
#[must_use]
pub fn seconds(milliseconds: u32) -> String {
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
