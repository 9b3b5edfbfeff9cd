//! NHS provider trusts and the register of them.

use serde::{Deserialize, Serialize};

use super::{EmailAddress, OdsCode};

/// Whom the letter goes to at a trust: the Medical Director, or a second contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name as the register writes it.
    pub name: Option<String>,
    /// The address.
    pub email: EmailAddress,
    /// `Medical Director`, `PA to the Medical Director`, ...
    pub role: Option<String>,
}

/// A provider trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// Its ODS code.
    pub ods_code: OdsCode,
    /// Its name as the register writes it: `LEEDS TEACHING HOSPITALS NHS TRUST`.
    pub name: String,
    /// The region, if the register has one.
    pub region: Option<String>,
    /// The mail domains it writes from, lower case: `leedsth.nhs.uk`.
    pub domains: Vec<String>,
    /// Whom to write to, first choice first.
    pub contacts: Vec<Contact>,
}

/// The trusts of a campaign, as `understand` looks them up.
#[derive(Clone, Debug, Default)]
pub struct Register {
    trusts: Vec<Trust>,
}

impl Register {
    /// A register of these trusts.
    #[must_use]
    pub fn new(trusts: Vec<Trust>) -> Self {
        Self { trusts }
    }

    /// All trusts, in the order given.
    #[must_use]
    pub fn trusts(&self) -> &[Trust] {
        &self.trusts
    }

    /// The trust with this code.
    #[must_use]
    pub fn by_code(&self, code: &OdsCode) -> Option<&Trust> {
        self.trusts.iter().find(|trust| &trust.ods_code == code)
    }

    /// Every trust that writes from this domain or from a domain above it (`mail.leedsth.nhs.uk` is Leeds).
    pub fn by_domain<'a>(&'a self, domain: &'a str) -> impl Iterator<Item = &'a Trust> {
        self.trusts.iter().filter(move |trust| trust.domains.iter().any(|own| is_within(domain, own)))
    }
}

/// Whether a domain is the other one or stands below it.
#[must_use]
pub fn is_within(domain: &str, parent: &str) -> bool {
    domain == parent || domain.strip_suffix(parent).is_some_and(|front| front.ends_with('.'))
}

/// What a register file says of a trust. `None` means that the file says nothing, and what is stored stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustUpdate {
    /// Its ODS code.
    pub ods_code: OdsCode,
    /// Its name.
    pub name: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Its mail domains.
    pub domains: Option<Vec<String>>,
    /// First and second contact, as far as given.
    pub contacts: Vec<ContactUpdate>,
    /// The day it opened.
    pub opened: Option<jiff::civil::Date>,
    /// The day it closed.
    pub closed: Option<jiff::civil::Date>,
}

/// What a register file says of one contact of a trust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactUpdate {
    /// 1 is written to first, 2 next.
    pub rank: u8,
    /// The name.
    pub name: Option<String>,
    /// The address.
    pub email: Option<EmailAddress>,
    /// What the person is.
    pub role: Option<String>,
}
