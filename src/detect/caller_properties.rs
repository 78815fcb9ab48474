//! What the caller of an install gave it: the properties of its command line, and folders in a form that can be compared.

use super::span;
use crate::trace::state::{PropertyKind, PropertyRow};
use crate::trace::{EngineId, Trace};

/// The rows of the properties on the command line of an engine, in the order of the log.
pub(super) fn properties(trace: &Trace, id: EngineId) -> impl Iterator<Item = &PropertyRow> {
    let run = &trace.engines[id.at()];
    let rows = span::of(trace.state.properties.rows.rows(), run, |row| row.line);
    rows.filter(move |row| row.engine() == Some(id) && row.kind() == PropertyKind::CommandLine)
}

/// A folder without quotes, in small letters, and with a backslash at its end: what lies in it begins with it.
pub(super) fn folder(value: &str) -> String {
    let mut folder = value.trim_matches('"').to_lowercase().replace('/', "\\");
    if !folder.ends_with('\\') {
        folder.push('\\');
    }
    folder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_can_be_compared_however_they_were_given() {
        for value in [
            "C:\\Gates",
            "c:\\gates\\",
            "\"C:/Gates\"",
            "\"C:\\Gates\\\"",
        ] {
            assert_eq!(folder(value), "c:\\gates\\", "{value}");
        }
        assert!(folder("C:\\Gates\\bin").starts_with(&folder("C:\\Gates")));
        assert!(!folder("C:\\Gates2").starts_with(&folder("C:\\Gates")));
    }
}
