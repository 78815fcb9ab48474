//! What a bundle says of its packages: where each try of one begins and ends, though lines of it may be missing.

use super::bound::keep;
use super::bundle::{Bundle, MOST_FACTS};
use super::bundle_line::{failed_program, is_of_package, is_of_removal, words_of_error};
use super::bundle_package::{BundlePackage, BundleStep};
use crate::event::{self, Event, EventKind};
use crate::text::LineNo;

/// How the errors begin of a package that could not be installed.
const INSTALLED: &str = "Failed to install ";

impl Bundle {
    /// What is said of one package.
    pub(super) fn observe_package(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        let line = event.line;
        match event.kind {
            EventKind::BundlePackageDetected { package, state } => {
                if let Some(package) = self.package(package) {
                    state.clone_into(&mut package.state);
                }
            }
            EventKind::BundlePackagePlanned {
                package, execute, ..
            } => {
                if let Some(package) = self.package(package) {
                    execute.clone_into(&mut package.planned);
                }
            }
            EventKind::BundlePackageBegin {
                package,
                action,
                rollback,
                ..
            } => {
                let thread = [prefix.process, prefix.thread];
                let step = BundleStep::begun(action, rollback, line, thread);
                self.begin_package(package, step);
            }
            EventKind::BundlePackageError {
                package, number, ..
            } => self.observe_message(package, (number, line)),
            EventKind::BundlePackageRetry { package, result } => {
                self.observe_retry(package, (result, line));
            }
            EventKind::BundlePackageEnd {
                package,
                restart,
                rollback,
                ..
            } => {
                self.observe_restart(package, restart);
                if rollback {
                    self.undone.rolled_back.get_or_insert(line);
                }
                self.end_package(event, prefix);
            }
            _ => {}
        }
    }

    /// `Applying execute package: HeronMsi, action: Install, path: ...`
    fn begin_package(&mut self, package: &str, step: BundleStep) {
        self.applying = self.index(package);
        self.tried_again = None;
        self.undone.failed_install = None;
        if step.rollback {
            self.undone.rolled_back.get_or_insert(step.line);
        } else {
            self.last_begun = Some(step.line);
        }
        self.begin_step(step);
    }

    /// `Application requested retry of package: HeronMsi, encountered error: 0x80070652. Retrying...`
    fn observe_retry(&mut self, package: &str, end: (u32, LineNo)) {
        let step = self.end_step(package, false, end);
        let begun = step.map(|step| {
            step.retried = true;
            step.line
        });
        if begun == Some(end.1) {
            self.last_begun = begun;
        }
        self.tried_again = self.index(package);
        self.undone.failed_install = None;
        if let Some(at) = self.tried_again {
            let retries = &mut self.packages[at].retries;
            keep(retries, MOST_FACTS, &mut self.dropped, end.1);
        }
    }

    /// `Applied execute package: HeronMsi, result: 0x0, restart: Required`
    fn observe_restart(&mut self, package: &str, restart: &str) {
        if is_restart(restart) {
            self.restart = true;
            if let Some(package) = self.package(package) {
                package.restart = true;
                package.restart_begun |= restart == "Initiated";
            }
        }
    }

    /// `Applied execute package: HeronMsi, result: 0x0, restart: None`
    fn end_package(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        let EventKind::BundlePackageEnd {
            package,
            result,
            rollback,
            vital,
            ..
        } = event.kind
        else {
            return;
        };
        self.tried_again = None;
        if !vital {
            self.undone.failed_install = None;
        }
        let step = self.end_step(package, rollback, (result, event.line));
        let survived = step.and_then(|step| {
            step.vital = vital;
            // What went well has survived its own errors, and not those of another package; where lines have no threads,
            // nobody knows whose they are.
            let is_own = result == 0 && prefix.thread.is_some();
            step.error.filter(|_| is_own)
        });
        self.went_on = self.went_on.max(survived.map(|(_, line)| line));
    }

