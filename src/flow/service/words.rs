//! How things stand in one line for the service manager: numbers, never people.

use crate::domain::address::without_addresses;
use crate::domain::ledger::MessageState;
use crate::domain::outbox::OutboxState;
use crate::flow::look::Look;
use crate::mailbox::MailboxError;
use crate::store::hold::Hold;

/// `325 messages, 12 awaiting review, 1 set aside; outbox: 3 queued, 1 unknown; ALL SENDING IS HELD`.
pub(super) fn standing(messages: &[(MessageState, u64)], mails: &[(OutboxState, u64)], holds: &[Hold]) -> String {
    let all: u64 = messages.iter().map(|(_, count)| count).sum();
    let mut words = format!("{all} messages");
    for (state, count) in messages {
        if *count > 0 && matches!(state, MessageState::AwaitingReview | MessageState::SetAside) {
            words.push_str(&format!(", {count} {}", state.words()));
        }
    }
    let waiting: Vec<String> = mails
        .iter()
        .filter(|(state, count)| *count > 0 && waits(*state))
        .map(|(state, count)| format!("{count} {}", state.words()))
        .collect();
    let outbox = if waiting.is_empty() { "nothing waits".to_owned() } else { waiting.join(", ") };
    let held = if holds.is_empty() { "" } else { "; ALL SENDING IS HELD: see `cso-intake outbox holds`" };
    format!("{words}; outbox: {outbox}{held}")
}

/// The counts of several campaigns as one, each state where it came first.
pub(super) fn summed<S: PartialEq>(counts: Vec<(S, u64)>) -> Vec<(S, u64)> {
    let mut sums: Vec<(S, u64)> = Vec::new();
    for (state, count) in counts {
        match sums.iter_mut().find(|(own, _)| *own == state) {
            Some((_, sum)) => *sum += count,
            None => sums.push((state, count)),
        }
    }
    sums
}

/// Whether a mail in this state may still need somebody or something.
fn waits(state: OutboxState) -> bool {
    match state {
        OutboxState::Queued | OutboxState::Held | OutboxState::Sending | OutboxState::Unknown | OutboxState::GaveUp => {
            true
        }
        OutboxState::Sent | OutboxState::Dropped | OutboxState::Suppressed => false,
    }
}

/// `the mailbox could not be read, 3 times in a row: see the log`.
pub(super) fn unreadable(failures: u32) -> String {
    let times = if failures == 1 { String::new() } else { format!(", {failures} times in a row") };
    format!("the mailbox could not be read{times}: see the log")
}

/// Why a look did not go well, for the team; none if it did. Without names and addresses.
pub(super) fn why_unread(looked: &anyhow::Result<Vec<Look>>) -> Option<String> {
    match looked {
        Ok(looks) if looks.iter().all(|look| look.unread == 0) => None,
        Ok(_) => Some("a watched folder is not there or cannot be opened; see the names under folders".to_owned()),
        // What stands before the mailbox's own words says only that it was one.
        Err(error) => {
            let mailbox = error.chain().find_map(|cause| cause.downcast_ref::<MailboxError>());
            Some(without_addresses(&mailbox.map_or_else(|| format!("{error:#}"), ToString::to_string)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_named_and_nothing_else() {
        let messages = [(MessageState::Answer, 300), (MessageState::AwaitingReview, 12), (MessageState::SetAside, 0)];
        let mails = [(OutboxState::Queued, 3), (OutboxState::Sent, 280), (OutboxState::Unknown, 1)];
        assert_eq!(standing(&messages, &mails, &[]), "312 messages, 12 awaiting review; outbox: 3 queued, 1 unknown");
        assert_eq!(standing(&[], &[], &[]), "0 messages; outbox: nothing waits");
        assert_eq!(unreadable(1), "the mailbox could not be read: see the log");
    }
}
