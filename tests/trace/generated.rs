//! What holds for the trace of any log: installs that were made up at random, whole and damaged.

use proptest::prelude::*;
use proptest::sample::Index;
use wilog::syntax;
use wilog::trace::Trace;

use super::{lines_belong_to_one_thread_and_one_phase, phases_follow_one_another};

/// An install as it could have been.
#[derive(Clone, Debug)]
struct Install {
    /// Whether a client writes into the log too.
    client: bool,
    /// What the server runs, one after the other.
    actions: Vec<Action>,
    /// Actions of scripts, each with so many operations.
    script: Vec<u8>,
    /// Whether the script is undone.
    fails: bool,
    /// Whether the log has its end.
    ends: bool,
}

#[derive(Clone, Debug)]
struct Action {
    name: u8,
    /// What it writes, each with the milliseconds before it.
    lines: Vec<u16>,
    /// The removal of an older product inside of it.
    inner: Option<Vec<Action>>,
}

fn action() -> impl Strategy<Value = Action> {
    let leaf = |inner: BoxedStrategy<Option<Vec<Action>>>| {
        let lines = prop::collection::vec(0_u16..3_000, 0..4);
        (any::<u8>(), lines, inner).prop_map(|(name, lines, inner)| Action { name, lines, inner })
    };
    let inner = prop::collection::vec(leaf(Just(None).boxed()), 0..4);
    leaf(prop::option::weighted(0.2, inner).boxed())
}

fn install() -> impl Strategy<Value = Install> {
    (
        any::<bool>(),
        prop::collection::vec(action(), 0..6),
        prop::collection::vec(0_u8..5, 0..4),
        any::<bool>(),
        prop::bool::weighted(0.9),
    )
        .prop_map(|(client, actions, script, fails, ends)| Install {
            client,
            actions,
            script,
            fails,
            ends,
        })
}

/// Writes the log of installs as the engine would.
struct Writer {
    log: Vec<String>,
    /// Milliseconds since midnight of the first day.
    now: u32,
    /// How many actions were ended.
    ended: u32,
}

const CLIENT: &str = "MSI (c) (2C:E0)";
const OUTER: &str = "MSI (s) (58:C8)";
const SERVER: &str = "MSI (s) (58:F4)";
const INNER: &str = "MSI (s) (58:4C)";

impl Writer {
    fn clock(&self) -> [u32; 4] {
        let now = self.now % 86_400_000;
        [
            now / 3_600_000,
            now / 60_000 % 60,
            now / 1000 % 60,
            now % 1000,
        ]
    }

    fn plain(&mut self, text: impl Into<String>) {
        self.log.push(text.into());
    }

    fn line(&mut self, who: &str, text: &str) {
        self.now += 1;
        let [hour, minute, second, ms] = self.clock();
        self.plain(format!(
            "{who} [{hour:02}:{minute:02}:{second:02}:{ms:03}]: {text}"
        ));
    }

    fn engine(&mut self, who: &str, product: &str) {
        self.line(who, "******* RunEngine:");
        self.plain(format!("           ******* Product: {product}"));
        self.plain("           ******* Action: ");
        self.plain("           ******* CommandLine: **********");
    }

    fn begin(&mut self, who: &str, name: &str) {
        self.line(who, &format!("Doing action: {name}"));
        let [hour, minute, second, _] = self.clock();
        self.plain(format!(
            "Action start {hour}:{minute:02}:{second:02}: {name}."
        ));
    }

    fn end(&mut self, name: &str, value: u8) {
        let [hour, minute, second, _] = self.clock();
        self.plain(format!(
            "Action ended {hour}:{minute:02}:{second:02}: {name}. Return value {value}."
        ));
        self.ended += 1;
    }

    fn action(&mut self, who: &str, action: &Action) {
        let name = match action.inner {
            Some(_) => "RemoveExistingProducts".to_owned(),
            None => format!("Action{}", action.name),
        };
        self.begin(who, &name);
        for wait in &action.lines {
            self.now += u32::from(*wait);
            self.line(
                who,
                "PROPERTY CHANGE: Adding Step property. Its value is '1'.",
            );
        }
        if let Some(inner) = &action.inner {
            self.engine(INNER, "{DD509D37-CB01-5E3C-BFC1-9E10878C9CBB}");
            self.begin(INNER, "INSTALL");
            self.line(INNER, "Running ExecuteSequence");
            for action in inner {
                self.action(INNER, action);
            }
            self.end("INSTALL", 1);
        }
        self.end(&name, 1);
    }

