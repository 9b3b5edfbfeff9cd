//! Mail out: what is due is delivered as soon as the bell rings, and the outbox is looked at now and then besides, for what
//! a person has released and what is tried again. Before that it is seen to what the team has to be told: the digest, and alerts.
//! That is done here, and not by the loop that reads, because it must not wait for a mailbox.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};

use super::pulse::{LONGEST_STEP, Part, Pulse};
use super::reload::Desks;
use super::stop::Stop;
use super::{Delivered, LONGEST_WAIT, backoff};
use crate::clock::Clock;
use crate::domain::outbox::Outcome;
use crate::flow::Desk;
use crate::flow::alert::{self, Seen};
use crate::flow::deliver::{Courier, Step};
use crate::flow::digest::{self, Made, Run};
use crate::flow::office::Office;
use crate::post::Post;
use crate::store::{Store, Writer};
use crate::token::Tokens;

/// After so many mails in a row that could not be delivered, the server is left alone until the next round.
const FAILURES_IN_A_ROW: u32 = 3;
/// How often the outbox is looked at when nobody rings.
const NOW_AND_THEN: Duration = Duration::from_secs(10);

/// The loop that delivers.
#[derive(Debug)]
pub(super) struct Delivering {
    /// The main campaign's.
    pub desk: Arc<Desk>,
    pub courier: Courier,
    pub tokens: Tokens,
    pub stop: Stop,
    pub pulse: Arc<Pulse>,
    pub writer: Writer,
    pub clock: Clock,
    /// When this run began.
    pub started: Timestamp,
}

/// What ends a round of delivery.
#[derive(Debug)]
enum Rest {
    /// Nothing is due; the bell may ring at any moment.
    Idle,
    /// The rate is reached: not before this time.
    Rate(Duration),
    /// The server is busy: not before this time.
    Pause(Duration),
    /// The server fails again and again: not before the next round.
    Trouble,
}

impl Delivering {
    /// Delivers until the stop is asked for. When `cut` is asked for too, the mail in hand is abandoned and unknown.
    pub(super) async fn run(mut self, mut desks: Desks, mut cut: Stop) {
        let pulse = Arc::clone(&self.pulse);
        let mut failures = 0_u32;
        while !self.stop.is_asked() {
            self.take_up(desks.new_ones()).await;
            let tried_for = self.clock.now().duration_since(self.started);
            self.tell_the_team(tried_for).await;
            let mut delivered = Delivered::default();
            let work = pulse.during(Part::Delivering, LONGEST_STEP, self.deliver(&mut delivered));
            let round = tokio::select! {
                round = work => round,
                () = cut.asked() => return self.abandon().await,
            };
            let pause = match round {
                Ok(rest) => {
                    failures = 0;
                    self.pause(&rest)
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    tracing::error!(error = format!("{error:#}"), "delivery broke off here; it is tried again");
                    self.abandon().await;
                    (backoff(failures), Bell::Deaf)
                }
            };
            let limit = pause.0.saturating_add(LONGEST_STEP);
            pulse.during(Part::Delivering, limit, self.wait(pause, &desks)).await;
        }
        self.courier.close().await;
    }

    /// Delivers until nothing is due, the server fails again and again, or the rate is reached.
    async fn deliver(&mut self, delivered: &mut Delivered) -> anyhow::Result<Rest> {
        let mut failures = 0;
        while !self.stop.is_asked() && failures < FAILURES_IN_A_ROW {
            let step = self.courier.step().await?;
            self.pulse.mail_done();
            match step {
                Step::Idle | Step::Closed => return Ok(Rest::Idle),
                Step::Paused(pause) => return Ok(Rest::Pause(pause)),
                Step::Wait(wait) => return Ok(Rest::Rate(wait)),
                Step::Tried(_, outcome) => {
                    delivered.count(&outcome);
                    failures = if matches!(outcome, Outcome::Sent { .. }) { 0 } else { failures + 1 };
                }
            }
        }
        Ok(Rest::Trouble)
    }

