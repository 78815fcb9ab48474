//! `wilog files`: what was decided about files, and why.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::files as render;
use crate::view::files::{Choice, Files};

/// What to show of files.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only files that were not overwritten.
    #[arg(long)]
    kept: bool,
}

/// Shows the decisions about files, with their counts first.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let choice = Choice {
        kept: arguments.kept,
    };
    showing::show(
        &arguments.showing,
        |trace, source| Files::of(trace, source, choice),
        render::text,
    )
}