    fn script(&mut self, kind: u8, actions: &[u8]) {
        self.line(SERVER, &format!("Executing op: Header(Signature=1397708873,Version=500,Timestamp=1531857620,LangId=1033,Platform=0,ScriptType={kind},)"));
        for (at, operations) in actions.iter().enumerate() {
            self.line(
                SERVER,
                &format!("Executing op: ActionStart(Name=Action{at},,)"),
            );
            for _ in 0..*operations {
                self.line(
                    SERVER,
                    "Executing op: FolderCreate(Folder=C:\\A\\,Foreign=0,,)",
                );
            }
        }
        self.line(
            SERVER,
            "Executing op: End(Checksum=0,ProgressTotalHDWord=0,ProgressTotalLDWord=0)",
        );
    }

    fn install(&mut self, install: &Install) {
        self.plain("=== Verbose logging started: 10/14/2025  14:20:10  Build type: SHIP UNICODE 5.00.10011.00  Calling process: C:\\setup.exe ===");
        if install.client {
            self.engine(CLIENT, "C:\\a.msi");
            self.line(CLIENT, "Switching to server: ");
        }
        self.line(
            OUTER,
            "Running installation inside multi-package transaction C:\\a.msi",
        );
        self.engine(SERVER, "C:\\a.msi");
        self.begin(SERVER, "INSTALL");
        self.line(SERVER, "Running ExecuteSequence");
        for action in &install.actions {
            self.action(SERVER, action);
        }
        self.begin(SERVER, "InstallInitialize");
        self.end("InstallInitialize", 1);
        self.begin(SERVER, "InstallFinalize");
        self.script(1, &install.script);
        if install.fails {
            self.end("InstallFinalize", 3);
            self.script(2, &install.script);
        } else {
            self.end("InstallFinalize", 1);
        }
        if !install.ends {
            return;
        }
        let (value, code) = if install.fails { (3, 1603) } else { (1, 0) };
        self.end("INSTALL", value);
        self.line(SERVER, &format!("MainEngineThread is returning {code}"));
        if install.client {
            self.line(CLIENT, &format!("Back from server. Return value: {code}"));
            self.line(CLIENT, &format!("MainEngineThread is returning {code}"));
        }
        self.plain("=== Verbose logging stopped: 10/14/2025  14:20:44 ===");
    }
}

fn written(installs: &[Install], begin: u32) -> Writer {
    let mut writer = Writer {
        log: Vec::new(),
        now: begin,
        ended: 0,
    };
    for install in installs {
        writer.install(install);
    }
    writer
}

fn text(lines: &[String]) -> String {
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// What holds for the trace of any text, however damaged.
fn holds_for_any_text(text: &str) -> Trace {
    let trace = Trace::of_text(text);
    phases_follow_one_another(&trace, "generated");
    let events = |each: &mut dyn FnMut(&wilog::event::Event<'_>)| {
        syntax::events(text).for_each(|event| each(&event));
    };
    lines_belong_to_one_thread_and_one_phase(events, &trace, "generated");
    trace
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_install_is_told_whole(
        installs in prop::collection::vec(install(), 1..4),
        begin in 0_u32..86_400_000,
    ) {
        let written = written(&installs, begin);
        let trace = holds_for_any_text(&text(&written.log));

        prop_assert_eq!(trace.unclassified, 0);
        prop_assert_eq!(trace.sessions.len(), installs.len());
        prop_assert!(!trace.actions.iter().any(wilog::trace::ActionRun::is_headless));
        let ended = trace.actions.iter().filter(|run| run.end_line.is_some()).count();
        prop_assert_eq!(ended, usize::try_from(written.ended).unwrap());
        let inner = installs.iter().flat_map(|install| &install.actions);
        let inner = inner.filter(|action| action.inner.is_some()).count();
        let clients = installs.iter().filter(|install| install.client).count();
        prop_assert_eq!(trace.engines.len(), installs.len() + inner + clients);
        // A step back of a clock would pass for nearly a day.
        let elapsed = written.now - begin;
        for run in &trace.engines {
            let spans = run.phases.iter().filter_map(|span| span.begun.zip(span.ended));
            let took: u32 = spans.map(|(begun, ended)| begun.until(ended)).sum();
            prop_assert!(took <= elapsed, "{} ms of {}", took, elapsed);
        }
        for (id, install) in (0..).zip(&installs) {
            let verdict = trace.session_verdict(wilog::trace::SessionId::new(id));
            let code = verdict.exit_code.map(|code| code.0);
            let expected = if install.fails { 1603 } else { 0 };
            prop_assert_eq!(code, install.ends.then_some(expected));
        }
    }

    #[test]
    fn each_line_has_its_place_in_any_damaged_log(
        installs in prop::collection::vec(install(), 1..4),
        dropped in prop::collection::vec(any::<Index>(), 0..6),
        moved in prop::collection::vec((any::<Index>(), any::<Index>()), 0..6),
    ) {
        let mut lines = written(&installs, 0).log;
        for at in dropped {
            lines.remove(at.index(lines.len()));
        }
        for (from, to) in moved {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len()), line);
        }
        holds_for_any_text(&text(&lines));
    }
}
