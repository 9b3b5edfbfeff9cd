//! Listed messages in, their bytes out: small ones many at a time, larger ones in pieces, so that no answer of the server
//! is ever larger than a piece. BODY.PEEK leaves \Seen alone.

use std::collections::HashMap;
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};

use super::list::uid_set;
use super::talk::Question;
use super::{Session, uid_of};
use crate::domain::ledger::Spot;
use crate::mailbox::{Fetched, Listed, MailboxError, SMALL};

/// Bytes of a piece.
const PIECE: u64 = 1 << 20;
/// Bytes that an answer may have beyond the mail in it.
const OVERHEAD: u64 = 1 << 20;
/// Bytes of the start of a message of which no more can be had.
const START: u64 = 2 << 20;
/// The slowest line on which mail is still waited for, in bytes a second.
const SLOWEST: u64 = 32 << 10;

/// A message of the open folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    /// Where it stands.
    pub spot: &'a Spot,
    /// Its UID.
    pub uid: u32,
}

impl Asked<'_> {
    fn gone(&self) -> MailboxError {
        MailboxError::Gone { folder: self.spot.folder.clone(), key: self.spot.key.clone() }
    }
}

impl Session {
    /// One message, never more than `max_bytes` of it. Of a larger one come the headers, the text parts and small files. The
    /// size a server tells may be an estimate, so what is asked for has an end.
    ///
    /// # Errors
    /// [`MailboxError::Gone`] when the server no longer has it, and whatever else a server may do.
    pub async fn fetch(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        let asked = self.asked(&listed.spot)?;
        if listed.size <= max_bytes {
            let bytes = self.section(asked, "", listed.size, max_bytes.saturating_add(1)).await?;
            if len(&bytes) <= max_bytes {
                return Ok(Fetched { bytes, partial: false });
            }
        }
        match self.fetch_outline(asked, max_bytes).await? {
            Some(bytes) => Ok(Fetched { bytes, partial: true }),
            None => self.fetch_start(listed, max_bytes).await,
        }
    }

