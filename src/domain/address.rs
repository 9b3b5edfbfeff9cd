//! E-mail addresses and mailboxes (RFC 5321 section 4.1.2, RFC 5322 section 3.4), as strictly as we may answer them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An address we could write to, in lower case: `jane.smith@leedsth.nhs.uk`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text is not an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an e-mail address")]
pub struct BadAddress(pub String);

impl EmailAddress {
    /// Reads `local@domain`, in any case. Quoted local parts and address literals are refused: no trust has one.
    ///
    /// ```
    /// use cso_intake::domain::EmailAddress;
    /// let address = EmailAddress::parse("Jane.Smith@LeedsTH.nhs.uk").unwrap();
    /// assert_eq!(address.as_str(), "jane.smith@leedsth.nhs.uk");
    /// assert_eq!(address.domain(), "leedsth.nhs.uk");
    /// assert!(EmailAddress::parse("jane.smith at leedsth").is_err());
    /// ```
    ///
    /// # Errors
    /// When the text is not one plain address.
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let bad = || BadAddress(text.trim().chars().take(80).collect());
        let address = text.trim().to_lowercase();
        let (local, domain) = address.rsplit_once('@').ok_or_else(bad)?;
        let local_fits = (1..=64).contains(&local.len())
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+-/=?^_`{|}~".contains(c));
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let domain_fits = domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits { Ok(Self(address)) } else { Err(bad()) }
    }

    /// The whole address in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Whether people of many organisations write from its domain, so that the domain says nothing about them.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        is_shared_domain(self.organisation())
    }

    /// The registrable domain by the public suffix list: `mail.leedsth.nhs.uk` belongs to `leedsth.nhs.uk`.
    #[must_use]
    pub fn organisation(&self) -> &str {
        psl::domain_str(self.domain()).unwrap_or_else(|| self.domain())
    }
}

/// Domains at which everybody may have an address.
const SHARED_DOMAINS: &[&str] = &[
    "nhs.net",
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "live.com",
    "live.co.uk",
    "yahoo.com",
    "yahoo.co.uk",
    "btinternet.com",
    "icloud.com",
    "aol.com",
    "onmicrosoft.com",
];

/// Whether people of many organisations write from this domain.
#[must_use]
pub fn is_shared_domain(domain: &str) -> bool {
    SHARED_DOMAINS.contains(&domain)
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = BadAddress;
    fn try_from(text: String) -> Result<Self, BadAddress> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

/// An address with the name a header shows for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name, decoded, without quotes; empty when the header has none.
    pub name: String,
    /// The address.
    pub address: EmailAddress,
}

/// A text with every address in it blotted out, fit for a log: servers like to quote the recipient they refuse.
///
/// ```
/// use cso_intake::domain::address::without_addresses;
/// assert_eq!(without_addresses("550 <jane@leedsth.nhs.uk>: no such user"), "550 <(address)>: no such user");
/// ```
#[must_use]
pub fn without_addresses(text: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    let mut clean = String::with_capacity(text.len());
    for piece in text.split_inclusive(is_edge) {
        let word = piece.trim_end_matches(is_edge);
        if word.contains('@') {
            clean.push_str("(address)");
            clean.extend(piece.chars().skip(word.chars().count()));
        } else {
            clean.push_str(piece);
        }
    }
    clean
}
