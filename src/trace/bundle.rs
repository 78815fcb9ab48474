//! What a bundle did: its packages in order, and how each ended.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::NaiveDateTime;
use hashbrown::HashMap;

use super::bundle_line::{OF_PIPE, goes_on, is_retry};
use super::bundle_package::BundlePackage;
use super::bundle_shown::BundleShown;
use super::bundle_step::is_restart;
use super::bundle_undone::BundleUndone;
use crate::event::{self, Event, EventKind, Level};
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
    /// The packages, in the order in which the log names them first.
    pub packages: Vec<BundlePackage>,
    /// Where the first line stands.
    pub line: Option<LineNo>,
    /// First and last time, local, where the log has them.
    pub times: Option<(NaiveDateTime, NaiveDateTime)>,
    /// How applying ended.
    pub apply: Option<(u32, LineNo)>,
    /// The exit code, and where it stands.
    pub exit: Option<(u32, LineNo)>,
    /// The result with which the engine gave up running the bundle.
    pub(super) gave_up: Option<(u32, LineNo)>,
    /// The result that the program states which started the bundle, as winget does.
    pub told_by_caller: Option<(u32, LineNo)>,
    /// `i500: Shutting down`, where the end began.
    pub shutdown: Option<LineNo>,
    /// The last line before the end began.
    pub before_shutdown: Option<LineNo>,
    /// Where it began to look for what is there, to plan, and to apply.
    pub begun: Begun,
    /// The last plan for what the one before it was for too: what had failed is tried anew.
    pub(super) planned_anew: Option<LineNo>,
    /// Errors, in order.
    pub errors: Vec<BundleError>,
    /// The last line that shows that the bundle went on: errors above it were survived.
    pub went_on: Option<LineNo>,
    /// What failed and is tried again, as long as no line below it shows how that went.
    pub retrying: Option<BundleRetry>,
    /// The thread that could not fetch a file last, where no line shows that it goes on.
    pub(super) fetching: Option<Thread>,
    /// Where the last package was begun, those that are rolled back left out.
    pub last_begun: Option<LineNo>,
    /// The last condition that was false before the first error.
    pub false_condition: Option<LineNo>,
    /// `Loading prerequisite bootstrapper application because managed host could not be loaded`, with the HRESULT.
    pub host_not_loaded: Option<(u32, LineNo)>,
    /// Where it has installed what its own program needs, and loads that program anew, at once or behind a restart.
    pub reloaded: Option<LineNo>,
    /// The last time that it asked for a file which it did not find: `w341: Prompt for source of container: ...`.
    pub prompt: Option<LineNo>,
    /// The last line that names a newer version of the bundle which is installed.
    pub newer: Option<LineNo>,
    /// Where it says of each related bundle which version that has, by the code of that bundle.
    pub related: BTreeMap<Box<str>, LineNo>,
    /// Where it says what was left undone, and for whom.
    pub undone: BundleUndone,
    /// Where the bundle's own program says why it does not begin: `MUX:  Stop Block: NeedsRestart : Restart the computer.`
    pub blocked: Option<LineNo>,
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
    /// The index of the package that is tried again, as long as no line shows that its next try was begun.
    pub(super) tried_again: Option<usize>,
    /// The index of each package.
    pub(super) known: HashMap<Box<str>, usize>,
    /// How many steps all packages have.
    pub(super) steps: usize,
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

/// The process and the thread that wrote a line, where the log has them.
pub(super) type Thread = [Option<NonZeroU32>; 2];

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

/// What `WixStdBA` returns when a condition of the bundle is false.
pub const CONDITION_FAILED: u32 = 0x81F4_0001;

/// A hostile log may invent packages, variables, and errors without end.
pub(super) const MOST_FACTS: usize = 10_000;

impl Bundle {
    /// What the bundle is called; empty where its log does not tell.
    #[must_use]
    pub fn name(&self) -> &str {
        self.variables
            .get("WixBundleName")
            .map_or("", String::as_str)
    }

    /// The path of the log of a package, where the bundle tells it: `Setting string variable 'WixBundleLog_HeronMsi' to value
    /// 'C:\Temp\Heron.log'`.
    ///
    /// Source: <https://docs.firegiant.com/wix/schema/wxs/msipackage/>.
    #[must_use]
    pub fn log_of(&self, package: &str) -> Option<&String> {
        self.variables.get(&format!("WixBundleLog_{package}"))
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
        self.observe_number(event.line, prefix.id);
        if prefix.level == Level::Error {
            self.retrying = None;
            self.observe_error(event, prefix);
        }
        self.observe_progress(event, prefix);
        self.observe_kind(event, prefix);
    }

