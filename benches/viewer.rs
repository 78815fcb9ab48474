//! How long the viewer takes from a key to a frame, on a long log: while it is read, while a search runs, and at rest.
//!
//! `cargo bench --bench viewer` takes a log of 128 MB, and `WILOG_BENCH_MB=1024 cargo bench --bench viewer` one of
//! 1 GB: a sample log again and again, in a file. `WILOG_BENCH_LOG=FILE` takes that log as it is.

#![expect(clippy::print_stdout, reason = "a benchmark is there to print")]
#![expect(
    clippy::expect_used,
    reason = "a benchmark may stop at the first surprise"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use wilog::text::Source;
use wilog::tui::{App, Depth, Ground, Host, Message, Start, Theme, keymap};

/// Columns and rows of the screen.
const SIZE: (u16, u16) = (120, 40);
/// How often a user presses a key who holds it down.
const EVERY: Duration = Duration::from_millis(33);
/// Keys that are held down in turn.
const KEYS: [&str; 12] = [
    "j",
    "j",
    "pgdn",
    "pgdn",
    "k",
    "G",
    "pgup",
    "[",
    "{",
    "backspace",
    "g",
    "]",
];

fn main() {
    let path = std::env::var_os("WILOG_BENCH_LOG").map_or_else(long_log, PathBuf::from);
    let megabytes = fs::metadata(&path).map_or(0, |about| about.len() >> 20);
    println!("{megabytes} MB on a screen of {} by {}", SIZE.0, SIZE.1);
    let mut viewer = Viewer::of(path);

    viewer.until(|app| app.model().rows() > 0);
    println!(
        "{:<28} {:>9.1} ms",
        "first lines on the screen",
        viewer.age()
    );
    let reading = viewer.hold(|app| !app.model().is_settled());
    println!("{:<28} {:>9.1} ms", "whole log read", viewer.age());
    println!("{:<28} {:>9} lines", "", viewer.app.model().rows());

    println!(
        "\n{:<28} {:>6} {:>9} {:>9} {:>9}",
        "key to frame, ms", "keys", "median", "99 %", "longest"
    );
    row("while the log is read", reading);
    let mut at_rest: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for key in KEYS.iter().cycle().take(KEYS.len() * 20) {
        at_rest.entry(key).or_default().push(viewer.press(key));
    }
    row("at rest", at_rest.values().flatten().copied().collect());
    for (key, times) in at_rest {
        row(&format!("    {key}"), times);
    }
    for letter in ["/", "r", "e", "t", "u", "r", "n"] {
        viewer.press(letter);
    }
    // What is typed is taken as the search, and its scan goes on.
    viewer.press("enter");
    let searching = viewer.hold(|app| !app.model().is_settled());
    row("while a search runs", searching);
    viewer.press("esc");
    viewer.press("z");
    let filtering = viewer.hold(|app| !app.model().is_settled());
    row("while a filter runs", filtering);
    viewer.press("X");
    for tab in ["2", "3", "4", "5", "6", "7", "8", "9", "0"] {
        let shown = viewer.press(tab);
        let rows = viewer.until_still();
        let moved = ["j", "pgdn", "G", "g"].map(|key| viewer.press(key));
        row(
            &format!("tab {tab}, after {rows:.0} ms"),
            [&[shown][..], &moved].concat(),
        );
    }
}

/// A sample log again and again, in a file of the folder for temporary files, which is made once.
fn long_log() -> PathBuf {
    let megabytes = std::env::var("WILOG_BENCH_MB");
    let megabytes = megabytes.ok().and_then(|text| text.parse().ok());
    let enough = megabytes.unwrap_or(128_usize) << 20;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs/file-access-denied.log");
    let mut source = Source::open(&sample, None).expect("a sample opens");
    let mut window = source.window();
    window.advance(0).expect("a sample reads");
    let text = window.text().as_bytes();
    let path = std::env::temp_dir().join(format!("wilog-bench-{enough}.log"));
    if fs::metadata(&path).is_ok_and(|about| about.len() as usize >= enough) {
        return path;
    }
    let mut file = std::io::BufWriter::new(File::create(&path).expect("a file is made"));
    for _ in 0..enough.div_ceil(text.len()) {
        file.write_all(text).expect("a file is written");
    }
    file.flush().expect("a file is written");
    path
}

/// A viewer without a terminal, whose helpers run on threads of their own as they do in earnest.
struct Viewer {
    app: App,
    terminal: Terminal<TestBackend>,
    begun: Instant,
}

impl Viewer {
    fn of(path: PathBuf) -> Self {
        let host = Host {
            name: path.display().to_string(),
            open: Box::new(move || {
                let length = fs::metadata(&path).map_or(0, |about| about.len());
                let source = Source::open(&path, None).map_err(|error| error.to_string())?;
                Ok(Some((source, Some(length))))
            }),
            length: Box::new(|| None),
            write: |_, _| Ok(()),
            copy: |_| Ok(String::new()),
            browse: |_| Ok(String::new()),
        };
        let start = Start {
            size: SIZE,
            theme: Theme {
                depth: Depth::True,
                ground: Ground::Dark,
            },
            follow: false,
            job: |job| {
                thread::spawn(job);
            },
        };
        Self {
            begun: Instant::now(),
            app: App::new(host, start),
            terminal: Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).expect("memory draws"),
        }
    }

    /// Milliseconds since the log was opened.
    fn age(&self) -> f64 {
        milliseconds(self.begun.elapsed())
    }

    fn draw(&mut self) {
        self.app.catch_up();
        let app = &mut self.app;
        self.terminal
            .draw(|frame| app.draw(frame))
            .expect("memory draws");
    }

    /// Presses a key, and gives the milliseconds until its frame is drawn: with all that helpers have told meanwhile.
    fn press(&mut self, name: &str) -> f64 {
        let key = keymap::key_of(name).expect("a key of the table");
        let begun = Instant::now();
        self.app.handle(Message::Key(key));
        self.draw();
        milliseconds(begun.elapsed())
    }

    fn until(&mut self, done: impl Fn(&App) -> bool) {
        while !done(&self.app) {
            thread::sleep(Duration::from_millis(1));
            self.draw();
        }
    }

    /// Draws until nothing has come for a while, and gives the milliseconds until then.
    fn until_still(&mut self) -> f64 {
        let begun = Instant::now();
        while self.app.model().is_making() {
            thread::sleep(Duration::from_millis(1));
            self.draw();
        }
        milliseconds(begun.elapsed())
    }

    /// Holds keys down as long as something goes on.
    fn hold(&mut self, goes_on: impl Fn(&App) -> bool) -> Vec<f64> {
        let mut times = Vec::new();
        for key in KEYS.iter().cycle() {
            times.push(self.press(key));
            if !goes_on(&self.app) {
                break;
            }
            thread::sleep(EVERY);
        }
        times
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn row(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{name:<28} {:>6} {:>9.2} {:>9.2} {:>9.2}",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
}
