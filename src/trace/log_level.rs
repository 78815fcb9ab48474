//! How bad a line is that a program wrote, as loggers mark it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// How bad a line is to the program that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing is wrong.
    Information,
    /// The program went on.
    Warning,
    /// Something failed.
    Error,
}

/// What loggers call an error, in small letters.
pub const NAMES_OF_ERRORS: [&str; 8] = [
    "error", "err", "fatal", "ftl", "critical", "severe", "fehler", "erreur",
];

/// The level that a word names, in small and capital letters, as loggers write it in real logs. Rare ones, such as `alert` or
/// `fail`, are words of sentences, of settings, and of counters too.
///
/// Source: <https://logging.apache.org/log4j/2.x/manual/customloglevels.html>,
/// <https://github.com/serilog/serilog/wiki/Formatting-Output>, <https://docs.python.org/3/library/logging.html>,
/// <https://pkg.go.dev/log/slog>.
fn named(word: &str) -> Option<LogLevel> {
    const OF_INFORMATION: [&str; 11] = [
        "info",
        "information",
        "inf",
        "debug",
        "dbug",
        "dbg",
        "trace",
        "trce",
        "trc",
        "verbose",
        "vrb",
    ];
    const OF_WARNINGS: [&str; 3] = ["warn", "warning", "wrn"];
    let is_one_of = |names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    if is_one_of(&OF_INFORMATION) {
        Some(LogLevel::Information)
    } else if is_one_of(&OF_WARNINGS) {
        Some(LogLevel::Warning)
    } else {
        is_one_of(&NAMES_OF_ERRORS).then_some(LogLevel::Error)
    }
}

/// The level with which a logger marked a line, of which the name of who writes may stand first.
///
/// * `OpenGates: ERROR: no hinge`, `2026-03-02 10:00:01 main WARN  Gates - no hinge`, `error: no hinge`;
/// * `[10:00:01 INF] Error page registered`, `[ssl:warn] no hinge`, `10:00:01|ERROR|Gates|no hinge`;
/// * `WARNING:root:no hinge`, `level=info msg="error handler set"`, `{"level":"error","msg":"no hinge"}`.
#[must_use]
pub fn level_of(line: &str) -> Option<LogLevel> {
    of_head(line).or_else(|| of_field(line))
}

/// The level that stands among the first words of a line.
fn of_head(line: &str) -> Option<LogLevel> {
    /// Clocks, threads, and names of loggers come before it.
    const FIRST_WORDS: usize = 8;
    /// More plain words than this are a sentence.
    const MOST_PLAIN: usize = 4;
    /// Behind a clock stand the thread, the machine, or the logger.
    const MOST_BEHIND_CLOCK: usize = 2;
    let mut rest = line;
    let mut plain = 0;
    let mut has_clock = false;
    for _ in 0..FIRST_WORDS {
        rest = rest.trim_start();
        let is_head = plain == 0 || has_clock && plain <= MOST_BEHIND_CLOCK;
        if let Some((inside, behind)) = in_brackets(rest) {
            if let Some(level) = bracketed(inside).filter(|_| is_head) {
                return Some(level);
            }
            rest = behind;
            continue;
        }
        let word = rest.split_whitespace().next()?;
        let behind = &rest[word.len()..];
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        has_clock |= is_number && word.trim_end_matches(':').contains([':', '-', '/']);
        // Without a clock it is a table, or a list of what may be chosen.
        if has_clock
            && word.contains('|')
            && let Some(level) = between_pipes(rest)
        {
            return Some(level);
        }
        if let Some(level) = before_colon(word, behind)
            && (is_head || is_capital(word))
        {
            return Some(level);
        }
        // `ERROR CODE 0` is a heading.
        if let Some(level) = of_word(word)
            && is_head
            && is_capital(word)
            && (has_clock || level != LogLevel::Error)
        {
            return Some(level);
        }
        if !is_number && !word.ends_with(':') && word.contains(char::is_alphanumeric) {
            plain += 1;
        }
        if plain > MOST_PLAIN {
            return None;
        }
        rest = behind;
    }
    None
}

/// `10:00:01 INF` and what stands behind of `[10:00:01 INF] no hinge`.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[').map(|inside| (inside, ']'));
    let (inside, end) = inside.or_else(|| text.strip_prefix('(').map(|inside| (inside, ')')))?;
    inside.split_once(end)
}

/// The level in brackets, alone, behind a part of the program, or beside a clock: `warn`, `ssl:warn`, `10:00:01 INF`.
fn bracketed(inside: &str) -> Option<LogLevel> {
    let is_of_clock = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut words = inside.split_whitespace().filter(|word| !is_of_clock(word));
    let word = words.next().filter(|_| words.next().is_none())?;
    named(word.rsplit(':').next().unwrap_or(word))
}

