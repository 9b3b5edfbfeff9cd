//! What the letters that ask know: the invitation, and the reminders, which repeat it. The field names are the words of templates.

use jiff::{ToSpan, Zoned};
use serde::{Serialize, Serializer};

use super::letter::{Detail, Frame, Person, in_words, listed};

/// What both letters carry. Templates also have `form`, the four lines to fill in, and `links.decline` and `links.holding`,
/// mails ready to send. What is asked for is said with the deadline also once that has passed.
#[derive(Clone, Debug, Serialize)]
pub struct Ask {
    /// What every letter carries.
    #[serde(flatten)]
    pub frame: Frame,
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// `5pm on Tuesday 11 October 2016`.
    pub asked_by: String,
    /// `11 October 2016`, for a subject.
    pub asked_by_day: String,
    /// The name of the attached file that says what a Lead Healthcare Scientist does.
    pub role_descriptor: Option<String>,
}

/// The context of `invitation`.
#[derive(Clone, Debug, Serialize)]
pub struct Invitation {
    /// What both letters carry.
    #[serde(flatten)]
    pub ask: Ask,
}

/// The context of `reminder`. Its wording follows from what is so, not from the number of the round.
#[derive(Clone, Debug, Serialize)]
pub struct Reminder {
    /// What both letters carry.
    #[serde(flatten)]
    pub ask: Ask,
    /// How near the deadline is.
    pub due: Due,
    /// The day the trust was first asked: `Tuesday 13 September 2016`.
    pub invited_words: String,
    /// The day of the latest reminder before this one.
    pub reminded_words: Option<String>,
    /// The nominee, when something of them is missing.
    pub held: Option<HeldSoFar>,
    /// The trust has said that its answer will follow.
    pub promised: Option<Promise>,
    /// Why this contact is written to, and not the one before.
    pub instead_of: Option<InsteadOf>,
}

/// How near the deadline is. In a template: `due.later`, `due.tomorrow`, `due.today`, `due.passed`, one of them true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// After tomorrow.
    Later,
    /// Tomorrow.
    Tomorrow,
    /// Today, and still ahead.
    Today,
    /// It has passed.
    Passed,
}

impl Due {
    /// How near a deadline is when a mail is written at `now`; both in the same time zone.
    ///
    /// ```
    /// use cso_intake::compose::Due;
    /// let at = |day, hour| jiff::civil::date(2016, 10, day).at(hour, 0, 0, 0).in_tz("Europe/London").unwrap();
    /// assert_eq!(Due::at(&at(10, 9), &at(11, 17)), Due::Tomorrow);
    /// assert_eq!(Due::at(&at(11, 17), &at(11, 17)), Due::Passed);
    /// ```
    #[must_use]
    pub fn at(now: &Zoned, deadline: &Zoned) -> Self {
        let tomorrow = now.date().checked_add(1.day()).ok();
        match deadline.date() {
            _ if now >= deadline => Self::Passed,
            day if day == now.date() => Self::Today,
            day if Some(day) == tomorrow => Self::Tomorrow,
            _ => Self::Later,
        }
    }
}

impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let one = |due: Self| *self == due;
        serializer.collect_map([
            ("later", one(Self::Later)),
            ("tomorrow", one(Self::Tomorrow)),
            ("today", one(Self::Today)),
            ("passed", one(Self::Passed)),
        ])
    }
}

/// A nominee of whom something is missing.
#[derive(Clone, Debug, Serialize)]
pub struct HeldSoFar {
    /// Who is held.
    #[serde(flatten)]
    pub person: Person,
    /// What is missing; in a template these are words: `email address or direct telephone number`.
    #[serde(serialize_with = "as_alternatives")]
    pub missing: Vec<Detail>,
}

/// A trust's word that its answer will follow.
#[derive(Clone, Debug, Serialize)]
pub struct Promise {
    /// The day it named: `Friday 7 October 2016`.
    pub until_words: Option<String>,
}

/// The contact who was written to before.
#[derive(Clone, Debug, Serialize)]
pub struct InsteadOf {
    /// `Dr Ruth Askew`.
    pub addressed: String,
    /// The day they are back, when they are away; otherwise no mail reaches them.
    pub back_words: Option<String>,
}

fn as_alternatives<S: Serializer>(missing: &[Detail], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&listed(missing, "or"))
}
