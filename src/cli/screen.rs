//! The one file that prints: results to standard output, progress and errors to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;

/// Prints a line of the result. When nobody reads any more (`| head`), the program ends quietly.
pub fn line(text: impl Display) {
    if let Err(error) = writeln!(io::stdout().lock(), "{}", harmless(&text.to_string()))
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        #[expect(clippy::exit, reason = "the reader of our output is gone, as `head` goes; that is no failure")]
        std::process::exit(0);
    }
}

/// Prints a remark that does not belong to the result.
pub fn remark(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{}", harmless(&text.to_string()));
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

/// Asks a question on the terminal. Only `y` or `yes` means yes; where nobody sits at it, nobody is asked and it means no.
///
/// # Errors
/// When the terminal cannot be read.
pub fn confirmed(question: &str) -> io::Result<bool> {
    if !io::stdin().is_terminal() {
        return Ok(false);
    }
    let _ = write!(io::stderr().lock(), "{} [y/N] ", harmless(question));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Prints bytes as they are; on a terminal only what does not steer it.
pub fn bytes(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    let _ = if out.is_terminal() {
        out.write_all(harmless(&String::from_utf8_lossy(bytes).replace('\r', "")).as_bytes())
    } else {
        out.write_all(bytes)
    };
}

/// The text without what a stranger could steer a terminal with, or make a line read differently from what it says:
/// control characters and marks that turn the direction of writing.
fn harmless(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_cannot_steer_the_terminal() {
        let shown = harmless("Jane\u{1b}]0;owned\u{7}\u{9b}31m \u{202e}Smith\tDr\n");
        assert_eq!(shown, "Jane\u{fffd}]0;owned\u{fffd}\u{fffd}31m \u{fffd}Smith\tDr\n");
    }
}
