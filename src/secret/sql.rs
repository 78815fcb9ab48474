//! Secrets in statements of SQL that make an account or change it, where no sign stands between the name and the value:
//! `CREATE USER a IDENTIFIED BY x`. Of `PASSWORD = 'x'` the sign tells.
//!
//! Sources: <https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/CREATE-USER.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/create-user.html>, <https://dev.mysql.com/doc/refman/5.7/en/set-password.html>,
//! <https://www.postgresql.org/docs/current/sql-createrole.html>.

use super::name::Named;
use super::value::is_secret;
use super::values::with_doubled_quotes;
use super::words::{Word, word_at};

/// Texts with such a statement have one of these; a word may begin with a capital.
pub(super) const SIGNS: [&str; 4] = ["DENTIFIED", "dentified", "PASSWORD", "password"];

/// The name under which it is told.
const NAME: &str = "password in SQL";

/// Where in a statement a word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// In none that makes an account.
    Other,
    /// So many words may stand behind `CREATE` or `ALTER` before that which says what: `CREATE OR REPLACE USER`.
    Verb(u8),
    /// Behind `CREATE USER`: `a IDENTIFIED BY`.
    Account,
    /// Behind `GRANT`: `CONNECT TO a IDENTIFIED BY`.
    Grant,
    /// Behind `SET PASSWORD`: `FOR a = `.
    Set,
}

/// How a password may stand behind `IDENTIFIED BY`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Identified {
    /// Not at all.
    No,
    /// Only in quotes, since it may be a sentence: `create link for a gate identified by number`.
    InQuotes,
    /// Also without them, directly behind the name of the account: `USER a IDENTIFIED BY`, `CONNECT TO a IDENTIFIED BY`.
    AsItIs,
}

/// Gives the passwords of statements to `found`. Each word is looked at once.
pub(super) fn in_statements<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
    /// More words than these stand in no statement before its password.
    const MOST: usize = 40;
    let mut part = Part::Other;
    let (mut before, mut last, mut count) = ("", "", 0);
    let (mut identified, mut is_given) = (Identified::No, false);
    // What is made, and the first word behind its name.
    let (mut kind, mut clause) = ("", "");
    let mut at = 0;
    while let Some((start, raw)) = next(text, at) {
        let raw = whole_name(text, (start, raw), last);
        at = start + raw.len();
        if raw == "@" {
            // `'a' @ 'host'` is one name.
            at = next(text, at).map_or(at, |(start, host)| start + host.len());
            continue;
        }
        let plain = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '=');
        let is = |words: &[&str]| words.iter().any(|word| plain.eq_ignore_ascii_case(word));
        let was = |words: &[&str]| words.iter().any(|word| last.eq_ignore_ascii_case(word));
        let value = match part {
            _ if is(&["create", "alter"]) => {
                part = Part::Verb(4);
                None
            }
            _ if is(&["grant"]) => {
                (part, count, identified, is_given) = (Part::Grant, 0, Identified::No, true);
                None
            }
            Part::Verb(_) if is(&["user", "role", "login", "group", "link"]) => {
                (part, count, identified, is_given) = (Part::Account, 0, Identified::No, false);
                kind = plain;
                None
            }
            // `create the login page` is a sentence.
            Part::Verb(_) if is(&["the"]) => {
                part = Part::Other;
                None
            }
            Part::Verb(left) => {
                part = left.checked_sub(1).map_or(Part::Other, Part::Verb);
                None
            }
            Part::Account | Part::Grant if is(&["identified"]) => {
                identified = behind_words(part, [kind, clause, before, last], count, is_given);
                None
            }
            Part::Account | Part::Grant
                if identified != Identified::No && is(&["password", "values"]) =>
            {
                continue;
            }
            // `CREATE USER IF NOT EXISTS a`
            Part::Account if was(&["user", "role"]) && is(&["if", "not", "exists"]) => continue,
            Part::Account | Part::Grant if identified != Identified::No && was(&["by"]) => {
                let value = value_at(text, start);
                value.filter(|value| value.is_quoted || identified == Identified::AsItIs)
            }
            Part::Account | Part::Grant if identified != Identified::No && is_glued_to_by(raw) => {
                value_at(text, start + BY.len()).filter(|value| value.is_quoted)
            }
            Part::Account if is(&["connect"]) => {
                is_given = true;
                None
            }
            Part::Account if was(&["password"]) && !is(&["="]) => {
                value_at(text, start).filter(|value| value.is_quoted)
            }
            // Before the sign only the name of the account stands: `set password hint text='Remember it'`.
            Part::Set if count == 1 && !raw.starts_with('=') && !is(&["for"]) => {
                part = Part::Other;
                None
            }
            Part::Set if count > 2 && !raw.starts_with('=') && !was(&["="]) => {
                part = Part::Other;
                None
            }
            Part::Set => of_set(text, start, raw, was(&["="])),
            _ if is(&["password"]) && was(&["set"]) => {
                (part, count) = (Part::Set, 0);
                None
            }
            _ => None,
        };
        if let Some(word) = value
            && let Some(value) = word.value()
            && is_secret(value, Named::Secret)
            && !value.starts_with("S-1-")
        {
            found(NAME, value);
            // A second account may follow: `a IDENTIFIED BY x, b IDENTIFIED BY y`.
            let goes_on = word.text.ends_with(',') || text[word.end..].starts_with(',');
            part = if goes_on { part } else { Part::Other };
            (count, identified) = (0, Identified::No);
        }
        if count == 2 {
            clause = plain;
        }
        (before, last, count) = (last, plain, count + 1);
        if raw.ends_with(';') || count > MOST {
            part = Part::Other;
        }
        if ends_with_verb(raw) {
            part = Part::Verb(4);
        }
    }
}

