//! Finding and opening policy files and baselines.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::detect::rules::RULES;
use crate::policy::{Baseline, Policy};

/// The name of a policy that is found by itself.
pub(super) const NAME: &str = "wilog.toml";

/// The codes and names of the rules that come with wilog.
pub(super) fn known_rules() -> Vec<String> {
    let names = RULES.iter().flat_map(|rule| [rule.code, rule.name]);
    names.map(str::to_owned).collect()
}

/// The nearest `wilog.toml` in the working folder and those above it.
///
/// Whatever is called so is found, also a link that leads nowhere: a policy that cannot be read must not be passed over
/// in silence.
pub(super) fn nearest() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here
        .ancestors()
        .map(|folder| folder.join(NAME))
        .find(|file| file.symlink_metadata().is_ok())?;
    // A short name where it is here, which is the usual case.
    let is_here = found.parent() == Some(here.as_path());
    Some(if is_here { PathBuf::from(NAME) } else { found })
}

/// Reads policies in order; what a later one says goes before what an earlier one does.
///
/// # Errors
///
/// When a file cannot be read, or all that is wrong with it.
pub(super) fn read(files: &[PathBuf]) -> anyhow::Result<Policy> {
    let mut policy = Policy::default();
    let mut known = known_rules();
    for file in files {
        let read = read_beside(file, &known)?;
        known.extend(read.rule_names().map(str::to_owned));
        policy.join(read);
    }
    Ok(policy)
}

/// Reads a policy that may name the rules `known`.
///
/// # Errors
///
/// When the file cannot be read, or all that is wrong with it.
pub(super) fn read_beside(file: &Path, known: &[String]) -> anyhow::Result<Policy> {
    let name = file.display().to_string();
    let text = text_of(file).with_context(|| format!("cannot read the policy {name}"))?;
    Ok(Policy::read(&name, &text, known)?)
}

/// The text of a file in UTF-8, without the byte order mark that editors of Windows put before it.
fn text_of(file: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(file).map_err(|error| match error.kind() {
        ErrorKind::InvalidData => {
            anyhow::anyhow!(
                "it is not UTF-8; `>` in PowerShell 5.1 writes UTF-16, so save it as UTF-8"
            )
        }
        _ => error.into(),
    })?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Reads a baseline.
///
/// # Errors
///
/// When the file cannot be read, or is no baseline.
pub(super) fn baseline(file: &Path) -> anyhow::Result<Baseline> {
    let name = file.display();
    let text = text_of(file).with_context(|| format!("cannot read the baseline {name}"))?;
    Baseline::read(&text).map_err(|reason| anyhow::anyhow!("{name} is no baseline: {reason}"))
}
