//! Results as a table for spreadsheets: one row a finding, and one for a log without any.

use std::io::{self, Write};

use ::csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use super::format::Emitter;
use super::log::{Log, Taken, Told};
use crate::finding::fingerprint;
use crate::text::one_line;

/// The columns, in order.
pub const COLUMNS: &[&str] = &[
    "log",
    "outcome",
    "exit_code",
    "product",
    "rule",
    "name",
    "severity",
    "confidence",
    "role",
    "gate",
    "line",
    "end_line",
    "headline",
    "advice",
    "evidence",
    "fingerprint",
];

/// Writes a header and rows, with line ends as in <https://www.rfc-editor.org/rfc/rfc4180>.
#[derive(Debug)]
pub(super) struct Csv;

impl Emitter for Csv {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut table = table(out);
        table.write_record(COLUMNS)?;
        table.flush()
    }

    fn log(&mut self, log: Log<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut table = table(out);
        let about = about(log);
        let findings = log.findings();
        for told in &findings {
            table.write_record(about.iter().cloned().chain(finding(told)))?;
        }
        if findings.is_empty() {
            let mut nothing = vec![String::new(); COLUMNS.len() - about.len()];
            // What is there to be told of a log without findings is why it does not pass.
            nothing[8] = cell(&log.reasons().join(" "));
            table.write_record(about.iter().cloned().chain(nothing))?;
        }
        table.flush()
    }
}

/// A writer of rows as [`COLUMNS`] and the tables of exports have them.
pub(super) fn table<W: Write>(out: W) -> Writer<W> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::NonNumeric)
        .from_writer(out)
}

fn about(log: Log<'_>) -> Vec<String> {
    let Some(report) = log.report() else {
        let outcome = "not-read".to_owned();
        return vec![cell(log.path()), outcome, String::new(), String::new()];
    };
    let code = report.verdict.exit_code;
    vec![
        cell(&report.input.path),
        report.verdict.outcome.to_string(),
        code.map(|code| code.to_string()).unwrap_or_default(),
        cell(report.context.product.as_deref().unwrap_or_default()),
    ]
}

fn finding(told: &Told<'_>) -> Vec<String> {
    let finding = told.finding;
    let evidence: Vec<String> = finding
        .evidence
        .iter()
        .map(|evidence| format!("{}: {}", evidence.line, evidence.text))
        .collect();
    let gate = match told.taken {
        Taken::Fails => "fails",
        Taken::Passes => "passes",
        Taken::Suppressed(_) => "suppressed",
    };
    vec![
        cell(&finding.rule),
        cell(&finding.name),
        finding.severity.as_str().to_owned(),
        finding.confidence.as_str().to_owned(),
        finding.role.as_str().to_owned(),
        gate.to_owned(),
        finding.line.to_string(),
        finding.end_line.to_string(),
        cell(&finding.headline),
        cell(&finding.advice),
        cell(&evidence.join(" | ")),
        fingerprint(finding),
    ]
}

/// The most characters of a cell of Excel, from
/// <https://support.microsoft.com/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3>; what is longer
/// would go on in the cells below.
const WIDEST_CELL: usize = 32_767;

/// Text as a cell: control characters as signs, an apostrophe before what a spreadsheet would take for a formula, and what no
/// cell holds cut off.
///
/// Where numbers have a comma, a spreadsheet parts cells at `;` and knows no quotes inside of what it takes for one cell, so
/// behind each `;` the same counts as at the beginning.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>. The full-width signs are taken for formulas by
/// spreadsheets in East Asian locales.
pub(super) fn cell(text: &str) -> String {
    let text = one_line(text);
    let mut cell = String::with_capacity(text.len() + 1);
    for (at, part) in text.split(';').enumerate() {
        if at > 0 {
            cell.push(';');
        }
        if is_formula(part) {
            cell.push('\'');
        }
        cell.push_str(part);
    }
    if let Some((end, _)) = cell.char_indices().nth(WIDEST_CELL - 1)
        && cell[end..].chars().nth(1).is_some()
    {
        cell.truncate(end);
        cell.push('…');
    }
    cell
}

/// Whether a spreadsheet would take a text for a formula; quotes before it are no part of the cell.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
    text.starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text() {
        for (text, expected) in [
            ("", ""),
            ("Contoso Ledger", "Contoso Ledger"),
            ("=1+1", "'=1+1"),
            (" \t=cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            ("-2147023293", "'-2147023293"),
            ("\r=1", "␍=1"),
            ("Anvil;=1+1", "Anvil;'=1+1"),
            ("a; \"@x;b", "a;' \"@x;b"),
            ("C:\\a;C:\\b", "C:\\a;C:\\b"),
        ] {
            assert_eq!(cell(text), expected);
        }
        let full = "ä".repeat(WIDEST_CELL);
        assert_eq!(cell(&full), full);
        let long = cell(&format!("{full}b"));
        assert_eq!(long.chars().count(), WIDEST_CELL);
        assert!(long.ends_with("ä…"));
    }
}
