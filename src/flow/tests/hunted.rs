//! Ways in which a mail could be lost, sent twice, or a wrong name be kept, as an independent reviewer found them.

use super::*;
use crate::domain::{nomination::Step, outbox::Outcome};
use crate::flow::review::{self, Edits, Instead, Newer, Replayed, Withdrawn};

fn empty_at(house: &mut House, key: &str) -> Ingested {
    let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: key.into() };
    let arrived = Arrived { spot, received: Some(now()), size: 4_000, bytes: vec![], partial: false };
    let register = crate::domain::Register::new(vec![]);
    ingest::ingest(&mut house.store, &house.desk, &register, &arrived, now()).unwrap()
}

fn withdrawal_of_jane() -> Reading {
    Reading {
        change: Some(Change::Withdraw(Some("Jane Smith".into()))),
        nominees: vec![],
        ..Reading { class: Class::Correction, ..doubtful() }
    }
}

#[test]
fn two_messages_that_come_without_bytes_are_not_copies_of_each_other() {
    let mut house = House::new(Mode::Live);
    for key in ["1", "2"] {
        let ingested = empty_at(&mut house, key);
        assert!(matches!(ingested, Ingested::Entered(_, MessageState::SetAside)), "{key}: {ingested:?}");
    }
}

#[test]
fn unrelated_mail_that_a_person_replays_is_fetched_and_read_again() {
    let mut house = House::new(Mode::Live);
    let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: "1".into() };
    let id = entered(&house.comes_at(spot.clone(), &Mail::new("a@x"), Reading::of(Class::Unrelated)));
    assert_eq!(review::replay(&mut house.store, &house.desk, id, "pat", now()).unwrap(), Replayed::FetchedAtNextLook);
    let again = house.comes_at(spot, &Mail::new("a@x"), jane());
    assert!(matches!(again, Ingested::Entered(_, MessageState::Answer)), "{again:?}");
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    assert_eq!(house.entry(id).state, MessageState::Duplicate);
}

#[test]
fn a_withdrawn_nominee_is_not_recorded_again_by_another_mail_on_its_own() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    house.comes(&Mail::new("b@x"), withdrawal_of_jane());
    assert_eq!(house.lead("RR8"), None);
    let older = Mail { said: "2016-09-19T10:00:00Z".parse().unwrap(), ..Mail::new("c@x") };
    let id = entered(&house.comes(&older, jane()));
    assert_eq!(house.lead("RR8"), None, "the withdrawal no longer counts");
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
}

#[test]
fn an_answer_that_was_withdrawn_by_a_message_can_be_decided_again() {
    let mut house = House::new(Mode::Live);
    let first = entered(&house.comes(&Mail::new("a@x"), jane()));
    let second = entered(&house.comes(&Mail::new("b@x"), withdrawal_of_jane()));
    review::reject(&mut house.store, &house.desk, second, Instead::Query, Withdrawn::Stays, "pat", now()).unwrap();
    review::reopen(&mut house.store, &house.desk, first, "pat", now()).unwrap();
    review::accept(&mut house.store, &house.desk, first, &Edits::default(), Newer::Stays, "pat", now()).unwrap();
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
}

#[test]
fn a_replay_does_not_forget_that_another_message_has_the_same_message_id() {
    let mut house = House::new(Mode::Live);
    house.desk.config.campaign.trusted_authserv_ids = vec![];
    house.comes(&Mail::new("a@x"), Reading::of(Class::Query));
    let forged = Mail { body: "Other", ..Mail::new("a@x") };
    let id = entered(&house.comes(&forged, jane()));
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
    review::replay(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    let doubts = house.entry(id).reading.unwrap().1;
    assert!(doubts.iter().any(|doubt| doubt.0.contains("same Message-ID")), "{doubts:?}");
}

#[test]
fn a_replay_does_not_forget_that_only_a_part_was_fetched() {
    let mut house = House::new(Mode::Live);
    let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: "1".into() };
    let bytes = b"From: Ann Lee <ann.lee@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\nMessage-ID: <p@x>\r\n\
        Subject: Lead Healthcare Scientist\r\n\r\nOur Lead Healthcare Scientist is Dr Jane Smith, jane.smith@leedsth.nhs.uk\r\n"
        .to_vec();
    let arrived = Arrived { spot, received: Some(now()), size: 90_000_000, bytes, partial: true };
    let desk = &house.desk;
    let all = house.store.view::<_, StoreError>(|tx| trusts::all(tx, desk.id())).unwrap();
    let register = crate::domain::Register::new(all);
    let id = entered(&ingest::ingest(&mut house.store, &house.desk, &register, &arrived, now()).unwrap());
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
    review::replay(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
    assert_eq!(house.lead("RR8"), None);
}

#[test]
fn what_a_person_calls_a_machines_mail_is_not_answered_from_the_queue() {
    let mut house = House::new(Mode::Approve);
    let id = entered(&house.comes(&Mail::new("a@x"), doubtful()));
    assert_eq!(house.outbox()[0].state, OutboxState::Held);
    review::reject(&mut house.store, &house.desk, id, Instead::Automatic, Withdrawn::Stays, "pat", now()).unwrap();
    assert_eq!(house.outbox()[0].state, OutboxState::Dropped);
}

#[test]
fn a_confirmation_that_waits_is_dropped_when_its_nominee_is_withdrawn() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    assert_eq!(house.outbox()[0].state, OutboxState::Queued);
    house.comes(&Mail::new("b@x"), withdrawal_of_jane());
    assert_eq!(house.outbox()[0].state, OutboxState::Dropped);
}

