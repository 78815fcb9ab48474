//! How the installs ended that a text tells of in which no engine begins, such as quoted sentences or the event log.

use std::collections::BTreeMap;

use super::builder::Builder;
use super::index::{NameId, SessionId};
use super::outcome::Outcome;
use super::package::Operation;
use super::product::{NamedBy, name_product};
use crate::event::ExitCode;
use crate::text::{EventOrder, LineNo};

/// How one piece of work on a product ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) product: NameId,
    pub(super) version: NameId,
    /// What was done, where the sentence says so in words that are known.
    pub(super) operation: Option<Operation>,
    pub(super) code: ExitCode,
    pub(super) line: LineNo,
}

impl End {
    /// Of two ends, the worse one says how the session ended, and of two that are as bad the later one.
    fn rank(&self) -> (Outcome, LineNo) {
        (Outcome::of_code(self.code), self.line)
    }

    /// Whether this is what another end is about, so that the later one counts.
    fn is_of_work_of(&self, other: &Self) -> bool {
        let operations = self.operation.zip(other.operation);
        self.product == other.product && operations.is_none_or(|(one, other)| one == other)
    }
}

/// The ends of a session of which each is of another product or operation.
#[derive(Clone, Debug, Default)]
struct Distinct {
    /// Each product has at most one end for each operation, so that these are few.
    of_products: BTreeMap<NameId, Vec<End>>,
    /// All of them, the worst and latest last.
    ranked: BTreeMap<(Outcome, LineNo), End>,
}

/// More products than a text tells of.
const MOST: usize = 65_536;

impl Distinct {
    /// Puts an end in the place of that of the same work, since a second try takes the place of the first.
    fn replace(&mut self, end: End) {
        let known = self.of_products.remove(&end.product).unwrap_or_default();
        let (replaced, mut of_product): (Vec<End>, Vec<End>) = known
            .into_iter()
            .partition(|other| other.is_of_work_of(&end));
        for other in replaced {
            self.ranked.remove(&other.rank());
        }
        if self.ranked.len() < MOST {
            of_product.push(end);
            self.ranked.insert(end.rank(), end);
        }
        if !of_product.is_empty() {
            self.of_products.insert(end.product, of_product);
        }
    }

    /// Adds an end of other work than the known ones.
    fn add(&mut self, end: End) {
        let known = self.of_products.get(&end.product);
        let is_known = known.is_some_and(|known| known.iter().any(|one| one.is_of_work_of(&end)));
        if !is_known && self.ranked.len() < MOST {
            self.of_products.entry(end.product).or_default().push(end);
            self.ranked.insert(end.rank(), end);
        }
    }

    /// The last of the worst ends.
    fn result(&self) -> Option<End> {
        self.ranked.last_key_value().map(|(_, end)| *end)
    }
}

/// How the works of a session ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    /// The session that they are of.
    session: Option<SessionId>,
    /// The first end of each product and operation.
    first: Distinct,
    /// The last end of each.
    last: Distinct,
    /// The worst of all that were told, also where a later try went well.
    worst: Option<End>,
}

impl Ends {
    fn put(&mut self, end: End) {
        self.first.add(end);
        self.last.replace(end);
        if self.worst.is_none_or(|worst| worst.rank() <= end.rank()) {
            self.worst = Some(end);
        }
    }

    /// How the session ended, by the order in which a text tells of the ends. Where nobody knows which of two is the newer one, a
    /// success takes no failure back.
    fn result(&self, order: EventOrder) -> Option<End> {
        match order {
            EventOrder::OldestFirst => self.last.result(),
            EventOrder::NewestFirst => self.first.result(),
            EventOrder::Unknown => self.worst,
        }
    }
}

/// Takes note of how something ended, and lets the session end as the worst of all that it tells of: what went well, or was cancelled,
/// takes no failure of something else back.
pub(super) fn note_end(builder: &mut Builder, end: End) {
    if builder.ends.session != builder.session {
        forget_ends(builder);
    }
    builder.ends.put(end);
    if let Some(result) = builder.ends.result(EventOrder::OldestFirst) {
        end_with(builder, result);
    }
}

/// Forgets what was told of ends that are none of this session.
pub(super) fn forget_ends(builder: &mut Builder) {
    builder.ends = Ends {
        session: builder.session,
        ..Ends::default()
    };
}

/// Takes note that the success which the sentence at a line tells of needs a restart, and tells whether that is an end that is known.
pub(super) fn end_with_restart(
    builder: &mut Builder,
    [told_at, line]: [LineNo; 2],
    code: ExitCode,
) -> bool {
    let success = (Outcome::Success, told_at);
    let known = builder.ends.last.ranked.get(&success).copied();
    let Some(end) = known.filter(|_| builder.ends.session == builder.session) else {
        return false;
    };
    note_end(builder, End { code, line, ..end });
    true
}

fn end_with(builder: &mut Builder, end: End) {
    let result = Some((end.code, end.line));
    let Some(session) = builder.session_mut() else {
        return;
    };
    if session.status == result {
        return;
    }
    session.status = result;
    session.product.operation = end.operation.or(session.product.operation);
    let names = &builder.trace.names;
    let [name, version] = [end.product, end.version].map(|id| names.get(id).to_owned());
    if !name.is_empty() {
        name_product(builder, NamedBy::Statement, [&name, &version]);
    }
}

impl Builder {
    /// Lets a text of the event log end as its events do, of which the newest may stand first.
    pub(super) fn settle_event_log(&mut self, order: EventOrder) {
        if self.trace.engine_lines > self.trace.message_lines {
            return;
        }
        let is_current = self.ends.session == self.session;
        let result = self.ends.result(order).filter(|_| is_current);
        let note = self.failed_note;
        let Some(session) = self.session_mut() else {
            return;
        };
        // The notes do not tell of which product they are.
        let outcome_note = session.outcome_note;
        if outcome_note.is_some_and(|(number, _)| number.is_success()) && note.is_some() {
            session.outcome_note = note;
        }
        if let Some(end) = result.filter(|_| session.status.is_some()) {
            end_with(self, end);
        }
    }
}
