//! Dates and times in the words our mail uses: `5pm on Tuesday 11 October 2016`.
//!
//! bank_holidays.rs knows the days off of England, working.rs counts working days, hours.rs says when mail may go out,
//! schedule.rs when what goes out regularly is due.

use jiff::{
    Timestamp, Zoned,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

pub mod bank_holidays;
pub mod hours;
pub mod schedule;
pub mod working;

pub use bank_holidays::{BadBankHolidays, BankHolidays};
pub use hours::{BadHours, SendingHours};
pub use schedule::{Every, Schedule};
pub use working::WorkingDays;

/// A moment in Europe/London, where trusts, deadlines and working days live; in UTC only if the built-in time zone
/// database lacked London.
#[must_use]
pub fn in_london(moment: Timestamp) -> Zoned {
    moment.in_tz("Europe/London").unwrap_or_else(|_| moment.to_zoned(TimeZone::UTC))
}

/// The moment at which London's clocks show this time of this day. A time that the clocks skip is the one an hour later, a
/// time that they show twice is the first.
#[must_use]
pub fn london_at(date: Date, time: Time) -> Zoned {
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let moment = london.to_ambiguous_zoned(date.to_datetime(time)).compatible();
    moment.unwrap_or_else(|_| in_london(Timestamp::MAX))
}

/// The English name of a weekday.
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The English name of a month, 1 to 12.
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

/// `Tuesday 11 October 2016`.
#[must_use]
pub fn date_words(date: Date) -> String {
    format!("{} {} {} {}", weekday_name(date.weekday()), date.day(), month_name(date.month()), date.year())
}

/// `5pm`, `9:30am`, `midday`, `midnight`: the NHS content style.
#[must_use]
pub fn time_words(time: Time) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    let (shown, half) = match hour {
        0 => (12, "am"),
        1..=11 => (hour, "am"),
        12 => (12, "pm"),
        _ => (hour - 12, "pm"),
    };
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{shown}{half}"),
        _ => format!("{shown}:{minute:02}{half}"),
    }
}

/// `5pm on Tuesday 11 October 2016`.
#[must_use]
pub fn moment_words(moment: &Zoned) -> String {
    format!("{} on {}", time_words(moment.time()), date_words(moment.date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_reads_as_the_nhs_style_writes_it() {
        let deadline = jiff::civil::date(2016, 10, 11).at(17, 0, 0, 0).in_tz("Europe/London").unwrap();
        assert_eq!(moment_words(&deadline), "5pm on Tuesday 11 October 2016");
    }

    #[test]
    fn noon_midnight_and_half_hours_have_words() {
        assert_eq!(time_words(jiff::civil::time(0, 0, 0, 0)), "midnight");
        assert_eq!(time_words(jiff::civil::time(12, 0, 0, 0)), "midday");
        assert_eq!(time_words(jiff::civil::time(0, 30, 0, 0)), "12:30am");
        assert_eq!(time_words(jiff::civil::time(9, 30, 0, 0)), "9:30am");
    }
}
