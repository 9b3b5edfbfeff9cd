//! What is wrong in, the letter that tells the team and what to do about it out.

use jiff::Timestamp;

use super::trouble::{BREAKER_HOLDS, FAILING, NOT_READ, Trouble, What};
use crate::compose::{Alert, NotRead, Over, Stopped};
use crate::domain::address::without_addresses;
use crate::domain::calendar::{date_words, in_london, time_words};
use crate::domain::outbox::OutboxState;
use crate::flow::Desk;
use crate::flow::team::{office, sentence, when};
use crate::store::incidents::{self, Incident};
use crate::store::{StoreError, Tx, outbox};

/// The letter.
pub(super) fn alert(tx: &Tx<'_>, desk: &Desk, troubles: &[Trouble], now: Timestamp) -> Result<Alert, StoreError> {
    let not_read = troubles.iter().find_map(|trouble| match &trouble.what {
        What::NotRead { folder, read_at, why } => Some(NotRead {
            folder: folder.clone(),
            since_words: read_at.map(when),
            why: why.as_deref().map_or_else(
                || "No try to read it has come to an end.".to_owned(),
                |why| sentence(&format!("the last try failed: {why}")),
            ),
        }),
        What::Held { .. } | What::Refused { .. } => None,
    });
    let stopped = stopped(tx, desk, troubles)?;
    let mut steps = Vec::new();
    if not_read.is_some() {
        steps.push("See which step fails: cso-intake doctor".to_owned());
        steps.push(
            "If it is the login: put the new password where the configuration says, then restart the service"
                .to_owned(),
        );
        steps.push("See that mail is read again: cso-intake status".to_owned());
    }
    if let Some(stopped) = &stopped {
        steps.push(match stopped.command {
            Some(_) => "See what is held and why: cso-intake outbox holds".to_owned(),
            None => "See which step of sending fails: cso-intake doctor".to_owned(),
        });
        steps.push("See which mails wait: cso-intake outbox list --state queued".to_owned());
    }
    Ok(Alert { office: office(desk, now), not_read, stopped, over: None, steps })
}

/// Why nothing goes out. A hold comes first: it needs a person.
fn stopped(tx: &Tx<'_>, desk: &Desk, troubles: &[Trouble]) -> Result<Option<Stopped>, StoreError> {
    let counts = outbox::count_by_state(tx, desk.id())?;
    let waiting = counts.iter().find(|(state, _)| *state == OutboxState::Queued).map_or(0, |(_, count)| *count);
    let mut holds = Vec::new();
    let mut said: Option<(Timestamp, String)> = None;
    for trouble in troubles {
        let why = match &trouble.what {
            What::NotRead { .. } => continue,
            What::Held { id, why } => {
                holds.push(id.to_string());
                sentence(why)
            }
            What::Refused { why } => {
                sentence(&format!("the server has not taken mail since: {}", without_addresses(why)))
            }
        };
        let (since, words) = said.take().unwrap_or((trouble.since, String::new()));
        said = Some((since.min(trouble.since), format!("{words} {why}").trim().to_owned()));
    }
    Ok(said.map(|(since, why)| Stopped {
        since_words: when(since),
        why,
        waiting: usize::try_from(waiting).unwrap_or(usize::MAX),
        command: (!holds.is_empty()).then(|| format!("cso-intake outbox resume {}", holds.join(" "))),
    }))
}

/// The word that something is over; none if a person has ended it, who knows.
pub(super) fn over(tx: &Tx<'_>, desk: &Desk, incident: &Incident, now: Timestamp) -> Result<Option<Alert>, StoreError> {
    let span = span(incident.since, now);
    let mailbox = &desk.campaign().mailbox;
    let over = match incident.kind.as_str() {
        NOT_READ => Over {
            title: "the mailbox is read again".to_owned(),
            words: format!("All watched folders of {mailbox} are read again. They had not all been read {span}."),
        },
        BREAKER_HOLDS | FAILING => {
            // What was given up or dropped meanwhile is no mail that went out.
            if incidents::last_sent(tx, desk.id())?.is_none_or(|sent| sent < incident.told_at) {
                return Ok(None);
            }
            Over {
                title: "mail goes out again".to_owned(),
                words: format!("The server takes mail again. It had taken none {span}."),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(Alert { office: office(desk, now), not_read: None, stopped: None, over: Some(over), steps: Vec::new() }))
}

/// `from 8:05am to 9:40am on Friday 7 October 2016`.
fn span(since: Timestamp, until: Timestamp) -> String {
    let (from, to) = (in_london(since), in_london(until));
    if from.date() == to.date() {
        format!("from {} to {} on {}", time_words(from.time()), time_words(to.time()), date_words(to.date()))
    } else {
        format!("from {} to {}", when(since), when(until))
    }
}
