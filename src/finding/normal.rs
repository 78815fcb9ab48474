//! Text without what differs from one run of the same install to the next.

/// What stands for a number, a version, or a time.
const NUMBER: &str = "#";
/// What stands for a GUID, in braces or not, also packed as in registry keys.
const GUID: &str = "{id}";
/// What stands for the name of a temporary file.
const TEMPORARY: &str = "tmp";

/// `text` in lower case, with `#` for numbers, versions, and times, `{id}` for GUIDs, and `tmp` for the names that
/// Windows Installer gives to temporary files.
///
/// A number stays where it says what happened: behind a word such as `error`, `code`, or `returned`, behind the
/// `1:` of a note, and when it is an HRESULT. A digit that belongs to a name (`x64`, `ledger2.dll`) stays too.
/// The prefix of an engine line (`MSI (s) (18:54) [09:12:53:767]: `) goes.
pub(super) fn normal(text: &str) -> String {
    let text = without_prefix(text);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // The words before, to know whether a number is a code.
    let mut before = "";
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if let Some(length) = guid(rest) {
            out.push_str(GUID);
            at += length;
            before = "";
        } else if c.is_alphanumeric() {
            let end = rest.find(|c: char| !c.is_alphanumeric());
            let token = &rest[..end.unwrap_or(rest.len())];
            push_token(token, before, &mut out);
            at += token.len();
            before = token;
        } else {
            // `1:` makes the number behind it that of a message; any other sign but these parts it from its word.
            if !matches!(c, ' ' | ':' | '(' | '-' | '=') {
                before = "";
            }
            out.push(c);
            at += c.len_utf8();
        }
    }
    joined(&out)
}

fn push_token(token: &str, before: &str, out: &mut String) {
    let is_number = token.bytes().all(|byte| byte.is_ascii_digit());
    let hexadecimal = token.strip_prefix("0x").or(token.strip_prefix("0X"));
    let is_hexadecimal = hexadecimal.is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if is_packed_guid(token) {
        out.push_str(GUID);
    } else if is_number && !names_code(before) || is_hexadecimal && !is_result(token) {
        out.push_str(NUMBER);
    } else if is_temporary(token) {
        out.push_str(TEMPORARY);
    } else {
        out.extend(token.chars().flat_map(char::to_lowercase));
    }
}

/// Whether the number behind this word says what happened.
fn names_code(word: &str) -> bool {
    const WORDS: [&str; 14] = [
        "1",
        "code",
        "error",
        "exit",
        "info",
        "message",
        "number",
        "result",
        "return",
        "returned",
        "returning",
        "status",
        "value",
        "warning",
    ];
    WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether a hexadecimal number is an HRESULT of a failure: `0x80070005`.
fn is_result(token: &str) -> bool {
    token.len() == 10 && matches!(token.as_bytes()[2], b'8' | b'c' | b'C')
}

/// `MSI4F2A` of `C:\Windows\Installer\MSI4F2A.tmp`, and `~DF1C` of other temporary files.
fn is_temporary(token: &str) -> bool {
    let digits = ["MSI", "DF"]
        .iter()
        .find_map(|start| token.strip_prefix(start));
    digits.is_some_and(|digits| {
        (2..=16).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// The length of the GUID at the start, in braces or not.
fn guid(text: &str) -> Option<usize> {
    let open = usize::from(text.starts_with('{'));
    let inner = text.as_bytes().get(open..open + 36)?;
    let fits = inner.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    let close = usize::from(text.as_bytes().get(open + 36) == Some(&b'}'));
    (fits && open == close).then_some(36 + 2 * open)
}

/// A GUID as Windows Installer writes it into names of registry keys: 32 hexadecimal digits.
fn is_packed_guid(token: &str) -> bool {
    token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A line without `MSI (s) (18:54) [09:12:53:767]: `. Types of reports know no parser, and a fingerprint that was given once
/// stays, so this is not `syntax::behind_prefix`.
fn without_prefix(line: &str) -> &str {
    let behind = line.strip_prefix("MSI (").and_then(|rest| {
        let (prefix, text) = rest.split_once("]: ")?;
        (prefix.len() < 40).then_some(text)
    });
    behind.unwrap_or(line)
}

/// One sign for `#.#.#`, `#:#:#`, and `#,#`.
fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(NUMBER) {
        let after = &rest[at + NUMBER.len()..];
        out.push_str(&rest[..at + NUMBER.len()]);
        rest = after;
        while let [b'.' | b':' | b',', b'#', ..] = rest.as_bytes() {
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_run_to_run_goes() {
        for (text, expected) in [
            ("", ""),
            ("Copied 12 files in 1,204 ms", "copied # files in # ms"),
            ("at 10:14:02.638", "at #"),
            ("Ledger 3.1.0.22 of 2026", "ledger # of #"),
            ("contoso_3.1.msi", "contoso_#.msi"),
            ("x64 ledger2.dll", "x64 ledger2.dll"),
            ("{587CEDFC-ACE8-51E1-AA13-D03AECE62124}", "{id}"),
            ("587CEDFC-ACE8-51E1-AA13-D03AECE62124.", "{id}."),
            ("HKLM\\X\\CFDEC7858ECA1E15AA310DA3CE6E2142", "hklm\\x\\{id}"),
            (
                "C:\\Windows\\Installer\\MSI4F2A.tmp",
                "c:\\windows\\installer\\tmp.tmp",
            ),
            ("handle 0x1F4", "handle #"),
            ("pid 4312, Id: 4312", "pid #, id: #"),
            (
                "MSI (s) (18!54) [09:12:53:767]: Doing action: X",
                "doing action: x",
            ),
            ("Note: 1: 1310 2: 5 ", "note: #: 1310 #: # "),
            ("größe 3 中文", "größe # 中文"),
        ] {
            assert_eq!(normal(text), expected, "{text}");
        }
    }

    #[test]
    fn what_says_what_happened_stays() {
        for text in [
            "error 1310",
            "(system error 5)",
            "exit code 1603",
            "returned actual error code 1603",
            "return value 3",
            "0x80070643",
        ] {
            assert_eq!(normal(text), text);
        }
    }
}
