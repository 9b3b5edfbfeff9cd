//! Mail IN: one way to look at a folder, whether it is on an IMAP server or in a Maildir.
//!
//! connect -> open a folder -> list what is new -> fetch one by one -> wait for news -> close.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::MailboxSource;
use crate::domain::calendar::in_london;
use crate::domain::ledger::Spot;
use crate::token::Tokens;

mod error;
pub mod folder;
pub mod imap;
pub mod maildir;
mod sent;

pub use error::{Likeness, MailboxError, MissingFolder};
pub use folder::{Folder, Mark};
pub use sent::BATCH as HEADERS_AT_ONCE;

/// Messages up to this size (bytes) are fetched several at a time.
pub const SMALL: u64 = 256 << 10;

/// A message that stands in a folder, before it is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub spot: Spot,
    /// Its size as the server says; it may be an estimate.
    pub size: u64,
    /// When the server took it in (INTERNALDATE).
    pub received: Option<Timestamp>,
}

impl Listed {
    /// Whether it arrived on this day in London or later. What does not say when it arrived is not left out.
    fn arrived_since(&self, day: Date) -> bool {
        self.received.is_none_or(|moment| in_london(moment).date() >= day)
    }
}

/// A portion of what stands in a folder.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Its messages, oldest first.
    pub messages: Vec<Listed>,
    /// There may be more: above this UID, to which nothing is left out.
    pub more_above: Option<u32>,
}

/// A message as fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its bytes; of one above the limit what can be read of it without its files, or its start.
    pub bytes: Vec<u8>,
    /// Whether the limit left something out.
    pub partial: bool,
}

/// A connected mailbox.
#[derive(Debug)]
pub enum Source {
    /// A directory.
    Maildir(maildir::Maildir),
    /// A session with a server.
    Imap(Box<imap::Session>),
}

impl Source {
    /// Connects and logs in, with one of these tokens if the account wants one.
    ///
    /// # Errors
    /// When there is no connection, no safe one, or no login; or the directory is not a Maildir.
    pub async fn connect(source: &MailboxSource, tokens: &Tokens) -> Result<Self, MailboxError> {
        match source {
            MailboxSource::Maildir { path, .. } => maildir::Maildir::at(path).map(Self::Maildir),
            MailboxSource::Imap(account) => Ok(Self::Imap(Box::new(imap::Session::connect(account, tokens).await?))),
        }
    }

    /// Opens a folder read-only and says its UIDVALIDITY, 0 for a Maildir.
    ///
    /// # Errors
    /// [`MailboxError::NoSuchFolder`] when it is missing, and whatever a server may do.
    pub async fn open(&mut self, folder: &str) -> Result<u32, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.open(folder).map(|()| 0),
            Self::Imap(session) => session.open(folder).await,
        }
    }

    /// Everything in the open folder with a UID above `after` (none: everything) that arrived on `read_from` or later,
    /// oldest first. A Maildir has no UIDs and lists everything each time.
    ///
    /// # Errors
    /// When the folder cannot be listed completely; then nothing is listed, so that no gap can be passed over.
    pub async fn list(&mut self, after: Option<u32>, read_from: Date) -> Result<Vec<Listed>, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.list(read_from).await,
            Self::Imap(session) => session.list(after, read_from).await,
        }
    }

    /// The next portion of what [`list`](Self::list) gives, so that a folder of any size can be gone through. A Maildir
    /// gives all of it at once.
    ///
    /// # Errors
    /// When it cannot be listed completely; then nothing is listed.
    pub async fn list_some(&mut self, after: Option<u32>, read_from: Date) -> Result<Listing, MailboxError> {
        match self {
            Self::Maildir(maildir) => {
                maildir.list(read_from).await.map(|messages| Listing { messages, more_above: None })
            }
            Self::Imap(session) => session.list_some(after, read_from).await,
        }
    }

    /// Many small messages of the open folder, in their order, in one question where that can be. None stands for one that
    /// did not come whole: ask for it alone. What came before the line was lost came whole.
    pub async fn fetch_many(&mut self, listed: &[Listed]) -> (Vec<Option<Fetched>>, Result<(), MailboxError>) {
        match self {
            Self::Maildir(maildir) => {
                let mut fetched = Vec::with_capacity(listed.len());
                for message in listed {
                    fetched.push(maildir.fetch(message, SMALL).await.ok().filter(|fetched| !fetched.partial));
                }
                (fetched, Ok(()))
            }
            Self::Imap(session) => session.fetch_many(listed).await,
        }
    }

    /// Whether a message that was fetched once can be fetched now too, asked for a few bytes of it: what is refused is then
    /// no matter of the folder or the server.
    ///
    /// # Errors
    /// When the line is lost.
    pub async fn gives(&mut self, spot: &Spot) -> Result<bool, MailboxError> {
        match self {
            Self::Maildir(maildir) => {
                let listed = Listed { spot: spot.clone(), size: 0, received: None };
                Ok(maildir.fetch(&listed, 64).await.is_ok())
            }
            Self::Imap(session) => session.gives(spot).await,
        }
    }

    /// The start of a message, at most so many bytes: for one of which the server cannot be asked in any other way.
    ///
    /// # Errors
    /// As [`fetch`](Self::fetch).
    pub async fn fetch_start(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.fetch(listed, max_bytes).await,
            Self::Imap(session) => session.fetch_start(listed, max_bytes).await,
        }
    }

    /// One message of the open folder, never more than `max_bytes` of it. Its flags stay as they are.
    ///
    /// # Errors
    /// [`MailboxError::Gone`] when it is no longer there, and whatever a server may do.
    pub async fn fetch(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.fetch(listed, max_bytes).await,
            Self::Imap(session) => session.fetch(listed, max_bytes).await,
        }
    }

    /// The folders that can be opened, named as the configuration would have them, and what they are for.
    ///
    /// # Errors
    /// When the directory cannot be read, the server refuses, or the line is lost.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, MailboxError> {
        match self {
            Self::Maildir(maildir) => maildir.folders().await,
            Self::Imap(session) => session.folders().await,
        }
    }

    /// Waits until the server says that something may have come in, or for this time; the line is still up then. What it
    /// says proves nothing: look. May be dropped at any moment.
    ///
    /// # Errors
    /// When the line is lost.
    pub async fn wait_for_news(&mut self, limit: Duration) -> Result<(), MailboxError> {
        match self {
            Self::Maildir(_) => {
                tokio::time::sleep(limit).await;
                Ok(())
            }
            Self::Imap(session) => session.wait_for_news(limit).await,
        }
    }

    /// The session with the server, for filing; there is none with a Maildir.
    pub fn server(&mut self) -> Option<&mut imap::Session> {
        match self {
            Self::Maildir(_) => None,
            Self::Imap(session) => Some(session),
        }
    }

    /// Says goodbye. A server that does not answer is not waited for.
    pub async fn close(self) {
        match self {
            Self::Maildir(_) => {}
            Self::Imap(session) => session.close().await,
        }
    }
}
