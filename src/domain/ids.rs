//! Identifiers: what names a campaign, a trust and a row of the store.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The short name of a campaign as the configuration writes it, such as `lhs-2016`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CampaignId(pub String);

impl fmt::Display for CampaignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A code of the Organisation Data Service (ODS) for a provider trust: 3 to 6 capital letters and digits, `RR8`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OdsCode(String);

/// Why a text is not an ODS code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ODS code (3 to 6 letters and digits, such as RR8)")]
pub struct BadOdsCode(pub String);

impl OdsCode {
    /// Reads a code, in either case and with spaces around it.
    ///
    /// ```
    /// use cso_intake::domain::OdsCode;
    /// assert_eq!(OdsCode::parse(" rr8 ").unwrap().as_str(), "RR8");
    /// assert!(OdsCode::parse("Leeds Teaching").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not 3 to 6 letters and digits.
    pub fn parse(text: &str) -> Result<Self, BadOdsCode> {
        let code = text.trim().to_ascii_uppercase();
        let fits = (3..=6).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(code)) } else { Err(BadOdsCode(text.trim().chars().take(40).collect())) }
    }

    /// The code in capitals.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for OdsCode {
    type Error = BadOdsCode;
    fn try_from(text: String) -> Result<Self, BadOdsCode> {
        Self::parse(&text)
    }
}

impl From<OdsCode> for String {
    fn from(code: OdsCode) -> Self {
        code.0
    }
}

/// Declares the number of a row as a type of its own, so that one cannot stand for another.
macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

row_id!(
    /// A message in the ledger.
    MessageId
);
row_id!(
    /// One version of what a trust answered.
    AnswerId
);
row_id!(
    /// A mail in the outbox.
    OutboxId
);
row_id!(
    /// A hold on all sending.
    HoldId
);
