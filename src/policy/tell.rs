//! Telling the facts of a log, one record each.

use std::collections::BTreeMap;
use std::io;

use super::field::{Value, word};
use super::scope::file_of;
use crate::event::{EventKind, TimeOfDay, took};
use crate::text::{LineNo, Source};
use crate::trace::state::{
    self, ComponentRow, Standing, final_value, folders_of, histories, in_force, is_odd,
};
use crate::trace::{EngineId, Outcome, SessionId, Trace, Verdict};

/// A fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    /// Where it stands, or where it begins.
    pub(super) line: LineNo,
    pub(super) at: Option<TimeOfDay>,
    pub(super) session: Option<SessionId>,
    pub(super) engine: Option<EngineId>,
    pub(super) fields: &'a [(&'static str, Value<'a>)],
}

/// Which facts are told.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The kind of fact.
    pub(super) name: &'a str,
    /// For properties: the action at whose start they are looked at.
    pub(super) at: Option<&'a str>,
    /// Whether one of that name can be wanted at all; values of others are not read.
    pub(super) named: &'a dyn Fn(&str) -> bool,
}

/// Takes facts one after the other.
type Sink<'s> = &'s mut dyn FnMut(&Record<'_>);

/// The most values of properties at the starts of an action that are looked at: a hostile log has many of both.
const MOST_VALUES: usize = 1 << 20;

/// Tells the facts of a kind, in the order of the log, and whether those are all that the log has.
///
/// # Errors
///
/// What the operating system says when values cannot be read.
pub(super) fn tell(
    wanted: Wanted<'_>,
    trace: &Trace,
    source: &mut Source,
    sink: Sink<'_>,
) -> io::Result<bool> {
    let rows = || trace.state.components.rows.rows().iter();
    match wanted.name {
        "log" => log(trace, sink),
        "session" => sessions(trace, sink),
        "package" => packages(trace, sink),
        "action" => actions(trace, sink),
        "work" => work(trace, sink),
        "phase" => phases(trace, sink),
        "feature" => states(trace, rows().filter(|row| row.is_feature()), sink),
        "component" => states(trace, rows().filter(|row| !row.is_feature()), sink),
        "secret" => secrets(trace, sink),
        "gap" => gaps(trace, sink),
        "property" => return Ok(properties(wanted, trace, source, sink)? && has_all(wanted, trace)),
        "folder" => folders(wanted, trace, source, sink)?,
        _ => {}
    }
    Ok(has_all(wanted, trace))
}

/// Whether the trace has kept all facts of a kind.
fn has_all(wanted: Wanted<'_>, trace: &Trace) -> bool {
    let state = &trace.state;
    let dropped = match wanted.name {
        "log" => 0,
        "secret" => trace.dropped_secrets(),
        "property" => state.properties.rows.dropped().max(trace.names.dropped()),
        "folder" => state.folders.rows.dropped().max(trace.names.dropped()),
        "feature" | "component" => state.components.rows.dropped().max(trace.names.dropped()),
        _ => trace
            .dropped()
            .saturating_sub(trace.dropped_secrets())
            .saturating_sub(state.dropped()),
    };
    dropped == 0
}

fn number(value: impl Into<i64>) -> Value<'static> {
    Value::Number(value.into())
}

/// How many milliseconds something took, where that is known.
fn duration(took: Option<u32>) -> Value<'static> {
    took.map_or(Value::Nothing, Value::Time)
}

fn known_text(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Nothing, Value::Text)
}

fn outcome(verdict: Verdict) -> [(&'static str, Value<'static>); 2] {
    let code = verdict.exit_code;
    [
        ("outcome", Value::Text(verdict.outcome.as_str())),
        (
            "exit_code",
            code.map_or(Value::Nothing, |code| number(code.0)),
        ),
    ]
}

fn log(trace: &Trace, sink: Sink<'_>) {
    let (verdict, session) = trace.verdict();
    let [outcome, code] = outcome(verdict);
    let done = trace.session_ids();
    let done = done.filter(|id| trace.is_operation(*id)).count();
    sink(&Record {
        line: verdict.line.unwrap_or(LineNo::new(trace.lines.max(1))),
        at: None,
        session,
        engine: None,
        fields: &[
            outcome,
            code,
            ("complete", Value::Boolean(trace.is_complete())),
            ("format", Value::Text(trace.format.as_str())),
            ("sessions", number(u32::try_from(done).unwrap_or(u32::MAX))),
        ],
    });
}

