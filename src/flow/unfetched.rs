//! A spot whose message cannot be fetched or recorded in; an entry that stands for it in the ledger out, until it is
//! fetched after all.

use jiff::Timestamp;

use super::Desk;
use super::ingest::{Arrived, Ingested, note};
use crate::domain::{
    MessageId,
    ledger::{MessageState, Spot},
};
use crate::store::{StoreError, Tx, folders, messages};

/// After three tries that failed: the message that stands at a spot is in the ledger as set aside, with what was fetched.
///
/// # Errors
/// When the database refuses.
pub fn give_up_on(
    tx: &Tx<'_>,
    desk: &Desk,
    spot: &Spot,
    size: u64,
    fetched: Option<&Arrived>,
    why: &str,
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    let identity = identity(spot);
    let packed = fetched.map(|arrived| messages::Packed::of(&arrived.bytes));
    let new = messages::NewMessage {
        partial: fetched.is_none_or(|arrived| arrived.partial),
        original: packed.as_ref(),
        ..messages::NewMessage::bare(&identity, MessageState::SetAside, why, now, size)
    };
    let id = messages::add(tx, desk.id(), &new, now)?;
    folders::place(tx, desk.id(), spot, id)?;
    note(tx, desk, "message set aside after three tries", id, None, now)?;
    Ok(id)
}

/// The identity of a message that was never fetched: its place.
pub(super) fn identity(spot: &Spot) -> String {
    format!("unfetched-{}-{}-{}", spot.folder, spot.uid_validity, spot.key)
}

/// When a message that was given up on has been fetched after all, its placeholder points to it.
pub(super) fn settle(tx: &Tx<'_>, desk: &Desk, spot: &Spot, ingested: &Ingested) -> Result<(), StoreError> {
    let (Ingested::Entered(id, _) | Ingested::Moved(id) | Ingested::Known(id)) = ingested;
    match messages::with_identity(tx, desk.id(), &identity(spot))? {
        Some(old) if old != *id => messages::make_duplicate(tx, old, *id),
        _ => Ok(()),
    }
}
