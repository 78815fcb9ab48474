//! Messages of packages that the program of a bundle writes down, as that of Visual Studio does.

use super::bundle::Bundle;
use crate::event::MessageNumber;
use crate::text::LineNo;

/// A message of a package whose beginning is missing.
#[derive(Clone, Debug, Default)]
pub struct BundleShown {
    /// The package.
    pub package: String,
    /// The number of the message, 0 where it has none, and where it stands; none before its text is there.
    pub message: Option<(MessageNumber, LineNo)>,
}

/// What stands in front of the package in the report that the program makes at its end.
const PACKAGE: &str = "MUX:  P5 - ";

/// What stands in front of its message there.
pub const MESSAGE: &str = "MUX:  P8 - ";

/// What stands in front of what the program looked for and found in the way of the install.
///
/// Source: <https://github.com/jberezanski/ChocolateyPackages/blob/master/chocolatey-visualstudio.extension/extensions/Start-VSServicingOperation.ps1>.
pub const BLOCK: &str = "MUX:  Stop Block: ";

impl Bundle {
    /// `MUX:  ExecuteError: Package (HeronMsi) failed: Error Message Id: 1722 ErrorMessage: There is a problem.`
    pub(super) fn observe_message(&mut self, package: &str, message: (MessageNumber, LineNo)) {
        let known = self.applying.and_then(|at| self.packages.get_mut(at));
        let known = known.filter(|known| known.id == package);
        let step = known.and_then(|package| package.steps.last_mut());
        if let Some(step) = step {
            if step.end.is_none() {
                step.message.get_or_insert(message);
            }
        } else if self.shown().is_none() {
            self.shown = Some(BundleShown {
                package: package.to_owned(),
                message: Some(message),
            });
        }
    }

    /// `MUX:  P5 - HeronMsi`, and further below `MUX:  P8 - There is a problem.`
    pub(super) fn observe_report(&mut self, text: &str, line: LineNo) {
        if self.shown().is_some() {
            return;
        }
        if let Some(package) = text.strip_prefix(PACKAGE) {
            self.shown = Some(BundleShown {
                package: package.trim().to_owned(),
                message: None,
            });
        } else if let Some(shown) = &mut self.shown
            && let Some(text) = text.strip_prefix(MESSAGE)
            && !text.trim().is_empty()
        {
            shown.message = Some((MessageNumber(0), line));
        }
    }

    /// A package with its message, where no line says how it was applied.
    #[must_use]
    pub fn shown(&self) -> Option<(&str, MessageNumber, LineNo)> {
        let shown = self.shown.as_ref()?;
        let (number, line) = shown.message?;
        let is_applied = self
            .packages
            .iter()
            .any(|package| package.id == shown.package && !package.steps.is_empty());
        (!is_applied && !shown.package.is_empty()).then_some((&shown.package, number, line))
    }
}
