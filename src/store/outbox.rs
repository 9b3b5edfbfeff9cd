//! The outbox: every mail we owe somebody, under a key that names the fact which causes it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, named_params};

use super::{StoreError, Tx, from_json, moment, to_json};
use crate::domain::{
    AnswerId, CampaignId, EmailAddress, MessageId, OdsCode, OutboxId,
    outbox::{OutboxState, OutgoingMail},
};

/// A mail as it enters the outbox.
#[derive(Debug, Clone)]
pub struct NewMail<'a> {
    /// The fact that causes it: `receipt/17`, `recorded/4`.
    pub key: &'a str,
    /// Queued, held or suppressed.
    pub state: OutboxState,
    /// Why it is held or suppressed.
    pub why: Option<&'a str>,
    /// The letter's name: `recorded`.
    pub letter: &'a str,
    /// The trust it is about.
    pub trust: Option<&'a OdsCode>,
    /// The message it answers.
    pub message: Option<MessageId>,
    /// The answer it confirms.
    pub answer: Option<AnswerId>,
    /// The mail.
    pub mail: &'a OutgoingMail,
}

/// A mail in the outbox.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its number.
    pub id: OutboxId,
    /// The fact that causes it.
    pub key: String,
    /// Where it stands.
    pub state: OutboxState,
    /// Why it is held, or what the server last said.
    pub why: Option<String>,
    /// The letter's name.
    pub letter: String,
    /// The trust it is about.
    pub trust: Option<String>,
    /// The message it answers.
    pub message: Option<MessageId>,
    /// The answer it confirms.
    pub answer: Option<AnswerId>,
    /// The mail.
    pub mail: OutgoingMail,
    /// When it was written.
    pub created: Timestamp,
    /// Not to be sent before.
    pub not_before: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// The server's words after it took the mail.
    pub reply: Option<String>,
    /// The number of the last hold when a person released it, 0 when there had been none; nothing when nobody has.
    pub released: Option<i64>,
    /// Whether it was found in the folder of what was sent.
    pub found: bool,
}

/// Puts a mail into the outbox. Says nothing and does nothing when the fact already has its mail.
///
/// # Errors
/// When the database refuses.
pub fn add(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    new: &NewMail<'_>,
    now: Timestamp,
) -> Result<Option<OutboxId>, StoreError> {
    Ok(tx
        .query_row(
            "INSERT INTO outbox (campaign_id, key, state, why, letter, ods_code, message_id, answer_id, to_address,
                                 mail, reference, header_id, created_at, not_before)
             VALUES (:campaign, :key, :state, :why, :letter, :trust, :message, :answer, :to, :mail, :reference,
                     :header_id, :now, :now)
             ON CONFLICT (campaign_id, key) DO NOTHING RETURNING id",
            named_params! {
                ":campaign": campaign.0, ":key": new.key, ":state": new.state.as_str(), ":why": new.why,
                ":letter": new.letter, ":trust": new.trust.map(OdsCode::as_str),
                ":message": new.message.map(|id| id.0), ":answer": new.answer.map(|id| id.0),
                ":to": new.mail.to.address.as_str(), ":mail": to_json("mail", new.mail)?,
                ":reference": new.mail.reference, ":header_id": new.mail.message_id, ":now": now.as_second(),
            },
            |row| row.get(0).map(OutboxId),
        )
        .optional()?)
}

/// Writes the mail of a fact anew, in the place of one that never left: suppressed, dropped, or still waiting.
///
/// # Errors
/// [`StoreError::Missing`] when there is no such mail, or it may have gone out.
pub fn renew(tx: &Tx<'_>, id: OutboxId, new: &NewMail<'_>, now: Timestamp) -> Result<(), StoreError> {
    let changed = tx.execute(
        "UPDATE outbox SET state = :state, why = :why, to_address = :to, mail = :mail, reference = :reference,
             header_id = :header_id, replaced_id = NULL, created_at = :now, not_before = :now, tries = 0,
             tried_at = NULL, released = NULL, stopped = 0
         WHERE id = :id AND state IN ('suppressed', 'dropped', 'queued', 'held')",
        named_params! {
            ":id": id.0, ":state": new.state.as_str(), ":why": new.why, ":to": new.mail.to.address.as_str(),
            ":mail": to_json("mail", new.mail)?, ":reference": new.mail.reference,
            ":header_id": new.mail.message_id, ":now": now.as_second(),
        },
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Missing { what: "mail that has not gone out, number", id: id.0 })
    }
}

