//! How far a folder was read, as a look knows it: on over what is in the ledger, and no further than the first gap.

use std::sync::Arc;

use super::Eyes;
use crate::domain::{CampaignId, ledger::Spot};
use crate::store::{StoreError, Tx, folders};

/// A position in a folder.
#[derive(Clone, Debug)]
pub(super) struct Position {
    folder: String,
    uid_validity: u32,
    last_uid: u32,
    /// Something before what comes next is not in the ledger, or somebody has set the position back meanwhile: the next
    /// look begins there.
    is_stopped: bool,
}

impl Position {
    pub(super) async fn begin(eyes: &Eyes, folder: &str, uid_validity: u32) -> anyhow::Result<Self> {
        let (desk, name) = (Arc::clone(&eyes.desk), folder.to_owned());
        let last_uid = eyes
            .writer
            .run(move |store| {
                store.change(|tx| folders::begin(tx, desk.id(), &name, uid_validity, desk.config.read_from))
            })
            .await??;
        Ok(Self { folder: folder.to_owned(), uid_validity, last_uid, is_stopped: false })
    }

    /// What is known already. A Maildir (UIDVALIDITY 0) has no order to go by.
    pub(super) fn after(&self) -> Option<u32> {
        (self.uid_validity != 0 && self.last_uid != 0).then_some(self.last_uid)
    }

    /// What comes next is not in the ledger.
    pub(super) fn stop(&mut self) {
        self.is_stopped = true;
    }

    /// Whether it stands still.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Everything up to here is in the ledger.
    pub(super) fn advance(&mut self, tx: &Tx<'_>, campaign: &CampaignId, spot: &Spot) -> Result<(), StoreError> {
        let Ok(uid) = spot.key.parse::<u32>() else { return Ok(()) };
        if self.is_stopped || self.uid_validity == 0 {
            return Ok(());
        }
        let moved = folders::advance(tx, campaign, &self.folder, self.uid_validity, self.last_uid, uid)?;
        self.is_stopped = !moved;
        self.last_uid = self.last_uid.max(uid);
        Ok(())
    }

    /// Up to here there is nothing more that is to be read.
    pub(super) fn pass_over(&mut self, tx: &Tx<'_>, campaign: &CampaignId, uid: u32) -> Result<(), StoreError> {
        if self.is_stopped || self.uid_validity == 0 || uid <= self.last_uid {
            return Ok(());
        }
        let moved = folders::pass_over(tx, campaign, &self.folder, self.uid_validity, self.last_uid, uid)?;
        self.is_stopped = !moved;
        self.last_uid = uid;
        Ok(())
    }

    /// The folder was read to its end, unless there is a gap.
    pub(super) async fn finished(&self, eyes: &Eyes) -> anyhow::Result<()> {
        if self.is_stopped {
            return Ok(());
        }
        let (desk, folder, now) = (Arc::clone(&eyes.desk), self.folder.clone(), eyes.clock.now());
        eyes.writer
            .run(move |store| store.change(|tx| folders::read_completely(tx, desk.id(), &folder, now)))
            .await??;
        Ok(())
    }
}
