//! Mail IN: one way to look at a folder, whether it is on an IMAP server or in a Maildir. Nothing here changes a mailbox.
//!
//! connect -> open a folder -> list what is new -> fetch one by one -> close.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::MailboxSource;
use crate::domain::calendar::in_london;
use crate::domain::ledger::Spot;

mod error;
pub mod imap;
pub mod maildir;
mod sent;

pub use error::MailboxError;
pub use sent::BATCH as HEADERS_AT_ONCE;

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

/// A message as fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Its bytes, all of them or up to the limit.
    pub bytes: Vec<u8>,
    /// Whether the limit cut it short.
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
    /// Connects and logs in.
    ///
    /// # Errors
    /// When there is no connection, no safe one, or no login; or the directory is not a Maildir.
    pub async fn connect(source: &MailboxSource) -> Result<Self, MailboxError> {
        match source {
            MailboxSource::Maildir { path, .. } => maildir::Maildir::at(path).map(Self::Maildir),
            MailboxSource::Imap(account) => Ok(Self::Imap(Box::new(imap::Session::connect(account).await?))),
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

    /// Waits until the server says that something may have come in, or for this time; the line is still up then. What it
    /// says proves nothing: look.
    ///
    /// # Errors
    /// When the line is lost.
    pub async fn wait_for_news(&mut self, limit: Duration) -> Result<(), MailboxError> {
        match self {
            Self::Maildir(_) | Self::Imap(_) => tokio::time::sleep(limit).await,
        }
        Ok(())
    }

    /// Says goodbye. A server that does not answer is not waited for.
    pub async fn close(self) {
        match self {
            Self::Maildir(_) => {}
            Self::Imap(session) => session.close().await,
        }
    }
}
