//! Phases: where an engine stands in its work.
//!
//! `grammars/phases.toml` holds the marks of each phase with a line for each.

use super::Trace;
use super::builder::Builder;
use super::index::EngineId;
use super::model::EngineRun;
use crate::event::{Event, EventKind, Sequence, Side, TimeOfDay, took};
use crate::syntax::argument;
use crate::text::LineNo;

/// A phase of an engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Before the first engine of a side; all of a session in which none runs.
    SessionStart,
    /// The engine of the client opens the package.
    ClientStart,
    /// The sequence of the user interface: searches, costing, dialogs.
    UserInterface,
    /// The client hands the install to the server and waits.
    HandOff,
    /// The server begins or goes on with a transaction, and has not begun its engine.
    TransactionStart,
    /// The engine of the server opens the package.
    ServerStart,
    /// The execute sequence up to `InstallInitialize`: searches, conditions, costing, validation.
    Acquisition,
    /// Actions write their operations into the script.
    ScriptGeneration,
    /// The script runs.
    Execution,
    /// The script has run, and what it did is made final.
    Commit,
    /// Actions after `InstallFinalize`.
    AfterFinalize,
    /// What was done is undone.
    Rollback,
    /// The engine of the server writes its summary and returns.
    ServerEnd,
    /// The engine of the server has returned, and the thread around it ends the transaction.
    TransactionEnd,
    /// The client goes on after the server.
    ClientEnd,
    /// The engine of the client has returned.
    SessionEnd,
}

impl Phase {
    /// All phases, in the order in which an install goes through them.
    pub const ALL: [Self; 16] = [
        Self::SessionStart,
        Self::ClientStart,
        Self::UserInterface,
        Self::HandOff,
        Self::TransactionStart,
        Self::ServerStart,
        Self::Acquisition,
        Self::ScriptGeneration,
        Self::Execution,
        Self::Commit,
        Self::AfterFinalize,
        Self::Rollback,
        Self::ServerEnd,
        Self::TransactionEnd,
        Self::ClientEnd,
        Self::SessionEnd,
    ];

    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SessionStart => "session start",
            Self::ClientStart => "client start",
            Self::UserInterface => "user interface",
            Self::HandOff => "hand-off",
            Self::TransactionStart => "transaction start",
            Self::ServerStart => "server start",
            Self::Acquisition => "acquisition",
            Self::ScriptGeneration => "script generation",
            Self::Execution => "execution",
            Self::Commit => "commit",
            Self::AfterFinalize => "after finalize",
            Self::Rollback => "rollback",
            Self::ServerEnd => "server end",
            Self::TransactionEnd => "transaction end",
            Self::ClientEnd => "client end",
            Self::SessionEnd => "session end",
        }
    }
}

/// The four parts of an install that transactions are told with.
///
/// Source: the article "Windows Installer 4.5 Transaction Enhancements: Multi Package Transaction".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// What is to be done is found out and written into a script; nothing changes.
    Acquisition,
    /// The script changes the machine.
    Execution,
    /// What was done is made final.
    Commit,
    /// What was done is undone.
    Rollback,
}

impl Stage {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acquisition => "acquisition",
            Self::Execution => "execution",
            Self::Commit => "commit",
            Self::Rollback => "rollback",
        }
    }
}

impl Phase {
    /// The part of an install that a phase belongs to; none for the ways in, between, and out.
    #[must_use]
    pub fn stage(self) -> Option<Stage> {
        match self {
            Self::UserInterface | Self::Acquisition | Self::ScriptGeneration => {
                Some(Stage::Acquisition)
            }
            Self::Execution => Some(Stage::Execution),
            Self::Commit => Some(Stage::Commit),
            Self::Rollback => Some(Stage::Rollback),
            _ => None,
        }
    }
}

/// A stretch of lines of one engine in one phase. The stretches of an engine follow one another without overlap.
#[derive(Clone, Copy, Debug)]
pub struct PhaseSpan {
    /// The phase.
    pub phase: Phase,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The clock of its first line with a prefix.
    pub begun: Option<TimeOfDay>,
    /// The clock of its last line with a prefix.
    pub ended: Option<TimeOfDay>,
    /// How many of its lines have a prefix. Every such line of a log is counted in one phase of one scope.
    pub lines: u32,
}

impl PhaseSpan {
    /// How many milliseconds it took, where the log has the clock of both its ends.
    #[must_use]
    pub fn took(&self) -> Option<u32> {
        took(self.begun, self.ended)
    }
}

/// `InstallExecute` may run many scripts, but not more than this.
const MOST: usize = 4096;

impl Trace {
    /// The phase that an engine was in at a line; none outside of its lines.
    #[must_use]
    pub fn phase_at(&self, engine: EngineId, line: LineNo) -> Option<Phase> {
        let phases = &self.engines.get(engine.at())?.phases;
        let begun = phases.partition_point(|span| span.line <= line);
        let span = phases.get(begun.checked_sub(1)?)?;
        (line <= span.end_line).then_some(span.phase)
    }
}

