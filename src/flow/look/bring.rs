//! What a folder lists in, what came of it out, in the folder's order, to whoever reads and records it meanwhile. Small
//! messages come many at a time. One that fails lets the others pass and is tried again when they are through.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::blame::{Failures, Folder};
use super::read::{Came, Reading, Room};
use super::{Eyes, Trouble};
use crate::domain::{Register, ledger::Spot};
use crate::flow::ingest::Arrived;
use crate::flow::service::Stop;
use crate::mailbox::{Fetched, Listed, MailboxError, SMALL, Source};
use crate::store::{StoreError, folders};

/// How many messages are fetched at once, and how many bytes.
const BATCH: usize = 64;
const BATCH_BYTES: u64 = 1 << 20;

/// Goes through a folder.
pub(super) struct Bringer<'a> {
    pub(super) eyes: &'a Eyes,
    pub(super) source: &'a mut Source,
    pub(super) register: Arc<Register>,
    pub(super) stop: &'a Stop,
    /// Where what came goes.
    pub(super) onward: mpsc::Sender<Came>,
    pub(super) room: Room,
    /// What failed in earlier looks, by key, with how often that counted.
    pub(super) suspects: HashMap<String, u32>,
    pub(super) failures: Failures,
    pub(super) folder: Folder,
}

/// Whoever records has stopped; why, they say themselves.
pub(super) struct NobodyListens;

