//! Transforms, patches, the source of the package, and the restore point.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};
use nom::sequence::{delimited, preceded};

use super::lex::{Parsed, ending, refuse, rest, tag, trimmed, unsigned, until};
use crate::event::EventKind;

/// `TRANSFORMS property is now: :SP1.1;:#SP1.1`
pub(super) fn transforms(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("TRANSFORMS property is now:"), trimmed)
        .map(|list| EventKind::Transforms {
            list: list.trim_start(),
        })
        .parse(text)
}

/// `SequencePatches starts. Product code: {F0C3E5D1-...}, Product version: 10.0.40219, Upgrade code: {1F4F1D2A-...}, Product language 0`
pub(super) fn patch_sequence(text: &str) -> Parsed<'_, EventKind<'_>> {
    let head = tag("SequencePatches starts. Product code: ");
    let labels = (
        until(", Product version: "),
        until(", Upgrade code: "),
        until(", Product language "),
        rest,
    );
    preceded(head, labels)
        .map(
            |(product_code, version, upgrade_code, language)| EventKind::PatchSequence {
                product_code,
                version,
                upgrade_code,
                language,
            },
        )
        .parse(text)
}

/// `Transforming table Media.`
pub(super) fn transforming_table(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Transforming table "), trimmed)
        .map(|table| EventKind::TransformingTable {
            table: table.trim_end_matches('.'),
        })
        .parse(text)
}

/// `TRANSFORM: Applying regular transform to database.`
pub(super) fn transform_step(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("TRANSFORM: "), rest)
        .map(|text| EventKind::TransformStep { text })
        .parse(text)
}

/// `{6F8500D2-A80F-3347-9081-B41E71C8592B} - d:\a\b.msp`
pub(super) fn patch_order(text: &str) -> Parsed<'_, EventKind<'_>> {
    if text.len() < 40 || text.as_bytes()[37] != b'}' {
        return refuse();
    }
    let (patch, path) = text.split_once(" - ").unwrap_or_default();
    if patch.len() == 38 {
        Ok(("", EventKind::PatchOrder { patch, path }))
    } else {
        refuse()
    }
}

/// `SOURCEDIR ==> C:\Downloads\`
pub(super) fn source_folder(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("SOURCEDIR ==> "), rest)
        .map(|path| EventKind::SourceFolder { path })
        .parse(text)
}

/// `SOURCEDIR product ==> {3C9010D5-...}`
pub(super) fn source_product(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("SOURCEDIR product ==> "), rest)
        .map(|product| EventKind::SourceProduct { product })
        .parse(text)
}

/// `Source type from package 'a.msi': 10`
pub(super) fn source_type(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("Source type from package '"), until("': "), unsigned)
        .map(|(_, package, code)| EventKind::SourceType { package, code })
        .parse(text)
}

/// `Package name extracted from package path: 'a.msi'`
pub(super) fn package_name(text: &str) -> Parsed<'_, EventKind<'_>> {
    let label = alt((
        tag("Package name extracted from package path: '"),
        tag("Package name retrieved from configuration data: '"),
        tag("Package to be registered: '"),
    ));
    preceded(label, ending("'"))
        .map(|name| EventKind::PackageName { name })
        .parse(text)
}

/// `SOURCEMGMT: Source is invalid due to missing/inaccessible package.`
pub(super) fn source_management(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("SOURCEMGMT: "), rest)
        .map(|text| EventKind::SourceManagement { text })
        .parse(text)
}

/// `SECREPAIR: SecureRepair Failed. Error code: 524 ...`, behind `SECREPAIR: `.
pub const SECURE_REPAIR_FAILED: &str = "SecureRepair Failed";

/// `SECREPAIR: Hash Database: C:\WINDOWS\Installer\SourceHash{3C9010D5-...}`
pub(super) fn secure_repair(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(alt((tag("SECREPAIR: "), tag("SECUREREPAIR: "))), rest)
        .map(|text| EventKind::SecureRepair { text })
        .parse(text)
}

/// `Calling SRSetRestorePoint API. dwRestorePtType: 0, dwEventType: 102, llSequenceNumber: 0, szDescription: "Installed A".`
pub(super) fn restore_point_call(text: &str) -> Parsed<'_, EventKind<'_>> {
    let change = preceded(
        tag("Calling SRSetRestorePoint API. dwRestorePtType: "),
        unsigned,
    );
    let event = preceded(tag(", dwEventType: "), unsigned);
    let description = preceded(until("szDescription: \""), ending("\"."));
    (change, event, description)
        .map(|(change, event, description)| EventKind::RestorePointCall {
            change,
            event,
            description,
        })
        .parse(text)
}

/// `The call to SRSetRestorePoint API succeeded. Returned status: 0, llSequenceNumber: 220.`
pub(super) fn restore_point_result(text: &str) -> Parsed<'_, EventKind<'_>> {
    let succeeded = alt((value(true, tag("succeeded")), value(false, tag("failed"))));
    (
        tag("The call to SRSetRestorePoint API "),
        succeeded,
        tag(". Returned status: "),
        unsigned,
    )
        .map(|(_, succeeded, _, status)| EventKind::RestorePointResult { succeeded, status })
        .parse(text)
}

/// `The System Restore service is disabled. Returned status: 1058. GetLastError() returned: 1058`
pub(super) fn restore_point_disabled(text: &str) -> Parsed<'_, EventKind<'_>> {
    delimited(
        tag("The System Restore service is disabled. Returned status: "),
        unsigned,
        opt(tag(".")),
    )
    .map(|status| EventKind::RestorePointResult {
        succeeded: false,
        status,
    })
    .parse(text)
}
