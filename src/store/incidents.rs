//! What the team was alerted to, and how the tries to send went.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use super::outbox::{ITEM, Item, several};
use super::{StoreError, Tx, moment};
use crate::domain::CampaignId;

/// Something that lasts and that the team was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its number.
    pub id: i64,
    /// What it is, as the program calls it: `not_read`, `failing`.
    pub kind: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last told.
    pub told_at: Timestamp,
    /// How often.
    pub told: u32,
}

/// What lasts, the oldest first.
///
/// # Errors
/// When the database refuses.
pub fn open(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Incident>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id, kind, since, told_at, told FROM incident WHERE campaign_id = :campaign AND over_at IS NULL ORDER BY id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| {
        Ok(Incident {
            id: row.get(0)?,
            kind: row.get(1)?,
            since: moment(row.get(2)?),
            told_at: moment(row.get(3)?),
            told: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The team is told of an incident, for the first time or again.
///
/// # Errors
/// When the database refuses.
pub fn tell(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    kind: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO incident (campaign_id, kind, since, told_at, told) VALUES (:campaign, :kind, :since, :now, 1)
         ON CONFLICT (campaign_id, kind) WHERE over_at IS NULL DO UPDATE SET told_at = excluded.told_at, told = told + 1",
        named_params! {
            ":campaign": campaign.0, ":kind": kind, ":since": since.as_second(), ":now": now.as_second()
        },
    )?;
    Ok(())
}

/// An incident is over.
///
/// # Errors
/// When the database refuses.
pub fn end(tx: &Tx<'_>, id: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE incident SET over_at = :now WHERE id = :id AND over_at IS NULL",
        named_params! { ":id": id, ":now": now.as_second() },
    )?;
    Ok(())
}

/// The alerts that wait in the outbox.
///
/// # Errors
/// When the database refuses.
pub fn waiting(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Item>, StoreError> {
    several(
        tx,
        &format!(
            "{ITEM} WHERE campaign_id = :campaign AND letter = 'alert' AND state IN ('queued', 'held') ORDER BY id"
        ),
        named_params! { ":campaign": campaign.0 },
    )
}

/// When a database that may be older than what was sent was last noticed, whether that hold is still in force or not.
///
/// # Errors
/// When the database refuses.
pub fn last_restored(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let since: Option<i64> =
        tx.query_row("SELECT max(since) FROM hold WHERE reason = 'restored'", [], |row| row.get(0))?;
    Ok(since.map(moment))
}

/// Tries that failed, with none that went well since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    /// The first of them.
    pub since: Timestamp,
    /// How many mails were tried in vain.
    pub mails: u32,
    /// What was said of the last mail that waits for another try.
    pub why: String,
}

/// The tries to send mail to trusts that have failed since one last went well, if mail still waits for another. A try to send to the
/// team that goes well is one too: the server takes mail.
///
/// # Errors
/// When the database refuses.
pub fn failing(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Option<Failing>, StoreError> {
    let why: Option<Option<String>> = tx
        .query_row(
            "SELECT why FROM outbox WHERE campaign_id = :campaign AND state = 'queued' AND tries > 0
             ORDER BY tried_at DESC LIMIT 1",
            named_params! { ":campaign": campaign.0 },
            |row| row.get(0),
        )
        .optional()?;
    let Some(why) = why.flatten() else { return Ok(None) };
    let (since, mails): (Option<i64>, u32) = tx.query_row(
        "SELECT min(at), count(DISTINCT outbox_id) FROM audit
         WHERE campaign_id = :campaign AND event IN ('mail sent', 'mail put off') AND event = 'mail put off'
           AND id > (SELECT coalesce(max(id), 0) FROM audit WHERE campaign_id = :campaign
                       AND event IN ('mail sent', 'mail put off') AND event = 'mail sent')",
        named_params! { ":campaign": campaign.0 },
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(since.map(|since| Failing { since: moment(since), mails, why }))
}

/// When a mail last went out.
///
/// # Errors
/// When the database refuses.
pub fn last_sent(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<i64> = tx
        .query_row(
            "SELECT at FROM audit WHERE campaign_id = :campaign AND event IN ('mail sent', 'mail put off')
               AND event = 'mail sent' ORDER BY id DESC LIMIT 1",
            named_params! { ":campaign": campaign.0 },
            |row| row.get(0),
        )
        .optional()?;
    Ok(at.map(moment))
}
