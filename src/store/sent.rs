//! What is known of the folder of what was sent: how far it was read, and which messages colleagues have answered by hand.

use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx};
use crate::domain::{CampaignId, EmailAddress};

/// What has become of the folder since the service was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has not been looked at yet.
    NotYet,
    /// It was read to its end, at least once.
    Read,
    /// There is none.
    None,
    /// It could not be read.
    Unreadable,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::NotYet => "not_yet",
            Self::Read => "read",
            Self::None => "none",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What has become of the folder since the service was started.
///
/// # Errors
/// When the database refuses.
pub fn outcome(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Outcome, StoreError> {
    let outcome: Option<String> =
        tx.0.prepare_cached("SELECT outcome FROM sent_folder WHERE campaign_id = :campaign")?
            .query_row(named_params! { ":campaign": campaign.0 }, |row| row.get(0))
            .optional()?;
    Ok(match outcome.as_deref() {
        Some("read") => Outcome::Read,
        Some("none") => Outcome::None,
        Some("unreadable") => Outcome::Unreadable,
        _ => Outcome::NotYet,
    })
}

/// Notes what became of a look at the folder. What was read once in this run stays read.
///
/// # Errors
/// When the database refuses.
pub fn looked(tx: &Tx<'_>, campaign: &CampaignId, outcome: Outcome, now: Timestamp) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT INTO sent_folder (campaign_id, name, uid_validity, last_uid, read_from, outcome)
         VALUES (:campaign, '', 0, 0, '', :outcome)
         ON CONFLICT (campaign_id) DO UPDATE SET
             read_at = CASE WHEN excluded.outcome = 'read' THEN :now ELSE read_at END,
             outcome = CASE WHEN outcome = 'read' THEN outcome ELSE excluded.outcome END",
        named_params! { ":campaign": campaign.0, ":outcome": outcome.as_str(), ":now": now.as_second() },
    )?;
    Ok(())
}

/// The service was started: the folder has not been looked at in this run yet.
///
/// # Errors
/// When the database refuses.
pub fn begin_run(tx: &Tx<'_>, campaign: &CampaignId) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE sent_folder SET outcome = 'not_yet' WHERE campaign_id = :campaign",
        named_params! { ":campaign": campaign.0 },
    )?;
    Ok(())
}

/// Where reading begins: the last UID that was read, 0 in another folder, under another numbering, or when mail of
/// earlier days is to be read too.
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
        "INSERT INTO sent_folder (campaign_id, name, uid_validity, last_uid, read_from)
         VALUES (:campaign, :name, :validity, 0, :from)
         ON CONFLICT (campaign_id) DO UPDATE SET
             last_uid = CASE WHEN name = excluded.name AND uid_validity = excluded.uid_validity
                              AND read_from <= excluded.read_from THEN last_uid ELSE 0 END,
             name = excluded.name, uid_validity = excluded.uid_validity, read_from = excluded.read_from
         RETURNING last_uid",
        named_params! {
            ":campaign": campaign.0, ":name": folder, ":validity": uid_validity, ":from": read_from.to_string()
        },
        |row| row.get(0),
    )?)
}

/// Moves the position on.
///
/// # Errors
/// When the database refuses.
pub fn advance(tx: &Tx<'_>, campaign: &CampaignId, uid: u32) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE sent_folder SET last_uid = max(last_uid, :uid) WHERE campaign_id = :campaign",
        named_params! { ":campaign": campaign.0, ":uid": uid },
    )?;
    Ok(())
}

/// Whether this file of a Maildir was read before.
///
/// # Errors
/// When the database refuses.
pub fn is_file_read(tx: &Tx<'_>, campaign: &CampaignId, key: &str) -> Result<bool, StoreError> {
    Ok(tx
        .0
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sent_file WHERE campaign_id = :campaign AND key = :key)")?
        .query_row(named_params! { ":campaign": campaign.0, ":key": key }, |row| row.get(0))?)
}

/// This file of a Maildir has been read.
///
/// # Errors
/// When the database refuses.
pub fn file_is_read(tx: &Tx<'_>, campaign: &CampaignId, key: &str) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT OR IGNORE INTO sent_file (campaign_id, key) VALUES (:campaign, :key)",
        named_params! { ":campaign": campaign.0, ":key": key },
    )?;
    Ok(())
}

/// Somebody has answered the message with this Message-ID, to this address.
///
/// # Errors
/// When the database refuses.
pub fn answered_by_hand(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    header_id: &str,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT OR IGNORE INTO hand_reply (campaign_id, header_id, address, seen_at)
         VALUES (:campaign, :id, :to, :now)",
        named_params! { ":campaign": campaign.0, ":id": header_id, ":to": to.as_str(), ":now": now.as_second() },
    )?;
    Ok(())
}

/// To whom the message with this Message-ID was answered by hand; nobody when it was not.
///
/// # Errors
/// When the database refuses.
pub fn hand_replies(tx: &Tx<'_>, campaign: &CampaignId, header_id: &str) -> Result<Vec<String>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT address FROM hand_reply WHERE campaign_id = :campaign AND header_id = :id")?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":id": header_id }, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
