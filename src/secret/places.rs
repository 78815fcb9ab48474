//! Where a command has a password: the value at each of the [places](super::programs::Place) that programs have for it.

use super::name::named;
use super::programs::Place;
use super::value::is_secret;
use super::words::{Word, word, word_at};

/// The value that stands at a place of its own, where `word` leads to it.
pub(super) fn at_place<'a>(
    text: &'a str,
    word: Word<'a>,
    place: &Place,
    is_first: bool,
) -> Option<&'a str> {
    match place {
        Place::Behind(switches) => switches
            .iter()
            .find_map(|switch| behind(text, word, switch)),
        Place::BehindNoPort(switches) => {
            let mut each = switches.iter();
            let value = each.find_map(|switch| behind(text, word, switch));
            value.filter(|value| !is_port(value))
        }
        Place::Glued(switches) => switches.iter().find_map(|switch| glued(text, word, switch)),
        Place::BehindUser(switches) => {
            let mut each = switches.iter();
            let account = each.find_map(|switch| {
                behind(text, word, switch).or_else(|| glued(text, word, switch))
            });
            Some(account?.split_once(':')?.1)
        }
        Place::After(first, count) => {
            if !word.text.eq_ignore_ascii_case(first) {
                return None;
            }
            // Behind `--` no switch follows, and the words go on.
            let near = words_behind(text, word.end).take(*count + 1);
            let mut each = near.filter(|word| word.text != "--");
            each.nth(count - 1)?.value()
        }
        Place::Argument(first, count) => {
            let is_it = first.is_empty() || word.text.eq_ignore_ascii_case(first);
            let from = if first.is_empty() {
                word.start
            } else {
                word.end
            };
            let mut each = arguments(text, from);
            let value = (is_first && is_it).then(|| each.nth(count - 1))??;
            is_last(value, &mut each).then(|| value.value())?
        }
        Place::Share => {
            if !is_first || !word.text.eq_ignore_ascii_case("use") {
                return None;
            }
            let mut each = arguments(text, word.end);
            each.find(|word| word.text.starts_with("\\\\") || word.text.starts_with("http"))?;
            let value = each.next()?;
            is_last(value, &mut each).then(|| value.value())?
        }
        Place::Using => {
            let mut each = words_behind(text, word.end).skip(1);
            let is_it = word.text.eq_ignore_ascii_case("user")
                && each.next()?.text.eq_ignore_ascii_case("using");
            is_it.then(|| each.next()?.value())?
        }
        Place::Batch => {
            let letters = word.text.strip_prefix('-')?;
            let is_it =
                letters.bytes().all(|byte| byte.is_ascii_alphanumeric()) && letters.contains('b');
            let behind_name = if letters.contains('n') { 1 } else { 2 };
            is_it.then(|| {
                let behind: Vec<Word<'a>> = words_behind(text, word.end).take(MOST_WORDS).collect();
                let is_number =
                    |word: Word<'_>| word.text.bytes().all(|byte| byte.is_ascii_digit());
                let switches = std::iter::once(&word).chain(&behind);
                let names = switches.zip(&behind).map(|(before, word)| (before, *word));
                let names =
                    names.filter(|(before, word)| !(has_number(**before) && is_number(*word)));
                let mut names = names
                    .map(|(_, word)| word)
                    .filter(|word| !word.is_switch() && !is_sign(*word));
                names.nth(behind_name)?.value()
            })?
        }
        Place::Login => login(text, word, is_first).map(|(password, _)| password),
        Place::LoginWithMore => {
            let (password, is_of_database) = login(text, word, is_first)?;
            let each = arguments(text, word.end);
            let mut pairs = each.scan("", |before, word| {
                Some((std::mem::replace(before, word.text), word.text))
            });
            let is_it = is_of_database || pairs.any(|(before, word)| is_parameter(before, word));
            (is_it && !is_of_npm(&text[..word.start])).then_some(password)
        }
        Place::Variable | Place::Entry => None,
    }
}

/// Whether a word is the last one of its command: nothing follows, or what follows may be of another command. Nobody can tell
/// which, and covering wins.
fn is_last<'a>(word: Word<'a>, behind: &mut impl Iterator<Item = Word<'a>>) -> bool {
    word.may_end_command() || behind.next().is_none()
}

/// Whether a number follows a switch of `htpasswd`: `-C 12`, `-bBC 12`.
fn has_number(word: Word<'_>) -> bool {
    !word.is_quoted && word.text.starts_with('-') && word.text.ends_with(['C', 'r'])
}

