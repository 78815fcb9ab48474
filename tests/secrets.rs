//! Secrets in clear text: what is learned of a log is covered in every output of every command.

#![expect(clippy::unwrap_used, reason = "tests stop at the first surprise")]

#[path = "common/logs.rs"]
mod logs;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use wilog::secret::Watch;
use wilog::syntax::events;
use wilog::text::{STARS, Source};
use wilog::trace::{Builder, Trace};

/// Every command that reads a log, with each way in which it shows text of it. `LOG` is the log.
const VIEWS: &[(&str, &[&[&str]])] = &[
    (
        "triage",
        &[
            &["LOG", "-v"],
            &["LOG", "--format", "json"],
            &["LOG", "--format", "jsonl"],
            &["LOG", "--format", "markdown"],
            &["LOG", "--format", "sarif"],
            &["LOG", "--format", "junit"],
            &["LOG", "--format", "github"],
            &["LOG", "--format", "gitlab"],
            &["LOG", "--format", "csv"],
        ],
    ),
    (
        "cat",
        &[
            &["LOG"],
            &["LOG", "--from", "1"],
            &["LOG", "--from", "08:14"],
        ],
    ),
    ("events", &[&["LOG"], &["LOG", "--raw"]]),
    ("stats", &[&["LOG"], &["LOG", "--format", "json"]]),
    ("timeline", &[&["LOG"], &["LOG", "--format", "json"]]),
    ("actions", &[&["LOG"], &["LOG", "--format", "json"]]),
    (
        "properties",
        &[
            &["LOG"],
            &["LOG", "--history", "--full"],
            &["LOG", "--at", "30"],
            &["LOG", "--history", "--format", "json"],
        ],
    ),
    ("folders", &[&["LOG"], &["LOG", "--format", "json"]]),
    ("features", &[&["LOG"], &["LOG", "--format", "json"]]),
    ("files", &[&["LOG"], &["LOG", "--format", "json"]]),
    (
        "operations",
        &[&["LOG", "--full"], &["LOG", "--format", "json"]],
    ),
    ("policies", &[&["LOG"], &["LOG", "--format", "json"]]),
    (
        "packages",
        &[&["LOG", "--evidence"], &["LOG", "--format", "json"]],
    ),
    (
        "export",
        &[
            &["LOG", "--to", "ecs"],
            &["LOG", "--to", "otlp"],
            &["LOG", "--to", "otlp-logs"],
            &["LOG", "--to", "otlp-traces"],
            &["LOG", "--to", "prometheus"],
            &["LOG", "--to", "csv"],
            &["LOG", "--to", "jsonl"],
        ],
    ),
    (
        "check",
        &[
            &["LOG", "--exit-zero"],
            &["LOG", "--exit-zero", "--format", "json"],
        ],
    ),
];

/// Commands that show no text of a log, and the viewer, which needs a terminal: tests/viewer.rs looks at its frames.
const WITHOUT_A_LOG: &[&str] = &["explain", "init", "rules", "view"];

/// What the sample log has in clear text.
const SECRETS: [&str; 2] = ["Hq7-wader!22", "9f8e7d6c5b4a3210"];

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("sample-logs/rules/MSI901-secret-in-clear-text/fires.log")
}

fn wilog(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wilog"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that is wrong does not read its input.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn shown(command: &str, view: &[&str], log: &str, more: &[&str], input: &[u8]) -> String {
    let log = |argument: &&str| {
        if *argument == "LOG" {
            log.to_owned()
        } else {
            (*argument).to_owned()
        }
    };
    let arguments: Vec<String> = std::iter::once(command.to_owned())
        .chain(view.iter().map(log))
        .chain(more.iter().map(|more| (*more).to_owned()))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = wilog(&arguments, input);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    let out = String::from_utf8(output.stdout).unwrap();
    out + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_command_is_in_the_list() {
    let help = String::from_utf8(wilog(&["--help"], b"").stdout).unwrap();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next());
    let commands: BTreeSet<&str> = commands.collect();
    let listed: BTreeSet<&str> = VIEWS
        .iter()
        .map(|(command, _)| *command)
        .chain(WITHOUT_A_LOG.iter().copied())
        .collect();
    let missing: Vec<_> = commands.difference(&listed).collect();
    assert!(!commands.is_empty());
    assert!(
        missing.is_empty(),
        "say in VIEWS how {missing:?} shows a log, or that it shows none"
    );
}

#[test]
fn no_command_shows_a_secret() {
    let path = sample();
    let log = path.to_str().unwrap();
    let bytes = fs::read(&path).unwrap();
    for (command, views) in VIEWS {
        for view in *views {
            for (log, input) in [(log, &b""[..]), ("-", &bytes)] {
                let shown = shown(command, view, log, &[], input);
                for secret in SECRETS {
                    assert!(
                        !shown.contains(secret),
                        "{command} {view:?} of {log} shows a secret:\n{shown}"
                    );
                }
            }
        }
    }
}

/// A command that failed, with the location of its program and its arguments in two fields, and one of PowerShell.
const COMMANDS: &str = r#"=== Verbose logging started: 12/03/2025  8:14:02  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\a.exe ===
MSI (s) (44:D0) [08:14:02:106]: ******* RunEngine:
           ******* Product: C:\Kits\reeds.msi
