//! The first steps of somebody who sees the viewer for the first time.

/// What to try, in order; keys stand in backticks. The help begins with it, and so does `docs/viewer.md`.
pub const FIRST_STEPS: &[&str] = &[
    "The log opens at the cause, if it tells one; the details say what it means and what to do.",
    "`f` goes to the next finding, `e` to the next error, `{` and `}` to the ends of the action around, and `backspace` back.",
    "`/` searches while you type, and `n` and `N` go on.",
    "`&` shows only what fits: `kind:note`, `action:InstallFiles`, `denied`, `-is:noise`; `z` hides what healthy logs are full of.",
    "`ctrl-p` finds any action, property, finding, or command by a few letters of it.",
    "The digits show other tabs, such as `3` for the time; `enter` goes from a row to its line, and `1` back to the log.",
    "`u` shows all that is known of a finding, `y` copies a line, and `w` writes the report to a file.",
];
