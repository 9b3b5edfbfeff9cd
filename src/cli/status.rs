//! `status`: coverage at a glance.

use std::process::ExitCode;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::chosen::Chosen;
use super::remind::json as remind_json;
use super::{ledger, outbox, screen, setup};
use crate::campaign::plan::TrustPlan;
use crate::clock::Clock;
use crate::domain::calendar::in_london;
use crate::domain::{
    calendar::moment_words,
    ledger::{MessageState, TrustState},
    outbox::OutboxState,
};
use crate::flow::Desk;
use crate::flow::asking::remind;
use crate::flow::freshness::{Stale, stale};
use crate::flow::overview::{Overview, overview};
use crate::store::{Store, sent};

/// What is to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The form for machines.
    pub json: bool,
    /// Every message on a line too.
    pub messages: bool,
    /// Within which time every watched folder must have been read.
    pub fresh: Option<Duration>,
    /// Within which time planned mail is listed.
    pub plan: Option<Duration>,
}

/// Prints the state of the campaign, or of each if there are several.
pub fn run(config: &Chosen, wanted: &Wanted) -> anyhow::Result<ExitCode> {
    let Wanted { json: as_json, messages, fresh, plan } = *wanted;
    let (desks, mut store) = config.offices()?;
    let now = Clock::System.now();
    let mut states = Vec::with_capacity(desks.len());
    for desk in desks {
        let overview = overview(&mut store, &desk)?;
        let stale = fresh.map(|within| stale(desk.config.mailbox.folders(), &overview.folders, now, within));
        let planned = plan.map(|within| ahead(&mut store, &desk, now, within)).transpose()?;
        states.push(State { desk, overview, stale, planned });
    }
    let is_well = states.iter().all(State::is_well);
    let code = if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    if as_json {
        screen::line(match states.as_slice() {
            [only] => json(only),
            several => json!({
                "campaigns": several.iter().map(json).collect::<Vec<_>>(),
                "stale": fresh.map(|_| several.iter().any(|state| !state.is_fresh())),
                "adds_up": several.iter().all(|state| state.overview.adds_up()),
            }),
        });
        return Ok(code);
    }
    for (number, state) in states.iter().enumerate() {
        if number > 0 {
            screen::line("");
        }
        print(state, &mut store, messages)?;
    }
    Ok(code)
}

/// The reminders of this time if nobody answers.
fn ahead(store: &mut Store, desk: &Desk, now: Timestamp, within: Duration) -> anyhow::Result<Vec<TrustPlan>> {
    let (from, until) = (in_london(now), in_london(now + SignedDuration::try_from(within)?));
    Ok(remind::ahead(store, desk, &from, &until)?)
}

fn plan_lines(planned: &[TrustPlan]) -> Vec<String> {
    let mut lines: Vec<String> = planned.iter().map(ToString::to_string).collect();
    lines.push(format!("planned: {} if nobody answers", setup::counted(planned.len(), "reminder", "reminders")));
    lines
}

/// How one campaign stands.
struct State {
    desk: Desk,
    overview: Overview,
    /// The folders that are stale, if somebody wants to know.
    stale: Option<Vec<Stale>>,
    /// The mail that is planned, if somebody wants to know.
    planned: Option<Vec<TrustPlan>>,
}

impl State {
    fn is_fresh(&self) -> bool {
        self.stale.as_ref().is_none_or(Vec::is_empty)
    }

    /// Sums that do not add up are a failure, and so is a folder that is not read.
    fn is_well(&self) -> bool {
        self.overview.adds_up() && self.is_fresh()
    }
}

fn print(state: &State, store: &mut Store, messages: bool) -> anyhow::Result<()> {
    if messages {
        for line in ledger::lines(store, &state.desk, None)? {
            screen::line(line);
        }
    }
    for line in lines(&state.desk, &state.overview) {
        screen::line(line);
    }
    for folder in state.stale.iter().flatten() {
        screen::line(stale_line(folder));
    }
    for line in state.planned.iter().flat_map(|planned| plan_lines(planned)) {
        screen::line(line);
    }
    Ok(())
}

/// `STALE: folder Junk was last read to its end 3pm on Friday 7 October 2016; see ...`
fn stale_line(Stale { folder, read_at, is_ahead }: &Stale) -> String {
    let when = read_at.map_or_else(|| "never".to_owned(), |at| moment_words(&in_london(at)));
    if *is_ahead {
        return format!(
            "STALE: folder {folder} was last read {when}, which is in the future; see to this machine's clock"
        );
    }
    format!("STALE: folder {folder} was last read to its end {when}; see the service's log and `cso-intake doctor`")
}

