//! Trusts that become one in; one that answers for them all out, with their history. Which answer stays in force is decided as if all
//! had been said for it, one after the other; what conflicts goes to a person. All of it can be taken back.
//!
//! What was mailed to the old trusts stays under their codes; who plans reminders counts it for the trust that answers now.

mod plan;
mod undo;

use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;

pub use plan::{Conflict, Plan, Stays, plan};
pub use undo::{Unmerged, undo};

use super::{Desk, outbox};
use crate::domain::{AnswerId, Channel, Doubt, OdsCode, ledger::MessageState, outbox::OutboxState};
use crate::store::mergers::{self, Step};
use crate::store::{Store, StoreError, Tx, answers, audit, messages, outbox as mails};

/// A merger as a person asks for it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The trusts that are no more.
    pub old: Vec<OdsCode>,
    /// The one that answers for them.
    pub into: OdsCode,
    /// Since when; today if not given.
    pub on: Option<Date>,
    /// The answer that stays in force, if a person has decided.
    pub keep: Option<AnswerId>,
}

/// Says what a merger would change, and changes nothing.
///
/// # Errors
/// When it cannot be made, saying what to do.
pub fn preview(store: &mut Store, desk: &Desk, asked: &Asked, now: Timestamp) -> anyhow::Result<Plan> {
    store.view(|tx| plan(tx, desk, asked, now))
}

/// Makes it.
///
/// # Errors
/// As [`preview`]; nothing is changed then.
pub fn merge(store: &mut Store, desk: &Desk, asked: &Asked, actor: &str, now: Timestamp) -> anyhow::Result<Plan> {
    store.change(|tx| {
        let plan = plan(tx, desk, asked, now)?;
        let merger = mergers::begin(tx, desk.id(), &asked.into, plan.on, actor, now)?;
        for code in &asked.old {
            become_part(tx, desk, merger, code, &asked.into)?;
            let event = audit::Event { trust: Some(code), ..audit::Event::new(actor, "trust merged into another") };
            audit::add(tx, desk.id(), now, &event)?;
        }
        move_answers(tx, desk, merger, asked, &plan, now)?;
        for conflict in &plan.conflicts {
            put_before_a_person(tx, desk, merger, &asked.into, conflict, now)?;
        }
        for item in &plan.dropped {
            mails::set_state(tx, *item, OutboxState::Dropped, Some("its trust was merged into another"), now)?;
        }
        let event =
            audit::Event { trust: Some(&asked.into), ..audit::Event::new(actor, "trusts merged into this one") };
        audit::add(tx, desk.id(), now, &event)?;
        Ok(plan)
    })
}

/// From now on the one answers for the other, and for whom that answered.
fn become_part(tx: &Tx<'_>, desk: &Desk, merger: i64, code: &OdsCode, into: &OdsCode) -> Result<(), StoreError> {
    for (part, head) in mergers::all(tx, desk.id())?.into_iter().filter(|(_, head)| head == code) {
        mergers::note(tx, merger, &Step::Trust(part.clone(), Some(head.to_string())))?;
        mergers::set_into(tx, desk.id(), &part, Some(into.as_str()))?;
    }
    mergers::note(tx, merger, &Step::Trust(code.clone(), None))?;
    mergers::set_into(tx, desk.id(), code, Some(into.as_str()))?;
    for wish in mergers::wishes_of(tx, desk.id(), code)? {
        mergers::note(tx, merger, &Step::Wish(wish, code.clone()))?;
        mergers::give_wish(tx, wish, into)?;
    }
    Ok(())
}

/// All answers belong to the new trust; one of them is in force, if any is.
fn move_answers(
    tx: &Tx<'_>,
    desk: &Desk,
    merger: i64,
    asked: &Asked,
    plan: &Plan,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut in_force = None;
    for code in std::iter::once(&asked.into).chain(&asked.old) {
        for (id, standing) in mergers::answers_of(tx, desk.id(), code)? {
            let stands = if standing == "current" { "superseded" } else { standing.as_str() };
            if stands != standing {
                mergers::give_answer(tx, id, code, stands)?;
            }
            mergers::give_answer(tx, id, &asked.into, stands)?;
            mergers::note(tx, merger, &Step::Answer(id, code.clone(), standing))?;
        }
    }
    match &plan.stays {
        None => {}
        Some(Stays::One(held)) => in_force = Some(held.id),
        Some(Stays::Joined(answer, said)) => {
            let new = answers::NewAnswer {
                trust: &asked.into,
                answer,
                message: None,
                said: *said,
                decided_by: "merger",
                channel: Some(Channel::Other),
                note: Some("joined when the trusts became one"),
            };
            let id = answers::record(tx, desk.id(), &new, now)?;
            mergers::note(tx, merger, &Step::Joined(id, asked.into.clone()))?;
        }
    }
    match in_force {
        Some(id) => mergers::give_answer(tx, id, &asked.into, "current"),
        None => Ok(()),
    }
}

/// The message of an answer that conflicts waits for a person; its confirmation, unless it went out, does not go.
fn put_before_a_person(
    tx: &Tx<'_>,
    desk: &Desk,
    merger: i64,
    into: &OdsCode,
    conflict: &Conflict,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(id) = conflict.message else { return Ok(()) };
    let entry = messages::entry(tx, desk.id(), id)?;
    let (reading, mut doubts) = entry.reading.context("a message that gave an answer has no reading")?;
    doubts.push(Doubt::new(conflict.doubt.clone()));
    messages::keep_reading(tx, desk.id(), id, &reading, &doubts, now)?;
    messages::set_state(tx, id, MessageState::AwaitingReview, Some("its trust was merged into another"))?;
    mergers::note(tx, merger, &Step::Message(id, into.clone()))?;
    let written = mails::of_answer(tx, desk.id(), conflict.held.id)?;
    outbox::take_back(tx, &written, "its trust was merged, and a person decides which answer counts", now)?;
    let event = audit::Event {
        message: Some(id),
        answer: Some(conflict.held.id),
        trust: Some(into),
        ..audit::Event::new("service", "message put before a person")
    };
    audit::add(tx, desk.id(), now, &event)?;
    Ok(())
}
