//! Secrets inside of texts: `Password=x;`, `--token x`, `https://user:x@host`, and private keys.

use std::ops::RangeInclusive;

use super::commands::{has_sign, has_sign_of_login, in_commands, may_have_commands};
use super::name::{LONGEST as LONGEST_NAME, Named, named};
use super::places::login_of;
use super::powershell;
use super::sql;
use super::value::{MOST_BYTES, is_secret};
use super::values::Values;
use crate::text::places;

/// Gives name and value of every secret that a text has to `found`, and whether it leaves a private key open, so that
/// the next lines are of it. Secrets that have no name get that of their form.
///
/// * `name=value`, `name: value`, `"name": "value"`, `<name>value</name>`;
/// * `--name value`, `/name value`, `-name:value`;
/// * the password of a program that has a place for it, `sqlcmd -P value`, see [`in_commands`];
/// * `ConvertTo-SecureString 'value'`, `New-Object Net.NetworkCredential('user', 'value')`;
/// * `CREATE USER a IDENTIFIED BY value`, and other statements of SQL;
/// * `scheme://user:value@host`, `jdbc:oracle:thin:user/value@host`;
/// * the signature of a signed address: `?sv=2024-11-04&sig=x`;
/// * a JSON Web Token;
/// * the lines of a PEM private key.
///
/// Each place of the text is looked at a bounded number of times, whatever the text repeats.
pub(super) fn secrets_in<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) -> bool {
    let bytes = text.as_bytes();
    let mut values = Values::of(text);
    for at in places([b'=', b':', b'>'], bytes) {
        match bytes[at] {
            b':' if bytes[at..].starts_with(b"://") => in_address(&text[at + 3..], found),
            sign => {
                if bytes.get(at + 1) == Some(&b':')
                    && let Some(value) = powershell::constructed(text, at)
                    && is_secret(value, Named::Secret)
                {
                    found(powershell::CREDENTIAL, value);
                }
                behind_sign(text, at, sign, &mut values, found);
            }
        }
    }
    in_tokens(text, found);
    let (mut has_key, mut has_switch, mut has_login) = (false, false, false);
    for at in places([b'-', b'/'], bytes) {
        has_switch = has_switch || begins_switch(bytes, at);
        has_login = has_login || divides_login(bytes, at);
        if let Some(value) = powershell::secure_text(text, at)
            && is_secret(value, Named::Secret)
        {
            found(powershell::NAME, value);
        }
        if matches!(bytes.get(at + 1), Some(b'O' | b'o'))
            && let Some(value) = powershell::credential(text, at)
            && is_secret(value, Named::Secret)
        {
            found(powershell::CREDENTIAL, value);
        }
        if at == 0 || matches!(bytes[at - 1], b' ' | b'-' | b'"' | b'\'' | b'\t') {
            behind_switch(text, at, &mut values, found);
        }
        has_key = has_key || bytes[at..].starts_with(KEY_BEGINS.as_bytes());
    }
    let goes_without = has_sign(text);
    let may_call = has_switch || goes_without || has_login && has_sign_of_login(text);
    if may_have_commands(text, may_call) {
        in_commands(text, found);
    }
    if goes_without {
        sql::in_statements(text, found);
    }
    has_key && in_keys(text, found)
}

/// Whether a switch stands at a place, where a program may be called.
fn begins_switch(bytes: &[u8], at: usize) -> bool {
    let is_behind = at == 0 || matches!(bytes[at - 1], b' ' | b'"' | b'\'' | b'\t' | b'=');
    is_behind
        && bytes
            .get(at + 1)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'-')
}

/// Whether a stroke at a place may stand between an account and its password: `user/x@database`.
fn divides_login(bytes: &[u8], at: usize) -> bool {
    let is_of_name =
        |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"_$#.-".contains(&byte);
    bytes[at] == b'/'
        && at
            .checked_sub(1)
            .is_some_and(|before| is_of_name(bytes[before]))
}

/// `-----BEGIN RSA PRIVATE KEY-----`, see <https://www.rfc-editor.org/rfc/rfc7468>.
const KEY_BEGINS: &str = "-----BEGIN ";
pub(super) const KEY_ENDS: &str = "-----END ";
const PRIVATE: &str = "PRIVATE KEY-----";

