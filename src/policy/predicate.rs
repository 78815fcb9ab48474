//! Predicates: which events or facts a rule means.

use super::condition::Condition;
use super::fact;
use super::node::{Node, conform, meant};
use super::problem::Problem;
use super::read::list;
use super::shape::Shape;
use super::vocabulary::{self, ANY, Field, Holds, Kind};
use crate::catalog;
use crate::event::Side;

/// What a rule means: whatever fits one of its patterns.
#[derive(Clone, Debug, Default)]
pub(super) struct Predicate {
    pub(super) patterns: Vec<Pattern>,
}

/// Events of some kinds, or facts of one kind, that fit all conditions.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) subject: Subject,
    pub(super) fields: Vec<(Path, Condition)>,
    pub(super) place: Where,
}

/// Events or facts.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// Events of these kinds; of all kinds where there are none.
    Events(Vec<String>),
    /// Facts of this kind.
    Fact {
        name: String,
        /// For properties: the action at whose start they are looked at.
        at: Option<String>,
    },
}

/// A field, or a named part of one: `argument.FileName`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub(super) field: String,
    pub(super) part: Option<String>,
}

/// Where something must stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Where {
    pub(super) phases: Vec<String>,
    pub(super) action: Option<Condition>,
    pub(super) package: Option<Condition>,
    pub(super) sides: Vec<Side>,
}

impl Path {
    /// `name`, `argument.FileName`.
    pub(super) fn of(text: &str) -> Self {
        match text.split_once('.') {
            Some((field, part)) => Self {
                field: field.to_owned(),
                part: Some(part.to_owned()),
            },
            None => Self {
                field: text.to_owned(),
                part: None,
            },
        }
    }

    /// What is meant instead, where no log ever has a part of that name: arguments begin with a capital letter and are
    /// spelt as the catalogue has them, and the fields of a note are numbers from 2 on.
    fn never(&self) -> Option<String> {
        let part = self.part.as_deref()?;
        match self.field.as_str() {
            vocabulary::FIELD => {
                let is_one = part.parse().is_ok_and(|number: u32| number > 1);
                (!is_one).then(|| {
                    "the fields of a note are numbers from 2 on; the first is `number`".to_owned()
                })
            }
            vocabulary::ARGUMENT => {
                let names = || {
                    catalog::operations()
                        .iter()
                        .flat_map(|known| known.arguments)
                };
                if names().any(|name| *name == part) {
                    return None;
                }
                let meant = names().find(|name| name.eq_ignore_ascii_case(part));
                let is_name = part.starts_with(|first: char| first.is_ascii_uppercase())
                    && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
                match meant {
                    Some(meant) => Some(format!("did you mean `{meant}`?")),
                    None if is_name => None,
                    None => Some("`wilog operations` shows the arguments of a log".to_owned()),
                }
            }
            _ => None,
        }
    }

    /// The name by which a message calls it.
    pub(super) fn name(&self) -> String {
        match &self.part {
            Some(part) => format!("{}.{part}", self.field),
            None => self.field.clone(),
        }
    }
}

impl Predicate {
    /// The kinds of facts that it means.
    pub(super) fn facts(&self) -> impl Iterator<Item = &str> {
        self.patterns
            .iter()
            .filter_map(|pattern| match &pattern.subject {
                Subject::Fact { name, .. } => Some(name.as_str()),
                Subject::Events(_) => None,
            })
    }

    /// Reads a predicate, or a list of them.
    pub(super) fn read(node: Node<'_>, problems: &mut Vec<Problem>) -> Self {
        let items = node.items().into_iter();
        Self {
            patterns: items
                .filter_map(|item| Pattern::read(item, problems))
                .collect(),
        }
    }

    /// Whether each of its patterns has a field, or a group of a regular expression, with that name.
    pub(super) fn tells(&self, name: &str) -> bool {
        self.patterns.iter().all(|pattern| {
            let mut conditions = pattern.fields.iter();
            let mut is_group =
                || conditions.any(|(_, condition)| condition.groups().any(|group| group == name));
            pattern.has(&Path::of(name)) || is_group()
        })
    }

