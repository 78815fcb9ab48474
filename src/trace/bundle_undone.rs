//! What a bundle leaves undone, or takes back.

use super::bound::keep;
use super::bundle::{Bundle, MOST_FACTS};
use crate::event::BundleStep;
use crate::text::LineNo;

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
    /// `Starting a new MSI transaction, id: A`, `Rolling back MSI transaction, id: A`
    pub(super) fn observe_transaction(&mut self, step: BundleStep, line: LineNo) {
        match step {
            BundleStep::Begin => self.transaction = Some(line),
            BundleStep::Commit => self.transaction = None,
            BundleStep::Rollback => {
                let rolled_back = (self.transaction.take(), line);
                keep(
                    &mut self.undone.transactions,
                    MOST_FACTS,
                    &mut self.dropped,
                    rolled_back,
                );
            }
        }
    }
}
