//! Who is not to be written to: an address, or a whole trust. Reminders leave them out; other mail to them waits for a person.

use jiff::civil::Date;
use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{CampaignId, EmailAddress, MessageId, OdsCode};

/// Whom it is about.
#[derive(Debug, Clone, Copy)]
pub enum Whom<'a> {
    /// Everybody at a trust.
    Trust(&'a OdsCode),
    /// One address.
    Address(&'a EmailAddress),
}

/// Writes down that they are not to be written to. Said twice, the first time counts.
///
/// # Errors
/// When the database refuses.
pub fn add(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    whom: Whom<'_>,
    since: Date,
    message: Option<MessageId>,
    by: &str,
) -> Result<(), StoreError> {
    let (trust, address) = columns(whom);
    tx.execute(
        "INSERT INTO do_not_write (campaign_id, ods_code, address, since, message_id, noted_by)
         SELECT :campaign, :trust, :address, :since, :message, :by
         WHERE NOT EXISTS (SELECT 1 FROM do_not_write
                           WHERE campaign_id = :campaign AND ods_code IS :trust AND address IS :address)",
        named_params! {
            ":campaign": campaign.0, ":trust": trust, ":address": address, ":since": since.to_string(),
            ":message": message.map(|id| id.0), ":by": by,
        },
    )?;
    Ok(())
}

fn columns<'a>(whom: Whom<'a>) -> (Option<&'a str>, Option<&'a str>) {
    match whom {
        Whom::Trust(code) => (Some(code.as_str()), None),
        Whom::Address(address) => (None, Some(address.as_str())),
    }
}

/// Whether they are not to be written to.
///
/// # Errors
/// When the database refuses.
pub fn holds(tx: &Tx<'_>, campaign: &CampaignId, whom: Whom<'_>) -> Result<bool, StoreError> {
    let (trust, address) = columns(whom);
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM do_not_write
                        WHERE campaign_id = :campaign AND ods_code IS :trust AND address IS :address)",
        named_params! { ":campaign": campaign.0, ":trust": trust, ":address": address },
        |row| row.get(0),
    )?)
}

/// They may be written to again. Says whether they might not before.
///
/// # Errors
/// When the database refuses.
pub fn lift(tx: &Tx<'_>, campaign: &CampaignId, whom: Whom<'_>) -> Result<bool, StoreError> {
    let (trust, address) = columns(whom);
    let lifted = tx.execute(
        "DELETE FROM do_not_write WHERE campaign_id = :campaign AND ods_code IS :trust AND address IS :address",
        named_params! { ":campaign": campaign.0, ":trust": trust, ":address": address },
    )?;
    Ok(lifted > 0)
}

/// Whether a message has asked for it.
///
/// # Errors
/// When the database refuses.
pub fn is_of_message(tx: &Tx<'_>, campaign: &CampaignId, message: MessageId) -> Result<bool, StoreError> {
    Ok(tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM do_not_write WHERE campaign_id = :campaign AND message_id = :message)",
        named_params! { ":campaign": campaign.0, ":message": message.0 },
        |row| row.get(0),
    )?)
}

/// What a message asked for does not hold any more. Says whether it had asked for anything.
///
/// # Errors
/// When the database refuses.
pub fn lift_of_message(tx: &Tx<'_>, campaign: &CampaignId, message: MessageId) -> Result<bool, StoreError> {
    let lifted = tx.execute(
        "DELETE FROM do_not_write WHERE campaign_id = :campaign AND message_id = :message",
        named_params! { ":campaign": campaign.0, ":message": message.0 },
    )?;
    Ok(lifted > 0)
}
