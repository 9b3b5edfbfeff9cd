//! When each round may be sent, and what becomes of rounds that were missed.

use super::office::*;
use crate::campaign::facts::{Fate, MailRecord, TrustRecord};
use crate::campaign::plan::ahead;
use crate::campaign::rounds::timetable;
use crate::domain::calendar::moment_words;
use crate::domain::reminders::{Round, Rounds};

fn windows(office: &Office) -> Vec<String> {
    timetable(&office.facts())
        .iter()
        .map(|window| format!("{} {} to {}", window.round, moment_words(&window.opens), moment_words(&window.ends)))
        .collect()
}

#[test]
fn the_windows_of_the_first_campaign_are_as_the_office_would_draw_them() {
    assert_eq!(
        windows(&Office::new()),
        [
            "5-before 9am on Tuesday 4 October 2016 to 5pm on Thursday 6 October 2016",
            "1-before 9am on Monday 10 October 2016 to 2pm on Tuesday 11 October 2016",
            "3-after 9am on Friday 14 October 2016 to 5pm on Friday 21 October 2016",
        ]
    );
}

#[test]
fn over_the_change_of_clocks_and_a_bank_holiday_nine_stays_nine_and_days_off_do_not_count() {
    let clocks = Office { deadline: at("2016-11-01T17:00"), ..Office::new() };
    assert_eq!(windows(&clocks)[0], "5-before 9am on Tuesday 25 October 2016 to 5pm on Thursday 27 October 2016");
    assert_eq!(windows(&clocks)[1], "1-before 9am on Monday 31 October 2016 to 2pm on Tuesday 1 November 2016");
    let opens = &timetable(&clocks.facts())[1].opens;
    assert_eq!(opens.timestamp(), "2016-10-31T09:00:00Z".parse().unwrap());
    let christmas = Office { deadline: at("2016-12-30T12:00"), ..Office::new() };
    assert_eq!(windows(&christmas)[0], "5-before 9am on Wednesday 21 December 2016 to 5pm on Friday 23 December 2016");
    assert_eq!(windows(&christmas)[2], "3-after 9am on Thursday 5 January 2017 to 5pm on Thursday 12 January 2017");
}

#[test]
fn two_rounds_on_one_day_are_one() {
    let saturday = Office { deadline: at("2016-10-15T17:00"), ..Office::new() };
    let rounds = Rounds::new(vec![Round::Before(1), Round::Before(0)]);
    let office =
        Office { rules: crate::domain::reminders::ReminderRules { rounds, ..saturday.rules.clone() }, ..saturday };
    let windows = timetable(&office.facts());
    assert_eq!(windows[0].opens, windows[0].ends, "both are on Friday");
    assert_eq!(office.next(&leeds(), "2016-10-10T09:00"), Some((2, at("2016-10-14T09:00"), MD.into())));
}

#[test]
fn a_whole_campaign_without_an_answer_is_three_reminders() {
    let plans = ahead(&Office::new().facts(), &[leeds()], &at("2016-09-14T12:00"), &at("2016-12-31T00:00"));
    let lines: Vec<String> = plans.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "RR8 Leeds Teaching Hospitals: round 1 at 9am on Tuesday 4 October 2016 to the Medical Director; nothing has been heard",
            "RR8 Leeds Teaching Hospitals: round 2 at 9am on Monday 10 October 2016 to the Medical Director; nothing has been heard",
            "RR8 Leeds Teaching Hospitals: round 3 at 9am on Friday 14 October 2016 to the Medical Director; nothing has been heard",
        ]
    );
    let month = ahead(&Office::new().facts(), &[leeds()], &at("2016-09-14T12:00"), &at("2016-10-10T09:00"));
    assert_eq!(month.len(), 2, "up to and with that moment");
}

