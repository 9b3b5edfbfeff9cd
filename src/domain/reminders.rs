//! Reminders in the words of the field: a round, the rules by which rounds are planned, and the key that names one reminder.

use std::fmt;

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::calendar::{SendingHours, WorkingDays};
use super::{CampaignId, EmailAddress, OdsCode};

/// No round is further from the deadline than this (working days).
pub const FURTHEST_ROUND: u16 = 60;

/// One round of reminders, by its distance from the deadline in working days. The distance is its name: it stays the same when
/// other rounds are put before or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Round {
    /// So many working days before the deadline; none means on its day.
    Before(u16),
    /// So many working days after the deadline.
    After(u16),
}

/// Why a text is not a round.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a round, such as `5 before` or `3 after` (working days, at most 60)")]
pub struct BadRound(pub String);

impl Round {
    /// Reads `5 before`, `3 working days after`, or `5-before` as in a key.
    ///
    /// ```
    /// use cso_intake::domain::reminders::Round;
    /// assert_eq!(Round::parse("5 working days before"), Ok(Round::Before(5)));
    /// assert_eq!(Round::parse("3-after").unwrap().to_string(), "3-after");
    /// assert!(Round::parse("0 after").is_err());
    /// ```
    ///
    /// # Errors
    /// When it says no number of days from 0 to 60, or neither before nor after.
    pub fn parse(text: &str) -> Result<Self, BadRound> {
        let bad = || BadRound(text.trim().chars().take(40).collect());
        let lower = text.trim().to_lowercase();
        if !lower.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(bad());
        }
        let mut words = lower.split([' ', '-']).filter(|word| !word.is_empty());
        let count = words.next().filter(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let count =
            count.and_then(|word| word.parse().ok()).filter(|count| *count <= FURTHEST_ROUND).ok_or_else(bad)?;
        let rest: Vec<&str> = words.collect();
        let (side, unit) = rest.split_last().ok_or_else(bad)?;
        if !matches!(unit, [] | ["day" | "days"] | ["working", "day" | "days"]) {
            return Err(bad());
        }
        match *side {
            "before" => Ok(Self::Before(count)),
            "after" if count > 0 => Ok(Self::After(count)),
            _ => Err(bad()),
        }
    }

    /// The working day on which it begins.
    #[must_use]
    pub fn day(self, days: &WorkingDays, deadline: Date) -> Date {
        match self {
            Self::Before(count) => days.before(deadline, count),
            Self::After(count) => days.after(deadline, count),
        }
    }

    /// Days from the deadline, those before it below nought.
    fn offset(self) -> i32 {
        match self {
            Self::Before(count) => -i32::from(count),
            Self::After(count) => i32::from(count),
        }
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Before(count) => write!(f, "{count}-before"),
            Self::After(count) => write!(f, "{count}-after"),
        }
    }
}

/// The rounds of a campaign, the earliest first, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds(Vec<Round>);

impl Rounds {
    /// These rounds in the order of their days; one that is named twice counts once.
    #[must_use]
    pub fn new(mut rounds: Vec<Round>) -> Self {
        rounds.sort_by_key(|round| round.offset());
        rounds.dedup();
        Self(rounds)
    }

    /// The rounds, the earliest first.
    pub fn iter(&self) -> impl Iterator<Item = Round> {
        self.0.iter().copied()
    }
}

/// The rules by which trusts are reminded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderRules {
    /// When.
    pub rounds: Rounds,
    /// At what time of day.
    pub hours: SendingHours,
    /// The fewest working days from one mail to a trust to the next reminder.
    pub gap: u16,
    /// So many working days before the deadline a trust that asked for time without naming a day is reminded again.
    pub holding: u16,
    /// So many working days after its day, or after the day that a trust named, the last round is still sent.
    pub late: u16,
}

impl Default for ReminderRules {
    /// 5 and 1 working days before the deadline and 3 after, from 9am to 5pm, two working days apart; who asked for time is
    /// reminded 2 working days before the deadline; nothing is later than 5 working days.
    fn default() -> Self {
        Self {
            rounds: Rounds::new(vec![Round::Before(5), Round::Before(1), Round::After(3)]),
            hours: SendingHours::OFFICE,
            gap: 2,
            holding: 2,
            late: 5,
        }
    }
}

/// A contact in a key: a digest of the address, because keys stand in logs and addresses do not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactMark(String);

