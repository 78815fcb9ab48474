//! What the engine did, rebuilt from the stream of events.
//!
//! A [`Trace`] keeps facts, not lines: it refers to lines by number, and whoever needs their text reads it again
//! from the `Source`. Nothing in here fails: whatever the log lacks is missing from the trace too.

mod above;
mod across;
mod action;
mod action_text;
mod bound;
mod builder;
mod bundle;
mod bundle_begin;
mod bundle_error;
mod bundle_line;
mod bundle_message;
mod bundle_package;
mod bundle_shown;
mod bundle_step;
mod bundle_undone;
mod bundle_verdict;
mod caller;
mod commit;
mod count;
mod custom_action;
mod date;
mod ends;
mod engine;
mod engine_line;
mod exception;
mod failure_words;
mod faults;
mod gap;
mod host;
mod index;
mod log_level;
mod lookup;
mod mark;
mod model;
mod names;
mod outcome;
mod outer_text;
mod outside;
mod package;
mod phase;
mod place;
mod product;
mod restart_words;
mod script;
mod seam;
mod session;
mod slow;
pub mod state;
mod step;
mod thread;
mod transaction;
mod update;
mod verdict;
mod verdict_of_part;
mod written;

use std::io;

use chrono::NaiveDateTime;

pub use across::{
    Check, JoinedTransaction, Kept, LineOfLog, PackageInTransaction, Promise, across, join, parts,
};
pub use action::{REMOVE_EXISTING_PRODUCTS, is_script_runner, is_top_action, tells_the_end};
pub use action_text::{POWERSHELL_ERROR, POWERSHELL_STATEMENT};
pub use builder::Builder;
pub use bundle::{Begun, Bundle, BundleError, BundleRetry, CONDITION_FAILED};
pub use bundle_line::{
    OF_PIPE, PROCESS_RETURNED, PackageKind, is_of_package, is_of_removal, kind_of_package,
    words_of_error,
};
pub use bundle_package::{BundlePackage, BundleStep};
pub use bundle_shown::{BLOCK as SHOWN_AS_BLOCK, BundleShown, MESSAGE as SHOWN_IN_REPORT};
pub use bundle_undone::BundleUndone;
pub use custom_action::{CustomActionType, Execution};
pub use date::{HeaderDate, Order, Reading, script_timestamp};
pub use exception::{named_exception, names_its_writer};
pub use failure_words::has_failure_word;
pub use gap::{Gap, SHORTEST_GAP};
pub use host::Host;
pub use index::{ActionId, EngineId, HostId, NameId, SessionId};
pub use log_level::{LogLevel, NAMES_OF_ERRORS, level_of};
pub use lookup::between;
pub use mark::{Mark, MarkKind, ROLLBACK_COPY, RollbackSwitch};
pub use model::{
    ActionRun, EngineRun, Fault, FaultKind, LogFormat, Output, ProductStatus, Session,
    SkippedAction, is_about_dialog,
};
pub use names::Names;
pub use outcome::{Outcome, exit_code_of, result_in_words};
pub use outer_text::{BLOCKED, FIRST_RESULT, NamedLog, OuterText};
pub use outside::Outside;
pub use package::{Bitness, Operation, command_line_property};
pub use phase::{Phase, PhaseSpan, Stage};
pub use place::Place;
pub use product::SessionProduct;
pub use script::{OpenWork, ScriptRun};
pub use seam::{Seam, SeamKind};
pub use slow::{RanIn, TimedAction};
pub use state::State;
pub use step::{Progress, Step, steps};
pub use thread::{Role, Thread};
pub use transaction::{LateScript, Transaction};
pub use update::Update;
pub use verdict::{SUSPENDED, Verdict};
pub use written::Written;

use crate::event::{Event, ExitCode};
use crate::secret::{Secret, Watch};
use crate::syntax;
use crate::text::{LineNo, Source};

