//! What a trace is made of.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::index::{ActionId, EngineId, HostId, NameId, SessionId};
use super::phase::PhaseSpan;
use super::product::SessionProduct;
use super::update::Update;
use crate::event::{
    Byte, Event, ExitCode, MessageLevel, MessageNumber, ReturnValue, Side, TimeOfDay, took,
};
use crate::text::LineNo;

/// What kind of log a file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LogFormat {
    /// A Windows Installer log with engine lines: `/l*v`.
    MsiVerbose,
    /// A Windows Installer log without them: `/l*`.
    Msi,
    /// The log of a bundle.
    Burn,
    /// Anything else.
    #[default]
    Unknown,
}

impl LogFormat {
    /// The word for it in reports: `msi-verbose`, `msi`, `burn`, `unknown`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MsiVerbose => "msi-verbose",
            Self::Msi => "msi",
            Self::Burn => "burn",
            Self::Unknown => "unknown",
        }
    }
}

/// What stands between a header and its footer, or a log without them.
#[derive(Clone, Debug)]
pub struct Session {
    /// First line.
    pub line: LineNo,
    /// Last line that belongs to it.
    pub end_line: LineNo,
    /// The date of the header, as written; that of the property `Date` where the header is lost.
    pub date: String,
    /// The time of the header, as written.
    pub time: String,
    /// The date, where it is certain.
    pub day: Option<NaiveDate>,
    /// The version of `msi.dll`, as written: `SHIP UNICODE 5.00.10011.00`.
    pub build: String,
    /// The program that called the installer.
    pub process: String,
    /// Whether the footer is there.
    pub closed: bool,
    /// Where the footer of a verbose log stands; lines may follow it.
    pub footer: Option<LineNo>,
    /// The first and the last clock of its lines.
    pub clock: Option<(TimeOfDay, TimeOfDay)>,
    /// Lines that the writer of the log says are missing.
    pub lines_lost: u32,
    /// What the log says about the result without naming an engine: `Installation success or error status: 1603.`
    pub status: Option<(ExitCode, LineNo)>,
    /// What an engine returned whose beginning is not in the log, the last of them.
    pub returned: Option<(ExitCode, LineNo)>,
    /// The last message of the outcome that no inner engine wrote: 1707, 1708, and their like.
    pub(super) outcome_note: Option<(MessageNumber, LineNo)>,
    /// Of the engines of the client, and of those of the server, the last that returned.
    pub(super) last_returned: [Option<EngineId>; 2],
    /// Tries to cancel from outside, by the line of the first.
    pub cancel_attempt: Option<LineNo>,
    /// What it tells of the product where no engine begins.
    pub product: SessionProduct,
    /// How many actions and operations have begun in lines that belong to no engine, as in a part of a log.
    pub work: u32,
    /// Whether it has lines that only a verbose log has: any with a prefix but messages about the product.
    pub is_verbose: bool,
    /// How long its dialogs waited for the user, in milliseconds.
    pub user_milliseconds: u32,
}

impl Session {
    /// When it began: at the clock of its first engine line, which has milliseconds, or at that of its header where no engine
    /// line came within a second, as in logs that are not verbose.
    #[must_use]
    pub fn began(&self) -> Option<TimeOfDay> {
        const HALF_A_DAY: u32 = 12 * 60 * 60 * 1000;
        let (first, _) = self.clock?;
        let of_header = self.time.replace('.', ":");
        let mut parts = of_header.split(':').map(|part| part.parse().ok());
        let mut part = || parts.next().flatten();
        let header = match (part(), part(), part()) {
            (Some(hour), Some(minute), Some(second)) => TimeOfDay::new(hour, minute, second, 0),
            _ => None,
        };
        let is_earlier = |header: &TimeOfDay| (1000..HALF_A_DAY).contains(&header.until(first));
        Some(header.filter(is_earlier).unwrap_or(first))
    }
}

