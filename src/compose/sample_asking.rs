//! Invented letters that ask: the invitation, and a reminder for each state of things.

use super::asking::{Ask, Due, HeldSoFar, InsteadOf, Invitation, Promise, Reminder};
use super::letter::{Detail, Frame, Letter, Person};
use super::sample::{frame, person};

/// The fullest first, then the barest.
pub(super) fn asking() -> Vec<Letter> {
    let reminder = |reminder| Letter::Reminder(Box::new(reminder));
    let bare = || Ask {
        frame: Frame { tag: None, greeting_name: None, deadline_words: None, ..frame() },
        role_descriptor: None,
        ..ask()
    };
    vec![
        Letter::Invitation(Invitation { ask: ask() }),
        Letter::Invitation(Invitation { ask: bare() }),
        reminder(second()),
        reminder(last()),
        reminder(Reminder { promised: Some(Promise { until_words: None }), due: Due::Today, ..first() }),
        reminder(first()),
        reminder(held()),
        reminder(Reminder { ask: bare(), instead_of: None, ..after() }),
        reminder(after()),
    ]
}

/// What both letters carry, with everything in it.
pub(super) fn ask() -> Ask {
    Ask {
        frame: Frame { greeting_name: Some("Dr Reed".to_owned()), ..frame() },
        trust_name: "LEEDS TEACHING HOSPITALS NHS TRUST".to_owned(),
        ods_code: "RR8".to_owned(),
        asked_by: "5pm on Tuesday 11 October 2016".to_owned(),
        asked_by_day: "11 October 2016".to_owned(),
        role_descriptor: Some("Role descriptor.docx".to_owned()),
    }
}

/// The first reminder, five working days before the deadline.
pub(super) fn first() -> Reminder {
    Reminder {
        ask: ask(),
        due: Due::Later,
        invited_words: "Tuesday 13 September 2016".to_owned(),
        reminded_words: None,
        held: None,
        promised: None,
        instead_of: None,
    }
}

/// The second one, on the last working day before it.
pub(super) fn second() -> Reminder {
    Reminder { due: Due::Tomorrow, reminded_words: Some("Tuesday 4 October 2016".to_owned()), ..first() }
}

/// One to the next contact, because the first one is away.
pub(super) fn last() -> Reminder {
    Reminder {
        due: Due::Tomorrow,
        promised: Some(Promise { until_words: Some("Friday 7 October 2016".to_owned()) }),
        instead_of: Some(InsteadOf {
            addressed: "Dr Ruth Askew".to_owned(),
            back_words: Some("Monday 24 October 2016".to_owned()),
        }),
        reminded_words: Some("Tuesday 4 October 2016".to_owned()),
        ..first()
    }
}

/// One that asks for what is missing of a nominee.
pub(super) fn held() -> Reminder {
    let person = Person { email: None, ..person(0) };
    Reminder { held: Some(HeldSoFar { person, missing: vec![Detail::Email, Detail::Telephone] }), ..first() }
}

/// One after the deadline, to the next contact, because mail to the first one bounced.
pub(super) fn after() -> Reminder {
    Reminder {
        ask: Ask { frame: Frame { deadline_words: None, ..ask().frame }, ..ask() },
        due: Due::Passed,
        instead_of: Some(InsteadOf { addressed: "Dr Ruth Askew".to_owned(), back_words: None }),
        reminded_words: Some("Monday 10 October 2016".to_owned()),
        ..first()
    }
}
