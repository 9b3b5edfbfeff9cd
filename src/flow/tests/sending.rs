//! What holds the queue, what the Sent folder says, and who is written to how often.

use super::*;
use crate::domain::hold::HoldReason;
use crate::domain::outbox::Outcome;
use crate::flow::hold::{self, Gate};
use crate::flow::review;
use crate::flow::sent::{Found as Head, note};
use crate::store::{folders, hold as holds, mark::Standing, sending, sent};

impl House {
    fn change<T>(&mut self, work: impl FnOnce(&crate::store::Tx<'_>, &Desk) -> Result<T, StoreError>) -> T {
        let desk = &self.desk;
        self.store.change::<_, StoreError>(|tx| work(tx, desk)).unwrap()
    }

    /// Everything was looked at, just now.
    fn looked(&mut self) {
        self.change(|tx, desk| {
            folders::begin(tx, desk.id(), "INBOX", 9, desk.config.read_from)?;
            folders::read_completely(tx, desk.id(), "INBOX", now())?;
            sent::looked(tx, desk.id(), sent::Outcome::None, now())
        });
    }

    fn gate(&mut self, standing: Standing, at: Timestamp) -> Gate {
        self.change(|tx, desk| hold::gate(tx, desk, standing, at).map(|found| found.gate))
    }

    fn holds(&mut self) -> Vec<HoldReason> {
        self.change(|tx, _| Ok(holds::in_force(tx)?.iter().map(|hold| hold.reason).collect()))
    }

    /// This head stands in the Sent folder.
    fn stands_in_sent(&mut self, head: &str) {
        let head = Head::read(&self.desk, head.replace('\n', "\r\n").as_bytes()).unwrap();
        self.change(|tx, desk| note(tx, desk, &head, now()).map(|_| ()));
    }

    /// A colleague has answered the message with this Message-ID.
    fn answered_by_hand(&mut self, id: &str, to: &str) {
        self.stands_in_sent(&format!(
            "From: england.cso@nhs.net\nTo: {to}\nMessage-ID: <hand-{id}>\nReferences: <first@x> <{id}>\n\n"
        ));
    }

    fn outbox_states(&mut self) -> Vec<(OutboxState, Option<String>)> {
        self.outbox().into_iter().map(|item| (item.state, item.why)).collect()
    }
}

const ANN: &str = "ann.lee@leedsth.nhs.uk";

#[test]
fn nothing_goes_out_before_the_watched_folders_and_the_sent_folder_were_looked_at() {
    let mut house = House::new(Mode::Live);
    assert!(matches!(house.gate(Standing::Same, now()), Gate::NotYet(why) if why.contains("folder INBOX")));
    house.change(|tx, desk| {
        folders::begin(tx, desk.id(), "INBOX", 9, desk.config.read_from)?;
        folders::read_completely(tx, desk.id(), "INBOX", now())
    });
    assert!(matches!(house.gate(Standing::Same, now()), Gate::NotYet(why) if why.contains("Sent folder")));
    house.change(|tx, desk| sent::looked(tx, desk.id(), sent::Outcome::Unreadable, now()));
    assert_eq!(house.gate(Standing::Same, now()), Gate::Open, "the mark says that this is the database that sent");
    assert!(matches!(house.gate(Standing::NoMark, now()), Gate::NotYet(_)), "nothing says so");
    house.change(|tx, desk| sent::looked(tx, desk.id(), sent::Outcome::Read, now()));
    assert_eq!(house.gate(Standing::NoMark, now()), Gate::Open);
    house.change(|tx, desk| sent::looked(tx, desk.id(), sent::Outcome::Unreadable, now()));
    assert_eq!(house.gate(Standing::NoMark, now()), Gate::Open, "once read is enough");
    house.change(|tx, desk| folders::begin_run(tx, desk.id()));
    assert!(matches!(house.gate(Standing::Same, now()), Gate::NotYet(_)), "and again after the next start");
}

#[test]
fn a_folder_unread_for_a_day_holds_the_queue_and_cannot_be_released_before_it_is_read() {
    let mut house = House::new(Mode::Live);
    house.looked();
    let later = now() + jiff::SignedDuration::from_hours(24);
    assert_eq!(house.gate(Standing::Same, later), Gate::Open, "not over a day");
    let later = later + jiff::SignedDuration::from_secs(1);
    let Gate::Held(id) = house.gate(Standing::Same, later) else { panic!("{:?}", house.holds()) };
    assert_eq!(house.holds(), [HoldReason::NotRead]);
    assert_eq!(house.gate(Standing::Same, now()), Gate::Held(id), "read again, it still waits for a person");
    assert!(hold::release(&mut house.store, &house.desk, id, "pat", later).is_err());
    hold::release(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert_eq!(house.gate(Standing::Same, now()), Gate::Open);
    assert!(hold::release(&mut house.store, &house.desk, id, "pat", now()).is_err(), "it is not in force any more");
}

#[test]
fn the_breaker_counts_what_mail_that_came_in_has_caused_and_not_what_a_person_has_released() {
    let mut house = House::new(Mode::Live);
    house.looked();
    house.comes(&Mail::new("first@x"), doubtful());
    let spread = |house: &mut House, count: i64| {
        // As many mails as that, each to an address of its own.
        house.change(|tx, desk| {
            let item = mails::items(tx, desk.id(), None)?.remove(0);
            for number in 0..count {
                let mut mail = item.mail.clone();
                mail.to.address = EmailAddress::parse(&format!("a{number}@leedsth.nhs.uk")).unwrap();
                mail.reference = format!("r{number}");
                let key = format!("receipt/made-{number}");
                let new = mails::NewMail {
                    key: &key,
                    state: OutboxState::Queued,
                    why: None,
                    letter: "receipt",
                    trust: None,
                    message: item.message,
                    answer: None,
                    mail: &mail,
                };
                mails::add(tx, desk.id(), &new, now())?;
            }
            Ok(())
        });
    };
    spread(&mut house, 119);
    assert_eq!(house.gate(Standing::Same, now()), Gate::Open, "120 an hour are normal");
    spread(&mut house, 120);
    let Gate::Held(id) = house.gate(Standing::Same, now()) else { panic!("121 are not") };
    let later = now() + jiff::SignedDuration::from_mins(61);
    assert_eq!(house.gate(Standing::Same, later), Gate::Held(id), "an hour later it still waits for a person");
    hold::release(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert_eq!(house.gate(Standing::Same, now()), Gate::Open, "what a person has seen is counted no more");
    spread(&mut house, 130);
    assert_eq!(house.gate(Standing::Same, now()), Gate::Open);
}

#[test]
fn a_colleagues_answer_makes_receipts_and_the_readers_confirmations_needless_whichever_is_seen_first() {
    for first in ["message", "answer"] {
        let mut house = House::new(Mode::Live);
        if first == "answer" {
            house.answered_by_hand("a@x", ANN);
            house.answered_by_hand("b@x", ANN);
        }
        house.comes(&Mail::new("a@x"), doubtful());
        house.comes(&Mail::new("b@x"), jane());
        if first == "message" {
            house.answered_by_hand("a@x", ANN);
            house.answered_by_hand("b@x", ANN);
        }
        let dropped = (OutboxState::Dropped, Some("a colleague has answered by hand".to_owned()));
        assert_eq!(house.outbox_states(), [dropped.clone(), dropped], "{first}");
        assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"), "what was recorded stays recorded");
    }
}

#[test]
fn what_may_be_news_to_the_trust_all_the_same_is_put_before_a_person() {
    let mut house = House::new(Mode::Live);
    house.answered_by_hand("a@x", ANN);
    house.answered_by_hand("b@x", ANN);
    house.comes(&Mail::new("a@x"), names("Jane Smith", None));
    let second = entered(&house.comes(&Mail { body: "two", ..Mail::new("b@x") }, doubtful()));
    let edits = review::Edits { name: Some("Jane Smith".into()), ..review::Edits::default() };
    review::accept(&mut house.store, &house.desk, second, &edits, review::Newer::Stays, "pat", now()).unwrap();
    let states = house.outbox_states();
    let why = |number: usize| states[number].1.clone().unwrap_or_default();
    assert!(states[0].0 == OutboxState::Held && why(0).contains("missing detail"), "{states:?}");
    assert!(states[1].0 == OutboxState::Dropped, "{states:?}");
    assert!(states[2].0 == OutboxState::Held && why(2).contains("what was recorded"), "{states:?}");
    // Whoever releases it has decided, so it is not asked about again.
    outbox::release(&mut house.store, &house.desk, OutboxId(3), "pat", now()).unwrap();
    let next =
        house.change(|tx, desk| deliver::next_true(tx, desk, now(), None, crate::store::sending::Among::All)).unwrap();
    assert_eq!(next.id, OutboxId(3));
}

#[test]
fn mail_to_others_and_out_of_office_notes_are_no_answers() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), doubtful());
    house.answered_by_hand("a@x", "pat.taylor@nhs.net");
    house.stands_in_sent(&format!(
        "From: england.cso@nhs.net\nTo: {ANN}\nMessage-ID: <x@y>\nIn-Reply-To: <a@x>\nAuto-Submitted: auto-replied\n\n"
    ));
    house.stands_in_sent(&format!("From: ann@leedsth.nhs.uk\nTo: {ANN}\nMessage-ID: <z@y>\nIn-Reply-To: <a@x>\n\n"));
    assert_eq!(house.outbox_states()[0].0, OutboxState::Queued);
    house.answered_by_hand("a@x", "someone.else@mail.leedsth.nhs.uk");
    assert_eq!(house.outbox_states()[0].0, OutboxState::Dropped, "the same organisation has its answer");
}

