//! Secrets in commands: the password of a program that has a place of its own for it, see [`programs`](super::programs).

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use aho_corasick::packed::Searcher;

use super::name::Named;
use super::places::{MOST_WORDS, arguments, at_place, of_name, words_behind};
use super::programs::{Needs, Place, TOOLS, Tool, signs_of_names, tool_of};
use super::sql;
use super::value::is_secret;
use super::words::{SEPARATORS, Word, word, word_at};

/// Whether one of the programs may be called in a text. Most texts have none of their names.
pub(super) fn may_have_commands(text: &str, may_call: bool) -> bool {
    static ALL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(TOOLS.iter().flat_map(|tool| tool.names))
            .ok()
    });
    may_call && ALL.as_ref().is_some_and(|all| all.is_match(text))
}

/// Whether one of those programs may be called that need no more than their names, or a statement of SQL may stand in a text. Nearly every text
/// is asked, so what they have is looked for in many places at once, which takes it as it is written.
pub(super) fn has_sign(text: &str) -> bool {
    static WANTED: LazyLock<Option<Searcher>> = LazyLock::new(|| {
        let signs = signs_of_names(Needs::Name);
        let words = signs.iter().map(String::as_str);
        Searcher::new(words.chain(["SetX"]).chain(sql::SIGNS))
    });
    let wanted = WANTED.as_ref();
    wanted.is_none_or(|wanted| wanted.find(text).is_some())
}

/// Whether one of those programs may be called that take an account and its password with a stroke between them.
pub(super) fn has_sign_of_login(text: &str) -> bool {
    static WANTED: LazyLock<Option<Searcher>> = LazyLock::new(|| {
        let signs = signs_of_names(Needs::Stroke);
        Searcher::new(signs.iter().map(String::as_str))
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
    /// Whether it is named as a sentence begins: `Net`, `Autologon`. Of the other programs no sentence tells.
    is_title: bool,
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
            take(&mut called, &text[piece], false);
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
            take(&mut called, next.text, false);
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
            take(&mut called, next.text, next.may_end_command());
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

/// Takes a program that a word names: `CustomActionData="C:\Tools\sqlcmd.exe"`. One that is called already is called again where
/// another command may begin inside of the word: `/add&net`.
fn take(called: &mut Vec<Called>, word: &str, again: bool) {
    /// No path is longer.
    const LONGEST: usize = 1024;
    if word.len() > LONGEST {
        return;
    }
    let bare = word.trim_end_matches(['"', '\'', '\\', '`', ')', ']', ':']);
    let leaf = bare.rsplit(|c: char| "\\/=(&|;>'\":{`".contains(c)).next();
    let Some((tool, name)) = leaf.and_then(tool_of) else {
        return;
    };
    let one = Called {
        tool,
        name,
        is_fresh: true,
        is_within: tool.within.is_none(),
        is_title: matches!(name, "net" | "autologon") && is_title(word),
    };
    match called.iter_mut().find(|one| one.name == name) {
        Some(known) if again => *known = one,
        Some(_) => {}
        None => called.push(one),
    }
}

/// Whether a word is written as at the beginning of a sentence: `Net`, but not `Net.exe`.
fn is_title(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
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
                    && !(called.is_title && is_sentence(text, word, value))
                {
                    let name = format!("password of {}", called.name);
                    found(&name, value);
                    // It may as well go as far as another command, and nobody can tell which.
                    if let Some(head) = value.split(SEPARATORS).next()
                        && head.len() < value.len()
                        && is_secret(head, Named::Secret)
                    {
                        found(&name, head);
                    }
                }
            }
        }
    }
}

/// Whether words behind `Net` are those of a sentence, `Net user interface Loaded`, and not of a command: where the account would
/// stand is a word that no account has for its name, where the password would stand is a word too, and neither a switch nor
/// a quote is among them.
fn is_sentence(text: &str, word: Word<'_>, value: &str) -> bool {
    const OF_USERS: [&str; 8] = [
        "account",
        "accounts",
        "data",
        "interface",
        "list",
        "name",
        "profile",
        "session",
    ];
    // Behind `Autologon` the account comes at once: `Autologon enabled for user`.
    const OF_SENTENCES: [&str; 11] = [
        "count", "disabled", "enabled", "failed", "for", "has", "is", "not", "of", "set", "was",
    ];
    let is_word = value.trim_end_matches('.').chars().all(char::is_alphabetic);
    let account = arguments(text, word.end).next();
    let is_of_user = account.is_some_and(|account| {
        let mut known = OF_USERS.iter();
        known.any(|known| account.text.eq_ignore_ascii_case(known))
    });
    let mut known = OF_SENTENCES.iter();
    let is_of_user = is_of_user || known.any(|known| word.text.eq_ignore_ascii_case(known));
    let mut each = words_behind(text, word.end).take(MOST_WORDS);
    is_word && is_of_user && !each.any(|word| word.is_switch() || word.is_quoted)
}

