//! A plan in, the one line out that people read: `RR8 Leeds Teaching Hospitals: round 2 at 9am on Monday 10 October 2016 to the
//! Medical Director; the reply of 4 October was out of office until 7 October`.

use std::fmt;

use jiff::civil::Date;

use super::contacts::Elsewhere;
use super::facts::Bar;
use super::plan::{Because, HeldNow, Next, Reminder, TrustPlan, WhyNot};
use crate::domain::calendar::{date_words, moment_words, month_name};
use crate::domain::{Contact, MessageId};

impl fmt::Display for TrustPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.trust, short(&self.name), self.next.words())
    }
}

impl Next {
    /// The line without the trust.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Remind(reminder) => reminder_words(reminder),
            Self::Written { number, contact, .. } => {
                format!("round {number} to {} is written and waits in the outbox", who(contact))
            }
            Self::Nothing(why) => format!("no reminder; {}", why_not(why)),
        }
    }
}

fn reminder_words(reminder: &Reminder) -> String {
    let Reminder { number, at, contact, held, because, .. } = reminder;
    let mut parts = vec![format!("round {number} at {} to {}", moment_words(at), who(contact))];
    match held {
        HeldNow::Nothing if because.is_empty() => parts.push("nothing has been heard".to_owned()),
        HeldNow::Nothing => {}
        HeldNow::Incomplete(person) => {
            parts.push(format!("we hold {}, but no e-mail address", person.addressed()));
        }
        HeldNow::Time(until) => parts.push(asked_for_time(*until)),
    }
    // That it asked for time has been said.
    parts.extend(because.iter().filter(|why| !matches!(why, Because::Peace(_))).map(because_words));
    parts.join("; ")
}

fn asked_for_time(until: Option<Date>) -> String {
    match until {
        Some(until) => format!("it asked for time until {}", day(until)),
        None => "it asked for time and named no day".to_owned(),
    }
}

fn because_words(because: &Because) -> String {
    match because {
        Because::Instead(contact, why) => format!("not to {}, {}", who(contact), elsewhere(why)),
        Because::Away(noted, Some(back)) => {
            format!("the reply of {} was out of office until {}", day(*noted), day(*back))
        }
        Because::Away(noted, None) => format!("the reply of {} was out of office and named no day", day(*noted)),
        Because::Gap(last) => format!("the last mail went to it on {}", day(*last)),
        Because::Peace(until) => asked_for_time(*until),
    }
}

pub(super) fn elsewhere(why: &Elsewhere) -> String {
    match why {
        Elsewhere::Barred(Bar::Bounced(on)) => format!("whose mail came back on {}", day(*on)),
        Elsewhere::Barred(Bar::Withdrawn(on)) => format!("who asked on {} not to be written to", day(*on)),
        Elsewhere::Refused => "for whom the server would not take it".to_owned(),
        Elsewhere::Away(noted, Some(back)) => {
            format!("whose reply of {} was out of office until {}", day(*noted), day(*back))
        }
        Elsewhere::Away(noted, None) => format!("whose reply of {} was out of office and named no day", day(*noted)),
    }
}

/// Why there is no reminder, without a full stop.
fn why_not(why: &WhyNot) -> String {
    match why {
        WhyNot::Answered(Some(lead)) => format!("it has named {}", lead.addressed()),
        WhyNot::Answered(None) => "it has answered".to_owned(),
        WhyNot::Declined => "it has answered that it names nobody".to_owned(),
        WhyNot::Closed(on) => format!("there is no such trust from {}", date_words(*on)),
        WhyNot::Merged(other) => format!("it was merged into {other}, which answers for it"),
        WhyNot::Unresolved(messages) => unresolved(messages),
        WhyNot::AskedNotTo(on) => format!("it asked on {} not to be written to", day(*on)),
        WhyNot::NotInvited => "the letter has not gone out to it yet, and comes first".to_owned(),
        WhyNot::Unreachable(contacts) if contacts.is_empty() => "unreachable: no contact is known".to_owned(),
        WhyNot::Unreachable(contacts) => {
            let each: Vec<String> =
                contacts.iter().map(|(contact, why)| format!("{}, {}", who(contact), elsewhere(why))).collect();
            format!("unreachable: {}", each.join("; "))
        }
        WhyNot::Over { last, because } => {
            let mut parts = vec!["no round is left".to_owned()];
            parts.extend(because.iter().map(because_words));
            if !because.iter().any(|why| matches!(why, Because::Gap(_))) {
                parts.extend(last.map(|last| format!("the last mail went to it on {}", day(last))));
            }
            parts.join("; ")
        }
    }
}

pub(super) fn unresolved(messages: &[MessageId]) -> String {
    match messages {
        [one] => format!("message {one} is or may be from it and waits for a person"),
        many => {
            let ids: Vec<String> = many.iter().map(ToString::to_string).collect();
            format!("messages {} are or may be from it and wait for a person", ids.join(", "))
        }
    }
}

/// `the Medical Director`; the address only of somebody of whom nothing else is known.
pub(super) fn who(contact: &Contact) -> String {
    match (&contact.role, &contact.name) {
        (Some(role), _) => format!("the {role}"),
        (None, Some(name)) => name.clone(),
        (None, None) => contact.email.to_string(),
    }
}

/// `Leeds Teaching Hospitals`: all are trusts, so it need not be said.
fn short(name: &str) -> &str {
    [" NHS Foundation Trust", " NHS Trust"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

/// `4 October`: the year is that of the campaign.
fn day(date: Date) -> String {
    format!("{} {}", date.day(), month_name(date.month()))
}
