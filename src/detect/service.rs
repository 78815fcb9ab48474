//! The services that a package installs: with which account they run.

use super::case::Case;
use super::lines::Lines;
use super::rule::Words;
use crate::event::EventKind;
use crate::syntax;
use crate::text::LineNo;

/// The words for a service that the message names, with the account that it runs as where the package gives it one.
///
/// `tell` makes headline and advice of the service and the account. Without an account the usual words are right.
pub(super) fn words(
    case: &Case<'_>,
    lines: &mut Lines<'_>,
    tell: impl Fn(&str, &str) -> (String, String),
) -> Words {
    let Some(account) = account_of(case, lines) else {
        return Words::default();
    };
    let service = case.argument("service display name");
    let (headline, advice) = tell(service.unwrap_or("of the package"), &account.name);
    let advice = of_managed(&account.name).unwrap_or(advice);
    Words {
        headline: Some(headline),
        advice: Some(advice),
        more: vec![account.line],
        ..Words::default()
    }
}

/// What to do about a group managed service account, `CONTOSO\gates$`, whose password only domain controllers and this computer
/// know.
///
/// Source: <https://learn.microsoft.com/powershell/module/activedirectory/test-adserviceaccount>.
fn of_managed(account: &str) -> Option<String> {
    let name = account.strip_suffix('$')?;
    let name = name.rsplit('\\').next().unwrap_or(name);
    Some(format!(
        "Check that this computer may use the managed account {account} (Test-ADServiceAccount {name} gives True), and that it may \
         log on as a service; the System event log tells (7000, 7038, 7041)."
    ))
}

/// The account with which a service runs.
#[derive(Clone, Debug)]
struct Account {
    /// The operation that says so.
    line: LineNo,
    name: String,
}

/// `ServiceInstall(Name=CurlewSvc,...,StartName=CONTOSO\curlew,Password=**********,...)`: the account of the service
/// that the message names, where the package gives it one. Whether it has a password nobody knows: the stars stand there without
/// one too.
///
/// Services without an account run as the system, and accounts of Windows itself have no password that can be wrong.
fn account_of(case: &Case<'_>, lines: &mut Lines<'_>) -> Option<Account> {
    let service = case.argument("service name")?;
    let rows = case.above(case.trace.state.operations.rows.rows(), |row| row.line);
    let mut installs = rows
        .iter()
        .rev()
        .filter(|row| !row.in_rollback() && case.trace.names.get(row.name) == "ServiceInstall");
    installs
        .find_map(|row| start_name(service, row.line, lines))
        .and_then(|(line, name)| Some((line, name?)))
        .filter(|(_, name)| !is_of_windows(name))
        .map(|(line, name)| Account { line, name })
}

/// Where an operation installs the service, its line and the account that it names, if it names one.
fn start_name(
    service: &str,
    line: LineNo,
    lines: &mut Lines<'_>,
) -> Option<(LineNo, Option<String>)> {
    let text = lines.line(line);
    let EventKind::Operation { arguments, .. } = syntax::events(&text).next()?.kind else {
        return None;
    };
    let is_meant = syntax::argument(arguments, "Name") == Some(service);
    let account = || syntax::argument(arguments, "StartName").map(str::to_owned);
    is_meant.then(|| (line, account()))
}

/// `LocalSystem`, `NT AUTHORITY\NetworkService`, `NT SERVICE\CurlewSvc`.
fn is_of_windows(account: &str) -> bool {
    let account = account.to_ascii_uppercase();
    account == "LOCALSYSTEM"
        || ["NT AUTHORITY\\", "NT SERVICE\\", ".\\LOCALSYSTEM"]
            .iter()
            .any(|head| account.starts_with(head))
}
