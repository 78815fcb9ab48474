//! The log of its own that a custom action names, or that its command is told to write.

use super::call::Call;
use crate::detect::lines::Lines;
use crate::detect::pick::Pick;
use crate::syntax::is_prefixed;
use crate::text::{LineNo, file_name};
use crate::trace::Trace;

/// The log that the words of a custom action point to, else the one that its command writes; of several the last.
pub(in crate::detect) fn named_log(
    trace: &Trace,
    pick: &Pick<'_>,
    texts: [&str; 2],
    call: Option<&Call>,
    lines: &mut Lines<'_>,
) -> Option<String> {
    let owned = |path: &str| path.to_owned();
    let mut texts = texts.into_iter();
    let log = texts
        .find_map(|text| pointed_to(text).map(owned))
        .or_else(|| in_output(trace, pick, call, lines))
        .or_else(|| {
            let of_command = match call {
                Some(call) => call.data.clone(),
                None => Call::of(trace, pick, lines).data,
            };
            pointed_to(&of_command?).map(owned)
        })?;
    (!is_this_log(trace, &log, lines)).then_some(log)
}

/// The log that the lines point to that a custom action wrote.
fn in_output(
    trace: &Trace,
    pick: &Pick<'_>,
    call: Option<&Call>,
    lines: &mut Lines<'_>,
) -> Option<String> {
    /// What an action names further above its end was for another step of it.
    const NEAR: u32 = 60;
    let said = call.and_then(|call| call.said.as_ref());
    let output = trace
        .writer_of(said.map_or(pick.line, |said| said.line))?
        .output;
    let first = output.end_line.get().saturating_sub(NEAR);
    let read = lines.between(output.line.max(LineNo::new(first.max(1))), output.end_line);
    let own = read.iter().filter(|(_, text)| !is_prefixed(text));
    let own: Vec<&str> = own.map(|(_, text)| text.as_str()).collect();
    (0..own.len()).rev().find_map(|at| {
        let above = at.checked_sub(1).map(|above| own[above]);
        let log = pointed_to(own[at]).map(str::to_owned);
        log.or_else(|| pointed_below(above?, own[at]))
    })
}

/// The log that stands alone on the line below the one that sends the reader there: `A complete log of this run can be found in:`.
fn pointed_below(above: &str, line: &str) -> Option<String> {
    /// A sentence is no longer, and before the path stands no more than the name of its program, in bytes.
    const LONGEST: usize = 400;
    const HEAD: usize = 60;
    let is_near = above.len() < LONGEST && line.len() < LONGEST;
    let path = line.trim_end();
    let at = begin_of(path).filter(|at| is_near && *at < HEAD)?;
    let above = above.trim_end().strip_suffix(':')?;
    pointed_to(&format!("{above}: {}", &path[at..]))
        .filter(|log| *log == &path[at..])
        .map(str::to_owned)
}

/// Whether the engine writes this very log there.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/msilogfilelocation>.
fn is_this_log(trace: &Trace, path: &str, lines: &mut Lines<'_>) -> bool {
    let rows = trace.state.properties.rows.rows().iter();
    let mut named = rows.filter(|row| trace.names.get(row.name) == "MsiLogFileLocation");
    named.any(|row| lines.line(row.line).contains(path))
}

/// The last log that a text sends the reader to, or that a command in it is told to write.
fn pointed_to(text: &str) -> Option<&str> {
    /// A line is no longer where somebody is to read it, in bytes, and names no more logs.
    const LONGEST: usize = 4096;
    const MOST: usize = 16;
    let lines = text
        .lines()
        .rev()
        .filter(|line| !line.trim_start().starts_with("at "));
    lines.into_iter().find_map(|line| {
        let line = last_of(line, LONGEST);
        let lower = line.to_ascii_lowercase();
        let named = paths(line, &lower).into_iter().rev().take(MOST);
        let mut pointed = named.filter(|(at, path)| {
            is_told_to_write(&lower[..*at]) || sends_to(&lower, *at, at + path.len())
        });
        pointed
            .find(|(_, path)| !is_of_engine(path))
            .map(|(_, path)| path)
    })
}

/// The whole paths of logs in a line, with the places where they begin.
fn paths<'t>(line: &'t str, lower: &str) -> Vec<(usize, &'t str)> {
    const ENDINGS: [&str; 4] = [".log", ".txt", ".html", ".htm"];
    let ends = ENDINGS
        .iter()
        .flat_map(|ending| lower.match_indices(ending))
        .map(|(at, ending)| at + ending.len());
    let mut found: Vec<_> = ends
        .filter(|end| ends_word(&line[*end..]))
        .filter_map(|end| {
            let near = last_of(&line[..end], LONGEST_PATH);
            let at = end - near.len() + begin_of(near)?;
            is_path(&line[..at], &line[at..end]).then(|| (at, &line[at..end]))
        })
        .collect();
    found.sort_unstable();
    found
}

