//! Mail that has been dealt with to its folder, where the configuration wants that; nothing else in a mailbox is changed.
//!
//! Dealt with: in the ledger as answer, automatic or bounce, and no mail for it waits any more. Mail of other programmes, and
//! what waits for a person, is set aside or is a copy, stays where it is. The intention is committed before the server is
//! asked; what became of it is then found out, however often the program was killed in between, and the ledger knows the
//! new place. What was moved once is never moved again: if a colleague takes it back, they want it there.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::look::Eyes;
use super::service::Stop;
use crate::config::Filing;
use crate::domain::ledger::{MessageState, Spot};
use crate::mailbox::imap::{Moved, Session};
use crate::mailbox::{MailboxError, Source};
use crate::store::{StoreError, Tx, WriterGone, filing, filing::Due};

mod settle;

pub use settle::settle;

/// So many messages are moved after one look. The next look is not to wait for a whole year's mail.
const MOST: u32 = 500;

/// That a server cannot move is said once.
static SAID: AtomicBool = AtomicBool::new(false);

/// What was filed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filed {
    /// Messages that stand in their folder now.
    pub moved: usize,
    /// Messages that somebody else had moved or deleted before.
    pub gone: usize,
}

/// Moves what has been dealt with, and finds out what became of what an interrupted run wanted to move.
///
/// # Errors
/// When the line to the mailbox is lost or the database refuses.
pub async fn file(eyes: &Eyes, source: &mut Source, stop: &Stop) -> anyhow::Result<Filed> {
    let mut filed = Filed::default();
    let Some(server) = source.server() else { return Ok(filed) };
    settle(eyes, server, &mut filed).await?;
    let wanted = &eyes.desk.config.filing;
    if wanted.is_on() && !server.can_move() {
        if !SAID.swap(true, Ordering::Relaxed) {
            tracing::warn!("the server cannot move messages in one step (no MOVE), so nothing is filed");
        }
        return Ok(filed);
    }
    let mut unsettled = false;
    for (state, folder) in folders(wanted) {
        unsettled |= file_all(eyes, server, state, folder, stop, &mut filed).await?;
    }
    if unsettled {
        settle(eyes, server, &mut filed).await?;
    }
    if filed != Filed::default() {
        tracing::info!(moved = filed.moved, gone = filed.gone, "mail that has been dealt with was filed");
    }
    Ok(filed)
}

/// What goes where.
fn folders(wanted: &Filing) -> impl Iterator<Item = (MessageState, &str)> {
    let pairs = [
        (MessageState::Answer, wanted.answers.as_deref()),
        (MessageState::Automatic, wanted.automatic.as_deref()),
        (MessageState::Bounce, wanted.bounces.as_deref()),
    ];
    pairs.into_iter().filter_map(|(state, folder)| folder.map(|folder| (state, folder)))
}

/// Moves everything in one state. Says whether it must be found out what became of some of it.
async fn file_all(
    eyes: &Eyes,
    server: &mut Session,
    state: MessageState,
    folder: &str,
    stop: &Stop,
    filed: &mut Filed,
) -> anyhow::Result<bool> {
    let due = due(eyes, state).await?;
    if due.is_empty() || stop.is_asked() {
        return Ok(false);
    }
    if let Err(error) = server.make_folder(folder).await {
        return give_way(error, folder).map(|()| false);
    }
    let mut by_folder: BTreeMap<&str, Vec<&Due>> = BTreeMap::new();
    for due in &due {
        by_folder.entry(&due.from.folder).or_default().push(due);
    }
    let mut unsettled = false;
    for (from, due) in by_folder {
        let uid_validity = match server.open_to_move(from).await {
            Ok(uid_validity) => uid_validity,
            Err(error) => {
                give_way(error, from)?;
                continue;
            }
        };
        // After a change of UIDVALIDITY the next look finds out where they stand now.
        for due in due.into_iter().filter(|due| due.from.uid_validity == uid_validity) {
            if stop.is_asked() {
                return Ok(unsettled);
            }
            match move_one(eyes, server, due, folder).await {
                Ok(Moved::To(_)) => filed.moved += 1,
                Ok(Moved::Unnumbered | Moved::NotThere) => unsettled = true,
                Err(Trouble::Folder(error)) => {
                    give_way(error, folder)?;
                    return Ok(unsettled);
                }
                Err(Trouble::Fatal(error)) => return Err(error),
            }
        }
    }
    Ok(unsettled)
}

/// What stops a folder, and what stops the whole.
#[derive(Debug)]
enum Trouble {
    Folder(MailboxError),
    Fatal(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Fatal(error.into())
    }
}

/// The intention, the move, the note of it: three steps, and after each the program may be killed.
async fn move_one(eyes: &Eyes, server: &mut Session, due: &Due, folder: &str) -> Result<Moved, Trouble> {
    intend(eyes, due, folder).await?;
    match server.move_to(&due.from, folder).await {
        Ok(moved) => {
            if let Moved::To(place) = &moved {
                record(eyes, due, place).await?;
            }
            Ok(moved)
        }
        Err(error) if error.is_line_lost() => Err(Trouble::Fatal(error.into())),
        Err(error) => {
            let message = due.message;
            change(eyes, move |tx, _| filing::take_back(tx, message)).await?;
            Err(Trouble::Folder(error))
        }
    }
}

/// The messages in this state that have been dealt with and stand in a watched folder.
///
/// # Errors
/// When the database refuses.
pub async fn due(eyes: &Eyes, state: MessageState) -> anyhow::Result<Vec<Due>> {
    let desk = Arc::clone(&eyes.desk);
    let mut due = eyes.writer.run(move |store| store.view(|tx| filing::due(tx, desk.id(), state, MOST))).await??;
    due.retain(|due| eyes.desk.config.mailbox.folders().contains(&due.from.folder));
    Ok(due)
}

/// Commits that a message is about to be moved.
///
/// # Errors
/// When the database refuses.
pub async fn intend(eyes: &Eyes, due: &Due, folder: &str) -> anyhow::Result<()> {
    let (desk, due, folder, now) = (Arc::clone(&eyes.desk), due.clone(), folder.to_owned(), eyes.clock.now());
    Ok(change(eyes, move |tx, _| filing::intend(tx, desk.id(), &due, &folder, now)).await?)
}

/// Commits where a message stands now.
///
/// # Errors
/// When the database refuses.
pub async fn record(eyes: &Eyes, due: &Due, place: &Spot) -> anyhow::Result<()> {
    settle::record(eyes, due.message, &due.from, place).await
}

/// One change of the database.
async fn change<T: Send + 'static>(
    eyes: &Eyes,
    work: impl FnOnce(&Tx<'_>, &super::Desk) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failed> {
    let desk = Arc::clone(&eyes.desk);
    Ok(eyes.writer.run(move |store| store.change(|tx| work(tx, &desk))).await??)
}

/// Why a change was not made.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Gone(#[from] WriterGone),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A refusal concerns this folder only, and the next look tries again; a lost line is the end of this one.
fn give_way(error: MailboxError, folder: &str) -> anyhow::Result<()> {
    if error.is_line_lost() {
        return Err(error.into());
    }
    tracing::warn!(folder, %error, "mail could not be filed; it stays where it is and is tried again");
    Ok(())
}