#[test]
fn our_own_mail_that_the_database_never_sent_or_does_not_know_shows_that_it_is_an_old_one() {
    for known in [true, false] {
        let mut house = House::new(Mode::Live);
        house.comes(&Mail::new("a@x"), doubtful());
        house.comes(&Mail { body: "two", from: "bob@sth.nhs.uk", ..Mail::new("b@x") }, doubtful());
        let reference = house.outbox()[0].mail.reference.clone();
        let answered = if known { "a@x" } else { "z@x" };
        house.stands_in_sent(&format!(
            "From: england.cso@nhs.net\nTo: {ANN}\nMessage-ID: <new@prod>\nX-CSO-Ref: {reference}\nIn-Reply-To: <{answered}>\n\n"
        ));
        assert_eq!(house.holds(), [HoldReason::Restored]);
        let states: Vec<OutboxState> = house.outbox_states().into_iter().map(|(state, _)| state).collect();
        let first = if known { OutboxState::Sent } else { OutboxState::Unknown };
        assert_eq!(states, [first, OutboxState::Unknown], "the same reference may stand for another message");
        let before = house.change(|tx, _| tx.instance());
        house.looked();
        let Gate::Held(id) = house.gate(Standing::Same, now()) else { panic!() };
        hold::release(&mut house.store, &house.desk, id, "pat", now()).unwrap();
        assert_ne!(house.change(|tx, _| tx.instance()), before);
        house.stands_in_sent(&format!("From: england.cso@nhs.net\nX-CSO-Ref: lhs-2016.receipt.99.{before}\n\n"));
        assert!(house.holds().is_empty(), "that was the installation's former name");
    }
}

