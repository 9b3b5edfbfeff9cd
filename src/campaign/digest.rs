//! The state of the campaign at one moment in, what the digest to the team says out: as data, for the letter that renders it.
//!
//! What only has to be listed (reviews, queries, bounces) is handed through; what has to be counted is counted here, and the two sums that
//! must add up are shown with their parts. If one does not, the digest is headed ERROR and mail to trusts stops.

use std::collections::BTreeMap;

use jiff::{Timestamp, Zoned};

use super::plan::{Next, TrustPlan, WhyNot};
use crate::domain::calendar::in_london;
use crate::domain::ledger::{MessageState, TrustState};
use crate::domain::{OdsCode, SubjectTag};

mod facts;
mod progress;

pub use facts::{DigestFacts, Item, News, NomineeEntry, ReviewItem, Trouble, TrustEntry};
pub use progress::{DayCount, Pace};

/// What the digest says.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// One line that carries the news: `LHS: 143 of 158 trusts answered, 3 to review, 4 days left`.
    pub subject: String,
    /// What does not add up, one sentence each. Empty, or mail to trusts stops.
    pub errors: Vec<String>,
    /// How many trusts answered, of how many.
    pub answered: Rate,
    /// How much time is left.
    pub left: Left,
    /// How fast answers come, against the days that are left.
    pub pace: Pace,
    /// How many trusts had answered by the end of each day, the oldest first: the chart.
    pub progress: Vec<DayCount>,
    /// The regions by name, trusts without one last.
    pub regions: Vec<Region>,
    /// The nominees recorded since the last digest, the oldest first.
    pub nominees: Vec<NomineeEntry>,
    /// The trusts that have not answered, with what will happen next.
    pub outstanding: Vec<Outstanding>,
    /// Those of them that no mail can reach.
    pub unreachable: Vec<Outstanding>,
    /// The trusts by state.
    pub trust_sum: Sum,
    /// The messages by state.
    pub message_sum: Sum,
    /// What is listed as it is.
    pub news: News,
    /// How many trusts answered since the last digest.
    pub new_answers: usize,
}

impl Digest {
    /// Whether there is nothing to tell: then it goes out only if it was asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let News { reviews, queries, bounces, stuck, unrelated, folders: _ } = &self.news;
        self.errors.is_empty()
            && self.new_answers == 0
            && self.nominees.is_empty()
            && self.unreachable.is_empty()
            && reviews.is_empty()
            && stuck.is_empty()
            && [queries, bounces, unrelated].iter().all(|list| list.is_empty())
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl Rate {
    /// In per cent, rounded down, so that only all are a hundred; none of none is nought.
    #[must_use]
    pub fn percent(self) -> usize {
        (self.count * 100).checked_div(self.of).unwrap_or(0)
    }
}

/// How far the deadline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// So many days to come, at least one.
    Days(u32),
    /// It is later today.
    Today,
    /// It was so many days ago; none means earlier today.
    Past(u32),
}

impl Left {
    /// `4 days left`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Days(1) => "1 day left".to_owned(),
            Self::Days(days) => format!("{days} days left"),
            Self::Today => "due today".to_owned(),
            Self::Past(0) => "the deadline has passed".to_owned(),
            Self::Past(1) => "1 day after the deadline".to_owned(),
            Self::Past(days) => format!("{days} days after the deadline"),
        }
    }
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name; none for the trusts of which no region is known.
    pub name: Option<String>,
    /// How many of its trusts answered.
    pub answered: Rate,
    /// Its trusts by state, in the order of reports, every state.
    pub states: Vec<(TrustState, usize)>,
}

/// A trust that has not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outstanding {
    /// Its code.
    pub ods_code: OdsCode,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: TrustState,
    /// What will happen next, in one line.
    pub next: Option<String>,
}

/// A sum that must add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// What is counted: `trusts`.
    pub what: &'static str,
    /// The parts, by name.
    pub parts: Vec<(&'static str, u64)>,
    /// What they must add up to, counted in another way.
    pub total: u64,
}

impl Sum {
    /// Whether it does.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.parts.iter().map(|(_, count)| count).sum::<u64>() == self.total
    }

    /// `158 trusts = 143 answered + 15 outstanding`, or that it is not so.
    #[must_use]
    pub fn words(&self) -> String {
        let parts: Vec<String> =
            self.parts.iter().filter(|(_, count)| *count > 0).map(|(name, count)| format!("{count} {name}")).collect();
        let parts = if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") };
        let sign = if self.adds_up() { "=" } else { "is NOT" };
        format!("{} {} {sign} {parts}", self.total, self.what)
    }
}

