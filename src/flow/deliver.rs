//! The outbox to the post, one mail at a time. Nothing else sends.
//!
//! The row is committed as `sending` before the connection may carry the data. Killed after that, it becomes `unknown`
//! at the next start: nobody can tell whether it arrived, so a person decides, and nothing ever arrives twice.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Desk, outbox::outdated};
use crate::clock::Clock;
use crate::config::Delivery;
use crate::domain::calendar::in_london;
use crate::domain::{
    Mode, OutboxId,
    outbox::{OutboxState, Outcome},
};
use crate::post::Post;
use crate::store::{StoreError, Tx, Writer, audit, outbox};

/// A mail that could not be delivered for this long is given up, and shown.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);
/// But not before this many tries (about half a day): it may have waited for a person, or the service for its machine.
const FEWEST_TRIES: u32 = 16;
/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// So many mails in a row may be refused for good. What is refused after them is tried again later: most likely it is the
/// server or our account, not the recipients, and a whole queue must not burn.
const REFUSALS_IN_A_ROW: u32 = 3;

/// What one step of delivery did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing is due.
    Idle,
    /// As many mails went out in the last minute as may; the next may go after this time.
    Wait(Duration),
    /// One mail was tried.
    Tried(OutboxId, Outcome),
}

/// Delivers, within the rate.
#[derive(Debug)]
pub struct Courier {
    desk: Arc<Desk>,
    writer: Writer,
    clock: Clock,
    post: Post,
    recent: VecDeque<tokio::time::Instant>,
    refusals: u32,
}

impl Courier {
    /// A courier for this desk.
    #[must_use]
    pub fn new(desk: Arc<Desk>, writer: Writer, clock: Clock, post: Post) -> Self {
        Self { desk, writer, clock, post, recent: VecDeque::new(), refusals: 0 }
    }

    /// At start: what was being sent when the program ended becomes unknown.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn start(&self) -> anyhow::Result<usize> {
        let (desk, now) = (Arc::clone(&self.desk), self.clock.now());
        let unknown = self
            .writer
            .run(move |store| {
                store.change::<_, StoreError>(|tx| {
                    let unknown = outbox::sending_to_unknown(tx, desk.id())?;
                    for id in &unknown {
                        note(tx, &desk, "mail unknown after an interrupted run", *id, now)?;
                    }
                    Ok(unknown)
                })
            })
            .await??;
        for id in &unknown {
            tracing::warn!(outbox = id.0, "whether this mail arrived is unknown: see `cso-intake outbox list`");
        }
        Ok(unknown.len())
    }

    /// Sends the next mail that is due, if the rate allows.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn step(&mut self) -> anyhow::Result<Step> {
        // What another mode, or a person under another configuration, has queued stays where it is.
        if self.desk.config.mode == Mode::Observe {
            return Ok(Step::Idle);
        }
        if let Some(wait) = self.wait() {
            return Ok(Step::Wait(wait));
        }
        let (desk, now) = (Arc::clone(&self.desk), self.clock.now());
        let next = self
            .writer
            .run(move |store| {
                store.change::<_, StoreError>(|tx| {
                    let next = next_true(tx, &desk, now)?;
                    if let Some(item) = &next {
                        outbox::begin_sending(tx, item.id, now)?;
                    }
                    Ok(next)
                })
            })
            .await??;
        let Some(item) = next else { return Ok(Step::Idle) };
        self.recent.push_back(tokio::time::Instant::now());
        let outcome = self.post.send(&item.mail, &in_london(now)).await;
        let outcome = believed(outcome, &mut self.refusals);
        tracing::info!(outbox = item.id.0, outcome = name(&outcome), "a mail was tried");
        let (desk, now, said) = (Arc::clone(&self.desk), self.clock.now(), outcome.clone());
        let id = item.id;
        self.writer
            .run(move |store| store.change::<_, StoreError>(|tx| settle(tx, &desk, &item, &said, now)))
            .await??;
        Ok(Step::Tried(id, outcome))
    }

    /// Goes on by another configuration. What went out in the last minute still counts for the rate.
    pub fn move_to(&mut self, desk: Arc<Desk>, post: Post) {
        self.desk = desk;
        self.post = post;
    }

    /// Ends the connection in good order.
    pub async fn close(&mut self) {
        self.post.close().await;
    }

    /// How long until the rate allows another mail.
    fn wait(&mut self) -> Option<Duration> {
        const MINUTE: Duration = Duration::from_secs(60);
        let Delivery::Smtp(account) = &self.desk.config.delivery else { return None };
        let rate = usize::try_from(account.rate_per_minute).unwrap_or(usize::MAX);
        while self.recent.front().is_some_and(|sent| sent.elapsed() >= MINUTE) {
            self.recent.pop_front();
        }
        if self.recent.len() < rate {
            return None;
        }
        self.recent.front().map(|sent| MINUTE.saturating_sub(sent.elapsed()))
    }
}

