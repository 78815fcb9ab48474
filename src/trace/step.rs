//! The sixteen steps of an install, from the start of the client to its last dialog.
//!
//! Source: the article "How Windows Installer Engine installs the installation package?", which counts them.
//! Phases tell what an engine does; steps tell how far an install has come, and several steps lie in one phase.

use super::Trace;
use super::index::EngineId;
use super::model::ActionRun;
use super::outcome::Outcome;
use super::phase::{Phase, PhaseSpan};
use crate::event::Side;
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
    /// The install failed or was cancelled here: the first action that did so, or the last step before any action.
    Stopped,
    /// The log ends in it, without a result.
    LogEnds,
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
            Self::LogEnds => "log-ends",
            Self::LeftOut => "left-out",
            Self::NotReached => "not-reached",
        }
    }
}

/// What shows that a step was reached.
#[derive(Clone, Copy)]
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
    let run = &trace.engines[package.at()];
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
    let found: Vec<Stretches> = STEPS
        .iter()
        .map(|(side, _, phases, sign)| {
            side_of(*side).map_or_else(Stretches::new, |engine| {
                stretches(trace, engine, phases, sign)
            })
        })
        .collect();
    let end = end(trace, package, [of_client, of_server], &found);
    let reached = found.iter().rposition(|stretches| !stretches.is_empty());
    let all = found.iter().enumerate();
    all.map(|(at, stretches)| step(at, stretches, end, reached))
        .collect()
}

/// A step with the stretches in which it was reached; `end` is the one in which all ended too early, `reached` the last.
fn step(
    at: usize,
    stretches: &Stretches,
    end: Option<(usize, Progress)>,
    reached: Option<usize>,
) -> Step {
    let (_, name, phases, _) = STEPS[at];
    let first = stretches.iter().map(|(line, ..)| *line).min();
    let last = stretches.iter().map(|(_, end, _)| *end).max();
    let progress = match (first, end) {
        (Some(_), Some((end, how))) if end == at => how,
        (Some(_), _) => Progress::Done,
        (None, Some((end, _))) if at > end => Progress::NotReached,
        (None, _) if reached.is_some_and(|last| at < last) => Progress::LeftOut,
        (None, _) => Progress::NotReached,
    };
    Step {
        number: at as u8 + 1,
        name,
        phases,
        progress,
        lines: first.zip(last),
        milliseconds: stretches
            .iter()
            .filter_map(|(.., took)| *took)
            .reduce(u32::saturating_add),
    }
}

/// The step in which a package that did not succeed came to its end, and how.
fn end(
    trace: &Trace,
    package: EngineId,
    engines: [Option<EngineId>; 2],
    steps: &[Stretches],
) -> Option<(usize, Progress)> {
    let of_session = trace.session_verdict(trace.engines[package.at()].session);
    let of_package = trace.engine_verdict(package).outcome;
    // An action that fails after all is done stops nothing.
    if of_session.outcome.is_success() && of_package.is_success() {
        return None;
    }
    if let Some(at) = stop(trace, engines.into_iter().flatten(), steps) {
        return Some((at, Progress::Stopped));
    }
    // No action failed, so the last step before the way back counts.
    let way_back = STEPS.len() - 1;
    let last = (0..way_back).rev().find(|at| !steps[*at].is_empty())?;
    match of_package {
        Outcome::Unknown if steps[way_back].is_empty() => Some((last, Progress::LogEnds)),
        Outcome::Unknown => None,
        outcome => (!outcome.is_success()).then_some((last, Progress::Stopped)),
    }
}

fn stretches(trace: &Trace, engine: EngineId, phases: &[Phase], sign: &Sign) -> Stretches {
    let run = &trace.engines[engine.at()];
    let spans = run
        .phases
        .iter()
        .filter(|span| phases.contains(&span.phase));
    let of_span = |span: &PhaseSpan| (span.line, span.end_line, span.took());
    let of_action = |run: &ActionRun| {
        let end = run.end_line.unwrap_or(run.line);
        (run.line, end, run.took())
    };
    let mut actions = trace.actions_in(engine);
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

/// The step in which the first action failed or was cancelled: the last on its side that had begun and had not ended,
/// else the last that had begun.
fn stop(
    trace: &Trace,
    engines: impl Iterator<Item = EngineId>,
    steps: &[Stretches],
) -> Option<usize> {
    let stops = engines.filter_map(|engine| {
        let run = &trace.engines[engine.at()];
        let failed = trace
            .actions_in(engine)
            .filter(|action| action.value.is_some_and(|value| !value.is_well()));
        let first = failed.filter_map(|action| action.end_line).min()?;
        Some((first, run.side == Side::Client))
    });
    let (line, of_client) = stops.min()?;
    let of_side = steps.iter().zip(&STEPS).enumerate();
    let of_side = of_side.filter(|(_, (_, (side, ..)))| (*side == Side::Client) == of_client);
    let begun = of_side.flat_map(|(at, (stretches, _))| {
        let begun = stretches.iter().filter(|(begin, ..)| *begin <= line);
        begun.map(move |(begin, end, _)| (*end >= line, *begin, at))
    });
    begun.max().map(|(.., at)| at)
}
