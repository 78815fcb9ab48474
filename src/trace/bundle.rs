//! What a bundle did: its packages in order, and how each ended.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::NaiveDateTime;
use hashbrown::HashMap;

use super::bound::keep;
use super::bundle_line::{OF_PIPE, failed_program, goes_on, is_retry};
use super::bundle_shown::BundleShown;
use super::bundle_undone::BundleUndone;
use crate::event::{self, Event, EventKind, Level, MessageNumber};
use crate::text::LineNo;

/// A bundle's log.
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    /// The version of the bundle engine.
    pub engine_version: String,
    /// The version of Windows.
    pub windows: String,
    /// The bundle's file.
    pub path: String,
    /// Its arguments.
    pub command_line: String,
    /// What was to be done: Install, Uninstall, Repair, and so on.
    pub action: String,
    /// Variables that reports use: `WixBundleName`, `WixBundleVersion`, `WixBundleLog_<package>`.
    pub variables: BTreeMap<String, String>,
    /// Where every other variable got its last value; the value is read again by who needs it.
    pub other_variables: HashMap<Box<str>, LineNo>,
    /// The packages, in the order in which they were first applied, then those that were only planned.
    pub packages: Vec<BundlePackage>,
    /// Where the first line stands.
    pub line: Option<LineNo>,
    /// First and last time, local, where the log has them.
    pub times: Option<(NaiveDateTime, NaiveDateTime)>,
    /// How applying ended.
    pub apply: Option<(u32, LineNo)>,
    /// The exit code, and where it stands.
    pub exit: Option<(u32, LineNo)>,
    /// `i500: Shutting down`, where the end began.
    pub shutdown: Option<LineNo>,
    /// The last line before the end began.
    pub before_shutdown: Option<LineNo>,
    /// Where it began to look for what is there, to plan, and to apply.
    pub begun: Begun,
    /// Errors, in order.
    pub errors: Vec<BundleError>,
    /// The last line that shows that the bundle went on: errors above it were survived.
    pub went_on: Option<LineNo>,
    /// What failed and is tried again, as long as no line below it shows how that went.
    pub retrying: Option<BundleRetry>,
    /// Where the last package was begun, those that are rolled back left out.
    pub last_begun: Option<LineNo>,
    /// The last condition that was false before the first error.
    pub false_condition: Option<LineNo>,
    /// `Loading prerequisite bootstrapper application because managed host could not be loaded`, with the HRESULT.
    pub host_not_loaded: Option<(u32, LineNo)>,
    /// The last time that it asked for a file which it did not find: `w341: Prompt for source of container: ...`.
    pub prompt: Option<LineNo>,
    /// The last line that names a newer version of the bundle which is installed.
    pub newer: Option<LineNo>,
    /// Where it says of each related bundle which version that has, by the code of that bundle.
    pub related: BTreeMap<Box<str>, LineNo>,
    /// Where it says what was left undone, and for whom.
    pub undone: BundleUndone,
    /// What the bundle's own program wrote down of a package whose beginning is missing.
    pub shown: Option<BundleShown>,
    /// Where Windows asked it to end.
    pub shut_down: Option<LineNo>,
    /// Where the bundle was told to stop.
    pub cancelled: Option<LineNo>,
    /// Whether a restart is needed or begun.
    pub restart: bool,
    /// How many facts are not kept, since there are too many of their kind.
    pub dropped: u32,
    /// Where the transaction began that is open.
    pub(super) transaction: Option<LineNo>,
    /// The index of the package that was begun last.
    pub(super) applying: Option<usize>,
    /// The index of each package.
    known: HashMap<Box<str>, usize>,
    /// How many steps all packages have.
    steps: usize,
}

/// Where the phases of a bundle began.
#[derive(Clone, Copy, Debug, Default)]
pub struct Begun {
    /// `i100: Detect begin`
    pub detect: Option<LineNo>,
    /// `i200: Plan begin`
    pub plan: Option<LineNo>,
    /// `i300: Apply begin`
    pub apply: Option<LineNo>,
}

/// `Application requested retry of payload: A, encountered error: 0x80070490. Retrying...`
#[derive(Clone, Copy, Debug)]
pub struct BundleRetry {
    /// Where it stands.
    pub line: LineNo,
    /// The last line above it that shows that the bundle went on: the errors between are what is tried again.
    pub(super) went_on: Option<LineNo>,
}

