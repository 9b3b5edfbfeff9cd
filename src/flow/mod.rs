//! The verbs that join mailbox, message, understand, store, compose and post. Only here do those meet.
//!
//! ```text
//! service: look  (mailbox: list, fetch)  ->  ingest (read, decide, record, queue: all of a message in one transaction)
//!          deliver (outbox -> post, one mail at a time)
//! person:  review (accept, edit, reject, ...), reread, outbox (release, drop), import (register)
//! ```

pub mod acknowledge;
pub mod alert;
pub mod answers;
pub mod asking;
mod attached;
mod belonging;
pub mod deliver;
pub mod digest;
pub mod doctor;
pub mod export;
pub mod filing;
pub mod freshness;
pub mod hold;
pub mod import;
pub mod ingest;
pub mod look;
pub mod mergers;
pub mod office;
pub mod online;
pub mod outbox;
pub mod overview;
mod reader;
pub mod reread;
pub mod review;
pub mod sent;
pub mod service;
pub mod simulate;
mod team;
mod thread;
pub mod unfetched;
mod withdrawal;

use crate::compose::Letters;
use crate::config::Config;
use crate::domain::{Campaign, CampaignId};
use crate::message::Limits;
use crate::sandbox::Sandbox;

/// What every verb needs: the settings and the letters of one campaign. Where there are several, each has its own
/// ([`office::Office`]).
#[derive(Debug)]
pub struct Desk {
    /// The configuration.
    pub config: Config,
    /// The letters, built in or overridden.
    pub letters: Letters,
    /// What reads attached files.
    pub sandbox: Sandbox,
}

impl Desk {
    /// The campaign.
    #[must_use]
    pub fn campaign(&self) -> &Campaign {
        &self.config.campaign
    }

    /// The campaign's key in the store.
    #[must_use]
    pub fn id(&self) -> &CampaignId {
        &self.config.campaign.id
    }

    /// How mail is read here: whose verdicts on senders are believed, and which addresses are our own.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let campaign = self.campaign();
        let own = std::iter::once(&campaign.mailbox).chain(&campaign.aliases);
        Limits {
            trusted_authserv_ids: campaign.trusted_authserv_ids.clone(),
            own_addresses: own.map(ToString::to_string).collect(),
            ..Limits::default()
        }
    }
}

#[cfg(test)]
mod tests;
