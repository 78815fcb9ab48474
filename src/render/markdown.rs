//! Results as Markdown, for a pull request or a job summary.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::format::Emitter;
use super::layout::{cut, exit_code};
use super::log::{Log, Taken, Told, title};
use crate::finding::{AcrossFinding, Evidence, Report, Role, Severity};
use crate::text::one_line;

/// A comment on GitHub holds 65,536 characters, and this leaves room for what others add.
const MOST_BYTES: usize = 60_000;

/// The most characters of a line of a log.
const WIDEST_LINE: usize = 300;

// Writing to a text never fails, so what `write!` returns on one is left.

/// The most columns of a product in the table: a log may have one that fills the page.
const WIDEST_PRODUCT: usize = 120;

/// So many logs that passed stand in the table before they are folded away.
const MOST_PASSED: usize = 10;

/// Writes a table of logs, then a section for each that did not pass.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    /// Rows of the table, each with whether its log passed.
    rows: Vec<(bool, String)>,
    sections: Vec<String>,
    /// Sections for which there was no room.
    dropped: usize,
    passed: usize,
    failed: usize,
}

impl Emitter for Markdown {
    fn log(&mut self, log: Log<'_>, _: &mut dyn Write) -> io::Result<()> {
        if log.passes() {
            self.passed += 1;
        } else {
            self.failed += 1;
        }
        // What is over the cap is not shown, so it is not kept. Logs that passed leave room for those that did not.
        let rows = self
            .rows
            .iter()
            .filter(|(passed, _)| *passed == log.passes());
        let kept: usize = rows.map(|(_, row)| row.len()).sum();
        if kept < MOST_BYTES / 2 {
            self.rows.push((log.passes(), row(log)));
        }
        let kept: usize = self.sections.iter().map(String::len).sum();
        match section(log) {
            Some(section) if kept < MOST_BYTES => self.sections.push(section),
            Some(_) => self.dropped += 1,
            None => {}
        }
        Ok(())
    }

    fn across(&mut self, findings: &[AcrossFinding], _: &mut dyn Write) -> io::Result<()> {
        if !findings.is_empty() {
            let bullets = findings.iter().map(bullet).collect::<String>();
            let title = "What these logs tell together";
            self.sections
                .insert(0, format!("\n### {title}\n\n{bullets}"));
        }
        Ok(())
    }

    fn end(&mut self, _: u8, out: &mut dyn Write) -> io::Result<()> {
        let logs = self.passed + self.failed;
        let title = match self.failed {
            0 => format!("wilog: {logs} of {logs} logs passed"),
            failed => format!("wilog: {failed} of {logs} logs did not pass"),
        };
        let mut page = format!("## {title}\n");
        let mut left_out = logs - self.rows.len();
        let folded = self.passed > MOST_PASSED;
        let (hidden, shown): (Vec<_>, Vec<_>) =
            self.rows.iter().partition(|(passed, _)| *passed && folded);
        left_out += table(&shown, &mut page);
        if !hidden.is_empty() {
            let _ = write!(
                page,
                "\n<details><summary>{} logs passed</summary>\n",
                self.passed
            );
            left_out += table(&hidden, &mut page);
            page.push_str("\n</details>\n");
        }
        if left_out > 0 {
            let _ = write!(page, "\nThe table leaves out {left_out} more logs.\n");
        }
        let mut hidden = self.dropped;
        for section in &self.sections {
            if page.len() + section.len() > MOST_BYTES {
                hidden += 1;
            } else {
                page.push_str(section);
            }
        }
        if hidden > 0 {
            let _ = write!(
                page,
                "\nThe page leaves out the sections of {hidden} more logs; the other formats have them.\n"
            );
        }
        out.write_all(page.as_bytes())
    }
}

/// Adds a table to the page, and tells how many rows had no room.
fn table(rows: &[&(bool, String)], page: &mut String) -> usize {
    let mut left_out = 0;
    if !rows.is_empty() {
        page.push_str("\n| | outcome | log | product |\n|---|---|---|---|\n");
    }
    for (_, row) in rows {
        if page.len() + row.len() > MOST_BYTES / 2 {
            left_out += 1;
        } else {
            page.push_str(row);
        }
    }
    left_out
}

/// What logs tell together, as a list with its places below.
fn bullet(finding: &AcrossFinding) -> String {
    let mut text = format!(
        "- {} {}\n",
        escaped(&finding.headline),
        escaped(&finding.advice)
    );
    for place in &finding.places {
        let at = code(&format!("{}:{}", place.path, place.line));
        let _ = writeln!(text, "  - {at}: {}", escaped(&place.what));
    }
    text
}

