//! Folders: where they were resolved to, and where the 64-bit ones were redirected.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::{preceded, terminated};

use super::lex::{
    Parsed, behind, rest, signed, tag, unsigned, until, until_last, up_to, without_trail,
};
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
    let (path, key) = key(behind(text, "Dir (target): Key: ")?)?;
    Ok(("", EventKind::FolderTarget { key, path }))
}

/// `Dir (source): Key: TARGETDIR\t, Object: C:\Cache\\t, LongSubPath: \t, ShortSubPath: `
pub(super) fn source(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (text, key) = key(behind(text, "Dir (source): Key: ")?)?;
    let (text, path) = up_to(text, ", LongSubPath: ")?;
    let (short, long) = up_to(text, ", ShortSubPath: ")?;
    Ok((
        "",
        EventKind::FolderSource {
            key,
            path: without_trail(path),
            long: without_trail(long),
            short,
        },
    ))
}

/// Tabs became blanks in logs that went through a web page, so both end a key.
fn key(text: &str) -> Parsed<'_, &str> {
    let (text, key) = up_to(text, ", Object: ")?;
    Ok((text, without_trail(key.strip_suffix('\t').unwrap_or(key))))
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
