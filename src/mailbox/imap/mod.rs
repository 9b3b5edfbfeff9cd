//! A folder on an IMAP server (RFC 3501), opened read-only: list by UID, fetch by UID, and nothing else.
//!
//! connect.rs makes the line safe and logs in, fetch.rs brings messages, talk.rs asks one question and reads its whole answer, names.rs spells
//! folder names as IMAP does, line.rs is the wire with its limit. Every question has a time limit, and a NO is an
//! error, never an empty answer.

use std::collections::HashMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, NameAttribute, Response, ResponseCode};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};

use super::{Listed, MailboxError};
use crate::config::ImapAccount;
use crate::domain::ledger::Spot;
use talk::{Question, Talk};

mod connect;
mod fetch;
mod line;
mod names;
mod sent;
mod talk;

/// Bytes of the longest answer without a mail in it: a SEARCH over a million messages.
const LONGEST_LIST: u64 = 16 << 20;
/// How many messages' sizes are asked for at once.
const BATCH: usize = 500;

/// A logged-in session, with at most one folder open.
#[derive(Debug)]
pub struct Session {
    talk: Talk,
    open: Option<Folder>,
}

#[derive(Clone, Debug)]
struct Folder {
    name: String,
    uid_validity: u32,
}

/// Size and arrival of a message; 0 and none when the server did not say.
type Look = (u64, Option<Timestamp>);

impl Session {
    /// Connects, makes the line safe, logs in.
    ///
    /// # Errors
    /// When any of the three fails.
    pub async fn connect(account: &ImapAccount) -> Result<Self, MailboxError> {
        Ok(Self { talk: connect::log_in(account).await?, open: None })
    }

    /// Opens a folder with EXAMINE and says its UIDVALIDITY.
    ///
    /// # Errors
    /// When it is missing, or the server refuses.
    pub async fn open(&mut self, folder: &str) -> Result<u32, MailboxError> {
        self.open = None;
        let mut uid_validity = None;
        let line = format!("EXAMINE {}", names::quoted(folder));
        let answer = self
            .talk
            .ask(Question::short("EXAMINE", &line), |response| {
                if let Response::Data { outcome, .. } = response
                    && let Some(ResponseCode::UidValidity(validity)) = &outcome.code
                {
                    uid_validity = Some(*validity);
                }
            })
            .await;
        if let Err(refused @ MailboxError::Refused { .. }) = answer {
            return Err(if self.exists(folder).await? {
                refused
            } else {
                MailboxError::NoSuchFolder(folder.to_owned())
            });
        }
        answer?;
        let uid_validity = uid_validity.ok_or_else(|| MailboxError::Refused {
            command: "EXAMINE",
            reason: "the server did not say the folder's UIDVALIDITY".to_owned(),
        })?;
        self.open = Some(Folder { name: folder.to_owned(), uid_validity });
        Ok(uid_validity)
    }

    /// Whether a folder can be selected. A NO to EXAMINE has many reasons, and few servers name them.
    async fn exists(&mut self, folder: &str) -> Result<bool, MailboxError> {
        let mut exists = false;
        let line = format!("LIST \"\" {}", names::quoted(folder));
        let answer = self
            .talk
            .ask(Question::short("LIST", &line), |response| {
                if let Response::MailboxData(MailboxDatum::List(list)) = response {
                    exists = !list.name_attributes.iter().any(cannot_be_opened);
                }
            })
            .await;
        match answer {
            Err(MailboxError::Refused { .. }) => Ok(true),
            Err(error) => Err(error),
            Ok(()) => Ok(exists),
        }
    }

    /// Everything with a UID above `after` that arrived on `read_from` or later, oldest first.
    ///
    /// # Errors
    /// When the server refuses or the line breaks.
    pub async fn list(&mut self, after: Option<u32>, read_from: Date) -> Result<Vec<Listed>, MailboxError> {
        let folder = self.open.clone().ok_or_else(|| MailboxError::NotOpen(String::new()))?;
        if after == Some(u32::MAX) {
            return Ok(Vec::new());
        }
        let uids = self.search(after, read_from).await?;
        let mut listed = Vec::with_capacity(uids.len());
        for batch in uids.chunks(BATCH) {
            self.look_at(batch, &folder, &mut listed).await?;
        }
        listed.retain(|message| message.arrived_since(read_from));
        Ok(listed)
    }

