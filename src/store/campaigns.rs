//! What is asked of all campaigns together: whose a message or a mail is. Everything else in the store is of one campaign.

use rusqlite::{OptionalExtension, named_params};

use super::messages::{NewMessage, Packed};
use super::{StoreError, Tx};
use crate::domain::{CampaignId, MessageId, OutboxId};

/// The campaign that has this message in its ledger.
///
/// # Errors
/// When the database refuses.
pub fn of_message(tx: &Tx<'_>, id: MessageId) -> Result<Option<CampaignId>, StoreError> {
    one(tx, "SELECT campaign_id FROM message WHERE id = :key", id.0)
}

/// The campaign that has this mail in its outbox.
///
/// # Errors
/// When the database refuses.
pub fn of_mail(tx: &Tx<'_>, id: OutboxId) -> Result<Option<CampaignId>, StoreError> {
    one(tx, "SELECT campaign_id FROM outbox WHERE id = :key", id.0)
}

fn one(tx: &Tx<'_>, sql: &str, key: i64) -> Result<Option<CampaignId>, StoreError> {
    Ok(tx.query_row(sql, named_params! { ":key": key }, |row| row.get(0).map(CampaignId)).optional()?)
}

/// Whether other campaigns have ever been in this database.
///
/// # Errors
/// When the database refuses.
pub fn are_several(tx: &Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.query_row("SELECT count(*) > 1 FROM campaign", [], |row| row.get(0))?)
}

/// The campaigns of which a mail has this Message-ID, given by us or by the server. `CROSS JOIN` keeps SQLite to the indexes,
/// which begin with the campaign.
///
/// # Errors
/// When the database refuses.
pub fn with_mail(tx: &Tx<'_>, message_id: &str) -> Result<Vec<CampaignId>, StoreError> {
    several(
        tx,
        "SELECT c.id FROM campaign c CROSS JOIN outbox o ON o.campaign_id = c.id AND o.header_id = :key
         UNION SELECT c.id FROM campaign c CROSS JOIN outbox o ON o.campaign_id = c.id AND o.replaced_id = :key",
        message_id,
    )
}

/// The campaigns of which a mail has this reference (X-CSO-Ref).
///
/// # Errors
/// When the database refuses.
pub fn with_reference(tx: &Tx<'_>, reference: &str) -> Result<Vec<CampaignId>, StoreError> {
    several(
        tx,
        "SELECT DISTINCT c.id FROM campaign c CROSS JOIN outbox o ON o.campaign_id = c.id AND o.reference = :key",
        reference,
    )
}

fn several(tx: &Tx<'_>, sql: &str, key: &str) -> Result<Vec<CampaignId>, StoreError> {
    let mut statement = tx.0.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! { ":key": key }, |row| row.get(0).map(CampaignId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The other campaign whose mail a message of this identity is: in its ledger it is not unrelated, not a copy, and could be read.
///
/// # Errors
/// When the database refuses.
pub fn owner(tx: &Tx<'_>, besides: &CampaignId, identity: &str) -> Result<Option<CampaignId>, StoreError> {
    Ok(tx
        .query_row(
            "SELECT c.id FROM campaign c CROSS JOIN message m ON m.campaign_id = c.id AND m.identity = :identity
             WHERE c.id <> :besides AND m.duplicate_of IS NULL
               AND m.state NOT IN ('unrelated', 'duplicate', 'set_aside') ORDER BY m.id LIMIT 1",
            named_params! { ":besides": besides.0, ":identity": identity },
            |row| row.get(0).map(CampaignId),
        )
        .optional()?)
}

/// The other campaign whose mail this message is.
///
/// # Errors
/// When the database refuses.
pub fn owner_of(tx: &Tx<'_>, besides: &CampaignId, id: MessageId) -> Result<Option<CampaignId>, StoreError> {
    let sql = "SELECT identity FROM message WHERE id = :id";
    let identity: Option<String> = tx.query_row(sql, named_params! { ":id": id.0 }, |row| row.get(0)).optional()?;
    identity.map_or(Ok(None), |identity| owner(tx, besides, &identity))
}

/// The other campaign that has written a mail for this message which has gone out or may go out.
///
/// # Errors
/// When the database refuses.
pub fn answered_by(tx: &Tx<'_>, besides: &CampaignId, id: MessageId) -> Result<Option<CampaignId>, StoreError> {
    Ok(tx
        .query_row(
            "SELECT c.id FROM message own
             CROSS JOIN campaign c ON c.id <> :besides
             CROSS JOIN message m ON m.campaign_id = c.id AND m.identity = own.identity
             CROSS JOIN outbox o ON o.message_id = m.id AND o.state NOT IN ('dropped', 'suppressed')
             WHERE own.id = :id LIMIT 1",
            named_params! { ":besides": besides.0, ":id": id.0 },
            |row| row.get(0).map(CampaignId),
        )
        .optional()?)
}

/// Whether this campaign has written to an address.
///
/// # Errors
/// When the database refuses.
pub fn has_written_to(tx: &Tx<'_>, campaign: &CampaignId, address: &str) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE campaign_id = :campaign AND to_address = :address
                        AND state NOT IN ('dropped', 'suppressed'))",
        named_params! { ":campaign": campaign.0, ":address": address },
        |row| row.get(0),
    )?)
}

/// The same message in the ledger of this campaign.
///
/// # Errors
/// When the database refuses.
pub fn same_in(tx: &Tx<'_>, campaign: &CampaignId, id: MessageId) -> Result<Option<MessageId>, StoreError> {
    Ok(tx
        .query_row(
            "SELECT m.id FROM message own CROSS JOIN message m ON m.campaign_id = :campaign AND m.identity = own.identity
             WHERE own.id = :id AND m.duplicate_of IS NULL ORDER BY m.id LIMIT 1",
            named_params! { ":campaign": campaign.0, ":id": id.0 },
            |row| row.get(0).map(MessageId),
        )
        .optional()?)
}

/// What was not kept of a message while it seemed to be another campaign's.
///
/// # Errors
/// When the database refuses.
pub fn take_in(tx: &Tx<'_>, id: MessageId, message: &NewMessage<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET header_id = :header_id, sender = :sender, sender_name = :sender_name, subject = :subject,
             partial = :partial, original = :original WHERE id = :id",
        named_params! {
            ":id": id.0, ":header_id": message.header_id, ":sender": message.sender.map(|(address, _)| address),
            ":sender_name": message.sender.map(|(_, name)| name), ":subject": message.subject,
            ":partial": message.partial, ":original": message.original.map(Packed::bytes),
        },
    )?;
    Ok(())
}
