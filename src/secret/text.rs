//! Secrets inside of texts: `Password=x;`, `--token x`, `https://user:x@host`, and private keys.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::name::{Named, named};
use super::value::is_secret;

/// Gives name and value of every secret that a text has to `found`. Secrets that have no name get that of their form.
///
/// * `name=value`, `name: value`, `"name": "value"`, `<name>value</name>`;
/// * `--name value`, `/name value`, `-name:value`;
/// * `scheme://user:value@host`;
/// * the lines of a PEM private key.
pub(super) fn secrets_in<'a>(text: &'a str, found: &mut dyn FnMut(&'a str, &'a str)) {
    let bytes = text.as_bytes();
    for at in memchr::memchr3_iter(b'=', b':', b'>', bytes) {
        match bytes[at] {
            b':' if bytes[at..].starts_with(b"://") => in_address(&text[at + 3..], found),
            sign => behind_sign(text, at, sign, found),
        }
    }
    for at in memchr::memchr2_iter(b'-', b'/', bytes) {
        behind_switch(text, at, found);
    }
    if has_key(text) {
        in_key(text, found);
    }
}

/// Whether a private key begins in a text.
fn has_key(text: &str) -> bool {
    static BEGINS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(KEY_BEGINS));
    BEGINS.find(text.as_bytes()).is_some()
}

/// `-----BEGIN RSA PRIVATE KEY-----`, see <https://www.rfc-editor.org/rfc/rfc7468>.
const KEY_BEGINS: &str = "-----BEGIN ";
pub(super) const KEY_ENDS: &str = "-----END ";
const PRIVATE: &str = "PRIVATE KEY-----";

/// What the lines of a private key are called.
pub(super) const KEY: &str = "private key";

/// `Password=x`, `"password": "x"`, `<password>x<`, where the sign stands at `at`.
fn behind_sign<'a>(text: &'a str, at: usize, sign: u8, found: &mut dyn FnMut(&'a str, &'a str)) {
    let name = word_before(&text[..at]);
    let Some(kind) = named(name) else { return };
    let after = &text[at + 1..];
    let value = match sign {
        b'>' => after.split_once('<').map_or(after, |(value, _)| value),
        _ => value_of(after),
    };
    // `Password: wrong` is more often said of a password than `Password=wrong`.
    let is_prose =
        sign == b':' && after.starts_with(' ') && !after.trim_start().starts_with(['"', '\'']);
    if is_secret(value, kind) && !(is_prose && is_word(value)) {
        found(name, value);
    }
    // `Authorization: Bearer x`.
    if let Some((_, value)) = value_to_blank(after)
        .split_once(' ')
        .filter(|_| kind == Named::Token)
        && is_secret(value, kind)
    {
        found(name, value);
    }
}

/// `--password x`, `/password x`, where the dash or the stroke stands at `at`.
fn behind_switch<'a>(text: &'a str, at: usize, found: &mut dyn FnMut(&'a str, &'a str)) {
    if at > 0 && !text[..at].ends_with([' ', '-', '"', '\'', '\t']) {
        return;
    }
    let rest = &text[at + 1..];
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    if name.starts_with('-') || !after.starts_with(' ') {
        return;
    }
    let value = value_of(after);
    let is_next_switch = value.starts_with(['-', '/']);
    let kind = named(name).or((name == "pw").then_some(Named::Secret));
    if let Some(kind) = kind
        && !is_next_switch
        && is_secret(value, kind)
    {
        found(name, value);
    }
}

/// `user:x@host/path`, from behind the `://` of an address.
fn in_address<'a>(text: &'a str, found: &mut dyn FnMut(&'a str, &'a str)) {
    let end = text
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>'))
        .unwrap_or(text.len());
    let Some((account, _)) = text[..end].rsplit_once('@') else {
        return;
    };
    if let Some((_, value)) = account.split_once(':')
        && is_secret(value, Named::Secret)
    {
        found("password in an address", value);
    }
}

/// The lines of each private key of a text, also where they are written as `\n` or with blanks between them.
fn in_key<'a>(text: &'a str, found: &mut dyn FnMut(&'a str, &'a str)) {
    for (at, _) in text.match_indices(KEY_BEGINS) {
        let key = &text[at..];
        let Some(head) = key.find(PRIVATE).filter(|head| *head < 60) else {
            continue;
        };
        let body = &key[head + PRIVATE.len()..];
        let body = body.split_once(KEY_ENDS).map_or(body, |(body, _)| body);
        key_lines(body).for_each(|line| found(KEY, line));
    }
}

/// Whether a text begins a private key and does not end it, so that the next lines are of it.
pub(super) fn leaves_key_open(text: &str) -> bool {
    has_key(text)
        && text
            .rfind(KEY_BEGINS)
            .is_some_and(|at| text[at..].contains(PRIVATE) && !text[at..].contains(KEY_ENDS))
}

