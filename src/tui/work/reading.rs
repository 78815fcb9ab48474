//! Reading a log in the background: lines, facts, and the trace, as they become known.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Host, Slot};
use crate::detect;
use crate::event::Event;
use crate::finding::Report;
use crate::secret::Watch;
use crate::syntax::Parser;
use crate::text::{Source, Window};
use crate::trace::{Builder, Trace};
use crate::tui::effect::Reading;
use crate::tui::facts::FactsBuilder;
use crate::tui::message::{Message, News, NewsKind};
use crate::tui::model::outline;

/// How often the screen learns of new lines.
const NEWS_EVERY: Duration = Duration::from_millis(40);
/// How often at most the outline is renewed while the log is read.
const TRACE_EVERY: Duration = Duration::from_millis(300);
/// A copy of a larger trace would take memory for what is there for a second; its outline comes at the end.
const LINES_TO_COPY: u32 = 1_000_000;
/// How long the reader of a log that is followed waits before it looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// A log that has been still for this long is judged as it is.
const STILL: Duration = Duration::from_millis(250);

/// Reads one log once.
pub(super) struct Reader {
    pub(super) host: Arc<Host>,
    pub(super) wanted: Reading,
    pub(super) latest: Arc<AtomicU64>,
    pub(super) slot: Slot,
    pub(super) send: Sender<Message>,
}

/// What was made of the lines so far.
#[derive(Default)]
struct Made {
    parser: Parser,
    builder: Builder,
    facts: FactsBuilder,
    /// Learns secrets, which are covered in what is read of the log from then on.
    watch: Watch,
    /// Whether something was covered that had been read before, so that the trace has to be made anew.
    covered: bool,
}

impl Reader {
    /// Reads until the end, or until another reading takes its place.
    pub(super) fn run(&self) {
        if let Some((source, total)) = self.open() {
            self.tell(NewsKind::Opened { total });
            if let Err(error) = self.read(source) {
                self.tell(NewsKind::Failed(format!(
                    "cannot read the log further: {error}"
                )));
            }
        }
    }

    /// Opens the log, which may not be there yet when it is to be followed.
    fn open(&self) -> Option<super::Opened> {
        let mut waiting = false;
        while self.is_wanted() {
            match (self.host.open)() {
                Ok(Some(opened)) => return Some(opened),
                Ok(None) if self.wanted.follow => {}
                Ok(None) => {
                    self.tell(NewsKind::Failed(
                        "there is no such file, or it is empty".to_owned(),
                    ));
                    return None;
                }
                Err(why) => {
                    self.tell(NewsKind::Failed(why));
                    return None;
                }
            }
            if !waiting {
                self.tell(NewsKind::Waiting);
                waiting = true;
            }
            thread::sleep(LOOK_AGAIN);
        }
        None
    }

    fn read(&self, mut source: Source) -> io::Result<()> {
        if self.wanted.follow {
            source.set_grows();
        }
        let mut made = Made::default();
        let mut window = source.window();
        let (mut consumed, mut told, mut settled) = (0, None::<Instant>, true);
        let (mut traced, mut cost) = (Instant::now(), Duration::ZERO);
        let mut grew = Instant::now();
        loop {
            let more = window.advance(consumed)?;
            if !self.is_wanted() {
                return Ok(());
            }
            consumed = made.read(&window);
            if !more && window.at_end() {
                break;
            }
            if more {
                (grew, settled) = (Instant::now(), false);
            }
            // The first lines are shown at once, later ones often enough.
            if more && told.is_none_or(|at| at.elapsed() >= NEWS_EVERY) {
                self.progress(&window, &mut made, consumed);
                told = Some(Instant::now());
            }
            let wait = TRACE_EVERY.max(cost * 10);
            if more && traced.elapsed() >= wait && window.source().line_count() <= LINES_TO_COPY {
                let began = Instant::now();
                self.traced(made.builder.clone().finish_of(window.source()), None);
                (traced, cost) = (Instant::now(), began.elapsed());
            }
            if !more && !settled {
                self.progress(&window, &mut made, consumed);
                if grew.elapsed() >= STILL {
                    self.settle(&window, &made, consumed)?;
                    settled = true;
                }
            }
            if !more {
                if window.source().has_shrunk()? || self.is_replaced(window.source()) {
                    self.tell(NewsKind::Restarted);
                    return Ok(());
                }
                thread::sleep(LOOK_AGAIN);
            }
        }
        self.progress(&window, &mut made, consumed);
        let trace = if made.covered {
            Trace::read(&mut source.share())?
        } else {
            made.builder.finish_of(&source)
        };
        self.judged(trace, &made.watch, &source);
        Ok(())
    }

