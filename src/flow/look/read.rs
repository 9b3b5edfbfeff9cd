//! Messages in, their readings out, while others are fetched and recorded. No more mail is in
//! hand than there is room for.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::Eyes;
use crate::domain::{Register, ledger::Spot};
use crate::flow::ingest::{self, Arrived, Examined};
use crate::flow::reader;
use crate::flow::service::Stop;

/// How much mail may be in hand between fetching and recording, in KiB.
const ROOM: usize = 6 << 10;
/// What a message takes beyond its own size, in KiB: what is read of it.
const EACH: usize = 8;

/// What comes along for one place in a folder.
pub(super) enum Came {
    /// The ledger has it.
    Known(Spot),
    /// It is not to be had now.
    Gap,
    /// Up to this UID nothing more is to be read.
    UpTo(u32),
    /// Messages that are being read.
    Read(Reading),
}

/// The room for mail in hand.
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(ROOM)))
    }

    /// Waits until there is room. One that needs more than there is has it for itself.
    pub(super) async fn take(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let wanted = (bytes / 1_024 + EACH).min(ROOM);
        // It is never closed; and if it were, mail would only be let through.
        Arc::clone(&self.0).acquire_many_owned(u32::try_from(wanted).unwrap_or(1)).await.ok()
    }
}

/// A message and what was read of it.
pub(super) struct Read {
    pub(super) arrived: Arrived,
    pub(super) examined: Examined,
}

/// Messages that are being read.
pub(super) struct Reading {
    read: JoinHandle<Vec<Read>>,
    count: usize,
    room: Option<OwnedSemaphorePermit>,
}

impl Reading {
    pub(super) fn begin(
        eyes: &Eyes,
        register: &Arc<Register>,
        stop: &Stop,
        arrived: Vec<Arrived>,
        room: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let (desk, register) = (Arc::clone(&eyes.desk), Arc::clone(register));
        let (now, stop, count) = (eyes.clock.now(), stop.clone(), arrived.len());
        let read_all = move || {
            let examine = |arrived: Arrived| {
                let examined = ingest::examine(&desk, &register, &arrived, now);
                Read { arrived, examined }
            };
            // Asked to stop, the rest is left to the next start.
            arrived.into_iter().take_while(|_| !stop.is_asked()).map(examine).collect()
        };
        let read = tokio::spawn(async move { reader::ask(read_all).await.unwrap_or_default() });
        Self { read, count, room }
    }

    /// Whether nobody has to wait for them.
    pub(super) fn is_finished(&self) -> bool {
        self.read.is_finished()
    }

    /// What was read, whether that is all of them, and the room that they take up until they are recorded.
    pub(super) async fn finish(self) -> (Vec<Read>, bool, Option<OwnedSemaphorePermit>) {
        let read = self.read.await.unwrap_or_default();
        let all = read.len() == self.count;
        (read, all, self.room)
    }
}
