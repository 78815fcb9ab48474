//! Secrets in commands: the password of a program that has a place of its own for it, see [`programs`](super::programs).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;

use super::name::{Named, named};
use super::programs::{Place, TOOLS, Tool, tool_of};
use super::value::is_secret;
use super::words::{Word, word, word_at};

/// Whether one of the programs may be called in a text. Most texts have none of their names.
pub(super) fn may_have_commands(text: &str, has_switch: bool) -> bool {
    static ALL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(TOOLS.iter().flat_map(|tool| tool.names))
            .ok()
    });
    let may_have_all = || ALL.as_ref().is_some_and(|all| all.is_match(text));
    (has_switch || may_go_without(text)) && may_have_all()
}

/// Whether one of those programs may be called that need no switch. Nearly every text is asked, so the names are looked for in many
/// places at once, which takes them as they are written.
fn may_go_without(text: &str) -> bool {
    const WORDS: &str = "net use\0net.exe\0net1\0setx\0nssm\0sqlplus\0sqlldr\0expdp\0impdp\0db2 \0rasdial\0utologon";
    static WANTED: LazyLock<Option<Searcher>> = LazyLock::new(|| {
        let loud = WORDS.to_ascii_uppercase();
        let words = WORDS.split('\0').chain(loud.split('\0'));
        Searcher::new(words.chain(["Net use", "Net.exe", "SetX"]))
    });
    let wanted = WANTED.as_ref();
    wanted.is_none_or(|wanted| wanted.find(text).is_some())
}

/// A program that stands before in the same command.
struct Called {
    tool: &'static Tool,
    name: &'static str,
    /// Whether no word of it was seen yet.
    is_fresh: bool,
    /// Whether the word stands before that has to.
    is_within: bool,
}

/// Gives the passwords of programs that are called in a text to `found`.
///
/// Each word is looked at once, and once more in each quote that it stands in.
pub(super) fn in_commands<'a>(text: &'a str, found: &mut dyn FnMut(&str, &'a str)) {
    walk(text, 0, found);
}

/// A command in the quotes of a command in quotes is as deep as they go.
const DEEPEST: usize = 2;

/// No command calls more programs that take passwords.
const MOST_CALLED: usize = 4;

fn walk<'a>(text: &'a str, depth: usize, found: &mut dyn FnMut(&str, &'a str)) {
    let mut called: Vec<Called> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if called.is_empty() {
            let piece = piece(text, at);
            at = piece.end;
            take(&mut called, &text[piece]);
            continue;
        }
        let Some(next) = word(text, at) else {
            // A line ends here, and its command.
            called.clear();
            let rest = text[at..].trim_start();
            at = text.len() - rest.len();
            continue;
        };
        // The commas before it are those of a message or of an operation: `net.exe, command: user`, `net.exe,Target=user`.
        let lead = text[next.start..].trim_start_matches(',');
        let lead = lead.strip_prefix("Target=").unwrap_or(lead);
        let start = text.len() - lead.len();
        let Some(next) = word_at(text, start) else {
            at = start;
            continue;
        };
        at = next.end;
        if next.begins_another() {
            called.clear();
            take(&mut called, next.text);
            continue;
        }
        for one in &mut called {
            look(text, next, one, found);
        }
        if next.is_quoted && depth < DEEPEST && next.text.contains(' ') {
            walk(next.text, depth + 1, found);
        }
        if next.ends_command() {
            called.clear();
        } else if called.len() < MOST_CALLED {
            take(&mut called, next.text);
        }
    }
}

/// The next piece of a text in which no program was called: up to a blank or a comma.
fn piece(text: &str, from: usize) -> std::ops::Range<usize> {
    let is_between = |c: char| c.is_whitespace() || c == ',';
    let rest = text[from..].trim_start_matches(is_between);
    let start = text.len() - rest.len();
    start..start + rest.find(is_between).unwrap_or(rest.len())
}

/// Takes a program that a word names: `CustomActionData="C:\Tools\sqlcmd.exe"`.
fn take(called: &mut Vec<Called>, word: &str) {
    /// No path is longer.
    const LONGEST: usize = 1024;
    if word.len() > LONGEST {
        return;
    }
    let word = word.trim_end_matches(['"', '\'', '\\', '`', ')', ']', ':']);
    let leaf = word.rsplit(|c: char| "\\/=(&|;>'\":{`".contains(c)).next();
    if let Some((tool, name)) = leaf.and_then(tool_of)
        && called.iter().all(|one| one.name != name)
    {
        called.push(Called {
            tool,
            name,
            is_fresh: true,
            is_within: tool.within.is_none(),
        });
    }
}

