//! `reread`: what would be read otherwise today, and with --apply the change.

use std::process::ExitCode;

use super::args::Reread;
use super::chosen::Chosen;
use super::{screen, setup};
use crate::clock::Clock;
use crate::flow::reread::{self, Found};
use crate::flow::review::Replayed;
use crate::token::Tokens;

/// Runs it.
pub fn run(config: &Chosen, command: &Reread) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = setup::office(config)?;
    let found = if command.unrelated {
        let tokens = Tokens::new(Clock::System);
        setup::runtime()?.block_on(reread::unrelated(&mut store, &desk, &tokens))?
    } else {
        reread::kept(&mut store, &desk)?
    };
    let mut failed = false;
    for difference in &found.differences {
        screen::line(format!("message {}: {}", difference.id, difference.before));
        screen::line(format!("  would be: {}", difference.after));
        if let Some(why) = difference.stays {
            screen::line(format!("  stays as it is: {why}; `cso-intake review reopen {}` first", difference.id));
            continue;
        }
        if !command.apply {
            continue;
        }
        match reread::apply(&mut store, &desk, difference, &command.by.by, Clock::System.now()) {
            Ok(Replayed::Read(state)) => screen::line(format!("  is now: {state}")),
            Ok(Replayed::FetchedAtNextLook) => {
                screen::line("  is fetched and read again at the next look at the mailbox");
            }
            Err(error) => {
                screen::line(format!("  stays as it is: {error:#}"));
                failed = true;
            }
        }
    }
    summary(command, &found);
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn summary(command: &Reread, found: &Found) {
    if !found.missing.is_empty() {
        let missing: Vec<String> = found.missing.iter().map(ToString::to_string).collect();
        let are = setup::counted(missing.len(), "message is", "messages are");
        screen::line(format!("{are} no longer in the mailbox, or cannot be read: {}", missing.join(", ")));
    }
    screen::line(format!(
        "{} read again, {} would be read otherwise",
        setup::counted(found.read, "message", "messages"),
        found.differences.len()
    ));
    let open = found.differences.iter().any(|difference| difference.stays.is_none());
    if open && !command.apply {
        screen::line("nothing was changed; the same with --apply changes it");
    }
}
