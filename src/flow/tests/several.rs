//! Whose a message is, whichever campaign reads it first.

use super::*;
use crate::config::Neighbour;
use crate::domain::{Campaign, SubjectTag};
use crate::flow::review::{Instead, Withdrawn, hand_over, reject};
use crate::store::campaigns;

const LHS: &str = "lhs-2016";
const APP: &str = "app-2017";

/// A second desk beside that of the house, and both know each other.
fn beside(house: &mut House) -> Desk {
    let own = &house.desk.config;
    let campaign = Campaign {
        id: CampaignId(APP.to_owned()),
        name: "Apprenticeship Leads 2017".to_owned(),
        tag: SubjectTag("APP17".to_owned()),
        words: vec!["apprentice lead".to_owned()],
        ..own.campaign.clone()
    };
    let neighbour = |campaign: &Campaign| vec![Neighbour { campaign: campaign.clone(), read_from: own.read_from }];
    let config = Config { neighbours: neighbour(&own.campaign), campaign: campaign.clone(), ..own.clone() };
    let others = neighbour(&campaign);
    house.desk.config.neighbours = others;
    house.store.begin_campaign(&campaign.id, &campaign.name, now()).unwrap();
    Desk { config, letters: Letters::built_in(), sandbox: Sandbox::none() }
}

/// A mail of a trust's, with what each of the two readers would make of it: a question.
fn comes(house: &mut House, desk: &Desk, subject: &str, more: &str, body: &str) -> MessageState {
    let text = format!(
        "From: Ann Lee <ann.lee@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: {subject}\r\n\
         Message-ID: <one@leedsth.nhs.uk>\r\n{more}\r\n{body}\r\n"
    );
    let bytes = text.into_bytes();
    let message = message::read(&bytes, &Limits::default()).unwrap();
    let spot = Spot { folder: "INBOX".into(), uid_validity: 9, key: "1".into() };
    let arrived = Arrived { spot, received: Some(now()), size: bytes.len() as u64, bytes, partial: false };
    let reading = Reading { trust: Some(found(code("RR8"))), ..Reading::of(Class::Query) };
    let identity = message.identity.clone();
    let examined = Examined { identity, said: now(), outcome: Ok((Box::new(message), reading)), packed: None };
    let ingested = house.store.change::<_, anyhow::Error>(|tx| take_in(tx, desk, &arrived, &examined, now())).unwrap();
    let Ingested::Entered(_, state) = ingested else { panic!("{ingested:?}") };
    state
}

/// What it is for the first campaign and for the second, and how many mails it brings about, when they read it in this order.
fn read_by_both(second_first: Order, subject: &str, more: &str, body: &str) -> (MessageState, MessageState, usize) {
    let mut house = House::new(Mode::Live);
    let second = beside(&mut house);
    let first = Desk { config: house.desk.config.clone(), letters: Letters::built_in(), sandbox: Sandbox::none() };
    let order = match second_first {
        Order::FirstFirst => [&first, &second],
        Order::SecondFirst => [&second, &first],
    };
    let mut states: Vec<_> = order.map(|desk| comes(&mut house, desk, subject, more, body)).to_vec();
    if matches!(second_first, Order::SecondFirst) {
        states.reverse();
    }
    let mails: usize = [&first, &second]
        .map(|desk| house.store.view::<_, StoreError>(|tx| Ok(mails::items(tx, desk.id(), None)?.len())).unwrap())
        .iter()
        .sum();
    (states[0], states[1], mails)
}

#[derive(Clone, Copy, Debug)]
enum Order {
    FirstFirst,
    SecondFirst,
}

