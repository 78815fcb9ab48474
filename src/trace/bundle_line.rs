//! What single lines of a bundle show of how it goes.

use crate::catalog::hresult_of;
use crate::event::EventKind;

/// The package whose program failed, and the exit code of that as the HRESULT that the bundle makes of it.
pub(super) fn failed_program(text: &str) -> Option<(&str, u32)> {
    let (_, text) = text.split_once("The process for package: ")?;
    let (package, text) = text.split_once(" exited with code: 0x")?;
    let (code, kind) = text.split_once(". ")?;
    let code = u32::from_str_radix(code, 16).ok()?;
    kind.contains("translated to type: Error")
        .then_some((package, hresult_of(code)))
}

/// Whether a line says that what failed is tried again, a package or a file: `w348`, `e349`, and since `WiX` 4 each step of
/// fetching one: `w346`, `w347`, `w356`, `w357`.
///
/// Source: <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/engine.mc>.
pub(super) fn is_retry(id: u16) -> bool {
    matches!(id, 346..=349 | 356 | 357)
}

/// `HRESULT_FROM_WIN32` of `ERROR_BROKEN_PIPE`, `ERROR_NO_DATA`, and `ERROR_PIPE_NOT_CONNECTED`: which of them a reader or a writer
/// sees when the other side is gone is chance.
pub const OF_PIPE: [u32; 3] = [0x8007_006D, 0x8007_00E8, 0x8007_00E9];

/// The words of an error behind its HRESULT: `Error 0x80070643: Failed to install MSI package.`
#[must_use]
pub fn words_of_error(text: &str) -> &str {
    let behind = text
        .strip_prefix("Error 0x")
        .and_then(|text| text.split_once(": "));
    behind.map_or(text, |(_, words)| words)
}

/// How a package is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// By Windows Installer: a package or a patch.
    Installer,
    /// By `wusa.exe`, as an update for Windows.
    Update,
    /// By itself: a program, or another bundle.
    Program,
}

/// The kind of the package that the words of an error name: `Failed to install MSI package.`
#[must_use]
pub fn kind_of_package(words: &str) -> Option<PackageKind> {
    const KINDS: [(&str, PackageKind); 5] = [
        (" MSI package", PackageKind::Installer),
        (" MSP package", PackageKind::Installer),
        (" MSU package", PackageKind::Update),
        (" EXE package", PackageKind::Program),
        (" BUNDLE package", PackageKind::Program),
    ];
    let mut kinds = KINDS.iter();
    kinds.find_map(|(name, kind)| words.contains(name).then_some(*kind))
}

/// What stands in front of the exit code of the program of a package: `Error 0x80070643: Process returned error: 0x643`.
///
/// Source: <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/exeengine.cpp>.
pub const PROCESS_RETURNED: &str = "Process returned error: 0x";

/// Whether the words of an error say that a package was run and did not end well: `Failed to install MSI package.`, `Process
/// returned error: 0x643`
#[must_use]
pub fn is_of_package(words: &str) -> bool {
    words.starts_with(PROCESS_RETURNED)
        || words.starts_with("Failed to ") && kind_of_package(words).is_some()
}

/// Whether the words of an error are about the removal of a package: `Failed to uninstall MSI package.`
#[must_use]
pub fn is_of_removal(words: &str) -> bool {
    words.starts_with("Failed to uninstall ")
}

/// What stands in the last error about a related bundle that could not be looked at, which bundles leave out then.
///
/// Source: `RelatedBundlesInitializeForScope` in
/// <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/relatedbundle.cpp>.
const RELATED_BUNDLE_LEFT_OUT: &str = "Failed to initialize package from related bundle id";

/// Whether an error is about a file that could not be fetched: `Failed attempt to download URL: 'https://...' to: 'C:\...'`
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/libs/dutil/dlutil.cpp>.
pub(super) fn is_of_fetching(text: &str) -> bool {
    text.contains("Failed attempt to download URL")
}

/// Whether a line shows that a bundle goes on after the errors above it: it begins a phase or a package or ends a phase
/// well, the elevated engine is connected (`i012`) or at work (`i358`, `i360`, `i370`), a file was fetched, or what failed
/// is not needed, as in `w309: Skipping apply of package: Heron due to cache error: 0x80072efd. Continuing...`
pub(super) fn goes_on(id: u16, kind: &EventKind<'_>) -> bool {
    match kind {
        EventKind::BundlePackageBegin { rollback, .. } => !rollback,
        EventKind::BundlePackageEnd { vital, .. } => !vital,
        EventKind::BundlePhase { text } if matches!(id, 199 | 299) => {
            text.contains("complete, result: 0x0")
        }
        EventKind::BundleMessage { text, .. } if id == 0 => text.contains(RELATED_BUNDLE_LEFT_OUT),
        _ => matches!(id, 12 | 100 | 200 | 300 | 304 | 305 | 309 | 358 | 360 | 370),
    }
}
