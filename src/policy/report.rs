//! From judgements to findings.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::collect::{Collector, Match, Matches, shortened};
use super::field::Value;
use super::judge::{Hit, Judgement, judge};
use super::predicate::{Path, Pattern, Subject};
use super::rule::{UserRule, filled};
use super::tell::{Record, Wanted, tell};
use crate::finding::{Capped, Confidence, Evidence, Finding, Inconclusive, Role, Severity};
use crate::text::Source;
use crate::trace::Trace;

/// The most findings of one rule in one log.
pub(super) const MOST_FINDINGS: usize = 50;
/// More lines than this explain nothing.
const MOST_EVIDENCE: usize = 12;
/// Stands for the count until all lines with a message are known.
const COUNT: &str = "\u{1}";

/// What the rules of a policy say of a log.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) findings: Vec<Finding>,
    pub(super) inconclusive: Vec<Inconclusive>,
    pub(super) capped: Vec<Capped>,
    /// The rules that match more than is kept, and whose findings differ in what they say.
    untold: Vec<(String, Severity)>,
}

impl Said {
    /// Leaves so many findings of each rule, and tells how many more there are.
    pub(super) fn cap(&mut self, most: usize) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        self.findings.retain(|finding| {
            let count = counts.entry(finding.rule.clone()).or_default();
            *count += 1;
            *count <= most
        });
        for (rule, count) in counts.into_iter().filter(|(_, count)| *count > most) {
            self.capped.push(untold(&rule, count - most));
        }
    }

    /// Says of rules whose findings are all known that nobody knows whether those that are not kept are known too.
    pub(super) fn open_untold(&mut self) {
        for (rule, severity) in std::mem::take(&mut self.untold) {
            let reason = format!(
                "Whether {rule} holds is open: more lines match than are kept, so nobody knows whether all are known."
            );
            if !self.findings.iter().any(|finding| finding.rule == rule) {
                self.inconclusive.push(Inconclusive {
                    rule,
                    severity,
                    reason,
                });
            }
        }
    }
}

fn untold(rule: &str, count: usize) -> Capped {
    Capped {
        rule: rule.to_owned(),
        what: format!("{count} more findings are not told."),
    }
}

/// Judges all rules. With `is_whole`, the log is taken as complete, or as cut short. Of each rule at most so many
/// findings are told.
pub(super) fn say(
    rules: &[UserRule],
    mut collector: Collector<'_>,
    trace: &Trace,
    source: &mut Source,
    is_whole: Option<bool>,
    most: usize,
) -> io::Result<Said> {
    let mut said = Said::default();
    for (at, rule) in rules.iter().enumerate() {
        let Some(lists) = collector.lists.get_mut(at) else {
            continue;
        };
        for (predicate, list) in rule.predicates().into_iter().zip(lists.iter_mut()) {
            let patterns = predicate.map_or(&[][..], |predicate| &predicate.patterns);
            for (at_pattern, pattern) in patterns.iter().enumerate() {
                facts(rule, pattern, at_pattern, trace, source, list)?;
            }
            list.kept.sort_by_key(|found| found.line);
        }
        let dropped: u64 = lists.iter().map(|list| list.dropped).sum();
        if dropped > 0 {
            if !rule.kept.is_empty() {
                said.untold.push((rule.name.clone(), rule.severity));
            }
            said.capped.push(Capped {
                rule: rule.name.clone(),
                what: format!("{dropped} more matches are not kept."),
            });
        }
        if lists.iter().any(|list| list.is_partial) {
            said.capped.push(Capped {
                rule: rule.name.clone(),
                what: "The log has more facts than are kept.".to_owned(),
            });
        }
        let judgements = judge(rule, lists, trace, is_whole);
        of_rule(rule, judgements, most, source, &mut said)?;
    }
    Ok(said)
}

/// Adds the facts that a pattern matches to `list`; none for one on events.
fn facts(
    rule: &UserRule,
    pattern: &Pattern,
    at_pattern: usize,
    trace: &Trace,
    source: &mut Source,
    list: &mut Matches,
) -> io::Result<()> {
    let Subject::Fact { name, at } = &pattern.subject else {
        return Ok(());
    };
    let named = |name: &str| {
        let mut conditions = pattern.fields.iter();
        conditions.all(|(path, condition)| {
            !matches!(path.field.as_str(), "name" | "key") || condition.fits(Value::Text(name))
        })
    };
    let wanted = Wanted {
        name,
        at: at.as_deref(),
        named: &named,
    };
    let is_all = tell(wanted, trace, source, &mut |record| {
        if let Some(found) = of_record(rule, pattern, at_pattern, trace, record) {
            list.push(found);
        }
    })?;
    list.is_partial |= !is_all;
    Ok(())
}

