//! What was put in and what came out in, every breach of a promise out. It keeps its own books and asks neither the planning nor the
//! store what is allowed: only what was said, by whom, when it was read, and what the post carried.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::almanac::{is_working, local, working_days};
use super::cast::Cast;
use super::mails::Says;
use super::script::Script;
use crate::domain::OdsCode;
use crate::domain::ledger::TrustState;
use crate::domain::outbox::{OutboxState, Outcome};
use crate::flow::overview::Overview;
use crate::store::outbox::Item;

/// The fewest working days from one mail to a trust to the next reminder.
const GAP: usize = 2;
/// So many working days an out-of-office note without a date is believed.
const BELIEVED: usize = 5;
/// So many working days before the deadline a trust that asked for time without a day is reminded.
const PEACE: usize = 2;

/// What is known of a trust.
#[derive(Debug, Default)]
struct Book {
    answered: bool,
    wrote: bool,
    /// It asked for time, perhaps until a day.
    time: Option<Option<Date>>,
    /// How many of its messages nobody could tell the meaning of.
    unclear: usize,
    closes: Option<Date>,
    carried: Vec<Carried>,
}

/// A mail that went out, or may have.
#[derive(Debug)]
struct Carried {
    day: Date,
    message_id: String,
    letter: String,
    /// The deadline's number and the round, of a reminder.
    round: Option<String>,
    came_back: bool,
}

/// What has become of a mail at the post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    InHand,
    Failed,
    Arrived,
    Unknown,
    Refused,
}

/// The books.
#[derive(Debug)]
pub(super) struct Oracle {
    cast: Vec<Cast>,
    books: Vec<Book>,
    deadline: DateTime,
    /// Addresses that may not be asked any more, and why.
    barred: HashMap<String, &'static str>,
    away: HashMap<String, (Date, Option<Date>)>,
    writers: BTreeSet<String>,
    fates: BTreeMap<String, Fate>,
    keys: BTreeSet<String>,
    read: u64,
    pub(super) faults: Vec<(Timestamp, String)>,
}

impl Oracle {
    pub(super) fn new(script: &Script) -> Self {
        Self {
            cast: script.cast.clone(),
            books: script.cast.iter().map(|_| Book::default()).collect(),
            deadline: script.deadline.datetime(),
            barred: HashMap::new(),
            away: HashMap::new(),
            writers: BTreeSet::new(),
            fates: BTreeMap::new(),
            keys: BTreeSet::new(),
            read: 0,
            faults: Vec::new(),
        }
    }

    fn fault(&mut self, at: Timestamp, words: String) {
        self.faults.push((at, words));
    }

    /// A mail of a trust was read for the first time.
    pub(super) fn read(&mut self, trust: usize, says: Says, from: &str, received: Timestamp) {
        let Some(cast) = self.cast.get(trust) else { return };
        let Some(book) = self.books.get_mut(trust) else { return };
        self.read += 1;
        book.wrote = true;
        match says {
            Says::Names | Says::NamesSuccessor | Says::NamesDeputy | Says::Declines => {
                book.answered = true;
                book.time = None;
            }
            Says::NamesWithoutAddress => book.time = None,
            Says::AsksForTime(until) => book.time = Some(until),
            Says::Asks => {}
            Says::IsUnclear => book.unclear += 1,
            // Whom it asked to be taken off is not written to; the trust may be asked again.
            Says::Withdraws => {
                book.answered = false;
                self.barred.insert(cast.lead.email.to_string(), "it was withdrawn");
            }
            Says::WithdrawsDeputy => {
                book.answered = false;
                self.barred.insert(cast.deputy.email.to_string(), "it was withdrawn");
            }
            Says::IsAway(back) => {
                self.away.insert(from.to_owned(), (local(received).0, back));
                return;
            }
        }
        self.writers.insert(from.to_owned());
        self.away.remove(from);
    }

    /// The same mail was read once more.
    pub(super) fn read_again(&mut self) {
        self.read += 1;
    }

    /// A report was read that a mail to this address never arrives.
    pub(super) fn read_report(&mut self, trust: usize, address: &str, cited: &str) {
        self.read += 1;
        self.barred.insert(address.to_owned(), "a mail to it came back");
        let Some(book) = self.books.get_mut(trust) else { return };
        for mail in book.carried.iter_mut().filter(|mail| mail.message_id == cited) {
            mail.came_back = true;
        }
    }

    /// A person decided that a message is no answer.
    pub(super) fn rejected(&mut self, trust: usize, says: Says) {
        let Some(book) = self.books.get_mut(trust) else { return };
        if says == Says::IsUnclear {
            book.unclear = book.unclear.saturating_sub(1);
        }
    }

