//! Texts of `PostgreSQL`, `MySQL`, and Oracle, of the managers of ODBC and OLE DB, and of `FlexNet`.
//!
//! Sources of the texts: <https://www.postgresql.org/docs/current/client-authentication-problems.html>,
//! <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html>,
//! <https://dev.mysql.com/doc/mysql-errors/8.0/en/client-error-reference.html>, <https://docs.oracle.com/en/error-help/db/>,
//! <https://learn.microsoft.com/sql/odbc/reference/appendixes/appendix-a-odbc-error-codes>,
//! <https://learn.microsoft.com/sql/ado/reference/ado-api/errorvalueenum>, and
//! <https://docs.revenera.com/fnp/2021r2/pdf/fnp_LicAdmin.pdf>.

use super::Known;
use super::Sign::All;
use super::network::REACH;

/// The narrower ones stand first.
pub(super) const KNOWN: &[Known] = &[
    (All(&["password authentication failed for user \""]), LOGIN),
    (All(&["no pg_hba.conf entry for host \""]), HOSTS),
    (All(&["initdb: ", "exists but is not empty"]), DATA_LEFT),
    (
        All(&["--initialize specified but the data directory has files in it"]),
        DATA_LEFT,
    ),
    (
        All(&["Access denied for user '", "(using password: "]),
        LOGIN,
    ),
    (All(&["Can't connect to MySQL server on "]), REACH),
    (
        All(&["Unable to connect to any of the specified MySQL hosts"]),
        REACH,
    ),
    (All(&["ORA-01017:"]), LOGIN),
    (All(&["ORA-12154:"]), ORACLE_NAME),
    (All(&["ORA-12514:"]), ORACLE_SERVICE),
    (All(&["ORA-12505:"]), ORACLE_SERVICE),
    (All(&["ORA-12541:"]), ORACLE_LISTENER),
    (
        All(&["Data source name not found and no default driver specified"]),
        ODBC,
    ),
    (
        All(&["architecture mismatch between the Driver and Application"]),
        ODBC,
    ),
    (
        All(&["' provider is not registered on the local machine"]),
        OLE_DB,
    ),
    (
        All(&["Provider cannot be found. It may not be properly installed"]),
        OLE_DB,
    ),
    (All(&["Cannot connect to license server system"]), LICENCE),
];

/// What to do where a database server does not take a name and a password.
///
/// Sources: <https://www.postgresql.org/docs/current/client-authentication-problems.html>,
/// <https://dev.mysql.com/doc/refman/8.0/en/problems-connecting.html>.
const LOGIN: &str = "The database server was reached and refused the logon: check the name and the password that the package was given; a server that is \
     left from an earlier install keeps its old password. The log of the server may say more.";

/// What to do where `PostgreSQL` does not take a machine.
///
/// Source: <https://www.postgresql.org/docs/current/auth-pg-hba-conf.html>.
const HOSTS: &str = "PostgreSQL was reached and has no rule for this machine, this account, and this database: let who runs the server add one to its \
     pg_hba.conf, or correct what the package was given.";

/// What to do where the folder of a new database has files.
///
/// Sources: <https://www.postgresql.org/docs/current/app-initdb.html>,
/// <https://dev.mysql.com/doc/refman/8.0/en/data-directory-initialization.html>.
const DATA_LEFT: &str = "The folder for the data has files, mostly the databases of an earlier install: look whether they are still needed and back them up. \
     Where they are, install over them as the product says how; else move the folder away, then install again.";

/// What to do where the Oracle client does not know a name.
///
/// Source: <https://docs.oracle.com/en/error-help/db/ora-12154/>.
const ORACLE_NAME: &str = "The Oracle client does not know the name of the database: check the name that the package was given, and whether tnsnames.ora of the \
     client that the action loads has it (the folder is in TNS_ADMIN, as a variable of the machine for an action that runs as SYSTEM; \
     32-bit and 64-bit clients have files of their own).";

/// What to do where the listener of Oracle does not know a service.
///
/// Source: <https://docs.oracle.com/en/error-help/db/ora-12514/>.
const ORACLE_SERVICE: &str = "The listener of Oracle was reached and does not know the database: check the name of the service that the package was given, and on \
     the server whether the database is open (lsnrctl status lists what the listener knows).";

