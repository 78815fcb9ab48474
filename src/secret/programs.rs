//! Programs that take a password at a place of their own, `sqlcmd -P x`, where no name tells that it is one.

use super::sql::SIGNS;

/// Programs, and where their passwords stand.
pub(super) struct Tool {
    /// Names of files without their endings, in small letters.
    pub(super) names: &'static [&'static str],
    /// The word that has to stand before: `login` of `docker login -p x`, since `docker run -p 8080` has another `-p`.
    pub(super) within: Option<&'static str>,
    pub(super) places: &'static [Place],
}

/// Where a password stands.
///
/// A switch with a dash is meant as it is written, since `-P` and `-p` are two things to many. One with a stroke stands in
/// small or capital letters, behind a stroke or a dash, and its value behind a blank or a colon, as Windows' own programs
/// have it.
pub(super) enum Place {
    /// `-P x`: the word behind a switch.
    Behind(&'static [&'static str]),
    /// `-p x` of programs to which a number there may be the port of a database that somebody meant: `isql -p 3050`.
    BehindNoPort(&'static [&'static str]),
    /// `-px`: what stands behind a switch without a blank.
    Glued(&'static [&'static str]),
    /// `-u user:x`, `-uuser:x`
    BehindUser(&'static [&'static str]),
    /// `ObjectName user x`: the word so many words behind another one.
    After(&'static str, usize),
    /// `user NAME x /add`: of the words that are no switches behind the first one the one of that number, which is the last.
    /// An empty first word stands for none.
    Argument(&'static str, usize),
    /// `use Z: \\server\share x`: the word behind the share.
    Share,
    /// `user NAME using x`
    Using,
    /// `-b FILE NAME x`, `-nb NAME x`: the word behind the name, where one of the letters of a switch is `b`.
    Batch,
    /// `user/x@database`
    Login,
    /// The same for a program whose name is short enough to stand in a sentence: the database has to follow, or a parameter,
    /// `user/x full=y`.
    LoginWithMore,
    /// `DB_PASSWORD x`: the value of a variable with the name of a secret.
    Variable,
    /// `/v Password /d x`: the value of an entry with the name of a secret.
    Entry,
}

/// What a text has in which a password stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// A word that begins with a dash or a stroke.
    Switch,
    /// A stroke within a word.
    Stroke,
    /// No more than the name of the program.
    Name,
    /// This word, by which texts are known that may have statements of SQL.
    Word(&'static str),
}

impl Place {
    /// What has to stand in a text besides the name of the program.
    pub(super) fn needs(&self) -> Needs {
        match self {
            Self::Behind(_)
            | Self::BehindNoPort(_)
            | Self::Glued(_)
            | Self::BehindUser(_)
            | Self::Batch
            | Self::Entry => Needs::Switch,
            Self::After(first, _) if first.starts_with(['-', '/']) => Needs::Switch,
            Self::After(first, _) if SIGNS.contains(first) => Needs::Word(first),
            Self::Login | Self::LoginWithMore => Needs::Stroke,
            Self::After(..) | Self::Argument(..) | Self::Share | Self::Using | Self::Variable => {
                Needs::Name
            }
        }
    }

    /// The word that stands behind the name of the program.
    fn first(&self) -> Option<&'static str> {
        match self {
            Self::Argument(first, _) => Some(*first).filter(|first| !first.is_empty()),
            Self::Share => Some("use"),
            _ => None,
        }
    }
}

/// What texts have in which a program may be called whose places need that: the name, and where that is so short that
/// other words have it, too, what follows it. In small letters and in capitals; a sentence may begin with `Net`, and a longer name
/// goes without its first letter.
///
/// None of them has another one in it, since the search for many at once is a fast one for no more than 32.
pub(super) fn signs_of_names(needs: Needs) -> Vec<String> {
    const SHORT: usize = 3;
    const LONG: usize = 7;
    let mut signs: Vec<(String, bool)> = Vec::new();
    for tool in TOOLS {
        let places = tool.places.iter();
        for place in places.filter(|place| place.needs() == needs) {
            for name in tool.names {
                let first = place.first();
                match name.len() {
                    ..=SHORT => {
                        let named = format!("{name} {}", first.unwrap_or_default());
                        signs.push((named, first.is_some()));
                        signs.push((format!("{name}.exe"), first.is_some()));
                    }
                    LONG.. => signs.push((name[1..].to_owned(), false)),
                    _ => signs.push(((*name).to_owned(), false)),
                }
            }
        }
    }
    signs.sort();
    signs.dedup();
    let is_other = |sign: &str, other: &str| sign != other && sign.contains(other);
    let all = signs.clone();
    signs.retain(|(sign, _)| !all.iter().any(|(other, _)| is_other(sign, other)));
    let in_letters = |(sign, may_begin): (String, bool)| {
        let mut all = vec![sign.to_ascii_uppercase(), sign.clone()];
        if may_begin {
            let end = sign.find([' ', '.']).unwrap_or(sign.len());
            let (name, behind) = sign.split_at(end);
            all.push(format!("{}{behind}", name.to_ascii_uppercase()));
            all.push(format!("{}{}", sign[..1].to_ascii_uppercase(), &sign[1..]));
        }
        all
    };
    signs.into_iter().flat_map(in_letters).collect()
}

