//! What stands before each line of a log that was quoted, indented, or written into another program's log.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

/// The longest head: a clock, a level, and the name of a program.
const LONGEST: usize = 64;

/// The same where it is the path of a file, which is no longer than this in Windows.
const LONGEST_PATH: usize = 280;

/// So many lines of an install log must have the head, but for a mark of quotation, which nothing else looks like.
const FEWEST: usize = 2;

/// How lines begin that only an installer writes. `=== Logging started: ` also stands in logs of the .NET setup.
const BEGINNINGS: [&str; 17] = [
    "MSI (s) (",
    "MSI (c) (",
    "=== Verbose logging ",
    "Action start ",
    "Action ended ",
    // As pages have it whose author took the time away.
    "Action startTime: ",
    "Action endedTime: ",
    "Property(S): ",
    "Property(C): ",
    "CustomAction ",
    "CAQuietExec:  ",
    "CAQuietExec64:  ",
    "WixQuietExec:  ",
    "WixQuietExec64:  ",
    "SFXCA: ",
    "DIFXAPP: ",
    // Of a bundle, where the ids and the time are missing.
    "e000: Error 0x",
];

/// A part of a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// One or more digits.
    Number,
    /// One or more Latin letters.
    Word,
    /// Marks of a quotation and blanks, or none.
    Marks,
    /// What stands between a number and its line: a tab, or a blank or two.
    Gap,
    /// What stands on both sides of a number in what a search has found: a colon, or a dash around it.
    Joint,
    /// A character that is the same in each line.
    Sign(char),
}

/// What each line of a log begins with: `> `, four blanks, or `12:26:46 PM: ` with another clock in each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head(Vec<Part>);

impl Head {
    /// The head of a log that begins with this text; none where one of an installer's lines stands at the margin first.
    pub(super) fn of(text: &str) -> Option<Head> {
        let mut logged = text
            .lines()
            .filter_map(|line| Some((line, beginning(line)?)));
        let (line, at) = logged
            .next()
            .filter(|(_, at)| (1..=LONGEST_PATH).contains(at))?;
        let head = Head::numbered(&line[..at]).or_else(|| Head::like(&line[..at]))?;
        let has_head = |line: &str, at| at > 0 && line.len() - head.take_off(line).len() == at;
        let (with, without): (Vec<_>, Vec<_>) = logged.partition(|(line, at)| has_head(line, *at));
        // The first line has it too.
        let with = with.len() + 1;
        let is_quote = || {
            head.0
                .iter()
                .all(|part| matches!(part, Part::Sign('>' | ' ')))
        };
        let is_enough = with >= FEWEST || is_quote() && line.starts_with('>');
        (is_enough && with > without.len()).then_some(head)
    }

    /// The head with the shape of `text`; none where nothing sets it apart from what follows.
    ///
    /// The setup of Office writes `MSI(INFO): 'Action start 13:24:36: INSTALL.'`, which is a text in a log of its own.
    fn like(text: &str) -> Option<Head> {
        if !text.ends_with([' ', '\t', '>']) || text.len() > LONGEST {
            return None;
        }
        let mut parts: Vec<Part> = Vec::new();
        for sign in text.chars() {
            let part = match sign {
                '0'..='9' => Part::Number,
                'a'..='z' | 'A'..='Z' => Part::Word,
                other => Part::Sign(other),
            };
            if matches!(part, Part::Sign(_)) || parts.last() != Some(&part) {
                parts.push(part);
            }
        }
        Some(Head(parts))
    }