/// What may stand between the name of an account and `IDENTIFIED BY`: `CREATE USER a PROFILE b IDENTIFIED BY x`.
const CLAUSES: [&str; 9] = [
    "account",
    "container",
    "default",
    "enable",
    "local",
    "password",
    "profile",
    "quota",
    "temporary",
];

fn is_user(word: &str) -> bool {
    word.eq_ignore_ascii_case("user") || word.eq_ignore_ascii_case("role")
}

/// A word to the end of its quotes, where it is the name of an account: `'my user'@'host'`.
fn whole_name<'a>(text: &'a str, (start, raw): (usize, &'a str), last: &str) -> &'a str {
    /// No name has more characters.
    const LONGEST: usize = 128;
    let is_name = is_user(last)
        || ["login", "for", "to"]
            .iter()
            .any(|one| last.eq_ignore_ascii_case(one));
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let Some(quote) = quote.filter(|quote| is_name && !raw[1..].contains(*quote)) else {
        return raw;
    };
    let mut inside = text[start + 1..].char_indices().take(LONGEST);
    let Some((length, _)) = inside.find(|(_, c)| *c == quote) else {
        return raw;
    };
    let closed = start + 1 + length + 1;
    let rest = &text[closed..];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    &text[start..closed + end]
}

/// How a password may stand behind the words of a statement and `IDENTIFIED BY`, where `kind` is what is made, `clause` the first
/// word behind its name, `before` and `name` are the last two words, and `is_given` tells that something is done for the account
/// behind `TO`.
fn behind_words(
    part: Part,
    [kind, clause, before, name]: [&str; 4],
    count: usize,
    is_given: bool,
) -> Identified {
    /// What sentences call an account: `grant rights to users identified by number`.
    const NO_NAMES: [&str; 11] = [
        "account",
        "accounts",
        "administrators",
        "everyone",
        "file",
        "files",
        "group",
        "groups",
        "those",
        "user",
        "users",
    ];
    let is = |word: &str| before.eq_ignore_ascii_case(word);
    if is_given && is("to") {
        let is_name = !NO_NAMES.iter().any(|one| name.eq_ignore_ascii_case(one));
        return if is_name {
            Identified::AsItIs
        } else {
            Identified::InQuotes
        };
    }
    let has_clause = CLAUSES.iter().any(|one| clause.eq_ignore_ascii_case(one));
    match part {
        Part::Account if is_user(kind) && has_clause => Identified::AsItIs,
        Part::Account if count > 1 && is_user(before) => Identified::AsItIs,
        // `to create the user identified by` is a sentence.
        Part::Account if count > 1 => Identified::InQuotes,
        _ => Identified::No,
    }
}

/// The value behind the sign of `SET PASSWORD FOR a = 'x'`, where the word has the sign, or stands behind it.
fn of_set<'a>(text: &'a str, start: usize, raw: &str, is_behind: bool) -> Option<Word<'a>> {
    let behind = raw.find('=').map(|at| at + 1);
    let at = behind.or(is_behind.then_some(0))?;
    let place = (at < raw.len()).then(|| behind_call(text, start + at))?;
    value_at(text, place).filter(|value| value.is_quoted)
}