/// What a log tells, as facts.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// What kind of log it is.
    pub format: LogFormat,
    /// How many lines it has.
    pub lines: u32,
    /// How many of them nobody knows.
    pub unclassified: u32,
    /// Sessions in the order of the file.
    pub sessions: Vec<Session>,
    /// Engines in the order in which they began.
    pub engines: Vec<EngineRun>,
    /// Lines that belong to no engine, by session and side.
    pub outside: Vec<Outside>,
    /// Where the text is not in one piece, in order.
    pub seams: Vec<Seam>,
    /// Actions in the order in which they began.
    pub actions: Vec<ActionRun>,
    /// Actions that did not run, in order.
    pub skipped: Vec<SkippedAction>,
    /// Processes that hosted custom actions, in the order in which they began.
    pub hosts: Vec<Host>,
    /// The work of actions in scripts, in order.
    pub script_runs: Vec<ScriptRun>,
    /// What actions wrote into the log themselves, in the order in which it begins.
    pub written: Vec<Written>,
    /// The result that the program which called the installer tells, and where, in a part of a log that people quote with
    /// what that program wrote.
    pub told_by_caller: Option<(u32, LineNo)>,
    /// Where that program says that what it called has failed, by a result of its own.
    pub(super) call_failed: Option<LineNo>,
    /// What the lines above the first one of an installer tell, which may be all that there is.
    pub outer_text: OuterText,
    /// Transactions, implicit and real, in order.
    pub transactions: Vec<Transaction>,
    /// Where the log stood still, in order.
    pub gaps: Vec<Gap>,
    /// Single lines that rules look for, in order.
    pub marks: Vec<Mark>,
    /// Threads that wrote lines, by session.
    pub threads: Vec<Thread>,
    /// Lines that may say why something went wrong, in order.
    pub faults: Vec<Fault>,
    /// Actions that had not ended when the log did, outermost first.
    pub open_actions: Vec<ActionId>,
    /// The action of the script that was at work when the log ended.
    pub last_script_action: Option<NameId>,
    /// Results of products that no engine could be named for: name, version, status, line.
    pub statuses: Vec<(String, String, ExitCode, LineNo)>,
    /// What a bundle did, when the file is a bundle's log.
    pub bundle: Option<Bundle>,
    /// What the log says of properties, folders, features, files, operations, and policies.
    pub state: State,
    /// Secrets that the log tells in clear text, in order.
    pub secrets: Vec<Secret>,
    /// Names of actions, properties, folders, features, and operations.
    pub names: Names,
    /// Facts beyond the bound of their kind, those of `state` and `names` left out.
    facts_dropped: u32,
    /// How many secrets were too many to be told or covered.
    secrets_dropped: u32,
    engine_lines: u32,
    /// Lines with a prefix that are messages for the event log, which logs that are not verbose have too.
    message_lines: u32,
    verbose_headers: u32,
    plain_headers: u32,
    /// When the first script of a session was written, by the machine's clock.
    stamps: Vec<(SessionId, NaiveDateTime)>,
}

impl Trace {
    /// Reads a log to its end and rebuilds what it tells. Secrets in clear text are covered, also in what is read of the
    /// log afterwards, unless [`Source::lift_cover`] was called.
    ///
    /// # Errors
    ///
    /// What the operating system says when the log cannot be read further.
    pub fn read(source: &mut Source) -> io::Result<Self> {
        Self::read_along(source, || (), |(), _, _| {}).map(|(trace, ())| trace)
    }

    /// Does what [`Trace::read`] does, and shows each event to a watcher when the builder has taken note of it.
    ///
    /// The watcher is made by `start`. Where the log has secrets it is read again, and so a new watcher is made.
    ///
    /// # Errors
    ///
    /// What the operating system says when the log cannot be read further.
    pub fn read_along<W>(
        source: &mut Source,
        start: impl Fn() -> W,
        mut see: impl FnMut(&mut W, &Event<'_>, &Builder),
    ) -> io::Result<(Self, W)> {
        let mut watch = Watch::default();
        let (mut builder, mut watcher) = build(source, start(), |watcher, event, builder| {
            watch.observe(event);
            see(watcher, event, builder);
        })?;
        // What was read before a secret was known is read again without it.
        if watch.cover(source) {
            (builder, watcher) = build(source, start(), &mut see)?;
        }
        let mut trace = builder.finish_of(source);
        trace.take_secrets(&watch);
        Ok((trace, watcher))
    }

    /// The trace of a log that lies in memory as text.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let mut builder = Builder::default();
        syntax::events(text).for_each(|event| builder.observe(&event));
        builder.finish()
    }

    /// How many facts are not kept, since there are too many of their kind.
    #[must_use]
    pub fn dropped(&self) -> u32 {
        self.facts_dropped
            .saturating_add(self.secrets_dropped)
            .saturating_add(self.state.dropped())
            .saturating_add(self.names.dropped())
            .saturating_add(self.bundle.as_ref().map_or(0, |bundle| bundle.dropped))
    }

    /// How many of those are secrets that stand in clear text.
    #[must_use]
    pub fn dropped_secrets(&self) -> u32 {
        self.secrets_dropped
    }

    /// Takes over which secrets stand in clear text, and how many more there are, in the place of what was known of them.
    pub fn take_secrets(&mut self, watch: &Watch) {
        watch.secrets().clone_into(&mut self.secrets);
        self.secrets_dropped = watch.dropped();
    }

    /// The name of an action.
    #[must_use]
    pub fn action_name(&self, id: ActionId) -> &str {
        self.actions
            .get(id.at())
            .map_or("", |run| self.names.get(run.name))
    }
}

/// Reads a log to its end, and shows each event to a watcher when the builder has taken note of it.
fn build<W>(
    source: &mut Source,
    mut watcher: W,
    mut see: impl FnMut(&mut W, &Event<'_>, &Builder),
) -> io::Result<(Builder, W)> {
    let mut builder = Builder::default();
    syntax::each_batch(source, |events| {
        builder.look_ahead(events);
        for event in events {
            builder.observe(event);
            see(&mut watcher, event, &builder);
        }
        builder.wants()
    })?;
    Ok((builder, watcher))
}
