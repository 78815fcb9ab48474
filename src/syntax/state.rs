//! Features and components: what is there, what is asked for, and what is done.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::value;
use nom::sequence::preceded;

use super::lex::{Parsed, behind, ending, rest, tag, until, up_to};
use crate::event::{ComponentRuling, EventKind, InstallState};

/// `Component: FileAssociationComponent; Installed: Absent;   Request: Local;   Action: Local`
pub(super) fn component(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (left, (name, installed, request, action)) = states(behind(text, "Component: ")?)?;
    let client = client_state(left);
    Ok((
        "",
        EventKind::Component {
            name,
            installed,
            request,
            action,
            client,
        },
    ))
}

/// `;   Client State: Local`, which only some builds write.
fn client_state(text: &str) -> Option<InstallState> {
    let text = text.strip_prefix(';')?.trim_start_matches(' ');
    let (_, client) = state(text.strip_prefix("Client State: ")?).ok()?;
    Some(client)
}

/// `Feature: DesktopShortcutFeature; Installed: Absent;   Request: Null;   Action: Null`
pub(super) fn feature(text: &str) -> Parsed<'_, EventKind<'_>> {
    let (left, (name, installed, request, action)) = states(behind(text, "Feature: ")?)?;
    Ok((
        left,
        EventKind::Feature {
            name,
            installed,
            request,
            action,
        },
    ))
}

type States<'log> = (&'log str, InstallState, InstallState, InstallState);

/// `X; Installed: Absent;   Request: Local;   Action: Local`
fn states(text: &str) -> Parsed<'_, States<'_>> {
    let (text, name) = up_to(text, "; Installed: ")?;
    let (text, installed) = state(text)?;
    let (text, request) = state(behind(text, ";   Request: ")?)?;
    let (text, action) = state(behind(text, ";   Action: ")?)?;
    Ok((text, (name, installed, request, action)))
}

/// A state ends at a semicolon or a quote, so that one which is not documented may have blanks.
fn state(text: &str) -> Parsed<'_, InstallState> {
    // Nearly every state is one of three, and comparing with these costs less than the search for the end.
    for (word, state) in [
        ("Local", InstallState::Local),
        ("Absent", InstallState::Absent),
        ("Null", InstallState::Null),
    ] {
        if let Ok(left) = behind(text, word)
            && matches!(left.as_bytes().first(), None | Some(b';' | b'\''))
        {
            return Ok((left, state));
        }
    }
    let ends = |byte| matches!(byte, b';' | b'\'');
    let end = text.bytes().position(ends).unwrap_or(text.len());
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
