//! What could not be fetched or recorded in; whose fault that was, and after three tries that were its own an entry in the
//! ledger that stands for it, out.
//!
//! A server that refuses everything says nothing about any message, and a line that breaks nothing about the one that was on
//! its way. So a refusal counts only when something else could be fetched after it, and a lost line only when something was
//! fetched before on the same line.

use std::collections::HashMap;
use std::sync::Arc;

use super::read::Read;
use super::{Eyes, Trouble};
use crate::domain::{MessageId, ledger::Spot};
use crate::flow::unfetched;
use crate::mailbox::{Listed, MailboxError, Source};
use crate::store::{StoreError, folders};

/// How often a message is tried before it is set aside.
const TRIES: u32 = 3;
/// After so many refusals in a row it is looked whether the server gives out anything.
const REFUSALS: usize = 10;
/// With so many messages that were fetched once it is tried.
const PROBES: u32 = 3;

/// What was fetched of a message that failed.
pub(super) enum Fetched {
    Nothing,
    All(Arc<Read>),
}

/// What failed in a folder in this look.
#[derive(Default)]
pub(super) struct Failures {
    /// What could be fetched last.
    through: Option<Spot>,
    /// Whether anything could be fetched on this line.
    can_read: bool,
    /// Refused since then.
    unclear: Vec<(Listed, String)>,
    /// Refused, and then something else was fetched.
    own: Vec<(Listed, String)>,
    /// How many are tried again.
    pub(super) failed: usize,
    /// How many were set aside.
    pub(super) set_aside: usize,
}

impl Failures {
    /// Something was fetched: what was refused before was refused for its own sake.
    pub(super) fn got_through(&mut self, spot: &Spot) {
        if self.through.as_ref() != Some(spot) {
            self.through = Some(spot.clone());
        }
        self.can_read = true;
        self.own.append(&mut self.unclear);
    }

    /// The server refused one.
    pub(super) fn refused(&mut self, message: Listed, why: String) {
        self.unclear.push((message, why));
    }

    /// Whether it looks as if the server refused everything.
    pub(super) fn are_too_many(&self) -> bool {
        self.unclear.len() >= REFUSALS
    }

    /// Whose fault it is when the line breaks now.
    pub(super) fn fault_of_a_cut(&self) -> folders::Fault {
        if self.can_read { folders::Fault::Own } else { folders::Fault::Unclear }
    }

    /// The line broke in this one.
    pub(super) async fn cut(
        &mut self,
        eyes: &Eyes,
        message: &Listed,
        fault: folders::Fault,
        error: &MailboxError,
    ) -> anyhow::Result<()> {
        self.note(eyes, message.clone(), fault, &error.to_string()).await
    }

    /// Finds out whether the folder can be read, if that is not clear, and writes down what failed for its own sake.
    ///
    /// # Errors
    /// When the server gives out nothing: then it is the folder that could not be read, and no message is blamed.
    pub(super) async fn prove(&mut self, eyes: &Eyes, source: &mut Source, folder: &Folder) -> Result<(), Trouble> {
        if !self.can_read || !self.unclear.is_empty() {
            let spots = match &self.through {
                Some(spot) => vec![spot.clone()],
                None => fetched_once(eyes, folder).await?,
            };
            for spot in &spots {
                if source.gives(spot).await.map_err(Trouble::of)? {
                    self.got_through(spot);
                    break;
                }
            }
        }
        self.write_down(eyes).await?;
        if let Some((_, why)) = self.unclear.pop() {
            self.failed += self.unclear.len() + 1;
            self.unclear.clear();
            let reason = format!("no message of the folder can be fetched now ({why})");
            return Err(Trouble::Folder(MailboxError::Refused { command: "UID FETCH", reason }));
        }
        Ok(())
    }

    /// Writes down what failed for its own sake.
    pub(super) async fn write_down(&mut self, eyes: &Eyes) -> anyhow::Result<()> {
        for (message, why) in std::mem::take(&mut self.own) {
            self.note(eyes, message, folders::Fault::Own, &why).await?;
        }
        Ok(())
    }

    async fn note(&mut self, eyes: &Eyes, message: Listed, fault: folders::Fault, why: &str) -> anyhow::Result<()> {
        match write_down(eyes, message.spot, message.size, Fetched::Nothing, fault, why).await? {
            Some(_) => self.set_aside += 1,
            None => self.failed += 1,
        }
        Ok(())
    }
}

/// A folder as it was opened.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) uid_validity: u32,
}

/// What has failed in this folder before, by key, with how often that counted.
pub(super) async fn suspects(eyes: &Eyes, folder: &Folder) -> anyhow::Result<HashMap<String, u32>> {
    let (desk, folder) = (Arc::clone(&eyes.desk), folder.clone());
    let failures = eyes
        .writer
        .run(move |store| {
            store.view::<_, StoreError>(|tx| folders::failures(tx, desk.id(), &folder.name, folder.uid_validity))
        })
        .await??;
    Ok(failures.into_iter().collect())
}

async fn fetched_once(eyes: &Eyes, folder: &Folder) -> anyhow::Result<Vec<Spot>> {
    let (desk, folder) = (Arc::clone(&eyes.desk), folder.clone());
    let spots = eyes
        .writer
        .run(move |store| {
            store.view::<_, StoreError>(|tx| {
                folders::fetched_once(tx, desk.id(), &folder.name, folder.uid_validity, PROBES)
            })
        })
        .await??;
    Ok(spots)
}

/// Writes a failure down. After the third of its own the message is set aside with what was fetched, and the position may
/// move over it: then its number in the ledger.
pub(super) async fn write_down(
    eyes: &Eyes,
    spot: Spot,
    size: u64,
    fetched: Fetched,
    fault: folders::Fault,
    error: &str,
) -> anyhow::Result<Option<MessageId>> {
    let (desk, now, why) = (Arc::clone(&eyes.desk), eyes.clock.now(), error.to_owned());
    let folder = spot.folder.clone();
    let set_aside = eyes
        .writer
        .run(move |store| {
            store.change::<_, StoreError>(|tx| {
                if folders::failed(tx, desk.id(), &spot, fault, &why, now)? < TRIES {
                    return Ok(None);
                }
                let arrived = match &fetched {
                    Fetched::Nothing => None,
                    Fetched::All(read) => Some(&read.arrived),
                };
                unfetched::give_up_on(tx, &desk, &spot, size, arrived, &why, now).map(Some)
            })
        })
        .await??;
    match set_aside {
        Some(id) => tracing::error!(id = id.0, error, "a message was set aside after three tries"),
        None => tracing::warn!(folder, error, "a message failed and is tried again"),
    }
    Ok(set_aside)
}
