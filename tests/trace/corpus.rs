//! The traces of ten real logs: each as the counts of what it has, and as the hash of its outline, which was looked at.

use std::fs;

use serde::{Deserialize, Serialize};

use super::{logs, outline, root, trace};

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shapes {
    log: Vec<Shape>,
}

/// What is known of the trace of a log.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Shape {
    file: String,
    engines: usize,
    phases: usize,
    actions: usize,
    script_runs: usize,
    transactions: usize,
    /// The hash of all that the outline tells: FNV-1a, 64 bits.
    outline: String,
}

fn fnv(text: &str) -> String {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    format!("{hash:016x}")
}

#[test]
fn traces_of_ten_real_logs_are_those_that_were_looked_at() {
    let Some(corpus) = logs::corpus() else { return };
    let path = root().join("tests/trace/corpus.toml");
    let known: Shapes = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(known.log.len(), 10);
    let found = known.log.iter().map(|shape| {
        let trace = trace(&corpus.join("logs").join(&shape.file));
        Shape {
            file: shape.file.clone(),
            engines: trace.engines.len(),
            phases: trace.engines.iter().map(|run| run.phases.len()).sum(),
            actions: trace.actions.len(),
            script_runs: trace.script_runs.len(),
            transactions: trace.transactions.len(),
            outline: fnv(&outline(&trace)),
        }
    });
    let found = Shapes {
        log: found.collect(),
    };
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, toml::to_string(&found).unwrap()).unwrap();
        return;
    }
    for (known, found) in known.log.iter().zip(&found.log) {
        assert_eq!(
            known, found,
            "look at the timeline and the actions of {}, then run `UPDATE=1 cargo test --test trace`",
            known.file
        );
    }
}