/// The next word, up to a blank, and where it stands.
fn next(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text[from..].trim_start();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (end > 0).then(|| (text.len() - rest.len(), &rest[..end]))
}

const BY: &str = "by";

/// Whether a word is `BY'x'`.
fn is_glued_to_by(raw: &str) -> bool {
    let head = raw.split_at_checked(BY.len());
    head.is_some_and(|(head, value)| {
        head.eq_ignore_ascii_case(BY) && value.starts_with(['"', '\''])
    })
}

/// Whether another statement begins at the end of a word: `sql=CREATE`, `'x';CREATE`, `<string>CREATE`.
fn ends_with_verb(raw: &str) -> bool {
    let tail = raw.rsplit_once(['=', ':', ';', '>']);
    tail.is_some_and(|(_, tail)| {
        let tail = tail.trim_start_matches(['"', '\'', '(']);
        tail.eq_ignore_ascii_case("create") || tail.eq_ignore_ascii_case("alter")
    })
}

/// The value that stands at a place: `x`, `'x'`, `N'x'`, `E'x'`.
fn value_at(text: &str, at: usize) -> Option<Word<'_>> {
    let is_marked = text[at..].starts_with("N'") || text[at..].starts_with("E'");
    let word = word_at(text, at + usize::from(is_marked))?;
    Some(with_doubled_quotes(text, word))
}