    /// The deadline was moved.
    pub(super) fn extended(&mut self, to: DateTime) {
        self.deadline = to;
    }

    /// The register says that a trust closes on a day.
    pub(super) fn closes(&mut self, trust: usize, day: Date) {
        if let Some(book) = self.books.get_mut(trust) {
            book.closes = Some(day);
        }
    }

    /// The program hands a mail to the post.
    pub(super) fn handed(&mut self, item: &Item, now: Timestamp) {
        match self.fates.insert(item.key.clone(), Fate::InHand) {
            None | Some(Fate::Failed) => {}
            Some(before) => self.fault(now, format!("{} is sent again after it was {before:?}", item.key)),
        }
        let words = if matches!(item.letter.as_str(), "invitation" | "reminder") {
            self.asking(item, now)
        } else if self.writers.contains(item.mail.to.address.as_str()) {
            Vec::new()
        } else {
            vec!["it answers an address from which nobody has written".to_owned()]
        };
        for words in words {
            self.fault(now, format!("{}: {words}", item.key));
        }
    }

    /// What is wrong with a letter that asks.
    fn asking(&self, item: &Item, now: Timestamp) -> Vec<String> {
        let to = item.mail.to.address.as_str();
        let (today, time) = local(now);
        let mut wrong = Vec::new();
        let Some((cast, book)) = self.of_address(to) else {
            return vec!["it goes to an address of no contact".to_owned()];
        };
        if item.trust.as_deref() != Some(cast.code.as_str()) {
            wrong.push(format!("it is about {:?} and goes to {}", item.trust, cast.code));
        }
        if book.answered {
            wrong.push("the trust's answer was read before".to_owned());
        }
        if book.unclear > 0 {
            wrong.push("a message of the trust waits for a person".to_owned());
        }
        if let Some(why) = self.barred.get(to) {
            wrong.push(format!("the address may not be used, {why}"));
        }
        if !is_working(today) || time.hour() < 9 || time.hour() >= 17 {
            wrong.push(format!("it is {time} on {today}, outside working days and hours"));
        }
        if book.closes.is_some_and(|day| day <= today) {
            wrong.push("the trust is closed".to_owned());
        }
        if item.letter == "reminder" {
            wrong.extend(self.reminder(item, book, now));
        } else if book.carried.iter().any(|mail| mail.letter == "invitation" && !mail.came_back) {
            wrong.push("the trust has had the letter".to_owned());
        }
        wrong
    }

    /// What is wrong with a reminder besides.
    fn reminder(&self, item: &Item, book: &Book, now: Timestamp) -> Vec<String> {
        let (today, time) = local(now);
        let mut wrong = Vec::new();
        let arrived = || book.carried.iter().filter(|mail| !mail.came_back);
        if !arrived().any(|mail| mail.letter == "invitation") {
            wrong.push("the trust was never invited".to_owned());
        }
        if arrived().any(|mail| working_days(mail.day, today) < GAP) {
            wrong.push(format!("the trust had a mail less than {GAP} working days ago"));
        }
        let round = round_of(&item.key);
        if round.is_some() && arrived().any(|mail| mail.round == round) {
            wrong.push("the trust was reminded in this round".to_owned());
        }
        let is_before = round.as_deref().is_some_and(|round| round.ends_with("-before"));
        if is_before && today.to_datetime(time) >= self.deadline {
            wrong.push("its deadline is over".to_owned());
        }
        if !is_before && today.to_datetime(time) < self.deadline {
            wrong.push("its deadline is not over".to_owned());
        }
        match book.time {
            Some(Some(until)) if today <= until => wrong.push(format!("the trust asked for time until {until}")),
            Some(None) if working_days(today, self.deadline.date()) > PEACE => {
                wrong.push("the trust asked for time".to_owned());
            }
            Some(_) | None => {}
        }
        match self.away.get(item.mail.to.address.as_str()) {
            Some((_, Some(back))) if today <= *back => wrong.push(format!("who gets it is away until {back}")),
            Some((noted, None)) if working_days(*noted, today) < BELIEVED => {
                wrong.push("who gets it is away".to_owned());
            }
            Some(_) | None => {}
        }
        wrong
    }

    fn of_address(&self, to: &str) -> Option<(&Cast, &Book)> {
        let domain = to.split('@').nth(1)?;
        self.cast.iter().zip(&self.books).find(|(cast, _)| cast.domain == domain)
    }

