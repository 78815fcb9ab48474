//! What single lines of a package's part of the log say of it.

use super::related;
use super::text_of;
use super::trouble::{Trouble, trouble_in};
use crate::detect::lines::Lines;
use crate::event::{EventKind, MessageNumber};
use crate::text::{LineNo, file_name};
use crate::trace::{
    Bundle, BundlePackage, BundleStep, PROCESS_RETURNED, PackageKind, kind_of_package,
};

/// `i301: Applying execute package: HeronMsi, action: Install, path: C:\heron.msi, arguments: ''`: the path of what a step runs;
/// nothing where that line is missing.
pub(super) fn path_of(step: &BundleStep, lines: &mut Lines<'_>) -> Option<String> {
    lines.bundle_event(step.line, |event| match event.kind {
        EventKind::BundlePackageBegin { path, .. } => Some(path.trim().to_owned()),
        _ => None,
    })?
}

/// The name of the file in the path that stands in a line; empty where it does not tell.
pub(super) fn file_in(path: &str, line: LineNo, lines: &mut Lines<'_>) -> String {
    match file_name(path) {
        "(null)" => String::new(),
        name if name.contains('.') => name.to_owned(),
        // A path that a page has broken ends with a folder.
        _ => rejoined(line, lines).unwrap_or_default(),
    }
}

/// The name of the file in a path that a page has broken into lines, with empty lines between them.
fn rejoined(line: LineNo, lines: &mut Lines<'_>) -> Option<String> {
    /// A path is not longer than this.
    const MOST: u32 = 4;
    let text = lines.between(line, line.plus(MOST)).into_iter();
    let text: String = text.map(|(_, text)| text).collect();
    let (_, rest) = text.split_once(", path: ")?;
    let (path, _) = rest.split_once(", arguments: ")?;
    let name = file_name(path.trim());
    // What has a bracket holds the prefix of another line.
    (name.contains('.') && !name.contains(['[', '>'])).then(|| name.to_owned())
}

/// How a package is installed, by an error about it: `Failed to execute MSU package.`
pub(super) fn kind_of(errors: &[LineNo], lines: &mut Lines<'_>) -> Option<PackageKind> {
    /// The first errors are those of the package.
    const MOST: usize = 4;
    let mut first = errors.iter().take(MOST);
    first.find_map(|line| kind_of_package(&text_of(*line, lines)))
}

/// `arguments: '"C:\Kits\heron.exe" /quiet /log "C:\Temp\Marsh_000_Heron.log"'`: the log that a program is given; a path without
/// blanks needs no quotes.
pub(super) fn log_in_arguments(step: &BundleStep, lines: &mut Lines<'_>) -> Option<String> {
    const BEFORE: [&str; 7] = [
        " /log ", " /log=", " -log ", " /l*vx ", " /l*vx! ", " /l*v ", " /lv ",
    ];
    let arguments = lines.bundle_event(step.line, |event| match event.kind {
        EventKind::BundlePackageBegin { arguments, .. } => arguments.to_owned(),
        _ => String::new(),
    })?;
    let small = arguments.to_ascii_lowercase();
    let mut begins = BEFORE.iter();
    let at = begins.find_map(|before| Some(small.find(before)? + before.len()))?;
    let behind = arguments.get(at..)?;
    let path = match behind.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.0,
        None => behind.split([' ', '\'', '"']).next()?,
    };
    // A program may have another use for the word.
    path.contains('\\').then(|| path.to_owned())
}

/// A package with a code for its name is another bundle, whose version stands where it was found.
pub(super) fn name_of(bundle: &Bundle, package: &BundlePackage, lines: &mut Lines<'_>) -> String {
    let id = &package.id;
    let Some(line) = bundle.related.get(id.as_str()) else {
        return format!("The package {id}");
    };
    match related::version_in(&lines.line(*line)) {
        Some(version) => format!("The bundle {id}, of version {version} and installed before,"),
        None => format!("The bundle {id}, installed before,"),
    }
}

/// `i306: Applying package: HeronPatch, target: {...}, action: Install, path: ...`: the product that a patch goes to.
pub(super) fn target_of(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(", target: ")?;
    let (target, _) = rest.split_once(", action: ")?;
    Some(target.to_owned())
}

/// `Process returned error: 0x1`: only what a program returned is an exit code; that it could not be started is an error of
/// Windows.
pub(super) fn returned(errors: &[LineNo], lines: &mut Lines<'_>) -> Option<(u32, LineNo)> {
    /// The line is among the first of a step, below those that say why its files could not be had.
    const MOST: usize = 8;
    errors.iter().take(MOST).find_map(|line| {
        let text = text_of(*line, lines);
        let digits = text.strip_prefix(PROCESS_RETURNED)?;
        let code = u32::from_str_radix(digits.trim_end_matches('.'), 16).ok()?;
        Some((code, *line))
    })
}

/// `Failed to write message type to pipe.`: an error that says so before any other is no failure of the package.
pub(super) fn trouble_of_bundle(errors: &[LineNo], lines: &mut Lines<'_>) -> Option<Trouble> {
    let first = text_of(*errors.first()?, lines);
    let trouble = trouble_in([first.as_str()])?;
    matches!(
        trouble,
        Trouble::OuterGone | Trouble::ElevatedGone | Trouble::UpdateService
    )
    .then_some(trouble)
}

/// The message that the package showed, with its text.
pub(super) fn message(
    step: &BundleStep,
    lines: &mut Lines<'_>,
) -> Option<(MessageNumber, LineNo, String)> {
    let (number, line) = step.message?;
    let text = lines.bundle_event(line, |event| match event.kind {
        EventKind::BundlePackageError { text, .. } => text.to_owned(),
        _ => String::new(),
    })?;
    (!text.is_empty()).then_some((number, line, text))
}