/// Puts other words into a mail that waits. All else about it stays.
///
/// # Errors
/// When the database refuses.
pub fn reword(tx: &Tx<'_>, id: OutboxId, mail: &OutgoingMail) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET mail = :mail WHERE id = :id AND state IN ('queued', 'held')",
        named_params! { ":id": id.0, ":mail": to_json("mail", mail)? },
    )?;
    Ok(())
}

/// A person has decided that this mail does not go out.
///
/// # Errors
/// When the database refuses.
pub fn stop(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    tx.execute("UPDATE outbox SET stopped = 1 WHERE id = :id", named_params! { ":id": id.0 })?;
    Ok(())
}

/// The mail of a fact, if it has one: its number, its state, and whether a person has decided that it does not go out.
///
/// # Errors
/// When the database refuses.
pub fn of_key(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    key: &str,
) -> Result<Option<(OutboxId, OutboxState, bool)>, StoreError> {
    let found: Option<(i64, String, bool)> = tx
        .query_row(
            "SELECT id, state, stopped FROM outbox WHERE campaign_id = :campaign AND key = :key",
            named_params! { ":campaign": campaign.0, ":key": key },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    found
        .map(|(id, state, stopped)| {
            let state = OutboxState::parse(&state).ok_or(StoreError::Alien { what: "outbox state" })?;
            Ok((OutboxId(id), state, stopped))
        })
        .transpose()
}

/// The letters that ask and wait: queued and held invitations and reminders, in the order they were written.
///
/// # Errors
/// When the database refuses.
pub fn waiting_to_ask(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Item>, StoreError> {
    several(
        tx,
        &format!(
            "{ITEM} WHERE campaign_id = :campaign AND state IN ('queued', 'held')
               AND letter IN ('invitation', 'reminder') ORDER BY id"
        ),
        named_params! { ":campaign": campaign.0 },
    )
}

/// What one address was written lately, by all campaigns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lately {
    /// Mails of any kind.
    pub mails: u32,
    /// Of those, receipts.
    pub receipts: u32,
}

/// How many mails to this address were written or tried since then, or are about to go: not those that a person holds, and
/// not those that never go out.
///
/// # Errors
/// When the database refuses.
pub fn written_lately(tx: &Tx<'_>, to: &EmailAddress, since: Timestamp) -> Result<Lately, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE letter = 'receipt') FROM outbox
             WHERE campaign_id IN (SELECT id FROM campaign) AND to_address = :to AND state NOT IN ('held', 'dropped', 'suppressed')
               AND (created_at > :since OR tried_at > :since OR state = 'queued')",
        )?
        .query_row(named_params! { ":to": to.as_str(), ":since": since.as_second() }, |row| {
            Ok(Lately { mails: row.get(0)?, receipts: row.get(1)? })
        })?)
}

/// The columns of [`Item`], in the order `item_of` reads them.
pub(super) const ITEM: &str =
    "SELECT id, key, state, why, letter, ods_code, message_id, mail, created_at, not_before, tries,
        tried_at, reply, answer_id, released, found_at IS NOT NULL FROM outbox";

/// All mails in the order they were written, or only those in one state.
///
/// # Errors
/// When the database refuses.
pub fn items(tx: &Tx<'_>, campaign: &CampaignId, state: Option<OutboxState>) -> Result<Vec<Item>, StoreError> {
    several(
        tx,
        &format!("{ITEM} WHERE campaign_id = :campaign AND (:state IS NULL OR state = :state) ORDER BY id"),
        named_params! { ":campaign": campaign.0, ":state": state.map(OutboxState::as_str) },
    )
}

