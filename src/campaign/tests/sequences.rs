//! Any sequence of events: answers, notes, bounces, doubts, a machine that is off, a deadline that moves. Whatever happens, no trust is
//! reminded that has answered, and no fact is mailed twice. What must not happen is told here in its own words, not by the planner's
//! functions: London's clocks by their offset, bank holidays by hand, the trust's state by what the events were.

use std::cell::Cell;
use std::collections::HashSet;

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Span, Timestamp, Zoned};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::office::*;
use crate::campaign::eligible::{Verdict, verdict};
use crate::campaign::facts::{Away, Bar, Existence, Fate, MailRecord, Sort, TrustRecord};
use crate::campaign::plan::{due, plan};
use crate::domain::MessageId;
use crate::domain::calendar::in_london;
use crate::domain::nomination::Answer;
use crate::domain::reminders::{ReminderKey, Round};

const CODES: [&str; 3] = ["RR8", "RCU", "R0A"];

/// What may happen. Numbers are days or minutes from the moment at which it happens.
#[derive(Clone, Debug)]
enum Event {
    /// Time passes; the service looks and delivers only at the end.
    Pass(i64),
    /// It is ten in the morning of the next day.
    Morning,
    /// The service looks and delivers at once, as it does when nothing is wrong.
    Work,
    /// The service looks at the mailbox, plans, writes.
    Look,
    /// The service tries what is in the outbox; the folders were read so many minutes ago.
    Deliver(i64),
    Answer(usize, Said),
    Withdraw(usize),
    Doubt(Vec<usize>),
    Resolve,
    OutOfOffice(usize, usize, Option<i64>, Option<&'static str>),
    Bounce,
    Refuse,
    PersonStops,
    Acknowledge(usize),
    LeavesForGood(usize, usize),
    AskedNotTo(usize),
    Close(usize, i64),
    Merge(usize),
    Invite(usize),
    Extend(i64),
}

#[derive(Clone, Debug)]
enum Said {
    Complete,
    Incomplete,
    Declined,
    Holding(Option<i64>),
}

fn event() -> impl Strategy<Value = Event> {
    let trust = || 0..CODES.len();
    let said = prop_oneof![
        Just(Said::Complete),
        Just(Said::Incomplete),
        Just(Said::Declined),
        proptest::option::of(-2i64..25).prop_map(Said::Holding),
    ];
    let named = prop_oneof![Just(None), Just(Some("pa@leedsth.nhs.uk")), Just(Some("pa@nhs.net"))];
    prop_oneof![
        8 => (1i64..3000).prop_map(Event::Pass),
        16 => Just(Event::Morning),
        20 => Just(Event::Work),
        4 => Just(Event::Look),
        6 => prop_oneof![9 => 0i64..=10, 1 => 11i64..500].prop_map(Event::Deliver),
        2 => (trust(), said).prop_map(|(trust, said)| Event::Answer(trust, said)),
        1 => trust().prop_map(Event::Withdraw),
        1 => proptest::collection::vec(trust(), 1..3).prop_map(Event::Doubt),
        2 => Just(Event::Resolve),
        2 => (trust(), 0usize..2, proptest::option::of(-3i64..20), named)
            .prop_map(|(trust, contact, back, named)| Event::OutOfOffice(trust, contact, back, named)),
        1 => Just(Event::Bounce),
        1 => Just(Event::Refuse),
        1 => Just(Event::PersonStops),
        1 => trust().prop_map(Event::Acknowledge),
        1 => (trust(), 0usize..2).prop_map(|(trust, contact)| Event::LeavesForGood(trust, contact)),
        1 => trust().prop_map(Event::Invite),
        1 => prop_oneof![
            trust().prop_map(Event::AskedNotTo),
            (trust(), 0i64..10).prop_map(|(trust, day)| Event::Close(trust, day)),
            trust().prop_map(Event::Merge),
            (1i64..20).prop_map(Event::Extend),
        ],
    ]
}

/// The campaign as it goes on.
struct World {
    office: Office,
    trusts: Vec<TrustRecord>,
    now: Timestamp,
    written: HashSet<String>,
    carried: Vec<(ReminderKey, MailRecord)>,
}

impl World {
    fn new(start: Timestamp) -> Self {
        let trusts = CODES.map(|text| TrustRecord { ods_code: code(text), ..leeds() });
        Self { office: Office::new(), trusts: trusts.to_vec(), now: start, written: HashSet::new(), carried: vec![] }
    }

