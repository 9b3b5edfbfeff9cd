//! The one line that people read of each trust.

use super::office::*;
use crate::campaign::facts::{Bar, Existence, Fate, TrustRecord};
use crate::campaign::plan::plan;
use crate::domain::MessageId;
use crate::domain::nomination::Answer;
use crate::domain::reminders::Round;

type Change = fn(&mut TrustRecord);

fn line(change: impl FnOnce(&mut TrustRecord), now: &str) -> String {
    let mut trust = leeds();
    change(&mut trust);
    let line = Office::new().line(&trust, now);
    line.strip_prefix("RR8 Leeds Teaching Hospitals: ").unwrap().to_owned()
}

#[test]
fn the_line_of_the_design_reads_as_the_design_has_it() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Carried));
    trust.contacts[0].away = away("2016-10-04", Some("2016-10-07"));
    assert_eq!(
        office.line(&trust, "2016-10-05T09:00"),
        "RR8 Leeds Teaching Hospitals: round 2 at 9am on Monday 10 October 2016 to the Medical Director; the reply of 4 \
         October was out of office until 7 October"
    );
}

#[test]
fn a_reminder_says_what_is_held_and_why_it_is_then_and_to_them() {
    let now = "2016-10-03T12:00";
    assert_eq!(
        line(|_| {}, now),
        "round 1 at 9am on Tuesday 4 October 2016 to the Medical Director; nothing has been heard"
    );
    assert_eq!(
        line(|trust| trust.answer = Some(named(None)), now),
        "round 1 at 9am on Tuesday 4 October 2016 to the Medical Director; we hold Dr Jane Smith, but no e-mail address"
    );
    assert_eq!(
        line(|trust| trust.answer = Some(Answer::Holding(Some(day("2016-10-07")))), now),
        "round 2 at 9am on Monday 10 October 2016 to the Medical Director; it asked for time until 7 October"
    );
    assert_eq!(
        line(|trust| trust.answer = Some(Answer::Holding(None)), now),
        "round 2 at 9am on Monday 10 October 2016 to the Medical Director; it asked for time and named no day"
    );
    assert_eq!(
        line(|trust| trust.bars.push(bounced(MD, "2016-09-14")), now),
        "round 1 at 9am on Tuesday 4 October 2016 to the Chief Nurse; not to the Medical Director, whose mail came back on 14 \
         September"
    );
    assert_eq!(
        line(|trust| trust.contacts[0].away = away("2016-10-03", Some("2016-10-17")), now),
        "round 1 at 9am on Tuesday 4 October 2016 to the Chief Nurse; not to the Medical Director, whose reply of 3 October was \
         out of office until 17 October"
    );
    assert_eq!(
        line(|trust| trust.mails.push(letter("2016-10-03T09:00")), now),
        "round 1 at 9am on Wednesday 5 October 2016 to the Medical Director; the last mail went to it on 3 October"
    );
}

#[test]
fn a_trust_that_is_not_reminded_is_told_why() {
    let now = "2016-10-03T12:00";
    let cases: [(&str, Change); 13] = [
        ("it has named Dr Jane Smith", |trust| trust.answer = Some(named(Some("jane@leedsth.nhs.uk")))),
        ("it has answered that it names nobody", |trust| trust.answer = Some(Answer::Declined)),
        ("there is no such trust from Saturday 1 October 2016", |trust| {
            trust.existence = Existence::Closes(day("2016-10-01"));
        }),
        ("there is no such trust from Tuesday 4 October 2016", |trust| {
            trust.existence = Existence::Closes(day("2016-10-04"));
        }),
        ("there is no such trust from Monday 3 October 2016", |trust| {
            trust.existence = Existence::Closes(day("2016-10-03"));
            trust.unresolved = vec![MessageId(17)];
        }),
        ("it was merged into R0A, which answers for it", |trust| trust.existence = Existence::MergedInto(code("R0A"))),
        ("message 17 is or may be from it and waits for a person", |trust| trust.unresolved = vec![MessageId(17)]),
        ("messages 17, 19 are or may be from it and wait for a person", |trust| {
            trust.unresolved = vec![MessageId(17), MessageId(19)];
            trust.answer = Some(named(None));
        }),
        ("it asked on 20 September not to be written to", |trust| trust.asked_not_to = Some(day("2016-09-20"))),
        ("the letter has not gone out to it yet, and comes first", |trust| trust.invited = None),
        ("unreachable: no contact is known", |trust| trust.contacts.clear()),
        (
            "unreachable: the Medical Director, whose mail came back on 14 September; the Chief Nurse, who asked on 20 September not \
             to be written to",
            |trust| {
                trust.bars = vec![bounced(MD, "2016-09-14"), (address(NURSE), Bar::Withdrawn(day("2016-09-20")))];
            },
        ),
        (
            "no round is left; not to the Medical Director, whose reply of 3 October was out of office until 1 December; the last mail went to it on 13 September",
            |trust| {
                trust.contacts.truncate(1);
                trust.contacts[0].away = away("2016-10-03", Some("2016-12-01"));
            },
        ),
    ];
    for (why, change) in cases {
        assert_eq!(line(change, now), format!("no reminder; {why}"));
    }
    assert_eq!(
        line(|_| {}, "2016-10-22T09:00"),
        "no reminder; no round is left; the last mail went to it on 13 September"
    );
}

#[test]
fn a_reminder_that_is_written_is_not_planned_again() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Waiting));
    assert_eq!(
        office.line(&trust, "2016-10-05T09:00"),
        "RR8 Leeds Teaching Hospitals: round 1 to the Medical Director is written and waits in the outbox"
    );
    assert!(office.line(&trust, "2016-10-07T09:00").contains("round 2 at 9am on Monday"), "its time is over");
}

#[test]
fn every_trust_has_one_line_in_the_order_given() {
    let trusts: Vec<TrustRecord> =
        ["RR8", "RCU", "R0A"].map(|text| TrustRecord { ods_code: code(text), ..leeds() }).to_vec();
    let plans = plan(&Office::new().facts(), &trusts, &at("2016-10-03T12:00"));
    assert_eq!(plans.iter().map(|plan| plan.trust.to_string()).collect::<Vec<_>>(), ["RR8", "RCU", "R0A"]);
    assert!(plans.iter().all(|plan| plan.to_string().lines().count() == 1));
}
