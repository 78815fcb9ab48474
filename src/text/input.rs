//! Inputs that can be read at any place, and more than once.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf, Prefix};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::SpooledTempFile;

/// Bytes of standard input that are kept in memory. What is longer goes to a temporary file.
const SPOOL_IN_MEMORY: usize = 64 * 1024 * 1024;
/// Bytes that are moved at a time from standard input to where it is kept.
const SPOOL_STEP: usize = 128 * 1024;

/// An input could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file can't be opened, or not be read.
    #[error("cannot open {}: {reason}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// The path leads to a directory.
    #[error("cannot open {}: it is a directory", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
    },
    /// Standard input, or another input that can be read only once, broke off.
    #[error("cannot read the input: {reason}")]
    Stream {
        /// What the system says.
        reason: io::Error,
    },
    /// The temporary file for an input that can be read only once can't be written.
    #[error("cannot keep the input in a temporary file: {reason}")]
    Spool {
        /// What the system says.
        reason: io::Error,
    },
}

/// Where the bytes are. A clone reads the same bytes, on any thread and without moving a place that others share.
#[derive(Clone, Debug)]
pub(super) enum Input {
    File(Arc<File>),
    Spool(Arc<Mutex<SpooledTempFile>>),
    Bytes(Arc<[u8]>),
}

impl Input {
    /// Opens a file so that others may go on writing, renaming, or deleting it.
    ///
    /// What is neither a file nor a directory, such as a named pipe or `/dev/stdin`, is read to its end and kept.
    pub(super) fn open(path: &Path) -> Result<Input, OpenError> {
        let refuse = |reason| {
            let path = path.to_owned();
            // Windows reports a directory as one that may not be accessed.
            if path.is_dir() {
                OpenError::Directory { path }
            } else {
                OpenError::File { path, reason }
            }
        };
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(windows)]
        {
            use std::os::windows::fs::OpenOptionsExt;
            // FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, see
            // https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-createfilew
            options.share_mode(0x7);
        }
        let file = options.open(path).map_err(refuse)?;
        if is_device(path) {
            return Input::spool(file);
        }
        let metadata = match file.metadata() {
            Ok(metadata) => metadata,
            // Windows has metadata of files and directories alone: what was opened is a device such as `NUL`.
            Err(_) if cfg!(windows) => return Input::spool(file),
            Err(reason) => return Err(refuse(reason)),
        };
        if metadata.is_dir() {
            Err(OpenError::Directory {
                path: path.to_owned(),
            })
        } else if metadata.is_file() {
            Ok(Input::File(Arc::new(file)))
        } else {
            Input::spool(file)
        }
    }

    /// Reads what can be read only once to its end, and keeps it: up to 64 MiB in memory, and all of it in a private
    /// temporary file when it is longer, which goes when it is closed.
    pub(super) fn spool(mut reader: impl Read) -> Result<Input, OpenError> {
        let mut spool = SpooledTempFile::new(SPOOL_IN_MEMORY);
        let mut buffer = vec![0; SPOOL_STEP];
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(read) => read,
                Err(reason) if reason.kind() == ErrorKind::Interrupted => continue,
                Err(reason) => return Err(OpenError::Stream { reason }),
            };
            if read == 0 {
                return Ok(Input::Spool(Arc::new(Mutex::new(spool))));
            }
            spool
                .write_all(&buffer[..read])
                .map_err(|reason| OpenError::Spool { reason })?;
        }
    }

    /// Fills `buffer` with what is in the input from `offset` on, and returns the number of bytes: fewer than the
    /// buffer has when the input ends before.
    ///
    /// The length of the input is never asked for: it may change at any time.
    pub(super) fn fill(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read_at(offset + filled as u64, &mut buffer[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    /// Up to `length` bytes that are in the input from `offset` on.
    pub(super) fn sample(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut sample = vec![0; length];
        let filled = self.fill(offset, &mut sample)?;
        sample.truncate(filled);
        Ok(sample)
    }

    /// Reads some bytes from `offset` on: none at the end of the input.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => read_file_at(file, offset, buffer),
            Input::Spool(spool) => {
                // A reader that panicked has left no more behind than a place, which is set anew.
                let mut spool = spool.lock().unwrap_or_else(PoisonError::into_inner);
                spool.seek(SeekFrom::Start(offset))?;
                spool.read(buffer)
            }
            Input::Bytes(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let mut rest = bytes.get(from..).unwrap_or_default();
                rest.read(buffer)
            }
        }
    }
}

#[cfg(unix)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_file_at(file: &File, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Whether a path is in the name space of devices, such as `\\.\pipe\log`.
///
/// On Windows a named pipe may pass for a file, with seeks that succeed and move nothing.
fn is_device(path: &Path) -> bool {
    matches!(
        path.components().next(),
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::DeviceNS(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_can_be_read_at_any_place() {
        for input in [
            Input::Bytes(Arc::from(&b"0123456789"[..])),
            Input::spool(&b"0123456789"[..]).unwrap(),
        ] {
            for (offset, length, expected) in [
                (0, 4, "0123"),
                (6, 4, "6789"),
                (6, 9, "6789"),
                (10, 3, ""),
                (99, 3, ""),
                (2, 0, ""),
                (1, 2, "12"),
            ] {
                let sample = input.sample(offset, length).unwrap();
                assert_eq!(sample, expected.as_bytes(), "{offset} {length}");
            }
        }
    }

    #[test]
    fn a_stream_longer_than_memory_is_kept_in_a_file() {
        let length = SPOOL_IN_MEMORY as u64 + 5;
        let Ok(input) = Input::spool(io::repeat(b'x').take(length)) else {
            panic!("no temporary file");
        };
        assert!(matches!(&input, Input::Spool(spool) if spool.lock().unwrap().is_rolled()));
        assert_eq!(input.sample(length - 3, 100).unwrap(), b"xxx");
    }

    #[test]
    fn a_stream_that_breaks_off_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the pipe has been ended"))
            }
        }
        let message = Input::spool(Broken).unwrap_err().to_string();
        assert_eq!(message, "cannot read the input: the pipe has been ended");
    }

    #[cfg(windows)]
    #[test]
    fn devices_are_read_to_their_end() {
        for path in ["NUL", r"\\.\NUL"] {
            let input = Input::open(Path::new(path)).unwrap();
            assert!(matches!(input, Input::Spool(_)), "{path}");
            assert_eq!(input.sample(0, 9).unwrap(), b"");
        }
        assert!(is_device(Path::new(r"\\.\pipe\log")));
        assert!(!is_device(Path::new(r"\\?\C:\a.log")) && !is_device(Path::new(r"C:\a.log")));
    }

    #[test]
    fn paths() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.log");
        std::fs::write(&path, "abc").unwrap();
        assert_eq!(Input::open(&path).unwrap().sample(0, 9).unwrap(), b"abc");

        let error = Input::open(folder.path()).unwrap_err();
        assert!(matches!(error, OpenError::Directory { .. }));
        assert_eq!(
            error.to_string(),
            format!("cannot open {}: it is a directory", folder.path().display())
        );

        let missing = folder.path().join("missing.log");
        let message = Input::open(&missing).unwrap_err().to_string();
        assert!(
            message.starts_with(&format!("cannot open {}: ", missing.display())),
            "{message}"
        );
    }
}
