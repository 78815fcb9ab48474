//! The clipboard and the browser: things that belong to the desktop around the terminal.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;

/// Bytes beyond which many terminals drop what they are asked to copy.
const TERMINAL_TAKES: usize = 74_994;

/// Puts text on the clipboard, and says how.
///
/// A program of the desktop is the surest way where there is one; the sequence OSC 52 reaches the terminal through
/// ssh too, but no terminal says whether it has obeyed.
///
/// # Errors
///
/// A sentence for people, when the text is too long for a terminal, or the terminal is gone.
pub fn copy(text: &str) -> Result<String, String> {
    let lines = text.lines().count().max(1);
    let what = if lines == 1 {
        "1 line".to_owned()
    } else {
        format!("{lines} lines")
    };
    if !is_remote() && programs().iter().any(|program| pipe(program, text)) {
        return Ok(format!("Copied {what}."));
    }
    if text.len() > TERMINAL_TAKES {
        return Err("too much for a terminal; `W` writes lines to a file".to_owned());
    }
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
        .map_err(|error| error.to_string())?;
    Ok(format!(
        "Copied {what} through the terminal (OSC 52); where it does not support that, `W` writes to a file."
    ))
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn is_remote() -> bool {
    is_set("SSH_CONNECTION") || is_set("SSH_TTY")
}

/// Programs that take text for the clipboard, those first that fit the desktop.
fn programs() -> Vec<&'static [&'static str]> {
    let mut programs: Vec<&[&str]> = Vec::new();
    if cfg!(windows) {
        programs.push(&["clip.exe"]);
    } else if cfg!(target_os = "macos") {
        programs.push(&["pbcopy"]);
    }
    if is_set("WAYLAND_DISPLAY") {
        programs.push(&["wl-copy"]);
    }
    if is_set("DISPLAY") {
        programs.push(&["xclip", "-selection", "clipboard"]);
        programs.push(&["xsel", "--clipboard", "--input"]);
    }
    programs
}

/// Gives text to a program, and tells whether it took it.
fn pipe(program: &[&str], text: &str) -> bool {
    let Some((name, arguments)) = program.split_first() else {
        return false;
    };
    let child = quiet(name, arguments).stdin(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        return false;
    };
    // `clip.exe` reads UTF-16 when it begins with a byte order mark.
    let bytes = if cfg!(windows) {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    } else {
        text.as_bytes().to_vec()
    };
    let written = child
        .stdin
        .take()
        .is_some_and(|mut stdin| stdin.write_all(&bytes).is_ok());
    written && child.wait().is_ok_and(|status| status.success())
}

fn quiet(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Shows an address of the catalogue in the browser, and says what it is in any case.
///
/// # Errors
///
/// A sentence for people, when it is no address of a page.
pub fn browse(address: &str) -> Result<String, String> {
    if !address.starts_with("https://") {
        return Err(format!("{address} is no address of a page"));
    }
    let (name, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32.exe", &["url.dll,FileProtocolHandler", address])
    } else if cfg!(target_os = "macos") {
        ("open", &[address])
    } else {
        ("xdg-open", &[address])
    };
    match quiet(name, arguments).stdin(Stdio::null()).spawn() {
        Ok(_) => Ok(format!("Opened {address}")),
        Err(_) => Ok(format!("There is no browser here: {address}")),
    }
}
