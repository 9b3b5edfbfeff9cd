//! Messages in, their readings out, while others are fetched and recorded. As many are read at once as there are cores, and
//! no more mail is in hand than there is room for.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::Eyes;
use crate::domain::{Register, ledger::Spot};
use crate::flow::ingest::{self, Arrived, Examined};
use crate::flow::service::Stop;

/// How much mail may be in hand between fetching and recording, in KiB.
const ROOM: usize = 6 << 10;
/// What a message takes beyond its own size, in KiB: what is read of it.
const EACH: usize = 8;
/// Files are read in a child process for each reader, so there are not many.
const MOST_READERS: usize = 2;

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

/// Who may read: as many at once as there are cores, two at most.
pub(super) fn readers() -> Arc<Semaphore> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    Arc::new(Semaphore::new(cores.min(MOST_READERS)))
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
    _room: Option<OwnedSemaphorePermit>,
}

impl Reading {
    pub(super) fn begin(
        eyes: &Eyes,
        register: &Arc<Register>,
        readers: &Arc<Semaphore>,
        stop: &Stop,
        arrived: Vec<Arrived>,
        room: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let (desk, register, readers) = (Arc::clone(&eyes.desk), Arc::clone(register), Arc::clone(readers));
        let (now, stop, count) = (eyes.clock.now(), stop.clone(), arrived.len());
        let read_all = move || {
            let examine = |arrived: Arrived| {
                let examined = ingest::examine(&desk, &register, &arrived, now);
                Read { arrived, examined }
            };
            // Asked to stop, the rest is left to the next start.
            arrived.into_iter().take_while(|_| !stop.is_asked()).map(examine).collect()
        };
        let read = tokio::spawn(async move {
            let _reader = readers.acquire_owned().await;
            tokio::task::spawn_blocking(read_all).await.unwrap_or_default()
        });
        Self { read, count, _room: room }
    }

    /// Whether nobody has to wait for them.
    pub(super) fn is_finished(&self) -> bool {
        self.read.is_finished()
    }

    /// What was read, and whether that is all of them.
    pub(super) async fn finish(self) -> (Vec<Read>, bool) {
        let read = self.read.await.unwrap_or_default();
        let all = read.len() == self.count;
        (read, all)
    }
}
