//! What a support engineer looks for, each with its rules, and the noise that must not be taken for it.

use std::fs;

use serde::Deserialize;
use wilog::detect::rules::RULES;
use wilog::finding::Report;
use wilog::text::Source;

use super::{report, root};

#[derive(Deserialize)]
struct Signatures {
    signature: Vec<Signature>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    pub(super) id: String,
    pub(super) about: String,
    #[serde(default)]
    pub(super) rules: Vec<String>,
    #[serde(default)]
    pub(super) lines: Vec<String>,
}

pub(super) fn signatures() -> Vec<Signature> {
    let text = fs::read_to_string(root().join("grammars/signatures.toml")).unwrap();
    toml::from_str::<Signatures>(&text).unwrap().signature
}

#[test]
fn every_signature_is_looked_for() {
    let expected: Vec<String> = [('F', 84), ('S', 21), ('N', 11)]
        .into_iter()
        .flat_map(|(letter, count)| (1..=count).map(move |n| format!("{letter}{n:02}")))
        .collect();
    let signatures = signatures();
    let ids: Vec<&str> = signatures
        .iter()
        .map(|signature| signature.id.as_str())
        .collect();
    assert_eq!(ids, expected);
    let mut without = Vec::new();
    for signature in &signatures {
        for rule in &signature.rules {
            assert!(
                RULES.iter().any(|known| known.name == rule),
                "{}: no rule is named {rule}",
                signature.id
            );
        }
        let is_noise = signature.id.starts_with('N');
        assert_eq!(
            is_noise,
            !signature.lines.is_empty(),
            "{}: lines are for noise",
            signature.id
        );
        if signature.rules.is_empty() && !is_noise {
            without.push(signature.id.as_str());
        }
    }
    assert!(without.is_empty(), "nobody looks for {without:?}");
}

/// Noise in a log that went well makes no finding, and before the end of a failed action it is not the cause.
#[test]
fn noise_changes_nothing() {
    for (log, before) in [
        ("success-silent.log", "Doing action: InstallFinalize"),
        ("file-access-denied.log", "Action ended"),
    ] {
        let path = root().join("sample-logs").join(log);
        let mut source = Source::open(&path, None).unwrap();
        let lines = source
            .lines(
                wilog::text::LineNo::FIRST,
                wilog::text::LineNo::FIRST.plus(100_000),
            )
            .unwrap();
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        let plain = said(&report(&mut Source::from_bytes(
            lines.join("\n").as_bytes(),
            None,
        )));
        let at = if log.starts_with("success") {
            lines.iter().position(|line| line.contains(before)).unwrap()
        } else {
            lines
                .iter()
                .position(|line| line.contains("Return value 3"))
                .unwrap()
        };
        let prefix = lines[..at]
            .iter()
            .rev()
            .find(|line| line.starts_with("MSI (s)"))
            .and_then(|line| line.split_once("]: "))
            .unwrap()
            .0;
        for signature in signatures()
            .into_iter()
            .filter(|signature| signature.id.starts_with('N') && signature.id != "N11")
        {
            let noise = signature
                .lines
                .iter()
                .map(|line| format!("{prefix}]: {line}"));
            let noisy: Vec<String> = lines[..at]
                .iter()
                .cloned()
                .chain(noise)
                .chain(lines[at..].iter().cloned())
                .collect();
            let noisy = said(&report(&mut Source::from_bytes(
                noisy.join("\n").as_bytes(),
                None,
            )));
            assert_eq!(noisy, plain, "{}: {} is noise", log, signature.id);
        }
    }
}

/// The actions around a failed one end with it, and the client repeats the result: neither is another failure.
#[test]
fn what_unwinds_from_a_failure_is_no_other_one() {
    let path = root().join("sample-logs/file-access-denied.log");
    let mut source = Source::open(&path, None).unwrap();
    let plain = said(&report(&mut source));
    let signatures = signatures();
    let unwinding = signatures.iter().find(|row| row.id == "N11").unwrap();
    let mut noisy = Vec::new();
    let mut added = 0;
    let lines = source.lines(
        wilog::text::LineNo::FIRST,
        wilog::text::LineNo::FIRST.plus(100_000),
    );
    for (_, line) in lines.unwrap() {
        if line.contains(": INSTALL. Return value 3.") {
            noisy.push(line.clone());
            noisy.push(line.replace("INSTALL", "ExecuteAction"));
            added += 1;
            continue;
        }
        let client = line.split_once("]: ").filter(|(prefix, text)| {
            prefix.starts_with("MSI (c)") && text.starts_with("MainEngineThread is returning")
        });
        let repeated = client.map(|(prefix, _)| {
            let lines = unwinding.lines.iter();
            lines
                .map(|text| format!("{prefix}]: {text}"))
                .collect::<Vec<_>>()
        });
        added += repeated.iter().flatten().count();
        noisy.push(line.clone());
        noisy.extend(repeated.into_iter().flatten());
    }
    assert_eq!(added, 2, "the log has a top action and a client");
    let noisy = report(&mut Source::from_bytes(noisy.join("\n"), None));
    assert_eq!(said(&noisy), plain);
    assert_eq!(noisy.findings.len(), 1, "{:#?}", noisy.findings);
}

/// What a report says, without the numbers of lines.
fn said(report: &Report) -> Vec<String> {
    let findings = report
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.headline));
    findings.chain([report.verdict.headline.clone()]).collect()
}