fn sessions(trace: &Trace, sink: Sink<'_>) {
    for (at, run) in trace.sessions.iter().enumerate() {
        let id = SessionId::new(at);
        if !trace.is_operation(id) {
            continue;
        }
        let [outcome, code] = outcome(trace.session_verdict(id));
        let clock = run.clock;
        sink(&Record {
            line: run.line,
            at: clock.map(|(first, _)| first),
            session: Some(id),
            engine: None,
            fields: &[
                outcome,
                code,
                (
                    "duration",
                    duration(clock.map(|(first, last)| first.until(last))),
                ),
                ("process", Value::Text(&run.process)),
                ("closed", Value::Boolean(run.closed)),
            ],
        });
    }
}

fn packages(trace: &Trace, sink: Sink<'_>) {
    let sessions = trace.session_ids();
    for id in sessions.flat_map(|session| trace.packages_of(session)) {
        let run = &trace.engines[id.at()];
        let [outcome, code] = outcome(trace.engine_verdict(id));
        let (begun, ended) = run.clock();
        sink(&Record {
            line: run.line,
            at: begun,
            session: Some(run.session),
            engine: Some(id),
            fields: &[
                outcome,
                code,
                ("duration", duration(took(begun, ended))),
                ("product", known_text(run.product_name())),
                ("version", known_text(run.product_version())),
                ("product_code", known_text(run.product_code())),
                ("file", known_text(file_of(run))),
                (
                    "bitness",
                    known_text(run.bitness().map(crate::trace::Bitness::as_str)),
                ),
                ("operation", Value::Text(trace.operation(id).as_str())),
                ("rolled_back", Value::Boolean(run.rollback.is_some())),
            ],
        });
    }
}

fn actions(trace: &Trace, sink: Sink<'_>) {
    for run in &trace.actions {
        sink(&Record {
            line: run.end_line.unwrap_or(run.line),
            at: run.end_line.map_or(run.begun, |_| run.ended),
            session: Some(run.session),
            engine: run.engine,
            fields: &[
                ("name", Value::Text(trace.names.get(run.name))),
                (
                    "result",
                    run.value.map_or(Value::Nothing, |value| number(value.0)),
                ),
                ("ended", Value::Boolean(run.end_line.is_some())),
                ("duration", duration(run.took())),
            ],
        });
    }
}

fn work(trace: &Trace, sink: Sink<'_>) {
    for run in &trace.script_runs {
        sink(&Record {
            line: run.line,
            at: run.begun,
            session: session_of(trace, run.engine),
            engine: run.engine,
            fields: &[
                ("name", Value::Text(trace.names.get(run.name))),
                ("operations", number(run.operations)),
                ("rollback", Value::Boolean(run.rollback)),
                ("duration", duration(run.took())),
            ],
        });
    }
}

fn phases(trace: &Trace, sink: Sink<'_>) {
    for (at, run) in trace.engines.iter().enumerate() {
        for span in &run.phases {
            sink(&Record {
                line: span.line,
                at: span.begun,
                session: Some(run.session),
                engine: Some(EngineId::new(at)),
                fields: &[
                    ("name", Value::Text(span.phase.as_str())),
                    ("duration", duration(span.took())),
                ],
            });
        }
    }
}

/// The states of features or of components: of each engine the last line of each.
fn states<'a>(trace: &Trace, rows: impl Iterator<Item = &'a ComponentRow>, sink: Sink<'_>) {
    let last: BTreeMap<_, _> = rows.map(|row| ((row.engine(), row.name), row)).collect();
    let mut last: Vec<_> = last.into_values().collect();
    last.sort_by_key(|row| row.line);
    for row in last {
        let [installed, request, action] = [
            row.states.installed(),
            row.states.request(),
            row.states.action(),
        ]
        .map(|state| word(&state));
        sink(&Record {
            line: row.line,
            at: None,
            session: session_of(trace, row.engine()).or_else(|| trace.session_at(row.line)),
            engine: row.engine(),
            fields: &[
                ("name", Value::Text(trace.names.get(row.name))),
                ("installed", Value::Text(&installed)),
                ("request", Value::Text(&request)),
                ("action", Value::Text(&action)),
                ("done", Value::Boolean(!is_odd(row.states))),
            ],
        });
    }
}

