//! The outbox on its way out: what is next, what is being sent, what may have been sent, what was found afterwards.

use jiff::Timestamp;
use rusqlite::named_params;

use super::hold::Hold;
use super::outbox::{ITEM, Item, item_of, several};
use super::{StoreError, Tx};
use crate::domain::{CampaignId, HoldId, OutboxId};

/// What a row says that was found in the folder of what was sent.
pub const FOUND: &str = "found in the Sent folder";

/// No mail waits longer than this for its next try (seconds; the longest wait is an hour and a quarter). One that seems to was
/// put off while the clock was ahead.
const LONGEST_WAIT: i64 = 2 * 3_600;

/// Which of the mails that are due may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Each of them.
    All,
    /// Not the letters that ask: an answer may have come that was not read yet.
    Answers,
    /// Only what goes to the team: the books do not agree.
    Team,
}

impl Among {
    fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Answers => "answers",
            Self::Team => "team",
        }
    }
}

/// The next mail to go out, oldest first. Under a hold only what a person has released since.
///
/// # Errors
/// When the database refuses.
pub fn next_due(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    now: Timestamp,
    hold: Option<HoldId>,
    among: Among,
) -> Result<Option<Item>, StoreError> {
    let mut statement = tx.0.prepare_cached(&format!(
        "{ITEM} WHERE campaign_id = :campaign AND state = 'queued'
           AND (not_before <= :now OR not_before > :too_late) AND (:hold IS NULL OR released >= :hold)
           AND CASE :among WHEN 'answers' THEN letter NOT IN ('invitation', 'reminder')
                           WHEN 'team' THEN letter IN ('digest', 'alert') ELSE 1 END
         ORDER BY not_before, id LIMIT 1"
    ))?;
    let mut rows = statement.query(named_params! {
        ":campaign": campaign.0, ":now": now.as_second(), ":too_late": now.as_second() + LONGEST_WAIT,
        ":hold": hold.map(|id| id.0), ":among": among.as_str(),
    })?;
    rows.next()?.map(item_of).transpose()
}

/// Commits that the connection is about to carry this mail. Only a queued mail can begin.
///
/// # Errors
/// [`StoreError::Missing`] when it is not queued any more.
pub fn begin_sending(tx: &Tx<'_>, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
    let changed = tx.0.execute(
        "UPDATE outbox SET state = 'sending', tries = tries + 1, tried_at = :now WHERE id = :id AND state = 'queued'",
        named_params! { ":id": id.0, ":now": now.as_second() },
    )?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Missing { what: "queued mail", id: id.0 }) }
}

/// Writes down that the server took a mail, and its words.
///
/// # Errors
/// When the database refuses.
pub fn sent(tx: &Tx<'_>, id: OutboxId, reply: &str) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE outbox SET state = 'sent', why = NULL, reply = :reply WHERE id = :id",
        named_params! { ":id": id.0, ":reply": reply },
    )?;
    Ok(())
}

