//! Judging rules on what their predicates matched, when the log has ended.

use std::collections::BTreeMap;

use super::collect::{Lists, Match, Matches};
use super::rule::{Claim, Duty, Order, Relation, UserRule};
use super::scope::{Places, Scope, scopes};
use crate::text::LineNo;
use crate::trace::Trace;

/// What a log makes of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    /// The rule is broken here.
    Broken(Hit),
    /// Nobody knows, for this reason.
    Inconclusive(String),
}

/// Where a rule is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hit {
    /// The lines that show it; the first is the one that states it.
    pub(super) lines: Vec<LineNo>,
    /// The fields of the line that states it.
    pub(super) fields: Vec<(String, String)>,
    /// How many lines there are.
    pub(super) count: usize,
}

/// Why a rule on a log that was cut short is open.
const CUT: &str = "the log ends before the install does, so nobody knows whether it would be kept";
/// Why a rule whose matches were too many is open.
const CAPPED: &str = "more lines match than are kept, so nobody knows whether it is kept";

/// What a log makes of a rule: nothing when it is kept everywhere. With `is_whole`, the log is taken as complete.
pub(super) fn judge(
    rule: &UserRule,
    lists: &Lists,
    trace: &Trace,
    is_whole: Option<bool>,
) -> Vec<Judgement> {
    let [subject, other, when] = lists;
    // Where nothing is there that makes the rule hold, it is kept whatever its other matches are.
    if rule.when.is_some() && when.kept.is_empty() && !when.is_capped() {
        return Vec::new();
    }
    let is_capped = lists.iter().any(Matches::is_capped);
    let mut scopes = scopes(trace, rule.per);
    for scope in &mut scopes {
        scope.is_complete = is_whole.unwrap_or(scope.is_complete);
    }
    let mut places = Places::new(trace, rule.per, &scopes);
    let mut spread = |list: &Matches, at: usize| -> Vec<Vec<Match>> {
        let mut parts = vec![Vec::new(); scopes.len()];
        let predicate = rule.predicates()[at];
        for found in &list.kept {
            if let Some(at) = predicate.and_then(|predicate| places.of(predicate, found)) {
                parts[at].push(found.clone());
            }
        }
        parts
    };
    let (subjects, others, whens) = (spread(subject, 0), spread(other, 1), spread(when, 2));
    let mut judgements = Vec::new();
    for (((scope, subject), other), when) in scopes.iter().zip(subjects).zip(others).zip(whens) {
        // What makes the rule hold may have come later, but then the log tells nothing of it at all.
        if rule.when.is_some() && when.is_empty() {
            continue;
        }
        for (subject, other) in groups(&rule.claim, subject, other) {
            judgements.extend(claim(&rule.claim, &subject, &other, scope));
        }
    }
    if is_capped {
        of_capped(rule, &mut judgements);
    }
    judgements
}

/// What a cap leaves of judgements: something that must not be there and is, stays; what is missing may be among the
/// lines that are not kept.
fn of_capped(rule: &UserRule, judgements: &mut Vec<Judgement>) {
    let is_plain = rule.claim.order.is_none() && rule.when.is_none();
    let reached = match rule.claim.duty {
        Duty::MustNot => None,
        Duty::Must { at_most, .. } => {
            let is_simple = is_plain && rule.claim.same.is_empty() && at_most.is_none();
            Some(is_simple && judgements.is_empty())
        }
    };
    let has_too_many = matches!(
        rule.claim.duty,
        Duty::Must {
            at_most: Some(_),
            ..
        }
    ) && is_plain;
    match reached {
        Some(true) => {}
        None if is_plain && !judgements.is_empty() => {}
        Some(false) if has_too_many && !judgements.is_empty() => {}
        _ => *judgements = vec![Judgement::Inconclusive(CAPPED.to_owned())],
    }
}

