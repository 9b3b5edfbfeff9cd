//! A folder on an IMAP server (RFC 3501), opened read-only: list by UID, fetch by UID, wait for more. Only filing.rs opens
//! one to move messages out of it.
//!
//! connect.rs makes the line safe, login.rs logs in, capabilities.rs asks what the server can do, folders.rs finds a folder by
//! its configured name, fetch.rs brings messages, idle.rs waits. talk.rs asks one question and reads its whole answer,
//! names.rs spells folder names as IMAP does, line.rs is the wire with its limit, reworded.rs what it must reword. Every
//! question has a time limit, and a NO is an error, never an empty answer.

use std::collections::HashMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};

use super::{Listed, MailboxError};
use crate::config::ImapAccount;
use crate::domain::ledger::Spot;
use crate::token::Tokens;
use capabilities::Capabilities;
use folders::Personal;
use talk::{Question, Talk};

pub use filing::Moved;

mod capabilities;
mod connect;
mod fetch;
mod filing;
mod folders;
mod idle;
mod line;
mod login;
mod names;
mod reworded;
mod talk;

/// Bytes of the longest answer without a mail in it: a SEARCH over a million messages.
const LONGEST_LIST: u64 = 16 << 20;
/// How many messages' sizes are asked for at once.
const BATCH: usize = 500;

/// A logged-in session, with at most one folder open.
#[derive(Debug)]
pub struct Session {
    talk: Talk,
    can: Capabilities,
    open: Option<Folder>,
    /// Where the user's own folders begin, once that was asked.
    personal: Option<Personal>,
    /// How the server spells a configured name, where that differs.
    spelled: HashMap<String, String>,
    /// Each folder as it was when it was last opened.
    looked_at: HashMap<String, Folder>,
    /// Whether the server may wake us.
    wants_idle: bool,
    /// The folder that it wakes us for.
    waking_folder: String,
}

/// An open folder, as the server described it when it was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Folder {
    name: String,
    uid_validity: u32,
    /// How many messages it has.
    exists: u32,
    /// The UID that the next message will have, if the server said so.
    uid_next: Option<u32>,
}

/// Size and arrival of a message; 0 and none when the server did not say.
type Look = (u64, Option<Timestamp>);

impl Session {
    /// Connects, makes the line safe, logs in, asks what the server can do.
    ///
    /// # Errors
    /// When any of them fails.
    pub async fn connect(account: &ImapAccount, tokens: &Tokens) -> Result<Self, MailboxError> {
        let mut talk = connect::log_in(account, tokens).await?;
        let can = capabilities::ask(&mut talk).await?;
        let inbox = || "INBOX".to_owned();
        let waking_folder = account.folders.first().filter(|_| !account.folders.contains(&inbox())).cloned();
        Ok(Self {
            wants_idle: account.idle,
            waking_folder: waking_folder.unwrap_or_else(inbox),
            can,
            ..Self::over(talk)
        })
    }

    /// A session of which nothing is known but that it has logged in.
    fn over(talk: Talk) -> Self {
        Self {
            talk,
            can: Capabilities::default(),
            open: None,
            personal: None,
            spelled: HashMap::new(),
            looked_at: HashMap::new(),
            wants_idle: false,
            waking_folder: "INBOX".to_owned(),
        }
    }

    /// What the server can do.
    #[must_use]
    pub fn can(&self) -> &Capabilities {
        &self.can
    }

    /// Opens a folder with EXAMINE and says its UIDVALIDITY.
    ///
    /// # Errors
    /// When it is missing, or the server refuses.
    pub async fn open(&mut self, folder: &str) -> Result<u32, MailboxError> {
        self.enter("EXAMINE", folder).await
    }

    /// Opens a folder by its configured name: as it is written, or as the server spells it.
    async fn enter(&mut self, command: &'static str, folder: &str) -> Result<u32, MailboxError> {
        self.open = None;
        let wire = self.spelling(folder);
        let opened = match self.select(command, folder, &wire).await {
            // A NO has many reasons, and few servers name them.
            Err(refused @ MailboxError::Refused { .. }) => {
                let listing = match self.listing().await {
                    Err(MailboxError::Refused { .. }) => return Err(refused),
                    listing => listing?,
                };
                match listing.find(folder) {
                    None => return Err(MailboxError::NoSuchFolder(listing.missing(folder))),
                    Some(same) if same == wire => return Err(refused),
                    Some(other) => {
                        let opened = self.select(command, folder, other).await?;
                        self.spelled.insert(folder.to_owned(), other.to_owned());
                        opened
                    }
                }
            }
            answer => answer?,
        };
        // How many there are now is no news to whoever opens it.
        self.talk.take_news();
        self.looked_at.insert(folder.to_owned(), opened.clone());
        let uid_validity = opened.uid_validity;
        self.open = Some(opened);
        Ok(uid_validity)
    }

    /// How the server spells a configured name, as far as we know.
    fn spelling(&self, folder: &str) -> String {
        self.spelled.get(folder).cloned().unwrap_or_else(|| names::encode(folder))
    }

    async fn select(&mut self, command: &'static str, name: &str, wire: &str) -> Result<Folder, MailboxError> {
        let (mut uid_validity, mut uid_next, mut exists) = (None, None, 0);
        let line = format!("{command} {}", names::quoted(wire));
        self.talk
            .ask(Question::short(command, &line), |response| match response {
                Response::Data { outcome, .. } => match &outcome.code {
                    Some(ResponseCode::UidValidity(validity)) => uid_validity = Some(*validity),
                    Some(ResponseCode::UidNext(next)) => uid_next = Some(*next),
                    _ => {}
                },
                Response::MailboxData(MailboxDatum::Exists(count)) => exists = *count,
                _ => {}
            })
            .await?;
        let uid_validity = uid_validity.ok_or_else(|| MailboxError::Refused {
            command,
            reason: "the server did not say the folder's UIDVALIDITY".to_owned(),
        })?;
        Ok(Folder { name: name.to_owned(), uid_validity, exists, uid_next })
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
