//! How far each watched folder has been read, and what would not be fetched.

use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx, moment};
use crate::domain::{CampaignId, MessageId, ledger::Spot};

/// How far a folder has been read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The folder's name.
    pub folder: String,
    /// The UIDVALIDITY for which `last_uid` holds.
    pub uid_validity: u32,
    /// Everything up to this UID is in the ledger.
    pub last_uid: u32,
    /// When the folder was last read completely.
    pub read_at: Option<Timestamp>,
    /// Whether that was since the service was started.
    pub this_run: bool,
}

/// Every folder that was ever read.
///
/// # Errors
/// When the database refuses.
pub fn positions(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Position>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT name, uid_validity, last_uid, read_at, this_run FROM folder WHERE campaign_id = :campaign ORDER BY name",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| {
        Ok(Position {
            folder: row.get(0)?,
            uid_validity: row.get(1)?,
            last_uid: row.get(2)?,
            read_at: row.get::<_, Option<i64>>(3)?.map(moment),
            this_run: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where a look at a folder begins: the last UID of which everything up to it is in the ledger. After a change of
/// UIDVALIDITY, or when mail of earlier days is to be read too, that is 0; the identity of each message keeps it from
/// being answered twice.
///
/// # Errors
/// When the database refuses.
pub fn begin(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    folder: &str,
    uid_validity: u32,
    read_from: Date,
) -> Result<u32, StoreError> {
    Ok(tx.0.query_row(
        "INSERT INTO folder (campaign_id, name, uid_validity, last_uid, read_from)
         VALUES (:campaign, :name, :validity, 0, :from)
         ON CONFLICT (campaign_id, name) DO UPDATE SET
             last_uid = CASE WHEN uid_validity = excluded.uid_validity AND read_from <= excluded.read_from
                             THEN last_uid ELSE 0 END,
             uid_validity = excluded.uid_validity, read_from = excluded.read_from
         RETURNING last_uid",
        named_params! {
            ":campaign": campaign.0, ":name": folder, ":validity": uid_validity, ":from": read_from.to_string()
        },
        |row| row.get(0),
    )?)
}

/// Moves the position on, from where this look has brought it to a message that is in the ledger. Says no, and moves
/// nothing, when somebody has set it back meanwhile, or taken that message's place away, so that something is fetched
/// again: then the next look begins there.
///
/// # Errors
/// When the database refuses.
pub fn advance(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    folder: &str,
    uid_validity: u32,
    from: u32,
    to: u32,
) -> Result<bool, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "UPDATE folder SET last_uid = :to
         WHERE campaign_id = :campaign AND name = :name AND uid_validity = :validity AND last_uid = :from
           AND EXISTS (SELECT 1 FROM spot s WHERE s.campaign_id = :campaign AND s.folder = :name
                         AND s.uid_validity = :validity AND s.key = CAST(:to AS TEXT))",
    )?;
    let moved = statement.execute(named_params! {
        ":campaign": campaign.0, ":name": folder, ":validity": uid_validity, ":from": from, ":to": to.max(from)
    })?;
    Ok(moved == 1)
}

/// Notes that a folder has just been read to its end: everything in it is in the ledger, and what has failed before and is not
/// there any more is forgotten.
///
/// # Errors
/// When the database refuses.
pub fn read_completely(tx: &Tx<'_>, campaign: &CampaignId, folder: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE folder SET read_at = :at, this_run = 1 WHERE campaign_id = :campaign AND name = :name",
        named_params! { ":campaign": campaign.0, ":name": folder, ":at": at.as_second() },
    )?;
    tx.0.execute(
        "DELETE FROM fetch_failure WHERE campaign_id = :campaign AND folder = :name",
        named_params! { ":campaign": campaign.0, ":name": folder },
    )?;
    Ok(())
}

/// The service was started: nothing has been read in this run yet.
///
/// # Errors
/// When the database refuses.
pub fn begin_run(tx: &Tx<'_>, campaign: &CampaignId) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE folder SET this_run = 0 WHERE campaign_id = :campaign",
        named_params! { ":campaign": campaign.0 },
    )?;
    Ok(())
}

/// The message that stands at a spot, if it is in the ledger.
///
/// # Errors
/// When the database refuses.
pub fn message_at(tx: &Tx<'_>, campaign: &CampaignId, spot: &Spot) -> Result<Option<MessageId>, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT message_id FROM spot
             WHERE campaign_id = :campaign AND folder = :folder AND uid_validity = :validity AND key = :key",
        )?
        .query_row(
            named_params! {
                ":campaign": campaign.0, ":folder": spot.folder, ":validity": spot.uid_validity, ":key": spot.key
            },
            |row| row.get(0).map(MessageId),
        )
        .optional()?)
}

