//! What a bundle did: its packages in order, and how each ended.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::event::{Event, EventKind, Level};
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
    /// The packages, in the order in which they were first applied, then those that were only planned.
    pub packages: Vec<BundlePackage>,
    /// Where the first line stands.
    pub line: Option<LineNo>,
    /// First and last time, local.
    pub times: Option<(NaiveDateTime, NaiveDateTime)>,
    /// How applying ended.
    pub apply: Option<(u32, LineNo)>,
    /// The exit code, and where it stands.
    pub exit: Option<(u32, LineNo)>,
    /// `i500: Shutting down`, where the end began.
    pub shutdown: Option<LineNo>,
    /// The last line before the end began.
    pub before_shutdown: Option<LineNo>,
    /// Errors, in order: the line, its last line, the HRESULT that it states or 0.
    pub errors: Vec<(LineNo, LineNo, u32)>,
    /// Where the bundle was told to stop.
    pub cancelled: Option<LineNo>,
    /// Whether a restart is needed or begun.
    pub restart: bool,
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
}

/// One time that a package was applied or rolled back.
#[derive(Clone, Debug)]
pub struct BundleStep {
    /// What was done.
    pub action: String,
    /// Whether to undo an earlier step.
    pub rollback: bool,
    /// Where it began.
    pub line: LineNo,
    /// Where it ended, with an HRESULT.
    pub end: Option<(u32, LineNo)>,
    /// Whether the bundle needs it to go well.
    pub vital: bool,
}

/// A hostile log may invent packages, variables, and errors without end.
const MOST: usize = 10_000;

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
        match &mut self.times {
            Some((_, last)) => *last = prefix.at,
            none => *none = Some((prefix.at, prefix.at)),
        }
        match prefix.id {
            500 => self.shutdown = self.shutdown.or(Some(event.line)),
            56 => self.cancelled = self.cancelled.or(Some(event.line)),
            _ if self.shutdown.is_none() && self.exit.is_none() => {
                self.before_shutdown = Some(event.line);
            }
            _ => {}
        }
        if prefix.level == Level::Error && self.errors.len() < MOST {
            let result = match event.kind {
                EventKind::BundleMessage { result, .. } => result,
                _ => 0,
            };
            self.errors.push((event.line, event.end_line(), result));
        }
        self.observe_kind(event);
    }

    fn observe_kind(&mut self, event: &Event<'_>) {
        match event.kind {
            EventKind::BundleStarted {
                version,
                windows,
                path,
            } if self.engine_version.is_empty() => {
                version.clone_into(&mut self.engine_version);
                windows.clone_into(&mut self.windows);
                path.clone_into(&mut self.path);
            }
            EventKind::BundleCommandLine { text } if self.command_line.is_empty() => {
                text.clone_into(&mut self.command_line);
            }
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
                if let Some(package) = self.package(package) {
                    package.steps.push(BundleStep {
                        action: action.to_owned(),
                        rollback,
                        line: event.line,
                        end: None,
                        vital: true,
                    });
                }
            }
            EventKind::BundlePackageEnd {
                package,
                result,
                restart,
                rollback,
                vital,
            } => {
                self.restart |= restart != "None";
                self.end_step(package, rollback, (result, event.line), vital);
            }
            EventKind::BundleApplyEnd { result, restart } => {
                self.restart |= restart != "None";
                self.apply = Some((result, event.line));
            }
            EventKind::BundleExit { code, .. } => self.exit = Some((code, event.line)),
            EventKind::BundleVariable { name, value }
                if name.starts_with("WixBundle") && self.variables.len() < MOST =>
            {
                self.variables.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }

    fn package(&mut self, id: &str) -> Option<&mut BundlePackage> {
        let at = self.packages.iter().position(|package| package.id == id);
        let at = at.or_else(|| {
            (self.packages.len() < MOST).then(|| {
                self.packages.push(BundlePackage {
                    id: id.to_owned(),
                    ..BundlePackage::default()
                });
                self.packages.len() - 1
            })
        })?;
        self.packages.get_mut(at)
    }

    fn end_step(&mut self, id: &str, rollback: bool, end: (u32, LineNo), vital: bool) {
        let Some(package) = self.package(id) else {
            return;
        };
        if let Some(step) = package
            .steps
            .iter_mut()
            .rev()
            .find(|step| step.end.is_none() && step.rollback == rollback)
        {
            step.end = Some(end);
            step.vital = vital;
        }
    }
}