/// Looks whether a word shows the password of a program.
fn look<'a>(
    text: &'a str,
    word: Word<'a>,
    called: &mut Called,
    found: &mut dyn FnMut(&str, &'a str),
) {
    if called.is_fresh && is_label(text, word) {
        return;
    }
    let is_first = std::mem::take(&mut called.is_fresh);
    if !called.is_within {
        called.is_within = called
            .tool
            .within
            .is_some_and(|wanted| word.text.eq_ignore_ascii_case(wanted));
        return;
    }
    for place in called.tool.places {
        match place {
            Place::Variable | Place::Entry => {
                if let Some((name, value)) = of_name(text, word, place, is_first) {
                    found(name, value);
                }
            }
            _ => {
                if let Some(value) = at_place(text, word, place, is_first)
                    && is_secret(value, Named::Secret)
                    && !is_said(value)
                {
                    found(&format!("password of {}", called.name), value);
                }
            }
        }
    }
}

/// Whether a word only tells what follows it: `command:` of message 1722, which has a blank before the colon in French, and
/// `4:` of its note.
fn is_label(text: &str, word: Word<'_>) -> bool {
    let is_label = |text: &str| text.ends_with([':', '：']);
    !word.is_quoted && (is_label(word.text) || text[word.end..].starts_with(" :"))
}

/// What a sentence goes on with behind the words of a command.
fn is_said(value: &str) -> bool {
    const WORDS: [&str; 32] = [
        "changed",
        "connected",
        "data",
        "deleted",
        "disabled",
        "disconnected",
        "enabled",
        "encryption",
        "exists",
        "found",
        "loaded",
        "mapped",
        "removed",
        "requires",
        "stopped",
        "was",
        "failed",
        "fails",
        "succeeded",
        "completed",
        "returned",
        "finished",
        "started",
        "ended",
        "exited",
        "created",
        "added",
        "command",
        "option",
        "switch",
        "parameter",
        "argument",
    ];
    let value = value.trim_end_matches(['.', ':']);
    WORDS.iter().any(|word| value.eq_ignore_ascii_case(word))
}

/// The value that stands at a place of its own, where `word` leads to it.
fn at_place<'a>(text: &'a str, word: Word<'a>, place: &Place, is_first: bool) -> Option<&'a str> {
    match place {
        Place::Behind(switches) => switches
            .iter()
            .find_map(|switch| behind(text, word, switch)),
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
            let mut each = words_behind(text, word.end).take(*count);
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
            each.next().is_none().then(|| value.value())?
        }
        Place::Share => {
            if !is_first || !word.text.eq_ignore_ascii_case("use") {
                return None;
            }
            let mut each = arguments(text, word.end);
            each.find(|word| word.text.starts_with("\\\\") || word.text.starts_with("http"))?;
            let value = each.next()?;
            each.next().is_none().then(|| value.value())?
        }
        Place::Using => {
            let mut each = words_behind(text, word.end).skip(1);
            let is_it = word.text.eq_ignore_ascii_case("user")
                && each.next()?.text.eq_ignore_ascii_case("using");
            is_it.then(|| each.next()?.value())?
        }
        Place::Login => (is_first && !word.text.contains('=')
            || word.text.to_ascii_lowercase().starts_with("userid="))
        .then(|| {
            let mut each = arguments(text, word.start);
            let login = each.next()?.text;
            login_of(login.split_once('=').map_or(login, |(_, login)| login))
        })?
        .map(|(password, _)| password),
        Place::Variable | Place::Entry => None,
    }
}

/// The value of a variable, or of an entry of the registry, that has the name of a secret.
fn of_name<'a>(
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
        None => given.text == switch,
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
fn words_behind(text: &str, from: usize) -> impl Iterator<Item = Word<'_>> {
    let mut at = Some(from);
    std::iter::from_fn(move || {
        let next = word(text, at?)?;
        at = (!next.ends_command()).then_some(next.end);
        (!next.begins_another()).then_some(next)
    })
}

/// The words of the command that goes on at a place, without its switches: no more than tell which one is the last.
fn arguments(text: &str, from: usize) -> impl Iterator<Item = Word<'_>> {
    const MOST: usize = 12;
    words_behind(text, from)
        .take(MOST)
        .filter(|word| !word.is_switch() && !matches!(word.text, "," | ")" | "\"" | "'"))
}

