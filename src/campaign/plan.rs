//! Facts and a moment in; for every trust whether, when, to whom and in which round it is reminded next, or why it is not.
//!
//! For one trust: what stops it altogether (`stopped`); else the first round whose window is not over, that has not been sent, and
//! into which everything that defers the mail still lets it fall (`course`). What does not fit into a round falls into the next.

use jiff::Zoned;
use jiff::civil::Date;

use super::contacts::{Candidate, Elsewhere, candidates, unreachable};
use super::facts::{CampaignFacts, Existence, Fate, MailRecord, Sort, TrustRecord};
use super::rounds::{Window, last_call, timetable};
use crate::domain::calendar::in_london;
use crate::domain::ledger::TrustState;
use crate::domain::nomination::{Answer, Person};
use crate::domain::reminders::{ContactMark, ReminderKey, Round};
use crate::domain::{Contact, MessageId, OdsCode};

/// What will happen to one trust. Its `Display` is the line that people read.
#[derive(Clone, Debug, PartialEq)]
pub struct TrustPlan {
    /// The trust.
    pub trust: OdsCode,
    /// Its name as people write it.
    pub name: String,
    /// What comes next.
    pub next: Next,
}

/// What comes next for a trust.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// A reminder.
    Remind(Reminder),
    /// A reminder is written and has not gone out yet.
    Written {
        /// The round's number.
        number: usize,
        /// Its key in the outbox.
        key: ReminderKey,
        /// To whom.
        contact: Contact,
    },
    /// Nothing, and why.
    Nothing(WhyNot),
}

/// A reminder to come.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder {
    /// Its key in the outbox.
    pub key: ReminderKey,
    /// The round's number as people count.
    pub number: usize,
    /// When it may go out, in Europe/London; never before the moment for which the plan was made.
    pub at: Zoned,
    /// To whom.
    pub contact: Contact,
    /// What is held of the trust.
    pub held: HeldNow,
    /// Why it is then and to that contact, most important first.
    pub because: Vec<Because>,
}

/// What a reminder can say is held already.
#[derive(Clone, Debug, PartialEq)]
pub enum HeldNow {
    /// Nothing.
    Nothing,
    /// A lead without an e-mail address.
    Incomplete(Person),
    /// It asked for time, perhaps until a day.
    Time(Option<Date>),
}

/// Why a reminder is when and to whom it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Because {
    /// A contact who comes before this one is not written to.
    Instead(Contact, Elsewhere),
    /// The contact was out of office by a note of the first day, until the second.
    Away(Date, Option<Date>),
    /// The last mail to the trust was on this day.
    Gap(Date),
    /// The trust asked for time, perhaps until a day.
    Peace(Option<Date>),
}

/// Why a trust gets no reminder.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyNot {
    /// It has named its lead.
    Answered(Option<Person>),
    /// It names nobody.
    Declined,
    /// It closed on that day.
    Closed(Date),
    /// Another trust answers for it.
    Merged(OdsCode),
    /// These messages are or may be from it and wait for a person.
    Unresolved(Vec<MessageId>),
    /// It asked on that day not to be written to.
    AskedNotTo(Date),
    /// The letter has not gone out to it.
    NotInvited,
    /// No address of it works: each with why.
    Unreachable(Vec<(Contact, Elsewhere)>),
    /// Every round is over.
    Over {
        /// The day of the last mail to it.
        last: Option<Date>,
        /// What kept it from being reminded in the last round, if anything did.
        because: Vec<Because>,
    },
}

/// The plan for every trust, in the order given: one line each.
#[must_use]
pub fn plan(campaign: &CampaignFacts<'_>, trusts: &[TrustRecord], now: &Zoned) -> Vec<TrustPlan> {
    let windows = timetable(campaign);
    trusts.iter().map(|trust| plan_within(campaign, &windows, trust, now)).collect()
}

/// The plan for one trust: the same as it has among all.
#[must_use]
pub fn plan_one(campaign: &CampaignFacts<'_>, trust: &TrustRecord, now: &Zoned) -> TrustPlan {
    plan_within(campaign, &timetable(campaign), trust, now)
}

/// The reminders that are to be written into the outbox now.
pub fn due<'a>(plans: &'a [TrustPlan], now: &'a Zoned) -> impl Iterator<Item = &'a Reminder> {
    plans.iter().filter_map(move |plan| match &plan.next {
        Next::Remind(reminder) if reminder.at <= *now => Some(reminder),
        Next::Remind(_) | Next::Written { .. } | Next::Nothing(_) => None,
    })
}

