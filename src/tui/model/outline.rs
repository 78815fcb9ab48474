//! The outline: sessions, engines with their packages, phases, and actions, as a tree.

use std::collections::HashSet;
use std::ops::Range;

use crate::event::Side;
use crate::text::LineNo;
use crate::trace::{ActionId, Bundle, EngineId, SessionId, Trace, between};

/// What a node of the outline stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// A session.
    Session(SessionId),
    /// An engine, with its package.
    Engine(EngineId),
    /// A phase of an engine, by its place.
    Phase(EngineId, usize),
    /// An action of a sequence.
    Action(ActionId),
    /// The work of an action in a script, by its place.
    Script(usize),
    /// A bundle.
    Bundle,
    /// A package of a bundle, by its place.
    Package(usize),
}

/// A node, in the order of the tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    pub(crate) subject: Subject,
    pub(crate) depth: u8,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    /// The place of the first node that is not below this one.
    pub(crate) end: u32,
}

/// The tree, and which of its nodes are open.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    pub(crate) nodes: Vec<Node>,
    /// Nodes that the user has opened or closed against the rule.
    turned: HashSet<(u8, u32)>,
    /// Nodes around the line that the log is at; they are open as long as it is there.
    path: Vec<usize>,
    /// Places of the nodes that are shown, in order: kept, because a long log has a million nodes.
    shown: Vec<usize>,
    /// The place of the node that is chosen.
    pub(crate) cursor: usize,
    /// The first row that is shown.
    pub(crate) top: usize,
}

/// In a log with more actions than this, only sessions and engines are open at first.
const OPEN_AT_MOST: usize = 400;

impl Outline {
    /// Takes the nodes of a newer trace; what was opened stays open, and the node that was chosen stays chosen.
    pub(crate) fn renew(&mut self, nodes: Vec<Node>) {
        let chosen = self
            .nodes
            .get(self.cursor)
            .map(|node| (node.depth, node.line));
        self.nodes = nodes;
        self.path.clear();
        let same = |node: &Node| Some((node.depth, node.line)) == chosen;
        self.cursor = self.nodes.iter().position(same).unwrap_or(0);
        self.show();
    }

    /// Places of the nodes that are shown, in order.
    pub(crate) fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// The row of a node, or of the one above it that is shown.
    pub(crate) fn row_of(&self, place: usize) -> usize {
        let next = self.shown.partition_point(|at| *at <= place);
        next.saturating_sub(1)
    }

    /// Finds out which nodes are shown. To be called when that may have changed.
    fn show(&mut self) {
        let mut shown = std::mem::take(&mut self.shown);
        shown.clear();
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            shown.push(at);
            at = if self.is_open(at) {
                at + 1
            } else {
                node.end as usize
            };
        }
        self.shown = shown;
    }

    /// Whether a node has others below it.
    pub(crate) fn is_parent(&self, at: usize) -> bool {
        self.nodes
            .get(at)
            .is_some_and(|node| node.end as usize > at + 1)
    }

    /// Whether what is below a node is shown.
    pub(crate) fn is_open(&self, at: usize) -> bool {
        let Some(node) = self.nodes.get(at) else {
            return false;
        };
        let by_rule = node.depth < 1 || self.nodes.len() <= OPEN_AT_MOST;
        let turned = !self.turned.is_empty() && self.turned.contains(&(node.depth, node.line));
        by_rule != turned || self.path.contains(&at)
    }

    /// Opens or closes a node.
    pub(crate) fn set_open(&mut self, at: usize, open: bool) {
        if self.is_open(at) == open || !self.is_parent(at) {
            return;
        }
        let Some(node) = self.nodes.get(at) else {
            return;
        };
        let key = (node.depth, node.line);
        self.path.retain(|around| *around != at);
        if self.is_open(at) != open && !self.turned.remove(&key) {
            self.turned.insert(key);
        }
        self.show();
    }

    /// Chooses the innermost node that a line belongs to, and opens what is around it.
    pub(crate) fn reveal(&mut self, line: u32) {
        let mut path = Vec::new();
        let mut below = 0..self.nodes.len();
        while let Some(found) = self.last_around(line, below) {
            path.push(found);
            below = found + 1..self.nodes[found].end as usize;
        }
        if let Some(found) = path.pop() {
            self.cursor = found;
        }
        if path != self.path {
            self.path = path;
            self.show();
        }
    }

    /// The last of some siblings that a line belongs to. The work of a server lies inside of the client's, and an
    /// action may end late: what began last is what the line is of.
    fn last_around(&self, line: u32, siblings: Range<usize>) -> Option<usize> {
        let mut found = None;
        let mut at = siblings.start;
        while at < siblings.end {
            let node = self.nodes.get(at)?;
            if (node.line..=node.end_line).contains(&line) {
                found = Some(at);
            }
            at = node.end as usize;
        }
        found
    }

    /// The node around a node.
    pub(crate) fn parent(&self, at: usize) -> Option<usize> {
        let depth = self.nodes.get(at)?.depth;
        (0..at).rev().find(|above| self.nodes[*above].depth < depth)
    }
}

