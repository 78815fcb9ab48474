//! `wilog init`: a policy to begin with.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::output;
use super::{Done, policy_file};
use crate::policy::{STARTER, schema};
use crate::text::visible;

/// What to write, and where to.
#[derive(Clone, Debug, Args)]
pub(super) struct Arguments {
    /// The file to write; `-` is standard output.
    #[arg(value_name = "FILE", default_value = policy_file::NAME)]
    file: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
    /// Write the JSON Schema of policies, for editors, to standard output instead.
    #[arg(long, conflicts_with_all = ["file", "force"])]
    schema: bool,
}

/// Writes a commented policy, or the schema of policies.
pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Done> {
    let mut out = output::plain();
    if arguments.schema {
        crate::render::document(&schema(), &mut out)?;
    } else if arguments.file == Path::new("-") {
        out.write_all(STARTER.as_bytes())?;
    } else {
        let name = arguments.file.display().to_string();
        write(&arguments.file, &name, arguments.force)?;
        writeln!(
            out,
            "{} is written. `wilog check LOG...` keeps to it from here and from every folder below.",
            visible(&name)
        )?;
    }
    out.flush()?;
    Ok(Done::All)
}

fn write(file: &Path, name: &str, force: bool) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).truncate(force);
    let options = if force {
        options.create(true)
    } else {
        options.create_new(true)
    };
    match options.open(file) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            anyhow::bail!("{name} is there already; `--force` writes over it")
        }
        opened => opened
            .and_then(|mut opened| opened.write_all(STARTER.as_bytes()))
            .with_context(|| format!("cannot write {name}")),
    }
}