/// What the lines of a private key are called.
pub(super) const KEY: &str = "private key";

/// `Password=x`, `"password": "x"`, `<password>x<`, where the sign stands at `at`.
fn behind_sign<'a>(
    text: &'a str,
    at: usize,
    sign: u8,
    values: &mut Values<'a>,
    found: &mut dyn FnMut(&str, &'a str),
) {
    let before = &text[..at];
    let name = word_before(before);
    let is_signature = sign == b'=' && signs_address(before);
    let is_short = before.ends_with(" /pw") || before.ends_with(" -pw");
    let kind = named(name).or(is_signature.then_some(Named::Token));
    let kind = kind.or(is_short.then_some(Named::Secret));
    let after = &text[at + 1..];
    let Some(kind) = kind else {
        return in_oracle_address(before, after, found);
    };
    let value = match sign {
        b'>' => up_to_tag(after),
        _ => values.at(at + 1),
    };
    // `Password: wrong` is more often said of a password than `Password=wrong`.
    let is_prose =
        sign == b':' && after.starts_with(' ') && !after.trim_start().starts_with(['"', '\'']);
    if is_secret(value, kind)
        && !(is_prose && (is_word(value) || is_no_value(after) || is_code(value)))
    {
        found(name, value);
    }
    if kind == Named::Token
        && let Some(value) = behind_scheme(after)
        && is_secret(value, kind)
    {
        found(name, value);
    }
}

/// Whether a text ends with the name of the signature in the query of a signed address: `?sv=2024-11-04&sig`. Who has the
/// address has what it is for.
///
/// Source: <https://learn.microsoft.com/rest/api/storageservices/create-service-sas>.
fn signs_address(before: &str) -> bool {
    const NAMES: [&str; 3] = ["sig", "Signature", "X-Amz-Signature"];
    NAMES
        .iter()
        .filter_map(|name| before.strip_suffix(name))
        .any(|query| query.ends_with(['?', '&']))
}

/// `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzYSJ9.c2ln`: a JSON Web Token, whose first two parts are objects in Base64. One that
/// stands behind the name of a secret is told by that name.
///
/// Source: <https://www.rfc-editor.org/rfc/rfc7519>.
fn in_tokens<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
    const OBJECT: &str = "eyJ";
    const SECOND_PART: &str = ".eyJ";
    let is_inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let bytes = text.as_bytes();
    // Of what a second part begins with, a log has the last letter least often.
    for last in places([b'J'], bytes) {
        let Some(before) = bytes[..=last].strip_suffix(SECOND_PART.as_bytes()) else {
            continue;
        };
        let dot = before.len();
        let head = bytes[..dot].iter().rev().take(MOST_BYTES);
        let begin = dot - head.take_while(|byte| is_inside(byte)).count();
        let part = |from: usize| {
            bytes[from..]
                .iter()
                .take_while(|byte| is_inside(byte))
                .count()
        };
        let payload = dot + 1 + part(dot + 1);
        if !text[begin..].starts_with(OBJECT) || bytes.get(payload) != Some(&b'.') {
            continue;
        }
        let before = text[..begin].trim_end_matches([' ', '"', '\'']);
        let is_named = before
            .strip_suffix(['=', ':', '>'])
            .is_some_and(|before| named(word_before(before)).is_some());
        let value = &text[begin..payload + 1 + part(payload + 1)];
        if !is_named && value.len() <= MOST_BYTES {
            found("JSON Web Token", value);
        }
    }
}

/// `--password x`, `/password x`, where the dash or the stroke stands at `at`.
fn behind_switch<'a>(
    text: &'a str,
    at: usize,
    values: &mut Values<'a>,
    found: &mut dyn FnMut(&str, &'a str),
) {
    let rest = &text[at + 1..];
    if rest.starts_with('-') {
        return;
    }
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let mut near = rest.bytes().take(LONGEST_NAME + 1);
    let end = near.position(|byte| !is_inside(byte));
    let Some(end) = end.filter(|end| rest.as_bytes()[*end] == b' ') else {
        return;
    };
    let name = &rest[..end];
    let is_bare = matches!(name, "pw" | "storepass" | "keypass");
    let kind = named(name).or(is_bare.then_some(Named::Secret));
    let Some(kind) = kind else { return };
    let value = values.at(at + 1 + name.len());
    let is_next_switch = value.starts_with(['-', '/']);
    if !is_next_switch && is_secret(value, kind) {
        found(name, value);
    }
}