/// What was being sent when the process ended may or may not have arrived: it becomes unknown. Says which ones. What was
/// found in the folder of what was sent has gone out.
///
/// # Errors
/// When the database refuses.
pub fn sending_to_unknown(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<OutboxId>, StoreError> {
    tx.0.execute(
        "UPDATE outbox SET state = 'sent', why = NULL, reply = :found
         WHERE campaign_id = :campaign AND state = 'sending' AND found_at IS NOT NULL",
        named_params! { ":campaign": campaign.0, ":found": FOUND },
    )?;
    let mut statement = tx.0.prepare_cached(
        "UPDATE outbox SET state = 'unknown',
             why = 'the program ended while this mail was being sent; nobody can tell whether it arrived'
         WHERE campaign_id = :campaign AND state = 'sending' RETURNING id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| row.get(0).map(OutboxId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// In a database that was restored from a backup: what waits may have gone out after the backup was made, so it becomes
/// unknown, of every campaign. What answers a message that came after the hold was raised cannot have, nor what a person has
/// released since, nor what was written to the team since.
///
/// # Errors
/// When the database refuses.
pub fn doubt_what_waits(tx: &Tx<'_>, hold: &Hold) -> Result<Vec<(CampaignId, OutboxId)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "UPDATE outbox SET state = 'unknown', why = 'this database may be older than what was sent'
         WHERE campaign_id IN (SELECT id FROM campaign) AND state IN ('queued', 'held')
           AND (released IS NULL OR released < :hold)
           AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = outbox.message_id AND m.received_at > :since)
           AND NOT (letter IN ('digest', 'alert') AND created_at >= :since)
         RETURNING campaign_id, id",
    )?;
    let rows = statement.query_map(named_params! { ":hold": hold.id.0, ":since": hold.since.as_second() }, |row| {
        Ok((CampaignId(row.get(0)?), OutboxId(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many mails of all campaigns were queued or tried since then because mail came in: those that nobody has released, and not those that
/// were there when a person last said that their number is in order.
///
/// # Errors
/// When the database refuses.
pub fn caused_lately(tx: &Tx<'_>, since: Timestamp) -> Result<u32, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT count(*) FROM outbox
             WHERE campaign_id IN (SELECT id FROM campaign) AND (created_at > :since OR tried_at > :since)
               AND state IN ('queued', 'sending', 'sent', 'unknown', 'gave_up')
               AND message_id IS NOT NULL AND released IS NULL
               AND id > (SELECT coalesce(max(upto), 0) FROM hold)",
        )?
        .query_row(named_params! { ":since": since.as_second() }, |row| row.get(0))?)
}

/// A person lets a mail go out.
///
/// # Errors
/// When the database refuses.
pub fn release(tx: &Tx<'_>, id: OutboxId, last_hold: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE outbox SET state = 'queued', why = 'released by a person', not_before = :now, released = :hold,
             found_at = NULL WHERE id = :id",
        named_params! { ":id": id.0, ":hold": last_hold, ":now": now.as_second() },
    )?;
    Ok(())
}

/// The mails that a mail in the folder of what was sent may be: by its reference, or by one of its Message-IDs. Each way has
/// an index of its own; asked for with OR, SQLite goes through the whole outbox.
///
/// # Errors
/// When the database refuses.
pub fn called(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    reference: Option<&str>,
    ids: [Option<&str>; 2],
) -> Result<Vec<Item>, StoreError> {
    let [id, original] = ids;
    several(
        tx,
        &format!(
            "{ITEM} WHERE id IN (
                 SELECT id FROM outbox WHERE campaign_id = :campaign AND reference = :reference
                 UNION SELECT id FROM outbox WHERE campaign_id = :campaign AND header_id IN (:id, :original)
                 UNION SELECT id FROM outbox WHERE campaign_id = :campaign AND replaced_id = :id) ORDER BY id"
        ),
        named_params! { ":campaign": campaign.0, ":reference": reference, ":id": id, ":original": original },
    )
}

/// A mail was found in the folder of what was sent, there under this Message-ID if the server has given it another one.
///
/// # Errors
/// When the database refuses.
pub fn found(tx: &Tx<'_>, id: OutboxId, replaced: Option<&str>, now: Timestamp) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE outbox SET found_at = :now, replaced_id = coalesce(:replaced, replaced_id),
             copy = CASE WHEN copy = 'owed' THEN 'made' ELSE copy END WHERE id = :id",
        named_params! { ":id": id.0, ":replaced": replaced, ":now": now.as_second() },
    )?;
    Ok(())
}

/// A mail that was found is one that was sent.
///
/// # Errors
/// When the database refuses.
pub fn found_is_sent(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    sent(tx, id, FOUND)
}

/// A sent mail of which a copy is still owed to the folder of what was sent.
#[derive(Debug, Clone)]
pub struct Copy {
    /// The mail.
    pub item: Item,
    /// The moment in its Date, which makes its bytes the same as those that were sent.
    pub dated: Timestamp,
}

/// A copy of this mail is owed.
///
/// # Errors
/// When the database refuses.
pub fn owe_copy(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    tx.0.execute("UPDATE outbox SET copy = 'owed' WHERE id = :id AND found_at IS NULL", named_params! { ":id": id.0 })?;
    Ok(())
}

/// The copies that are owed, oldest first.
///
/// # Errors
/// When the database refuses.
pub fn copies(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Copy>, StoreError> {
    let items = several(
        tx,
        &format!("{ITEM} WHERE campaign_id = :campaign AND copy = 'owed' AND state = 'sent' ORDER BY id LIMIT 100"),
        named_params! { ":campaign": campaign.0 },
    )?;
    let dated = |item: &Item| item.tried.unwrap_or(item.created);
    Ok(items.into_iter().map(|item| Copy { dated: dated(&item), item }).collect())
}

/// The copy is there.
///
/// # Errors
/// When the database refuses.
pub fn copy_made(tx: &Tx<'_>, id: OutboxId) -> Result<(), StoreError> {
    tx.0.execute("UPDATE outbox SET copy = 'made' WHERE id = :id", named_params! { ":id": id.0 })?;
    Ok(())
}

/// The folder would not take the copy. After so many tries it is owed no longer.
///
/// # Errors
/// When the database refuses.
pub fn copy_refused(tx: &Tx<'_>, id: OutboxId, most: u32) -> Result<bool, StoreError> {
    let copy: String = tx.0.query_row(
        "UPDATE outbox SET copy_tries = copy_tries + 1, copy = CASE WHEN copy_tries + 1 >= :most THEN 'failed' ELSE copy END
         WHERE id = :id RETURNING copy",
        named_params! { ":id": id.0, ":most": most },
        |row| row.get(0),
    )?;
    Ok(copy == "failed")
}
