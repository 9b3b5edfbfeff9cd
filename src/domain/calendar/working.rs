//! Working days of England: Monday to Friday without the bank holidays.

use jiff::civil::{Date, Weekday};

use super::{BankHolidays, date_words};

/// Counts working days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: BankHolidays,
}

/// Whichever way the days are counted.
#[derive(Clone, Copy)]
enum Way {
    On,
    Back,
}

impl WorkingDays {
    /// The working days that these bank holidays leave.
    #[must_use]
    pub fn new(holidays: BankHolidays) -> Self {
        Self { holidays }
    }

    /// Whether England works on this day.
    ///
    /// ```
    /// use cso_intake::domain::calendar::{BankHolidays, WorkingDays};
    /// let days = WorkingDays::new(BankHolidays::built_in());
    /// assert!(days.is_working_day("2016-08-26".parse().unwrap()));
    /// assert!(!days.is_working_day("2016-08-29".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && self.holidays.title(date).is_none()
    }

    /// This day if it is a working day, or else the next one.
    #[must_use]
    pub fn on_or_after(&self, date: Date) -> Date {
        self.nearest(date, Way::On)
    }

    /// This day if it is a working day, or else the last one before.
    #[must_use]
    pub fn on_or_before(&self, date: Date) -> Date {
        self.nearest(date, Way::Back)
    }

    /// The `count`th working day after this day, which is not counted itself; for none this day or the next working one.
    #[must_use]
    pub fn after(&self, date: Date, count: u16) -> Date {
        if count == 0 {
            return self.on_or_after(date);
        }
        (0..count).fold(date, |date, _| step(date, Way::On).map_or(date, |next| self.on_or_after(next)))
    }

    /// The `count`th working day before this day, which is not counted itself; for none this day or the last working one.
    #[must_use]
    pub fn before(&self, date: Date, count: u16) -> Date {
        if count == 0 {
            return self.on_or_before(date);
        }
        (0..count).fold(date, |date, _| step(date, Way::Back).map_or(date, |next| self.on_or_before(next)))
    }

    /// How many working days come after the first day, up to and with the second; none if it is not later.
    #[must_use]
    pub fn between(&self, from: Date, to: Date) -> usize {
        let mut count = 0;
        let mut day = from;
        while day < to {
            let Some(next) = step(day, Way::On) else { break };
            day = next;
            count += usize::from(self.is_working_day(day));
        }
        count
    }

    /// What to tell people when the bank holidays of this day's year are not all known: from then on a bank holiday would be
    /// taken for a working day.
    #[must_use]
    pub fn warning(&self, date: Date) -> Option<String> {
        if self.holidays.covers(date.year()) {
            return None;
        }
        let known = match self.holidays.last_year() {
            Some(last) if last < date.year() => format!("are known until the end of {last} only"),
            _ => format!("of {} are not known", date.year()),
        };
        Some(format!(
            "the bank holidays of England {known}, so {} may be taken for a working day when it is none; fetch \
             https://www.gov.uk/bank-holidays.json and name that file as bank_holidays under [reminders]",
            date_words(date)
        ))
    }

    fn nearest(&self, mut date: Date, way: Way) -> Date {
        while !self.is_working_day(date) {
            let Some(next) = step(date, way) else { break };
            date = next;
        }
        date
    }
}

/// The next day or the one before; none where the calendar itself ends.
fn step(date: Date, way: Way) -> Option<Date> {
    match way {
        Way::On => date.tomorrow().ok(),
        Way::Back => date.yesterday().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn days() -> WorkingDays {
        WorkingDays::new(BankHolidays::built_in())
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_rounds_of_the_first_campaign_fall_where_the_office_would_put_them() {
        let deadline = day("2016-10-11");
        assert_eq!(days().before(deadline, 5), day("2016-10-04"));
        assert_eq!(days().before(deadline, 1), day("2016-10-10"));
        assert_eq!(days().after(deadline, 3), day("2016-10-14"));
    }

    #[test]
    fn christmas_2016_has_two_days_off_that_are_not_the_25th_and_26th() {
        assert_eq!(days().after(day("2016-12-23"), 1), day("2016-12-28"));
        assert_eq!(
            days().before(day("2017-01-03"), 1),
            day("2016-12-30"),
            "2 January 2017 stands in for New Year's Day"
        );
        assert_eq!(days().between(day("2016-12-23"), day("2017-01-03")), 4);
    }

    #[test]
    fn easter_is_jumped_over_in_both_directions() {
        assert_eq!(days().after(day("2016-03-24"), 1), day("2016-03-29"));
        assert_eq!(days().before(day("2016-03-29"), 1), day("2016-03-24"));
        assert_eq!(days().on_or_after(day("2016-03-25")), day("2016-03-29"));
        assert_eq!(days().on_or_before(day("2016-03-28")), day("2016-03-24"));
    }

    #[test]
    fn none_after_a_weekend_day_is_the_working_day_beside_it() {
        assert_eq!(days().after(day("2016-10-15"), 0), day("2016-10-17"));
        assert_eq!(days().before(day("2016-10-15"), 0), day("2016-10-14"));
        assert_eq!(days().after(day("2016-10-15"), 1), day("2016-10-17"));
        assert_eq!(days().before(day("2016-10-15"), 1), day("2016-10-14"));
    }

    #[test]
    fn a_day_beyond_the_calendar_is_warned_of_and_one_within_is_not() {
        assert_eq!(days().warning(day("2028-12-31")), None);
        let warning = days().warning(day("2029-01-01")).unwrap();
        assert!(warning.contains("known until the end of 2028 only"), "{warning}");
        assert!(warning.contains("Monday 1 January 2029") && warning.contains("bank_holidays under [reminders]"));
        assert!(days().warning(day("2011-12-26")).unwrap().contains("of 2011 are not known"));
    }

    #[test]
    fn the_ends_of_time_do_not_hang() {
        assert_eq!(days().after(Date::MAX, 3), Date::MAX);
        assert!(days().before(Date::MIN, 3) >= Date::MIN);
    }

    proptest! {
        #[test]
        fn counting_on_and_back_again_comes_home(offset in 0i32..6000, count in 1u16..60) {
            let days = days();
            let start = days.on_or_after(day("2012-02-01").checked_add(jiff::Span::new().days(offset)).unwrap());
            let later = days.after(start, count);
            prop_assert!(days.is_working_day(later) && later > start);
            prop_assert_eq!(days.before(later, count), start);
            prop_assert_eq!(days.between(start, later), usize::from(count));
        }
    }
}
