//! A folder on an IMAP server (RFC 3501), opened read-only: list by UID, fetch by UID, and nothing else.
//!
//! connect.rs makes the line safe, login.rs logs in, list.rs says what stands in a folder, fetch.rs brings messages, outline.rs what is
//! read of one that is too large, talk.rs asks one question and reads its whole answer, names.rs spells folder names as IMAP does, line.rs
//! is the wire with its limit. Every question has a time limit, and a NO is an error, never an empty answer.

use async_imap::imap_proto::{AttributeValue, MailboxDatum, NameAttribute, Response, ResponseCode};

use super::MailboxError;
use crate::config::ImapAccount;
use crate::token::Tokens;
use talk::{Question, Talk};

mod connect;
mod fetch;
mod line;
mod list;
mod login;
mod names;
mod outline;
mod talk;

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
    /// How many messages it has, as the server said when it was opened.
    exists: u32,
    /// The UID that the next message will have, if the server said so.
    uid_next: Option<u32>,
}

impl Session {
    /// Connects, makes the line safe, logs in.
    ///
    /// # Errors
    /// When any of the three fails.
    pub async fn connect(account: &ImapAccount, tokens: &Tokens) -> Result<Self, MailboxError> {
        Ok(Self { talk: connect::log_in(account, tokens).await?, open: None })
    }

    /// Opens a folder with EXAMINE and says its UIDVALIDITY.
    ///
    /// # Errors
    /// When it is missing, or the server refuses.
    pub async fn open(&mut self, folder: &str) -> Result<u32, MailboxError> {
        self.open = None;
        let (mut uid_validity, mut uid_next, mut exists) = (None, None, 0);
        let line = format!("EXAMINE {}", names::quoted(folder));
        let answer = self
            .talk
            .ask(Question::short("EXAMINE", &line), |response| match response {
                Response::Data { outcome, .. } => match &outcome.code {
                    Some(ResponseCode::UidValidity(validity)) => uid_validity = Some(*validity),
                    Some(ResponseCode::UidNext(next)) => uid_next = Some(*next),
                    _ => {}
                },
                Response::MailboxData(MailboxDatum::Exists(count)) => exists = *count,
                _ => {}
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
        self.open = Some(Folder { name: folder.to_owned(), uid_validity, exists, uid_next });
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

#[cfg(test)]
mod tests;
