//! A letter or template in, the dates out whose weekday is wrong: `Friday 11th October` in 2016, when the 11th was a
//! Tuesday. Pure.

use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Zoned};
use regex::{Captures, Regex};

use super::calendar::{month_name, weekday_name};

/// A date that does not fall on the weekday written beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekdayConflict {
    /// The line of the text, counted from 1.
    pub line: usize,
    /// The words as they stand there, on one line.
    pub written: String,
    /// The weekday they claim.
    pub claimed: Weekday,
    /// The date they name, in the year they name or else in the year nearest the deadline; none if there is no such day.
    pub date: Option<Date>,
    /// The claimed weekdays before and after that date.
    pub nearest: Option<(Date, Date)>,
    /// The nearest month in which that day of the month falls on the claimed weekday.
    pub same_day: Option<Date>,
}

impl WeekdayConflict {
    /// What is written and what would be right, without the line.
    #[must_use]
    pub fn words(&self) -> String {
        let claimed = weekday_name(self.claimed);
        let mut words = format!("it says \"{}\", ", self.written);
        let Some(date) = self.date else { return words + "but there is no such day" };
        let day = |date: Date| format!("{} {} {}", date.day(), month_name(date.month()), date.year());
        words.push_str(&format!("but {} is a {}", day(date), weekday_name(date.weekday())));
        if let Some((before, after)) = self.nearest {
            words.push_str(&format!("; the nearest {claimed}s are {} and {}", day(before), day(after)));
        }
        if let Some(same_day) = self.same_day {
            words.push_str(&format!(", and {} is a {claimed}", day(same_day)));
        }
        words
    }
}

impl fmt::Display for WeekdayConflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.words())
    }
}

/// The dates of a text whose weekday is wrong, in the order of the text. Where no year is written, the one that brings
/// the date nearest to the deadline is meant. HTML tags and no-break spaces may stand between the words.
#[must_use]
pub fn weekday_conflicts(text: &str, deadline: &Zoned) -> Vec<WeekdayConflict> {
    let mut found: Vec<(Range<usize>, WeekdayConflict)> = Vec::new();
    for pattern in PATTERNS.iter() {
        for captures in pattern.captures_iter(text) {
            let span = captures.get(0).map_or(0..0, |whole| whole.range());
            found.extend(conflict(text, &captures, deadline.date()).map(|conflict| (span, conflict)));
        }
    }
    // Two patterns may see the same date; the one that begins first sees more of it.
    found.sort_by_key(|(span, _)| (span.start, Reverse(span.end)));
    found.dedup_by(|(later, _), (earlier, _)| later.start < earlier.end);
    found.into_iter().map(|(_, conflict)| conflict).collect()
}

/// The ways of writing a date with its weekday. Day and month by number are British: day first.
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    // What may stand between two words: spaces, line breaks, commas, tags.
    let gap = r"(?:\s|,|&nbsp;|&#160;|</?[a-zA-Z][^<>]*>)+";
    let maybe_gap = gap.replace(")+", ")*");
    let weekday = r"\b(?<weekday>Mon(?:day)?|Tue(?:s|sday)?|Wed(?:s|nesday)?|Thu(?:r|rs|rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\b\.?";
    let month = r"(?<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b";
    let day = format!(r"\b(?<day>[0-9]{{1,2}})(?:{maybe_gap}(?:st|nd|rd|th)\b)?");
    let year = format!(r"(?:\.?{gap}(?<year>[12][0-9]{{3}})\b)?");
    let the = format!(r"(?:the{gap})?");
    let of = format!(r"(?:of{gap})?");
    let numeric = r"\b(?<day>[0-9]{1,2})(?<mark>[/.-])(?<number>[0-9]{1,2})(?:[/.-](?<year>[12][0-9]{3}|[0-9]{2})\b)?";
    let iso = r"\b(?<year>[12][0-9]{3})-(?<number>[0-9]{1,2})-(?<day>[0-9]{1,2})\b";
    let brackets = format!(r"\.?{maybe_gap}[(\[]{maybe_gap}(?:a{gap})?{weekday}{maybe_gap}[)\]]");
    [
        format!("{weekday}{gap}{the}{day}{gap}{of}{month}{year}"),
        format!(r"{weekday}{gap}{month}\.?{gap}{the}{day}{year}"),
        format!("{weekday}{gap}{numeric}"),
        format!("{weekday}{gap}{iso}"),
        format!("{day}{gap}{of}{month}{year}{brackets}"),
        format!(r"{month}\.?{gap}{day}{year}{brackets}"),
        format!("{numeric}{brackets}"),
        format!("{iso}{brackets}"),
    ]
    .iter()
    .map(|pattern| {
        #[expect(clippy::expect_used, reason = "a constant pattern")]
        Regex::new(&format!("(?i){pattern}")).expect("the pattern is constant")
    })
    .collect()
});