    /// `Error 0x80070652: Failed to install MSI package.` below a line that tries the package again: the next try was begun,
    /// though the line that says so is missing, as where only the errors are quoted.
    pub(super) fn begin_next_try(&mut self, event: &Event<'_>, prefix: event::Bundle, text: &str) {
        let words = words_of_error(text);
        let Some(package) = self.tried_again.filter(|_| is_of_package(words)) else {
            return;
        };
        self.tried_again = None;
        let action = if words.starts_with(INSTALLED) {
            "Install"
        } else if is_of_removal(words) {
            "Uninstall"
        } else {
            ""
        };
        let thread = [prefix.process, prefix.thread];
        self.applying = Some(package);
        self.begin_step(BundleStep::begun(action, false, event.line, thread));
        self.last_begun = Some(event.line);
    }

    /// `Error 0x80070652: Failed to uninstall MSI package.` below an install that failed: nothing but the rollback removes a
    /// package then, whose own line is missing.
    pub(super) fn observe_direction(&mut self, line: LineNo, text: &str) {
        let words = words_of_error(text);
        if !is_of_package(words) {
            return;
        }
        if words.starts_with(INSTALLED) {
            self.undone.failed_install.get_or_insert(line);
        } else if is_of_removal(words) && self.undone.failed_install.is_some() {
            let kept = &mut self.undone.not_taken_back;
            keep(kept, MOST_FACTS, &mut self.dropped, line);
        }
    }

    fn package(&mut self, id: &str) -> Option<&mut BundlePackage> {
        let at = self.index(id)?;
        self.packages.get_mut(at)
    }

    /// Where a package stands among the packages, which takes it in where it is new.
    fn index(&mut self, id: &str) -> Option<usize> {
        if let Some(at) = self.known.get(id) {
            return Some(*at);
        }
        if self.packages.len() >= MOST_FACTS {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        let at = self.packages.len();
        self.known.insert(id.into(), at);
        self.packages.push(BundlePackage {
            id: id.to_owned(),
            ..BundlePackage::default()
        });
        Some(at)
    }

    /// Takes in a step of the package that is applied now.
    fn begin_step(&mut self, step: BundleStep) {
        let Some(package) = self.applying.and_then(|at| self.packages.get_mut(at)) else {
            return;
        };
        if self.steps >= MOST_FACTS {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.steps += 1;
        package.open[usize::from(step.rollback)].push(package.steps.len());
        package.steps.push(step);
    }

    /// The step that ends: the last of its package that has no end.
    fn end_step(
        &mut self,
        id: &str,
        rollback: bool,
        end: (u32, LineNo),
    ) -> Option<&mut BundleStep> {
        let at = self.index(id)?;
        let package = &self.packages[at];
        let is_again = package.steps.last().is_some_and(|last| last.retried);
        if !rollback && (is_again || package.steps.is_empty()) && package.open[0].is_empty() {
            self.begin_late(at, end.1);
            if is_again {
                self.last_begun = Some(end.1);
                self.retrying = None;
            }
        }
        let package = self.packages.get_mut(at)?;
        let at = package.open[usize::from(rollback)].pop()?;
        let step = package.steps.get_mut(at)?;
        step.end = Some(end);
        Some(step)
    }

    /// Takes in a step of a package whose beginning is missing, as it is where a log was cut.
    fn begin_late(&mut self, package: usize, line: LineNo) {
        let applying = self.applying.replace(package);
        self.begin_step(BundleStep::begun("", false, line, [None, None]));
        self.applying = applying;
    }

    /// `i366: The process for package: A exited with code: 0x666. The exit code has been translated to type: Error and ...`
    pub(super) fn observe_exit(&mut self, text: &str, line: LineNo) {
        let Some((package, code)) = failed_program(text) else {
            return;
        };
        let Some(at) = self.index(package) else {
            return;
        };
        if self.packages[at].steps.is_empty() {
            self.begin_late(at, line);
            self.last_begun = Some(line);
        }
        let step = self.packages[at].steps.last_mut();
        if let Some(step) = step.filter(|step| step.end.is_none()) {
            step.error.get_or_insert((code, line));
            step.returned = Some(line);
        }
    }
}

/// Whether a restart was asked for or begun, `Required` or `Initiated`. A line that is cut may end in the middle of the word.
pub(super) fn is_restart(restart: &str) -> bool {
    matches!(restart, "Required" | "Initiated")
}
