//! What is known of each line without its text: enough to colour it, to filter it, and to find its record and its time.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::catalog;
use crate::event::{Event, EventKind, KINDS, Level, MessageLevel, Origin, Side};
use crate::syntax::{argument, behind_bundle_prefix, behind_prefix};
use crate::text::LineNo;

/// Who wrote a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Writer {
    /// A line without a prefix.
    #[default]
    Plain,
    /// `MSI (c)`.
    Client,
    /// `MSI (s)`.
    Server,
    /// The engine of a bundle.
    Bundle,
}

impl Writer {
    /// The letter in the gutter.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Plain => ' ',
            Self::Client => 'c',
            Self::Server => 's',
            Self::Bundle => 'b',
        }
    }
}

/// How grave a line is by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gravity {
    /// Nothing that asks for a look.
    #[default]
    Plain,
    /// A warning, or a failure that was ignored.
    Warning,
    /// A failure.
    Error,
}

/// What is known of a line, in eight bytes: a log of a gigabyte has millions of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineFacts {
    kind: u8,
    flags: u8,
    process: u8,
    thread: u8,
    /// Milliseconds since midnight plus one, of this line or of the last that had a time; 0 where none had.
    clock: u32,
}

const WRITER: u8 = 0b0000_0011;
const GRAVITY: u8 = 0b0000_1100;
const GOES_ON: u8 = 0b0001_0000;
const NOISE: u8 = 0b0010_0000;
const ROLLBACK: u8 = 0b0100_0000;
const BY_CUSTOM_ACTION: u8 = 0b1000_0000;

impl LineFacts {
    /// The name of the event kind.
    pub(crate) fn kind(self) -> &'static str {
        KINDS
            .get(usize::from(self.kind))
            .copied()
            .unwrap_or("message")
    }

    /// The index of the event kind in [`KINDS`].
    pub(crate) fn kind_index(self) -> usize {
        usize::from(self.kind)
    }

    /// Who wrote it.
    pub(crate) fn writer(self) -> Writer {
        match self.flags & WRITER {
            1 => Writer::Client,
            2 => Writer::Server,
            3 => Writer::Bundle,
            _ => Writer::Plain,
        }
    }

    /// How grave it is.
    pub(crate) fn gravity(self) -> Gravity {
        match (self.flags & GRAVITY) >> 2 {
            0 => Gravity::Plain,
            1 => Gravity::Warning,
            _ => Gravity::Error,
        }
    }

    /// Whether it goes on with the record of the line above.
    pub(crate) fn goes_on(self) -> bool {
        self.flags & GOES_ON != 0
    }

    /// Whether healthy logs have lines like it by the hundred, and nobody learns from them.
    pub(crate) fn is_noise(self) -> bool {
        self.flags & NOISE != 0
    }

    /// Whether a rollback script wrote it.
    pub(crate) fn in_rollback(self) -> bool {
        self.flags & ROLLBACK != 0
    }

    /// A line without the prefix that these facts tell.
    pub(crate) fn body(self, text: &str) -> &str {
        match self.writer() {
            Writer::Plain => text,
            _ if self.goes_on() => text,
            Writer::Client | Writer::Server => behind_prefix(text),
            Writer::Bundle => behind_bundle_prefix(text),
        }
    }

    /// The low bytes of process and thread, and whether it was written on behalf of a custom action; none where the line
    /// has lost them.
    pub(crate) fn thread(self) -> Option<(u8, u8, bool)> {
        let is_known = match self.writer() {
            Writer::Plain => false,
            Writer::Client | Writer::Server => true,
            Writer::Bundle => (self.process, self.thread) != (0, 0),
        };
        is_known.then_some((
            self.process,
            self.thread,
            self.flags & BY_CUSTOM_ACTION != 0,
        ))
    }

    /// Milliseconds since midnight, of this line or of the last above it that tells.
    pub(crate) fn clock(self) -> Option<u32> {
        self.clock.checked_sub(1)
    }
}

/// Lines of a block: a reader in another thread shares whole blocks, and only the last one is ever copied.
const BLOCK: usize = 1 << 15;

/// What is known of the lines of a log, from the first on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    blocks: Vec<Arc<Vec<LineFacts>>>,
}

impl Facts {
    /// Adds what is known of the next lines.
    pub(crate) fn extend(&mut self, facts: &[LineFacts]) {
        let mut rest = facts;
        while !rest.is_empty() {
            if self.blocks.last().is_none_or(|block| block.len() == BLOCK) {
                self.blocks.push(Arc::default());
            }
            let Some(block) = self.blocks.last_mut() else {
                return;
            };
            let block = Arc::make_mut(block);
            let (now, later) = rest.split_at(rest.len().min(BLOCK - block.len()));
            block.extend_from_slice(now);
            rest = later;
        }
    }

    /// How many lines are known.
    pub(crate) fn len(&self) -> u32 {
        let last = self.blocks.last().map_or(0, |block| block.len());
        (self.blocks.len().saturating_sub(1) * BLOCK + last) as u32
    }

