//! `wilog policies`: the policies that the engines read.

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::render::policies as render;
use crate::view::policies::Policies;

/// The log, and how to show its policies.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
}

/// Shows each policy with each of its values once, those first that are not at their default.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(&arguments.showing, Policies::of, render::text)
}
