//! A message that waits in; nothing of it recorded, and what it took out of force at once perhaps back, out.

use anyhow::ensure;
use jiff::Timestamp;

use super::{note, open_entry};
use crate::domain::{MessageId, ledger::MessageState, nomination::Held};
use crate::flow::{Desk, outbox};
use crate::store::{Store, answers, do_not_write, messages, outbox as mails};

/// What a rejected message is instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Another programme's mail.
    Unrelated,
    /// A question that the team answers itself.
    Query,
    /// A machine's note.
    Automatic,
    /// A delivery failure.
    Bounce,
}

/// What becomes of an answer that the message has taken out of force as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// It stays out of force: the withdrawal was right.
    Stays,
    /// It is in force again: the message withdrew nobody.
    Reinstated,
}

/// What rejecting a message came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rejected {
    /// The answer that it had taken out of force and that still is.
    pub still_withdrawn: Option<Held>,
    /// The answer that is in force again.
    pub reinstated: Option<Held>,
    /// Whether somebody whom it asks not to write to stays out of reach.
    pub still_barred: bool,
}

/// Rejects a message: nothing of it is recorded as an answer.
///
/// # Errors
/// When it was decided already, or what should be reinstated cannot be.
pub fn reject(
    store: &mut Store,
    desk: &Desk,
    id: MessageId,
    instead: Instead,
    withdrawn: Withdrawn,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Rejected> {
    let state = match instead {
        Instead::Unrelated => MessageState::Unrelated,
        Instead::Query => MessageState::Query,
        Instead::Automatic => MessageState::Automatic,
        Instead::Bounce => MessageState::Bounce,
    };
    store.change(|tx| {
        open_entry(tx, desk, id)?;
        if state != MessageState::Query {
            outbox::take_back(tx, &mails::of_message(tx, desk.id(), id)?, "its message is owed no answer", now)?;
        }
        messages::set_state(tx, id, state, Some("decided by a person"))?;
        note(tx, desk, actor, "message rejected by a person", id, None, now)?;
        let held = answers::withdrawn_by(tx, desk.id(), id)?;
        if withdrawn == Withdrawn::Stays {
            let still_barred = do_not_write::is_of_message(tx, desk.id(), id)?;
            return Ok(Rejected { still_withdrawn: held, reinstated: None, still_barred });
        }
        let lifted = do_not_write::lift_of_message(tx, desk.id(), id)?;
        let Some(held) = held else {
            ensure!(lifted, "message {id} has withdrawn nobody, so nobody can be reinstated");
            return Ok(Rejected::default());
        };
        ensure!(
            answers::in_force_beside(tx, desk.id(), held.id)?.is_none(),
            "another answer is in force meanwhile, so answer {} cannot be reinstated; reopen the message of that one first",
            held.id
        );
        answers::reinstate(tx, held.id)?;
        note(tx, desk, actor, "answer reinstated by a person", id, Some(held.id), now)?;
        Ok(Rejected { still_withdrawn: None, reinstated: Some(held), still_barred: false })
    })
}
