//! Transactions: what is promised of them, in one log and over several.

use std::fs;

use wilog::text::Source;
use wilog::trace::{Check, JoinedTransaction, Kept, Promise, Trace, across};

use super::{root, trace};

/// The lines of a sample log as text.
fn lines(file: &str) -> Vec<String> {
    let bytes = fs::read(root().join("sample-logs").join(file)).unwrap();
    let mut source = Source::from_bytes(bytes, None);
    let first = wilog::text::LineNo::FIRST;
    let lines = source.lines(first, first.plus(100_000)).unwrap();
    lines.into_iter().map(|(_, text)| text).collect()
}

/// The sample log cut before each header: what a caller that gives each package a log of its own would have.
fn pieces(file: &str) -> Vec<Trace> {
    let mut pieces: Vec<String> = Vec::new();
    for line in lines(file) {
        if line.starts_with("=== Verbose logging started") {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push_str(&line);
            last.push('\n');
        }
    }
    pieces.iter().map(|text| Trace::of_text(text)).collect()
}

/// What is told of a transaction, whatever logs it stands in.
fn told(transaction: &JoinedTransaction) -> Vec<String> {
    let packages = transaction.packages.iter().map(|package| {
        let undone = if package.undone.is_some() {
            ", undone"
        } else {
            ""
        };
        let bitness = package.bitness.map_or("?", |bitness| bitness.as_str());
        let outcome = package.verdict.outcome.as_str();
        format!(
            "{} {bitness} {} {outcome}{undone}",
            package.product,
            package.operation.as_str()
        )
    });
    let checks = transaction.checks();
    let checks = checks.iter().map(|check| {
        let (promise, kept) = (check.promise.as_str(), check.kept.as_str());
        format!("{promise} {kept} {:?}", check.packages)
    });
    packages.chain(checks).collect()
}

#[test]
fn promises_are_checked_against_the_log() {
    for (file, expected) in [
        (
            "transaction-rolled-back.log",
            [
                (Promise::CommitInOrder, Kept::Untold, vec![]),
                (Promise::RollbackInReverse, Kept::Yes, vec![1, 0]),
                (Promise::FailureIsOptional, Kept::Untold, vec![]),
                (Promise::X64BeforeX86, Kept::Untold, vec![]),
            ],
        ),
        (
            "transaction-optional-package-fails.log",
            [
                (Promise::CommitInOrder, Kept::Untold, vec![]),
                (Promise::RollbackInReverse, Kept::Untold, vec![]),
                (Promise::FailureIsOptional, Kept::Yes, vec![1]),
                (Promise::X64BeforeX86, Kept::Untold, vec![]),
            ],
        ),
        (
            "transaction-x86-before-x64.log",
            [
                (Promise::CommitInOrder, Kept::Untold, vec![]),
                (Promise::RollbackInReverse, Kept::Untold, vec![]),
                (Promise::FailureIsOptional, Kept::Untold, vec![]),
                (Promise::X64BeforeX86, Kept::No, vec![0, 1]),
            ],
        ),
        (
            "transaction-x64-before-x86.log",
            [
                (Promise::CommitInOrder, Kept::Untold, vec![]),
                (Promise::RollbackInReverse, Kept::Untold, vec![]),
                (Promise::FailureIsOptional, Kept::Untold, vec![]),
                (Promise::X64BeforeX86, Kept::Yes, vec![0, 1]),
            ],
        ),
    ] {
        let trace = trace(&root().join("sample-logs").join(file));
        let joined = across(&[&trace]);
        assert_eq!(joined.len(), 1, "{file}");
        let told = |check: Check| (check.promise, check.kept, check.packages);
        let checks: Vec<_> = joined[0].checks().into_iter().map(told).collect();
        assert_eq!(checks, expected, "{file}");
    }
}

#[test]
fn a_transaction_is_the_same_in_one_log_and_in_several() {
    for file in [
        "transaction-rolled-back.log",
        "transaction-optional-package-fails.log",
        "transaction-x86-before-x64.log",
        "transaction-x64-before-x86.log",
    ] {
        let whole = trace(&root().join("sample-logs").join(file));
        let expected: Vec<_> = across(&[&whole]).iter().map(told).collect();
        let pieces = pieces(file);
        assert!(pieces.len() > 1, "{file}");
        let forward: Vec<&Trace> = pieces.iter().collect();
        let backward: Vec<&Trace> = pieces.iter().rev().collect();
        for order in [forward, backward] {
            let joined: Vec<_> = across(&order).iter().map(told).collect();
            assert_eq!(joined, expected, "{file}");
        }
    }
}

#[test]
fn logs_of_another_transaction_of_that_name_stay_apart() {
    let pieces = pieces("transaction-x64-before-x86.log");
    // Another machine: another process of the server.
    let prefix = regex::Regex::new(r"MSI \(s\) \(..").unwrap();
    let other = lines("transaction-x64-before-x86.log").join("\n");
    let other = Trace::of_text(&prefix.replace_all(&other, "MSI (s) (01"));
    let joined = across(&[&pieces[0], &pieces[1], &other]);
    let sizes: Vec<usize> = joined.iter().map(|one| one.packages.len()).collect();
    assert_eq!(sizes, [2, 2]);
}