/// `2026-03-02 10:00:01|ERROR|Gates|no hinge`, where each field is closed.
fn between_pipes(text: &str) -> Option<LogLevel> {
    const FIRST_FIELDS: usize = 4;
    let (closed, _) = text.rsplit_once('|')?;
    let mut fields = closed.split('|').take(FIRST_FIELDS);
    fields.find_map(|field| named(field.trim()))
}

/// The level that a word names before a colon.
fn before_colon(word: &str, behind: &str) -> Option<LogLevel> {
    match word.split_once(':') {
        Some((name, _)) => of_word(name),
        None => of_word(word).filter(|_| behind.trim_start().starts_with(':')),
    }
}

/// Whether the name before a colon, or all of a word, has capital letters only, as no word of a sentence has.
fn is_capital(word: &str) -> bool {
    let mut name = word.bytes().take_while(|byte| *byte != b':');
    name.all(|byte| byte.is_ascii_uppercase())
}

/// The level that a word names which stands by itself. `INF` is a file of a driver too, and `Trace` the heading of a stack.
fn of_word(name: &str) -> Option<LogLevel> {
    named(name).filter(|_| !["INF", "Trace", "trace"].contains(&name))
}

/// The names of fields in which programs write the level.
const FIELDS: [&str; 6] = ["log.level", "loglevel", "level", "lvl", "severity", "@l"];

/// More fields of these names no line of a logger has.
const MOST_FIELDS: usize = 8;

/// The fields beside it that have the message, in small letters; without one a level is what is set, such as
/// `Gates: LogLevel=Error`.
const MESSAGES: [&str; 5] = ["msg=", "message=", "msg\"", "message\"", "\"@m"];

/// `level=info msg="error handler set"`, `{"level":"error","msg":"no hinge"}`, and `{"@t":"2026-03-02T10:00:01Z","@mt":"Error page
/// registered"}`, where the level is left out of what is information.
///
/// Source: <https://clef-json.org>, <https://brandur.org/logfmt>,
/// <https://www.elastic.co/guide/en/ecs/current/ecs-log.html>.
fn of_field(line: &str) -> Option<LogLevel> {
    static FIELD: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(FIELDS)
            .ok()
    });
    if !line.contains(['=', '{']) {
        return None;
    }
    let lower = line.to_ascii_lowercase();
    if !MESSAGES.iter().any(|field| lower.contains(field)) {
        return None;
    }
    let is_object = line
        .split_once('{')
        .is_some_and(|(before, _)| are_fields(before));
    let mut fields = FIELD.as_ref()?.find_iter(line).take(MOST_FIELDS);
    let level = fields.find_map(|field| {
        let (before, behind) = (&line[..field.start()], &line[field.end()..]);
        let value = if before.ends_with('"') && is_object {
            let value = behind.strip_prefix('"')?.trim_start().strip_prefix(':')?;
            value.trim_start().strip_prefix('"')?
        } else {
            let value = behind.strip_prefix('=')?;
            are_fields(before).then_some(value.strip_prefix('"').unwrap_or(value))?
        };
        let end = value.find(|c: char| !c.is_ascii_alphabetic());
        named(&value[..end.unwrap_or(value.len())])
    });
    let is_compact = || {
        line.contains("{\"@t\":") && !["\"@l\":", "\"@x\":"].iter().any(|key| line.contains(key))
    };
    level.or_else(|| is_compact().then_some(LogLevel::Information))
}