    /// The head of a line with its number, as searches and programs that show files write it: `218:`, `218-` above and below
    /// what was found, `install.log:218:`, `> install.log:218:`, and `   218  `.
    fn numbered(text: &str) -> Option<Head> {
        let body = text.trim_start_matches(['>', ' ']);
        let Some(before) = body.strip_suffix([':', '-']) else {
            let number = body.trim_end_matches([' ', '\t']);
            let is_number = number.len() < body.len()
                && !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit());
            return is_number.then(|| Head(vec![Part::Marks, Part::Number, Part::Gap]));
        };
        let file = before.trim_end_matches(|sign: char| sign.is_ascii_digit());
        if file.len() == before.len() {
            return None;
        }
        let mut parts = vec![Part::Marks];
        if !file.is_empty() {
            let name = file.strip_suffix([':', '-'])?;
            parts.extend(name.chars().map(Part::Sign));
            parts.push(Part::Joint);
        }
        parts.extend([Part::Number, Part::Joint]);
        Some(Head(parts))
    }

    /// The line without its head, or as it is when it has none. Blanks at the end of a head may be missing where nothing
    /// follows: `>`.
    pub(super) fn take_off<'a>(&self, line: &'a str) -> &'a str {
        let mut rest = line;
        for part in &self.0 {
            let after = match part {
                Part::Number => after_some(rest, |sign| sign.is_ascii_digit()),
                Part::Word => after_some(rest, |sign| sign.is_ascii_alphabetic()),
                Part::Marks => Some(rest.trim_start_matches(['>', ' '])),
                Part::Gap | Part::Sign(' ') if rest.is_empty() => Some(rest),
                Part::Gap => rest
                    .strip_prefix('\t')
                    .or_else(|| rest.strip_prefix("  "))
                    .or_else(|| rest.strip_prefix(' ')),
                Part::Joint => rest.strip_prefix([':', '-']),
                Part::Sign(sign) => rest.strip_prefix(*sign),
            };
            let Some(after) = after else {
                return line;
            };
            rest = after;
        }
        rest
    }
}

/// What follows one or more characters of a kind.
fn after_some(text: &str, is_kind: impl Fn(char) -> bool) -> Option<&str> {
    let rest = text.trim_start_matches(is_kind);
    (rest.len() < text.len()).then_some(rest)
}

/// A line without the blanks and the marks of Markdown around what an installer wrote: of a quotation some lines are
/// indented and some are not, and a page may set each of its lines, or the first alone, as code or in italics. What stands
/// in the lines of an installer's own blocks is not touched.
pub(super) fn at_margin(line: &str) -> &str {
    // Of a quotation only the first line of a paragraph needs its mark.
    let text =
        line.trim_start_matches(|sign| MARKS.contains(&sign) || matches!(sign, ' ' | '\t' | '>'));
    // Below what an installer wrote it is the log's end, and not that of another program.
    let is_end = text.starts_with("=== Logging stopped: ");
    if text.len() == line.len() || !is_end && !begins(text) {
        return line;
    }
    let before = &line[..line.len() - text.len()];
    let marks = before.chars().rev().filter(|sign| MARKS.contains(sign));
    // What was opened is closed in the opposite order, or at the end of another line.
    let mut text = text;
    for mark in marks {
        let Some(inside) = text.trim_end_matches(' ').strip_suffix(mark) else {
            break;
        };
        text = inside;
    }
    text
}

/// A line that a page has set as code, in italics, or in bold type as a whole, without the marks around it, inside of which
/// Markdown has no blank: `*Error 1935. The assembly ...*`.
pub(super) fn without_marks(line: &str) -> &str {
    let Some(mut text) = within_mark(line.trim_end_matches(' ')) else {
        return line;
    };
    while let Some(inside) = within_mark(text) {
        text = inside;
    }
    let is_edge = |sign| MARKS.contains(&sign) || sign == ' ';
    if text.is_empty() || text.starts_with(is_edge) || text.ends_with(is_edge) {
        line
    } else {
        text
    }
}

fn within_mark(text: &str) -> Option<&str> {
    let mut marks = MARKS.into_iter();
    marks.find_map(|mark| text.strip_prefix(mark)?.strip_suffix(mark))
}

/// What Markdown sets code, italics, and bold text between.
const MARKS: [char; 3] = ['`', '_', '*'];

/// Whether something stands in a line that only an installer writes.
pub(super) fn holds(line: &str) -> bool {
    beginning(line).is_some()
}

/// Whether a line begins as an installer writes it.
pub(super) fn begins(line: &str) -> bool {
    BEGINNINGS.iter().any(|words| line.starts_with(words))
        || bundle(line) == Some(0)
        || of_toolset(line) == Some(0)
}