impl ContactMark {
    /// The mark of an address.
    #[must_use]
    pub fn of(address: &EmailAddress) -> Self {
        let digest = Sha256::digest(address.as_str().as_bytes());
        Self(digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for ContactMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What names one reminder. It is the key of its outbox row, so no reminder is ever written twice:
/// `reminder/lhs-2016/1/RR8/5-before/0c7a8f31d2be`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReminderKey {
    /// The campaign.
    pub campaign: CampaignId,
    /// Which deadline it is about: 1 for the first, one more each time it is moved.
    pub deadline: u32,
    /// The trust.
    pub trust: OdsCode,
    /// The round.
    pub round: Round,
    /// To whom.
    pub contact: ContactMark,
}

impl ReminderKey {
    /// Reads a key of the outbox; none if it is not a reminder's.
    ///
    /// ```
    /// use cso_intake::domain::reminders::ReminderKey;
    /// let key = "reminder/lhs-2016/2/RR8/1-before/0c7a8f31d2be";
    /// assert_eq!(ReminderKey::parse(key).unwrap().to_string(), key);
    /// assert!(ReminderKey::parse("receipt/17").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("reminder/")?.split('/');
        let key = Self {
            campaign: CampaignId(parts.next().filter(|id| !id.is_empty())?.to_owned()),
            deadline: parts.next()?.parse().ok()?,
            trust: OdsCode::parse(parts.next()?).ok()?,
            round: Round::parse(parts.next()?).ok()?,
            contact: ContactMark(parts.next().filter(|mark| mark.bytes().all(|b| b.is_ascii_hexdigit()))?.to_owned()),
        };
        (key.to_string() == text).then_some(key)
    }
}

impl fmt::Display for ReminderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { campaign, deadline, trust, round, contact } = self;
        write!(f, "reminder/{campaign}/{deadline}/{trust}/{round}/{}", contact.0)
    }
}

/// What names the letter to a contact of a trust. It is the key of its outbox row: `invitation/lhs-2016/RR8/0c7a8f31d2be`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvitationKey {
    /// The campaign.
    pub campaign: CampaignId,
    /// The trust.
    pub trust: OdsCode,
    /// To whom.
    pub contact: ContactMark,
}

impl InvitationKey {
    /// Reads a key of the outbox; none if it is not an invitation's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("invitation/")?.split('/');
        let key = Self {
            campaign: CampaignId(parts.next().filter(|id| !id.is_empty())?.to_owned()),
            trust: OdsCode::parse(parts.next()?).ok()?,
            contact: ContactMark(parts.next().filter(|mark| mark.bytes().all(|b| b.is_ascii_hexdigit()))?.to_owned()),
        };
        (key.to_string() == text).then_some(key)
    }
}

impl fmt::Display for InvitationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { campaign, trust, contact } = self;
        write!(f, "invitation/{campaign}/{trust}/{}", contact.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_come_in_the_order_of_their_days_and_each_once() {
        let rounds = ["3 after", "1 before", "0 before", "5 days before", "1 working day before", "1 day after"]
            .map(|text| Round::parse(text).unwrap());
        let ordered: Vec<String> = Rounds::new(rounds.to_vec()).iter().map(|round| round.to_string()).collect();
        assert_eq!(ordered, ["5-before", "1-before", "0-before", "1-after", "3-after"]);
    }

    #[test]
    fn what_is_not_a_round_is_refused() {
        for text in
            ["", "5", "before", "-5 before", "5 weeks before", "61 before", "+3 after", "5 before after", "99999 after"]
        {
            assert!(Round::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_shows_no_address_and_tells_two_contacts_apart() {
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let key = |to: &EmailAddress| ReminderKey {
            campaign: CampaignId("lhs-2016".into()),
            deadline: 1,
            trust: OdsCode::parse("RR8").unwrap(),
            round: Round::Before(5),
            contact: ContactMark::of(to),
        };
        let (one, other) = (key(&address("md@leedsth.nhs.uk")), key(&address("nurse@leedsth.nhs.uk")));
        assert!(one != other && !one.to_string().contains("leedsth") && !one.to_string().contains('@'));
        assert!(one.to_string().starts_with("reminder/lhs-2016/1/RR8/5-before/"));
        assert_eq!(one, key(&address("MD@LeedsTH.nhs.uk")), "in whatever case it is written");
        assert_eq!(ReminderKey::parse(&one.to_string()), Some(one));
    }

    #[test]
    fn the_key_of_a_letter_comes_back_as_it_was() {
        let key = "invitation/lhs-2016/RR8/0c7a8f31d2be";
        assert_eq!(InvitationKey::parse(key).unwrap().to_string(), key);
        for text in ["invitation/lhs-2016/rr8/0c7a8f31d2be", "invitation/lhs-2016/RR8", "reminder/lhs-2016/RR8/0c7a"] {
            assert_eq!(InvitationKey::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_key_that_is_written_in_another_way_is_none() {
        for text in [
            "reminder/lhs-2016/01/RR8/5-before/0c7a8f31d2be",
            "reminder/lhs-2016/1/rr8/5-before/0c7a8f31d2be",
            "reminder/lhs-2016/1/RR8/5 before/0c7a8f31d2be",
            "reminder/lhs-2016/1/RR8/5-before/0c7a8f31d2be/x",
            "reminder/lhs-2016/1/RR8/5-before",
            "reminder/lhs-2016/1/RR8/5-before/jane@leedsth.nhs.uk",
        ] {
            assert_eq!(ReminderKey::parse(text), None, "{text}");
        }
    }
}
