//! Two hundred campaigns, and that the oracle bites: a rule is broken from outside, by what the program is told or by a row that is
//! put in its way, and each time the oracle must say so.

use std::sync::Arc;
use std::thread;

use jiff::civil::time;

use super::mails::Says;
use super::*;
use crate::domain::calendar::SendingHours;
use crate::domain::outbox::OutboxState;
use crate::domain::reminders::{ReminderRules, Round, Rounds};
use crate::store::outbox;

fn options(seed: u64) -> Options {
    Options { seed, ..Options::default() }
}

fn play(seed: u64) -> Report {
    campaign(&options(seed)).unwrap()
}

fn show(report: &Report) -> String {
    let faults: Vec<String> = report.faults.iter().map(|(at, words)| format!("  {at} {words}")).collect();
    format!("`cso-intake simulate --seed {}` shows it:\n{}", report.seed, faults.join("\n"))
}

fn broken(seeds: std::ops::Range<u64>) -> Vec<String> {
    seeds.map(play).filter(|report| !report.faults.is_empty()).map(|report| show(&report)).collect()
}

#[test]
fn two_hundred_campaigns_break_no_promise() {
    let other = thread::spawn(|| broken(101..201));
    let mut all = broken(1..101);
    all.extend(other.join().unwrap());
    assert!(all.is_empty(), "{} of 200:\n{}", all.len(), all.join("\n"));
}

#[test]
fn the_same_seed_plays_the_same_campaign() {
    assert_eq!(play(7).lines, play(7).lines);
    assert_ne!(play(7).lines, play(8).lines);
}

/// The faults of a campaign whose program goes by other rules than it should.
fn under(seed: u64, rules: ReminderRules) -> String {
    let mut play = Play::new(Script::of(&options(seed)).unwrap()).unwrap();
    Arc::get_mut(&mut play.world.desk).unwrap().config.reminders = rules;
    play.play().unwrap();
    show(&report(seed, play))
}

#[test]
fn a_program_that_keeps_no_gap_is_caught() {
    let rounds = Rounds::new(vec![Round::Before(5), Round::Before(4), Round::Before(1)]);
    let said = under(1, ReminderRules { rounds, gap: 0, ..ReminderRules::default() });
    assert!(said.contains("the trust had a mail less than 2 working days ago"), "{said}");
}

#[test]
fn a_program_that_sends_in_the_evening_is_caught() {
    let hours = SendingHours::new(time(17, 1, 0, 0), time(23, 59, 0, 0)).unwrap();
    let said = under(1, ReminderRules { hours, ..ReminderRules::default() });
    assert!(said.contains("outside working days and hours"), "{said}");
}

#[test]
fn a_program_that_loses_an_answer_it_has_read_is_caught() {
    let script = Script::of(&options(1)).unwrap();
    let first = script.events[0].0;
    let mut play = Play::new(script).unwrap();
    play.oracle.read(0, Says::Names, "grace.obi@uhl-tr.nhs.uk", first);
    play.play().unwrap();
    let said = show(&report(1, play));
    assert!(said.contains("the trust's answer was read before"), "{said}");
    assert!(said.contains("stand in the ledger") && said.contains("counts as Some(Outstanding)"), "{said}");
}

/// A campaign up to the first mail of this letter that has arrived, and that mail.
fn until_sent(seed: u64, letter: &str) -> (Play, outbox::Item) {
    let mut play = Play::new(Script::of(&options(seed)).unwrap()).unwrap();
    while play.step().unwrap() {
        let sent = |item: &outbox::Item| item.letter == letter && item.state == OutboxState::Sent;
        if let Some(item) = play.world.outbox().unwrap().into_iter().find(sent) {
            return (play, item);
        }
    }
    panic!("seed {seed} sends no {letter}")
}

#[test]
fn a_mail_that_is_queued_again_after_it_went_out_is_caught() {
    let (mut play, item) = until_sent(1, "recorded");
    play.world
        .store
        .change::<_, StoreError>(|tx| outbox::set_state(tx, item.id, OutboxState::Queued, None, item.created))
        .unwrap();
    play.play().unwrap();
    let said = show(&report(1, play));
    assert!(said.contains(&format!("{} is sent again after it was Arrived", item.key)), "{said}");
}

#[test]
fn a_reminder_to_whom_none_may_go_is_caught() {
    let (mut play, item) = until_sent(1, "reminder");
    let (trust, code) = play
        .script
        .cast
        .iter()
        .enumerate()
        .find_map(|(at, cast)| (Some(cast.code.as_str()) == item.trust.as_deref()).then(|| (at, cast.code.to_string())))
        .unwrap();
    let now = item.tried.unwrap();
    let again = outbox::Item { key: item.key.replace("before", "after"), ..item.clone() };
    let address = item.mail.to.address.to_string();
    play.oracle.read_report(trust, &address, "another-mail@example.nhs.uk");
    play.oracle.closes(trust, super::almanac::local(now).0);
    play.oracle.handed(&again, now);
    let said = show(&report(1, play));
    for words in
        ["a mail to it came back", "the trust is closed", "less than 2 working days ago", "deadline is not over"]
    {
        assert!(said.contains(words), "{code}: {words}: {said}");
    }
}
