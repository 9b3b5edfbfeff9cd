//! Until when answers are asked for. The configuration names the first deadline; once a trust was asked, only `campaign extend` moves
//! it, and every deadline that there was is kept.

use anyhow::ensure;
use jiff::{Timestamp, Zoned};

use crate::domain::calendar::{in_london, moment_words};
use crate::domain::outbox::OutboxState;
use crate::flow::Desk;
use crate::flow::asking::{facts, write};
use crate::store::deadlines::{CONFIGURATION, Deadline};
use crate::store::{Store, StoreError, Tx, audit, deadlines, invited, outbox};

/// The deadline in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The moment, in Europe/London.
    pub at: Zoned,
    /// Which deadline it is: 1 for the first, one more each time it is moved.
    pub version: u32,
}

/// The deadline in force; the configuration's where none is stored yet.
///
/// # Errors
/// When the database refuses.
pub fn in_force(tx: &Tx<'_>, desk: &Desk) -> Result<InForce, StoreError> {
    Ok(match deadlines::all(tx, desk.id())?.last() {
        Some(last) => InForce { at: in_london(last.at), version: last.version },
        None => InForce { at: desk.campaign().deadline.clone(), version: 1 },
    })
}

/// Takes the configuration's deadline over where it still decides: as the first one, or in its place as long as no trust was asked.
/// Says in words what a person must hear: that the configuration names another deadline than the one in force.
///
/// # Errors
/// When the database refuses.
pub fn begin(store: &mut Store, desk: &Desk, now: Timestamp) -> Result<Option<String>, StoreError> {
    let configured = desk.campaign().deadline.timestamp();
    let stored = store.view::<_, StoreError>(|tx| deadlines::all(tx, desk.id()))?;
    let [first] = stored.as_slice() else {
        if stored.is_empty() {
            store.change(|tx| {
                deadlines::set(tx, desk.id(), configured, CONFIGURATION, now)?;
                note(tx, desk, CONFIGURATION, "deadline taken from the configuration", now)
            })?;
        }
        return Ok(disagreement(desk, &stored));
    };
    if first.at.as_second() == configured.as_second() {
        return Ok(None);
    }
    store.change(|tx| {
        if invited::is_begun(tx, desk.id())? {
            return Ok(disagreement(desk, &stored));
        }
        deadlines::correct_first(tx, desk.id(), configured, now)?;
        note(tx, desk, CONFIGURATION, "deadline put right from the configuration", now)?;
        Ok(None)
    })
}

/// That the configuration names a deadline which is not in force, and what to do; nothing while it names the first or the last.
#[must_use]
pub fn disagreement(desk: &Desk, stored: &[Deadline]) -> Option<String> {
    let configured = &desk.campaign().deadline;
    let (first, last) = (stored.first()?, stored.last()?);
    if [first, last].iter().any(|deadline| deadline.at.as_second() == configured.timestamp().as_second()) {
        return None;
    }
    let in_force = moment_words(&in_london(last.at));
    Some(format!(
        "the configuration names {} as the deadline, but {in_force} is in force since trusts were asked, and stays so; \
         `cso-intake campaign extend \"{}\"` moves it",
        moment_words(configured),
        configured.strftime("%Y-%m-%d %H:%M")
    ))
}

/// What moving the deadline did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The deadline before.
    pub from: InForce,
    /// The deadline from now on.
    pub to: InForce,
    /// How many reminders of the deadline before were waiting, and are dropped.
    pub dropped: usize,
    /// How many invitations were waiting, and name the new deadline now.
    pub reworded: usize,
}

/// Moves the deadline, forward or back. What waits and names the one before is dropped or written anew in the same transaction.
///
/// # Errors
/// When it is in force already or before the letter, or the database refuses.
pub fn extend(store: &mut Store, desk: &Desk, to: &Zoned, actor: &str, now: Timestamp) -> anyhow::Result<Moved> {
    store.change(|tx| {
        let from = in_force(tx, desk)?;
        ensure!(to.timestamp() != from.at.timestamp(), "the deadline is {} already", moment_words(&from.at));
        ensure!(
            to.date() >= desk.campaign().letter_date,
            "{} is before the letter of {}",
            moment_words(to),
            desk.campaign().letter_date
        );
        if deadlines::all(tx, desk.id())?.is_empty() {
            deadlines::set(tx, desk.id(), from.at.timestamp(), CONFIGURATION, now)?;
        }
        let version = deadlines::set(tx, desk.id(), to.timestamp(), actor, now)?;
        tx.step();
        note(tx, desk, actor, "deadline moved by a person", now)?;
        let facts = facts::all(tx, desk)?;
        let (mut dropped, mut reworded) = (0, 0);
        for item in outbox::waiting_to_ask(tx, desk.id())? {
            if item.letter == "reminder" {
                let why = "the deadline has been moved since";
                outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
                let event = audit::Event { outbox: Some(item.id), ..audit::Event::new(actor, why) };
                audit::add(tx, desk.id(), now, &event)?;
                dropped += 1;
            } else if write::reword_invitation(tx, desk, &facts, &item, now)? {
                reworded += 1;
            }
        }
        Ok(Moved { from, to: InForce { at: in_london(to.timestamp()), version }, dropped, reworded })
    })
}

fn note(tx: &Tx<'_>, desk: &Desk, actor: &str, event: &str, now: Timestamp) -> Result<(), StoreError> {
    audit::add(tx, desk.id(), now, &audit::Event::new(actor, event))
}
