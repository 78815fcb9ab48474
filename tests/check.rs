//! `wilog check`: the gate, as a build server runs it.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    reason = "a check outside a test function fails the test"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

#[path = "check/gate.rs"]
mod gate;
#[path = "check/inputs.rs"]
mod inputs;
#[path = "check/policies.rs"]
mod policies;

/// A folder of its own, gone when the test is over.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, with the folders that it needs.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Copies a sample log to `name`.
    fn sample(&self, sample: &str, name: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("sample-logs")
            .join(sample);
        self.write(name, fs::read(path).unwrap());
    }

    /// Runs the program in this folder; gives the exit status, the output, and the errors.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        self.run_with(arguments, &[])
    }

    fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (i32, String, String) {
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(env!("CARGO_BIN_EXE_wilog"))
            .args(arguments)
            .current_dir(self.path())
            .env_remove("CLICOLOR_FORCE")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }

    /// The exit status of `wilog check` with these arguments.
    fn status(&self, arguments: &[&str]) -> i32 {
        let arguments: Vec<&str> = ["check"].iter().chain(arguments).copied().collect();
        self.run(&arguments).0
    }

    /// The exit status of `wilog check` with these arguments, and what it says in JSON.
    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let start = ["check", "--format", "json"];
        let arguments: Vec<&str> = start.iter().chain(arguments).copied().collect();
        let (status, out, _) = self.run(&arguments);
        (status, serde_json::from_str(&out).unwrap())
    }
}
