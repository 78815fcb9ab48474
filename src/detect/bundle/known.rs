//! What the log of a bundle tells of a failure beside the words of its first error. Each kind needs another trouble, so that there
//! is one at the most.

use super::condition::{self, FalseCondition};
use super::other_file::OtherFile;
use super::package_log::Unlogged;
use super::trouble::Trouble;
use super::unnamed_package::UnnamedPackage;
use crate::detect::lines::Lines;
use crate::event::EventKind;
use crate::text::LineNo;
use crate::trace::{Bundle, BundleError, is_of_package};

/// What stands in front of the condition in the error about it.
pub(super) const STATES_CONDITION: &str = "Bundle condition evaluated to false: ";

/// What the log says of a failure beside the words of its first error.
pub(super) enum Known<'a> {
    /// The log of a package has no place: where that stands, and of which package.
    Unlogged(LineNo, Unlogged),
    /// A package failed that no line names.
    Unnamed(UnnamedPackage),
    /// A file is not the one that was wanted.
    OtherFile(OtherFile<'a>),
    /// A condition is false.
    Condition(FalseCondition),
    /// Packages were taken back from this line on, and what failed before stands above the log.
    RolledBack(LineNo),
    /// Below the errors stands which package was taken back first.
    TakenBack(TakenBack),
    /// No more than that.
    Nothing,
}

/// The package that was taken back first.
pub(super) struct TakenBack {
    /// Its name.
    pub(super) package: String,
    /// The line that names it.
    pub(super) line: LineNo,
    /// Whether it was not there any more, as what failed is not.
    pub(super) is_gone: bool,
}

impl<'a> Known<'a> {
    /// What the trouble asks for that the errors tell of, with their result or that of the end.
    pub(super) fn read(
        bundle: &Bundle,
        trouble: Option<Trouble>,
        code: Option<u32>,
        errors: &'a [(BundleError, String)],
        lines: &mut Lines<'_>,
    ) -> Self {
        let texts = || errors.iter().map(|(_, text)| text.as_str());
        let known = match trouble {
            Some(Trouble::Logging) => {
                unlogged_in(errors).map(|(line, package)| Self::Unlogged(line, package))
            }
            Some(Trouble::Condition) => {
                let stated = texts().find_map(|text| text.split_once(STATES_CONDITION));
                let stated = stated.map(|(_, condition)| condition);
                condition::read(bundle, stated, lines).map(Self::Condition)
            }
            Some(trouble @ (Trouble::Verification | Trouble::SignedAnew)) => {
                let is_signed_anew = trouble == Trouble::SignedAnew;
                let first = errors.first().map(|(error, _)| error.line);
                let read = |line| OtherFile::read(line, is_signed_anew, code, texts(), lines);
                first.map(read).map(Self::OtherFile)
            }
            Some(_) => None,
            None => {
                let rolled_back = bundle.undone.rolled_back;
                let rolled_back =
                    rolled_back.filter(|_| texts().next().unwrap_or_default().is_empty());
                let unnamed = UnnamedPackage::read(errors, lines).map(Self::Unnamed);
                unnamed
                    .or(rolled_back.map(Self::RolledBack))
                    .or_else(|| taken_back(bundle, errors, lines))
            }
        };
        known.unwrap_or(Self::Nothing)
    }

    /// The lines that show it.
    pub(super) fn lines(&self) -> Vec<LineNo> {
        match self {
            Self::Unnamed(package) => package.lines().collect(),
            Self::OtherFile(file) => file.line().into_iter().collect(),
            Self::Condition(condition) => condition.lines().collect(),
            Self::RolledBack(line) | Self::TakenBack(TakenBack { line, .. }) => vec![*line],
            Self::Unlogged(..) | Self::Nothing => Vec::new(),
        }
    }

    /// The line that states the cause, where it is not that of the first error.
    pub(super) fn stated_at(&self) -> Option<LineNo> {
        match self {
            Self::Unlogged(line, _) => Some(*line),
            Self::Unnamed(package) => package.stated_at(),
            _ => None,
        }
    }
}

/// A package whose log has no place, and the line that says so: one whose path is whole, and not one that could not be taken back,
/// which failed after another.
fn unlogged_in(errors: &[(BundleError, String)]) -> Option<(LineNo, Unlogged)> {
    let all = errors.iter();
    let all = all.filter_map(|(error, text)| Some((error.line, Unlogged::read(text)?)));
    all.min_by_key(|(line, unlogged)| (!unlogged.is_whole(), unlogged.is_of_rollback(), *line))
}

/// `Skipped rollback of package: HeronMsi, action: Uninstall, already: Absent` or `Applied rollback package: HeronMsi, result: 0x0,
/// restart: None` right below the error of a package that no line names: the rollback begins with the package that failed, unless
/// that one has nothing to be rolled back, as a permanent one.
///
/// Source: `DoRollbackActions` in <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/apply.cpp>.
fn taken_back<'a>(
    bundle: &Bundle,
    errors: &[(BundleError, String)],
    lines: &mut Lines<'_>,
) -> Option<Known<'a>> {
    /// How many lines of the rollback of one package stand above the one that names it.
    const BETWEEN: u32 = 3;
    let (last, text) = errors.last()?;
    let line = bundle.undone.rolled_back?;
    if !is_of_package(text) || line < last.line || line > last.line.plus(BETWEEN) {
        return None;
    }
    // What failed is not there, so that there is mostly nothing to take back.
    let skipped = lines
        .between(last.line, line)
        .into_iter()
        .find_map(|(line, text)| {
            let (_, skipped) = text.split_once("Skipped rollback of package: ")?;
            let (package, _) = skipped.split_once(", action: ")?;
            Some((line, package.to_owned(), true))
        });
    let (line, package, is_gone) = skipped.or_else(|| {
        let package = lines.bundle_event(line, |event| match event.kind {
            EventKind::BundlePackageBegin { package, .. }
            | EventKind::BundlePackageEnd { package, .. } => Some(package.to_owned()),
            _ => None,
        });
        Some((line, package??, false))
    })?;
    let went_well = bundle.packages.iter().any(|known| {
        let mut steps = known.steps.iter().filter(|step| !step.rollback);
        known.id == package && steps.any(|step| step.end.is_some_and(|(result, _)| result == 0))
    });
    (!went_well).then_some(Known::TakenBack(TakenBack {
        package,
        line,
        is_gone,
    }))
}