/// The mails that answer a message.
///
/// # Errors
/// When the database refuses.
pub fn of_message(tx: &Tx<'_>, campaign: &CampaignId, message: MessageId) -> Result<Vec<Item>, StoreError> {
    several(
        tx,
        &format!("{ITEM} WHERE campaign_id = :campaign AND message_id = :message ORDER BY id"),
        named_params! { ":campaign": campaign.0, ":message": message.0 },
    )
}

/// The mails that confirm an answer.
///
/// # Errors
/// When the database refuses.
pub fn of_answer(tx: &Tx<'_>, campaign: &CampaignId, answer: AnswerId) -> Result<Vec<Item>, StoreError> {
    several(
        tx,
        &format!("{ITEM} WHERE campaign_id = :campaign AND answer_id = :answer ORDER BY id"),
        named_params! { ":campaign": campaign.0, ":answer": answer.0 },
    )
}

pub(super) fn several(tx: &Tx<'_>, sql: &str, key: &[(&str, &dyn rusqlite::ToSql)]) -> Result<Vec<Item>, StoreError> {
    let mut statement = tx.0.prepare_cached(sql)?;
    let mut rows = statement.query(key)?;
    let mut items = Vec::new();
    while let Some(row) = rows.next()? {
        items.push(item_of(row)?);
    }
    Ok(items)
}

/// One mail.
///
/// # Errors
/// [`StoreError::Missing`] when there is none of that number.
pub fn item(tx: &Tx<'_>, campaign: &CampaignId, id: OutboxId) -> Result<Item, StoreError> {
    let mut statement = tx.0.prepare_cached(&format!("{ITEM} WHERE campaign_id = :campaign AND id = :id"))?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":id": id.0 })?;
    match rows.next()? {
        Some(row) => item_of(row),
        None => Err(StoreError::Missing { what: "mail in the outbox with number", id: id.0 }),
    }
}

pub(super) fn item_of(row: &Row<'_>) -> Result<Item, StoreError> {
    let state: String = row.get(2)?;
    let mail: String = row.get(7)?;
    Ok(Item {
        id: OutboxId(row.get(0)?),
        key: row.get(1)?,
        state: OutboxState::parse(&state).ok_or(StoreError::Alien { what: "outbox state" })?,
        why: row.get(3)?,
        letter: row.get(4)?,
        trust: row.get(5)?,
        message: row.get::<_, Option<i64>>(6)?.map(MessageId),
        mail: from_json("mail", &mail)?,
        created: moment(row.get(8)?),
        not_before: moment(row.get(9)?),
        tries: row.get(10)?,
        tried: row.get::<_, Option<i64>>(11)?.map(moment),
        reply: row.get(12)?,
        answer: row.get::<_, Option<i64>>(13)?.map(AnswerId),
        released: row.get(14)?,
        found: row.get(15)?,
    })
}

/// Writes down what became of a mail.
///
/// # Errors
/// When the database refuses.
pub fn set_state(
    tx: &Tx<'_>,
    id: OutboxId,
    state: OutboxState,
    why: Option<&str>,
    not_before: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET state = :state, why = :why, not_before = :not_before WHERE id = :id",
        named_params! {
            ":id": id.0, ":state": state.as_str(), ":why": why, ":not_before": not_before.as_second()
        },
    )?;
    Ok(())
}

/// How many mails are in each state.
///
/// # Errors
/// When the database refuses.
pub fn count_by_state(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(OutboxState, u64)>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT state, count(*) FROM outbox WHERE campaign_id = :campaign GROUP BY state")?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(0)?;
        let count: i64 = row.get(1)?;
        let state = OutboxState::parse(&state).ok_or(StoreError::Alien { what: "outbox state" })?;
        counts.push((state, u64::try_from(count).unwrap_or(0)));
    }
    Ok(counts)
}
