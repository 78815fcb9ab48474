//! Other bundles that a bundle finds: older and newer versions of itself, and those that depend on it.

/// `Detected related bundle: {...}, type: Upgrade, scope: PerMachine, version: 4.2.0.0, operation: Downgrade`: the version.
pub(in crate::detect) fn version_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(", version: ")?;
    let version = rest.split(',').next()?.trim();
    (!version.is_empty()).then(|| version.to_owned())
}

/// `Found dependent: {...}, name: Heron Suite`: the name, else the code.
pub(in crate::detect) fn dependent_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("Found dependent: ")?;
    let (code, name) = rest.split_once(", name: ").unwrap_or((rest, ""));
    let name = Some(name.trim()).filter(|name| !name.is_empty() && *name != "(null)");
    Some(name.unwrap_or(code.trim()).to_owned())
}

/// `Will not uninstall package: HeronMsi, found dependents: 1`: the package.
pub(in crate::detect) fn kept_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("Will not uninstall package: ")?;
    let (package, _) = rest.split_once(", found dependents:")?;
    Some(package.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_on_other_bundles_name_versions_dependents_and_packages() {
        for (found, expected) in [
            (
                version_in(
                    "Detected related bundle: {1}, type: Upgrade, scope: PerMachine, version: 4.2.0.0, operation: Downgrade",
                ),
                Some("4.2.0.0"),
            ),
            (version_in("    id: {1}, version: 4.2.0.0"), Some("4.2.0.0")),
            (version_in("Detected related bundle: {1}"), None),
            (
                dependent_in("Found dependent: {1}, name: Heron Suite"),
                Some("Heron Suite"),
            ),
            (
                dependent_in("Found dependent: {1}, name: (null)"),
                Some("{1}"),
            ),
            (
                kept_in("Will not uninstall package: A, found dependents: 1"),
                Some("A"),
            ),
            (
                kept_in("Will not uninstall package: A, found dependents:"),
                Some("A"),
            ),
        ] {
            assert_eq!(found.as_deref(), expected);
        }
    }
}