/// The parts of a key that are long enough to be of it.
pub(super) fn key_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '\\' | '"' | '\''))
        .map(|line| {
            line.strip_prefix('n')
                .filter(|_| line.len() % 4 == 1)
                .unwrap_or(line)
        })
        .filter(|line| line.len() >= 8)
}

/// The word that a text ends with, without the quotes and blanks behind it: `password` of `{"password" `.
fn word_before(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '"', '\'']);
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let word = text.trim_end_matches(inside).len();
    text[word..].trim_start_matches(['-', '.'])
}

/// The value that a text begins with: up to the closing quote, else to a blank or a delimiter.
///
/// A comma and an ampersand may stand in a value, so they end it only where another `name=` follows.
fn value_of(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '\t']);
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).map_or(inner, |(value, _)| value);
        }
    }
    let end = text
        .find(|c: char| {
            c.is_whitespace() || matches!(c, ';' | '"' | '\'' | '<' | '>' | '|' | '\u{80}' | '€')
        })
        .unwrap_or(text.len());
    let value = &text[..end];
    let more = value
        .match_indices([',', '&', ')'])
        .find(|(at, _)| value[*at..].contains('=') || value[*at..].len() == 1);
    more.map_or(value, |(at, _)| &value[..at])
}

/// What stands before the first delimiter, with its blanks.
fn value_to_blank(text: &str) -> &str {
    let text = text.trim_start();
    let end = text
        .find(['\r', '\n', ';', '"', '\''])
        .unwrap_or(text.len());
    &text[..end]
}

fn is_word(value: &str) -> bool {
    value
        .trim_end_matches(['.', ',', '!'])
        .chars()
        .all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_texts() {
        for (text, expected) in [
            ("", &[][..]),
            ("A=1 INSTALLDIR=C:\\A B", &[]),
            (
                "Server=.;User Id=sa;Password=hun7er!;Timeout=3",
                &["hun7er!"],
            ),
            ("Pwd=heron", &["heron"]),
            ("Password=\"a b;c\" x", &["a b;c"]),
            ("PASSWORD=a,b&c", &["a,b&c"]),
            ("ServiceInstall(Password=hun7er,Description=x)", &["hun7er"]),
            ("https://host/?api_key=hun7er2&x=1", &["hun7er2"]),
            (
                "{\"user\": \"sa\", \"password\": \"hun7er!\"}",
                &["hun7er!"],
            ),
            ("<add key=\"a\"/><password>hun7er!</password>", &["hun7er!"]),
            ("agent.exe --password hun7er! --port 1", &["hun7er!"]),
            ("agent.exe /password \"hun 7er\" /q", &["hun 7er"]),
            ("agent.exe -Password:hun7er!", &["hun7er!"]),
            ("plink -pw hun7er! host", &["hun7er!"]),
            ("agent.exe --password --quiet", &[]),
            ("https://sa:hun7er!@db.example/x", &["hun7er!"]),
            ("https://db.example:8080/a@b", &[]),
            ("Authorization: Bearer abc123def456", &["abc123def456"]),
            ("AGENT_TOKEN=9f8e7d6c5b4a", &["9f8e7d6c5b4a"]),
            ("Password: hun7er!", &["hun7er!"]),
            ("invalid password: the user sa", &[]),
            ("Password: required.", &[]),
            ("Password=**********,Description=x", &[]),
            ("SchedServiceConfig\u{80}Pwd=hun7er!\u{80}x", &["hun7er!"]),
            (
                "A, Version=1.0.0.0, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a",
                &[],
            ),
            (
                "MSI_LUA: Credential prompt not required, user is an admin",
                &[],
            ),
        ] {
            let mut all = Vec::new();
            secrets_in(text, &mut |_, value| all.push(value));
            assert_eq!(all, expected, "{text}");
        }
    }

    #[test]
    fn the_lines_of_a_private_key() {
        let lines = |text: &str| {
            let mut all = Vec::new();
            secrets_in(text, &mut |_, value| all.push(value.to_owned()));
            all
        };
        let body = ["MIIEvQIBADANBgkqhkiG", "9w0BAQEFAASCBKcw"];
        for between in ["\n", "\\n", " "] {
            let text = [
                "-----BEGIN PRIVATE KEY-----",
                body[0],
                body[1],
                "-----END PRIVATE KEY-----",
            ]
            .join(between);
            assert_eq!(lines(&text), body, "{text}");
        }
        assert!(
            lines("-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG\n-----END CERTIFICATE-----")
                .is_empty()
        );
        assert!(leaves_key_open("-----BEGIN RSA PRIVATE KEY-----"));
        assert!(!leaves_key_open(
            "-----BEGIN RSA PRIVATE KEY-----\n-----END RSA PRIVATE KEY-----"
        ));
    }
}