#[test]
fn our_own_letters_are_known_by_the_configured_mailbox() {
    let mut house = House::new(Mode::Live);
    house.desk.config.campaign.mailbox = EmailAddress::parse("england.lhs@nhs.net").unwrap();
    assert!(house.desk.limits().own_addresses.contains(&"england.lhs@nhs.net".to_owned()));
}

#[test]
fn a_reading_without_a_decision_is_never_recorded() {
    let reading = Reading { disposition: None, ..jane() };
    assert!(matches!(crate::domain::nomination::step(None, &reading, now()), Step::Review { .. }));
}

#[tokio::test]
async fn nothing_goes_out_in_mode_observe_though_it_was_queued_in_mode_live() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    assert_eq!(house.outbox()[0].state, OutboxState::Queued);
    let House { _dir: dir, mut desk, store, .. } = house;
    desk.config.mode = Mode::Observe;
    desk.config.delivery = config::Delivery::Files(dir.path().join("sent"));
    let clock = crate::clock::Clock::Fixed(now());
    let (_ask, stop) = service::Stop::new();
    let mut service = service::Service::start(desk, store, clock, stop).await.unwrap();
    let round = service.once().await.unwrap();
    assert_eq!(round.delivered.sent, 0, "{:?}", round.delivered);
}

#[test]
fn a_robot_that_answers_every_answer_gets_one_receipt_a_day() {
    let mut house = House::new(Mode::Live);
    for id in ["a@x", "b@x", "c@x"] {
        house.comes(
            &Mail { from: "Service Desk <desk@leedsth.nhs.uk>", body: id, ..Mail::new(id) },
            Reading::of(Class::Query),
        );
    }
    house.comes(&Mail::new("d@x"), Reading::of(Class::Query));
    let states: Vec<OutboxState> = house.outbox().iter().map(|item| item.state).collect();
    assert_eq!(states, [OutboxState::Queued, OutboxState::Held, OutboxState::Held, OutboxState::Queued]);
    assert!(house.outbox()[1].why.as_ref().unwrap().contains("24 hours"));
}

#[test]
fn one_address_gets_at_most_five_mails_a_day() {
    let mut house = House::new(Mode::Live);
    for id in ["a@x", "b@x", "c@x", "d@x", "e@x", "f@x", "g@x"] {
        house.comes(&Mail::new(id), jane());
    }
    let queued = house.outbox().iter().filter(|item| item.state == OutboxState::Queued).count();
    assert_eq!((queued, house.outbox().len()), (5, 7));
}

#[test]
fn a_mail_whose_answer_goes_while_it_is_on_its_way_is_not_tried_again() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), jane()));
    let item = house.outbox().remove(0);
    house.store.change::<_, StoreError>(|tx| crate::store::sending::begin_sending(tx, item.id, now())).unwrap();
    let reopened = review::reopen(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert!(reopened.already_told, "it may have arrived");
    let (desk, later) = (&house.desk, Outcome::RetryLater { reason: "451 later".into() });
    house.store.change::<_, StoreError>(|tx| deliver::settle(tx, desk, &item, &later, now())).unwrap();
    assert_eq!(house.outbox()[0].state, OutboxState::Dropped);
    house.store.change::<_, StoreError>(|tx| mails::set_state(tx, item.id, OutboxState::Unknown, None, now())).unwrap();
    let refused = outbox::release(&mut house.store, &house.desk, item.id, "pat", now()).unwrap_err().to_string();
    assert!(refused.contains("withdrawn"), "{refused}");
}

