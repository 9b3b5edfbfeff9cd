//! What a person does with the outbox: release a mail that waits, or drop it.

use anyhow::{anyhow, bail, ensure};
use jiff::Timestamp;

use super::asking::judge;
use super::{Desk, acknowledge, alert, digest, team};
use crate::campaign::eligible::Verdict;
use crate::domain::{
    AnswerId, EmailAddress, Mode, OutboxId,
    ledger::MessageState,
    outbox::{OutboxState, OutgoingMail, same_organisation},
};
use crate::store::{Store, StoreError, Tx, answers, answers::Standing, audit, hold, messages, outbox, sending, sent};

/// Releases a mail: it goes out at the next delivery, even while everything else is held. An unknown one goes out again, which only a person may decide.
///
/// # Errors
/// When the mail does not wait for anybody, saying why.
pub fn release(store: &mut Store, desk: &Desk, id: OutboxId, actor: &str, now: Timestamp) -> anyhow::Result<()> {
    store.change(|tx| {
        tx.step();
        let item = outbox::item(tx, desk.id(), id)?;
        match item.state {
            OutboxState::Held | OutboxState::Unknown | OutboxState::GaveUp => {}
            OutboxState::Suppressed => {
                bail!("mail {id} was written in mode observe and is never sent; record the answer again in mode live")
            }
            // Under a hold it does not go out by itself.
            OutboxState::Queued if hold::in_force(tx)?.last().is_some_and(|hold| item.released < Some(hold.id.0)) => {}
            OutboxState::Queued => bail!("mail {id} is queued already and goes out at the next delivery"),
            OutboxState::Sending => bail!("mail {id} is being sent at this moment"),
            OutboxState::Sent => bail!("mail {id} was sent already"),
            OutboxState::Dropped => bail!("{}", was_dropped(&item)),
        }
        if judge::asks(&item)
            && let Verdict::Drop { why } = judge::judge(tx, desk, &item, now)?
        {
            bail!("mail {id} is not true any more: {why}; drop it with `cso-intake outbox drop {id}`");
        }
        if let Some(Outdated::Drop(why)) = outdated(tx, desk, &item)? {
            bail!("what mail {id} says is no longer so ({why}); drop it with `cso-intake outbox drop {id}`");
        }
        ensure!(
            desk.config.mode != Mode::Observe || team::is_to_the_team(&item.letter),
            "in mode observe nothing goes out, so mail {id} stays {}; set mode to approve or live first",
            item.state
        );
        sending::release(tx, id, hold::last(tx)?, now)?;
        note(tx, desk, actor, "mail released by a person", id, now)
    })
}

fn was_dropped(item: &outbox::Item) -> String {
    let again = match item.letter.as_str() {
        "invitation" => "`cso-intake invite --send` with the trust's code writes a new one",
        "reminder" => "the next round writes a new one, if there is still something to ask",
        _ => "`cso-intake review replay` can make a new one",
    };
    format!("mail {} was dropped; {again}", item.id)
}

/// Releases every mail that is held, and says of each what became of it. What is one too many for its address today stays
/// held, in whatever mode it was written: who releases everything at once may not see that a robot is at the other end.
///
/// # Errors
/// When the database refuses.
pub fn release_all(
    store: &mut Store,
    desk: &Desk,
    actor: &str,
    now: Timestamp,
) -> Result<Vec<(OutboxId, anyhow::Result<()>)>, StoreError> {
    let held = store.view::<_, StoreError>(|tx| outbox::items(tx, desk.id(), Some(OutboxState::Held)))?;
    let mut released = Vec::with_capacity(held.len());
    for item in held {
        let to = &item.mail.to.address;
        let lately = store.view::<_, StoreError>(|tx| outbox::written_lately(tx, to, now - acknowledge::A_DAY))?;
        let outcome = if lately.mails >= acknowledge::MOST_MAILS_A_DAY {
            Err(anyhow!(
                "mail {id} stays held: its address had {} mails within the last 24 hours; `cso-intake outbox release {id}` \
                 sends it all the same",
                lately.mails,
                id = item.id
            ))
        } else {
            release(store, desk, item.id, actor, now)
        };
        released.push((item.id, outcome));
    }
    Ok(released)
}

/// Drops a mail: it will not be sent.
///
/// # Errors
/// When it is too late, or was dropped before.
pub fn drop_mail(store: &mut Store, desk: &Desk, id: OutboxId, actor: &str, now: Timestamp) -> anyhow::Result<()> {
    store.change(|tx| {
        tx.step();
        let item = outbox::item(tx, desk.id(), id)?;
        match item.state {
            OutboxState::Held
            | OutboxState::Unknown
            | OutboxState::GaveUp
            | OutboxState::Queued
            | OutboxState::Suppressed => {}
            OutboxState::Sending => bail!("mail {id} is being sent at this moment"),
            OutboxState::Sent => bail!("mail {id} was sent already"),
            OutboxState::Dropped => bail!("mail {id} was dropped already"),
        }
        outbox::set_state(tx, id, OutboxState::Dropped, Some("dropped by a person"), now)?;
        outbox::stop(tx, id)?;
        note(tx, desk, actor, "mail dropped by a person", id, now)
    })
}

