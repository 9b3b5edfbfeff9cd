//! `review list`, `show`, `accept`, `edit`, `reject`, `set-aside`, `replay` and `reopen`.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;

use super::args::Review;
use super::chosen::Chosen;
use super::{ledger, screen, setup};
use crate::clock::Clock;
use crate::domain::calendar::in_london;
use crate::domain::{
    Found, MessageId, Nominee, PhoneNumber, Place, Reading, Role, Stop, calendar::moment_words, ledger::MessageState,
    nomination::Held,
};
use crate::flow::Desk;
use crate::flow::review::{self, Edits, HandedOver, Newer, Rejected, Reopened, Replayed, Withdrawn};
use crate::store::{Store, StoreError, audit, folders, messages, outbox};

/// Runs one of them.
pub fn run(config: &Chosen, command: Review) -> anyhow::Result<ExitCode> {
    if let Review::List { state } = command {
        return list_all(config, state);
    }
    let (desk, mut store) = match command.message() {
        Some(id) => config.office_of_message(id)?,
        None => config.office()?,
    };
    let store = &mut store;
    let now = Clock::System.now();
    match command {
        Review::List { .. } => {}
        Review::Show { id, original: true } => original(store, &desk, id)?,
        Review::Show { id, original: false } => show(store, &desk, id)?,
        Review::Accept { id, edits, replace, by } => {
            let newer = if replace { Newer::GivesWay } else { Newer::Stays };
            let accepted = review::accept(store, &desk, id, &Edits::from(edits), newer, &by.by, now)?;
            screen::line(format!("message {id} is recorded as answer {}", accepted.answer));
            if let Some(replaced) = &accepted.replaced {
                screen::line(format!("it takes the place of {}", held_words(replaced)));
            }
            mails_of(store, &desk, id)?;
            screen::line(format!("`cso-intake review reopen {id}` takes this back"));
        }
        Review::Edit { id, edits, by } => {
            review::edit(store, &desk, id, &Edits::from(edits), &by.by, now)?;
            screen::line(format!("put right; message {id} still waits for `cso-intake review accept {id}`"));
        }
        Review::Reject { id, instead, reinstate, by } => {
            let withdrawn = if reinstate { Withdrawn::Reinstated } else { Withdrawn::Stays };
            let rejected = review::reject(store, &desk, id, instead.into(), withdrawn, &by.by, now)?;
            screen::line(format!(
                "nothing of message {id} is recorded; `cso-intake review reopen {id}` takes this back"
            ));
            what_it_withdrew(id, &rejected);
        }
        Review::SetAside { id, why, by } => {
            review::set_aside(store, &desk, id, &why, &by.by, now)?;
            screen::line(format!("message {id} is set aside; `cso-intake review reopen {id}` takes this back"));
        }
        Review::Replay { id, by } => match review::replay(store, &desk, id, &by.by, now)? {
            Replayed::Read(state) => {
                screen::line(format!("message {id} was read again and is now: {state}"));
                mails_of(store, &desk, id)?;
            }
            Replayed::FetchedAtNextLook => {
                screen::line(format!("message {id} is fetched again at the next look at the mailbox"));
            }
        },
        Review::HandOver { id, to, by } => {
            let to = Chosen { campaign: Some(to), ..config.clone() }.office()?.0;
            let handed = review::hand_over(store, &desk, &to, id, &by.by, now)?;
            handed_over(store, &desk, &to, id, handed)?;
        }
        Review::Reopen { id, by } => reopened(id, &review::reopen(store, &desk, id, &by.by, now)?),
    }
    Ok(ExitCode::SUCCESS)
}

