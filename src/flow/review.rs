//! What a person decides about a message: accept it (as read or as put right), reject it, set it aside, read it again,
//! or take a decision back.

use anyhow::{bail, ensure};
use jiff::{Timestamp, civil::Date};

use super::ingest::{Case, conclude, doubt_its_id, follow, state_after};
use super::{Desk, acknowledge, outbox, unfetched};
use crate::domain::calendar::in_london;
use crate::domain::{
    AnswerId, Class, Doubt, EmailAddress, Found, MessageId, Nominee, OdsCode, PhoneNumber, Place, Reading, Role, Title,
    ledger::MessageState,
    nomination::{Answer, Person},
};
use crate::message::{self, Fault, Message};
use crate::store::{Store, Tx, answers, audit, folders, messages, trusts};
use crate::understand::{Context, understand};

/// What a person puts right in a reading. `None` leaves what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The trust it speaks for.
    pub trust: Option<OdsCode>,
    /// What it is: a nomination, a decline, a holding answer.
    pub class: Option<Class>,
    /// The lead's name. A name among those read keeps that person's details; a new one starts afresh.
    pub name: Option<String>,
    /// The lead's title.
    pub title: Option<Title>,
    /// The lead's post.
    pub job_title: Option<String>,
    /// The lead's address.
    pub email: Option<EmailAddress>,
    /// The lead's lines; they replace those read.
    pub phones: Vec<PhoneNumber>,
    /// Until when a holding answer asks for time.
    pub until: Option<Date>,
}

/// The reading as a person puts it right. Everybody else who was named as lead stays as deputy only if they were one.
#[must_use]
pub fn edited(reading: &Reading, edits: &Edits) -> Reading {
    let mut reading = reading.clone();
    if let Some(trust) = &edits.trust {
        reading.trust = Some(by_hand(trust.clone()));
        reading.candidates.clear();
    }
    if let Some(class) = edits.class {
        reading.class = class;
    }
    if let Some(until) = edits.until {
        reading.until = Some(by_hand(until));
    }
    let touches_lead = edits.name.is_some()
        || edits.title.is_some()
        || edits.job_title.is_some()
        || edits.email.is_some()
        || !edits.phones.is_empty();
    if touches_lead {
        let lead = edited_lead(&reading, edits);
        if let Some(lead) = lead {
            reading.nominees.retain(|nominee| nominee.role == Role::Deputy && nominee.name.value != lead.name.value);
            reading.nominees.insert(0, lead);
        }
    }
    reading
}

fn edited_lead(reading: &Reading, edits: &Edits) -> Option<Nominee> {
    let same = |nominee: &&Nominee, name: &str| Person::from(*nominee).is_named(name);
    let mut lead = match &edits.name {
        Some(name) => reading.nominees.iter().find(|nominee| same(nominee, name)).cloned().unwrap_or_else(|| Nominee {
            name: by_hand(name.clone()),
            title: None,
            job_title: None,
            email: None,
            phones: Vec::new(),
            role: Role::Lead,
        }),
        None => reading.leads().next()?.clone(),
    };
    lead.role = Role::Lead;
    if let Some(name) = &edits.name {
        lead.name = by_hand(name.clone());
    }
    lead.title = edits.title.map(by_hand).or(lead.title);
    lead.job_title = edits.job_title.clone().map(by_hand).or(lead.job_title);
    lead.email = edits.email.clone().map(by_hand).or(lead.email);
    if !edits.phones.is_empty() {
        lead.phones = edits.phones.iter().cloned().map(by_hand).collect();
    }
    Some(lead)
}

fn by_hand<T>(value: T) -> Found<T> {
    Found::new(value, Place { part: "review".to_owned(), line: 0, span: (0, 0) }, "a person")
}

/// Keeps what a person put right; the message still awaits their decision.
///
/// # Errors
/// When the message does not await review, or the trust is not in the register.
pub fn edit(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    edits: &Edits,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    store.change(|tx| {
        let entry = open_entry(tx, desk, id)?;
        let (reading, doubts) = put_right(&entry, edits);
        known_trust(tx, desk, &reading)?;
        messages::keep_reading(tx, desk.id(), id, &reading, &doubts, now)?;
        messages::set_state(tx, id, MessageState::AwaitingReview, entry.why.as_deref())?;
        note(tx, desk, actor, "reading put right by a person", id, None, now)
    })
}

/// The reading of a message with the edits in it, and its doubts. What could not be read begins as an empty nomination.
fn put_right(entry: &messages::Entry, edits: &Edits) -> (Reading, Vec<Doubt>) {
    match &entry.reading {
        Some((reading, doubts)) => (edited(reading, edits), doubts.clone()),
        None => (edited(&Reading::of(Class::Nomination), edits), Vec::new()),
    }
}

