//! `wilog features`: features and components, and which requests were not done.

use std::collections::BTreeMap;
use std::io;

use clap::Args;

use super::Done;
use super::showing::{self, Showing};
use crate::event::{EventKind, Side};
use crate::render::features::{self as render, EngineFeatures, Item, Ruling, View};
use crate::text::{LineNo, Source};
use crate::trace::Trace;
use crate::trace::state::{ComponentRow, Why, each_at, is_odd, why_not_done};

/// What to show of features and components.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    showing: Showing,
    /// Only those whose request was not done, such as `Request: Local; Action: Null`.
    #[arg(long)]
    odd: bool,
}

/// Shows features and components, by engine.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    showing::show(
        &arguments.showing,
        |trace, source| view(arguments, trace, source),
        render::text,
    )
}

/// All that there is to show.
#[cfg(feature = "tui")]
pub(super) fn whole(trace: &Trace, source: &mut Source) -> io::Result<View> {
    let all = Arguments::default();
    view(&all, trace, source)
}

fn view(arguments: &Arguments, trace: &Trace, source: &mut Source) -> io::Result<View> {
    let components = &trace.state.components;
    let reasons = reasons(trace, source)?;
    let whys = why_not_done(trace);
    let mut engines = Vec::new();
    let fresh = |engine| {
        move || EngineFeatures {
            engine: showing::head(trace, engine, Side::Other),
            ..EngineFeatures::default()
        }
    };
    for row in components.rows.rows() {
        if arguments.odd && !is_odd(row.states) {
            continue;
        }
        let item = item(trace, row, whys.get(&row.line), &reasons);
        if let Some(group) = showing::group(&mut engines, row.engine(), fresh(row.engine())) {
            if row.is_feature() {
                group.features.push(item);
            } else {
                group.components.push(item);
            }
        }
    }
    for row in components.rulings.rows() {
        if arguments.odd && !row.is_refusal() {
            continue;
        }
        let ruling = Ruling {
            line: row.line.get(),
            component: trace.names.get(row.component).to_owned(),
            ruling: row.ruling(),
            reason: reasons.get(&row.line).cloned().unwrap_or_default(),
        };
        if let Some(group) = showing::group(&mut engines, row.engine(), fresh(row.engine())) {
            group.rulings.push(ruling);
        }
    }
    Ok(View {
        only_odd: arguments.odd,
        engines: engines.into_iter().map(|(_, group)| group).collect(),
    })
}

/// The reasons of all decisions, by line.
fn reasons(trace: &Trace, source: &mut Source) -> io::Result<BTreeMap<LineNo, String>> {
    let rulings = trace.state.components.rulings.rows();
    let lines: Vec<LineNo> = rulings.iter().map(|ruling| ruling.line).collect();
    let mut reasons = BTreeMap::new();
    each_at(source, &lines, |_, event| {
        if let EventKind::ComponentRuled { reason, .. } = event.kind {
            reasons.insert(event.line, reason.trim().to_owned());
        }
    })?;
    Ok(reasons)
}

fn item(
    trace: &Trace,
    row: &ComponentRow,
    why: Option<&Why>,
    reasons: &BTreeMap<LineNo, String>,
) -> Item {
    let reason = |line: &LineNo| {
        let reason = reasons.get(line).map_or("", String::as_str);
        reason.strip_prefix("since ").unwrap_or(reason).to_owned()
    };
    let why = match why {
        Some(Why::Ruled(line)) => Some(format!("line {line}: {}", reason(line))),
        Some(Why::OneOf(line)) => Some(format!("perhaps line {line}: {}", reason(line))),
        Some(Why::Untold) | None => None,
    };
    Item {
        line: row.line.get(),
        name: trace.names.get(row.name).to_owned(),
        installed: row.states.installed(),
        request: row.states.request(),
        action: row.states.action(),
        client: row.states.client(),
        odd: is_odd(row.states),
        why,
    }
}
