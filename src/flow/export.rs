//! The store in, the register as it is handed out: for the commands of `export`, and attached to the digest.

use jiff::Timestamp;

use super::Desk;
use crate::campaign::coverage::{TrustFacts, state_of};
use crate::compose::trust_in_words;
use crate::domain::OdsCode;
use crate::domain::calendar::in_london;
use crate::domain::nomination::Answer;
use crate::export::{Answered, Entry, Register};
use crate::store::register::{self, Registered};
use crate::store::{Store, StoreError, Tx, audit, sums};

/// The register at this moment.
///
/// # Errors
/// When the database refuses.
pub fn register(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Register, StoreError> {
    let unresolved = sums::unresolved_trusts(tx, desk.id())?;
    let entries = register::all(tx, desk.id())?.into_iter().map(|trust| entry(trust, &unresolved));
    Ok(Register {
        campaign: desk.id().clone(),
        name: desk.campaign().name.clone(),
        as_at: in_london(now),
        entries: entries.collect(),
    })
}

fn entry(trust: Registered, unresolved: &[OdsCode]) -> Entry {
    let answer = trust.answer.as_ref().map(|current| &current.answer);
    let unresolved = unresolved.contains(&trust.ods_code);
    let state = state_of(&TrustFacts { ods_code: &trust.ods_code, answer, unresolved });
    Entry {
        trust_name: trust_in_words(&trust.name),
        region: trust.region.filter(|region| !region.trim().is_empty()),
        state,
        ods_code: trust.ods_code,
        answer: trust.answer.map(|current| {
            let (people, until) = match current.answer {
                Answer::Named(people) => (people, None),
                Answer::Declined => (Vec::new(), None),
                Answer::Holding(until) => (Vec::new(), until),
            };
            Answered {
                people,
                until,
                said: current.said,
                recorded: current.recorded,
                decided_by: current.decided_by,
                message: current.message,
            }
        }),
    }
}

/// Writes down that somebody has taken the register out.
///
/// # Errors
/// When the database refuses.
pub fn note(store: &mut Store, desk: &Desk, what: &str, actor: &str, now: Timestamp) -> Result<(), StoreError> {
    store
        .change(|tx| audit::add(tx, desk.id(), now, &audit::Event::new(actor, &format!("register exported as {what}"))))
}
