//! Levels: how bad the findings of single rules are.

use glob::{MatchOptions, Pattern, PatternError};

use crate::finding::{Finding, Inconclusive, Severity, Suppressed, SuppressedBy};

/// How bad the findings of one rule are, in some logs.
#[derive(Clone, Debug)]
pub struct Level {
    /// The code or the name of the rule.
    pub rule: String,
    /// How bad; nothing when they do not count.
    pub severity: Option<Severity>,
    /// The logs that it holds for; all where there are none.
    pub paths: Vec<Pattern>,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: SuppressedBy,
}

impl Level {
    fn fits(&self, names: [&str; 2], path: &str) -> bool {
        let is_rule = names.contains(&self.rule.as_str());
        is_rule && (self.paths.is_empty() || self.paths.iter().any(|glob| matches(glob, path)))
    }
}

/// Reads a glob, in which a folder may be written as Windows has it: `nightly\*.log`, `.\nightly\*.log`.
pub(super) fn glob(text: &str) -> Result<Pattern, PatternError> {
    Pattern::new(plain(text).trim_start_matches("./"))
}

/// A path with slashes.
fn plain(path: &str) -> String {
    path.replace('\\', "/")
}

/// Whether a path, or its end behind a slash, matches: `old/*.log` fits `C:\logs\old\a.log`.
///
/// Small and capital letters are the same, as Windows has it, and `*` stays within a folder.
fn matches(glob: &Pattern, path: &str) -> bool {
    const OPTIONS: MatchOptions = MatchOptions {
        case_sensitive: false,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let path = plain(path);
    let path = path.trim_start_matches("./");
    let starts = path.match_indices('/').map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(starts)
        .any(|start| glob.matches_with(&path[start..], OPTIONS))
}

/// Gives findings their levels. Of several that fit, the last one counts; those that do not count go to `suppressed`.
pub(super) fn apply(
    levels: &[Level],
    path: &str,
    findings: &mut Vec<Finding>,
    suppressed: &mut Vec<Suppressed>,
) {
    let all = std::mem::take(findings);
    for mut finding in all {
        let level = levels
            .iter()
            .rfind(|level| level.fits([&finding.rule, &finding.name], path));
        match level.map(|level| (level, level.severity)) {
            None => findings.push(finding),
            Some((_, Some(severity))) => {
                finding.severity = severity;
                findings.push(finding);
            }
            Some((level, None)) => suppressed.push(Suppressed {
                finding,
                by: level.by,
                reason: level.reason.clone(),
            }),
        }
    }
}

/// Gives rules that are open the levels that their findings would have.
pub(super) fn apply_open(levels: &[Level], path: &str, open: &mut Vec<Inconclusive>) {
    open.retain_mut(|rule| {
        let level = levels
            .iter()
            .rfind(|level| level.fits([&rule.rule, ""], path));
        let severity = level.map_or(Some(rule.severity), |level| level.severity);
        rule.severity = severity.unwrap_or(rule.severity);
        severity.is_some()
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_fit_paths_of_every_system() {
        for (glob, path, fits) in [
            ("*.log", "a.log", true),
            ("*.log", "logs/a.LOG", true),
            ("old/*.log", "C:\\logs\\old\\a.log", true),
            ("old/*.log", "logs/old/new/a.log", false),
            ("**/old/**", "./x/old/new/a.log", true),
            ("old/*.log", "logs/older/a.log", false),
            ("old/*.log", "logs/very-old/a.log", false),
            ("old\\*.log", "C:\\logs\\old\\a.log", true),
            ("C:\\logs\\**", "C:\\logs\\old\\a.log", true),
            (".\\old\\*.log", "old/a.log", true),
            ("./old/*.log", "./old/a.log", true),
        ] {
            let glob = super::glob(glob).unwrap();
            assert_eq!(matches(&glob, path), fits, "{glob} {path}");
        }
    }
}
