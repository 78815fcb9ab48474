//! A bar that shows how many logs are done.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for `count` logs on the terminal of standard error, where there is one and something to wait for.
pub(super) fn bar(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if count < 2 || !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} logs, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
