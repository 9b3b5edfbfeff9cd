//! The only place that asks what time it is.

use jiff::Timestamp;

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
}