/// The end of a text, with so many bytes at the most.
fn last_of(text: &str, most: usize) -> &str {
    let mut from = text.len().saturating_sub(most);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// No path has more bytes.
const LONGEST_PATH: usize = 260;

/// Whether a name ends where a text begins. The full stop of the sentence may stand there.
fn ends_word(behind: &str) -> bool {
    let behind = behind.strip_prefix('.').unwrap_or(behind);
    let next = behind.chars().next();
    next.is_none_or(|c| c.is_whitespace() || "\"'),;:]<>|&".contains(c))
}

/// Where the path begins with which a text ends: `C:\`, `\\server\`, or `%TEMP%\`.
fn begin_of(text: &str) -> Option<usize> {
    let stands_alone = |at: &usize| {
        let before = text[..*at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"\\/%".contains(c))
    };
    let drive = text.rmatch_indices(":\\").filter_map(|(at, _)| {
        let at = at.checked_sub(1)?;
        text.as_bytes()[at].is_ascii_alphabetic().then_some(at)
    });
    let server = text.rmatch_indices("\\\\").map(|(at, _)| at);
    let variable = text
        .rmatch_indices("%\\")
        .filter_map(|(at, _)| text[..at].rfind('%'));
    drive
        .chain(server)
        .chain(variable)
        .filter(stands_alone)
        .max()
}

/// Whether a text is one path, and not a program with what stands behind it. Only one in quotes has a name with blanks.
fn is_path(before: &str, path: &str) -> bool {
    const NONE: [&str; 6] = [" /", " -", ", ", "; ", ".exe", ".msi"];
    let lower = path.to_ascii_lowercase();
    let is_quoted = before.ends_with(['"', '\'']);
    !path.contains(['"', '<', '>', '|', '*', '?', '\t'])
        && !NONE.iter().any(|none| lower.contains(none))
        && (is_quoted || !file_name(path).contains(' '))
}

/// `open.exe >> "C:\Gates\open.log"`, `/log "..."`, `-l*v ...`, `LOGFILE=...`: whether what stands before a path tells a
/// command to write there, all in small letters.
fn is_told_to_write(before: &str) -> bool {
    const LOG_OPTIONS: [&str; 8] = [
        "log",
        "logfile",
        "log-file",
        "log_file",
        "logpath",
        "log-path",
        "log_path",
        "logfilename",
    ];
    const OTHERS: [&str; 4] = ["catalog", "dialog", "blog", "backlog"];
    let before = before.trim_end_matches(['"', '\'', ' ']);
    // `>`, `>>`, and `2>`, but neither an arrow nor the end of a tag.
    if let Some(before) = before.strip_suffix('>') {
        return before.ends_with([' ', '>', '1', '2']);
    }
    let option = before
        .rsplit([' ', ';', ',', '"'])
        .next()
        .unwrap_or_default();
    let name = option.trim_start_matches(['/', '-']);
    let is_option = name.len() < option.len() || option.ends_with('=');
    let name = name.trim_end_matches(['=', ':']);
    let is_of_installer = matches!(name, "l" | "lv") || name.starts_with("l*");
    let names_log = LOG_OPTIONS.iter().any(|end| name.ends_with(end))
        && !OTHERS.iter().any(|end| name.ends_with(end));
    is_option && (is_of_installer || names_log)
}

/// Whether the sentence in which a path stands sends the reader there, all in small letters. What could not be opened or
/// written is no log to read.
fn sends_to(line: &str, at: usize, end: usize) -> bool {
    const SENDS: [&str; 15] = [
        "see ",
        "check the log",
        "check log",
        "detail",
        "more information",
        "refer to",
        "look at",
        "look in",
        "be found in",
        "log file",
        "logfile",
        "logged to",
        "logged in",
        "written to",
        "log:",
    ];
    const TROUBLE: [&str; 24] = [
        "not be found",
        "be written",
        "writing",
        "opening",
        "creating",
        "denied",
        "being used",
        "not exist",
        "not found",
        "not open",
        "to open",
        "not write",
        "to write",
        "not create",
        "to create",
        "not delete",
        "to delete",
        "not access",
        "to access",
        "not read",
        "to read",
        "not find",
        "to find",
        "not copy",
    ];
    let first = line[..at].rfind(". ").map_or(0, |at| at + 2);
    let behind = &line[end..];
    let last = behind.find(". ").map_or(line.len(), |at| end + at);
    let said = [&line[first..at], &line[end..last]];
    let has = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| said.iter().any(|said| said.contains(word)))
    };
    let sends = has(&SENDS)
        || said[0]
            .trim_end_matches(['"', '\'', ' '])
            .ends_with("check");
    // What has another ending than a log is one where it is called so.
    let is_log = [said[0], file_name(&line[at..end])]
        .iter()
        .any(|said| said.contains("log"));
    sends && is_log && !has(&TROUBLE)
}

