//! What is done outside of the model: reading the log, looking through it, files, and the clipboard.
//!
//! What takes time runs in the background and tells what it found in messages. The few lines that are on the screen
//! are read at once.

pub(super) mod desktop;
mod inspect;
mod reading;
mod scanning;
mod tables;
mod timeline;
mod writing;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use super::effect::{Copied, Effect, Scan, ScanFor};
use super::facts::line_no;
use super::message::{Message, News, NewsKind};
use super::model::Model;
use super::tab::Tab;
use crate::text::Source;

/// A log that was opened, and its length in bytes where that is known.
pub type Opened = (Source, Option<u64>);

/// Writes what belongs into a file, part by part: it may be more than fits into memory.
pub type Fill<'a> = dyn FnMut(&mut dyn io::Write) -> io::Result<()> + 'a;

/// What the viewer is given by the command line, which alone opens files.
pub struct Host {
    /// What the log is called.
    pub name: String,
    /// Opens the log from its start; `None` where it is not there yet and may come.
    pub open: Box<dyn Fn() -> Result<Option<Opened>, String> + Send + Sync>,
    /// How many bytes stand under the name of the log now, which may be another file than the one that was opened; `None`
    /// where there is none, or nobody can say.
    pub length: Box<dyn Fn() -> Option<u64> + Send + Sync>,
    /// Makes a new file and lets it be written, and fails where there is one already.
    pub write: fn(&Path, &mut Fill<'_>) -> io::Result<()>,
    /// Puts text on the clipboard; says how, or why not.
    pub copy: fn(&str) -> Result<String, String>,
    /// Shows a page of the catalogue in the browser; says so, or why not.
    pub browse: fn(&str) -> Result<String, String>,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Something to be run beside the viewer.
pub type Job = Box<dyn FnOnce() + Send>;

/// The newest way to the log, left by the reader for those who want a few lines.
type Slot = Arc<Mutex<Option<Source>>>;

/// Does what updates ask for.
pub(crate) struct Desk {
    host: Arc<Host>,
    start: fn(Job),
    send: Sender<Message>,
    /// The number of the reading that counts; an earlier one stops when it sees that.
    latest: Arc<AtomicU64>,
    slot: Slot,
    source: Option<Source>,
    stop_search: Arc<AtomicBool>,
    stop_filter: Arc<AtomicBool>,
}

impl Desk {
    pub(crate) fn new(host: Host, start: fn(Job), send: Sender<Message>) -> Self {
        Self {
            host: Arc::new(host),
            start,
            send,
            latest: Arc::default(),
            slot: Slot::default(),
            source: None,
            stop_search: Arc::default(),
            stop_filter: Arc::default(),
        }
    }

    /// Does it, or starts doing it.
    pub(crate) fn perform(&mut self, model: &Model, effect: Effect) {
        match effect {
            Effect::Read(wanted) => {
                self.latest.store(wanted.number, Ordering::Relaxed);
                self.source = None;
                *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = None;
                let reader = reading::Reader {
                    host: Arc::clone(&self.host),
                    wanted,
                    latest: Arc::clone(&self.latest),
                    slot: Arc::clone(&self.slot),
                    send: self.send.clone(),
                };
                (self.start)(Box::new(move || reader.run()));
            }
            Effect::Scan(scan) => self.scan(model, scan),
            Effect::StopScan(purpose) => self.stop(purpose).store(true, Ordering::Relaxed),
            Effect::Table(tab) => self.table(model, tab),
            Effect::Copy(copied) => {
                let text = match copied {
                    Copied::Text(text) => Ok(text),
                    Copied::Lines(from, to) => self.text(from, to),
                };
                let done = text.and_then(|text| (self.host.copy)(&text));
                self.tell(
                    model,
                    NewsKind::Done(done.map_err(|error| format!("Nothing was copied: {error}"))),
                );
            }
            Effect::Write(order) => {
                let source = self.newest().map(|source| source.share());
                let job = writing::Job {
                    host: Arc::clone(&self.host),
                    report: model.report.clone(),
                    lines: model.log.lines,
                    source,
                    order,
                };
                let (send, reading) = (self.send.clone(), model.log.reading);
                (self.start)(Box::new(move || {
                    let kind = NewsKind::Done(job.run());
                    let _ = send.send(Message::News(News { reading, kind }));
                }));
            }
            Effect::Browse(address) => {
                let done = (self.host.browse)(&address);
                self.tell(model, NewsKind::Done(done));
            }
            // The terminal belongs to the loop.
            Effect::Suspend => {}
        }
    }

    fn stop(&self, purpose: ScanFor) -> &Arc<AtomicBool> {
        match purpose {
            ScanFor::Search => &self.stop_search,
            ScanFor::Filter => &self.stop_filter,
        }
    }

    fn scan(&mut self, model: &Model, scan: Scan) {
        self.stop(scan.purpose).store(true, Ordering::Relaxed);
        let stop = Arc::new(AtomicBool::new(false));
        match scan.purpose {
            ScanFor::Search => self.stop_search = Arc::clone(&stop),
            ScanFor::Filter => self.stop_filter = Arc::clone(&stop),
        }
        let job = scanning::Scanner {
            facts: model.log.facts.clone(),
            source: self.newest().map(|source| source.share()),
            reading: model.log.reading,
            send: self.send.clone(),
            stop,
            scan,
        };
        (self.start)(Box::new(move || job.run()));
    }

    fn table(&mut self, model: &Model, tab: Tab) {
        let source = self.newest().map(|source| source.share());
        let wanted = tables::Wanted {
            tab,
            trace: Arc::clone(&model.trace),
            report: model.report.clone(),
            width: usize::from(model.areas().main.width),
        };
        let (send, reading) = (self.send.clone(), model.log.reading);
        let covers = model.covers;
        (self.start)(Box::new(move || {
            let rows = tables::rows(&wanted, source);
            let kind = NewsKind::Table { tab, covers, rows };
            // Nobody listens any more when the viewer is over.
            let _ = send.send(Message::News(News { reading, kind }));
        }));
    }

    fn tell(&self, model: &Model, kind: NewsKind) {
        let reading = model.log.reading;
        let _ = self.send.send(Message::News(News { reading, kind }));
    }

    /// The way to the log that knows most lines.
    fn newest(&mut self) -> Option<&mut Source> {
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(source) = slot.take() {
            self.source = Some(source);
        }
        drop(slot);
        self.source.as_mut()
    }

    fn text(&mut self, from: u32, to: u32) -> Result<String, String> {
        let source = self.newest().ok_or("the log is not open")?;
        let lines = source
            .lines(line_no(from), line_no(to))
            .map_err(|error| error.to_string())?;
        let lines: Vec<String> = lines.into_iter().map(|(_, text)| text).collect();
        Ok(lines.join("\n"))
    }

    /// The text of lines that stand on the screen, in order.
    pub(crate) fn lines(&mut self, wanted: &[u32]) -> Vec<(u32, String)> {
        let Some(source) = self.newest() else {
            return Vec::new();
        };
        let mut read = Vec::with_capacity(wanted.len());
        let mut at = 0;
        while let Some(first) = wanted.get(at).copied() {
            // Lines that follow one another are read together.
            let run = wanted[at..]
                .iter()
                .zip(first..)
                .take_while(|(line, next)| *line == next);
            let count = run.count() as u32;
            at += count as usize;
            match source.lines(line_no(first), line_no(first + count - 1)) {
                Ok(lines) => read.extend(lines.into_iter().map(|(line, text)| (line.get(), text))),
                Err(error) => read.push((first, format!("[cannot be read: {error}]"))),
            }
        }
        // A log that has shrunk has no such lines any more; asking again would not help.
        for line in wanted {
            if !read.iter().any(|(found, _)| found == line) {
                read.push((*line, String::new()));
            }
        }
        read
    }

    /// What is known of a line.
    pub(crate) fn details(&mut self, model: &Model, line: u32) -> Vec<super::details::Detail> {
        match self.newest() {
            Some(source) => inspect::details(model, line, source),
            None => Vec::new(),
        }
    }
}