/// Accepts a message, as read or with edits: the answer is recorded and confirmed to whoever wrote it.
///
/// # Errors
/// When something needed is missing or ambiguous, saying which option would settle it.
pub fn accept(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    edits: &Edits,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<AnswerId> {
    store.change(|tx| {
        let entry = open_entry(tx, desk, id)?;
        let (reading, doubts) = put_right(&entry, edits);
        let trust = known_trust(tx, desk, &reading)?;
        let answer = answer_of(&reading)?;
        messages::keep_reading(tx, desk.id(), id, &reading, &doubts, now)?;
        let new = answers::NewAnswer {
            trust: &trust,
            answer: &answer,
            message: Some(id),
            said: entry.received,
            decided_by: actor,
        };
        let recorded = answers::record(tx, desk.id(), &new, now)?;
        messages::set_state(tx, id, MessageState::Answer, None)?;
        note(tx, desk, actor, "answer accepted by a person", id, Some(recorded), now)?;
        if let Some(message) = reread(tx, desk, id)? {
            let case = Case { id, message: &message, reading: &reading, said: entry.received };
            acknowledge::confirm(tx, desk, &case, recorded, now)?;
        }
        Ok(recorded)
    })
}

/// The answer that a reading gives once a person stands behind it.
fn answer_of(reading: &Reading) -> anyhow::Result<Answer> {
    match reading.class {
        Class::Decline => return Ok(Answer::Declined),
        Class::Holding => return Ok(Answer::Holding(reading.until.as_ref().map(|until| until.value))),
        Class::Nomination | Class::Correction => {}
        Class::Query | Class::AutoReply | Class::Bounce | Class::Unrelated => ensure!(
            reading.leads().next().is_some(),
            "it was read as {} and names nobody; give --name, or --as decline, or --as holding",
            reading.class
        ),
    }
    let leads: Vec<String> = reading.leads().map(Nominee::addressed).collect();
    match leads.as_slice() {
        [_] => Ok(Answer::Named(reading.nominees.iter().map(Person::from).collect())),
        [] => bail!("it names nobody as lead; say who it is with --name"),
        several => bail!("it names {} people as lead ({}); say which with --name", several.len(), several.join(", ")),
    }
}

/// The trust of a reading, which must be in the register.
fn known_trust(tx: &Tx<'_>, desk: &Desk, reading: &Reading) -> anyhow::Result<OdsCode> {
    let Some(trust) = &reading.trust else {
        let could_be: Vec<&str> = reading.candidates.iter().map(|code| code.value.as_str()).collect();
        let hint =
            if could_be.is_empty() { String::new() } else { format!(" (it could be {})", could_be.join(" or ")) };
        bail!("it is not clear which trust it speaks for{hint}; say which with --trust");
    };
    ensure!(
        trusts::name(tx, desk.id(), &trust.value)?.is_some(),
        "{} is not in the register; import it first with `cso-intake trusts import`",
        trust.value
    );
    Ok(trust.value.clone())
}

/// What a rejected message is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Another programme's mail.
    Unrelated,
    /// A question that the team answers itself.
    Query,
    /// A machine's note.
    Automatic,
    /// A delivery failure.
    Bounce,
}

/// Rejects a message: nothing of it is recorded as an answer.
///
/// # Errors
/// When it was decided already.
pub fn reject(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    instead: Instead,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    let state = match instead {
        Instead::Unrelated => MessageState::Unrelated,
        Instead::Query => MessageState::Query,
        Instead::Automatic => MessageState::Automatic,
        Instead::Bounce => MessageState::Bounce,
    };
    store.change(|tx| {
        open_entry(tx, desk, id)?;
        if state != MessageState::Query {
            outbox::take_back(tx, desk, |item| item.message == Some(id), "its message is owed no answer", now)?;
        }
        messages::set_state(tx, id, state, Some("decided by a person"))?;
        note(tx, desk, actor, "message rejected by a person", id, None, now)
    })
}

/// Puts a message aside with a reason.
///
/// # Errors
/// When it was decided already.
pub fn set_aside(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    why: &str,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<()> {
    store.change(|tx| {
        open_entry(tx, desk, id)?;
        messages::set_state(tx, id, MessageState::SetAside, Some(why))?;
        note(tx, desk, actor, "message set aside by a person", id, None, now)
    })
}

/// What `replay` came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// It was read again and went here.
    Read(MessageState),
    /// Its bytes were not kept; the next look at the mailbox fetches it again.
    FetchedAtNextLook,
}

