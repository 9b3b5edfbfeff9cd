//! Trusts that asked for time, contacts who are away, addresses that do not work.

use super::office::*;
use crate::campaign::facts::{Bar, Fate, MailRecord};
use crate::domain::nomination::Answer;
use crate::domain::reminders::{ReminderRules, Round, Rounds};

fn next(trust: &crate::campaign::facts::TrustRecord, now: &str) -> Option<(usize, String, String)> {
    Office::new().next(trust, now).map(|(round, at, to)| (round, at.strftime("%F %H:%M").to_string(), to))
}

fn expected(round: usize, at: &str, to: &str) -> Option<(usize, String, String)> {
    Some((round, at.into(), to.into()))
}

#[test]
fn who_asked_for_time_is_left_in_peace_until_the_day_they_named_is_over() {
    let mut trust = leeds();
    trust.answer = Some(Answer::Holding(Some(day("2016-10-04"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-05 09:00", MD));
    trust.answer = Some(Answer::Holding(Some(day("2016-10-07"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-10 09:00", MD));
    trust.answer = Some(Answer::Holding(Some(day("2016-10-10"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-11 09:00", MD), "the morning of the deadline");
    trust.answer = Some(Answer::Holding(Some(day("2016-10-11"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(3, "2016-10-14 09:00", MD));
}

#[test]
fn who_named_a_day_long_after_the_deadline_is_reminded_once_after_that_day() {
    let mut trust = leeds();
    trust.answer = Some(Answer::Holding(Some(day("2016-10-28"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(3, "2016-10-31 09:00", MD));
    assert_eq!(next(&trust, "2016-11-04T16:59"), expected(3, "2016-11-04 16:59", MD));
    assert_eq!(next(&trust, "2016-11-04T17:00"), None);
    let line = Office::new().line(&trust, "2016-11-04T17:00");
    assert!(line.ends_with("no reminder; no round is left; the last mail went to it on 13 September"), "{line}");
    let before_only = Rounds::new(vec![Round::Before(5)]);
    let office = Office { rules: ReminderRules { rounds: before_only, ..ReminderRules::default() }, ..Office::new() };
    let line = office.line(&trust, "2016-10-03T12:00");
    assert!(line.contains("no round is left; it asked for time until 28 October"), "{line}");
}

#[test]
fn who_named_no_day_is_left_in_peace_until_shortly_before_the_deadline() {
    let mut office = Office::new();
    let mut trust = leeds();
    trust.answer = Some(Answer::Holding(None));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-10 09:00", MD));
    office.rules.holding = 4;
    assert_eq!(office.next(&trust, "2016-10-03T12:00"), Some((1, at("2016-10-05T09:00"), MD.into())));
}

#[test]
fn an_out_of_office_note_defers_to_the_working_day_after_the_day_it_names() {
    let mut trust = leeds();
    trust.contacts[0].away = away("2016-10-03", Some("2016-10-04"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-05 09:00", MD));
    trust.contacts[0].away = away("2016-10-03", Some("2016-10-06"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-10 09:00", MD), "round 1 is over by the 7th");
    trust.contacts[0].away = away("2016-10-03", Some("2016-10-08"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-10 09:00", MD), "back on a Saturday");
}

#[test]
fn a_note_that_would_pass_the_deadline_sends_the_mail_to_the_next_contact() {
    let mut trust = leeds();
    trust.contacts[0].away = away("2016-10-03", Some("2016-10-17"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-04 09:00", NURSE));
    // After the deadline there is time to wait for the first contact again.
    assert_eq!(next(&trust, "2016-10-12T12:00"), expected(3, "2016-10-18 09:00", MD));
    // Nobody else is there: the mail waits until they are back, even beyond the deadline.
    trust.contacts.truncate(1);
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(3, "2016-10-18 09:00", MD));
    trust.contacts[0].away = away("2016-10-03", Some("2016-12-01"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), None);
}

#[test]
fn when_everybody_is_away_the_first_who_is_back_in_time_gets_it() {
    let mut trust = leeds();
    trust.contacts[0].away = away("2016-10-03", Some("2016-10-17"));
    trust.contacts[1].away = away("2016-10-03", Some("2016-10-07"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(2, "2016-10-10 09:00", NURSE));
}

#[test]
fn a_note_without_a_day_is_believed_for_a_week_and_an_old_one_not_at_all() {
    let mut trust = leeds();
    trust.contacts[0].away = away("2016-09-13", None);
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-04 09:00", MD));
    trust.contacts[0].away = away("2016-09-28", None);
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-05 09:00", MD));
    trust.contacts[0].away = away("2016-10-03", Some("2016-08-01"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-04 09:00", MD), "a note nobody has switched off");
}

#[test]
fn the_address_that_a_note_names_is_used_only_at_the_trusts_own_domain_and_after_its_contacts() {
    let mut trust = leeds();
    trust.contacts.truncate(1);
    trust.contacts[0].away = away("2016-10-03", Some("2016-12-01"));
    let mut with = |alternative: &str| {
        trust.contacts[0].away.as_mut().unwrap().alternative = Some(address(alternative));
        next(&trust, "2016-10-03T12:00").map(|next| next.2)
    };
    assert_eq!(with("pa@leedsth.nhs.uk").as_deref(), Some("pa@leedsth.nhs.uk"));
    assert_eq!(with("pa@mail.leedsth.nhs.uk").as_deref(), Some("pa@mail.leedsth.nhs.uk"));
    for stranger in ["pa@nhs.net", "pa@leedsth.nhs.uk.example.com", "pa@evil-leedsth.nhs.uk", "pa@sth.nhs.uk"] {
        assert_eq!(with(stranger), None, "{stranger}");
    }
    trust.domains = vec!["nhs.net".into()];
    trust.contacts[0].away.as_mut().unwrap().alternative = Some(address("pa@nhs.net"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), None, "a domain that many share");
    trust.domains = vec!["leedsth.nhs.uk".into()];
    trust.contacts[0].away.as_mut().unwrap().alternative = Some(address("pa@leedsth.nhs.uk"));
    trust.contacts.push(contact("Chief Nurse", NURSE));
    assert_eq!(next(&trust, "2016-10-03T12:00").unwrap().2, NURSE);
    trust.bars.push(bounced(NURSE, "2016-09-14"));
    trust.bars.push(bounced("pa@leedsth.nhs.uk", "2016-09-14"));
    assert_eq!(next(&trust, "2016-10-03T12:00"), None);
}

#[test]
fn a_bounced_address_is_not_used_again_and_the_round_goes_to_the_next_contact() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Bounced));
    assert_eq!(next(&trust, "2016-10-04T09:30"), expected(1, "2016-10-04 09:30", NURSE));
    trust.mails.push(office.reminder(Round::Before(5), NURSE, "2016-10-04T09:30", Fate::Carried));
    assert_eq!(next(&trust, "2016-10-04T09:40"), expected(2, "2016-10-10 09:00", NURSE));
    trust.mails.push(MailRecord { to: address(NURSE), fate: Fate::Bounced, ..letter("2016-10-04T09:50") });
    assert_eq!(next(&trust, "2016-10-04T10:00"), None);
    assert!(office.line(&trust, "2016-10-04T10:00").contains("unreachable"));
}

#[test]
fn what_the_server_would_not_take_goes_to_the_next_contact_in_this_round_only() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Refused));
    assert_eq!(next(&trust, "2016-10-04T09:30"), expected(1, "2016-10-04 09:30", NURSE));
    trust.contacts.truncate(1);
    assert_eq!(next(&trust, "2016-10-04T09:30"), expected(2, "2016-10-10 09:00", MD));
}

#[test]
fn nobody_who_withdrew_is_ever_written_to() {
    let mut trust = leeds();
    trust.bars.push((address(MD), Bar::Withdrawn(day("2016-09-20"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), expected(1, "2016-10-04 09:00", NURSE));
    trust.bars.push((address(NURSE), Bar::Withdrawn(day("2016-09-20"))));
    assert_eq!(next(&trust, "2016-10-03T12:00"), None);
}
