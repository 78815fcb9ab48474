//! Texts of SQL Server and of its clients.
//!
//! Source of the texts:
//! <https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors-0-to-999> and the pages
//! beside it.

use super::Known;
use super::Sign::{All, If};

/// The narrower ones stand first.
pub(super) const KNOWN: &[Known] = &[
    (
        All(&["Cannot open database ", "requested by the login"]),
        OPEN_DATABASE,
    ),
    (If(is_login_refused), LOGIN),
    (All(&["permission denied in database"]), PERMISSION),
    (All(&["permission was denied on the object '"]), PERMISSION),
    (
        All(&["permission was denied on the database '"]),
        PERMISSION,
    ),
    (All(&["There is already an object named"]), LEFT_IN_SERVER),
    (
        All(&["already exists. Choose a different database name"]),
        LEFT_IN_SERVER,
    ),
    (
        All(&["cannot be opened because it is version"]),
        NEWER_DATABASE,
    ),
    (
        All(&[
            "SSL Provider",
            "The certificate chain was issued by an authority that is not trusted",
        ]),
        CERTIFICATE,
    ),
    (All(&["annot generate SSPI context"]), SSPI),
    (
        All(&[
            "ConnectionOpen (SECDoClientHandshake())",
            "SSL Security error",
        ]),
        OLD_CLIENT,
    ),
    (
        All(&["CREATE FILE encountered operating system error 5("]),
        SERVICE_FOLDER,
    ),
    (
        All(&[
            "Unable to open the physical file \"",
            "perating system error 5: ",
        ]),
        SERVICE_FOLDER,
    ),
    (
        All(&["SQL Server does not exist or access denied"]),
        SQL_SERVER,
    ),
    (
        All(&["Could not open a connection to SQL Server ["]),
        SQL_SERVER,
    ),
    (
        All(&["while establishing a connection to SQL Server"]),
        SQL_SERVER,
    ),
    (
        All(&[
            "The timeout period elapsed prior to completion of the operation or the server is not responding",
        ]),
        TIMEOUT,
    ),
];

/// `Login failed for user 'keeper'`, but not `Login failed for user 'keeper' at https://gates`, which is that of another server.
fn is_login_refused(text: &str) -> bool {
    text.split("Login failed for user '").skip(1).any(|behind| {
        let behind = behind.split_once('\'').map_or("", |(_, behind)| behind);
        !behind.trim_start().starts_with("at http")
    })
}

/// Those of which a result beside them says more.
pub(super) const VAGUE: &[Known] = &[(All(&["failed to connect to database"]), REACH_SERVER)];

/// What to do where a custom action of the WiX toolset reached no database.
const REACH_SERVER: &str = "Check the name of the server and the instance, that the server runs and takes connections, and the rights of the \
     account in the database.";

/// What to do where a database server was not reached.
///
/// Source: <https://learn.microsoft.com/troubleshoot/sql/database-engine/connect/network-related-or-instance-specific-error-occurred-while-establishing-connection>.
const SQL_SERVER: &str = "Look whether the names of the server and of the instance are right, whether SQL Server and SQL Server Browser run and take \
     connections over the network, whether a firewall is between, and whether the account of the action (SYSTEM, or the user \
     where it impersonates) may log on.";

/// What to do where an old client and the server agree on no secure connection.
///
/// Source: <https://learn.microsoft.com/troubleshoot/sql/database-engine/connect/ssl-errors-after-tls-1-2>.
const OLD_CLIENT: &str = "No secure connection with SQL Server came about, mostly since one side has TLS 1.2 switched off or lacks the updates for it: look \
     at both machines, install the newest updates of SQL Server, and see whether the product has a release with a newer client.";

/// What to do where the server may not make or open a file.
///
/// Sources: <https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-17204-database-engine-error>,
/// <https://learn.microsoft.com/sql/database-engine/configure-windows/configure-file-system-permissions-for-database-engine-access>.
const SERVICE_FOLDER: &str = "The account as which the service of SQL Server runs (such as NT SERVICE\\MSSQLSERVER) may not write where the text says, and that of \
     the action does not matter: give it full control of that folder on the server, or give the package a folder where SQL Server \
     has its databases.";

/// What to do where the server takes the account, and the database cannot be opened with it.
///
/// Source: <https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors-4000-to-4999>.
pub(in crate::detect) const OPEN_DATABASE: &str = "Look whether the database that the text names is on that server and online, and whether the account is a user in it; \
     else correct the name that the package was given.";

/// What to do where the server refused the account.
///
/// Source: <https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-18456-database-engine-error>.
pub(in crate::detect) const LOGIN: &str = "SQL Server refused the account that the text names (one that ends in $ is a computer, as which SYSTEM comes over the \
     network): give it a login there with the rights that the product asks for, or give the package another account. Of a name \
     without a domain check the password, and whether the server takes SQL logins. The error log of SQL Server has the reason.";

/// What to do where the account lacks rights in the server or in a database.
///
/// Source: <https://learn.microsoft.com/sql/relational-databases/security/authentication-access/server-level-roles>.
pub(in crate::detect) const PERMISSION: &str = "Give the account with which the package connects the rights in SQL Server: the role dbcreator to make a database, else \
     db_owner in the database that the text names; or install with an account that has them. SYSTEM has them only where somebody \
     gave them to it.";

/// What to do where something of the name is there.
pub(in crate::detect) const LEFT_IN_SERVER: &str = "SQL Server has one of that name already, mostly from an earlier install: look whether its data is still needed and back it \
     up, then remove it or rename it, or give the package another database.";

/// What to do about a database that is newer than the server.
///
/// Source: <https://learn.microsoft.com/sql/relational-databases/errors-events/mssqlserver-948-database-engine-error>.
const NEWER_DATABASE: &str = "The database comes from a newer SQL Server than this one, and there is no way back: use a server of that version or a newer \
     one, or a database that was made by this one.";

/// What to do about the certificate of a server.
///
/// Source: <https://learn.microsoft.com/sql/connect/ado-net/encryption-and-certificate-validation>.
const CERTIFICATE: &str = "This machine does not trust the certificate of SQL Server, which makes its own where it was given none: give the server one of \
     an authority that this machine trusts, or put the root of that authority into the machine's store of trusted roots. Where the \
     package lets you set the connection and the network is safe, TrustServerCertificate=True goes without.";

/// What to do where Windows could not make sure who the server is.
///
/// Source: <https://learn.microsoft.com/troubleshoot/sql/database-engine/connect/cannot-generate-sspi-context-error>.
const SSPI: &str = "Windows could not log on to SQL Server with the domain: check the clocks of both machines and the name of the server, \
     whether a domain controller answers, and the service principal names of the account that SQL Server runs as (setspn -L).";

/// What to do where the server was too slow.
///
/// Source: <https://learn.microsoft.com/troubleshoot/sql/database-engine/performance/troubleshoot-query-timeouts>.
const TIMEOUT: &str = "SQL Server did not answer in the time that the package gives it: look whether the server is under load, or another program \
     holds the database, and install again when it is quiet; a longer time only the author can give it.";
