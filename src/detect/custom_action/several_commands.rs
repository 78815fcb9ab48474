//! Several commands in one line, of which one gives the code that `cmd` or PowerShell ends with.

/// The last of several commands, with whose code `cmd` ends: `cmd /c sc stop gates & sc start gates`. Where the last one runs only
/// after the one before it has ended well, the code may be that of either, and nothing is left: `sc stop gates && sc delete gates`.
pub(in crate::detect) fn last_of(command: &str) -> &str {
    let mut end = command.len();
    for at in signs(command).into_iter().rev() {
        let last = &command[at + 1..end];
        if command[..at].ends_with('&') {
            return "";
        }
        if !hands_on(last) {
            return last;
        }
        end = at;
    }
    &command[..end]
}

/// Where the signs between commands stand. One within quotation marks is part of a name, as in
/// `robocopy "C:\Gates & Doors" D:\`, but not within those around all that `cmd` runs: `cmd /c "sc stop gates & sc start gates"`.
fn signs(command: &str) -> Vec<usize> {
    let (mut signs, mut is_quoted) = (Vec::new(), false);
    for (at, c) in command.char_indices() {
        let before = &command[..at];
        match c {
            '"' if begins_commands(before) => {}
            '"' => is_quoted = !is_quoted,
            // `> C:\gates.txt 2>&1` sends both outputs to one place.
            '&' | '|' | ';' if !is_quoted && !before.ends_with('>') => signs.push(at),
            _ => {}
        }
    }
    signs
}

fn begins_commands(before: &str) -> bool {
    let before = before.trim_end();
    let switch = before.len().checked_sub(2).and_then(|at| before.get(at..));
    switch.is_some_and(|switch| matches!(switch, "/c" | "/C" | "/k" | "/K"))
}

/// `exit /b %errorlevel%`, `exit $LASTEXITCODE`: whether a command ends with the code of the one before it.
fn hands_on(command: &str) -> bool {
    let lower = command.trim_start().to_ascii_lowercase();
    lower.starts_with("exit") && (lower.contains("errorlevel") || lower.contains("lastexitcode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_between_commands_are_told_from_those_in_names() {
        for (command, last) in [
            ("sc stop rota", "sc stop rota"),
            ("cmd /c sc stop rota & sc start rota", " sc start rota"),
            (
                "cmd /c \"sc stop rota & sc start rota\"",
                " sc start rota\"",
            ),
            ("sc stop rota && sc delete rota", ""),
            (
                "robocopy \"C:\\Gates & Doors\" D:\\",
                "robocopy \"C:\\Gates & Doors\" D:\\",
            ),
            (
                "cmd /c robocopy C:\\A D:\\ & exit /b %errorlevel%",
                "cmd /c robocopy C:\\A D:\\ ",
            ),
            (
                "cmd /c sc stop rota & sc start rota & exit %errorlevel% & exit %errorlevel%",
                " sc start rota ",
            ),
            (
                "rota.exe > C:\\rota.txt 2>&1",
                "rota.exe > C:\\rota.txt 2>&1",
            ),
        ] {
            assert_eq!(last_of(command), last, "{command}");
        }
    }
}
