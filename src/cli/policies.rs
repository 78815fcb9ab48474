//! `wilog policies`: the policies that the engines read.

use std::collections::BTreeMap;
use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::event::{EventKind, PolicyScope};
use crate::render::policies::{self as render, Policy, View};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{each_at, is_default};

/// The log, and how to show its policies.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
}

/// Shows each policy with each of its values once, those first that are not at their default.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(&arguments.showing, view, render::text)
}

/// The policies that a log read, those first that somebody has set.
pub(super) fn view(trace: &Trace, source: &mut Source) -> io::Result<View> {
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
    Ok(View { policies })
}
