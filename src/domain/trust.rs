//! NHS provider trusts and the register of them.

use std::collections::{BTreeSet, HashMap};

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

/// The trusts of a campaign, as `understand` looks them up; the ways in are laid out once.
#[derive(Clone, Debug, Default)]
pub struct Register {
    trusts: Vec<Trust>,
    by_code: HashMap<String, Vec<usize>>,
    by_domain: HashMap<String, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
    by_short: HashMap<String, Vec<usize>>,
    merged: HashMap<OdsCode, OdsCode>,
}

impl Register {
    /// A register of these trusts.
    #[must_use]
    pub fn new(trusts: Vec<Trust>) -> Self {
        let mut register = Self::default();
        for (at, trust) in trusts.iter().enumerate() {
            let code = trust.ods_code.as_str();
            register.by_code.entry(code.to_owned()).or_default().push(at);
            register.by_short.entry(code.to_ascii_lowercase()).or_default().push(at);
            for domain in &trust.domains {
                register.by_domain.entry(domain.clone()).or_default().push(at);
                let label = domain.split('.').next().unwrap_or(domain);
                register.by_short.entry(label.to_owned()).or_default().push(at);
            }
            for word in trust.name.split([' ', ',', '&', '-']) {
                let word = word.replace('\'', "").to_ascii_lowercase();
                register.by_word.entry(word).or_default().push(at);
            }
        }
        Self { trusts, ..register }
    }

    /// The same register, in which a trust answers for those that were merged into it: pairs of a code and of the one that answers.
    #[must_use]
    pub fn with_mergers(self, merged: impl IntoIterator<Item = (OdsCode, OdsCode)>) -> Self {
        Self { merged: merged.into_iter().collect(), ..self }
    }

    /// The trust that answers for this one: itself, unless it was merged.
    #[must_use]
    pub fn answering<'a>(&'a self, code: &'a OdsCode) -> &'a OdsCode {
        self.merged.get(code).unwrap_or(code)
    }

    /// All trusts, in the order given.
    #[must_use]
    pub fn trusts(&self) -> &[Trust] {
        &self.trusts
    }

    /// The trust with this code.
    #[must_use]
    pub fn by_code(&self, code: &OdsCode) -> Option<&Trust> {
        self.at(self.by_code.get(code.as_str())?.iter()).next()
    }

    /// Every trust that writes from this domain or from a domain above it (`mail.leedsth.nhs.uk` is Leeds).
    pub fn by_domain<'a>(&'a self, domain: &'a str) -> impl Iterator<Item = &'a Trust> {
        let above = domain.match_indices('.').filter_map(|(at, _)| domain.get(at + 1..));
        let found = std::iter::once(domain).chain(above).filter_map(|one| self.by_domain.get(one));
        self.at(found.flatten().copied().collect::<BTreeSet<usize>>())
    }

    /// Every trust that one of these words may mean, as `known` says of each: a word of its name in lower case without
    /// apostrophes, its code in lower case, or the first label of one of its domains.
    #[must_use]
    pub fn by_words<'w>(&self, words: impl Iterator<Item = (&'w str, Known)>) -> Vec<&Trust> {
        let found = words.filter_map(|(word, known)| match known {
            Known::Name => self.by_word.get(word),
            Known::Short => self.by_short.get(word),
        });
        self.at(found.flatten().copied().collect::<BTreeSet<usize>>()).collect()
    }

    fn at(&self, places: impl IntoIterator<Item = impl std::borrow::Borrow<usize>>) -> impl Iterator<Item = &Trust> {
        places.into_iter().filter_map(|at| self.trusts.get(*at.borrow()))
    }
}

/// By what a word is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// As a word of the name.
    Name,
    /// As the code or the first label of a domain.
    Short,
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