/// Notes that a message stands at a spot.
///
/// # Errors
/// When the database refuses.
pub fn place(tx: &Tx<'_>, campaign: &CampaignId, spot: &Spot, message: MessageId) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT INTO spot (campaign_id, folder, uid_validity, key, message_id)
         VALUES (:campaign, :folder, :validity, :key, :message)",
        named_params! {
            ":campaign": campaign.0, ":folder": spot.folder, ":validity": spot.uid_validity, ":key": spot.key,
            ":message": message.0,
        },
    )?;
    tx.0.execute(
        "DELETE FROM fetch_failure
         WHERE campaign_id = :campaign AND folder = :folder AND uid_validity = :validity AND key = :key",
        named_params! {
            ":campaign": campaign.0, ":folder": spot.folder, ":validity": spot.uid_validity, ":key": spot.key
        },
    )?;
    Ok(())
}

/// Notes that a message has been moved from one spot to another.
///
/// # Errors
/// When the database refuses.
pub fn replace(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    from: &Spot,
    to: &Spot,
    message: MessageId,
) -> Result<(), StoreError> {
    match message_at(tx, campaign, to)? {
        None => place(tx, campaign, to, message)?,
        Some(same) if same == message => {}
        // The ledger knows better than the server what stands there.
        Some(_) => return Ok(()),
    }
    tx.0.execute(
        "DELETE FROM spot
         WHERE campaign_id = :campaign AND folder = :folder AND uid_validity = :validity AND key = :key
           AND message_id = :message",
        named_params! {
            ":campaign": campaign.0, ":folder": from.folder, ":validity": from.uid_validity, ":key": from.key,
            ":message": message.0,
        },
    )?;
    Ok(())
}

/// Where a message stands.
///
/// # Errors
/// When the database refuses.
pub fn spots_of(tx: &Tx<'_>, message: MessageId) -> Result<Vec<Spot>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT folder, uid_validity, key FROM spot WHERE message_id = :message ORDER BY folder, uid_validity, key",
    )?;
    let rows = statement.query_map(named_params! { ":message": message.0 }, |row| {
        Ok(Spot { folder: row.get(0)?, uid_validity: row.get(1)?, key: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Moves the position on over what is not to be read (older than `read_from`): up to this UID nothing else stands. Says no
/// when somebody has set it back meanwhile.
///
/// # Errors
/// When the database refuses.
pub fn pass_over(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    folder: &str,
    uid_validity: u32,
    from: u32,
    to: u32,
) -> Result<bool, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "UPDATE folder SET last_uid = :to
         WHERE campaign_id = :campaign AND name = :name AND uid_validity = :validity AND last_uid = :from",
    )?;
    let count = statement.execute(named_params! {
        ":campaign": campaign.0, ":name": folder, ":validity": uid_validity, ":from": from, ":to": to.max(from)
    })?;
    Ok(count == 1)
}

/// Messages of a folder that were fetched once, the latest first.
///
/// # Errors
/// When the database refuses.
pub fn fetched_once(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    folder: &str,
    uid_validity: u32,
    most: u32,
) -> Result<Vec<Spot>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT s.key FROM spot s JOIN message m ON m.id = s.message_id
         WHERE s.campaign_id = :campaign AND s.folder = :folder AND s.uid_validity = :validity AND m.state <> 'set_aside'
         ORDER BY CAST(s.key AS INTEGER) DESC LIMIT :most",
    )?;
    let rows = statement.query_map(
        named_params! { ":campaign": campaign.0, ":folder": folder, ":validity": uid_validity, ":most": most },
        |row| Ok(Spot { folder: folder.to_owned(), uid_validity, key: row.get(0)? }),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whose fault a failed try was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The message's own: others could be fetched. It counts.
    Own,
    /// Nobody can tell. It is only written down.
    Unclear,
}

/// Notes a failed try to fetch or record what stands at a spot, and says how many there have been that count.
///
/// # Errors
/// When the database refuses.
pub fn failed(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    spot: &Spot,
    fault: Fault,
    error: &str,
    at: Timestamp,
) -> Result<u32, StoreError> {
    Ok(tx.0.query_row(
        "INSERT INTO fetch_failure (campaign_id, folder, uid_validity, key, tries, error, failed_at)
         VALUES (:campaign, :folder, :validity, :key, :counts, :error, :at)
         ON CONFLICT (campaign_id, folder, uid_validity, key) DO UPDATE SET
             tries = tries + excluded.tries, error = excluded.error, failed_at = excluded.failed_at
         RETURNING tries",
        named_params! {
            ":campaign": campaign.0, ":folder": spot.folder, ":validity": spot.uid_validity, ":key": spot.key,
            ":counts": u32::from(fault == Fault::Own), ":error": error, ":at": at.as_second(),
        },
        |row| row.get(0),
    )?)
}

/// The keys in a folder at which a try has failed, with the number of those that count.
///
/// # Errors
/// When the database refuses.
pub fn failures(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    folder: &str,
    uid_validity: u32,
) -> Result<Vec<(String, u32)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT key, tries FROM fetch_failure
         WHERE campaign_id = :campaign AND folder = :folder AND uid_validity = :validity",
    )?;
    let rows = statement
        .query_map(named_params! { ":campaign": campaign.0, ":folder": folder, ":validity": uid_validity }, |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
