//! The letters that ask, each as a snapshot of the whole mail.

use super::sample_asking::{after, ask, first, held, last, second};
use super::tests::whole;
use super::*;

fn reminder(reminder: Reminder) -> String {
    whole(&Letter::Reminder(Box::new(reminder)))
}

#[test]
fn invitation_with_the_role_descriptor() {
    insta::assert_snapshot!(whole(&Letter::Invitation(Invitation { ask: ask() })));
}

#[test]
fn reminder_five_working_days_before_the_deadline() {
    insta::assert_snapshot!(reminder(first()));
}

#[test]
fn reminder_on_the_day_before_the_deadline() {
    insta::assert_snapshot!(reminder(second()));
}

#[test]
fn reminder_to_the_next_contact_of_a_trust_that_promised_an_answer() {
    insta::assert_snapshot!(reminder(last()));
}

#[test]
fn reminder_that_says_what_is_held_and_what_is_missing() {
    insta::assert_snapshot!(reminder(held()));
}

#[test]
fn reminder_after_the_deadline() {
    insta::assert_snapshot!(reminder(after()));
}

#[test]
fn the_wording_follows_from_what_is_so() {
    let text = |reminder: Reminder| Letters::built_in().render(&Letter::Reminder(Box::new(reminder))).unwrap().text;
    let squeezed = |reminder| text(reminder).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed(Reminder { due: Due::Today, ..first() }).contains("Please answer today, by 5pm on Tuesday"));
    assert!(
        squeezed(after())
            .contains("We asked for answers by 5pm on Tuesday 11 October 2016. Your answer is still welcome")
    );
    assert!(!squeezed(first()).contains("We wrote again on"));
    let one = HeldSoFar { person: sample::person(2), missing: vec![Detail::JobTitle] };
    assert!(
        squeezed(Reminder { held: Some(one), ..first() })
            .contains("we hold Dr Jane Smith as Lead Healthcare Scientist, but no job title.")
    );
    let ask = Ask { role_descriptor: None, ..ask() };
    assert!(!squeezed(Reminder { ask, ..first() }).contains("descriptor"));
}
