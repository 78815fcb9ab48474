//! The start and the end of an engine, the package it opens, and the product it finds.

use nom::bytes::complete::take_while;
use nom::combinator::{all_consuming, value};
use nom::sequence::{delimited, preceded, terminated};
use nom::{Parser, branch::alt};

use super::lex::{Parsed, ending, rest, signed, tag, trimmed, until};
use crate::event::{CodeStage, Context, EventKind, ExitCode, FileRole, Sequence};

/// `******* RunEngine:` with the lines below it:
/// `           ******* Product: C:\a.msi`, `           ******* Action: `, `           ******* CommandLine: **********`.
pub(super) fn engine_started(record: &str) -> Parsed<'_, EventKind<'_>> {
    let (below, _) = tag("******* RunEngine:").parse(record)?;
    let field = |name: &str| {
        below
            .lines()
            .find_map(|line| {
                line.trim_start()
                    .strip_prefix("******* ")?
                    .strip_prefix(name)
            })
            .unwrap_or("")
            .trim()
    };
    let kind = EventKind::EngineStarted {
        product: field("Product:"),
        action: field("Action:"),
        command_line: field("CommandLine:"),
    };
    Ok(("", kind))
}

/// `MainEngineThread is returning 1603`, behind which a page may have a full stop of its own.
pub(super) fn engine_returned(text: &str) -> Parsed<'_, EventKind<'_>> {
    all_consuming(terminated(
        preceded(tag("MainEngineThread is returning "), signed),
        take_while(|sign| matches!(sign, ' ' | '\t' | '.')),
    ))
    .map(|code| EventKind::EngineReturned {
        code: ExitCode(code),
    })
    .parse(text)
}

/// `Running ExecuteSequence`
pub(super) fn sequence_started(text: &str) -> Parsed<'_, EventKind<'_>> {
    let sequence = alt((
        value(Sequence::Execute, tag("ExecuteSequence")),
        value(Sequence::Ui, tag("UISequence")),
    ));
    preceded(tag("Running "), all_consuming(sequence))
        .map(|sequence| EventKind::SequenceStarted { sequence })
        .parse(text)
}

/// `Command Line: REBOOT=ReallySuppress CURRENTDIRECTORY=C:\ CLIENTUILEVEL=3 CLIENTPROCESSID=33020 `
pub(super) fn command_line(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Command Line: "), trimmed)
        .map(|text| EventKind::CommandLine { text })
        .parse(text)
}

/// `Original package ==> C:\a.msi`
pub(super) fn package_file(text: &str) -> Parsed<'_, EventKind<'_>> {
    let role = alt((
        value(FileRole::OriginalPackage, tag("Original package ==> ")),
        value(
            FileRole::RunningPackage,
            tag("Package we're running from ==> "),
        ),
        value(FileRole::OriginalPatch, tag("Original patch ==> ")),
        value(FileRole::RunningPatch, tag("Patch we're running from ==> ")),
    ));
    (role, rest)
        .map(|(role, path)| EventKind::PackageFile { role, path })
        .parse(text)
}

/// `Opening existing patch 'C:\Windows\Installer\464f0.msp'.`
pub(super) fn existing_patch(text: &str) -> Parsed<'_, EventKind<'_>> {
    delimited(tag("Opening existing patch '"), until("'"), tag("."))
        .map(|path| EventKind::PackageFile {
            role: FileRole::ExistingPatch,
            path,
        })
        .parse(text)
}

/// `Product Code from property table after transforms:  '{3C9010D5-...}'`
pub(super) fn product_code(text: &str) -> Parsed<'_, EventKind<'_>> {
    let stage = alt((
        value(CodeStage::Given, tag("passed to Engine.Initialize:")),
        value(
            CodeStage::BeforeTransforms,
            tag("from property table before transforms:"),
        ),
        value(
            CodeStage::AfterTransforms,
            tag("from property table after transforms:"),
        ),
    ));
    (tag("Product Code "), stage, until("'"), ending("'"))
        .map(|(_, stage, _, code)| EventKind::ProductCode { stage, code })
        .parse(text)
}

/// `Product not registered: beginning first-time install`
pub(super) fn product_registered(text: &str) -> Parsed<'_, EventKind<'_>> {
    let words = alt((
        value(
            false,
            tag("Product not registered: beginning first-time install"),
        ),
        value(true, tag("Product registered: entering maintenance mode")),
    ));
    words
        .map(|registered| EventKind::ProductRegistered { registered })
        .parse(text)
}

/// `Determined that existing product (either this product or the product being upgraded with a patch) is installed per-machine.`
pub(super) fn product_context(text: &str) -> Parsed<'_, EventKind<'_>> {
    let context = alt((
        value(Context::PerMachine, tag("per-machine.")),
        value(Context::PerUser, tag("per-user.")),
    ));
    (
        tag("Determined that existing product "),
        until(" is installed "),
        context,
    )
        .map(|(_, _, context)| EventKind::ProductContext { context })
        .parse(text)
}

/// `Product {47D89795-...} is admin assigned: LocalSystem owns the publish key.`
pub(super) fn product_assignment(text: &str) -> Parsed<'_, EventKind<'_>> {
    (tag("Product {"), until("} is "), rest)
        .map(|_| ())
        .parse(text)?;
    let (product, said) = text["Product ".len()..]
        .split_once(" is ")
        .unwrap_or_default();
    Ok((
        "",
        EventKind::ProductAssignment {
            product,
            text: said,
        },
    ))
}

/// `Running product '{02A2951C-...}' with elevated privileges: Product is assigned.`
pub(super) fn product_privileges(text: &str) -> Parsed<'_, EventKind<'_>> {
    let elevated = alt((
        value(true, tag("with elevated privileges: ")),
        value(false, tag("with user privileges: ")),
        value(true, tag("as ")),
    ));
    (tag("Running product '"), until("' "), elevated, rest)
        .map(
            |(_, product, elevated, reason)| EventKind::ProductPrivileges {
                product,
                elevated,
                reason,
            },
        )
        .parse(text)
}

/// `MSI_LUA: Credential prompt not required, user is an admin`
pub(super) fn elevation(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(alt((tag("MSI_LUA: "), tag("MSI_LUA : "))), rest)
        .map(|text| EventKind::Elevation { text })
        .parse(text)
}

/// `SOFTWARE RESTRICTION POLICY: C:\a.msi is not digitally signed`
pub(super) fn software_restriction(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("SOFTWARE RESTRICTION POLICY: "), rest)
        .map(|text| EventKind::SoftwareRestriction { text })
        .parse(text)
}

/// `APPCOMPAT: no matching ProductCode found in database.`
pub(super) fn app_compat(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("APPCOMPAT: "), rest)
        .map(|text| EventKind::AppCompat { text })
        .parse(text)
}