    /// The names that a message may use, for help.
    pub(super) fn names(&self) -> Vec<String> {
        let fields = self.patterns.iter().flat_map(Pattern::kinds);
        let fields = fields.flat_map(|kind| kind.fields.into_iter().map(|field| field.name));
        let conditions = self.patterns.iter().flat_map(|pattern| &pattern.fields);
        let groups = conditions.flat_map(|(_, condition)| condition.groups());
        let mut names: Vec<String> = fields.chain(groups.map(str::to_owned)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Where {
    /// Whether the engine of something is one that is wanted.
    pub(super) fn has_side(&self, side: Option<Side>) -> bool {
        self.sides.is_empty() || side.is_some_and(|side| self.sides.contains(&side))
    }
}

impl Pattern {
    fn read(node: Node<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        if !node.is_table() {
            return None;
        }
        let subject = match (node.get("event"), node.get("fact")) {
            (Some(event), None) => {
                let kinds = event.items().into_iter();
                let kinds: Vec<String> = kinds
                    .filter_map(|kind| kind.text().map(str::to_owned))
                    .collect();
                // An empty list is told already.
                if kinds.is_empty() {
                    return None;
                }
                let is_any = kinds.iter().any(|kind| kind == ANY);
                Subject::Events(if is_any { Vec::new() } else { kinds })
            }
            (None, Some(fact)) => Subject::Fact {
                name: fact.text()?.to_owned(),
                at: node.get("at").and_then(Node::text).map(str::to_owned),
            },
            (None, None) => {
                problems.push(node.problem(
                    "neither `event` nor `fact` says what is meant",
                    "add `event = \"...\"`, with a kind as `wilog events` names it",
                ));
                return None;
            }
            (Some(_), Some(fact)) => {
                problems.push(fact.problem("`event` and `fact` cannot stand together", ""));
                return None;
            }
        };
        let mut pattern = Self {
            subject,
            fields: Vec::new(),
            place: Where::default(),
        };
        // A kind that is not there is told already, and has no fields to check.
        if pattern.kinds().is_empty() {
            return None;
        }
        if let Some(at) = node.get("at")
            && !matches!(&pattern.subject, Subject::Fact { name, .. } if name == "property")
        {
            problems.push(at.problem("`at` is for the fact `property` only", ""));
        }
        if let Some(place) = node.get("in") {
            pattern.place = pattern.read_place(place, problems);
        }
        if let Some(fields) = node.get("where") {
            pattern.read_fields(fields, problems);
        }
        Some(pattern)
    }

    fn read_place(&self, node: Node<'_>, problems: &mut Vec<Problem>) -> Where {
        if let Subject::Fact { .. } = self.subject {
            for key in ["phase", "action"] {
                if let Some(value) = node.get(key) {
                    problems.push(value.problem(
                        format!("a fact stands in no {key}"),
                        "use `event`, or leave it out",
                    ));
                }
            }
        }
        if let Subject::Fact { name, .. } = &self.subject
            && !fact::has_engine(name)
        {
            for key in ["package", "side"] {
                if let Some(value) = node.get(key) {
                    problems.push(value.problem(
                        format!("the fact `{name}` belongs to no engine, so it has no {key}"),
                        "leave it out",
                    ));
                }
            }
        }
        let mut condition = |key| {
            let value = node.get(key)?;
            // What has another shape is told already.
            let mut told = Vec::new();
            conform(value, Shape::Condition, key, &mut told);
            let is_sound = told.is_empty();
            is_sound.then(|| Condition::read(value, key, &Holds::Text, problems))
        };
        Where {
            action: condition("action"),
            package: condition("package"),
            phases: list(node, "phase")
                .into_iter()
                .filter_map(|phase| phase.text().map(str::to_owned))
                .collect(),
            sides: list(node, "side")
                .into_iter()
                .filter_map(|side| match side.text()? {
                    "client" => Some(Side::Client),
                    "server" => Some(Side::Server),
                    "nested" => Some(Side::Nested),
                    _ => None,
                })
                .collect(),
        }
    }

    fn read_fields(&mut self, node: Node<'_>, problems: &mut Vec<Problem>) {
        for (name, at, value) in node.entries() {
            let Some(field) = self.field(name) else {
                problems.push(self.no_field(name, at));
                continue;
            };
            if field.holds == Holds::Named {
                if !value.is_table() {
                    problems.push(value.problem(
                        format!("`{name}` is a table"),
                        format!("write `{name}.NAME = ...`"),
                    ));
                }
                for (part, at, value) in value.entries() {
                    let path = Path {
                        field: name.to_owned(),
                        part: Some(part.to_owned()),
                    };
                    if let Some(help) = path.never() {
                        let message = format!("no `{name}` is called `{part}`");
                        problems.push(Problem { message, at, help });
                    }
                    self.add(path, value, &field.holds, problems);
                }
                continue;
            }
            let before = problems.len();
            self.add(Path::of(name), value, &field.holds, problems);
            if problems.len() == before {
                problems.extend(self.suits_one_kind(name, value));
            }
        }
    }

    /// The problem of a condition that suits one kind and not another, which has something else in a field of that name.
    fn suits_one_kind(&self, name: &str, value: Node<'_>) -> Option<Problem> {
        self.kinds().iter().find_map(|kind| {
            let field = kind.fields.iter().find(|field| field.name == name)?;
            let mut told = Vec::new();
            Condition::read(value, name, &field.holds, &mut told);
            let first = told.into_iter().next()?;
            let message = format!("this does not suit `{}`: {}", kind.name, first.message);
            Some(value.problem(message, "put each kind into a table of its own, in a list"))
        })
    }

    fn add(&mut self, path: Path, node: Node<'_>, holds: &Holds, problems: &mut Vec<Problem>) {
        let before = problems.len();
        conform(node, Shape::Condition, &path.name(), problems);
        if problems.len() == before {
            let condition = Condition::read(node, &path.name(), holds, problems);
            self.fields.push((path, condition));
        }
    }

    fn no_field(&self, name: &str, at: std::ops::Range<usize>) -> Problem {
        let kinds = self.kinds();
        let has = |kind: &&Kind| kind.fields.iter().any(|field| field.name == name);
        let lacks = kinds.iter().find(|kind| !has(kind));
        let help = match (kinds.iter().find(has), lacks) {
            (Some(_), _) => "put each kind into a table of its own, in a list".to_owned(),
            (None, Some(kind)) => meant(name, kind.fields.iter().map(|field| field.name.as_str())),
            (None, None) => String::new(),
        };
        Problem {
            message: format!(
                "`{}` has no field `{name}`",
                lacks.map_or("", |kind| &kind.name)
            ),
            at,
            help,
        }
    }

    /// The kinds of events or facts that it means.
    fn kinds(&self) -> Vec<Kind> {
        match &self.subject {
            Subject::Events(kinds) if kinds.is_empty() => {
                vocabulary::kind(ANY).cloned().into_iter().collect()
            }
            Subject::Events(kinds) => {
                let kinds = kinds.iter().map(|kind| vocabulary::kind(kind).cloned());
                kinds.collect::<Option<_>>().unwrap_or_default()
            }
            Subject::Fact { name, .. } => fact::facts()
                .into_iter()
                .filter(|fact| fact.name == *name)
                .collect(),
        }
    }

    /// The field of that name, where all kinds have it.
    fn field(&self, name: &str) -> Option<Field> {
        let kinds = self.kinds();
        let mut fields = kinds
            .iter()
            .map(|kind| kind.fields.iter().find(|field| field.name == name));
        let first = fields.next()??.clone();
        fields.all(|field| field.is_some()).then_some(first)
    }

    fn has(&self, path: &Path) -> bool {
        self.field(&path.field)
            .is_some_and(|field| (field.holds == Holds::Named) == path.part.is_some())
            && path.never().is_none()
    }
}