#[test]
fn a_mail_that_stands_in_the_sent_folder_is_sent_whatever_the_line_let_us_see() {
    let outcomes = [
        Outcome::RetryLater { reason: "451".into() },
        Outcome::GaveUp { reason: "550".into() },
        Outcome::Unknown { reason: "cut".into() },
    ];
    for outcome in outcomes {
        let mut house = House::new(Mode::Live);
        house.comes(&Mail::new("a@x"), doubtful());
        let item = house.outbox().remove(0);
        house.change(|tx, _| sending::begin_sending(tx, item.id, now()));
        let reference = &item.mail.reference;
        house.stands_in_sent(&format!("From: england.cso@nhs.net\nX-CSO-Ref: {reference}\nIn-Reply-To: <a@x>\n\n"));
        assert_eq!(house.outbox_states()[0].0, OutboxState::Sending, "the courier has it in hand");
        house.change(|tx, desk| deliver::settle(tx, desk, &item, &outcome, now()));
        assert_eq!(house.outbox_states()[0].0, OutboxState::Sent, "{outcome:?}");
        assert!(house.holds().is_empty());
    }
}

#[test]
fn an_answer_to_our_mail_by_the_message_id_that_the_server_gave_it_finds_the_trust() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let item = house.outbox().remove(0);
    house.change(|tx, _| sending::begin_sending(tx, item.id, now()));
    let reference = &item.mail.reference;
    house.stands_in_sent(&format!(
        "From: england.cso@nhs.net\nMessage-ID: <given@prod.outlook.invalid>\nX-CSO-Ref: {reference}\nIn-Reply-To: <a@x>\n\n"
    ));
    let more = "In-Reply-To: <given@prod.outlook.invalid>\r\n";
    let reading = Reading { disposition: Some(Disposition::Review), ..Reading::of(Class::Query) };
    let mail =
        Mail { from: "j.smith@gmail.example", more, body: "Who else was named for the LHS?", ..Mail::new("b@x") };
    let id = entered(&house.comes(&mail, reading));
    let (reading, _) = house.entry(id).reading.unwrap();
    assert_eq!(reading.trust, None);
    let proposed: Vec<(&str, &str)> =
        reading.candidates.iter().map(|found| (found.value.as_str(), found.rule.as_str())).collect();
    assert_eq!(proposed, [("RR8", "answers our mail 1")]);
}

