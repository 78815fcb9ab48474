//! Commands to the programs that run builds, which they look for in what a build writes.

use memchr::memchr2_iter;

/// Whether the character at `at` completes the begin of a command to a program that runs builds.
///
/// * Behind one `#` the second, where letters and `[` follow: the agent of Azure Pipelines looks for `##vso[` anywhere in a
///   line, the runner of GitHub for `##[`, and `TeamCity` for `##teamcity[`.
/// * The first `:` of `::error::` and `::add-mask::`, which the runner of GitHub takes for a command at the start of a line,
///   blanks before it aside. Text may be wrapped at blanks and between wide characters, so any such place may become one; one
///   behind a sign of ASCII, as in `boost::system::error_code`, stays behind it.
///
/// Sources: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>,
/// <https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands>,
/// <https://www.jetbrains.com/help/teamcity/service-messages.html>.
#[must_use]
pub fn begins_command(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at(at);
    if let Some(behind) = rest.strip_prefix("::") {
        let follows_sign = before.ends_with(|c: char| c.is_ascii_graphic());
        let after = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
        let name = &behind[..behind.len() - after.len()];
        return !follows_sign
            && COMMANDS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
            && (after.starts_with("::") || after.starts_with(' ') && after.contains("::"));
    }
    rest.strip_prefix('#').is_some_and(|behind| {
        let name = behind.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        before.ends_with('#') && name.starts_with('[')
    })
}

/// The commands of the runner of GitHub, also those that it takes only where somebody allows it. The names in C++, as in
/// `::std::vector`, are none.
const COMMANDS: [&str; 15] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// The offset in bytes of the first character that completes the begin of a command.
pub(super) fn first_command(text: &str) -> Option<usize> {
    memchr2_iter(b'#', b':', text.as_bytes()).find(|at| begins_command(text, *at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_begin_where_a_build_looks_for_them() {
        for (text, expected) in [
            ("##vso[task.setvariable variable=a]b", Some(1)),
            ("x ##[add-mask]a", Some(3)),
            ("###[group]", Some(2)),
            ("##teamcity[buildStop comment='x']", Some(1)),
            ("::error::x", Some(0)),
            ("a ::warning file=x::y", Some(2)),
            ("日本::add-mask::1", Some(6)),
            ("issue ##12, # [a], ## [b], ##", None),
            ("boost::system::error_code ::CreateFileW failed", None),
            ("call of ::std::rethrow_exception", None),
            (":: ::: ::", None),
            ("[10:00:00:123]: Property", None),
        ] {
            assert_eq!(first_command(text), expected, "{text}");
        }
    }
}
