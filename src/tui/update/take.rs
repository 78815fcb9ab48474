//! What is taken away: to the clipboard, to files, and to the bookmarks.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::prompt;
use crate::catalog;
use crate::detect::rules;
use crate::finding::{CodeSpace, Finding};
use crate::text;
use crate::tui::details::Detail;
use crate::tui::effect::{Copied, Effect, Writing, Written};
use crate::tui::explain;
use crate::tui::model::{Asking, Model, Popup};
use crate::tui::tab::Tab;

/// Records of more lines than this are copied up to here.
const LONGEST: u32 = 1000;

/// Marks the line with a note, or takes its mark away.
pub(super) fn bookmark(model: &mut Model) {
    let line = model.here();
    if model.bookmarks.remove(&line).is_some() {
        model.say(format!("Line {line} is not marked any more."));
    } else {
        prompt::ask(model, Asking::Note(line));
    }
}

/// Copies the line, or the row of a table.
pub(super) fn copy_line(model: &mut Model) -> Vec<Effect> {
    if model.tab == Tab::Log {
        let line = model.lines.cursor;
        return vec![Effect::Copy(Copied::Lines(line, line))];
    }
    let row = model.table().and_then(|table| table.chosen());
    match row.map(|row| row.cells.join("\t")) {
        Some(text) => vec![Effect::Copy(Copied::Text(text))],
        None => Vec::new(),
    }
}

/// Copies all lines of the record.
pub(super) fn copy_record(model: &mut Model) -> Vec<Effect> {
    let facts = &model.log.facts;
    let first = facts.record_start(model.here());
    let last = facts.record_end(model.here()).min(first + LONGEST - 1);
    vec![Effect::Copy(Copied::Lines(first, last))]
}

/// Copies what was found: headline, advice, and the lines that show it.
pub(super) fn copy_finding(model: &mut Model) -> Vec<Effect> {
    let Some(finding) = finding_here(model) else {
        model.say("There is no finding here; `f` goes to the next one.");
        return Vec::new();
    };
    let mut text = format!("{}\n{}\n", finding.headline, finding.advice);
    for evidence in &finding.evidence {
        // Writing to a string never fails.
        let _ = writeln!(text, "{}: {}", evidence.line, evidence.text);
    }
    vec![Effect::Copy(Copied::Text(text))]
}

/// The finding of the chosen row of the findings, elsewhere the first that the line belongs to.
fn finding_here(model: &Model) -> Option<&Finding> {
    let findings = &model.report.as_ref()?.findings;
    if model.tab == Tab::Findings {
        return findings.get(model.table()?.chosen()?.finding?);
    }
    let line = model.here();
    let here = |finding: &&Finding| finding.line.get() <= line && line <= finding.end_line.get();
    findings.iter().find(here)
}

/// Shows what is known of the finding, or of the number that the line states.
pub(super) fn page(model: &mut Model) {
    let Some(finding) = finding_here(model).cloned() else {
        return number_page(model);
    };
    let mut rows = vec![
        Detail::Text(finding.headline.clone()),
        Detail::Heading("What to do".to_owned()),
        Detail::Text(finding.advice.clone()),
        Detail::Heading("Lines".to_owned()),
    ];
    for evidence in &finding.evidence {
        rows.push(Detail::Place(evidence.line.get(), evidence.text.clone()));
    }
    let cause = model
        .report
        .as_ref()
        .and_then(|report| report.cause.clone());
    let code = cause.filter(|cause| cause.line == finding.line);
    let space = |space| match space {
        CodeSpace::Message => catalog::Space::Message,
        CodeSpace::Exit => catalog::Space::Exit,
        CodeSpace::Win32 => catalog::Space::Win32,
        CodeSpace::Hresult => catalog::Space::Hresult,
    };
    let known = code
        .and_then(|cause| cause.code_space.zip(cause.code))
        .and_then(|(in_space, code)| {
            let code = catalog::code(space(in_space), u32::try_from(code).ok()?)?;
            Some((space(in_space), code))
        });
    let mut address = None;
    if let Some((space, code)) = known {
        rows.extend(explain::code_rows(space, code));
        address = Some(code.page.to_owned());
    }
    if let Some(rule) = rules::find(&finding.rule) {
        rows.extend(markdown(&rules::page(rule)));
    }
    rows.push(Detail::Quiet(format!(
        "Rule {} {}",
        finding.rule, finding.name
    )));
    open(model, finding.name, rows, address);
}

/// The page of a rule as rows.
fn markdown(page: &str) -> impl Iterator<Item = Detail> {
    page.lines().map(|line| match line.strip_prefix("## ") {
        Some(heading) => Detail::Heading(heading.to_owned()),
        None => Detail::Text(line.to_owned()),
    })
}

/// The page of the first number in the details that has one.
fn number_page(model: &mut Model) {
    if model.tab != Tab::Log {
        // The details are those of the line that the log has.
        model.say("Nothing on this row has a page; enter shows its line.");
        return;
    }
    let rows = model.details.rows.clone();
    let page = rows.iter().find_map(|row| match row {
        Detail::Field(label, address) if label == "page" => Some(address.clone()),
        _ => None,
    });
    match page {
        Some(address) => open(model, "This line".to_owned(), rows, Some(address)),
        None => model.say("Nothing on this line has a page; `f` goes to the next finding."),
    }
}

fn open(model: &mut Model, title: String, rows: Vec<Detail>, address: Option<String>) {
    model.popup = Some(Popup::Page {
        title,
        rows,
        address,
        scroll: 0,
    });
}

/// A name for a file of the working folder: `setup.log` gives `setup.report.txt`.
pub(super) fn file_name(model: &Model, ending: &str) -> String {
    let name = text::file_name(&model.log.name);
    let stem = name
        .rsplit_once('.')
        .map_or(name, |(stem, _)| stem)
        .trim_start_matches('-');
    let stem = if stem.is_empty() { "wilog" } else { stem };
    format!("{stem}.{ending}")
}

/// Asks for the report to be written to a file.
pub(super) fn write_report(path: &str) -> Vec<Effect> {
    vec![Effect::Write(Writing {
        path: PathBuf::from(path),
        what: Written::Report,
    })]
}

/// Asks for the lines that are shown to be written to a file.
pub(super) fn write_lines(model: &Model, path: &str) -> Vec<Effect> {
    vec![Effect::Write(Writing {
        path: PathBuf::from(path),
        what: Written::Lines(model.filters.passing.clone()),
    })]
}