    fn london(&self) -> Zoned {
        in_london(self.now)
    }

    fn in_days(&self, days: i64) -> Date {
        self.london().date().checked_add(Span::new().days(days)).unwrap()
    }

    fn apply(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match event {
            Event::Pass(minutes) => self.now += SignedDuration::from_mins(*minutes),
            Event::Morning => self.now = at(&format!("{}T10:00", self.in_days(1))).timestamp(),
            Event::Work => {
                self.look()?;
                self.deliver(0)?;
            }
            Event::Look => self.look()?,
            Event::Deliver(read_ago) => self.deliver(*read_ago)?,
            Event::Answer(trust, said) => {
                self.trusts[*trust].answer = Some(match said {
                    Said::Complete => named(Some("jane.smith@leedsth.nhs.uk")),
                    Said::Incomplete => named(None),
                    Said::Declined => Answer::Declined,
                    Said::Holding(days) => Answer::Holding(days.map(|days| self.in_days(days))),
                });
            }
            Event::Withdraw(trust) => self.trusts[*trust].answer = None,
            Event::Doubt(trusts) => {
                for trust in trusts {
                    self.trusts[*trust].unresolved.push(MessageId(1));
                }
            }
            Event::Resolve => self.trusts.iter_mut().for_each(|trust| trust.unresolved.clear()),
            Event::OutOfOffice(trust, contact, back, named) => {
                let (noted, back) = (self.london().date(), back.map(|days| self.in_days(days)));
                let alternative = named.map(address);
                self.trusts[*trust].contacts[*contact].away = Some(Away { noted, back, alternative });
            }
            Event::Bounce => self.change_last(Fate::Carried, Fate::Bounced),
            Event::Refuse => self.change_last(Fate::Waiting, Fate::Refused),
            Event::PersonStops => self.change_last(Fate::Waiting, Fate::Stopped),
            Event::Acknowledge(trust) => {
                let mail = MailRecord { at: self.now, ..letter("2016-09-13T10:00") };
                self.trusts[*trust].mails.push(mail);
            }
            Event::LeavesForGood(trust, contact) => {
                let today = self.london().date();
                let email = self.trusts[*trust].contacts[*contact].contact.email.clone();
                self.trusts[*trust].bars.push((email, Bar::Withdrawn(today)));
            }
            Event::AskedNotTo(trust) => self.trusts[*trust].asked_not_to = Some(self.london().date()),
            Event::Close(trust, days) => self.trusts[*trust].existence = Existence::Closes(self.in_days(*days)),
            Event::Merge(trust) => self.trusts[*trust].existence = Existence::MergedInto(code("RR8")),
            Event::Invite(trust) => self.trusts[*trust].invited = Some(self.london().date()),
            Event::Extend(days) => {
                let later = self.office.deadline.date().checked_add(Span::new().days(*days)).unwrap();
                self.office.deadline = crate::domain::calendar::london_at(later, self.office.deadline.time());
                self.office.version += 1;
            }
        }
        Ok(())
    }

