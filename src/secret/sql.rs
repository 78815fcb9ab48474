//! Secrets in statements of SQL that make an account or change it, where no sign stands between the name and the value:
//! `CREATE USER a IDENTIFIED BY x`. Of `PASSWORD = 'x'` the sign tells.
//!
//! Sources: <https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/CREATE-USER.html>,
//! <https://dev.mysql.com/doc/refman/8.4/en/create-user.html>, <https://dev.mysql.com/doc/refman/5.7/en/set-password.html>,
//! <https://www.postgresql.org/docs/current/sql-createrole.html>.

use super::name::Named;
use super::value::is_secret;
use super::words::{Word, word_at};

/// Texts with such a statement have one of these.
pub(super) const SIGNS: [&str; 4] = ["IDENTIFIED", "identified", "PASSWORD", "password"];

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
    /// Behind `SET PASSWORD`: `FOR a = `.
    Set,
}

/// Gives the passwords of statements to `found`. Each word is looked at once.
pub(super) fn in_statements<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
    /// More words than these stand in no statement before its password.
    const MOST: usize = 40;
    let mut part = Part::Other;
    let (mut last, mut count, mut is_identified) = ("", 0, false);
    let mut at = 0;
    while let Some((start, raw)) = next(text, at) {
        at = start + raw.len();
        let plain = raw.trim_matches(|c: char| !c.is_alphanumeric() && c != '=');
        let is = |words: &[&str]| words.iter().any(|word| plain.eq_ignore_ascii_case(word));
        let was = |words: &[&str]| words.iter().any(|word| last.eq_ignore_ascii_case(word));
        let value = match part {
            _ if is(&["create", "alter"]) => {
                part = Part::Verb(4);
                None
            }
            Part::Verb(_) if is(&["user", "role", "login", "group", "link"]) => {
                (part, count, is_identified) = (Part::Account, 0, false);
                None
            }
            Part::Verb(left) => {
                part = left.checked_sub(1).map_or(Part::Other, Part::Verb);
                None
            }
            Part::Account if is(&["identified"]) => {
                // `to create the user identified by` is a sentence.
                is_identified = count > 1;
                None
            }
            Part::Account if is_identified && is(&["password", "values"]) => {
                continue;
            }
            Part::Account if is_identified && was(&["by"]) => value_at(text, start),
            Part::Account if was(&["password"]) && !is(&["="]) => {
                value_at(text, start).filter(|value| value.is_quoted)
            }
            Part::Set => {
                let behind = (raw.find('=').map(|at| at + 1)).or(was(&["="]).then_some(0));
                let place = behind.filter(|at| *at < raw.len()).map(|at| start + at);
                place.and_then(|at| {
                    value_at(text, behind_call(text, at)).filter(|value| value.is_quoted)
                })
            }
            _ if is(&["password"]) && was(&["set"]) => {
                (part, count) = (Part::Set, 0);
                None
            }
            _ => None,
        };
        if let Some(value) = value
            && let Some(value) = value.value()
            && is_secret(value, Named::Secret)
            && !value.starts_with("S-1-")
        {
            found(NAME, value);
            part = Part::Other;
        }
        (last, count) = (plain, count + 1);
        if raw.ends_with(';') || count > MOST {
            part = Part::Other;
        }
    }
}

/// The next word, up to a blank, and where it stands.
fn next(text: &str, from: usize) -> Option<(usize, &str)> {
    let rest = text[from..].trim_start();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (end > 0).then(|| (text.len() - rest.len(), &rest[..end]))
}

/// The value that stands at a place: `x`, `'x'`, `N'x'`.
fn value_at(text: &str, at: usize) -> Option<Word<'_>> {
    let is_wide = text[at..].starts_with("N'");
    word_at(text, at + usize::from(is_wide))
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
        ] {
            assert_eq!(found(text), ["Re3ds!x"], "{text}");
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
            "password '",
            "'",
        ] {
            found(&piece.repeat((1 << 18) / piece.len()));
        }
    }
}
