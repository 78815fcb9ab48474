//! The lines between three equals signs.

use nom::Parser;
use nom::sequence::preceded;

use super::lex::{Parsed, behind_unit, clock, tag, until, until_last};
use super::vocabulary::Vocabulary;
use crate::event::{EventKind, Side};

/// How the headers begin that bound a verbose log, also where the rest of one is damaged.
pub(super) const VERBOSE: &str = "=== Verbose logging ";

/// `=== Verbose logging started: 25/02/2026  16:40:52  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\WINDOWS\system32\msiexec.exe ===`
pub(super) fn verbose_started(line: &str) -> Parsed<'_, EventKind<'_>> {
    let when = preceded(tag("=== Verbose logging started: "), until(" Build type: "));
    // Two blanks become one when a log passes through a page.
    (when, until(" Calling process: "), until_last(" ==="))
        .map(|(when, build, process): (_, &str, _)| {
            let (date, time) = date_and_time(when);
            EventKind::SessionStarted {
                date,
                time,
                build: build.trim_end(),
                process,
            }
        })
        .parse(line)
}

/// `=== Verbose logging stopped: 31/10/2023  9:13:23 ===`
pub(super) fn verbose_stopped(line: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("=== Verbose logging stopped: "), until(" ==="))
        .map(|when| {
            let (date, time) = date_and_time(when);
            EventKind::SessionStopped { date, time }
        })
        .parse(line)
}

/// `=== MSI (s) Failed to grab mutex for logging. Some log might be lost. === `
pub(super) fn lines_lost(line: &str) -> Parsed<'_, EventKind<'_>> {
    let (rest, side) =
        preceded(tag("=== MSI ("), nom::bytes::complete::take(1usize)).parse(line)?;
    let (rest, _) = tag(") Failed to grab mutex for logging.").parse(rest)?;
    Ok((
        rest,
        EventKind::LinesLost {
            side: Side::from_letter(side.as_bytes().first().copied().unwrap_or(b'?')),
        },
    ))
}

/// `=== Logging started: 4/25/2015  4:25:27 ===`, in any language: `=== 開啟記錄時間: 2016/10/4  09:20:15 ===`.
/// Which of the two it is follows from a proved word, else from whether an engine has run since the last header.
pub(super) fn plain<'log>(line: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    let text = line.strip_prefix("=== ")?.trim_end().strip_suffix(" ===")?;
    let colon = text.find([':', '：'])?;
    let (word, when) = (
        text[..colon].trim_end(),
        text[colon..].trim_start_matches([':', '：']).trim(),
    );
    let (date, time) = date_and_time(when);
    let is_moment = date.bytes().any(|b| b.is_ascii_digit())
        && clock(time).is_ok_and(|(rest, _)| behind_unit(rest).is_empty());
    is_moment.then(|| {
        if vocabulary.is_logging_end(word) {
            EventKind::LoggingStopped { date, time }
        } else {
            EventKind::LoggingStarted { date, time }
        }
    })
}

/// Splits `2018. 09. 29.  13:29:49` at the last two blanks, which are one where a page has made one of them. In some locales
/// a blank stands within the clock.
fn date_and_time(when: &str) -> (&str, &str) {
    let when = when.trim();
    when.rsplit_once("  ")
        .or_else(|| when.rsplit_once(' '))
        .map_or((when, ""), |(date, time)| (date.trim_end(), time))
}

/// Any of the lines between three equals signs.
pub(super) fn header<'log>(line: &'log str, vocabulary: &Vocabulary) -> Option<EventKind<'log>> {
    let known = nom::branch::alt((verbose_started, verbose_stopped, lines_lost)).parse(line);
    known
        .ok()
        .map(|(_, kind)| kind)
        .or_else(|| plain(line, vocabulary))
}
