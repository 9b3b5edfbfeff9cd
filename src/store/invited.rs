//! Who was asked: trusts to which the letter went out by other means, and who is not to be written to.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{CampaignId, EmailAddress, MessageId, OdsCode};

/// Marks a trust as asked on this day by other means. A mark that is there already is put right.
///
/// # Errors
/// When the database refuses, for example because it does not know the trust.
pub fn mark(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    trust: &OdsCode,
    sent_on: Date,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO marked_invited (campaign_id, ods_code, sent_on, marked_at, marked_by)
         VALUES (:campaign, :code, :day, :now, :by)
         ON CONFLICT (campaign_id, ods_code) DO UPDATE SET
             sent_on = excluded.sent_on, marked_at = excluded.marked_at, marked_by = excluded.marked_by",
        named_params! {
            ":campaign": campaign.0, ":code": trust.as_str(), ":day": sent_on.to_string(), ":now": now.as_second(),
            ":by": by,
        },
    )?;
    Ok(())
}

/// Takes the mark of a trust away. Says whether there was one.
///
/// # Errors
/// When the database refuses.
pub fn unmark(tx: &Tx<'_>, campaign: &CampaignId, trust: &OdsCode) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "DELETE FROM marked_invited WHERE campaign_id = :campaign AND ods_code = :code",
        named_params! { ":campaign": campaign.0, ":code": trust.as_str() },
    )?;
    Ok(changed > 0)
}

/// Whether any trust was asked, or may have been, in this campaign: marked, or by a mail that went out.
///
/// # Errors
/// When the database refuses.
pub fn is_begun(tx: &Tx<'_>, campaign: &CampaignId) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM marked_invited WHERE campaign_id = :campaign)
             OR EXISTS (SELECT 1 FROM outbox WHERE campaign_id = :campaign AND letter IN ('invitation', 'reminder')
                        AND state NOT IN ('suppressed', 'dropped'))",
        named_params! { ":campaign": campaign.0 },
        |row| row.get(0),
    )?)
}

/// Whom a wish not to be written to is about.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'a> {
    /// A whole trust.
    Trust(&'a OdsCode),
    /// One address.
    Address(&'a EmailAddress),
}

/// Notes that somebody is not to be written to from this day.
///
/// # Errors
/// When the database refuses.
pub fn do_not_write(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    whom: Whom<'_>,
    since: Date,
    message: Option<MessageId>,
    by: &str,
) -> Result<(), StoreError> {
    let (trust, address) = match whom {
        Whom::Trust(code) => (Some(code.as_str()), None),
        Whom::Address(address) => (None, Some(address.as_str())),
    };
    tx.execute(
        "INSERT INTO do_not_write (campaign_id, ods_code, address, since, message_id, noted_by)
         VALUES (:campaign, :code, :address, :since, :message, :by)",
        named_params! {
            ":campaign": campaign.0, ":code": trust, ":address": address, ":since": since.to_string(),
            ":message": message.map(|id| id.0), ":by": by,
        },
    )?;
    Ok(())
}
