//! The ledger of messages and what was read from them.

use std::io::{Read, Write};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::{StoreError, Tx, from_json, moment, to_json};
use crate::domain::{
    CampaignId, Disposition, Doubt, MessageId, Reading,
    ledger::{MessageState, Spot},
};

/// A message as it enters the ledger.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    /// Its identity, see `message::identity`.
    pub identity: &'a str,
    /// Its Message-ID.
    pub header_id: Option<&'a str>,
    /// What became of it.
    pub state: MessageState,
    /// Why it was set aside.
    pub why: Option<&'a str>,
    /// The message it repeats.
    pub duplicate_of: Option<MessageId>,
    /// Who wrote it: address and display name. Not kept for unrelated mail.
    pub sender: Option<(&'a str, &'a str)>,
    /// Its subject. Not kept for unrelated mail.
    pub subject: Option<&'a str>,
    /// When it came.
    pub received: Timestamp,
    /// Its size in bytes.
    pub size: u64,
    /// Whether only a part was fetched.
    pub partial: bool,
    /// Its bytes. Not kept for unrelated mail.
    pub original: Option<&'a Packed>,
}

impl<'a> NewMessage<'a> {
    /// An entry of which nothing but this is known or kept.
    #[must_use]
    pub fn bare(identity: &'a str, state: MessageState, why: &'a str, received: Timestamp, size: u64) -> Self {
        Self {
            identity,
            header_id: None,
            state,
            why: Some(why),
            duplicate_of: None,
            sender: None,
            subject: None,
            received,
            size,
            partial: false,
            original: None,
        }
    }
}

/// A message in the ledger, without its original.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number.
    pub id: MessageId,
    /// What became of it.
    pub state: MessageState,
    /// Why it was set aside, or what it repeats.
    pub why: Option<String>,
    /// The message it repeats.
    pub duplicate_of: Option<MessageId>,
    /// Who wrote it.
    pub sender: Option<String>,
    /// Their display name.
    pub sender_name: Option<String>,
    /// Its subject.
    pub subject: Option<String>,
    /// Its Message-ID.
    pub header_id: Option<String>,
    /// When it came.
    pub received: Timestamp,
    /// Its size in bytes.
    pub size: u64,
    /// Whether only a part was fetched.
    pub partial: bool,
    /// What was read from it, and every doubt.
    pub reading: Option<(Reading, Vec<Doubt>)>,
}

/// Adds a message.
///
/// # Errors
/// When the database refuses.
pub fn add(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    message: &NewMessage<'_>,
    now: Timestamp,
) -> Result<MessageId, StoreError> {
    Ok(MessageId(tx.query_row(
        "INSERT INTO message (campaign_id, identity, header_id, state, why, duplicate_of, sender, sender_name,
                              subject, received_at, recorded_at, size, partial, original)
         VALUES (:campaign, :identity, :header_id, :state, :why, :duplicate_of, :sender, :sender_name,
                 :subject, :received, :now, :size, :partial, :original)
         RETURNING id",
        named_params! {
            ":campaign": campaign.0, ":identity": message.identity, ":header_id": message.header_id,
            ":state": message.state.as_str(), ":why": message.why,
            ":duplicate_of": message.duplicate_of.map(|id| id.0),
            ":sender": message.sender.map(|(address, _)| address),
            ":sender_name": message.sender.map(|(_, name)| name),
            ":subject": message.subject, ":received": message.received.as_second(), ":now": now.as_second(),
            ":size": i64::try_from(message.size).unwrap_or(i64::MAX), ":partial": message.partial,
            ":original": message.original.map(|packed| packed.0.as_slice()),
        },
        |row| row.get(0),
    )?))
}

/// Changes what became of a message.
///
/// # Errors
/// When the database refuses.
pub fn set_state(tx: &Tx<'_>, id: MessageId, state: MessageState, why: Option<&str>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET state = :state, why = :why WHERE id = :id",
        named_params! { ":id": id.0, ":state": state.as_str(), ":why": why },
    )?;
    Ok(())
}

