//! `preview`: one letter as its templates make it, with invented people in it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;

use super::{screen, setup};
use crate::compose::{Letters, sample};

/// Which of the two bodies is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Subject and text.
    Text,
    /// The HTML page alone, so that it can be opened in a browser.
    Html,
}

/// Prints a letter. Where there is no configuration, the built-in templates are shown.
pub fn run(config: &Path, letter: &str, body: Body) -> anyhow::Result<ExitCode> {
    let letters = if config.exists() {
        setup::letters(&setup::config(config)?)?
    } else {
        setup::note(&format!("there is no configuration {}; these are the built-in templates", config.display()));
        Letters::built_in()
    };
    let sample = sample(letter).with_context(|| format!("there is no letter `{letter}`"))?;
    let faults = letters.check();
    for fault in &faults {
        screen::remark(format!("fault: {fault}"));
    }
    let mail = letters.render(&sample)?;
    match body {
        Body::Text => {
            screen::line(format!("Subject: {}\n", mail.subject));
            screen::line(mail.text.trim_end());
        }
        Body::Html => screen::line(mail.html.trim_end()),
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
