//! What the team hears of at once: the mailbox was not read for an hour, or sending has stopped. The store and what was seen of this
//! run in, rows of the outbox out.
//!
//! One alert for each incident, again once a day while it lasts, and a word when it is over, unless a person has ended it. trouble.rs says
//! what is wrong at a moment, letter.rs how it reads.

mod letter;
mod trouble;

use jiff::{SignedDuration, Timestamp};

use super::Desk;
use super::team::{self, ToTheTeam};
use crate::compose::Letter;
use crate::domain::outbox::OutboxState;
use crate::domain::{EmailAddress, OutboxId};
use crate::store::incidents::{self, Incident};
use crate::store::{Store, StoreError, Tx, audit, outbox};
use trouble::{Trouble, troubles};

/// What lasts for so long is worth an alert.
pub const LONG: SignedDuration = SignedDuration::from_hours(1);
/// And another one after so long.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// The last part of the key of the word that it is over.
const OVER: &str = "over";
/// Why an alert is dropped.
const IS_OVER: &str = "what it tells of is over";

/// What this run has seen of the mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// For how long it has tried to read. A service that has just been started has not tried for an hour.
    pub tried_for: SignedDuration,
    /// What went wrong at the last try, without names and addresses; none if it went well, or none has ended.
    pub why: Option<String>,
}

/// Tells the team what it has to know now, if anything.
///
/// # Errors
/// When the database refuses, or a letter cannot be rendered.
pub fn watch(store: &mut Store, desk: &Desk, seen: &Seen, now: Timestamp) -> anyhow::Result<Vec<OutboxId>> {
    let Some(plan) = &desk.config.digest else { return Ok(Vec::new()) };
    if store.view::<_, StoreError>(|tx| Todo::at(tx, desk, seen, now))?.is_nothing() {
        return Ok(Vec::new());
    }
    store.change(|tx| {
        let todo = Todo::at(tx, desk, seen, now)?;
        let mut written = Vec::new();
        for incident in &todo.over {
            written.extend(end(tx, desk, &plan.to, incident, now)?);
        }
        if todo.is_to_be_told {
            written.extend(tell(tx, desk, &plan.to, &todo, now)?);
        }
        tx.step();
        Ok(written)
    })
}

/// What there is to do.
struct Todo {
    /// What is wrong at this moment.
    troubles: Vec<Trouble>,
    /// What the team has been told of, by kind.
    open: Vec<Incident>,
    /// Whether something of it is new, or was last told a day ago.
    is_to_be_told: bool,
    /// What is no longer so.
    over: Vec<Incident>,
}

impl Todo {
    fn at(tx: &Tx<'_>, desk: &Desk, seen: &Seen, now: Timestamp) -> Result<Self, StoreError> {
        let open = incidents::open(tx, desk.id())?;
        let troubles = troubles(tx, desk, seen, &open, now)?;
        let known = |trouble: &Trouble| open.iter().find(|incident| incident.kind == trouble.kind);
        let is_to_be_told = troubles
            .iter()
            .any(|trouble| known(trouble).is_none_or(|incident| now.duration_since(incident.told_at) >= AGAIN));
        let lasts = |incident: &Incident| troubles.iter().any(|trouble| trouble.kind == incident.kind);
        let over = open.iter().filter(|incident| !lasts(incident)).cloned().collect();
        Ok(Self { is_to_be_told, over, troubles, open })
    }

    fn is_nothing(&self) -> bool {
        !self.is_to_be_told && self.over.is_empty()
    }

    /// How often a trouble has been told.
    fn told(&self, trouble: &Trouble) -> u32 {
        self.open.iter().find(|incident| incident.kind == trouble.kind).map_or(0, |incident| incident.told)
    }
}

/// One letter for all that is wrong.
fn tell(tx: &Tx<'_>, desk: &Desk, to: &[EmailAddress], todo: &Todo, now: Timestamp) -> anyhow::Result<Vec<OutboxId>> {
    // The one that is told least often names the letter: its key has not been used.
    let Some(first) = todo.troubles.iter().min_by_key(|trouble| todo.told(trouble)) else { return Ok(Vec::new()) };
    let key = format!("{}/{}", key(desk, &first.kind, first.since), todo.told(first) + 1);
    let letter = Letter::Alert(letter::alert(tx, desk, &todo.troubles, now)?);
    let written = team::write(tx, desk, to, &ToTheTeam { key: &key, letter: &letter, attachments: Vec::new() }, now)?;
    for trouble in &todo.troubles {
        incidents::tell(tx, desk.id(), &trouble.kind, trouble.since, now)?;
        tracing::warn!(kind = trouble.kind, "the team is alerted");
    }
    Ok(written)
}

/// An incident is over. An alert that has not gone out yet is not sent any more.
fn end(
    tx: &Tx<'_>,
    desk: &Desk,
    to: &[EmailAddress],
    incident: &Incident,
    now: Timestamp,
) -> anyhow::Result<Vec<OutboxId>> {
    incidents::end(tx, incident.id, now)?;
    for item in incidents::waiting(tx, desk.id())? {
        if outdated(tx, desk, &item)?.is_some() {
            outbox::set_state(tx, item.id, OutboxState::Dropped, Some(IS_OVER), now)?;
            let event = "mail dropped, it is no longer so";
            let event = audit::Event { outbox: Some(item.id), ..audit::Event::new("service", event) };
            audit::add(tx, desk.id(), now, &event)?;
        }
    }
    let Some(letter) = letter::over(tx, desk, incident, now)? else { return Ok(Vec::new()) };
    let key = format!("{}/{OVER}", key(desk, &incident.kind, incident.since));
    let letter = Letter::Alert(letter);
    team::write(tx, desk, to, &ToTheTeam { key: &key, letter: &letter, attachments: Vec::new() }, now)
}

/// `alert/lhs-2016/not_read/2016-10-07T08-05-00`.
fn key(desk: &Desk, kind: &str, since: Timestamp) -> String {
    format!("alert/{}/{kind}/{}", desk.id(), since.strftime("%Y-%m-%dT%H-%M-%S"))
}

/// Why an alert should not go out any more, if it should not: what it is named after is over.
pub(super) fn outdated(tx: &Tx<'_>, desk: &Desk, item: &outbox::Item) -> Result<Option<&'static str>, StoreError> {
    let parts: Vec<&str> = item.key.split('/').collect();
    let [_, _, kind, _, number, ..] = parts.as_slice() else { return Ok(None) };
    if *number == OVER || incidents::open(tx, desk.id())?.iter().any(|incident| incident.kind == *kind) {
        return Ok(None);
    }
    Ok(Some(IS_OVER))
}
