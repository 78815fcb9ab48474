//! Following a log that somebody still writes. The reader runs on a thread here, as it does in a terminal.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use wilog::text::{STARS, Source};
use wilog::tui::{App, Depth, Host, Start};

use super::{Viewer, WRITTEN, host, start};

/// A reader that does not tell within this time is stuck.
const PATIENCE: Duration = Duration::from_secs(20);

fn follow(name: &str, bytes: Vec<u8>) -> Viewer {
    let open = move || Ok(Some((Source::from_bytes(bytes.clone(), None), None)));
    follow_host(host(name, open))
}

fn follow_host(host: Host) -> Viewer {
    let size = (160, 40);
    let start = Start {
        follow: true,
        job: |job| {
            thread::spawn(job);
        },
        ..start(size, Depth::Mono)
    };
    Viewer {
        app: App::new(host, start),
        terminal: Terminal::new(TestBackend::new(size.0, size.1)).unwrap(),
    }
}

/// Looks at the screen until it is as it should be. In none of the frames may the secret stand.
fn wait_for(viewer: &mut Viewer, secret: &str, is_there: impl Fn(&str) -> bool) {
    wait(viewer, |screen| {
        assert!(!screen.contains(secret), "{screen}");
        is_there(screen)
    });
}

/// Looks at the screen until it is as it should be.
fn wait(viewer: &mut Viewer, is_there: impl Fn(&str) -> bool) {
    let began = Instant::now();
    loop {
        viewer.app.catch_up();
        let screen = viewer.screen();
        if is_there(&screen) {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{screen}");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_secret_in_the_last_record_is_covered_before_the_record_ends() {
    let secret = "hun7er2!";
    let head = "=== Verbose logging started: 13/10/2025  9:00:00  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\Windows\\System32\\msiexec.exe ===\r\n\
                MSI (c) (1C:90) [09:00:00:000]: Resetting cached policy values\r\n";
    for (at, last) in [
        "MSI (s) (1C:90) [09:00:01:000]: PROPERTY CHANGE: Adding DBPASSWORD property. Its value is 'hun7er2!'.",
        "MSI (s) (1C:90) [09:00:01:000]: Command Line: DBPASSWORD=hun7er2! CURRENTDIRECTORY=C:\\",
        "Property(S): DBPASSWORD = hun7er2!",
    ]
    .iter()
    .enumerate()
    {
        let mut viewer = follow("setup.log", format!("{head}{last}\r\n").into());
        wait_for(&mut viewer, secret, |screen| screen.contains(STARS));
        viewer.press("2");
        wait_for(&mut viewer, secret, |screen| screen.contains("DBPASSWORD stands in clear text"));
        for tab in ["3", "4", "5"] {
            viewer.press(tab);
            wait_for(&mut viewer, secret, |screen| !screen.contains("Reading ..."));
        }
        let name = format!("follow-{at}.json");
        viewer.press("1 w ctrl-u").enter(&name).press("enter");
        wait_for(&mut viewer, secret, |screen| screen.contains(&format!("Wrote {name}")));
        let written = WRITTEN.lock().unwrap();
        let (_, text) = written.iter().find(|(path, _)| *path == name).unwrap();
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn a_log_is_read_anew_beside_its_outline() {
    let path = format!(
        "{}/sample-logs/file-access-denied.log",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut viewer = follow("setup.log", std::fs::read(path).unwrap());
    wait(&mut viewer, |screen| screen.contains("FAILED 1603"));
    viewer.press("o j ctrl-f j ctrl-f j");
    wait(&mut viewer, |screen| screen.contains("FAILED 1603"));
}

/// A follower of a file, in which these lines stand.
fn follow_file(path: &Path, lines: Range<u32>) -> Viewer {
    write(path, lines, false);
    let (path, named) = (path.to_owned(), path.to_owned());
    let open = move || match Source::open(&path, None) {
        Ok(source) => Ok(Some((source, None))),
        Err(error) => Err(error.to_string()),
    };
    let mut host = host("setup.log", open);
    host.length = Box::new(move || std::fs::metadata(&named).ok().map(|about| about.len()));
    follow_host(host)
}

/// Writes lines of a log, from the first on or behind those that are there.
fn write(path: &Path, lines: Range<u32>, append: bool) {
    let mut text = String::new();
    for line in lines {
        let line = match line {
            1 => "Resetting cached policy values".to_owned(),
            2 => "******* RunEngine:\r\n           ******* Product: C:\\ledger.msi\r\n           ******* Action: \r\n           ******* CommandLine: **********".to_owned(),
            3 => "Doing action: INSTALL".to_owned(),
            _ if line % 10 == 0 => format!("Doing action: Ledger{}", line / 10),
            _ if line % 10 == 5 => format!("Note: 1: 2205 2:  3: Ledger{line}"),
            _ => format!("PROPERTY CHANGE: Adding LEDGER{line} property. Its value is 'page {line}'."),
        };
        writeln!(text, "MSI (s) (1C:90) [09:00:00:000]: {line}\r").unwrap();
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .append(append)
        .truncate(!append)
        .open(path)
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// The number behind a word on the screen.
fn lines_of(screen: &str) -> Option<u32> {
    let (_, rest) = screen.lines().next()?.rsplit_once('/')?;
    rest.trim().parse().ok()
}

#[test]
fn a_log_that_is_begun_anew_shows_nothing_of_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setup.log");
    let mut viewer = follow_file(&path, 1..200);
    wait(&mut viewer, |screen| {
        lines_of(screen) == Some(202) && screen.contains("UNKNOWN")
    });
    viewer.press(":").enter("150").press("enter");
    wait(&mut viewer, |screen| screen.contains("LEDGER147"));
    write(&path, 1..20, false);
    wait(&mut viewer, |screen| {
        lines_of(screen) == Some(22) && screen.contains("UNKNOWN") && screen.contains("LEDGER18")
    });
    assert_eq!(viewer.line(), 22);
    assert!(!viewer.screen().contains("LEDGER147"));
}

#[test]
fn another_file_under_the_name_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setup.log");
    let mut viewer = follow_file(&path, 1..100);
    wait(&mut viewer, |screen| lines_of(screen) == Some(102));
    std::fs::remove_file(&path).unwrap();
    write(&path, 1..20, false);
    wait(&mut viewer, |screen| lines_of(screen) == Some(22));
    write(&path, 20..30, true);
    wait(&mut viewer, |screen| lines_of(screen) == Some(32));
}

#[test]
fn a_table_stays_where_it_is_while_the_log_grows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setup.log");
    let mut viewer = follow_file(&path, 1..200);
    wait(&mut viewer, |screen| {
        lines_of(screen) == Some(202) && screen.contains("UNKNOWN")
    });
    viewer.press("4");
    wait(&mut viewer, |screen| screen.contains("LEDGER11 "));
    viewer.press("j j j j j j");
    let title = |screen: &str| {
        let title = screen
            .lines()
            .find_map(|row| row.split_once(": enter shows it"));
        title.map(|(line, _)| line.to_owned())
    };
    let chosen = title(&viewer.screen()).unwrap();
    write(&path, 200..300, true);
    wait(&mut viewer, |screen| {
        assert!(screen.contains(&chosen), "{screen}");
        lines_of(screen) == Some(302)
    });
    // The rows that are there then are those of all lines.
    wait(&mut viewer, |screen| !screen.contains("Reading ..."));
    viewer.press("/").enter("ledger299");
    wait(&mut viewer, |screen| screen.contains("page 299"));
}

#[test]
fn a_filter_shows_what_is_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setup.log");
    let mut viewer = follow_file(&path, 1..35);
    wait(&mut viewer, |screen| {
        lines_of(screen) == Some(37) && screen.contains("UNKNOWN")
    });
    viewer.press("&").enter("action:Ledger3").press("enter");
    wait(&mut viewer, |screen| screen.contains("5 of 37 lines"));
    write(&path, 35..45, true);
    // The last of them stays in sight, as it would without a filter.
    wait(&mut viewer, |screen| {
        screen.contains("10 of 47 lines") && screen.contains("line 42/47")
    });
    viewer
        .press("X &")
        .enter("property:LEDGER4*")
        .press("enter");
    wait(&mut viewer, |screen| screen.contains("5 of 47 lines"));
    write(&path, 45..55, true);
    wait(&mut viewer, |screen| screen.contains("9 of 57 lines"));
}

#[test]
fn a_click_lets_the_last_line_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("setup.log");
    let mut viewer = follow_file(&path, 1..35);
    wait(&mut viewer, |screen| {
        lines_of(screen) == Some(37) && screen.contains("UNKNOWN")
    });
    viewer.click(80, 4);
    let line = viewer.line();
    assert!(line < 37);
    write(&path, 35..45, true);
    wait(&mut viewer, |screen| lines_of(screen) == Some(47));
    assert_eq!(viewer.line(), line);
}