    /// Plans and writes what is due; a second plan at once must add nothing.
    fn look(&mut self) -> Result<(), TestCaseError> {
        let now = self.london();
        let plans = plan(&self.office.facts(), &self.trusts, &now);
        let codes: Vec<String> = plans.iter().map(|plan| plan.trust.to_string()).collect();
        prop_assert_eq!(codes, CODES, "every trust has one line");
        prop_assert_eq!(&plans, &plan(&self.office.facts(), &self.trusts, &now));
        for reminder in due(&plans, &now) {
            let (key, to) = (reminder.key.clone(), reminder.contact.email.clone());
            let trust = self.trusts.iter_mut().find(|trust| trust.ods_code == key.trust).unwrap();
            let what = Sort::Reminder(key.clone());
            // The service itself dropped it before: the row is queued again. Otherwise the key must be new.
            match trust.mails.iter_mut().find(|mail| mail.what == what) {
                Some(mail) => {
                    prop_assert_eq!(mail.fate, Fate::Outdated, "{} is written twice", key);
                    (mail.fate, mail.at) = (Fate::Waiting, self.now);
                }
                None => {
                    prop_assert!(self.written.insert(key.to_string()));
                    trust.mails.push(MailRecord { what, to, at: self.now, fate: Fate::Waiting });
                }
            }
        }
        let again = plan(&self.office.facts(), &self.trusts, &now);
        prop_assert_eq!(due(&again, &now).count(), 0, "the same moment planned twice adds something");
        for (before, after) in plans.iter().zip(&again) {
            prop_assert!(before.next == after.next || due(std::slice::from_ref(before), &now).count() == 1);
        }
        Ok(())
    }

    /// Tries everything that waits.
    fn deliver(&mut self, read_ago: i64) -> Result<(), TestCaseError> {
        let now = self.london();
        let read = self.now - SignedDuration::from_mins(read_ago);
        for at in 0..self.trusts.len() {
            for index in 0..self.trusts[at].mails.len() {
                let trust = &self.trusts[at];
                let mail = trust.mails[index].clone();
                let (Fate::Waiting, Sort::Reminder(key)) = (mail.fate, mail.what.clone()) else { continue };
                let fate = match verdict(&self.office.facts(), trust, &key, &now, Some(read)) {
                    Verdict::Send => {
                        prop_assert!(read_ago <= 10, "sent though the folders were not read");
                        self.must_be_right(trust, &key, &mail)?;
                        self.carried.push((key, mail));
                        Fate::Carried
                    }
                    Verdict::Wait { until, .. } => {
                        prop_assert!(until.is_none_or(|until| until > now), "it waits for what is past");
                        continue;
                    }
                    Verdict::Drop { .. } => Fate::Outdated,
                };
                (self.trusts[at].mails[index].fate, self.trusts[at].mails[index].at) = (fate, self.now);
            }
        }
        Ok(())
    }

    fn change_last(&mut self, from: Fate, to: Fate) {
        let reminders = self.trusts.iter_mut().flat_map(|trust| &mut trust.mails);
        if let Some(mail) = reminders.filter(|mail| mail.fate == from && mail.what != Sort::Other).last() {
            mail.fate = to;
        }
    }

    /// What must hold whenever a reminder leaves.
    fn must_be_right(&self, trust: &TrustRecord, key: &ReminderKey, mail: &MailRecord) -> Result<(), TestCaseError> {
        let today = wall_clock(self.now).0;
        let complete = matches!(&trust.answer, Some(Answer::Named(people)) if people[0].email.is_some());
        prop_assert!(!complete && trust.answer != Some(Answer::Declined), "{} has answered", key);
        prop_assert!(trust.unresolved.is_empty(), "{} may have answered", key);
        prop_assert!(trust.asked_not_to.is_none() && trust.invited.is_some());
        match &trust.existence {
            Existence::Open => {}
            Existence::Closes(day) => prop_assert!(today < *day, "{} is closed", key),
            Existence::MergedInto(_) => prop_assert!(false, "{} was merged", key),
        }
        prop_assert!(trust.bars.iter().all(|(barred, _)| *barred != mail.to), "{} goes to a barred address", key);
        prop_assert!(mail.to != address("pa@nhs.net"), "a stranger steers mail");
        let came_back = |other: &MailRecord| other.fate == Fate::Bounced && other.to == mail.to;
        prop_assert!(!trust.mails.iter().any(came_back), "{} goes where mail came back from", key);
        if let Some(Answer::Holding(Some(day))) = trust.answer {
            prop_assert!(today > day, "{} was to be left in peace until {}", key, day);
        }
        if let Some(record) = trust.contacts.iter().find(|record| record.contact.email == mail.to)
            && let Some(back) = record.away.as_ref().and_then(|away| away.back)
        {
            prop_assert!(today > back, "{} goes to somebody who is away until {}", key, back);
        }
        prop_assert!(trust.invited.is_some_and(|on| (today - on).get_days() >= 2));
        for other in trust.mails.iter().filter(|other| other.fate == Fate::Carried) {
            let days = (today - wall_clock(other.at).0).get_days();
            prop_assert!(days >= 2, "{} comes {} days after another mail", key, days);
            if let Sort::Reminder(earlier) = &other.what {
                let same = (earlier.deadline, earlier.round) == (key.deadline, key.round);
                prop_assert!(!same, "{} goes out twice", key);
            }
        }
        self.must_be_its_time(key)
    }

