//! Secrets in commands of PowerShell: the text that `ConvertTo-SecureString` makes a password of, and that of a `NetworkCredential`.
//!
//! Sources: <https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring>,
//! <https://learn.microsoft.com/dotnet/api/system.net.networkcredential.-ctor>.

use super::value::MOST_BYTES;
use super::values::with_doubled_quotes;
use super::words::{Word, word, word_at};

const VERB: &str = "ConvertTo";
const NOUN: &str = "-SecureString";

/// The name under which it is told.
pub(super) const NAME: &str = "text of ConvertTo-SecureString";

/// The text behind or before a `ConvertTo-SecureString` whose dash stands at `dash`: `ConvertTo-SecureString 'x' -AsPlainText
/// -Force`, also behind `-String`, behind the switches, and `'x' | ConvertTo-SecureString`.
pub(super) fn secure_text(text: &str, dash: usize) -> Option<&str> {
    let begin = dash.checked_sub(VERB.len())?;
    let is_verb = text.get(begin..dash)?.eq_ignore_ascii_case(VERB);
    let end = dash + NOUN.len();
    if !is_verb || !text.get(dash..end)?.eq_ignore_ascii_case(NOUN) {
        return None;
    }
    behind(text, end).or_else(|| before(&text[..begin]))
}

/// The name under which the password of a `NetworkCredential` is told.
pub(super) const CREDENTIAL: &str = "password of NetworkCredential";

const TYPE: &str = "NetworkCredential";

/// `x` of `New-Object System.Net.NetworkCredential('user', 'x')`, whose first dash stands at `dash`; also behind `-TypeName` and
/// `-ArgumentList`.
pub(super) fn credential(text: &str, dash: usize) -> Option<&str> {
    const NEW: &str = "New";
    const OBJECT: &str = "-Object ";
    let begin = dash.checked_sub(NEW.len())?;
    let is_new = text.get(begin..dash)?.eq_ignore_ascii_case(NEW);
    let end = dash + OBJECT.len();
    if !is_new || !text.get(dash..end)?.eq_ignore_ascii_case(OBJECT) {
        return None;
    }
    let mut next = word(text, end)?;
    if next.is_switch() {
        next = word(text, next.end)?;
    }
    let name = next.text.split('(').next()?;
    let behind = match next.text.len() - name.len() {
        0 => next.end,
        _ => next.start + name.len(),
    };
    ends_with_type(name).then(|| second(&text[behind..]))?
}

/// `x` of `[System.Net.NetworkCredential]::new('user', 'x')`, whose first colon stands at `colon`.
pub(super) fn constructed(text: &str, colon: usize) -> Option<&str> {
    const NEW: &str = "::new(";
    let end = colon + NEW.len();
    let is_new = text.get(colon..end)?.eq_ignore_ascii_case(NEW);
    let of_type = || text[..colon].strip_suffix(']').is_some_and(ends_with_type);
    (is_new && of_type()).then(|| second(&text[end..]))?
}

fn ends_with_type(text: &str) -> bool {
    let end = text.len().checked_sub(TYPE.len());
    end.and_then(|at| text.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(TYPE))
}

/// The second of the arguments that a text begins with, where it is what it says: `('user', 'x')`, `-ArgumentList 'user', 'x'`.
///
/// The first one is looked for in a near piece only, since a line may be nothing but the beginnings of such calls.
fn second(text: &str) -> Option<&str> {
    /// No account has a longer name.
    const LONGEST: usize = 512;
    let is_between = |c| matches!(c, ' ' | '(' | '@');
    let account = near(text, LONGEST);
    let mut at = account.len() - account.trim_start_matches(is_between).len();
    let given = word_at(account, at)?;
    if given.is_switch() {
        let behind = account[given.end..].trim_start_matches(is_between);
        at = account.len() - behind.len();
    }
    let first = word_at(account, at)?;
    let end = if first.is_quoted {
        first.end
    } else {
        at + account[at..first.end].find(',').unwrap_or(first.end - at)
    };
    let rest = text[end..].trim_start_matches(' ').strip_prefix(',')?;
    let rest = near(rest.trim_start_matches(' '), MOST_BYTES);
    let is_quoted = rest
        .trim_start_matches(['\\', '`'])
        .starts_with(['"', '\'']);
    let value = is_quoted.then(|| word_at(rest, 0))??;
    let value = Some(value).filter(|value| value.is_quoted);
    value
        .filter(is_fixed(rest))
        .map(|value| with_doubled_quotes(rest, value).text)
}

