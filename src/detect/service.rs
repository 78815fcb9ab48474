//! The services that a package installs: with which account they run.

use super::case::Case;
use super::lines::Lines;
use crate::event::EventKind;
use crate::syntax;
use crate::text::LineNo;

/// The account with which a service runs.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// The operation that says so.
    pub(super) line: LineNo,
    pub(super) name: String,
}

/// `ServiceInstall(Name=CurlewSvc,...,StartName=CONTOSO\curlew,Password=**********,...)`: the account of the service
/// that the message names, where the package gives it one with a password.
///
/// Services without an account run as the system, and accounts of Windows itself have no password that can be wrong.
pub(super) fn account_of(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Account> {
    let service = case.argument("service name")?;
    let rows = case.trace.state.operations.rows.rows().iter().rev();
    let installs = rows.filter(|row| {
        row.line < case.pick.line
            && !row.in_rollback()
            && case.trace.names.get(row.name) == "ServiceInstall"
    });
    installs.map(|row| row.line).find_map(|line| {
        let text = lines.line(line);
        let EventKind::Operation { arguments, .. } = syntax::events(&text).next()?.kind else {
            return None;
        };
        let name = syntax::argument(arguments, "StartName")?;
        let is_meant = syntax::argument(arguments, "Name") == Some(service);
        (is_meant && !is_of_windows(name)).then(|| Account {
            line,
            name: name.to_owned(),
        })
    })
}

/// `LocalSystem`, `NT AUTHORITY\NetworkService`, `NT SERVICE\CurlewSvc`.
fn is_of_windows(account: &str) -> bool {
    let account = account.to_ascii_uppercase();
    account == "LOCALSYSTEM"
        || ["NT AUTHORITY\\", "NT SERVICE\\", ".\\LOCALSYSTEM"]
            .iter()
            .any(|head| account.starts_with(head))
}