/// The reminders from now until a moment if nothing comes in meanwhile, in the order of time.
#[must_use]
pub fn ahead(campaign: &CampaignFacts<'_>, trusts: &[TrustRecord], now: &Zoned, until: &Zoned) -> Vec<TrustPlan> {
    let windows = timetable(campaign);
    let mut planned: Vec<(Zoned, TrustPlan)> = Vec::new();
    for trust in trusts {
        let mut later = trust.clone();
        for mail in later.mails.iter_mut().filter(|mail| mail.fate == Fate::Waiting) {
            *mail = MailRecord { fate: Fate::Carried, at: now.timestamp(), ..mail.clone() };
        }
        let mut moment = now.clone();
        // Each turn sends one round more, so there are at most as many as rounds.
        for _ in &windows {
            let plan = plan_within(campaign, &windows, &later, &moment);
            let Next::Remind(Reminder { key, at, contact, .. }) = &plan.next else { break };
            if at > until {
                break;
            }
            later.mails.push(MailRecord {
                what: Sort::Reminder(key.clone()),
                to: contact.email.clone(),
                at: at.timestamp(),
                fate: Fate::Carried,
            });
            moment = at.clone();
            planned.push((moment.clone(), plan));
        }
    }
    planned.sort_by(|(one, _), (other, _)| one.cmp(other));
    planned.into_iter().map(|(_, plan)| plan).collect()
}

fn plan_within(campaign: &CampaignFacts<'_>, windows: &[Window], trust: &TrustRecord, now: &Zoned) -> TrustPlan {
    let next = match stopped(trust, now) {
        Some(why) => Next::Nothing(why),
        None => course(campaign, windows, trust, now),
    };
    TrustPlan { trust: trust.ods_code.clone(), name: trust.name.clone(), next }
}

/// What stops a trust from being reminded, whatever the round.
fn stopped(trust: &TrustRecord, now: &Zoned) -> Option<WhyNot> {
    match &trust.existence {
        Existence::MergedInto(other) => return Some(WhyNot::Merged(other.clone())),
        Existence::Closes(day) if *day <= in_london(now.timestamp()).date() => return Some(WhyNot::Closed(*day)),
        Existence::Closes(_) | Existence::Open => {}
    }
    match trust.state() {
        TrustState::Answered => {
            return Some(WhyNot::Answered(trust.answer.as_ref().and_then(Answer::lead).cloned()));
        }
        TrustState::Declined => return Some(WhyNot::Declined),
        TrustState::AwaitingReview => return Some(WhyNot::Unresolved(trust.unresolved.clone())),
        TrustState::Incomplete | TrustState::Holding | TrustState::Outstanding => {}
    }
    if let Some(day) = trust.asked_not_to {
        return Some(WhyNot::AskedNotTo(day));
    }
    let unreachable = unreachable(trust).map(WhyNot::Unreachable);
    unreachable.or_else(|| trust.invited.is_none().then_some(WhyNot::NotInvited))
}

/// The first round into which a reminder still falls.
fn course(campaign: &CampaignFacts<'_>, windows: &[Window], trust: &TrustRecord, now: &Zoned) -> Next {
    let mut kept = Vec::new();
    let last_end = windows.last().map(|window| end(campaign, trust, window));
    for (index, window) in windows.iter().enumerate() {
        let ends = match &last_end {
            Some(last_end) if index + 1 == windows.len() => last_end,
            _ => &window.ends,
        };
        if ends <= now || window.opens >= *ends {
            continue;
        }
        let (usable, barred) = candidates(campaign, trust, window.round);
        match progress(campaign, trust, window.round, &usable) {
            Progress::Done => continue,
            Progress::Written(key, contact) => return Next::Written { number: window.number, key, contact },
            Progress::Open => {}
        }
        let horizon = match (window.round, &last_end) {
            (Round::After(_), Some(last_end)) => last_end.clone(),
            _ => last_call(campaign),
        };
        let (chosen, passed) = choose(usable, &horizon);
        let passed: Vec<Because> =
            barred.into_iter().chain(passed).map(|(contact, why)| Because::Instead(contact, why)).collect();
        let Some(chosen) = chosen else {
            kept = passed;
            continue;
        };
        let (at, why) = moment(campaign, trust, window, &chosen, now);
        let because = passed.into_iter().chain(why).collect();
        if at < *ends {
            return remind(campaign, trust, window, at, chosen.contact, because);
        }
        kept = because;
    }
    Next::Nothing(WhyNot::Over { last: trust.last_mail(), because: kept })
}

