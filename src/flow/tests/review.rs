//! What a person decides, and takes back.

use super::*;
use crate::flow::review::{self, Edits, Instead, Newer, Replayed, Withdrawn};

#[test]
fn a_second_name_waits_for_a_person_and_what_they_accept_replaces_the_first() {
    let mut house = House::new(Mode::Live);
    house.comes(&Mail::new("a@x"), jane());
    let id = entered(&house.comes(&Mail::new("b@x"), names("Tom Brown", Some("tom.brown@leedsth.nhs.uk"))));
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    review::accept(&mut house.store, &house.desk, id, &Edits::default(), Newer::Stays, "pat", now()).unwrap();
    assert_eq!(house.lead("RR8").as_deref(), Some("Tom Brown"));
    let confirmation = house.outbox().pop().unwrap();
    assert_eq!(confirmation.letter, "recorded");
    assert!(confirmation.mail.text.contains("Jane Smith"), "it says whom the new one replaces");

    let reopened = review::reopen(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert!(reopened.reinstated.is_some() && !reopened.already_told);
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
    assert_eq!(house.outbox().pop().unwrap().state, OutboxState::Dropped);
}

#[test]
fn accepting_needs_a_trust_and_one_lead_and_says_which_option_gives_them() {
    let mut house = House::new(Mode::Live);
    let mut unclear = doubtful();
    unclear.trust = None;
    unclear.candidates = vec![found(code("RR8")), found(code("RHQ"))];
    unclear.nominees.push(nominee("Tom Brown", None));
    let id = entered(&house.comes(&Mail::new("a@x"), unclear));
    let mut accept =
        |edits: &Edits| review::accept(&mut house.store, &house.desk, id, edits, Newer::Stays, "pat", now());
    assert!(accept(&Edits::default()).unwrap_err().to_string().contains("--trust"));
    let mut edits = Edits { trust: Some(code("RHQ")), ..Edits::default() };
    assert!(accept(&edits).unwrap_err().to_string().contains("--name"));
    edits.trust = Some(code("RX9"));
    edits.name = Some("tom brown".into());
    assert!(accept(&edits).unwrap_err().to_string().contains("not in the register"));
    edits.trust = Some(code("RHQ"));
    accept(&edits).unwrap();
    assert!(accept(&edits).unwrap_err().to_string().contains("reopen"));
    assert_eq!(house.lead("RHQ").as_deref(), Some("tom brown"));
    assert_eq!(house.outbox().pop().unwrap().letter, "incomplete", "his address was not read");
}

#[test]
fn what_a_person_rejects_or_sets_aside_can_be_taken_back() {
    let mut house = House::new(Mode::Live);
    let id = entered(&house.comes(&Mail::new("a@x"), doubtful()));
    review::reject(&mut house.store, &house.desk, id, Instead::Query, Withdrawn::Stays, "pat", now()).unwrap();
    assert_eq!(house.entry(id).state, MessageState::Query);
    assert_eq!(house.trust_state("RR8"), TrustState::Outstanding);
    review::reopen(&mut house.store, &house.desk, id, "pat", now()).unwrap();
    assert_eq!(house.entry(id).state, MessageState::AwaitingReview);
    review::set_aside(&mut house.store, &house.desk, id, "a scan", "pat", now()).unwrap();
    assert_eq!(house.entry(id).why.as_deref(), Some("a scan"));
    assert!(matches!(review::replay(&mut house.store, &house.desk, id, "pat", now()).unwrap(), Replayed::Read(_)));
}

#[test]
fn a_message_that_was_never_fetched_is_fetched_again_when_a_person_replays_it() {
    let mut house = House::new(Mode::Live);
    let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: "5".into() };
    let desk = &house.desk;
    let id = house
        .store
        .change::<_, StoreError>(|tx| {
            crate::store::folders::begin(tx, desk.id(), "INBOX", 9, desk.config.read_from)?;
            let id = unfetched::give_up_on(tx, desk, &spot, 100, None, "the server said NO", now())?;
            assert!(crate::store::folders::advance(tx, desk.id(), "INBOX", 9, 0, 5)?);
            Ok(id)
        })
        .unwrap();
    assert_eq!(review::replay(&mut house.store, &house.desk, id, "pat", now()).unwrap(), Replayed::FetchedAtNextLook);
    let desk = &house.desk;
    let begins = house
        .store
        .change::<_, StoreError>(|tx| crate::store::folders::begin(tx, desk.id(), "INBOX", 9, desk.config.read_from))
        .unwrap();
    assert_eq!(begins, 4, "the next look begins before it");
    let fetched = entered(&house.comes_at(spot, &Mail::new("a@x"), jane()));
    let placeholder = house.entry(id);
    assert_eq!((placeholder.state, placeholder.duplicate_of), (MessageState::Duplicate, Some(fetched)));
    assert_eq!(house.lead("RR8").as_deref(), Some("Jane Smith"));
}
