//! The packages of a bundle, and each time that one of them was applied or rolled back.

use super::bundle::Thread;
use crate::event::MessageNumber;
use crate::text::LineNo;

/// One package of a bundle.
#[derive(Clone, Debug, Default)]
pub struct BundlePackage {
    /// Its id.
    pub id: String,
    /// What was found: Absent, Present, and so on.
    pub state: String,
    /// What was planned: None, Install, Uninstall, Repair, and so on.
    pub planned: String,
    /// What was done, in order.
    pub steps: Vec<BundleStep>,
    /// Whether it asked for a restart.
    pub restart: bool,
    /// Whether the restart was begun, so that the bundle goes on behind it.
    pub restart_begun: bool,
    /// Where it had failed and was tried again.
    pub retries: Vec<LineNo>,
    /// The indices of the steps that have no end, those that are rolled back apart.
    pub(super) open: [Vec<usize>; 2],
}

/// One time that a package was applied or rolled back.
#[derive(Clone, Debug)]
pub struct BundleStep {
    /// What was done; empty where the line that says so is missing.
    pub action: String,
    /// Whether to undo an earlier step.
    pub rollback: bool,
    /// Where it began.
    pub line: LineNo,
    /// Where it ended, with an HRESULT.
    pub end: Option<(u32, LineNo)>,
    /// Whether the bundle needs it to go well.
    pub vital: bool,
    /// Whether it failed and the bundle began it again.
    pub retried: bool,
    /// The first error of the thread that applies it, with its HRESULT.
    pub error: Option<(u32, LineNo)>,
    /// Where it stands that its program was run and returned the error.
    pub returned: Option<LineNo>,
    /// The first message that the package showed and the bundle's own program wrote down.
    pub message: Option<(MessageNumber, LineNo)>,
    /// The process and the thread that apply it, where the log has them.
    pub(super) thread: Thread,
}

impl BundleStep {
    /// A step that has begun.
    pub(super) fn begun(action: &str, rollback: bool, line: LineNo, thread: Thread) -> Self {
        Self {
            action: action.to_owned(),
            rollback,
            line,
            end: None,
            vital: true,
            retried: false,
            error: None,
            returned: None,
            message: None,
            thread,
        }
    }

    /// How it ended, where the log says so: its result, or the error of one whose result is missing.
    #[must_use]
    pub fn result(&self) -> Option<(u32, LineNo)> {
        self.end.or(self.error)
    }
}