/// An error in a bundle's log.
#[derive(Clone, Copy, Debug)]
pub struct BundleError {
    /// Where it stands.
    pub line: LineNo,
    /// The HRESULT that it states, or 0.
    pub result: u32,
    /// The number of its message, 0 for text without a number.
    pub id: u16,
}

/// One package of a bundle.
#[derive(Clone, Debug, Default)]
pub struct BundlePackage {
    /// Its id.
    pub id: String,
    /// What was found: Absent, Present, and so on.
    pub state: String,
    /// What was planned: None, Install, Uninstall, Repair, and so on.
    pub planned: String,
    /// What was done, in order.
    pub steps: Vec<BundleStep>,
    /// Whether it asked for a restart.
    pub restart: bool,
    /// Where it had failed and was tried again.
    pub retries: Vec<LineNo>,
    /// The indices of the steps that have no end, those that are rolled back apart.
    open: [Vec<usize>; 2],
}

/// One time that a package was applied or rolled back.
#[derive(Clone, Debug)]
pub struct BundleStep {
    /// What was done; empty where the line that says so is missing.
    pub action: String,
    /// Whether to undo an earlier step.
    pub rollback: bool,
    /// Where it began.
    pub line: LineNo,
    /// Where it ended, with an HRESULT.
    pub end: Option<(u32, LineNo)>,
    /// Whether the bundle needs it to go well.
    pub vital: bool,
    /// Whether it failed and the bundle began it again.
    pub retried: bool,
    /// The first error of the thread that applies it, with its HRESULT.
    pub error: Option<(u32, LineNo)>,
    /// Where it stands that its program was run and returned the error.
    pub returned: Option<LineNo>,
    /// The first message that the package showed and the bundle's own program wrote down.
    pub message: Option<(MessageNumber, LineNo)>,
    /// The process and the thread that apply it, where the log has them.
    pub(super) thread: [Option<NonZeroU32>; 2],
}

impl BundleStep {
    /// A step that has begun.
    fn begun(action: &str, rollback: bool, line: LineNo, thread: [Option<NonZeroU32>; 2]) -> Self {
        Self {
            action: action.to_owned(),
            rollback,
            line,
            end: None,
            vital: true,
            retried: false,
            error: None,
            returned: None,
            message: None,
            thread,
        }
    }

    /// How it ended, where the log says so: its result, or the error of one whose result is missing.
    #[must_use]
    pub fn result(&self) -> Option<(u32, LineNo)> {
        self.end.or(self.error)
    }
}

/// What `WixStdBA` returns when a condition of the bundle is false.
pub const CONDITION_FAILED: u32 = 0x81F4_0001;

/// A hostile log may invent packages, variables, and errors without end.
pub(super) const MOST: usize = 10_000;

impl Bundle {
    /// What the bundle is called; empty where its log does not tell.
    #[must_use]
    pub fn name(&self) -> &str {
        self.variables
            .get("WixBundleName")
            .map_or("", String::as_str)
    }

    /// Takes note of an event of a bundle's log.
    pub(super) fn observe(&mut self, event: &Event<'_>) {
        let Some(prefix) = event.origin.bundle() else {
            return;
        };
        self.line.get_or_insert(event.line);
        if let Some(at) = prefix.at {
            // What stands above the first line on a page may be a quotation from below.
            let (first, last) = self.times.unwrap_or((at, at));
            self.times = Some((first.min(at), last.max(at)));
        }
        match prefix.id {
            500 => self.shutdown = self.shutdown.or(Some(event.line)),
            56 => self.cancelled = self.cancelled.or(Some(event.line)),
            341..=343 => self.prompt = Some(event.line),
            _ if self.shutdown.is_none() && self.exit.is_none() => {
                self.before_shutdown = Some(event.line);
            }
            _ => {}
        }
        match prefix.id {
            100 => self.begun.detect = Some(event.line),
            200 => self.begun.plan = Some(event.line),
            300 => self.begun.apply = Some(event.line),
            _ => {}
        }
        if prefix.level == Level::Error {
            self.retrying = None;
            self.observe_error(event, prefix);
        }
        // A process that is gone is not there at the next try either.
        let last = self.errors.last();
        let is_gone = last.is_some_and(|error| OF_PIPE.contains(&error.result));
        if is_retry(prefix.id) && is_gone {
            self.retrying = None;
        } else if is_retry(prefix.id) {
            self.retrying = Some(BundleRetry {
                line: event.line,
                went_on: self.went_on,
            });
            self.went_on = Some(event.line);
        } else if goes_on(prefix.id, &event.kind) && !self.stops_after(prefix.id) {
            self.retrying = None;
            self.went_on = Some(event.line);
        }
        self.observe_kind(event, prefix);
    }

