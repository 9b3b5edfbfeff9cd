//! A person whom a trust names, and how to reach them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{EmailAddress, Found, PhoneNumber};

/// The courtesy titles we address people by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the titles speak for themselves")]
pub enum Title {
    Dr,
    Prof,
    Mr,
    Mrs,
    Ms,
    Miss,
    Mx,
    Sir,
    Dame,
}

impl Title {
    const ALL: [Self; 9] =
        [Self::Dr, Self::Prof, Self::Mr, Self::Mrs, Self::Ms, Self::Miss, Self::Mx, Self::Sir, Self::Dame];

    /// Reads a title in any case, with or without its full stop; `Professor` and `Doctor` too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().trim_end_matches('.').to_lowercase().as_str() {
            "doctor" => Some(Self::Dr),
            "professor" => Some(Self::Prof),
            plain => Self::ALL.into_iter().find(|title| title.to_string().eq_ignore_ascii_case(plain)),
        }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dr => "Dr",
            Self::Prof => "Prof",
            Self::Mr => "Mr",
            Self::Mrs => "Mrs",
            Self::Ms => "Ms",
            Self::Miss => "Miss",
            Self::Mx => "Mx",
            Self::Sir => "Sir",
            Self::Dame => "Dame",
        })
    }
}

/// What a person is named as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The Lead Healthcare Scientist (LHS).
    Lead,
    /// A deputy or second contact.
    Deputy,
}

/// A person nominated, each fact with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nominee {
    /// The name without title and post-nominals, in natural case: `Jane Smith`.
    pub name: Found<String>,
    /// `Dr`, `Prof`, ...
    pub title: Option<Found<Title>>,
    /// The post as the mail writes it.
    pub job_title: Option<Found<String>>,
    /// The person's own address.
    pub email: Option<Found<EmailAddress>>,
    /// The person's own lines, in the order of the mail.
    pub phones: Vec<Found<PhoneNumber>>,
    /// Lead or deputy.
    pub role: Role,
}

impl Nominee {
    /// The name with its title: `Dr Jane Smith`.
    #[must_use]
    pub fn addressed(&self) -> String {
        match &self.title {
            Some(title) => format!("{} {}", title.value, self.name.value),
            None => self.name.value.clone(),
        }
    }
}
