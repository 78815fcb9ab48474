//! Transactions: the implicit one around every install, and real ones around several packages.

use super::builder::Builder;
use super::index::{EngineId, SessionId};
use crate::event::{Byte, Event, ExitCode, Side, TimeOfDay};
use crate::text::LineNo;

/// What the server was told when it began a package:
/// `Running installation inside multi-package transaction <name>`.
#[derive(Clone, Debug)]
pub struct Transaction {
    /// Its name.
    pub name: String,
    /// Whether somebody began it with a name of its own. Since Windows Installer 4.5 every install runs inside a
    /// transaction, and an implicit one bears the path of its package or its product code.
    pub real: bool,
    /// The first line that names it.
    pub line: LineNo,
    /// The low byte of the server's process id.
    pub process: Byte,
    /// The low byte of the id of the thread that began it and will end it.
    pub thread: Byte,
    /// The clock of the first line that names it, where the line has one.
    pub at: Option<TimeOfDay>,
    /// The session in which it began.
    pub session: SessionId,
    /// Its packages, in the order in which they began.
    pub packages: Vec<EngineId>,
    /// Where it was rolled back after its packages had returned.
    pub rolled_back: Option<LineNo>,
    /// Commit custom actions that ran then: whose, and where each was invoked.
    pub commits: Vec<(EngineId, LineNo)>,
    /// What was undone then, script by script.
    pub undone: Vec<LateScript>,
    /// The first line of its thread after its last package had returned.
    pub ended: Option<LineNo>,
    /// What the server returned before any package had begun, and where that stands.
    pub returned_at_once: Option<(ExitCode, LineNo)>,
}

/// A rollback script that ran after the packages of a transaction had returned.
#[derive(Clone, Debug)]
pub struct LateScript {
    /// Its header.
    pub line: LineNo,
    /// Its end, or the last line seen of it.
    pub end_line: LineNo,
    /// The product code that its operations name, empty where they name none.
    pub product: String,
}

/// More than any chainer begins.
const MOST: usize = 100_000;

impl Builder {
    /// Takes note of `Running installation inside multi-package transaction <name>`.
    /// The same real name goes on with the transaction that bears it, also in the next session of the file.
    pub(super) fn enter_transaction(&mut self, event: &Event<'_>, session: SessionId, name: &str) {
        let Some(prefix) = event.origin.engine() else {
            return;
        };
        let real = is_real(name);
        let goes_on = self.trace.transactions.last().is_some_and(|last| {
            real && last.name == name
                && last.process == prefix.process
                && last.rolled_back.is_none()
        });
        let is_full = self.trace.transactions.len() >= MOST;
        if !goes_on && is_full {
            self.trace.drop_fact();
        } else if !goes_on {
            self.trace.transactions.push(Transaction {
                name: name.to_owned(),
                real,
                line: event.line,
                process: prefix.process,
                thread: prefix.thread,
                at: prefix.at,
                session,
                packages: Vec::new(),
                rolled_back: None,
                commits: Vec::new(),
                undone: Vec::new(),
                ended: None,
                returned_at_once: None,
            });
        } else if let Some(last) = self.trace.transactions.last_mut() {
            // What looked like its end was a pause between two packages.
            last.ended = None;
        }
    }

    /// A script runs although no engine does: the packages of a transaction have returned, so it is the transaction
    /// that is undone.
    pub(super) fn begin_late_script(&mut self, event: &Event<'_>, rollback: bool) {
        let last = self.trace.transactions.last_mut().filter(|_| rollback);
        let Some(transaction) = last.filter(|last| last.undone.len() < MOST) else {
            return;
        };
        transaction.rolled_back.get_or_insert(event.line);
        transaction.undone.push(LateScript {
            line: event.line,
            end_line: event.end_line(),
            product: String::new(),
        });
    }

    /// `Executing op: ProductInfo(ProductKey={...},...)` tells whose script it is.
    pub(super) fn name_late_script(&mut self, product: Option<&str>) {
        let in_rollback = self.script.is_some_and(|script| script.rollback);
        let last = self.trace.transactions.last_mut();
        let (true, Some(product), Some(transaction)) = (in_rollback, product, last) else {
            return;
        };
        let script = transaction.undone.last_mut();
        if let Some(script) = script.filter(|script| script.product.is_empty()) {
            product.clone_into(&mut script.product);
        }
    }

    /// Moves the end of the script that runs behind the engines of a transaction to an event of it.
    pub(super) fn end_late_script(&mut self, event: &Event<'_>) {
        let last = self.trace.transactions.last_mut();
        if let Some(script) = last.and_then(|last| last.undone.last_mut()) {
            script.end_line = event.end_line();
        }
    }

    /// The thread around the engines writes again when they have returned.
    pub(super) fn observe_end_of_transaction(&mut self, event: &Event<'_>) {
        let (Some(prefix), Some(last)) =
            (event.origin.engine(), self.trace.transactions.last_mut())
        else {
            return;
        };
        if last.ended.is_none()
            && !last.packages.is_empty()
            && (last.process, last.thread) == (prefix.process, prefix.thread)
        {
            last.ended = Some(event.line);
        }
    }

    /// `MainEngineThread is returning 1603` of a server whose engine has not begun.
    pub(super) fn return_at_once(&mut self, event: &Event<'_>, code: ExitCode) {
        let (Some(prefix), Some(last)) =
            (event.origin.engine(), self.trace.transactions.last_mut())
        else {
            return;
        };
        let is_of_server = prefix.side != Side::Client && last.process == prefix.process;
        if is_of_server && last.packages.is_empty() {
            last.returned_at_once.get_or_insert((code, event.line));
        }
    }

    /// A server engine that stands in no other belongs to the transaction that was entered last.
    pub(super) fn join_transaction(&mut self, engine: EngineId) {
        let process = self.trace.engines[engine.at()].process;
        if let Some(last) = self
            .trace
            .transactions
            .last_mut()
            .filter(|last| last.process == process)
        {
            last.packages.push(engine);
        }
    }
}

/// A name is real when it is neither a path nor a product code, and any name at all.
fn is_real(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_file = [".msi", ".msp", ".mst"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    let is_of_package = name.starts_with('{') || name.contains(['\\', '/']) || is_file;
    !is_of_package && !name.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_real;

    #[test]
    fn paths_and_product_codes_name_implicit_transactions() {
        for name in [
            "C:\\a b\\c.msi",
            "{5F1C0B6E-0000-4000-8000-000000000001}",
            "\\\\server\\share\\c.msi",
            "c.MSI",
            "",
        ] {
            assert!(!is_real(name), "{name}");
        }
        for name in ["MultiMsi", "Contoso Suite 3.0"] {
            assert!(is_real(name), "{name}");
        }
    }
}
