//! A campaign: one letter to every trust, its deadline, and the words by which its mail is known.

use std::fmt;

use jiff::{Zoned, civil::Date};
use serde::{Deserialize, Serialize};

use super::{CampaignId, EmailAddress, OdsCode};

/// How much the service may do on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Reads and records. Mail to trusts is written down as suppressed and never goes out.
    Observe,
    /// Mail to trusts is drafted and waits for a person to release it.
    Approve,
    /// Mail to trusts goes out.
    Live,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Observe => "observe",
            Self::Approve => "approve",
            Self::Live => "live",
        })
    }
}

/// What the subject of our mail carries so that a reply names its campaign and trust: `[LHS16-RR8]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectTag(pub String);

impl SubjectTag {
    /// The tag for one trust: `[LHS16-RR8]`.
    #[must_use]
    pub fn for_trust(&self, code: &OdsCode) -> String {
        format!("[{}-{code}]", self.0)
    }

    /// The trust whose tag stands in a subject, in either case.
    ///
    /// ```
    /// use cso_intake::domain::SubjectTag;
    /// let tag = SubjectTag("LHS16".into());
    /// assert_eq!(tag.trust_in("RE: Lead Healthcare Scientists [lhs16-rr8]").unwrap().as_str(), "RR8");
    /// assert!(tag.trust_in("RE: Lead Healthcare Scientists [LHS17-RR8]").is_none());
    /// ```
    #[must_use]
    pub fn trust_in(&self, subject: &str) -> Option<OdsCode> {
        let subject = subject.to_ascii_uppercase();
        let opening = format!("[{}-", self.0.to_ascii_uppercase());
        let (_, rest) = subject.split_once(&opening)?;
        let (code, _) = rest.split_once(']')?;
        OdsCode::parse(code).ok()
    }
}

/// One campaign as configured.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// Its short name, the key of everything stored for it.
    pub id: CampaignId,
    /// Its name as people read it: `Lead Healthcare Scientists 2016`.
    pub name: String,
    /// The day of the letter.
    pub letter_date: Date,
    /// The moment the answers are due, in Europe/London.
    pub deadline: Zoned,
    /// The shared mailbox, which is also the sender of our mail: `england.cso@nhs.net`.
    pub mailbox: EmailAddress,
    /// Addresses under which the mailbox is also known.
    pub aliases: Vec<EmailAddress>,
    /// The name that stands before the mailbox's address: `CSO team, NHS England`.
    pub sender_name: String,
    /// The start of the subject tag, `LHS16`.
    pub tag: SubjectTag,
    /// Words by which mail of this campaign is known, lower case: `lead healthcare scientist`, `lhs`.
    pub words: Vec<String>,
    /// The servers whose Authentication-Results (RFC 8601) we believe.
    pub trusted_authserv_ids: Vec<String>,
}
