//! Scopes: where a rule must hold.

use std::collections::BTreeMap;

use super::collect::Match;
use super::field::Value;
use super::predicate::Predicate;
use super::rule::Per;
use super::tell::has_result;
use crate::text::{LineNo, file_name};
use crate::trace::{EngineId, EngineRun, SessionId, Trace};

/// A part of a log in which a rule must hold by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    part: Part,
    /// Its last line.
    pub(super) end: LineNo,
    /// Whether the log has its end.
    pub(super) is_complete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Log,
    Session(SessionId),
    Package(EngineId),
}

/// The scopes of a log. One without sessions or packages is a scope as a whole.
pub(super) fn scopes(trace: &Trace, per: Per) -> Vec<Scope> {
    let sessions = trace.session_ids().filter(|id| trace.is_operation(*id));
    let mut scopes: Vec<Scope> = match per {
        Per::Log => Vec::new(),
        Per::Session => sessions
            .map(|id| Scope {
                part: Part::Session(id),
                end: trace.sessions[id.at()].end_line,
                is_complete: trace.sessions[id.at()].closed
                    || has_result(trace.session_verdict(id)),
            })
            .collect(),
        Per::Package => sessions
            .flat_map(|session| trace.packages_of(session))
            .map(|id| Scope {
                part: Part::Package(id),
                end: trace.engines[id.at()].end_line,
                is_complete: has_result(trace.engine_verdict(id)),
            })
            .collect(),
    };
    if scopes.is_empty() {
        scopes.push(Scope {
            part: Part::Log,
            end: LineNo::new(trace.lines.max(1)),
            is_complete: trace.is_complete(),
        });
    }
    scopes
}

/// Puts matches into the scopes that they stand in. Each engine is looked up once, however many matches it has.
pub(super) struct Places<'t> {
    trace: &'t Trace,
    per: Per,
    at: BTreeMap<Part, usize>,
    packages: BTreeMap<EngineId, Option<EngineId>>,
}

impl<'t> Places<'t> {
    /// The places of these scopes.
    pub(super) fn new(trace: &'t Trace, per: Per, scopes: &[Scope]) -> Self {
        let parts = scopes.iter().map(|scope| scope.part);
        Self {
            trace,
            per,
            at: parts.enumerate().map(|(at, part)| (part, at)).collect(),
            packages: BTreeMap::new(),
        }
    }

    /// The scope in which a match of a predicate stands; nothing when it stands in none, or in another package than its
    /// pattern wants.
    pub(super) fn of(&mut self, predicate: &Predicate, found: &Match) -> Option<usize> {
        let package = found.engine.and_then(|engine| {
            let package = self.packages.entry(engine);
            *package.or_insert_with(|| self.trace.package_of(engine))
        });
        if !is_in_package(self.trace, predicate, found, package) {
            return None;
        }
        let part = match self.per {
            _ if self.at.contains_key(&Part::Log) => Part::Log,
            Per::Package => Part::Package(package?),
            Per::Session | Per::Log => Part::Session(found.session?),
        };
        self.at.get(&part).copied()
    }
}

/// Whether a match stands in the package that its pattern wants.
fn is_in_package(
    trace: &Trace,
    predicate: &Predicate,
    found: &Match,
    package: Option<EngineId>,
) -> bool {
    let pattern = predicate.patterns.get(found.pattern);
    let Some(wanted) = pattern.and_then(|pattern| pattern.place.package.as_ref()) else {
        return true;
    };
    let Some(run) = package.and_then(|id| trace.engines.get(id.at())) else {
        return false;
    };
    let file = file_of(run).map(file_name);
    [run.product_code(), run.product_name(), file]
        .into_iter()
        .flatten()
        .any(|name| wanted.fits(Value::Text(name)))
}

/// The file of a package, where the log tells it: a call by product code names none.
pub(super) fn file_of(run: &EngineRun) -> Option<&str> {
    [&run.package, &run.product]
        .into_iter()
        .map(String::as_str)
        .find(|file| !file.is_empty() && !file.starts_with('{'))
}
