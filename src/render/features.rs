//! Features and components: what was there, what was asked for, what was done, and why not.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use super::layout::{Paint, Style, cut};
use super::sheet::{self, EngineHead, number, words};
use crate::event::{ComponentRuling, InstallState};

/// The features and components of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct View {
    /// Whether only those were asked for whose request was not done.
    #[serde(skip)]
    pub only_odd: bool,
    /// The engines of the log, in its order.
    pub engines: Vec<EngineFeatures>,
}

/// The features and components of an engine.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct EngineFeatures {
    /// The engine.
    #[serde(flatten)]
    pub engine: EngineHead,
    /// Its features.
    pub features: Vec<Item>,
    /// Its components.
    pub components: Vec<Item>,
    /// What was decided about components, by component code.
    pub rulings: Vec<Ruling>,
}

/// A feature or a component.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Item {
    /// Where it stands.
    pub line: u32,
    /// Its key.
    pub name: String,
    /// What was there.
    pub installed: InstallState,
    /// What was asked for.
    pub request: InstallState,
    /// What is done.
    pub action: InstallState,
    /// The state for this product, where the log tells it.
    pub client: Option<InstallState>,
    /// Whether what was asked for is not what is done.
    pub odd: bool,
    /// Why, where the log tells it.
    pub why: Option<String>,
}

/// A decision about a component.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Ruling {
    /// Where it stands.
    pub line: u32,
    /// The component code.
    pub component: String,
    /// What was decided.
    pub ruling: ComponentRuling,
    /// Why.
    pub reason: String,
}

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
pub fn text(view: &View, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    let has_items = |of: &&EngineFeatures| !(of.features.is_empty() && of.components.is_empty());
    for of in view.engines.iter().filter(has_items) {
        if any {
            writeln!(out)?;
        }
        any = true;
        sheet::engine(&of.engine, style, out)?;
        items("feature", &of.features, style, out)?;
        items("component", &of.components, style, out)?;
        rulings(&of.rulings, style, out)?;
    }
    match (any, view.only_odd) {
        (true, _) => Ok(()),
        (false, true) => writeln!(out, "What was asked for is what was done."),
        (false, false) => writeln!(out, "The log tells nothing of features and components."),
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