/// Counts and puts together what the digest says.
#[must_use]
pub fn digest(facts: DigestFacts<'_>) -> Digest {
    let trust_sum = Sum {
        what: "trusts",
        parts: states(facts.trusts.iter()).into_iter().map(|(state, count)| (state.words(), wide(count))).collect(),
        total: facts.trusts_counted,
    };
    let of = |state: MessageState| facts.messages.iter().filter(|(own, _)| *own == state).map(|(_, count)| count).sum();
    let message_sum = Sum {
        what: "messages",
        parts: MessageState::ALL.into_iter().map(|state| (state.words(), of(state))).collect(),
        total: facts.messages_seen,
    };
    let sums = [&trust_sum, &message_sum].into_iter().filter(|sum| !sum.adds_up()).map(Sum::words);
    let errors: Vec<String> = sums.chain(facts.disagreements.iter().cloned()).collect();
    let answered = rate(facts.trusts.iter());
    let left = left(facts.deadline, facts.now);
    let since = facts.since.unwrap_or(Timestamp::MIN);
    let mut nominees: Vec<NomineeEntry> =
        facts.nominees.iter().filter(|nominee| nominee.recorded > since).cloned().collect();
    nominees.sort_by_key(|nominee| nominee.recorded);
    let outstanding = outstanding(&facts);
    let unreachable =
        outstanding.iter().filter(|(_, unreachable)| *unreachable).map(|(trust, _)| trust.clone()).collect();
    Digest {
        subject: subject(facts.tag, answered, of(MessageState::AwaitingReview), left, &errors),
        errors,
        answered,
        left,
        pace: progress::pace(&facts),
        progress: progress::bars(&facts),
        regions: regions(facts.trusts),
        new_answers: facts.since.map_or(answered.count, |since| answered_after(facts.trusts, since)),
        nominees,
        outstanding: outstanding.into_iter().map(|(trust, _)| trust).collect(),
        unreachable,
        trust_sum,
        message_sum,
        news: facts.news,
    }
}

/// `LHS: 143 of 158 trusts answered, 3 to review, 4 days left`; ERROR before it if something does not add up.
fn subject(tag: &SubjectTag, answered: Rate, to_review: u64, left: Left, errors: &[String]) -> String {
    let short = tag.0.trim_end_matches(|c: char| c.is_ascii_digit());
    let short = if short.is_empty() { &tag.0 } else { short };
    let error = if errors.is_empty() { "" } else { "ERROR " };
    let Rate { count, of } = answered;
    format!("{error}{short}: {count} of {of} trusts answered, {to_review} to review, {}", left.words())
}

fn left(deadline: &Zoned, now: &Zoned) -> Left {
    let (due, today) = (in_london(deadline.timestamp()).date(), in_london(now.timestamp()).date());
    let days = (due - today).get_days();
    match u32::try_from(days) {
        Ok(0) if now < deadline => Left::Today,
        Ok(0) => Left::Past(0),
        Ok(days) => Left::Days(days),
        Err(_) => Left::Past(days.unsigned_abs()),
    }
}

/// How many answered on or after the day of the last digest. A day is the finest that is known, so one may be told twice, none is missed.
fn answered_after(trusts: &[TrustEntry], since: Timestamp) -> usize {
    let day = in_london(since).date();
    let new = |trust: &&TrustEntry| trust.state == TrustState::Answered && trust.answered_on.is_none_or(|on| on >= day);
    trusts.iter().filter(new).count()
}

fn rate<'t>(trusts: impl Iterator<Item = &'t TrustEntry>) -> Rate {
    trusts.fold(Rate::default(), |rate, trust| Rate {
        count: rate.count + usize::from(trust.state == TrustState::Answered),
        of: rate.of + 1,
    })
}

fn states<'t>(trusts: impl Iterator<Item = &'t TrustEntry>) -> Vec<(TrustState, usize)> {
    let mut counts: BTreeMap<TrustState, usize> = BTreeMap::new();
    for trust in trusts {
        *counts.entry(trust.state).or_default() += 1;
    }
    TrustState::ALL.into_iter().map(|state| (state, counts.get(&state).copied().unwrap_or(0))).collect()
}

fn regions(trusts: &[TrustEntry]) -> Vec<Region> {
    // None sorts first; it belongs last.
    let mut by_name: BTreeMap<(bool, Option<&str>), Vec<&TrustEntry>> = BTreeMap::new();
    for trust in trusts {
        let name = trust.region.as_deref().map(str::trim).filter(|name| !name.is_empty());
        by_name.entry((name.is_none(), name)).or_default().push(trust);
    }
    by_name
        .into_iter()
        .map(|((_, name), own)| Region {
            name: name.map(str::to_owned),
            answered: rate(own.iter().copied()),
            states: states(own.iter().copied()),
        })
        .collect()
}

/// The trusts that have not answered, and whether nobody there can be reached.
fn outstanding(facts: &DigestFacts<'_>) -> Vec<(Outstanding, bool)> {
    let open = |trust: &&TrustEntry| !matches!(trust.state, TrustState::Answered | TrustState::Declined);
    let plans: BTreeMap<&OdsCode, &TrustPlan> = facts.plans.iter().map(|plan| (&plan.trust, plan)).collect();
    facts
        .trusts
        .iter()
        .filter(open)
        .map(|trust| {
            let plan = plans.get(&trust.ods_code);
            let unreachable = plan.is_some_and(|plan| matches!(plan.next, Next::Nothing(WhyNot::Unreachable(_))));
            let next = plan.map(|plan| plan.next.words());
            (
                Outstanding { ods_code: trust.ods_code.clone(), name: trust.name.clone(), state: trust.state, next },
                unreachable,
            )
        })
        .collect()
}

fn wide(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
