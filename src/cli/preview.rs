//! `preview`: one letter as its templates make it, with invented people in it.

use std::process::ExitCode;

use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::chosen::Chosen;
use super::{screen, setup};
use crate::compose::{Letters, sample, sample_picture};
use crate::config::Secrets;

/// Which of the two bodies is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Subject and text.
    Text,
    /// The HTML page alone, so that it can be opened in a browser.
    Html,
}

/// Prints a letter. Where there is no configuration, the built-in templates are shown.
pub fn run(chosen: &Chosen, letter: &str, body: Body) -> anyhow::Result<ExitCode> {
    let config = &chosen.file;
    let letters = if config.exists() {
        setup::letters(&chosen.config(Secrets::NotNeeded)?)?
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
        Body::Html => screen::line(with_picture(mail.html.trim_end())),
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The page with the picture in it that the mail would bring along.
fn with_picture(html: &str) -> String {
    let Some((before, rest)) = html.split_once("\"cid:") else { return html.to_owned() };
    let Some((_, after)) = rest.split_once('"') else { return html.to_owned() };
    format!("{before}\"data:image/png;base64,{}\"{after}", STANDARD.encode(sample_picture()))
}