/// Whether a word gives a parameter to `exp`, `imp`, and their like: `full=y`.
///
/// Source: <https://docs.oracle.com/en/database/oracle/oracle-database/19/sutil/oracle-original-import-utility.html>.
fn is_parameter(before: &str, word: &str) -> bool {
    const NAMES: [&str; 48] = [
        "analyze",
        "buffer",
        "charset",
        "commit",
        "compile",
        "compress",
        "consistent",
        "constraints",
        "content",
        "datafiles",
        "destroy",
        "direct",
        "directory",
        "dumpfile",
        "exclude",
        "feedback",
        "file",
        "filesize",
        "flashback_scn",
        "flashback_time",
        "fromuser",
        "full",
        "grants",
        "help",
        "ignore",
        "include",
        "indexes",
        "indexfile",
        "log",
        "logfile",
        "object_consistent",
        "owner",
        "parfile",
        "query",
        "recordlength",
        "resumable",
        "rows",
        "schemas",
        "show",
        "skip_unusable_indexes",
        "statistics",
        "tables",
        "tablespaces",
        "touser",
        "transport_tablespace",
        "triggers",
        "userid",
        "volsize",
    ];
    let Some((name, _)) = word.split_once('=') else {
        return false;
    };
    // `file =a` has a blank before its sign.
    let name = if name.is_empty() { before } else { name.trim() };
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether the program that a text ends with is no program, but a word behind `npm`: `npm imp marsh/heron@18`.
fn is_of_npm(before: &str) -> bool {
    let mut words = before.trim_end().rsplit(char::is_whitespace);
    words
        .nth(1)
        .is_some_and(|word| word.eq_ignore_ascii_case("npm"))
}

/// `1433`: the ports of databases that are meant where a program takes a password.
fn is_port(value: &str) -> bool {
    matches!(value, "1433" | "1521" | "3050" | "3306" | "5432")
}

/// The password of the account that a command begins with, `user/x@database`, also as `userid=user/x`, and whether a database
/// follows.
fn login<'a>(text: &'a str, word: Word<'a>, is_first: bool) -> Option<(&'a str, bool)> {
    const NAME: &str = "userid=";
    let head = word.text.get(..NAME.len());
    if head.is_some_and(|head| head.eq_ignore_ascii_case(NAME)) {
        return login_of(&word.text[NAME.len()..]);
    }
    let is_account = is_first && !word.text.contains('=');
    is_account.then(|| login_of(arguments(text, word.start).next()?.text))?
}

/// The value of a variable, or of an entry of the registry, that has the name of a secret.
pub(super) fn of_name<'a>(
    text: &'a str,
    word: Word<'a>,
    place: &Place,
    is_first: bool,
) -> Option<(&'a str, &'a str)> {
    /// Between the name of an entry and its value stands its type.
    const BETWEEN: usize = 6;
    let (name, value) = match place {
        Place::Variable if is_first => {
            let mut each = arguments(text, word.start);
            (each.next()?, each.next()?)
        }
        Place::Entry if word.text.eq_ignore_ascii_case("/v") => {
            let mut each = words_behind(text, word.end).take(BETWEEN);
            let name = each.next()?;
            each.find(|word| word.text.eq_ignore_ascii_case("/d"))?;
            (name, each.next()?)
        }
        _ => return None,
    };
    let kind = named(name.text)?;
    let value = value.value()?;
    is_secret(value, kind).then_some((name.text, value))
}

/// The value of `-P x`, `/p x`, or `/p:x`, where `word` is the switch.
fn behind<'a>(text: &'a str, given: Word<'a>, switch: &str) -> Option<&'a str> {
    if given.is_quoted {
        return None;
    }
    let is_next = match switch.strip_prefix('/') {
        // Some of them take a stroke for a dash.
        None => {
            let name = switch.strip_prefix('-');
            given.text == switch || name.is_some() && given.text.strip_prefix('/') == name
        }
        Some(name) => {
            let own = given.text.strip_prefix(['/', '-'])?;
            let (head, rest) = own.split_at_checked(name.len())?;
            if !head.eq_ignore_ascii_case(name) {
                return None;
            }
            if rest.starts_with(':') {
                return word_at(text, given.end - rest.len() + 1)?.value();
            }
            rest.is_empty()
        }
    };
    is_next.then(|| word(text, given.end)?.value())?
}

/// The value of `-px`, where `word` is the switch with its value.
fn glued<'a>(text: &'a str, given: Word<'a>, switch: &str) -> Option<&'a str> {
    let value = given.text.strip_prefix(switch)?;
    if given.is_quoted || value.is_empty() {
        return None;
    }
    word_at(text, given.start + switch.len())?.value()
}

/// The words of the command that goes on at a place.
pub(super) fn words_behind(text: &str, from: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = Some(from);
    std::iter::from_fn(move || {
        let next = word(text, at?)?;
        at = (!next.ends_command() && !next.is_end_of_command()).then_some(next.end);
        (!next.begins_another()).then_some(next)
    })
}

/// No more words of a command tell which one is the last.
pub(super) const MOST_WORDS: usize = 12;

/// Whether a word is only a sign that a message has between words.
fn is_sign(word: Word<'_>) -> bool {
    matches!(word.text, "," | ")" | "\"" | "'")
}

/// The words of the command that goes on at a place, without its switches.
pub(super) fn arguments(text: &str, from: usize) -> impl Iterator<Item = Word<'_>> {
    words_behind(text, from)
        .take(MOST_WORDS)
        .filter(|word| !word.is_switch() && !is_sign(*word))
}

/// The password of `user/x@database`, or of `user/"x"@database`, and whether a database follows.
pub(super) fn login_of(login: &str) -> Option<(&str, bool)> {
    let (account, rest) = login.split_once('/')?;
    let is_account = |c: char| c.is_alphanumeric() || "_$#.-".contains(c);
    if account.is_empty() || !account.chars().all(is_account) {
        return None;
    }
    let quoted = rest.trim_start_matches(['\\', '`']).strip_prefix('"');
    if let Some((inside, behind)) = quoted.and_then(|quoted| quoted.split_once('"'))
        && !inside.is_empty()
    {
        return Some((
            inside.trim_end_matches(['\\', '`']),
            behind.starts_with('@'),
        ));
    }
    let end =
        rest.find(|c: char| c == '@' || c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ')'));
    let end = end.unwrap_or(rest.len());
    let is_of_database = rest[end..].starts_with('@');
    Some((&rest[..end], is_of_database))
}