#[test]
fn it_is_of_one_campaign_and_answered_by_it_whoever_reads_it_first() {
    use MessageState::{Query, Unrelated};
    for order in [Order::FirstFirst, Order::SecondFirst] {
        for (subject, body, ours) in [
            ("RE: [LHS16-RR8]", "When is the apprentice lead due? And the LHS?", (Query, Unrelated)),
            ("RE: [APP17-RR8]", "When is the apprentice lead due? And the LHS?", (Unrelated, Query)),
            ("A question", "When is our LHS due?", (Query, Unrelated)),
            ("A question", "When is our apprentice lead due?", (Unrelated, Query)),
            ("The apprentice lead", "When is it due?\r\n\r\n> Our LHS letter", (Unrelated, Query)),
        ] {
            let (first, second, mails) = read_by_both(order, subject, "", body);
            assert_eq!((first, second, mails), (ours.0, ours.1, 1), "{order:?} {subject} {body}");
        }
    }
}

#[test]
fn what_is_unclear_is_taken_once_by_whoever_reads_it_first_and_not_answered() {
    use MessageState::{AwaitingReview, Unrelated};
    for (subject, body) in [
        ("A question", "When are our apprentice lead and our LHS due?"),
        ("A question", "When is it due?"),
        ("RE: [LHS16-RR8] and [APP17-RR8]", "When is it due?"),
        ("RE: [APP17-RR8]", "When is our LHS due? We have no other lead."),
    ] {
        for (order, taken) in
            [(Order::FirstFirst, (AwaitingReview, Unrelated, 0)), (Order::SecondFirst, (Unrelated, AwaitingReview, 0))]
        {
            // What has the tag of one stays with that one.
            let taken = if subject == "RE: [APP17-RR8]" { (Unrelated, AwaitingReview, 0) } else { taken };
            assert_eq!(read_by_both(order, subject, "", body), taken, "{order:?} {subject} {body}");
        }
    }
}

#[test]
fn while_it_is_unclear_it_holds_the_trust_in_both_campaigns() {
    let mut house = House::new(Mode::Live);
    let second = beside(&mut house);
    let first = Desk { config: house.desk.config.clone(), letters: Letters::built_in(), sandbox: Sandbox::none() };
    comes(&mut house, &first, "A question", "", "When is it due?");
    comes(&mut house, &second, "A question", "", "When is it due?");
    let held = |house: &mut House, desk: &Desk| {
        house.store.view::<_, StoreError>(|tx| crate::store::sums::unresolved_trusts(tx, desk.id())).unwrap()
    };
    assert_eq!((held(&mut house, &first), held(&mut house, &second)), (vec![code("RR8")], vec![code("RR8")]));
    let owner = house.store.view::<_, StoreError>(|tx| campaigns::owner_of(tx, second.id(), MessageId(2))).unwrap();
    assert_eq!(owner, Some(CampaignId(LHS.to_owned())));
    reject(&mut house.store, &first, MessageId(1), Instead::Query, Withdrawn::Stays, "pat", now()).unwrap();
    assert_eq!((held(&mut house, &first), held(&mut house, &second)), (vec![], vec![]));
}

#[test]
fn what_one_campaign_has_answered_another_answers_only_if_a_person_says_so() {
    let mut house = House::new(Mode::Live);
    let second = beside(&mut house);
    let first = Desk { config: house.desk.config.clone(), letters: Letters::built_in(), sandbox: Sandbox::none() };
    comes(&mut house, &first, "A question", "", "When is our LHS due?");
    comes(&mut house, &second, "A question", "", "When is our LHS due?");
    assert_eq!(house.outbox()[0].state, OutboxState::Queued);
    let id = house.outbox()[0].id;
    house.store.change::<_, StoreError>(|tx| crate::store::sending::sent(tx, id, "250 ok")).unwrap();
    let handed = hand_over(&mut house.store, &first, &second, MessageId(1), "pat", now()).unwrap();
    assert_eq!(handed.message, MessageId(2), "the entry that was there already");
    let theirs = house.store.view::<_, StoreError>(|tx| mails::items(tx, second.id(), None)).unwrap();
    assert!(theirs.iter().all(|item| item.state == OutboxState::Held), "{theirs:?}");
}
