//! One value of the file as text in, the value it means out, or why it means none. Pure.

use std::time::Duration;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, SpanRelativeTo, Timestamp, Zoned};

use super::fault::Misfit;
use crate::domain::calendar::in_london;
use crate::domain::calendar::month_name;

/// `2016-10-11`. Other spellings are refused, and the right one is offered when it can be told.
pub(super) fn date(text: &str) -> Result<Date, Misfit> {
    let unreadable = || {
        let instead = british(text).map_or_else(
            || "write it year first: 2016-10-11".to_owned(),
            |guess| format!("write it year first: {guess} if you mean {}", crate::domain::calendar::date_words(guess)),
        );
        Misfit::new(format!("`{}` is not a date", shown(text)), instead)
    };
    let mut parts = text.trim().split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(unreadable());
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !(digits(year) && digits(month) && digits(day)) {
        return Err(unreadable());
    }
    match (year.parse::<i16>(), month.parse::<i8>(), day.parse::<i8>()) {
        (Ok(year), Ok(month), Ok(day)) => existing(year, month, day),
        _ => Err(unreadable()),
    }
}

/// A date that the calendar has.
fn existing(year: i16, month: i8, day: i8) -> Result<Date, Misfit> {
    Date::new(year, month, day).map_err(|_| {
        let what = format!("{year:04}-{month:02}-{day:02} does not exist");
        let instead = match Date::new(year, month, 1) {
            Ok(first) => format!("{} {year} has the days 1 to {}", month_name(month), first.days_in_month()),
            Err(_) => "the months are 01 to 12, and they stand in the middle: year-month-day".to_owned(),
        };
        Misfit::new(what, instead)
    })
}

/// What a British reader would take `11/10/2016` or `11 October 2016` for.
fn british(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
    let month = month.parse().ok().or_else(|| {
        let written = month.to_lowercase();
        (written.len() >= 3).then_some(())?;
        (1..=12).find(|&number| month_name(number).to_lowercase().starts_with(&written))
    })?;
    Date::new(year.parse().ok().filter(|year| *year > 1000)?, month, day).ok()
}

/// `2016-10-11 17:00`, `2016-10-11 cop`, `2016-10-11 5pm`, or the date alone, which means close of play: 17:00.
/// The time is London's.
pub(super) fn deadline(text: &str) -> Result<Zoned, Misfit> {
    if let Ok(moment) = text.trim().parse::<Timestamp>() {
        return Ok(in_london(moment));
    }
    let text = text.trim();
    let (day, time) = text.split_once([' ', 'T', 't']).unwrap_or((text, ""));
    // `11 October 2016` splits at its first space as well; then the whole is no date, and that is what to say.
    let day = if day.contains('-') { date(day)? } else { date(text)? };
    let time = time_of_day(time.trim())?;
    let local = DateTime::from_parts(day, time);
    let london = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let moment = london.to_ambiguous_zoned(local);
    if matches!(moment.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(Misfit::new(
            format!("{day} has no {time} in London, because the clocks go forward"),
            "choose a time after 02:00",
        ));
    }
    moment
        .compatible()
        .map_err(|_| Misfit::new("this moment is out of range", "write a deadline such as 2016-10-11 17:00"))
}

/// `17:00`, `5pm`, `9:30am`, `midday`, `cop`; nothing means `cop`.
pub(super) fn time_of_day(text: &str) -> Result<Time, Misfit> {
    let lower = text.to_lowercase();
    let wrong = |instead: &str| Misfit::new(format!("`{}` is not a time of day", shown(text)), instead);
    match lower.as_str() {
        "" | "cop" | "cob" | "close of play" | "close of business" => return Ok(Time::constant(17, 0, 0, 0)),
        "noon" | "midday" => return Ok(Time::constant(12, 0, 0, 0)),
        "midnight" => return Err(wrong("write 00:00 for the start of that day or 23:59 for its end")),
        _ => {}
    }
    let usual = || wrong("write it as 17:00, or cop for close of play at 5pm");
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let mut parts = clock.split([':', '.']);
    let hour: i8 = parts.next().and_then(|hour| hour.parse().ok()).ok_or_else(usual)?;
    let minute: i8 = match parts.next() {
        Some(minute) if minute.len() == 2 => minute.parse().map_err(|_| usual())?,
        None if half.is_some() => 0,
        _ => return Err(usual()),
    };
    let seconds_fit = parts.next().is_none_or(|seconds| seconds == "00") && parts.next().is_none();
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return Err(usual()),
        None => hour,
    };
    if seconds_fit { Time::new(hour, minute, 0, 0).map_err(|_| usual()) } else { Err(usual()) }
}