impl Bringer<'_> {
    /// Brings everything above `after`, portion by portion, and at the end once more what is under suspicion.
    pub(super) async fn all(&mut self, mut after: Option<u32>) -> Result<(), Trouble> {
        let mut put_off = Vec::new();
        loop {
            let portion = self.source.list_some(after, self.eyes.desk.config.read_from).await.map_err(Trouble::of)?;
            if self.portion(portion.messages, &mut put_off).await?.is_err() || self.stop.is_asked() {
                return Ok(());
            }
            let Some(reached) = portion.more_above else { break };
            after = Some(reached);
            if self.onward.send(Came::UpTo(reached)).await.is_err() {
                return Ok(());
            }
        }
        // Those that have failed less often come first, so that none bars the way to another.
        put_off.sort_by_cached_key(|message: &Listed| self.suspects.get(&message.spot.key).copied());
        for message in put_off {
            if self.stop.is_asked() || self.again(message).await?.is_err() {
                return Ok(());
            }
        }
        self.failures.prove(self.eyes, self.source, &self.folder).await
    }

    async fn portion(
        &mut self,
        messages: Vec<Listed>,
        put_off: &mut Vec<Listed>,
    ) -> Result<Result<(), NobodyListens>, Trouble> {
        let known = known(self.eyes, &messages).await?;
        // When a line broke and nobody knows why, each is asked for alone, so that the one that breaks it is found.
        let most = if self.suspects.values().any(|tries| *tries == 0) { 1 } else { BATCH };
        let mut batch: Vec<Listed> = Vec::new();
        let mut bytes = 0;
        for (message, is_known) in messages.into_iter().zip(known) {
            if self.stop.is_asked() {
                return Ok(Ok(()));
            }
            let is_suspect = !is_known && self.suspects.contains_key(&message.spot.key);
            let is_small = (1..=SMALL.min(self.eyes.desk.config.max_message_bytes)).contains(&message.size);
            if !batch.is_empty()
                && (is_known || is_suspect || !is_small || batch.len() >= most || bytes + message.size > BATCH_BYTES)
            {
                bytes = 0;
                if self.batch(std::mem::take(&mut batch)).await?.is_err() {
                    return Ok(Err(NobodyListens));
                }
            }
            let sent = if is_known {
                self.onward.send(Came::Known(message.spot)).await.map_err(|_| NobodyListens)
            } else if is_suspect {
                put_off.push(message);
                self.onward.send(Came::Gap).await.map_err(|_| NobodyListens)
            } else if is_small {
                bytes += message.size;
                batch.push(message);
                Ok(())
            } else {
                self.one(message).await?
            };
            if sent.is_err() {
                return Ok(sent);
            }
        }
        if batch.is_empty() { Ok(Ok(())) } else { self.batch(batch).await }
    }

    /// Fetches messages in one question, and those that did not come with it one by one.
    async fn batch(&mut self, batch: Vec<Listed>) -> Result<Result<(), NobodyListens>, Trouble> {
        if let [message] = batch.as_slice() {
            return self.one(message.clone()).await;
        }
        let (fetched, answer) = self.source.fetch_many(&batch).await;
        let mut arrived = Vec::with_capacity(batch.len());
        for (message, fetched) in batch.into_iter().zip(fetched) {
            match (fetched, &answer) {
                (Some(fetched), _) => {
                    self.failures.got_through(&message.spot);
                    arrived.push(as_arrived(&message, fetched));
                }
                (None, Ok(())) => {
                    if self.send(std::mem::take(&mut arrived)).await.is_err() {
                        return Ok(Err(NobodyListens));
                    }
                    let sent = self.one(message).await?;
                    if sent.is_err() {
                        return Ok(sent);
                    }
                }
                // The first that did not come was on its way when the line broke.
                (None, Err(error)) => {
                    let _ = self.send(std::mem::take(&mut arrived)).await;
                    self.failures.cut(self.eyes, &message, folders::Fault::Unclear, error).await?;
                    break;
                }
            }
        }
        let sent = self.send(arrived).await;
        answer.map_err(Trouble::of)?;
        Ok(sent)
    }

    /// Fetches a message alone.
    async fn one(&mut self, message: Listed) -> Result<Result<(), NobodyListens>, Trouble> {
        let fetched = self.source.fetch(&message, self.eyes.desk.config.max_message_bytes).await;
        self.settle(message, fetched).await
    }

    /// Tries one again that has failed before, in the most careful way, after it is clear that the folder can be read.
    async fn again(&mut self, message: Listed) -> Result<Result<(), NobodyListens>, Trouble> {
        let most = self.eyes.desk.config.max_message_bytes;
        self.failures.prove(self.eyes, self.source, &self.folder).await?;
        let fetched = if message.size > most {
            self.source.fetch_start(&message, most).await
        } else {
            self.source.fetch(&message, most).await
        };
        self.settle(message, fetched).await
    }

    /// Sends on what came of a message that was asked for alone.
    async fn settle(
        &mut self,
        message: Listed,
        fetched: Result<Fetched, MailboxError>,
    ) -> Result<Result<(), NobodyListens>, Trouble> {
        let why = match fetched {
            Ok(fetched) if fetched.bytes.is_empty() && message.size > 0 => {
                "the server sent nothing of a message that is not empty".to_owned()
            }
            Ok(fetched) => {
                self.failures.got_through(&message.spot);
                return Ok(self.send(vec![as_arrived(&message, fetched)]).await);
            }
            Err(error) if error.is_line_lost() => {
                let fault = self.failures.fault_of_a_cut();
                self.failures.cut(self.eyes, &message, fault, &error).await?;
                return Err(Trouble::of(error));
            }
            // Moved or deleted since it was listed, the next look does not list it any more. If it does, it was not gone.
            Err(error) => error.to_string(),
        };
        self.failures.refused(message, why);
        if self.failures.are_too_many() {
            self.failures.prove(self.eyes, self.source, &self.folder).await?;
        }
        Ok(self.onward.send(Came::Gap).await.map_err(|_| NobodyListens))
    }

    /// Sends messages on to be read, as soon as there is room for them.
    async fn send(&mut self, arrived: Vec<Arrived>) -> Result<(), NobodyListens> {
        if arrived.is_empty() {
            return Ok(());
        }
        let bytes: usize = arrived.iter().map(|message| message.bytes.len()).sum();
        let room = self.room.take(bytes).await;
        let reading = Reading::begin(self.eyes, &self.register, self.stop, arrived, room);
        self.onward.send(Came::Read(reading)).await.map_err(|_| NobodyListens)
    }
}

fn as_arrived(listed: &Listed, fetched: Fetched) -> Arrived {
    Arrived {
        spot: listed.spot.clone(),
        received: listed.received,
        size: listed.size.max(u64::try_from(fetched.bytes.len()).unwrap_or(u64::MAX)),
        partial: fetched.partial,
        bytes: fetched.bytes,
    }
}

/// Which of them the ledger has.
async fn known(eyes: &Eyes, messages: &[Listed]) -> anyhow::Result<Vec<bool>> {
    let desk = Arc::clone(&eyes.desk);
    let spots: Vec<Spot> = messages.iter().map(|message| message.spot.clone()).collect();
    let known = eyes
        .writer
        .run(move |store| {
            store.view::<_, StoreError>(|tx| {
                spots.iter().map(|spot| Ok(folders::message_at(tx, desk.id(), spot)?.is_some())).collect()
            })
        })
        .await??;
    Ok(known)
}
