//! Collecting what predicates match while events stream by.

use std::collections::HashMap;

use super::Policy;
use super::field::{Value, each_field};
use super::predicate::{Path, Pattern, Subject};
use super::rule::UserRule;
use super::vocabulary::{AREA, ARGUMENT, DETAIL, FIELD, RAW, TARGET};
use crate::event::{Event, EventKind, TimeOfDay};
use crate::syntax::{argument, field};
use crate::text::{LineNo, floor_boundary};
use crate::trace::state::{Effect, Effects};
use crate::trace::{Builder, EngineId, Place, SessionId};

/// The most matches of one predicate that are kept of a log.
pub const MOST_MATCHES: usize = 10_000;

/// The most bytes of a field that are kept.
const LONGEST_FIELD: usize = 1024;

/// What a predicate matched: an event, or a fact.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) line: LineNo,
    /// The clock, of the line or the last one before it.
    pub(super) at: Option<TimeOfDay>,
    pub(super) session: Option<SessionId>,
    pub(super) engine: Option<EngineId>,
    /// The pattern of the predicate that matched.
    pub(super) pattern: usize,
    /// The fields that the rule needs, by the names that messages have for them.
    pub(super) fields: Vec<(String, String)>,
}

impl Match {
    /// The value of a field that was kept.
    pub(super) fn field(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        fields
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value)
    }
}

/// The matches of one predicate.
#[derive(Clone, Debug, Default)]
pub(super) struct Matches {
    /// In the order of the log.
    pub(super) kept: Vec<Match>,
    /// Matches beyond what is kept.
    pub(super) dropped: u64,
    /// Whether there may be more facts than the log was read for.
    pub(super) is_partial: bool,
}

impl Matches {
    /// Keeps a match, or counts it where there are too many.
    pub(super) fn push(&mut self, found: Match) {
        if self.kept.len() < MOST_MATCHES {
            self.kept.push(found);
        } else {
            self.dropped += 1;
        }
    }

    /// Whether something may match that is not kept.
    pub(super) fn is_capped(&self) -> bool {
        self.dropped > 0 || self.is_partial
    }
}

/// The matches of the predicates of a rule, as [`UserRule::predicates`] has them.
pub(super) type Lists = [Matches; 3];

/// Collects what the rules of a policy need of a log.
#[derive(Clone, Debug)]
pub struct Collector<'p> {
    rules: &'p [UserRule],
    /// For each kind of event the patterns that may match it: rule, predicate, pattern.
    by_kind: HashMap<&'p str, Vec<[usize; 3]>>,
    /// The patterns that may match any event.
    any: Vec<[usize; 3]>,
    pub(super) lists: Vec<Lists>,
    clock: Option<TimeOfDay>,
    effects: Effects,
}

/// An event, with what it means where its own line does not tell that.
#[derive(Clone, Copy)]
struct Seen<'e> {
    event: &'e Event<'e>,
    /// What an operation does, with the folder or the key that was named before.
    effect: Option<&'e Effect>,
}

impl Policy {
    /// What collects what this policy needs of one log.
    #[must_use]
    pub fn collector(&self) -> Collector<'_> {
        Collector::new(&self.rules)
    }
}

impl<'p> Collector<'p> {
    /// Nothing is matched yet.
    pub(super) fn new(rules: &'p [UserRule]) -> Self {
        let mut by_kind: HashMap<&str, Vec<[usize; 3]>> = HashMap::new();
        let mut any = Vec::new();
        for (at_rule, rule) in rules.iter().enumerate() {
            for (at_list, predicate) in rule.predicates().into_iter().enumerate() {
                let patterns = predicate.map_or(&[][..], |predicate| &predicate.patterns);
                for (at_pattern, pattern) in patterns.iter().enumerate() {
                    let place = [at_rule, at_list, at_pattern];
                    match &pattern.subject {
                        Subject::Events(kinds) if kinds.is_empty() => any.push(place),
                        Subject::Events(kinds) => {
                            for kind in kinds {
                                by_kind.entry(kind).or_default().push(place);
                            }
                        }
                        Subject::Fact { .. } => {}
                    }
                }
            }
        }
        Self {
            rules,
            by_kind,
            any,
            lists: rules.iter().map(|_| Lists::default()).collect(),
            clock: None,
            effects: Effects::default(),
        }
    }

