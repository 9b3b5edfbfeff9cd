//! Mail OUT: one [`OutgoingMail`] at a time, to an SMTP server or into files.
//!
//! eml.rs writes the letter, smtp.rs (login.rs, stages.rs) or files.rs delivers it, and what became of it comes back as an
//! [`Outcome`]: sent, retry later, gave up, or unknown. Who sends what and when is decided by flow alone.

use std::path::PathBuf;

use jiff::Zoned;

use crate::config::Delivery;
use crate::domain::outbox::{Outcome, OutgoingMail};
use crate::token::Tokens;

pub mod eml;
pub mod files;
mod login;
mod sip;
pub mod smtp;
mod stages;

/// Why no mail can be sent at all, or this mail never.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// The certificates of `ca_file` cannot be used.
    #[error("the certificates in {path} cannot be used: {reason}", path = path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// TLS cannot be set up on this machine.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The directory for .eml files cannot be made.
    #[error("the directory {path} cannot be made", path = path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An address of the mail cannot be written in an envelope.
    #[error("the {0} address cannot be used in mail")]
    Address(&'static str),
    /// The Message-ID of the mail is not one.
    #[error("the mail's own Message-ID is not a valid one")]
    MessageId,
    /// An attached file is kept elsewhere and was not put in, or its kind is not one.
    #[error("the attached file {name} cannot be put into the mail: {reason}")]
    Attachment {
        /// The file.
        name: String,
        /// Why.
        reason: &'static str,
    },
    /// The letter cannot be put together.
    #[error("the mail cannot be put together: {0}")]
    Letter(String),
}

/// A way out for mail.
#[derive(Debug)]
pub enum Post {
    /// Into files.
    Files(files::Files),
    /// To a server.
    Smtp(Box<smtp::Smtp>),
}

impl Post {
    /// Gets ready; does not connect yet. The account logs in with one of these tokens if it wants one.
    ///
    /// # Errors
    /// When the certificates cannot be read, or the directory cannot be made.
    pub fn new(delivery: &Delivery, tokens: &Tokens) -> Result<Self, PostError> {
        match delivery {
            Delivery::Files(directory) => files::Files::into(directory).map(Self::Files),
            Delivery::Smtp(account) => Ok(Self::Smtp(Box::new(smtp::Smtp::new(account, tokens)?))),
        }
    }

    /// Sends one mail and says what became of it. `now` goes into its Date.
    ///
    /// Not safe to drop half-way: then nobody knows what became of the mail.
    pub async fn send(&mut self, mail: &OutgoingMail, now: &Zoned) -> Outcome {
        match self {
            Self::Files(files) => files.send(mail, now).await,
            Self::Smtp(smtp) => smtp.send(mail, now).await,
        }
    }

    /// Closes the connection, if there is one.
    pub async fn close(&mut self) {
        match self {
            Self::Files(_) => {}
            Self::Smtp(smtp) => smtp.close().await,
        }
    }
}
