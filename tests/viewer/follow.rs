//! Following a log that somebody still writes. The reader runs on a thread here, as it does in a terminal.

use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use wilog::text::{STARS, Source};
use wilog::tui::{App, Depth, Start};

use super::{Viewer, WRITTEN, host, start};

/// A reader that does not tell within this time is stuck.
const PATIENCE: Duration = Duration::from_secs(20);

fn follow(name: &str, bytes: Vec<u8>) -> Viewer {
    let size = (160, 40);
    let open = move || Ok(Some((Source::from_bytes(bytes.clone(), None), None)));
    let start = Start {
        follow: true,
        job: |job| {
            thread::spawn(job);
        },
        ..start(size, Depth::Mono)
    };
    Viewer {
        app: App::new(host(name, open), start),
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
