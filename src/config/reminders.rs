//! The sections [reminders] and [digest] in; the rules of reminders, the working days and when the digest goes out.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use jiff::civil::{Time, Weekday};

use super::checked::{addresses, choice, path};
use super::fault::Misfit;
use super::section::Section;
use super::values;
use crate::domain::EmailAddress;
use crate::domain::calendar::{BankHolidays, Every, Schedule, SendingHours, WorkingDays};
use crate::domain::reminders::{ReminderRules, Round, Rounds};

/// gov.uk's list has some 60 KB; nothing that is larger is one.
const LARGEST_LIST: u64 = 4 << 20;

/// To whom the digest goes, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestPlan {
    /// To whom; at least one.
    pub to: Vec<EmailAddress>,
    /// When.
    pub schedule: Schedule,
    /// Whether it goes out even if there is nothing to tell.
    pub when_empty: bool,
}

/// When trusts are reminded.
pub(super) fn rules(section: &Section<'_>) -> ReminderRules {
    let usual = ReminderRules::default();
    let days = |key: &str, least: u32, most: u32, usual: u16| {
        section.number(key, least, most).and_then(|days| u16::try_from(days).ok()).unwrap_or(usual)
    };
    ReminderRules {
        rounds: rounds(section).unwrap_or(usual.rounds),
        hours: section.read("sending_hours", sending_hours).unwrap_or(usual.hours),
        gap: days("gap", 1, 60, usual.gap),
        holding: days("holding", 0, 60, usual.holding),
        late: days("late", 0, 60, usual.late),
    }
}

fn rounds(section: &Section<'_>) -> Option<Rounds> {
    let items = section.texts("rounds")?;
    let mut rounds = Vec::new();
    for item in &items {
        match Round::parse(&item.text) {
            Ok(round) if rounds.contains(&round) => {
                let misfit = Misfit::new(format!("the round `{}` is named twice", item.text), "name each round once");
                section.fault_of_item("rounds", item, misfit);
            }
            Ok(round) => rounds.push(round),
            Err(bad) => {
                let instead = "write so many working days before or after: \"5 before\", \"3 after\"; \"0 before\" is the deadline's day";
                let what = format!("`{}` is not a round", values::shown(&bad.0));
                section.fault_of_item("rounds", item, Misfit::new(what, instead));
            }
        }
    }
    Some(Rounds::new(rounds))
}

/// `09:00-17:00`, `9am to 5pm`.
fn sending_hours(text: &str) -> Result<SendingHours, Misfit> {
    let instead = "write from when to when, London time: \"09:00-17:00\"";
    let wrong = |what: String| Misfit::new(what, instead);
    let parts = text.split_once(" to ").or_else(|| text.split_once(['-', '–']));
    let parts = parts.map(|(opens, closes)| (opens.trim(), closes.trim()));
    let Some((opens, closes)) = parts.filter(|(opens, closes)| !opens.is_empty() && !closes.is_empty()) else {
        return Err(wrong(format!("`{}` is not two times of day", values::shown(text))));
    };
    SendingHours::new(values::time_of_day(opens)?, values::time_of_day(closes)?).map_err(|bad| wrong(bad.to_string()))
}

/// The working days of England.
pub(super) fn working_days(section: &Section<'_>, base: &Path) -> WorkingDays {
    let newer = section.read("bank_holidays", |text| bank_holidays(text, base));
    let built_in = BankHolidays::built_in();
    WorkingDays::new(match newer {
        Some(newer) => built_in.updated(newer),
        None => built_in,
    })
}

fn bank_holidays(text: &str, base: &Path) -> Result<BankHolidays, Misfit> {
    let path = path(text, base)?;
    let mut json = String::new();
    File::open(&path).and_then(|file| file.take(LARGEST_LIST).read_to_string(&mut json)).map_err(|error| {
        let instead = "name a copy of https://www.gov.uk/bank-holidays.json, or take the line out to use the list that is built in";
        Misfit::new(format!("{} cannot be read ({error})", path.display()), instead)
    })?;
    BankHolidays::parse(&json).map_err(|bad| {
        Misfit::new(format!("{}: {bad}", path.display()), "or take the line out to use the list that is built in")
    })
}

/// To whom the digest goes and when.
pub(super) fn digest(section: &Section<'_>) -> Option<DigestPlan> {
    let to = addresses(section, "to");
    let every = section.read("every", every).unwrap_or(Every::Day);
    let at = section.moment("at", values::time_of_day).unwrap_or(Time::constant(8, 30, 0, 0));
    let when_empty = section.truth("when_empty").unwrap_or(false);
    (!to.is_empty()).then_some(DigestPlan { to, schedule: Schedule { every, at }, when_empty })
}

fn every(text: &str) -> Result<Every, Misfit> {
    const NAMES: [&str; 6] = ["day", "monday", "tuesday", "wednesday", "thursday", "friday"];
    Ok(match text.to_lowercase().as_str() {
        "day" => Every::Day,
        "monday" => Every::Week(Weekday::Monday),
        "tuesday" => Every::Week(Weekday::Tuesday),
        "wednesday" => Every::Week(Weekday::Wednesday),
        "thursday" => Every::Week(Weekday::Thursday),
        "friday" => Every::Week(Weekday::Friday),
        other => return Err(choice("day of the digest", other, &NAMES)),
    })
}
