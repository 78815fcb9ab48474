//! What makes two findings the same one, in another run of an install or in another log.

use super::normal::normal;
use super::{Cause, Finding, Role};

/// The most characters of a signature.
const LONGEST_SIGNATURE: usize = 160;

/// The most characters of a headline that a signature is made from: a path in it may be as long as a log.
const LONGEST_HEADLINE: usize = 2048;

/// An id of what a finding says: 32 hexadecimal digits.
///
/// It is made from the rule, the headline, and the lines that show the finding, without what differs from run to run:
/// line numbers, times, process and thread ids, GUIDs, versions, and numbers that are not codes.
/// Of a cause only the line that states it counts, since what stands around it depends on how the install was run.
/// The same finding has the same id whatever the log is called and however much was written before it.
#[must_use]
pub fn fingerprint(finding: &Finding) -> String {
    let shows = |line| finding.role != Role::Cause || line == finding.line;
    let mut lines: Vec<String> = finding
        .evidence
        .iter()
        .filter(|evidence| shows(evidence.line))
        .map(|evidence| normal(&evidence.text))
        .collect();
    // Files are copied in an order of their own in each run, and a line may come once more.
    lines.sort_unstable();
    lines.dedup();
    let mut hash = Fnv::new();
    hash.write(&finding.rule);
    hash.write(&normal(&finding.headline));
    for line in &lines {
        hash.write(line);
    }
    hash.finish()
}

/// What a cause is counted by: the rule, the action, the code, and what it is about, in up to 160 characters.
///
/// Of a path only the last part is left, so that `ledgerengine.dll` counts as one thing on all machines; numbers, ids,
/// and versions are replaced as in [`fingerprint`].
///
/// `MSI001 installfiles message 1310: installfiles could not write ledgerengine.dll: access was denied`
#[must_use]
pub fn signature(cause: &Cause) -> String {
    let action = cause.action.as_deref().map(normal);
    let code = cause.code.zip(cause.code_space);
    let code = code.map(|(code, space)| format!("{} {code}", space.as_str()));
    let subject: Vec<String> = [Some(cause.rule.clone()), action, code]
        .into_iter()
        .flatten()
        .collect();
    let what = normal(&without_folders(start(&cause.headline, LONGEST_HEADLINE)));
    let text = format!("{}: {what}", subject.join(" "));
    start(&text, LONGEST_SIGNATURE).to_owned()
}

