//! The outbox in, the next mail that may go out at this moment: due, not kept back, and still true.

use jiff::{SignedDuration, Timestamp};

use super::note;
use crate::campaign::eligible::Verdict;
use crate::domain::{HoldId, outbox::OutboxState};
use crate::flow::Desk;
use crate::flow::asking::{judge, remind};
use crate::flow::outbox::{Outdated, outdated};
use crate::store::{StoreError, Tx, outbox, sending, sending::Among, sums};

/// A letter that asks and may not go out yet is asked about again after this time, or at the next look that changes something.
const ASKED_AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// Which mail may go out as far as the books go: while they do not agree, only what goes to the team.
///
/// # Errors
/// When the database refuses.
pub(in crate::flow) fn by_the_books(tx: &Tx<'_>, desk: &Desk) -> Result<Among, StoreError> {
    Ok(if sums::disagreements(tx, desk.id())?.is_empty() { Among::All } else { Among::Team })
}

/// The next mail that is due and still true, among those that may go out. What is no longer so is dropped on the way. Under a hold
/// only what a person has released since.
pub(in crate::flow) fn next_true(
    tx: &Tx<'_>,
    desk: &Desk,
    now: Timestamp,
    hold: Option<HoldId>,
    mut among: Among,
) -> Result<Option<outbox::Item>, StoreError> {
    while let Some(item) = sending::next_due(tx, desk.id(), now, hold, among)? {
        let found = if judge::asks(&item) { asking(tx, desk, &item, now)? } else { answering(tx, desk, item, now)? };
        match found {
            Found::True(item) => return Ok(Some(*item)),
            Found::NotFresh => among = Among::Answers,
            Found::Not => {}
        }
    }
    Ok(None)
}

/// What was found of a mail that is due.
enum Found {
    /// It may go out.
    True(Box<outbox::Item>),
    /// No letter that asks may, before the mailbox was looked at again.
    NotFresh,
    /// It may not, which is written down.
    Not,
}

/// A mail that answers something.
fn answering(tx: &Tx<'_>, desk: &Desk, item: outbox::Item, now: Timestamp) -> Result<Found, StoreError> {
    match outdated(tx, desk, &item)? {
        Some(Outdated::Drop(why)) => {
            outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
            note(tx, desk, "mail dropped, it is no longer so", item.id, now)?;
        }
        Some(Outdated::Ask(why)) if item.released.is_none() => {
            outbox::set_state(tx, item.id, OutboxState::Held, Some(why), now)?;
            note(tx, desk, "mail held for a person", item.id, now)?;
        }
        Some(Outdated::Ask(_)) | None => return Ok(Found::True(Box::new(item))),
    }
    Ok(Found::Not)
}

/// A letter that asks.
fn asking(tx: &Tx<'_>, desk: &Desk, item: &outbox::Item, now: Timestamp) -> Result<Found, StoreError> {
    if !judge::is_fresh(tx, desk, now)? {
        return Ok(Found::NotFresh);
    }
    match judge::before_a_try(tx, desk, item, now)? {
        Ok(item) => return Ok(Found::True(Box::new(item))),
        Err(Verdict::Drop { why }) => remind::drop_letter(tx, desk, item, &why, now)?,
        Err(Verdict::Wait { until, why }) => {
            // No later than that: a time that is further away is taken for that of a clock which ran ahead.
            let again = now + ASKED_AGAIN;
            let next = until.map_or(again, |until| until.timestamp().min(again));
            let why = format!("{}{why}", judge::NOT_YET);
            outbox::set_state(tx, item.id, OutboxState::Queued, Some(&why), next)?;
        }
        Err(Verdict::Send) => {}
    }
    Ok(Found::Not)
}
