//! How many messages there are of each kind, and whether what is written in two places says the same in both.

use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{CampaignId, OdsCode, ledger::MessageState};

/// How many messages are in each state.
///
/// # Errors
/// When the database refuses.
pub fn count_by_state(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(MessageState, u64)>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT state, count(*) FROM message WHERE campaign_id = :campaign GROUP BY state")?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(0)?;
        let count: i64 = row.get(1)?;
        let state = MessageState::parse(&state).ok_or(StoreError::Alien { what: "message state" })?;
        counts.push((state, u64::try_from(count).unwrap_or(0)));
    }
    Ok(counts)
}

/// How many messages were ever seen: the sum that the states must add up to.
///
/// # Errors
/// When the database refuses.
pub fn count_seen(tx: &Tx<'_>, campaign: &CampaignId) -> Result<u64, StoreError> {
    let count: i64 = tx.0.query_row(
        "SELECT count(*) FROM message WHERE campaign_id = :campaign",
        named_params! { ":campaign": campaign.0 },
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The trusts that unresolved messages are or may be from.
///
/// # Errors
/// When the database refuses.
pub fn unresolved_trusts(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<OdsCode>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT DISTINCT coalesce(t.merged_into, c.ods_code) FROM candidate c JOIN message m ON m.id = c.message_id
         LEFT JOIN trust t ON t.campaign_id = c.campaign_id AND t.ods_code = c.ods_code
         WHERE c.campaign_id = :campaign AND m.state = 'awaiting_review' ORDER BY 1",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| row.get::<_, String>(0))?;
    rows.map(|code| super::trusts::code_of(&code?)).collect()
}

/// How many trusts are in the register, without those that became part of another.
///
/// # Errors
/// When the database refuses.
pub fn count_trusts(tx: &Tx<'_>, campaign: &CampaignId) -> Result<usize, StoreError> {
    count(tx, campaign, "SELECT count(*) FROM trust WHERE campaign_id = :campaign AND merged_into IS NULL")
}

/// How many answers are in force.
///
/// # Errors
/// When the database refuses.
pub fn count_answers(tx: &Tx<'_>, campaign: &CampaignId) -> Result<usize, StoreError> {
    count(tx, campaign, "SELECT count(*) FROM answer WHERE campaign_id = :campaign AND standing = 'current'")
}

/// What must not be there, and the statement that counts it.
const NEVER: &[(&str, &str)] = &[
    (
        "messages recorded as answers that gave none",
        "SELECT count(*) FROM message m WHERE m.campaign_id = :campaign AND m.state = 'answer'
           AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.message_id = m.id)",
    ),
    (
        "answers in force whose message is not recorded as one",
        "SELECT count(*) FROM answer a JOIN message m ON m.id = a.message_id
         WHERE a.campaign_id = :campaign AND a.standing = 'current' AND m.state <> 'answer'",
    ),
    (
        "duplicates of nothing, and pointers to a message from no duplicate",
        "SELECT count(*) FROM message
         WHERE campaign_id = :campaign AND (state = 'duplicate') <> (duplicate_of IS NOT NULL)",
    ),
    (
        // What is fetched again has no place until then, and what it was fetched again as has taken over its place.
        "messages that stand nowhere",
        "SELECT count(*) FROM message m WHERE m.campaign_id = :campaign
           AND m.duplicate_of IS NULL AND m.identity NOT LIKE 'unfetched-%'
           AND NOT EXISTS (SELECT 1 FROM spot s WHERE s.message_id = m.id)",
    ),
    (
        "mails that confirm an answer which their message did not give",
        "SELECT count(*) FROM outbox o JOIN answer a ON a.id = o.answer_id
         WHERE o.campaign_id = :campaign AND o.message_id IS NOT a.message_id",
    ),
];

/// What is written in two places and does not agree, one sentence each.
///
/// # Errors
/// When the database refuses.
pub fn disagreements(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for (words, sql) in NEVER {
        let count = count(tx, campaign, sql)?;
        if count > 0 {
            found.push(format!("{words}: {count}"));
        }
    }
    Ok(found)
}

fn count(tx: &Tx<'_>, campaign: &CampaignId, sql: &str) -> Result<usize, StoreError> {
    let count: i64 =
        tx.0.prepare_cached(sql)?.query_row(named_params! { ":campaign": campaign.0 }, |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