/// The matches with the same values of the fields that must be the same.
fn groups(claim: &Claim, subject: Vec<Match>, other: Vec<Match>) -> Vec<(Vec<Match>, Vec<Match>)> {
    if claim.same.is_empty() {
        return vec![(subject, other)];
    }
    let key = |found: &Match| -> Vec<String> {
        let values = claim.same.iter().map(|name| found.field(name));
        values.map(str::to_lowercase).collect()
    };
    let mut groups: BTreeMap<Vec<String>, (Vec<Match>, Vec<Match>)> = BTreeMap::new();
    for found in subject {
        groups.entry(key(&found)).or_default().0.push(found);
    }
    for found in other {
        groups.entry(key(&found)).or_default().1.push(found);
    }
    groups.into_values().collect()
}

fn claim(claim: &Claim, subject: &[Match], other: &[Match], scope: &Scope) -> Vec<Judgement> {
    match (claim.duty, &claim.order) {
        (Duty::MustNot, None) => subject.iter().map(broken).collect(),
        (Duty::Must { at_least, at_most }, None) => counted(subject, at_least, at_most, scope),
        (Duty::MustNot, Some(order)) => never(order, subject, other),
        (Duty::Must { .. }, Some(order)) => always(order, subject, other, scope),
    }
}

fn broken(found: &Match) -> Judgement {
    Judgement::Broken(Hit {
        lines: vec![found.line],
        fields: found.fields.clone(),
        count: 1,
    })
}

fn counted(
    subject: &[Match],
    at_least: u64,
    at_most: Option<u64>,
    scope: &Scope,
) -> Vec<Judgement> {
    let count = subject.len() as u64;
    let hit = || Hit {
        lines: subject.iter().map(|found| found.line).collect(),
        fields: subject
            .first()
            .map(|found| found.fields.clone())
            .unwrap_or_default(),
        count: subject.len(),
    };
    if at_most.is_some_and(|most| count > most) {
        return vec![Judgement::Broken(hit())];
    }
    if count >= at_least {
        return Vec::new();
    }
    if !scope.is_complete {
        return vec![Judgement::Inconclusive(CUT.to_owned())];
    }
    let mut hit = hit();
    if hit.lines.is_empty() {
        hit.lines.push(scope.end);
    }
    vec![Judgement::Broken(hit)]
}

/// Whether `subject` comes before, or after, `other`, and near enough. Where time counts and a clock is missing, it is
/// as if nobody knew, which is the worse of the two: `unknown`.
fn is_ordered(order: &Order, subject: &Match, other: &Match, unknown: bool) -> bool {
    let (first, second) = match order.relation {
        Relation::Before => (subject, other),
        Relation::After => (other, subject),
    };
    let is_near = |within| match first.at.zip(second.at) {
        Some((first, second)) => first.until(second) <= within,
        None => unknown,
    };
    first.line < second.line && order.within.is_none_or(is_near)
}

/// The others for which the order holds: the first one, or every one.
fn those<'m>(order: &Order, other: &'m [Match]) -> &'m [Match] {
    if order.every {
        other
    } else {
        &other[..other.len().min(1)]
    }
}

fn never(order: &Order, subject: &[Match], other: &[Match]) -> Vec<Judgement> {
    let others = those(order, other);
    let wrong = subject.iter().filter(|subject| {
        others
            .iter()
            .any(|other| is_ordered(order, subject, other, true))
    });
    wrong.map(broken).collect()
}

/// Each of the others must have one of `subject` before or after it; with `every`, one of its own: between it and its
/// neighbour.
fn always(order: &Order, subject: &[Match], other: &[Match], scope: &Scope) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    let others = those(order, other);
    for (at, one) in others.iter().enumerate() {
        let neighbour = match order.relation {
            Relation::Before => at.checked_sub(1).and_then(|at| others.get(at)),
            Relation::After => others.get(at + 1),
        };
        let is_its_own = |found: &Match| {
            neighbour.is_none_or(|neighbour| match order.relation {
                Relation::Before => found.line > neighbour.line,
                Relation::After => found.line < neighbour.line,
            })
        };
        if subject
            .iter()
            .any(|found| is_its_own(found) && is_ordered(order, found, one, false))
        {
            continue;
        }
        // What comes after may be behind the end of a log that was cut short.
        let may_come =
            order.relation == Relation::After && neighbour.is_none() && !scope.is_complete;
        judgements.push(if may_come {
            Judgement::Inconclusive(CUT.to_owned())
        } else {
            broken(one)
        });
    }
    judgements
}