    /// What is known of the line with this 1-based number.
    pub(crate) fn get(&self, line: u32) -> Option<LineFacts> {
        let at = line.checked_sub(1)? as usize;
        self.blocks.get(at / BLOCK)?.get(at % BLOCK).copied()
    }

    /// The first line of the record that a line belongs to.
    pub(crate) fn record_start(&self, line: u32) -> u32 {
        let mut at = line;
        while at > 1 && self.get(at).is_some_and(LineFacts::goes_on) {
            at -= 1;
        }
        at
    }

    /// The last line of the record that a line belongs to.
    pub(crate) fn record_end(&self, line: u32) -> u32 {
        let mut at = line;
        while self.get(at + 1).is_some_and(LineFacts::goes_on) {
            at += 1;
        }
        at
    }
}

/// Makes the facts of lines while events stream by.
#[derive(Clone, Debug)]
pub(crate) struct FactsBuilder {
    kinds: HashMap<&'static str, u8>,
    clock: u32,
    rollback: bool,
    /// How many lines there are facts for.
    lines: u32,
    made: Vec<LineFacts>,
}

impl Default for FactsBuilder {
    fn default() -> Self {
        let kinds = KINDS.iter().enumerate();
        Self {
            kinds: kinds.map(|(at, name)| (*name, at as u8)).collect(),
            clock: 0,
            rollback: false,
            lines: 0,
            made: Vec::new(),
        }
    }
}

impl FactsBuilder {
    /// Takes note of the lines of an event.
    pub(crate) fn observe(&mut self, event: &Event<'_>) {
        if let EventKind::Operation { name, arguments } = event.kind {
            match name {
                "Header" => self.rollback = argument(arguments, "ScriptType") == Some("2"),
                "End" => self.rollback = false,
                _ => {}
            }
        }
        let prefix = prefix(event);
        // Lines without a prefix have whole seconds and lag behind, so they have the time of the line above.
        if let Some(clock) = event.origin.clock() {
            self.clock = clock.milliseconds() + 1;
        }
        let is_script = matches!(event.kind, EventKind::Operation { .. });
        let first = LineFacts {
            kind: self.kinds.get(event.kind.name()).copied().unwrap_or(0),
            flags: prefix.flags
                | (gravity(event) as u8) << 2
                | flag(is_noise(event), NOISE)
                | flag(self.rollback && is_script, ROLLBACK),
            clock: self.clock,
            ..prefix
        };
        if matches!(event.kind, EventKind::EngineReturned { .. }) {
            self.rollback = false;
        }
        // A line that came in pieces has facts already.
        for line in event.line.get()..=event.end_line().get() {
            if line <= self.lines {
                continue;
            }
            let later = line > event.line.get();
            self.made.push(LineFacts {
                flags: first.flags | flag(later, GOES_ON),
                ..first
            });
            self.lines = line;
        }
    }

    /// The facts that were made since the last call.
    pub(crate) fn take(&mut self) -> Vec<LineFacts> {
        std::mem::take(&mut self.made)
    }
}

/// Side, process, and thread, as the prefix tells them.
fn prefix(event: &Event<'_>) -> LineFacts {
    match event.origin {
        Origin::Plain => LineFacts::default(),
        Origin::Engine(engine) => LineFacts {
            flags: flag(engine.by_custom_action, BY_CUSTOM_ACTION)
                | if engine.side == Side::Client { 1 } else { 2 },
            process: engine.process.0,
            thread: engine.thread.0,
            ..LineFacts::default()
        },
        Origin::Bundle(bundle) => LineFacts {
            flags: 3,
            process: low_byte(bundle.process),
            thread: low_byte(bundle.thread),
            ..LineFacts::default()
        },
    }
}

/// The low byte of an id, as lines of Windows Installer have it; 0 where the line has none.
fn low_byte(id: Option<NonZeroU32>) -> u8 {
    id.map_or(0, |id| id.get().to_le_bytes()[0])
}

fn flag(on: bool, bit: u8) -> u8 {
    if on { bit } else { 0 }
}

/// How grave an event is by itself, whatever came of it.
fn gravity(event: &Event<'_>) -> Gravity {
    match event.kind {
        EventKind::NumberedMessage { level, number, .. } => match level {
            MessageLevel::Error | MessageLevel::Internal => Gravity::Error,
            // A translated log has one word for all levels that its reader does not know, and most such messages are
            // errors. One that only tells the outcome repeats what another line says.
            MessageLevel::Unstated if !number.is_outcome() => Gravity::Error,
            MessageLevel::Unstated | MessageLevel::Warning => Gravity::Warning,
            MessageLevel::Info | MessageLevel::Debug => Gravity::Plain,
        },
        EventKind::ActionEnded { value, .. } if value.is_failure() => Gravity::Error,
        EventKind::ActionEnded { value, .. } if value.is_cancel() => Gravity::Warning,
        EventKind::EngineReturned { code } | EventKind::BackFromServer { code }
            if !code.is_success() =>
        {
            Gravity::Error
        }
        EventKind::ProductStatus { status, .. } if !status.is_success() => Gravity::Error,
        EventKind::CustomActionReturned { ignored: false, .. } | EventKind::MutexFailed { .. } => {
            Gravity::Error
        }
        EventKind::CustomActionReturned { .. }
        | EventKind::RollbackError { .. }
        | EventKind::BundleHostNotLoaded { .. }
        | EventKind::LinesLost { .. } => Gravity::Warning,
        EventKind::BundlePackageError { .. } => Gravity::Error,
        EventKind::BundlePackageEnd { result, vital, .. } if result >> 31 != 0 => {
            if vital {
                Gravity::Error
            } else {
                Gravity::Warning
            }
        }
        _ => match event.origin.bundle().map(|bundle| bundle.level) {
            Some(Level::Error) => Gravity::Error,
            Some(Level::Warning) => Gravity::Warning,
            _ => Gravity::Plain,
        },
    }
}

