//! `wilog folders`: where folders lie, and which are not where the package wanted them.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::folders as render;
use crate::view::folders::{Choice, Folders};

/// What to show of folders.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Show where files come from too.
    #[arg(long)]
    source: bool,
    /// Only folders that were redirected to the folder of the other bitness (WIN64DUALFOLDERS), or changed after they
    /// were resolved.
    #[arg(long)]
    redirected: bool,
}

/// Shows folders, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let choice = Choice {
        source: arguments.source,
        redirected: arguments.redirected,
    };
    showing::show(
        &arguments.showing,
        |trace, source| Folders::of(trace, source, choice),
        render::text,
    )
}
