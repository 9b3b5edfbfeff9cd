//! Who did what, when: rows of ids that are only ever added.

use jiff::Timestamp;
use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{AnswerId, CampaignId, MessageId, OdsCode, OutboxId};

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// `service`, or the person at the command line.
    pub actor: &'a str,
    /// In a few words: `message recorded`, `answer accepted by a person`.
    pub event: &'a str,
    /// The message it is about.
    pub message: Option<MessageId>,
    /// The answer it is about.
    pub answer: Option<AnswerId>,
    /// The outgoing mail it is about.
    pub outbox: Option<OutboxId>,
    /// The trust it is about.
    pub trust: Option<&'a OdsCode>,
}

impl<'a> Event<'a> {
    /// An event without ids yet.
    #[must_use]
    pub fn new(actor: &'a str, event: &'a str) -> Self {
        Self { actor, event, message: None, answer: None, outbox: None, trust: None }
    }
}

/// Adds a row.
///
/// # Errors
/// When the database refuses.
pub fn add(tx: &Tx<'_>, campaign: &CampaignId, at: Timestamp, event: &Event<'_>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO audit (campaign_id, at, actor, event, message_id, answer_id, outbox_id, ods_code)
         VALUES (:campaign, :at, :actor, :event, :message, :answer, :outbox, :trust)",
        named_params! {
            ":campaign": campaign.0,
            ":at": at.as_second(),
            ":actor": event.actor,
            ":event": event.event,
            ":message": event.message.map(|id| id.0),
            ":answer": event.answer.map(|id| id.0),
            ":outbox": event.outbox.map(|id| id.0),
            ":trust": event.trust.map(OdsCode::as_str),
        },
    )?;
    Ok(())
}

/// What happened to one message, oldest first: moment, actor, event.
///
/// # Errors
/// When the database refuses.
pub fn of_message(tx: &Tx<'_>, message: MessageId) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT at, actor, event FROM audit WHERE message_id = :message ORDER BY id")?;
    let rows = statement.query_map(named_params! { ":message": message.0 }, |row| {
        Ok((super::moment(row.get(0)?), row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What happened to one answer, oldest first: moment, actor, event.
///
/// # Errors
/// When the database refuses.
pub fn of_answer(tx: &Tx<'_>, answer: AnswerId) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT at, actor, event FROM audit WHERE answer_id = :answer ORDER BY id")?;
    let rows = statement.query_map(named_params! { ":answer": answer.0 }, |row| {
        Ok((super::moment(row.get(0)?), row.get(1)?, row.get(2)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
