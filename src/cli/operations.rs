//! `wilog operations`: what scripts did to the system.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::operations as render;
use crate::view::operations::{Choice, Operations};

/// How many operations of an action people see without asking for all.
const MOST: usize = 20;

/// What to show of operations.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only operations of this name, such as `FileCopy`; `*` stands for any text, and it may be given more than once.
    #[arg(long, value_name = "NAME")]
    op: Vec<String>,
    /// Only what undid things.
    #[arg(long)]
    rollback: bool,
    /// Show all operations of an action instead of the first twenty. With --op all are shown anyway.
    #[arg(long)]
    all: bool,
}

/// Shows operations by the action that wrote them into the script.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let choice = Choice {
        names: arguments.op.clone(),
        rollback: arguments.rollback,
    };
    let is_all = arguments.all || !arguments.op.is_empty();
    let most = if is_all { usize::MAX } else { MOST };
    let none = match (arguments.op.is_empty(), arguments.rollback) {
        (true, false) => "No script ran.",
        (true, true) => "No script undid anything.",
        (false, false) => "No script ran an operation of that name.",
        (false, true) => "No script that undid things ran an operation of that name.",
    };
    showing::show(
        &arguments.showing,
        |trace, source| Operations::of(trace, source, &choice),
        |view, style, out| render::text(view, most, none, style, out),
    )
}
