//! A script in, the campaign played to its end out: one event after the other, the oracle beside it.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use super::almanac::local;
use super::cast::Player;
use super::mails::{self, Mail, Says};
use super::oracle::Oracle;
use super::script::{Address, Event, Script};
use super::world::World;
use super::{Failure, Line};
use crate::domain::MessageId;
use crate::domain::ledger::MessageState;
use crate::domain::outbox::Outcome;
use crate::domain::trust::TrustUpdate;
use crate::flow::ingest::Ingested;
use crate::store::outbox::Item;

/// More mails than this go out in no round of delivery.
const MOST_AT_ONCE: usize = 60;

/// A campaign while it is played.
#[derive(Debug)]
pub(super) struct Play {
    pub script: Script,
    pub world: World,
    pub oracle: Oracle,
    pub lines: Vec<Line>,
    /// What is to come, in the order of time.
    coming: BTreeMap<(Timestamp, usize), Event>,
    number: usize,
    off: Option<Timestamp>,
    /// The last mail of each trust.
    last: HashMap<usize, Mail>,
    /// What the messages of the ledger mean.
    meant: HashMap<MessageId, (usize, Says)>,
    /// The mails that were read.
    known: HashSet<Vec<u8>>,
    /// Whether anything has changed since the books were compared.
    stirred: bool,
    pub mails_in: usize,
    pub mails_out: usize,
}

impl Play {
    pub(super) fn new(script: Script) -> Result<Self, Failure> {
        let begins = script.events.first().map_or(Timestamp::UNIX_EPOCH, |(at, _)| *at);
        let world = World::new(&script, begins)?;
        let oracle = Oracle::new(&script);
        let coming = script.events.iter().cloned().enumerate().map(|(at, (when, event))| ((when, at), event));
        let coming: BTreeMap<_, _> = coming.collect();
        let number = coming.len();
        Ok(Self {
            script,
            world,
            oracle,
            lines: Vec::new(),
            coming,
            number,
            off: None,
            last: HashMap::new(),
            meant: HashMap::new(),
            known: HashSet::new(),
            stirred: false,
            mails_in: 0,
            mails_out: 0,
        })
    }

    /// Plays it to the end.
    pub(super) fn play(&mut self) -> Result<(), Failure> {
        while self.step()? {}
        Ok(())
    }

    /// The next event; false at the end, where the books are compared once more.
    pub(super) fn step(&mut self) -> Result<bool, Failure> {
        let Some(((now, _), event)) = self.coming.pop_first() else { return Ok(false) };
        if local(now).0 > self.script.until {
            self.coming.clear();
            self.stirred = true;
            self.compare(now)?;
            return Ok(false);
        }
        self.happens(event, now)?;
        Ok(true)
    }

    fn happens(&mut self, event: Event, now: Timestamp) -> Result<(), Failure> {
        let is_off = self.off.is_some_and(|back| now < back);
        if self.off.is_some() && !is_off {
            self.off = None;
            self.tell(now, None, "the machine is back".to_owned());
            self.world.start(now)?;
        }
        match event {
            Event::Comes(trust, says) => self.comes(trust, says, now),
            Event::ComesAgain(trust) => self.comes_again(trust, now),
            Event::ComesBack { trust, address, cited } => self.comes_back(trust, &address, &cited, now),
            // All else needs the machine.
            _ if is_off => {}
            Event::Invite => self.world.invite(now)?,
            Event::Look => self.look(now)?,
            Event::Deliver => self.deliver(now)?,
            Event::Extend(to) => {
                if self.world.extend(&to, now) {
                    self.oracle.extended(to.datetime());
                    self.tell(now, None, format!("a person moves the deadline to {}", to.strftime("%Y-%m-%d %H:%M")));
                }
            }
            Event::Decide => self.decide(now)?,
            Event::Restart => {
                self.world.start(now)?;
                self.tell(now, None, "the service is started anew".to_owned());
            }
            Event::Off(back) => {
                self.off = Some(back);
                self.tell(now, None, "the machine goes off".to_owned());
            }
            Event::Closes(trust, day) => self.closes(trust, day, now)?,
        }
        Ok(())
    }

    fn tell(&mut self, at: Timestamp, trust: Option<usize>, words: String) {
        let trust = trust.and_then(|trust| self.script.cast.get(trust)).map(|cast| cast.code.to_string());
        self.lines.push(Line::Event { at, trust, words });
    }

    fn schedule(&mut self, at: Timestamp, event: Event) {
        self.number += 1;
        self.coming.insert((at, self.number), event);
    }

