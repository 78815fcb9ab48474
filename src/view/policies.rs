//! The policies that the engines read, those first that somebody has set.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::event::{EventKind, PolicyScope};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{each_at, is_default};

/// The policies of a log.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Policies {
    /// Those that are not at their default first, then by the order of the log.
    pub policies: Vec<Policy>,
}

/// A policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// Whose.
    pub scope: PolicyScope,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether that is what holds without a policy.
    pub default: bool,
    /// Where it stands first.
    pub line: u32,
    /// How often the engines read it.
    pub times: u64,
}

impl Policies {
    /// The policies that a log read: each with each of its values once, those first that are not at their default.
    ///
    /// # Errors
    ///
    /// When the log cannot be read again.
    pub fn of(trace: &Trace, source: &mut Source) -> io::Result<Self> {
        let rows = trace.state.policies.rows.rows();
        let lines: Vec<LineNo> = rows.iter().map(|row| row.line).collect();
        let mut seen: BTreeMap<(PolicyScope, String, String), (LineNo, u64)> = BTreeMap::new();
        each_at(source, &lines, |_, event| {
            if let EventKind::Policy { scope, name, value } = event.kind {
                let key = (scope, name.to_owned(), value.to_owned());
                let (_, times) = seen.entry(key).or_insert((event.line, 0));
                *times += 1;
            }
        })?;
        let policy =
            |((scope, name, value), (line, times)): ((_, String, String), (LineNo, _))| Policy {
                default: is_default(&name, &value),
                scope,
                name,
                value,
                line: line.get(),
                times,
            };
        let mut policies: Vec<Policy> = seen.into_iter().map(policy).collect();
        policies.sort_by_key(|policy| (policy.default, policy.line));
        Ok(Self { policies })
    }
}
