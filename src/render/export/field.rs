//! The fields of records, in one table: what each means, and what it is called in every form.

use std::borrow::Cow;

use super::clock::Time;
use super::record::Record;
use super::record::What::{self, Action, Finding, Log, Phase, Session};
use crate::trace::Outcome;

/// A field of records.
pub struct Field {
    /// Its name in JSON Lines, in CSV, and behind `wilog.` in attributes of OTLP.
    pub name: &'static str,
    /// Its name in documents of the Elastic Common Schema; those behind `wilog.` are no part of that schema.
    pub ecs: &'static str,
    /// What values it has.
    pub kind: Kind,
    /// Which records have it.
    pub records: &'static [What],
    /// What it means, in a sentence.
    pub about: &'static str,
    /// Its value in a record.
    pub value: fn(&Record) -> Value<'_>,
}

/// What values a field has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A word that is counted, filtered, and joined.
    Keyword,
    /// A sentence or a line that is read and searched.
    Text,
    /// An integer.
    Number,
    /// Yes or no.
    Flag,
    /// A date with a time, in ISO form.
    Date,
}

impl Kind {
    /// The type of Elasticsearch.
    #[must_use]
    pub fn elastic(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Text => "match_only_text",
            Self::Number => "long",
            Self::Flag => "boolean",
            Self::Date => "date",
        }
    }

    /// The word for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Keyword => "keyword",
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "true or false",
            Self::Date => "date",
        }
    }
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// The record has none.
    None,
    /// A text; that of a log may hold anything.
    Text(Cow<'a, str>),
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
}

fn word(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::None, |text| Value::Text(text.into()))
}

fn number(number: Option<impl TryInto<i64>>) -> Value<'static> {
    let number = number.and_then(|number| number.try_into().ok());
    number.map_or(Value::None, Value::Number)
}

fn date(time: Option<Time>) -> Value<'static> {
    time.map_or(Value::None, |time| Value::Text(time.iso().into()))
}

/// `UTC+02:00`, which no spreadsheet takes for a formula.
fn zone(time: Option<Time>) -> Value<'static> {
    let zone = match time.map(Time::zone) {
        None => "none".to_owned(),
        Some(zone) if zone == "local" => zone,
        Some(offset) => format!("UTC{offset}"),
    };
    Value::Text(zone.into())
}

/// Declares a field in a row: name, name in ECS, kind, records, value, meaning.
macro_rules! fields {
    ($($name:literal $ecs:literal $kind:ident $records:expr, $value:expr, $about:literal;)*) => {
        /// All fields, in the order in which they are written.
        pub const FIELDS: &[Field] = &[$(Field {
            name: $name,
            ecs: $ecs,
            kind: Kind::$kind,
            records: $records,
            about: $about,
            value: $value,
        },)*];
    };
}

const ALL: &[What] = &What::ALL;

