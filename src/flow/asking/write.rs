//! A letter that asks into the outbox, under its key, in the state that the mode allows.

use jiff::Timestamp;

use super::facts::Facts;
use super::letter;
use crate::campaign::facts::TrustRecord;
use crate::campaign::plan::Reminder;
use crate::compose::Letter;
use crate::domain::outbox::{OutboxState, OutgoingMail};
use crate::domain::reminders::{ContactMark, InvitationKey};
use crate::domain::{Contact, Mode, OutboxId};
use crate::flow::Desk;
use crate::store::{StoreError, Tx, audit, kept, outbox};

/// A letter ready to be written.
pub(super) struct Draft<'a> {
    /// The key of its row.
    pub key: String,
    /// To which trust.
    pub trust: &'a TrustRecord,
    /// To whom of it.
    pub to: &'a Contact,
    /// The letter.
    pub letter: Letter,
    /// In whose name it is written: `service`, or a person.
    pub actor: &'a str,
}

/// The draft of a reminder.
pub(super) fn reminder<'a>(
    desk: &Desk,
    facts: &Facts,
    trust: &'a TrustRecord,
    planned: &'a Reminder,
    now: Timestamp,
) -> Draft<'a> {
    let letter = letter::reminder(desk, facts, trust, planned, now);
    Draft { key: planned.key.to_string(), trust, to: &planned.contact, letter, actor: "service" }
}

/// Writes it, unless its key has a mail that went out, may still go out, or that a person has stopped. One that never left is written
/// anew.
pub(super) fn write(
    tx: &Tx<'_>,
    desk: &Desk,
    draft: &Draft<'_>,
    now: Timestamp,
) -> Result<Option<(OutboxId, OutboxState)>, StoreError> {
    let Some(mail) = mail(tx, desk, draft)? else { return Ok(None) };
    if let Some(file) = &desk.config.role_descriptor {
        kept::keep(tx, &letter::sha256(&file.bytes), &file.bytes, now)?;
    }
    let (state, why) = first_state(desk);
    let new = outbox::NewMail {
        key: &draft.key,
        state,
        why,
        letter: draft.letter.name(),
        trust: Some(&draft.trust.ods_code),
        message: None,
        answer: None,
        mail: &mail,
    };
    let id = match outbox::of_key(tx, desk.id(), &draft.key)? {
        None => outbox::add(tx, desk.id(), &new, now)?,
        // Written in mode observe before, or no longer true when its turn came: nothing of it was ever carried.
        Some((id, OutboxState::Suppressed | OutboxState::Dropped, _)) => {
            outbox::renew(tx, id, &new, now)?;
            Some(id)
        }
        Some(_) => None,
    };
    let Some(id) = id else { return Ok(None) };
    tx.step();
    let event = audit::Event {
        outbox: Some(id),
        trust: Some(&draft.trust.ods_code),
        ..audit::Event::new(draft.actor, "mail written")
    };
    audit::add(tx, desk.id(), now, &event)?;
    Ok(Some((id, state)))
}

/// The state in which a letter that asks enters the outbox, and why.
fn first_state(desk: &Desk) -> (OutboxState, Option<&'static str>) {
    match desk.config.mode {
        Mode::Observe => (OutboxState::Suppressed, Some("mode observe: written down, never sent")),
        Mode::Approve => (OutboxState::Held, Some("mode approve: waits for a person to release it")),
        Mode::Live => (OutboxState::Queued, None),
    }
}

/// The mail of a draft. One that even the built-in templates cannot make is told, and costs no other its letter.
fn mail(tx: &Tx<'_>, desk: &Desk, draft: &Draft<'_>) -> Result<Option<OutgoingMail>, StoreError> {
    let made = letter::mail(desk, &draft.letter, draft.to, &draft.key, &tx.instance()?);
    Ok(made
        .inspect_err(|error| tracing::error!(trust = %draft.trust.ods_code, %error, "a letter could not be written"))
        .ok())
}

/// Puts the words of this moment into an invitation that waits; says whether it did.
pub(super) fn reword_invitation(
    tx: &Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    item: &outbox::Item,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(key) = InvitationKey::parse(&item.key) else { return Ok(false) };
    let Some(trust) = facts.trust(&key.trust) else { return Ok(false) };
    let to = trust.contacts.iter().map(|record| &record.contact).find(|to| ContactMark::of(&to.email) == key.contact);
    let Some(to) = to else { return Ok(false) };
    let letter = letter::invitation(desk, facts, trust, to, now);
    reword(tx, desk, &Draft { key: item.key.clone(), trust, to, letter, actor: "service" }, item)
}

/// Puts the words of this moment into a reminder that waits; says whether that changed anything. `Due tomorrow` is not true for
/// ever.
pub(super) fn reword_reminder(
    tx: &Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    (trust, planned): (&TrustRecord, &Reminder),
    item: &outbox::Item,
    now: Timestamp,
) -> Result<bool, StoreError> {
    reword(tx, desk, &reminder(desk, facts, trust, planned, now), item)
}

fn reword(tx: &Tx<'_>, desk: &Desk, draft: &Draft<'_>, item: &outbox::Item) -> Result<bool, StoreError> {
    let Some(mail) = mail(tx, desk, draft)? else { return Ok(false) };
    // By which names it is found again, and what goes with it, was settled when it was written.
    let mail = OutgoingMail {
        message_id: item.mail.message_id.clone(),
        reference: item.mail.reference.clone(),
        attachments: item.mail.attachments.clone(),
        ..mail
    };
    if mail == item.mail {
        return Ok(false);
    }
    outbox::reword(tx, item.id, &mail)?;
    Ok(true)
}
