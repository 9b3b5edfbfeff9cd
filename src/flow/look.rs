//! One look at the mailbox: every watched folder, every message that the ledger does not have, oldest first.
//!
//! The position in a folder moves only over messages that are in the ledger, so a gap is never skipped: a message that
//! fails is tried at the next looks and after the third time set aside, in the ledger, with its error.

use std::sync::Arc;

use super::service::pulse::Pulse;
use super::{Desk, ingest, unfetched};
use crate::clock::Clock;
use crate::domain::{
    Register,
    ledger::{MessageState, Spot},
};
use crate::mailbox::{Listed, MailboxError, Source};
use crate::store::{StoreError, Writer, folders, trusts};

/// How often a message is tried before it is set aside.
const TRIES: u32 = 3;

/// What one look found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    /// Messages that entered the ledger.
    pub entered: usize,
    /// Of those, how many wait for a person.
    pub to_review: usize,
    /// Of those, how many could not be read and were set aside.
    pub set_aside: usize,
    /// Messages that failed this time and are tried again.
    pub failed: usize,
    /// Watched folders that could not be opened or listed.
    pub unread: usize,
}

/// What `look` works with.
#[derive(Debug, Clone)]
pub struct Eyes {
    /// Settings and letters.
    pub desk: Arc<Desk>,
    /// The database.
    pub writer: Writer,
    /// The clock.
    pub clock: Clock,
    /// Who hears that a message is done.
    pub pulse: Arc<Pulse>,
}

/// Looks at every watched folder once.
///
/// # Errors
/// When the line to the mailbox is lost or the database refuses. What was recorded until then stays recorded.
pub async fn look(eyes: &Eyes, source: &mut Source, stop: &super::service::Stop) -> anyhow::Result<Look> {
    let register = Arc::new(register(eyes).await?);
    let mut look = Look::default();
    for folder in eyes.desk.config.mailbox.folders() {
        match folder_once(eyes, source, &register, folder, &mut look, stop).await {
            Ok(()) => {}
            Err(Trouble::Folder(error)) => {
                look.unread += 1;
                tracing::warn!(folder, %error, "the folder could not be read; the others go on");
            }
            Err(Trouble::Fatal(error)) => return Err(error),
        }
        if stop.is_asked() {
            break;
        }
    }
    Ok(look)
}

/// What stops a folder, and what stops the look.
enum Trouble {
    Folder(MailboxError),
    Fatal(anyhow::Error),
}

impl Trouble {
    /// Whether a refusal concerns this folder only, or the line.
    fn of(error: MailboxError) -> Self {
        if error.is_line_lost() { Self::Fatal(error.into()) } else { Self::Folder(error) }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Fatal(error.into())
    }
}

/// The trusts as they stand now.
async fn register(eyes: &Eyes) -> anyhow::Result<Register> {
    let desk = Arc::clone(&eyes.desk);
    let trusts = eyes.writer.run(move |store| store.view::<_, StoreError>(|tx| trusts::all(tx, desk.id()))).await??;
    Ok(Register::new(trusts))
}

async fn folder_once(
    eyes: &Eyes,
    source: &mut Source,
    register: &Arc<Register>,
    folder: &str,
    look: &mut Look,
    stop: &super::service::Stop,
) -> Result<(), Trouble> {
    let uid_validity = source.open(folder).await.map_err(Trouble::of)?;
    let mut position = Position::begin(eyes, folder, uid_validity).await?;
    let listed = source.list(position.after(), eyes.desk.config.read_from).await.map_err(Trouble::of)?;
    let mut gap = false;
    for item in &listed {
        if stop.is_asked() {
            return Ok(());
        }
        match one(eyes, source, register, item).await? {
            Done::Entered(state) => {
                look.entered += 1;
                look.to_review += usize::from(state == MessageState::AwaitingReview);
                look.set_aside += usize::from(state == MessageState::SetAside);
            }
            Done::Known => {}
            Done::TryAgain => {
                look.failed += 1;
                gap = true;
            }
        }
        eyes.pulse.message_done();
        if !gap {
            position.advance(eyes, &item.spot).await?;
        }
    }
    if !gap {
        position.finished(eyes).await?;
    }
    Ok(())
}

/// What became of one listed message.
enum Done {
    Entered(MessageState),
    Known,
    TryAgain,
}

