//! Which digests there were, and what has come in since.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use super::outbox::{ITEM, Item, several};
use super::{StoreError, Tx, moment};
use crate::domain::ledger::MessageState;
use crate::domain::{CampaignId, EmailAddress, MessageId, OdsCode, OutboxId};

/// What was made of a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It stands in the outbox.
    Written,
    /// There was nothing to tell.
    Nothing,
}

/// Whether this digest has been made, or found to be empty.
///
/// # Errors
/// When the database refuses.
pub fn is_settled(tx: &Tx<'_>, campaign: &CampaignId, name: &str) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM digest WHERE campaign_id = :campaign AND name = :name)",
        named_params! { ":campaign": campaign.0, ":name": name },
        |row| row.get(0),
    )?)
}

/// Notes what was made of a digest.
///
/// # Errors
/// When the database refuses, for example because it was noted before.
pub fn settle(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    name: &str,
    outcome: Outcome,
    as_at: Timestamp,
) -> Result<(), StoreError> {
    let outcome = match outcome {
        Outcome::Written => "written",
        Outcome::Nothing => "nothing",
    };
    tx.execute(
        "INSERT INTO digest (campaign_id, name, as_at, outcome) VALUES (:campaign, :name, :as_at, :outcome)",
        named_params! { ":campaign": campaign.0, ":name": name, ":as_at": as_at.as_second(), ":outcome": outcome },
    )?;
    Ok(())
}

/// As at when the last digest was that went out, or may have, or still may. What was told only in one that was dropped or refused
/// has not been told.
///
/// # Errors
/// When the database refuses.
pub fn last(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Option<Timestamp>, StoreError> {
    let last: Option<i64> = tx.query_row(
        "SELECT max(d.as_at) FROM digest d
         WHERE d.campaign_id = :campaign AND d.outcome = 'written' AND EXISTS (
             SELECT 1 FROM outbox o WHERE o.campaign_id = d.campaign_id AND o.letter = 'digest'
               AND substr(o.key, 1, length(d.campaign_id) + length(d.name) + 9)
                   = 'digest/' || d.campaign_id || '/' || d.name || '/'
               AND o.state NOT IN ('dropped', 'gave_up', 'suppressed'))",
        named_params! { ":campaign": campaign.0 },
        |row| row.get(0),
    )?;
    Ok(last.map(moment))
}

/// The digests that wait in the outbox.
///
/// # Errors
/// When the database refuses.
pub fn waiting(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<OutboxId>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id FROM outbox WHERE campaign_id = :campaign AND letter = 'digest' AND state IN ('queued', 'held') ORDER BY id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| row.get(0).map(OutboxId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a later digest was written to the same address.
///
/// # Errors
/// When the database refuses.
pub fn is_followed(tx: &Tx<'_>, campaign: &CampaignId, item: &Item) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE campaign_id = :campaign AND letter = 'digest' AND to_address = :to
             AND id > :id AND state <> 'dropped')",
        named_params! { ":campaign": campaign.0, ":to": item.mail.to.address.as_str(), ":id": item.id.0 },
        |row| row.get(0),
    )?)
}

/// The messages in one state that were recorded after a moment, in their order.
///
/// # Errors
/// When the database refuses.
pub fn recorded_since(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    state: MessageState,
    since: Timestamp,
) -> Result<Vec<MessageId>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id FROM message WHERE campaign_id = :campaign AND state = :state AND recorded_at > :since ORDER BY id",
    )?;
    let rows = statement.query_map(
        named_params! { ":campaign": campaign.0, ":state": state.as_str(), ":since": since.as_second() },
        |row| row.get(0).map(MessageId),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The messages of people in which a question was read, in their order.
///
/// # Errors
/// When the database refuses.
pub fn asking(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<MessageId>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT m.id FROM message m LEFT JOIN reading r ON r.message_id = m.id AND r.campaign_id = m.campaign_id
         WHERE m.campaign_id = :campaign
           AND (m.state = 'query' OR m.state = 'answer' AND json_extract(r.reading, '$.question') IS NOT NULL)
         ORDER BY m.id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| row.get(0).map(MessageId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The trust that an address belongs to: one of its contacts, or one that a mail of ours about it went to.
///
/// # Errors
/// When the database refuses.
pub fn trust_of_address(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    address: &EmailAddress,
) -> Result<Option<OdsCode>, StoreError> {
    let code: Option<String> = tx
        .query_row(
            "SELECT ods_code FROM (
                 SELECT ods_code, 1 AS how FROM trust_contact WHERE campaign_id = :campaign AND lower(email) = :address
                 UNION ALL
                 SELECT ods_code, 2 FROM outbox
                 WHERE campaign_id = :campaign AND to_address = :address AND ods_code IS NOT NULL)
             ORDER BY how LIMIT 1",
            named_params! { ":campaign": campaign.0, ":address": address.as_str() },
            |row| row.get(0),
        )
        .optional()?;
    code.map(|code| super::trusts::code_of(&code)).transpose()
}

/// The next mail to the team, the alerts first: holds of mail to trusts do not keep it back.
///
/// # Errors
/// When the database refuses.
pub fn next_for_the_team(tx: &Tx<'_>, campaign: &CampaignId, now: Timestamp) -> Result<Option<Item>, StoreError> {
    let items = several(
        tx,
        &format!(
            "{ITEM} WHERE campaign_id = :campaign AND state = 'queued' AND letter IN ('digest', 'alert')
               AND not_before <= :now ORDER BY letter = 'digest', not_before, id LIMIT 1"
        ),
        named_params! { ":campaign": campaign.0, ":now": now.as_second() },
    )?;
    Ok(items.into_iter().next())
}
