//! Words that real logs prove, as hints that save the parser from having to learn them; never a condition.
//! `grammars/locales/` holds them with the lines that prove them, and a test compares the two.

use super::vocabulary::ActionLine::{self, Described, Ended, Started};

/// What stands before the time of an action line.
pub(super) const ACTION_WORDS: &[(ActionLine, &str)] = &[
    (Started, "Action start"),
    (Ended, "Action ended"),
    (Described, "Action"),
    (Started, "動作開始"),
    (Ended, "動作結束"),
    (Started, "操作开始"),
    (Ended, "操作结束"),
    (Described, "操作"),
];

/// What stands before the date of a plain header, and whether it ends the log.
pub(super) const HEADER_WORDS: &[(&str, bool)] = &[
    ("Logging started", false),
    ("Logging stopped", true),
    ("開啟記錄時間", false),
    ("停止記錄時間", true),
    ("記錄開始時間", false),
    ("記錄停止時間", true),
    ("Fin de l’écriture dans le journal", true),
];