/// `C:\Users\Wren\AppData\Local\Temp\MSI4c11.LOG`: the name that the engine gives a log of its own, as this one may have.
fn is_of_engine(path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let number = name
        .strip_prefix("msi")
        .and_then(|rest| rest.strip_suffix(".log"));
    number.is_some_and(|number| number.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_known_by_the_words_that_send_there() {
        for (text, log) in [
            (
                r"The gate jams. See C:\Gates\open.log for more.",
                Some(r"C:\Gates\open.log"),
            ),
            (
                r"Could not read the key. Check log file C:\Program Files\Gates\open.log.",
                Some(r"C:\Program Files\Gates\open.log"),
            ),
            (
                r"Log: \\gates\logs\open.txt",
                Some(r"\\gates\logs\open.txt"),
            ),
            (r"Logged to %TEMP%\open.html", Some(r"%TEMP%\open.html")),
            (
                r#"See "C:\Gates\My Gate.log" for details"#,
                Some(r"C:\Gates\My Gate.log"),
            ),
            (r"See C:\Temp\MSI4c11.LOG for details", None),
            (r"Could not open log file C:\Gates\open.log", None),
            (r"Access to C:\Gates\open.log is denied, see below", None),
            (r"Could not find file 'C:\Gates\rules.txt'.", None),
            (r"See C:\Gates\open.exe --out gates\open.log", None),
            (r"See C:\Gates\open.log.1", None),
            (r"See C:\Gates\readme.txt", None),
            (r"Settings could not be written to C:\Gates\keys.log", None),
            (r"Error writing to log file C:\Gates\open.log", None),
            (r"Key check failed for C:\Gates\key.log", None),
            (r"Wrong value <source>C:\Gates\rules.log</source>", None),
            (r"Moved C:\Gates\a.log -> D:\Gates\b.log", None),
            (r"   at Gates.Open() in C:\Gates\see log.log:line 3", None),
            (r"Copying C:\Gates\open.log", None),
            ("See open.log", None),
        ] {
            assert_eq!(pointed_to(text), log, "{text}");
        }
    }

    #[test]
    fn a_log_is_known_on_the_line_below_the_words_that_send_there() {
        let path = r"C:\Gates\_logs\2024-01-01-debug-0.log";
        for (above, line, found) in [
            (
                "Gates:  ERR! A complete log of this run can be found in:",
                format!("Gates:  ERR!     {path}"),
                true,
            ),
            (
                "Gates:  See the log for details:",
                format!("Gates:  {path} "),
                true,
            ),
            (
                "Gates:  The log could not be found in:",
                format!("Gates:  {path}"),
                false,
            ),
            (
                "Gates:  The gates found in the park:",
                r"C:\Gates\gates.txt".to_owned(),
                false,
            ),
            ("Gates:  Opened the log", format!("Gates:  {path}"), false),
            (
                "Gates:  See the log:",
                format!("Gates:  {path} was moved"),
                false,
            ),
        ] {
            let named = pointed_below(above, &line);
            assert_eq!(named.as_deref(), found.then_some(path), "{above} {line}");
        }
    }

    /// Each of these names would be a log, so that a search of the whole line for each would never end.
    #[test]
    fn a_line_without_end_is_read_at_its_end() {
        for piece in [r"C:\a.log ", ".log ", r"%T%\a.log, ", "ж.log "] {
            let line = piece.repeat(1 << 18);
            assert_eq!(pointed_to(&line), None, "{piece}");
            let sent = format!(r"{line}. See C:\Gates\open.log");
            assert_eq!(pointed_to(&sent), Some(r"C:\Gates\open.log"), "{piece}");
        }
    }

    #[test]
    fn a_log_is_known_by_the_command_that_writes_it() {
        for (text, log) in [
            (
                r#"cmd /c ""C:\Gates\a.exe" /q >> "C:\Gates\a.log" 2>&1""#,
                Some(r"C:\Gates\a.log"),
            ),
            (
                r"msiexec /i C:\Gates\a.msi /l*v C:\Gates\a.txt",
                Some(r"C:\Gates\a.txt"),
            ),
            (
                r"a.exe --log-file=C:\Gates\a.log /q",
                Some(r"C:\Gates\a.log"),
            ),
            (
                r"KEEPER=Wren;LOGFILE=C:\Gates\a.log",
                Some(r"C:\Gates\a.log"),
            ),
            (r"a.exe /login C:\Gates\a.txt", None),
            (r"a.exe --catalog C:\Gates\a.txt", None),
            (r"a.exe /rules C:\Gates\a.txt", None),
        ] {
            assert_eq!(pointed_to(text), log, "{text}");
        }
    }
}