    /// What the number of a message says alone. A program of the bundle's own may plan anew behind a try that has ended, and that
    /// is no longer the end.
    fn observe_number(&mut self, line: LineNo, id: u16) {
        if matches!(id, 100 | 200 | 300) {
            // Another run of the bundle, in the same file.
            self.gave_up = None;
        }
        match id {
            6 => self.load_anew(line),
            56 => self.cancelled = self.cancelled.or(Some(line)),
            100 => self.begun.detect = Some(line),
            200 => {
                self.begun.plan = Some(line);
                self.apply = None;
                self.undone.rolled_back = None;
            }
            300 => self.begun.apply = Some(line),
            341..=343 => self.prompt = Some(line),
            500 => self.shutdown = self.shutdown.or(Some(line)),
            _ => {}
        }
        if !matches!(id, 6 | 56 | 341..=343) && self.shutdown.is_none() && self.exit.is_none() {
            self.before_shutdown = Some(line);
        }
    }

    /// Whether the bundle goes on, or tries again what failed.
    fn observe_progress(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        let id = prefix.id;
        // A process that is gone is not there at the next try either.
        let last = self.errors.last();
        let is_gone = last.is_some_and(|error| OF_PIPE.contains(&error.result));
        // A package that is there already is applied while another thread fetches the next.
        let is_beside = matches!(event.kind, EventKind::BundlePackageBegin { .. })
            && self
                .fetching
                .is_some_and(|fetching| fetching != [prefix.process, prefix.thread]);
        // `i338: Acquiring package: Heron, payload: Heron, download from: ...`: the thread fetches it anew.
        if id == 338 && self.fetching == Some([prefix.process, prefix.thread]) {
            self.fetching = None;
        }
        if is_retry(id) && is_gone {
            self.retrying = None;
            self.fetching = None;
        } else if is_retry(id) {
            self.fetching = None;
            self.retrying = Some(BundleRetry {
                line: event.line,
                went_on: self.went_on,
            });
            self.went_on = Some(event.line);
        } else if goes_on(id, &event.kind) && !self.stops_after(id) && !is_beside {
            self.retrying = None;
            self.fetching = None;
            self.went_on = Some(event.line);
        }
    }

    /// Whether the bundle stops with this line for all that goes well: its own program looks at the conditions while what is
    /// there is looked for, and that is complete all the same.
    fn stops_after(&self, id: u16) -> bool {
        let last = self.errors.last();
        id == 199 && last.is_some_and(|error| error.result == CONDITION_FAILED)
    }

    /// What is said of the bundle as a whole, or else of one of its packages.
    fn observe_kind(&mut self, event: &Event<'_>, prefix: event::Bundle) {
        match event.kind {
            EventKind::BundleStarted {
                version,
                windows,
                path,
            } => self.start(version, windows, path),
            EventKind::BundleCommandLine { text } => self.observe_command_line(text),
            EventKind::BundlePlan { action, .. } => {
                if self.action == action {
                    self.planned_anew = Some(event.line);
                }
                action.clone_into(&mut self.action);
            }
            EventKind::BundleApplyEnd { result, restart } => {
                self.restart |= is_restart(restart);
                self.apply = Some((result, event.line));
            }
            EventKind::BundleTransaction { step, .. } => self.observe_transaction(step, event.line),
            EventKind::BundleMessage { text, .. } | EventKind::BundleText { text } => {
                self.observe_text(prefix.id, text, event.line);
            }
            EventKind::BundleExit { code, .. } => self.exit = Some((code, event.line)),
            EventKind::BundleShutdown { code } => self.observe_shutdown(code, event.line),
            EventKind::BundleVariable { name, value } => self.set(name, value, event.line),
            EventKind::BundleCondition { value: false, .. } if self.errors.is_empty() => {
                self.false_condition = Some(event.line);
            }
            EventKind::BundleHostNotLoaded { result } => {
                self.host_not_loaded.get_or_insert((result, event.line));
            }
            _ => self.observe_package(event, prefix),
        }
    }

    fn set(&mut self, name: &str, value: &str, line: LineNo) {
        if name.starts_with("WixBundle") {
            if self.variables.len() < MOST_FACTS || self.variables.contains_key(name) {
                self.variables.insert(name.to_owned(), value.to_owned());
                return;
            }
        } else if let Some(known) = self.other_variables.get_mut(name) {
            *known = line;
            return;
        } else if self.other_variables.len() < MOST_FACTS {
            self.other_variables.insert(name.into(), line);
            return;
        }
        self.dropped = self.dropped.saturating_add(1);
    }
}
