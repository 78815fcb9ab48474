//! A log that is one paragraph: a form, a chat, or a page has put a blank or a `<br>` where its lines ended.
//!
//! A line is known where it begins by what no line of an installer has within it. What has no beginning of its own, such as
//! the text of a custom action, stays with the line above it, unless that is the call of the action, whose end is known.

use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

/// How the lines begin that most of a log has, all with a clock and nowhere within a line. The prefix of an engine may be doubled.
const CLOCKED: &str = r"(?:MSI \([sca]\) \([0-9A-F]{2}[:!][0-9A-F]{2}\) )?MSI \([sca]\) \([0-9A-F]{2}[:!][0-9A-F]{2}\) \[\d\d:\d\d:\d\d[:.]\d{3}\]: |\[[0-9A-F]{4,5}:[0-9A-F]{4,5}\]\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\][iwe]\d{3}: |Action (?:start|ended) \d\d?:\d\d:\d\d: ";

/// How others do, which may stand in a line behind a colon.
const OTHERS: &str = r"=== (?:Verbose l|L)ogging st|Property\([SC]\): |CustomAction [\w.]+ returned actual error code |MainEngineThread is returning |(?:Wix|CA)(?:Quiet|Silent)Exec(?:64)?:  ";

/// How the call of a custom action ends, below which it writes: `..., Entrypoint: OpenGates`.
const CALLED: &str = r", Entrypoint: \w+";

/// What stands where a line ended.
const JOINT: &str = r" ?<br ?/?> ?| ";

/// Where a line begins behind another one.
static BEGINNING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        "(?-u)(?:{JOINT})({CLOCKED})|([^:])(?:{JOINT})({OTHERS})|({CALLED})(?:{JOINT})"
    ))
    .ok()
});

/// The same, and where the first one begins.
static ANY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        "(?-u)(?:^|{JOINT})(?:{CLOCKED})|(?:^|[^:](?:{JOINT}))(?:{OTHERS})"
    ))
    .ok()
});

/// A line of a bundle that a page has broken before its date: `[0B9C:1438][` at the end of the line above, and behind the mark
/// of a quotation `2024-05-10T09:26:50]e000: `.
static BEFORE_DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u) ?(\[[0-9A-F]{4,5}:[0-9A-F]{4,5}\]\[)\r?\n(?:> ?)?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\][iwe]\d{3}: )",
    )
    .ok()
});

/// Whether lines of a bundle are broken before their date.
fn is_broken_before_date(sample: &[u8]) -> bool {
    let mut ends = memmem::find_iter(sample, b"][");
    ends.any(|end| matches!(sample.get(end + 2), Some(b'\r' | b'\n')))
        && BEFORE_DATE
            .as_ref()
            .is_some_and(|line| line.is_match(sample))
}

/// What a line has that holds another one, but for the lines of bundles.
const SIGNS: [&[u8]; 9] = [
    b" CustomAction ",
    b" WixQuietExec",
    b" CAQuietExec",
    b" MSI (",
    b">MSI (",
    b" Action start ",
    b">Action start ",
    b" Action ended ",
    b">Action ended ",
];

/// Whether a line holds two of an installer's lines and more, taken all together.
pub(super) fn is_joined(sample: &[u8]) -> bool {
    if is_broken_before_date(sample) {
        return true;
    }
    if !may_be_joined(sample) {
        return false;
    }
    let Some(any) = ANY.as_ref() else {
        return false;
    };
    let counts = sample.split(|byte| *byte == b'\n');
    let counts = counts.map(|line| any.find_iter(line).count());
    let (lines, all) = counts
        .filter(|count| *count > 0)
        .fold((0, 0), |(lines, all), count| (lines + 1, all + count));
    lines > 0 && all >= 2 * lines
}

/// Whether anything speaks for it: nearly every log has nothing that does, which is seen faster than its lines are counted.
fn may_be_joined(sample: &[u8]) -> bool {
    /// The longest ids of a bundle's line: `[14A4C:9F04C`.
    const IDS: usize = 12;
    let holds = |sign: &&[u8]| memmem::find(sample, sign).is_some();
    let mut prefixes = memmem::find_iter(sample, b"][");
    SIGNS.iter().any(holds)
        || prefixes.any(|end| {
            let before = &sample[end.saturating_sub(IDS)..end];
            let begun = before.iter().rposition(|byte| *byte == b'[');
            let around = begun.and_then(|at| before[..at].last());
            matches!(around, Some(b' ' | b'>'))
        })
}

