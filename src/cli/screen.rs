//! The one file that prints: results to standard output, progress and errors to standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Prints a line of the result. When nobody reads any more (`| head`), the program ends quietly.
pub fn line(text: impl Display) {
    if let Err(error) = writeln!(io::stdout().lock(), "{text}")
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        #[expect(clippy::exit, reason = "the reader of our output is gone, as `head` goes; that is no failure")]
        std::process::exit(0);
    }
}

/// Prints a remark that does not belong to the result.
pub fn remark(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Prints an error once, with everything that led to it.
pub fn failure(error: &anyhow::Error) -> ExitCode {
    let mut text = format!("error: {error}");
    let mut last = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Some libraries repeat their cause in their own words.
        if !last.contains(&cause) {
            text.push_str(&format!("\n  because: {cause}"));
            last = cause;
        }
    }
    remark(text);
    ExitCode::FAILURE
}

/// Prints bytes as they are.
pub fn bytes(bytes: &[u8]) {
    let _ = io::stdout().lock().write_all(bytes);
}
