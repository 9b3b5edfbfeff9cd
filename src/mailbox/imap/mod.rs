//! A folder on an IMAP server (RFC 3501), opened read-only: list by UID, fetch by UID, wait for more. Only filing.rs opens
//! one to move messages out of it.
//!
//! connect.rs makes the line safe, login.rs logs in, capabilities.rs asks what the server can do, folders.rs finds a folder by
//! its configured name, list.rs says what stands in it, fetch.rs brings messages, outline.rs what is read of one that is too
//! large, idle.rs waits. talk.rs asks one question and reads its whole answer, names.rs spells folder names as IMAP does,
//! line.rs is the wire with its limit, reworded.rs what it must reword. Every question has a time limit, and a NO is an
//! error, never an empty answer.

use std::collections::HashMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode};

use super::MailboxError;
use crate::config::ImapAccount;
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
mod list;
mod login;
mod names;
mod outline;
mod reworded;
mod sent;
mod talk;

/// Bytes of the longest answer without a mail in it: a SEARCH over a million messages.
const LONGEST_LIST: u64 = 16 << 20;

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

    /// Connects and makes the line safe, and hangs up again: for the doctor, who wants to know each step alone.
    ///
    /// # Errors
    /// When there is no connection, or no safe one.
    pub async fn try_line(account: &ImapAccount) -> Result<(), MailboxError> {
        connect::safe_line(account).await.map(drop)
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

#[cfg(test)]
mod tests;