/// The bytes with the ends of lines that can be known.
pub(super) fn broken(bytes: &[u8]) -> Vec<u8> {
    let (Some(before_date), Some(beginning)) = (BEFORE_DATE.as_ref(), BEGINNING.as_ref()) else {
        return bytes.to_owned();
    };
    let bytes = before_date.replace_all(bytes, &b"\n$1$2"[..]);
    beginning
        .replace_all(&bytes, &b"$2$4\n$1$3"[..])
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 7] = [
        "=== Verbose logging started: 1/2/2024 ===",
        "MSI (s) (10:20) [10:00:00:000]: MSI (s) (10:20): a",
        "Action start 10:00:00: InstallFiles.",
        "CustomAction OpenGates returned actual error code 1603 (note this may not be 100% accurate)",
        "Action ended 10:00:00: InstallFiles. Return value 3.",
        "MSI (s) (10:20) [10:00:00:001]: MainEngineThread is returning 1603",
        "[14A4:9F04][2021-07-16T11:13:57]e000: Error 0x80070005: no",
    ];

    #[test]
    fn a_paragraph_has_its_lines_again() {
        for joint in [" ", " <br>", "<br/>"] {
            let text = format!("it says {joint}{}", LINES.join(joint));
            assert!(is_joined(text.as_bytes()), "{text}");
            let broken = String::from_utf8(broken(text.as_bytes())).expect("it is UTF-8");
            let lines: Vec<&str> = broken.lines().collect();
            for line in LINES {
                assert!(lines.contains(&line), "{line} of {broken}");
            }
        }
    }

    #[test]
    fn lines_without_a_clock_are_lines_too() {
        let quiet = "WixQuietExec64:  Error 0x80070001: Failed to open the gate.";
        let text = format!("it says {quiet} {quiet} {}", LINES[3]);
        assert!(is_joined(text.as_bytes()), "{text}");
        let broken = String::from_utf8(broken(text.as_bytes())).expect("it is UTF-8");
        assert_eq!(broken, ["it says", quiet, quiet, LINES[3]].join("\n"));
    }

    #[test]
    fn a_line_that_is_broken_before_its_date_is_whole_again() {
        let line = LINES[6].replace("][", "][\r\n> ");
        let text = format!("it says\n> {line} {line}\n");
        assert!(is_joined(text.as_bytes()), "{text}");
        let broken = String::from_utf8(broken(text.as_bytes())).expect("it is UTF-8");
        assert_eq!(broken, format!("it says\n>\n{0}\n{0}\n", LINES[6]));
        assert!(!is_joined(format!("{0} [\n> {0}", LINES[6]).as_bytes()));
    }

    #[test]
    fn what_a_custom_action_writes_is_no_part_of_its_call() {
        let call = "MSI (s) (10:20) [10:00:00:000]: Invoking remote custom action. DLL: C:\\a.tmp, Entrypoint: Open";
        for said in [
            "OpenGates: the gate is locked",
            LINES[1],
            "WixQuietExec:  locked",
        ] {
            let text = format!("{call} {said} {}", LINES[3]);
            let broken = String::from_utf8(broken(text.as_bytes())).expect("it is UTF-8");
            assert_eq!(broken, [call, said, LINES[3]].join("\n"));
        }
    }

    #[test]
    fn a_log_with_lines_is_no_paragraph() {
        for text in [
            LINES.join("\n"),
            String::new(),
            "it says MSI (s) (10:20) [10:00:00:000]: a and no more".to_owned(),
            LINES.map(|line| format!("> {line}")).join("\n"),
            format!("{0}\n{1} said {1}\n{0}", LINES[2], LINES[4]),
            LINES[5].to_owned(),
            format!("MSI (s) (10:20) [10:00:00:000]: {}", LINES[3]),
            "MSI (s) (54:9C) MSI (s) (54:9C) [09:32:57:691]: a\n".repeat(5),
        ] {
            assert!(!is_joined(text.as_bytes()), "{text}");
        }
    }
}
