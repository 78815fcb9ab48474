//! The terminal: set up, fed, and given back however the program ends.

use std::io::{self, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use crossterm::cursor::Show;
use crossterm::event::{
    self, DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
    Event, KeyEventKind,
};
use crossterm::execute;
use crossterm::terminal::{
    self, Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::app::{App, Start};
use super::message::Message;
use super::theme::Theme;
use super::work::{Host, Job};

/// How long the screen may be behind while messages pour in.
const FRAME: Duration = Duration::from_millis(16);
/// The size where the terminal tells none.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// What the caller may choose.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether to follow the log as it is written.
    pub follow: bool,
    /// Colours.
    pub theme: Theme,
    /// Whether to take the mouse, which keeps the terminal from selecting text without shift.
    pub mouse: bool,
}

/// Whether the terminal is in the state that the viewer needs.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether a part of the viewer has broken off.
static HAS_PANICKED: AtomicBool = AtomicBool::new(false);

/// Shows the log of `host` until the user quits.
///
/// The terminal is restored when this returns, when anything panics, and on SIGTERM, SIGHUP, and SIGINT.
///
/// # Errors
///
/// When the terminal cannot be set up or written to, or a thread of the viewer has panicked.
pub fn run(host: Host, options: Options) -> io::Result<()> {
    let screen = Screen::open(options.mouse)?;
    let result = view(host, options);
    drop(screen);
    if HAS_PANICKED.load(Ordering::SeqCst) {
        return Err(io::Error::other(
            "a part of the viewer broke off; please report what stands above",
        ));
    }
    result
}

fn view(host: Host, options: Options) -> io::Result<()> {
    let mut terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    // The log is read from the moment on at which the viewer is made, and that may break off at once.
    let outbox = Arc::new(OnceLock::new());
    restore_on_panic(Arc::clone(&outbox));
    let mut app = App::new(
        host,
        Start {
            size: terminal::size().unwrap_or(USUAL_SIZE),
            theme: options.theme,
            follow: options.follow,
            job: on_a_thread,
        },
    );
    let _ = outbox.set(app.outbox());
    listen(app.outbox());
    quit_on_signals(app.outbox())?;
    loop {
        if HAS_PANICKED.load(Ordering::SeqCst) {
            return Ok(());
        }
        resize(&mut terminal, &mut app)?;
        terminal.draw(|frame| app.draw(frame))?;
        if !wait(&mut app) {
            return Ok(());
        }
        if app.take_suspend() {
            suspend(&mut terminal, options.mouse)?;
        }
    }
}

/// Waits for a message and takes all that come with it. Returns whether to go on.
fn wait(app: &mut App) -> bool {
    let first = app.inbox().recv_timeout(Duration::from_secs(3600));
    match first {
        Ok(message) => app.handle(message),
        Err(RecvTimeoutError::Timeout) => return true,
        Err(RecvTimeoutError::Disconnected) => return false,
    }
    let began = Instant::now();
    while began.elapsed() < FRAME && !app.model().is_over() {
        let Ok(message) = app.inbox().try_recv() else {
            break;
        };
        app.handle(message);
    }
    !app.model().is_over()
}

/// Where the terminal tells its size late or not at all, the model and the screen must still agree.
fn resize(terminal: &mut Terminal<CrosstermBackend<Stdout>>, app: &mut App) -> io::Result<()> {
    terminal.autoresize()?;
    let area = terminal.get_frame().area();
    if app.model().size() != (area.width, area.height) {
        app.handle(Message::Resize(area.width, area.height));
    }
    Ok(())
}

fn on_a_thread(job: Job) {
    // A thread that cannot be started leaves the screen as it is; the next key tries again.
    let _ = thread::Builder::new()
        .name("wilog-view".to_owned())
        .spawn(job);
}

/// Turns events of the terminal into messages. When there are none any more, the terminal is gone.
fn listen(outbox: Sender<Message>) {
    on_a_thread(Box::new(move || {
        loop {
            let message = match event::read() {
                // Windows tells when a key is let go too.
                Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Message::Key(key),
                Ok(Event::Mouse(mouse)) => Message::Mouse(mouse),
                Ok(Event::Paste(text)) => Message::Paste(text),
                Ok(Event::Resize(columns, rows)) => Message::Resize(columns, rows),
                Ok(_) => continue,
                Err(_) => Message::Quit,
            };
            let is_last = matches!(message, Message::Quit);
            if outbox.send(message).is_err() || is_last {
                return;
            }
        }
    }));
}

#[cfg(unix)]
fn quit_on_signals(outbox: Sender<Message>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])?;
    on_a_thread(Box::new(move || {
        for _ in signals.forever() {
            if outbox.send(Message::Quit).is_err() {
                return;
            }
        }
    }));
    Ok(())
}

/// Windows ends a program with its console, and gives no terminal back that could be restored.
#[cfg(not(unix))]
fn quit_on_signals(_: Sender<Message>) -> io::Result<()> {
    Ok(())
}

/// Gives the terminal to the shell, and takes it again when the shell lets the program go on.
fn suspend(terminal: &mut Terminal<CrosstermBackend<Stdout>>, mouse: bool) -> io::Result<()> {
    restore();
    #[cfg(unix)]
    signal_hook::low_level::raise(signal_hook::consts::SIGTSTP)?;
    Screen::enter(mouse)?;
    execute!(io::stdout(), Clear(ClearType::All))?;
    // A fresh one draws everything anew, and asks the terminal for nothing: its answer would be taken for keys.
    *terminal = Terminal::new(CrosstermBackend::new(io::stdout()))?;
    Ok(())
}

/// The terminal in the state that the viewer needs, as long as this lives.
struct Screen;

impl Screen {
    fn open(mouse: bool) -> io::Result<Self> {
        Self::enter(mouse).inspect_err(|_| restore())?;
        Ok(Self)
    }

    fn enter(mouse: bool) -> io::Result<()> {
        IS_TAKEN.store(true, Ordering::Relaxed);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        if mouse {
            execute!(io::stdout(), EnableMouseCapture)?;
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal back, once. What fails here cannot be told to anybody.
fn restore() {
    if !IS_TAKEN.swap(false, Ordering::Relaxed) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(
        out,
        DisableMouseCapture,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// A panic in any thread is shown on a terminal that shows it, and ends the viewer; before that has its outbox, by what
/// [`HAS_PANICKED`] tells it.
fn restore_on_panic(outbox: Arc<OnceLock<Sender<Message>>>) {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        HAS_PANICKED.store(true, Ordering::SeqCst);
        restore();
        before(panic);
        if let Some(outbox) = outbox.get() {
            // Nobody listens any more when the viewer is over.
            let _ = outbox.send(Message::Quit);
        }
    }));
}
