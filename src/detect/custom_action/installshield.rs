//! What to do about the messages of the custom actions that `InstallShield` puts into packages: their numbers begin at 27500, and
//! their texts end with the error of SQL Server or of Windows in brackets.
//!
//! Sources: <https://docs.revenera.com/installshield29helplib/helplibrary/IHelpRuntimeErrors.htm> for the messages,
//! <https://docs.revenera.com/installshield30helplib/helplibrary/Ref-ISCustomActions.htm> for the actions,
//! <https://helpnet.flexerasoftware.com/installshield22helplib/helplibrary/SQL-StoreMSIProps.htm> for the properties, and
//! <https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors> for what the errors of
//! SQL Server mean.

use crate::detect::known_text::{LEFT_IN_SERVER, LOGIN, OPEN_DATABASE, PERMISSION};

/// A kind of work that such custom actions do.
struct Kind {
    /// How the names of the actions begin. A number alone may be a message of any author.
    actions: &'static [&'static str],
    /// What to do, by the number of the message, or by the error in brackets at the end of its text.
    known: &'static [(By, &'static str)],
}

/// By what an advice is chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The error in brackets at the end of the text.
    Error(u32),
    /// The number of the message.
    Message(u32),
}

const KINDS: &[Kind] = &[
    Kind {
        actions: &["ISSQLServer"],
        known: &[
            (By::Error(2), REACH_SERVER),
            (By::Error(17), REACH_SERVER),
            (By::Error(53), REACH_SERVER),
            (By::Error(18452), LOGIN),
            (By::Error(18456), LOGIN),
            (By::Error(4060), OPEN_DATABASE),
            (By::Error(229), PERMISSION),
            (By::Error(262), PERMISSION),
            (By::Error(1801), LEFT_IN_SERVER),
            (By::Error(2714), LEFT_IN_SERVER),
            (By::Message(27502), REACH_OR_LOG_ON),
            (By::Message(27506), LOOK_AT_SCRIPT),
        ],
    },
    Kind {
        actions: &["ISLockPermissions"],
        known: &[
            (By::Error(1332), KNOW_ACCOUNT),
            (By::Error(5), LET_CHANGE),
            (By::Error(2), NOT_THERE),
            (By::Error(3), NOT_THERE),
        ],
    },
    Kind {
        actions: &["ISIIS", "caExtractIISSuppFiles", "caCreateVRoots"],
        known: &[(By::Message(27500), INSTALL_IIS)],
    },
];

const REACH_SERVER: &str = "Look whether the name of the server and of its instance is right, whether SQL Server and, for a named \
     instance, SQL Server Browser run and take connections over the network, and whether a firewall is between; in a silent install \
     give the server with the property that the package has for it, which InstallShield calls IS_SQLSERVER_SERVER.";

const REACH_OR_LOG_ON: &str = "Look whether the name of the server and of its instance is right, whether it runs and takes connections over the \
     network, and whether the account that the package uses may log on there.";

const LOOK_AT_SCRIPT: &str = "SQL Server refused that line of the package's script, and the text is its own: mend what it names in the database, or \
     give the text with the version of the server to the author of the package.";

const KNOW_ACCOUNT: &str = "The account or group for the permissions is not known here: on a Windows in another language a built-in group has \
     another name, and one of the domain needs a connection to it; its author should give such accounts by their SIDs.";

const LET_CHANGE: &str = "Start the install from an elevated prompt; where it was elevated, give SYSTEM and Administrators full control of what \
     the text names, and look whether security software guards it.";

const NOT_THERE: &str = "Look whether what the text names is there when the action runs: where an earlier install took it away, repair the \
     product; else this is for the author of the package.";

const INSTALL_IIS: &str = "Install IIS, for an older package with IIS 6 Metabase Compatibility among its management tools, then install again; or \
     leave out the feature of the package that needs a web server.";

/// What to do about a message of a custom action of `InstallShield`; `None` for one of any other author.
pub(in crate::detect) fn advice(action: &str, number: u32, said: &str) -> Option<&'static str> {
    if !(27500..27600).contains(&number) {
        return None;
    }
    let mut kinds = KINDS.iter();
    let kind = kinds.find(|kind| kind.actions.iter().any(|begin| action.starts_with(begin)))?;
    let remedy = |by: By| {
        let mut known = kind.known.iter();
        known
            .find(|(known, _)| *known == by)
            .map(|(_, remedy)| *remedy)
    };
    // Only what connects is told so that no server answers.
    let is_of_script = kind.actions == ["ISSQLServer"] && number != 27502;
    error_at_end(said)
        .filter(|error| !(is_of_script && OF_CONNECTIONS.contains(error)))
        .and_then(|error| remedy(By::Error(error)))
        .or_else(|| remedy(By::Message(number)))
}

/// The errors of a connection that does not come about; those of a script may have such numbers by accident.
const OF_CONNECTIONS: [u32; 3] = [2, 17, 53];

/// `2714` of `There is already an object named 'Gates' in the database. (2714)`
fn error_at_end(said: &str) -> Option<u32> {
    let said = said.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let (_, number) = said.strip_suffix(')')?.rsplit_once('(')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_in_brackets_comes_before_the_number_of_the_message() {
        for (action, number, said, expected) in [
            (
                "ISSQLServerInstall",
                27506,
                "Object there. (2714)",
                Some(LEFT_IN_SERVER),
            ),
            (
                "ISSQLServerInstall",
                27506,
                "No such column. (207)",
                Some(LOOK_AT_SCRIPT),
            ),
            (
                "ISSQLServerInstall",
                27506,
                "No such column.",
                Some(LOOK_AT_SCRIPT),
            ),
            (
                "ISSQLServerInitialize",
                27502,
                "Login failed. (18456).",
                Some(LOGIN),
            ),
            (
                "ISSQLServerInitialize",
                27502,
                "No. (17)\r\n",
                Some(REACH_SERVER),
            ),
            (
                "ISSQLServerInstall",
                27506,
                "Invalid column name 'north' on row (2)",
                Some(LOOK_AT_SCRIPT),
            ),
            ("ISSQLServerInitialize", 27504, "No. (x)", None),
            (
                "ISLockPermissionsInstall",
                27555,
                "No mapping. (1332)",
                Some(KNOW_ACCOUNT),
            ),
            ("ISLockPermissionsInstall", 27555, "Other. (4711)", None),
            (
                "caExtractIISSuppFiles",
                27500,
                "IIS wanted.",
                Some(INSTALL_IIS),
            ),
            // Messages of other authors with the same numbers.
            ("OpenGates", 27500, "The gate is locked.", None),
            ("ISSQLServerInstall", 26201, "No. (17)", None),
        ] {
            assert_eq!(
                advice(action, number, said),
                expected,
                "{action} {number} {said}"
            );
        }
    }
}