/// Whether healthy logs are full of such events.
fn is_noise(event: &Event<'_>) -> bool {
    match event.kind {
        EventKind::Blank {}
        | EventKind::ShutdownCounter { .. }
        | EventKind::Handle { .. }
        | EventKind::Remark { .. }
        | EventKind::Policy { .. }
        | EventKind::PropertyDump { .. }
        | EventKind::AppCompat { .. }
        | EventKind::FileAccess { .. }
        | EventKind::FileSource { .. }
        | EventKind::CustomActionServer { .. }
        | EventKind::CustomActionHello { .. }
        | EventKind::TransformStep { .. }
        | EventKind::PropertyIgnored { .. }
        | EventKind::BundleCondition { .. }
        | EventKind::BundleVariable { .. } => true,
        EventKind::Note { number, .. } => catalog::message(number.0)
            .is_some_and(|code| code.severity < catalog::Severity::Warning),
        EventKind::Operation { name, .. } => {
            catalog::operation(name).is_some_and(|op| op.group == catalog::OperationGroup::Frame)
        }
        _ => false,
    }
}

/// The line number of a 1-based count, for calls of the library.
pub(crate) fn line_no(line: u32) -> LineNo {
    LineNo::new(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Facts {
        let mut builder = FactsBuilder::default();
        crate::syntax::events(text).for_each(|event| builder.observe(&event));
        let mut facts = Facts::default();
        facts.extend(&builder.take());
        facts
    }

    #[test]
    fn each_line_has_facts_and_knows_its_record() {
        let facts = facts(
            "MSI (s) (18!54) [09:12:53:767]: PROPERTY CHANGE: Adding A property. Its value is 'x\ny\nz'.\n\
             Error 1310. Error writing to file: C:\\a.\n",
        );
        assert_eq!(facts.len(), 4);
        assert_eq!((facts.record_start(3), facts.record_end(1)), (1, 3));
        let first = facts.get(1).unwrap_or_default();
        assert_eq!(first.kind(), "property-change");
        assert_eq!(first.thread(), Some((0x18, 0x54, true)));
        assert_eq!(first.clock(), Some(33_173_767));
        let last = facts.get(4).unwrap_or_default();
        assert_eq!(
            (last.gravity(), last.writer()),
            (Gravity::Error, Writer::Plain)
        );
        assert_eq!(
            last.clock(),
            first.clock(),
            "a line without a time has that of the line above"
        );
        assert_eq!(facts.get(5), None);
    }

    #[test]
    fn an_error_is_as_grave_in_every_language() {
        for (line, gravity) in [
            (
                "Error 1920. Service 'Gates' (gatesvc) failed to start.",
                Gravity::Error,
            ),
            (
                "Fehler 1920. Dienst 'Gates' (gatesvc) konnte nicht gestartet werden.",
                Gravity::Error,
            ),
            (
                "Avertissement 1909. Impossible de cr\u{e9}er le raccourci 'Gates'.",
                Gravity::Error,
            ),
            (
                "Warning 1909. Could not create shortcut 'Gates'.",
                Gravity::Warning,
            ),
            (
                "Meldung 1708. Produkt: 'Gates' wurde nicht installiert.",
                Gravity::Warning,
            ),
            (
                "Info 1603. The file C:\\a.dll is being held in use.",
                Gravity::Plain,
            ),
            (
                "DEBUG: Error 2826:  Control Line1 on dialog X extends",
                Gravity::Plain,
            ),
        ] {
            let found = facts(&format!("{line}\n")).get(1).unwrap_or_default();
            assert_eq!(found.kind(), "numbered-message", "{line}");
            assert_eq!(found.gravity(), gravity, "{line}");
        }
    }

    #[test]
    fn facts_are_small_and_many() {
        assert_eq!(size_of::<LineFacts>(), 8);
        assert!(KINDS.len() <= 256);
        let mut facts = Facts::default();
        facts.extend(&vec![LineFacts::default(); BLOCK - 1]);
        facts.extend(
            &[LineFacts {
                thread: 7,
                ..LineFacts::default()
            }; 3],
        );
        assert_eq!(facts.len() as usize, BLOCK + 2);
        assert_eq!(
            facts.get(BLOCK as u32 + 2).map(|facts| facts.thread),
            Some(7)
        );
    }
}
