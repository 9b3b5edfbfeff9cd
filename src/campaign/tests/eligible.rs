//! A reminder of the outbox is asked about again before each try.

use jiff::{SignedDuration, Timestamp};

use super::office::*;
use crate::campaign::eligible::{Verdict, verdict};
use crate::campaign::facts::{Existence, Fate, TrustRecord};
use crate::domain::MessageId;
use crate::domain::nomination::Answer;
use crate::domain::reminders::Round;

/// What happens to the mail of round 1 to the Medical Director, written at 9 on 4 October.
fn judged(office: &Office, change: impl FnOnce(&mut TrustRecord), now: &str) -> Verdict {
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Waiting));
    let key = Office::new().key(Round::Before(5), MD);
    change(&mut trust);
    let now = at(now);
    verdict(&office.facts(), &trust, &key, &now, Some(now.timestamp()))
}

fn dropped(change: impl FnOnce(&mut TrustRecord), now: &str) -> String {
    match judged(&Office::new(), change, now) {
        Verdict::Drop { why } => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn as_long_as_nothing_has_changed_it_goes() {
    assert_eq!(judged(&Office::new(), |_| {}, "2016-10-04T09:00"), Verdict::Send);
    assert_eq!(judged(&Office::new(), |_| {}, "2016-10-06T16:59"), Verdict::Send);
}

#[test]
fn outside_the_hours_it_waits_for_the_next_opening_and_once_its_round_is_over_it_is_dropped() {
    let Verdict::Wait { until, .. } = judged(&Office::new(), |_| {}, "2016-10-04T17:00") else { panic!() };
    assert_eq!(until, Some(at("2016-10-05T09:00")));
    assert_eq!(dropped(|_| {}, "2016-10-06T17:00"), "its round is over, and another one comes in its place");
    assert_eq!(dropped(|_| {}, "2016-10-21T17:00"), "its round is over");
}

#[test]
fn an_answer_a_closure_or_a_wish_drops_it() {
    let now = "2016-10-04T10:00";
    assert_eq!(dropped(|trust| trust.answer = Some(named(Some("j@leedsth.nhs.uk"))), now), "the trust has answered");
    assert_eq!(dropped(|trust| trust.answer = Some(Answer::Declined), now), "the trust has answered");
    let closed = |trust: &mut TrustRecord| trust.existence = Existence::Closes(day("2016-10-04"));
    assert_eq!(dropped(closed, now), "there is no such trust any more");
    assert_eq!(
        dropped(|trust| trust.asked_not_to = Some(day("2016-10-04")), now),
        "the trust asked not to be written to"
    );
    let bounced = |trust: &mut TrustRecord| trust.bars.push(bounced(MD, "2016-10-04"));
    assert_eq!(dropped(bounced, now), "another contact is written to in this round");
    assert_eq!(dropped(|trust| trust.contacts.clear(), now), "no address of the trust works");
}

#[test]
fn a_message_that_waits_for_a_person_holds_it_and_a_note_or_a_plea_for_time_defers_it() {
    let now = "2016-10-04T10:00";
    let held = judged(&Office::new(), |trust| trust.unresolved.push(MessageId(17)), now);
    assert!(matches!(held, Verdict::Wait { until: None, .. }), "{held:?}");
    let away = |trust: &mut TrustRecord| trust.contacts[0].away = away("2016-10-04", Some("2016-10-05"));
    let Verdict::Wait { until, .. } = judged(&Office::new(), away, now) else { panic!() };
    assert_eq!(until, Some(at("2016-10-06T09:00")));
    let time = |trust: &mut TrustRecord| trust.answer = Some(Answer::Holding(None));
    assert_eq!(dropped(time, now), "its round is over, and another one comes in its place");
}

#[test]
fn a_moved_deadline_drops_it_and_so_does_another_mail_of_the_round() {
    let moved = Office { version: 2, deadline: at("2016-10-18T17:00"), ..Office::new() };
    let Verdict::Drop { why } = judged(&moved, |_| {}, "2016-10-04T10:00") else { panic!() };
    assert_eq!(why, "the deadline has been moved since");
    let office = Office::new();
    let sent = office.reminder(Round::Before(5), NURSE, "2016-10-04T09:00", Fate::Carried);
    assert!(dropped(|trust| trust.mails.push(sent), "2016-10-04T10:00").contains("another one comes in its place"));
    let written = office.reminder(Round::Before(5), NURSE, "2016-10-04T09:00", Fate::Waiting);
    assert_eq!(
        dropped(|trust| trust.mails.push(written), "2016-10-04T10:00"),
        "another reminder of the trust is written"
    );
}

#[test]
fn a_mail_that_may_have_left_already_never_leaves_again() {
    let carried = |trust: &mut TrustRecord| trust.mails.last_mut().unwrap().fate = Fate::Carried;
    dropped(carried, "2016-10-04T10:00");
}

#[test]
fn unless_every_folder_was_read_within_ten_minutes_it_waits() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Waiting));
    let (key, now) = (office.key(Round::Before(5), MD), at("2016-10-04T09:30"));
    let ask = |read: Option<Timestamp>| verdict(&office.facts(), &trust, &key, &now, read);
    assert_eq!(ask(Some(now.timestamp() - SignedDuration::from_mins(10))), Verdict::Send);
    assert!(matches!(ask(Some(now.timestamp() - SignedDuration::from_secs(601))), Verdict::Wait { until: None, .. }));
    assert!(matches!(ask(None), Verdict::Wait { until: None, .. }));
}
