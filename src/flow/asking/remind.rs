//! After each look: the reminders whose time has come into the outbox, and what waits there asked about again. And for people: what
//! is planned for each trust, and why.

use jiff::{Timestamp, Zoned};

use super::facts::{self, Facts};
use super::judge::{self, NOT_YET};
use super::write;
use crate::campaign::eligible::Verdict;
use crate::campaign::plan::{self, TrustPlan};
use crate::domain::calendar::in_london;
use crate::domain::outbox::OutboxState;
use crate::flow::Desk;
use crate::store::{Store, StoreError, Tx, audit, outbox};

/// What a round of planning did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Reminders that were written.
    pub written: usize,
    /// Letters that waited and are not true any more.
    pub dropped: usize,
    /// Letters that wait and whose words or reason to wait have changed.
    pub changed: usize,
}

impl Planned {
    /// Whether there was anything to do.
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Writes what is due and asks about what waits, in one transaction with the facts. To be run after a look that read every watched
/// folder to its end. An idle round only looks.
///
/// # Errors
/// When the database refuses.
pub fn round(store: &mut Store, desk: &Desk, now: Timestamp) -> Result<Planned, StoreError> {
    let is_idle = store.view::<_, StoreError>(|tx| {
        if !outbox::waiting_to_ask(tx, desk.id())?.is_empty() {
            return Ok(false);
        }
        let facts = facts::all(tx, desk)?;
        let (plans, now) = planned(desk, &facts, now);
        Ok(plan::due(&plans, &now).next().is_none())
    })?;
    if is_idle { Ok(Planned::default()) } else { store.change(|tx| round_in(tx, desk, now)) }
}

/// The same within a transaction.
///
/// # Errors
/// When the database refuses.
pub fn round_in(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Planned, StoreError> {
    let mut done = Planned::default();
    let mut facts = facts::all(tx, desk)?;
    for item in outbox::waiting_to_ask(tx, desk.id())? {
        ask_again(tx, desk, &facts, &item, now, &mut done)?;
    }
    if done.dropped > 0 {
        // What was dropped has made room for another letter.
        facts = facts::all(tx, desk)?;
    }
    let (plans, moment) = planned(desk, &facts, now);
    for reminder in plan::due(&plans, &moment) {
        let Some(trust) = facts.trust(&reminder.key.trust) else { continue };
        let draft = write::reminder(desk, &facts, trust, reminder, now);
        if write::write(tx, desk, &draft, now)?.is_some() {
            done.written += 1;
        }
    }
    Ok(done)
}

fn planned(desk: &Desk, facts: &Facts, now: Timestamp) -> (Vec<TrustPlan>, Zoned) {
    let now = in_london(now);
    (plan::plan(&facts.campaign(desk), &facts.trusts, &now), now)
}

/// Asks about a letter that waits: nobody is to be offered to release what is no longer true.
fn ask_again(
    tx: &Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    item: &outbox::Item,
    now: Timestamp,
    done: &mut Planned,
) -> Result<(), StoreError> {
    let said_not_yet = item.why.as_deref().is_some_and(|why| why.starts_with(NOT_YET));
    match judge::judge_by(tx, desk, facts, item, now)? {
        Verdict::Drop { why } => {
            drop_letter(tx, desk, item, &why, now)?;
            done.dropped += 1;
        }
        Verdict::Wait { why, .. } if item.state == OutboxState::Queued => {
            let why = format!("{NOT_YET}{why}");
            if item.why.as_deref() != Some(why.as_str()) {
                outbox::set_state(tx, item.id, OutboxState::Queued, Some(&why), item.not_before)?;
                done.changed += 1;
            }
        }
        // It waited for something that has happened.
        Verdict::Send if item.state == OutboxState::Queued && said_not_yet => {
            outbox::set_state(tx, item.id, OutboxState::Queued, None, now)?;
            done.changed += 1;
        }
        Verdict::Wait { .. } | Verdict::Send => {
            let is_of_today = in_london(item.created).date() == in_london(now).date();
            if item.state == OutboxState::Held && !is_of_today && judge::put_right(tx, desk, facts, item, now)? {
                done.changed += 1;
            }
        }
    }
    Ok(())
}

/// Drops a letter that is not true any more, with the reason.
pub(in crate::flow) fn drop_letter(
    tx: &Tx<'_>,
    desk: &Desk,
    item: &outbox::Item,
    why: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
    let event = "mail dropped, it is no longer so";
    audit::add(tx, desk.id(), now, &audit::Event { outbox: Some(item.id), ..audit::Event::new("service", event) })
}

/// For every trust whether and when it will be reminded, as things stand at this moment; by name.
///
/// # Errors
/// When the database refuses.
pub fn preview(store: &mut Store, desk: &Desk, at: &Zoned) -> Result<Vec<TrustPlan>, StoreError> {
    store.view(|tx| Ok(planned(desk, &facts::all(tx, desk)?, at.timestamp()).0))
}

/// The reminders from now until a moment if nothing comes in meanwhile, in the order of time. What is written already stands in
/// the outbox.
///
/// # Errors
/// When the database refuses.
pub fn ahead(store: &mut Store, desk: &Desk, now: &Zoned, until: &Zoned) -> Result<Vec<TrustPlan>, StoreError> {
    store.view(|tx| {
        let facts = facts::all(tx, desk)?;
        Ok(plan::ahead(&facts.campaign(desk), &facts.trusts, now, until))
    })
}
