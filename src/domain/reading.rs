//! What a message says once it has been read: which kind it is, for which trust it speaks, whom it names, how sure we are.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{EmailAddress, Found, Nominee, OdsCode, Role};

/// The kinds of mail in the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Names at least one person as the trust's LHS.
    Nomination,
    /// Changes or withdraws an earlier nomination.
    Correction,
    /// The trust has no LHS, the letter does not apply to it, or it refuses.
    Decline,
    /// Will answer later.
    Holding,
    /// Only asks.
    Query,
    /// Made by a machine: out of office, moved, ticket, read receipt.
    AutoReply,
    /// A delivery failure or delay.
    Bounce,
    /// Anything else in the shared mailbox.
    Unrelated,
}

impl Class {
    /// Every class, in the order of this page.
    pub const ALL: [Self; 8] = [
        Self::Nomination,
        Self::Correction,
        Self::Decline,
        Self::Holding,
        Self::Query,
        Self::AutoReply,
        Self::Bounce,
        Self::Unrelated,
    ];

    /// The name that `extract --json` and the store use: `auto_reply`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nomination => "nomination",
            Self::Correction => "correction",
            Self::Decline => "decline",
            Self::Holding => "holding",
            Self::Query => "query",
            Self::AutoReply => "auto_reply",
            Self::Bounce => "bounce",
            Self::Unrelated => "unrelated",
        }
    }

    /// The class of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// Whether a person speaks for a trust in it, so that somebody must see it if the program is not sure.
    #[must_use]
    pub fn speaks_for_a_trust(self) -> bool {
        match self {
            Self::Nomination | Self::Correction | Self::Decline | Self::Holding | Self::Query => true,
            Self::AutoReply | Self::Bounce | Self::Unrelated => false,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What to do with a nomination, a correction, or any other reply in which something is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// One lead, full name, e-mail and trust certain: recorded without a person.
    Accept,
    /// As accept, but the nominee's e-mail address is missing: recorded, and the sender is asked for it.
    Incomplete,
    /// A person decides, and sees the doubts.
    Review,
}

impl Disposition {
    /// The name that `extract --json` and the store use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Incomplete => "incomplete",
            Self::Review => "review",
        }
    }
}

/// One thing a careful clerk would ask about, as a sentence without a full stop:
/// `two people are named and neither is marked as the lead`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Doubt(pub String);

impl Doubt {
    /// A doubt in these words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a correction changes what was said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "name")]
pub enum Change {
    /// The nominees of this message replace the earlier lead (whose name the mail may give).
    Replace(Option<String>),
    /// The nominees of this message are added; the earlier ones stay.
    Add,
    /// The earlier nominee (whose name the mail may give) is withdrawn and nobody takes their place.
    Withdraw(Option<String>),
    /// Details of the same person are put right.
    Amend,
}

/// What a message asks to stop, the widest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// A nominee is taken back.
    Nominee,
    /// Its writer is not to be written to any more.
    Writer,
    /// The whole trust is not to be written to any more.
    Trust,
}

/// A recipient whom a bounce reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRecipient {
    /// The address that was not reached.
    pub address: EmailAddress,
    /// The enhanced status code of RFC 3463 when the report has one, `5.1.1`.
    pub status: Option<String>,
}

/// What an out-of-office note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfOffice {
    /// The first day back, if it names one.
    pub back: Option<Date>,
    /// Whom it says to write to meanwhile.
    pub alternative: Option<EmailAddress>,
}

/// A message once read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The kind of mail.
    pub class: Class,
    /// The trust it speaks for; none if that is unclear.
    pub trust: Option<Found<OdsCode>>,
    /// Every trust it could be from, when it is unclear: an unresolved message holds the reminders of them all.
    pub candidates: Vec<Found<OdsCode>>,
    /// The people nominated, the lead first.
    pub nominees: Vec<Nominee>,
    /// How it changes an earlier answer (corrections only).
    pub change: Option<Change>,
    /// What somebody must answer, also inside a nomination.
    pub question: Option<Found<String>>,
    /// What to do; always given for a nomination or correction, and `review` for any other class with doubts.
    pub disposition: Option<Disposition>,
    /// Why a person has to look, or what is missing.
    pub doubts: Vec<Doubt>,
    /// Until when a holding answer asks for time.
    pub until: Option<Found<Date>>,
    /// What an out-of-office note says.
    pub out_of_office: Option<OutOfOffice>,
    /// The recipients that a bounce reports.
    pub failed_recipients: Vec<FailedRecipient>,
    /// Whether a bounce is final (true) or the server still tries (false).
    pub permanent: Option<bool>,
    /// What it asks to stop, whatever kind of mail it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<Found<Stop>>,
}

impl Reading {
    /// A reading of this class with nothing else in it.
    #[must_use]
    pub fn of(class: Class) -> Self {
        Self {
            class,
            trust: None,
            candidates: Vec::new(),
            nominees: Vec::new(),
            change: None,
            question: None,
            disposition: None,
            doubts: Vec::new(),
            until: None,
            out_of_office: None,
            failed_recipients: Vec::new(),
            permanent: None,
            stop: None,
        }
    }

    /// The people named as lead.
    pub fn leads(&self) -> impl Iterator<Item = &Nominee> {
        self.nominees.iter().filter(|nominee| nominee.role == Role::Lead)
    }
}
