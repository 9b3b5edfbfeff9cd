//! The service: look at the mailbox, deliver what is due, wait, again. `--once` does one round.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Desk;
use super::deliver::{Courier, Step};
use super::look::{Eyes, Look, look};
use crate::clock::Clock;
use crate::domain::outbox::Outcome;
use crate::mailbox::{MailboxError, Source};
use crate::post::Post;
use crate::store::{Store, Writer};

/// The longest wait after the mailbox could not be read.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// After so many mails in a row that could not be delivered, the server is left alone until the next round.
const FAILURES_IN_A_ROW: u32 = 3;

/// Whether somebody has asked the service to stop. What is in hand is finished first.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A stop, and the handle that asks for it.
    #[must_use]
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (ask, asked) = watch::channel(false);
        (ask, Self(asked))
    }

    /// Whether it was asked for.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for this time, or until the stop is asked for.
    pub async fn wait(&mut self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            // An error means that nobody can ask any more, which is a stop too.
            _ = self.0.wait_for(|asked| *asked) => {}
        }
    }
}

/// What one delivery round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Mails that the server took.
    pub sent: usize,
    /// Mails that are tried again later.
    pub put_off: usize,
    /// Mails that the server refused for good.
    pub given_up: usize,
    /// Mails of which nobody can tell whether they arrived.
    pub unknown: usize,
}

/// What one round did.
#[derive(Debug)]
pub struct Round {
    /// What was found in the mailbox, or why it could not be read.
    pub look: anyhow::Result<Look>,
    /// What was delivered.
    pub delivered: Delivered,
}

/// The service and all it needs.
#[derive(Debug)]
pub struct Service {
    eyes: Eyes,
    courier: Courier,
    stop: Stop,
}

impl Service {
    /// Hands the store to its thread and settles what an interrupted run left behind.
    ///
    /// # Errors
    /// When the delivery is not usable or the database refuses.
    pub async fn start(desk: Arc<Desk>, mut store: Store, clock: Clock, stop: Stop) -> anyhow::Result<Self> {
        let campaign = desk.campaign();
        store.begin_campaign(&campaign.id, &campaign.name, clock.now())?;
        let writer = Writer::start(store).context("the database's thread could not be started")?;
        let post = Post::new(&desk.config.delivery).context("the delivery is not usable")?;
        let mut courier = Courier::new(Arc::clone(&desk), writer.clone(), clock.clone(), post);
        courier.start().await?;
        Ok(Self { eyes: Eyes { desk, writer, clock }, courier, stop })
    }

    /// One look and one delivery of everything that is due, waiting for the rate where it must.
    ///
    /// # Errors
    /// When the database refuses. A mailbox that cannot be read is told in the round; delivery goes on.
    pub async fn once(&mut self) -> anyhow::Result<Round> {
        let look = self.look().await;
        let mut delivered = Delivered::default();
        while let Some(wait) = self.deliver(&mut delivered).await? {
            tracing::info!(seconds = wait.as_secs(), "the rate is reached, delivery goes on after a pause");
            self.stop.wait(wait).await;
        }
        self.courier.close().await;
        Ok(Round { look, delivered })
    }

    /// Rounds until the stop is asked for.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn run(&mut self) -> anyhow::Result<()> {
        let every = self.eyes.desk.config.poll_every;
        let mut failures = 0_u32;
        let mut next_look = Instant::now();
        while !self.stop.is_asked() {
            if next_look <= Instant::now() {
                failures = match self.look().await {
                    Ok(_) => 0,
                    Err(error) => {
                        let told = format!("{error:#}");
                        if error.chain().any(|cause| cause.is::<MailboxError>()) {
                            tracing::warn!(error = told, "the mailbox could not be read; it is tried again");
                        } else {
                            tracing::error!(error = told, "the look at the mailbox broke off here; it is tried again");
                        }
                        failures.saturating_add(1)
                    }
                };
                let pause = if failures == 0 { every } else { (every * (1 << failures.min(8))).min(LONGEST_WAIT) };
                next_look = Instant::now() + pause;
            }
            let until_look = next_look.saturating_duration_since(Instant::now());
            let wait = self.deliver(&mut Delivered::default()).await?.map_or(until_look, |wait| wait.min(until_look));
            self.stop.wait(wait).await;
        }
        self.courier.close().await;
        tracing::info!("stopped as asked");
        Ok(())
    }

    async fn look(&mut self) -> anyhow::Result<Look> {
        let mut source =
            Source::connect(&self.eyes.desk.config.mailbox).await.context("the mailbox could not be opened")?;
        let found = look(&self.eyes, &mut source, &self.stop).await;
        if found.is_ok() {
            super::sent::read(&self.eyes, &mut source).await?;
        }
        source.close().await;
        let found = found?;
        tracing::info!(
            entered = found.entered,
            to_review = found.to_review,
            failed = found.failed,
            "looked at the mailbox"
        );
        Ok(found)
    }

    /// Delivers until nothing is due, the server fails again and again, or the rate is reached: then how long to wait.
    async fn deliver(&mut self, delivered: &mut Delivered) -> anyhow::Result<Option<Duration>> {
        let mut failures = 0;
        while !self.stop.is_asked() && failures < FAILURES_IN_A_ROW {
            match self.courier.step().await? {
                Step::Idle | Step::Closed | Step::Paused(_) => break,
                Step::Wait(wait) => return Ok(Some(wait)),
                Step::Tried(_, Outcome::Sent { .. }) => {
                    delivered.sent += 1;
                    failures = 0;
                }
                Step::Tried(_, Outcome::RetryLater { .. } | Outcome::Busy { .. }) => {
                    delivered.put_off += 1;
                    failures += 1;
                }
                Step::Tried(_, Outcome::GaveUp { .. }) => {
                    delivered.given_up += 1;
                    failures += 1;
                }
                Step::Tried(_, Outcome::Unknown { .. }) => {
                    delivered.unknown += 1;
                    failures += 1;
                }
            }
        }
        Ok(None)
    }
}
