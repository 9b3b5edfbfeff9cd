//! Readings in, in the order of the folder; entries in the ledger out, many in one transaction with the position that
//! moves over them. If one of them will not go in, each goes in alone, so that it costs no other.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::blame::{self, Fetched};
use super::position::Position;
use super::read::{Came, Read};
use super::{Eyes, Look};
use crate::domain::MessageId;
use crate::domain::ledger::{MessageState, Spot};
use crate::flow::ingest::{self, Ingested};
use crate::store::{StoreError, folders};

/// How many messages go into one transaction at most, about.
const MOST: usize = 256;

/// Records what comes.
pub(super) struct Recorder<'a> {
    pub(super) eyes: &'a Eyes,
    pub(super) position: Position,
    pub(super) look: Look,
}

/// What is to be written down for one place.
#[derive(Clone)]
enum Line {
    Known(Spot),
    Gap,
    UpTo(u32),
    Read(Arc<Read>),
}

/// What a transaction brought about: who entered, and where the position is then.
type Written = (Vec<(MessageId, MessageState)>, Position);

impl Recorder<'_> {
    /// Records until nothing more comes.
    pub(super) async fn all(&mut self, mut coming: mpsc::Receiver<Came>) -> anyhow::Result<()> {
        let mut waiting = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match coming.recv().await {
                    Some(came) => waiting.push_back(came),
                    None => return Ok(()),
                }
            }
            while waiting.len() < MOST
                && let Ok(came) = coming.try_recv()
            {
                waiting.push_back(came);
            }
            let lines = next_lines(&mut waiting).await;
            self.record(lines).await?;
        }
    }

    async fn record(&mut self, lines: Vec<Line>) -> anyhow::Result<()> {
        if self.position.is_stopped() && !lines.iter().any(|line| matches!(line, Line::Read(_))) {
            return Ok(());
        }
        match self.write(lines.clone()).await {
            Ok(()) => Ok(()),
            Err(error) if lines.len() == 1 || is_of_the_database(&error) => self.failed(lines, error).await,
            Err(_) => {
                for line in lines {
                    if let Err(error) = self.write(vec![line.clone()]).await {
                        self.failed(vec![line], error).await?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Writes them down in one transaction: all of them or none.
    async fn write(&mut self, lines: Vec<Line>) -> anyhow::Result<()> {
        let (desk, now, position) = (Arc::clone(&self.eyes.desk), self.eyes.clock.now(), self.position.clone());
        let written: anyhow::Result<Written> = self
            .eyes
            .writer
            .run(move |store| {
                store.change(|tx| {
                    let (mut position, mut entered) = (position, Vec::new());
                    for line in &lines {
                        match line {
                            Line::Gap => position.stop(),
                            Line::UpTo(uid) => position.pass_over(tx, desk.id(), *uid)?,
                            Line::Known(spot) => position.advance(tx, desk.id(), spot)?,
                            Line::Read(read) => {
                                if let Ingested::Entered(id, state) =
                                    ingest::take_in(tx, &desk, &read.arrived, &read.examined, now)?
                                {
                                    entered.push((id, state));
                                }
                                position.advance(tx, desk.id(), &read.arrived.spot)?;
                            }
                        }
                    }
                    Ok((entered, position))
                })
            })
            .await?;
        let (entered, position) = written?;
        self.position = position;
        self.eyes.pulse.message_done();
        for (id, state) in entered {
            tracing::info!(id = id.0, state = state.as_str(), "a message entered the ledger");
            self.look.entered += 1;
            self.look.to_review += usize::from(state == MessageState::AwaitingReview);
            self.look.set_aside += usize::from(state == MessageState::SetAside);
        }
        Ok(())
    }

    /// One that will not go in: that counts as a try of it, unless it is the database that takes nothing.
    async fn failed(&mut self, lines: Vec<Line>, error: anyhow::Error) -> anyhow::Result<()> {
        let (1, Some(Line::Read(read))) = (lines.len(), lines.first()) else { return Err(error) };
        if is_of_the_database(&error) {
            return Err(error);
        }
        let (spot, size) = (read.arrived.spot.clone(), read.arrived.size);
        let why = format!("{error:#}");
        let fetched = Fetched::All(Arc::clone(read));
        if blame::write_down(self.eyes, spot, size, fetched, folders::Fault::Own, &why).await?.is_some() {
            self.look.entered += 1;
            self.look.set_aside += 1;
        } else {
            self.look.failed += 1;
            self.position.stop();
        }
        Ok(())
    }
}

/// What can be written down now: the first, when it has been read, and whatever else has been read by then.
async fn next_lines(waiting: &mut VecDeque<Came>) -> Vec<Line> {
    let mut lines = Vec::new();
    while let Some(came) = waiting.pop_front() {
        match came {
            Came::Known(spot) => lines.push(Line::Known(spot)),
            Came::Gap => lines.push(Line::Gap),
            Came::UpTo(uid) => lines.push(Line::UpTo(uid)),
            Came::Read(reading) => {
                let (read, all) = reading.finish().await;
                lines.extend(read.into_iter().map(|read| Line::Read(Arc::new(read))));
                lines.extend((!all).then_some(Line::Gap));
            }
        }
        let must_wait = waiting.front().is_some_and(|next| matches!(next, Came::Read(next) if !next.is_finished()));
        if must_wait || lines.len() >= MOST {
            break;
        }
    }
    lines
}

/// Whether nothing could be written down now, whatever it was.
fn is_of_the_database(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_of_the_database))
}
