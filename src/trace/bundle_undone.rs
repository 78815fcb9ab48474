//! What a bundle says of other bundles, and of what it leaves undone for them.

use super::bound::keep;
use super::bundle::{Bundle, MOST};
use super::bundle_begin::says_it_loads_anew;
use super::bundle_shown::BLOCK;
use crate::event::BundleStep;
use crate::text::LineNo;

/// What the programs of bundles say where a newer version is installed and its author wants that to be no failure.
///
/// Source: `WixStandardBootstrapperApplication.cpp` in <https://github.com/wixtoolset/wix3> and in
/// <https://github.com/wixtoolset/wix>.
const SUPPRESSED: [&str; 2] = [
    "A newer version of this product is installed but downgrade failure has been suppressed",
    "Bundle downgrade was attempted but downgrade failure has been suppressed",
];

/// What a bundle left undone, though it may end with a success.
#[derive(Clone, Debug, Default)]
pub struct BundleUndone {
    /// `w380: Apply skipped, no planned actions`
    pub apply: Option<LineNo>,
    /// `w210: Plan skipped due to remaining dependents:`
    pub plan: Option<LineNo>,
    /// `A newer version of this product is installed but downgrade failure has been suppressed; continuing...`
    pub downgrade: Option<LineNo>,
    /// `w327: Will not uninstall package: HeronMsi, found dependents: 1`
    pub kept: Vec<LineNo>,
    /// `w328: Found dependent: {...}, name: Heron Suite`
    pub dependents: Vec<LineNo>,
    /// The first line of the rollback of packages.
    pub rolled_back: Option<LineNo>,
    /// `Error 0x80070652: Failed to uninstall MSI package.`: packages without a name that the rollback could not remove.
    pub not_taken_back: Vec<LineNo>,
    /// Where a package failed to install, as long as no line shows that another one was begun or that it was tried again.
    pub(super) failed_install: Option<LineNo>,
    /// Transactions that were rolled back: where each began and where its rollback did.
    pub transactions: Vec<(Option<LineNo>, LineNo)>,
}

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
            327 => keep(&mut self.undone.kept, MOST, &mut self.dropped, line),
            328 | 334 => keep(&mut self.undone.dependents, MOST, &mut self.dropped, line),
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
        if self.related.len() < MOST {
            self.related.insert(code.into(), line);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// `Starting a new MSI transaction, id: A`, `Rolling back MSI transaction, id: A`
    pub(super) fn observe_transaction(&mut self, step: BundleStep, line: LineNo) {
        match step {
            BundleStep::Begin => self.transaction = Some(line),
            BundleStep::Commit => self.transaction = None,
            BundleStep::Rollback => {
                let rolled_back = (self.transaction.take(), line);
                keep(
                    &mut self.undone.transactions,
                    MOST,
                    &mut self.dropped,
                    rolled_back,
                );
            }
        }
    }
}