/// `user:x@host/path`, from behind the `://` of an address.
fn in_address<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
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

/// `user/x@host` of `jdbc:oracle:thin:user/x@host`.
///
/// Source: <https://docs.oracle.com/en/database/oracle/oracle-database/19/jjdbc/data-sources-and-URLs.html>.
fn in_oracle_address<'a>(before: &str, after: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
    const HEADS: [&str; 2] = ["jdbc:oracle:thin", "jdbc:oracle:oci"];
    if !HEADS.iter().any(|head| before.ends_with(head)) {
        return;
    }
    let near = &after.as_bytes()[..after.len().min(MOST_BYTES)];
    let near = memchr::memchr(b'@', near).map_or("", |end| &after[..=end]);
    if let Some((value, true)) = login_of(near)
        && is_secret(value, Named::Secret)
    {
        found("password in an address", value);
    }
}

/// The lines of each private key of a text, also where they are written as `\n` or with blanks between them, and
/// whether the last one has no end.
fn in_keys<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) -> bool {
    /// Words such as `ENCRYPTED` and `RSA` stand before `PRIVATE KEY`.
    const LONGEST_HEAD: usize = 76;
    let mut rest = text;
    while let Some((_, key)) = rest.split_once(KEY_BEGINS) {
        rest = key;
        let near = &key.as_bytes()[..key.len().min(LONGEST_HEAD)];
        let Some(head) = memchr::memmem::find(near, PRIVATE.as_bytes()) else {
            continue;
        };
        let body = &key[head + PRIVATE.len()..];
        let (body, end) = match body.split_once(KEY_ENDS) {
            Some((body, end)) => (body, Some(end)),
            None => (body, None),
        };
        key_lines(body).for_each(|line| found(KEY, line));
        match end {
            Some(end) => rest = end,
            None => return true,
        }
    }
    false
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
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let length = text.bytes().rev().take_while(inside).count();
    text[text.len() - length..].trim_start_matches(['-', '.'])
}

/// `x` of `x</password>`.
fn up_to_tag(text: &str) -> &str {
    let near = &text.as_bytes()[..text.len().min(MOST_BYTES)];
    match memchr::memchr(b'<', near) {
        Some(end) => &text[..end],
        // What is longer is no secret, and a tag need not be closed.
        None if text.len() > MOST_BYTES => "",
        None => text,
    }
}

/// `x` of `Authorization: Bearer x`, from behind the colon: one word, and nothing behind it.
fn behind_scheme(text: &str) -> Option<&str> {
    const LONGEST_SCHEME: usize = 40;
    let text = text.trim_start_matches([' ', '\t']);
    let scheme = text
        .bytes()
        .take(LONGEST_SCHEME)
        .position(|byte| byte == b' ')?;
    if text[..scheme].contains(['\r', '\n', ';', '"', '\'']) {
        return None;
    }
    let text = text[scheme..].trim_start_matches(' ');
    let end = |c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\'');
    let (value, after) = text.split_at(text.find(end).unwrap_or(text.len()));
    let after = after.trim_start_matches([' ', '\t']);
    (after.is_empty() || after.starts_with(['\r', '\n', ';', '"', '\''])).then_some(value)
}

/// Whether what stands behind a colon only tells that a value is not shown, `Password: (hidden)`, or is the target of an error of
/// PowerShell, `InvalidPassword: (keeper:String) [New-LocalUser], InvalidPasswordException`.
fn is_no_value(after: &str) -> bool {
    const WORDS: [&str; 4] = ["hidden", "empty", "none", "null"];
    let Some(rest) = after.trim_start().strip_prefix('(') else {
        return false;
    };
    rest.split_once(')').is_some_and(|(inside, behind)| {
        WORDS.contains(&inside.to_ascii_lowercase().as_str())
            || inside.contains(':') && behind.starts_with(" [")
    })
}