#[test]
fn a_queued_confirmation_goes_out_only_while_it_is_true() {
    for (second, still_sent) in [("Jane Smith", true), ("Tom Brown", false)] {
        let mut house = House::new(Mode::Live);
        house.comes(&Mail::new("a@x"), jane());
        let id = entered(&house.comes(&Mail::new("b@x"), names(second, None)));
        if house.entry(id).state == MessageState::AwaitingReview {
            review::accept(&mut house.store, &house.desk, id, &Edits::default(), Newer::Stays, "pat", now()).unwrap();
        }
        let desk = &house.desk;
        let next = house
            .store
            .change::<_, StoreError>(|tx| deliver::next_true(tx, desk, now(), None, crate::store::sending::Among::All))
            .unwrap()
            .unwrap();
        assert_eq!(next.id == OutboxId(1), still_sent, "{second}");
        assert_eq!(house.outbox()[0].state == OutboxState::Dropped, !still_sent, "{second}");
    }
}

#[test]
fn rejecting_a_withdrawal_says_whom_it_withdrew_and_can_put_them_back() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let id = entered(&house.comes(&Mail::new("b@x"), withdrawal_of_jane()));
    let reject = |house: &mut House, withdrawn| {
        review::reject(&mut house.store, &house.desk, id, Instead::Query, withdrawn, "pat", now())
    };
    let rejected = reject(&mut house, Withdrawn::Stays).unwrap();
    assert_eq!(rejected.still_withdrawn.unwrap().answer.words(), "Jane Smith");
    assert_eq!(house.lead("RR8"), None);
    let rejected = reject(&mut house, Withdrawn::Reinstated).unwrap();
    assert!(rejected.reinstated.is_some());
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    assert!(reject(&mut house, Withdrawn::Reinstated).is_err());
}

#[test]
fn an_older_message_replaces_a_newer_answer_only_when_a_person_says_so_twice() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let older = Mail { said: "2016-09-19T10:00:00Z".parse().unwrap(), ..Mail::new("b@x") };
    let id = entered(&house.comes(&older, names("Tom Brown", None)));
    let accept = |house: &mut House, newer| {
        review::accept(&mut house.store, &house.desk, id, &Edits::default(), newer, "pat", now())
    };
    let refused = accept(&mut house, Newer::Stays).unwrap_err().to_string();
    assert!(refused.contains("Jane Smith") && refused.contains("--replace"), "{refused}");
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    let accepted = accept(&mut house, Newer::GivesWay).unwrap();
    assert_eq!(accepted.replaced.unwrap().answer.words(), "Jane Smith");
    assert_eq!(house.lead("RR8").as_deref(), Some("Tom Brown"));
}

#[test]
fn accepting_the_same_lead_again_loses_no_address() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let again = Reading { disposition: Some(Disposition::Review), ..names("Jane Smith", None) };
    let id = entered(&house.comes(&Mail::new("b@x"), again));
    review::accept(&mut house.store, &house.desk, id, &Edits::default(), Newer::Stays, "pat", now()).unwrap();
    let desk = &house.desk;
    let held = house.store.view::<_, StoreError>(|tx| answers::current(tx, desk.id(), &code("RR8"))).unwrap().unwrap();
    assert!(held.answer.lead().unwrap().email.is_some());
}

#[test]
fn what_is_written_in_two_places_and_differs_is_named() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), jane()));
    let copy = Spot { folder: "INBOX".into(), uid_validity: 9, key: "70".into() };
    house.comes_at(copy, &Mail::new("a@x"), jane());
    let question = entered(&house.comes(&Mail::new("b@x"), Reading::of(Class::Query)));
    let disagreements = |house: &mut House| overview::overview(&mut house.store, &house.desk).unwrap().disagreements;
    assert_eq!(disagreements(&mut house), Vec::<String>::new());
    for (message, state, sentence) in [
        (question, MessageState::Answer, "messages recorded as answers that gave none: 1"),
        (question, MessageState::Duplicate, "duplicates of nothing, and pointers to a message from no duplicate: 1"),
        (id, MessageState::Query, "answers in force whose message is not recorded as one: 1"),
    ] {
        let before = house.entry(message).state;
        house.store.change::<_, StoreError>(|tx| messages::set_state(tx, message, state, None)).unwrap();
        assert_eq!(disagreements(&mut house), [sentence]);
        house.store.change::<_, StoreError>(|tx| messages::set_state(tx, message, before, None)).unwrap();
    }
}