impl Builder {
    /// Takes note of what an event means for the phase of its engine.
    pub(super) fn observe_phase(&mut self, event: &Event<'_>, engine: EngineId) {
        let runner = self.script_runner(engine);
        let clock = event.origin.engine().and_then(|prefix| prefix.at);
        let clock = clock.filter(|_| !self.late);
        let run = &mut self.trace.engines[engine.at()];
        let now = run
            .phases
            .last()
            .map_or_else(|| first(run), |span| span.phase);
        let next = next(now, event, run, runner);
        extend(&mut run.phases, next, event, clock);
    }

    /// Which action runs the script of an engine now, by its name.
    fn script_runner(&self, engine: EngineId) -> Option<Runner> {
        self.open.iter().rev().find_map(|open| {
            let run = &self.trace.actions[open.at()];
            let name = self.trace.names.get(run.name);
            match name {
                _ if run.engine != Some(engine) => None,
                "InstallFinalize" => Some(Runner::Finalize),
                "InstallExecute" | "InstallExecuteAgain" => Some(Runner::Execute),
                _ => None,
            }
        })
    }
}

/// Adds an event to the phases of a scope: to the last one, or as the first of a new one.
pub(super) fn extend(
    phases: &mut Vec<PhaseSpan>,
    phase: Phase,
    event: &Event<'_>,
    clock: Option<TimeOfDay>,
) {
    let has_prefix = event.origin.engine().is_some();
    let lines = if has_prefix { event.lines } else { 0 };
    let is_full = phases.len() >= MOST;
    match phases.last_mut() {
        Some(span) if span.phase == phase || is_full => {
            span.end_line = event.end_line();
            span.begun = span.begun.or(clock);
            span.ended = clock.or(span.ended);
            span.lines += lines;
        }
        _ => phases.push(PhaseSpan {
            phase,
            line: event.line,
            end_line: event.end_line(),
            begun: clock,
            ended: clock,
            lines,
        }),
    }
}

/// Which of the actions that run scripts is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runner {
    Finalize,
    Execute,
}

fn first(run: &EngineRun) -> Phase {
    match run.side {
        Side::Client => Phase::ClientStart,
        // Its sequence had begun above the log.
        _ if run.is_headless => Phase::Acquisition,
        _ => Phase::ServerStart,
    }
}

/// The phase after an event.
fn next(now: Phase, event: &Event<'_>, run: &EngineRun, runner: Option<Runner>) -> Phase {
    if run.side == Side::Client {
        next_of_client(now, event)
    } else {
        next_of_server(now, event, run, runner)
    }
}

fn next_of_client(now: Phase, event: &Event<'_>) -> Phase {
    match event.kind {
        EventKind::SequenceStarted {
            sequence: Sequence::Ui,
        } => Phase::UserInterface,
        EventKind::RunOnServer {}
        | EventKind::SwitchingToServer { .. }
        | EventKind::ActionDoing {
            name: "ExecuteAction",
        } => Phase::HandOff,
        EventKind::BackFromServer { .. } => Phase::ClientEnd,
        EventKind::EngineReturned { .. } if now == Phase::HandOff => Phase::ClientEnd,
        // The client counts down when the server has returned.
        EventKind::ShutdownCounter { count } if now == Phase::HandOff && count < 0 => {
            Phase::ClientEnd
        }
        _ => now,
    }
}

fn next_of_server(now: Phase, event: &Event<'_>, run: &EngineRun, runner: Option<Runner>) -> Phase {
    let is_over = now == Phase::ServerEnd;
    match event.kind {
        _ if is_over => now,
        EventKind::SequenceStarted {
            sequence: Sequence::Execute,
        } => Phase::Acquisition,
        EventKind::ActionDoing {
            name: "InstallInitialize",
        }
        | EventKind::TransactionBegun {} => Phase::ScriptGeneration,
        // Everything was in the scripts of `InstallExecute`, so nothing is left to run.
        EventKind::ActionDoing {
            name: "InstallFinalize",
        } if run.script_ended => Phase::Commit,
        EventKind::ScriptStarted { .. } => Phase::Execution,
        EventKind::Operation {
            name: "Header",
            arguments,
        } => match argument(arguments, "ScriptType") {
            Some("2") => Phase::Rollback,
            _ => Phase::Execution,
        },
        EventKind::Operation { name: "End", .. } => match (now, runner) {
            (Phase::Rollback, _) => Phase::Rollback,
            (_, Some(Runner::Execute)) => Phase::ScriptGeneration,
            _ => Phase::Commit,
        },
        EventKind::ServerUnlocked {} if now != Phase::Rollback => Phase::AfterFinalize,
        EventKind::PropertyDump { .. } | EventKind::EngineReturned { .. } => Phase::ServerEnd,
        EventKind::Note { number, .. } if number.is_outcome() => Phase::ServerEnd,
        _ => now,
    }
}
