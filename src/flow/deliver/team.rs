//! Mail to the team on its way out: before all other mail, in every mode, before the mailbox was looked at, and whatever holds mail to
//! trusts. It shows nothing of whether the database is the one that has sent what was sent, so it makes no mark.

use std::sync::Arc;

use jiff::Timestamp;

use super::note;
use crate::domain::outbox::OutboxState;
use crate::flow::Desk;
use crate::flow::office::Office;
use crate::flow::outbox::{Outdated, outdated};
use crate::store::{StoreError, Tx, Writer, digests, outbox, sending};

/// The next mail to the team of any campaign, committed as one that is being sent.
pub(super) async fn next(
    office: &Arc<Office>,
    writer: &Writer,
    now: Timestamp,
) -> anyhow::Result<Option<(Arc<Desk>, outbox::Item)>> {
    let own = Arc::clone(office);
    let due = writer.run(move |store| {
        store.view::<_, StoreError>(|tx| {
            for desk in own.desks() {
                if digests::next_for_the_team(tx, desk.id(), now)?.is_some() {
                    return Ok(Some(Arc::clone(desk)));
                }
            }
            Ok(None)
        })
    });
    let Some(desk) = due.await?? else { return Ok(None) };
    let own = Arc::clone(&desk);
    let begun = writer.run(move |store| store.change(|tx| begin(tx, &own, now))).await??;
    Ok(begun.map(|item| (desk, item)))
}

/// What is no longer so is dropped on the way.
fn begin(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Option<outbox::Item>, StoreError> {
    while let Some(item) = digests::next_for_the_team(tx, desk.id(), now)? {
        if let Some(Outdated::Drop(why)) = outdated(tx, desk, &item)? {
            outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
            note(tx, desk, "mail dropped, it is no longer so", item.id, now)?;
            continue;
        }
        sending::begin_sending(tx, item.id, now)?;
        tx.step();
        return Ok(Some(item));
    }
    Ok(None)
}
