//! A message that waits in; the answer it gives, recorded because a person stands behind it, out.

use anyhow::{bail, ensure};
use jiff::Timestamp;

use super::edits::{Edits, put_right};
use super::{note, open_entry, reread};
use crate::domain::calendar::{date_words, in_london};
use crate::domain::{
    AnswerId, Class, MessageId, Nominee, OdsCode, Reading,
    ledger::MessageState,
    nomination::{Answer, Held, Person, merged},
};
use crate::flow::{Desk, acknowledge, ingest::Case};
use crate::store::do_not_write::{self, Whom};
use crate::store::{Store, Tx, answers, mergers, messages, trusts};

/// What happens to an answer in force that was said later than the message that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newer {
    /// It stays, and the message is not accepted.
    Stays,
    /// It gives way.
    GivesWay,
}

/// What accepting a message did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The answer that is in force now.
    pub answer: AnswerId,
    /// The one whose place it took.
    pub replaced: Option<Held>,
}

/// Accepts a message, as read or with edits: the answer is recorded and confirmed to whoever wrote it. Of the same lead, what
/// the message leaves open keeps its value.
///
/// # Errors
/// When something needed is missing or ambiguous, or the register holds a newer answer, saying which option would settle it.
pub fn accept(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    edits: &Edits,
    newer: Newer,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Accepted> {
    store.change(|tx| {
        let entry = open_entry(tx, desk, id)?;
        let (reading, doubts) = put_right(&entry, edits);
        let trust = known_trust(tx, desk, &reading)?;
        let held = answers::current(tx, desk.id(), &trust)?;
        if let Some(held) = held.as_ref().filter(|held| newer == Newer::Stays && held.said > entry.received) {
            bail!(
                "the register holds a later answer for {trust}: {} said on {} (answer {}), and message {id} is of {}; \
                 accept it in its place with --replace",
                held.answer.words(),
                date_words(in_london(held.said).date()),
                held.id,
                date_words(in_london(entry.received).date())
            );
        }
        let answer = completed(answer_of(&reading)?, held.as_ref());
        messages::keep_reading(tx, desk.id(), id, &reading, &doubts, now)?;
        let new = answers::NewAnswer {
            trust: &trust,
            answer: &answer,
            message: Some(id),
            said: entry.received,
            decided_by: actor,
            channel: None,
            note: None,
        };
        let recorded = answers::record(tx, desk.id(), &new, now)?;
        // A person stands behind whoever is named: they have come back.
        if let Some(address) = answer.lead().and_then(|lead| lead.email.as_ref()) {
            do_not_write::lift(tx, desk.id(), Whom::Address(address))?;
        }
        messages::set_state(tx, id, MessageState::Answer, None)?;
        note(tx, desk, actor, "answer accepted by a person", id, Some(recorded), now)?;
        if let Some(message) = reread(tx, desk, id)? {
            let case = Case { id, message: &message, reading: &reading, said: entry.received };
            acknowledge::confirm(tx, desk, &case, recorded, now)?;
        }
        Ok(Accepted { answer: recorded, replaced: held })
    })
}

/// The answer with what the register knows already, when both name the same lead.
fn completed(answer: Answer, held: Option<&Held>) -> Answer {
    let Some(held) = held.filter(|held| answer.names_the_lead_of(&held.answer)) else { return answer };
    match (answer, &held.answer) {
        (Answer::Named(new), Answer::Named(old)) => Answer::Named(merged(old, &new)),
        (answer, _) => answer,
    }
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
pub(super) fn known_trust(tx: &Tx<'_>, desk: &Desk, reading: &Reading) -> anyhow::Result<OdsCode> {
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
    // What was read before a merger is for the trust that answers now.
    Ok(mergers::answering(tx, desk.id(), &trust.value)?)
}