/// Whether what stands behind a colon is the code of an error, `OpenProcessToken: 0x80070005`, `authorization token: AADSTS7000222:
/// The provided keys are expired`, in a form that hardly any secret has.
///
/// Source: <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.
fn is_code(value: &str) -> bool {
    let value = value.trim_end_matches([':', '.', ',']);
    let behind = |head| value.strip_prefix(head);
    behind("0x").is_some_and(is_result)
        || behind("AADSTS").is_some_and(|digits| number(digits, 5..=7).is_some())
        || behind("HTTP").is_some_and(is_refusal)
        || is_symbol(value)
}

/// The number that so many digits are.
fn number(digits: &str, length: RangeInclusive<usize>) -> Option<u32> {
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let digits = Some(digits).filter(|_| is_number && length.contains(&digits.len()));
    digits?.parse().ok()
}

/// Whether eight digits behind `0x` are a result of the facilities of Windows, of its security, and of the kernel.
///
/// Source: <https://learn.microsoft.com/windows/win32/com/structure-of-com-error-codes>.
fn is_result(digits: &str) -> bool {
    const OF_WINDOWS: [&str; 5] = ["8007", "8009", "800B", "800F", "C000"];
    const DIGITS: usize = 8;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex
        && digits.len() == DIGITS
        && OF_WINDOWS.contains(&digits[..4].to_ascii_uppercase().as_str())
}

/// Whether three digits behind `HTTP` say that a request was refused.
fn is_refusal(digits: &str) -> bool {
    number(digits, 3..=3).is_some_and(|status| (400..=599).contains(&status))
}