/// Forgets where a message stands, so that the next look fetches it again. The entry stays until then, under another
/// identity (none: its own), so that what is fetched is not taken for a known message that has moved.
///
/// # Errors
/// When the database refuses.
pub fn fetch_again(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    id: MessageId,
    identity: Option<&str>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET identity = coalesce(:identity, identity), header_id = NULL WHERE id = :id",
        named_params! { ":id": id.0, ":identity": identity },
    )?;
    tx.execute(
        "UPDATE folder SET last_uid = min(last_uid, coalesce(
             (SELECT min(CAST(s.key AS INTEGER)) - 1 FROM spot s
              WHERE s.message_id = :id AND s.campaign_id = folder.campaign_id AND s.folder = folder.name
                AND s.uid_validity = folder.uid_validity), last_uid))
         WHERE campaign_id = :campaign",
        named_params! { ":id": id.0, ":campaign": campaign.0 },
    )?;
    tx.execute("DELETE FROM spot WHERE message_id = :id", named_params! { ":id": id.0 })?;
    Ok(())
}

/// Turns an entry into a pointer to another.
///
/// # Errors
/// When the database refuses.
pub fn make_duplicate(tx: &Tx<'_>, id: MessageId, of: MessageId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE message SET state = 'duplicate', duplicate_of = :of, why = 'fetched again as message ' || :of
         WHERE id = :id",
        named_params! { ":id": id.0, ":of": of.0 },
    )?;
    Ok(())
}

/// The first message with this identity.
///
/// # Errors
/// When the database refuses.
pub fn with_identity(tx: &Tx<'_>, campaign: &CampaignId, identity: &str) -> Result<Option<MessageId>, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT id FROM message
             WHERE campaign_id = :campaign AND identity = :identity AND duplicate_of IS NULL ORDER BY id LIMIT 1",
        )?
        .query_row(named_params! { ":campaign": campaign.0, ":identity": identity }, |row| row.get(0).map(MessageId))
        .optional()?)
}

/// The first message with this identity, the original before its copies, that does not stand in the same folder under the
/// same numbering: what stands there now is that one, and not a further copy.
///
/// # Errors
/// When the database refuses.
pub fn standing_elsewhere(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    identity: &str,
    spot: &Spot,
) -> Result<Option<MessageId>, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT m.id FROM message m
             WHERE m.campaign_id = :campaign AND m.identity = :identity AND NOT EXISTS (
                 SELECT 1 FROM spot s
                 WHERE s.message_id = m.id AND s.folder = :folder AND s.uid_validity = :validity)
             ORDER BY m.duplicate_of IS NOT NULL, m.id LIMIT 1",
        )?
        .query_row(
            named_params! {
                ":campaign": campaign.0, ":identity": identity, ":folder": spot.folder, ":validity": spot.uid_validity
            },
            |row| row.get(0).map(MessageId),
        )
        .optional()?)
}

/// The first message with this Message-ID.
///
/// # Errors
/// When the database refuses.
pub fn with_header_id(tx: &Tx<'_>, campaign: &CampaignId, header_id: &str) -> Result<Option<MessageId>, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT id FROM message
             WHERE campaign_id = :campaign AND header_id = :header_id AND duplicate_of IS NULL ORDER BY id LIMIT 1",
        )?
        .query_row(named_params! { ":campaign": campaign.0, ":header_id": header_id }, |row| row.get(0).map(MessageId))
        .optional()?)
}

/// Keeps what was read from a message for this campaign, and the trusts it is or may be from.
///
/// # Errors
/// When the database refuses.
pub fn keep_reading(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    id: MessageId,
    reading: &Reading,
    doubts: &[Doubt],
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO reading (message_id, campaign_id, class, ods_code, disposition, doubts, reading, read_at)
         VALUES (:id, :campaign, :class, :code, :disposition, :doubts, :reading, :now)
         ON CONFLICT (message_id, campaign_id) DO UPDATE SET
             class = excluded.class, ods_code = excluded.ods_code, disposition = excluded.disposition,
             doubts = excluded.doubts, reading = excluded.reading, read_at = excluded.read_at",
        named_params! {
            ":id": id.0, ":campaign": campaign.0, ":class": reading.class.as_str(),
            ":code": reading.trust.as_ref().map(|trust| trust.value.as_str()),
            ":disposition": reading.disposition.map(Disposition::as_str),
            ":doubts": to_json("list of doubts", &doubts)?, ":reading": to_json("reading", reading)?,
            ":now": now.as_second(),
        },
    )?;
    let codes = reading.trust.iter().chain(&reading.candidates).map(|trust| trust.value.as_str().to_owned());
    set_candidates(tx, campaign, id, codes)
}

