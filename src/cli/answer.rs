//! `answer record`, `show`, `withdraw` and `undo`.

use std::process::ExitCode;

use anyhow::ensure;
use serde_json::{Value, json};

use super::args::{Answer, Record};
use super::chosen::Chosen;
use super::{ledger, screen, setup};
use crate::clock::Clock;
use crate::domain::calendar::{date_words, in_london, moment_words};
use crate::domain::nomination::{Held, Person};
use crate::domain::{OdsCode, PhoneNumber, Role, nomination};
use crate::flow::Desk;
use crate::flow::answers::{self, Details, Recorded, Said, Told, Undone, Withdrawn};
use crate::flow::review::Newer;
use crate::store::answers::{Ended, Standing};
use crate::store::{Store, history::Version};

/// Runs one of them.
pub fn run(config: &Chosen, command: Answer) -> anyhow::Result<ExitCode> {
    let (desk, mut store) = setup::office(config)?;
    let store = &mut store;
    let now = Clock::System.now();
    match command {
        Answer::Record(record) => {
            let actor = record.actor.recorded_by.clone();
            let told = told(*record)?;
            let recorded = answers::record(store, &desk, &told, &actor, now)?;
            tell_recorded(store, &desk, &told.trust, &recorded)?;
        }
        Answer::Show { trust, json } => show(store, &desk, &trust, json)?,
        Answer::Withdraw { trust, note, actor } => {
            let held = answers::withdraw(store, &desk, &trust, note.as_deref(), &actor.recorded_by, now)?;
            screen::line(format!("withdrawn for {trust}: {}", held_words(&held)));
            screen::line("nobody writes to that person any more; the trust counts as outstanding");
            screen::line(format!("`cso-intake answer undo {trust}` takes this back"));
        }
        Answer::Undo { trust, actor } => undone(&trust, &answers::undo(store, &desk, &trust, &actor.recorded_by, now)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn told(record: Record) -> anyhow::Result<Told> {
    let (titled, name) = record.name.map_or((None, None), |(title, name)| (title, Some(name)));
    let details = Details {
        name,
        title: record.title.or(titled),
        job_title: record.job_title,
        email: record.email,
        phones: record.phones,
        deputies: record.deputies,
    };
    let said = if record.declined {
        Said::Declined
    } else if record.holding || record.holding_until.is_some() {
        Said::Holding(record.holding_until)
    } else {
        ensure!(
            details != Details::default(),
            "what did the trust answer? Give --name (or a detail of whoever is recorded), --declined, --holding or \
             --holding-until"
        );
        Said::Named(details)
    };
    Ok(Told {
        trust: record.trust,
        said,
        channel: record.by,
        on: record.on,
        note: record.note,
        confirm_to: record.confirm_to,
        newer: if record.replace { Newer::GivesWay } else { Newer::Stays },
        withdrawn: if record.although_withdrawn { Withdrawn::ComesBack } else { Withdrawn::StaysOut },
    })
}

fn tell_recorded(store: &mut Store, desk: &Desk, trust: &OdsCode, recorded: &Recorded) -> anyhow::Result<()> {
    let history = answers::history(store, desk, trust)?;
    match recorded {
        Recorded::Already(held) => {
            screen::line(format!("{trust} {}: recorded already as {}", history.name, held_words(held)));
            screen::line("nothing was changed, and no mail was written");
        }
        Recorded::New { held, replaced, mail } => {
            screen::line(format!("{trust} {}: recorded as answer {}", history.name, held.id));
            said_lines(&held.answer);
            if let Some(replaced) = replaced {
                screen::line(format!("it takes the place of {}", held_words(replaced)));
            }
            match mail {
                Some(mail) => {
                    let why = mail.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
                    screen::line(format!("mail {}: confirmation {}{why}", mail.id, ledger::mail_words(mail.state)));
                    if mail.elsewhere {
                        setup::note("that address is at none of the trust's domains");
                    }
                }
                None => screen::line("no mail was written to the trust (--confirm-to ADDRESS writes one)"),
            }
            screen::line(format!("`cso-intake answer undo {trust}` takes this back"));
        }
    }
    for message in &history.waiting {
        setup::note(&format!(
            "message {message} is or may be from {trust} and waits for a person: `cso-intake review show {message}`"
        ));
    }
    Ok(())
}

fn undone(trust: &OdsCode, undone: &Undone) {
    match undone {
        Undone::Recording { answer, reinstated, already_told } => {
            screen::line(format!("answer {answer} of {trust} is taken back"));
            match reinstated {
                Some(before) => screen::line(format!("in force again is {}", held_words(before))),
                None => screen::line(format!("{trust} has no answer in force now")),
            }
            if *already_told {
                screen::line("the trust has been told of the answer already: write to them if it was wrong");
            }
        }
        Undone::Withdrawal(held) => screen::line(format!("in force again is {}", held_words(held))),
    }
}

fn show(store: &mut Store, desk: &Desk, trust: &OdsCode, as_json: bool) -> anyhow::Result<()> {
    let history = answers::history(store, desk, trust)?;
    if as_json {
        let versions: Vec<Value> = history.versions.iter().map(|chapter| version_json(&chapter.version)).collect();
        screen::line(json!({
            "ods_code": trust, "name": history.name, "answers": versions, "awaiting_review": history.waiting,
        }));
        return Ok(());
    }
    screen::line(format!("{trust} {}", history.name));
    if history.versions.is_empty() {
        screen::line("no answer was recorded");
    }
    for chapter in &history.versions {
        let version = &chapter.version;
        screen::line(format!(
            "answer {}, {}: {}",
            version.held.id,
            standing_words(version),
            version.held.answer.words()
        ));
        said_lines(&version.held.answer);
        screen::line(format!("  {}", came_words(version)));
        if let Some(note) = &version.note {
            screen::line(format!("  note: {note}"));
        }
        for mail in &chapter.mails {
            screen::line(format!(
                "  mail {} to {}: {} {}",
                mail.id,
                mail.mail.to.address,
                ledger::letter_words(&mail.letter),
                ledger::mail_words(mail.state)
            ));
        }
        for (at, actor, event) in &chapter.events {
            screen::line(format!("  {}: {event} ({actor})", moment_words(&in_london(*at))));
        }
    }
    for message in &history.waiting {
        screen::line(format!("message {message} waits for a person: `cso-intake review show {message}`"));
    }
    Ok(())
}

fn standing_words(version: &Version) -> String {
    match (version.standing, version.ended) {
        (Standing::Current, _) => "in force".to_owned(),
        (Standing::Superseded, _) => "older than the one in force".to_owned(),
        (Standing::Withdrawn, Some((_, Ended::Undone))) => "taken back".to_owned(),
        (Standing::Withdrawn, _) => match version.withdrawn_by {
            Some(message) => format!("withdrawn by message {message}"),
            None => "withdrawn".to_owned(),
        },
    }
}

/// When and how it came, and whose place it took.
fn came_words(version: &Version) -> String {
    let day = date_words(in_london(version.held.said).date());
    let how = match (version.message, version.channel) {
        (Some(message), _) => format!("in message {message}"),
        (None, Some(channel)) => format!("by {}", channel.as_str()),
        (None, None) => "without a message".to_owned(),
    };
    let replaces = version.replaces.map_or_else(String::new, |before| format!(", in place of answer {before}"));
    format!("said {how} on {day}, recorded by {}{replaces}", version.decided_by)
}

/// The people of an answer, or what it says instead.
fn said_lines(answer: &nomination::Answer) {
    let nomination::Answer::Named(people) = answer else {
        screen::line(format!("  {}", answer.words()));
        return;
    };
    for person in people {
        screen::line(format!("  {}", person_words(person)));
    }
}

/// `lead: Dr Jane Smith, Head of Audiology, jane.smith@leedsth.nhs.uk, 0113 496 0123`
fn person_words(person: &Person) -> String {
    let role = match person.role {
        Role::Lead => "lead",
        Role::Deputy => "deputy",
    };
    let mut words = vec![person.addressed()];
    words.extend(person.job_title.clone());
    words.push(person.email.as_ref().map_or_else(|| "no e-mail address".to_owned(), ToString::to_string));
    words.extend(person.phones.iter().map(PhoneNumber::national));
    format!("{role}: {}", words.join(", "))
}

fn held_words(held: &Held) -> String {
    format!("answer {}: {} (said on {})", held.id, held.answer.words(), date_words(in_london(held.said).date()))
}

fn version_json(version: &Version) -> Value {
    let answer = &version.held.answer;
    let people = if let nomination::Answer::Named(people) = answer { people.as_slice() } else { &[] };
    let until = if let nomination::Answer::Holding(until) = answer { *until } else { None };
    let standing = match version.standing {
        Standing::Current => "current",
        Standing::Superseded => "superseded",
        Standing::Withdrawn => "withdrawn",
    };
    json!({
        "id": version.held.id, "standing": standing, "kind": answer.kind(), "people": people, "until": until,
        "said": version.held.said, "recorded": version.recorded, "recorded_by": version.decided_by,
        "message": version.message, "channel": version.channel, "note": version.note, "replaces": version.replaces,
        "withdrawn_by": version.withdrawn_by, "withdrawn": version.ended.map(|(at, _)| at),
    })
}
