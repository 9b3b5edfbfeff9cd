//! Which watched folders were not read to their end lately. Pure: positions and a moment in, folders out.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::store::folders::Position;

/// A clock may run so far ahead of another before a moment counts as one of the future.
const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// A watched folder that is not fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// Its name.
    pub folder: String,
    /// When it was last read to its end, if ever.
    pub read_at: Option<Timestamp>,
    /// Whether that moment has not come yet: then a clock is wrong, and nothing is known.
    pub is_ahead: bool,
}

/// The watched folders that were not read to their end within this time before `now`.
#[must_use]
pub fn stale(watched: &[String], positions: &[Position], now: Timestamp, within: Duration) -> Vec<Stale> {
    let within = SignedDuration::try_from(within).unwrap_or(SignedDuration::MAX);
    watched
        .iter()
        .filter_map(|folder| {
            let read_at = positions.iter().find(|position| position.folder == *folder).and_then(|seen| seen.read_at);
            let age = read_at.map(|moment| now.duration_since(moment));
            let is_ahead = age.is_some_and(|age| age < -LEEWAY);
            let is_fresh = !is_ahead && age.is_some_and(|age| age <= within);
            (!is_fresh).then(|| Stale { folder: folder.clone(), read_at, is_ahead })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_fresh_if_it_was_read_within_the_time_and_not_in_the_future() {
        let now: Timestamp = "2016-10-07T16:00:00Z".parse().unwrap();
        let at = |folder: &str, moment: Option<&str>| Position {
            folder: folder.to_owned(),
            uid_validity: 1,
            last_uid: 9,
            read_at: moment.map(|moment| moment.parse().unwrap()),
            this_run: true,
        };
        let positions = [
            at("INBOX", Some("2016-10-07T15:30:00Z")),
            at("Junk", Some("2016-10-07T15:29:59Z")),
            at("Half", None),
            at("Skewed", Some("2016-10-07T16:04:00Z")),
            at("Ahead", Some("2016-10-07T17:00:00Z")),
            at("Not watched any more", None),
        ];
        let watched = ["INBOX", "Junk", "Half", "Skewed", "Ahead", "Never"].map(str::to_owned);
        let found = stale(&watched, &positions, now, Duration::from_secs(1_800));
        let names: Vec<&str> = found.iter().map(|stale| stale.folder.as_str()).collect();
        assert_eq!(names, ["Junk", "Half", "Ahead", "Never"]);
        assert!(found[2].is_ahead && !found[0].is_ahead);
    }
}