/// Reads a message again with the reader and register of today, as if it had just come.
///
/// # Errors
/// When it has an answer in force (reopen it first), or still cannot be read.
pub fn replay(store: &mut Store, desk: &Desk, id: MessageId, actor: &str, now: Timestamp) -> anyhow::Result<Replayed> {
    store.change(|tx| {
        let entry = open_entry(tx, desk, id)?;
        let Some(bytes) = messages::original(tx, desk.id(), id)? else {
            let identity = folders::spots_of(tx, id)?.first().map(unfetched::identity);
            messages::fetch_again(tx, desk.id(), id, identity.as_deref())?;
            note(tx, desk, actor, "message to be fetched again", id, None, now)?;
            return Ok(Replayed::FetchedAtNextLook);
        };
        let mut message = message::read(&bytes, &desk.limits())?;
        if entry.partial {
            message.faults.push(Fault::Partial);
        }
        let register = crate::domain::Register::new(trusts::all(tx, desk.id())?);
        let context =
            Context { register: &register, campaign: desk.campaign(), received: in_london(entry.received).date() };
        let mut reading = understand(&message, &context);
        doubt_its_id(tx, desk, &message, Some(id), &mut reading)?;
        let step = follow(tx, desk, &reading, entry.received)?;
        let state = state_after(&step, reading.class);
        messages::set_state(tx, id, state, None)?;
        note(tx, desk, actor, "message read again", id, None, now)?;
        conclude(tx, desk, &Case { id, message: &message, reading: &reading, said: entry.received }, &step, now)?;
        Ok(Replayed::Read(state))
    })
}

/// What `reopen` undid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reopened {
    /// The answer that is no longer in force.
    pub withdrawn: Option<AnswerId>,
    /// The earlier answer that is in force again.
    pub reinstated: Option<AnswerId>,
    /// Whether the confirmation had gone out already, so that the trust should be told.
    pub already_told: bool,
}

/// Takes a decision back: the message awaits review again, its answer is withdrawn, the one before it is in force again,
/// and a confirmation that has not gone out is dropped.
///
/// # Errors
/// When there is nothing to take back, or a later answer has replaced it.
pub fn reopen(store: &mut Store, desk: &Desk, id: MessageId, actor: &str, now: Timestamp) -> anyhow::Result<Reopened> {
    store.change(|tx| {
        let entry = messages::entry(tx, desk.id(), id)?;
        ensure!(entry.state != MessageState::AwaitingReview, "message {id} awaits review already");
        ensure!(entry.state != MessageState::Duplicate, "message {id} is a duplicate: reopen the first one");
        let mut reopened = Reopened::default();
        let answer = answers::of_message(tx, desk.id(), id)?.into_iter().next();
        if let Some((answer, trust, in_force)) = answer.filter(|_| entry.state == MessageState::Answer) {
            if !in_force {
                ensure!(
                    answers::current(tx, desk.id(), &trust)?.is_none(),
                    "a later answer has replaced that of message {id}; reopen the later one first"
                );
            }
            // One that a message has withdrawn stays so, and what it had replaced does not come back for it.
            if in_force {
                reopened.reinstated = answers::replaced_by(tx, desk.id(), answer)?.map(|held| held.id);
                answers::withdraw(tx, answer)?;
                reopened.withdrawn = Some(answer);
            }
            if let Some(earlier) = reopened.reinstated {
                answers::reinstate(tx, earlier)?;
            }
        }
        reopened.already_told =
            outbox::take_back(tx, desk, |item| item.message == Some(id), "its decision was taken back", now)?;
        messages::set_state(tx, id, MessageState::AwaitingReview, Some("reopened by a person"))?;
        note(tx, desk, actor, "decision taken back", id, reopened.withdrawn, now)?;
        Ok(reopened)
    })
}

/// A message that nobody has decided yet, or that can be decided again without undoing an answer.
fn open_entry(tx: &Tx<'_>, desk: &Desk, id: MessageId) -> anyhow::Result<messages::Entry> {
    let entry = messages::entry(tx, desk.id(), id)?;
    match entry.state {
        MessageState::AwaitingReview
        | MessageState::SetAside
        | MessageState::Query
        | MessageState::Automatic
        | MessageState::Bounce
        | MessageState::Unrelated => Ok(entry),
        MessageState::Answer => {
            bail!(
                "message {id} is recorded as an answer already; `cso-intake review reopen {id}` takes that back first"
            )
        }
        MessageState::Duplicate => {
            let first =
                entry.duplicate_of.map_or_else(String::new, |first| format!(", decide message {first} instead"));
            bail!("message {id} is a duplicate{first}")
        }
    }
}

/// The message from its kept original, to know whom to answer.
fn reread(tx: &Tx<'_>, desk: &Desk, id: MessageId) -> anyhow::Result<Option<Message>> {
    let Some(bytes) = messages::original(tx, desk.id(), id)? else { return Ok(None) };
    Ok(message::read(&bytes, &desk.limits()).ok())
}

fn note(
    tx: &Tx<'_>,
    desk: &Desk,
    actor: &str,
    event: &str,
    message: MessageId,
    answer: Option<AnswerId>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let event = audit::Event { message: Some(message), answer, ..audit::Event::new(actor, event) };
    audit::add(tx, desk.id(), now, &event)?;
    Ok(())
}
