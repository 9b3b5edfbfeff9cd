//! Counts in, bars out: signs that every mail program shows, in text and in HTML.

use jiff::civil::Date;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::domain::calendar::month_name;

/// How many signs a full bar has.
const FULL: usize = 20;
/// How many days a chart has at most.
const MOST_DAYS: usize = 12;

/// So many of so many. In a template: `count`, `of`, `percent`, and `bar`, twenty signs long when all are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// How many.
    pub count: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// The share in whole per cent, rounded down: 100 only when all are there. Of none it is none.
    #[must_use]
    pub fn percent(self) -> usize {
        (self.count * 100).checked_div(self.of).unwrap_or(0).min(100)
    }

    /// A bar; one sign at least when there is anything, and full only when all are there.
    fn bar(self) -> String {
        let signs = (self.count * FULL).checked_div(self.of).unwrap_or(0).min(FULL);
        let signs = signs.max(usize::from(self.count > 0));
        format!("{}{}", "█".repeat(signs), "░".repeat(FULL - signs))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut words = serializer.serialize_map(Some(4))?;
        words.serialize_entry("count", &self.count)?;
        words.serialize_entry("of", &self.of)?;
        words.serialize_entry("percent", &self.percent())?;
        words.serialize_entry("bar", &self.bar())?;
        words.end()
    }
}

/// One day of the campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// `7 October`.
    pub day_words: String,
    /// Days until the deadline: `4 days left`, `last day`, `2 days after`.
    pub left_words: String,
    /// How many trusts had answered by the end of it.
    pub answered: Share,
}

/// The days of a chart from how many trusts had answered by the end of each, in order. Of many days some are shown, the first
/// and the last among them.
#[must_use]
pub fn days(counts: &[(Date, usize)], of: usize, deadline: Date) -> Vec<Day> {
    let step = counts.len().saturating_sub(1).div_ceil(MOST_DAYS - 1).max(1);
    let last = counts.len().saturating_sub(1);
    let shown = counts.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(step) || *at == 0);
    shown
        .map(|(_, (date, count))| Day {
            day_words: format!("{} {}", date.day(), month_name(date.month())),
            left_words: left(*date, deadline),
            answered: Share { count: *count, of },
        })
        .collect()
}

/// How far a day is from the deadline.
fn left(date: Date, deadline: Date) -> String {
    match (deadline - date).get_days() {
        0 => "last day".to_owned(),
        1 => "1 day left".to_owned(),
        days @ 2.. => format!("{days} days left"),
        -1 => "1 day after".to_owned(),
        days => format!("{} days after", days.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::*;

    #[test]
    fn a_bar_is_full_only_when_all_are_there_and_never_empty_when_one_is() {
        let bar = |count, of| Share { count, of }.bar().chars().filter(|sign| *sign == '█').count();
        assert_eq!([bar(0, 158), bar(1, 158), bar(79, 158), bar(157, 158), bar(158, 158)], [0, 1, 10, 19, 20]);
        assert_eq!((bar(0, 0), bar(5, 3)), (0, 20));
        assert_eq!(Share { count: 157, of: 158 }.percent(), 99);
        assert_eq!(Share { count: 0, of: 0 }.percent(), 0);
    }

    #[test]
    fn a_chart_of_many_days_shows_the_first_and_the_last_and_no_more_than_twelve() {
        let start = date(2016, 9, 13);
        for length in 0..100_i32 {
            let counts: Vec<(Date, usize)> =
                (0..length).map(|day| (start.checked_add(day.days()).unwrap(), day as usize)).collect();
            let days = days(&counts, 158, date(2016, 10, 11));
            assert!(days.len() <= MOST_DAYS, "{length}: {}", days.len());
            assert_eq!(days.is_empty(), length == 0);
            if let (Some(first), Some(last)) = (days.first(), days.last()) {
                assert_eq!(first.day_words, "13 September");
                assert_eq!(last.answered.count + 1, length as usize);
            }
        }
    }

    #[test]
    fn days_are_told_from_the_deadline() {
        let counts =
            [date(2016, 10, 7), date(2016, 10, 10), date(2016, 10, 11), date(2016, 10, 12), date(2016, 10, 14)];
        let counts = counts.map(|date| (date, 1));
        let words: Vec<String> = days(&counts, 2, date(2016, 10, 11)).into_iter().map(|day| day.left_words).collect();
        assert_eq!(words, ["4 days left", "1 day left", "last day", "1 day after", "3 days after"]);
    }
}
