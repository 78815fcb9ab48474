//! `wilog stats`.

use std::fs;

use serde_json::Value;

use super::{output, run_with, samples, wilog};

#[test]
fn stats_for_a_reader() {
    let folder = tempfile::tempdir().unwrap();
    let known =
        "Action start 9:12:53: INSTALL.\r\nAction ended 9:12:57: INSTALL. Return value 1.\r\n";
    let dump = "Property(S): ManyLines = one\r\ntwo\r\nthree\r\n".repeat(700);
    let unknown =
        "Copied 12 files to C:\\Program Files\\Contoso Größe\r\nCopied 7 files to D:\\Data\r\n";
    let wide = "Ein Satz, den niemand kennt und der länger ist, als eine Zeile von achtzig Spalten es erlaubt: '1'\r\n";
    let second: Vec<u8> = [known, unknown, wide]
        .concat()
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(
        folder.path().join("first.log"),
        [known, &dump, unknown].concat(),
    )
    .unwrap();
    fs::write(
        folder.path().join("second.log"),
        [&b"\xFF\xFE"[..], &second].concat(),
    )
    .unwrap();
    let out = |arguments: &[&str]| {
        let run = wilog(arguments)
            .current_dir(folder.path())
            .output()
            .unwrap();
        String::from_utf8(run.stdout).unwrap()
    };
    snapshot!("commands__stats", out(&["stats", "first.log"]));
    snapshot!(
        "commands__stats_of_several",
        out(&["stats", "second.log", "first.log"])
    );
    let json = out(&[
        "stats",
        "second.log",
        "first.log",
        "--format",
        "json",
        "--top",
        "1",
    ]);
    snapshot!("commands__stats_json", json);
}

#[test]
fn stats_count_every_line() {
    let logs = samples();
    let arguments: Vec<&str> = ["stats", "--format", "json"]
        .into_iter()
        .chain(logs.iter().map(String::as_str))
        .collect();
    let out = output(&arguments);
    let stats: Value = serde_json::from_str(&out).unwrap();
    let sum = |counts: &Value| -> u64 {
        let kinds = counts["kinds"].as_array().unwrap();
        kinds
            .iter()
            .map(|kind| kind["lines"].as_u64().unwrap())
            .sum()
    };
    let each = stats["logs"].as_array().unwrap();
    let names: Vec<&str> = each
        .iter()
        .map(|log| log["log"].as_str().unwrap())
        .collect();
    assert_eq!(names, logs, "the order is the one given");
    let mut all = 0;
    for log in each {
        let lines = log["counts"]["lines"].as_u64().unwrap();
        let shown = output(&["cat", log["log"].as_str().unwrap()])
            .lines()
            .count();
        assert_eq!(
            (lines, sum(&log["counts"])),
            (shown as u64, lines),
            "{}",
            log["log"]
        );
        all += lines;
    }
    assert_eq!(
        (stats["total"]["lines"].as_u64(), sum(&stats["total"])),
        (Some(all), all)
    );
    assert_eq!(output(&arguments), out, "two runs give the same");
    let one_thread = wilog(&arguments)
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(one_thread.stdout).unwrap(),
        out,
        "so does one thread"
    );
}

#[test]
fn stats_show_the_unknown_shapes() {
    let input = "what is 1\nwhat is 22\n\x1b[31mred\nfile 'C:\\a b' gone\nwhat is 333\n";
    let run = run_with(&["stats", "-", "--top", "2"], input.as_bytes());
    let (_, shapes) = run.out.split_once("shape of unknown").unwrap();
    let expected = " lines, the 2 most frequent of 3\n         3  what is #\n            -:1\n            what is 1\n         1  ␛[#mred\n            -:3\n            ␛[31mred\n";
    assert_eq!(shapes, expected);
}
