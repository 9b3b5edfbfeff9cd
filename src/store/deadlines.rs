//! Until when answers are asked for: every deadline that there was, the last one in force.

use jiff::Timestamp;
use rusqlite::{Row, named_params};

use super::{StoreError, Tx, moment};
use crate::domain::CampaignId;

/// Who has set the first deadline.
pub const CONFIGURATION: &str = "configuration";

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Which it is: 1 for the first, one more each time it is moved.
    pub version: u32,
    /// The moment.
    pub at: Timestamp,
    /// When it was set.
    pub set: Timestamp,
    /// Who has set it: [`CONFIGURATION`], or a person.
    pub by: String,
}

/// Every deadline, the first one first.
///
/// # Errors
/// When the database refuses.
pub fn all(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Deadline>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT version, moment, set_at, set_by FROM deadline WHERE campaign_id = :campaign ORDER BY version",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, deadline)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn deadline(row: &Row<'_>) -> Result<Deadline, rusqlite::Error> {
    Ok(Deadline { version: row.get(0)?, at: moment(row.get(1)?), set: moment(row.get(2)?), by: row.get(3)? })
}

/// Sets a deadline, which is in force from now on. Says which version it is.
///
/// # Errors
/// When the database refuses.
pub fn set(tx: &Tx<'_>, campaign: &CampaignId, at: Timestamp, by: &str, now: Timestamp) -> Result<u32, StoreError> {
    Ok(tx.query_row(
        "INSERT INTO deadline (campaign_id, version, moment, set_at, set_by)
         SELECT :campaign, coalesce(max(version), 0) + 1, :at, :now, :by FROM deadline WHERE campaign_id = :campaign
         RETURNING version",
        named_params! { ":campaign": campaign.0, ":at": at.as_second(), ":now": now.as_second(), ":by": by },
        |row| row.get(0),
    )?)
}

/// Puts the first deadline right.
///
/// # Errors
/// When the database refuses.
pub fn correct_first(tx: &Tx<'_>, campaign: &CampaignId, at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE deadline SET moment = :at, set_at = :now WHERE campaign_id = :campaign AND version = 1",
        named_params! { ":campaign": campaign.0, ":at": at.as_second(), ":now": now.as_second() },
    )?;
    Ok(())
}