fn secrets(trace: &Trace, sink: Sink<'_>) {
    for secret in &trace.secrets {
        sink(&Record {
            line: secret.line,
            at: None,
            session: trace.session_at(secret.line),
            engine: None,
            fields: &[("name", Value::Text(&secret.name))],
        });
    }
}

fn gaps(trace: &Trace, sink: Sink<'_>) {
    for gap in trace.gaps.iter().filter(|gap| !gap.user) {
        sink(&Record {
            line: gap.line,
            at: None,
            session: trace.session_at(gap.line),
            engine: gap.engine,
            fields: &[("duration", Value::Time(gap.milliseconds))],
        });
    }
}

/// Tells values of properties, and whether all values were looked at.
fn properties(
    wanted: Wanted<'_>,
    trace: &Trace,
    source: &mut Source,
    sink: Sink<'_>,
) -> io::Result<bool> {
    let mut left = MOST_VALUES;
    let mut is_all = true;
    let mut asked: Vec<(Option<EngineId>, Standing)> = Vec::new();
    // The starts of the action at which values are asked for.
    let mut starts: BTreeMap<Option<EngineId>, Vec<LineNo>> = BTreeMap::new();
    for run in &trace.actions {
        if wanted.at == Some(trace.names.get(run.name)) {
            starts.entry(run.engine).or_default().push(run.line);
        }
    }
    for (scope, names) in histories(trace) {
        let names = names
            .iter()
            .filter(|(name, _)| (wanted.named)(trace.names.get(*name)));
        for (_, rows) in names {
            if wanted.at.is_none() {
                asked.extend(final_value(rows).map(|standing| (scope.engine, standing)));
            } else {
                let starts = starts.get(&scope.engine).map_or(&[][..], Vec::as_slice);
                is_all &= starts.len() <= left;
                let starts = &starts[..starts.len().min(left)];
                left -= starts.len();
                let values = starts.iter().filter_map(|start| in_force(rows, *start));
                asked.extend(values.map(|standing| (scope.engine, standing)));
            }
        }
    }
    asked.sort_by_key(|(_, standing)| standing.line);
    let standings: Vec<Standing> = asked.iter().map(|(_, standing)| *standing).collect();
    let values = state::read_values(source, &trace.names, &standings)?;
    for ((engine, standing), value) in asked.iter().zip(&values) {
        let text = value.value.as_deref();
        sink(&Record {
            line: standing.line,
            at: value.at,
            session: session_of(trace, *engine).or_else(|| trace.session_at(standing.line)),
            engine: *engine,
            fields: &[
                ("name", Value::Text(trace.names.get(standing.name))),
                ("value", text.map_or(Value::Nothing, Value::Text)),
            ],
        });
    }
    Ok(is_all)
}

fn folders(
    wanted: Wanted<'_>,
    trace: &Trace,
    source: &mut Source,
    sink: Sink<'_>,
) -> io::Result<()> {
    let folders = folders_of(trace);
    let folders = folders
        .iter()
        .filter(|folder| (wanted.named)(trace.names.get(folder.key)));
    let mut told: Vec<_> = folders
        .filter_map(|folder| folder.target.map(|line| (line, folder)))
        .collect();
    told.sort_by_key(|(line, _)| *line);
    let lines: Vec<LineNo> = told.iter().map(|(line, _)| *line).collect();
    let mut paths: BTreeMap<LineNo, String> = BTreeMap::new();
    state::each_at(source, &lines, |_, event| {
        if let EventKind::FolderTarget { path, .. } = event.kind {
            paths.insert(event.line, path.to_owned());
        }
    })?;
    for (line, folder) in told {
        let path = paths.get(&line).map(String::as_str);
        sink(&Record {
            line,
            at: None,
            session: session_of(trace, folder.engine).or_else(|| trace.session_at(line)),
            engine: folder.engine,
            fields: &[
                ("key", Value::Text(trace.names.get(folder.key))),
                ("path", path.map_or(Value::Nothing, Value::Text)),
                ("redirected", Value::Boolean(folder.redirected.is_some())),
            ],
        });
    }
    Ok(())
}

fn session_of(trace: &Trace, engine: Option<EngineId>) -> Option<SessionId> {
    let run = engine.and_then(|id| trace.engines.get(id.at()));
    run.map(|run| run.session)
}

/// Whether a session or an engine came to a result.
pub(super) fn has_result(verdict: Verdict) -> bool {
    verdict.outcome != Outcome::Unknown
}
