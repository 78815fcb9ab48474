//! Running programs that hold files, as the installer names them.

use super::lines::Lines;
use super::message::arguments_in_text;
use super::prose::listed;
use crate::event::EventKind;
use crate::text::LineNo;

/// A running program, and the file that it holds where the line says which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holder {
    /// `ContosoAgent`, `Windows Explorer`.
    name: String,
    /// Its process id.
    id: String,
    file: Option<String>,
}

impl Holder {
    /// Whether a line says that the program holds a file.
    pub(super) fn holds(&self, file: &str) -> bool {
        let held = self.file.as_deref();
        held.is_some_and(|held| held.eq_ignore_ascii_case(file))
    }

    /// `gateway (process 5120)`
    fn in_words(&self) -> String {
        format!("{} (process {})", self.name, self.id)
    }
}

/// The programs that some lines name, in their order, each once for each file.
pub(super) fn holders(shown: &[LineNo], lines: &mut Lines<'_>) -> Vec<Holder> {
    let mut holders = Vec::new();
    for line in shown {
        let found = lines.event(*line, |event| match event.kind {
            EventKind::RestartManager { text } => of_restart_manager(text),
            EventKind::NumberedMessage { text, .. } => of_message(text),
            _ => None,
        });
        if let Some(holder) = found.flatten().filter(|found| !holders.contains(found)) {
            holders.push(holder);
        }
    }
    holders
}

/// The programs in words: `gateway (process 5120), Windows Explorer (process 812)`; nothing where there is none. The
/// restart manager and a message may have two names for one process, and the first is told.
pub(super) fn programs(holders: &[Holder]) -> Option<String> {
    let mut ids: Vec<&str> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for holder in holders {
        if !ids.contains(&holder.id.as_str()) {
            ids.push(&holder.id);
            names.push(holder.in_words());
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| listed(&names, MOST))
}

/// The files that are held in words, or nothing where no line names one.
pub(super) fn files(holders: &[Holder]) -> Option<String> {
    let mut files: Vec<&str> = Vec::new();
    for file in holders.iter().filter_map(|holder| holder.file.as_deref()) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    (!files.is_empty()).then(|| listed(&files, MOST))
}

/// More names make no sentence.
const MOST: usize = 4;

/// `Detected that application with id 5120, friendly name 'Windows Explorer', of type RmExplorer and status 1 holds
/// file[s] in use.`
fn of_restart_manager(text: &str) -> Option<Holder> {
    let (_, rest) = text.split_once("application with id ")?;
    let (id, rest) = rest.split_once(',')?;
    let (_, rest) = rest.split_once("friendly name '")?;
    let (name, _) = rest.split_once("', of type ")?;
    Some(Holder {
        name: name.to_owned(),
        id: id.trim().to_owned(),
        file: None,
    })
}

/// `The file C:\Heron\gateway.exe is being held in use by the following process: Name: gateway, Id: 5120, Window Title:
/// 'Heron'. Close that application and retry.`
fn of_message(text: &str) -> Option<Holder> {
    let arguments = arguments_in_text::arguments(1603, text);
    Some(Holder {
        name: (*arguments.get("process name")?).to_owned(),
        id: (*arguments.get("process id")?).to_owned(),
        file: arguments.get("file").map(|file| (*file).to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lines_name_the_program() {
        let said = "The file C:\\Heron\\gateway.exe is being held in use by the following process: Name: gateway, Id: 5120, \
                    Window Title: '(not determined yet)'.  Close that application and retry.";
        let manager = "Detected that application with id 812, friendly name 'Bob's Explorer', of type RmExplorer and \
                       status 1 holds file[s] in use.";
        let holders: Vec<Holder> = [of_message(said), of_restart_manager(manager)]
            .into_iter()
            .flatten()
            .collect();
        let words = "gateway (process 5120), Bob's Explorer (process 812)";
        assert_eq!(programs(&holders).as_deref(), Some(words));
        assert_eq!(files(&holders).as_deref(), Some("C:\\Heron\\gateway.exe"));
        assert_eq!(of_message("The file C:\\a.dll is being held in use."), None);
        assert_eq!(programs(&[]), None);
    }
}
