//! Lines of custom actions that tell how far they came, and not why they failed.

/// Words that stand in the closing phrases of programs, and that name nothing.
const EMPTY: [&str; 74] = [
    "0",
    "0x0",
    "0x1",
    "0x643",
    "0x80004005",
    "0x8000ffff",
    "0x80070001",
    "0x80070643",
    "1",
    "1603",
    "a",
    "abort",
    "aborted",
    "aborting",
    "action",
    "an",
    "and",
    "application",
    "be",
    "can",
    "cannot",
    "closing",
    "code",
    "complete",
    "completed",
    "continue",
    "could",
    "custom",
    "done",
    "ended",
    "error",
    "errors",
    "exit",
    "exited",
    "exiting",
    "failed",
    "failure",
    "false",
    "fatal",
    "finished",
    "giving",
    "has",
    "install",
    "installation",
    "installer",
    "is",
    "leave",
    "leaving",
    "not",
    "now",
    "occurred",
    "proceed",
    "process",
    "program",
    "quitting",
    "result",
    "return",
    "returned",
    "returning",
    "script",
    "setup",
    "status",
    "stopped",
    "stopping",
    "successfully",
    "terminated",
    "terminating",
    "the",
    "to",
    "unable",
    "up",
    "was",
    "will",
    "with",
];

/// `OpenGates: Setup cannot continue.`, `exit status 1`, `OpenGates: Abbruch.`: whether a line says no more than that it
/// came to an end, or that something failed. One word alone names nothing in any language that has blanks.
pub(in crate::detect) fn says_nothing(line: &str) -> bool {
    let said = without_speakers(line);
    let mut words = said
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let is_alone = words.clone().nth(1).is_none();
    let is_empty = |word: &str| {
        EMPTY
            .binary_search(&word.to_ascii_lowercase().as_str())
            .is_ok()
    };
    // `OpenGates:  Info: Leave OpenGates: 0x80004005.`: a function that names itself names nothing.
    let function = line.trim().split_once(":  ").map_or("", |(name, _)| name);
    words.all(|word| is_empty(word) || word == function || is_alone && is_plain_word(word))
}

/// Whether a word is one of letters that have small and capital forms, and no name of a function or of a type.
fn is_plain_word(word: &str) -> bool {
    let has_case = |c: char| c.is_lowercase() || c.is_uppercase();
    let is_capital = |c: char| c.is_uppercase();
    word.chars().all(has_case)
        && (word.chars().all(is_capital) || !word.chars().skip(1).any(is_capital))
}

/// Words of a refusal that are none of a failure as such: a program that says them may go on.
const OF_REFUSALS: [&str; 40] = [
    "abgelehnt",
    "conflict",
    "denegado",
    "does not",
    "expired",
    "fehler",
    "fehlgeschlagen",
    "forbidden",
    "impossible",
    "in use",
    "is required",
    "konnte nicht",
    "missing",
    "must be",
    "no se pudo",
    "not allowed",
    "not installed",
    "not permitted",
    "not supported",
    "refus\u{e9}",
    "refused",
    "rejected",
    "unauthorized",
    "unsupported",
    "verweigert",
    "wurde nicht",
    "\u{43d}\u{435} \u{443}\u{434}\u{430}\u{43b}\u{43e}\u{441}\u{44c}",
    "\u{43e}\u{442}\u{43a}\u{430}\u{437}\u{430}\u{43d}\u{43e}",
    "\u{43e}\u{448}\u{438}\u{431}\u{43a}\u{430}",
    "\u{e9}chec",
    "\u{3067}\u{304d}\u{307e}\u{305b}\u{3093}",
    "\u{30a8}\u{30e9}\u{30fc}",
    "\u{5931}\u{6557}",
    "\u{5931}\u{8d25}",
    "\u{62d2}\u{5426}",
    "\u{62d2}\u{7d55}",
    "\u{62d2}\u{7edd}",
    "\u{65e0}\u{6cd5}",
    "\u{7121}\u{6cd5}",
    "\u{9519}\u{8bef}",
];

/// `OpenGates: the lock is in use by the keeper`, `OpenGates: Das Tor konnte nicht ge\u{f6}ffnet werden.`: whether a line tells
/// of something that was refused.
pub(in crate::detect) fn refuses(line: &str) -> bool {
    let line = line.to_lowercase();
    OF_REFUSALS.iter().any(|word| line.contains(word))
}

/// `OpenGates: waiting for the gate (2/60)`, `Opening the gate ...`: whether a line tells of work that is begun.
pub(in crate::detect) fn tells_of_work(line: &str) -> bool {
    const SHORTEST: usize = 6;
    let said = without_speakers(line).trim_end();
    let first = said
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    said.ends_with("..")
        || said.ends_with('…')
        || first.len() >= SHORTEST && first.to_ascii_lowercase().ends_with("ing")
}

/// A line without who speaks, when, and how bad it is: `OpenGates: `, `CA: 09:41:14: OpenGates. `, `ERROR: `.
fn without_speakers(line: &str) -> &str {
    let mut said = line.trim();
    while let Some((head, rest)) = said.split_once(char::is_whitespace) {
        let is_speaker =
            head.ends_with([':', '.']) && !head.ends_with("..") && !head.contains('\\');
        if !is_speaker {
            break;
        }
        said = rest.trim_start();
    }
    let is_bare = said.ends_with(':') && !said.contains(char::is_whitespace);
    if is_bare { "" } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_name_nothing_are_in_order() {
        assert!(EMPTY.is_sorted());
    }

    #[test]
    fn closing_phrases_are_told_from_what_names_something() {
        for (line, expected) in [
            ("OpenGates: cannot continue", true),
            ("OpenGates: Setup cannot continue.", true),
            ("CA: 10:02:11: OpenGates. Custom action failed", true),
            ("OpenGates:  exit status 1", true),
            ("OpenGates: done, result = false", true),
            ("OpenGates: Abbruch.", true),
            ("OpenGates:", true),
            ("OpenGates: Setup cannot continue without a gate.", false),
            ("OpenGates. Error: 1789", false),
            ("OpenGates: exit status 1618", false),
            ("OpenGates: ERROR: C:\\Gates\\open.exe: failed", false),
            ("GatesLockedException", false),
            ("\u{65e0}\u{6cd5}\u{6253}\u{5f00}", false),
            ("OpenGates: Das Tor klemmt.", false),
        ] {
            assert_eq!(says_nothing(line), expected, "{line}");
        }
    }

    #[test]
    fn refusals_are_known_by_their_words() {
        for (line, expected) in [
            ("OpenGates: gate 3 is in use by the keeper", true),
            ("OpenGates: choose another gate with GATE=", false),
            (
                "OpenGates: Das Tor konnte nicht ge\u{f6}ffnet werden.",
                true,
            ),
            (
                "OpenGates: \u{9580}\u{3092}\u{958b}\u{3051}\u{307e}\u{305b}\u{3093}",
                false,
            ),
            (
                "OpenGates: \u{63a5}\u{7d9a}\u{3067}\u{304d}\u{307e}\u{305b}\u{3093}",
                true,
            ),
        ] {
            assert_eq!(refuses(line), expected, "{line}");
        }
    }

    #[test]
    fn work_that_is_begun_is_no_reason() {
        for (line, expected) in [
            ("OpenGates: waiting for the gate (2/60)", true),
            ("Opening the gate", true),
            ("OpenGates: Gate 2 of 3 ...", true),
            ("OpenGates: gave up after 60 tries", false),
            ("OpenGates: King of the gate is away", false),
        ] {
            assert_eq!(tells_of_work(line), expected, "{line}");
        }
    }
}
