//! The command line: arguments in, calls of the library, an exit code out.
//!
//! This is the only module that opens files and holds the terminal; all others get readers and writers.

mod actions;
mod bar;
mod cat;
mod check;
mod events;
mod explain;
mod export;
mod features;
mod files;
mod folders;
mod formats;
mod gate;
mod in_order;
mod init;
mod input;
mod inputs;
mod operations;
mod output;
mod packages;
mod policies;
mod policy_file;
mod properties;
mod range;
mod rules;
mod rules_test;
mod showing;
mod stats;
mod stream;
mod target;
mod timeline;
mod triage;
#[cfg(feature = "tui")]
mod view;
mod zone;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::policy::BrokenPolicy;

/// Reads Windows Installer logs and says why an install failed.
#[derive(Debug, Parser)]
#[command(
    name = "wilog",
    version,
    about,
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    disable_help_subcommand = true
)]
#[command(
    after_help = "`wilog LOG...` is short for `wilog triage LOG...`. `-` stands for standard input."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    triage: triage::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say how an install ended, which action failed first, and which lines state why.
    Triage(triage::Arguments),
    /// Check that logs keep the rules and the policy, and fail when one does not.
    Check(check::Arguments),
    /// Write a policy to begin with.
    Init(init::Arguments),
    /// Show a log as UTF-8 with line numbers, and with control characters made visible.
    Cat(cat::Arguments),
    /// Write the events of a log as JSON Lines, for programs.
    Events(events::Arguments),
    /// Count lines by kind of event, and show which lines nobody knows.
    Stats(stats::Arguments),
    /// Show where the time went: phases with bars, the slowest actions, and gaps.
    Timeline(timeline::Arguments),
    /// Show the tree of actions: how each ended, and how long it took.
    Actions(actions::Arguments),
    /// Show packages: result, rights, source, upgrades, and transactions.
    Packages(packages::Arguments),
    /// Show the values of properties, and how they came about.
    Properties(properties::Arguments),
    /// Show where folders lie, and which are not where the package wanted them.
    Folders(folders::Arguments),
    /// Show features and components, and which requests were not done.
    Features(features::Arguments),
    /// Show what was decided about files, and why.
    Files(files::Arguments),
    /// Show what scripts did to the system.
    Operations(operations::Arguments),
    /// Show the policies that were read, those first that are not at their default.
    Policies(policies::Arguments),
    /// List the rules: what is looked for in logs.
    Rules(rules::Arguments),
    /// Explore a log in the terminal: it opens at the cause.
    #[cfg(feature = "tui")]
    View(view::Arguments),
    /// Write data for dashboards: Elasticsearch, OpenTelemetry, Prometheus, CSV, JSON Lines.
    Export(export::Arguments),
    /// Say what codes and names in logs mean, without a network.
    Explain(explain::Arguments),
}

/// What a command that came to its end reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// All of its input was read.
    All,
    /// All of its input was read, and a log or a test of a policy does not pass.
    Failed,
    /// Some input could not be read; the rest was done.
    Part,
}

/// Runs the program with the arguments of the process.
///
/// The exit status is 0 when all input was read, 1 when a log or a test of a policy does not pass, and 2 when the arguments
/// are wrong or some input could not be read.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = CommandLine::parse_from(wild::args_os());
    let is_gate = matches!(arguments.command, Some(Command::Check(_)));
    let result = match arguments.command {
        Some(Command::Triage(arguments)) => triage::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Init(arguments)) => init::run(&arguments),
        Some(Command::Cat(arguments)) => cat::run(&arguments),
        Some(Command::Events(arguments)) => events::run(&arguments),
        Some(Command::Stats(arguments)) => stats::run(&arguments),
        Some(Command::Timeline(arguments)) => timeline::run(&arguments),
        Some(Command::Actions(arguments)) => actions::run(&arguments),
        Some(Command::Packages(arguments)) => packages::run(&arguments),
        Some(Command::Properties(arguments)) => properties::run(&arguments),
        Some(Command::Folders(arguments)) => folders::run(&arguments),
        Some(Command::Features(arguments)) => features::run(&arguments),
        Some(Command::Files(arguments)) => files::run(&arguments),
        Some(Command::Operations(arguments)) => operations::run(&arguments),
        Some(Command::Policies(arguments)) => policies::run(&arguments),
        Some(Command::Rules(arguments)) => rules::run(&arguments),
        #[cfg(feature = "tui")]
        Some(Command::View(arguments)) => view::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        None => triage::run(&arguments.triage),
    };
    match result {
        Ok(Done::All) => ExitCode::SUCCESS,
        Ok(Done::Failed) => ExitCode::from(1),
        Ok(Done::Part) => ExitCode::from(2),
        // Whoever reads the output has seen enough, as in `wilog events LOG | head`; for that no log passes a gate.
        Err(error) if is_closed_pipe(&error) && !is_gate => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::from(2)
        }
    }
}

/// Writes an error to standard error.
fn report(error: &anyhow::Error) {
    match error.downcast_ref::<BrokenPolicy>() {
        // It has lines of its own, in which nothing is left that a terminal would act on.
        Some(broken) => {
            let _ = writeln!(anstream::stderr(), "{broken}");
        }
        None => complain(&format!("error: {error:#}")),
    }
}

/// Writes a line to standard error.
fn complain(message: &str) {
    // When standard error is gone there is nobody left to tell.
    let _ = writeln!(
        anstream::stderr(),
        "wilog: {}",
        crate::text::visible(message)
    );
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(is_closed)
}

/// Whether an error says that whoever reads standard output has hung up.
fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe || is_disconnected(error)
}

/// Goes on without standard output where nobody reads it any more, for commands whose exit status is what is asked for.
///
/// # Errors
///
/// Any other error.
fn unless_closed(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| {
        if is_closed(&error) {
            Ok(())
        } else {
            Err(error)
        }
    })
}

/// Whether standard output was a named pipe whose reader has hung up, which Rust doesn't call a broken pipe.
fn is_disconnected(error: &io::Error) -> bool {
    // See https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
    const ERROR_PIPE_NOT_CONNECTED: i32 = 233;
    cfg!(windows) && error.raw_os_error() == Some(ERROR_PIPE_NOT_CONNECTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_pipes() {
        // ERROR_BROKEN_PIPE, ERROR_NO_DATA, and ERROR_PIPE_NOT_CONNECTED; elsewhere EPIPE.
        let closed: &[i32] = if cfg!(windows) {
            &[109, 232, 233]
        } else {
            &[32]
        };
        for code in closed {
            let error = anyhow::Error::new(io::Error::from_raw_os_error(*code));
            assert!(is_closed_pipe(&error.context("while writing")), "{code}");
        }
        // ERROR_ACCESS_DENIED; elsewhere EIO.
        assert!(!is_closed_pipe(&io::Error::from_raw_os_error(5).into()));
    }
}
