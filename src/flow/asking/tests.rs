//! What the store tells of trusts, and what is written and tried by it, at moments that are arguments.

use std::path::Path;

use jiff::Timestamp;
use tempfile::TempDir;

use super::{deadline, facts, invite, judge, remind};
use crate::campaign::eligible::Verdict;
use crate::campaign::facts::{Bar, Existence, Fate};
use crate::config::{self, Config};
use crate::domain::ledger::MessageState;
use crate::domain::outbox::OutboxState;
use crate::domain::trust::{ContactUpdate, TrustUpdate};
use crate::domain::{Class, EmailAddress, Found, MessageId, Mode, OdsCode, Place, Reading};
use crate::flow::Desk;
use crate::flow::deliver;
use crate::store::sending::Among;
use crate::store::{Store, StoreError, Tx, bounces, do_not_write, folders, messages, outbox, sending, trusts};

struct House {
    dir: TempDir,
    desk: Desk,
    store: Store,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn code(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

/// The morning of the first round.
fn first_round() -> Timestamp {
    at("2016-10-04T08:00:00Z")
}

impl House {
    /// In mode live, with so many trusts that were asked by post on 13 September.
    fn with(count: usize) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let loaded = config::read(config::template().as_bytes(), Path::new("c.toml"), &|_| None).unwrap();
        let desk = Desk {
            config: Config { mode: Mode::Live, ..loaded.config },
            letters: crate::compose::Letters::built_in(),
            sandbox: crate::sandbox::Sandbox::none(),
        };
        let mut store = Store::open(&dir.path().join("intake.db")).unwrap();
        let begun = at("2016-09-13T10:00:00Z");
        store.begin_campaign(desk.id(), "LHS", begun).unwrap();
        deadline::begin(&mut store, &desk, begun).unwrap();
        let codes: Vec<OdsCode> = (0..count).map(|number| code(&format!("R{number:03}"))).collect();
        store
            .change::<_, StoreError>(|tx| {
                codes.iter().try_for_each(|code| trusts::upsert(tx, desk.id(), &trust(code), begun).map(|_| ()))
            })
            .unwrap();
        let which = invite::Marking::Named(&codes);
        invite::mark_sent(&mut store, &desk, "2016-09-13".parse().unwrap(), which, "jo", begun).unwrap();
        Self { dir, desk, store }
    }

    fn change<T>(&mut self, work: impl FnOnce(&Tx<'_>, &Desk) -> Result<T, StoreError>) -> T {
        let desk = &self.desk;
        self.store.change(|tx| work(tx, desk)).unwrap()
    }

    /// Every watched folder was read to its end at this moment.
    fn read(&mut self, now: Timestamp) {
        self.change(|tx, desk| {
            folders::begin(tx, desk.id(), "INBOX", 1, desk.config.read_from)?;
            folders::read_completely(tx, desk.id(), "INBOX", now)
        });
    }

    fn round(&mut self, now: Timestamp) -> remind::Planned {
        self.read(now);
        remind::round(&mut self.store, &self.desk, now).unwrap()
    }

    /// The mail that may go out next.
    fn next(&mut self, now: Timestamp, among: Among) -> Option<outbox::Item> {
        self.change(|tx, desk| deliver::next_true(tx, desk, now, None, among))
    }

    fn items(&mut self) -> Vec<outbox::Item> {
        self.change(|tx, desk| outbox::items(tx, desk.id(), None))
    }

    /// What goes out goes out.
    fn send_all(&mut self, now: Timestamp) -> usize {
        let mut sent = 0;
        while let Some(item) = self.next(now, Among::All) {
            self.change(|tx, _| {
                sending::begin_sending(tx, item.id, now)?;
                sending::sent(tx, item.id, "250 ok")
            });
            sent += 1;
        }
        sent
    }

    fn message(&mut self, state: MessageState, sender: &str, now: Timestamp) -> MessageId {
        let identity = format!("{sender}-{now}");
        self.change(|tx, desk| {
            let bare = messages::NewMessage::bare(&identity, state, "test", now, 9);
            messages::add(tx, desk.id(), &messages::NewMessage { sender: Some((sender, "")), ..bare }, now)
        })
    }

    fn facts(&mut self) -> facts::Facts {
        self.change(facts::all)
    }
}

fn trust(code: &OdsCode) -> TrustUpdate {
    let contact = |rank, name: &str| ContactUpdate {
        rank,
        name: Some(format!("Dr {name} Reed")),
        email: Some(address(&format!("{}@{}.nhs.uk", name.to_lowercase(), code.as_str().to_lowercase()))),
        role: Some("Medical Director".to_owned()),
    };
    TrustUpdate {
        ods_code: code.clone(),
        name: Some(format!("TRUST {code}")),
        region: None,
        domains: Some(vec![format!("{}.nhs.uk", code.as_str().to_lowercase())]),
        contacts: vec![contact(1, "Ann"), contact(2, "Bob")],
        opened: None,
        closed: None,
    }
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

#[test]
fn a_round_writes_each_reminder_once_and_an_idle_one_writes_nothing() {
    let mut house = House::with(3);
    assert!(house.round(at("2016-10-03T12:00:00Z")).is_nothing());
    assert_eq!(house.round(first_round()).written, 3);
    assert!(house.round(first_round()).is_nothing(), "the same round planned twice adds nothing");
    assert_eq!(house.send_all(first_round()), 3);
    assert!(house.round(at("2016-10-05T12:00:00Z")).is_nothing());
    assert_eq!(house.round(at("2016-10-10T08:00:00Z")).written, 3);
}

#[test]
fn killed_after_the_reminder_was_written_or_while_it_was_carried_none_is_written_twice() {
    let mut house = House::with(1);
    house.round(first_round());
    let path = house.dir.path().join("intake.db");
    house.store = Store::open(&path).unwrap();
    assert!(house.round(first_round()).is_nothing(), "it waits in the outbox");
    let item = house.next(first_round(), Among::All).unwrap();
    house.change(|tx, _| sending::begin_sending(tx, item.id, first_round()));
    house.store = Store::open(&path).unwrap();
    house.change(|tx, desk| sending::sending_to_unknown(tx, desk.id()));
    assert!(house.round(at("2016-10-05T08:00:00Z")).is_nothing(), "it may have arrived");
    assert_eq!(house.items().len(), 1);
}

#[test]
fn no_reminder_is_tried_unless_every_folder_was_read_within_ten_minutes() {
    let mut house = House::with(1);
    house.round(first_round());
    assert!(house.next(at("2016-10-04T08:11:00Z"), Among::All).is_none());
    assert_eq!(house.items()[0].state, OutboxState::Queued, "it waits and nothing is written down");
    house.read(at("2016-10-04T08:12:00Z"));
    assert!(house.next(at("2016-10-04T08:13:00Z"), Among::All).is_some());
}

#[test]
fn a_reminder_that_is_tried_again_is_asked_about_again() {
    let mut house = House::with(1);
    house.round(first_round());
    let item = house.next(first_round(), Among::All).unwrap();
    house.change(|tx, desk| {
        sending::begin_sending(tx, item.id, first_round())?;
        let later = crate::domain::outbox::Outcome::RetryLater { reason: "451 later".to_owned() };
        deliver::settle(tx, desk, &item, &later, first_round())
    });
    let again = at("2016-10-04T09:10:00Z");
    house.read(again);
    house.change(|tx, desk| {
        let whom = do_not_write::Whom::Trust(&code("R000"));
        do_not_write::add(tx, desk.id(), whom, "2016-10-04".parse().unwrap(), None, "jo")
    });
    assert!(house.next(again, Among::All).is_none());
    let item = &house.items()[0];
    assert_eq!((item.state, item.why.as_deref()), (OutboxState::Dropped, Some("the trust asked not to be written to")));
}

#[test]
fn while_the_books_do_not_agree_nothing_goes_to_trusts() {
    let mut house = House::with(1);
    house.round(first_round());
    assert!(house.next(first_round(), Among::Team).is_none());
    assert_eq!(house.items()[0].state, OutboxState::Queued);
}

#[test]
fn letters_that_ask_do_not_trip_the_breaker_for_mail_that_answers_mail() {
    let mut house = House::with(130);
    house.round(first_round());
    assert_eq!(house.send_all(first_round()), 130);
    let caused = house.change(|tx, _| sending::caused_lately(tx, at("2016-10-04T07:00:00Z")));
    assert_eq!(caused, 0);
}

#[test]
fn a_bounce_bars_an_address_only_if_it_cites_a_mail_of_ours_to_it() {
    let mut house = House::with(1);
    house.round(first_round());
    house.send_all(first_round());
    let ours = house.items()[0].mail.message_id.clone();
    let (ann, bob) = (address("ann@r000.nhs.uk"), address("bob@r000.nhs.uk"));
    let one = house.message(MessageState::Bounce, "postmaster@r000.nhs.uk", first_round());
    house.change(|tx, desk| bounces::note(tx, desk.id(), one, &[&ann], &["else@where"]));
    house.change(|tx, desk| bounces::note(tx, desk.id(), one, &[&bob], &[&ours]));
    assert_eq!(house.facts().trusts[0].mails[0].fate, Fate::Carried, "it went to Ann, not to Bob");
    house.change(|tx, desk| bounces::note(tx, desk.id(), one, &[&ann], &[&ours]));
    let facts = house.facts();
    assert_eq!(facts.trusts[0].mails[0].fate, Fate::Bounced);
    assert!(facts.trusts[0].bars.contains(&(ann, Bar::Bounced("2016-10-04".parse().unwrap()))));
    assert_eq!(house.round(at("2016-10-04T09:00:00Z")).written, 1, "to Bob");
    assert_eq!(house.items()[1].mail.to.address, bob);
}

#[test]
fn what_the_earlier_trust_was_sent_counts_for_the_one_that_answers_for_it() {
    let mut house = House::with(2);
    house.round(first_round());
    house.send_all(first_round());
    let message = house.message(MessageState::AwaitingReview, "x@r000.nhs.uk", first_round());
    let speaks_for = Found::new(code("R000"), Place::header("From"), "test");
    let reading = Reading { trust: Some(speaks_for), ..Reading::of(Class::Nomination) };
    house.change(|tx, desk| {
        trusts::merge_into(tx, desk.id(), &code("R000"), Some(&code("R001")))?;
        messages::keep_reading(tx, desk.id(), message, &reading, &[], first_round())
    });
    let facts = house.facts();
    let (old, new) = (facts.trust(&code("R000")).unwrap(), facts.trust(&code("R001")).unwrap());
    assert_eq!(old.existence, Existence::MergedInto(code("R001")));
    assert_eq!(new.mails.len(), 2);
    assert_eq!(new.unresolved, [message]);
    let alone = house.change(|tx, desk| facts::one(tx, desk, &code("R001")));
    assert_eq!((alone.trusts[0].mails.len(), alone.trusts[0].unresolved.len()), (2, 1), "the same as among all");
}

#[test]
fn of_one_trust_is_known_what_is_known_of_it_among_all() {
    let mut house = House::with(4);
    house.round(first_round());
    house.send_all(first_round());
    let all = house.facts();
    for trust in &all.trusts {
        let one = house.change(|tx, desk| facts::one(tx, desk, &trust.ods_code));
        assert_eq!(format!("{:?}", one.trusts), format!("{:?}", [trust]));
    }
}

#[test]
fn a_reminder_that_waited_over_night_says_what_is_so_now() {
    let mut house = House::with(1);
    house.desk.config.mode = Mode::Approve;
    house.round(at("2016-10-10T08:00:00Z"));
    assert!(house.items()[0].mail.subject.contains("tomorrow"), "{}", house.items()[0].mail.subject);
    assert_eq!(house.round(at("2016-10-11T08:30:00Z")).changed, 1);
    let item = house.items().remove(0);
    assert!(item.mail.subject.contains("today"), "{}", item.mail.subject);
    let verdict = house.change(|tx, desk| judge::judge(tx, desk, &item, at("2016-10-11T08:31:00Z")));
    assert_eq!(verdict, Verdict::Send);
    house.round(at("2016-10-11T13:01:00Z"));
    assert_eq!(house.items()[0].state, OutboxState::Dropped, "too late to answer in time");
}
