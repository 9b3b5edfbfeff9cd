//! How long to go on, and how long to wait between two tries: what was tried in, times out. Pure.

use std::time::Duration;

use jiff::SignedDuration;

use crate::domain::{OutboxId, outbox::Outcome};

/// A mail that could not be delivered for this long is given up, and shown.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);
/// But not before this many tries (about half a day): it may have waited for a person, or the service for its machine.
const FEWEST_TRIES: u32 = 16;
/// The longest wait between two tries.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// So many mails in a row may be refused for good. What is refused after them is tried again later: most likely it is the
/// server or our account, not the recipients, and a whole queue must not burn.
const REFUSALS_IN_A_ROW: u32 = 3;

/// How the reason of a mail begins that is tried again for that.
pub(in crate::flow) const BREAKER: &str = "refused like the";

/// The first pause after a server has said that it is busy. Each further one is twice as long, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

/// Whether a mail that was written so long ago and tried so often is given up.
pub(super) fn is_at_an_end(age: SignedDuration, tries: u32) -> bool {
    age > GIVE_UP_AFTER && tries >= FEWEST_TRIES
}

/// The outcome, in the light of those before it.
pub(super) fn believed(outcome: Outcome, refusals: &mut u32) -> Outcome {
    match outcome {
        Outcome::GaveUp { reason } if *refusals >= REFUSALS_IN_A_ROW => {
            Outcome::RetryLater { reason: format!("{BREAKER} {refusals} mails before it: {reason}") }
        }
        Outcome::GaveUp { .. } => {
            *refusals += 1;
            outcome
        }
        Outcome::Sent { .. } => {
            *refusals = 0;
            outcome
        }
        Outcome::RetryLater { .. } | Outcome::Busy { .. } | Outcome::Unknown { .. } => outcome,
    }
}

/// A minute, doubled at every try up to an hour, and up to a quarter more so that a queue does not come back all at once.
pub(super) fn backoff(id: OutboxId, tries: u32) -> SignedDuration {
    let doubled = SignedDuration::from_secs(60 << tries.min(6)).min(LONGEST_WAIT);
    let spread = (id.0.unsigned_abs() * 7919) % 250;
    doubled + SignedDuration::from_millis(doubled.as_secs() * i64::try_from(spread).unwrap_or(0))
}

/// How long a busy server is left alone, after it was busy so many times in a row; up to a quarter longer.
pub(super) fn pause_after(busy: u32, id: OutboxId) -> Duration {
    let doubled = (FIRST_PAUSE * (1 << busy.min(10))).min(LONGEST_PAUSE);
    let spread = u32::try_from((id.0.unsigned_abs() * 7919) % 250).unwrap_or(0);
    doubled + doubled * spread / 1000
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

    #[test]
    fn the_pause_of_a_busy_server_doubles_up_to_a_quarter_of_an_hour() {
        let seconds: Vec<u64> = (0..40).map(|busy| pause_after(busy, OutboxId(3)).as_secs()).collect();
        assert!(seconds.is_sorted() && seconds.iter().all(|seconds| (30..=1_125).contains(seconds)), "{seconds:?}");
        assert_ne!(pause_after(2, OutboxId(3)), pause_after(2, OutboxId(4)));
    }
}