fn conflict(text: &str, captures: &Captures<'_>, near: Date) -> Option<WeekdayConflict> {
    let whole = captures.get(0)?;
    let claimed = weekday_of(captures.name("weekday")?.as_str())?;
    let day: i8 = captures.name("day")?.as_str().parse().ok()?;
    let month: i8 = match captures.name("month") {
        Some(month) => month_of(month.as_str())?,
        None => captures.name("number")?.as_str().parse().ok()?,
    };
    // `9.10` is a time of day; `may` is also a verb: "on Monday 3 may come".
    if captures.name("mark").is_some_and(|mark| mark.as_str() == ".") && captures.name("year").is_none() {
        return None;
    }
    if captures.name("month").is_some_and(|month| month.as_str() == "may") || !(1..=12).contains(&month) {
        return None;
    }
    let date = match captures.name("year").map(|year| year.as_str()) {
        Some(year) => Date::new(full_year(year)?, month, day).ok(),
        None => nearest_year(day, month, near),
    };
    if date.is_some_and(|date| date.weekday() == claimed) {
        return None;
    }
    let line = 1 + text.get(..whole.start()).unwrap_or_default().matches('\n').count();
    Some(WeekdayConflict {
        line,
        written: plain(whole.as_str()),
        claimed,
        date,
        nearest: date.and_then(|date| Some((date.nth_weekday(-1, claimed).ok()?, date.nth_weekday(1, claimed).ok()?))),
        same_day: date.and_then(|date| same_day_on(date, claimed)),
    })
}

fn full_year(written: &str) -> Option<i16> {
    let year: i16 = written.parse().ok()?;
    Some(if written.len() == 2 { 2000 + year } else { year })
}

/// The date of this day and month that is nearest to another one.
fn nearest_year(day: i8, month: i8, near: Date) -> Option<Date> {
    (-1..=1)
        .filter_map(|offset| Date::new(near.year() + offset, month, day).ok())
        .min_by_key(|date| (*date - near).get_days().abs())
}

/// The same day of another month, at most eleven away, that falls on this weekday; the nearest, a later one before an
/// earlier one.
fn same_day_on(date: Date, weekday: Weekday) -> Option<Date> {
    (1i32..=11).flat_map(|months| [months, -months]).find_map(|months| {
        let other = date.checked_add(months.months()).ok()?;
        (other.day() == date.day() && other.weekday() == weekday).then_some(other)
    })
}

fn weekday_of(written: &str) -> Option<Weekday> {
    let all = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    all.into_iter().find(|&day| same_start(weekday_name(day), written))
}

fn month_of(written: &str) -> Option<i8> {
    (1..=12).find(|&month| same_start(month_name(month), written))
}

/// Whether two words begin with the same three letters.
fn same_start(name: &str, written: &str) -> bool {
    let start = |word: &str| word.chars().take(3).flat_map(char::to_lowercase).collect::<String>();
    start(name) == start(written)
}

