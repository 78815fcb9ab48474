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

/// Text as a cell: control characters as signs, and an apostrophe before what a spreadsheet would take for a formula.
///
/// Source: <https://owasp.org/www-community/attacks/CSV_Injection>. The full-width signs are taken for formulas by
/// spreadsheets in East Asian locales.
pub(super) fn cell(text: &str) -> String {
    let text = one_line(text);
    let first = text.trim_start().chars().next();
    match first {
        Some('=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text,
    }
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
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
