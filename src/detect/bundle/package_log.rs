//! The log of a package: where it is, and a package that could not begin since its log has no place.

use crate::detect::message::arguments::{self, Arguments};
use crate::event::MessageNumber;

/// What to do about a package whose log has a name that nobody knows.
pub(super) const OF_ITS_OWN: &str = "The package has a log of its own beside that of the bundle, which says why: run wilog on both.";

/// What to do about the message of a package that its bundle passes on, and where more is said. Words that only tell of a program
/// do not say which it was, so that nobody could run it by hand.
pub(super) fn of_message(number: MessageNumber, text: &str, more: &str) -> String {
    let is_of_program = matches!(number.0, 1720..=1723);
    let says_what = !is_of_program || text.contains(", command: ") || more.is_empty();
    let of_message = arguments::advice(number.0, &Arguments::new()).filter(|_| says_what);
    let of_message = of_message.unwrap_or_default();
    format!("{of_message} {more}").trim().to_owned()
}

/// What stands in front of a package whose log Windows Installer does not take.
pub(super) const NOT_TAKEN: &str = "Failed to enable logging for package: ";

/// What to do about a package whose log could not be opened.
pub(super) const NOT_OPENED: &str = "Windows Installer could not open the log of the package, whose path is that of the bundle's log with the name of \
                                     the package behind it: it may be too long, or the account that installs may not write there. Give the \
                                     bundle another and a shorter path with /log, or winget with --log, then start it again.";

/// `MAX_PATH`, the end of the text included.
///
/// Source: <https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation>.
const MAX_PATH: usize = 260;

/// `E_INVALIDARG`, which is `ERROR_INVALID_PARAMETER` of Windows Installer here.
const INVALID_ARGUMENT: u32 = 0x8007_0057;

/// A package that could not begin.
#[derive(Clone, Debug)]
pub(super) struct Unlogged {
    package: String,
    path: String,
}

impl Unlogged {
    /// `Failed to enable logging for package: HeronMsi to: C:\Temp\Marsh_000_HeronMsi.log`
    pub(super) fn read(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once(NOT_TAKEN)?;
        let (package, path) = rest.split_once(" to: ")?;
        Some(Self {
            package: package.to_owned(),
            path: path.trim().to_owned(),
        })
    }

    /// Whether the path has its end.
    pub(super) fn is_whole(&self) -> bool {
        self.path.to_ascii_lowercase().ends_with(".log")
    }

    /// Whether it is the log of taking the package back, which failed after something else had.
    pub(super) fn is_of_rollback(&self) -> bool {
        self.path.ends_with("_rollback.log")
    }

    fn is_too_long(&self, result: u32) -> bool {
        result == INVALID_ARGUMENT && self.path.encode_utf16().count() >= MAX_PATH
    }

    /// What failed, and why.
    pub(super) fn headline(&self, result: u32) -> String {
        let Self { package, path } = self;
        let what = if self.is_of_rollback() {
            "could not be taken back"
        } else {
            "could not begin"
        };
        if self.is_too_long(result) {
            format!(
                "The package {package} {what}: Windows Installer does not take the path of its log, which has more \
                 than {} characters (0x{result:08X}).",
                MAX_PATH - 1
            )
        } else {
            format!(
                "The package {package} {what}, since Windows Installer did not take its log (0x{result:08X}): {path}."
            )
        }
    }

    /// What to do about it.
    pub(super) fn advice(&self, result: u32) -> String {
        let advice = if self.is_too_long(result) {
            "Give the bundle a shorter path for its log with /log, or winget with --log: the path of each package's log begins \
             with that one, and the name of the package follows. A bundle that is started by hand writes below %TEMP%, \
             whose path is mostly short enough."
        } else {
            "Look whether the folder of that path is there and may be written, and name another one with /log where it is not; \
             then start the bundle again."
        };
        if self.is_of_rollback() {
            format!(
                "Look whether the package was left behind, and remove it by hand, since it may stop the next try. {advice}"
            )
        } else {
            advice.to_owned()
        }
    }
}

/// What to do about a message in the package's own words, which mostly says what it lacks.
pub(super) fn of_own_words(package: &str) -> String {
    format!(
        "The message is the package's own: put right what it names, then start the bundle again. More may stand in the log of \
         the package, which lies beside that of the bundle, mostly in %TEMP% and with a name that ends with _{package}.log."
    )
}

/// Where the log of a package is whose path is not among the lines.
pub(super) fn beside_that_of_the_bundle(package: &str, what: &str) -> String {
    format!(
        "The package has a log of its own beside that of the bundle, mostly in %TEMP% and with a name that ends with \
         _{package}.log, which says why {what} failed: run wilog on both."
    )
}
