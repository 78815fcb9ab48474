//! Rules, as a list and as the page of each, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::events::{TOOL, Tool};
use super::layout::{Paint, Style, wrapped};
use super::tame;
use crate::detect::rules::{self, Rule, Status};
use crate::finding::{Confidence, Role, Severity};

/// The version of the JSON document. It rises when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: u32 = 1;

/// Columns before the text of a page.
const INDENT: &str = "    ";

/// What programs read of a rule.
#[derive(Serialize)]
pub(super) struct RuleDocument {
    code: &'static str,
    name: &'static str,
    severity: Severity,
    confidence: Confidence,
    role: Role,
    /// Whether it is off by default.
    preview: bool,
    about: &'static str,
    advice: &'static str,
    link: &'static str,
    /// The page, in Markdown.
    page: String,
}

impl RuleDocument {
    pub(super) fn of(rule: &Rule) -> Self {
        Self {
            code: rule.code,
            name: rule.name,
            severity: rule.severity,
            confidence: rule.confidence,
            role: rule.role,
            preview: rule.status == Status::Preview,
            about: rule.about,
            advice: rule.advice,
            link: rule.link,
            page: rules::page(rule),
        }
    }
}

#[derive(Serialize)]
struct Document {
    schema_version: u32,
    tool: Tool,
    rules: Vec<RuleDocument>,
}

/// Writes all rules as one JSON document.
///
/// # Errors
///
/// When the writer fails.
pub fn json(rules: &[Rule], out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        rules: rules.iter().map(RuleDocument::of).collect(),
    };
    tame::document(&document, out)
}

/// Writes a line a rule: its code, how bad it is, its name, and what it finds.
///
/// # Errors
///
/// When the writer fails.
pub fn text(rules: &[Rule], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for rule in rules {
        let preview = match rule.status {
            Status::Stable => "",
            Status::Preview => " (preview, off by default)",
        };
        writeln!(
            out,
            "{}  {}  {}{preview}",
            style.paint(Paint::Bold, rule.code),
            style.paint(colour(rule.severity), format!("{:7}", word(rule.severity))),
            style.paint(Paint::Bold, rule.name),
        )?;
        wrapped(out, style, INDENT, INDENT, rule.about)?;
    }
    writeln!(
        out,
        "\n{} rules. `wilog explain CODE` shows the page of one.",
        rules.len()
    )
}

/// Writes the page of a rule.
///
/// # Errors
///
/// When the writer fails.
pub fn page(rule: &Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} {}  {}",
        style.paint(Paint::Bold, rule.code),
        style.paint(Paint::Bold, rule.name),
        style.paint(colour(rule.severity), word(rule.severity)),
    )?;
    wrapped(out, style, INDENT, INDENT, rule.about)?;
    let mut in_code = false;
    let mut paragraph = String::new();
    let page = rules::page(rule);
    // Sentences of a paragraph stand on lines of their own in the page, and flow on a terminal.
    for line in page.lines().chain([""]) {
        let is_fence = line.starts_with("```");
        let is_text = !in_code && !is_fence && !line.is_empty() && !line.starts_with(['#', '-']);
        if is_text {
            paragraph.push_str(line);
            paragraph.push(' ');
            continue;
        }
        if !paragraph.is_empty() {
            wrapped(out, style, INDENT, INDENT, &std::mem::take(&mut paragraph))?;
        }
        in_code ^= is_fence;
        if let Some(heading) = line.strip_prefix("# ") {
            writeln!(out, "\n  {}", style.paint(Paint::Bold, heading))?;
        } else if line.starts_with('-') {
            wrapped(out, style, INDENT, "      ", line)?;
        } else if !is_fence && !line.is_empty() {
            writeln!(out, "{INDENT}{line}")?;
        }
    }
    writeln!(out, "\n  {}", style.paint(Paint::Bold, "Advice"))?;
    wrapped(out, style, INDENT, INDENT, rule.advice)?;
    writeln!(out, "\n{INDENT}{}", rule.link)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn colour(severity: Severity) -> Paint {
    match severity {
        Severity::Note => Paint::Dim,
        Severity::Warning => Paint::Yellow,
        Severity::Error => Paint::Red,
    }
}
