//! Rules, as a list and as the page of each, for people and for programs.

use std::io::{self, Write};

use serde::Serialize;

use super::events::{TOOL, Tool};
use super::layout::{Paint, Style, wrapped};
use super::tame;
use crate::finding::{Confidence, Role, Severity};

/// The version of the JSON document. It rises when a field goes or changes its meaning, not when one is added.
const SCHEMA_VERSION: u32 = 1;

/// Columns before the text of a page.
const INDENT: &str = "    ";

/// A rule with its page.
#[derive(Clone, Debug, Serialize)]
pub struct RulePage {
    /// `MSI401`.
    pub code: &'static str,
    /// `service-start-timeout`.
    pub name: &'static str,
    /// How bad what it finds is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What part its findings play.
    pub role: Role,
    /// Whether it is off by default.
    pub preview: bool,
    /// What it finds, in a sentence.
    pub about: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// The address of the page that backs it.
    pub link: &'static str,
    /// Its page in Markdown, with headings of the first level.
    pub page: String,
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool,
    rules: &'a [RulePage],
}

/// Writes all rules as one JSON document.
///
/// # Errors
///
/// When the writer fails.
pub fn json(rules: &[RulePage], out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        rules,
    };
    tame::document(&document, out)
}

/// Writes a line a rule: its code, how bad it is, its name, and what it finds.
///
/// # Errors
///
/// When the writer fails.
pub fn text(rules: &[RulePage], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for rule in rules {
        let preview = if rule.preview {
            " (preview, off by default)"
        } else {
            ""
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
pub fn page(rule: &RulePage, style: Style, out: &mut dyn Write) -> io::Result<()> {
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
    // Sentences of a paragraph stand on lines of their own in the page, and flow on a terminal.
    for line in rule.page.lines().chain([""]) {
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
