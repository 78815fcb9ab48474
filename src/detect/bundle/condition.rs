//! A condition of a bundle that is false: what it asks for, and what its variables held.

use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::Bundle;

/// A condition that was not met.
#[derive(Debug)]
pub(super) struct FalseCondition {
    /// The condition as its author wrote it.
    pub(super) text: String,
    /// Where `Condition '...' evaluates to false.` stands.
    pub(super) line: Option<LineNo>,
    /// The variables that it looks at, with their last values.
    variables: Vec<Variable>,
}

/// What a variable held.
#[derive(Debug)]
pub(super) struct Variable {
    name: String,
    value: String,
    line: Option<LineNo>,
}

/// More values than these make the report no clearer.
const MOST: usize = 6;

/// The condition that an error names, else the last one that was false before it.
pub(super) fn read(
    bundle: &Bundle,
    stated: Option<&str>,
    lines: &mut Lines<'_>,
) -> Option<FalseCondition> {
    let line = bundle.false_condition;
    let evaluated = line.and_then(|line| {
        lines.bundle_event(line, |event| match event.kind {
            EventKind::BundleCondition { condition, .. } => condition.to_owned(),
            _ => String::new(),
        })
    });
    let text = stated.map(str::to_owned).or_else(|| evaluated.clone())?;
    let variables = variables_in(&text)
        .filter_map(|name| value_of(bundle, name, lines))
        .take(MOST)
        .collect();
    Some(FalseCondition {
        line: line.filter(|_| evaluated.as_deref() == Some(text.as_str())),
        text,
        variables,
    })
}

impl FalseCondition {
    /// The lines that show it.
    pub(super) fn lines(&self) -> impl Iterator<Item = LineNo> {
        let of_values = self.variables.iter().filter_map(|variable| variable.line);
        self.line.into_iter().chain(of_values)
    }

    /// What its variables held, as a sentence, where the log tells.
    pub(super) fn values_in_words(&self) -> Option<String> {
        let values: Vec<String> = self
            .variables
            .iter()
            .map(|variable| format!("{} = {}", variable.name, variable.value))
            .collect();
        (!values.is_empty()).then(|| format!("The log has {}.", values.join(", ")))
    }
}

fn value_of(bundle: &Bundle, name: &str, lines: &mut Lines<'_>) -> Option<Variable> {
    let (value, line) = if let Some(value) = bundle.variables.get(name) {
        (value.clone(), None)
    } else {
        let line = *bundle.other_variables.get(name)?;
        let value = lines.bundle_event(line, |event| match event.kind {
            EventKind::BundleVariable { value, .. } => value.to_owned(),
            _ => String::new(),
        });
        (value?, Some(line))
    };
    Some(Variable {
        name: name.to_owned(),
        value,
        line,
    })
}

/// The names in a condition, each once: what is no text in quotes, no number, no version, and no operator.
fn variables_in(condition: &str) -> impl Iterator<Item = &str> {
    let outside_of_quotes = condition.split('"').step_by(2);
    let words = outside_of_quotes
        .flat_map(|text| text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))));
    let is_operator =
        |word: &str| ["and", "or", "not"].contains(&word.to_ascii_lowercase().as_str());
    let is_version = |word: &str| {
        let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
        number.starts_with(|c: char| c.is_ascii_digit())
    };
    let names =
        words.filter(move |word| !word.is_empty() && !is_operator(word) && !is_version(word));
    let mut seen: Vec<&str> = Vec::new();
    names.filter(move |name| {
        let is_new = !seen.contains(name);
        seen.push(name);
        is_new
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variables_of_a_condition_are_its_words_without_operators_and_values() {
        for (condition, names) in [
            (
                "WixBundleInstalled or skip=\"1\" or Found.2022 = \"yes or no\"",
                &["WixBundleInstalled", "skip", "Found.2022"][..],
            ),
            (
                "VersionNT64 >= v6.0 OR (VersionNT64 = v5.2 AND NOT ServicePackLevel < 1)",
                &["VersionNT64", "ServicePackLevel"],
            ),
            ("", &[]),
        ] {
            assert_eq!(
                variables_in(condition).collect::<Vec<_>>(),
                names,
                "{condition}"
            );
        }
    }
}
