//! The bank holidays of England and Wales: the list that is built in (2012 to 2028), or a newer one as gov.uk publishes it
//! at `https://www.gov.uk/bank-holidays.json`. Pure: text in, days out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

/// What gov.uk published when this program was built, one `date,title` a line.
const BUILT_IN: &str = include_str!("bank_holidays.csv");

/// England and Wales have had at least eight bank holidays in every year since 1978. A year with fewer is not wholly known.
const FEWEST_IN_A_YEAR: usize = 8;

/// Bank holidays, and for which years they are all known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankHolidays {
    days: BTreeMap<Date, String>,
}

/// Why a text is not a list of bank holidays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBankHolidays {
    /// It is not JSON, or JSON of another shape.
    #[error("this is not gov.uk's bank-holidays.json ({0}); fetch it again from https://www.gov.uk/bank-holidays.json")]
    Shape(String),
    /// One of its dates cannot be read.
    #[error("bank holiday `{title}` has the date `{date}`, which is not a date such as 2029-12-25")]
    Date {
        /// The title of the event.
        title: String,
        /// What stands where the date should be.
        date: String,
    },
    /// Nothing is in it.
    #[error(
        "the list of England and Wales holds no bank holiday; fetch it again from https://www.gov.uk/bank-holidays.json"
    )]
    Empty,
}

/// The part of gov.uk's file that matters here. What else is in it is ignored, so that it may grow.
#[derive(Deserialize)]
struct Published {
    #[serde(rename = "england-and-wales")]
    england_and_wales: Division,
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
}

impl BankHolidays {
    /// The list that is built in.
    ///
    /// ```
    /// use cso_intake::domain::calendar::BankHolidays;
    /// let holidays = BankHolidays::built_in();
    /// assert_eq!(holidays.title("2016-08-29".parse().unwrap()), Some("Summer bank holiday"));
    /// assert_eq!(holidays.last_year(), Some(2028));
    /// ```
    #[must_use]
    pub fn built_in() -> Self {
        let lines = BUILT_IN.lines().filter_map(|line| line.split_once(','));
        Self { days: lines.filter_map(|(date, title)| Some((date.parse().ok()?, title.to_owned()))).collect() }
    }

    /// Reads the file that gov.uk publishes.
    ///
    /// # Errors
    /// When it is not that file, when a date in it is none, or when it holds nothing for England and Wales.
    pub fn parse(json: &str) -> Result<Self, BadBankHolidays> {
        let published: Published = serde_json::from_str(json.trim_start_matches('\u{feff}'))
            .map_err(|error| BadBankHolidays::Shape(error.to_string()))?;
        let mut days = BTreeMap::new();
        for Event { title, date } in published.england_and_wales.events {
            let day = written(&date).ok_or(BadBankHolidays::Date { title: title.clone(), date })?;
            days.insert(day, title);
        }
        if days.is_empty() { Err(BadBankHolidays::Empty) } else { Ok(Self { days }) }
    }

    /// These, with a newer list laid over them: a year that is wholly known there is taken from there, any other keeps what was
    /// known and gains what is new.
    #[must_use]
    pub fn updated(mut self, newer: Self) -> Self {
        let replaced: BTreeSet<i16> = newer.years().into_iter().filter(|year| newer.covers(*year)).collect();
        self.days.retain(|day, _| !replaced.contains(&day.year()));
        self.days.extend(newer.days);
        self
    }

    /// What a bank holiday is called; none if that day is none.
    #[must_use]
    pub fn title(&self, date: Date) -> Option<&str> {
        self.days.get(&date).map(String::as_str)
    }

    /// Whether all bank holidays of a year are known.
    #[must_use]
    pub fn covers(&self, year: i16) -> bool {
        self.days.keys().filter(|day| day.year() == year).count() >= FEWEST_IN_A_YEAR
    }

    /// The last year of which all bank holidays are known.
    #[must_use]
    pub fn last_year(&self) -> Option<i16> {
        self.years().into_iter().rev().find(|year| self.covers(*year))
    }

    fn years(&self) -> BTreeSet<i16> {
        self.days.keys().map(|day| day.year()).collect()
    }
}

