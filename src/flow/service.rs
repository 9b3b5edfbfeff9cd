//! The service: mail of every campaign is read and mail is delivered, side by side, until it is asked to stop. `--once` does one of each.
//!
//! ```text
//! reading      look ─► wait for news ─► look ...        (reading.rs)      ┐ pulse.rs: are both alive? the bell between them
//! delivering   what is due ─► wait for the bell ...     (delivering.rs)   ┘ manager.rs: what systemd is told
//! SIGHUP       a new configuration, between two rounds  (reload.rs)
//! SIGTERM      what is in hand is finished              (stop.rs)
//! ```

mod delivering;
mod heartbeat;
pub mod manager;
pub mod pulse;
mod reading;
pub mod reload;
mod stop;
mod words;

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::SignedDuration;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::alert;
use super::asking::deadline;
use super::deliver::Courier;
use super::look::{Eyes, Look};
use super::office::Office;
use crate::clock::Clock;
use crate::domain::outbox::Outcome;
use crate::post::Post;
use crate::store::{Store, Writer};
use crate::token::Tokens;
use delivering::Delivering;
use manager::Manager;
use pulse::Pulse;
use reading::Reading;
use reload::{Desks, Reload};

pub use stop::Stop;

/// The longest wait after something failed.
const LONGEST_WAIT: Duration = Duration::from_secs(600);
/// How long what is in hand may take after a stop was asked for. systemd and people expect an end within 10 seconds.
const IN_HAND: Duration = Duration::from_millis(8_500);
/// How long the end may take after that.
const CUT: Duration = Duration::from_millis(800);

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

impl Delivered {
    fn count(&mut self, outcome: &Outcome) {
        let count = match outcome {
            Outcome::Sent { .. } => &mut self.sent,
            Outcome::RetryLater { .. } | Outcome::Busy { .. } => &mut self.put_off,
            Outcome::GaveUp { .. } => &mut self.given_up,
            Outcome::Unknown { .. } => &mut self.unknown,
        };
        *count += 1;
    }
}

/// What one round did.
#[derive(Debug)]
pub struct Round {
    /// What was found in the mailbox for each campaign, the main one first, or why it could not be read.
    pub look: anyhow::Result<Vec<Look>>,
    /// What was delivered.
    pub delivered: Delivered,
}

/// The service and all it needs.
#[derive(Debug)]
pub struct Service {
    reading: Reading,
    delivering: Delivering,
    stop: Stop,
    desks: Desks,
}

impl Service {
    /// Hands the store to its thread and settles what an interrupted run left behind.
    ///
    /// # Errors
    /// When the delivery is not usable or the database refuses.
    pub async fn start(office: impl Into<Office>, store: Store, clock: Clock, stop: Stop) -> anyhow::Result<Self> {
        Self::start_under(Manager::default(), office.into(), store, clock, stop).await.map(|(service, _)| service)
    }

    /// The same under a service manager, with the handle that gives it another configuration while it runs.
    ///
    /// # Errors
    /// When the delivery is not usable or the database refuses.
    pub async fn start_under(
        manager: Manager,
        office: Office,
        mut store: Store,
        clock: Clock,
        stop: Stop,
    ) -> anyhow::Result<(Self, Reload)> {
        for desk in office.desks() {
            store.begin_campaign(desk.id(), &desk.campaign().name, clock.now())?;
            reading::tell_of_the_deadline(desk, deadline::begin(&mut store, desk, clock.now())?);
        }
        let (office, main) = (Arc::new(office.clone()), Arc::clone(office.main()));
        let writer = Writer::start(store).context("the database's thread could not be started")?;
        let tokens = Tokens::new(clock.clone());
        let post = Post::new(&main.config.delivery, &tokens).context("the delivery is not usable")?;
        let mut courier = Courier::new(Arc::clone(&office), writer.clone(), clock.clone(), post);
        courier.start().await?;
        let pulse = Arc::new(Pulse::felt_by(manager.clone()));
        let (reload, desks) = Reload::of(Arc::clone(&office), manager, tokens.clone());
        let delivering = Delivering {
            desk: Arc::clone(&main),
            courier,
            tokens: tokens.clone(),
            stop: stop.clone(),
            pulse: Arc::clone(&pulse),
            writer: writer.clone(),
            started: clock.now(),
            clock: clock.clone(),
        };
        let eyes = Eyes { desk: main, writer, clock, pulse };
        let reading = Reading { office, eyes, tokens, stop: stop.clone(), line: None, failures: 0, lost: 0 };
        Ok((Self { reading, delivering, stop, desks }, reload))
    }

