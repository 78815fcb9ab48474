//! What a bundle says in messages that have no kind of their own.

use super::bound::keep;
use super::bundle::{Bundle, MOST_FACTS};
use super::bundle_begin::says_it_loads_anew;
use super::bundle_shown::BLOCK;
use crate::text::LineNo;

/// What the programs of bundles say where a newer version is installed and its author wants that to be no failure.
///
/// Source: `WixStandardBootstrapperApplication.cpp` in <https://github.com/wixtoolset/wix3> and in
/// <https://github.com/wixtoolset/wix>.
const SUPPRESSED: [&str; 2] = [
    "A newer version of this product is installed but downgrade failure has been suppressed",
    "Bundle downgrade was attempted but downgrade failure has been suppressed",
];

impl Bundle {
    /// Takes note of a message that has no kind of its own, by its number.
    pub(super) fn observe_text(&mut self, id: u16, text: &str, line: LineNo) {
        match id {
            0 if SUPPRESSED.iter().any(|words| text.starts_with(words)) => {
                self.undone.downgrade.get_or_insert(line);
            }
            0 if says_it_loads_anew(text) => self.load_anew(line),
            0 if text.starts_with(BLOCK) => {
                self.blocked.get_or_insert(line);
            }
            0 if text.starts_with("MUX:  P") => self.observe_report(text, line),
            102 => self.observe_related(text, line),
            210 => self.undone.plan = Some(line),
            225 => self.newer = Some(line),
            366 => self.observe_exit(text, line),
            327 => keep(&mut self.undone.kept, MOST_FACTS, &mut self.dropped, line),
            328 | 334 => keep(
                &mut self.undone.dependents,
                MOST_FACTS,
                &mut self.dropped,
                line,
            ),
            380 => self.undone.apply = Some(line),
            400 => {
                self.shut_down.get_or_insert(line);
            }
            _ => {}
        }
    }

    /// `Shutting down, exit code: 0x642`: how the bundle ended, where the lines below are missing. While it installs what its own
    /// program needs, a success is not yet the end.
    pub(super) fn observe_shutdown(&mut self, code: u32, line: LineNo) {
        if !self.has_more_to_come(code) {
            self.exit = Some((code, line));
        }
    }

    /// `Detected related bundle: {...}, type: Upgrade, scope: PerMachine, version: 4.2.0.0, operation: Downgrade`
    fn observe_related(&mut self, text: &str, line: LineNo) {
        if text.ends_with("operation: Downgrade") {
            self.newer = Some(line);
        }
        let code = text.split_once("Detected related bundle: ");
        let Some((code, _)) = code.and_then(|(_, rest)| rest.split_once(", ")) else {
            return;
        };
        if self.related.len() < MOST_FACTS {
            self.related.insert(code.into(), line);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }
}
