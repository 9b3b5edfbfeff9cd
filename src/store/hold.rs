//! What holds the queue: raised by the service, released by a person. A hold holds the mail of every campaign, whichever of them
//! it was raised for: it is about the database, the mailbox or the server, and these are the same for all.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::{StoreError, Tx, moment};
use crate::domain::{CampaignId, HoldId, hold::HoldReason};

/// A hold in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its number.
    pub id: HoldId,
    /// Why nothing goes out.
    pub reason: HoldReason,
    /// The same in a sentence.
    pub words: String,
    /// Since when.
    pub since: Timestamp,
}

/// Raises a hold and says its number; none when one for this reason is in force already.
///
/// # Errors
/// When the database refuses.
pub fn raise(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    reason: HoldReason,
    words: &str,
    now: Timestamp,
) -> Result<Option<HoldId>, StoreError> {
    Ok(tx
        .0
        .query_row(
            "INSERT INTO hold (campaign_id, reason, words, since)
             SELECT :campaign, :reason, :words, :now
             WHERE NOT EXISTS (SELECT 1 FROM hold WHERE reason = :reason AND released_at IS NULL) RETURNING id",
            named_params! {
                ":campaign": campaign.0, ":reason": reason.as_str(), ":words": words, ":now": now.as_second()
            },
            |row| row.get(0).map(HoldId),
        )
        .optional()?)
}

/// The holds in force, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn in_force(tx: &Tx<'_>) -> Result<Vec<Hold>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT id, reason, words, since FROM hold WHERE released_at IS NULL ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut holds = Vec::new();
    while let Some(row) = rows.next()? {
        holds.push(hold_of(row)?);
    }
    Ok(holds)
}

fn hold_of(row: &Row<'_>) -> Result<Hold, StoreError> {
    let reason: String = row.get(1)?;
    Ok(Hold {
        id: HoldId(row.get(0)?),
        reason: HoldReason::parse(&reason).ok_or(StoreError::Alien { what: "reason of a hold" })?,
        words: row.get(2)?,
        since: moment(row.get(3)?),
    })
}

/// Releases a hold that is in force; says whether it was.
///
/// # Errors
/// When the database refuses.
pub fn release(tx: &Tx<'_>, id: HoldId, actor: &str, now: Timestamp) -> Result<bool, StoreError> {
    let changed = tx.0.execute(
        "UPDATE hold SET released_at = :now, released_by = :actor,
             upto = (SELECT coalesce(max(id), 0) FROM outbox)
         WHERE id = :id AND released_at IS NULL",
        named_params! { ":id": id.0, ":actor": actor, ":now": now.as_second() },
    )?;
    Ok(changed == 1)
}

/// The number of the last hold that was ever raised, 0 for none: what a person releases now was released knowing it.
///
/// # Errors
/// When the database refuses.
pub fn last(tx: &Tx<'_>) -> Result<i64, StoreError> {
    Ok(tx.0.query_row("SELECT coalesce(max(id), 0) FROM hold", [], |row| row.get(0))?)
}
