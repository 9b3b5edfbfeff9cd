//! What takes an answer out of force by hand: the nominee who asks to be left out, and a slip that is taken back.

use anyhow::{bail, ensure};
use jiff::Timestamp;

use super::{known, note};
use crate::domain::{AnswerId, OdsCode, calendar::in_london, nomination::Held};
use crate::flow::{Desk, outbox};
use crate::store::do_not_write::{self, Whom};
use crate::store::{
    Store, Tx, answers,
    answers::{Ended, Standing},
    history, outbox as mails,
};

/// Takes the answer in force of a trust out of force: its lead is not written to any more. Reminders to the trust go on.
///
/// # Errors
/// When the trust is not in the register or has no answer in force.
pub fn withdraw(
    store: &mut Store,
    desk: &Desk,
    trust: &OdsCode,
    remark: Option<&str>,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Held> {
    store.change(|tx| {
        known(tx, desk, trust)?;
        let Some(held) = answers::current(tx, desk.id(), trust)? else {
            bail!("{trust} has no answer in force, so there is nothing to withdraw");
        };
        answers::withdraw(tx, held.id, Ended::Asked, now)?;
        if let Some(address) = held.answer.lead().and_then(|lead| lead.email.as_ref()) {
            do_not_write::add(tx, desk.id(), Whom::Address(address), in_london(now).date(), None, actor)?;
        }
        if let Some(remark) = remark {
            history::add_note(tx, held.id, remark)?;
        }
        let written = mails::of_answer(tx, desk.id(), held.id)?;
        outbox::take_back(tx, &written, "its answer was withdrawn", now)?;
        note(tx, desk, actor, "answer withdrawn by a person", held.id, trust, now)?;
        Ok(held)
    })
}

/// What `undo` did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// An answer recorded by hand is out of force.
    Recording {
        /// That answer.
        answer: AnswerId,
        /// The one that is in force again.
        reinstated: Option<Held>,
        /// Whether its confirmation had gone out, so that the trust should be told.
        already_told: bool,
    },
    /// An answer withdrawn by hand is in force again.
    Withdrawal(Held),
}

/// Takes back the last that was done by hand to a trust's answer: the recording of it, or its withdrawal.
///
/// # Errors
/// When nothing was done by hand, saying what takes back what a message did.
pub fn undo(store: &mut Store, desk: &Desk, trust: &OdsCode, actor: &str, now: Timestamp) -> anyhow::Result<Undone> {
    store.change(|tx| {
        known(tx, desk, trust)?;
        let versions = history::of_trust(tx, desk.id(), trust)?;
        // What is older than the answer in force was read, and never in force.
        let last = versions.iter().find(|version| version.standing != Standing::Superseded).or(versions.first());
        let Some(last) = last else { bail!("{trust} has no answer, so there is nothing to take back") };
        let id = last.held.id;
        match (last.standing, last.ended) {
            (Standing::Withdrawn, Some((_, Ended::Asked))) => {
                if let Some(message) = last.withdrawn_by {
                    bail!(
                        "answer {id} was withdrawn by message {message}; if that withdrew nobody, \
                         `cso-intake review reject {message} --reinstate` puts it back in force"
                    );
                }
                answers::reinstate(tx, id)?;
                if let Some(address) = last.held.answer.lead().and_then(|lead| lead.email.as_ref()) {
                    do_not_write::lift(tx, desk.id(), Whom::Address(address))?;
                }
                note(tx, desk, actor, "answer reinstated by a person", id, trust, now)?;
                Ok(Undone::Withdrawal(last.held.clone()))
            }
            (Standing::Withdrawn, _) => {
                bail!("answer {id} of {trust} is taken back already; record it again if it was right")
            }
            (Standing::Current | Standing::Superseded, _) => {
                if let Some(message) = last.message {
                    bail!(
                        "answer {id} came in message {message}; `cso-intake review reopen {message}` takes that back"
                    );
                }
                unrecord(tx, desk, last, trust, actor, now)
            }
        }
    })
}

fn unrecord(
    tx: &Tx<'_>,
    desk: &Desk,
    last: &history::Version,
    trust: &OdsCode,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Undone> {
    let id = last.held.id;
    ensure!(last.standing == Standing::Current, "answer {id} of {trust} is not in force any more");
    let before = answers::replaced_by(tx, desk.id(), id)?;
    answers::withdraw(tx, id, Ended::Undone, now)?;
    if let Some(before) = &before {
        answers::reinstate(tx, before.id)?;
    }
    let already_told = outbox::take_back(tx, &mails::of_answer(tx, desk.id(), id)?, "its answer was taken back", now)?;
    note(tx, desk, actor, "recording taken back by a person", id, trust, now)?;
    Ok(Undone::Recording { answer: id, reinstated: before, already_told })
}