/// Why a mail should not go out as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outdated {
    /// It is dropped.
    Drop(&'static str),
    /// A person decides, unless one has.
    Ask(&'static str),
}

/// Why what a mail says is no longer so, if it is not: its answer was taken back, another one has taken its place, its
/// message turned out to be one that is owed nothing, or a colleague has answered it by hand. A later answer that names the
/// same lead changes nothing in it.
pub(super) fn outdated(tx: &Tx<'_>, desk: &Desk, item: &outbox::Item) -> Result<Option<Outdated>, StoreError> {
    match item.letter.as_str() {
        "digest" => return Ok(digest::outdated(tx, desk, item)?.map(Outdated::Drop)),
        "alert" => return Ok(alert::outdated(tx, desk, item)?.map(Outdated::Drop)),
        _ => {}
    }
    if let Some(answer) = item.answer {
        let why = match answers::standing(tx, desk.id(), answer)? {
            Standing::Current => None,
            Standing::Withdrawn => Some("its answer was withdrawn"),
            Standing::Superseded => {
                let said = answers::version(tx, desk.id(), answer)?.answer;
                let in_force = answers::in_force_beside(tx, desk.id(), answer)?;
                let same = in_force.is_some_and(|held| said == held.answer || said.names_the_lead_of(&held.answer));
                (!same).then_some("a later answer has taken the place of the one it confirms")
            }
        };
        if let Some(why) = why {
            return Ok(Some(Outdated::Drop(why)));
        }
    } else if let Some(message) = item.message {
        match messages::entry(tx, desk.id(), message)?.state {
            MessageState::Automatic | MessageState::Bounce | MessageState::Unrelated => {
                return Ok(Some(Outdated::Drop("its message is owed no answer")));
            }
            MessageState::Answer
            | MessageState::Query
            | MessageState::Duplicate
            | MessageState::AwaitingReview
            | MessageState::SetAside => {}
        }
    }
    let subject = Subject { letter: &item.letter, answer: item.answer, mail: &item.mail };
    answered_by_hand(tx, desk, &subject)
}

/// What a mail is about, as far as it matters whether it is still needed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The letter's name.
    pub letter: &'a str,
    /// The answer it confirms.
    pub answer: Option<AnswerId>,
    /// The mail.
    pub mail: &'a OutgoingMail,
}

/// What it means that a colleague has answered the message which a mail answers. A receipt, and the confirmation of what
/// the reader recorded, would only say again that the message has come. The question for a missing detail, and what a
/// person has decided since, may be news to the trust all the same: then a person decides.
pub(super) fn answered_by_hand(
    tx: &Tx<'_>,
    desk: &Desk,
    subject: &Subject<'_>,
) -> Result<Option<Outdated>, StoreError> {
    let Some(answered) = &subject.mail.in_reply_to else { return Ok(None) };
    let to = &subject.mail.to.address;
    let reached = |address: &String| {
        address == to.as_str() || EmailAddress::parse(address).is_ok_and(|address| same_organisation(&address, to))
    };
    if !sent::hand_replies(tx, desk.id(), answered)?.iter().any(reached) {
        return Ok(None);
    }
    if subject.letter == "incomplete" {
        return Ok(Some(Outdated::Ask(
            "a colleague has answered by hand: must the missing detail still be asked for?",
        )));
    }
    let by_a_person = match subject.answer {
        Some(answer) => answers::decided_by(tx, answer)? != "reader",
        None => false,
    };
    Ok(Some(if by_a_person {
        Outdated::Ask("a colleague has answered by hand: must the trust still be told what was recorded?")
    } else {
        Outdated::Drop("a colleague has answered by hand")
    }))
}

/// Drops those of the mails that still wait: what they say is no longer so. Says whether the trust has been told of an
/// answer already by one of them. One that is being sent at this moment is settled by the courier.
pub(super) fn take_back(tx: &Tx<'_>, items: &[outbox::Item], why: &str, now: Timestamp) -> Result<bool, StoreError> {
    let mut already_told = false;
    for item in items {
        match item.state {
            OutboxState::Queued | OutboxState::Held => {
                outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
            }
            OutboxState::Sent | OutboxState::Sending | OutboxState::Unknown => already_told |= item.letter != "receipt",
            OutboxState::Suppressed | OutboxState::GaveUp | OutboxState::Dropped => {}
        }
    }
    Ok(already_told)
}

fn note(tx: &Tx<'_>, desk: &Desk, actor: &str, event: &str, id: OutboxId, now: Timestamp) -> anyhow::Result<()> {
    audit::add(tx, desk.id(), now, &audit::Event { outbox: Some(id), ..audit::Event::new(actor, event) })?;
    Ok(())
}