fn of_record(
    rule: &UserRule,
    pattern: &Pattern,
    at_pattern: usize,
    trace: &Trace,
    record: &Record<'_>,
) -> Option<Match> {
    let value = |path: &Path| {
        let mut fields = record.fields.iter();
        let field = fields.find(|(name, _)| *name == path.field);
        field.map_or(Value::Nothing, |(_, value)| *value)
    };
    let fits = pattern
        .fields
        .iter()
        .all(|(path, condition)| condition.fits(value(path)));
    let side = record.engine.and_then(|id| trace.engines.get(id.at()));
    if !fits || !pattern.place.has_side(side.map(|run| run.side)) {
        return None;
    }
    let kept = rule.kept.iter();
    let mut fields: Vec<(String, String)> = kept
        .filter(|path| record.fields.iter().any(|(name, _)| *name == path.field))
        .map(|path| (path.name(), shortened(&value(path).to_string())))
        .collect();
    for (path, condition) in &pattern.fields {
        condition.captures(value(path), &mut |name, text| {
            fields.push((name.to_owned(), shortened(text)));
        });
    }
    Some(Match {
        line: record.line,
        at: record.at,
        session: record.session,
        engine: record.engine,
        pattern: at_pattern,
        fields,
    })
}

fn of_rule(
    rule: &UserRule,
    judgements: Vec<Judgement>,
    most: usize,
    source: &mut Source,
    said: &mut Said,
) -> io::Result<()> {
    // Hits with the same message are one finding.
    let mut hits: Vec<(String, Hit)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for judgement in judgements {
        match judgement {
            Judgement::Broken(hit) => {
                let message = message(rule, &hit);
                if let Some((_, known)) = known.get(&message).and_then(|at| hits.get_mut(*at)) {
                    known.count += hit.count;
                    known.lines.extend(hit.lines);
                } else {
                    known.insert(message.clone(), hits.len());
                    hits.push((message, hit));
                }
            }
            Judgement::Inconclusive(reason) => {
                let open = Inconclusive {
                    rule: rule.name.clone(),
                    severity: rule.severity,
                    reason: format!("Whether {} holds is open: {reason}.", rule.name),
                };
                if !said.inconclusive.contains(&open) {
                    said.inconclusive.push(open);
                }
            }
        }
    }
    if hits.len() > most {
        said.capped.push(untold(&rule.name, hits.len() - most));
        hits.truncate(most);
    }
    for (message, mut hit) in hits {
        hit.lines.dedup();
        let headline = message.replace(COUNT, &hit.count.to_string());
        said.findings.extend(finding(rule, headline, &hit, source)?);
    }
    Ok(())
}

fn message(rule: &UserRule, hit: &Hit) -> String {
    filled(&rule.message, |name| match name {
        "line" => hit
            .lines
            .first()
            .map(ToString::to_string)
            .unwrap_or_default(),
        "count" => COUNT.to_owned(),
        _ => {
            let mut fields = hit.fields.iter();
            let field = fields.find(|(known, _)| known == name);
            field.map(|(_, value)| value.clone()).unwrap_or_default()
        }
    })
}

fn finding(
    rule: &UserRule,
    headline: String,
    hit: &Hit,
    source: &mut Source,
) -> io::Result<Option<Finding>> {
    let Some(line) = hit.lines.first().copied() else {
        return Ok(None);
    };
    let mut evidence = Vec::new();
    for line in hit.lines.iter().take(MOST_EVIDENCE) {
        if let Some(text) = source.line(*line)? {
            evidence.push(Evidence {
                line: *line,
                text: shortened(text.trim_end()),
            });
        }
    }
    let link = match rule.link.as_str() {
        "" => String::new(),
        link => format!("See {link}."),
    };
    let advice: Vec<&str> = [rule.help.as_str(), &link]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    Ok(Some(Finding {
        rule: rule.name.clone(),
        name: rule.name.clone(),
        severity: rule.severity,
        confidence: Confidence::High,
        role: Role::Risk,
        line,
        end_line: hit.lines.iter().copied().max().unwrap_or(line),
        headline,
        advice: advice.join(" "),
        evidence,
    }))
}