/// Words on one line, without tags.
fn plain(html: &str) -> String {
    static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "a constant pattern")]
        Regex::new(r"<[^<>]*>").expect("the pattern is constant")
    });
    let text = MARKUP.replace_all(html, "").replace("&nbsp;", " ").replace("&#160;", " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date_words;
    use jiff::civil::date;

    fn deadline() -> Zoned {
        date(2016, 10, 11).at(17, 0, 0, 0).in_tz("Europe/London").unwrap()
    }

    fn conflicts(text: &str) -> Vec<WeekdayConflict> {
        weekday_conflicts(text, &deadline())
    }

    #[test]
    fn the_letters_own_slip_is_found_and_the_right_dates_are_offered() {
        let found = conflicts("Please reply\nby cop Friday 11th October.");
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "line 2: it says \"Friday 11th October\", but 11 October 2016 is a Tuesday; the nearest Fridays are 7 October 2016 \
             and 14 October 2016, and 11 November 2016 is a Friday"
        );
    }

    #[test]
    fn every_way_of_writing_the_wrong_day_is_found_once() {
        for text in [
            "Friday 11 October",
            "Fri 11 Oct",
            "Fri. 11th Oct.",
            "FRIDAY, 11TH OCTOBER 2016",
            "Friday the 11th of October",
            "Friday, October 11",
            "Friday October 11th, 2016",
            "11 October 2016 (Fri)",
            "11th October (a Friday)",
            "October 11, 2016 [Friday]",
            "Friday 11/10/2016",
            "Fri 11.10.16",
            "Friday 11/10",
            "11/10/2016 (Friday)",
            "Friday 2016-10-11",
            "2016-10-11 (Fri)",
            "Friday\n11 October",
            "<b>Friday</b>&nbsp;11<sup>th</sup> October",
            "Friday\u{a0}11 October",
            "cop Friday 11th October (see below)",
        ] {
            let found = conflicts(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].date, Some(date(2016, 10, 11)), "{text}");
            assert_eq!(found[0].claimed, Weekday::Friday, "{text}");
        }
    }

    #[test]
    fn right_dates_and_dates_without_a_weekday_are_left_alone() {
        for text in [
            "Tuesday 11 October 2016",
            "Friday 11 November",
            "Tues 11th Oct",
            "Weds 12 October and Thurs 13 October",
            "11 October 2016",
            "Friday",
            "Friday week",
            "on Friday 11 people came",
            "Friday 11.30am",
            "Friday 9.10 to 10.00",
            "Friday 9.10am",
            "we met on Monday 3 may I ask",
            "Sunday 32/99",
            "Friday 11 October 2013",
            "Fritz 11 October",
            "",
        ] {
            assert_eq!(conflicts(text), [], "{text}");
        }
    }

    #[test]
    fn a_date_without_a_year_belongs_to_the_year_nearest_the_deadline() {
        // Monday 9 January 2017 follows an October deadline; in 2016 the 9th was a Saturday.
        assert_eq!(conflicts("Monday 9 January"), []);
        assert_eq!(conflicts("Saturday 9 January")[0].date, Some(date(2017, 1, 9)));
    }

    #[test]
    fn a_year_that_is_written_counts() {
        let found = conflicts("Friday 11 October 2019 and Friday 11 October 2017");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].date, Some(date(2017, 10, 11)));
    }

    #[test]
    fn a_day_that_no_month_has_is_reported_as_such() {
        let found = conflicts("Friday 31 September");
        assert_eq!(found[0].to_string(), "line 1: it says \"Friday 31 September\", but there is no such day");
    }

    #[test]
    fn two_slips_come_in_the_order_of_the_text() {
        let found = conflicts("by Monday 11/10/2016\nor at the latest Friday, October 12");
        let lines: Vec<usize> = found.iter().map(|conflict| conflict.line).collect();
        assert_eq!(lines, [1, 2]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(?:Friday|Oct|11th|[0-9]{1,4}|[ ,./()<>-]|\\PC){0,30}") {
            let _ = conflicts(&text);
        }

        #[test]
        fn a_date_in_words_never_conflicts_with_itself(days in 0i32..20_000) {
            let day = date(1990, 1, 1).checked_add(days.days()).unwrap();
            proptest::prop_assert_eq!(conflicts(&date_words(day)), []);
        }
    }
}