/// One engine: from its `RunEngine` block to `MainEngineThread is returning`.
#[derive(Clone, Debug)]
pub struct EngineRun {
    /// The session it belongs to.
    pub session: SessionId,
    /// Client or server; an engine inside another one is [`Side::Nested`].
    pub side: Side,
    /// Low byte of the process id.
    pub process: Byte,
    /// Low byte of the thread id.
    pub thread: Byte,
    /// The engine that started it: the client for a server, the outer server for an inner one.
    pub parent: Option<EngineId>,
    /// The engines that ran inside of it, in the order in which they began.
    pub nested: Vec<EngineId>,
    /// Whether it began above the first line of the log.
    pub is_headless: bool,
    /// First line.
    pub line: LineNo,
    /// Last line seen of it.
    pub end_line: LineNo,
    /// Path or product code that it was called with.
    pub product: String,
    /// The top action it was called with, often empty.
    pub action: String,
    /// The properties it was called with.
    pub command_line: String,
    /// Whether the product was there before.
    pub registered: Option<bool>,
    /// The product code after transforms.
    pub product_code: String,
    /// Original package, or the patch.
    pub package: String,
    /// Properties of the final dump, those that reports use; of rights, of a pending restart, and of a removal also what changes
    /// tell of them.
    pub properties: BTreeMap<&'static str, String>,
    /// Name, version, and maker from the sentence for the event log.
    pub status: Option<ProductStatus>,
    /// Where that sentence stands.
    pub status_line: Option<LineNo>,
    /// The update that its sentences tell of.
    pub(super) update: Option<Update>,
    /// What it returned, and where that stands.
    pub returned: Option<(ExitCode, LineNo)>,
    /// The number of the outcome note: 1707 installed, 1708 failed, and so on.
    pub outcome_note: Option<(MessageNumber, LineNo)>,
    /// `Platform` of the script: 0 for x86, 589824 for x64.
    pub platform: Option<u32>,
    /// Whether a rollback script ran, by the line of its header.
    pub rollback: Option<LineNo>,
    /// Whether a script of the install ran, by the line of its header.
    pub script: Option<LineNo>,
    /// Whether all of a script ran: it came to its `End`.
    pub script_ended: bool,
    /// How many components were costed, and for how many of them something is done.
    pub components: (u32, u32),
    /// The first line that tells of a component.
    pub component_line: Option<LineNo>,
    /// Its phases, in order.
    pub phases: Vec<PhaseSpan>,
    /// Its top action: INSTALL, ADMIN, ADVERTISE.
    pub top: Option<ActionId>,
    /// How many actions and operations have begun: tells whether work followed a fault.
    pub work: u32,
}

/// What the sentence for the event log says of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductStatus {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its maker.
    pub manufacturer: String,
    /// The result.
    pub status: ExitCode,
}

/// One run of an action.
#[derive(Clone, Debug)]
pub struct ActionRun {
    /// Its name.
    pub name: NameId,
    /// The engine that ran it, if the log shows engines.
    pub engine: Option<EngineId>,
    /// The session.
    pub session: SessionId,
    /// The action that was open when it began.
    pub parent: Option<ActionId>,
    /// Where it began: at `Doing action`, or at its start line in logs without that, or at its end where it began above
    /// the first line of the log.
    pub line: LineNo,
    /// Where its end stands.
    pub end_line: Option<LineNo>,
    /// What it returned.
    pub value: Option<ReturnValue>,
    /// The clock at its beginning.
    pub begun: Option<TimeOfDay>,
    /// The clock at its end, whole seconds.
    pub ended: Option<TimeOfDay>,
    /// The action of the script that was at work when it ended, for those that run a script.
    pub script_action: Option<NameId>,
    /// How much work the engine had begun when it ended.
    pub work: u32,
    /// What the package calls it, from `Action <time>: <name>. <description>`; logs of silent installs lack that.
    pub description: Option<NameId>,
    /// Whether it is a dialog, in which the time is the user's.
    pub dialog: bool,
    /// How long the user took, in milliseconds, where it is a dialog.
    pub user_milliseconds: u32,
    /// What it wrote into the log itself.
    pub output: Option<Output>,
    /// The process that hosted it, where it is a custom action in a library.
    pub host: Option<HostId>,
    /// Why the engine began it and left it again, in its words: `already done on client side`.
    pub left: Option<NameId>,
    /// Whether its start line was seen.
    pub(super) started: bool,
}

impl ActionRun {
    /// How many milliseconds it took, where the log has the clock of both its ends.
    #[must_use]
    pub fn took(&self) -> Option<u32> {
        took(self.begun, self.ended)
    }

    /// Whether it began above the first line of the log, so that it stands at its end.
    #[must_use]
    pub fn is_headless(&self) -> bool {
        self.end_line == Some(self.line)
    }
}

/// Lines that an action wrote itself: text of a custom action, or data that an action reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// The first of them.
    pub line: LineNo,
    /// The last of them; lines of others may stand between.
    pub end_line: LineNo,
    /// How many there are.
    pub lines: u32,
}

impl Output {
    /// `output` with an event more.
    pub(super) fn extend(output: &mut Option<Self>, event: &Event<'_>) {
        match output {
            Some(output) => {
                output.end_line = event.end_line();
                output.lines += event.lines;
            }
            none => {
                *none = Some(Self {
                    line: event.line,
                    end_line: event.end_line(),
                    lines: event.lines,
                });
            }
        }
    }
}