    /// One look and one delivery of everything that is due, waiting for the rate where it must.
    ///
    /// # Errors
    /// When the database refuses. A mailbox that cannot be read is told in the round; delivery goes on.
    pub async fn once(&mut self) -> anyhow::Result<Round> {
        let look = self.reading.look().await;
        self.reading.close().await;
        // Whoever is started again and again has tried before.
        let tried_for = if self.delivering.pulse.why_unread().is_some() { alert::LONG } else { SignedDuration::ZERO };
        self.delivering.tell_the_team(tried_for).await;
        let delivered = self.delivering.once().await?;
        Ok(Round { look, delivered })
    }

    /// Reads and delivers until the stop is asked for. Then what is in hand is finished, within ten seconds: what takes
    /// longer is cut off, and a mail that was on its way is unknown.
    ///
    /// # Errors
    /// When one of the two breaks off, which only a defect can cause.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self { mut reading, mut delivering, mut stop, desks } = self;
        let pulse = Arc::clone(&delivering.pulse);
        let (halt, halted) = Stop::new();
        let (cut, is_cut) = Stop::new();
        (reading.stop, delivering.stop) = (halted.clone(), halted);
        let mut loops = JoinSet::new();
        loops.spawn(reading.run(desks.clone(), is_cut.clone()));
        loops.spawn(delivering.run(desks, is_cut));
        let ended_early = tokio::select! {
            () = stop.asked() => false,
            _ = loops.join_next() => true,
        };
        pulse.manager().stopping();
        let _ = halt.send(true);
        if timeout(IN_HAND, join(&mut loops)).await.is_err() {
            tracing::warn!("what was in hand took too long and is cut off; a mail that was on its way is unknown");
            let _ = cut.send(true);
            let _ = timeout(CUT, join(&mut loops)).await;
            loops.abort_all();
        }
        anyhow::ensure!(
            !ended_early,
            "a part of the service broke off, which is a defect of the program; please report it"
        );
        tracing::info!("stopped as asked");
        Ok(())
    }
}

async fn join(loops: &mut JoinSet<()>) {
    while loops.join_next().await.is_some() {}
}

/// How long to wait after so many failures in a row: two seconds, doubled up to ten minutes, a quarter more or less, so that
/// not everybody comes back at once after a failure of the server.
fn backoff(failures: u32) -> Duration {
    let doubled = Duration::from_secs(1 << failures.min(20)).min(LONGEST_WAIT);
    // Every RandomState has keys of its own, which is all the chance that is needed here.
    let chance = u32::try_from(RandomState::new().hash_one(failures) % 512).unwrap_or(0);
    doubled * (768 + chance) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_to_ten_minutes_and_is_never_the_same_for_all() {
        let bounds = |failures: u32| {
            let waits: Vec<Duration> = (0..64).map(|_| backoff(failures)).collect();
            (*waits.iter().min().unwrap(), *waits.iter().max().unwrap())
        };
        let (least, most) = bounds(1);
        assert!(least >= Duration::from_millis(1_500) && most <= Duration::from_millis(2_500) && least < most);
        let (least, most) = bounds(u32::MAX);
        assert!(least >= Duration::from_secs(450) && most <= Duration::from_secs(750), "{least:?} {most:?}");
    }
}
