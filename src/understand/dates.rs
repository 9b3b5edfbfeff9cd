//! Words in, the day they mean out: `Monday 3 October`, `the 3rd`, `10/10/2016`, `by the end of the week`.

use std::sync::LazyLock;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use super::cues::pattern;
use super::quick::Regex;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?P<a>[0-9]{1,2})(?:st|nd|rd|th)?(?: of)?[ -](?P<am>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:[ ,-]+(?P<ay>20[0-9]{2}))?",
        r"|\b(?P<bm>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?P<b>[0-9]{1,2})(?:st|nd|rd|th)?\b",
        r"|\b(?P<c>[0-9]{1,2})[/.](?P<cm>[0-9]{1,2})[/.](?P<cy>(?:20)?[0-9]{2})\b",
        r"|\bthe (?P<d>[0-9]{1,2})(?:st|nd|rd|th)\b",
        r"|\b(?P<w>mon|tues|wednes|thurs|fri|satur|sun)day\b"
    ))
});

/// The first day that a folded text names, on or after `today`.
pub(super) fn first(text: &str, today: Date) -> Option<Date> {
    DAY.captures_iter(text).find_map(|found| day(&found, today))
}

/// The last day that a folded text names.
pub(super) fn last(text: &str, today: Date) -> Option<Date> {
    DAY.captures_iter(text).filter_map(|found| day(&found, today)).last()
}

fn day(found: &regex::Captures<'_>, today: Date) -> Option<Date> {
    let number = |name: &str| found.name(name).and_then(|group| group.as_str().parse::<i16>().ok());
    let month = |name: &str| {
        found
            .name(name)
            .and_then(|group| MONTHS.iter().position(|own| *own == group.as_str()))
            .and_then(|at| i8::try_from(at + 1).ok())
    };
    let of = |year: i16, month: i8, day: i16| Date::new(year, month, i8::try_from(day).ok()?).ok();
    if let (Some(day), Some(month)) = (number("a").or(number("b")), month("am").or(month("bm"))) {
        return match number("ay") {
            Some(year) => of(year, month, day),
            None => of(today.year(), month, day).map(|date| {
                if date < today.saturating_sub(60.days()) {
                    of(today.year() + 1, month, day).unwrap_or(date)
                } else {
                    date
                }
            }),
        };
    }
    if let (Some(day), Some(month), Some(year)) = (number("c"), number("cm"), number("cy")) {
        return of(if year < 100 { 2000 + year } else { year }, i8::try_from(month).ok()?, day);
    }
    if let Some(day) = number("d") {
        let here = of(today.year(), today.month(), day).filter(|date| *date >= today);
        let next = today.saturating_add(1.month());
        return here.or_else(|| of(next.year(), next.month(), day));
    }
    let weekday = match found.name("w")?.as_str() {
        "mon" => Weekday::Monday,
        "tues" => Weekday::Tuesday,
        "wednes" => Weekday::Wednesday,
        "thurs" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "satur" => Weekday::Saturday,
        _ => Weekday::Sunday,
    };
    today.nth_weekday(1, weekday).ok()
}

/// The first day back that an absence note names.
pub(super) fn back(text: &str, today: Date) -> Option<Date> {
    static BACK: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:return(?:ing)?|back|until|till|from)\b[^.\n]{0,60}"));
    BACK.find_iter(text)
        .filter_map(|found| last(found.as_str(), today))
        .next()
        .or_else(|| first(text, today).filter(|date| *date > today))
}

/// The day until which a holding answer asks for time.
pub(super) fn until(text: &str, today: Date) -> Option<Date> {
    if let Some(date) = last(text, today).filter(|date| *date >= today) {
        return Some(date);
    }
    let friday = || today.nth_weekday(1, Weekday::Friday).ok();
    if text.contains("end of the week") || text.contains("later this week") {
        return friday();
    }
    if text.contains("next week") {
        return friday().map(|date| date.saturating_add(7.days()));
    }
    None
}
