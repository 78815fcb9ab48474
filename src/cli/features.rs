//! `wilog features`: features and components, and which requests were not done.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::features as render;
use crate::view::features::{Choice, Features};

/// What to show of features and components.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only those whose request was not done, such as `Request: Local; Action: Null`.
    #[arg(long)]
    odd: bool,
}

/// Shows features and components, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let choice = Choice { odd: arguments.odd };
    showing::show(
        &arguments.showing,
        |trace, source| Features::of(trace, source, choice),
        render::text,
    )
}
