//! The web layer.

use std::process::ExitCode;

fn main() -> ExitCode {
    callbackd_web::cli::main(std::env::args_os())
}
