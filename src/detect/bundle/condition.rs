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
        let known = [windows_in, net_framework_in, processor_in];
        let known = known.into_iter().filter_map(|of| of(&self.text));
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
/// Sources: <https://learn.microsoft.com/windows/win32/sysinfo/operating-system-version>,
/// <https://learn.microsoft.com/windows/release-health/windows11-release-information>,
/// <https://learn.microsoft.com/windows/release-health/windows-server-release-info>.
const WINDOWS: [(&str, &str); 13] = [
    ("6.0", "Windows Vista and Server 2008"),
    ("6.1", "Windows 7 and Server 2008 R2"),
    ("6.2", "Windows 8 and Server 2012"),
    ("6.3", "Windows 8.1 and Server 2012 R2"),
    ("10.0", "Windows 10, Windows 11, and Server 2016 and later"),
    ("10.0.10240", "the first Windows 10"),
    ("10.0.14393", "Windows 10 1607 and Server 2016"),
    ("10.0.17763", "Windows 10 1809 and Server 2019"),
    ("10.0.19041", "Windows 10 2004"),
    ("10.0.20348", "Server 2022"),
    ("10.0.22000", "the first Windows 11"),
    ("10.0.22621", "Windows 11 22H2"),
    ("10.0.26100", "Windows 11 24H2 and Server 2025"),
];

/// The first numbers of each version of .NET Framework, as its key in the registry has them in the value `Release`.
///
/// Source: <https://learn.microsoft.com/dotnet/framework/install/how-to-determine-which-versions-are-installed>.
const NET_FRAMEWORK: [(u32, &str); 11] = [
    (378_389, "4.5"),
    (378_675, "4.5.1"),
    (379_893, "4.5.2"),
    (393_295, "4.6"),
    (394_254, "4.6.1"),
    (394_802, "4.6.2"),
    (460_798, "4.7"),
    (461_308, "4.7.1"),
    (461_808, "4.7.2"),
    (528_040, "4.8"),
    (533_320, "4.8.1"),
];

/// Which .NET Framework a condition asks for: `NETFRAMEWORK45 >= 528040`
fn net_framework_in(condition: &str) -> Option<String> {
    /// No version has a greater number yet.
    const LAST: u32 = 540_000;
    let is_asked = variables_in(condition).any(|name| name.to_ascii_uppercase().contains("NETF"));
    let mut words = condition.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let (number, version) = words.find_map(|word| {
        let number = word.parse().ok().filter(|number| *number < LAST)?;
        let known = NET_FRAMEWORK.iter().rfind(|(first, _)| *first <= number)?;
        Some((number, known.1))
    })?;
    is_asked.then(|| format!("The number {number} is .NET Framework {version}."))
}

/// Which processor a condition asks for: `NativeMachine = 43620`
///
/// Source: <https://learn.microsoft.com/windows/win32/sysinfo/image-file-machine-constants>.
fn processor_in(condition: &str) -> Option<String> {
    const PROCESSORS: [(&str, &str); 3] = [("332", "x86"), ("34404", "x64"), ("43620", "ARM64")];
    variables_in(condition).find(|name| *name == "NativeMachine")?;
    let mut words = condition.split(|c: char| !c.is_alphanumeric());
    let (number, processor) =
        words.find_map(|word| PROCESSORS.iter().find(|(number, _)| *number == word))?;
    Some(format!("{number} is a processor of the kind {processor}."))
}

/// Which Windows a condition asks for: `VersionNT >= v6.1`
fn windows_in(condition: &str) -> Option<String> {
    if !variables_in(condition).any(|name| name.starts_with("VersionNT")) {
        return None;
    }
    let words = condition.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    let versions = words.filter_map(|word| word.strip_prefix(['v', 'V']));
    let is_of = |version: &str, number: &str| {
        let behind = version.strip_prefix(number);
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with('.'))
    };
    // The longest number says most.
    let of_version = |version: &str| {
        WINDOWS
            .iter()
            .rposition(|(number, _)| is_of(version, number))
    };
    let mut known: Vec<usize> = versions.filter_map(of_version).collect();
    known.sort_unstable();
    known.dedup();
    let known = known.iter().map(|at| WINDOWS[*at]);
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
            (
                "VersionNT64 >= v10.0.22000.0 OR VersionNT64 < v10.0.17134",
                Some(
                    "Of the versions, 10.0 is Windows 10, Windows 11, and Server 2016 and later; 10.0.22000 is the first Windows 11.",
                ),
            ),
            ("HeronVersion >= v6.1", None),
            ("VersionNT64", None),
            ("VersionNT >= v6.10", None),
        ] {
            assert_eq!(windows_in(condition).as_deref(), words, "{condition}");
        }
    }

    #[test]
    fn the_numbers_of_a_condition_are_told_by_name() {
        for (condition, words) in [
            (
                "NETFRAMEWORK45 >= 528040",
                Some("The number 528040 is .NET Framework 4.8."),
            ),
            (
                "NetFxRelease >= 461814",
                Some("The number 461814 is .NET Framework 4.7.2."),
            ),
            ("HeronLicence >= 528040", None),
            ("NETFRAMEWORK45 >= 1", None),
        ] {
            let told = net_framework_in(condition);
            assert_eq!(told.as_deref(), words, "{condition}");
        }
        for (condition, words) in [
            (
                "NativeMachine = 43620",
                Some("43620 is a processor of the kind ARM64."),
            ),
            ("HeronMachine = 43620", None),
        ] {
            assert_eq!(processor_in(condition).as_deref(), words, "{condition}");
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