/// Replaces the trusts that a message is or may be from.
///
/// # Errors
/// When the database refuses.
pub fn set_candidates(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    id: MessageId,
    codes: impl Iterator<Item = String>,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM candidate WHERE message_id = :id AND campaign_id = :campaign",
        named_params! { ":id": id.0, ":campaign": campaign.0 },
    )?;
    for code in codes {
        tx.execute(
            "INSERT OR IGNORE INTO candidate (message_id, campaign_id, ods_code) VALUES (:id, :campaign, :code)",
            named_params! { ":id": id.0, ":campaign": campaign.0, ":code": code },
        )?;
    }
    Ok(())
}

/// The columns of [`Entry`], in the order `entry_of` reads them.
const ENTRY: &str = "SELECT m.id, m.state, m.why, m.duplicate_of, m.sender, m.sender_name, m.subject, m.header_id,
        m.received_at, m.size, r.reading, r.doubts, m.partial
    FROM message m LEFT JOIN reading r ON r.message_id = m.id AND r.campaign_id = m.campaign_id";

/// One message.
///
/// # Errors
/// [`StoreError::Missing`] when there is none of that number in this campaign.
pub fn entry(tx: &Tx<'_>, campaign: &CampaignId, id: MessageId) -> Result<Entry, StoreError> {
    let mut statement = tx.0.prepare_cached(&format!("{ENTRY} WHERE m.campaign_id = :campaign AND m.id = :id"))?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":id": id.0 })?;
    match rows.next()? {
        Some(row) => entry_of(row),
        None => Err(StoreError::Missing { what: "message", id: id.0 }),
    }
}

/// All messages of the campaign in the order they were recorded, or only those in one state.
///
/// # Errors
/// When the database refuses.
pub fn entries(tx: &Tx<'_>, campaign: &CampaignId, state: Option<MessageState>) -> Result<Vec<Entry>, StoreError> {
    let mut statement = tx.0.prepare_cached(&format!(
        "{ENTRY} WHERE m.campaign_id = :campaign AND (:state IS NULL OR m.state = :state) ORDER BY m.id"
    ))?;
    let mut rows =
        statement.query(named_params! { ":campaign": campaign.0, ":state": state.map(MessageState::as_str) })?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(entry_of(row)?);
    }
    Ok(entries)
}

fn entry_of(row: &Row<'_>) -> Result<Entry, StoreError> {
    let state: String = row.get(1)?;
    let reading: Option<String> = row.get(10)?;
    let doubts: Option<String> = row.get(11)?;
    Ok(Entry {
        id: MessageId(row.get(0)?),
        state: MessageState::parse(&state).ok_or(StoreError::Alien { what: "message state" })?,
        why: row.get(2)?,
        duplicate_of: row.get::<_, Option<i64>>(3)?.map(MessageId),
        sender: row.get(4)?,
        sender_name: row.get(5)?,
        subject: row.get(6)?,
        header_id: row.get(7)?,
        received: moment(row.get(8)?),
        size: u64::try_from(row.get::<_, i64>(9)?).unwrap_or(0),
        partial: row.get(12)?,
        reading: match (reading, doubts) {
            (Some(reading), Some(doubts)) => {
                Some((from_json("reading", &reading)?, from_json("list of doubts", &doubts)?))
            }
            _ => None,
        },
    })
}

/// The bytes of a message as they came, unless they were not kept.
///
/// # Errors
/// When the database refuses or the bytes cannot be unpacked.
pub fn original(tx: &Tx<'_>, campaign: &CampaignId, id: MessageId) -> Result<Option<Vec<u8>>, StoreError> {
    let packed: Option<Vec<u8>> = tx
        .query_row(
            "SELECT original FROM message WHERE campaign_id = :campaign AND id = :id",
            named_params! { ":campaign": campaign.0, ":id": id.0 },
            |row| row.get(0),
        )
        .optional()?
        .ok_or(StoreError::Missing { what: "message", id: id.0 })?;
    packed.map(|packed| inflate(&packed)).transpose()
}

/// The bytes of a message, compressed. That takes a while, so it is done before the transaction.
#[derive(Clone, Debug)]
pub struct Packed(Vec<u8>);

impl Packed {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Compresses them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut packed = Vec::with_capacity(bytes.len() / 2 + 64);
        let mut encoder = DeflateEncoder::new(&mut packed, Compression::fast());
        // Writing into memory fails for lack of it only, and then the program has ended.
        let _ = encoder.write_all(bytes).and_then(|()| encoder.try_finish());
        drop(encoder);
        Self(packed)
    }
}

fn inflate(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).map_err(|_| UNPACKABLE)?;
    Ok(bytes)
}

const UNPACKABLE: StoreError = StoreError::Alien { what: "compressed original" };