    /// Takes what an event has for the rules. The builder has taken note of it already.
    pub fn observe(&mut self, event: &Event<'_>, builder: &Builder) {
        if matches!(event.kind, EventKind::SessionStarted { .. }) {
            self.clock = None;
        }
        self.clock = event.origin.clock().or_else(|| self.clock_at(&event.kind));
        let of_kind = self.by_kind.get(event.kind.name());
        let is_wanted = of_kind.is_some() || !self.any.is_empty();
        if !is_wanted {
            return;
        }
        let effect = match event.kind {
            EventKind::Operation { name, arguments } => self.effects.observe(name, arguments),
            _ => None,
        };
        let seen = Seen {
            event,
            effect: effect.as_ref(),
        };
        let candidates = of_kind.into_iter().flatten().chain(&self.any);
        for [at_rule, at_list, at_pattern] in candidates {
            let rule = &self.rules[*at_rule];
            let list = &mut self.lists[*at_rule][*at_list];
            // A line that fits two patterns of a predicate is one match.
            if list.kept.last().is_some_and(|last| last.line == event.line) {
                continue;
            }
            let predicate = rule.predicates()[*at_list];
            let Some(pattern) = predicate.and_then(|predicate| predicate.patterns.get(*at_pattern))
            else {
                continue;
            };
            if !fits(pattern, seen) {
                continue;
            }
            let Some(place) = stands(pattern, event, builder) else {
                continue;
            };
            list.push(Match {
                line: event.line,
                at: self.clock,
                session: place.session,
                engine: place.engine,
                pattern: *at_pattern,
                fields: keep(&rule.kept, pattern, seen),
            });
        }
    }
}

impl Collector<'_> {
    /// The clock at an event whose line has no prefix with one. Lines of actions tell it in whole seconds, which says
    /// nothing more where the last clock lies in the same second.
    fn clock_at(&self, kind: &EventKind<'_>) -> Option<TimeOfDay> {
        let own = match kind {
            EventKind::ActionStarted { at, .. }
            | EventKind::ActionEnded { at, .. }
            | EventKind::ActionDescribed { at, .. } => Some(*at),
            _ => None,
        };
        let is_later = |own: &TimeOfDay| self.clock.is_none_or(|clock| clock.until(*own) > 0);
        own.filter(is_later).or(self.clock)
    }
}

fn text_or_nothing(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Nothing, Value::Text)
}

/// Calls `sink` with the value of a field of an event, or of a named part of one.
fn value_of(path: &Path, seen: Seen<'_>, sink: &mut dyn FnMut(Value<'_>)) {
    let event = seen.event;
    let effect = |tell: fn(&Effect) -> &str| text_or_nothing(seen.effect.map(tell));
    match (path.field.as_str(), &path.part, event.kind) {
        (RAW, ..) => sink(Value::Text(event.raw.trim_end_matches(['\r', '\n']))),
        (ARGUMENT, Some(part), EventKind::Operation { arguments, .. }) => {
            sink(text_or_nothing(argument(arguments, part)));
        }
        (FIELD, Some(part), EventKind::Note { fields, .. }) => {
            let number = part.parse().unwrap_or(0);
            sink(text_or_nothing(field(fields, number)));
        }
        (AREA, _, EventKind::Operation { .. }) => sink(effect(|effect| effect.area.as_str())),
        (TARGET, _, EventKind::Operation { .. }) => sink(effect(|effect| &effect.target)),
        (DETAIL, _, EventKind::Operation { .. }) => sink(effect(|effect| &effect.detail)),
        (name, ..) => each_field(&event.kind, &mut |known, value| {
            if known == name {
                sink(value);
            }
        }),
    }
}

fn fits(pattern: &Pattern, seen: Seen<'_>) -> bool {
    pattern.fields.iter().all(|(path, condition)| {
        let mut fits = false;
        value_of(path, seen, &mut |value| fits = condition.fits(value));
        fits
    })
}

/// Where an event stands, if that is where the pattern wants it. The package is known when the log has ended.
fn stands(pattern: &Pattern, event: &Event<'_>, builder: &Builder) -> Option<Place> {
    let place = builder.place(event);
    let wanted = &pattern.place;
    let phase_fits = wanted.phases.is_empty()
        || place
            .phase
            .is_some_and(|phase| wanted.phases.iter().any(|wanted| wanted == phase.as_str()));
    let side = event.origin.engine().map(|engine| engine.side);
    let side = builder.side(place).or(side);
    let side_fits = wanted.has_side(side);
    let action_fits = wanted
        .action
        .as_ref()
        .is_none_or(|condition| builder.is_within(event, |name| condition.fits(Value::Text(name))));
    (phase_fits && side_fits && action_fits).then_some(place)
}

fn keep(kept: &[Path], pattern: &Pattern, seen: Seen<'_>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for path in kept {
        value_of(path, seen, &mut |value| {
            fields.push((path.name(), shortened(&value.to_string())));
        });
    }
    for (path, condition) in &pattern.fields {
        value_of(path, seen, &mut |value| {
            condition.captures(value, &mut |name, text| {
                fields.push((name.to_owned(), shortened(text)));
            });
        });
    }
    fields
}

/// A text of at most [`LONGEST_FIELD`] bytes.
pub(super) fn shortened(text: &str) -> String {
    text[..floor_boundary(text, LONGEST_FIELD)].to_owned()
}
