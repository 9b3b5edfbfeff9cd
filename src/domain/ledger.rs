//! The ledger: every message seen is accounted for exactly once, in one of these states.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a message stands in the mailbox.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The folder: `INBOX`, `Junk`.
    pub folder: String,
    /// The folder's UIDVALIDITY (RFC 3501 section 2.3.1.1); 0 in a Maildir.
    pub uid_validity: u32,
    /// The UID in decimal, or the unique name of the file in a Maildir.
    pub key: String,
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// A nomination, correction, decline or holding answer that was recorded.
    Answer,
    /// A question that the team answers.
    Query,
    /// Made by a machine: out of office, ticket, read receipt.
    Automatic,
    /// A delivery failure or delay.
    Bounce,
    /// Not about any campaign; only its place is kept.
    Unrelated,
    /// The same message again.
    Duplicate,
    /// A person decides.
    AwaitingReview,
    /// Could not be read, or a person put it aside.
    SetAside,
}

impl MessageState {
    /// Every state, in the order reports print them.
    pub const ALL: [Self; 8] = [
        Self::Answer,
        Self::Query,
        Self::Automatic,
        Self::Bounce,
        Self::Unrelated,
        Self::Duplicate,
        Self::AwaitingReview,
        Self::SetAside,
    ];

    /// The name in the store and in `--json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Query => "query",
            Self::Automatic => "automatic",
            Self::Bounce => "bounce",
            Self::Unrelated => "unrelated",
            Self::Duplicate => "duplicate",
            Self::AwaitingReview => "awaiting_review",
            Self::SetAside => "set_aside",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// As a person reads it: `awaiting review`.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AwaitingReview => "awaiting review",
            Self::SetAside => "set aside",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for MessageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// Where a trust stands in a campaign. Every trust is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrustState {
    /// A lead is recorded with an e-mail address.
    Answered,
    /// A lead is recorded, but the e-mail address is missing.
    Incomplete,
    /// The trust has none, or refuses.
    Declined,
    /// The trust will answer later.
    Holding,
    /// A message that is or may be from this trust waits for a person.
    AwaitingReview,
    /// Nothing has been heard.
    Outstanding,
}

impl TrustState {
    /// Every state, in the order reports print them.
    pub const ALL: [Self; 6] =
        [Self::Answered, Self::Incomplete, Self::Declined, Self::Holding, Self::AwaitingReview, Self::Outstanding];

    /// The name in `--json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Incomplete => "incomplete",
            Self::Declined => "declined",
            Self::Holding => "holding",
            Self::AwaitingReview => "awaiting_review",
            Self::Outstanding => "outstanding",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// As a person reads it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AwaitingReview => "awaiting review",
            other => other.as_str(),
        }
    }
}

impl fmt::Display for TrustState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