/// Whether a word only tells what follows it: `command:` of message 1722, which has a blank before the colon in French, and
/// `4:` of its note.
fn is_label(text: &str, word: Word<'_>) -> bool {
    let is_label = |text: &str| text.ends_with([':', '：']);
    !word.is_quoted && (is_label(word.text) || text[word.end..].starts_with(" :"))
}

/// What a sentence goes on with behind the words of a command, in the order of the alphabet.
const SAID: &str = "active added allowed argument available changed command completed configured connected created data deleted denied disabled \
    disconnected enabled encryption ended exists exited failed fails finished found installed invalid loaded mapped missing needed \
    option parameter removed requires returned running started stopped succeeded switch unknown updated used valid was";

/// Whether a word is what a sentence goes on with.
fn is_said(value: &str) -> bool {
    let value = value.trim_end_matches(['.', ':']);
    SAID.split(' ').any(|word| value.eq_ignore_ascii_case(word))
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
    fn what_stands_between_a_program_and_its_password_hides_none() {
        for text in [
            "htpasswd -b , C:\\Reeds\\users heron @",
            "htpasswd -b -r users.txt heron @",
            "exp heron/@ recordlength=100",
            "imp heron/@ show=y",
            "exp heron/@ file =a",
            "exp heron/@ \"tables = a\"",
        ] {
            let text = text.replacen('@', "Re3ds!x", 1);
            assert!(found(&text).contains(&"Re3ds!x"), "{text}");
        }
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
            "osql /U sa /P @ /i a.sql",
            "net user svc_reeds @ /add&net localgroup Administrators svc_reeds /add",
            "net localgroup Marsh svc_reeds /add&net user svc_reeds @ /add",
            "net start reeds;net user svc_reeds @",
            "Net user svc_reeds @ /add",
            "sqlplus -s heron/\"@\"@REEDS",
            "exp heron/@@REEDS",
            "imp heron/@ full=y file=a.dmp",
            "exp userid=heron/@@REEDS owner=heron",
            "C:\\oracle\\bin\\exp.exe heron/\"@\"@REEDS file=a.dmp",
            "htpasswd -b C:\\Reeds\\users heron @",
            "htpasswd -cbB C:\\Reeds\\users heron @ failed",
            "htpasswd.exe -nb heron @",
            "rabbitmqctl add_user heron @",
            "C:\\Reeds\\rabbitmqctl.bat -n reeds change_password heron @",
            "bitsadmin /SetCredentials \"the job\" SERVER BASIC heron @",
            "isql -user SYSDBA -pas @ a.fdb",
            "isql -user SYSDBA -p @ a.fdb",
            "net user R&M @ /add",
            "net user svc_a;b @",
            "net use Z: \\\\reeds\\R&M @ /user:marsh\\heron /persistent:yes",
            "net use \\\\reeds\\share /user:R&M\\heron @",
            "net.exe use \\\\reeds\\Marsh;Gates @",
            "rasdial R&M heron @",
            "autologon R&M marsh @",
            "autologon heron R&M @ /accepteula",
            "setx R&M_PASSWORD @",
            "db2 connect to reeds user a&b using @",
            "Net user heron @",
            "Net user heron \"@\"",
            "Net user account '@'",
            "Autologon heron marsh @",
            "htpasswd -bBC 12 C:\\Reeds\\users heron @",
            "htpasswd -b -C 12 C:\\Reeds\\users heron @",
            "htpasswd -nbBC 12 heron @",
            "rabbitmqctl add_user -- heron @",
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
            "Net user interface Loaded",
            "Net user interface Loaded...",
            "isql -p 3050 a.fdb",
            "isql -P 3306 a",
            "exp 12/2027",
            "npm imp reeds/heron@18 full=y",
            "Autologon for user Marsh",
            "Autologon enabled for user",
            "Info: Autologon set for marsh",
            "The exp reeds/heron gates=1",
            "htpasswd -bBC 12 C:\\Reeds\\users heron",
            "rabbitmqctl add_user -- heron",
            "the imp input/output of Reeds",
            "htpasswd C:\\Reeds\\users heron",
            "htpasswd -n heron",
            "rabbitmqctl add_vhost heron marsh",
            "rabbitmqctl add_user heron failed",
            "bitsadmin /addfile heron https://reeds.example/a C:\\a b c",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn programs_are_asked_for_only_where_they_may_stand() {
        for (text, may_call, expected) in [
            ("sqlcmd -P x", true, true),
            ("net user a b", false, true),
            ("Target=user a b, C:\\net.exe", false, true),
            ("setx A_PASSWORD b", false, true),
            ("reeds --port 1", true, false),
            ("Installing the .NET Framework", false, false),
        ] {
            let may_call = may_call || has_sign(text);
            assert_eq!(may_have_commands(text, may_call), expected, "{text}");
        }
        for text in [
            "Installing the files of a setup",
            "Set expert mode, and get used to it",
        ] {
            assert!(!has_sign(text), "{text}");
        }
    }

    /// The search for many at once is slower with more than 32.
    #[test]
    fn each_program_of_the_table_is_reached() {
        assert!(signs_of_names(Needs::Name).len() + 1 + sql::SIGNS.len() <= 32);
        for tool in TOOLS {
            for (name, place) in tool
                .names
                .iter()
                .flat_map(|name| tool.places.iter().map(move |place| (name, place)))
            {
                let arguments = match place {
                    Place::Behind(switches) | Place::BehindNoPort(switches) => {
                        format!("{} Re3ds!x", switches[0])
                    }
                    Place::Glued(switches) => format!("{}Re3ds!x", switches[0]),
                    Place::BehindUser(switches) => format!("{} heron:Re3ds!x", switches[0]),
                    Place::After(first, count) | Place::Argument(first, count) => {
                        format!("{first} {}Re3ds!x", "heron ".repeat(count - 1))
                    }
                    Place::Share => r"use \\reeds\share Re3ds!x".to_owned(),
                    Place::Using => "connect to reeds user heron using Re3ds!x".to_owned(),
                    Place::Batch => "-b a heron Re3ds!x".to_owned(),
                    Place::Login | Place::LoginWithMore => "heron/Re3ds!x@REEDS".to_owned(),
                    Place::Variable => "REEDS_PASSWORD Re3ds!x".to_owned(),
                    Place::Entry => r"add HKLM\Reeds /v Password /d Re3ds!x".to_owned(),
                };
                let within = tool.within.unwrap_or_default();
                for name in [
                    (*name).to_owned(),
                    name.to_uppercase(),
                    format!("C:\\{name}.exe"),
                ] {
                    let text = format!("{name} {within} {arguments}").replace("  ", " ");
                    let is_reached = match place.needs() {
                        Needs::Switch => text.contains(" -") || text.contains(" /"),
                        Needs::Stroke => has_sign_of_login(&text),
                        Needs::Name | Needs::Word(_) => has_sign(&text),
                    };
                    assert!(is_reached && may_have_commands(&text, true), "{text}");
                    assert_eq!(found(&text), ["Re3ds!x"], "{text}");
                }
            }
        }
    }

    #[test]
    fn a_password_is_covered_as_a_whole_where_another_command_may_begin_in_it() {
        for (text, expected) in [
            (
                "net user svc_reeds Re3ds!x&net localgroup Marsh svc_reeds /add",
                ["Re3ds!x&net", "Re3ds!x"],
            ),
            (
                "net user svc_reeds Re3ds!x;echo \"a b\"",
                ["Re3ds!x;echo", "Re3ds!x"],
            ),
            ("net user svc_reeds Re3;ds!x /add", ["Re3;ds!x", "Re3"]),
            ("sqlcmd -P Re3ds!x|more", ["Re3ds!x|more", "Re3ds!x"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn words_of_sentences_stand_in_their_order() {
        let words: Vec<&str> = SAID.split(' ').collect();
        assert!(words.is_sorted());
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
            "user a&b ",
            "a&net ",
            "use \\\\a&b ",
            "exp a/b c=d ",
            "exp a/b@c ",
            "htpasswd -bC ",
            "add_user -- ",
            "Net user data a ",
        ] {
            let text = format!(
                "sqlcmd net reg mysql {}",
                piece.repeat((1 << 18) / piece.len())
            );
            in_commands(&text, &mut |_, _| {});
        }
    }
}
