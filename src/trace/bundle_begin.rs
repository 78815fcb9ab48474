//! How a bundle begins, and goes on in the same log after a restart.

use super::bundle::{Begun, Bundle};
use super::outcome::Outcome;

/// What a bundle is given that is started again after a restart, so that it writes to the log that it had.
///
/// Source: <https://github.com/wixtoolset/wix3/blob/develop/src/burn/engine/registration.cpp>.
const APPENDS: &str = "burn.log.append";

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