/// What waits in every campaign that is meant.
fn list_all(config: &Chosen, state: Option<MessageState>) -> anyhow::Result<ExitCode> {
    let (desks, mut store) = config.offices()?;
    for desk in &desks {
        setup::whose(&desks, desk);
        list(&mut store, desk, state)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn list(store: &mut Store, desk: &Desk, state: Option<MessageState>) -> Result<(), StoreError> {
    let lines = ledger::lines(store, desk, Some(state.unwrap_or(MessageState::AwaitingReview)))?;
    for line in &lines {
        screen::line(line);
    }
    let words = state.map_or_else(|| "awaiting review".to_owned(), |state| state.to_string());
    screen::line(format!("{} {words}", setup::counted(lines.len(), "message", "messages")));
    if !lines.is_empty() {
        screen::line("`cso-intake review show N` shows one, `review accept N` records it, `review reject N` does not");
    }
    if state.is_none() {
        let aside = ledger::lines(store, desk, Some(MessageState::SetAside))?.len();
        if aside > 0 {
            let aside = setup::counted(aside, "message is", "messages are");
            screen::line(format!("{aside} set aside besides: `cso-intake review list --state set_aside`"));
        }
    }
    Ok(())
}

/// The mail as it came.
fn original(store: &mut Store, desk: &Desk, id: MessageId) -> anyhow::Result<()> {
    let bytes = store.view::<_, StoreError>(|tx| messages::original(tx, desk.id(), id))?.with_context(|| {
        format!("the mail of message {id} was not kept; `cso-intake review show {id}` says where it stands")
    })?;
    screen::bytes(&bytes);
    std::io::stdout().flush()?;
    Ok(())
}

fn show(store: &mut Store, desk: &Desk, id: MessageId) -> Result<(), StoreError> {
    store.view::<_, StoreError>(|tx| {
        let entry = messages::entry(tx, desk.id(), id)?;
        screen::line(format!("message {id}: {}", entry.state));
        if let Some(why) = &entry.why {
            screen::line(format!("  {why}"));
        }
        let name = entry.sender_name.as_deref().unwrap_or_default();
        if let Some(sender) = &entry.sender {
            screen::line(format!("from: {name} <{sender}>"));
        }
        screen::line(format!("subject: {}", entry.subject.as_deref().unwrap_or("(not kept)")));
        screen::line(format!("sent: {}", moment_words(&in_london(entry.received))));
        for spot in folders::spots_of(tx, id)? {
            screen::line(format!("stands in: {} (UIDVALIDITY {}, {})", spot.folder, spot.uid_validity, spot.key));
        }
        if let Some((reading, doubts)) = &entry.reading {
            what_was_read(reading);
            for doubt in doubts {
                screen::line(format!("doubt: {doubt}"));
            }
        }
        for (at, actor, event) in audit::of_message(tx, id)? {
            screen::line(format!("{}: {event} ({actor})", moment_words(&in_london(at))));
        }
        Ok(())
    })?;
    mails_of(store, desk, id)
}

/// Every value with where it was read and by which rule.
pub(super) fn what_was_read(reading: &Reading) {
    screen::line(format!("read as: {}", ledger::class_words(reading.class)));
    match &reading.trust {
        Some(trust) => screen::line(format!("trust: {}{}", trust.value, evidence(trust))),
        None => {
            for candidate in &reading.candidates {
                screen::line(format!("could be from: {}{}", candidate.value, evidence(candidate)));
            }
        }
    }
    reading.nominees.iter().for_each(person);
    if let Some(until) = &reading.until {
        screen::line(format!("asks for time until: {}{}", until.value, evidence(until)));
    }
    if let Some(question) = &reading.question {
        screen::line(format!("asks: {}", question.value));
    }
    if let Some(stop) = &reading.stop {
        let words = match stop.value {
            Stop::Nominee => "takes a nominee back",
            Stop::Writer => "asks that its writer be not written to any more, which takes effect at once",
            Stop::Trust => "asks that the trust be not written to any more, which takes effect at once",
        };
        screen::line(format!("{words}{}", evidence(stop)));
    }
    for failed in &reading.failed_recipients {
        screen::line(format!("not reached: {}", failed.address));
    }
}

fn person(nominee: &Nominee) {
    let role = match nominee.role {
        Role::Lead => "lead",
        Role::Deputy => "deputy",
    };
    screen::line(format!("{role}: {}{}", nominee.addressed(), evidence(&nominee.name)));
    if let Some(job) = &nominee.job_title {
        screen::line(format!("  job title: {}{}", job.value, evidence(job)));
    }
    if let Some(email) = &nominee.email {
        screen::line(format!("  e-mail: {}{}", email.value, evidence(email)));
    }
    for phone in &nominee.phones {
        screen::line(format!("  telephone: {}{}", PhoneNumber::national(&phone.value), evidence(phone)));
    }
}

fn evidence<T>(found: &Found<T>) -> String {
    let Place { part, line, .. } = &found.place;
    let line = if *line == 0 { String::new() } else { format!(", line {line}") };
    format!("   [{part}{line}: {}]", found.rule)
}

fn mails_of(store: &mut Store, desk: &Desk, id: MessageId) -> Result<(), StoreError> {
    for item in store.view::<_, StoreError>(|tx| outbox::of_message(tx, desk.id(), id))? {
        let why = item.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
        screen::line(format!(
            "mail {}: {} {}{why}",
            item.id,
            ledger::letter_words(&item.letter),
            ledger::mail_words(item.state)
        ));
    }
    Ok(())
}

fn handed_over(store: &mut Store, from: &Desk, to: &Desk, id: MessageId, handed: HandedOver) -> Result<(), StoreError> {
    let HandedOver { message: there, state } = handed;
    screen::line(format!("message {id} is now message {there} of campaign {}: {state}", to.id()));
    mails_of(store, to, there)?;
    screen::line(format!("`cso-intake review hand-over {there} --to {}` takes this back", from.id()));
    Ok(())
}

fn held_words(held: &Held) -> String {
    format!("answer {}: {} (said {})", held.id, held.answer.words(), moment_words(&in_london(held.said)))
}

fn what_it_withdrew(id: MessageId, rejected: &Rejected) {
    if let Some(held) = &rejected.still_withdrawn {
        screen::line(format!("it has withdrawn {}, which stays so", held_words(held)));
        screen::line(format!("`cso-intake review reject {id} --reinstate` puts that back in force"));
    }
    if rejected.still_barred {
        screen::line("whom it asks not to write to is not written to");
        if rejected.still_withdrawn.is_none() {
            screen::line(format!("`cso-intake review reject {id} --reinstate` lifts that"));
        }
    }
    if let Some(held) = &rejected.reinstated {
        screen::line(format!("in force again is {}", held_words(held)));
    }
}

fn reopened(id: MessageId, reopened: &Reopened) {
    screen::line(format!("message {id} waits for a decision again"));
    if let Some(answer) = reopened.withdrawn {
        screen::line(format!("answer {answer} is withdrawn"));
    }
    if let Some(answer) = reopened.reinstated {
        screen::line(format!("answer {answer}, which it had replaced, is in force again"));
    }
    if reopened.already_told {
        screen::line("the trust has been told of the answer already: write to them if it was wrong");
    }
}