/// The next mail that is due and still true. What is no longer so is dropped on the way.
pub(super) fn next_true(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Option<outbox::Item>, StoreError> {
    while let Some(item) = outbox::next_due(tx, desk.id(), now)? {
        let Some(why) = outdated(tx, desk, &item)? else { return Ok(Some(item)) };
        outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?;
        note(tx, desk, "mail dropped, it is no longer so", item.id, now)?;
    }
    Ok(None)
}

/// The outcome, in the light of those before it.
fn believed(outcome: Outcome, refusals: &mut u32) -> Outcome {
    match outcome {
        Outcome::GaveUp { reason } if *refusals >= REFUSALS_IN_A_ROW => {
            Outcome::RetryLater { reason: format!("refused like the {refusals} mails before it: {reason}") }
        }
        Outcome::GaveUp { .. } => {
            *refusals += 1;
            outcome
        }
        Outcome::Sent { .. } => {
            *refusals = 0;
            outcome
        }
        Outcome::RetryLater { .. } | Outcome::Unknown { .. } => outcome,
    }
}

/// Writes down what became of a mail.
pub(super) fn settle(
    tx: &Tx<'_>,
    desk: &Desk,
    item: &outbox::Item,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    match outcome {
        Outcome::Sent { reply } => outbox::sent(tx, item.id, reply)?,
        Outcome::RetryLater { reason }
            if now.duration_since(item.created) > GIVE_UP_AFTER && item.tries + 1 >= FEWEST_TRIES =>
        {
            let why = format!("given up after {} tries: {reason}", item.tries + 1);
            outbox::set_state(tx, item.id, OutboxState::GaveUp, Some(&why), now)?;
        }
        // While it was on its way, what it says may have been taken back.
        Outcome::RetryLater { reason } => match outdated(tx, desk, item)? {
            Some(why) => outbox::set_state(tx, item.id, OutboxState::Dropped, Some(why), now)?,
            None => {
                let next = now + backoff(item.id, item.tries);
                outbox::set_state(tx, item.id, OutboxState::Queued, Some(reason), next)?;
            }
        },
        Outcome::GaveUp { reason } => outbox::set_state(tx, item.id, OutboxState::GaveUp, Some(reason), now)?,
        Outcome::Unknown { reason } => outbox::set_state(tx, item.id, OutboxState::Unknown, Some(reason), now)?,
    }
    note(tx, desk, &format!("mail {}", name(outcome)), item.id, now)
}

/// A minute, doubled at every try up to an hour, and up to a quarter more so that a queue does not come back all at once.
fn backoff(id: OutboxId, tries: u32) -> SignedDuration {
    let doubled = SignedDuration::from_secs(60 << tries.min(6)).min(LONGEST_WAIT);
    let spread = (id.0.unsigned_abs() * 7919) % 250;
    doubled + SignedDuration::from_millis(doubled.as_secs() * i64::try_from(spread).unwrap_or(0))
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent { .. } => "sent",
        Outcome::RetryLater { .. } => "put off",
        Outcome::GaveUp { .. } => "given up",
        Outcome::Unknown { .. } => "unknown",
    }
}

fn note(tx: &Tx<'_>, desk: &Desk, event: &str, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
    audit::add(tx, desk.id(), now, &audit::Event { outbox: Some(id), ..audit::Event::new("service", event) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_refuses_everything_costs_three_mails_and_not_the_queue() {
        let mut refusals = 0;
        let refused = || Outcome::GaveUp { reason: "550 no".to_owned() };
        let given_up = (0..9).filter(|_| matches!(believed(refused(), &mut refusals), Outcome::GaveUp { .. })).count();
        assert_eq!(given_up, 3);
        believed(Outcome::Sent { reply: "250".to_owned() }, &mut refusals);
        assert_eq!(believed(refused(), &mut refusals), refused());
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_is_spread() {
        let minutes: Vec<i64> = (0..10).map(|tries| backoff(OutboxId(3), tries).as_mins()).collect();
        assert!(minutes.is_sorted(), "{minutes:?}");
        assert!(minutes.iter().all(|minutes| (1..=75).contains(minutes)), "{minutes:?}");
        assert_ne!(backoff(OutboxId(3), 5), backoff(OutboxId(4), 5));
    }
}
