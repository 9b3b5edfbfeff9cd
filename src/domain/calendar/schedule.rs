//! When something goes out regularly: at a time of London's clocks on every working day, or once a week.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, Zoned};

use super::{WorkingDays, in_london, london_at};

/// At what time, and on which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// On which days.
    pub every: Every,
    /// At this time.
    pub at: Time,
}

/// On which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// On every working day.
    Day,
    /// Once a week on this day, or on the next working day if it is none.
    Week(Weekday),
}

impl Schedule {
    /// The last moment of the schedule that is not after `now`: if nothing has gone out since, it is due. However many were missed,
    /// it is one.
    #[must_use]
    pub fn latest(&self, days: &WorkingDays, now: &Zoned) -> Zoned {
        let there = in_london(now.timestamp());
        let mut day = there.date();
        // Two weeks hold a day of every schedule, whatever bank holidays are in them.
        for _ in 0..15 {
            let moment = london_at(day, self.at);
            if self.falls_on(days, day) && moment <= there {
                return moment;
            }
            day = day.yesterday().unwrap_or(day);
        }
        london_at(day, self.at)
    }

    fn falls_on(&self, days: &WorkingDays, day: Date) -> bool {
        if !days.is_working_day(day) {
            return false;
        }
        match self.every {
            Every::Day => true,
            Every::Week(weekday) => {
                let since = weekday.until(day.weekday());
                day.checked_sub(Span::new().days(since)).is_ok_and(|planned| days.on_or_after(planned) == day)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::BankHolidays;

    fn latest(every: Every, now: &str) -> String {
        let now: jiff::civil::DateTime = now.parse().unwrap();
        let schedule = Schedule { every, at: Time::constant(8, 30, 0, 0) };
        let days = WorkingDays::new(BankHolidays::built_in());
        schedule.latest(&days, &london_at(now.date(), now.time())).strftime("%F %H:%M").to_string()
    }

    #[test]
    fn daily_means_working_days() {
        assert_eq!(latest(Every::Day, "2016-10-04T08:30"), "2016-10-04 08:30");
        assert_eq!(latest(Every::Day, "2016-10-04T08:29"), "2016-10-03 08:30");
        assert_eq!(latest(Every::Day, "2016-10-09T12:00"), "2016-10-07 08:30");
        assert_eq!(latest(Every::Day, "2016-12-28T08:00"), "2016-12-23 08:30", "over Christmas");
    }

    #[test]
    fn weekly_means_that_day_or_the_next_working_one() {
        let monday = Every::Week(Weekday::Monday);
        assert_eq!(latest(monday, "2016-10-13T12:00"), "2016-10-10 08:30");
        assert_eq!(latest(monday, "2016-10-10T08:00"), "2016-10-03 08:30");
        assert_eq!(latest(monday, "2016-08-31T12:00"), "2016-08-30 08:30", "29 August is a bank holiday");
        assert_eq!(latest(monday, "2016-08-30T08:00"), "2016-08-22 08:30");
        assert_eq!(
            latest(Every::Week(Weekday::Friday), "2016-03-29T09:00"),
            "2016-03-29 08:30",
            "Good Friday falls on Tuesday"
        );
        assert_eq!(latest(Every::Week(Weekday::Sunday), "2016-10-12T09:00"), "2016-10-10 08:30");
    }

    #[test]
    fn half_past_eight_is_on_londons_clocks_on_both_sides_of_30_october_2016() {
        let days = WorkingDays::new(BankHolidays::built_in());
        let schedule = Schedule { every: Every::Day, at: Time::constant(8, 30, 0, 0) };
        let at = |text: &str| schedule.latest(&days, &in_london(text.parse().unwrap())).timestamp().to_string();
        assert_eq!(at("2016-10-28T07:30:00Z"), "2016-10-28T07:30:00Z");
        assert_eq!(at("2016-10-31T08:29:59Z"), "2016-10-28T07:30:00Z");
        assert_eq!(at("2016-10-31T08:30:00Z"), "2016-10-31T08:30:00Z");
    }
}
