//! Transactions: the implicit one around every install, and real ones around several packages.

use super::builder::Builder;
use super::model::{EngineId, SessionId};
use crate::event::{Byte, Event};
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
    /// The session in which it began.
    pub session: SessionId,
    /// Its packages, in the order in which they began.
    pub packages: Vec<EngineId>,
    /// Where it was rolled back after its packages had returned.
    pub rolled_back: Option<LineNo>,
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
        if !goes_on && self.trace.transactions.len() < MOST {
            self.trace.transactions.push(Transaction {
                name: name.to_owned(),
                real,
                line: event.line,
                process: prefix.process,
                session,
                packages: Vec::new(),
                rolled_back: None,
            });
        }
    }

    /// A server engine that stands in no other belongs to the transaction that was entered last.
    pub(super) fn join_transaction(&mut self, engine: EngineId) {
        let process = self.trace.engines[engine.0].process;
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

/// A name is real when it is neither a path nor a product code.
fn is_real(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_file = [".msi", ".msp", ".mst"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    !(name.starts_with('{') || name.contains(['\\', '/']) || is_file)
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
        ] {
            assert!(!is_real(name), "{name}");
        }
        for name in ["MultiMsi", "Contoso Suite 3.0"] {
            assert!(is_real(name), "{name}");
        }
    }
}
