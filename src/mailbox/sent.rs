//! The folder of what was sent: where it is, the headers of what stands in it, and a copy put into it.

use super::{Listed, MailboxError, Mark, Source, folder};
use crate::config::SentFolder;

/// What becomes of a mail on its way says which message it answers, and whose it is; nothing else of it is fetched.
pub(super) const FIELDS: &str = "MESSAGE-ID IN-REPLY-TO REFERENCES DATE FROM SENDER TO CC X-CSO-REF \
                                 X-MICROSOFT-ORIGINAL-MESSAGE-ID AUTO-SUBMITTED";
/// How many headers are fetched at once.
pub const BATCH: usize = 100;

/// The headers of a mail that was sent; none when the server would not give them, or the mail has gone.
pub type Headers = Option<Vec<u8>>;

impl Source {
    /// The name of the folder of what was sent; none when there is none or it is not to be looked at.
    ///
    /// # Errors
    /// [`MailboxError::NoSuchFolder`] when the one that is configured is missing, and whatever a server may do.
    pub async fn find_sent(&mut self, wanted: &SentFolder) -> Result<Option<String>, MailboxError> {
        Ok(match wanted {
            SentFolder::Ignore => None,
            SentFolder::Named(name) => Some(name.clone()),
            SentFolder::Find => folder::for_use(&self.folders().await?, Mark::Sent).map(|folder| folder.name.clone()),
        })
    }

    /// The headers of these messages of the open folder, at most [`BATCH`] of them, in their order.
    ///
    /// # Errors
    /// When the line is lost or the folder is not open. A message that is refused is none.
    pub async fn headers(&mut self, listed: &[Listed]) -> Result<Vec<Headers>, MailboxError> {
        match self {
            Self::Maildir(maildir) => {
                let mut headers = Vec::with_capacity(listed.len());
                for message in listed {
                    headers.push(match maildir.fetch(message, LONGEST).await {
                        Ok(fetched) => Some(fetched.bytes),
                        Err(MailboxError::Gone { .. } | MailboxError::Unreadable { .. }) => None,
                        Err(error) => return Err(error),
                    });
                }
                Ok(headers)
            }
            Self::Imap(session) => session.headers(listed).await,
        }
    }

    /// Whether a mail with this Message-ID (without angle brackets) or this reference stands in the open folder.
    ///
    /// # Errors
    /// Whatever a server may do.
    pub async fn holds_copy(&mut self, message_id: &str, reference: &str) -> Result<bool, MailboxError> {
        match self {
            Self::Maildir(_) => Ok(true),
            Self::Imap(session) => session.holds_copy(message_id, reference).await,
        }
    }

    /// Puts a mail into a folder, marked as read. Not into a Maildir, which is only ever read.
    ///
    /// # Errors
    /// Whatever a server may do. After a line that was lost nobody can tell whether it is there: look first.
    pub async fn append(&mut self, folder: &str, mail: &[u8]) -> Result<(), MailboxError> {
        match self {
            Self::Maildir(_) => Ok(()),
            Self::Imap(session) => session.append(folder, mail).await,
        }
    }
}

/// The longest head of a mail in a file, in bytes.
const LONGEST: u64 = 64 << 10;