#[test]
fn a_round_missed_while_the_machine_was_off_is_sent_late_merged_or_left_out() {
    let office = Office::new();
    let next = |now: &str| office.next(&leeds(), now).map(|(round, at, _)| (round, moment_words(&at)));
    let expect = |now: &str, round: usize, words: &str| assert_eq!(next(now), Some((round, words.to_owned())), "{now}");
    expect("2016-10-04T11:20", 1, "11:20am on Tuesday 4 October 2016");
    expect("2016-10-05T20:00", 1, "9am on Thursday 6 October 2016");
    expect("2016-10-06T16:59", 1, "4:59pm on Thursday 6 October 2016");
    expect("2016-10-06T17:00", 2, "9am on Monday 10 October 2016");
    expect("2016-10-11T13:59", 2, "1:59pm on Tuesday 11 October 2016");
    expect("2016-10-11T14:00", 3, "9am on Friday 14 October 2016");
    expect("2016-10-16T12:00", 3, "9am on Monday 17 October 2016");
    expect("2016-10-21T16:00", 3, "4pm on Friday 21 October 2016");
    assert_eq!(next("2016-10-21T17:00"), None);
}

#[test]
fn a_round_that_has_gone_out_or_may_have_or_is_not_to_is_never_sent_again() {
    let office = Office::new();
    for fate in [Fate::Carried, Fate::Stopped, Fate::Suppressed] {
        let mut trust = leeds();
        trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", fate));
        assert_eq!(office.next(&trust, "2016-10-04T09:01").map(|next| next.0), Some(2), "{fate:?}");
    }
    let mut trust = leeds();
    trust.mails.push(office.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Outdated));
    assert_eq!(office.next(&trust, "2016-10-04T12:00").map(|next| next.0), Some(1), "it never left");
}

#[test]
fn a_trust_is_not_written_to_twice_within_the_gap() {
    let office = Office::new();
    let mut trust = leeds();
    trust.mails.push(letter("2016-10-03T15:00"));
    assert_eq!(office.next(&trust, "2016-10-04T09:00").unwrap().1, at("2016-10-05T09:00"));
    trust.mails.push(letter("2016-10-05T08:00"));
    let line = office.line(&trust, "2016-10-05T09:00");
    assert!(line.contains("round 2 at 9am on Monday 10 October"), "{line}");
    let invited_by_hand = TrustRecord { invited: Some(day("2016-10-03")), mails: vec![], ..leeds() };
    assert_eq!(office.next(&invited_by_hand, "2016-10-04T09:00").unwrap().1, at("2016-10-05T09:00"));
    // A mail that never arrived, or has not left, makes no gap.
    for fate in [Fate::Bounced, Fate::Refused, Fate::Outdated, Fate::Suppressed, Fate::Waiting] {
        let mut trust = leeds();
        trust.mails.push(MailRecord { fate, to: address(NURSE), ..letter("2016-10-03T15:00") });
        assert_eq!(office.next(&trust, "2016-10-04T09:00").unwrap().1, at("2016-10-04T09:00"), "{fate:?}");
    }
}

#[test]
fn a_moved_deadline_plans_anew_and_keeps_the_gap() {
    let mut trust = leeds();
    let first = Office::new();
    trust.mails.push(first.reminder(Round::Before(5), MD, "2016-10-04T09:00", Fate::Carried));
    trust.mails.push(first.reminder(Round::Before(1), MD, "2016-10-10T09:00", Fate::Carried));
    let second = Office { deadline: at("2016-10-18T17:00"), version: 2, ..Office::new() };
    // 5 before is the 11th, a day after the last mail; the 12th keeps the gap.
    assert_eq!(second.next(&trust, "2016-10-10T16:00"), Some((1, at("2016-10-12T09:00"), MD.into())));
    let all = ahead(&second.facts(), &[trust], &at("2016-10-10T16:00"), &at("2016-12-01T00:00"));
    assert_eq!(all.len(), 3);
}

#[test]
fn rules_without_rounds_remind_nobody_and_say_so() {
    let mut office = Office::new();
    office.rules.rounds = Rounds::new(vec![]);
    assert!(office.line(&leeds(), "2016-10-04T09:00").contains("no reminder; no round is left"));
}
