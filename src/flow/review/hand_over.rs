//! A message that is another campaign's in; the same in that campaign's ledger, read there as if it had just come, out.

use anyhow::{Context as _, anyhow, bail, ensure};
use jiff::Timestamp;

use super::{note, open_entry};
use crate::domain::{MessageId, ledger::MessageState};
use crate::flow::ingest::{Case, conclude, doubt_its_id, follow, read_safely, state_after};
use crate::flow::{Desk, outbox, thread, withdrawal};
use crate::store::messages::{NewMessage, Packed};
use crate::store::{Store, Tx, campaigns, messages, outbox as mails, trusts};

/// What became of a message that was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandedOver {
    /// Its number in the ledger of the campaign that has it now.
    pub message: MessageId,
    /// What it is there.
    pub state: MessageState,
}

/// Gives a message to another campaign, because a person says that it is that campaign's. Here it is unrelated from now on, and no
/// mail waits for it; there it is read, recorded and acknowledged as any other.
///
/// # Errors
/// When it has an answer in force here (reopen it first), was not kept, or cannot be read.
pub fn hand_over(
    store: &mut Store,
    from: &Desk,
    to: &Desk,
    id: MessageId,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<HandedOver> {
    ensure!(from.id() != to.id(), "message {id} is of campaign {} already", to.id());
    store.begin_campaign(to.id(), &to.campaign().name, now)?;
    let (entry, bytes, register) = store.view(|tx| {
        let entry = open_entry(tx, from, id)?;
        ensure!(entry.state != MessageState::Unrelated, "{}", unrelated(tx, to, id)?);
        let register = trusts::register(tx, to.id())?;
        Ok::<_, anyhow::Error>((entry, messages::original(tx, from.id(), id)?, register))
    })?;
    let bytes = bytes.with_context(|| format!("the mail of message {id} was not kept, so it cannot be handed over"))?;
    let read = read_safely(to, &register, &bytes, entry.partial, entry.received);
    let (message, mut reading, _) = read.map_err(|why| anyhow!("message {id} cannot be read: {why}"))?;
    let packed = Packed::of(&bytes);
    store.change(|tx| {
        open_entry(tx, from, id)?;
        outbox::take_back(tx, &mails::of_message(tx, from.id(), id)?, "its message is another campaign's", now)?;
        let why = format!("mail of campaign {}, as a person has decided", to.id());
        messages::set_state(tx, id, MessageState::Unrelated, Some(&why))?;
        messages::set_candidates(tx, from.id(), id, std::iter::empty())?;
        note(tx, from, actor, "message handed over to another campaign", id, None, now)?;

        let new = NewMessage {
            identity: &message.identity,
            header_id: message.headers.message_id.as_deref(),
            state: MessageState::AwaitingReview,
            why: None,
            duplicate_of: None,
            sender: message.headers.from.as_ref().map(|from| (from.address.as_str(), from.name.as_str())),
            subject: Some(&message.headers.subject),
            received: entry.received,
            size: entry.size,
            partial: entry.partial,
            original: Some(&packed),
        };
        let there = match messages::with_identity(tx, to.id(), &message.identity)? {
            Some(known) => {
                campaigns::take_in(tx, known, &new)?;
                known
            }
            None => messages::add(tx, to.id(), &new, now)?,
        };
        note(tx, to, actor, "message taken from another campaign", there, None, now)?;
        thread::place(tx, to, &message, entry.received, &mut reading)?;
        doubt_its_id(tx, to, &message, Some(there), &mut reading)?;
        withdrawal::consider(tx, to, &message, &mut reading)?;
        let step = follow(tx, to, &message, &reading, entry.received)?;
        let state = state_after(&step, reading.class);
        messages::set_state(tx, there, state, None)?;
        conclude(tx, to, &Case { id: there, message: &message, reading: &reading, said: entry.received }, &step, now)?;
        Ok(HandedOver { message: there, state })
    })
}

/// Of unrelated mail nothing was kept here; the other campaign has it in its own ledger.
fn unrelated(tx: &Tx<'_>, to: &Desk, id: MessageId) -> anyhow::Result<String> {
    Ok(match campaigns::same_in(tx, to.id(), id)? {
        Some(there) => {
            format!("message {id} is unrelated here and was not kept; campaign {} has it as message {there}", to.id())
        }
        None => bail!("message {id} is unrelated here and was not kept, and campaign {} has not seen it", to.id()),
    })
}
