//! The sixteen steps of an install, from the start of the client to its last dialog.
//!
//! Source: the article "How Windows Installer Engine installs the installation package?", which counts them.
//! Phases tell what an engine does; steps tell how far an install has come, and several steps lie in one phase.

use super::Trace;
use super::model::{ActionRun, EngineId};
use super::phase::{Phase, PhaseSpan};
use crate::event::{Side, TimeOfDay};
use crate::text::LineNo;

/// A step of an install.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its number, from 1 to 16.
    pub number: u8,
    /// What happens in it.
    pub name: &'static str,
    /// The phases it lies in.
    pub phases: &'static [Phase],
    /// How it went.
    pub progress: Progress,
    /// Its first line and its last line, where it was reached.
    pub lines: Option<(LineNo, LineNo)>,
    /// How long it took, in milliseconds, where it was reached and its lines have clocks.
    pub milliseconds: Option<u32>,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// It was gone through.
    Done,
    /// The first action that failed or was cancelled did so here.
    Stopped,
    /// It was left out: there is no user interface, or the package has nothing to do in it.
    LeftOut,
    /// The install ended before it.
    NotReached,
}

impl Progress {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Stopped => "stopped",
            Self::LeftOut => "left-out",
            Self::NotReached => "not-reached",
        }
    }
}

/// What shows that a step was reached.
enum Sign {
    /// A phase of the client's engine or of the server's.
    Phases,
    /// Only the first line of a phase.
    Begin,
    /// Actions of the client's engine or of the server's.
    Actions(&'static [&'static str]),
    /// Dialogs that waited for the user, before the hand-off.
    Dialogs,
}

const SEARCHES: &[&str] = &[
    "AppSearch",
    "CCPSearch",
    "RMCCPSearch",
    "FindRelatedProducts",
];
const COSTING: &[&str] = &[
    "CostInitialize",
    "FileCost",
    "CostFinalize",
    "InstallValidate",
];
const CONDITIONS: &[&str] = &["LaunchConditions"];

/// The side, the name, the phases, and the sign of each step, in order.
const STEPS: [(Side, &str, &[Phase], Sign); 16] = {
    use Phase as P;
    use Side::{Client, Server};
    [
        (
            Client,
            "the client opens the package",
            &[P::ClientStart],
            Sign::Phases,
        ),
        (
            Client,
            "user interface, or straight to the server",
            &[P::UserInterface, P::HandOff],
            Sign::Begin,
        ),
        (
            Client,
            "the UI sequence begins",
            &[P::UserInterface],
            Sign::Begin,
        ),
        (
            Client,
            "launch conditions, in the client",
            &[P::UserInterface],
            Sign::Actions(CONDITIONS),
        ),
        (
            Client,
            "searches, in the client",
            &[P::UserInterface],
            Sign::Actions(SEARCHES),
        ),
        (
            Client,
            "costing, in the client",
            &[P::UserInterface],
            Sign::Actions(COSTING),
        ),
        (Client, "dialogs", &[P::UserInterface], Sign::Dialogs),
        (
            Client,
            "hand-off to the server",
            &[P::HandOff],
            Sign::Phases,
        ),
        (
            Server,
            "the server opens the package",
            &[P::ServerStart],
            Sign::Phases,
        ),
        (
            Server,
            "launch conditions, in the server",
            &[P::Acquisition],
            Sign::Actions(CONDITIONS),
        ),
        (
            Server,
            "searches, in the server",
            &[P::Acquisition],
            Sign::Actions(SEARCHES),
        ),
        (
            Server,
            "costing, in the server",
            &[P::Acquisition],
            Sign::Actions(COSTING),
        ),
        (
            Server,
            "the script is written",
            &[P::ScriptGeneration],
            Sign::Phases,
        ),
        (
            Server,
            "the script runs, then commit or rollback",
            &[P::Execution, P::Commit, P::Rollback],
            Sign::Phases,
        ),
        (
            Server,
            "actions after InstallFinalize",
            &[P::AfterFinalize],
            Sign::Phases,
        ),
        (Client, "back to the client", &[P::ClientEnd], Sign::Phases),
    ]
};

/// Stretches of lines with the time that each took.
type Stretches = Vec<(LineNo, LineNo, Option<u32>)>;