/// An action that a sequence has and that did not begin.
#[derive(Clone, Debug)]
pub struct SkippedAction {
    /// Its name.
    pub name: NameId,
    /// Why, in the words of the engine: `condition is false`.
    pub reason: NameId,
    /// The engine, if the log shows engines.
    pub engine: Option<EngineId>,
    /// The action that was open.
    pub parent: Option<ActionId>,
    /// Where that stands.
    pub line: LineNo,
}

/// A line that may say why something went wrong.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Whether the sign of a custom action stands in its prefix: `MSI (s) (10!20) [10:00:00:000]: Product: Contoso -- ...`.
    pub by_custom_action: bool,
    /// Its line.
    pub line: LineNo,
    /// The last line of the record.
    pub end_line: LineNo,
    /// The session.
    pub session: SessionId,
    /// The engine at work.
    pub engine: Option<EngineId>,
    /// The innermost open action.
    pub action: Option<ActionId>,
    /// The action of the script at work.
    pub script_action: Option<NameId>,
    /// Whether a rollback was running.
    pub in_rollback: bool,
    /// How much work the engine had begun: the fault is the last word when nothing was begun after it.
    pub work: u32,
    /// The clock of its line, or of the last line with a prefix above it.
    pub at: Option<TimeOfDay>,
    /// What it says.
    pub kind: FaultKind,
}

/// What a fault says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `Error 1310. ...`, in any of its shapes.
    Message {
        /// How grave.
        level: MessageLevel,
        /// The number.
        number: MessageNumber,
    },
    /// `Note: 1: 1310 ...`.
    Note {
        /// The number.
        number: MessageNumber,
    },
    /// `CustomAction X returned actual error code 1603 ...`.
    CustomActionReturned {
        /// The custom action, empty for an inner uninstall.
        name: NameId,
        /// Its code.
        code: ExitCode,
        /// Whether it was taken for success.
        ignored: bool,
    },
    /// `Product: X -- <text>` that is no summary: a launch condition, a custom action of type 19.
    ProductText,
    /// Text of a custom action that speaks of a failure.
    CustomActionText,
    /// `Exception thrown by custom action:` with its stack.
    Exception,
    /// `Failed to grab execution mutex. System error 258.`
    MutexFailed {
        /// A Win32 code.
        system_error: i32,
    },
    /// A policy, a right, or a signature that forbids.
    Forbidden,
    /// `SOURCEMGMT: Failed to resolve source`, `SOURCEMGMT: Source is invalid due to ...`.
    Source,
    /// `Warning: Local cached package '...' is missing.`
    CacheMissing,
    /// `Couldn't find local patch '...'. Looking for it at its source.`
    CachedPatchMissing,
    /// `PATCH SEQUENCER ERROR: revision summary info property is missing from transform ...`
    PatchSequence,
    /// `Failed to connect to server.`, an exception of the engine itself.
    Engine,
    /// The text that Windows has for the exit code.
    SystemText,
}

impl FaultKind {
    /// Whether it is a numbered message that can be a cause: no warning, no information, and no echo of the outcome.
    #[must_use]
    pub fn is_error(&self) -> bool {
        let Self::Message { level, number } = self else {
            return false;
        };
        let grave = matches!(
            level,
            MessageLevel::Error | MessageLevel::Internal | MessageLevel::Unstated
        );
        let echoes = number.is_outcome()
            || *number == MessageNumber::PRODUCT_LINE
            // The question whether to cancel, which a user may answer with no.
            || number.0 == 1602;
        grave && !echoes && !self.is_about_dialog()
    }

    /// Whether it is a message about the package itself or the engine, `The error code is 2602.`
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(
            self,
            Self::Message {
                level: MessageLevel::Internal,
                ..
            }
        )
    }

    /// Whether it is an internal message about a dialog that is built wrong: mostly the dialog is shown all the same, so it
    /// is no cause where anything else is.
    #[must_use]
    pub fn is_about_dialog(&self) -> bool {
        match self {
            Self::Message { number, .. } => self.is_internal() && is_about_dialog(*number),
            _ => false,
        }
    }

    /// Whether a copy that the installer keeps is gone, of a package or of a patch.
    #[must_use]
    pub fn is_cache_trouble(&self) -> bool {
        matches!(self, Self::CacheMissing | Self::CachedPatchMissing)
    }
}

/// Whether the message of a number is about a dialog that the package has built wrong, such as a control that reaches over
/// its edge (2826), and not about a window, a library, or a font that Windows did not give (2881 to 2884, 2889, 2890, 2894,
/// 2895, 2897).
///
/// Source: <https://learn.microsoft.com/windows/win32/msi/windows-installer-error-messages>.
#[must_use]
pub fn is_about_dialog(number: MessageNumber) -> bool {
    matches!(number.0, 2803..=2880 | 2885..=2888 | 2891..=2893 | 2896 | 2898 | 2899)
}