    /// Who writes for a trust: the director, or the deputy where the director's address does not work.
    fn writer(&self, trust: usize, says: Says) -> Option<&Player> {
        let (cast, boxes) = (self.script.cast.get(trust)?, self.script.boxes.get(trust)?);
        let is_dead = matches!(boxes.0, Address::Refused | Address::ComesBack);
        Some(if is_dead && !matches!(says, Says::IsAway(_)) { &cast.deputy } else { &cast.director })
    }

    fn comes(&mut self, trust: usize, says: Says, now: Timestamp) {
        let (Some(cast), Some(writer)) = (self.script.cast.get(trust), self.writer(trust, says)) else { return };
        let mail = mails::mail(trust, cast, writer, says, self.mails_in + 1, now);
        self.mails_in += 1;
        self.world.comes(mail.clone(), now);
        self.last.insert(trust, mail);
        self.tell(now, Some(trust), format!("a mail comes in: {says:?}"));
    }

    fn comes_again(&mut self, trust: usize, now: Timestamp) {
        let Some(mail) = self.last.get(&trust).cloned() else { return };
        self.mails_in += 1;
        self.world.comes(mail, now);
        self.tell(now, Some(trust), "the same mail comes in again".to_owned());
    }

    fn comes_back(&mut self, trust: usize, address: &str, cited: &str, now: Timestamp) {
        let Some(cast) = self.script.cast.get(trust) else { return };
        self.mails_in += 1;
        self.world.comes(mails::bounce(trust, cast, address, cited, now), now);
        self.tell(now, Some(trust), format!("a report comes in: {address} cannot be reached"));
    }

    /// One look at the mailbox, then the planning.
    fn look(&mut self, now: Timestamp) -> Result<(), Failure> {
        self.read(now)?;
        self.stirred |= self.world.plan(now)?;
        self.compare(now)
    }

