//! The only place that asks what time it is.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

/// Where the time comes from: the machine, a fixed moment (the demo plays in October 2016), or a moment that is moved by hand.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always this moment.
    Fixed(Timestamp),
    /// The moment that its hands show: virtual time.
    Moved(Hands),
}

/// The hands of a clock that is moved by hand.
#[derive(Clone, Debug)]
pub struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    /// A clock that shows this moment, and its hands.
    #[must_use]
    pub fn at(moment: Timestamp) -> (Clock, Self) {
        let hands = Self(Arc::new(Mutex::new(moment)));
        (Clock::Moved(hands.clone()), hands)
    }

    /// From now on it is this moment.
    pub fn set(&self, moment: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = moment;
    }
}

impl Clock {
    /// This moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
            Self::System => Timestamp::now(),
            Self::Fixed(moment) => *moment,
            Self::Moved(hands) => *hands.0.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}
