//! What each letter knows. The field names here are the words that a template may use. The letters that ask stand in
//! asking.rs, those to the team in team.rs.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::asking::{Invitation, Reminder};
use super::clean::{Room, cleaned};
use super::mailto;
use super::team::{Alert, Digest};
use super::trust_name::trust_in_words;
use crate::domain::Nominee;

/// The names of all letters.
pub const LETTERS: [&str; 9] =
    ["alert", "declined", "digest", "holding", "incomplete", "invitation", "receipt", "recorded", "reminder"];

/// A letter to a trust or to the team, ready to be rendered by [`Letters::render`](super::Letters::render).
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Letter {
    /// Names what was recorded and asks to have it corrected by a reply.
    Recorded(Recorded),
    /// Recorded, but something is missing: asks for it as four lines to fill in.
    Incomplete(Incomplete),
    /// The mail has come and a person will look at it.
    Receipt(Receipt),
    /// The trust names nobody.
    Declined(Declined),
    /// The trust will answer later.
    Holding(HoldingNoted),
    /// Asks a trust to name somebody.
    Invitation(Invitation),
    /// Asks again.
    Reminder(Box<Reminder>),
    /// Tells the team where the campaign stands.
    Digest(Box<Digest>),
    /// Tells the team at once that something has stopped.
    Alert(Alert),
}

/// What every letter carries.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    /// `Lead Healthcare Scientists 2016`.
    pub campaign_name: String,
    /// What the subject ends in, `[LHS16-RR8]`; none while the trust is not certain.
    pub tag: Option<String>,
    /// The mailbox that a reply goes to.
    pub mailbox: String,
    /// `5pm on Tuesday 11 October 2016`; none once that moment has passed.
    pub deadline_words: Option<String>,
    /// `Dr Smith`, when it is certain how to address the sender; otherwise the letter says `Dear colleague`.
    pub greeting_name: Option<String>,
}

/// A person as recorded.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Person {
    /// The name with its title: `Dr Jane Smith`.
    pub addressed: String,
    /// The post as the mail wrote it.
    pub job_title: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// Telephone numbers as a British reader writes them: `0113 496 0123 ext 451`.
    pub phones: Vec<String>,
}

impl From<&Nominee> for Person {
    fn from(nominee: &Nominee) -> Self {
        Self {
            addressed: nominee.addressed(),
            job_title: nominee.job_title.as_ref().map(|found| found.value.clone()),
            email: nominee.email.as_ref().map(|found| found.value.to_string()),
            phones: nominee.phones.iter().map(|found| found.value.national()).collect(),
        }
    }
}

/// The context of `recorded`.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// What every letter carries.
    #[serde(flatten)]
    pub frame: Frame,
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// The lead.
    pub nominee: Person,
    /// Deputies and second contacts.
    pub deputies: Vec<Person>,
    /// The earlier answer that this one takes the place of.
    pub replaced: Option<Replaced>,
    /// Whether the mail also asked something that the team will answer.
    pub question_pending: bool,
    /// How and when it was told, when not by email: `by telephone on Tuesday 4 October 2016`.
    pub told_words: Option<String>,
}

/// The earlier answer of a trust that a later one has taken the place of.
#[derive(Clone, Debug, Serialize)]
pub struct Replaced {
    /// The day it was given: `Wednesday 14 September 2016`.
    pub said_words: String,
    /// What it said. In a template: `replaced.named`, the name, or one of `replaced.same`, `replaced.declined` and
    /// `replaced.holding` is true.
    #[serde(flatten)]
    pub earlier: Earlier,
}

/// What an earlier answer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// It named this person, with title, and not the one who is named now.
    Named(String),
    /// It named the same person.
    Same,
    /// It named nobody.
    Declined,
    /// It asked for time.
    Holding,
}

impl Serialize for Earlier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = if let Self::Named(name) = self { Some(name) } else { None };
        serializer.collect_map([
            ("named", json!(named)),
            ("same", json!(*self == Self::Same)),
            ("declined", json!(*self == Self::Declined)),
            ("holding", json!(*self == Self::Holding)),
        ])
    }
}

/// The context of `incomplete`. Templates also have `form`: the four lines with what is known already filled in.
#[derive(Clone, Debug, Serialize)]
pub struct Incomplete {
    /// What was recorded.
    #[serde(flatten)]
    pub recorded: Recorded,
    /// What is still missing; in a template these are words: `email address and direct telephone number`.
    #[serde(serialize_with = "as_list")]
    pub missing: Vec<Detail>,
}

/// A detail of a person that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// First name and surname.
    FullName,
    /// The post.
    JobTitle,
    /// The address.
    Email,
    /// A direct line.
    Telephone,
}

impl Detail {
    /// As a letter names it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::FullName => "full name",
            Self::JobTitle => "job title",
            Self::Email => "email address",
            Self::Telephone => "direct telephone number",
        }
    }
}