/// When the last round is over for this trust: later if it named a later day by which it answers.
fn end(campaign: &CampaignFacts<'_>, trust: &TrustRecord, last: &Window) -> Zoned {
    match (last.round, &trust.answer) {
        (Round::After(_), Some(Answer::Holding(Some(day)))) => {
            let promised = campaign.days.after(*day, campaign.rules.late.max(1));
            campaign.rules.hours.closing(promised).max(last.ends.clone())
        }
        _ => last.ends.clone(),
    }
}

/// How far a round has come for a trust.
enum Progress {
    /// Nothing has gone out, and nothing is written that still may.
    Open,
    /// A mail is written to one of those who may be written to.
    Written(ReminderKey, Contact),
    /// It has gone out, or may have, or is not to.
    Done,
}

fn progress(campaign: &CampaignFacts<'_>, trust: &TrustRecord, round: Round, usable: &[Candidate]) -> Progress {
    let mut written = None;
    for (key, mail) in trust.reminders_of(campaign, round) {
        match mail.fate {
            Fate::Carried | Fate::Stopped | Fate::Suppressed => return Progress::Done,
            Fate::Waiting => {
                let to = usable.iter().find(|candidate| candidate.contact.email == mail.to);
                written = written.or_else(|| to.map(|to| (key.clone(), to.contact.clone())));
            }
            Fate::Bounced | Fate::Refused | Fate::Outdated => {}
        }
    }
    written.map_or(Progress::Open, |(key, contact)| Progress::Written(key, contact))
}

/// The first who is back before the horizon, and those who are not.
fn choose(usable: Vec<Candidate>, horizon: &Zoned) -> (Option<Candidate>, Vec<(Contact, Elsewhere)>) {
    let mut passed = Vec::new();
    for candidate in usable {
        match &candidate.away {
            Some((away, ready)) if ready >= horizon => {
                passed.push((candidate.contact, Elsewhere::Away(away.noted, away.back)));
            }
            Some(_) | None => return (Some(candidate), passed),
        }
    }
    (None, passed)
}

/// The first moment at which this round's mail may go to this contact, and what it waits for.
fn moment(
    campaign: &CampaignFacts<'_>,
    trust: &TrustRecord,
    window: &Window,
    chosen: &Candidate,
    now: &Zoned,
) -> (Zoned, Vec<Because>) {
    let (days, hours) = (campaign.days, &campaign.rules.hours);
    let start = now.max(&window.opens).clone();
    let gap = trust.last_mail().map(|day| (hours.opening(days.after(day, campaign.rules.gap)), Because::Gap(day)));
    let peace = match trust.answer {
        Some(Answer::Holding(until)) => {
            let from = match until {
                Some(day) => days.after(day, 1),
                None => days.before(campaign.deadline.date(), campaign.rules.holding),
            };
            Some((hours.opening(from), Because::Peace(until)))
        }
        Some(Answer::Named(_) | Answer::Declined) | None => None,
    };
    let away = chosen.away.as_ref().map(|(away, ready)| (ready.clone(), Because::Away(away.noted, away.back)));
    let waits: Vec<(Zoned, Because)> = [away, gap, peace].into_iter().flatten().collect();
    let earliest = waits.iter().map(|(until, _)| until.clone()).fold(start.clone(), Zoned::max);
    // An out-of-office note is worth a word as long as it is in force, the rest only where it makes the mail later.
    let because = waits
        .into_iter()
        .filter(|(until, why)| *until > start || matches!(why, Because::Away(..)) && *until > *now)
        .map(|(_, why)| why)
        .collect();
    (hours.next(days, &earliest), because)
}

fn remind(
    campaign: &CampaignFacts<'_>,
    trust: &TrustRecord,
    window: &Window,
    at: Zoned,
    contact: Contact,
    because: Vec<Because>,
) -> Next {
    if let Existence::Closes(day) = trust.existence
        && day <= at.date()
    {
        return Next::Nothing(WhyNot::Closed(day));
    }
    let held = match &trust.answer {
        Some(Answer::Holding(until)) => HeldNow::Time(*until),
        Some(answer @ Answer::Named(_)) => answer.lead().cloned().map_or(HeldNow::Nothing, HeldNow::Incomplete),
        Some(Answer::Declined) | None => HeldNow::Nothing,
    };
    let key = ReminderKey {
        campaign: campaign.id.clone(),
        deadline: campaign.deadline_version,
        trust: trust.ods_code.clone(),
        round: window.round,
        contact: ContactMark::of(&contact.email),
    };
    Next::Remind(Reminder { key, number: window.number, at, contact, held, because })
}
