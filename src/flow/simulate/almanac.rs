//! The oracle's own calendar, written down by hand so that it shares no line with the one under test: British Summer Time by its
//! rule, the bank holidays of England from August 2016 to May 2017.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday, date};
use jiff::tz::Offset;

/// Month and day of each bank holiday.
const BANK_HOLIDAYS: [(i16, i8, i8); 10] = [
    (2016, 5, 2),
    (2016, 5, 30),
    (2016, 8, 29),
    (2016, 12, 26),
    (2016, 12, 27),
    (2017, 1, 2),
    (2017, 4, 14),
    (2017, 4, 17),
    (2017, 5, 1),
    (2017, 5, 29),
];

/// Day and time of day in England.
pub(super) fn local(at: Timestamp) -> (Date, Time) {
    let utc = Offset::UTC.to_datetime(at);
    let summer = |month| last_sunday(utc.year(), month).at(1, 0, 0, 0);
    if summer(3) <= utc && utc < summer(10) {
        let local = Offset::UTC.to_datetime(at + jiff::SignedDuration::from_hours(1));
        (local.date(), local.time())
    } else {
        (utc.date(), utc.time())
    }
}

fn last_sunday(year: i16, month: i8) -> Date {
    let mut day = date(year, month, 1).last_of_month();
    while day.weekday() != Weekday::Sunday {
        day = day.yesterday().unwrap_or(Date::MIN);
    }
    day
}

/// Whether people work in England on this day.
pub(super) fn is_working(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
        && !BANK_HOLIDAYS.contains(&(day.year(), day.month(), day.day()))
}

/// How many working days there are after the first day up to the second.
pub(super) fn working_days(after: Date, up_to: Date) -> usize {
    after.series(jiff::ToSpan::days(1)).skip(1).take_while(|day| *day <= up_to).filter(|day| is_working(*day)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_back_on_30_october_2016_and_bank_holidays_are_no_working_days() {
        let at = |text: &str| local(text.parse().unwrap()).1.to_string();
        assert_eq!(at("2016-10-30T00:59:59Z"), "01:59:59");
        assert_eq!(at("2016-10-30T01:00:00Z"), "01:00:00");
        assert_eq!(at("2017-03-26T01:00:00Z"), "02:00:00");
        assert_eq!(working_days(date(2016, 12, 23), date(2017, 1, 3)), 4);
        assert_eq!(working_days(date(2016, 10, 7), date(2016, 10, 11)), 2);
    }
}