/// The state of the campaign in words. Every rate names its denominator.
pub fn lines(desk: &Desk, overview: &Overview) -> Vec<String> {
    let coverage = &overview.coverage;
    let all = coverage.trusts();
    let campaign = desk.campaign();
    let confirmed = if desk.config.deadline_confirmed { "" } else { " (NOT CONFIRMED)" };
    let mut lines = vec![
        format!(
            "{}: deadline {}{confirmed}, mode {}",
            campaign.name,
            moment_words(&overview.deadline.at),
            desk.config.mode
        ),
        format!(
            "trusts: {} of {all} answered{}",
            coverage.count(TrustState::Answered),
            parts(TrustState::ALL.into_iter().skip(1).map(|state| (state.words(), coverage.count(state))))
        ),
        format!(
            "messages: {} seen{}",
            overview.seen,
            parts(MessageState::ALL.into_iter().map(|state| (state.words(), overview.messages_in(state))))
        ),
        format!(
            "outbox: {} of {} mails sent{}",
            overview.mails_in(OutboxState::Sent),
            overview.outbox.iter().map(|(_, count)| count).sum::<u64>(),
            parts(
                OutboxState::ALL
                    .into_iter()
                    .filter(|state| *state != OutboxState::Sent)
                    .map(|state| (state.words(), overview.mails_in(state)))
            )
        ),
    ];
    lines.extend(overview.deadline_disagrees.iter().map(|words| format!("warning: {words}")));
    lines.extend(overview.holds.iter().map(outbox::hold_line));
    lines.extend(overview.waits_for.iter().map(|why| format!("outbox: queued mail does not go out yet: {why}")));
    for (folder, read_at) in watched(desk, overview) {
        let when = read_at.map_or_else(|| "never".to_owned(), |at| moment_words(&in_london(at)));
        lines.push(format!("folder {folder}: last read to its end {when}"));
    }
    if overview.sent_folder == sent::Outcome::Unreadable {
        lines.push("folder of what was sent: could not be read; see the service's log".to_owned());
    }
    for disagreement in &overview.disagreements {
        lines.push(format!("ERROR: {disagreement}; this is a defect of the program, please report it"));
    }
    lines
}

/// Every watched folder, whether it was ever read or not, and when.
fn watched<'a>(desk: &'a Desk, overview: &'a Overview) -> impl Iterator<Item = (&'a str, Option<Timestamp>)> {
    desk.config.mailbox.folders().iter().map(|name| {
        let read_at = overview.folders.iter().find(|folder| folder.folder == *name).and_then(|folder| folder.read_at);
        (name.as_str(), read_at)
    })
}

/// `: 3 declined, 1 holding`, leaving out what is nought.
fn parts<N: PartialEq + From<u8> + std::fmt::Display>(counts: impl Iterator<Item = (&'static str, N)>) -> String {
    let parts: Vec<String> =
        counts.filter(|(_, count)| *count != N::from(0)).map(|(words, count)| format!("{count} {words}")).collect();
    if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) }
}

fn json(state: &State) -> Value {
    let State { desk, overview, stale, planned } = state;
    let (stale, planned) = (stale.as_deref(), planned.as_deref());
    let campaign = desk.campaign();
    let object = |pairs: Vec<(&str, Value)>| {
        Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    };
    let coverage = &overview.coverage;
    json!({
        "campaign": campaign.id,
        "name": campaign.name,
        "deadline": overview.deadline.at.to_string(),
        "deadline_version": overview.deadline.version,
        "deadline_confirmed": desk.config.deadline_confirmed,
        "mode": desk.config.mode,
        "trusts": {
            "total": coverage.trusts(),
            "by_state": object(
                TrustState::ALL.into_iter().map(|state| (state.as_str(), json!(coverage.count(state)))).collect()
            ),
        },
        "messages": {
            "total": overview.seen,
            "by_state": object(
                MessageState::ALL.into_iter().map(|state| (state.as_str(), json!(overview.messages_in(state)))).collect()
            ),
        },
        "outbox": {
            "total": overview.outbox.iter().map(|(_, count)| count).sum::<u64>(),
            "by_state": object(
                OutboxState::ALL.into_iter().map(|state| (state.as_str(), json!(overview.mails_in(state)))).collect()
            ),
        },
        "holds": overview.holds.iter().map(|hold| json!({
            "number": hold.id,
            "reason": hold.reason,
            "words": hold.words,
            "since": hold.since.to_string(),
        })).collect::<Vec<_>>(),
        "queued_mail_waits_for": overview.waits_for,
        "sent_folder": overview.sent_folder.as_str(),
        "folders": watched(desk, overview).map(|(name, read_at)| json!({
            "name": name,
            "last_read_completely": read_at.map(|at| at.to_string()),
            "stale": stale.map(|stale| stale.iter().any(|stale| stale.folder == name)),
        })).collect::<Vec<_>>(),
        "stale": stale.map(|stale| !stale.is_empty()),
        "planned": planned.map(|planned| planned.iter().map(remind_json).collect::<Vec<_>>()),
        "deadline_disagrees": overview.deadline_disagrees,
        "adds_up": overview.adds_up(),
        "disagreements": overview.disagreements,
    })
}
