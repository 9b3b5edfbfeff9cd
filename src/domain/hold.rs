//! What stops all sending until a person has looked.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why nothing goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    /// A watched folder has not been read for a day: what we would say may be out of date.
    NotRead,
    /// The database knows less than has gone out: it was restored from a backup.
    Restored,
    /// More mail than is normal: something may be answering our answers.
    TooMany,
}

impl HoldReason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::NotRead, Self::Restored, Self::TooMany];

    /// The name in the store and in `--json`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotRead => "not_read",
            Self::Restored => "restored",
            Self::TooMany => "too_many",
        }
    }

    /// The reason of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

impl fmt::Display for HoldReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRead => "the mailbox is not read",
            Self::Restored => "the database was restored",
            Self::TooMany => "too many mails",
        })
    }
}
