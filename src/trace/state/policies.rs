//! Values of policies.

use super::table::{EngineByte, Table};
use crate::event::PolicyScope;
use crate::text::LineNo;
use crate::trace::index::{EngineId, NameId};
use crate::trace::names::Names;

/// A line with the value of a policy.
#[derive(Clone, Copy, Debug)]
pub struct PolicyRow {
    /// Its name: `DisableRollback`.
    pub name: NameId,
    /// Where it stands.
    pub line: LineNo,
    engine_byte: EngineByte,
}

impl PolicyRow {
    /// The engine, where the log names one.
    #[must_use]
    pub fn engine(&self) -> Option<EngineId> {
        self.engine_byte.engine()
    }

    /// Whose policy it is.
    #[must_use]
    pub fn scope(&self) -> PolicyScope {
        if self.engine_byte.byte() == PolicyScope::User as u8 {
            PolicyScope::User
        } else {
            PolicyScope::Machine
        }
    }
}

/// All values of policies. The engine reads most of them several times.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// In the order of the log.
    pub rows: Table<PolicyRow>,
}

impl Policies {
    /// Takes note of a policy that was read.
    pub(super) fn observe(
        &mut self,
        line: LineNo,
        engine: Option<EngineId>,
        scope: PolicyScope,
        name: &str,
        names: &mut Names,
    ) {
        self.rows.push(PolicyRow {
            name: names.id(name),
            line,
            engine_byte: EngineByte::new(engine, scope as u8),
        });
    }
}

/// Whether a value is what Windows Installer does without a policy.
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/system-policy>; `SearchOrder` is `nmu`, which is
/// network, media, URL, and the cache of patches takes up to 10 percent of the disk.
#[must_use]
pub fn is_default(name: &str, value: &str) -> bool {
    match name {
        "SearchOrder" => matches!(value, "nmu" | ""),
        "MaxPatchCacheSize" => value == "10",
        _ => value == "0",
    }
}
