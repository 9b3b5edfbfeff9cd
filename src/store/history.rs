//! Every version of a trust's answer, with where it came from and what became of it; who is not to be written to any more.

use jiff::Timestamp;
use rusqlite::named_params;

use super::answers::{Ended, Standing, version};
use super::{StoreError, Tx, moment};
use crate::domain::{AnswerId, CampaignId, Channel, EmailAddress, MessageId, OdsCode, nomination::Held};

/// A version of a trust's answer.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it says, and when the trust said it.
    pub held: Held,
    /// Whether it counts.
    pub standing: Standing,
    /// The message that gave it.
    pub message: Option<MessageId>,
    /// How it came, when not by mail.
    pub channel: Option<Channel>,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// `reader`, or the person who decided.
    pub decided_by: String,
    /// A remark of that person.
    pub note: Option<String>,
    /// The version whose place it took.
    pub replaces: Option<AnswerId>,
    /// The message that took it out of force as it came.
    pub withdrawn_by: Option<MessageId>,
    /// When and why it was withdrawn, if it is.
    pub ended: Option<(Timestamp, Ended)>,
}

/// Every version of a trust's answer, the last recorded first.
///
/// # Errors
/// When the database refuses.
pub fn of_trust(tx: &Tx<'_>, campaign: &CampaignId, trust: &OdsCode) -> Result<Vec<Version>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id, standing, message_id, channel, recorded_at, decided_by, note, replaces, withdrawn_by, ended_at,
                ended_why
         FROM answer WHERE campaign_id = :campaign AND ods_code = :code ORDER BY id DESC",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":code": trust.as_str() })?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        let standing: String = row.get(1)?;
        let channel: Option<String> = row.get(3)?;
        let (ended_at, ended_why): (Option<i64>, Option<String>) = (row.get(9)?, row.get(10)?);
        versions.push(Version {
            held: version(tx, campaign, AnswerId(row.get(0)?))?,
            standing: match standing.as_str() {
                "current" => Standing::Current,
                "superseded" => Standing::Superseded,
                _ => Standing::Withdrawn,
            },
            message: row.get::<_, Option<i64>>(2)?.map(MessageId),
            channel: channel.as_deref().and_then(Channel::parse),
            recorded: moment(row.get(4)?),
            decided_by: row.get(5)?,
            note: row.get(6)?,
            replaces: row.get::<_, Option<i64>>(7)?.map(AnswerId),
            withdrawn_by: row.get::<_, Option<i64>>(8)?.map(MessageId),
            ended: ended_at
                .zip(ended_why)
                .map(|(at, why)| (moment(at), if why == "asked" { Ended::Asked } else { Ended::Undone })),
        });
    }
    Ok(versions)
}

/// Adds a remark to a version, after those that it has.
///
/// # Errors
/// When the database refuses.
pub fn add_note(tx: &Tx<'_>, id: AnswerId, note: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE answer SET note = coalesce(note || '; ', '') || :note WHERE id = :id",
        named_params! { ":id": id.0, ":note": note },
    )?;
    Ok(())
}

/// The messages that are or may be from a trust and wait for a person.
///
/// # Errors
/// When the database refuses.
pub fn waiting(tx: &Tx<'_>, campaign: &CampaignId, trust: &OdsCode) -> Result<Vec<MessageId>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT m.id FROM candidate c JOIN message m ON m.id = c.message_id
         WHERE c.campaign_id = :campaign AND c.ods_code = :code AND m.state = 'awaiting_review' ORDER BY m.id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":code": trust.as_str() }, |row| {
        row.get(0).map(MessageId)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The addresses of leads who were withdrawn, with the moment: they are not to be written to any more, unless an answer in force
/// of the same trust names that address again.
///
/// # Errors
/// When the database refuses.
pub fn barred(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    trust: &OdsCode,
) -> Result<Vec<(EmailAddress, Timestamp)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT p.email, max(a.ended_at) FROM answer a JOIN person p ON p.answer_id = a.id AND p.role = 'lead'
         WHERE a.campaign_id = :campaign AND a.ods_code = :code AND a.standing = 'withdrawn' AND a.ended_why = 'asked'
           AND p.email IS NOT NULL AND NOT EXISTS (
               SELECT 1 FROM answer c JOIN person q ON q.answer_id = c.id
               WHERE c.campaign_id = a.campaign_id AND c.ods_code = a.ods_code AND c.standing = 'current'
                 AND q.email = p.email)
         GROUP BY p.email ORDER BY p.email",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":code": trust.as_str() })?;
    let mut barred = Vec::new();
    while let Some(row) = rows.next()? {
        let email: String = row.get(0)?;
        let email = EmailAddress::parse(&email).map_err(|_| StoreError::Alien { what: "address" })?;
        barred.push((email, moment(row.get(1)?)));
    }
    Ok(barred)
}
