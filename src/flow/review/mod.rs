//! What a person decides about a message: accept it (as read or as put right), reject it, set it aside, read it again,
//! or take a decision back.

mod accept;
mod edits;
mod hand_over;
mod reject;

use anyhow::{anyhow, bail, ensure};
use jiff::Timestamp;

use super::ingest::{Case, conclude, doubt_its_id, follow, read_safely, state_after};
pub use accept::{Accepted, Newer, accept};
pub use edits::{Edits, edited};
pub use hand_over::{HandedOver, hand_over};
pub use reject::{Instead, Rejected, Withdrawn, reject};

use super::{Desk, belonging, outbox, thread, unfetched, withdrawal};
use crate::domain::{AnswerId, MessageId, ledger::MessageState};
use crate::message::{self, Message};
use crate::store::{Store, Tx, answers, audit, campaigns, folders, messages, outbox as mails, trusts};

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
        let (reading, doubts) = edits::put_right(&entry, edits);
        accept::known_trust(tx, desk, &reading)?;
        messages::keep_reading(tx, desk.id(), id, &reading, &doubts, now)?;
        messages::set_state(tx, id, MessageState::AwaitingReview, entry.why.as_deref())?;
        note(tx, desk, actor, "reading put right by a person", id, None, now)
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
    let kept = store.view(|tx| {
        let entry = open_entry(tx, desk, id)?;
        let register = trusts::register(tx, desk.id())?;
        Ok::<_, anyhow::Error>(messages::original(tx, desk.id(), id)?.map(|bytes| (entry, register, bytes)))
    })?;
    let Some((entry, register, bytes)) = kept else {
        return store.change(|tx| {
            open_entry(tx, desk, id)?;
            let identity = folders::spots_of(tx, id)?.first().map(unfetched::identity);
            messages::fetch_again(tx, desk.id(), id, identity.as_deref())?;
            note(tx, desk, actor, "message to be fetched again", id, None, now)?;
            Ok(Replayed::FetchedAtNextLook)
        });
    };
    // Files may take their time, which nobody else has to wait for.
    let read = read_safely(desk, &register, &bytes, entry.partial, entry.received);
    let (message, mut reading, _) = read.map_err(|why| anyhow!("message {id} still cannot be read: {why}"))?;
    store.change(|tx| {
        open_entry(tx, desk, id)?;
        thread::place(tx, desk, &message, entry.received, &mut reading)?;
        let another = belonging::place(tx, desk, &message, entry.received, &mut reading)?;
        doubt_its_id(tx, desk, &message, Some(id), &mut reading)?;
        withdrawal::consider(tx, desk, &message, &mut reading)?;
        let step = follow(tx, desk, &message, &reading, entry.received)?;
        let state = state_after(&step, reading.class);
        messages::set_state(tx, id, state, another.as_deref())?;
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
        not_of_another(tx, desk, id)?;
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
                answers::withdraw(tx, answer, answers::Ended::Undone, now)?;
                reopened.withdrawn = Some(answer);
            }
            if let Some(earlier) = reopened.reinstated {
                answers::reinstate(tx, earlier)?;
            }
        }
        reopened.already_told =
            outbox::take_back(tx, &mails::of_message(tx, desk.id(), id)?, "its decision was taken back", now)?;
        messages::set_state(tx, id, MessageState::AwaitingReview, Some("reopened by a person"))?;
        note(tx, desk, actor, "decision taken back", id, reopened.withdrawn, now)?;
        Ok(reopened)
    })
}

/// A message that nobody has decided yet, or that can be decided again without undoing an answer.
fn open_entry(tx: &Tx<'_>, desk: &Desk, id: MessageId) -> anyhow::Result<messages::Entry> {
    let entry = messages::entry(tx, desk.id(), id)?;
    not_of_another(tx, desk, id)?;
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

/// What is another campaign's is decided there.
fn not_of_another(tx: &Tx<'_>, desk: &Desk, id: MessageId) -> anyhow::Result<()> {
    let Some(owner) = campaigns::owner_of(tx, desk.id(), id)? else { return Ok(()) };
    let there =
        campaigns::same_in(tx, &owner, id)?.map_or_else(String::new, |there| format!(", there message {there}"));
    bail!(
        "message {id} is mail of campaign {owner}{there}; hand it over from there with `cso-intake review hand-over` first"
    )
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
