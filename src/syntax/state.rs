//! Features and components: what is there, what is asked for, and what is done.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::take_while;
use nom::combinator::{opt, value};
use nom::sequence::{delimited, preceded};

use super::lex::{Parsed, ending, rest, tag, until};
use crate::event::{ComponentRuling, EventKind, InstallState};

/// `Component: FileAssociationComponent; Installed: Absent;   Request: Local;   Action: Local`
pub(super) fn component(text: &str) -> Parsed<'_, EventKind<'_>> {
    let client = opt(preceded(client_label, state));
    (preceded(tag("Component: "), states), client)
        .map(
            |((name, installed, request, action), client)| EventKind::Component {
                name,
                installed,
                request,
                action,
                client,
            },
        )
        .parse(text)
}

/// `;   Client State: Local`, which only some builds write.
fn client_label(text: &str) -> Parsed<'_, &str> {
    delimited(tag(";"), take_while(|c| c == ' '), tag("Client State: ")).parse(text)
}

/// `Feature: DesktopShortcutFeature; Installed: Absent;   Request: Null;   Action: Null`
pub(super) fn feature(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(tag("Feature: "), states)
        .map(|(name, installed, request, action)| EventKind::Feature {
            name,
            installed,
            request,
            action,
        })
        .parse(text)
}

type States<'log> = (&'log str, InstallState, InstallState, InstallState);

/// `X; Installed: Absent;   Request: Local;   Action: Local`
fn states(text: &str) -> Parsed<'_, States<'_>> {
    let request = preceded(tag(";   Request: "), state);
    let action = preceded(tag(";   Action: "), state);
    (until("; Installed: "), state, request, action).parse(text)
}

/// A state ends at a semicolon or a quote, so that one which is not documented may have blanks.
fn state(text: &str) -> Parsed<'_, InstallState> {
    let end = memchr::memchr2(b';', b'\'', text.as_bytes()).unwrap_or(text.len());
    let state = InstallState::from_word(text[..end].trim_end());
    Ok((&text[end..], state))
}

/// `Disallowing installation of component: {81B2B440-...} since the same component with higher versioned keyfile exists`
pub(super) fn ruling(text: &str) -> Parsed<'_, EventKind<'_>> {
    let ruling = alt((
        value(
            ComponentRuling::InstallDisallowed,
            tag("Disallowing installation of component: "),
        ),
        value(
            ComponentRuling::UninstallDisallowed,
            tag("Disallowing uninstallation of component: "),
        ),
        value(
            ComponentRuling::InstallAllowed,
            tag("Allowing installation of component: "),
        ),
        value(
            ComponentRuling::UninstallAllowed,
            alt((
                tag("Allowing uninstallation of component: "),
                tag("Allowing uninstallation of shared component: "),
            )),
        ),
        value(
            ComponentRuling::AssemblySkipped,
            tag("skipping installation of assembly component: "),
        ),
        value(
            ComponentRuling::AssemblyRechecked,
            tag("Rechecking assembly component: "),
        ),
    ));
    let component = alt((until(" since "), until(" even though "), until(". "), rest));
    (ruling, component, rest)
        .map(|(ruling, component, reason)| EventKind::ComponentRuled {
            ruling,
            component,
            reason,
        })
        .parse(text)
}

/// `Migrating feature settings from product(s) '{9A3E86ED-...};{9A3E86ED-...}'`
pub(super) fn feature_migration(text: &str) -> Parsed<'_, EventKind<'_>> {
    preceded(
        tag("Migrating feature settings from product(s) '"),
        ending("'"),
    )
    .map(|products| EventKind::FeatureMigration { products })
    .parse(text)
}

/// `MigrateFeatureStates: based on existing product, setting feature 'default' to 'Local' state.`
pub(super) fn feature_migrated(text: &str) -> Parsed<'_, EventKind<'_>> {
    let feature = preceded(
        tag("MigrateFeatureStates: based on existing product, setting feature '"),
        until("' to '"),
    );
    (feature, state, tag("' state."))
        .map(|(feature, state, _)| EventKind::FeatureMigrated { feature, state })
        .parse(text)
}
