//! One look at the mailbox: every watched folder, every message that the ledger does not have, oldest first.
//!
//! ```text
//! bring (list, fetch: many in one question)  ->  read (a thread of its own)  ->  record (many in one transaction, in order)
//! ```
//! The three run at the same time. The position in a folder moves only over messages that are in the ledger, so a gap is
//! never skipped: a message that fails lets the others pass, is tried at the next looks and after the third time set aside
//! (blame), in the ledger, with its error.

mod blame;
mod bring;
mod position;
mod read;
mod record;

use std::sync::Arc;

use tokio::sync::mpsc;

use self::blame::{Failures, Folder};
use self::bring::Bringer;
use self::position::Position;
use self::read::Room;
use self::record::Recorder;
use super::Desk;
use super::service::pulse::Pulse;
use crate::clock::Clock;
use crate::domain::Register;
use crate::mailbox::{MailboxError, Source};
use crate::store::{StoreError, Writer, folders, trusts};

/// How much may wait between fetching and recording: messages that are known, portions of those that are not.
const IN_LINE: usize = 256;

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

impl Eyes {
    /// The same for another campaign.
    #[must_use]
    pub fn of(&self, desk: &Arc<Desk>) -> Self {
        Self { desk: Arc::clone(desk), ..self.clone() }
    }
}

/// Looks at every watched folder once.
///
/// # Errors
/// When the line to the mailbox is lost or the database refuses. What was recorded until then stays recorded.
pub async fn look(eyes: &Eyes, source: &mut Source, stop: &super::service::Stop) -> anyhow::Result<Look> {
    let register = Arc::new(register(eyes).await?);
    let mut look = Look::default();
    for folder in &calm_first(eyes).await? {
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

/// The watched folders, those last in which something has failed: a line that it breaks must not cost the others their turn.
async fn calm_first(eyes: &Eyes) -> anyhow::Result<Vec<String>> {
    let desk = Arc::clone(&eyes.desk);
    let failing =
        eyes.writer.run(move |store| store.view::<_, StoreError>(|tx| folders::failing(tx, desk.id()))).await??;
    let (last, mut first): (Vec<String>, Vec<String>) =
        eyes.desk.config.mailbox.folders().iter().cloned().partition(|folder| failing.contains(folder));
    first.extend(last);
    Ok(first)
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
    Ok(eyes.writer.run(move |store| store.view::<_, StoreError>(|tx| trusts::register(tx, desk.id()))).await??)
}

/// Fetches, reads and records what is new in a folder, all three at the same time.
async fn folder_once(
    eyes: &Eyes,
    source: &mut Source,
    register: &Arc<Register>,
    name: &str,
    look: &mut Look,
    stop: &super::service::Stop,
) -> Result<(), Trouble> {
    let uid_validity = source.open(name).await.map_err(Trouble::of)?;
    let folder = Folder { name: name.to_owned(), uid_validity };
    let position = Position::begin(eyes, name, uid_validity).await?;
    let after = position.after();
    let (onward, coming) = mpsc::channel(IN_LINE);
    let mut bringer = Bringer {
        eyes,
        source,
        register: Arc::clone(register),
        stop,
        onward,
        room: Room::new(),
        suspects: blame::suspects(eyes, &folder).await?,
        failures: Failures::default(),
        folder,
    };
    let mut recorder = Recorder { eyes, position, look: Look::default() };
    let bring = async move {
        let brought = bringer.all(after).await;
        (brought, bringer.failures)
    };
    let ((brought, mut failures), recorded) = tokio::join!(bring, recorder.all(coming));
    let written = failures.write_down(eyes).await;
    look.entered += recorder.look.entered + failures.set_aside;
    look.to_review += recorder.look.to_review;
    look.set_aside += recorder.look.set_aside + failures.set_aside;
    look.failed += recorder.look.failed + failures.failed;
    recorded?;
    brought?;
    written?;
    if !stop.is_asked() {
        recorder.position.finished(eyes).await?;
    }
    Ok(())
}