/// Two packages of one transaction whose commit custom actions run when both have returned.
#[test]
fn commits_are_put_in_order_after_all_packages_have_returned() {
    let package = |thread: &str, at: u32, name: &str| {
        let line = |text: &str| format!("MSI (s) (58:{thread}) [14:20:{at:02}:100]: {text}\n");
        [
            format!("MSI (s) (58:C8) [14:20:{at:02}:000]: Running installation inside multi-package transaction Suite\n"),
            line("******* RunEngine:"),
            format!("           ******* Product: C:\\{name}.msi\n           ******* Action: \n           ******* CommandLine: **********\n"),
            line("Doing action: INSTALL"),
            line(&format!("Doing action: Finish{name}")),
            line("Doing action: InstallFinalize"),
            line("Executing op: Header(Signature=1397708873,Version=500,Timestamp=1531857620,LangId=1033,Platform=0,ScriptType=1,)"),
            line(&format!("Executing op: CustomActionSchedule(Action=Finish{name},ActionType=3585,Source=BinaryData,Target=Run{name},)")),
            line("Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)"),
            line("MainEngineThread is returning 0"),
        ]
        .concat()
    };
    let commit = |second: u32, entry: &str| {
        format!(
            "MSI (s) (58:77) [14:20:{second}:000]: Invoking remote custom action. DLL: C:\\a.tmp, Entrypoint: {entry}\n\
                 MSI (s) (58:C8) [14:20:{second}:500]: Note: 1: 2318 2:  \n"
        )
    };
    let told = |first: &str, second: &str| {
        let text = [
            package("A0", 10, "One"),
            package("A4", 20, "Two"),
            commit(30, first),
            commit(31, second),
        ]
        .concat();
        let trace = Trace::of_text(&text);
        let work = trace.script_runs.iter().filter(|run| run.commit);
        let took: Vec<u32> = work
            .map(|run| run.begun.unwrap().until(run.ended.unwrap()))
            .collect();
        assert_eq!(took, [500, 500]);
        let joined = across(&[&trace]);
        let check = joined[0].checks().swap_remove(0);
        (check.kept, check.packages)
    };
    assert_eq!(told("RunOne", "RunTwo"), (Kept::Yes, vec![0, 1]));
    assert_eq!(told("RunTwo", "RunOne"), (Kept::No, vec![1, 0]));
}

/// Packages of one maker often have one library, and so functions of one name.
#[test]
fn commits_of_one_function_run_in_the_order_in_which_they_were_stored() {
    let line = |text: &str| format!("MSI (s) (58:A0) [14:20:10:100]: {text}\n");
    let package = |name: &str| {
        let stored = |action: &str, kind: u32| {
            line(&format!(
                "Executing op: CustomActionSchedule(Action={action}{name},ActionType={kind},Source=BinaryData,Target=Turn,)"
            ))
        };
        [
            "MSI (s) (58:C8) [14:20:10:000]: Running installation inside multi-package transaction Suite\n".to_owned(),
            line("******* RunEngine:"),
            format!("           ******* Product: C:\\{name}.msi\n           ******* Action: \n           ******* CommandLine: **********\n"),
            line("Doing action: INSTALL"),
            line("Executing op: Header(Signature=1397708873,Version=500,Timestamp=1531857620,LangId=1033,Platform=0,ScriptType=1,)"),
            stored("First", 3585),
            stored("Second", 3585),
            stored("Undo", 3329),
            line("Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)"),
        ]
        .concat()
    };
    let returned = line("MainEngineThread is returning 0");
    let commit = |thread: &str| {
        format!(
            "MSI (s) (58:77) [14:20:30:000]: Invoking remote custom action. DLL: C:\\a.tmp, Entrypoint: Turn\n\
                 MSI (s) (58:{thread}) [14:20:30:500]: Note: 1: 2318 2:  \n"
        )
    };
    let ran = |text: &str| {
        let trace = Trace::of_text(text);
        let runs = trace.script_runs.iter().filter(|run| run.commit);
        let names: Vec<String> = runs
            .map(|run| trace.names.get(run.name).to_owned())
            .collect();
        let check = across(&[&trace])[0].checks().swap_remove(0);
        (names, check.kept, check.packages)
    };
    let within = [package("One"), commit("A0").repeat(2), returned.clone()].concat();
    let (names, ..) = ran(&within);
    assert_eq!(names, ["FirstOne", "SecondOne"]);
    let invoked = commit("A0").lines().take(1).collect::<String>() + "\n";
    let in_a_row = [package("One"), invoked, commit("A0"), returned.clone()].concat();
    let (names, ..) = ran(&in_a_row);
    assert_eq!(names, ["FirstOne", "SecondOne"]);
    let behind = [
        package("One"),
        returned.clone(),
        package("Two"),
        returned,
        commit("C8").repeat(4),
    ]
    .concat();
    let (names, kept, packages) = ran(&behind);
    assert_eq!(names, ["FirstOne", "SecondOne", "FirstTwo", "SecondTwo"]);
    assert_eq!((kept, packages), (Kept::Yes, vec![0, 1]));
}
