//! Paths of logs in the words of other tools.

use std::fmt::Write as _;

/// The path with `/` between its parts and without a `./` in front, as tools that know a repository want it.
pub(super) fn slashed(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut rest = path.as_str();
    while let Some(shorter) = rest.strip_prefix("./") {
        rest = shorter.trim_start_matches('/');
    }
    rest.to_owned()
}

/// The path as a URI reference: relative where it is relative, else a `file:` URI.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc8089> and section 3.4 of SARIF 2.1.0.
pub(super) fn uri(path: &str) -> String {
    let path = slashed(path);
    let mut encoded = String::with_capacity(path.len() + 8);
    let is_drive =
        matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let rest = if let Some(share) = path.strip_prefix("//") {
        encoded.push_str("file://");
        share
    } else if path.starts_with('/') {
        encoded.push_str("file://");
        &path
    } else if is_drive {
        encoded.push_str("file:///");
        encoded.push_str(&path[..2]);
        &path[2..]
    } else {
        &path
    };
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                encoded.push(char::from(byte));
            }
            // Writing to a text never fails.
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_uris() {
        for (path, expected) in [
            ("-", "-"),
            ("logs/a b.log", "logs/a%20b.log"),
            (".\\logs\\a.log", "logs/a.log"),
            ("././/a.log", "a.log"),
            ("../a#1.log", "../a%231.log"),
            ("C:\\Temp\\a%1.log", "file:///C:/Temp/a%251.log"),
            ("/var/log/ü.log", "file:///var/log/%C3%BC.log"),
            ("\\\\server\\share\\a.log", "file://server/share/a.log"),
            ("javascript:alert(1)", "javascript%3Aalert%281%29"),
            ("a\nb", "a%0Ab"),
        ] {
            assert_eq!(uri(path), expected, "{path}");
        }
    }
}