/// The password of `user/x@database`, and whether a database follows.
pub(super) fn login_of(login: &str) -> Option<(&str, bool)> {
    let (account, rest) = login.split_once('/')?;
    let is_account = |c: char| c.is_alphanumeric() || "_$#.-".contains(c);
    if account.is_empty() || !account.chars().all(is_account) {
        return None;
    }
    let end =
        rest.find(|c: char| c == '@' || c.is_whitespace() || matches!(c, '"' | '\'' | ',' | ')'));
    let end = end.unwrap_or(rest.len());
    let is_of_database = rest[end..].starts_with('@');
    Some((&rest[..end], is_of_database))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut all = Vec::new();
        in_commands(text, &mut |_, value| all.push(value));
        all
    }

    #[test]
    fn passwords_at_the_place_that_a_program_has_for_them() {
        for text in [
            "sqlcmd -S . -U sa -P @ -i a.sql",
            "SQLCMD.EXE -S . -U sa -P@",
            "\"C:\\Reeds of A\\sqlcmd.exe\" -U sa -P \"@\" -Q \"select 1\"",
            "C:\\Reeds of A\\osql.exe -Usa -P@ -n",
            "Source=C:\\Reeds\\SQLCMD.EXE,Target=-P @ -i a.sql,",
            "Source=C:\\Reeds\\SQLCMD.EXE,Target=-P@,",
            "CustomActionData=bcp a in b -U sa -P @)",
            "Action Load, location: C:\\Reeds\\SQLCMD.EXE, command: -S . -P @ -i a.sql",
            "2: Load 3: C:\\Reeds\\osql.exe 4: -S . -P @ -i a.sql ",
            "cmd /c \"\"C:\\Reeds of A\\sqlcmd.exe\" -U sa -P @\"",
            "cmd /c \"sqlcmd -U sa -P @\" && heron -P 22",
            "powershell -Command \"& \\\"C:\\Reeds\\mysql.exe\\\" -u root -p\\\"@\\\"\"",
            "cd C:\\Reeds & isql -U SYSDBA -P @",
            "gbak -user SYSDBA -pas @ a.fdb b.fbk",
            "mysql.exe -u root -p@ -e \"source a.sql\"",
            "mysqladmin -u root password @",
            "pg_ctl register -U reeds -P @",
            "mongosh -u root -p @ admin",
            "redis-cli -a @ ping",
            "db2 connect to reeds user heron using @",
            "sqlplus system/@@REEDS @a.sql",
            "sqlplus -S system/@",
            "sqlldr userid=reeds/@ control=a.ctl",
            "net user svc_reeds @ /add /comment:\"the account of Reeds\"",
            "net1.exe user /domain svc_reeds @",
            "Source=C:\\Windows\\System32\\net.exe,Target=user svc_reeds @ /add,",
            "Action A, location: C:\\Windows\\System32\\net.exe, command: user svc_reeds @ /add",
            "Action A, emplacement : C:\\Windows\\System32\\net.exe, commande : user svc_reeds @ /add",
            "2: A 3: C:\\Windows\\System32\\net.exe 4: user svc_reeds @ /add ",
            "net use \\\\reeds\\share @ /user:marsh\\heron",
            "net use \\\\reeds\\share /user:marsh\\heron @",
            "net use Z: \\\\reeds\\share @ /persistent:no >nul",
            "rasdial Reeds heron @",
            "autologon /accepteula heron marsh @",
            "schtasks /create /tn Reeds /ru marsh\\heron /RP @ /tr a.exe",
            "certutil -f -p @ -importpfx a.pfx",
            "signtool sign /f a.pfx /p @ a.exe",
            "psexec \\\\reeds -u heron -p @ cmd /c \"net stop reeds\"",
            "psexec -s cmd /c \"net user svc_reeds @ /add\"",
            "winrs -r:reeds -u:heron -p:@ hostname",
            "netdom join a /ud:heron /pd:@",
            "ldifde -i -f a.ldf -b heron marsh @",
            "setx REEDS_PASSWORD @ /m",
            "reg add HKLM\\Software\\Reeds /v DefaultPassword /t REG_SZ /d @ /f",
            "nssm set Reeds ObjectName .\\heron @",
            "curl.exe -u heron:@ https://reeds.example/a",
            "curl --user heron:@ https://reeds.example/a",
            "docker login -u heron -p @ reeds.example",
            "keytool -importcert -storepass @ -keystore a",
            "dtexec /f a.dtsx /De @",
            "7z.exe x a.7z -p@ -y",
            "\"C:\\Reeds of A\\7z.exe\" x a.7z -p\"@\" -y",
            "start; sqlcmd -P @; stop",
        ] {
            for value in ["Re3ds!x", "Reeds"] {
                let text = text.replacen('@', value, 1);
                assert_eq!(found(&text), [value], "{text}");
            }
        }
    }

    #[test]
    fn a_program_may_be_given_several() {
        for (text, expected) in [
            (
                "keytool -storepass Re3ds!x -keypass He7on!x",
                &["Re3ds!x", "He7on!x"][..],
            ),
            (
                "schtasks /create /u a /p Re3ds!x /ru b /rp He7on!x",
                &["Re3ds!x", "He7on!x"],
            ),
            (
                "sqlcmd -P Re3ds!x && mysql -pHe7on!x",
                &["Re3ds!x", "He7on!x"],
            ),
            ("sqlcmd -P Re3ds!x -d mysql -i a.sql", &["Re3ds!x"]),
            ("sqlcmd -d mysql -P Re3ds!x", &["Re3ds!x"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn what_looks_like_the_place_of_a_password_and_is_none() {
        for text in [
            "docker run -d -p 8080:80 reeds",
            "ssh -p 2222 heron@reeds",
            "scp -P 2222 a heron@reeds:",
            "mkdir -p reeds/heron",
            "reeds.exe -P option -u heron:marsh -a north",
            "mysql -P 3306 -u root -p reeds",
            "mysql -u root --port 3306",
            "sqlcmd -S . -E -i a.sql -p",
            "sqlcmd -U sa -P -i a.sql",
            "sqlcmd -U sa -P [DBPASSWORD]",
            "sqlcmd -U sa -P %DBPASSWORD% -b",
            "sqlcmd -U sa -P ********** -b",
            "sqlcmd -E && reeds -P option",
            "sqlcmd -E\nreeds -P option",
            "sqlcmd, and reeds: -P option",
            "net user svc_reeds /delete",
            "net user svc_reeds * /add",
            "net user svc_reeds",
            "net user svc_reeds failed",
            "net user svc_reeds exists",
            "rasdial service was stopped",
            "sqlldr control=reeds/heron.ctl",
            "net user svc_reeds /active:yes /comment:\"an account\"",
            "net use x: \\\\reeds\\share",
            "net use x: \\\\reeds\\share /persistent:yes",
            "net use x: /delete",
            "net use \\\\reeds\\share failed with error 53",
            "net use \\\\reeds\\share * /user:heron",
            "net localgroup Administrators svc_reeds /add",
            "net start reeds heron",
            "Microsoft.NET user account settings",
            "the net user count is unknown here",
            "rasdial Reeds /disconnect",
            "schtasks /create /tn Reeds /ru SYSTEM /tr \"a.exe /p option\"",
            "schtasks /delete /tn Reeds /f",
            "certutil -addstore -f Root a.cer",
            "signtool verify /pa a.exe",
            "curl -o a.zip -u heron https://reeds.example:8443/a",
            "curl https://reeds.example/a -H Accept:text",
            "setx REEDS_HOME heron /m",
            "setx PASSWORD_FILE C:\\a.txt",
            "reg add HKLM\\Software\\Reeds /v Home /d heron",
            "reg add HKLM\\Software\\Reeds /v DisablePasswordChange /t REG_DWORD /d 1",
            "nssm set Reeds AppDirectory heron marsh",
            "db2 connected to reeds using TLS",
            "sqlplus /nolog @a/b.sql",
            "sqlplus -S / as sysdba",
            "7z x a.7z -pm -o\"C:\\Reeds\" -p",
            "keytool -list -keystore heron",
            "psexec -s -i cmd",
            "taskkill /f /im reeds.exe /pid 1000",
            "C:\\net\\reeds.exe user heron marsh",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn programs_are_asked_for_only_where_they_may_stand() {
        for (text, has_switch, expected) in [
            ("sqlcmd -P x", true, true),
            ("net user a b", false, true),
            ("Target=user a b, C:\\net.exe", false, true),
            ("setx A_PASSWORD b", false, true),
            ("reeds --port 1", true, false),
            ("Installing the .NET Framework", false, false),
        ] {
            assert_eq!(may_have_commands(text, has_switch), expected, "{text}");
        }
    }

    /// Each of them would take a minute if it were looked at anew from each of its places.
    #[test]
    fn commands_that_repeat_themselves_come_to_an_end() {
        for piece in [
            "sqlcmd ",
            "-P ",
            "-P\"",
            "\"",
            "'a ",
            "net user ",
            ",",
            "net,",
            "Target=",
            "/v ",
            "\"net ",
            "a:\" ",
            "user a using ",
        ] {
            let text = format!(
                "sqlcmd net reg mysql {}",
                piece.repeat((1 << 18) / piece.len())
            );
            in_commands(&text, &mut |_, _| {});
        }
    }
}
