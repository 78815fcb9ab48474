//! Which values can be secrets.

use super::name::Named;
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
    if is_reference(value) || is_switch(value) || is_place(value) || is_sentence(value) {
        return false;
    }
    // A token without digits is a word, and one with blanks is a text about it.
    named == Named::Secret
        || length >= 8
            && value.bytes().any(|byte| byte.is_ascii_digit())
            && value.bytes().any(|byte| byte.is_ascii_alphabetic())
            && !value.contains(char::is_whitespace)
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
