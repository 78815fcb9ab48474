//! Chains of exceptions: `Outer: it was passed on ---> Inner: why`.

use crate::detect::prose::sentence;

/// What stands between an exception and the one that it was thrown for.
const LINK: &str = "---> ";

/// Exceptions that hold no more than a code of Windows in words: what was done is said by the one around them.
const OF_WINDOWS: [&str; 4] = [
    "Win32Exception",
    "SocketException",
    "COMException",
    "ExternalException",
];

/// Exceptions that only tell that another one was passed on.
const WRAPPERS: [&str; 4] = [
    "TargetInvocationException",
    "TypeInitializationException",
    "AggregateException",
    "Exception",
];

/// The kind of the exception in a chain that tells why, and what it says: the innermost, or, where that has only words of
/// Windows, the one around it with those words behind its own.
///
/// `SqlException: The server was not found ---> Win32Exception: The file cannot be found` is about the server.
pub(in crate::detect) fn telling(chain: &str) -> (&str, String) {
    let mut inwards = chain.rsplit(LINK).map(kind_and_message);
    let (kind, message) = inwards.next().unwrap_or((chain, ""));
    let outer = inwards
        .next()
        .filter(|(outer, said)| !said.is_empty() && !WRAPPERS.contains(outer));
    match outer.filter(|_| OF_WINDOWS.iter().any(|known| kind.starts_with(known))) {
        Some((outer, said)) => (outer, format!("{} {message}", sentence(said))),
        None => (kind, message.to_owned()),
    }
}

/// The exception of a chain that was thrown last, around all others.
pub(in crate::detect) fn outermost(chain: &str) -> &str {
    chain.split(LINK).next().unwrap_or(chain).trim_end()
}

/// The exception of a chain that was thrown first, which stands last.
pub(in crate::detect) fn innermost(chain: &str) -> &str {
    chain.rsplit(LINK).next().unwrap_or(chain)
}

/// Whether a line goes on with the chain of the line above it.
pub(in crate::detect) fn goes_on(line: &str) -> bool {
    line.trim_start().starts_with(LINK)
}

/// The exceptions of a chain, each with what it says, from the innermost outwards.
pub(in crate::detect) fn inwards(chain: &str) -> impl Iterator<Item = &str> {
    chain.rsplit(LINK)
}

/// The chain of an exception from the lines below its heading, on one line: messages may have several lines, and newer .NET
/// begins a line for each exception. The frames of its stack are left out, and what stands below the first.
///
/// Source: <https://learn.microsoft.com/dotnet/api/system.exception.tostring>.
pub(in crate::detect) fn chain_of<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    /// Some messages hold a whole document.
    const MOST: usize = 12;
    let said = lines
        .take_while(|line| !is_frame(line) && !is_between_frames(line))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .take(MOST);
    let mut chain = String::new();
    for line in said {
        if !chain.is_empty() {
            // `Filename: C:\Gates\gates.config` and below it `Error: Cannot read it` are two statements.
            let begins_anew = line.starts_with(char::is_uppercase);
            let is_closed = chain.ends_with(|c: char| c.is_ascii_punctuation() && c != '\'');
            chain.push_str(if begins_anew && !is_closed { "; " } else { " " });
        }
        chain.push_str(line);
    }
    chain
}

/// Whether a line stands between the frames of a stack: `   --- End of inner exception stack trace ---`, in any language, or
/// above those of another domain or machine.
fn is_between_frames(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("--- ") || line == "Server stack trace:"
}

/// Whether a line is a frame of a stack, in any language of .NET: `   at Gates.Open(Session session)`, `   bei Gates.Open()`.
fn is_frame(line: &str) -> bool {
    /// So many letters the word before a method has at most.
    const WORD: usize = 5;
    let Some((word, method)) = line.trim().split_once(' ') else {
        return false;
    };
    let path = method.split('(').next().unwrap_or(method);
    let is_method = path.len() < method.len() && path.contains('.') && !path.contains(' ');
    word == "at" || line.starts_with(' ') && word.chars().count() <= WORD && is_method
}

/// The name of an exception without its namespace, and what it says: `System.IO.IOException: The disk is full.`
pub(in crate::detect) fn kind_and_message(exception: &str) -> (&str, &str) {
    let exception = exception.trim();
    let (kind, message) = exception.split_once(": ").unwrap_or((exception, ""));
    (kind.rsplit('.').next().unwrap_or(kind), message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_a_message_are_joined_up_to_the_first_frame() {
        for (lines, chain) in [
            (
                "Gates.GateException: Gate: north\nError: It is shut\n\n   at Gates.Open(Session session)\nLater",
                "Gates.GateException: Gate: north; Error: It is shut",
            ),
            (
                "Gates.GateException: It is shut since\nit rains.\nParameter name: gate\n   bei Gates.Actions.Open(Session session)",
                "Gates.GateException: It is shut since it rains. Parameter name: gate",
            ),
            (
                "Gates.OuterException: passed on.\n ---> Gates.GateException: It is shut\nServer stack trace:\n   at Gates.Open()",
                "Gates.OuterException: passed on. ---> Gates.GateException: It is shut",
            ),
            (
                "Gates.GateException: It is shut.\n   --- End of inner exception stack trace ---",
                "Gates.GateException: It is shut.",
            ),
        ] {
            assert_eq!(chain_of(lines.lines()), chain);
        }
    }

    #[test]
    fn the_exception_that_tells_why_is_not_always_the_innermost() {
        for (chain, kind, message) in [
            (
                "Gates.LockedException: It is locked",
                "LockedException",
                "It is locked",
            ),
            (
                "System.Exception: no gate ---> Gates.LockedException: It is locked",
                "LockedException",
                "It is locked",
            ),
            (
                "System.Exception: no gate ---> Gates.GateException: The gate of the north is shut \
                 ---> System.ComponentModel.Win32Exception: The file cannot be found",
                "GateException",
                "The gate of the north is shut. The file cannot be found",
            ),
            (
                "System.Reflection.TargetInvocationException: passed on \
                 ---> System.ComponentModel.Win32Exception (0x80004005): Access is denied",
                "Win32Exception (0x80004005)",
                "Access is denied",
            ),
        ] {
            assert_eq!(telling(chain), (kind, message.to_owned()));
        }
    }
}