/// `60s`, `5m`, `2 hours`, `3 days`; a day has 24 hours.
pub(super) fn duration(text: &str, least: Duration, most: Duration) -> Result<Duration, Misfit> {
    let example = "write a number and its unit: 60s, 5m, 2 hours or 3 days";
    let wrong = |why: &str| Misfit::new(format!("`{}` {why}", shown(text)), example);
    let span: Span = text.trim().parse().map_err(|_| wrong("is not a length of time"))?;
    let length = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong("has no fixed length"))
        .and_then(|length| Duration::try_from(length).map_err(|_| wrong("is negative")))?;
    if (least..=most).contains(&length) {
        Ok(length)
    } else {
        let words = |length: Duration| spelled(length.as_secs());
        Err(Misfit::new(
            format!("`{}` is out of range", shown(text)),
            format!("write at least {} and at most {}", words(least), words(most)),
        ))
    }
}

/// `90 seconds`, `5 minutes`, `3 days`: the largest unit that fits evenly.
pub(super) fn spelled(seconds: u64) -> String {
    let (count, unit) = match seconds {
        s if s >= 86_400 && s % 86_400 == 0 => (s / 86_400, "day"),
        s if s >= 3_600 && s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s >= 60 && s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// `35MB` in bytes. A MB has 1,048,576 bytes, as mail servers count.
pub(super) fn size(text: &str) -> Result<u64, Misfit> {
    const LEAST: u64 = 64 << 10;
    const MOST: u64 = 1 << 30;
    let instead = "write a size from 64KB to 1GB, such as 35MB";
    let lower = text.trim().to_lowercase();
    let digits: String = lower.chars().take_while(char::is_ascii_digit).collect();
    let unit = lower.trim_start_matches(|c: char| c.is_ascii_digit()).trim();
    let shift = match unit {
        "kb" | "kib" | "k" => 10,
        "mb" | "mib" | "m" => 20,
        "gb" | "gib" | "g" => 30,
        "b" | "bytes" => 0,
        _ => return Err(Misfit::new(format!("`{}` is not a size", shown(text)), instead)),
    };
    let bytes = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    bytes
        .filter(|bytes| (LEAST..=MOST).contains(bytes))
        .ok_or_else(|| Misfit::new(format!("`{}` is out of range", shown(text)), instead))
}

/// The name or address of a server, without scheme, port or path.
pub(super) fn host(text: &str) -> Result<String, Misfit> {
    let wrong = |instead: &str| Err(Misfit::new(format!("`{}` is not the name of a server", shown(text)), instead));
    if text.contains("://") || text.contains('/') {
        return wrong("write the name alone, such as outlook.office365.com, without a scheme or path");
    }
    if text.contains('@') {
        return wrong("write the server's name here and who logs in as `user`");
    }
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Ok(text.to_owned());
    }
    if let Some((_, port)) = text.rsplit_once(':')
        && port.bytes().all(|b| b.is_ascii_digit())
    {
        return wrong("write the name alone; the port has a key of its own");
    }
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if text.len() <= 253 && text.trim_end_matches('.').split('.').all(label_fits) {
        Ok(text.trim_end_matches('.').to_ascii_lowercase())
    } else {
        wrong("write a name such as outlook.office365.com")
    }
}

/// An address in the web, without the slash at its end.
pub(super) fn web_address(text: &str) -> Result<String, Misfit> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_one = host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>?#".contains(c));
    if is_one {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err(Misfit::new(
        format!("`{}` is not an address in the web", shown(text)),
        "write how the team's pages are reached: \"https://intake.example.nhs.uk\"",
    ))
}

/// At most 60 characters of what somebody wrote.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::moment_words;

    fn wrong<T: std::fmt::Debug>(outcome: Result<T, Misfit>) -> String {
        let misfit = outcome.unwrap_err();
        format!("{}; {}", misfit.what, misfit.instead)
    }

    #[test]
    fn close_of_play_is_five_in_the_afternoon_however_it_is_written() {
        for written in [
            "2016-10-11",
            "2016-10-11 cop",
            "2016-10-11 COP",
            "2016-10-11 17:00",
            "2016-10-11T17:00:00",
            "2016-10-11 5pm",
        ] {
            assert_eq!(moment_words(&deadline(written).unwrap()), "5pm on Tuesday 11 October 2016", "{written}");
        }
    }

    #[test]
    fn a_moment_with_an_offset_is_turned_into_london_time() {
        assert_eq!(moment_words(&deadline("2016-10-11T16:00:00Z").unwrap()), "5pm on Tuesday 11 October 2016");
    }

    #[test]
    fn a_deadline_in_winter_and_in_summer_have_different_offsets() {
        assert_eq!(deadline("2016-10-11 17:00").unwrap().offset().seconds(), 3600);
        assert_eq!(deadline("2016-11-11 17:00").unwrap().offset().seconds(), 0);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_is_refused() {
        assert!(wrong(deadline("2016-03-27 01:30")).contains("the clocks go forward"));
    }

    #[test]
    fn midnight_is_refused_because_nobody_knows_which() {
        assert!(wrong(deadline("2016-10-11 midnight")).contains("23:59"));
    }

    #[test]
    fn times_that_no_clock_shows_are_refused() {
        for written in ["25:00", "24:00", "12:60", "17", "13pm", "0am", "17:0", "5:7pm", "17:00:30", "soon", "-1:00"] {
            assert!(deadline(&format!("2016-10-11 {written}")).is_err(), "{written}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_told_how_many_the_month_has() {
        assert_eq!(wrong(date("2016-02-30")), "2016-02-30 does not exist; February 2016 has the days 1 to 29");
        assert_eq!(wrong(date("2015-02-29")), "2015-02-29 does not exist; February 2015 has the days 1 to 28");
        assert!(wrong(date("2016-13-01")).contains("the months are 01 to 12"));
    }

    #[test]
    fn a_date_in_another_order_is_told_what_it_would_be() {
        let expected = "write it year first: 2016-10-11 if you mean Tuesday 11 October 2016";
        for written in ["11/10/2016", "11 October 2016", "11th Oct 2016", "11.10.2016"] {
            assert!(wrong(date(written)).ends_with(expected), "{written}: {}", wrong(date(written)));
            assert!(wrong(deadline(written)).ends_with(expected), "{written}: {}", wrong(deadline(written)));
        }
        assert!(wrong(date("tomorrow")).ends_with("write it year first: 2016-10-11"));
    }

    #[test]
    fn durations_read_as_people_write_them_and_have_bounds() {
        let within = |text| duration(text, Duration::from_secs(1), Duration::from_secs(90 * 86_400));
        assert_eq!(within("60s").unwrap(), Duration::from_secs(60));
        assert_eq!(within("5m").unwrap(), Duration::from_secs(300));
        assert_eq!(within("3 days").unwrap(), Duration::from_secs(3 * 86_400));
        assert!(wrong(within("0s")).contains("at least 1 second and at most 90 days"));
        assert!(within("5").is_err() && within("-5m").is_err() && within("soon").is_err());
        assert!(wrong(within("1 month")).contains("has no fixed length"));
    }

    #[test]
    fn sizes_need_a_unit_and_never_overflow() {
        assert_eq!(size("35MB").unwrap(), 35 << 20);
        assert_eq!(size("64 KB").unwrap(), 64 << 10);
        for written in ["35", "", "MB", "0MB", "99999999999999999999GB", "18446744073709551615GB", "-1MB", "2GB"] {
            assert!(size(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_host_is_a_name_and_nothing_more() {
        assert_eq!(host("Outlook.Office365.com").unwrap(), "outlook.office365.com");
        assert_eq!(host("127.0.0.1").unwrap(), "127.0.0.1");
        assert_eq!(host("::1").unwrap(), "::1");
        assert!(wrong(host("imaps://mail.example.org")).contains("without a scheme"));
        assert!(wrong(host("mail.example.org:993")).contains("the port has a key of its own"));
        assert!(wrong(host("me@mail.example.org")).contains("`user`"));
        assert!(host("mail..example.org").is_err() && host("mail example").is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_value_makes_a_reader_panic(text in "\\PC{0,40}|[0-9apmcoTZ:. -]{0,20}") {
            let _ = (date(&text), deadline(&text), size(&text), host(&text));
            let _ = duration(&text, Duration::ZERO, Duration::MAX);
        }
    }
}