    /// Judges a log that is still being written as if it ended here.
    fn settle(&self, window: &Window<'_>, made: &Made, consumed: usize) -> io::Result<()> {
        let trace = if made.covered {
            Trace::read(&mut window.source().share())?
        } else {
            let mut builder = made.builder.clone();
            made.each_open(window, consumed, |event| builder.observe(event));
            builder.finish_of(window.source())
        };
        let watch = made.watch_with_open(window, consumed);
        self.judged(trace, &watch, window.source());
        Ok(())
    }

    fn judged(&self, mut trace: Trace, watch: &Watch, source: &Source) {
        trace.take_secrets(watch);
        let report = Arc::new(report(&trace, source, &self.host.name));
        self.traced(trace, Some(report));
    }

    /// Tells what is known; all that will be, where the report comes with it.
    fn traced(&self, trace: Trace, report: Option<Arc<Report>>) {
        // The tree of a long log takes a while, which the screen must not wait for.
        let outline = outline::nodes(&trace);
        let complete = report.is_some();
        self.tell(NewsKind::Traced {
            trace: Arc::new(trace),
            outline,
            report,
            complete,
        });
    }

    /// Tells of the lines that were read, also of those of the open record, and covers the secrets in them before.
    fn progress(&self, window: &Window<'_>, made: &mut Made, consumed: usize) {
        let source = window.source();
        let watch = made.watch_with_open(window, consumed);
        // All ways to a log share what is covered.
        if watch.cover(&mut source.share()) {
            made.covered = true;
            self.tell(NewsKind::Covered);
        }
        let mut slot = self.slot.lock().unwrap_or_else(PoisonError::into_inner);
        // A newer reading has emptied it for itself.
        if self.is_wanted() {
            *slot = Some(source.share());
        }
        drop(slot);
        self.tell(NewsKind::Progress {
            lines: source.line_count(),
            bytes: source.bytes(),
            facts: made.facts.take(),
        });
    }

    /// Whether another file has taken the name of the log that is followed: deleted and written anew, it is shorter at
    /// first. The one that was opened is there as long as it is open, and does not grow any more.
    fn is_replaced(&self, source: &Source) -> bool {
        // Of a log that had lost its lines other bytes are counted than the file has.
        let length = (self.host.length)().filter(|_| !source.unfolded());
        length.is_some_and(|length| length < source.bytes())
    }

    fn is_wanted(&self) -> bool {
        self.latest.load(Ordering::Relaxed) == self.wanted.number
    }

    fn tell(&self, kind: NewsKind) {
        let reading = self.wanted.number;
        // Nobody listens any more when the viewer is over.
        let _ = self.send.send(Message::News(News { reading, kind }));
    }
}

impl Made {
    /// Takes note of the records in the window, and tells how many bytes they take.
    fn read(&mut self, window: &Window<'_>) -> usize {
        let Self {
            parser,
            builder,
            facts,
            watch,
            ..
        } = self;
        parser.each(window.text(), window.at_end(), |event| {
            watch.observe(event);
            builder.observe(event);
            facts.observe(event);
        })
    }

    /// Gives what stands behind the records that were read as if the log ended with it. The last record is open until
    /// the next line shows that it has ended, so nobody has observed it yet.
    fn each_open(&self, window: &Window<'_>, consumed: usize, sink: impl FnMut(&Event<'_>)) {
        let open = window.text().get(consumed..).unwrap_or_default();
        if !open.is_empty() {
            self.parser.clone().each(open, true, sink);
        }
    }

    /// The secrets of all lines that are shown, those of the open record too.
    fn watch_with_open(&self, window: &Window<'_>, consumed: usize) -> Watch {
        let mut watch = self.watch.clone();
        self.each_open(window, consumed, |event| watch.observe(event));
        watch
    }
}

fn report(trace: &Trace, source: &Source, name: &str) -> Report {
    let input = detect::input(trace, source, name);
    detect::of_trace(trace, &mut source.share(), input)
}