/// A date written as gov.uk writes it, and in no other way.
fn written(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_built_in_list_is_a_day_and_every_year_is_whole() {
        let holidays = BankHolidays::built_in();
        let lines = BUILT_IN.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((holidays.days.len(), lines), (140, 140));
        assert_eq!(holidays.years(), (2012..=2028).collect());
        assert!((2012..=2028).all(|year| holidays.covers(year)));
        assert!(!holidays.covers(2011) && !holidays.covers(2029));
    }

    #[test]
    fn no_built_in_bank_holiday_is_on_a_weekend_and_christmas_is_always_there() {
        let holidays = BankHolidays::built_in();
        let weekend = |day: &&Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        assert_eq!(holidays.days.keys().find(weekend), None);
        for year in 2012..=2028 {
            let christmas = holidays.days.iter().filter(|(day, title)| day.year() == year && *title == "Christmas Day");
            assert_eq!(christmas.count(), 1, "{year}");
        }
    }

    #[test]
    fn the_bank_holidays_that_people_forget_are_known() {
        let holidays = BankHolidays::built_in();
        for (date, title) in [
            ("2012-06-05", "Queen’s Diamond Jubilee"),
            ("2016-12-27", "Christmas Day"),
            ("2020-05-08", "Early May bank holiday (VE day)"),
            ("2022-09-19", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
            ("2023-05-08", "Bank holiday for the coronation of King Charles III"),
        ] {
            assert_eq!(holidays.title(day(date)), Some(title), "{date}");
        }
        // St Andrew's Day is one in Scotland only, 12 July in Northern Ireland only.
        assert_eq!((holidays.title(day("2016-11-30")), holidays.title(day("2016-07-12"))), (None, None));
    }

    fn published(events: &[(&str, &str)]) -> String {
        let events: Vec<String> = events
            .iter()
            .map(|(date, title)| format!(r#"{{"title":"{title}","date":"{date}","notes":"","bunting":true}}"#))
            .collect();
        format!(
            r#"{{"england-and-wales":{{"division":"england-and-wales","events":[{}]}},
                "scotland":{{"division":"scotland","events":[{{"title":"2nd January","date":"2029-01-02","notes":"","bunting":true}}]}}}}"#,
            events.join(",")
        )
    }

    const YEAR_2029: [(&str, &str); 8] = [
        ("2029-01-01", "New Year’s Day"),
        ("2029-03-30", "Good Friday"),
        ("2029-04-02", "Easter Monday"),
        ("2029-05-07", "Early May bank holiday"),
        ("2029-05-28", "Spring bank holiday"),
        ("2029-08-27", "Summer bank holiday"),
        ("2029-12-25", "Christmas Day"),
        ("2029-12-26", "Boxing Day"),
    ];

    #[test]
    fn a_newer_file_of_gov_uk_adds_its_years_and_leaves_the_older_ones() {
        let newer = BankHolidays::parse(&published(&YEAR_2029)).unwrap();
        let holidays = BankHolidays::built_in().updated(newer);
        assert_eq!(holidays.last_year(), Some(2029));
        assert_eq!(holidays.title(day("2029-03-30")), Some("Good Friday"));
        assert_eq!(holidays.title(day("2029-01-02")), None, "Scotland's");
        assert_eq!(holidays.title(day("2016-12-27")), Some("Christmas Day"));
    }

    #[test]
    fn a_bank_holiday_that_was_moved_is_moved() {
        let mut moved = YEAR_2029.map(|(date, title)| (date.replace("2029", "2028"), title));
        moved[3].0 = "2028-05-08".to_owned();
        let moved: Vec<(&str, &str)> = moved.iter().map(|(date, title)| (date.as_str(), *title)).collect();
        let holidays = BankHolidays::built_in().updated(BankHolidays::parse(&published(&moved)).unwrap());
        assert_eq!(holidays.title(day("2028-05-01")), None);
        assert_eq!(holidays.title(day("2028-05-08")), Some("Early May bank holiday"));
    }

    #[test]
    fn a_year_of_which_only_a_part_is_published_is_not_taken_as_known() {
        let part = BankHolidays::parse(&published(&YEAR_2029[..3])).unwrap();
        let holidays = BankHolidays::built_in().updated(part);
        assert_eq!(holidays.last_year(), Some(2028));
        assert!(holidays.title(day("2029-03-30")).is_some());
        let extra = BankHolidays::parse(&published(&[("2027-06-21", "A day for once")])).unwrap();
        let holidays = BankHolidays::built_in().updated(extra);
        assert!(holidays.title(day("2027-06-21")).is_some() && holidays.title(day("2027-12-27")).is_some());
    }

    #[test]
    fn what_is_not_the_file_is_refused_with_what_to_do() {
        let refused = |text: &str| BankHolidays::parse(text).unwrap_err().to_string();
        assert!(refused("<html>").contains("fetch it again"));
        assert!(refused(r#"{"scotland":{"events":[]}}"#).contains("england-and-wales"));
        assert!(refused(&published(&[])).contains("holds no bank holiday"));
        for date in ["25/12/2029", "2029-02-30", "20291225", "2029-12-25T00:00", ""] {
            assert!(refused(&published(&[(date, "Christmas Day")])).contains("not a date such as"), "{date}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
            let _ = BankHolidays::parse(&text);
        }
    }
}