    /// The start of a message, at most `max_bytes` and two megabytes of it.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub async fn fetch_start(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        let asked = self.asked(&listed.spot)?;
        let limit = max_bytes.min(START);
        let mut bytes = self.section(asked, "", listed.size, limit.saturating_add(1)).await?;
        let partial = len(&bytes) > limit;
        bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Fetched { bytes, partial })
    }

    /// Whether the server gives out this message, asked for a few bytes of it.
    ///
    /// # Errors
    /// When the line is lost.
    pub async fn gives(&mut self, spot: &Spot) -> Result<bool, MailboxError> {
        let asked = self.asked(spot)?;
        match self.section(asked, "", 0, 64).await {
            Ok(bytes) => Ok(!bytes.is_empty()),
            Err(error) if error.is_line_lost() => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Messages in one question. None stands for one that did not come, or not whole, so that it has to be asked for alone;
    /// for all of them when the server refuses the question, as some do because of one broken message (Exchange). When
    /// the line is lost, what came before it came whole.
    pub async fn fetch_many(&mut self, listed: &[Listed]) -> (Vec<Option<Fetched>>, Result<(), MailboxError>) {
        let mut uids = Vec::with_capacity(listed.len());
        for message in listed {
            match self.asked(&message.spot) {
                Ok(asked) => uids.push(asked.uid),
                Err(error) => return (vec![None; listed.len()], Err(error)),
            }
        }
        let expected: u64 = listed.iter().map(|message| message.size.min(SMALL)).sum();
        let line = format!("UID FETCH {} (UID BODY.PEEK[]<0.{}>)", uid_set(&uids), SMALL + 1);
        let question = Question {
            command: "UID FETCH",
            line: &line,
            budget: expected * 2 + 4 * OVERHEAD,
            patience: Duration::from_secs(expected / SLOWEST),
        };
        let mut came: HashMap<u32, Vec<u8>> = HashMap::with_capacity(listed.len());
        let answer = self
            .talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(uid) = uid_of(attributes)
                    && let Some(body) = attributes.iter().find_map(|attribute| body_of(attribute, "", 0))
                {
                    came.insert(uid, body.to_vec());
                }
            })
            .await;
        let answer = match answer {
            Err(MailboxError::Refused { .. }) => {
                came.clear();
                Ok(())
            }
            other => other,
        };
        let whole = |bytes: &Vec<u8>| !bytes.is_empty() && len(bytes) <= SMALL;
        let fetched = uids
            .iter()
            .map(|uid| came.remove(uid).filter(whole).map(|bytes| Fetched { bytes, partial: false }))
            .collect();
        (fetched, answer)
    }

    /// The UID of a spot in the folder that is open.
    fn asked<'a>(&self, spot: &'a Spot) -> Result<Asked<'a>, MailboxError> {
        let is_open =
            self.open.as_ref().is_some_and(|open| open.name == spot.folder && open.uid_validity == spot.uid_validity);
        match (is_open, spot.key.parse::<u32>()) {
            (true, Ok(uid)) => Ok(Asked { spot, uid }),
            _ => Err(MailboxError::NotOpen(spot.folder.clone())),
        }
    }

    /// The first `limit` bytes of a section (`HEADER`, `2.MIME`, `2`; empty: the whole message), piece by piece.
    pub(super) async fn section(
        &mut self,
        asked: Asked<'_>,
        section: &str,
        expected: u64,
        limit: u64,
    ) -> Result<Vec<u8>, MailboxError> {
        // An estimate, and a stranger's: not much is set apart for it.
        let mut bytes = Vec::with_capacity(usize::try_from(expected.min(limit).min(64 * PIECE)).unwrap_or_default());
        loop {
            let wanted = PIECE.min(limit.saturating_sub(len(&bytes)));
            let piece = self.piece(asked, section, len(&bytes), wanted).await?;
            bytes.extend_from_slice(&piece);
            if len(&piece) < wanted || len(&bytes) >= limit {
                bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                return Ok(bytes);
            }
        }
    }

    async fn piece(
        &mut self,
        asked: Asked<'_>,
        section: &str,
        offset: u64,
        wanted: u64,
    ) -> Result<Vec<u8>, MailboxError> {
        let line = format!("UID FETCH {} (UID BODY.PEEK[{section}]<{offset}.{wanted}>)", asked.uid);
        let question = Question {
            command: "UID FETCH",
            line: &line,
            budget: wanted + OVERHEAD,
            patience: Duration::from_secs(wanted / SLOWEST),
        };
        let mut piece = None;
        let answer = self
            .talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && uid_of(attributes) == Some(asked.uid)
                    && let Some(body) = attributes.iter().find_map(|attribute| body_of(attribute, section, offset))
                {
                    piece = Some(body.to_vec());
                }
            })
            .await;
        match (answer, piece) {
            (Err(MailboxError::Refused { reason, .. }), _) if says_expunged(&reason) => Err(asked.gone()),
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(asked.gone()),
            (Ok(()), Some(piece)) => Ok(piece),
        }
    }
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// RFC 5530: the message was expunged by another session while ours was looking at it.
fn says_expunged(reason: &str) -> bool {
    reason.to_ascii_uppercase().contains("EXPUNGEISSUED")
}

/// The bytes of a section from an offset on; a server may say NIL where there are none.
fn body_of<'a>(attribute: &'a AttributeValue<'_>, section: &str, offset: u64) -> Option<&'a [u8]> {
    match attribute {
        AttributeValue::BodySection { section: theirs, index, data }
            if theirs.is_none() == section.is_empty() && u64::from(index.unwrap_or(0)) == offset =>
        {
            Some(data.as_deref().unwrap_or_default())
        }
        _ => None,
    }
}