fn row(log: Log<'_>) -> String {
    let mark = if log.passes() { "✅" } else { "❌" };
    let (outcome, product) = match log.report() {
        Some(report) => (heading(report), report.context.product.as_deref()),
        None => ("not read".to_owned(), None),
    };
    let product = escaped(&cut(product.unwrap_or_default(), WIDEST_PRODUCT));
    format!(
        "| {mark} | {outcome} | {} | {product} |\n",
        code(log.path())
    )
}

/// `failed (1603)`.
fn heading(report: &Report) -> String {
    let outcome = report.verdict.outcome.as_str().replace('-', " ");
    match report.verdict.exit_code {
        Some(code) if code != 0 => format!("{outcome} ({})", exit_code(code)),
        _ => outcome,
    }
}

/// A log that did not pass, or of which something should be known.
fn section(log: Log<'_>) -> Option<String> {
    let findings = log.findings();
    let is_worth_it = |told: &Told<'_>| {
        told.finding.severity != Severity::Note && !matches!(told.taken, Taken::Suppressed(_))
    };
    if log.passes() && !findings.iter().any(is_worth_it) {
        return None;
    }
    let mut text = match log.report() {
        Some(report) => format!("\n### {}: {}\n", code(log.path()), heading(report)),
        None => format!("\n### {}: not read\n", code(log.path())),
    };
    // The verdict often says what the cause says.
    let is_new = |reason: &&String| {
        findings
            .iter()
            .all(|told| told.finding.headline != **reason)
    };
    for reason in log.reasons().iter().filter(is_new) {
        let _ = write!(text, "\n{}\n", escaped(reason));
    }
    let (causes, others): (Vec<_>, Vec<_>) = findings
        .iter()
        .partition(|told| told.finding.role == Role::Cause);
    for cause in causes {
        text.push_str(&finding(cause));
    }
    let (told, suppressed): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|told| !matches!(told.taken, Taken::Suppressed(_)));
    let (loud, notes): (Vec<_>, Vec<_>) = told.into_iter().partition(is_worth_it);
    for other in loud {
        text.push_str(&finding(&other));
    }
    if !notes.is_empty() {
        text.push_str("\n<details><summary>Notes</summary>\n\n");
        for note in notes {
            let finding = note.finding;
            let _ = writeln!(
                text,
                "- {} Line {}, {}.",
                escaped(&finding.headline),
                finding.line,
                escaped(&title(&finding.rule, &finding.name))
            );
        }
        text.push_str("\n</details>\n");
    }
    if !suppressed.is_empty() {
        let findings = suppressed.len();
        let _ = write!(text, "\nFindings that do not count: {findings}.\n");
    }
    Some(text)
}

/// A finding with the lines that show it and what to do.
fn finding(told: &Told<'_>) -> String {
    let finding = told.finding;
    format!(
        "\n**{}**: {} ({}, line {})\n\n{}\n{}\n",
        finding.severity.as_str(),
        escaped(&finding.headline),
        escaped(&title(&finding.rule, &finding.name)),
        finding.line,
        block(&finding.evidence),
        escaped(&finding.advice)
    )
}

/// Lines of a log between fences that none of them closes.
fn block(lines: &[Evidence]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("{:>6}  {}", line.line.get(), cut(&line.text, WIDEST_LINE)))
        .collect();
    let text = lines.join("\n");
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}text\n{text}\n{fence}\n")
}

/// Text as a code span that stays in its cell of a table.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let fence = "`".repeat(longest_run(&text) + 1);
    let blank = if text.contains('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// Text that stands for itself: no markup, no link, no mention, no number of an issue.
///
/// A backslash takes the meaning from a sign, but GitHub and GitLab look for mentions, issues, and addresses in the
/// finished text, so an empty comment parts those.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let text = one_line(text);
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' | '#' | '!' | '$' | '%' | '^' => {
                out.push('\\');
                out.push(character);
                out.push_str("<!-- -->");
            }
            '/' if before == ':' => out.push_str("<!-- -->/"),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("<!-- -->."),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(character);
            }
            // Only at the start would these begin a list or a heading.
            '-' | '+' | '=' if out.is_empty() => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stands_for_itself() {
        for (text, expected) in [
            ("C:\\a_b*", "C:\\\\a\\_b\\*"),
            ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
            ("@all #12", "\\@<!-- -->all \\#<!-- -->12"),
            (
                "https://x.example www.x.example",
                "https:<!-- -->//x.example www<!-- -->.x.example",
            ),
            ("[a](b)|c", "\\[a\\](b)\\|c"),
            ("- a - b", "\\- a - b"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        assert_eq!(code("a`b|c"), "`` a`b\\|c ``");
        assert_eq!(code("a"), "`a`");
    }

    #[test]
    fn no_line_of_a_log_closes_its_block() {
        let line = Evidence {
            line: crate::text::LineNo::FIRST,
            text: "````` @all".to_owned(),
        };
        let shown = block(&[line]);
        assert!(shown.starts_with("``````text\n"), "{shown}");
    }
}
