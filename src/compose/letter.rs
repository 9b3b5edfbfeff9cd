//! What each letter to a trust knows. The field names here are the words that a template may use.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::clean::cleaned;
use super::trust_name::trust_in_words;
use crate::domain::Nominee;

/// A letter to a trust, ready to be rendered by [`Letters::render`](super::Letters::render).
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
    /// Whom the lead replaces, with title, when an earlier answer named somebody else.
    pub replaced: Option<String>,
    /// Whether the mail also asked something that the team will answer.
    pub question_pending: bool,
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
        }
    }

    /// The words that its templates may use, each value on one line and of sane length.
    pub(super) fn words(&self) -> Result<Value, serde_json::Error> {
        let mut words = serde_json::to_value(self)?;
        let form = match self {
            Self::Incomplete(letter) => Some(form(&letter.recorded.nominee)),
            Self::Holding(_) => Some(form(&Person::default())),
            Self::Recorded(_) | Self::Receipt(_) | Self::Declined(_) => None,
        };
        if let (Some(form), Some(object)) = (form, words.as_object_mut()) {
            object.insert("form".to_owned(), form);
        }
        Ok(cleaned(words))
    }
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

fn in_words<S: Serializer>(name: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&trust_in_words(name))
}

fn in_words_if_known<S: Serializer>(name: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    name.as_deref().map(trust_in_words).serialize(serializer)
}

/// `full name, email address and direct telephone number`.
fn as_list<S: Serializer>(missing: &[Detail], serializer: S) -> Result<S::Ok, S::Error> {
    let words: Vec<&str> = missing.iter().map(|detail| detail.words()).collect();
    match words.split_last() {
        Some((last, [])) => serializer.serialize_str(last),
        Some((last, rest)) => serializer.serialize_str(&format!("{} and {last}", rest.join(", "))),
        None => serializer.serialize_str(""),
    }
}
