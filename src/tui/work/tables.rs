//! The rows of the tabs, from the views that the commands of the same names write.

use std::sync::Arc;

use super::timeline;
use crate::finding::{Confidence, Report, Role, Severity};
use crate::render::properties::{new_value, old_value, value as value_of};
use crate::render::{self, Style};
use crate::text::Source;
use crate::trace::Trace;
use crate::tui::details::Detail;
use crate::tui::model::table::{Row, Rows, Tone};
use crate::tui::tab::Tab;
use crate::view::EngineHead;
use crate::view::bundle_timeline::BundleTimeline;
use crate::view::features::{self, Features};
use crate::view::files::{self, Files};
use crate::view::folders::{self, Folders};
use crate::view::operations::{self, Operations};
use crate::view::policies::Policies;
use crate::view::properties::{self, Properties};

/// Facts beyond which a tab would fill the memory with what nobody reads row by row.
const MOST_FACTS: usize = 400_000;

/// A tab, and what its rows are made of.
pub(super) struct Wanted {
    pub(super) tab: Tab,
    pub(super) trace: Arc<Trace>,
    pub(super) report: Option<Arc<Report>>,
    /// Columns of the screen.
    pub(super) width: usize,
}

/// Makes the rows of a tab.
pub(super) fn rows(wanted: &Wanted, source: Option<Source>) -> Result<Rows, String> {
    let mut source = source.ok_or("The log is not open.")?;
    let (tab, width) = (wanted.tab, wanted.width);
    let (trace, report) = (&*wanted.trace, wanted.report.as_deref());
    let state = &trace.state;
    let (facts, command) = match tab {
        Tab::Properties => (state.properties.rows.rows().len(), "properties"),
        Tab::Folders => (state.folders.rows.rows().len(), "folders"),
        Tab::Features => (state.components.rows.rows().len(), "features"),
        Tab::Files => (state.files.rows.rows().len(), "files"),
        Tab::Operations => (state.operations.rows.rows().len(), "operations"),
        _ => (0, ""),
    };
    if facts > MOST_FACTS {
        return Err(format!(
            "{facts} facts are too many to show; `wilog {command}` writes them all."
        ));
    }
    let source = &mut source;
    let histories = properties::Choice {
        history: true,
        ..properties::Choice::default()
    };
    let made = match tab {
        Tab::Log => Ok(Rows::default()),
        Tab::Findings => Ok(report.map_or_else(Rows::default, findings)),
        Tab::Timeline => BundleTimeline::of(trace, source)
            .map(|bundle| timeline::rows(trace, bundle.as_ref(), width)),
        Tab::Summary => Ok(report.map_or_else(Rows::default, |report| summary(report, width))),
        Tab::Properties => {
            Properties::of(trace, source, &histories).map(|view| of_properties(&view))
        }
        Tab::Folders => {
            Folders::of(trace, source, folders::Choice::default()).map(|view| of_folders(&view))
        }
        Tab::Features => {
            Features::of(trace, source, features::Choice::default()).map(|view| of_features(&view))
        }
        Tab::Files => {
            Files::of(trace, source, files::Choice::default()).map(|view| of_files(&view))
        }
        Tab::Operations => Operations::of(trace, source, &operations::Choice::default())
            .map(|view| of_operations(&view)),
        Tab::Policies => Policies::of(trace, source).map(|view| of_policies(&view)),
    };
    made.map_err(|error| format!("The log cannot be read: {error}"))
}

fn row(line: u32, tone: Tone, cells: Vec<String>) -> Row {
    let mut cells = cells;
    cells.insert(0, line.to_string());
    Row {
        cells,
        line: Some(line),
        tone,
        ..Row::default()
    }
}

fn engine(head: &EngineHead) -> Row {
    let cells = match head.line {
        Some(line) => vec![line.to_string(), format!("{} {}", head.side, head.product)],
        None => vec![String::new(), head.side.to_owned()],
    };
    Row {
        cells,
        line: head.line,
        tone: Tone::Head,
        ..Row::default()
    }
}

fn field(label: &str, text: impl Into<String>) -> Detail {
    Detail::Field(label.to_owned(), text.into())
}

