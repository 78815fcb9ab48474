//! Looking through lines in the background, for a search or for filters.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use crate::text::Source;
use crate::tui::effect::Scan;
use crate::tui::facts::{Facts, line_no};
use crate::tui::message::{Message, News, NewsKind};

/// Lines that are read at a time.
const BATCH: u32 = 2048;
/// Bytes of text that are read at a time: lines may be as long as files.
const BYTES: usize = 4 << 20;
/// How often partial results are told.
const NEWS_EVERY: Duration = Duration::from_millis(30);

/// A scan with all that it needs.
pub(super) struct Scanner {
    pub(super) scan: Scan,
    pub(super) facts: Facts,
    pub(super) source: Option<Source>,
    pub(super) reading: u64,
    pub(super) send: Sender<Message>,
    pub(super) stop: Arc<AtomicBool>,
}

impl Scanner {
    /// Looks until the end, or until it is stopped.
    pub(super) fn run(mut self) {
        let job = self.scan.job;
        let mut found = Vec::new();
        let mut told = Instant::now();
        let mut from = self.scan.from;
        while from <= self.scan.to && !self.stop.load(Ordering::Relaxed) {
            let to = self.scan.to.min(from.saturating_add(BATCH - 1));
            self.batch(from, to, &mut found);
            if told.elapsed() >= NEWS_EVERY || to == self.scan.to {
                let lines = std::mem::take(&mut found);
                self.tell(NewsKind::Found {
                    job,
                    lines,
                    up_to: to,
                });
                told = Instant::now();
            }
            from = to + 1;
        }
        self.tell(NewsKind::Ended { job });
    }

    fn batch(&mut self, from: u32, to: u32, found: &mut Vec<u32>) {
        let predicate = &self.scan.predicate;
        let facts = &self.facts;
        let admitted = (from..=to).filter(|line| predicate.admits(*line, facts.get(*line)));
        if !predicate.needs_text() {
            found.extend(admitted);
            return;
        }
        let mut admitted = admitted.peekable();
        let Some(source) = self.source.as_mut().filter(|_| admitted.peek().is_some()) else {
            return;
        };
        let mut next = from;
        while next <= to {
            // A part that cannot be read has no hits; the log says so where it is shown.
            let lines = source.lines_within(line_no(next), line_no(to), BYTES);
            let lines = lines.unwrap_or_default();
            let Some((last, _)) = lines.last() else {
                return;
            };
            next = last.get() + 1;
            for (number, text) in lines {
                let number = number.get();
                let known = facts.get(number);
                let shown = known.map_or(&text[..], |known| known.body(&text));
                if predicate.admits(number, known) && predicate.admits_text(&text, shown) {
                    found.push(number);
                }
            }
        }
    }

    fn tell(&self, kind: NewsKind) {
        let reading = self.reading;
        let _ = self.send.send(Message::News(News { reading, kind }));
    }
}
