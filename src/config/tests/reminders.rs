//! The sections [reminders] and [digest] as people get them right and wrong.

use jiff::civil::{Time, Weekday};

use super::super::*;
use super::Desk;
use crate::domain::calendar::{BankHolidays, Every, SendingHours};
use crate::domain::reminders::{Round, Rounds};

/// The template with these lines in its sections [reminders] and [digest].
fn with(reminders: &str, digest: &str) -> String {
    template()
        .replace("\n[reminders]\n", &format!("\n[reminders]\n{reminders}\n"))
        .replace("\n[digest]\n", &format!("\n[digest]\n{digest}\n"))
}

#[test]
fn without_a_word_the_rules_are_those_that_the_template_shows() {
    let config = Desk::new().read(template()).unwrap().config;
    assert_eq!(config.reminders, ReminderRules::default());
    assert_eq!(config.working_days, WorkingDays::new(BankHolidays::built_in()));
    assert_eq!(config.digest, None);
    // The commented lines of the template say the same as no line at all.
    let shown: Vec<&str> = template()
        .lines()
        .filter(|line| {
            ["#rounds", "#sending_hours", "#gap", "#holding", "#late"].iter().any(|key| line.starts_with(key))
        })
        .map(|line| line.trim_start_matches('#'))
        .collect();
    assert_eq!(shown.len(), 5);
    assert_eq!(Desk::new().read(&with(&shown.join("\n"), "")).unwrap().config.reminders, ReminderRules::default());
}

#[test]
fn the_rules_are_read() {
    let text = with(
        "rounds = [\"1 day after\", \"10 working days before\"]\nsending_hours = \"8:30am to 4pm\"\ngap = 3\nholding = 4\nlate = 0",
        "to = [\"Team@nhs.net\", \"lead@nhs.net\"]\nevery = \"Monday\"\nat = \"07:45\"\nwhen_empty = true",
    );
    let config = Desk::new().read(&text).unwrap().config;
    let hours = SendingHours::new(Time::constant(8, 30, 0, 0), Time::constant(16, 0, 0, 0)).unwrap();
    let rounds = Rounds::new(vec![Round::Before(10), Round::After(1)]);
    assert_eq!(config.reminders, ReminderRules { rounds, hours, gap: 3, holding: 4, late: 0 });
    let digest = config.digest.unwrap();
    assert_eq!(digest.to.iter().map(ToString::to_string).collect::<Vec<_>>(), ["team@nhs.net", "lead@nhs.net"]);
    assert_eq!(digest.schedule.every, Every::Week(Weekday::Monday));
    assert_eq!((digest.schedule.at, digest.when_empty), (Time::constant(7, 45, 0, 0), true));
}

#[test]
fn what_cannot_be_meant_is_a_fault_with_its_line() {
    let text = with(
        "rounds = [\"soon\", \"1 before\", \"1 day before\"]\nsending_hours = \"17:00-09:00\"\ngap = 0",
        "to = [\"nobody\"]\nevery = \"sundays\"\nat = \"late\"",
    );
    let faults = Desk::new().faults(&text);
    assert_eq!(faults.len(), 7, "{faults:#?}");
    for (fault, words) in faults.iter().zip([
        "`soon` is not a round",
        "is named twice",
        "17:00:00 is not before 09:00:00",
        "0 is out of range",
        "`nobody` is not an e-mail address",
        "`sundays` is not a day of the digest",
        "`late` is not a time of day",
    ]) {
        assert!(fault.contains(words) && fault.starts_with("line "), "{fault} / {words}");
    }
    for hours in ["", "9", "09:00", "-", "09:00-", "9am to 5pm to 6pm"] {
        assert!(!Desk::new().faults(&with(&format!("sending_hours = \"{hours}\""), "")).is_empty(), "{hours}");
    }
}

#[test]
fn a_newer_list_of_bank_holidays_is_read_and_a_broken_one_is_a_fault() {
    let event = |date: &str| format!(r#"{{"title": "A day", "date": "{date}", "notes": "", "bunting": true}}"#);
    let json =
        format!(r#"{{"england-and-wales": {{"division": "england-and-wales", "events": [{}]}}}}"#, event("2016-10-10"));
    let desk = Desk::new().with_file("bank-holidays.json", json.as_bytes()).with_file("page.json", b"<html>");
    let config = desk.read(&with("bank_holidays = \"bank-holidays.json\"", "")).unwrap().config;
    assert!(!config.working_days.is_working_day("2016-10-10".parse().unwrap()));
    assert!(!config.working_days.is_working_day("2016-12-27".parse().unwrap()));
    assert!(desk.faults(&with("bank_holidays = \"page.json\"", ""))[0].contains("is not gov.uk's bank-holidays.json"));
    assert!(desk.faults(&with("bank_holidays = \"absent.json\"", ""))[0].contains("cannot be read"));
}

#[test]
fn a_calendar_that_runs_out_and_rounds_too_close_together_are_noted() {
    let words = |text: &str| {
        let notes = Desk::new().read(text).unwrap().notes;
        notes.into_iter().filter(|note| note.key.starts_with("reminders.")).map(|note| note.words).collect::<Vec<_>>()
    };
    assert!(words(template()).is_empty());
    let late = template().replace("deadline = \"2016-10-11 17:00\"", "deadline = \"2028-12-29 17:00\"");
    assert!(words(&late)[0].contains("known until the end of 2028 only"), "3 days after are in 2029");
    let close = words(&with("rounds = [\"2 before\", \"1 before\"]", ""));
    assert!(close[0].contains("2-before and 1-before are less than 2 working days apart"), "{close:?}");
}
