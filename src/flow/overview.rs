//! What `status`, the demo and the digest show: coverage, the ledger and the outbox at one moment.

use super::Desk;
use super::asking::deadline::{self, InForce};
use crate::campaign::coverage::{Coverage, TrustFacts};
use crate::domain::{
    Mode, OdsCode, Trust,
    ledger::{MessageState, TrustState},
    outbox::OutboxState,
};
use crate::store::{
    Store, StoreError, Tx, answers, deadlines, folders, hold, hold::Hold, mark::Standing, outbox, sent, sums, trusts,
};

/// Everything at one moment.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The deadline in force.
    pub deadline: InForce,
    /// That the configuration names another one, in words.
    pub deadline_disagrees: Option<String>,
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
    /// What holds all sending until a person releases it.
    pub holds: Vec<Hold>,
    /// What mail that is queued waits for, if it is not its turn alone.
    pub waits_for: Option<String>,
    /// What has become of the folder of what was sent since the service was started.
    pub sent_folder: sent::Outcome,
    /// How far each folder was read, and when.
    pub folders: Vec<folders::Position>,
    /// What does not add up, one sentence each; a defect of the program.
    pub disagreements: Vec<String>,
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

    /// Whether everything that is written in two places says the same in both.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.disagreements.is_empty()
    }
}

/// Looks at the store.
///
/// # Errors
/// When the database refuses.
pub fn overview(store: &mut Store, desk: &Desk) -> Result<Overview, StoreError> {
    let standing = store.standing()?;
    store.view(|tx| at(tx, desk, standing))
}

/// The same in the middle of other work.
///
/// # Errors
/// When the database refuses.
pub(super) fn at(tx: &Tx<'_>, desk: &Desk, standing: Standing) -> Result<Overview, StoreError> {
    let campaign = desk.id();
    let trusts = trusts::all(tx, campaign)?;
    let answers = answers::all_current(tx, campaign)?;
    let unresolved = sums::unresolved_trusts(tx, campaign)?;
    let answer_of = |code: &OdsCode| answers.iter().find(|(own, _)| own == code).map(|(_, held)| &held.answer);
    let coverage = Coverage::of(trusts.iter().map(|trust| TrustFacts {
        ods_code: &trust.ods_code,
        answer: answer_of(&trust.ods_code),
        unresolved: unresolved.contains(&trust.ods_code),
    }));
    let mut disagreements = sums::disagreements(tx, campaign)?;
    let has_answer = |trust: &&Trust| match coverage.state(&trust.ods_code) {
        Some(TrustState::Answered | TrustState::Incomplete | TrustState::Declined | TrustState::Holding) => true,
        Some(TrustState::AwaitingReview) => answer_of(&trust.ods_code).is_some(),
        Some(TrustState::Outstanding) | None => false,
    };
    let covered: usize = TrustState::ALL.into_iter().map(|state| coverage.count(state)).sum();
    agree(&mut disagreements, "trusts by state", covered, "trusts in the register", sums::count_trusts(tx, campaign)?);
    let answered = trusts.iter().filter(has_answer).count();
    agree(
        &mut disagreements,
        "trusts with an answer",
        answered,
        "answers in force",
        sums::count_answers(tx, campaign)?,
    );
    Ok(Overview {
        deadline: deadline::in_force(tx, desk)?,
        deadline_disagrees: deadline::disagreement(desk, &deadlines::all(tx, campaign)?),
        disagreements,
        seen: sums::count_seen(tx, campaign)?,
        messages: sums::count_by_state(tx, campaign)?,
        outbox: outbox::count_by_state(tx, campaign)?,
        holds: hold::in_force(tx)?,
        waits_for: waits_for(tx, desk, standing)?,
        sent_folder: sent::outcome(tx, campaign)?,
        folders: folders::positions(tx, campaign)?,
        coverage,
        trusts,
    })
}

/// What queued mail waits for, in words.
fn waits_for(tx: &Tx<'_>, desk: &Desk, standing: Standing) -> Result<Option<String>, StoreError> {
    let counts = outbox::count_by_state(tx, desk.id())?;
    let is_queued = counts.iter().any(|(state, count)| *state == OutboxState::Queued && *count > 0);
    if desk.config.mode == Mode::Observe || !is_queued {
        return Ok(None);
    }
    super::hold::not_looked_at(tx, desk, standing)
}

/// Two counts of the same thing.
fn agree(disagreements: &mut Vec<String>, name: &str, count: usize, other_name: &str, other: usize) {
    if count != other {
        disagreements.push(format!("{count} {name}, but {other} {other_name}"));
    }
}
