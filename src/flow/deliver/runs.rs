//! The beginning of a run, and of a campaign that joins it: what an earlier run has left behind, and that nothing has been
//! looked at yet.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Courier, note};
use crate::domain::OutboxId;
use crate::flow::{Desk, hold, office::Office};
use crate::post::Post;
use crate::store::{StoreError, Tx, folders, hold::in_force, sending, sent};

impl Courier {
    /// At start: a database that was put back from a backup is noticed, what was being sent when the program ended becomes
    /// unknown, and nothing has been looked at yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn start(&mut self) -> anyhow::Result<usize> {
        let unknown = self.interrupted(self.office.desks().cloned().collect()).await?;
        let (office, now) = (Arc::clone(&self.office), self.clock.now());
        let (standing, raised, held) = self
            .writer
            .run(move |store| {
                let standing = store.standing()?;
                store.change::<_, StoreError>(|tx| {
                    office.desks().try_for_each(|desk| begin_run(tx, desk))?;
                    let held = in_force(tx)?;
                    Ok((standing, hold::at_start(tx, office.main(), standing, now)?, held))
                })
            })
            .await??;
        self.standing = standing;
        for hold in &held {
            tracing::warn!(hold = hold.id.0, why = hold.words, "sending is still held: see `cso-intake outbox holds`");
        }
        raised.iter().for_each(hold::tell);
        Ok(unknown)
    }

    /// What was being sent, but is in nobody's hands any more, becomes unknown, unless it was found in the Sent folder.
    ///
    /// # Errors
    /// When the database refuses.
    pub(super) async fn interrupted(&self, desks: Vec<Arc<Desk>>) -> anyhow::Result<usize> {
        let now = self.clock.now();
        let unknown = self
            .writer
            .run(move |store| {
                store.change::<_, StoreError>(|tx| {
                    let mut unknown = Vec::new();
                    for desk in &desks {
                        unknown.extend(interrupted(tx, desk, now)?);
                    }
                    Ok(unknown)
                })
            })
            .await??;
        for id in &unknown {
            tracing::warn!(outbox = id.0, "whether this mail arrived is unknown: see `cso-intake outbox list`");
        }
        Ok(unknown.len())
    }

    /// Goes on by another configuration. What went out in the last minute still counts for the rate. Of a campaign that is new
    /// nothing has been looked at yet; one that is gone stays in the database as it is.
    ///
    /// # Errors
    /// When the database refuses; the old campaigns go on then.
    pub async fn move_to(&mut self, office: Arc<Office>, post: Post) -> anyhow::Result<()> {
        self.post = post;
        let new: Vec<_> = office.desks().filter(|desk| self.office.desk(desk.id()).is_none()).cloned().collect();
        if !new.is_empty() {
            self.interrupted(new.clone()).await?;
            self.writer
                .run(move |store| {
                    store.change::<_, StoreError>(|tx| new.iter().try_for_each(|desk| begin_run(tx, desk)))
                })
                .await??;
        }
        self.office = office;
        Ok(())
    }
}

/// Of a run that begins nothing has been looked at yet.
pub(in crate::flow) fn begin_run(tx: &Tx<'_>, desk: &Desk) -> Result<(), StoreError> {
    folders::begin_run(tx, desk.id())?;
    sent::begin_run(tx, desk.id())
}

/// What was being sent when a run ended becomes unknown.
pub(in crate::flow) fn interrupted(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Vec<OutboxId>, StoreError> {
    let unknown = sending::sending_to_unknown(tx, desk.id())?;
    for id in &unknown {
        note(tx, desk, "mail unknown after an interrupted run", *id, now)?;
    }
    Ok(unknown)
}