    fn read(&mut self, now: Timestamp) -> Result<(), Failure> {
        for (received, mail, ingested) in self.world.look(now)? {
            self.stirred = true;
            let Ingested::Entered(id, state) = ingested else {
                self.oracle.faults.push((now, "a new mail was taken for one that is known".to_owned()));
                continue;
            };
            match (mail.says, &mail.cited) {
                (None, Some(cited)) => self.oracle.read_report(mail.trust, &mail.from, cited),
                (Some(_), _) if self.known.contains(&mail.bytes) => {
                    self.oracle.read_again();
                    if state != MessageState::Duplicate {
                        self.oracle.faults.push((now, format!("message {id} came again and counts as {state:?}")));
                    }
                }
                (Some(says), _) => {
                    self.oracle.read(mail.trust, says, &mail.from, received);
                    self.meant.insert(id, (mail.trust, says));
                    self.known.insert(mail.bytes);
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    fn compare(&mut self, now: Timestamp) -> Result<(), Failure> {
        if !std::mem::take(&mut self.stirred) {
            return Ok(());
        }
        let (outbox, overview) = (self.world.outbox()?, self.world.overview()?);
        self.oracle.compare(&outbox, &overview, now);
        Ok(())
    }

    /// Sends what is due, until the server has had enough.
    fn deliver(&mut self, now: Timestamp) -> Result<(), Failure> {
        let mut failures = 0;
        for _ in 0..MOST_AT_ONCE {
            let Some(item) = self.world.begin(now)? else { break };
            self.oracle.handed(&item, now);
            self.stirred = true;
            if self.script.dice.percent(5) {
                // While it is on its way, the other half of the service looks at the mailbox.
                self.look(now)?;
            }
            if self.script.dice.percent(1) {
                self.killed(&item, now)?;
                break;
            }
            let outcome = self.outcome(&item);
            self.world.settle(&item, &outcome, now)?;
            self.oracle.tried(&item, Some(&outcome), now);
            self.mail_line(&item, word(&outcome), now);
            match outcome {
                Outcome::Sent { .. } => {
                    failures = 0;
                    self.arrives(&item, now);
                }
                Outcome::Unknown { .. } => self.arrives(&item, now),
                Outcome::Busy { .. } => break,
                Outcome::RetryLater { .. } | Outcome::GaveUp { .. } => failures += 1,
            }
            if failures >= 3 {
                break;
            }
        }
        self.compare(now)
    }

    /// The program is killed with a mail in hand, which may have arrived, and started anew.
    fn killed(&mut self, item: &Item, now: Timestamp) -> Result<(), Failure> {
        self.oracle.tried(item, None, now);
        self.mail_line(item, "the program was killed over it", now);
        if self.script.dice.percent(50) {
            self.arrives(item, now);
        }
        self.world.start(now)
    }

    fn mail_line(&mut self, item: &Item, outcome: &'static str, now: Timestamp) {
        self.mails_out += 1;
        self.lines.push(Line::Mail {
            at: now,
            letter: item.letter.clone(),
            trust: item.trust.clone(),
            to: item.mail.to.address.to_string(),
            subject: item.mail.subject.clone(),
            key: item.key.clone(),
            outcome,
        });
    }

    fn of_address(&self, address: &str) -> Option<(usize, Address)> {
        let pairs = self.script.cast.iter().zip(&self.script.boxes).enumerate();
        pairs.into_iter().find_map(|(trust, (cast, boxes))| {
            if cast.director.email.as_str() == address {
                Some((trust, boxes.0))
            } else if cast.deputy.email.as_str() == address {
                Some((trust, boxes.1))
            } else {
                None
            }
        })
    }

    /// What the server says.
    fn outcome(&mut self, item: &Item) -> Outcome {
        if let Some((_, Address::Refused)) = self.of_address(item.mail.to.address.as_str()) {
            return Outcome::GaveUp { reason: "RCPT TO was refused: 550 5.1.1 user unknown".to_owned() };
        }
        match self.script.dice.below(100) {
            0..4 => Outcome::RetryLater { reason: "DATA was refused: 451 4.3.0 try again later".to_owned() },
            4 => Outcome::Busy { reason: "421 4.3.2 too many connections".to_owned() },
            5 => Outcome::Unknown { reason: "the line was lost after the data".to_owned() },
            _ => Outcome::Sent { reply: "250 2.0.0 queued".to_owned() },
        }
    }

    /// A mail arrives, and something may answer it.
    fn arrives(&mut self, item: &Item, now: Timestamp) {
        let address = item.mail.to.address.to_string();
        match self.of_address(&address) {
            Some((trust, Address::ComesBack)) => {
                let later = now + SignedDuration::from_mins(self.script.dice.between(1, 2000));
                self.schedule(later, Event::ComesBack { trust, address, cited: item.mail.message_id.clone() });
            }
            Some((trust, Address::Away(back))) if matches!(item.letter.as_str(), "invitation" | "reminder") => {
                let is_director = self.writer_is(trust, &address);
                if is_director && back.is_none_or(|back| local(now).0 < back) {
                    self.schedule(now + SignedDuration::from_secs(40), Event::Comes(trust, Says::IsAway(back)));
                }
            }
            _ => {}
        }
    }

    fn writer_is(&self, trust: usize, address: &str) -> bool {
        self.script.cast.get(trust).is_some_and(|cast| cast.director.email.as_str() == address)
    }

    /// A person decides what waits: what says something is accepted, the rest is no answer.
    fn decide(&mut self, now: Timestamp) -> Result<(), Failure> {
        for id in self.world.undecided()? {
            self.stirred = true;
            let Some((trust, says)) = self.meant.get(&id).copied() else { continue };
            match says {
                Says::Names
                | Says::NamesDeputy
                | Says::NamesSuccessor
                | Says::NamesWithoutAddress
                | Says::Declines
                | Says::AsksForTime(_) => {
                    if self.world.accept(id, now) {
                        self.tell(now, Some(trust), format!("a person accepts message {id}"));
                    }
                }
                Says::Asks | Says::IsUnclear | Says::Withdraws | Says::WithdrawsDeputy | Says::IsAway(_) => {
                    if self.world.reject(id, now) {
                        self.oracle.rejected(trust, says);
                        self.tell(now, Some(trust), format!("a person says that message {id} is no answer"));
                    }
                }
            }
        }
        self.compare(now)
    }

    fn closes(&mut self, trust: usize, day: jiff::civil::Date, now: Timestamp) -> Result<(), Failure> {
        let Some(cast) = self.script.cast.get(trust) else { return Ok(()) };
        let update = TrustUpdate {
            ods_code: cast.code.clone(),
            name: None,
            region: None,
            domains: None,
            contacts: Vec::new(),
            opened: None,
            closed: Some(day),
        };
        self.world.closes(&update, now)?;
        self.oracle.closes(trust, day);
        self.tell(now, Some(trust), format!("the register says that it closes on {day}"));
        Ok(())
    }
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Sent { .. } => "sent",
        Outcome::RetryLater { .. } => "to be tried again",
        Outcome::Busy { .. } => "to be tried again, the server is busy",
        Outcome::GaveUp { .. } => "refused",
        Outcome::Unknown { .. } => "unknown, the line was lost",
    }
}