/// What a text begins with, up to so many bytes.
fn near(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// More words than these no call has.
const MOST: usize = 8;

fn behind(text: &str, from: usize) -> Option<&str> {
    // `ConvertTo-SecureString : A parameter ...` and `'ConvertTo-SecureString'` speak of it.
    if !text[from..].starts_with([' ', '(']) {
        return None;
    }
    let mut at = from;
    let mut bare = None;
    let mut is_plain = false;
    for _ in 0..MOST {
        let Some(next) = within(text, at) else { break };
        at = next.end;
        // What a sentence quotes behind other words is none: `ConvertTo-SecureString : Cannot bind argument to parameter 'String'`.
        if next.is_quoted && bare.is_some() {
            break;
        }
        if next.is_quoted {
            return Some(next).filter(is_fixed(text)).map(|next| next.text);
        }
        if next.begins_another() {
            break;
        }
        if !next.text.starts_with('-') {
            let value = next.text.trim_end_matches([')', ';', '"', '\'']);
            bare = bare.or(Some(value));
            continue;
        }
        let name = next.text.to_ascii_lowercase();
        is_plain |= name.starts_with("-a");
        if let Some(colon) = name.find(':').filter(|_| !name.starts_with("-se")) {
            let value = word_at(text, next.start + colon + 1).filter(is_fixed(text));
            return value.map(|value| value.text);
        }
        // The key that a text was made with, which is none of plain text.
        if name.starts_with("-k") || name.starts_with("-se") {
            at = word(text, at)?.end;
        }
    }
    bare.filter(|value| is_plain && !value.contains(['$', '(']))
}

/// The next word, also in brackets.
fn within(text: &str, from: usize) -> Option<Word<'_>> {
    let rest = text.get(from..)?;
    let inside = rest.trim_start_matches([' ', '(']);
    let is_opened = rest[..rest.len() - inside.len()].contains('(');
    // What is called in brackets gives the text, and is not it.
    word(text, text.len() - inside.len()).filter(|next| !is_opened || next.is_quoted)
}

/// Whether a word in quotes is what it says: `"$password"` is not, but `'$password'` is.
fn is_fixed(text: &str) -> impl Fn(&Word<'_>) -> bool {
    move |word| {
        let is_single = text[word.start..]
            .trim_start_matches(['\\', '`'])
            .starts_with('\'');
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '{' | '}' | '.');
        let variable = word.text.strip_prefix('$');
        is_single || !variable.is_some_and(|name| name.chars().all(is_name))
    }
}

/// `x` of `'x' | `.
fn before(text: &str) -> Option<&str> {
    let text = text.trim_end().strip_suffix('|')?.trim_end();
    let quote = text
        .chars()
        .next_back()
        .filter(|c| matches!(c, '"' | '\''))?;
    let text = text[..text.len() - 1].trim_end_matches(['\\', '`']);
    let far = text.len().saturating_sub(MOST_BYTES);
    let open = memchr::memrchr(quote as u8, &text.as_bytes()[far..])?;
    let value = &text[far + open + 1..];
    (!value.starts_with('$') || quote == '\'').then_some(value)
}

