//! `doctor`: one line a step, which works, which fails, what to do about it.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;

use super::{screen, setup};
use crate::clock::Clock;
use crate::compose::Letters;
use crate::config::{self, Config, Secrets};
use crate::domain::EmailAddress;
use crate::flow::Desk;
use crate::flow::doctor::{Finding, Findings, State, examine};
use crate::sandbox::Sandbox;

/// Where the test mail goes, if one was asked for.
#[derive(Debug, Clone)]
pub enum TestMail {
    /// None is sent.
    None,
    /// To the mailbox itself.
    ToMailbox,
    /// To this address.
    To(EmailAddress),
}

/// How the findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Lines for people, each as soon as it is known.
    Lines,
    /// One JSON object at the end.
    Json,
}

/// Looks at everything and prints it.
pub fn run(path: &Path, form: Form, test: &TestMail) -> anyhow::Result<ExitCode> {
    let mut tell = |finding: &Finding| {
        if form == Form::Lines {
            print(finding);
        }
    };
    let mut found = Findings::told_to(&mut tell);
    match config::load_all(path, Secrets::Needed) {
        Err(faults) => {
            for fault in &faults.0 {
                found.fails_saying("configuration", setup::fault_line(path, fault));
            }
            found.skipped("everything else", "the configuration says what to look at");
        }
        Ok(configs) => {
            let files: Vec<String> = configs.iter().map(|config| config.file.display().to_string()).collect();
            let has = if files.len() > 1 { "have" } else { "has" };
            found.ok("configuration", format!("{} {has} no fault", files.join(", ")));
            let mut desks = configs.into_iter().map(|config| desk(config, &mut found)).collect::<Vec<_>>().into_iter();
            let Some(desk) = desks.next() else { anyhow::bail!("{} has no campaign", path.display()) };
            let also: Vec<Desk> = desks.collect();
            let to = match test {
                TestMail::None => None,
                TestMail::ToMailbox => Some(&desk.campaign().mailbox),
                TestMail::To(address) => Some(address),
            };
            setup::runtime()?.block_on(examine(&desk, &also, &Clock::System, to, &mut found));
        }
    }
    let all = found.into_all();
    let is_well = !all.iter().any(|finding| finding.state == State::Fails);
    match form {
        Form::Json => screen::line(json!({ "ok": is_well, "steps": all })),
        Form::Lines => screen::line(verdict(&all)),
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn desk(config: Config, found: &mut Findings<'_>) -> Desk {
    let letters = setup::letters(&config).unwrap_or_else(|error| {
        found.fails(
            "templates",
            format!("{error:#}"),
            "see that templates in [service] names a directory with templates",
        );
        Letters::built_in()
    });
    Desk { config, letters, sandbox: Sandbox::here() }
}

/// `FAILS    IMAP login      what was seen`, and below it what to do.
fn print(finding: &Finding) {
    let state = match finding.state {
        State::Ok => "ok",
        State::Fails => "FAILS",
        State::Skipped => "skipped",
    };
    screen::line(format!("{state:<8} {:<18} {}", finding.step, finding.words));
    if let Some(advice) = &finding.advice {
        screen::line(format!("{:<8} {:<18} what to do: {advice}", "", ""));
    }
}

fn verdict(all: &[Finding]) -> String {
    let count = |state: State| all.iter().filter(|finding| finding.state == state).count();
    let (works, fails, skipped) = (count(State::Ok), count(State::Fails), count(State::Skipped));
    format!("steps: {works} work, {fails} fail, {skipped} skipped")
}
