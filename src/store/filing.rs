//! Which messages are to be moved to another folder, which may have been, and which were.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::{StoreError, Tx};
use crate::domain::{
    CampaignId, MessageId,
    ledger::{MessageState, Spot},
};

/// A message that has been dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The message.
    pub message: MessageId,
    /// Where it stands: where it was seen last.
    pub from: Spot,
}

/// A message that was to be moved; whether it was is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The message.
    pub message: MessageId,
    /// Where it stood.
    pub from: Spot,
    /// Where it was to go.
    pub folder: String,
    /// Its Message-ID, to find it again by.
    pub header_id: Option<String>,
    /// Its identity, to know it again by.
    pub identity: String,
}

/// Messages in this state for which no mail waits any more, oldest first, `most` of them: neither moved before nor about to
/// be. One that was not there when it was to be moved comes again when it has been seen elsewhere.
///
/// # Errors
/// When the database refuses.
pub fn due(tx: &Tx<'_>, campaign: &CampaignId, state: MessageState, most: u32) -> Result<Vec<Due>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT m.id, s.folder, s.uid_validity, s.key
         FROM message m
         JOIN spot s ON s.rowid = (SELECT max(last.rowid) FROM spot last WHERE last.message_id = m.id)
         JOIN folder f ON f.campaign_id = m.campaign_id AND f.name = s.folder AND f.uid_validity = s.uid_validity
         WHERE m.campaign_id = :campaign AND m.state = :state AND m.duplicate_of IS NULL
           AND NOT EXISTS (
               SELECT 1 FROM filing g WHERE g.message_id = m.id AND (g.state <> 'gone'
                   OR g.from_folder = s.folder AND g.from_uid_validity = s.uid_validity AND g.from_key = s.key))
           AND NOT EXISTS (
               SELECT 1 FROM outbox o
               WHERE o.message_id = m.id AND o.state NOT IN ('sent', 'dropped', 'suppressed'))
         ORDER BY m.id LIMIT :most",
    )?;
    let rows = statement
        .query_map(named_params! { ":campaign": campaign.0, ":state": state.as_str(), ":most": most }, |row| {
            Ok(Due { message: MessageId(row.get(0)?), from: spot_of(row, 1)? })
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a message is about to be moved.
///
/// # Errors
/// When the database refuses.
pub fn intend(tx: &Tx<'_>, campaign: &CampaignId, due: &Due, folder: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT INTO filing (message_id, campaign_id, state, folder, from_folder, from_uid_validity, from_key, intended_at)
         VALUES (:message, :campaign, 'intended', :folder, :from_folder, :validity, :key, :now)
         ON CONFLICT (message_id) DO UPDATE SET
             state = 'intended', folder = excluded.folder, from_folder = excluded.from_folder,
             from_uid_validity = excluded.from_uid_validity, from_key = excluded.from_key, tries = 0,
             intended_at = excluded.intended_at",
        named_params! {
            ":message": due.message.0, ":campaign": campaign.0, ":folder": folder, ":from_folder": due.from.folder,
            ":validity": due.from.uid_validity, ":key": due.from.key, ":now": now.as_second(),
        },
    )?;
    Ok(())
}

/// Every message that may have been moved.
///
/// # Errors
/// When the database refuses.
pub fn intended(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Intent>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT g.message_id, g.from_folder, g.from_uid_validity, g.from_key, g.folder, m.header_id, m.identity
         FROM filing g JOIN message m ON m.id = g.message_id
         WHERE g.campaign_id = :campaign AND g.state = 'intended' ORDER BY g.from_folder, g.message_id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| {
        Ok(Intent {
            message: MessageId(row.get(0)?),
            from: spot_of(row, 1)?,
            folder: row.get(4)?,
            header_id: row.get(5)?,
            identity: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Notes that a message was moved.
///
/// # Errors
/// When the database refuses.
pub fn moved(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE filing SET state = 'moved' WHERE message_id = :message",
        named_params! { ":message": message.0 },
    )?;
    Ok(())
}

/// Notes that a message was looked for in vain, and says how often it has been.
///
/// # Errors
/// When the database refuses.
pub fn not_found(tx: &Tx<'_>, message: MessageId) -> Result<u32, StoreError> {
    Ok(tx
        .0
        .query_row(
            "UPDATE filing SET tries = tries + 1 WHERE message_id = :message RETURNING tries",
            named_params! { ":message": message.0 },
            |row| row.get(0),
        )
        .optional()?
        .unwrap_or(0))
}

/// Gives a message up: somebody else has moved it or deleted it.
///
/// # Errors
/// When the database refuses.
pub fn gone(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE filing SET state = 'gone' WHERE message_id = :message",
        named_params! { ":message": message.0 },
    )?;
    Ok(())
}

/// Takes an intention back: the message was not moved.
///
/// # Errors
/// When the database refuses.
pub fn take_back(tx: &Tx<'_>, message: MessageId) -> Result<(), StoreError> {
    tx.0.execute(
        "DELETE FROM filing WHERE message_id = :message AND state = 'intended'",
        named_params! { ":message": message.0 },
    )?;
    Ok(())
}

fn spot_of(row: &Row<'_>, from: usize) -> Result<Spot, rusqlite::Error> {
    Ok(Spot { folder: row.get(from)?, uid_validity: row.get(from + 1)?, key: row.get(from + 2)? })
}
