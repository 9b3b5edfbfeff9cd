//! A trust in, everything that was ever said for it out: what, when, how, recorded by whom, in whose place, and the mails about it.

use jiff::Timestamp;

use super::known;
use crate::domain::{MessageId, OdsCode};
use crate::flow::Desk;
use crate::store::{Store, audit, history as versions, history::Version, outbox};

/// The answers of a trust.
#[derive(Debug, Clone)]
pub struct History {
    /// The trust's name.
    pub name: String,
    /// Every version of its answer, the last recorded first.
    pub versions: Vec<Chapter>,
    /// The messages that are or may be from it and wait for a person.
    pub waiting: Vec<MessageId>,
}

/// One version with what belongs to it.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// The version.
    pub version: Version,
    /// The mails that confirm it.
    pub mails: Vec<outbox::Item>,
    /// What happened to it: moment, actor, event.
    pub events: Vec<(Timestamp, String, String)>,
}

/// Looks it up.
///
/// # Errors
/// When the trust is not in the register.
pub fn history(store: &mut Store, desk: &Desk, trust: &OdsCode) -> anyhow::Result<History> {
    store.view(|tx| {
        let name = known(tx, desk, trust)?;
        let mut chapters = Vec::new();
        for version in versions::of_trust(tx, desk.id(), trust)? {
            let id = version.held.id;
            chapters.push(Chapter {
                mails: outbox::of_answer(tx, desk.id(), id)?,
                events: audit::of_answer(tx, id)?,
                version,
            });
        }
        Ok(History { name, versions: chapters, waiting: versions::waiting(tx, desk.id(), trust)? })
    })
}
