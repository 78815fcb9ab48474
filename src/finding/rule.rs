//! What is known of a rule without running it.

use super::{Confidence, Role, Severity};

/// A rule as outputs list it, whether it found something or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its code, such as `MSI512`.
    pub code: String,
    /// Its name, such as `file-in-use`.
    pub name: String,
    /// How bad what it finds is, where no policy says otherwise.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// What part its findings play.
    pub role: Role,
    /// What it finds, in a sentence.
    pub about: String,
    /// What to do about it.
    pub advice: String,
    /// The address of a page that documents what it is about; empty for none.
    pub link: String,
    /// Its own page in Markdown; empty for none.
    pub page: String,
}
