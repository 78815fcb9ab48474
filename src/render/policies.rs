//! Policies, those first that somebody has set.

use std::io::{self, Write};

use super::layout::{Paint, Style};
use super::sheet::{self, number, words};
use crate::event::PolicyScope;
use crate::view::policies::{Policies, Policy};

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Policies, style: Style, out: &mut dyn Write) -> io::Result<()> {
    if view.policies.is_empty() {
        return writeln!(out, "The log tells nothing of policies.");
    }
    let (default, set): (Vec<&Policy>, Vec<&Policy>) =
        view.policies.iter().partition(|policy| policy.default);
    if set.is_empty() {
        writeln!(out, "All policies are at their default.")?;
    } else {
        writeln!(
            out,
            "{}",
            style.paint(Paint::Yellow, "Not at their default")
        )?;
        table(&set, style, out)?;
    }
    if !default.is_empty() {
        writeln!(out, "\n{}", style.paint(Paint::Bold, "At their default"))?;
        table(&default, style, out)?;
    }
    Ok(())
}

fn table(policies: &[&Policy], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let row = |policy: &&Policy| {
        let whose = match policy.scope {
            PolicyScope::Machine => "machine",
            PolicyScope::User => "user",
        };
        [
            policy.line.to_string(),
            whose.to_owned(),
            policy.name.clone(),
            policy.value.clone(),
        ]
    };
    let rows: Vec<_> = policies.iter().map(row).collect();
    let columns = [
        number("line"),
        words("whose", 8),
        words("policy", 40),
        words("value", 0),
    ];
    sheet::table(columns, &rows, style, out)
}
