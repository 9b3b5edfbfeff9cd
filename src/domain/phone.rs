//! Telephone numbers in the form of RFC 3966: E.164 with an optional extension, `+441134960123;ext=451`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A telephone number as `+` and digits, with `;ext=` when there is an extension. It need not be in any numbering plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is not a telephone number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a telephone number (such as 0113 496 0123 ext 451)")]
pub struct BadPhone(pub String);

impl PhoneNumber {
    /// Reads a British or international spelling of one number: spaces, brackets, dots and dashes do not matter,
    /// `(0)` after a country code is dropped, `x`, `ext`, `extn` or `extension` begins the extension.
    ///
    /// ```
    /// use cso_intake::domain::PhoneNumber;
    /// let number = PhoneNumber::parse("+44 (0)113 496 0123 ext. 451").unwrap();
    /// assert_eq!(number.as_str(), "+441134960123;ext=451");
    /// assert_eq!(number.national(), "0113 496 0123 ext 451");
    /// ```
    ///
    /// # Errors
    /// When there are fewer than 7 or more than 15 digits, or anything else stands in it.
    pub fn parse(text: &str) -> Result<Self, BadPhone> {
        let bad = || BadPhone(text.trim().chars().take(40).collect());
        let lower = text.trim().to_ascii_lowercase().replace("(0)", "");
        let (number, extension) = match lower.split_once(['e', 'x', ';', '#']) {
            Some((number, rest)) => {
                (number.to_owned(), Some(rest.trim_start_matches(|c: char| !c.is_ascii_digit()).to_owned()))
            }
            None => (lower, None),
        };
        if !number.chars().all(|c| c.is_ascii_digit() || " +().-/\u{a0}\u{2010}\u{2011}\u{2013}".contains(c)) {
            return Err(bad());
        }
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let international = if number.trim_start_matches('(').starts_with('+') {
            digits
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("44{rest}")
        } else {
            return Err(bad());
        };
        if !(7..=15).contains(&international.len()) {
            return Err(bad());
        }
        let extension: Option<String> = extension.map(|e| e.chars().filter(char::is_ascii_digit).collect());
        match extension {
            Some(e) if (1..=8).contains(&e.len()) => Ok(Self(format!("+{international};ext={e}"))),
            Some(_) => Err(bad()),
            None => Ok(Self(format!("+{international}"))),
        }
    }

    /// The stored form: `+441134960123;ext=451`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a British reader writes it: `0113 496 0123 ext 451`. Numbers of other countries stay in E.164.
    #[must_use]
    pub fn national(&self) -> String {
        let (number, extension) = self.0.split_once(";ext=").map_or((self.0.as_str(), None), |(n, e)| (n, Some(e)));
        let shown = match number.strip_prefix("+44") {
            Some(rest) => spaced(rest),
            None => number.to_owned(),
        };
        extension.map_or_else(|| shown.clone(), |e| format!("{shown} ext {e}"))
    }
}

/// Groups the national significant number as Ofcom's numbering plan prints it: 020 7946 0018, 0113 496 0123, 01632 960123.
fn spaced(rest: &str) -> String {
    let cut = match rest.as_bytes() {
        [b'2', ..] => 2,
        [b'1', b'1', ..] | [b'1', _, b'1', ..] | [b'3' | b'8' | b'9', ..] => 3,
        _ => 4,
    };
    let (area, local) = rest.split_at_checked(cut).unwrap_or((rest, ""));
    match local.len() {
        0 => format!("0{area}"),
        7 | 8 => {
            let (first, last) = local.split_at_checked(local.len() - 4).unwrap_or((local, ""));
            format!("0{area} {first} {last}")
        }
        _ => format!("0{area} {local}"),
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = BadPhone;
    fn try_from(text: String) -> Result<Self, BadPhone> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}
