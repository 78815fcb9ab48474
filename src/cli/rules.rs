//! `wilog rules`: what wilog looks for.

use std::io::Write;

use clap::{Args, Subcommand};

use super::output::{self, Format};
use super::{Done, rules_test};
use crate::detect::rules::{RULES, Rule, Status, page};
use crate::render::rules::{self as render, RulePage};

/// How to write the list, or what to do with the rules of policies.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Run the tests that stand in policy files.
    Test(rules_test::Arguments),
}

/// Lists all rules in the order of their codes, or runs the tests of policies.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    if let Some(Command::Test(arguments)) = &arguments.command {
        return rules_test::run(arguments);
    }
    let rules: Vec<RulePage> = RULES.iter().map(rule_page).collect();
    match arguments.format {
        Format::Json => {
            let mut out = output::plain();
            render::json(&rules, &mut out)?;
            out.flush()?;
        }
        Format::Text => {
            let mut out = output::styled();
            render::text(&rules, output::style(), &mut out)?;
            out.flush()?;
        }
    }
    Ok(Done::All)
}

/// What outputs show of a rule.
pub(super) fn rule_page(rule: &Rule) -> RulePage {
    RulePage {
        code: rule.code,
        name: rule.name,
        severity: rule.severity,
        confidence: rule.confidence,
        role: rule.role,
        preview: rule.status == Status::Preview,
        about: rule.about,
        advice: rule.advice,
        link: rule.link,
        page: page(rule),
    }
}
