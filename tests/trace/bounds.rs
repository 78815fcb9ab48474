//! A hostile log makes no list grow without end, and what is not kept is counted.

use wilog::syntax;
use wilog::trace::{Builder, EngineId, Trace, across};

const BOUND: usize = 65_536;

/// The trace of one line after another, ten more than are kept.
fn trace_of(line: impl Fn(usize) -> String) -> Trace {
    let text: String = (0..BOUND + 10).map(line).collect();
    Trace::of_text(&text)
}

#[test]
fn sessions_have_a_bound() {
    let trace = trace_of(|_| {
        "=== Verbose logging started: 25/02/2026  9:00:00  Build type: A  Calling process: B ===\n"
            .to_owned()
    });
    assert_eq!((trace.sessions.len(), trace.dropped()), (BOUND, 10));
}

#[test]
fn engines_have_a_bound() {
    let trace = trace_of(|at| {
        let (process, thread) = (at / 256 % 256, at % 256);
        format!("MSI (s) ({process:02X}:{thread:02X}) [09:00:00:000]: ******* RunEngine:\n")
    });
    assert_eq!((trace.engines.len(), trace.dropped()), (BOUND, 10));
    assert_eq!(trace.threads.len(), BOUND);
}

/// Engines of a real transaction, and lines of the thread around them behind them all.
fn transaction(count: usize, behind: impl Fn(usize) -> String) -> String {
    let engine = |at: usize| {
        format!(
            "MSI (s) (20:38) [09:00:00:000]: Running installation inside multi-package transaction Gates\n\
             MSI (s) (20:3C) [09:00:00:000]: ******* RunEngine:\n           \
             ******* Product: {{1D7C20B8-6E54-4A93-B0F1-{at:012X}}}\n           \
             ******* Action: \n           ******* CommandLine: **********\n\
             MSI (s) (20:3C) [09:00:00:000]: MainEngineThread is returning 0\n"
        )
    };
    let engines: String = (0..count).map(engine).collect();
    let behind: String = (0..count).map(behind).collect();
    engines + &behind
}

const HEADER_OF_SCRIPT: &str = "Executing op: Header(Signature=1397708873,Version=500,Timestamp=1531857620,LangId=1033,Platform=0,ScriptType=";

/// Each package with each script would take minutes.
#[test]
fn rollback_scripts_of_many_packages_come_to_an_end() {
    let count = 15_000;
    let text = transaction(count, |at| {
        let line = |text: &str| format!("MSI (s) (20:38) [09:00:01:000]: {text}\n");
        [
            line(&format!("{HEADER_OF_SCRIPT}2,)")),
            line(&format!("Executing op: ProductInfo(ProductKey={{1D7C20B8-6E54-4A93-B0F1-{at:012X}}},ProductName=Gate)")),
            line("Executing op: End(Checksum=0)"),
        ]
        .concat()
    });
    let trace = Trace::of_text(&text);
    let joined = across(&[&trace]);
    assert_eq!(joined.len(), 1);
    let whose = joined[0].undone.iter().filter_map(|(package, _)| *package);
    assert!(whose.eq(0..count));
}

/// Each commit custom action with each stored one and each package would take hours.
#[test]
fn commit_custom_actions_of_many_packages_come_to_an_end() {
    let of_inner = |text: &str| format!("MSI (s) (20:40) [09:00:00:000]: {text}\n");
    let begin = "MSI (s) (20:38) [09:00:00:000]: Running installation inside multi-package transaction Gates\n\
         MSI (s) (20:3C) [09:00:00:000]: ******* RunEngine:\n\
         MSI (s) (20:3C) [09:00:00:000]: Doing action: INSTALL\n\
         MSI (s) (20:40) [09:00:00:000]: ******* RunEngine:\n";
    let stored = |at: usize| {
        of_inner(&format!(
            "Executing op: CustomActionSchedule(Action=Turn{at},ActionType=3585,Source=BinaryData,Target=Turn,)"
        ))
    };
    let text = [
        begin.to_owned(),
        of_inner(&format!("{HEADER_OF_SCRIPT}1,)")),
        (0..4_000).map(stored).collect(),
        of_inner("Executing op: End(Checksum=0)"),
        "MSI (s) (20:3C) [09:00:00:000]: MainEngineThread is returning 0\n".to_owned(),
        transaction(2_000, |_| {
            "MSI (s) (20:38) [09:00:01:000]: Invoking remote custom action. DLL: C:\\a.tmp, Entrypoint: Turn\n".to_owned()
        }),
    ]
    .concat();
    let trace = Trace::of_text(&text);
    assert_eq!(trace.engines.len(), 2_002);
    assert!(!trace.script_runs.iter().any(|run| run.commit));
}

/// Each transaction with each one before it would take minutes.
#[test]
fn many_transactions_are_joined_in_one_pass() {
    let count = 40_000;
    let entered = |at: usize| {
        format!(
            "MSI (s) (20:38) [09:00:00:000]: Running installation inside multi-package transaction Gates {at}\n"
        )
    };
    let text: String = (0..count).map(entered).collect();
    let trace = Trace::of_text(&text);
    assert_eq!(across(&[&trace]).len(), count);
}

/// Each failed action with each work of a script would take minutes.
#[test]
fn the_work_at_which_many_actions_failed_is_found_in_one_pass() {
    let count = 30_000;
    let begin = "MSI (s) (20:3C) [09:00:00:000]: ******* RunEngine:\n\
         MSI (s) (20:3C) [09:00:00:000]: Doing action: INSTALL\n\
         MSI (s) (20:40) [09:00:00:000]: ******* RunEngine:\n";
    let work = |at: usize| {
        format!("MSI (s) (20:40) [09:00:00:000]: Executing op: ActionStart(Name=A{at},,)\n")
    };
    let failed = "MSI (s) (20:3C) [09:00:00:000]: Doing action: InstallFinalize\n\
         Action ended 9:00:00: InstallFinalize. Return value 3.\n";
    let works: String = (0..count).map(work).collect();
    let text = [begin, &works, &failed.repeat(count)].concat();
    let trace = Trace::of_text(&text);
    assert_eq!(trace.script_runs.len(), count);
    assert_eq!(trace.failed_script_runs().count(), 0);
}

/// Each return that no engine wrote with each engine would take minutes.
#[test]
fn the_place_of_a_return_without_an_engine_is_found_at_once() {
    let count = 30_000;
    let of_server = "MSI (s) (20:3C) [09:00:01:000]: MainEngineThread is returning 0\n";
    let text = transaction(count, |_| of_server.to_owned());
    let mut builder = Builder::default();
    let mut places = Vec::new();
    syntax::events(&text).for_each(|event| {
        builder.observe(&event);
        if event.kind.name() == "engine-returned" {
            places.push(builder.place(&event).engine.map(EngineId::at));
        }
    });
    let (of_engines, others) = places.split_at(count);
    assert!(of_engines.iter().copied().eq((0..count).map(Some)));
    assert!(others.iter().all(Option::is_none));
}
