//! The last merger into a trust in; every trust for itself again, with its own answers, out.

use anyhow::bail;
use jiff::Timestamp;

use crate::domain::{AnswerId, MessageId, OdsCode, ledger::MessageState};
use crate::flow::Desk;
use crate::store::answers::{Ended, Standing};
use crate::store::mergers::{self, Step};
use crate::store::{Store, Tx, answers, audit, messages};

/// What taking a merger back did.
#[derive(Debug, Clone, Default)]
pub struct Unmerged {
    /// The trusts that answer for themselves again.
    pub trusts: Vec<OdsCode>,
    /// The answers that are in force again.
    pub in_force: Vec<(OdsCode, AnswerId)>,
    /// The answer that came after the merger and stays with the trust it was merged into.
    pub stays: Option<AnswerId>,
    /// Messages that the merger had put before a person, and that need no decision any more.
    pub settled: Vec<MessageId>,
}

/// Takes the last merger into a trust back. What came since stays with that trust.
///
/// # Errors
/// When nothing was merged into it.
pub fn undo(store: &mut Store, desk: &Desk, into: &OdsCode, actor: &str, now: Timestamp) -> anyhow::Result<Unmerged> {
    store.change(|tx| {
        let Some(merger) = mergers::last_into(tx, desk.id(), into)? else {
            bail!("no trust was merged into {into}; `cso-intake trusts list` shows which trusts were merged");
        };
        if mergers::answering(tx, desk.id(), into)? != *into {
            bail!("{into} was itself merged into another trust since; take that back first");
        }
        let steps = mergers::steps(tx, merger)?;
        let mut unmerged = Unmerged { stays: later_answer(tx, desk, into, &steps)?, ..Unmerged::default() };
        // The answer in force makes room before those of the old trusts go back to them.
        if unmerged.stays.is_none()
            && let Some(held) = answers::current(tx, desk.id(), into)?
        {
            mergers::give_answer(tx, held.id, into, "superseded")?;
        }
        for step in &steps {
            take_back(tx, desk, into, step, &mut unmerged, now)?;
        }
        mergers::set_undone(tx, merger, now)?;
        unmerged.trusts.reverse();
        for code in unmerged.trusts.iter().chain([into]) {
            let event = audit::Event { trust: Some(code), ..audit::Event::new(actor, "merger of trusts taken back") };
            audit::add(tx, desk.id(), now, &event)?;
        }
        Ok(unmerged)
    })
}

/// The answer in force, if it came after the merger.
fn later_answer(tx: &Tx<'_>, desk: &Desk, into: &OdsCode, steps: &[Step]) -> anyhow::Result<Option<AnswerId>> {
    let known = |id: AnswerId| {
        steps.iter().any(|step| match step {
            Step::Answer(own, ..) | Step::Joined(own, _) => *own == id,
            Step::Trust(..) | Step::Message(..) | Step::Wish(..) => false,
        })
    };
    Ok(answers::current(tx, desk.id(), into)?.map(|held| held.id).filter(|id| !known(*id)))
}

fn take_back(
    tx: &Tx<'_>,
    desk: &Desk,
    into: &OdsCode,
    step: &Step,
    unmerged: &mut Unmerged,
    now: Timestamp,
) -> anyhow::Result<()> {
    match step {
        Step::Trust(code, was) => {
            mergers::set_into(tx, desk.id(), code, was.as_deref())?;
            if was.is_none() {
                unmerged.trusts.push(code.clone());
            }
        }
        Step::Wish(id, code) => mergers::give_wish(tx, *id, code)?,
        Step::Joined(id, _) => answers::withdraw(tx, *id, Ended::Undone, now)?,
        Step::Message(id, _) => {
            let entry = messages::entry(tx, desk.id(), *id)?;
            if entry.state == MessageState::AwaitingReview {
                messages::set_state(tx, *id, MessageState::Answer, None)?;
                if let Some((reading, mut doubts)) = entry.reading {
                    doubts.pop();
                    messages::keep_reading(tx, desk.id(), *id, &reading, &doubts, now)?;
                }
                unmerged.settled.push(*id);
            }
        }
        Step::Answer(id, code, was) => {
            // Withdrawn since the merger, it stays so.
            let is_withdrawn = answers::standing(tx, desk.id(), *id)? == Standing::Withdrawn;
            let stands = match was.as_str() {
                _ if is_withdrawn => "withdrawn",
                "current" if code == into && unmerged.stays.is_some() => "superseded",
                was => was,
            };
            mergers::give_answer(tx, *id, code, stands)?;
            if stands == "current" {
                unmerged.in_force.push((code.clone(), *id));
            }
        }
    }
    Ok(())
}
