//! What can go wrong with a mailbox, told apart by what the caller has to do about it. No text here names a person:
//! what a server says is shown with the addresses blotted out, and no mail is ever quoted.

use std::fmt;
use std::path::PathBuf;

use super::folder::Mark;
use crate::token::TokenError;

/// Why a mailbox could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// No connection came about: name, network, or the server turned us away.
    #[error("cannot connect to {server}: {reason}")]
    CannotConnect {
        /// Host and port.
        server: String,
        /// What the network or the server said.
        reason: String,
    },
    /// The connection cannot be made safe. It is never used in clear text.
    #[error(
        "no safe connection to {server}: {reason} (if its certificate is from an authority of your own, set ca_file)"
    )]
    Tls {
        /// Host and port.
        server: String,
        /// The certificate's fault, or what the server lacks.
        reason: String,
    },
    /// The certificates of `ca_file` cannot be used.
    #[error("the certificates in {path} cannot be used: {reason}", path = path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// No access token could be had, so nobody has asked the server.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// User name, password or token is wrong, or this way of logging in is not allowed.
    #[error("{server} refused the login: {reason} ({check})")]
    LoginRefused {
        /// Host and port.
        server: String,
        /// The way of logging in, and what the server said.
        reason: String,
        /// What may be wrong.
        check: &'static str,
    },
    /// The folder is not there.
    #[error("{0}")]
    NoSuchFolder(MissingFolder),
    /// The message that was listed is no longer there: somebody moved or deleted it.
    #[error("message {key} is no longer in folder {folder:?}")]
    Gone {
        /// The folder.
        folder: String,
        /// The UID or file name.
        key: String,
    },
    /// The server answered NO or BAD. The session goes on.
    #[error("the server refused {command}: {reason}")]
    Refused {
        /// The command without its arguments.
        command: &'static str,
        /// What the server said.
        reason: String,
    },
    /// The server did not answer in time.
    #[error("the server did not answer {command} within {seconds} seconds")]
    Timeout {
        /// The command without its arguments.
        command: &'static str,
        /// How long we waited.
        seconds: u64,
    },
    /// The line broke, or the server hung up.
    #[error("the line to the server was lost in {command}: {reason}")]
    LineLost {
        /// The command without its arguments.
        command: &'static str,
        /// What the line or the server said.
        reason: String,
    },
    /// The server sent what is not IMAP, or far more than was asked for.
    #[error("the server's answer to {command} cannot be read")]
    Garbled {
        /// The command without its arguments.
        command: &'static str,
    },
    /// A message was asked for in a folder that is not open.
    #[error("folder {0:?} is not the one that is open")]
    NotOpen(String),
    /// The directory is not a Maildir.
    #[error("{path} is not a Maildir (it has neither cur nor new)", path = .0.display())]
    NotMaildir(PathBuf),
    /// A file or directory of a Maildir cannot be read.
    #[error("{path} cannot be read", path = path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// A folder that is not there, and the one that was perhaps meant. Nobody takes the one for the other but a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFolder {
    /// Its name as configured.
    pub name: String,
    /// A folder that is there.
    pub like: Option<Likeness>,
}

/// A folder that resembles a missing one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Its name as it would be configured.
    pub name: String,
    /// What the server marks it as, if that is what they have in common.
    pub mark: Option<Mark>,
}

impl MissingFolder {
    /// A folder that nothing there resembles.
    #[must_use]
    pub fn unlike_any(name: &str) -> Self {
        Self { name: name.to_owned(), like: None }
    }
}

impl fmt::Display for MissingFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no folder {:?} in the mailbox", self.name)?;
        match &self.like {
            None => write!(f, " (check the name)"),
            Some(Likeness { name, mark: Some(mark) }) => {
                write!(f, "; {name:?} is marked as {}: write that if it is meant", mark.words())
            }
            Some(Likeness { name, mark: None }) => write!(f, "; there is {name:?}: write that if it is meant"),
        }
    }
}

impl MailboxError {
    /// Whether the session is of no more use, so that the caller must connect again before it goes on.
    #[must_use]
    pub fn is_line_lost(&self) -> bool {
        match self {
            Self::Timeout { .. } | Self::LineLost { .. } | Self::Garbled { .. } => true,
            Self::CannotConnect { .. }
            | Self::Tls { .. }
            | Self::CaFile { .. }
            | Self::Token(_)
            | Self::LoginRefused { .. }
            | Self::NoSuchFolder(_)
            | Self::Gone { .. }
            | Self::Refused { .. }
            | Self::NotOpen(_)
            | Self::NotMaildir(_)
            | Self::Unreadable { .. } => false,
        }
    }
}
