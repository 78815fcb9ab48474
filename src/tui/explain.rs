//! What a number of the catalogue means, as rows of the details.

use crate::catalog::{self, Code, Space};
use crate::event::{EventKind, MessageLevel};
use crate::tui::details::Detail;

/// Meaning, cause, remedy, and page of a code.
pub(crate) fn code_rows(space: Space, code: &Code) -> Vec<Detail> {
    let symbol = if code.symbol.is_empty() {
        String::new()
    } else {
        format!(" {}", code.symbol)
    };
    let mut rows = vec![Detail::Text(format!(
        "{}{symbol}: {}.",
        catalog::spelling(space, code.number),
        code.meaning
    ))];
    for (label, text) in [("usually", code.cause), ("remedy", code.remedy)] {
        if !text.is_empty() {
            rows.push(Detail::Field(label.to_owned(), format!("{text}.")));
        }
    }
    rows.push(Detail::Field("page".to_owned(), code.page.to_owned()));
    rows
}

/// The numbers that an event states, each in its space.
pub(crate) fn numbers(kind: &EventKind<'_>) -> Vec<(Space, u32)> {
    match kind {
        EventKind::NumberedMessage {
            level: MessageLevel::Debug,
            ..
        } => Vec::new(),
        EventKind::NumberedMessage { number, text, .. } => {
            let mut numbers = vec![(Space::Message, number.0), (Space::Wix, number.0)];
            numbers.extend(system_error(text));
            numbers
        }
        EventKind::Note { number, .. } => vec![(Space::Message, number.0)],
        EventKind::EngineReturned { code }
        | EventKind::BackFromServer { code }
        | EventKind::CustomActionReturned { code, .. } => {
            vec![(Space::Exit, code.0.cast_unsigned())]
        }
        EventKind::ProductStatus { status, .. } => vec![(Space::Exit, status.0.cast_unsigned())],
        EventKind::ActionEnded { value, .. } => vec![(Space::ReturnValue, value.0.cast_unsigned())],
        EventKind::MutexFailed { system_error } => {
            vec![(Space::Win32, system_error.cast_unsigned())]
        }
        EventKind::RollbackError { code } => vec![(Space::Win32, code.cast_unsigned())],
        EventKind::BundlePackageError { number, .. } if number.0 != 0 => {
            vec![(Space::Message, number.0)]
        }
        EventKind::BundlePackageEnd { result, .. }
        | EventKind::BundlePackageRetry { result, .. }
        | EventKind::BundleHostNotLoaded { result }
        | EventKind::BundleApplyEnd { result, .. }
        | EventKind::BundleMessage { result, .. } => vec![(Space::Hresult, *result)],
        EventKind::BundleExit { code, .. } | EventKind::BundleShutdown { code } => {
            vec![(Space::Exit, *code), (Space::Hresult, *code)]
        }
        _ => Vec::new(),
    }
}

/// `... System error 5 ...` in the text of a message.
fn system_error(text: &str) -> Option<(Space, u32)> {
    let (_, rest) = text
        .split_once("System error ")
        .or_else(|| text.split_once("System Error "))?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    // 0 says nothing: the installer has lost the reason.
    let number = rest[..end].parse().ok().filter(|number| *number != 0)?;
    let (space, code) = catalog::system_error(number)?;
    Some((space, code.number))
}
