//! How the answers came in over the days: the chart of the digest, and the pace against the days that are left.

use jiff::civil::{Date, Weekday};

use super::facts::{DigestFacts, TrustEntry};
use crate::domain::calendar::in_london;
use crate::domain::ledger::TrustState;

/// More bars than these are thinned to one a week.
const MOST_BARS: usize = 30;

/// One bar of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The working day.
    pub day: Date,
    /// How many trusts had answered by its end.
    pub answered: usize,
    /// How many working days were left from then.
    pub days_left: usize,
}

/// How fast answers come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How many trusts answered in the last five working days, today included.
    pub last_five_days: usize,
    /// How many have neither named somebody nor declined.
    pub missing: usize,
    /// How many working days are left after today, up to and with the deadline's.
    pub days_left: usize,
}

/// Every working day from the letter until today, or the last one of each week if those are many. The last bar is today's.
pub(super) fn bars(facts: &DigestFacts<'_>) -> Vec<DayCount> {
    let today = in_london(facts.now.timestamp()).date();
    let deadline = in_london(facts.deadline.timestamp()).date();
    let mut days = Vec::new();
    let mut day = facts.days.on_or_after(facts.letter_date);
    while day < today {
        days.push(day);
        day = facts.days.after(day, 1);
    }
    if facts.letter_date <= today {
        days.push(today);
    }
    if days.len() > MOST_BARS {
        days = days.iter().copied().filter(|day| *day == today || ends_a_week(facts, *day)).collect();
    }
    let bars = days.into_iter().map(|day| DayCount {
        day,
        answered: answered_by(facts.trusts, day),
        days_left: facts.days.between(day, deadline),
    });
    bars.collect()
}

/// Whether no other working day of its week follows.
fn ends_a_week(facts: &DigestFacts<'_>, day: Date) -> bool {
    let next = facts.days.after(day, 1);
    (next - day).get_days() > i32::from(day.weekday().until(Weekday::Sunday))
}

fn answered_by(trusts: &[TrustEntry], day: Date) -> usize {
    trusts.iter().filter(|trust| is_answered(trust) && trust.answered_on.is_none_or(|on| on <= day)).count()
}

fn is_answered(trust: &TrustEntry) -> bool {
    trust.state == TrustState::Answered
}

pub(super) fn pace(facts: &DigestFacts<'_>) -> Pace {
    let today = in_london(facts.now.timestamp()).date();
    let deadline = in_london(facts.deadline.timestamp()).date();
    let from = facts.days.before(facts.days.on_or_before(today), 4);
    let recent = |trust: &&TrustEntry| is_answered(trust) && trust.answered_on.is_some_and(|on| on >= from);
    let missing = |trust: &&TrustEntry| !matches!(trust.state, TrustState::Answered | TrustState::Declined);
    Pace {
        last_five_days: facts.trusts.iter().filter(recent).count(),
        missing: facts.trusts.iter().filter(missing).count(),
        days_left: facts.days.between(today, deadline),
    }
}
