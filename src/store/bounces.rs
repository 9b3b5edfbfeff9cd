//! Reports that a mail will never arrive: for whom, and what they cite. They count only for mails of ours.

use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{CampaignId, EmailAddress, MessageId};

/// Notes what a report says, in the place of what was read from it before.
///
/// # Errors
/// When the database refuses.
pub fn note(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    message: MessageId,
    addresses: &[&EmailAddress],
    cited: &[&str],
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM bounce WHERE message_id = :message AND campaign_id = :campaign",
        named_params! { ":campaign": campaign.0, ":message": message.0 },
    )?;
    for address in addresses {
        for cited in cited {
            tx.execute(
                "INSERT OR IGNORE INTO bounce (message_id, campaign_id, address, cited)
                 VALUES (:message, :campaign, :address, :cited)",
                named_params! {
                    ":campaign": campaign.0, ":message": message.0, ":address": address.as_str(), ":cited": cited
                },
            )?;
        }
    }
    Ok(())
}