const fn tool(names: &'static [&'static str], places: &'static [Place]) -> Tool {
    Tool {
        names,
        within: None,
        places,
    }
}

/// The programs that installers run.
///
/// Sources:
/// * <https://learn.microsoft.com/sql/tools/sqlcmd/sqlcmd-utility>, <https://learn.microsoft.com/sql/tools/osql-utility>,
///   <https://learn.microsoft.com/sql/tools/bcp-utility>,
///   <https://learn.microsoft.com/previous-versions/sql/sql-server-2005/ms345282(v=sql.90)>,
///   <https://learn.microsoft.com/sql/reporting-services/tools/rsconfig-utility-ssrs>
/// * <https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html>,
///   <https://dev.mysql.com/doc/refman/8.4/en/mysqladmin.html>
/// * <https://www.postgresql.org/docs/current/app-pg-ctl.html>
/// * <https://www.mongodb.com/docs/manual/reference/program/mongo/>
/// * <https://redis.io/docs/latest/develop/tools/cli/>
/// * <https://www.ibm.com/docs/en/db2/11.5?topic=commands-connect>
/// * <https://docs.oracle.com/en/database/oracle/oracle-database/19/sqpug/starting-SQL-Plus.html>
/// * <https://firebirdsql.org/file/documentation/html/en/firebirddocs/gbak/firebird-gbak.html>
/// * <https://learn.microsoft.com/windows-server/administration/windows-commands/net-user>, and its pages of `net use`,
///   `schtasks create`, `taskkill`, `certutil`, `setx`, `reg add`, `ldifde`, `winrs`, `wevtutil`, and `rasdial`
/// * <https://learn.microsoft.com/windows/win32/seccrypto/signtool>
/// * <https://learn.microsoft.com/sysinternals/downloads/psexec>, <https://learn.microsoft.com/sysinternals/downloads/autologon>
/// * <https://curl.se/docs/manpage.html>
/// * <https://docs.docker.com/reference/cli/docker/login/>
/// * <https://nssm.cc/commands>
/// * <https://httpd.apache.org/docs/2.4/programs/htpasswd.html>, <https://www.rabbitmq.com/docs/man/rabbitmqctl.8>,
///   <https://learn.microsoft.com/windows-server/administration/windows-commands/bitsadmin-setcredentials>
/// * <https://docs.oracle.com/cd/B19306_01/server.102/b14215/exp_imp.htm> for the older `exp` and `imp`
/// * <https://firebirdsql.org/file/documentation/html/en/firebirddocs/isql/firebird-isql.html>
/// * <https://7-zip.opensource.jp/chm/cmdline/switches/password.htm>
pub(super) const TOOLS: &[Tool] = &[
    tool(
        &["sqlcmd", "osql", "bcp"],
        &[Place::Behind(&["-P", "-z", "-Z"]), Place::Glued(&["-P"])],
    ),
    tool(
        &["isql"],
        &[
            Place::BehindNoPort(&["-P", "-p"]),
            Place::Behind(&["/pas", "/pass"]),
            Place::Glued(&["-P"]),
        ],
    ),
    tool(
        &["gbak", "gfix", "gsec", "gstat", "nbackup", "fbsvcmgr"],
        &[Place::Behind(&["/pas", "/pass"])],
    ),
    tool(
        &[
            "mysql",
            "mysqldump",
            "mysqlimport",
            "mysqlcheck",
            "mysqlshow",
            "mysqlslap",
            "mysqlbinlog",
            "mysqlpump",
            "mysqlsh",
            "mysql_upgrade",
            "mariadb",
            "mariadb-dump",
            "mariadb-import",
            "mariadb-check",
            "mariadb-upgrade",
        ],
        &[Place::Glued(&["-p"])],
    ),
    tool(
        &["mysqladmin", "mariadb-admin"],
        &[Place::Glued(&["-p"]), Place::After("password", 1)],
    ),
    tool(&["pg_ctl"], &[Place::Behind(&["-P"])]),
    tool(
        &[
            "mongo",
            "mongosh",
            "mongodump",
            "mongorestore",
            "mongoimport",
            "mongoexport",
        ],
        &[Place::Behind(&["-p"])],
    ),
    tool(&["redis-cli"], &[Place::Behind(&["-a"])]),
    tool(&["db2", "db2cmd"], &[Place::Using]),
    tool(&["sqlplus", "sqlldr", "expdp", "impdp"], &[Place::Login]),
    tool(&["exp", "imp"], &[Place::LoginWithMore]),
    tool(&["htpasswd"], &[Place::Batch]),
    tool(
        &["rabbitmqctl"],
        &[
            Place::After("add_user", 2),
            Place::After("change_password", 2),
            Place::After("authenticate_user", 2),
        ],
    ),
    tool(&["bitsadmin"], &[Place::After("/setcredentials", 5)]),
    tool(
        &["net", "net1"],
        &[Place::Argument("user", 2), Place::Share],
    ),
    tool(&["rasdial"], &[Place::Argument("", 3)]),
    tool(&["autologon", "autologon64"], &[Place::Argument("", 3)]),
    tool(&["schtasks"], &[Place::Behind(&["/rp", "/p"])]),
    tool(
        &[
            "certutil",
            "driverquery",
            "eventcreate",
            "getmac",
            "gpresult",
            "importpfx",
            "openfiles",
            "psexec",
            "psexec64",
            "psinfo",
            "pskill",
            "pslist",
            "psloglist",
            "psservice",
            "signtool",
            "systeminfo",
            "takeown",
            "taskkill",
            "tasklist",
            "wevtutil",
            "winhttpcertcfg",
            "winrm",
            "winrs",
        ],
        &[Place::Behind(&["/p"])],
    ),
    tool(&["netdom"], &[Place::Behind(&["/pd", "/po"])]),
    tool(&["ldifde", "csvde"], &[Place::After("-b", 3)]),
    tool(&["setx"], &[Place::Behind(&["/p"]), Place::Variable]),
    tool(&["reg"], &[Place::Entry]),
    tool(&["nssm", "nssm64"], &[Place::After("objectname", 2)]),
    tool(
        &["curl"],
        &[Place::BehindUser(&["-u", "-U", "--user", "--proxy-user"])],
    ),
    Tool {
        names: &["docker", "podman"],
        within: Some("login"),
        places: &[Place::Behind(&["-p"])],
    },
    tool(
        &["keytool", "jarsigner"],
        &[Place::Behind(&[
            "-storepass",
            "-keypass",
            "-srcstorepass",
            "-deststorepass",
            "-srckeypass",
            "-destkeypass",
            "-new",
        ])],
    ),
    tool(&["ssh-keygen"], &[Place::Behind(&["-N", "-P"])]),
    tool(
        &["dtexec", "dtutil"],
        &[Place::Behind(&["/de", "/decrypt", "/p"])],
    ),
    tool(&["aspnet_regsql"], &[Place::Behind(&["-P"])]),
    tool(
        &["rsconfig", "rskeymgmt"],
        &[Place::Behind(&["/p"]), Place::Glued(&["-p"])],
    ),
    tool(
        &["7z", "7za", "7zr", "7zg", "rar", "unrar", "winrar"],
        &[Place::Glued(&["-p", "-hp"])],
    ),
    tool(&["zip", "unzip"], &[Place::Behind(&["-P"])]),
];

/// What is called so in a command, and its name: the last part of a path, with the ending of a program or without.
pub(super) fn tool_of(file: &str) -> Option<(&'static Tool, &'static str)> {
    const ENDINGS: [&str; 4] = [".exe", ".com", ".cmd", ".bat"];
    let stem = file
        .len()
        .checked_sub(4)
        .and_then(|at| file.split_at_checked(at))
        .filter(|(_, end)| {
            ENDINGS
                .iter()
                .any(|ending| end.eq_ignore_ascii_case(ending))
        })
        .map_or(file, |(stem, _)| stem);
    TOOLS.iter().find_map(|tool| {
        let name = tool
            .names
            .iter()
            .find(|name| stem.eq_ignore_ascii_case(name))?;
        Some((tool, *name))
    })
}