async fn one(eyes: &Eyes, source: &mut Source, register: &Arc<Register>, item: &Listed) -> anyhow::Result<Done> {
    if is_known(eyes, &item.spot).await? {
        return Ok(Done::Known);
    }
    let fetched = match source.fetch(item, eyes.desk.config.max_message_bytes).await {
        Ok(fetched) => fetched,
        // It counts as a try of this message: one at which the server hangs up every time must not bar the way for ever.
        Err(error) if error.is_line_lost() => {
            failed(eyes, item, None, &error.to_string()).await?;
            return Err(error.into());
        }
        // Moved or deleted since it was listed, the next look does not list it any more. If it does, it was not gone.
        Err(error) => return failed(eyes, item, None, &error.to_string()).await,
    };
    if fetched.bytes.is_empty() && item.size > 0 {
        return failed(eyes, item, None, "the server sent nothing of a message that is not empty").await;
    }
    let arrived = Arc::new(ingest::Arrived {
        spot: item.spot.clone(),
        received: item.received,
        size: item.size.max(u64::try_from(fetched.bytes.len()).unwrap_or(u64::MAX)),
        partial: fetched.partial,
        bytes: fetched.bytes,
    });
    let (desk, register, now) = (Arc::clone(&eyes.desk), Arc::clone(register), eyes.clock.now());
    let mail = Arc::clone(&arrived);
    match eyes.writer.run(move |store| ingest::ingest(store, &desk, &register, &mail, now)).await {
        Ok(Ok(ingest::Ingested::Entered(id, state))) => {
            tracing::info!(id = id.0, state = state.as_str(), "a message entered the ledger");
            Ok(Done::Entered(state))
        }
        Ok(Ok(ingest::Ingested::Moved(_) | ingest::Ingested::Known(_))) => Ok(Done::Known),
        Ok(Err(error)) => failed(eyes, item, Some(arrived), &format!("{error:#}")).await,
        Err(broken) => failed(eyes, item, Some(arrived), &broken.to_string()).await,
    }
}

/// Counts the failure; after the third the message is set aside with what was fetched, and the position may move over it.
async fn failed(
    eyes: &Eyes,
    item: &Listed,
    fetched: Option<Arc<ingest::Arrived>>,
    error: &str,
) -> anyhow::Result<Done> {
    let (desk, spot, size, now) = (Arc::clone(&eyes.desk), item.spot.clone(), item.size, eyes.clock.now());
    let why = error.to_owned();
    let set_aside = eyes
        .writer
        .run(move |store| {
            store.change::<_, StoreError>(|tx| {
                if folders::failed(tx, desk.id(), &spot, &why, now)? < TRIES {
                    return Ok(None);
                }
                unfetched::give_up_on(tx, &desk, &spot, size, fetched.as_deref(), &why, now).map(Some)
            })
        })
        .await??;
    match set_aside {
        Some(id) => {
            tracing::error!(id = id.0, error, "a message was set aside after three tries");
            Ok(Done::Entered(MessageState::SetAside))
        }
        None => {
            tracing::warn!(folder = item.spot.folder, error, "a message failed and is tried again");
            Ok(Done::TryAgain)
        }
    }
}

async fn is_known(eyes: &Eyes, spot: &Spot) -> anyhow::Result<bool> {
    let (desk, spot) = (Arc::clone(&eyes.desk), spot.clone());
    let message = eyes.writer.run(move |store| store.view(|tx| folders::message_at(tx, desk.id(), &spot))).await??;
    Ok(message.is_some())
}

/// How far a folder was read, as this look knows it.
struct Position {
    folder: String,
    uid_validity: u32,
    last_uid: u32,
    /// Somebody has set it back meanwhile: the next look begins there.
    set_back: bool,
}

impl Position {
    async fn begin(eyes: &Eyes, folder: &str, uid_validity: u32) -> anyhow::Result<Self> {
        let (desk, name) = (Arc::clone(&eyes.desk), folder.to_owned());
        let last_uid = eyes
            .writer
            .run(move |store| {
                store.change(|tx| folders::begin(tx, desk.id(), &name, uid_validity, desk.config.read_from))
            })
            .await??;
        Ok(Self { folder: folder.to_owned(), uid_validity, last_uid, set_back: false })
    }

    /// What is known already. A Maildir (UIDVALIDITY 0) has no order to go by.
    fn after(&self) -> Option<u32> {
        (self.uid_validity != 0 && self.last_uid != 0).then_some(self.last_uid)
    }

    /// Everything up to here is in the ledger.
    async fn advance(&mut self, eyes: &Eyes, spot: &Spot) -> anyhow::Result<()> {
        let Ok(uid) = spot.key.parse::<u32>() else { return Ok(()) };
        if self.set_back || self.uid_validity == 0 {
            return Ok(());
        }
        let (desk, folder) = (Arc::clone(&eyes.desk), self.folder.clone());
        let (uid_validity, from) = (self.uid_validity, self.last_uid);
        let moved = eyes
            .writer
            .run(move |store| store.change(|tx| folders::advance(tx, desk.id(), &folder, uid_validity, from, uid)))
            .await??;
        self.set_back = !moved;
        self.last_uid = from.max(uid);
        Ok(())
    }

    async fn finished(&self, eyes: &Eyes) -> anyhow::Result<()> {
        if self.set_back {
            return Ok(());
        }
        let (desk, folder, now) = (Arc::clone(&eyes.desk), self.folder.clone(), eyes.clock.now());
        eyes.writer
            .run(move |store| store.change(|tx| folders::read_completely(tx, desk.id(), &folder, now)))
            .await??;
        Ok(())
    }
}
