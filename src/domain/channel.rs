//! How an answer came that did not come by mail to the mailbox.

use serde::{Deserialize, Serialize};

/// The way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Somebody of the trust rang, or was rung.
    Telephone,
    /// On paper.
    Letter,
    /// Said in person or in a meeting.
    Meeting,
    /// By fax.
    Fax,
    /// In an email to a colleague's own mailbox.
    Email,
    /// Any other way; a note says which.
    Other,
}

impl Channel {
    /// Every way, in the order that `--help` lists them.
    pub const ALL: [Self; 6] = [Self::Telephone, Self::Letter, Self::Meeting, Self::Fax, Self::Email, Self::Other];

    /// The name in the store and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Letter => "letter",
            Self::Meeting => "meeting",
            Self::Fax => "fax",
            Self::Email => "email",
            Self::Other => "other",
        }
    }

    /// The way of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == text)
    }

    /// As a letter to the trust tells it, before the day: `by telephone`.
    #[must_use]
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Telephone => Some("by telephone"),
            Self::Letter => Some("by letter"),
            Self::Meeting => Some("in person"),
            Self::Fax => Some("by fax"),
            Self::Email => Some("by email to a member of our team"),
            Self::Other => None,
        }
    }
}
