//! The daemon.

use std::process::ExitCode;

fn main() -> ExitCode {
    callbackd::cli::main(std::env::args_os())
}