/// The first characters of a text, as many as there may be.
fn start(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// `text` with the last part of each path for the path.
fn without_folders(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = start_of_path(rest) {
        let end = at + length_of_path(&rest[at..]);
        let path = rest[at..end].trim_end_matches('\\');
        out.push_str(&rest[..at]);
        out.push_str(path.rsplit('\\').next().unwrap_or(path));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where `C:\` or `\\server` begins.
fn start_of_path(text: &str) -> Option<usize> {
    let drive = |colon: usize| {
        let at = colon.checked_sub(1)?;
        let is_letter = text.as_bytes()[at].is_ascii_alphabetic();
        (is_letter && !text[..at].ends_with(char::is_alphanumeric)).then_some(at)
    };
    let mut colons = text.match_indices(":\\").map(|(colon, _)| colon);
    let share = text.find("\\\\");
    colons.find_map(drive).into_iter().chain(share).min()
}

/// How far a path goes: to a sign that no path holds, or to a blank with no backslash in the words behind it.
fn length_of_path(text: &str) -> usize {
    let ends = |c: char| "\"'<>|*?;,)]:".contains(c) || c.is_control();
    let mut known = 3.min(text.len());
    while !text.is_char_boundary(known) {
        known += 1;
    }
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < known) {
        let goes_on = || {
            text[at..]
                .find(|c| c == '\\' || ends(c))
                .is_some_and(|next| text[at + next..].starts_with('\\'))
        };
        if ends(c) || c == ' ' && !goes_on() {
            return at;
        }
    }
    text.len()
}

/// An id of texts in an order, of 32 hexadecimal digits: it stays what it is in every version of this program.
#[must_use]
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = Fnv::new();
    texts.into_iter().for_each(|text| hash.write(text));
    hash.finish()
}

/// The hash FNV-1a of 128 bits, which stays what it is in every version of this program.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc9923>.
struct Fnv(u128);

impl Fnv {
    fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds a text and an end, so that `ab` and `c` are not `a` and `bc`.
    fn write(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 ^= u128::from(byte);
            self.0 = self
                .0
                .wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
    }

    fn finish(&self) -> String {
        format!("{:032x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{CodeSpace, Confidence, Evidence, Severity};
    use crate::text::LineNo;

    fn finding(headline: &str, evidence: &[(u32, &str)]) -> Finding {
        Finding {
            rule: "MSI512".to_owned(),
            name: "file-in-use".to_owned(),
            severity: Severity::Note,
            confidence: Confidence::High,
            role: Role::Risk,
            line: LineNo::new(evidence[0].0),
            end_line: LineNo::new(evidence[0].0),
            headline: headline.to_owned(),
            advice: String::new(),
            evidence: evidence
                .iter()
                .map(|(line, text)| Evidence {
                    line: LineNo::new(*line),
                    text: (*text).to_owned(),
                })
                .collect(),
        }
    }

    #[test]
    fn a_finding_is_the_same_in_another_run() {
        let one = finding(
            "2 files are in use.",
            &[
                (
                    10,
                    "MSI (s) (18:54) [09:12:53:767]: a.dll is held by process 4312",
                ),
                (12, "b.dll of {587CEDFC-ACE8-51E1-AA13-D03AECE62124}"),
            ],
        );
        let other = finding(
            "2 files are in use.",
            &[
                (310, "b.dll of {00000000-ACE8-51E1-AA13-D03AECE62124}"),
                (
                    345,
                    "MSI (s) (20:A4) [23:02:03:001]: a.dll is held by process 77",
                ),
            ],
        );
        assert_eq!(fingerprint(&one), fingerprint(&other));
        assert_eq!(fingerprint(&one).len(), 32);
    }

    #[test]
    fn another_file_code_or_rule_is_another_finding() {
        let one = finding("A file is in use.", &[(10, "a.dll: error 32")]);
        let mut rule = one.clone();
        rule.rule = "MSI513".to_owned();
        for other in [
            finding("A file is in use.", &[(10, "b.dll: error 32")]),
            finding("A file is in use.", &[(10, "a.dll: error 5")]),
            finding("A file is gone.", &[(10, "a.dll: error 32")]),
            rule,
        ] {
            assert_ne!(fingerprint(&one), fingerprint(&other));
        }
    }

    #[test]
    fn of_a_cause_the_line_that_states_it_counts() {
        let cause = |around: &str| {
            let mut cause = finding("It failed.", &[(10, "Error 1310."), (11, around)]);
            cause.role = Role::Cause;
            fingerprint(&cause)
        };
        assert_eq!(cause("Action ended"), cause("something else"));
    }

    #[test]
    fn the_hash_stays_what_it_is() {
        // Written into baselines, so a change of it makes every known finding new.
        let finding = finding("A file is in use.", &[(10, "a.dll")]);
        assert_eq!(fingerprint(&finding), "4e52a7a8eb47acff13a75e253e8c4c66");
    }

    #[test]
    fn signatures_count_the_same_thing_once() {
        let mut cause = Cause {
            line: LineNo::FIRST,
            action: Some("InstallFiles".to_owned()),
            code: Some(1310),
            code_space: Some(CodeSpace::Message),
            rule: "MSI001".to_owned(),
            confidence: Confidence::High,
            headline: "InstallFiles could not write C:\\Program Files\\Contoso\\Ledger 3\\engine.dll: access was denied (system error 5).".to_owned(),
            advice: String::new(),
            evidence: Vec::new(),
        };
        assert_eq!(
            signature(&cause),
            "MSI001 installfiles message 1310: installfiles could not write engine.dll: access was denied (system error 5)."
        );
        cause.headline = "x".repeat(1000);
        assert_eq!(signature(&cause).chars().count(), LONGEST_SIGNATURE);
        // A path without an end comes to an end.
        cause.headline = "C:\\".repeat(1 << 18);
        assert!(signature(&cause).starts_with("MSI001 installfiles"));
    }

    #[test]
    fn a_path_gives_way_to_its_last_part() {
        for (text, expected) in [
            ("no path: \\ here", "no path: \\ here"),
            ("C:\\a.txt", "a.txt"),
            ("wrote C:\\A B\\c.dll.", "wrote c.dll."),
            ("from \\\\server\\share\\x.msi to D:\\", "from x.msi to D:"),
            ("HKLM\\Software\\A", "HKLM\\Software\\A"),
            ("'C:\\é\\ü' and C:\\é", "'ü' and é"),
            ("\\\\", ""),
            ("é:\\x", "é:\\x"),
        ] {
            assert_eq!(without_folders(text), expected, "{text}");
        }
    }
}
