//! The trace: what holds for every log, on the sample logs and on the real ones where they are there.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use logs::root;
use serde::Deserialize;
use wilog::event::{Event, Origin, Side, TimeOfDay};
use wilog::render::{self, Style};
use wilog::syntax;
use wilog::text::Source;
use wilog::trace::{Phase, Role, Trace};
use wilog::view::actions::{Actions, Choice};
use wilog::view::timeline::Timeline;

#[path = "trace/bounds.rs"]
mod bounds;
#[path = "trace/corpus.rs"]
mod corpus;
#[path = "trace/generated.rs"]
mod generated;
#[path = "common/logs.rs"]
mod logs;
#[path = "trace/seams.rs"]
mod seams;
#[path = "trace/transactions.rs"]
mod transactions;

/// The sample logs but those of rules, which hold what a rule needs and no more, and the real ones.
fn all_logs() -> Vec<PathBuf> {
    [logs::samples(), logs::real()].concat()
}

fn trace(path: &Path) -> Trace {
    Trace::read(&mut Source::open(path, None).unwrap()).unwrap()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn phases_of_an_engine_follow_one_another() {
    for path in all_logs() {
        phases_follow_one_another(&trace(&path), &name(&path));
    }
}

/// Phases of a scope don't overlap, and those of the client are not those of the server.
#[track_caller]
fn phases_follow_one_another(trace: &Trace, log: &str) {
    for run in &trace.engines {
        let place = format!("{log}, engine at line {}", run.line);
        assert_eq!(
            run.phases.first().map(|span| span.line),
            Some(run.line),
            "{place}"
        );
        assert!(
            run.phases
                .iter()
                .all(|span| span.line <= span.end_line && span.end_line <= run.end_line),
            "{place}: {:?}",
            run.phases
        );
        let of_client = |phase| {
            matches!(
                phase,
                Phase::ClientStart | Phase::UserInterface | Phase::HandOff | Phase::ClientEnd
            )
        };
        assert!(
            run.phases
                .iter()
                .all(|span| of_client(span.phase) == (run.side == Side::Client)),
            "{place}"
        );
    }
    let engines = trace.engines.iter().map(|run| &run.phases);
    let outside = trace.outside.iter().map(|outside| &outside.phases);
    for phases in engines.chain(outside) {
        for pair in phases.windows(2) {
            assert!(pair[0].end_line < pair[1].line, "{log}: {pair:?}");
            assert_ne!(pair[0].phase, pair[1].phase, "{log}");
        }
    }
}

#[test]
fn every_line_with_a_prefix_belongs_to_one_thread_and_one_phase() {
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let events = |each: &mut dyn FnMut(&Event<'_>)| {
            syntax::each_event(&mut source, |event| each(event)).unwrap();
        };
        lines_belong_to_one_thread_and_one_phase(events, &trace(&path), &name(&path));
    }
}

