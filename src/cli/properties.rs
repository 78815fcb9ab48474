//! `wilog properties`: the values of properties, and how they came about.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::properties as render;
use crate::text::LineNo;
use crate::view::properties::{Choice, Properties};

/// Which properties, and what of them.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// The properties; `*` stands for any text, and small and capital letters are the same.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Show each change, with its time and its action.
    #[arg(long)]
    history: bool,
    /// Show the values in force at this line, the change in that line included.
    #[arg(long, value_name = "LINE", conflicts_with = "history", value_parser = clap::value_parser!(u32).range(1..))]
    at: Option<u32>,
    /// Only properties that changed after they were first set.
    #[arg(long)]
    changed: bool,
}

/// Shows values or histories of properties, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let choice = Choice {
        names: arguments.names.clone(),
        history: arguments.history,
        at: arguments.at.map(LineNo::new),
        changed: arguments.changed,
    };
    let none = match (arguments.names.is_empty(), arguments.changed) {
        (true, false) if arguments.at.is_some() => "No property is known at this line.",
        (true, false) => "The log tells nothing of properties.",
        (true, true) => "No property changed after it was first set.",
        (false, false) => "The log tells nothing of a property of that name.",
        (false, true) => "No property of that name changed after it was first set.",
    };
    showing::show(
        &arguments.showing,
        |trace, source| Properties::of(trace, source, &choice),
        |view, style, out| render::text(view, none, style, out),
    )
}
