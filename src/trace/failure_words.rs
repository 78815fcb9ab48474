//! Words with which custom actions speak of a failure.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::log_level::{LogLevel, NAMES_OF_ERRORS, level_of};
use crate::syntax::is_of_script_engine;

/// Words that speak of a failure.
const WORDS: [&str; 13] = [
    "error",
    "fail",
    "exception",
    "denied",
    "cannot",
    "could not",
    "unable",
    "not found",
    "0x8",
    "fatal",
    "invalid",
    "timed out",
    "requested operation requires elevation",
];

/// A search for any of them.
static WORD: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| search(WORDS.iter()));

/// A search for any of them, and for what loggers call an error. Nearly all lines have none of these.
static WORD_OR_LEVEL: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| search(WORDS.iter().chain(&NAMES_OF_ERRORS)));

fn search<'words>(words: impl Iterator<Item = &'words &'static str>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .ok()
}

/// Whether the text of a custom action speaks of a failure, and says anything of it: neither the heading `Error:`, nor a number
/// alone, `Error 1722`, nor the bare name of an exception does, what is tried again may yet succeed, and what goes on in
/// another way has not failed. Where a logger marked a line as an error, the line needs no such word.
pub(super) fn speaks_of_failure(text: &str) -> bool {
    const SURVIVED: [&str; 13] = [
        "continuing",
        "will continue",
        "using default",
        "using the default",
        "ignoring",
        "skipping",
        "without error",
        "trying again",
        "retrying",
        "will retry",
        "ignore on failure",
        "will be ignored",
        "skipped",
    ];
    // What Windows says of exit code 1603, and the installer behind any failure.
    const OF_INSTALLER: &str = "fatal error during installation";
    let may_speak = WORD_OR_LEVEL
        .as_ref()
        .is_none_or(|word| word.is_match(text));
    if !may_speak || !has_failure_word(text) && level_of(text) != Some(LogLevel::Error) {
        return false;
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let says_more = text.split_whitespace().skip(1).any(|word| !is_number(word));
    if !says_more || is_information(text) || is_result_of_script(text) || is_trace(text) {
        return false;
    }
    // A line of stars or dashes is a banner, and to make an exception of a firewall is work, also in the name of an action:
    // `Installing firewall exception2 Gates on port 443, protocol 6`, `RemoveFirewallException: Removing the rule Gates`.
    let text = text
        .to_ascii_lowercase()
        .replace("firewall exception", "firewall rule")
        .replace("firewallexception", "firewall rule");
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let is_work = text.contains("firewall rule") && !has_failure_word(&text);
    let is_banner = ["***", "---"].iter().any(|head| text.starts_with(head));
    !is_work && !is_banner && !says(&SURVIVED) && text.trim().trim_end_matches('.') != OF_INSTALLER
}

/// Whether a text has a word that speaks of a failure.
pub fn has_failure_word(text: &str) -> bool {
    WORD.as_ref().is_none_or(|word| word.is_match(text))
}

/// `DIFXAPP: INFO:   Could not open file`, `[DEBUG] lookup failed`, `info error counter reset`: whether a text is marked as
/// information in a way that is seen in real logs beside the error itself. Others count where an action wrote nothing else.
fn is_information(text: &str) -> bool {
    const FIRST_WORDS: usize = 4;
    const LEVELS: [&str; 4] = ["INFO", "DEBUG", "TRACE", "VERBOSE"];
    let words = text.split_whitespace().take(FIRST_WORDS);
    let mut bare = words.map(|word| word.trim_matches(['[', ']', '(', ')', '|', ':']));
    let first = text.split_whitespace().next();
    first.is_some_and(|first| first.eq_ignore_ascii_case("info"))
        || bare.any(|word| LEVELS.contains(&word))
}

/// `InstallShield 9:12:54: CallScriptFunctionFromMsiCA() ends, result 0x80070643`: whether a text is no more than the result
/// that the engine of `InstallScript` passes on.
fn is_result_of_script(text: &str) -> bool {
    is_of_script_engine(text) && text.contains(" ends, result 0x")
}

/// `<Func Name='OpenGates'>`, `<EndFunc Name='OpenGates' Return='0' GetLastError='203'>`: whether a text is a step in the trace of
/// functions that the actions of SQL Server write, and none that failed. What the system kept as the last error of an earlier call
/// tells nothing of a function that ended well.
///
/// Source: <https://learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-getlasterror>.
fn is_trace(text: &str) -> bool {
    let ended_well = ["Return='0'", "Return='T'"]
        .iter()
        .any(|result| text.contains(result));
    text.starts_with("<Func ") || text.starts_with("<EndFunc ") && ended_well
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_failure_count_where_something_failed() {
        for (text, expected) in [
            ("OpenGates: the gate could not open", true),
            ("OpenGates: Error", true),
            ("Fatal error during installation.", false),
            ("The gates: Fatal error during installation.", true),
            ("Error:", false),
            ("Error 1722", false),
            ("Error 1722 Gates", true),
            ("OpenGates: the gate opens", false),
            ("[DEBUG] lookup failed", false),
            ("info error counter reset", false),
            ("Information: Connecting failed: no server", true),
            ("level=info msg=\"could not connect\"", true),
            ("CRITICAL SECTION ENTERED", false),
            ("<1> Copying gates", false),
            ("[10:00:01 FTL] Gate 12 is newer than this keeper", true),
            ("The requested operation requires elevation.", true),
            ("OpenGates: failed, trying again", false),
            ("*** no error so far ***", false),
            ("<Func Name='TellFailure'>", false),
            (
                "<EndFunc Name='OpenGates' Return='T' GetLastError='203'>",
                false,
            ),
            (
                "<EndFunc Name='OpenGates' Return='1603' GetLastError='5'>",
                true,
            ),
            ("Installing firewall exception2 Gates on port 443", false),
            ("RemoveFirewallException: Removing the rule Gates", false),
            (
                "InstallShield 10:00:01: CallScriptFunctionFromMsiCA() ends, result 0x80070643",
                false,
            ),
            (
                "InstallShield 10:00:01: Failed to load the gate, error 0x80070005",
                true,
            ),
        ] {
            assert_eq!(speaks_of_failure(text), expected, "{text}");
        }
    }
}
