//! `wilog view`: the viewer.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::Done;
use super::input::{self, Reading};
use crate::text::Source;
use crate::tui::{self, Fill, Ground, Host, Opened, Options};

/// The log, and how to show it.
#[derive(Debug, Args)]
#[command(after_long_help = help())]
pub(super) struct Arguments {
    /// The log to show; `-` is standard input.
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// Follow the log while it is written; it need not be there yet.
    #[arg(long)]
    follow: bool,
    /// The ground of the terminal; by default it is found out, as far as the terminal tells.
    #[arg(long, value_enum, value_name = "GROUND")]
    ground: Option<GroundName>,
    /// Leave the mouse to the terminal.
    #[arg(long)]
    no_mouse: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum GroundName {
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// What the long help says below the options: the keys.
fn help() -> String {
    let mut text = String::from("Keys (`?` shows them in the viewer):\n");
    let width = tui::keymap::widest();
    for group in tui::keymap::Group::ALL {
        // Writing to a string never fails.
        let _ = writeln!(text, "\n  {}", group.title());
        let bindings = tui::keymap::KEYS.iter();
        for binding in bindings.filter(|binding| binding.group == group) {
            let keys = binding.keys.join(", ");
            let _ = writeln!(text, "    {keys:<width$}  {}", binding.help);
        }
    }
    text
}

/// Shows a log until the user quits.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    anyhow::ensure!(
        io::stdout().is_terminal() || cfg!(windows),
        "the viewer needs a terminal; `wilog triage` writes a report, and `wilog cat` the lines"
    );
    let is_stdin = arguments.log == Path::new("-");
    anyhow::ensure!(
        !(is_stdin && arguments.follow),
        "standard input cannot be followed; name the file"
    );
    let host = Host {
        name: arguments.log.display().to_string(),
        open: if is_stdin {
            from_memory(input::open_for_trace(&arguments.log, &arguments.reading)?)
        } else {
            if !arguments.follow {
                // A name that is wrong is told on the terminal as it was.
                input::open_for_trace(&arguments.log, &arguments.reading)?;
            }
            from_file(arguments)
        },
        length: {
            let path = arguments.log.clone();
            Box::new(move || fs::metadata(&path).ok().map(|about| about.len()))
        },
        write: write_new,
        copy: tui::copy,
        browse: tui::browse,
    };
    let ground = arguments.ground.map(|ground| match ground {
        GroundName::Dark => Ground::Dark,
        GroundName::Light => Ground::Light,
    });
    let options = Options {
        follow: arguments.follow,
        theme: tui::theme(ground),
        mouse: !arguments.no_mouse,
    };
    tui::run(host, options).context("cannot use the terminal")?;
    Ok(Done::All)
}

type Open = Box<dyn Fn() -> Result<Option<Opened>, String> + Send + Sync>;

/// What could be read only once is there as often as it is asked for.
fn from_memory(source: Source) -> Open {
    let source = Mutex::new(source);
    Box::new(move || {
        let source = source.lock().map_err(|error| error.to_string())?;
        Ok(Some((source.share(), None)))
    })
}

fn from_file(arguments: &Arguments) -> Open {
    let (path, reading) = (arguments.log.clone(), arguments.reading.clone());
    let follow = arguments.follow;
    Box::new(move || {
        // The encoding shows in the first bytes, so a file that has none is as good as not there.
        let length = match fs::metadata(&path) {
            Ok(about) => about.len(),
            Err(error) if follow && error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot open {}: {error}", path.display())),
        };
        if follow && length < FIRST_BYTES {
            return Ok(None);
        }
        let source = input::open_for_trace(&path, &reading).map_err(|error| error.to_string())?;
        Ok(Some((source, Some(length))))
    })
}

/// A byte order mark and a character.
const FIRST_BYTES: u64 = 4;

/// Writes a file that is not there yet.
fn write_new(path: &Path, fill: &mut Fill<'_>) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let mut out = BufWriter::new(file);
    fill(&mut out)?;
    out.flush()
}