fields! {
    "record" "wilog.record" Keyword ALL, |r| word(Some(r.what.name())), "What the record is about.";
    "id" "event.id" Keyword ALL, |r| word(Some(&r.id)), "The id of the record, from the content of the log. A record that is exported again has the same.";
    "parent_id" "wilog.parent_id" Keyword &[Phase, Action], |r| word(r.parent_id.as_deref()), "The phase or the action within which it happened; of a phase the session, and so of an action that goes through several phases.";
    "log_id" "wilog.log_id" Keyword ALL, |r| word(Some(&r.log_id)), "The id of the log, which is that of its first session.";
    "session_id" "trace.id" Keyword ALL, |r| word(r.session_id.as_deref()), "The id of the session, which is that of its trace in OTLP. Of a log, that of the session of the cause, else of the verdict.";
    "action_id" "wilog.action_id" Keyword &[Finding], |r| word(r.action_id.as_deref()), "The action within which the finding stands, so that both join.";
    "log" "log.file.path" Keyword ALL, |r| word(Some(&r.log)), "The path of the log as given.";
    "computer" "host.hostname" Keyword ALL, |r| word(r.computer.as_deref()), "The name of the machine, where the log lists its properties, as one of a bundle does not.";
    "line" "wilog.line" Number ALL, |r| Value::Number(r.line.into()), "The first line, 1-based.";
    "end_line" "wilog.end_line" Number ALL, |r| Value::Number(r.end_line.into()), "The last line, 1-based.";
    "time" "@timestamp" Date ALL, |r| date(r.time), "When it began, from the log itself; of a finding when the action or the session began in which it stands. Absent where the log has no certain date.";
    "end_time" "event.end" Date &[Log, Session, Phase, Action], |r| date(r.end_time), "When it ended.";
    "time_zone" "wilog.time_zone" Keyword ALL, |r| zone(r.time), "How to read the times: the offset such as `UTC+02:00`, `local` for the local time of a machine in a zone that nobody named, `none` where there is no time.";
    "duration_ms" "wilog.duration_ms" Number &[Log, Session, Phase, Action], |r| number(r.duration_ms), "How long it took, in milliseconds.";
    "outcome" "wilog.outcome" Keyword &[Log, Session, Action, Finding], |r| word(r.outcome.map(Outcome::as_str)), "How it ended: `success`, `success-reboot-required`, `failed`, `cancelled`, `blocked`, `unknown`; of a finding, how its log ended.";
    "exit_code" "wilog.exit_code" Number &[Log, Session, Finding], |r| number(r.exit_code), "The exit code, where the log has one.";
    "operation" "event.action" Keyword ALL, |r| word(r.operation.as_deref()), "What the session did: `install`, `upgrade`, `uninstall`, `repair`, and so on.";
    "product" "package.name" Keyword ALL, |r| word(r.product.as_deref()), "The product of the session: that of its first package that did not end well, else of its last one; of a bundle its own name. Of a log, that of the session of the cause, else of the verdict.";
    "product_version" "package.version" Keyword ALL, |r| word(r.product_version.as_deref()), "The version of that product.";
    "product_code" "wilog.product_code" Keyword ALL, |r| word(r.product_code.as_deref()), "The product code of that product.";
    "package" "wilog.package" Keyword &[Log, Session, Finding], |r| word(r.package.as_deref()), "Of a bundle, the id of its first package that did not end well.";
    "architecture" "package.architecture" Keyword ALL, |r| word(r.architecture), "For what that package is marked: `x86`, `x64`.";
    "failed_phase" "wilog.failed_phase" Keyword &[Log, Session], |r| word(r.failed_phase), "The stage in which the session failed: `acquisition`, `execution`, `commit`.";
    "phase" "wilog.phase" Keyword &[Phase, Action], |r| word(r.phase), "The phase; of an action that in which it began.";
    "side" "wilog.side" Keyword &[Phase, Action], |r| word(r.side), "The engine: `client`, `server`, `nested`.";
    "action" "wilog.action" Keyword &[Action, Finding, Log], |r| word(r.action.as_deref()), "The name of the action; of a cause, that in which it happened.";
    "place" "wilog.place" Keyword &[Action], |r| word(r.place), "Where the action ran: in a `sequence`, in a `script`, in a `rollback` script.";
    "return_value" "wilog.return_value" Number &[Action], |r| number(r.return_value), "What the action returned: 1 for success, 2 for a cancel, 3 for a failure, 0 and 5 for nothing to do; any other number is a failure too.";
    "rule" "rule.id" Keyword &[Log, Finding], |r| word(r.rule.as_deref()), "The code of the rule; of a log, that of its cause.";
    "rule_name" "rule.name" Keyword &[Log, Finding], |r| word(r.rule_name.as_deref()), "The name of the rule.";
    "severity" "log.level" Keyword &[Finding], |r| word(r.severity), "How bad: `error`, `warning`, `note`.";
    "confidence" "wilog.confidence" Keyword &[Log, Finding], |r| word(r.confidence), "How sure: `high`, `medium`, `low`.";
    "role" "wilog.role" Keyword &[Finding], |r| word(r.role), "What part it plays: `cause`, `consequence`, `risk`, `context`.";
    "signature" "wilog.cause.signature" Keyword &[Log, Finding], |r| word(r.signature.as_deref()), "What a cause is counted by: the rule, the action, the code, and what it is about without paths, ids, and numbers; up to 160 characters.";
    "fingerprint" "wilog.fingerprint" Keyword &[Finding], |r| word(r.fingerprint.as_deref()), "The same for the same finding in another log, as in a baseline.";
    "code" "wilog.code" Number &[Log, Finding], |r| number(r.code), "The number that states a cause.";
    "code_space" "wilog.code_space" Keyword &[Log, Finding], |r| word(r.code_space), "What kind of number that is: `message`, `exit`, `win32`, `hresult`.";
    "headline" "message" Text ALL, |r| word(r.headline.as_deref()), "One sentence for people.";
    "advice" "wilog.advice" Text &[Log, Finding], |r| word(r.advice.as_deref()), "What to do.";
    "evidence" "wilog.evidence" Text &[Log, Finding], |r| word(r.evidence.as_deref()), "The line that states it.";
    "format" "wilog.format" Keyword &[Log], |r| word(r.format), "What kind of log: `msi-verbose`, `msi`, `burn`.";
    "encoding" "wilog.encoding" Keyword &[Log], |r| word(r.encoding.as_deref()), "The encoding of the log.";
    "bytes" "wilog.bytes" Number &[Log], |r| number(r.bytes), "Its size in bytes.";
    "lines" "wilog.lines" Number &[Log], |r| number(r.lines), "Its number of lines.";
    "unclassified_lines" "wilog.unclassified_lines" Number &[Log], |r| number(r.unclassified_lines), "How many of them nobody knows.";
    "complete" "wilog.complete" Flag &[Log], |r| r.complete.map_or(Value::None, Value::Flag), "Whether the log has its end.";
}