    /// Writes the digests that are due, and alerts if something has stopped. A failure here stops no mail.
    pub(super) async fn tell_the_team(&mut self, tried_for: SignedDuration) {
        let (office, now) = (Arc::clone(self.courier.office()), self.clock.now());
        let run = Run { started: self.started, standing: self.courier.standing() };
        let seen = Seen { tried_for, why: self.pulse.why_unread() };
        let told = self.writer.run(move |store| tell(store, &office, run, &seen, now)).await;
        let errors = match told {
            Ok(errors) => errors,
            Err(gone) => vec![gone.into()],
        };
        for error in errors {
            tracing::error!(error = format!("{error:#}"), "the team could not be told; it is tried again");
        }
    }

    /// One delivery of everything that is due, waiting for the rate where it must.
    pub(super) async fn once(&mut self) -> anyhow::Result<Delivered> {
        let mut delivered = Delivered::default();
        while let Rest::Rate(wait) = self.deliver(&mut delivered).await? {
            tracing::info!(seconds = wait.as_secs(), "the rate is reached, delivery goes on after a pause");
            self.stop.wait(wait).await;
            if self.stop.is_asked() {
                break;
            }
        }
        self.courier.close().await;
        Ok(delivered)
    }

    /// What is written down as being sent, but is not in our hands any more, is unknown. If nothing can be written down
    /// now, the next round does it, or the next start.
    async fn abandon(&mut self) {
        if let Err(error) = self.courier.let_go().await {
            tracing::error!(
                error = format!("{error:#}"),
                "what became of the mail in hand could not be written down yet"
            );
        }
    }

    async fn take_up(&mut self, new: Option<Arc<Office>>) {
        let Some(office) = new else { return };
        // It was tried when the desk was checked; what has become of it since shows with the next mail.
        match Post::new(&office.main().config.delivery, &self.tokens).context("the delivery is not usable") {
            Ok(post) => {
                self.courier.close().await;
                self.desk = Arc::clone(office.main());
                if let Err(error) = self.courier.move_to(office, post).await {
                    tracing::error!(
                        error = format!("{error:#}"),
                        "the further campaigns of the new configuration send nothing yet; start the service again"
                    );
                }
            }
            Err(error) => tracing::error!(error = format!("{error:#}"), "mail goes out by the old configuration"),
        }
    }

    fn pause(&self, rest: &Rest) -> (Duration, Bell) {
        match rest {
            Rest::Idle => (NOW_AND_THEN.min(self.desk.config.poll_every), Bell::Heard),
            Rest::Rate(wait) | Rest::Pause(wait) => (*wait, Bell::Deaf),
            Rest::Trouble => (self.desk.config.poll_every.min(LONGEST_WAIT), Bell::Deaf),
        }
    }

    async fn wait(&mut self, (time, bell): (Duration, Bell), desks: &Desks) {
        let pulse = Arc::clone(&self.pulse);
        let rung = async {
            match bell {
                Bell::Heard => pulse.bell().await,
                Bell::Deaf => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.stop.wait(time) => {}
            () = rung => {}
            () = desks.changed() => {}
        }
    }
}

/// What has stopped concerns every campaign and is told once, by the first that has somebody to tell. Each has a digest of its own.
fn tell(store: &mut Store, office: &Office, run: Run, seen: &Seen, now: Timestamp) -> Vec<anyhow::Error> {
    let mut errors = Vec::new();
    if let Some(desk) = office.desks().find(|desk| desk.config.digest.is_some())
        && let Err(error) = alert::watch(store, desk, seen, now).context("the team could not be alerted")
    {
        errors.push(error);
    }
    for desk in office.desks() {
        match digest::tick(store, desk, run, now).context("the digest could not be written") {
            Ok(Made::Written(ids)) => tracing::info!(mails = ids.len(), "the digest is written"),
            Ok(Made::Nothing | Made::NotDue) => {}
            Err(error) => errors.push(error),
        }
    }
    errors
}

/// Whether a new mail ends the wait.
#[derive(Debug, Clone, Copy)]
enum Bell {
    Heard,
    Deaf,
}
