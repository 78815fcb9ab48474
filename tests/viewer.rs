//! The viewer, driven by keys and looked at in frames, without a terminal.
//!
//! Work that runs in the background runs at once here, so each test is the same every time.

#![cfg(feature = "tui")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "viewer/follow.rs"]
mod follow;
#[path = "viewer/frames.rs"]
mod frames;
#[path = "viewer/keys.rs"]
mod keys;
#[path = "viewer/picture.rs"]
mod picture;
#[path = "viewer/states.rs"]
mod states;
#[path = "viewer/terminal.rs"]
mod terminal;
#[path = "viewer/walks.rs"]
mod walks;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Mutex;

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use wilog::text::Source;
use wilog::tui::{App, Depth, Ground, Host, Message, Model, Opened, Start, Theme, keymap};

/// Text that the viewer wrote to files: name and content.
static WRITTEN: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

/// A host of a log in memory, with a clipboard that tells what is copied.
fn host(
    name: &str,
    open: impl Fn() -> Result<Option<Opened>, String> + Send + Sync + 'static,
) -> Host {
    Host {
        name: name.to_owned(),
        open: Box::new(open),
        length: Box::new(|| None),
        write: |path, fill| {
            let mut bytes = Vec::new();
            fill(&mut bytes)?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            WRITTEN
                .lock()
                .unwrap()
                .push((path.display().to_string(), text));
            Ok(())
        },
        copy: |text| Ok(format!("copied: {text}")),
        browse: |address| Ok(format!("opened: {address}")),
    }
}

/// A viewer that has not begun to draw, whose jobs run at once.
fn start(size: (u16, u16), depth: Depth) -> Start {
    Start {
        size,
        theme: Theme {
            depth,
            ground: Ground::Dark,
        },
        follow: false,
        job: |job| job(),
    }
}

/// A viewer of a log in memory, on a screen of a size.
struct Viewer {
    app: App,
    terminal: Terminal<TestBackend>,
}

impl Viewer {
    fn of_bytes(name: &str, bytes: Vec<u8>, size: (u16, u16), depth: Depth) -> Self {
        let open = move || Ok(Some((Source::from_bytes(bytes.clone(), None), None)));
        let mut viewer = Self {
            app: App::new(host(name, open), start(size, depth)),
            terminal: Terminal::new(TestBackend::new(size.0, size.1)).unwrap(),
        };
        viewer.app.catch_up();
        viewer
    }

    fn of_text(text: &str) -> Self {
        Self::of_bytes("a.log", text.into(), (80, 24), Depth::Mono)
    }

    /// A viewer of a sample log.
    fn of_sample(name: &str, size: (u16, u16)) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("sample-logs")
            .join(name);
        Self::of_bytes(name, std::fs::read(path).unwrap(), size, Depth::Ansi)
    }

    /// Presses keys by their names, with blanks between.
    fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split(' ').filter(|name| !name.is_empty()) {
            let key = keymap::key_of(name).unwrap();
            self.send(Message::Key(key));
        }
        self
    }

    /// Types text, letter by letter.
    fn enter(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            let name = if c == ' ' {
                "space".to_owned()
            } else {
                c.to_string()
            };
            self.press(&name);
        }
        self
    }

    fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        self.send(Message::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        }))
    }

    /// Sends a message, and draws as the terminal would: once before what it asked for has been done, and once behind it.
    fn send(&mut self, message: Message) -> &mut Self {
        self.app.handle(message);
        self.frame();
        self.app.catch_up();
        self.frame();
        self
    }

    fn frame(&mut self) -> &Buffer {
        self.terminal.draw(|frame| self.app.draw(frame)).unwrap();
        self.terminal.backend().buffer()
    }

    /// The screen as text, without blanks at the ends of rows.
    fn screen(&mut self) -> String {
        let buffer = self.frame();
        let width = usize::from(buffer.area.width);
        let mut text = String::new();
        for row in buffer.content().chunks(width) {
            let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        text
    }

    fn model(&self) -> &Model {
        self.app.model()
    }

    fn line(&self) -> u32 {
        self.model().cursor().get()
    }

    fn status(&self) -> &str {
        self.model().status().unwrap_or_default()
    }
}