fn findings(report: &Report) -> Rows {
    let rows = report.findings.iter().enumerate().map(|(at, finding)| {
        let (word, tone) = match finding.severity {
            Severity::Error => ("error", Tone::Bad),
            Severity::Warning => ("warning", Tone::Warning),
            Severity::Note => ("note", Tone::Quiet),
        };
        let role = match finding.role {
            Role::Cause => "cause",
            Role::Consequence => "consequence",
            Role::Risk => "risk",
            Role::Context => "context",
        };
        let cells = vec![word.to_owned(), role.to_owned(), finding.headline.clone()];
        let mut row = row(finding.line.get(), tone, cells);
        row.finding = Some(at);
        row.more.push(Detail::Text(finding.headline.clone()));
        row.more.push(field("do", finding.advice.clone()));
        if finding.confidence < Confidence::High {
            row.more.push(field("sure", finding.confidence.as_str()));
        }
        for evidence in &finding.evidence {
            row.more
                .push(Detail::Place(evidence.line.get(), evidence.text.clone()));
        }
        row.more.push(Detail::Quiet(format!(
            "Rule {} {}",
            finding.rule, finding.name
        )));
        row
    });
    let mut rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        rows.push(Row {
            cells: vec![
                String::new(),
                String::new(),
                String::new(),
                "Nothing was found.".to_owned(),
            ],
            ..Row::default()
        });
    }
    Rows {
        heads: vec!["line", "severity", "role", "finding"],
        rows,
    }
}

/// The report as people read it, line by line.
fn summary(report: &Report, width: usize) -> Rows {
    let mut text = Vec::new();
    // It is drawn with a blank before it.
    let style = Style {
        width: width.saturating_sub(1).clamp(40, 100),
        colour: false,
    };
    // Writing into memory does not fail.
    let _ = render::triage(report, style, render::Detail::All, &mut text);
    let text = String::from_utf8_lossy(&text);
    let rows = text.lines().enumerate().map(|(at, line)| {
        let is_head = at == 0
            || (!line.starts_with(' ') && at > 0 && line.len() < 60 && !line.ends_with('.'));
        Row {
            cells: vec![line.to_owned()],
            tone: if is_head { Tone::Head } else { Tone::Plain },
            ..Row::default()
        }
    });
    Rows {
        heads: Vec::new(),
        rows: rows.collect(),
    }
}

fn of_properties(view: &Properties) -> Rows {
    let mut rows = Vec::new();
    for group in &view.engines {
        rows.push(engine(&group.engine));
        for property in &group.properties {
            let value = value_of(property);
            let tone = if property.line.is_some() {
                Tone::Plain
            } else {
                Tone::Quiet
            };
            let cells = vec![
                property.name.clone(),
                value.clone(),
                property.known_from.to_owned(),
            ];
            let line = property
                .line
                .or_else(|| property.history.last().map(|change| change.line));
            let mut row = row(line.unwrap_or(1), tone, cells);
            row.more.push(field(&property.name, value));
            for change in &property.history {
                let (old, new) = (old_value(change), new_value(change));
                let action = change
                    .action
                    .as_deref()
                    .map_or_else(String::new, |name| format!(", {name}"));
                let text = match change.change {
                    "modified" | "deleted" => format!("{}: {old} → {new}{action}", change.change),
                    word => format!("{word}: {new}{action}"),
                };
                row.more.push(Detail::Place(change.line, text));
            }
            rows.push(row);
        }
    }
    Rows {
        heads: vec!["line", "property", "value", "known from"],
        rows,
    }
}

fn of_folders(view: &Folders) -> Rows {
    let mut rows = Vec::new();
    for group in &view.engines {
        rows.push(engine(&group.engine));
        for folder in &group.folders {
            let odd = folder.redirected.is_some() || !folder.overridden.is_empty();
            let by = match &folder.set_action {
                Some(action) => format!("{} in {action}", folder.set_by),
                None => folder.set_by.to_owned(),
            };
            let target = folder.target.clone().unwrap_or_default();
            let line = folder.target_line.or(folder.source_line).unwrap_or(1);
            let tone = if odd { Tone::Warning } else { Tone::Plain };
            let mut row = row(line, tone, vec![folder.key.clone(), target, by]);
            for (label, text) in [("target", &folder.target), ("source", &folder.source)] {
                row.more
                    .extend(text.as_ref().map(|text| field(label, text.clone())));
            }
            if let Some(at) = folder.set_line {
                row.more
                    .push(Detail::Place(at, format!("set by {}", folder.set_by)));
            }
            if let Some(change) = &folder.redirected {
                let text = format!(
                    "redirected between 32 and 64 bits: {} → {}",
                    change.from, change.to
                );
                row.more.push(Detail::Place(change.line, text));
            }
            for change in &folder.overridden {
                let path = change.path.as_deref().unwrap_or("(cut)");
                row.more.push(Detail::Place(
                    change.line,
                    format!("changed afterwards to {path}"),
                ));
            }
            rows.push(row);
        }
    }
    Rows {
        heads: vec!["line", "folder", "target", "set by"],
        rows,
    }
}

