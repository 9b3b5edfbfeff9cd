//! Where mail comes from, where it goes to, how an account proves who it is, and what is never shown.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The folders that mail is moved to once it has been dealt with, by what it was. None: it stays where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    /// Answers that were recorded.
    pub answers: Option<String>,
    /// Out-of-office notes and other mail of machines.
    pub automatic: Option<String>,
    /// Delivery reports.
    pub bounces: Option<String>,
}

impl Filing {
    /// Whether any mail is moved at all.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.answers.is_some() || self.automatic.is_some() || self.bounces.is_some()
    }
}

/// Where mail comes from.
#[derive(Clone, Debug)]
pub enum MailboxSource {
    /// A Maildir with folders as Maildir++ lays them out; INBOX is the directory itself.
    Maildir {
        /// The directory.
        path: PathBuf,
        /// The watched folders.
        folders: Vec<String>,
    },
    /// An IMAP server.
    Imap(ImapAccount),
}

impl MailboxSource {
    /// The watched folders.
    #[must_use]
    pub fn folders(&self) -> &[String] {
        match self {
            Self::Maildir { folders, .. } => folders,
            Self::Imap(account) => &account.folders,
        }
    }
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// TLS from the first byte (993, 465).
    Implicit,
    /// STARTTLS, required (143, 587).
    StartTls,
}

/// How an account proves who it is.
#[derive(Clone, Debug)]
pub enum Login {
    /// With a password: AUTH PLAIN or LOGIN.
    Password(Secret),
    /// With an access token of an identity provider: XOAUTH2.
    OAuth(Arc<OAuth>),
}

/// Where access tokens come from (OAuth 2.0, RFC 6749).
#[derive(Clone, Debug)]
pub struct OAuth {
    /// The identity provider's token endpoint, `https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token`.
    pub token_endpoint: String,
    /// Where a device gets a code for a person who signs in elsewhere (RFC 8628).
    pub device_endpoint: Option<String>,
    /// The application's id at the identity provider.
    pub client_id: String,
    /// How the application proves that it is the one.
    pub proof: ClientProof,
    /// On whose behalf it acts.
    pub grant: Grant,
    /// What the token is good for.
    pub scope: String,
    /// Certificates of authorities to trust besides the machine's (PEM).
    pub ca_file: Option<PathBuf>,
    /// How long the token endpoint may take.
    pub timeout: Duration,
}

/// How an application proves to the identity provider that it is the one.
#[derive(Clone, Debug)]
pub enum ClientProof {
    /// Not at all: a public client with a refresh token.
    Nothing,
    /// With a secret.
    Secret(Secret),
    /// With an assertion signed by its key (RFC 7523), as PEM texts.
    Certificate {
        /// The private key.
        key: Secret,
        /// Its certificate.
        certificate: String,
    },
}

/// On whose behalf an application asks for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grant {
    /// On its own (RFC 6749 section 4.4).
    ClientCredentials,
    /// For the person who once gave it the refresh token in this file (section 6). A new one is written there.
    RefreshToken(PathBuf),
}

/// Where the mail is that was sent from the mailbox, by us or by a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentFolder {
    /// The folder that the server marks as \Sent (RFC 6154), or the usual name.
    Find,
    /// A folder of this name.
    Named(String),
    /// It is not read.
    Ignore,
}

/// An account at an IMAP server.
#[derive(Clone, Debug)]
pub struct ImapAccount {
    /// Its name; the certificate must be for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Certificates of authorities to trust besides the machine's (PEM).
    pub ca_file: Option<PathBuf>,
    /// Who logs in.
    pub user: String,
    /// How they prove who they are.
    pub login: Login,
    /// The mailbox that is opened, when it is not the user's own.
    pub shared_mailbox: Option<String>,
    /// The watched folders.
    pub folders: Vec<String>,
    /// The folder of what was sent.
    pub sent_folder: SentFolder,
    /// Whether the server may wake us between two looks (IDLE, RFC 2177).
    pub idle: bool,
    /// How long any one answer of the server may take.
    pub timeout: Duration,
}

/// Where mail goes to.
#[derive(Clone, Debug)]
pub enum Delivery {
    /// One .eml file a mail in this directory.
    Files(PathBuf),
    /// An SMTP server.
    Smtp(SmtpAccount),
}

/// An account at an SMTP submission server.
#[derive(Clone, Debug)]
pub struct SmtpAccount {
    /// Its name; the certificate must be for it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Certificates of authorities to trust besides the machine's (PEM).
    pub ca_file: Option<PathBuf>,
    /// Who logs in.
    pub user: String,
    /// How they prove who they are.
    pub login: Login,
    /// The most mails in a minute.
    pub rate_per_minute: u32,
    /// More mails than this within an hour, caused by mail that came in, stop all sending until a person has looked.
    pub most_per_hour: u32,
    /// Whether a copy of what was sent is put into the folder of what was sent. Exchange does that itself.
    pub append_to_sent: bool,
    /// How long any one answer of the server may take.
    pub timeout: Duration,
}

/// A password or token. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the one place that hands it to a server.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
