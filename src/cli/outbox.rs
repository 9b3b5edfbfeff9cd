//! `outbox list`, `show`, `release`, `drop`, `holds` and `resume`.

use std::process::ExitCode;

use jiff::Timestamp;

use super::args::Outbox;
use super::chosen::Chosen;
use super::{ledger, screen, setup};
use crate::clock::Clock;
use crate::domain::calendar::in_london;
use crate::domain::{OutboxId, calendar::moment_words, outbox::OutboxState};
use crate::flow;
use crate::flow::Desk;
use crate::store::{Store, StoreError, hold, hold::Hold, outbox, sending};

/// Runs one of them.
pub fn run(config: &Chosen, command: Outbox) -> anyhow::Result<ExitCode> {
    if let Outbox::List { state } = command {
        return list_all(config, state);
    }
    let now = Clock::System.now();
    // Holds are the same for all campaigns.
    if let Outbox::Holds | Outbox::Resume { .. } = command {
        return holds(config, command, now);
    }
    let (desk, mut store) = match command.mail() {
        Some(id) => config.office_of_mail(id)?,
        None => config.office()?,
    };
    match command {
        Outbox::List { .. } | Outbox::Holds | Outbox::Resume { .. } => {}
        Outbox::Show { id } => show(&mut store, &desk, id)?,
        Outbox::Release { ids, all_held, by } => {
            let queued = |id| screen::line(format!("mail {id} is queued and goes out at the next delivery"));
            for id in ids {
                // Each may be of another campaign.
                let (desk, mut store) = config.office_of_mail(id)?;
                flow::outbox::release(&mut store, &desk, id, &by.by, now)?;
                queued(id);
            }
            if all_held {
                let released = flow::outbox::release_all(&mut store, &desk, &by.by, now)?;
                if released.is_empty() {
                    screen::line("no mail is held");
                }
                for (id, outcome) in released {
                    match outcome {
                        Ok(()) => queued(id),
                        // One that is no longer so does not keep the others waiting.
                        Err(error) => screen::remark(format!("error: {error:#}")),
                    }
                }
            }
        }
        Outbox::Drop { id, by } => {
            flow::outbox::drop_mail(&mut store, &desk, id, &by.by, now)?;
            screen::line(format!("mail {id} is dropped and will not be sent"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is in force, and what it keeps back; then the end of some of it.
fn holds(config: &Chosen, command: Outbox, now: Timestamp) -> anyhow::Result<ExitCode> {
    let (desks, mut store) = config.offices()?;
    kept_back(&mut store, &desks)?;
    let (Outbox::Resume { holds, by }, Some(desk)) = (command, desks.first()) else { return Ok(ExitCode::SUCCESS) };
    for id in holds {
        let hold = flow::hold::release(&mut store, desk, id, &by.by, now)?;
        screen::line(format!("hold {id} ({}) is released", hold.reason));
    }
    let left = store.view::<_, StoreError>(hold::in_force)?.len();
    screen::line(match left {
        0 => "what is queued goes out at the next delivery".to_owned(),
        left => format!("{} still in force", setup::counted(left, "hold is", "holds are")),
    });
    Ok(ExitCode::SUCCESS)
}

/// A hold on a line, as `status` and `outbox list` show it too.
pub fn hold_line(hold: &Hold) -> String {
    format!(
        "HELD since {}: {} (`cso-intake outbox holds`, then `cso-intake outbox resume {}`)",
        moment_words(&in_london(hold.since)),
        hold.words,
        hold.id
    )
}

/// What is in force, and what it keeps back.
fn kept_back(store: &mut Store, desks: &[Desk]) -> Result<(), StoreError> {
    let (holds, queued, unknown) = store.view::<_, StoreError>(|tx| {
        let (mut queued, mut unknown) = (Vec::new(), Vec::new());
        for desk in desks {
            queued.extend(outbox::items(tx, desk.id(), Some(OutboxState::Queued))?);
            unknown.extend(outbox::items(tx, desk.id(), Some(OutboxState::Unknown))?);
        }
        Ok((hold::in_force(tx)?, queued, unknown))
    })?;
    if holds.is_empty() {
        screen::line("nothing holds the queue");
        return Ok(());
    }
    for hold in &holds {
        screen::line(hold_line(hold));
    }
    for item in queued.iter().chain(&unknown) {
        screen::line(mail_line(item));
    }
    screen::line(format!(
        "{} queued: going out once nothing holds the queue; {} unknown: staying until you release or drop each by its number",
        setup::counted(queued.len(), "mail", "mails"),
        unknown.len()
    ));
    Ok(())
}

/// What stands in the outbox of every campaign that is meant.
fn list_all(config: &Chosen, state: Option<OutboxState>) -> anyhow::Result<ExitCode> {
    let (desks, mut store) = config.offices()?;
    for desk in &desks {
        setup::whose(&desks, desk);
        list(&mut store, desk, state)?;
    }
    for hold in store.view::<_, StoreError>(hold::in_force)? {
        screen::line(hold_line(&hold));
    }
    Ok(ExitCode::SUCCESS)
}

fn list(store: &mut Store, desk: &Desk, state: Option<OutboxState>) -> Result<(), StoreError> {
    let items = store.view::<_, StoreError>(|tx| outbox::items(tx, desk.id(), state))?;
    for item in &items {
        screen::line(mail_line(item));
    }
    screen::line(setup::counted(items.len(), "mail", "mails"));
    Ok(())
}

/// A mail on a line.
fn mail_line(item: &outbox::Item) -> String {
    let why = item.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    format!(
        "{:<4} {:<11} {:<18} {:<6} to {:<40} {}{why}",
        item.id,
        item.letter,
        item.key,
        item.trust.as_deref().unwrap_or("-"),
        item.mail.to.address,
        ledger::mail_words(item.state),
    )
}

fn show(store: &mut Store, desk: &Desk, id: OutboxId) -> Result<(), StoreError> {
    let item = store.view::<_, StoreError>(|tx| outbox::item(tx, desk.id(), id))?;
    let mail = &item.mail;
    let written = moment_words(&in_london(item.created));
    screen::line(format!("mail {id}: {} ({})", ledger::mail_words(item.state), item.key));
    if let Some(why) = &item.why {
        screen::line(format!("why: {why}"));
    }
    screen::line(format!("written {written}, tried {}", setup::counted(item.tries as usize, "time", "times")));
    if let Some(reply) = &item.reply {
        screen::line(if reply == sending::FOUND { reply.clone() } else { format!("the server said: {reply}") });
    }
    if let Some(message) = item.message {
        screen::line(format!("answers message {message} (`cso-intake review show {message}`)"));
    }
    screen::line(format!("\nFrom: {} <{}>", mail.from.name, mail.from.address));
    screen::line(format!("To: {} <{}>", mail.to.name, mail.to.address));
    screen::line(format!("Subject: {}\n", mail.subject));
    screen::line(&mail.text);
    Ok(())
}