/// At which byte of a line the text of an installer begins, if there is any.
fn beginning(line: &str) -> Option<usize> {
    // Of a log that nobody changed nearly all lines begin so, and each log is asked line by line.
    static ENGINE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let leftmost = MatchKind::LeftmostFirst;
        let search = AhoCorasick::builder()
            .match_kind(leftmost)
            .build(BEGINNINGS);
        search.ok()
    });
    if begins(line) {
        return Some(0);
    }
    let engine = ENGINE.as_ref().and_then(|engine| engine.find(line));
    let engine = engine.map(|found| found.start());
    let others = bundle(line)
        .into_iter()
        .chain(of_toolset(line))
        .chain(of_event(line));
    engine.into_iter().chain(others).min()
}

/// Where the line of an action of the WiX toolset begins that tells an error: `WriteGates:  Error 0x80070490: not found`.
fn of_toolset(line: &str) -> Option<usize> {
    let end = memmem::find(line.as_bytes(), b":  Error 0x")?;
    let is_of_name = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.');
    let before = line[..end].trim_end_matches(is_of_name);
    (before.len() < end).then_some(before.len())
}

/// Where an entry of the event log begins behind the mark of a quotation: `> Product: Contoso Ledger -- Error 1720. There is ...`.
fn of_event(line: &str) -> Option<usize> {
    let text = line.strip_prefix('>')?.trim_start_matches(['>', ' ']);
    let (_, error) = text.strip_prefix("Product: ")?.split_once(" -- Error ")?;
    let (number, _) = error.split_once('.')?;
    let is_number = (4..=5).contains(&number.len()) && number.bytes().all(|c| c.is_ascii_digit());
    is_number.then_some(line.len() - text.len())
}

/// Where the line of a bundle begins: `[14A4:9F04][2021-07-16T11:13:57]i001: `, of which the ids, the time, or the first
/// bracket may be missing.
fn bundle(line: &str) -> Option<usize> {
    // Without ids and time, only a quotation or an indentation is known by what follows it.
    let text = line.trim_start_matches(['>', ' ', '\t']);
    if is_number(text.as_bytes()) {
        return Some(line.len() - text.len());
    }
    let mut ends = memchr::memchr_iter(b']', line.as_bytes());
    let mut start = ends.find(|at| is_number(&line.as_bytes()[at + 1..]))? + 1;
    while let Some(before) = line[..start].strip_suffix(']') {
        let part =
            before.trim_end_matches(|sign: char| sign.is_ascii_hexdigit() || ":-T".contains(sign));
        let is_part = before[part.len()..].contains(':') && before.len() - part.len() >= IDS;
        if !is_part {
            return None;
        }
        start = part.len();
        match part.strip_suffix('[') {
            Some(opened) => start = opened.len(),
            None => break,
        }
    }
    Some(start)
}

/// The fewest characters of the ids in a bundle's line: `14A4:9F04`.
const IDS: usize = 9;

