//! Waiting for mail: IDLE (RFC 2177) where it is offered, and a sign of life of the line at the end in any case.
//!
//! What wakes us proves nothing and what does not loses nothing: the folders are looked at all the same.

use std::time::Duration;

use tokio::time::Instant;

use super::talk::{Heard, Question};
use super::{Folder, Session};
use crate::mailbox::MailboxError;

/// IDLE is begun again after this time: servers end it after 30 minutes (RFC 2177), and one that lost us is noticed.
const AGAIN: Duration = Duration::from_secs(28 * 60);
/// A server that ends IDLE sooner than this is not asked for it again.
const TOO_SOON: Duration = Duration::from_secs(2);

impl Session {
    /// Waits until something may have come in, or for this time. Only the watched folder that most mail comes into can wake
    /// us. May be dropped at any moment; the next question ends IDLE first.
    ///
    /// # Errors
    /// When the line is lost: then it was, or would have been, noticed too by the next look.
    pub async fn wait_for_news(&mut self, limit: Duration) -> Result<(), MailboxError> {
        let end = Instant::now() + limit;
        if self.wants_idle && self.can.idle {
            match self.idle_until(end).await {
                Ok(()) => return Ok(()),
                // It can be had another time, or not at all: without it we wait as long.
                Err(MailboxError::Refused { .. } | MailboxError::NoSuchFolder(_)) => self.can.idle = false,
                Err(lost) => return Err(lost),
            }
        }
        tokio::time::sleep_until(end).await;
        match self.talk.ask(Question::short("NOOP", "NOOP"), |_| {}).await {
            Ok(()) | Err(MailboxError::Refused { .. }) => Ok(()),
            Err(lost) => Err(lost),
        }
    }

    async fn idle_until(&mut self, end: Instant) -> Result<(), MailboxError> {
        if self.open_the_waking_folder().await? || self.talk.take_news() {
            return Ok(());
        }
        while Instant::now() < end {
            let begun = Instant::now();
            self.talk.idle().await?;
            let heard = self.hear_until(end.min(begun + AGAIN)).await?;
            self.talk.stop_idling().await?;
            if self.talk.take_news() {
                return Ok(());
            }
            if heard == Heard::Over && begun.elapsed() < TOO_SOON {
                return Err(MailboxError::Refused { command: "IDLE", reason: "it ends at once".to_owned() });
            }
        }
        Ok(())
    }

    /// Listens until there is news, silence for so long, or an end.
    async fn hear_until(&mut self, until: Instant) -> Result<Heard, MailboxError> {
        loop {
            match self.talk.hear(until.saturating_duration_since(Instant::now())).await? {
                Heard::Chatter => {}
                other => return Ok(other),
            }
        }
    }

    /// Makes the folder that can wake us the open one, and says whether something has come into it since it was last looked
    /// at: that would not be told again.
    async fn open_the_waking_folder(&mut self) -> Result<bool, MailboxError> {
        let folder = self.waking_folder.clone();
        if self.open.as_ref().is_some_and(|open| open.name == folder) {
            return Ok(false);
        }
        let before = self.looked_at.get(&folder).cloned();
        self.open(&folder).await?;
        Ok(before.zip(self.looked_at.get(&folder)).is_some_and(|(before, now)| now.has_grown_since(&before)))
    }
}

impl Folder {
    /// Whether something has come in. Where the server does not tell the next UID, the number of messages has to do.
    fn has_grown_since(&self, before: &Self) -> bool {
        self.uid_validity != before.uid_validity
            || match (self.uid_next, before.uid_next) {
                (Some(now), Some(before)) => now > before,
                _ => self.exists > before.exists,
            }
    }
}