#[test]
fn releasing_everything_at_once_sends_no_address_more_than_five_mails_a_day() {
    let mut house = House::new(Mode::Approve);
    let ids = ["a@x", "b@x", "c@x", "d@x", "e@x", "f@x", "g@x"];
    for id in ids {
        house.comes(&Mail { body: id, ..Mail::new(id) }, doubtful());
    }
    let released = outbox::release_all(&mut house.store, &house.desk, "pat", now()).unwrap();
    let kept: Vec<OutboxId> = released.into_iter().filter(|(_, done)| done.is_err()).map(|(id, _)| id).collect();
    assert_eq!(kept, [OutboxId(6), OutboxId(7)]);
    outbox::release(&mut house.store, &house.desk, OutboxId(6), "pat", now()).unwrap();
}

#[test]
fn under_a_hold_only_what_is_released_by_its_number_goes_out_and_that_can_be_a_queued_mail_too() {
    let mut house = House::new(Mode::Live);
    house.looked();
    house.comes(&Mail::new("a@x"), doubtful());
    house.comes(&Mail { body: "two", from: "bob@sth.nhs.uk", ..Mail::new("b@x") }, doubtful());
    assert!(outbox::release(&mut house.store, &house.desk, OutboxId(2), "pat", now()).is_err(), "it is queued already");
    house.change(|tx, desk| hold::raise(tx, desk, HoldReason::TooMany, "too many", now()));
    let Gate::Held(id) = house.gate(Standing::Same, now()) else { panic!() };
    let next = |house: &mut House| {
        house.change(|tx, desk| deliver::next_true(tx, desk, now(), Some(id), crate::store::sending::Among::All))
    };
    assert!(next(&mut house).is_none());
    outbox::release(&mut house.store, &house.desk, OutboxId(2), "pat", now()).unwrap();
    assert_eq!(next(&mut house).unwrap().id, OutboxId(2));
    assert!(outbox::release(&mut house.store, &house.desk, OutboxId(2), "pat", now()).is_err(), "it goes out already");
}