    fn must_be_its_time(&self, key: &ReminderKey) -> Result<(), TestCaseError> {
        let (today, hour) = wall_clock(self.now);
        prop_assert!((9..17).contains(&hour), "{} at {} o'clock", key, hour);
        prop_assert!(!matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday), "{} on {}", key, today);
        let off = ["2016-08-29", "2016-12-26", "2016-12-27", "2017-01-02"];
        prop_assert!(!off.contains(&today.to_string().as_str()), "{} on {}", key, today);
        prop_assert_eq!(key.deadline, self.office.version);
        let deadline = self.office.deadline.date();
        match key.round {
            Round::Before(days) => {
                prop_assert!(self.now < self.office.deadline.timestamp(), "{} after the deadline", key);
                prop_assert!((deadline - today).get_days() <= i32::from(days) + 8, "{} is too early", key);
            }
            Round::After(days) => {
                prop_assert!((today - deadline).get_days() >= i32::from(days), "{} is too early", key);
            }
        }
        Ok(())
    }
}

/// The day and the hour on London's clocks, reckoned by hand: an hour ahead of UTC until 01:00 UTC on 30 October 2016.
fn wall_clock(moment: Timestamp) -> (Date, i8) {
    let back: Timestamp = "2016-10-30T01:00:00Z".parse().unwrap();
    let hours = if moment < back { 1 } else { 0 };
    let shown = (moment + SignedDuration::from_hours(hours)).to_zoned(jiff::tz::TimeZone::UTC);
    (shown.date(), shown.hour())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(20161011),
        failure_persistence: None,
        ..Config::default()
    })
}

#[test]
fn no_sequence_of_events_reminds_an_answered_trust_or_mails_a_fact_twice() {
    let carried = Cell::new(0usize);
    // From the letter to December: over the deadline, over the change of clocks and, with a moved deadline, over Christmas.
    let start = at("2016-09-13T12:00").timestamp();
    let events = (0i64..60 * 24 * 20, proptest::collection::vec(event(), 1..160));
    let outcome = runner(500).run(&events, |(offset, events)| {
        let mut world = World::new(start + SignedDuration::from_mins(offset));
        for event in &events {
            world.apply(event)?;
        }
        carried.set(carried.get() + world.carried.len());
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    assert!(carried.get() > 1000, "the sequences send too little to show anything: {}", carried.get());
}

#[test]
fn a_silent_trust_gets_every_round_once_however_the_machine_runs() {
    let outcome = runner(30).run(&proptest::collection::vec(60i64..60 * 8, 160), |steps| {
        let mut world = World::new(at("2016-09-28T12:00").timestamp());
        for minutes in steps {
            world.apply(&Event::Pass(minutes))?;
            world.apply(&Event::Work)?;
        }
        // It was never off for longer than eight hours of a night or a day, so no round was missed.
        for trust in &world.trusts {
            let of_it = world.carried.iter().filter(|(key, _)| key.trust == trust.ods_code);
            let rounds: Vec<String> = of_it.map(|(key, _)| key.round.to_string()).collect();
            prop_assert_eq!(rounds, ["5-before", "1-before", "3-after"]);
        }
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
}