/// `time="2026-03-02 10:00:01" app=gates `: whether a line has had nothing but fields, a clock, and who writes, so that no
/// sentence speaks of a level.
fn are_fields(before: &str) -> bool {
    let is_begun = before.is_empty() || before.ends_with(char::is_whitespace);
    is_begun
        && before.split_whitespace().all(|word| {
            word.contains('=')
                || word.ends_with(':')
                || word.starts_with(|c: char| c.is_ascii_digit() || c == '[')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loggers_mark_their_lines_in_many_forms() {
        for (line, expected) in [
            (
                "OpenGates:  Warning: Cannot open the gate",
                Some(LogLevel::Warning),
            ),
            (
                "GateLog: [WARN] cannot open the gate",
                Some(LogLevel::Warning),
            ),
            (
                "DIFXAPP: WARNING:cannot open the gate",
                Some(LogLevel::Warning),
            ),
            (
                "DIFXAPP: INFO:   Could not open the gate",
                Some(LogLevel::Information),
            ),
            (
                "INFO   : [10/03/2026 11:09:15:434] [Gates]: failed",
                Some(LogLevel::Information),
            ),
            ("[DEBUG] lookup failed", Some(LogLevel::Information)),
            ("MoveGates: ERROR: step 4 failed", Some(LogLevel::Error)),
            (
                "[2026-03-02 10:00:01.112] [error] no key",
                Some(LogLevel::Error),
            ),
            ("Error: no route", Some(LogLevel::Error)),
            ("fatal: no route", Some(LogLevel::Error)),
            ("ERREUR : pas de porte", Some(LogLevel::Error)),
            ("2026-03-02 10:00:01 ERROR no route", Some(LogLevel::Error)),
            (
                "2026-03-02 10:00:01,123 main WARN  Gates - no route",
                Some(LogLevel::Warning),
            ),
            (
                "2026-03-02 10:00:01,123 [5] INFO  Gates - no route",
                Some(LogLevel::Information),
            ),
            ("warn: Gates.Boot[35]", Some(LogLevel::Warning)),
            ("OpenGates: error: Gates.Boot[0]", Some(LogLevel::Error)),
            (
                "[10:00:01 INF] Error page registered",
                Some(LogLevel::Information),
            ),
            ("[10:00:01 FTL] Gate 12 is newer", Some(LogLevel::Error)),
            ("[gates:warn] no route", Some(LogLevel::Warning)),
            (
                "2026-03-02 10:00:01.2|WARN|Boot|no route",
                Some(LogLevel::Warning),
            ),
            (
                "2026-03-02 10:00:01 | error | Boot | no route",
                Some(LogLevel::Error),
            ),
            ("OpenGates: WARNING:root:no route", Some(LogLevel::Warning)),
            ("ERROR:root:no route", Some(LogLevel::Error)),
        ] {
            assert_eq!(level_of(line), expected, "{line}");
        }
    }

    #[test]
    fn loggers_write_the_level_in_a_field() {
        for (line, expected) in [
            (
                "Gates: time=\"2026-03-02 10:00:01\" level=info msg=\"error handler set\"",
                Some(LogLevel::Information),
            ),
            ("lvl=warn msg=\"no route\"", Some(LogLevel::Warning)),
            ("level=\"error\" msg=\"no route\"", Some(LogLevel::Error)),
            (
                "{\"ts\":1,\"level\": \"info\",\"msg\":\"no error\"}",
                Some(LogLevel::Information),
            ),
            (
                "Gates: {\"LogLevel\":\"Error\",\"Message\":\"no route\"}",
                Some(LogLevel::Error),
            ),
            (
                "{\"severity\":\"WARNING\",\"message\":\"no route\"}",
                Some(LogLevel::Warning),
            ),
            (
                "{\"@t\":\"2026-03-02\",\"@mt\":\"failed\",\"@l\":\"Error\"}",
                Some(LogLevel::Error),
            ),
            (
                "{\"@t\":\"2026-03-02\",\"@mt\":\"Error page\"}",
                Some(LogLevel::Information),
            ),
        ] {
            assert_eq!(level_of(line), expected, "{line}");
        }
    }

    #[test]
    fn words_of_a_sentence_are_no_levels() {
        for line in [
            "",
            "OpenGates: a warning could not be shown",
            "OpenGates: error handler installed",
            "OpenGates:  Error 0x80070005: failed to open",
            "OpenGates ended with ERROR 5",
            "** Gates **:  INF 'North'",
            "Trace            : at Gates.Open()",
            "Failed to set level=info",
            "{\"level\":12,\"gates\":3}",
            "Error Message    : no route",
            "C:\\Gates\\info.txt",
            "(warning of gate 5 was not read)",
            "north|error",
            "<1> Copying gates",
            "ALERT: the service was started",
            "Registering category [Alert]",
            "Adding event source [Error]",
            "Added category (critical)",
            "CRITICAL SECTION ENTERED",
            "ERROR HANDLING: ok",
            "ERROR CODE 0",
            "PASS: 12 FAIL: 0",
            "fail: open policy set",
            "Gates: LogLevel=Error",
            "Level=Error set",
            "Config written: {\"log\":{\"level\":\"error\"}}",
            "Config written: {\"level\":\"error\",\"message\":\"short\"}",
            "{\"log\":{\"level\":\"error\"}}",
            "Levels: error|warn|info",
            "| Gate | Error | Count |",
            "1: Getting gate info for the keeper",
            "10:00:01 Getting info of the keeper",
            "No errors: 0",
        ] {
            assert_eq!(level_of(line), None, "{line}");
        }
    }
}
