//! Where results go: standard output, or files that appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, ensure};
use tempfile::NamedTempFile;

/// Something to write, and the file to which it goes: `sarif`, `sarif=out.sarif`.
#[derive(Clone, Debug)]
pub(super) struct Target<T> {
    pub(super) what: T,
    pub(super) file: Option<PathBuf>,
}

impl<T> Target<T> {
    /// Reads `NAME` or `NAME=FILE`; `named` knows the names, and `names` lists them for whoever got it wrong.
    pub(super) fn read(
        text: &str,
        named: impl Fn(&str) -> Option<T>,
        names: impl Iterator<Item = &'static str>,
    ) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err("a file must stand behind `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let names: Vec<&str> = names.collect();
        let what = named(name)
            .ok_or_else(|| format!("there is no `{name}`; choose from {}", names.join(", ")))?;
        Ok(Self { what, file })
    }
}

/// Gives the one target without a file the file of `--output`; where all have files, `usual` is written too. Holds that no two write to the same place.
pub(super) fn place<T: Copy>(
    targets: &[Target<T>],
    output: Option<&PathBuf>,
    usual: Option<T>,
) -> anyhow::Result<Vec<Target<T>>> {
    let mut placed = targets.to_vec();
    let without = placed.iter().filter(|target| target.file.is_none()).count();
    ensure!(
        without <= 1,
        "only one format can go to standard output; give the others a file, as in `--format sarif=FILE`"
    );
    if let Some(what) = usual.filter(|_| without == 0) {
        placed.insert(0, Target { what, file: None });
    }
    for target in &mut placed {
        if target.file.is_none() {
            target.file = output.cloned();
        }
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for file in placed.iter().filter_map(|target| target.file.as_deref()) {
        // `a.json` and `./a.json` are one file.
        let parts = file.components().filter(|part| *part != Component::CurDir);
        let plain: PathBuf = parts.collect();
        ensure!(
            !files.contains(&plain),
            "two formats would be written to {}",
            file.display()
        );
        files.push(plain);
    }
    Ok(placed)
}

/// Something that is being written.
#[derive(Debug)]
pub(super) enum Output {
    /// Standard output, as the program has it.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A file that appears under its name when it is whole, so that nobody reads a part of it.
    Whole {
        file: BufWriter<NamedTempFile>,
        path: PathBuf,
    },
    /// A device, or something else that cannot be replaced.
    Direct(BufWriter<File>),
}

impl Output {
    /// Begins to write to standard output, which nobody else writes to meanwhile.
    pub(super) fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout().lock()))
    }

    /// Begins to write a file. `logs` are those that are read: none of them may be overwritten.
    pub(super) fn create(path: &Path, logs: &[&Path]) -> anyhow::Result<Self> {
        let place = fs::canonicalize(path).ok();
        for log in logs {
            let is_log = place.is_some() && fs::canonicalize(log).ok() == place;
            ensure!(!is_log, "{} is a log that is to be read", path.display());
        }
        // What a link leads to is replaced, and not the link.
        let is_link = fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink());
        let linked = place.filter(|_| is_link);
        let path = linked.as_deref().unwrap_or(path);
        let cannot = || format!("cannot write {}", path.display());
        let is_replaceable = fs::metadata(path).map_or(true, |about| about.is_file());
        if !is_replaceable {
            let file = OpenOptions::new().write(true).open(path);
            return Ok(Self::Direct(BufWriter::new(file.with_context(cannot)?)));
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let file = temporary(folder).with_context(cannot)?;
        Ok(Self::Whole {
            file: BufWriter::new(file),
            path: path.to_owned(),
        })
    }

    /// Writes what is left, and gives a file its name.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => Ok(out.flush()?),
            Self::Direct(mut file) => Ok(file.flush()?),
            Self::Whole { file, path } => {
                let cannot = || format!("cannot write {}", path.display());
                let file = file.into_inner().map_err(io::Error::from);
                file.with_context(cannot)?
                    .persist(&path)
                    .with_context(cannot)?;
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Whole { file, .. } => file.write(bytes),
            Self::Direct(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Whole { file, .. } => file.flush(),
            Self::Direct(file) => file.flush(),
        }
    }
}

/// A temporary file that others may read once it has its name: a collector runs as another user.
fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wilog-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_a_link_leads_to_is_replaced_and_not_the_link() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old")?;
        std::os::unix::fs::symlink(&file, &link)?;
        let mut output = Output::create(&link, &[])?;
        output.write_all(b"new")?;
        output.finish()?;
        assert_eq!(fs::read_to_string(&file)?, "new");
        assert!(fs::symlink_metadata(&link)?.is_symlink());
        Ok(())
    }
}
