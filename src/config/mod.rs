//! The configuration: TOML in, a [`Config`] out, or every fault of it together.
//!
//! syntax.rs finds what is not TOML, raw.rs is the file as written (unknown keys refused), section.rs asks it for one value, values.rs reads that value,
//! checked.rs, servers.rs, oauth.rs, reminders.rs and descriptor.rs put [`Config`] together, further.rs those of further campaigns, secrets.rs fetches passwords from a file, an environment variable
//! or systemd's credentials directory, notes.rs says what is valid but worth a look.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;

use crate::domain::{Campaign, Mode, calendar::WorkingDays, reminders::ReminderRules};

mod accounts;
mod checked;
mod descriptor;
mod fault;
mod further;
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

pub use accounts::{
    ClientProof, Delivery, Filing, Grant, ImapAccount, Login, MailboxSource, OAuth, Secret, SentFolder, SmtpAccount,
    Tls,
};
pub use descriptor::RoleDescriptor;
pub use fault::{Fault, Faults};
pub use further::Neighbour;
pub use notes::{Note, Weight};
pub use reminders::DigestPlan;

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
    /// The further campaigns of the same mailbox and database, in the order in which they are named.
    pub also: Vec<Config>,
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

/// Reads a configuration with its further campaigns, the main one first.
///
/// # Errors
/// Every fault of the files, together.
pub fn load_all(path: &Path, secrets: Secrets) -> Result<Vec<Config>, Faults> {
    let Loaded { config, also, .. } = load_as(path, secrets)?;
    Ok(std::iter::once(config).chain(also).collect())
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
        let instead = "save the file as UTF-8".to_owned();
        Faults(vec![Fault { file: None, line: Some(line), key: String::new(), what, instead }])
    })?;
    let syntax = syntax::check(text.strip_prefix('\u{feff}').unwrap_or(text));
    let raw = raw::Raw::parse(&syntax, raw::Kind::Main);
    let config = checked::config(&raw, file, environment, secrets);
    let campaigns = config.map(|config| further::with_further(&raw, config));
    match (raw.outcome(), campaigns) {
        ((Some(faults), _), campaigns) => Err(Faults::in_order(
            faults.0.into_iter().chain(campaigns.into_iter().flat_map(|all| all.faults)).collect(),
        )),
        ((None, _), Some(further::Campaigns { faults, .. })) if !faults.is_empty() => Err(Faults::in_order(faults)),
        ((None, found), Some(further::Campaigns { main, also, notes, .. })) => {
            let mut all = notes::notes(&main);
            all.extend(found);
            all.extend(notes);
            Ok(Loaded { config: main, also, notes: all })
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
    /// Where the team's pages are, without a slash at the end; then mail to the team has links to them.
    pub public_url: Option<String>,
    /// When trusts are reminded.
    pub reminders: ReminderRules,
    /// The working days of England, with the bank holidays of a newer list if one is named.
    pub working_days: WorkingDays,
    /// What goes with each letter that asks.
    pub role_descriptor: Option<RoleDescriptor>,
    /// The digest to the team; none if nobody gets it.
    pub digest: Option<DigestPlan>,
    /// The other campaigns of the same mailbox and database.
    pub neighbours: Vec<Neighbour>,
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
