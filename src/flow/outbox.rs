//! What a person does with the outbox: release a mail that waits, or drop it.

use anyhow::{bail, ensure};
use jiff::Timestamp;

use super::Desk;
use crate::domain::{Mode, OutboxId, outbox::OutboxState};
use crate::store::{Store, StoreError, Tx, audit, outbox};

/// Releases a mail: it goes out at the next delivery. An unknown one goes out again, which only a person may decide.
///
/// # Errors
/// When the mail does not wait for anybody, saying why.
pub fn release(store: &mut Store, desk: &Desk, id: OutboxId, actor: &str, now: Timestamp) -> anyhow::Result<()> {
    store.change(|tx| {
        let item = outbox::item(tx, desk.id(), id)?;
        match item.state {
            OutboxState::Held | OutboxState::Unknown | OutboxState::GaveUp => {}
            OutboxState::Suppressed => {
                bail!("mail {id} was written in mode observe and is never sent; record the answer again in mode live")
            }
            OutboxState::Queued => bail!("mail {id} is queued already and goes out at the next delivery"),
            OutboxState::Sending => bail!("mail {id} is being sent at this moment"),
            OutboxState::Sent => bail!("mail {id} was sent already"),
            OutboxState::Dropped => bail!("mail {id} was dropped; `cso-intake review replay` can make a new one"),
        }
        ensure!(
            desk.config.mode != Mode::Observe,
            "in mode observe nothing goes out, so mail {id} stays {}; set mode to approve or live first",
            item.state
        );
        outbox::set_state(tx, id, OutboxState::Queued, Some("released by a person"), now)?;
        note(tx, desk, actor, "mail released by a person", id, now)
    })
}

/// Drops a mail: it will not be sent.
///
/// # Errors
/// When it is too late, or was dropped before.
pub fn drop_mail(store: &mut Store, desk: &Desk, id: OutboxId, actor: &str, now: Timestamp) -> anyhow::Result<()> {
    store.change(|tx| {
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
        note(tx, desk, actor, "mail dropped by a person", id, now)
    })
}

/// Drops the mails that still wait and of which this holds: what they say is no longer so. Says whether the trust has been
/// told of an answer already by one of them.
pub(super) fn take_back(
    tx: &Tx<'_>,
    desk: &Desk,
    holds: impl Fn(&outbox::Item) -> bool,
    why: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut already_told = false;
    for item in outbox::items(tx, desk.id(), None)?.iter().filter(|item| holds(item)) {
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
