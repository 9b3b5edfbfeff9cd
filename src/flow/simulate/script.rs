//! A seed in, what happens in a campaign and when out: all but what answers our own mail (bounces, out-of-office notes).

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};

use super::almanac;
use super::cast::{Cast, MOST_TRUSTS, cast};
use super::dice::Dice;
use super::mails::Says;
use super::{Failure, Options};
use crate::domain::calendar::london_at;

/// Something that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A person sends the letter to every trust.
    Invite,
    /// A trust writes.
    Comes(usize, Says),
    /// The last mail of a trust comes once more.
    ComesAgain(usize),
    /// A report that a mail to this address never arrives.
    ComesBack { trust: usize, address: String, cited: String },
    /// The service looks at the mailbox and plans.
    Look,
    /// The service sends what is due.
    Deliver,
    /// A person moves the deadline.
    Extend(Zoned),
    /// A person decides what waits.
    Decide,
    /// The service stops and starts, perhaps killed with a mail in hand.
    Restart,
    /// The machine is off until then.
    Off(Timestamp),
    /// The register says that a trust closes.
    Closes(usize, Date),
}

/// How the server and the owner of an address behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Address {
    /// It takes mail.
    Works,
    /// The server says at once that there is none.
    Refused,
    /// The server takes mail for it, and a report comes later.
    ComesBack,
    /// Its owner is out of office until that day, or nobody knows until when.
    Away(Option<Date>),
}

/// A campaign to be played.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub letter: Date,
    pub deadline: Zoned,
    pub until: Date,
    pub cast: Vec<Cast>,
    /// Of each trust's director and deputy.
    pub boxes: Vec<(Address, Address)>,
    pub events: Vec<(Timestamp, Event)>,
    pub dice: Dice,
}

/// Year, month and day.
type Day = (i16, i8, i8);

/// Letter and deadline of the campaigns that are played: over the clock change of October 2016, Christmas, the August bank
/// holiday, the clock change of March and Easter.
const TIMES: [(Day, Day); 6] = [
    ((2016, 9, 26), (2016, 10, 28)),
    ((2016, 9, 13), (2016, 10, 11)),
    ((2016, 10, 10), (2016, 11, 4)),
    ((2016, 11, 28), (2017, 1, 3)),
    ((2016, 8, 8), (2016, 8, 31)),
    ((2017, 3, 20), (2017, 4, 18)),
];

impl Script {
    /// The campaign of this seed.
    pub(super) fn of(options: &Options) -> Result<Self, Failure> {
        let mut dice = Dice::new(options.seed);
        let (first, others) = (TIMES[0], &TIMES[1..]);
        let (from, to) = match dice.percent(40) {
            true => first,
            false => dice.pick(first, others),
        };
        let day = |(year, month, day): Day| date(year, month, day);
        let span = day(to).since(day(from)).map_or(28, |span| span.get_days());
        let letter = options.from.unwrap_or_else(|| day(from));
        let closing = letter.saturating_add(span.days());
        let closing = if almanac::is_working(closing) { closing } else { next_working(closing) };
        let until = options.until.unwrap_or_else(|| closing.saturating_add(28.days()));
        if until <= letter {
            return Err(Failure::Span { from: letter, until });
        }
        let count = options.trusts.unwrap_or_else(|| 3 + dice.below(10)).clamp(1, MOST_TRUSTS);
        let mut script = Self {
            letter,
            deadline: london_at(closing, jiff::civil::time(17, 0, 0, 0)),
            until,
            cast: cast(&shuffled(&mut dice, count)),
            boxes: Vec::new(),
            events: Vec::new(),
            dice,
        };
        script.people();
        script.answers();
        script.machine();
        script.events.sort_by_key(|(at, _)| *at);
        Ok(script)
    }

    fn put(&mut self, at: Timestamp, event: Event) {
        self.events.push((at, event));
    }

    /// How the addresses behave, when the letter goes, what people do.
    fn people(&mut self) {
        for _ in 0..self.cast.len() {
            let boxes = (self.a_box(8), self.a_box(5));
            self.boxes.push(boxes);
        }
        let at = self.at(self.letter, 8, 30);
        self.put(at, Event::Invite);
        // Who could not be reached is written to again at another address.
        for later in [1, 3, 8] {
            let at = self.at(self.letter.saturating_add(later.days()), 10, 0);
            self.put(at, Event::Invite);
        }
        if self.dice.percent(35) {
            let at = self.some_time(self.letter.saturating_add(7.days()), self.deadline.date());
            let to = next_working(self.deadline.date().saturating_add(self.dice.between(3, 14).days()));
            self.put(at, Event::Extend(london_at(to, jiff::civil::time(17, 0, 0, 0))));
        }
        if self.dice.percent(20) {
            let at = self.some_time(self.letter.saturating_add(2.days()), self.deadline.date());
            let (who, after) = (self.dice.below(self.cast.len()), self.dice.between(0, 20));
            let day = almanac::local(at).0.saturating_add(after.days());
            self.put(at, Event::Closes(who, day));
        }
        for _ in 0..4 {
            let at = self.some_time(self.letter, self.until);
            self.put(at, Event::Decide);
        }
    }