/// The sixteen steps of a package, which is an engine of the server with the client that called it, or a client alone.
#[must_use]
pub fn steps(trace: &Trace, package: EngineId) -> Vec<Step> {
    let run = &trace.engines[package.0];
    let of_client = if run.side == Side::Client {
        Some(package)
    } else {
        run.parent
    };
    let of_server = (run.side != Side::Client).then_some(package);
    let side_of = |side| {
        if side == Side::Client {
            of_client
        } else {
            of_server
        }
    };
    let mut steps: Vec<Step> = STEPS
        .iter()
        .zip(1..)
        .map(|((side, name, phases, sign), number)| {
            let stretches = side_of(*side).map_or_else(Stretches::new, |engine| {
                stretches(trace, engine, phases, sign)
            });
            let first = stretches.iter().map(|(line, ..)| *line).min();
            let last = stretches.iter().map(|(_, end, _)| *end).max();
            Step {
                number,
                name,
                phases,
                progress: Progress::NotReached,
                lines: first.zip(last),
                milliseconds: stretches
                    .iter()
                    .filter_map(|(.., took)| *took)
                    .reduce(u32::saturating_add),
            }
        })
        .collect();
    let reached = steps.iter().rposition(|step| step.lines.is_some());
    // An action that fails after all is done stops nothing.
    let succeeded = trace.session_verdict(run.session).outcome.is_success()
        && trace.engine_verdict(package).outcome.is_success();
    let engines = [of_client, of_server].into_iter().flatten();
    let stopped = stop(trace, engines, &steps).filter(|_| !succeeded);
    for (at, step) in steps.iter_mut().enumerate() {
        step.progress = match (step.lines, stopped) {
            (Some(_), Some(stop)) if stop == at => Progress::Stopped,
            (Some(_), _) => Progress::Done,
            (None, Some(stop)) if at > stop => Progress::NotReached,
            (None, _) if reached.is_some_and(|last| at < last) => Progress::LeftOut,
            (None, _) => Progress::NotReached,
        };
    }
    steps
}

fn stretches(trace: &Trace, engine: EngineId, phases: &[Phase], sign: &Sign) -> Stretches {
    let run = &trace.engines[engine.0];
    let spans = run
        .phases
        .iter()
        .filter(|span| phases.contains(&span.phase));
    let of_span = |span: &PhaseSpan| (span.line, span.end_line, took(span.begun, span.ended));
    let of_action = |run: &ActionRun| {
        let end = run.end_line.unwrap_or(run.line);
        (run.line, end, took(run.begun, run.ended))
    };
    let actions = trace.actions_of(run.session).map(|(_, run)| run);
    let mut actions = actions.filter(|run| run.engine == Some(engine));
    match sign {
        Sign::Phases => spans.map(of_span).collect(),
        Sign::Begin => {
            let first = spans.map(|span| (span.line, span.line, None)).next();
            first.into_iter().collect()
        }
        Sign::Actions(names) => actions
            .filter(|run| names.contains(&trace.names.get(run.name)))
            .map(of_action)
            .collect(),
        Sign::Dialogs => {
            let within = |line: LineNo| {
                let mut spans = run.phases.iter();
                spans.any(|span| phases.contains(&span.phase) && line <= span.end_line)
            };
            actions
                .by_ref()
                .filter(|run| run.dialog && run.user_milliseconds > 0 && within(run.line))
                .map(|run| {
                    let (line, end, _) = of_action(run);
                    (line, end, Some(run.user_milliseconds))
                })
                .collect()
        }
    }
}

/// The step in which the first action failed or was cancelled: the last that had begun on its side.
fn stop(trace: &Trace, engines: impl Iterator<Item = EngineId>, steps: &[Step]) -> Option<usize> {
    let stops = engines.filter_map(|engine| {
        let run = &trace.engines[engine.0];
        let failed = trace.actions_of(run.session).filter(|(_, action)| {
            let value = action.value;
            action.engine == Some(engine)
                && value.is_some_and(|value| value.is_failure() || value.is_cancel())
        });
        let first = failed.filter_map(|(_, action)| action.end_line).min()?;
        Some((first, run.side == Side::Client))
    });
    let (line, of_client) = stops.min()?;
    let candidates = steps.iter().zip(&STEPS).enumerate();
    let begun = candidates.filter(|(_, (step, (side, ..)))| {
        (*side == Side::Client) == of_client && step.lines.is_some_and(|(begin, _)| begin <= line)
    });
    begun
        .max_by_key(|(at, (step, _))| (step.lines.map(|(begin, _)| begin), *at))
        .map(|(at, _)| at)
}

fn took(begun: Option<TimeOfDay>, ended: Option<TimeOfDay>) -> Option<u32> {
    begun.zip(ended).map(|(begun, ended)| begun.until(ended))
}