MSI (s) (44:D0) [08:14:02:206]: Doing action: InstallFinalize
Action start 8:14:02: InstallFinalize.
MSI (s) (44:D0) [08:14:02:306]: Executing op: ActionStart(Name=AddKeeper,,)
MSI (s) (44:D0) [08:14:02:306]: Executing op: CustomActionSchedule(Action=AddKeeper,ActionType=3073,Source=WixCA,Target=WixQuietExec64,CustomActionData=powershell.exe -Command "New-LocalUser keeper -Password (ConvertTo-SecureString 'Mar5h!gates' -AsPlainText -Force)")
WixQuietExec64:  Command: powershell.exe -Command "New-LocalUser keeper -Password (ConvertTo-SecureString 'Mar5h!gates' -AsPlainText -Force)"
MSI (s) (44:D0) [08:14:02:406]: Executing op: ActionStart(Name=LoadReeds,,)
MSI (s) (44:D0) [08:14:02:406]: Executing op: CustomActionSchedule(Action=LoadReeds,ActionType=3122,Source=C:\Program Files\Reeds of A\SQLCMD.EXE,Target=-S . -U sa -P He7on!reeds -i a.sql,)
CustomAction LoadReeds returned actual error code 1 (note this may not be 100% accurate if translation happened inside sandbox)
MSI (s) (44:D0) [08:14:03:406]: Note: 1: 1722 2: LoadReeds 3: C:\Program Files\Reeds of A\SQLCMD.EXE 4: -S . -U sa -P He7on!reeds -i a.sql 
MSI (s) (44:D0) [08:14:03:506]: Product: Reeds -- Error 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor.  Action LoadReeds, location: C:\Program Files\Reeds of A\SQLCMD.EXE, command: -S . -U sa -P He7on!reeds -i a.sql 

Error 1722. There is a problem with this Windows Installer package. A program run as part of the setup did not finish as expected. Contact your support personnel or package vendor.  Action LoadReeds, location: C:\Program Files\Reeds of A\SQLCMD.EXE, command: -S . -U sa -P He7on!reeds -i a.sql 
Action ended 8:14:03: InstallFinalize. Return value 3.
Action ended 8:14:03: INSTALL. Return value 3.
Property(S): ReedsTool = net use \\reeds\share Gat3s!open /user:keeper
MSI (s) (44:D0) [08:14:03:606]: MainEngineThread is returning 1603
"#;

#[test]
fn no_command_shows_the_password_of_a_program() {
    for (command, views) in VIEWS {
        for view in *views {
            let shown = shown(command, view, "-", &[], COMMANDS.as_bytes());
            for secret in ["Mar5h!gates", "He7on!reeds", "Gat3s!open"] {
                assert!(
                    !shown.contains(secret),
                    "{command} {view:?} shows a secret:\n{shown}"
                );
            }
        }
    }
    let triage = shown("triage", &["LOG"], "-", &[], COMMANDS.as_bytes());
    for told in [
        "-U sa -P **********",
        "password of sqlcmd stands in clear text",
        "text of ConvertTo-SecureString stands in clear text",
        "password of net stands in clear text",
    ] {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&triage).contains(told), "{told} is not in:\n{triage}");
    }
}

#[test]
fn secrets_are_shown_to_those_who_ask() {
    let path = sample();
    let log = path.to_str().unwrap();
    for (command, view) in [
        ("cat", &["LOG"][..]),
        ("properties", &["LOG"]),
        ("triage", &["LOG"]),
    ] {
        let shown = shown(command, view, log, &["--show-secrets"], b"");
        assert!(
            shown.contains(SECRETS[0]),
            "{command} hides what was asked for:\n{shown}"
        );
    }
}

#[test]
fn what_is_learned_late_is_covered_above_too() {
    let mut log = String::from(
        "=== Verbose logging started: 12/03/2025  8:14:02  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\a.exe ===\n",
    );
    for n in 0..20_000 {
        writeln!(
            log,
            "MSI (s) (44:D0) [08:14:02:106]: Doing action: A{n} xHq7-wader!22x"
        )
        .unwrap();
    }
    log.push_str("Property(S): DBPASSWORD = Hq7-wader!22\n");
    let mut source = Source::from_bytes(log, None);
    let trace = Trace::read(&mut source).unwrap();
    assert_eq!(trace.secrets.len(), 1);
    let mut window = source.window();
    let mut lines = 0;
    while window.advance(usize::MAX).unwrap() {
        assert!(!window.text().contains("Hq7-wader!22"));
        lines += window.text().matches(STARS).count();
    }
    assert_eq!(lines, 20_001);
    let names =
        (0..trace.actions.len()).map(|at| trace.action_name(wilog::trace::ActionId::new(at)));
    assert!(names.into_iter().all(|name| !name.contains("wader")));
}

/// The viewer takes the secrets of a log over anew when it has read the log again.
#[test]
fn secrets_that_are_too_many_are_counted_once() {
    let lines = (0..2000).map(|n| format!("Property(S): PASSWORD{n} = hun7er{n}\n"));
    let mut watch = Watch::default();
    events(&lines.collect::<String>()).for_each(|event| watch.observe(&event));
    assert!(watch.dropped() > 0);
    let mut trace = Builder::default().finish();
    for _ in 0..2 {
        trace.take_secrets(&watch);
        assert_eq!(trace.dropped(), watch.dropped());
    }
}

/// Real logs of installs tell no secret, whatever their properties are called.
#[test]
fn real_logs_tell_no_secrets() {
    for log in logs::real() {
        let trace = Trace::read(&mut Source::open(&log, None).unwrap()).unwrap();
        assert_eq!(trace.secrets, [], "{}", log.display());
    }
}
