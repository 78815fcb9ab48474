//! A bar on the terminal of standard error that shows how far the work is.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::text::Source;

/// Work that takes less shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the bar is drawn.
const BEAT: Duration = Duration::from_millis(100);

/// A bar that shows how many logs are done, or how much of one log was read.
///
/// It shows where standard error is a terminal, and after a second. It is gone when it is dropped.
pub(super) struct Bar {
    drawn: ProgressBar,
    /// The bytes that were read of the only log.
    bytes: Option<Arc<AtomicU64>>,
    beat: Option<(Sender<()>, JoinHandle<()>)>,
}

/// A bar for `count` logs.
pub(super) fn bar(count: usize) -> Bar {
    let only = (count == 1).then(Arc::<AtomicU64>::default);
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    let template = if only.is_some() {
        "{wide_bar} {bytes} of {total_bytes}"
    } else {
        bar.set_length(count as u64);
        "{wide_bar} {pos}/{len} logs, {eta} left"
    };
    let style = ProgressStyle::with_template(template);
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let beat = io::stderr()
        .is_terminal()
        .then(|| beat(bar.clone(), only.clone()));
    Bar {
        drawn: bar,
        bytes: only,
        beat,
    }
}

/// Shows the bar after a second, and draws it until it is told to end.
fn beat(bar: ProgressBar, bytes: Option<Arc<AtomicU64>>) -> (Sender<()>, JoinHandle<()>) {
    let (end, ended) = mpsc::channel();
    let draw = move || {
        let mut wait = PATIENCE;
        while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            // Of standard input nobody knows how long it is.
            if bar.is_hidden() && bar.length().is_some() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            if let Some(bytes) = &bytes {
                bar.set_position(bytes.load(Ordering::Relaxed));
            }
            bar.tick();
            wait = BEAT;
        }
    };
    (end, thread::spawn(draw))
}

impl Bar {
    /// Shows how much of this log was read, where it is the only one. It has `length` bytes, as far as that is known.
    pub(super) fn follow(&self, source: &mut Source, length: Option<u64>) {
        if let (Some(bytes), Some(length)) = (&self.bytes, length) {
            self.drawn.set_length(length);
            source.count_bytes(Arc::clone(bytes));
        }
    }

    /// One more log is done.
    pub(super) fn inc(&self) {
        if self.bytes.is_none() {
            self.drawn.inc(1);
        }
    }

    /// Does what writes to the terminal while the bar is not there.
    pub(super) fn suspend<R>(&self, write: impl FnOnce() -> R) -> R {
        self.drawn.suspend(write)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((end, thread)) = self.beat.take() {
            // A thread that has ended already needs no message, and its result says nothing.
            let _ = end.send(());
            let _ = thread.join();
        }
        self.drawn.finish_and_clear();
    }
}
