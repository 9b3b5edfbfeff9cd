//! The only place that asks what time it is.

use jiff::{Timestamp, Zoned, tz::TimeZone};

/// Where the time comes from: the machine, or a fixed moment (the demo plays in October 2016).
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always this moment.
    Fixed(Timestamp),
}

impl Clock {
    /// This moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
            Self::System => Timestamp::now(),
            Self::Fixed(moment) => *moment,
        }
    }

    /// This moment in Europe/London, where trusts, deadlines and working days live.
    #[must_use]
    pub fn london(&self) -> Zoned {
        in_london(self.now())
    }
}

/// A moment in Europe/London; in UTC only if the built-in time zone database lacked London.
#[must_use]
pub fn in_london(moment: Timestamp) -> Zoned {
    moment.in_tz("Europe/London").unwrap_or_else(|_| moment.to_zoned(TimeZone::UTC))
}
