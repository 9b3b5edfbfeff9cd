//! The register in; files for people and their programs out: CSV, XLSX, vCards, a list of addresses. Pure: bytes, no files.
//!
//! ```text
//!  Register ─► table (columns and cells) ─► csv: one row a person      guard.rs: no cell is ever a formula
//!     │                                 └─► xlsx: trusts and people, typed
//!     ├─► vcard: one card a person, 3.0 or 4.0
//!     └─► list: Name <address>, one a line
//! ```

mod csv;
mod guard;
mod list;
mod table;
#[cfg(test)]
mod tests;
mod vcard;
mod xlsx;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

pub use self::csv::csv;
pub use list::{List, list};
pub use vcard::{CardVersion, vcards};
pub use xlsx::{WorkbookError, xlsx};

use crate::domain::ledger::TrustState;
use crate::domain::nomination::Person;
use crate::domain::{CampaignId, MessageId, OdsCode, Role};

/// The register of a campaign at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Register {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its name as people read it.
    pub name: String,
    /// The moment at which all of it is so, in Europe/London.
    pub as_at: Zoned,
    /// Every trust, in the order of the register.
    pub entries: Vec<Entry>,
}

/// A trust in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its code.
    pub ods_code: OdsCode,
    /// Its name as people write it.
    pub trust_name: String,
    /// Its region, if one is known.
    pub region: Option<String>,
    /// Where it stands.
    pub state: TrustState,
    /// Its answer in force, if there is one.
    pub answer: Option<Answered>,
}

/// An answer in force and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Whom it names, the lead first; nobody when it declines or asks for time.
    pub people: Vec<Person>,
    /// Until when it asks for time, if it names a day.
    pub until: Option<Date>,
    /// When the trust said it.
    pub said: Timestamp,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Who recorded it: `reader`, or a person.
    pub decided_by: String,
    /// The message that says it; none if it came another way.
    pub message: Option<MessageId>,
}

/// Which part of the register is wanted. What is empty asks for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Trusts in one of these states.
    pub states: Vec<TrustState>,
    /// Trusts of one of these regions, in any case of letters.
    pub regions: Vec<String>,
}

/// A region that no trust of the register is in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no trust of the register is in the region `{asked}`; the regions are {known}")]
pub struct NoSuchRegion {
    asked: String,
    known: String,
}

impl Register {
    /// The part of it that is wanted.
    ///
    /// # Errors
    /// When no trust is in a region that is asked for: a misspelt one must not look like an empty one.
    pub fn select(mut self, wanted: &Selection) -> Result<Self, NoSuchRegion> {
        let is_in = |entry: &Entry, asked: &str| {
            entry.region.as_deref().is_some_and(|own| own.trim().to_lowercase() == asked.trim().to_lowercase())
        };
        if let Some(asked) = wanted.regions.iter().find(|asked| !self.entries.iter().any(|entry| is_in(entry, asked))) {
            let mut known: Vec<String> = self.entries.iter().filter_map(|entry| entry.region.clone()).collect();
            known.sort();
            known.dedup();
            let known = if known.is_empty() { "not known".to_owned() } else { known.join(", ") };
            return Err(NoSuchRegion { asked: asked.clone(), known });
        }
        self.entries.retain(|entry| {
            (wanted.states.is_empty() || wanted.states.contains(&entry.state))
                && (wanted.regions.is_empty() || wanted.regions.iter().any(|asked| is_in(entry, asked)))
        });
        Ok(self)
    }

    /// Everybody who is named, with their trust.
    pub fn people(&self) -> impl Iterator<Item = (&Entry, &Person)> {
        self.entries.iter().flat_map(|entry| entry.people().map(move |person| (entry, person)))
    }
}

impl Entry {
    /// Whom the trust names, the lead first.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.answer.iter().flat_map(|answer| &answer.people)
    }
}

/// What somebody is named as.
fn role_words(role: Role) -> &'static str {
    match role {
        Role::Lead => "lead",
        Role::Deputy => "deputy",
    }
}