    fn a_box(&mut self, times: usize) -> Address {
        match self.dice.below(100) {
            n if n < times => Address::Refused,
            n if n < 2 * times => Address::ComesBack,
            n if n < 4 * times => {
                let back = self.some_time(self.letter, self.until);
                Address::Away(self.dice.percent(60).then(|| almanac::local(back).0))
            }
            _ => Address::Works,
        }
    }

    /// What each trust says.
    fn answers(&mut self) {
        for trust in 0..self.cast.len() {
            let first = self.some_time(self.letter, self.until);
            let day = almanac::local(first).0.saturating_add(self.dice.between(2, 15).days());
            let says: &[Says] = match self.dice.below(16) {
                0 | 1 => &[],
                2..=4 => &[Says::Names],
                5 => &[Says::NamesWithoutAddress, Says::Names],
                6 => &[Says::AsksForTime(Some(day)), Says::Names],
                7 => &[Says::AsksForTime(None), Says::Declines],
                8 => &[Says::Asks, Says::Names],
                9 => &[Says::IsUnclear, Says::Names],
                10 => &[Says::Names, Says::NamesSuccessor],
                11 => &[Says::Names, Says::Withdraws],
                12 => &[Says::NamesDeputy, Says::WithdrawsDeputy],
                13 => &[Says::Names, Says::Withdraws, Says::NamesSuccessor],
                14 => &[Says::Declines],
                _ => &[Says::AsksForTime(Some(day))],
            };
            let mut at = first;
            for said in says {
                self.put(at, Event::Comes(trust, *said));
                if self.dice.percent(15) {
                    let again = at + SignedDuration::from_mins(self.dice.between(0, 3000));
                    self.put(again, Event::ComesAgain(trust));
                }
                at += SignedDuration::from_mins(self.dice.between(1, 14_400));
            }
        }
    }

    /// When the service looks and sends, and what befalls its machine.
    fn machine(&mut self) {
        let mut day = self.letter.yesterday().unwrap_or(self.letter);
        while day <= self.until {
            let count = if almanac::is_working(day) { self.dice.between(2, 4) } else { 1 };
            for _ in 0..count {
                // Mostly around the times at which something begins or ends.
                let (hour, minute) =
                    self.dice.pick((8, 55), &[(9, 0), (9, 1), (11, 0), (13, 55), (16, 50), (17, 0), (21, 0)]);
                let at = self.at(day, hour, minute) + SignedDuration::from_secs(self.dice.between(0, 900));
                self.put(at, Event::Look);
                let later = self.dice.pick(0, &[0, 0, 0, 45, 200, 590, 601, 1500]);
                self.put(at + SignedDuration::from_secs(later), Event::Deliver);
            }
            if self.dice.percent(6) {
                let at = self.some_time(day, day);
                self.put(at, Event::Restart);
            }
            if self.dice.percent(3) {
                let at = self.some_time(day, day);
                let back = at + SignedDuration::from_hours(self.dice.between(3, 130));
                self.put(at, Event::Off(back));
            }
            day = day.tomorrow().unwrap_or(Date::MAX);
        }
    }

    fn at(&self, day: Date, hour: i8, minute: i8) -> Timestamp {
        london_at(day, jiff::civil::time(hour, minute, 0, 0)).timestamp()
    }

    /// Some second of these days.
    fn some_time(&mut self, from: Date, to: Date) -> Timestamp {
        let days = to.since(from).map_or(0, |span| i64::from(span.get_days())).max(0);
        let day = from.saturating_add(self.dice.between(0, days).days());
        self.at(day, 0, 0) + SignedDuration::from_secs(self.dice.between(7 * 3600, 22 * 3600))
    }
}

fn next_working(mut day: Date) -> Date {
    while !almanac::is_working(day) {
        day = day.tomorrow().unwrap_or(Date::MAX);
    }
    day
}

/// Some numbers of trusts, in any order.
fn shuffled(dice: &mut Dice, count: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..MOST_TRUSTS).collect();
    let mut order = Vec::new();
    while order.len() < count && !all.is_empty() {
        order.push(all.swap_remove(dice.below(all.len())));
    }
    order
}