fn of_features(view: &Features) -> Rows {
    let mut rows = Vec::new();
    for group in &view.engines {
        rows.push(engine(&group.engine));
        let features = group.features.iter().map(|item| ("feature", item));
        let components = group.components.iter().map(|item| ("component", item));
        for (what, item) in features.chain(components) {
            let tone = if item.odd { Tone::Warning } else { Tone::Plain };
            let states = [item.installed, item.request, item.action].map(|state| word(&state));
            let mut cells = vec![what.to_owned(), item.name.clone()];
            cells.extend(states.clone());
            let mut row = row(item.line, tone, cells);
            row.more.push(field(what, item.name.clone()));
            for (label, state) in ["installed", "request", "action"].iter().zip(states) {
                row.more.push(field(label, state));
            }
            row.more
                .extend(item.why.as_ref().map(|why| field("why", why.clone())));
            rows.push(row);
        }
        for ruling in &group.rulings {
            let cells = vec![
                "decision".to_owned(),
                format!("{} {}", ruling.component, ruling.reason),
            ];
            rows.push(row(ruling.line, Tone::Quiet, cells));
        }
    }
    Rows {
        heads: vec!["line", "what", "name", "installed", "request", "action"],
        rows,
    }
}

/// A word of the log's vocabulary as JSON writes it: `local`, `absent`.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

fn of_files(view: &Files) -> Rows {
    let mut rows = Vec::new();
    for count in &view.counts {
        rows.push(Row {
            cells: vec![
                String::new(),
                count.decision.to_owned(),
                match count.files {
                    1 => "1 file".to_owned(),
                    files => format!("{files} files"),
                },
                count.reason.clone(),
            ],
            tone: Tone::Quiet,
            ..Row::default()
        });
    }
    for group in &view.engines {
        rows.push(engine(&group.engine));
        for file in &group.files {
            let tone = if file.decision == "keep" {
                Tone::Warning
            } else {
                Tone::Plain
            };
            let cells = vec![
                file.decision.to_owned(),
                file.path.clone(),
                file.reason.clone(),
            ];
            let mut row = row(file.line, tone, cells);
            row.more.push(field("file", file.path.clone()));
            row.more.push(field("reason", file.reason.clone()));
            row.more.push(field("patch", file.patch.clone()));
            row.more.extend(
                file.new_version
                    .as_ref()
                    .map(|text| field("version", text.clone())),
            );
            row.more.extend(
                file.new_size
                    .map(|size| field("size", format!("{size} bytes"))),
            );
            rows.push(row);
        }
    }
    Rows {
        heads: vec!["line", "decision", "file", "reason"],
        rows,
    }
}

fn of_operations(view: &Operations) -> Rows {
    let mut rows = Vec::new();
    for group in &view.engines {
        rows.push(engine(&group.engine));
        for action in &group.actions {
            let line = action.operations.first().map_or(1, |first| first.line);
            let counts = action.counts.iter();
            let counts: Vec<String> = counts
                .map(|count| format!("{} {}", count.times, count.operation))
                .collect();
            let back = if action.rollback { "rollback of " } else { "" };
            let cells = vec![format!("{back}{}", action.action), counts.join(", ")];
            rows.push(row(line, Tone::Head, cells));
            for operation in &action.operations {
                let tone = if action.rollback {
                    Tone::Warning
                } else {
                    Tone::Plain
                };
                let cells = vec![
                    operation.operation.clone(),
                    operation.target.clone(),
                    operation.detail.clone(),
                ];
                let mut row = row(operation.line, tone, cells);
                row.more
                    .push(field(operation.area, operation.target.clone()));
                row.more.push(field("detail", operation.detail.clone()));
                rows.push(row);
            }
        }
    }
    Rows {
        heads: vec!["line", "operation", "target", "detail"],
        rows,
    }
}

fn of_policies(view: &Policies) -> Rows {
    let rows = view.policies.iter().map(|policy| {
        let tone = if policy.default {
            Tone::Plain
        } else {
            Tone::Warning
        };
        let set = if policy.default { "default" } else { "set" };
        let cells = vec![
            word(&policy.scope),
            policy.name.clone(),
            policy.value.clone(),
            set.to_owned(),
        ];
        row(policy.line, tone, cells)
    });
    Rows {
        heads: vec!["line", "scope", "policy", "value", "state"],
        rows: rows.collect(),
    }
}