/// Whether a value is the beginning of a call, and what that gives is the value: `(ConvertTo-SecureString`, `(Get-Credential)`.
pub(super) fn is_call(value: &str) -> bool {
    const VERBS: [&str; 7] = [
        "ConvertTo",
        "ConvertFrom",
        "Get",
        "New",
        "Read",
        "Import",
        "Unprotect",
    ];
    let call = value.strip_prefix('$').unwrap_or(value);
    let inside = call.trim_start_matches('(');
    let Some((verb, noun)) = inside.split_once('-') else {
        return false;
    };
    call.len() > inside.len()
        && VERBS.iter().any(|known| verb.eq_ignore_ascii_case(known))
        && noun.starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_secure_string() {
        let call = ["ConvertTo", "-SecureString"].concat();
        for (pattern, expected) in [
            ("(@ 'Re3ds!x' -AsPlainText -Force)", Some("Re3ds!x")),
            ("(@ \"Re3ds x\" -AsPlainText -Force)", Some("Re3ds x")),
            ("@ \\\"Re3ds!x\\\" -AsPlainText -Force", Some("Re3ds!x")),
            ("@ -AsPlainText -Force 'Re3ds!x'", Some("Re3ds!x")),
            ("@ -String 'Re3ds!x' -Force", Some("Re3ds!x")),
            ("@ -String:'Re3ds!x' -Force", Some("Re3ds!x")),
            ("@ -AsPlainText Re3ds!x -Force", Some("Re3ds!x")),
            ("@ Re3ds!x -AsPlainText -Force)\"", Some("Re3ds!x")),
            ("@('Re3ds!x') -AsPlainText -Force", Some("Re3ds!x")),
            ("@ -Key (1..16) -String 'Re3ds!x'", Some("Re3ds!x")),
            ("'Re3ds!x' | @ -AsPlainText -Force", Some("Re3ds!x")),
            ("$p = \"Re3ds!x\"|@ -AsPlainText", Some("Re3ds!x")),
            ("@ '$Re3ds' -AsPlainText", Some("$Re3ds")),
            ("@ $reeds -AsPlainText -Force", None),
            ("@ \"$reeds\" -AsPlainText -Force", None),
            ("@ (Get-Content C:\\reeds.txt) -AsPlainText", None),
            ("@ : Cannot bind argument to parameter 'String'", None),
            ("The '@' command was found in the module 'Heron'", None),
            ("[@], ParameterBindingException", None),
            ("@ cmdlet failed", None),
        ] {
            let text = pattern.replace('@', &call);
            let dash = text.find(NOUN).unwrap_or_default();
            assert_eq!(secure_text(&text, dash), expected, "{text}");
        }
    }

    #[test]
    fn the_password_of_a_credential() {
        for (text, expected) in [
            (
                "New-Object System.Net.NetworkCredential('reeds','Re3ds!x')",
                Some("Re3ds!x"),
            ),
            (
                "new-object Net.NetworkCredential( 'reeds', \"Re3ds x\", 'marsh')",
                Some("Re3ds x"),
            ),
            (
                "New-Object System.Net.NetworkCredential ($user, 'Re3ds!x')",
                Some("Re3ds!x"),
            ),
            (
                "New-Object -TypeName System.Net.NetworkCredential -ArgumentList @('reeds', 'Re3ds!x')",
                Some("Re3ds!x"),
            ),
            (
                "New-Object System.Net.NetworkCredential -ArgumentList 'reeds','Re3ds!x'",
                Some("Re3ds!x"),
            ),
            (
                "New-Object System.Net.NetworkCredential('reeds', 'Re3ds''x')",
                Some("Re3ds''x"),
            ),
            ("New-Object System.Net.NetworkCredential('reeds',$p)", None),
            (
                "New-Object System.Net.NetworkCredential('reeds',\"$p\")",
                None,
            ),
            ("New-Object System.Net.NetworkCredential", None),
            ("New-Object System.Net.WebClient('reeds','Re3ds!x')", None),
            (
                "New-Object : Cannot find type [Net.NetworkCredential]",
                None,
            ),
        ] {
            let dash = text.find('-').unwrap_or_default();
            assert_eq!(credential(text, dash), expected, "{text}");
        }
        for (text, expected) in [
            (
                "[System.Net.NetworkCredential]::new('reeds', 'Re3ds!x')",
                Some("Re3ds!x"),
            ),
            (
                "[Net.NetworkCredential]::New(\"reeds\",\"Re3ds!x\")",
                Some("Re3ds!x"),
            ),
            ("[Net.Heron]::new('reeds', 'Re3ds!x')", None),
            ("[Net.NetworkCredential]::new($u, $p)", None),
        ] {
            let colon = text.find("::").unwrap_or_default();
            assert_eq!(constructed(text, colon), expected, "{text}");
        }
    }

    /// Each of them would take a minute if it were looked at anew from each of its places.
    #[test]
    fn calls_that_repeat_themselves_come_to_an_end() {
        for piece in [
            "NetworkCredential]::new(",
            "NetworkCredential]::new(a,b",
            "NetworkCredential]::new('é",
            "NetworkCredential]::new(-a",
            "NetworkCredential]::new('a',\"",
            "New-Object NetworkCredential(",
            "New-Object NetworkCredential(a,b",
            "New-Object -a NetworkCredential -b ",
        ] {
            let text = piece.repeat((1 << 18) / piece.len());
            for at in memchr::memchr2_iter(b':', b'-', text.as_bytes()) {
                constructed(&text, at);
                credential(&text, at);
            }
        }
    }

    #[test]
    fn calls_are_told_from_values() {
        for value in [
            "(ConvertTo-SecureString",
            "$(Get-Content",
            "((New-Object",
            "(get-credential)",
        ] {
            assert!(is_call(value), "{value}");
        }
        for value in ["(hun7er!", "Get-Heron", "(Re3-ds", "(get-", "New-Reeds!"] {
            assert!(!is_call(value), "{value}");
        }
    }
}
