//! What is no fault but worth a look: `cso-intake check` prints these beside the faults.

use jiff::civil::Weekday;

use super::Config;
use crate::domain::Mode;
use crate::domain::calendar::{date_words, moment_words, weekday_name};

/// How much a note matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Good to know.
    Information,
    /// Probably not what was meant.
    Warning,
}

/// A remark on a configuration that is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The key it is about, `campaign.deadline`.
    pub key: String,
    /// A sentence without a full stop.
    pub words: String,
    /// How much it matters.
    pub weight: Weight,
}

impl Note {
    pub(super) fn warning(key: impl Into<String>, words: impl Into<String>) -> Self {
        Self { key: key.into(), words: words.into(), weight: Weight::Warning }
    }

    pub(super) fn information(key: impl Into<String>, words: impl Into<String>) -> Self {
        Self { key: key.into(), words: words.into(), weight: Weight::Information }
    }
}

/// What a person should hear about a configuration before they rely on it. The deadline in words always comes first.
pub(super) fn notes(config: &Config) -> Vec<Note> {
    let campaign = &config.campaign;
    let day = campaign.deadline.date();
    let mut notes =
        vec![Note::information("campaign.deadline", format!("the deadline is {}", moment_words(&campaign.deadline)))];
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        let words = format!("the deadline is on a {}, when few trusts answer", weekday_name(day.weekday()));
        notes.push(Note::warning("campaign.deadline", words));
    }
    if !config.deadline_confirmed {
        let words = format!(
            "nobody has confirmed the deadline yet; modes approve and live wait for deadline_confirmed = true once {} is known to be right",
            date_words(day)
        );
        notes.push(Note::information("campaign.deadline_confirmed", words));
    }
    if (day - campaign.letter_date).get_days() > 183 {
        let words =
            format!("the deadline is more than half a year after the letter ({})", date_words(campaign.letter_date));
        notes.push(Note::warning("campaign.deadline", words));
    }
    if config.read_from > campaign.letter_date {
        let words = format!(
            "mail from {} until {} will not be read, though the letter went out on {}",
            campaign.letter_date,
            config.read_from,
            date_words(campaign.letter_date)
        );
        notes.push(Note::warning("service.read_from", words));
    }
    if campaign.trusted_authserv_ids.is_empty() {
        let words = "no server's Authentication-Results are believed, so a forged sender is noticed only by its domain";
        notes.push(Note::information("campaign.trusted_authserv_ids", words));
    }
    notes.extend(reminder_notes(config));
    let words = match config.mode {
        Mode::Observe => "mode observe: replies are read and recorded, and no mail goes to trusts",
        Mode::Approve => "mode approve: mail to trusts waits for a person to release it",
        Mode::Live => "mode live: mail to trusts goes out on its own",
    };
    notes.push(Note::information("service.mode", words));
    notes
}

/// Rounds that stand too close together, and a calendar that ends too early.
fn reminder_notes(config: &Config) -> Vec<Note> {
    let (deadline, days, rules) = (config.campaign.deadline.date(), &config.working_days, &config.reminders);
    let mut notes = Vec::new();
    let dated: Vec<_> = rules.rounds.iter().map(|round| (round, round.day(days, deadline))).collect();
    for ((round, day), (next, next_day)) in dated.iter().zip(dated.iter().skip(1)) {
        if days.after(*day, rules.gap) > *next_day {
            let words = format!(
                "the rounds {round} and {next} are less than {} working days apart, so the later one will be late or left out",
                rules.gap
            );
            notes.push(Note::warning("reminders.rounds", words));
        }
    }
    let last = dated.last().map_or(deadline, |(_, day)| deadline.max(*day));
    notes.extend(days.warning(last).map(|words| Note::warning("reminders.bank_holidays", words)));
    notes
}
