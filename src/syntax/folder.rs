//! Folders: where they were resolved to, and where the 64-bit ones were redirected.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::{preceded, terminated};

use super::lex::{Parsed, rest, signed, tag, unsigned, until, until_last};
use crate::event::{EventKind, Resolution};

/// `Target path resolution complete. Dumping Directory table...`
pub(super) fn resolution(text: &str) -> Parsed<'_, EventKind<'_>> {
    let which = alt((
        value(Resolution::Target, tag("Target")),
        value(Resolution::Source, tag("Source")),
    ));
    terminated(which, tag(" path resolution complete."))
        .map(|resolution| EventKind::FolderResolution { resolution })
        .parse(text)
}

/// `Dir (target): Key: TARGETDIR\t, Object: Z:\`
pub(super) fn target(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("Dir (target): Key: "), key, rest)
        .map(|(_, key, path)| EventKind::FolderTarget { key, path })
        .parse(text)
}

/// `Dir (source): Key: TARGETDIR\t, Object: C:\Cache\\t, LongSubPath: \t, ShortSubPath: `
pub(super) fn source(text: &str) -> Parsed<'_, EventKind<'_>> {
    let path = terminated(until(", LongSubPath: "), nom::combinator::success(()));
    (
        tag("Dir (source): Key: "),
        key,
        path,
        until(", ShortSubPath: "),
        rest,
    )
        .map(
            |(_, key, path, long, short): (_, _, &str, &str, _)| EventKind::FolderSource {
                key,
                path: path.trim_end(),
                long: long.trim_end(),
                short,
            },
        )
        .parse(text)
}

/// Tabs became blanks in logs that went through a web page, so both end a key.
fn key(text: &str) -> Parsed<'_, &str> {
    until(", Object: ").map(str::trim_end).parse(text)
}

/// `SHELL32::SHGetFolderPath returned: C:\Users\a\AppData\Roaming`
pub(super) fn known(text: &str) -> Parsed<'_, EventKind<'_>> {
    let call = alt((
        tag("SHELL32::SHGetFolderPath "),
        tag("SHELL32::SHGetKnownFolderPath "),
    ));
    let result = alt((preceded(tag("returned: "), rest), rest));
    preceded(call, result)
        .map(|path| EventKind::KnownFolder { path })
        .parse(text)
}

/// `WIN64DUALFOLDERS: 'C:\Program Files (x86)\' will substitute 17 characters in 'C:\Program Files\' folder path. (mask argument = 0, the folder pair's iSwapAttrib member = 0).`
/// `WIN64DUALFOLDERS: Substitution in 'C:\A' folder had been blocked by the 1 mask argument (the folder pair's iSwapAttrib member = 0).`
pub(super) fn dual(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("WIN64DUALFOLDERS: "), alt((blocked, substituted))).parse(text)
}

fn blocked(text: &str) -> Parsed<'_, EventKind<'_>> {
    let folder = preceded(
        tag("Substitution in '"),
        until_last("' folder had been blocked by the "),
    );
    let member = preceded(
        tag(" mask argument (the folder pair's iSwapAttrib member = "),
        signed,
    );
    (folder, signed, member)
        .map(|(folder, mask, member)| EventKind::DualFolderBlocked {
            folder,
            mask,
            member,
        })
        .parse(text)
}

fn substituted(text: &str) -> Parsed<'_, EventKind<'_>> {
    let replacement = preceded(tag("'"), until("' will substitute "));
    let folder = preceded(
        tag(" characters in '"),
        until_last("' folder path. (mask argument = "),
    );
    let member = preceded(tag(", the folder pair's iSwapAttrib member = "), signed);
    (replacement, unsigned, folder, signed, member)
        .map(
            |(replacement, characters, folder, mask, member)| EventKind::DualFolderSubstituted {
                replacement,
                characters,
                folder,
                mask,
                member,
            },
        )
        .parse(text)
}