/// What to do where no listener of Oracle answers.
///
/// Source: <https://docs.oracle.com/en/error-help/db/ora-12541/>.
const ORACLE_LISTENER: &str = "No listener of Oracle answered: check the server and the port that the package was given, whether the listener runs on the server \
     (lsnrctl status), and whether a firewall is between.";

/// What to do where the manager of ODBC does not find a driver.
///
/// Source: <https://learn.microsoft.com/troubleshoot/windows-server/application-management/32-bit-odbc-64-bit-operating-system>.
const ODBC: &str = "There is no ODBC driver or data source of that name for the processor of the action: install the driver that the product asks for \
     as 32-bit or 64-bit, as the action is. C:\\Windows\\SysWOW64\\odbcad32.exe shows what 32-bit ones see, and \
     C:\\Windows\\System32\\odbcad32.exe what 64-bit ones see; SYSTEM sees no data sources of a user.";

/// What to do where a provider of OLE DB is missing.
///
/// Source: <https://learn.microsoft.com/sql/ado/reference/ado-api/errorvalueenum>.
const OLE_DB: &str = "The database provider is not there for the processor of the action: install it as 32-bit or 64-bit, as the action is (those that begin \
     with Microsoft.ACE come with the Access Database Engine or with Office, and Microsoft.Jet is 32-bit only).";

/// What to do where no licence server answers.
///
/// Source: <https://docs.revenera.com/fnp/2021r2/pdf/fnp_LicAdmin.pdf>.
const LICENCE: &str = "The licence server did not answer: check its name and port, as the package was given them, whether the licence manager runs on it, and \
     whether a firewall is between.";

#[cfg(test)]
mod tests {
    use super::super::remedy_of_own_words;

    #[test]
    fn a_text_of_a_database_is_known() {
        for (text, advice) in [
            (
                "psql: error: FATAL:  password authentication failed for user \"keeper\"",
                "refused the logon",
            ),
            (
                "FATAL:  no pg_hba.conf entry for host \"10.0.0.7\", user \"keeper\", database \"gates\"",
                "pg_hba.conf",
            ),
            (
                "initdb: error: directory \"C:/Gates/data\" exists but is not empty",
                "move the folder away",
            ),
            (
                "ERROR 1045 (28000): Access denied for user 'keeper'@'localhost' (using password: YES)",
                "refused the logon",
            ),
            (
                "ERROR 2003 (HY000): Can't connect to MySQL server on 'gates' (10061)",
                "Look whether the server runs",
            ),
            (
                "ORA-12154: TNS:could not resolve the connect identifier specified",
                "tnsnames.ora",
            ),
            ("ORA-12541: TNS:no listener", "whether the listener runs"),
            (
                "[Microsoft][ODBC Driver Manager] Data source name not found and no default driver specified",
                "odbcad32.exe",
            ),
            (
                "The 'Gates.OLEDB.1' provider is not registered on the local machine.",
                "as 32-bit or 64-bit",
            ),
            (
                "[Microsoft][ODBC SQL Server Driver][DBNETLIB]SQL Server does not exist or access denied.",
                "SQL Server Browser",
            ),
            (
                "[ODBC Driver 17 for SQL Server]Named Pipes Provider: Could not open a connection to SQL Server [53].",
                "SQL Server Browser",
            ),
            (
                "[DBNETLIB][ConnectionOpen (SECDoClientHandshake()).]SSL Security error.",
                "has TLS 1.2 switched off",
            ),
            (
                "CREATE FILE encountered operating system error 5(Access is denied.) while attempting to open 'C:\\Gates\\g.mdf'.",
                "the service of SQL Server runs",
            ),
        ] {
            let remedy = remedy_of_own_words(text).unwrap_or_default();
            assert!(remedy.contains(advice), "{text}: {remedy}");
        }
    }

    #[test]
    fn words_that_mean_another_thing_are_not_known() {
        for text in [
            "The folder of the gates exists but is not empty",
            "Access denied for user 'keeper' at the gate",
            "The keeper's provider is not registered with the gate",
            "Operating system error 5 of the gates",
        ] {
            assert_eq!(remedy_of_own_words(text), None, "{text}");
        }
    }
}
