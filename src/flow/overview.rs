//! What `status`, the demo and the digest show: coverage, the ledger and the outbox at one moment.

use jiff::Timestamp;

use super::Desk;
use crate::campaign::coverage::{Coverage, TrustFacts};
use crate::domain::{
    OdsCode, Trust,
    ledger::{MessageState, TrustState},
    outbox::OutboxState,
};
use crate::store::{Store, StoreError, answers, folders, messages, outbox, trusts};

/// Everything at one moment.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The trusts of the campaign.
    pub trusts: Vec<Trust>,
    /// Each of them in one state.
    pub coverage: Coverage,
    /// How many messages were ever seen.
    pub seen: u64,
    /// How many are in each state.
    pub messages: Vec<(MessageState, u64)>,
    /// How many mails of the outbox are in each state.
    pub outbox: Vec<(OutboxState, u64)>,
    /// How far each folder was read, and when.
    pub folders: Vec<folders::Position>,
}

impl Overview {
    /// How many messages are in a state.
    #[must_use]
    pub fn messages_in(&self, state: MessageState) -> u64 {
        self.messages.iter().find(|(own, _)| *own == state).map_or(0, |(_, count)| *count)
    }

    /// How many mails are in a state.
    #[must_use]
    pub fn mails_in(&self, state: OutboxState) -> u64 {
        self.outbox.iter().find(|(own, _)| *own == state).map_or(0, |(_, count)| *count)
    }

    /// Whether both sums add up: every message and every trust in exactly one state.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let messages: u64 = self.messages.iter().map(|(_, count)| count).sum();
        let trusts: usize = TrustState::ALL.into_iter().map(|state| self.coverage.count(state)).sum();
        messages == self.seen && trusts == self.trusts.len()
    }

    /// When the folder that was read longest ago was last read completely.
    #[must_use]
    pub fn last_complete_read(&self) -> Option<Timestamp> {
        self.folders.iter().map(|folder| folder.read_at).min().flatten()
    }
}

/// Looks at the store.
///
/// # Errors
/// When the database refuses.
pub fn overview(store: &mut Store, desk: &Desk) -> Result<Overview, StoreError> {
    let campaign = desk.id();
    store.view(|tx| {
        let trusts = trusts::all(tx, campaign)?;
        let answers = answers::all_current(tx, campaign)?;
        let unresolved = messages::unresolved_trusts(tx, campaign)?;
        let answer_of = |code: &OdsCode| answers.iter().find(|(own, _)| own == code).map(|(_, held)| &held.answer);
        let coverage = Coverage::of(trusts.iter().map(|trust| TrustFacts {
            ods_code: &trust.ods_code,
            answer: answer_of(&trust.ods_code),
            unresolved: unresolved.contains(&trust.ods_code),
        }));
        Ok(Overview {
            coverage,
            seen: messages::count_seen(tx, campaign)?,
            messages: messages::count_by_state(tx, campaign)?,
            outbox: outbox::count_by_state(tx, campaign)?,
            folders: folders::positions(tx, campaign)?,
            trusts,
        })
    })
}
