//! The configuration: TOML in, a [`Config`] out, or every fault of it together.
//!
//! syntax.rs finds what is not TOML, raw.rs is the file as written (unknown keys refused), section.rs asks it for one value, values.rs reads that value,
//! checked.rs, servers.rs, oauth.rs, reminders.rs and descriptor.rs put [`Config`] together, secrets.rs fetches passwords from a file, an environment variable
//! or systemd's credentials directory, notes.rs says what is valid but worth a look.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;

use crate::domain::calendar::WorkingDays;
use crate::domain::reminders::ReminderRules;
use crate::domain::{Campaign, Mode};

mod checked;
mod descriptor;
mod fault;
mod notes;
mod oauth;
mod raw;
mod reminders;
mod secrets;
mod section;
mod servers;
mod syntax;
#[cfg(test)]
mod tests;
mod values;

pub use descriptor::RoleDescriptor;
pub use fault::{Fault, Faults};
pub use notes::{Note, Weight};
pub use reminders::DigestPlan;
pub use secrets::Secret;

/// How secrets and systemd's credentials directory are looked up: an environment variable's name in, its value out.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Whether a command needs the secrets, because it talks to servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// Each must be there.
    Needed,
    /// One that only the service's own environment has, as systemd hands it over, may be missing; it reads as empty then.
    NotNeeded,
}

/// A configuration, and what is worth knowing about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Remarks for `cso-intake check`, the deadline in words first.
    pub notes: Vec<Note>,
}

/// The commented configuration that `cso-intake init` writes. It works at once and needs no server.
#[must_use]
pub fn template() -> &'static str {
    include_str!("template.toml")
}

/// Reads a configuration from its file, secrets included.
///
/// # Errors
/// Every fault of the file, together.
pub fn load(path: &Path) -> Result<Config, Faults> {
    load_with_notes(path).map(|loaded| loaded.config)
}

/// Reads a configuration for a command that talks to no server, so that a person can use it outside the service.
///
/// # Errors
/// Every fault of the file, together.
pub fn load_without_secrets(path: &Path) -> Result<Config, Faults> {
    load_as(path, Secrets::NotNeeded).map(|loaded| loaded.config)
}

/// Reads a configuration as [`load`] does, and says what is worth knowing about it.
///
/// # Errors
/// Every fault of the file, together.
pub fn load_with_notes(path: &Path) -> Result<Loaded, Faults> {
    load_as(path, Secrets::Needed)
}

fn load_as(path: &Path, secrets: Secrets) -> Result<Loaded, Faults> {
    let bytes = std::fs::read(path).map_err(|error| {
        let instead = "name the configuration with --config FILE, or write one with `cso-intake init`";
        Faults::of_file(format!("{} cannot be read ({error})", path.display()), instead)
    })?;
    #[expect(clippy::disallowed_methods, reason = "only config reads the environment")]
    let environment = |name: &str| std::env::var_os(name);
    read_as(&bytes, path, &environment, secrets)
}

/// Reads a configuration from the bytes of its file. Relative paths start at the directory of `file`.
///
/// # Errors
/// Every fault of the file, together.
pub fn read(bytes: &[u8], file: &Path, environment: Environment<'_>) -> Result<Loaded, Faults> {
    read_as(bytes, file, environment, Secrets::Needed)
}

fn read_as(bytes: &[u8], file: &Path, environment: Environment<'_>, secrets: Secrets) -> Result<Loaded, Faults> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + sound.iter().filter(|&&b| b == b'\n').count();
        let what = "this is not UTF-8 text".to_owned();
        Faults(vec![Fault { line: Some(line), key: String::new(), what, instead: "save the file as UTF-8".to_owned() }])
    })?;
    let syntax = syntax::check(text.strip_prefix('\u{feff}').unwrap_or(text));
    let raw = raw::Raw::parse(&syntax);
    let config = checked::config(&raw, file, environment, secrets);
    match (raw.outcome(), config) {
        ((Some(faults), _), _) => Err(faults),
        ((None, found), Some(config)) => {
            let mut notes = notes::notes(&config);
            notes.extend(found);
            Ok(Loaded { config, notes })
        }
        ((None, _), None) => {
            Err(Faults::of_file("the configuration is incomplete", "begin again from `cso-intake init`"))
        }
    }
}

/// A length of time as people write it in the configuration and on the command line: 60s, 30m, 2 hours.
///
/// # Errors
/// What is wrong with it and what would be right, in words.
pub fn length_of_time(text: &str) -> Result<Duration, String> {
    const YEAR: Duration = Duration::from_secs(365 * 86_400);
    values::duration(text, Duration::from_secs(1), YEAR)
        .map_err(|misfit| format!("{}; {}", misfit.what, misfit.instead))
}

/// A moment as people write it in the configuration and on the command line, London time: `2016-10-11 17:00`, `2016-10-11 5pm`.
///
/// # Errors
/// What is wrong with it and what would be right, in words.
pub fn moment(text: &str) -> Result<Zoned, String> {
    values::deadline(text).map_err(|misfit| format!("{}; {}", misfit.what, misfit.instead))
}

/// A configuration in which everything has been checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it came from; paths in it are relative to its directory.
    pub file: PathBuf,
    /// The SQLite database.
    pub database: PathBuf,
    /// A directory whose templates override the built-in ones.
    pub templates: Option<PathBuf>,
    /// How much the service may do on its own.
    pub mode: Mode,
    /// Whether the owner has confirmed the deadline's date. Modes approve and live need it.
    pub deadline_confirmed: bool,
    /// The campaign.
    pub campaign: Campaign,
    /// Mail before this day is not read (default: the letter's date).
    pub read_from: Date,
    /// Where mail comes from.
    pub mailbox: MailboxSource,
    /// Where mail goes to.
    pub delivery: Delivery,
    /// How long to wait between two looks at the mailbox.
    pub poll_every: Duration,
    /// An acknowledgement of mail older than this waits for a person.
    pub acknowledge_within: Duration,
    /// Larger messages are fetched in part only (bytes).
    pub max_message_bytes: u64,
    /// Which mail is moved to which folder once it has been dealt with. Nothing unless it is configured.
    pub filing: Filing,
    /// A file whose time of change says that the service is alive and reads its mailbox.
    pub heartbeat: Option<PathBuf>,
    /// When trusts are reminded.
    pub reminders: ReminderRules,
    /// The working days of England, with the bank holidays of a newer list if one is named.
    pub working_days: WorkingDays,
    /// What goes with each letter that asks.
    pub role_descriptor: Option<RoleDescriptor>,
    /// The digest to the team; none if nobody gets it.
    pub digest: Option<DigestPlan>,
}

impl Config {
    /// Where access tokens come from, if any account logs in with one.
    #[must_use]
    pub fn oauth(&self) -> Option<&Arc<OAuth>> {
        let mailbox = match &self.mailbox {
            MailboxSource::Imap(account) => Some(&account.login),
            MailboxSource::Maildir { .. } => None,
        };
        let delivery = match &self.delivery {
            Delivery::Smtp(account) => Some(&account.login),
            Delivery::Files(_) => None,
        };
        [mailbox, delivery].into_iter().flatten().find_map(|login| match login {
            Login::OAuth(oauth) => Some(oauth),
            Login::Password(_) => None,
        })
    }
}

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