/// The tree of a trace.
pub(crate) fn nodes(trace: &Trace) -> Vec<Node> {
    let mut nodes = Vec::new();
    for at in 0..trace.sessions.len() {
        let id = SessionId::new(at);
        let session = &trace.sessions[at];
        let bounds = (session.line.get(), session.end_line.get());
        let place = push(&mut nodes, Subject::Session(id), 0, bounds);
        let engines: Vec<EngineId> = trace.engines_of(id).map(|(id, _)| id).collect();
        let inner = |engine: &EngineId| {
            trace.engines[engine.at()].side == Side::Nested
                && trace.engines[engine.at()].parent.is_some()
        };
        for engine in engines.iter().filter(|engine| !inner(engine)) {
            engine_nodes(trace, *engine, 1, &mut nodes);
        }
        if engines.is_empty() {
            let top = trace.actions_of(id).filter(|(_, run)| run.parent.is_none());
            let ids: Vec<ActionId> = top.map(|(id, _)| id).collect();
            for action in ids {
                loose_action(trace, action, 1, &mut nodes);
            }
        }
        close(&mut nodes, place);
    }
    if let Some(bundle) = &trace.bundle {
        bundle_nodes(bundle, &mut nodes);
    }
    nodes
}

/// A bundle with the packages that were applied, in the order in which that began.
fn bundle_nodes(bundle: &Bundle, nodes: &mut Vec<Node>) {
    let line = bundle.line.map_or(1, LineNo::get);
    let place = push(nodes, Subject::Bundle, 0, (line, u32::MAX));
    let applied = bundle
        .packages
        .iter()
        .enumerate()
        .filter_map(|(at, package)| {
            let (first, last) = package.steps.first().zip(package.steps.last())?;
            let end = last.end.map_or(last.line, |(_, line)| line);
            Some((first.line.get(), end.get(), at))
        });
    let mut applied: Vec<(u32, u32, usize)> = applied.collect();
    applied.sort_unstable();
    for (line, end, at) in applied {
        push(nodes, Subject::Package(at), 1, (line, end));
    }
    close(nodes, place);
}

fn push(nodes: &mut Vec<Node>, subject: Subject, depth: u8, bounds: (u32, u32)) -> usize {
    let (line, end_line) = bounds;
    nodes.push(Node {
        subject,
        depth,
        line,
        end_line: end_line.max(line),
        end: nodes.len() as u32 + 1,
    });
    nodes.len() - 1
}

fn close(nodes: &mut [Node], place: usize) {
    nodes[place].end = nodes.len() as u32;
}

/// An engine with its phases, and in each the actions that began in it.
fn engine_nodes(trace: &Trace, id: EngineId, depth: u8, nodes: &mut Vec<Node>) {
    let run = &trace.engines[id.at()];
    let bounds = (run.line.get(), run.end_line.get());
    let place = push(nodes, Subject::Engine(id), depth, bounds);
    let own = begun_in(trace, id);
    for (at, phase) in run.phases.iter().enumerate() {
        let bounds = (phase.line.get(), phase.end_line.get());
        let below = between(&own, phase.line, phase.end_line, |(line, _)| *line);
        let phase = push(nodes, Subject::Phase(id, at), depth + 1, bounds);
        for (at, (line, subject)) in below.iter().enumerate() {
            // An action of a sequence ends where the next one begins; its end line only comes late.
            let later = below.get(at + 1);
            let next = later.map_or(bounds.1, |(next, _)| next.get() - 1);
            match subject {
                Subject::Engine(inner) if depth < 8 => {
                    engine_nodes(trace, *inner, depth + 2, nodes);
                }
                subject => {
                    push(nodes, *subject, depth + 2, (line.get(), next));
                }
            }
        }
        close(nodes, phase);
    }
    close(nodes, place);
}

/// The actions of an engine, what it did in scripts, and the engines inside of it, in the order in which they began.
fn begun_in(trace: &Trace, id: EngineId) -> Vec<(LineNo, Subject)> {
    let run = &trace.engines[id.at()];
    let first = trace.actions.partition_point(|own| own.line < run.line);
    let actions = between(&trace.actions, run.line, run.end_line, |own| own.line);
    let actions = (first..).map(ActionId::new).zip(actions);
    let actions = actions.filter(|(_, own)| own.engine == Some(id));
    let first = trace.script_runs.partition_point(|own| own.line < run.line);
    let scripts = between(&trace.script_runs, run.line, run.end_line, |own| own.line);
    let scripts = (first..).zip(scripts);
    let scripts = scripts.filter(|(_, own)| own.engine == Some(id));
    let nested = run.nested.iter().map(|nested| {
        let line = trace.engines[nested.at()].line;
        (line, Subject::Engine(*nested))
    });
    let mut begun: Vec<(LineNo, Subject)> = actions
        .map(|(id, own)| (own.line, Subject::Action(id)))
        .chain(scripts.map(|(at, own)| (own.line, Subject::Script(at))))
        .chain(nested)
        .collect();
    begun.sort_by_key(|(line, _)| *line);
    begun
}

/// An action of a log that shows no engines, with those inside of it.
fn loose_action(trace: &Trace, id: ActionId, depth: u8, nodes: &mut Vec<Node>) {
    let run = &trace.actions[id.at()];
    let end = run.end_line.unwrap_or(run.line).get();
    let place = push(nodes, Subject::Action(id), depth, (run.line.get(), end));
    if depth < 8 {
        let later = (id.at() + 1..trace.actions.len())
            .map(ActionId::new)
            .take_while(|later| trace.actions[later.at()].line.get() <= end);
        let inside: Vec<ActionId> = later
            .filter(|later| trace.actions[later.at()].parent == Some(id))
            .collect();
        for inner in inside {
            loose_action(trace, inner, depth + 1, nodes);
        }
    }
    close(nodes, place);
}
