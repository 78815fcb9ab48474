//! The objects of SARIF that results are made of, with the fields that wilog writes.

use serde::Serialize;

use crate::finding::{Confidence, Role};
use crate::text::LineNo;

/// 3.27: something that was found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Result<'a> {
    pub(super) rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule_index: Option<usize>,
    pub(super) kind: &'static str,
    pub(super) level: &'static str,
    pub(super) message: Message,
    pub(super) locations: Vec<Location<'a>>,
    pub(super) partial_fingerprints: Fingerprints,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) code_flows: Vec<CodeFlow<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) baseline_state: Option<&'static str>,
    /// Absent where nobody looked for suppressions, and empty where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppressions: Option<Vec<Suppression<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) properties: Option<Properties<'a>>,
}

impl<'a> Result<'a> {
    /// A result that no finding stands behind.
    pub(super) fn of_gate(
        rule: &'a str,
        text: &'a str,
        artifact: ArtifactLocation,
        line: LineNo,
        line_hash: String,
    ) -> Self {
        Self {
            rule_id: rule,
            rule_index: Some(0),
            kind: "fail",
            level: "error",
            message: Message::new(text),
            locations: vec![Location {
                physical_location: PhysicalLocation {
                    artifact_location: artifact,
                    region: Region::new(line, line, None),
                },
                message: None,
            }],
            partial_fingerprints: Fingerprints {
                finding: None,
                line_hash,
            },
            code_flows: Vec::new(),
            related_locations: Vec::new(),
            baseline_state: None,
            suppressions: None,
            properties: None,
        }
    }
}

/// 3.11: text for people.
///
/// A link (`[text](target)`) and a placeholder (`{0}`) would have a meaning, so a bracket of the one takes a backslash
/// and the brace of the other is doubled. All else stays as it is, since many viewers show what they find.
#[derive(Debug, Serialize)]
pub(super) struct Message {
    text: String,
}

impl Message {
    pub(super) fn new(text: &str) -> Self {
        let mut text = text.to_owned();
        if text.contains("](") {
            text = text.replace('[', "\\[").replace(']', "\\]");
        }
        for (at, _) in text.clone().rmatch_indices('{') {
            if is_placeholder(&text[at..]) {
                let end = at + text[at..].find('}').unwrap_or(0);
                text.insert(end, '}');
                text.insert(at, '{');
            }
        }
        Self { text }
    }
}

/// `{0}`.
fn is_placeholder(text: &str) -> bool {
    let inside = text[1..].split_once('}').map(|(inside, _)| inside);
    inside.is_some_and(|inside| {
        !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// 3.17, by the name of the way in which it was made.
#[derive(Debug, Serialize)]
pub(super) struct Fingerprints {
    #[serde(rename = "wilog/v1", skip_serializing_if = "Option::is_none")]
    pub(super) finding: Option<String>,
    /// That of code scanning on GitHub.
    #[serde(rename = "primaryLocationLineHash")]
    pub(super) line_hash: String,
}

/// 3.28.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location<'a> {
    pub(super) physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<Message>,
}

/// 3.29.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation<'a> {
    pub(super) artifact_location: ArtifactLocation,
    pub(super) region: Region<'a>,
}

/// 3.4.
#[derive(Debug, Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    pub(super) index: usize,
}

/// 3.30: whole lines of the decoded text, 1-based.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region<'a> {
    start_line: LineNo,
    end_line: LineNo,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet<'a>>,
}

impl<'a> Region<'a> {
    pub(super) fn new(line: LineNo, end: LineNo, text: Option<&'a str>) -> Self {
        Self {
            start_line: line,
            end_line: end,
            snippet: text.map(|text| Snippet { text }),
        }
    }
}

/// 3.3.
#[derive(Debug, Serialize)]
struct Snippet<'a> {
    text: &'a str,
}

/// 3.36: the way from the line that states the cause to those that show it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CodeFlow<'a> {
    pub(super) thread_flows: Vec<ThreadFlow<'a>>,
}

/// 3.37.
#[derive(Debug, Serialize)]
pub(super) struct ThreadFlow<'a> {
    pub(super) locations: Vec<ThreadFlowLocation<'a>>,
}

/// 3.38.
#[derive(Debug, Serialize)]
pub(super) struct ThreadFlowLocation<'a> {
    pub(super) location: Location<'a>,
}

/// 3.35.
#[derive(Debug, Serialize)]
pub(super) struct Suppression<'a> {
    pub(super) kind: &'static str,
    pub(super) status: &'static str,
    pub(super) justification: &'a str,
}

/// 3.8: what SARIF has no field for.
#[derive(Debug, Serialize)]
pub(super) struct Properties<'a> {
    pub(super) name: &'a str,
    pub(super) confidence: Confidence,
    pub(super) role: Role,
    pub(super) advice: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_hold_no_links_and_no_placeholders() {
        for (text, expected) in [
            ("C:\\a {587C}", "C:\\a {587C}"),
            ("[a](javascript:b)", "\\[a\\](javascript:b)"),
            ("[1] and {0} {12}", "[1] and {{0}} {{12}}"),
        ] {
            assert_eq!(Message::new(text).text, expected);
        }
    }
}
