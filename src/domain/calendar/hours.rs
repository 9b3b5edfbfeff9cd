//! When mail to trusts may go out: on working days, between two times of London's clocks.

use std::fmt;

use jiff::Zoned;
use jiff::civil::{Date, Time};

use super::{WorkingDays, in_london, london_at, time_words};

/// From when to when mail may go out on a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendingHours {
    opens: Time,
    closes: Time,
}

/// Why two times are no sending hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sending hours must begin before they end, and {opens} is not before {closes}")]
pub struct BadHours {
    opens: Time,
    closes: Time,
}

impl SendingHours {
    /// 9am to 5pm.
    pub const OFFICE: Self = Self { opens: Time::constant(9, 0, 0, 0), closes: Time::constant(17, 0, 0, 0) };

    /// From the first time until just before the second.
    ///
    /// # Errors
    /// When the second is not later.
    pub fn new(opens: Time, closes: Time) -> Result<Self, BadHours> {
        if opens < closes { Ok(Self { opens, closes }) } else { Err(BadHours { opens, closes }) }
    }

    /// The moment at which a day's hours begin, whether it is a working day or not.
    #[must_use]
    pub fn opening(&self, date: Date) -> Zoned {
        london_at(date, self.opens)
    }

    /// The moment at which a day's hours are over.
    #[must_use]
    pub fn closing(&self, date: Date) -> Zoned {
        london_at(date, self.closes)
    }

    /// Whether mail may go out at this moment.
    #[must_use]
    pub fn are_open(&self, days: &WorkingDays, moment: &Zoned) -> bool {
        let there = in_london(moment.timestamp());
        days.is_working_day(there.date()) && (self.opens..self.closes).contains(&there.time())
    }

    /// This moment if mail may go out now, or else the next moment at which it may.
    #[must_use]
    pub fn next(&self, days: &WorkingDays, moment: &Zoned) -> Zoned {
        let there = in_london(moment.timestamp());
        if self.are_open(days, &there) {
            return there;
        }
        let today = there.date();
        let day = if there.time() < self.opens { days.on_or_after(today) } else { days.after(today, 1) };
        self.opening(day)
    }
}

impl fmt::Display for SendingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", time_words(self.opens), time_words(self.closes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{BankHolidays, moment_words};
    use jiff::Timestamp;

    fn days() -> WorkingDays {
        WorkingDays::new(BankHolidays::built_in())
    }

    fn london(text: &str) -> Zoned {
        let moment: jiff::civil::DateTime = text.parse().unwrap();
        london_at(moment.date(), moment.time())
    }

    fn next(from: &str) -> Zoned {
        SendingHours::OFFICE.next(&days(), &london(from))
    }

    #[test]
    fn within_the_hours_it_is_now_and_outside_it_is_the_next_opening() {
        assert_eq!(next("2016-10-04T09:00"), london("2016-10-04T09:00"));
        assert_eq!(next("2016-10-04T16:59:59"), london("2016-10-04T16:59:59"));
        assert_eq!(next("2016-10-04T17:00"), london("2016-10-05T09:00"));
        assert_eq!(next("2016-10-04T08:59:59"), london("2016-10-04T09:00"));
        assert_eq!(next("2016-10-07T17:30"), london("2016-10-10T09:00"), "from Friday evening to Monday");
        assert_eq!(next("2016-12-23T17:00"), london("2016-12-28T09:00"), "Christmas");
        assert_eq!(next("2016-12-26T12:00"), london("2016-12-28T09:00"));
    }

    #[test]
    fn nine_is_nine_on_londons_clocks_before_and_after_they_go_back_on_30_october_2016() {
        let friday = SendingHours::OFFICE.opening("2016-10-28".parse().unwrap());
        let monday = next("2016-10-28T17:00");
        assert_eq!(friday.timestamp(), "2016-10-28T08:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(monday.timestamp(), "2016-10-31T09:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(moment_words(&monday), "9am on Monday 31 October 2016");
        // 08:30 UTC is half past nine on Friday and half past eight on Monday.
        let at = |text: &str| in_london(text.parse::<Timestamp>().unwrap());
        assert!(SendingHours::OFFICE.are_open(&days(), &at("2016-10-28T08:30:00Z")));
        assert!(!SendingHours::OFFICE.are_open(&days(), &at("2016-10-31T08:30:00Z")));
        assert!(SendingHours::OFFICE.are_open(&days(), &at("2016-10-31T16:59:00Z")));
        assert!(!SendingHours::OFFICE.are_open(&days(), &at("2016-10-28T16:00:00Z")));
    }

    #[test]
    fn the_hours_are_londons_wherever_the_moment_was_read() {
        let moment = "2016-10-04T08:30:00Z".parse::<Timestamp>().unwrap();
        let tokyo = moment.in_tz("Asia/Tokyo").unwrap();
        assert!(SendingHours::OFFICE.are_open(&days(), &tokyo));
        assert_eq!(moment_words(&SendingHours::OFFICE.next(&days(), &tokyo)), "9:30am on Tuesday 4 October 2016");
    }

    #[test]
    fn hours_that_end_before_they_begin_are_refused() {
        let time = |hour| Time::constant(hour, 0, 0, 0);
        let error = SendingHours::new(time(17), time(9)).unwrap_err().to_string();
        assert!(error.contains("17:00:00 is not before 09:00:00"), "{error}");
        assert!(SendingHours::new(time(9), time(9)).is_err());
        assert_eq!(SendingHours::new(time(9), time(17)).unwrap(), SendingHours::OFFICE);
        assert_eq!(SendingHours::OFFICE.to_string(), "9am to 5pm");
    }

    proptest::proptest! {
        #[test]
        fn the_next_moment_is_open_and_nothing_before_it_is(second in 1_400_000_000i64..1_860_000_000) {
            let (days, hours) = (days(), SendingHours::OFFICE);
            let now = in_london(Timestamp::from_second(second).unwrap());
            let next = hours.next(&days, &now);
            proptest::prop_assert!(next >= now && hours.are_open(&days, &next));
            if next > now {
                let just_before = in_london(next.timestamp() - jiff::SignedDuration::from_secs(1));
                proptest::prop_assert!(!hours.are_open(&days, &now) && !hours.are_open(&days, &just_before));
            }
        }
    }
}
