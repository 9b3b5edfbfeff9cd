//! The rules and the deadline in, the windows in which each round may be sent out.
//!
//! A round opens on its working day. It is over when it would make no sense any more: before the deadline, a little before the
//! deadline itself; and always so early that the next round need not wait for the gap between two mails. So a round that was missed
//! is merged into the next one, and nobody gets two mails for it.

use jiff::{SignedDuration, Zoned};

use super::facts::CampaignFacts;
use crate::domain::reminders::Round;

/// A reminder of a deadline leaves at least so much time to answer.
const NOTICE: SignedDuration = SignedDuration::from_hours(3);

/// When one round may be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The round's number as people count, from 1.
    pub number: usize,
    /// The round.
    pub round: Round,
    /// From this moment.
    pub opens: Zoned,
    /// Until just before this one. A window that ends as it opens is empty: its round is merged into the next one.
    pub ends: Zoned,
}

/// The windows of all rounds, the earliest first. No two of them overlap.
#[must_use]
pub fn timetable(campaign: &CampaignFacts<'_>) -> Vec<Window> {
    let (rules, days) = (campaign.rules, campaign.days);
    let dated: Vec<_> = rules.rounds.iter().map(|round| (round, round.day(days, campaign.deadline.date()))).collect();
    let followers = dated.iter().skip(1).map(|(_, day)| Some(*day)).chain([None]);
    let windows = dated.iter().zip(followers).enumerate().map(|(index, ((round, day), next))| {
        let last_day = match next {
            Some(next) => days.before(next, rules.gap).max(*day),
            None => days.after(*day, rules.late),
        };
        let opens = rules.hours.opening(*day);
        let mut ends = rules.hours.closing(last_day);
        if let Some(next) = next {
            ends = ends.min(rules.hours.opening(next));
        }
        if matches!(round, Round::Before(_)) {
            ends = ends.min(last_call(campaign));
        }
        Window { number: index + 1, round: *round, ends: ends.max(opens.clone()), opens }
    });
    windows.collect()
}

/// The moment from which no reminder of the coming deadline is sent.
pub(super) fn last_call(campaign: &CampaignFacts<'_>) -> Zoned {
    campaign.deadline.checked_sub(NOTICE).unwrap_or_else(|_| campaign.deadline.clone())
}
