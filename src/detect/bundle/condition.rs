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

    /// Which Windows it asks for, what its variables stand for, and what they held, in sentences, where that is known.
    pub(super) fn in_words(&self) -> Option<String> {
        let unmet = OF_ENGINE
            .into_iter()
            .filter(|known| self.may_ask_for(known));
        let unmet = unmet.map(|(_, _, words)| words.to_owned());
        let known = windows_in(&self.text).into_iter();
        let known = known.chain(unmet).chain(self.values_in_words());
        let known: Vec<String> = known.collect();
        (!known.is_empty()).then(|| known.join(" "))
    }

    /// Whether it looks at a variable of the engine that did not have the value which bundles ask for. Where that is not known, it
    /// may be any part of a condition that has alternatives.
    fn may_ask_for(&self, (name, asked, _): &(&str, &str, &str)) -> bool {
        let mut variables = self.variables.iter();
        let held = variables.find(|variable| variable.name == *name);
        let has_alternatives = self.text.to_ascii_lowercase().contains(" or ");
        variables_in(&self.text).any(|word| word == *name)
            && held.map_or(!has_alternatives, |held| held.value != *asked)
    }

    fn values_in_words(&self) -> Option<String> {
        let values: Vec<String> = self
            .variables
            .iter()
            .map(|variable| format!("{} = {}", variable.name, variable.value))
            .collect();
        (!values.is_empty()).then(|| format!("The log has {}.", values.join(", ")))
    }
}

/// Variables of the engine that conditions look at, the values that they ask for, and what to do.
///
/// Source: <https://docs.firegiant.com/wix/tools/burn/builtin-variables/>.
const OF_ENGINE: [(&str, &str, &str); 2] = [
    (
        "Privileged",
        "1",
        "Privileged is 1 where the bundle has the rights of an administrator: start it from an elevated prompt.",
    ),
    (
        "RebootPending",
        "0",
        "RebootPending is 0 where no restart of Windows is due: restart Windows first.",
    ),
];

/// What the numbers of Windows stand for that bundles compare, first of the desktop and then of the server.
///
/// Source: <https://learn.microsoft.com/windows/win32/sysinfo/operating-system-version>.
const WINDOWS: [(&str, &str); 5] = [
    ("6.0", "Windows Vista and Server 2008"),
    ("6.1", "Windows 7 and Server 2008 R2"),
    ("6.2", "Windows 8 and Server 2012"),
    ("6.3", "Windows 8.1 and Server 2012 R2"),
    ("10.0", "Windows 10, Windows 11, and Server 2016 and later"),
];

/// Which Windows a condition asks for: `VersionNT >= v6.1`
fn windows_in(condition: &str) -> Option<String> {
    if !variables_in(condition).any(|name| name.starts_with("VersionNT")) {
        return None;
    }
    let words = || condition.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let is_compared = |number: &str| {
        let mut versions = words().filter_map(|word| word.strip_prefix(['v', 'V']));
        versions.any(|version| {
            let behind = version.strip_prefix(number);
            behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
        })
    };
    let known = WINDOWS.iter().filter(|(number, _)| is_compared(number));
    let known: Vec<String> = known
        .map(|(number, windows)| format!("{number} is {windows}"))
        .collect();
    (!known.is_empty()).then(|| format!("Of the versions, {}.", known.join("; ")))
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
    fn the_versions_of_windows_in_a_condition_are_told_by_name() {
        for (condition, words) in [
            (
                "VersionNT > v6.1 OR (VersionNT = v6.1 AND ServicePackLevel >= 1)",
                Some("Of the versions, 6.1 is Windows 7 and Server 2008 R2."),
            ),
            (
                "VersionNT64 >= v10.0",
                Some("Of the versions, 10.0 is Windows 10, Windows 11, and Server 2016 and later."),
            ),
            ("HeronVersion >= v6.1", None),
            ("VersionNT64", None),
            ("VersionNT >= v6.10", None),
        ] {
            assert_eq!(windows_in(condition).as_deref(), words, "{condition}");
        }
    }

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