    /// Whether the bundle stops with this line for all that goes well: its own program looks at the conditions while what is
    /// there is looked for, and that is complete all the same.
    fn stops_after(&self, id: u16) -> bool {
        let last = self.errors.last();
        id == 199 && last.is_some_and(|error| error.result == CONDITION_FAILED)
    }

    fn observe_kind(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        match event.kind {
            EventKind::BundleStarted {
                version,
                windows,
                path,
            } => self.start(version, windows, path),
            EventKind::BundleCommandLine { text } => self.observe_command_line(text),
            EventKind::BundlePlan { action, .. } => action.clone_into(&mut self.action),
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
                let step = BundleStep::begun(action, rollback, event.line, thread);
                self.begin_package(package, step);
            }
            EventKind::BundlePackageError {
                package, number, ..
            } => {
                self.observe_message(package, (number, event.line));
            }
            EventKind::BundlePackageRetry { package, result } => {
                self.observe_retry(package, (result, event.line));
            }
            EventKind::BundlePackageEnd {
                package,
                result,
                restart,
                rollback,
                vital,
            } => {
                self.observe_restart(package, restart);
                let step = self.end_step(package, rollback, (result, event.line));
                let survived = step.and_then(|step| {
                    step.vital = vital;
                    // What went well has survived its own errors, and not those of another package; where lines have no
                    // threads, nobody knows whose they are.
                    let is_own = result == 0 && prefix.thread.is_some();
                    step.error.filter(|_| is_own)
                });
                self.went_on = self.went_on.max(survived.map(|(_, line)| line));
            }
            EventKind::BundleApplyEnd { result, restart } => {
                self.restart |= restart != "None";
                self.apply = Some((result, event.line));
            }
            EventKind::BundleTransaction { step, .. } => self.observe_transaction(step, event.line),
            EventKind::BundleMessage { text, .. } | EventKind::BundleText { text } => {
                self.observe_text(prefix.id, text, event.line);
            }
            EventKind::BundleExit { code, .. } => self.exit = Some((code, event.line)),
            EventKind::BundleVariable { name, value } => self.set(name, value, event.line),
            EventKind::BundleCondition { value: false, .. } if self.errors.is_empty() => {
                self.false_condition = Some(event.line);
            }
            EventKind::BundleHostNotLoaded { result } => {
                self.host_not_loaded.get_or_insert((result, event.line));
            }
            _ => {}
        }
    }

    /// `Applying execute package: HeronMsi, action: Install, path: ...`
    fn begin_package(&mut self, package: &str, step: BundleStep) {
        self.applying = self.index(package);
        if !step.rollback {
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
        if let Some(at) = self.index(package) {
            let retries = &mut self.packages[at].retries;
            keep(retries, MOST, &mut self.dropped, end.1);
        }
    }

    /// `Applied execute package: HeronMsi, result: 0x0, restart: Required`
    fn observe_restart(&mut self, package: &str, restart: &str) {
        if restart != "None" {
            self.restart = true;
            if let Some(package) = self.package(package) {
                package.restart = true;
            }
        }
    }

    fn set(&mut self, name: &str, value: &str, line: LineNo) {
        if name.starts_with("WixBundle") {
            if self.variables.len() < MOST || self.variables.contains_key(name) {
                self.variables.insert(name.to_owned(), value.to_owned());
                return;
            }
        } else if let Some(known) = self.other_variables.get_mut(name) {
            *known = line;
            return;
        } else if self.other_variables.len() < MOST {
            self.other_variables.insert(name.into(), line);
            return;
        }
        self.dropped = self.dropped.saturating_add(1);
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
        if self.packages.len() >= MOST {
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
        if self.steps >= MOST {
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