/// Each line with a prefix is counted once by threads and once by phases, and an engine has a thread.
#[track_caller]
fn lines_belong_to_one_thread_and_one_phase(
    each_event: impl FnOnce(&mut dyn FnMut(&Event<'_>)),
    trace: &Trace,
    log: &str,
) {
    let mut prefixed = 0;
    each_event(&mut |event| {
        if matches!(event.origin, Origin::Engine(_)) {
            prefixed += event.lines;
        }
    });
    let by_thread: u32 = trace.threads.iter().map(|thread| thread.lines).sum();
    assert_eq!(by_thread, prefixed, "{log}");
    assert_eq!(lines_of_phases(trace), prefixed, "{log}");
    for run in &trace.engines {
        let of_engine = |thread: &&wilog::trace::Thread| {
            (thread.session, thread.process, thread.thread)
                == (run.session, run.process, run.thread)
        };
        let mut threads = trace.threads.iter().filter(of_engine);
        assert!(
            threads.any(|thread| thread.role == Role::Engine),
            "{log}: {:?}",
            run.line
        );
    }
}

/// How many lines with a prefix stand in the phases of all scopes.
fn lines_of_phases(trace: &Trace) -> u32 {
    let engines = trace.engines.iter().map(|run| &run.phases);
    let outside = trace.outside.iter().map(|outside| &outside.phases);
    let spans = engines.chain(outside).flatten();
    spans.map(|span| span.lines).sum()
}

/// A log with so many names that they are looked for ahead of the lines.
#[test]
fn each_row_has_its_own_name_however_many_there_are() {
    let numbers = (0..70_000).chain((0..70_000).step_by(2));
    let names: Vec<String> = numbers.map(|n| format!("P{n}")).collect();
    let lines = names
        .iter()
        .map(|name| format!("Property(S): {name} = v\r\n"));
    let text: String = lines.collect();
    let trace = Trace::read(&mut Source::from_bytes(text.as_bytes(), None)).unwrap();
    let rows = trace.state.properties.rows.rows().iter();
    let found: Vec<&str> = rows.map(|row| trace.names.get(row.name)).collect();
    assert!(found == names);
}

#[test]
fn every_end_of_an_action_ends_one_that_had_begun() {
    for path in all_logs() {
        let trace = trace(&path);
        for run in &trace.actions {
            assert!(
                run.end_line.is_none_or(|end| end > run.line),
                "{}: {run:?}",
                name(&path)
            );
        }
    }
}

#[test]
fn the_actions_of_an_engine_lie_within_its_lines() {
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        for id in trace.engine_ids() {
            let of_session = trace.actions_of(trace.engines[id.at()].session);
            let all = of_session.filter(|(_, run)| run.engine == Some(id));
            assert_eq!(
                trace.actions_in(id).count(),
                all.count(),
                "{}: engine {}",
                name(&path),
                id.at()
            );
        }
    }
}

#[test]
fn an_engine_works_for_its_own_package_for_the_one_around_it_or_for_the_one_that_it_called() {
    for path in all_logs() {
        let mut source = Source::open(&path, None).unwrap();
        let trace = Trace::read(&mut source).unwrap();
        for id in trace.engine_ids() {
            let run = &trace.engines[id.at()];
            let Some(package) = trace.package_of(id) else {
                continue;
            };
            let of_package = &trace.engines[package.at()];
            let fits = match run.side {
                Side::Client => package == id || of_package.parent == Some(id),
                Side::Nested => of_package.side != Side::Nested && package < id,
                _ => package == id,
            };
            assert!(fits, "{}: engine {}", name(&path), id.at());
            assert!(trace.packages_of(run.session).contains(&package));
        }
    }
}

#[test]
fn clocks_of_a_session_do_not_run_backwards() {
    for path in all_logs() {
        let mut last: Option<u32> = None;
        let mut late = Vec::new();
        let mut source = Source::open(&path, None).unwrap();
        syntax::each_event(&mut source, |event| {
            if matches!(event.kind, wilog::event::EventKind::SessionStarted { .. }) {
                last = None;
            }
            let Origin::Engine(prefix) = event.origin else {
                return;
            };
            let Some(now) = prefix.at.map(TimeOfDay::milliseconds) else {
                return;
            };
            // Several threads write, so a line may be late by some milliseconds; midnight is a step of a day.
            if last.is_some_and(|before| before > now + 5 && before - now < 43_200_000) {
                late.push(event.line.get());
            }
            last = Some(now);
        })
        .unwrap();
        assert!(late.is_empty(), "{}: lines {late:?} step back", name(&path));
    }
}

#[test]
fn every_server_engine_runs_inside_a_transaction() {
    for path in all_logs() {
        let trace = trace(&path);
        let inside: usize = trace
            .transactions
            .iter()
            .map(|transaction| transaction.packages.len())
            .sum();
        let servers = trace
            .engines
            .iter()
            .filter(|run| run.side == Side::Server)
            .count();
        assert_eq!(inside, servers, "{}", name(&path));
    }
}

#[test]
fn real_transactions_are_told_from_implicit_ones() {
    let of_sample = |file: &str| {
        let trace = trace(&root().join("sample-logs").join(file));
        let real = trace
            .transactions
            .iter()
            .filter(|transaction| transaction.real);
        real.map(|transaction| (transaction.name.clone(), transaction.packages.len()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of_sample("file-access-denied.log"), []);
    assert_eq!(
        of_sample("transaction-x86-before-x64.log"),
        [("ContosoSuite".to_owned(), 2)]
    );
}

#[test]
fn work_in_a_script_is_timed_by_the_script() {
    let trace = trace(&root().join("sample-logs/service-start-1920.log"));
    let run = trace
        .script_runs
        .iter()
        .find(|run| trace.names.get(run.name) == "StartServices" && !run.rollback)
        .unwrap();
    let took = run.ended.unwrap().milliseconds() - run.begun.unwrap().milliseconds();
    assert!(took >= 29_000, "the service was waited for, {took} ms");
    let gap = trace
        .gaps
        .iter()
        .max_by_key(|gap| gap.milliseconds)
        .unwrap();
    assert!(gap.milliseconds >= 29_000 && !gap.user);
    assert_eq!(
        gap.action.map(|action| trace.names.get(action)),
        Some("StartServices")
    );
}

/// What a trace tells, as text that a person can check: transactions, phases, actions, scripts, gaps.
fn outline(trace: &Trace) -> String {
    let mut out = Vec::new();
    let style = Style::default();
    for transaction in &trace.transactions {
        let kind = if transaction.real { "real" } else { "implicit" };
        let undone = transaction
            .rolled_back
            .map(|line| format!(", rolled back at line {line}"))
            .unwrap_or_default();
        let packages: Vec<String> = transaction
            .packages
            .iter()
            .map(|id| format!("line {}", trace.engines[id.at()].line))
            .collect();
        writeln!(
            out,
            "{kind} transaction {}: packages at {}{undone}",
            transaction.name,
            packages.join(", ")
        )
        .unwrap();
    }
    let timeline = Timeline::of(trace, None, "log", 1000);
    render::timeline::timeline(&timeline, style, &mut out).unwrap();
    render::timeline::steps(&timeline, style, &mut out).unwrap();
    writeln!(out).unwrap();
    render::actions::actions(
        &Actions::of(trace, "log", Choice::default(), &[]),
        "No such action.",
        style,
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn traces_of_sample_logs() {
    for path in logs::samples() {
        let trace = trace(&path);
        if trace.bundle.is_none() {
            insta::assert_snapshot!(name(&path).trim_end_matches(".log"), outline(&trace));
        }
    }
}

#[derive(Deserialize)]
struct Phases {
    phase: Vec<PhaseShape>,
}

#[derive(Deserialize)]
struct PhaseShape {
    name: String,
    marks: Vec<String>,
}

#[test]
fn every_phase_has_marks_and_every_mark_is_known() {
    let text = fs::read_to_string(root().join("grammars/phases.toml")).unwrap();
    let shapes: Phases = toml::from_str(&text).unwrap();
    let names: Vec<&str> = shapes
        .phase
        .iter()
        .map(|shape| shape.name.as_str())
        .collect();
    let all: Vec<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(
        names, all,
        "grammars/phases.toml lists each phase once, in order"
    );
    for shape in &shapes.phase {
        assert!(!shape.marks.is_empty(), "{} has no mark", shape.name);
        for mark in &shape.marks {
            let kind = syntax::events(mark).next().unwrap().kind.name();
            assert_ne!(kind, "message", "{}: nobody knows {mark:?}", shape.name);
        }
    }
}
