//! Whether both loops of the service make progress, and the bell between them.
//!
//! The service manager hears that we are alive only from the loops themselves, and only when both have moved since it
//! heard the last time. A loop that is stuck, in its own code or in a step that takes longer than it may, silences it;
//! then the manager ends us and starts us again.

use std::future::Future;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

use super::manager::Manager;

/// The two loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Mail in.
    Reading,
    /// Mail out.
    Delivering,
}

/// The longest that one step may take: the largest message on the slowest line that is still waited for.
pub const LONGEST_STEP: Duration = Duration::from_secs(3_600);

/// How often a loop that waits shows that it still turns, when no watchdog says how often.
const USUALLY: Duration = Duration::from_secs(60);

/// But not more often than this.
const SHORTEST: Duration = Duration::from_millis(10);

/// The pulse of the service.
#[derive(Debug, Default)]
pub struct Pulse {
    manager: Manager,
    beats: Mutex<Beats>,
    /// Rung when there may be something to deliver.
    bell: Notify,
    /// Why the last look did not go well, if it did not.
    unread: Mutex<Option<String>>,
}

impl Pulse {
    /// A pulse that this manager feels.
    #[must_use]
    pub fn felt_by(manager: Manager) -> Self {
        Self { manager, ..Self::default() }
    }

    /// Who is told.
    #[must_use]
    pub fn manager(&self) -> &Manager {
        &self.manager
    }

    /// Reading has come one message further, and may have queued mail.
    pub fn message_done(&self) {
        self.step(Part::Reading, LONGEST_STEP);
        self.bell.notify_one();
    }

    /// A look is over with all that follows it: what waited for that may go out.
    pub fn look_done(&self) {
        self.bell.notify_one();
    }

    /// A look has ended, and why it did not go well, if it did not: without names and addresses.
    pub fn looked(&self, why: Option<String>) {
        *self.unread.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }

    /// Why the last look did not go well, if it did not.
    pub fn why_unread(&self) -> Option<String> {
        self.unread.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// One mail was tried.
    pub fn mail_done(&self) {
        self.step(Part::Delivering, LONGEST_STEP);
    }

    /// Waits until the bell rings.
    pub async fn bell(&self) {
        self.bell.notified().await;
    }

    /// Does this work, which may take so long, and shows meanwhile that the loop still turns.
    pub async fn during<T>(&self, part: Part, limit: Duration, work: impl Future<Output = T>) -> T {
        self.step(part, limit);
        let every = self.every();
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => {
                    self.step(part, limit);
                    return done;
                }
                () = sleep(every) => self.tell(|beats| beats.turn(part, Instant::now())),
            }
        }
    }

    /// The part has moved; its next step may take so long.
    fn step(&self, part: Part, limit: Duration) {
        self.tell(|beats| beats.step(part, Instant::now(), limit));
    }

    /// How often the manager hears of us, and a waiting loop shows that it turns.
    fn every(&self) -> Duration {
        self.manager.watchdog().map_or(USUALLY, |watchdog| (watchdog / 4).max(SHORTEST))
    }

    fn tell(&self, change: impl FnOnce(&mut Beats)) {
        let alive = {
            let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut beats);
            beats.both(Instant::now(), self.every())
        };
        if alive && self.manager.watchdog().is_some() {
            self.manager.alive();
        }
    }
}

/// Who has moved since the manager was told the last time.
#[derive(Debug, Default)]
struct Beats {
    reading: Beat,
    delivering: Beat,
    told: Option<Instant>,
}

#[derive(Debug, Default)]
struct Beat {
    moved: bool,
    /// When the step in hand should be over.
    until: Option<Instant>,
}

impl Beats {
    fn of(&mut self, part: Part) -> &mut Beat {
        match part {
            Part::Reading => &mut self.reading,
            Part::Delivering => &mut self.delivering,
        }
    }

    /// A step is done and the next begins.
    fn step(&mut self, part: Part, now: Instant, limit: Duration) {
        *self.of(part) = Beat { moved: true, until: now.checked_add(limit) };
    }

    /// The loop turns, in the middle of a step. That counts only as long as the step may last.
    fn turn(&mut self, part: Part, now: Instant) {
        let beat = self.of(part);
        beat.moved |= beat.until.is_none_or(|until| now < until);
    }

    /// Whether both have moved and it is time to tell. Then both have to move again.
    fn both(&mut self, now: Instant, every: Duration) -> bool {
        let due = self.told.is_none_or(|told| now.duration_since(told) >= every);
        let both = due && self.reading.moved && self.delivering.moved;
        if both {
            self.told = Some(now);
            self.reading.moved = false;
            self.delivering.moved = false;
        }
        both
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    #[test]
    fn only_both_together_are_alive() {
        let (mut beats, now) = (Beats::default(), Instant::now());
        for part in [Part::Reading, Part::Delivering] {
            beats.step(part, now, LIMIT);
            beats.step(part, now, LIMIT);
            assert_eq!(beats.both(now, Duration::ZERO), part == Part::Delivering);
        }
        assert!(!beats.both(now, Duration::ZERO), "what was told once is not told again");
        for _ in 0..9 {
            beats.step(Part::Delivering, now, LIMIT);
            assert!(!beats.both(now, Duration::ZERO), "reading hangs");
        }
        beats.turn(Part::Reading, now);
        assert!(beats.both(now, Duration::ZERO));
    }

    #[test]
    fn a_step_that_takes_longer_than_it_may_counts_as_hanging() {
        let (mut beats, now) = (Beats::default(), Instant::now());
        beats.step(Part::Reading, now, LIMIT);
        beats.step(Part::Delivering, now, LIMIT);
        assert!(beats.both(now, Duration::ZERO));
        for (seconds, alive) in [(30, true), (59, true), (60, false), (600, false)] {
            let later = now + Duration::from_secs(seconds);
            beats.step(Part::Delivering, later, LIMIT);
            beats.turn(Part::Reading, later);
            assert_eq!(beats.both(later, Duration::ZERO), alive, "after {seconds} seconds");
        }
        beats.step(Part::Reading, now + LIMIT * 20, LIMIT);
        assert!(beats.both(now + LIMIT * 20, Duration::ZERO), "it moves again");
    }

    #[test]
    fn the_manager_is_not_told_more_often_than_it_asks() {
        let (mut beats, now) = (Beats::default(), Instant::now());
        let told: usize = (0..100)
            .map(|second| {
                let later = now + Duration::from_secs(second);
                beats.step(Part::Reading, later, LIMIT);
                beats.step(Part::Delivering, later, LIMIT);
                usize::from(beats.both(later, Duration::from_secs(10)))
            })
            .sum();
        assert_eq!(told, 10);
    }

    #[tokio::test]
    async fn a_bell_that_rang_before_anybody_listened_is_heard() {
        let pulse = Pulse::default();
        pulse.message_done();
        pulse.message_done();
        tokio::time::timeout(LIMIT, pulse.bell()).await.unwrap();
    }
}
