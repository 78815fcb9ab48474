//! Who wrote a line: the prefix of an engine line or of a bundle line.

use std::fmt;
use std::num::NonZeroU32;

use chrono::{NaiveDateTime, Timelike};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::TimeOfDay;

/// Who wrote a line, as its prefix says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// No prefix: message text, custom-action output, property dumps, headers.
    #[default]
    Plain,
    /// `MSI (s) (18!54) [09:12:53:767]: `.
    Engine(Engine),
    /// `[4D9C:6D90][2026-03-13T15:31:16]i052: `.
    Bundle(Bundle),
}

impl Origin {
    /// The engine prefix, if the line has one.
    #[must_use]
    pub fn engine(self) -> Option<Engine> {
        match self {
            Self::Engine(engine) => Some(engine),
            _ => None,
        }
    }

    /// The bundle prefix, if the line has one.
    #[must_use]
    pub fn bundle(self) -> Option<Bundle> {
        match self {
            Self::Bundle(bundle) => Some(bundle),
            _ => None,
        }
    }

    /// The time of day that the prefix tells, where it has one; that of a bundle line has whole seconds.
    #[must_use]
    pub fn clock(self) -> Option<TimeOfDay> {
        match self {
            Self::Plain => None,
            Self::Engine(engine) => engine.at,
            Self::Bundle(bundle) => {
                let at = bundle.at?.time();
                TimeOfDay::new(at.hour(), at.minute(), at.second(), 0)
            }
        }
    }
}

/// The prefix of an engine line: `MSI (s) (18!54) [09:12:53:767]: `.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Engine {
    /// Client or server.
    pub side: Side,
    /// The low byte of the process id.
    pub process: Byte,
    /// The low byte of the thread id.
    pub thread: Byte,
    /// Written on behalf of a custom action: a `!` stands between process and thread.
    pub by_custom_action: bool,
    /// Local time, to the millisecond, where the line has it: the first versions of Windows Installer wrote none, and pages
    /// take it away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<TimeOfDay>,
}

/// The side of an engine line or of a property dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// `MSI (c)`, `Property(C)`: the process that called the installer.
    Client,
    /// `MSI (s)`, `Property(S)`: the Windows Installer service.
    Server,
    /// `Property(N)`: an engine inside another one, as in an upgrade that removes the old product.
    Nested,
    /// Any other letter, which no log has shown so far.
    Other,
}

impl Side {
    /// The side of a letter as logs write it, in either case.
    #[must_use]
    pub fn from_letter(letter: u8) -> Self {
        match letter | 0x20 {
            b'c' => Self::Client,
            b's' => Self::Server,
            b'n' => Self::Nested,
            _ => Self::Other,
        }
    }
}

/// The low byte of a process or thread id, in JSON as two hexadecimal digits.
///
/// Bytes collide, so they tell scopes apart within a session and never across sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String")]
pub struct Byte(pub u8);

impl fmt::Display for Byte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

impl Serialize for Byte {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The prefix of a bundle line: `[4D9C:6D90][2026-03-13T15:31:16]i052: `.
///
/// People who paste such lines into a page take parts of it away, or all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bundle {
    /// Process id, where the line has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process: Option<NonZeroU32>,
    /// Thread id, where the line has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread: Option<NonZeroU32>,
    /// Local date and time, whole seconds, where the line has it; in JSON as written: `2026-03-13T15:31:16`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_written")]
    #[schemars(with = "Option<String>")]
    pub at: Option<NaiveDateTime>,
    /// How grave the bundle engine finds it.
    pub level: Level,
    /// The number of the message, 0 for text without a number.
    pub id: u16,
}

#[expect(
    clippy::ref_option,
    reason = "serde hands over a reference to the field"
)]
fn as_written<S: Serializer>(at: &Option<NaiveDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(&at.format("%Y-%m-%dT%H:%M:%S")),
        None => serializer.serialize_none(),
    }
}

/// How grave the writer finds a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// `i`: information.
    Info,
    /// `w`: warning.
    Warning,
    /// `e`: error.
    Error,
}
