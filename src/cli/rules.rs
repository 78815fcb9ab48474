//! `wilog rules`: what wilog looks for.

use std::io::Write;

use clap::Args;

use super::Done;
use super::output::{self, Format};
use crate::detect::rules::RULES;
use crate::render::rules as render;

/// How to write the list.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Lists all rules in the order of their codes.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    match arguments.format {
        Format::Json => {
            let mut out = output::plain();
            render::json(RULES, &mut out)?;
            out.flush()?;
        }
        Format::Text => {
            let mut out = output::styled();
            render::text(RULES, output::style(), &mut out)?;
            out.flush()?;
        }
    }
    Ok(Done::All)
}
