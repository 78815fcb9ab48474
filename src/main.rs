//! The program `wilog`.

use std::process::ExitCode;

fn main() -> ExitCode {
    wilog::cli::main()
}