    /// The UIDs above `after`, in order. SEARCH compares INTERNALDATE in the server's own time zone, so it is asked
    /// from one day earlier; `list` then looks at the moment itself.
    async fn search(&mut self, after: Option<u32>, read_from: Date) -> Result<Vec<u32>, MailboxError> {
        let since = read_from.saturating_sub(1.day()).strftime("%-d-%b-%Y").to_string();
        let line = match after {
            Some(last) => format!("UID SEARCH UID {}:* SINCE {since}", last.saturating_add(1)),
            None => format!("UID SEARCH SINCE {since}"),
        };
        let mut uids = Vec::new();
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID SEARCH", &line) };
        self.talk
            .ask(question, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend_from_slice(found);
                }
            })
            .await?;
        // `n:*` names the last message even when its UID is below n (RFC 3501 section 6.4.8).
        uids.retain(|uid| after.is_none_or(|last| *uid > last));
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// Adds size and arrival of these messages to the list. A message that the server does not speak of is listed all
    /// the same: `fetch` will tell whether it has gone or cannot be read, so no UID is ever passed over. Some servers
    /// (Exchange) answer NO to the whole set because of one broken message; then each is asked for alone.
    async fn look_at(&mut self, uids: &[u32], folder: &Folder, listed: &mut Vec<Listed>) -> Result<(), MailboxError> {
        let mut looks = match self.sizes(uids).await {
            Ok(looks) => looks,
            Err(refused @ MailboxError::Refused { .. }) => self.sizes_one_by_one(uids, refused).await?,
            Err(error) => return Err(error),
        };
        listed.extend(uids.iter().map(|uid| {
            let (size, received) = looks.remove(uid).unwrap_or_default();
            let spot = Spot { folder: folder.name.clone(), uid_validity: folder.uid_validity, key: uid.to_string() };
            Listed { spot, size, received }
        }));
        Ok(())
    }

    async fn sizes(&mut self, uids: &[u32]) -> Result<HashMap<u32, Look>, MailboxError> {
        let mut looks = HashMap::with_capacity(uids.len());
        let line = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE)", uid_set(uids));
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID FETCH", &line) };
        self.talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(uid) = uid_of(attributes)
                    && let Some(size) = attributes.iter().find_map(size_of)
                {
                    looks.insert(uid, (size, attributes.iter().find_map(arrival_of)));
                }
            })
            .await?;
        Ok(looks)
    }

    /// If the server refuses every one of them, it is the server that is out of order and not a message.
    async fn sizes_one_by_one(
        &mut self,
        uids: &[u32],
        refused: MailboxError,
    ) -> Result<HashMap<u32, Look>, MailboxError> {
        let mut looks = HashMap::new();
        for uid in uids {
            match self.sizes(&[*uid]).await {
                Ok(found) => looks.extend(found),
                Err(MailboxError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if looks.is_empty() { Err(refused) } else { Ok(looks) }
    }

    /// Logs out, without waiting long for the answer.
    pub async fn close(self) {
        self.talk.log_out().await;
    }
}

fn cannot_be_opened(attribute: &NameAttribute<'_>) -> bool {
    match attribute {
        NameAttribute::NoSelect => true,
        NameAttribute::Extension(word) => word.eq_ignore_ascii_case("\\NonExistent"),
        _ => false,
    }
}

fn uid_of(attributes: &[AttributeValue<'_>]) -> Option<u32> {
    attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

fn size_of(attribute: &AttributeValue<'_>) -> Option<u64> {
    match attribute {
        AttributeValue::Rfc822Size(size) => Some(u64::from(*size)),
        _ => None,
    }
}

/// INTERNALDATE, `" 7-Oct-2016 14:03:00 +0100"`.
fn arrival_of(attribute: &AttributeValue<'_>) -> Option<Timestamp> {
    match attribute {
        AttributeValue::InternalDate(text) => {
            Zoned::strptime("%d-%b-%Y %H:%M:%S %z", text.trim()).ok().map(|moment| moment.timestamp())
        }
        _ => None,
    }
}

/// UIDs in ascending order as a set, `1:3,7`.
fn uid_set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let texts: Vec<String> = ranges
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") })
        .collect();
    texts.join(",")
}

#[cfg(test)]
mod tests;
