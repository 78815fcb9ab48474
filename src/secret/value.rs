//! Which values can be secrets.

use super::name::Named;
use super::powershell::is_call;
use crate::text::{Reach, STARS};

/// The most characters of a secret.
const LONGEST: usize = 4096;
/// The most bytes of a secret: a character has four at the most.
pub(super) const MOST_BYTES: usize = 4 * LONGEST;

/// Whether the value of something that is named like a secret can be one: it is not empty, not hidden already, no
/// switch, no reference to something else, no place, and no sentence of a dialog.
pub(super) fn is_secret(value: &str, named: Named) -> bool {
    let value = without_quotes(value.trim());
    // Nothing more is asked of what is too long, since there may be much of it.
    if value.len() > MOST_BYTES {
        return false;
    }
    let length = value.chars().count();
    if !(3..=LONGEST).contains(&length) || value.contains(STARS) || is_filler(value) {
        return false;
    }
    if is_reference(value)
        || is_call(value)
        || is_switch(value)
        || is_place(value)
        || is_sentence(value)
    {
        return false;
    }
    match named {
        Named::Secret => true,
        // A token without digits is a word, and one with blanks is a text about it.
        Named::Token => {
            length >= 8
                && value.bytes().any(|byte| byte.is_ascii_digit())
                && value.bytes().any(|byte| byte.is_ascii_alphabetic())
                && !value.contains(char::is_whitespace)
        }
        Named::Key => is_key(value),
        Named::Pin => (4..=12).contains(&length) && value.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

/// `9f8e7d6c5b4a39281706`, `VK7JG-NPHTM-C97JM-9MPGT`, `1234-5678-9012-3456`: letters and digits that change often, or groups of
/// many digits, and no code of a product, no account, no name with a version.
fn is_key(value: &str) -> bool {
    const SHORTEST: usize = 16;
    const FEWEST_CHANGES: usize = 4;
    const FEWEST_DASHES: usize = 3;
    let is_of_key =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/' | b'=');
    let signs: Vec<u8> = value.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let is_number = || {
        let dashes = value.bytes().filter(|byte| *byte == b'-').count();
        signs.iter().all(u8::is_ascii_digit) && dashes >= FEWEST_DASHES
    };
    let changes = signs.windows(2);
    let changes = changes.filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    value.bytes().all(is_of_key)
        && signs.len() >= SHORTEST
        && !is_guid(value)
        && !value.starts_with("S-1-")
        && (changes.count() >= FEWEST_CHANGES || is_number())
}

/// `6C0A7D7E-2B41-4C0F-9A39-50C1F4A2B7D1`
fn is_guid(value: &str) -> bool {
    let parts = value.split('-').map(str::len);
    parts.eq([8, 4, 4, 4, 12])
        && value
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// `"hun7er!"` without its quotes, behind which that of a whole command line may stand.
fn without_quotes(value: &str) -> &str {
    let inside = value
        .strip_prefix('"')
        .and_then(|rest| rest.split_once('"'));
    let inside = inside.filter(|(_, behind)| behind.trim_matches(['\'', ' ']).is_empty());
    inside.map_or(value, |(inside, _)| inside)
}

/// `xxxxxx`, `••••••`, `------`: what programs write in the place of a secret.
fn is_filler(value: &str) -> bool {
    let mut characters = value.chars();
    let first = characters.next();
    first.is_some_and(|first| {
        matches!(
            first,
            'x' | 'X' | '•' | '●' | '*' | '#' | '-' | '_' | '.' | '?'
        ) && characters.all(|c| c == first)
    })
}

/// `[DBPASSWORD]`, `{...}`, `%PASSWORD%`, `$(Password)`, `<password>`: another thing holds it.
fn is_reference(value: &str) -> bool {
    const PAIRS: [(&str, &str); 6] = [
        ("[", "]"),
        ("{", "}"),
        ("%", "%"),
        ("<", ">"),
        ("$(", ")"),
        ("${", "}"),
    ];
    PAIRS
        .iter()
        .any(|(open, close)| value.starts_with(open) && value.ends_with(close))
}

/// `1`, `#0`, `true`, `none`, `required`: a number of up to three digits, or a word that says yes, no, or nothing.
fn is_switch(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "true",
        "false",
        "yes",
        "null",
        "(null)",
        "none",
        "off",
        "not set",
        "notset",
        "undefined",
        "empty",
        "blank",
        "default",
        "required",
        "optional",
        "unset",
        "hidden",
        "masked",
        "redacted",
        "<null>",
        "n/a",
    ];
    let number = value.trim_start_matches('#');
    number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
        || WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// `C:\Secrets\db.txt`, `\\server\share`, `Software\Contoso\Secrets`: where something lies.
fn is_place(value: &str) -> bool {
    let is_drive =
        value.as_bytes().get(1..3) == Some(b":\\") || value.as_bytes().get(1..3) == Some(b":/");
    is_drive || value.starts_with("\\\\") || value.matches('\\').nth(1).is_some()
}

/// `Enter the password of the service:`, `{\DlgFont8}&Password:`: three words and a mark at the end, more than five,
/// or a text style of the `TextStyle` table.
fn is_sentence(value: &str) -> bool {
    if value.starts_with("{\\") || value.starts_with("{&") {
        return true;
    }
    let words = value.split_whitespace().take(6).count();
    words > 5 || words >= 3 && value.ends_with(['.', ':', '?', '!', '…'])
}

/// How far a secret is covered: an ordinary word or a number stands in other places by chance.
pub(super) fn reach(value: &str) -> Reach {
    const SHORTEST: usize = 6;
    let is_plain = value.chars().all(|c| c.is_alphabetic() || c == ' ')
        || value.chars().all(|c| c.is_ascii_digit());
    if is_plain || value.chars().count() < SHORTEST {
        Reach::Value
    } else {
        Reach::Anywhere
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_can_be_secrets() {
        for value in [
            "hun7er!",
            "heron",
            "1234",
            "P@ss w0rd",
            "DOMAIN/x",
            "ab\\cd",
            "Correct Horse Battery",
            "\"hun7er!\"",
            "\"a\"\"b\"",
        ] {
            assert!(is_secret(value, Named::Secret), "{value}");
        }
        for value in [
            "",
            "  ",
            "1",
            "#0",
            "255",
            "True",
            "none",
            "ab",
            "**********",
            "Password=**********",
            "••••••",
            "[DBPASSWORD]",
            "{6C0A7D7E-2B41-4C0F-9A39-50C1F4A2B7D1}",
            "{\\DlgFont8}&Password:",
            "%DBPASSWORD%",
            "(ConvertTo-SecureString",
            "C:\\Secrets\\db.txt",
            "\\\\server\\share",
            "Software\\Marsh\\Heron",
            "Enter your password:",
            "The two passwords must be the same",
            "\"1\"",
            "\"0\"'",
            "\"\"",
            "\"[DBPASSWORD]\"",
            "\"C:\\Secrets\\db.txt\"",
        ] {
            assert!(!is_secret(value, Named::Secret), "{value}");
        }
        assert!(is_secret("9f8e7d6c5b4a", Named::Token));
        for value in ["unrestricted", "12345678", "a token 1234", "b77a5c"] {
            assert!(!is_secret(value, Named::Token), "{value}");
        }
    }

    #[test]
    fn keys_are_told_from_codes_names_and_places() {
        for value in [
            "9f8e7d6c5b4a39281706",
            "Ab3dE5gH7jK9mN1pQ2rS",
            "K7JGA-NPH2M-C97JM-9MPGT",
            "1234-5678-9012-3456-7890",
            "q1W2e3R4t5Y6u7I8o9P0+/==",
        ] {
            assert!(is_secret(value, Named::Key), "{value}");
        }
        for value in [
            "contoso-main-office-berlin",
            "{6C0A7D7E-2B41-4C0F-9A39-50C1F4A2B7D1}",
            "6C0A7D7E-2B41-4C0F-9A39-50C1F4A2B7D1",
            "S-1-5-21-1004336348-1177238915-682003330-512",
            "CONTOSO-SERVER2019-DC01",
            "Software\\Heron1a2b3c4d5e6f7",
            "SOFTWARE/Heron/Marsh2019/Reeds",
            "https://heron.example/1a2b3c4d5e6f7a8b",
            "20261121101500377",
            "a1b2c3d4",
        ] {
            assert!(!is_secret(value, Named::Key), "{value}");
        }
        assert!(is_secret("4711", Named::Pin));
        for value in ["1", "pinned", "20261121101500"] {
            assert!(!is_secret(value, Named::Pin), "{value}");
        }
    }

    #[test]
    fn ordinary_words_do_not_reach_far() {
        for (value, expected) in [
            ("hun7er!", Reach::Anywhere),
            ("Install", Reach::Value),
            ("InstallFinalize", Reach::Value),
            ("20261121", Reach::Value),
            ("a1!", Reach::Value),
            ("correct horse", Reach::Value),
            ("correct-horse", Reach::Anywhere),
        ] {
            assert_eq!(reach(value), expected, "{value}");
        }
    }
}
