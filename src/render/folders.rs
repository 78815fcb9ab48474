//! Folders: where they lie, who decided that, and which are not where the package wanted them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::layout::{Paint, Style, wrapped};
use super::sheet::{self, number, words};
use crate::view::folders::{Folder, Folders};

/// Writes the view for people.
///
/// # Errors
///
/// When the writer fails.
pub fn text(view: &Folders, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut any = false;
    for of in view.engines.iter().filter(|of| !of.folders.is_empty()) {
        if any {
            writeln!(out)?;
        }
        any = true;
        sheet::engine(&of.engine, style, out)?;
        resolved(&of.folders, style, out)?;
        if view.with_source {
            sources(&of.folders, style, out)?;
        }
        redirected(&of.folders, style, out)?;
        overridden(&of.folders, style, out)?;
    }
    if !any {
        writeln!(out, "The log tells nothing of such folders.")?;
    }
    Ok(())
}

fn line(number: Option<u32>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn resolved(folders: &[Folder], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let row = |folder: &Folder| {
        let setter = match (folder.set_by, folder.set_line, &folder.set_action) {
            ("change", Some(line), Some(action)) => format!("{action}:{line}"),
            ("change", Some(line), None) => format!("line {line}"),
            (setter, ..) => setter.replace('-', " "),
        };
        let mark = match (&folder.redirected, folder.overridden.is_empty()) {
            (Some(_), _) => "redirected",
            (None, false) => "overridden",
            (None, true) => match &folder.redirected_with {
                Some(with) if with.certain => "redirected",
                Some(_) => "perhaps",
                None => "",
            },
        };
        [
            line(folder.target_line),
            folder.key.clone(),
            setter,
            mark.to_owned(),
            folder.target.clone().unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = folders.iter().map(row).collect();
    let columns = [
        number("line"),
        words("key", 26),
        words("set by", 18),
        words("", 10),
        words("target", 0),
    ];
    sheet::table(columns, &rows, style, out)
}

fn sources(folders: &[Folder], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let row = |folder: &Folder| {
        let source = folder.source.clone()?;
        Some([line(folder.source_line), folder.key.clone(), source])
    };
    let rows: Vec<_> = folders.iter().filter_map(row).collect();
    if rows.is_empty() {
        return writeln!(out, "\n  The log does not tell where files come from.");
    }
    writeln!(out)?;
    let columns = [number("line"), words("key", 30), words("source", 0)];
    sheet::table(columns, &rows, style, out)
}

fn redirected(folders: &[Folder], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let below = below(folders);
    for folder in folders {
        let Some(redirected) = &folder.redirected else {
            continue;
        };
        let head = format!(
            "{} was redirected (WIN64DUALFOLDERS, lines {}-{})",
            sheet::squeeze(&folder.key, style.width.saturating_sub(60).max(30)),
            redirected.line,
            redirected.change_line
        );
        writeln!(out, "\n  {}", style.paint(Paint::Yellow, head))?;
        let width = style.width.saturating_sub(10);
        writeln!(out, "    from  {}", sheet::squeeze(&redirected.from, width))?;
        writeln!(out, "    to    {}", sheet::squeeze(&redirected.to, width))?;
        for (head, certain) in [("    with  ", true), ("    perhaps with  ", false)] {
            if let Some(keys) = below.get(&(folder.key.as_str(), certain)) {
                let rest = " ".repeat(head.len());
                wrapped(out, style, head, &rest, &keys.join(", "))?;
            }
        }
    }
    Ok(())
}

/// The keys of the folders that went the same way as another one, for sure or perhaps, by the key of that one.
type Below<'a> = BTreeMap<(&'a str, bool), Vec<&'a str>>;

fn below(folders: &[Folder]) -> Below<'_> {
    let mut below = Below::new();
    for folder in folders {
        if let Some(with) = &folder.redirected_with {
            let all = below.entry((&with.key, with.certain)).or_default();
            all.push(&folder.key);
        }
    }
    below
}

fn overridden(folders: &[Folder], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let all = folders
        .iter()
        .flat_map(|folder| folder.overridden.iter().map(move |change| (folder, change)));
    let rows: Vec<_> = all
        .map(|(folder, change)| {
            [
                change.line.to_string(),
                folder.key.clone(),
                change.action.clone().unwrap_or_default(),
                change.path.clone().unwrap_or_default(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let head = "Changed after the folders were resolved";
    writeln!(out, "\n  {}", style.paint(Paint::Yellow, head))?;
    let columns = [
        number("line"),
        words("key", 30),
        words("in action", 24),
        words("new path", 0),
    ];
    sheet::table(columns, &rows, style, out)
}
