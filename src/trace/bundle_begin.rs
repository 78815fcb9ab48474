//! How a bundle begins, and goes on in the same log after a restart, or when it has what its own program needs.

use super::bundle::{Begun, Bundle};
use super::outcome::Outcome;
use crate::text::LineNo;

/// What a bundle is given that is started again after a restart, so that it writes to the log that it had.
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/registration.cpp>.
const APPENDS: &str = "burn.log.append";

/// `The prerequisites were successfully installed. The bootstrapper application will be reloaded.`, or after the restart that
/// they ask for: what the program says at its end that installs what the bundle's own program needs.
///
/// Source: `OnShutdown` in
/// <https://github.com/wixtoolset/wix/blob/main/src/ext/Bal/stdbas/WixStandardBootstrapperApplication.cpp>.
pub(super) fn says_it_loads_anew(text: &str) -> bool {
    let is_of_needed = text.starts_with("The prerequisites ") || text.starts_with("A restart ");
    is_of_needed && text.contains(" The bootstrapper application will be reloaded")
}

impl Bundle {
    /// What the first line says of the engine, the machine, and the call. Another one below is that of the bundle again.
    pub(super) fn start(&mut self, version: &str, windows: &str, path: &str) {
        if !self.engine_version.is_empty() {
            self.go_on_after_restart();
            return;
        }
        version.clone_into(&mut self.engine_version);
        windows.clone_into(&mut self.windows);
        // Engines before 3.10 write the command line behind the path.
        let (path, command_line) = path
            .strip_suffix('\'')
            .and_then(|path| path.split_once(", cmdline: '"))
            .unwrap_or((path, ""));
        path.clone_into(&mut self.path);
        command_line.clone_into(&mut self.command_line);
    }

    /// `Command Line: '/quiet /burn.log.append C:\a.log'`
    pub(super) fn observe_command_line(&mut self, text: &str) {
        if text.contains(APPENDS) {
            self.go_on_after_restart();
        }
        if self.command_line.is_empty() {
            text.clone_into(&mut self.command_line);
        }
    }

    /// A bundle that is begun again behind a restart has its end still to come, and the restart is done.
    fn go_on_after_restart(&mut self) {
        let so_far = self.verdict().outcome;
        let is_restart =
            self.restart && so_far == Outcome::Unknown || so_far == Outcome::SuccessRebootRequired;
        if !is_restart {
            return;
        }
        self.restart = false;
        for package in &mut self.packages {
            package.restart = false;
        }
        self.begin_anew();
    }

    /// `i006: Bootstrapper application requested to be reloaded.`: what was applied above it is what the bundle's own program
    /// needs, and its own packages come below or behind a restart.
    pub(super) fn load_anew(&mut self, line: LineNo) {
        self.begin_anew();
        self.reloaded = Some(line);
    }

    /// Forgets how it ended so far, and what led to that.
    fn begin_anew(&mut self) {
        self.exit = None;
        self.apply = None;
        self.shutdown = None;
        self.before_shutdown = None;
        self.begun = Begun::default();
        self.errors.clear();
        self.went_on = None;
        self.retrying = None;
        self.last_begun = None;
        self.applying = None;
        self.tried_again = None;
        self.undone.failed_install = None;
        self.false_condition = None;
        self.shut_down = None;
        self.cancelled = None;
    }
}
