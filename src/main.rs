//! argv -> cli -> exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cso_intake::cli::main()
}
