//! Every version of a trust's answer, with where it came from and what became of it.

use jiff::Timestamp;
use rusqlite::named_params;

use super::answers::{Ended, Standing, version};
use super::{StoreError, Tx, moment};
use crate::domain::{AnswerId, CampaignId, Channel, MessageId, OdsCode, nomination::Held};

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
        "SELECT DISTINCT m.id FROM candidate c JOIN message m ON m.id = c.message_id
         LEFT JOIN trust t ON t.campaign_id = c.campaign_id AND t.ods_code = c.ods_code
         WHERE c.campaign_id = :campaign AND coalesce(t.merged_into, c.ods_code) = :code AND m.state = 'awaiting_review'
         ORDER BY m.id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":code": trust.as_str() }, |row| {
        row.get(0).map(MessageId)
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
