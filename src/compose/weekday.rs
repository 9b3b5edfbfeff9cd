//! Dates that a template writes out, held against the calendar: the letter of 2016 said `Friday 11th October`, a Tuesday.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::check::TemplateFault;
use super::letters::Letters;
use crate::domain::calendar::{month_name, weekday_name};

/// A weekday, a day and a month, and perhaps a year.
static WRITTEN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    Regex::new(
        r"(?ix) \b (mon|tues|wednes|thurs|fri|satur|sun) day ,? \s+ (?:the \s+)? ([0-9]{1,2}) (?:st|nd|rd|th)? \s+ (?:of \s+)?
        (january|february|march|april|may|june|july|august|september|october|november|december) \b (?: ,? \s+ ([0-9]{4}) )?",
    )
    .expect("a constant pattern")
});

impl Letters {
    /// Dates in templates whose weekday is wrong in the year they name, or else in the deadline's year. These are warnings: a mail
    /// can be sent with them, but its readers will ask which day is meant.
    #[must_use]
    pub fn wrong_weekdays(&self, deadline: Date) -> Vec<TemplateFault> {
        let mut faults = Vec::new();
        for (file, source) in &self.sources {
            for (index, line) in source.lines().enumerate() {
                for written in WRITTEN_DATE.captures_iter(line) {
                    if let Some(problem) = wrong_weekday(&written, deadline.year()) {
                        faults.push(TemplateFault { file: file.clone(), line: Some(index + 1), problem });
                    }
                }
            }
        }
        faults
    }
}

fn wrong_weekday(written: &Captures<'_>, default_year: i16) -> Option<String> {
    let group = |index: usize| written.get(index).map_or("", |found| found.as_str());
    let weekday = format!("{}day", group(1).to_lowercase());
    let day: i8 = group(2).parse().ok()?;
    let month = (1..=12).find(|month| month_name(*month).eq_ignore_ascii_case(group(3)))?;
    let year: i16 = group(4).parse().unwrap_or(default_year);
    let Ok(date) = Date::new(year, month, day) else {
        return Some(format!("{day} {} {year} is not a date", month_name(month)));
    };
    let right = weekday_name(date.weekday());
    let shown = written.get(0).map_or("", |found| found.as_str());
    (!right.eq_ignore_ascii_case(&weekday))
        .then(|| format!("it says `{shown}`, but {day} {} {year} is a {right}", month_name(month)))
}
