//! Where the time of an install went: phases, steps, gaps, and the slowest actions.

use schemars::JsonSchema;
use serde::Serialize;

use super::bundle_timeline::BundleTimeline;
use crate::event::{Side, TimeOfDay};
use crate::finding::Tool;
use crate::text::LineNo;
use crate::trace::{
    EngineId, EngineRun, LogFormat, Outcome, PhaseSpan, Seam, SeamKind, SessionId, TimedAction,
    Trace, steps,
};

/// Where the time went, ready to be written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Timeline {
    /// 1; a change that a program could not read would raise it.
    pub schema_version: u32,
    /// Who wrote this.
    pub tool: Tool,
    /// The log, as it was named.
    pub log: String,
    /// The bundle, where the log is that of one.
    pub bundle: Option<BundleTimeline>,
    /// The sessions, in the order of the log.
    pub sessions: Vec<Session>,
    /// The ten actions that took longest.
    pub slowest: Vec<Slow>,
    /// Where the log stood still.
    pub gaps: Vec<Pause>,
    /// Where the text of the log is not in one piece.
    pub seams: Vec<Break>,
    /// Actions that had not ended when the log did, outermost first, then the action of the script at work.
    pub open_at_end: Vec<String>,
    /// Shorter gaps than so many milliseconds are left out.
    #[serde(skip)]
    pub shortest_gap: u32,
}

/// What stands between a header and its footer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Session {
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The clock of its first line with a prefix.
    pub started: Option<TimeOfDay>,
    /// How long it took, in milliseconds; null where the log lacks the clock of one of its ends.
    pub milliseconds: Option<u32>,
    /// How long dialogs waited for the user, in milliseconds; the rest is the installer's.
    pub user_milliseconds: u32,
    /// `success`, `failed`, and so on.
    pub outcome: Outcome,
    /// The exit code, where the log has one.
    pub exit_code: Option<i32>,
    /// The line that says how it ended.
    pub outcome_line: Option<LineNo>,
    /// Its engines, in the order in which they began.
    pub engines: Vec<Engine>,
    /// Lines that no engine wrote, by side.
    pub outside: Vec<Outside>,
    /// How far each package came.
    pub packages: Vec<Package>,
}

/// An engine.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Engine {
    /// `client`, `server`, or `nested`.
    pub side: Side,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The name of its product, else what it was called with.
    pub product: String,
    /// `success`, `failed`, and so on.
    pub outcome: Outcome,
    /// Its phases, in order.
    pub phases: Vec<Stretch>,
}

/// Lines of one side that no engine wrote: before it, around it, and after it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Outside {
    /// `client` or `server`.
    pub side: Side,
    /// What happened, in order.
    pub phases: Vec<Stretch>,
}

/// A stretch of lines in one phase.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stretch {
    /// The phase.
    pub phase: &'static str,
    /// The part of the install: `acquisition`, `execution`, `commit`, or `rollback`.
    pub stage: Option<&'static str>,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// The clock of its first line with a prefix.
    pub started: Option<TimeOfDay>,
    /// How long it took, in milliseconds; null where the log lacks the clock of one of its ends.
    pub milliseconds: Option<u32>,
}

/// How far a package came, in the sixteen steps of an install.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Package {
    /// The first line of its engine.
    pub line: LineNo,
    /// The name of its product, else what its engine was called with.
    pub product: String,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A step of an install.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// From 1 to 16.
    pub number: u8,
    /// What happens in it.
    pub name: &'static str,
    /// The phases it lies in.
    pub phases: Vec<&'static str>,
    /// `done`, `stopped`, `log-ends`, `left-out`, or `not-reached`.
    pub progress: &'static str,
    /// Its first line.
    pub line: Option<LineNo>,
    /// Its last line.
    pub end_line: Option<LineNo>,
    /// How long it took, in milliseconds; null where the log lacks the clock of one of its ends.
    pub milliseconds: Option<u32>,
}

/// An action that took long.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Slow {
    /// Its name.
    pub action: String,
    /// How long it took, in milliseconds.
    pub milliseconds: u32,
    /// Its first line.
    pub line: LineNo,
    /// Where it worked: `sequence`, `script`, `commit`, `rollback`, or `dialog`, where the time is the user's.
    pub place: &'static str,
}

/// A stretch of time without a line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Pause {
    /// The last line before it.
    pub line: LineNo,
    /// The first line after it.
    pub end_line: LineNo,
    /// How long it took, in milliseconds.
    pub milliseconds: u32,
    /// The action at work.
    pub action: Option<String>,
    /// Whether a dialog waited for the user.
    pub user: bool,
}

/// A place where the text of the log is not in one piece.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Break {
    /// `after-footer`, `late-flush`, `lines-lost`, or `torn`.
    pub kind: &'static str,
    /// Its first line.
    pub line: LineNo,
    /// Its last line.
    pub end_line: LineNo,
    /// How many lines it has, blank ones left out.
    pub lines: u32,
    /// The kind again, for the text.
    #[serde(skip)]
    pub what: SeamKind,
}

/// How many of the slowest actions are shown.
const SLOWEST: usize = 10;

