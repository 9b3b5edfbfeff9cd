//! A listed message in, its bytes out.

use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};

use super::talk::Question;
use super::{Session, uid_of};
use crate::mailbox::{Fetched, Listed, MailboxError};

/// Bytes that an answer may have beyond the mail in it.
const OVERHEAD: u64 = 1 << 20;
/// The slowest line on which a large message is still waited for, in bytes a second.
const SLOWEST: u64 = 32 << 10;

impl Session {
    /// One message, never more than `max_bytes` of it: the size a server tells may be an estimate, so the part that is
    /// asked for has an end. BODY.PEEK leaves \Seen alone.
    ///
    /// # Errors
    /// [`MailboxError::Gone`] when the server no longer has it, and whatever else a server may do.
    pub async fn fetch(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        let spot = &listed.spot;
        let is_open =
            self.open.as_ref().is_some_and(|open| open.name == spot.folder && open.uid_validity == spot.uid_validity);
        let (true, Ok(wanted)) = (is_open, spot.key.parse::<u32>()) else {
            return Err(MailboxError::NotOpen(spot.folder.clone()));
        };
        let limit = max_bytes.min(u64::from(u32::MAX) - 1);
        let line = format!("UID FETCH {wanted} (UID BODY.PEEK[]<0.{}>)", limit + 1);
        let expected = if listed.size == 0 { limit } else { limit.min(listed.size.saturating_mul(2)) };
        let question = Question {
            command: "UID FETCH",
            line: &line,
            budget: limit + OVERHEAD,
            patience: Duration::from_secs(expected / SLOWEST),
        };
        let mut bytes = None;
        let answer = self
            .talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && uid_of(attributes) == Some(wanted)
                    && let Some(body) = attributes.iter().find_map(body_of)
                {
                    bytes = Some(body.to_vec());
                }
            })
            .await;
        let gone = || MailboxError::Gone { folder: spot.folder.clone(), key: spot.key.clone() };
        match (answer, bytes) {
            (Err(MailboxError::Refused { reason, .. }), _) if says_expunged(&reason) => Err(gone()),
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(gone()),
            (Ok(()), Some(mut bytes)) => {
                let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                let partial = bytes.len() > limit;
                bytes.truncate(limit);
                Ok(Fetched { bytes, partial })
            }
        }
    }
}

/// RFC 5530: the message was expunged by another session while ours was looking at it.
fn says_expunged(reason: &str) -> bool {
    reason.to_ascii_uppercase().contains("EXPUNGEISSUED")
}

/// The body of a message; a server may say NIL for one of 0 bytes.
fn body_of<'a>(attribute: &'a AttributeValue<'_>) -> Option<&'a [u8]> {
    match attribute {
        AttributeValue::BodySection { section: None, data, .. } => Some(data.as_deref().unwrap_or_default()),
        _ => None,
    }
}
