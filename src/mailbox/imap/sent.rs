//! The folder of what was sent on a server: its headers fetched, a copy put into it.

use std::collections::HashMap;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};

use super::list::uid_set;
use super::talk::Question;
use super::{LONGEST_LIST, Session, names, uid_of};
use crate::mailbox::sent::{FIELDS, Headers};
use crate::mailbox::{Listed, MailboxError};

/// The slowest line on which the end of a copy is still waited for, in bytes a second.
const SLOWEST: u64 = 32 << 10;

impl Session {
    /// The fields that matter of these messages of the open folder, none for one that the server refuses.
    ///
    /// # Errors
    /// When the line is lost.
    pub async fn headers(&mut self, listed: &[Listed]) -> Result<Vec<Headers>, MailboxError> {
        let uids: Vec<u32> = listed.iter().filter_map(|message| message.spot.key.parse().ok()).collect();
        let mut found = match self.fields(&uids).await {
            Ok(found) => found,
            // Some servers (Exchange) refuse the whole set because of one broken message.
            Err(MailboxError::Refused { .. }) => {
                let mut found = HashMap::new();
                for uid in &uids {
                    match self.fields(&[*uid]).await {
                        Ok(one) => found.extend(one),
                        Err(MailboxError::Refused { .. }) => {}
                        Err(error) => return Err(error),
                    }
                }
                found
            }
            Err(error) => return Err(error),
        };
        Ok(listed.iter().map(|message| message.spot.key.parse().ok().and_then(|uid: u32| found.remove(&uid))).collect())
    }

    async fn fields(&mut self, uids: &[u32]) -> Result<HashMap<u32, Vec<u8>>, MailboxError> {
        let mut found = HashMap::with_capacity(uids.len());
        if uids.is_empty() {
            return Ok(found);
        }
        let line = format!("UID FETCH {} (UID BODY.PEEK[HEADER.FIELDS ({FIELDS})])", uid_set(uids));
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID FETCH", &line) };
        self.talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(uid) = uid_of(attributes)
                    && let Some(head) = attributes.iter().find_map(head_of)
                {
                    found.insert(uid, head.to_vec());
                }
            })
            .await?;
        Ok(found)
    }

    /// Whether a mail with this Message-ID or this reference stands in the open folder.
    ///
    /// # Errors
    /// Whatever a server may do.
    pub async fn holds_copy(&mut self, message_id: &str, reference: &str) -> Result<bool, MailboxError> {
        let (id, reference) = (names::quoted(message_id), names::quoted(reference));
        let line = format!("UID SEARCH OR HEADER Message-ID {id} HEADER X-CSO-Ref {reference}");
        let mut any = false;
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID SEARCH", &line) };
        self.talk
            .ask(question, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    any |= !found.is_empty();
                }
            })
            .await?;
        Ok(any)
    }

    /// Puts a mail into a folder, marked as read (RFC 3501 section 6.3.11).
    ///
    /// # Errors
    /// [`MailboxError::Refused`] when the server will not have it, and whatever else a server may do.
    pub async fn append(&mut self, folder: &str, mail: &[u8]) -> Result<(), MailboxError> {
        let patience = Duration::from_secs(u64::try_from(mail.len()).unwrap_or(0) / SLOWEST);
        let wire = self.spelled.get(folder).cloned().unwrap_or_else(|| names::encode(folder));
        let line = format!("APPEND {} (\\Seen) {{{}}}", names::quoted(&wire), mail.len());
        self.talk.hand_over(Question { patience, ..Question::short("APPEND", &line) }, mail).await
    }
}

/// The fields of a head.
fn head_of<'a>(attribute: &'a AttributeValue<'_>) -> Option<&'a [u8]> {
    match attribute {
        AttributeValue::BodySection { section: Some(_), data, .. } => Some(data.as_deref().unwrap_or_default()),
        _ => None,
    }
}