/// Whether a text begins with a level and the number of a message: `i001:`.
fn is_number(text: &[u8]) -> bool {
    let is_digit = u8::is_ascii_digit;
    matches!(text, [b'i' | b'w' | b'e', a, b, c, b':', ..] if is_digit(a) && is_digit(b) && is_digit(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_known_by_what_follows_it() {
        let engine = "MSI (s) (10:20) [10:00:00:000]: ";
        let bundle = "[14A4:9F04][2021-07-16T11:13:57]i001: ";
        for (first, second, expected) in [
            (format!("> {engine}"), "> Action", "Action"),
            (
                format!("    {engine}"),
                "               *** A",
                "           *** A",
            ),
            (format!("> {bundle}"), ">", ""),
            (format!("9:05:01 AM: {engine}"), "12:26:46 PM: A", "A"),
            (
                format!("2021-07-16T11:13:57.1234567Z {bundle}"),
                "2021-07-16T11:13:58.7654321Z A",
                "A",
            ),
            (format!("[INFO]  {engine}"), "[ERROR]  A", "A"),
            (
                "> CustomAction A returned actual error code 1603".to_owned(),
                ">",
                "",
            ),
            ("> [14A4:9F04]i001: ".to_owned(), "> A", "A"),
            ("> i366: ".to_owned(), "> A", "A"),
            ("- e000: Error 0x80070005: ".to_owned(), "- A", "A"),
            (format!("9:{engine}"), "10-A", "A"),
            (format!("a 2.log:9:{engine}"), "a 2.log-10-A", "A"),
            (format!("  C:\\a.log:9:{engine}"), "> C:\\a.log:10:A", "A"),
            (format!("     9\t{engine}"), "    10\tA", "A"),
            (format!("     9  {engine}"), "    10   A", " A"),
        ] {
            let head = Head::of(&format!("page\n{first}a\n{second}\n{first}b\n"));
            let head = head.expect("there is a head");
            assert_eq!(head.take_off(second), expected);
            assert_eq!(head.take_off("reply"), "reply");
        }
    }

    #[test]
    fn marks_around_what_an_installer_wrote_are_taken_off() {
        let bundle = "[14A4:9F04][2021-07-16T11:13:57]e000: Error 0x80070005: no";
        let rest = &bundle[1..];
        for (line, expected) in [
            (format!("`{bundle}` "), bundle),
            (format!("  **{bundle}**"), bundle),
            (format!("_{bundle}"), bundle),
            (format!("`{rest}`"), rest),
            (
                "`e000: Error 0x80070005: no`".to_owned(),
                "e000: Error 0x80070005: no",
            ),
            (
                "* MSI (s) (10:20) [10:00:00:000]: a*".to_owned(),
                "MSI (s) (10:20) [10:00:00:000]: a",
            ),
            ("`a`".to_owned(), "`a`"),
            ("_a[b]i001: c_".to_owned(), "_a[b]i001: c_"),
        ] {
            assert_eq!(at_margin(&line), expected);
        }
    }

    #[test]
    fn marks_around_a_whole_line_are_taken_off() {
        for (line, expected) in [
            ("*Error 1935. No.*", "Error 1935. No."),
            ("***Error 1935. No.*** ", "Error 1935. No."),
            ("**`OpenGates:`**", "OpenGates:"),
            ("*Error 1935. No.", "*Error 1935. No."),
            ("*** the gate is shy ***", "*** the gate is shy ***"),
            ("******", "******"),
            ("", ""),
        ] {
            assert_eq!(without_marks(line), expected);
        }
    }

    #[test]
    fn what_only_an_installer_writes_is_known_behind_marks() {
        for line in [
            "MSI (s) (10:20) [10:00:00:000]: a",
            "MSI (c) (10:20) [10:00:00:000]: a",
            "=== Verbose logging stopped: 25/02/2026  10:00:00 ===",
            "Action start 10:00:00: INSTALL.",
            "Action ended 10:00:00: INSTALL. Return value 1.",
            "Property(S): ProductName = A",
            "Property(C): ProductName = A",
            "CustomAction A returned actual error code 1603",
            "WixQuietExec64:  a",
            "SFXCA: a",
            "OpenGates.x86:  Error 0x80070005: no",
            "e000: Error 0x80070005: no",
        ] {
            assert_eq!(at_margin(&format!("  `{line}`")), line);
        }
        let end = "=== Logging stopped: 25/02/2026  10:00:00 ===";
        assert_eq!(at_margin(&format!("    {end}")), end);
        assert_eq!(at_margin("  `a`"), "  `a`");
    }

    #[test]
    fn a_log_at_the_margin_has_no_head() {
        let engine = "MSI (s) (10:20) [10:00:00:000]: ";
        for text in [
            String::new(),
            format!("{engine}a\n> {engine}b\n> {engine}c\n"),
            // One line of many is no sign of a frame.
            format!("> {engine}a\n{engine}b\n{engine}c\n"),
            format!("it says {engine}a\n"),
            format!(
                "{}{engine}a\n{}{engine}b\n",
                "x ".repeat(40),
                "x ".repeat(40)
            ),
            format!("x{engine}a\nx{engine}b\n"),
            format!("said: '{engine}a'\nsaid: '{engine}b'\n"),
        ] {
            assert_eq!(Head::of(&text), None, "{text}");
        }
    }
}