/// `NTE_BAD_KEYSET`: whether a word is the symbol of an error of Windows.
fn is_symbol(value: &str) -> bool {
    const HEADS: [&str; 8] = [
        "ERROR_", "NTE_", "STATUS_", "SEC_E_", "CRYPT_E_", "SCARD_E_", "CERT_E_", "TPM_E_",
    ];
    const LONGEST: usize = 40;
    const SHORTEST_NAME: usize = 4;
    let name = HEADS.iter().find_map(|head| value.strip_prefix(head));
    let is_name = |name: &str| {
        name.bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    };
    name.is_some_and(|name| name.len() >= SHORTEST_NAME && value.len() <= LONGEST && is_name(name))
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
    fn secrets_in_commands_without_a_switch_and_in_statements() {
        for (text, expected) in [
            ("sqlplus sa/hun7er!", &["hun7er!"][..]),
            ("EXPDP sa/hun7er!@db", &["hun7er!"]),
            ("imp sa/hun7er! full=y", &["hun7er!"]),
            ("rabbitmqctl add_user sa hun7er!", &["hun7er!"]),
            ("mysqladmin password hun7er!", &["hun7er!"]),
            (
                "CREATE LOGIN sa WITH PASSWORD=N'hun7er!', A=B",
                &["hun7er!"],
            ),
            ("ALTER LOGIN sa WITH PASSWORD = n'hun7er!'", &["hun7er!"]),
            (
                "CREATE LOGIN sa WITH PASSWORD = 'hun''7er!'",
                &["hun''7er!"],
            ),
            ("PASSWORD='', B='hun7er!'", &[]),
            ("CREATE USER sa IDENTIFIED BY hun7er!", &["hun7er!"]),
            ("Create User sa Identified By hun7er!", &["hun7er!"]),
            (
                "$c = New-Object System.Net.NetworkCredential('sa', 'hun7er!')",
                &["hun7er!"],
            ),
        ] {
            let mut all = Vec::new();
            secrets_in(text, &mut |_, value| all.push(value));
            assert_eq!(all, expected, "{text}");
        }
    }

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
            ("jdbc:oracle:thin:sa/hun7er!@db:1521:ORCL", &["hun7er!"]),
            ("jdbc:oracle:thin:@db:1521/ORCL", &[]),
            ("heron.vbs /pw:hun7er!", &["hun7er!"]),
            ("ant -storepass hun7er! -file a", &["hun7er!"]),
            ("sqlcmd -S . -U sa -P hun7er!", &["hun7er!"]),
            ("net user heron hun7er!", &["hun7er!"]),
            ("agent.exe -P hun7er!", &[]),
            (
                "New-LocalUser a -Password (ConvertTo-SecureString 'hun7er!' -AsPlainText -Force)",
                &["hun7er!"],
            ),
            ("New-LocalUser a -Password (Read-Host -AsSecureString)", &[]),
            ("https://db.example:8080/a@b", &[]),
            ("Authorization: Bearer abc123def456", &["abc123def456"]),
            ("AGENT_TOKEN=9f8e7d6c5b4a", &["9f8e7d6c5b4a"]),
            (
                "https://heron.example/c?sv=2024-11-04&sig=Abc%2Fdef9hij%3D&se=2026 x",
                &["Abc%2Fdef9hij%3D"],
            ),
            ("a desig=Abc2Fdef9hij sig=Abc2Fdef9hij", &[]),
            (
                "POST eyJhbGciOiJI.eyJzdWIiOiJzYSJ9.c2ln_-1 done",
                &["eyJhbGciOiJI.eyJzdWIiOiJzYSJ9.c2ln_-1"],
            ),
            (
                "TOKEN=eyJhbGciOiJI.eyJzdWIiOiJzYSJ9.c2ln",
                &["eyJhbGciOiJI.eyJzdWIiOiJzYSJ9.c2ln"],
            ),
            ("libeyJ.eyJx.dll heyJ.eyJ", &[]),
            ("Password: hun7er!", &["hun7er!"]),
            ("invalid password: the user sa", &[]),
            ("Password: required.", &[]),
            ("Password: (hidden)", &[]),
            ("Password: (hun7er!)", &["(hun7er!"]),
            ("InvalidPassword=hun7er!", &["hun7er!"]),
            ("Password: (hun7er!", &["(hun7er!"]),
            ("InvalidPassword: (keeper:) [New-LocalUser]", &[]),
            ("OpenProcessToken: 0x80070005", &[]),
            ("unlock secret: NTE_BAD_KEYSET", &[]),
            ("get secret: HTTP404", &[]),
            ("client_secret: AADSTS7000215.", &[]),
            ("get token: AADSTS7000222: The keys are expired", &[]),
            ("Password: ERROR_hun7er!", &["ERROR_hun7er!"]),
            ("Token: STATUS_4F9A8B7C6D5E", &["STATUS_4F9A8B7C6D5E"]),
            ("Password: 0x8BADF00D", &["0x8BADF00D"]),
            ("Password: 0xC0FFEE42", &["0xC0FFEE42"]),
            ("Password: AADSTS123", &["AADSTS123"]),
            ("Password: HTTP202", &["HTTP202"]),
            ("Password: 0x1234abcd", &["0x1234abcd"]),
            ("Password: HTTP2026", &["HTTP2026"]),
            ("Password: AADSTSx1", &["AADSTSx1"]),
            ("Password=AADSTS7000215", &["AADSTS7000215"]),
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

    /// Each of them would take a minute if it were looked at anew from each of its places.
    #[test]
    fn texts_that_repeat_themselves_come_to_an_end() {
        for piece in [
            "-",
            "--a",
            "/a",
            "password=",
            "password>",
            "password=\"",
            "password=\\",
            "Password=,",
            "pwd=a&",
            "token=",
            "eyJ.",
            "eyJ.eyJ",
            "&sig=",
            "token=a ",
            "--password ",
            "Authorization: ",
            "a://b:c@",
            "-----BEGIN ",
            "-----BEGIN PRIVATE KEY-----",
        ] {
            let text = piece.repeat((1 << 16) / piece.len());
            secrets_in(&text, &mut |_, _| {});
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
        for (text, expected) in [
            ("-----BEGIN RSA PRIVATE KEY-----", true),
            (
                "key:-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
                false,
            ),
            (
                "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY----- -----BEGIN PRIVATE KEY-----",
                true,
            ),
            ("-----BEGIN X-521 PRIVATE KEY-----", true),
            ("-----BEGIN CERTIFICATE-----", false),
        ] {
            assert_eq!(secrets_in(text, &mut |_, _| {}), expected, "{text}");
        }
    }
}