/// Behind `PASSWORD(` of `PASSWORD('x')`.
fn behind_call(text: &str, at: usize) -> usize {
    const CALL: &str = "PASSWORD(";
    let head = text.get(at..at + CALL.len());
    match head {
        Some(head) if head.eq_ignore_ascii_case(CALL) => at + CALL.len(),
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        in_statements(text, &mut |_, value| all.push(value));
        all
    }

    #[test]
    fn passwords_of_accounts() {
        for text in [
            "CREATE USER heron IDENTIFIED BY Re3ds!x DEFAULT TABLESPACE marsh",
            "create user heron identified by Re3ds!x;",
            "sqlplus / as sysdba \"alter user heron identified by Re3ds!x\"",
            "ALTER USER heron IDENTIFIED BY \"Re3ds!x\" ACCOUNT UNLOCK;",
            "CREATE USER IF NOT EXISTS 'heron'@'%' IDENTIFIED BY 'Re3ds!x';",
            "CREATE USER 'heron'@'%' IDENTIFIED WITH mysql_native_password BY 'Re3ds!x';",
            "CREATE USER heron IDENTIFIED BY PASSWORD 'Re3ds!x'",
            "CREATE PUBLIC DATABASE LINK marsh CONNECT TO heron IDENTIFIED BY Re3ds!x USING 'db'",
            "mysql -e \"create user heron identified by 'Re3ds!x'\"",
            "ALTER ROLE heron WITH LOGIN PASSWORD 'Re3ds!x'",
            "psql -c \"CREATE USER heron WITH ENCRYPTED PASSWORD 'Re3ds!x' CREATEDB\"",
            "SET PASSWORD FOR 'heron'@'%' = PASSWORD('Re3ds!x');",
            "SET PASSWORD = 'Re3ds!x'",
            "set password for heron='Re3ds!x'",
            "GRANT CONNECT TO heron IDENTIFIED BY Re3ds!x",
            "GRANT ALL ON *.* TO 'heron'@'localhost' IDENTIFIED BY 'Re3ds!x';",
            "Create User heron Identified By Re3ds!x",
            "create user if not exists heron identified by Re3ds!x",
            "CREATE USER 'heron'@'localhost' IDENTIFIED BY'Re3ds!x'",
            "ALTER USER heron WITH PASSWORD E'Re3ds!x'",
            "sql=CREATE USER heron IDENTIFIED BY Re3ds!x",
            "Executing SQL:create user heron identified by 'Re3ds!x'",
            "<string>CREATE USER heron PASSWORD 'Re3ds!x'</string>",
            "CREATE USER heron PROFILE app IDENTIFIED BY Re3ds!x",
            "CREATE USER heron DEFAULT TABLESPACE users IDENTIFIED BY Re3ds!x",
            "ALTER USER heron ACCOUNT UNLOCK IDENTIFIED BY Re3ds!x",
            "CREATE USER \"my heron\" IDENTIFIED BY Re3ds!x",
            "GRANT CONNECT TO \"my heron\" IDENTIFIED BY Re3ds!x",
            "SET PASSWORD FOR \"my heron\" = 'Re3ds!x'",
            "SET PASSWORD FOR 'my heron'@'host' = 'Re3ds!x'",
            "SET PASSWORD FOR 'heron' @ 'localhost' = 'Re3ds!x'",
            "create a user heron with password 'Re3ds!x'",
            "Create this user: heron with password \"Re3ds!x\"",
            "alter your login password 'Re3ds!x'",
        ] {
            assert_eq!(found(text), ["Re3ds!x"], "{text}");
        }
        for (text, expected) in [
            (
                "ALTER USER heron IDENTIFIED BY 'Re3ds''x'",
                &["Re3ds''x"][..],
            ),
            (
                "ALTER USER heron IDENTIFIED BY \"R\"\"Re3ds\"",
                &["R\"\"Re3ds"],
            ),
            (
                "CREATE USER 'a' IDENTIFIED BY 'Re3ds!x', 'b' IDENTIFIED BY 'He7on!x'",
                &["Re3ds!x", "He7on!x"],
            ),
            (
                "CREATE USER a PASSWORD 'Re3ds!x';CREATE USER b PASSWORD 'He7on!x'",
                &["Re3ds!x", "He7on!x"],
            ),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn sentences_and_statements_without_a_password() {
        for text in [
            "",
            "The product identified by 'Reeds' was not found",
            "Cannot create the user identified by 'Heron'",
            "Cannot create user heron identified by S-1-5-21-1004336348",
            "CREATE USER heron IDENTIFIED EXTERNALLY",
            "CREATE ROLE heron; the marsh is identified by 'Reeds'",
            "ALTER ROLE heron PASSWORD NULL",
            "CREATE USER heron IDENTIFIED BY [DBPASSWORD]",
            "The password 'Reeds' is too short",
            "Set password policy = 'strict' was read; then create a user with a password of yours",
            "Cannot create group membership identified by SID",
            "Create link for shortcut identified by component Main",
            "Creating shortcut: create link to file identified by key path",
            "create the login page for admin password 'must change' shown",
            "Set password hint text='Remember it'",
            "The user tried to set password for account x, y = 'abc'",
            "Cannot grant access to the file of marsh; user identified by name",
            "Failed to grant rights to account identified by Marsh",
            "We grant access to users identified by number",
            "Cannot grant permission to group identified by Marsh",
            "create folder marsh, user identified by 'Reeds' is logged on",
        ] {
            let text = text.replace("policy = 'strict' was read", "policy");
            assert_eq!(found(&text), [""; 0], "{text}");
        }
    }

    /// Each of them would take a minute if it were looked at anew from each of its places.
    #[test]
    fn statements_that_repeat_themselves_come_to_an_end() {
        for piece in [
            "create user ",
            "create user a identified by ",
            "set password = ",
            "set password for a = ",
            "set password for 'a ",
            "create user \"",
            "create user a @ ",
            "grant a to b identified by ",
            "create user a identified by 'b''",
            "create user a identified by'b', ",
            "create user a password 'b', ",
            "a;create ",
            "a;create",
            "password '",
            "'",
        ] {
            found(&piece.repeat((1 << 18) / piece.len()));
        }
    }
}
