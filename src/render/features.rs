//! Features and components: what was there, what was asked for, what was done, and why not.

use std::io::{self, Write};

use super::layout::{Paint, Style, cut};
use super::sheet::{self, number, words};
use crate::event::{ComponentRuling, InstallState};
use crate::view::features::{Features, Item, Ruling};

/// The word of a state, written as logs write it.
fn word(state: InstallState) -> String {
    match state {
        InstallState::Other => "?".to_owned(),
        known => format!("{known:?}").replace("Hkcr", "HKCR"),
    }
}

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Features, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for of in &view.engines {
        if any {
            writeln!(out)?;
        }
        any = true;
        sheet::engine(&of.engine, style, out)?;
        items("feature", &of.features, style, out)?;
        items("component", &of.components, style, out)?;
        rulings(&of.rulings, style, out)?;
    }
    match (any, view.only_odd && view.is_told, view.is_success) {
        (true, ..) => Ok(()),
        (false, true, true) => writeln!(out, "What was asked for is what was done."),
        (false, true, false) => writeln!(
            out,
            "No request was left out, but the log does not end well: what was done may have been undone."
        ),
        (false, false, _) => writeln!(out, "The log tells nothing of features and components."),
    }
}

fn items(what: &'static str, items: &[Item], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let row = |item: &Item| {
        let why = match &item.why {
            Some(why) => why.as_str(),
            None if item.odd => "not told",
            None => "",
        };
        [
            item.line.to_string(),
            item.name.clone(),
            word(item.installed),
            word(item.request),
            word(item.action),
            why.to_owned(),
        ]
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    let columns = [
        number("line"),
        words(what, 32),
        words("installed", 9),
        words("request", 9),
        words("action", 10),
        words(
            if items.iter().any(|item| item.odd) {
                "why not"
            } else {
                ""
            },
            0,
        ),
    ];
    sheet::table(columns, &rows, style, out)
}

fn rulings(rulings: &[Ruling], style: Style, out: &mut dyn Write) -> io::Result<()> {
    if rulings.is_empty() {
        return Ok(());
    }
    let head = "Decided about components, by component code";
    writeln!(out, "\n  {}", style.paint(Paint::Bold, head))?;
    for ruling in rulings {
        let what = match ruling.ruling {
            ComponentRuling::InstallDisallowed => "not installed",
            ComponentRuling::UninstallDisallowed => "not removed",
            ComponentRuling::InstallAllowed => "installed",
            ComponentRuling::UninstallAllowed => "removed",
            ComponentRuling::AssemblySkipped => "assembly skipped",
            ComponentRuling::AssemblyRechecked => "assembly checked again",
        };
        let code = cut(&ruling.component, 40);
        writeln!(out, "  {:>6}  {code}  {what}", ruling.line)?;
        let reason = cut(ruling.reason.trim(), style.width.saturating_sub(10));
        writeln!(out, "          {reason}")?;
    }
    Ok(())
}
