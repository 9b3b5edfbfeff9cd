//! The files that are kept once for many mails, into the mail that is about to be written out.

use crate::domain::outbox::{Content, OutgoingMail};
use crate::store::{StoreError, Tx, kept};

/// Puts the bytes of each kept file into its place. A mail whose file is not kept stays as it is: post refuses it and says why, and
/// the others go out.
///
/// # Errors
/// When the database refuses.
pub(super) fn put_in(tx: &Tx<'_>, mail: &mut OutgoingMail) -> Result<(), StoreError> {
    for attachment in &mut mail.attachments {
        if let Content::Kept(sha256) = &attachment.content
            && let Some(bytes) = kept::bytes(tx, sha256)?
        {
            attachment.content = Content::Bytes(bytes);
        }
    }
    Ok(())
}