/// The context of `receipt`. The sender's own words are left out on purpose: whoever forges a sender must not be able to make
/// us carry a text to a third person.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    /// What every letter carries.
    #[serde(flatten)]
    pub frame: Frame,
    /// The trust's name; none while the trust is not certain.
    #[serde(serialize_with = "in_words_if_known")]
    pub trust_name: Option<String>,
    /// The day the mail came: `Wednesday 14 September 2016`.
    pub received_words: Option<String>,
    /// Whether the mail asks something that the team will answer.
    pub question_pending: bool,
    /// None: a receipt answers an email. It shares its last lines with the letters that need not.
    pub told_words: Option<String>,
}

/// The context of `declined`.
#[derive(Clone, Debug, Serialize)]
pub struct Declined {
    /// What every letter carries.
    #[serde(flatten)]
    pub frame: Frame,
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// Whether the mail also asked something that the team will answer.
    pub question_pending: bool,
    /// The earlier answer that this one takes the place of.
    pub replaced: Option<Replaced>,
    /// How and when it was told, when not by email: `by telephone on Tuesday 4 October 2016`.
    pub told_words: Option<String>,
}

/// The context of `holding`. Templates also have `form`: four empty lines.
#[derive(Clone, Debug, Serialize)]
pub struct HoldingNoted {
    /// What every letter carries.
    #[serde(flatten)]
    pub frame: Frame,
    /// The trust's name, in capitals or not.
    #[serde(serialize_with = "in_words")]
    pub trust_name: String,
    /// Its ODS code.
    pub ods_code: String,
    /// `Friday 14 October 2016`, when the mail names the day by which the answer will come.
    pub until_words: Option<String>,
    /// Whether the mail also asked something that the team will answer.
    pub question_pending: bool,
    /// The earlier answer that this one takes the place of.
    pub replaced: Option<Replaced>,
    /// How and when it was told, when not by email: `by telephone on Tuesday 4 October 2016`.
    pub told_words: Option<String>,
}

impl Letter {
    /// The directory of its templates, which also opens the key of its outbox row.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Recorded(_) => "recorded",
            Self::Incomplete(_) => "incomplete",
            Self::Receipt(_) => "receipt",
            Self::Declined(_) => "declined",
            Self::Holding(_) => "holding",
            Self::Invitation(_) => "invitation",
            Self::Reminder(_) => "reminder",
            Self::Digest(_) => "digest",
            Self::Alert(_) => "alert",
        }
    }

    /// The words that its templates may use, each value on one line and of sane length.
    pub(super) fn words(&self) -> Result<Value, serde_json::Error> {
        let room = match self {
            Self::Digest(_) | Self::Alert(_) => Room::TEAM,
            _ => Room::TRUST,
        };
        let mut words = cleaned(serde_json::to_value(self)?, room);
        let form = match self {
            Self::Incomplete(letter) => Some(form(&letter.recorded.nominee)),
            Self::Reminder(letter) => Some(letter.held.as_ref().map_or_else(empty_form, |held| form(&held.person))),
            Self::Holding(_) | Self::Invitation(_) => Some(empty_form()),
            Self::Recorded(_) | Self::Receipt(_) | Self::Declined(_) | Self::Digest(_) | Self::Alert(_) => None,
        };
        let asking = match self {
            Self::Invitation(letter) => Some(&letter.ask.frame),
            Self::Reminder(letter) => Some(&letter.ask.frame),
            _ => None,
        };
        if let Some(object) = words.as_object_mut() {
            object.extend(form.map(|form| ("form".to_owned(), cleaned(form, room))));
            // Encoded already, and longer than a value may be.
            object.extend(asking.map(|frame| ("links".to_owned(), links(frame))));
        }
        Ok(words)
    }
}

/// The mails ready to send.
fn links(frame: &Frame) -> Value {
    let tag = frame.tag.as_deref();
    json!({ "decline": mailto::decline(&frame.mailbox, tag), "holding": mailto::holding(&frame.mailbox, tag) })
}

fn empty_form() -> Value {
    form(&Person::default())
}

/// The four lines that a reply fills in, with what is known of this person.
fn form(person: &Person) -> Value {
    json!({
        "name": person.addressed,
        "job_title": person.job_title,
        "email": person.email,
        "direct_line": person.phones.join(", "),
    })
}

pub(super) fn in_words<S: Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&trust_in_words(name))
}

pub(super) fn in_words_if_known<S: Serializer>(name: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    name.as_deref().map(trust_in_words).serialize(serializer)
}

fn as_list<S: Serializer>(missing: &[Detail], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&listed(missing, "and"))
}

/// `full name, email address and direct telephone number`.
pub(super) fn listed(details: &[Detail], joined_by: &str) -> String {
    let words: Vec<&str> = details.iter().map(|detail| detail.words()).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} {joined_by} {last}", rest.join(", ")),
        None => String::new(),
    }
}