impl Timeline {
    /// The timeline of a log, with that of its `bundle`. Gaps shorter than `shortest_gap` milliseconds are left out.
    #[must_use]
    pub fn of(trace: &Trace, bundle: Option<BundleTimeline>, log: &str, shortest_gap: u32) -> Self {
        let gaps = trace
            .gaps
            .iter()
            .filter(|gap| gap.milliseconds >= shortest_gap);
        let name = |name| trace.names.get(name).to_owned();
        let open = trace
            .open_actions
            .iter()
            .map(|id| trace.action_name(*id).to_owned());
        Self {
            schema_version: 1,
            tool: Tool::this(),
            log: log.to_owned(),
            bundle,
            sessions: trace.session_ids().map(|id| session(trace, id)).collect(),
            slowest: slowest(trace),
            gaps: gaps
                .map(|gap| Pause {
                    line: gap.line,
                    end_line: gap.end_line,
                    milliseconds: gap.milliseconds,
                    action: gap.action.map(name),
                    user: gap.user,
                })
                .collect(),
            seams: trace.seams.iter().map(seam).collect(),
            open_at_end: open.chain(trace.last_script_action.map(name)).collect(),
            shortest_gap,
        }
    }
}

fn seam(seam: &Seam) -> Break {
    Break {
        kind: seam.kind.as_str(),
        line: seam.line,
        end_line: seam.end_line,
        lines: seam.lines,
        what: seam.kind,
    }
}

fn session(trace: &Trace, id: SessionId) -> Session {
    let about = &trace.sessions[id.at()];
    let verdict = trace.session_verdict(id);
    let outside = trace.outside_of(id).iter();
    let clock = clock_of_actions(trace, id).or(about.clock);
    Session {
        line: about.line,
        end_line: about.end_line,
        started: clock.map(|(first, _)| first),
        milliseconds: clock.map(|(first, last)| first.until(last)),
        user_milliseconds: about.user_milliseconds,
        outcome: verdict.outcome,
        exit_code: verdict.exit_code.map(|code| code.0),
        outcome_line: verdict.line,
        engines: trace
            .engines_of(id)
            .map(|(id, run)| engine(trace, id, run))
            .collect(),
        outside: outside
            .map(|outside| Outside {
                side: outside.side,
                phases: outside.phases.iter().map(stretch).collect(),
            })
            .collect(),
        packages: trace
            .packages_of(id)
            .into_iter()
            .map(|id| package(trace, id))
            .collect(),
    }
}

/// The first and the last clock of the actions of a log that is not verbose, which has hardly any other clocks.
fn clock_of_actions(trace: &Trace, id: SessionId) -> Option<(TimeOfDay, TimeOfDay)> {
    if trace.format != LogFormat::Msi {
        return None;
    }
    let actions = || trace.actions_of(id).map(|(_, run)| run);
    let first = actions().find_map(|run| run.begun)?;
    let ended = actions().filter_map(|run| run.end_line.zip(run.ended));
    let last = ended.max_by_key(|(line, _)| *line);
    Some((first, last.map_or(first, |(_, ended)| ended)))
}

fn product(run: &EngineRun) -> String {
    run.called().to_owned()
}

fn engine(trace: &Trace, id: EngineId, run: &EngineRun) -> Engine {
    Engine {
        side: run.side,
        line: run.line,
        end_line: run.end_line,
        product: product(run),
        outcome: trace.package_verdict(id).outcome,
        phases: run.phases.iter().map(stretch).collect(),
    }
}

fn package(trace: &Trace, id: EngineId) -> Package {
    let steps = steps(trace, id).into_iter().map(|step| Step {
        number: step.number,
        name: step.name,
        phases: step.phases.iter().map(|phase| phase.as_str()).collect(),
        progress: step.progress.as_str(),
        line: step.lines.map(|(line, _)| line),
        end_line: step.lines.map(|(_, end)| end),
        milliseconds: step.milliseconds,
    });
    Package {
        line: trace.engines[id.at()].line,
        product: product(&trace.engines[id.at()]),
        steps: steps.collect(),
    }
}

fn stretch(span: &PhaseSpan) -> Stretch {
    Stretch {
        phase: span.phase.as_str(),
        stage: span.phase.stage().map(crate::trace::Stage::as_str),
        line: span.line,
        end_line: span.end_line,
        started: span.begun,
        milliseconds: span.took(),
    }
}

/// The slowest actions: in a sequence those that work at once, in a script the work of those that were scheduled.
fn slowest(trace: &Trace) -> Vec<Slow> {
    let timed = trace.timed_actions();
    let mut slow: Vec<TimedAction> = timed.filter(|action| action.milliseconds > 0).collect();
    slow.sort_by_key(|action| (std::cmp::Reverse(action.milliseconds), action.line));
    slow.truncate(SLOWEST);
    let told = slow.into_iter().map(|action| Slow {
        action: trace.names.get(action.name).to_owned(),
        milliseconds: action.milliseconds,
        line: action.line,
        place: action.ran_in.as_str(),
    });
    told.collect()
}
