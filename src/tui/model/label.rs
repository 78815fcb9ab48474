//! What the outline writes for a node: its name, how it ended, and how long it took.

use super::outline::Subject;
use crate::event::{Side, took};
use crate::text::file_name;
use crate::trace::{
    ActionId, Bundle, BundlePackage, BundleStep, EngineId, Outcome, ScriptRun, SessionId, Trace,
};

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It went well.
    Good,
    /// It failed.
    Bad,
    /// It was cancelled, or asks for a restart.
    Odd,
    /// It did not end.
    Open,
    /// There is nothing to say.
    None,
}

/// The name, how it ended, and how many milliseconds it took.
pub(crate) type Label = (String, Sign, Option<u32>);

/// What the outline writes for a node.
pub(crate) fn label(trace: &Trace, subject: Subject) -> Label {
    let nothing = || (String::new(), Sign::None, None);
    match subject {
        Subject::Session(id) => session(trace, id),
        Subject::Engine(id) => engine(trace, id),
        Subject::Phase(id, at) => {
            let span = trace.engines[id.at()].phases.get(at);
            span.map_or_else(nothing, |span| {
                let name = span.phase.as_str().to_owned();
                (name, Sign::None, span.took())
            })
        }
        Subject::Action(id) => action(trace, id),
        Subject::Script(at) => {
            let run = trace.script_runs.get(at);
            run.map_or_else(nothing, |run| script(trace, run))
        }
        Subject::Bundle => trace.bundle.as_ref().map_or_else(nothing, bundle),
        Subject::Package(at) => {
            let bundle = trace.bundle.as_ref();
            let found = bundle.and_then(|bundle| bundle.packages.get(at));
            found.map_or_else(nothing, package)
        }
    }
}

fn session(trace: &Trace, id: SessionId) -> Label {
    let session = &trace.sessions[id.at()];
    let name = if session.time.is_empty() {
        format!("Session {}", id.at() + 1)
    } else {
        format!("Session {}", session.time)
    };
    let sign = if trace.is_operation(id) {
        sign_of(trace.session_verdict(id).outcome)
    } else {
        Sign::None
    };
    let clock = session.clock;
    (name, sign, clock.map(|(first, last)| first.until(last)))
}

fn engine(trace: &Trace, id: EngineId) -> Label {
    let run = &trace.engines[id.at()];
    let side = match run.side {
        Side::Client => "Client",
        Side::Nested => "Inner",
        _ => "Server",
    };
    let file = file_name(&run.product);
    let name = run.product_name().unwrap_or(file);
    let (first, last) = run.clock();
    let sign = sign_of(trace.package_verdict(id).outcome);
    (format!("{side} {name}"), sign, took(first, last))
}

fn action(trace: &Trace, id: ActionId) -> Label {
    let run = &trace.actions[id.at()];
    let sign = match run.value {
        None => Sign::Open,
        Some(value) if value.is_failure() => Sign::Bad,
        Some(value) if value.is_cancel() => Sign::Odd,
        Some(_) => Sign::Good,
    };
    let name = trace.action_name(id).to_owned();
    (name, sign, run.took())
}

fn script(trace: &Trace, run: &ScriptRun) -> Label {
    let arrow = if run.rollback { "↶" } else { "»" };
    let name = format!("{arrow} {}", trace.names.get(run.name));
    (name, Sign::None, run.took())
}

fn bundle(bundle: &Bundle) -> Label {
    let took = bundle.times.map(|(first, last)| last - first);
    let took = took.and_then(|took| u32::try_from(took.num_milliseconds()).ok());
    let name = format!("Bundle {}", bundle.name());
    let sign = sign_of(bundle.verdict().outcome);
    (name.trim_end().to_owned(), sign, took)
}

fn package(package: &BundlePackage) -> Label {
    // A package that was tried again ended as its last attempt did, whatever was rolled back afterwards.
    let last = package.steps.iter().rfind(|step| !step.rollback);
    let result = last.and_then(BundleStep::result);
    let sign = result.map_or(Sign::Open, |(result, _)| {
        sign_of(Outcome::of_result(result))
    });
    (package.id.clone(), sign, None)
}

fn sign_of(outcome: Outcome) -> Sign {
    match outcome {
        Outcome::Success => Sign::Good,
        Outcome::SuccessRebootRequired | Outcome::Cancelled => Sign::Odd,
        Outcome::Unknown => Sign::Open,
        _ => Sign::Bad,
    }
}
