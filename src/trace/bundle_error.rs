//! The errors of a bundle: which are kept, and to which package they belong.

use std::borrow::Cow;

use super::bound::keep;
use super::bundle::{Bundle, BundleError, MOST_FACTS};
use super::bundle_line::{PROCESS_RETURNED, is_of_fetching};
use super::outcome::Outcome;
use crate::event::{self, Event, EventKind};

/// `HRESULT_FROM_WIN32` of `ERROR_UNKNOWN_PRODUCT` and of `ERROR_UNKNOWN_PROPERTY`.
const NOT_THERE: [u32; 2] = [0x8007_0645, 0x8007_0648];

/// `HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)`.
const NO_SUCH_KEY: u32 = 0x8007_0002;

/// `HRESULT_FROM_WIN32(ERROR_INVALID_HANDLE)`: there never was an elevated process. One that was lost leaves another result.
const NEVER_STARTED: u32 = 0x8007_0006;

/// What the error says that the engine writes where it could not have its elevated process clean the cache, which it does
/// behind its work and without looking at the result, in a bundle for one user too.
///
/// Source: `ApplyClean` in <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/apply.cpp>, and
/// <https://github.com/wixtoolset/issues/issues/8758>.
const OF_CLEANING: &str = "Failed to send BURN_ELEVATION_MESSAGE_TYPE_CLEAN_";

/// The client of System Restore, which Windows Server lacks; then bundles go on without a restore point.
///
/// Source: `SrpInitialize` in <https://github.com/wixtoolset/wix3/blob/develop/src/libs/dutil/srputil.cpp>.
const OF_SYSTEM_RESTORE: &str =
    "Failed to load library with LOAD_LIBRARY_SEARCH_SYSTEM32 for: srclient.dll";

/// How many lines a message that could not be sent leaves above the one that says which it was.
const ABOVE: usize = 2;

/// Whether an error only says that something is not there which `WiX` 4 and later look for: a product, who depends on it, or
/// System Restore.
///
/// Source: `WiuGetProductInfoEx` and `DepGetProviderInformation` in
/// <https://github.com/wixtoolset/wix/tree/main/src/libs/dutil/WixToolset.DUtil>.
fn is_of_absence(result: u32, text: &str) -> bool {
    text.contains("Failed to get extended product info") && NOT_THERE.contains(&result)
        || text.ends_with("The dependency store is corrupt.") && result == NO_SUCH_KEY
        || text.contains(OF_SYSTEM_RESTORE)
}

/// `Failed to resume automatic updates after pausing them, continuing...`: what the engine passes over, as `WiX` 4 and later say.
///
/// Source: <https://github.com/wixtoolset/wix/blob/main/src/burn/engine/elevation.cpp>.
fn is_passed_over(text: &str) -> bool {
    text.trim_end_matches('.').ends_with(", continuing")
}

/// `HeronApp: There is no prefix to take away. This is not an error. Variable: Gates, 0x80070490`: what the bundle's own program
/// marks as an error though its words take that back. What stands above it is another matter.
const TAKEN_BACK: &str = ". This is not an error.";

/// `Error 0x8013101b: Failed while running `: the engine gives up, whatever it was doing, and below it stand no more than the values
/// of variables and its exit code, which old versions do not write.
///
/// Source: `RunNormal` in <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/engine.cpp>.
fn gives_up(text: &str) -> bool {
    text.ends_with(": Failed while running") || text.ends_with(": Failed to load UX.")
}

impl Bundle {
    /// `e000: Error 0x80070643: Failed to install MSI package.`
    pub(super) fn observe_error(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        let (result, text) = match event.kind {
            EventKind::BundleMessage { result, text } => (result, text),
            _ => (0, ""),
        };
        let error = BundleError {
            line: event.line,
            result,
            id: prefix.id,
        };
        if result == NEVER_STARTED && text.contains(OF_CLEANING) {
            self.forget_what_led_to(error);
            return;
        }
        if is_of_absence(result, text) || text.contains(TAKEN_BACK) {
            return;
        }
        if is_passed_over(text) {
            self.forget_what_led_to(error);
            return;
        }
        if !self.is_of_rollback(result) {
            keep(&mut self.errors, MOST_FACTS, &mut self.dropped, error);
        }
        // A page or a mail may have broken the line where it is narrow.
        let text = &*if text.contains('\n') {
            Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            Cow::Borrowed(text)
        };
        if gives_up(text.trim_end()) && !Outcome::of_result(result).is_success() {
            self.gave_up = Some((result, event.line));
        }
        let thread = [prefix.process, prefix.thread];
        if is_of_fetching(text) {
            self.fetching = Some(thread);
        }
        self.begin_next_try(event, prefix, text);
        self.observe_direction(event.line, text);
        let package = self.applying.and_then(|at| self.packages.get_mut(at));
        let Some(package) = package.filter(|_| result != 0) else {
            return;
        };
        let Some(step) = package.steps.last_mut().filter(|step| step.end.is_none()) else {
            return;
        };
        if package.id.starts_with('{') {
            // A package with a code for its name is a bundle that this one replaces, and it may fail.
            self.went_on = Some(event.line);
        } else if step.thread == thread {
            // Another thread fetches files while a package is applied, and its errors are not those of the package.
            step.error.get_or_insert((result, event.line));
            if text.contains(PROCESS_RETURNED) {
                step.returned = Some(event.line);
            }
        }
    }

    /// Whether an error is one of taking back a package, which says nothing of what failed before: it stands within that step,
    /// or repeats its result below it.
    fn is_of_rollback(&self, result: u32) -> bool {
        let package = self.applying.and_then(|at| self.packages.get(at));
        let step = package.and_then(|package| package.steps.last());
        step.is_some_and(|step| step.rollback && step.end.is_none_or(|(end, _)| end == result))
    }

    /// `e000: Error 0x80070006: Failed to write send message to pipe.`: the lines right above an error that is of no account.
    fn forget_what_led_to(&mut self, error: BundleError) {
        let mut below = error.line;
        for _ in 0..ABOVE {
            let last = self.errors.last();
            match last.filter(|last| last.result == error.result && last.line.plus(1) == below) {
                Some(last) => below = last.line,
                None => return,
            }
            self.errors.pop();
        }
    }
}