    /// What became of the mail in hand; nothing when the program was killed over it.
    pub(super) fn tried(&mut self, item: &Item, outcome: Option<&Outcome>, now: Timestamp) {
        let fate = match outcome {
            Some(Outcome::Sent { .. }) => Fate::Arrived,
            None | Some(Outcome::Unknown { .. }) => Fate::Unknown,
            Some(Outcome::RetryLater { .. } | Outcome::Busy { .. }) => Fate::Failed,
            Some(Outcome::GaveUp { .. }) => Fate::Refused,
        };
        self.fates.insert(item.key.clone(), fate);
        let to = item.mail.to.address.as_str();
        if fate == Fate::Refused && matches!(item.letter.as_str(), "invitation" | "reminder") {
            self.barred.insert(to.to_owned(), "the server does not know it");
        }
        let domain = to.split('@').nth(1);
        let at = self.cast.iter().position(|cast| Some(cast.domain) == domain);
        if let Some(book) = at.and_then(|at| self.books.get_mut(at))
            && matches!(fate, Fate::Arrived | Fate::Unknown)
        {
            book.carried.push(Carried {
                day: local(now).0,
                message_id: item.mail.message_id.clone(),
                letter: item.letter.clone(),
                round: round_of(&item.key),
                came_back: false,
            });
        }
    }

    /// The program's own books beside these.
    pub(super) fn compare(&mut self, outbox: &[Item], overview: &Overview, now: Timestamp) {
        let mut wrong = self.lost(outbox);
        if overview.seen != self.read {
            wrong.push(format!("{} mails were read, and {} stand in the ledger", self.read, overview.seen));
        }
        wrong.extend(overview.disagreements.iter().cloned());
        wrong.extend(overview.holds.iter().map(|hold| format!("all sending is held: {}", hold.words)));
        let counted: usize = TrustState::ALL.into_iter().map(|state| overview.coverage.count(state)).sum();
        if counted != self.cast.len() || overview.coverage.trusts() != self.cast.len() {
            wrong.push(format!("{} trusts take part, and {counted} are in some state", self.cast.len()));
        }
        for (cast, book) in self.cast.iter().zip(&self.books) {
            wrong.extend(disagrees(&cast.code, book, overview.coverage.state(&cast.code)));
        }
        for words in wrong {
            if !self.faults.iter().any(|(_, said)| *said == words) {
                self.fault(now, words);
            }
        }
    }

    /// Rows of the outbox that are gone, or do not stand where the post has left them.
    fn lost(&mut self, outbox: &[Item]) -> Vec<String> {
        let rows: HashMap<&str, OutboxState> = outbox.iter().map(|item| (item.key.as_str(), item.state)).collect();
        if rows.len() != outbox.len() {
            return vec!["two rows of the outbox have one key".to_owned()];
        }
        self.keys.extend(outbox.iter().map(|item| item.key.clone()));
        let gone = self.keys.iter().filter(|key| !rows.contains_key(key.as_str()));
        let mut wrong: Vec<String> = gone.map(|key| format!("{key} is gone from the outbox")).collect();
        for (key, fate) in &self.fates {
            let state = rows.get(key.as_str()).copied();
            let may_be = match fate {
                Fate::InHand => state == Some(OutboxState::Sending),
                Fate::Arrived => state == Some(OutboxState::Sent),
                Fate::Unknown => state == Some(OutboxState::Unknown),
                Fate::Refused => state == Some(OutboxState::GaveUp),
                Fate::Failed => matches!(
                    state,
                    Some(OutboxState::Queued | OutboxState::Dropped | OutboxState::GaveUp | OutboxState::Held)
                ),
            };
            if !may_be {
                wrong.push(format!("{key} was {fate:?} and stands as {state:?}"));
            }
        }
        wrong
    }
}

/// Whether the state of a trust cannot be.
fn disagrees(code: &OdsCode, book: &Book, state: Option<TrustState>) -> Option<String> {
    let may_be = match state {
        None => false,
        Some(TrustState::Answered | TrustState::Declined) => book.wrote,
        Some(TrustState::AwaitingReview) => book.wrote,
        Some(TrustState::Incomplete | TrustState::Holding) => book.wrote && !book.answered,
        Some(TrustState::Outstanding) => !book.answered,
    };
    (!may_be).then(|| format!("{code} counts as {state:?}, answered: {}", book.answered))
}

/// Of the key of a reminder, `reminder/campaign/deadline/trust/round/contact`, the deadline and the round.
fn round_of(key: &str) -> Option<String> {
    let parts: Vec<&str> = key.split('/').collect();
    let ["reminder", _, deadline, _, round, _] = parts.as_slice() else { return None };
    Some(format!("{deadline}/{round}"))
}
