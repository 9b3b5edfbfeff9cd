//! Whether mail may go out at this moment: the outbox and what was read in, a gate out. What stops all sending stands in
//! the database, and only a person ends it.
//!
//! Nothing goes out before everything was looked at once since the start: every watched folder to its end, and the folder
//! of what was sent. So what was restored from a backup learns first what it does not know.

use anyhow::{Context as _, bail, ensure};
use jiff::{SignedDuration, Timestamp};

use super::{Desk, sent};
use crate::config::Delivery;
use crate::domain::calendar::{in_london, moment_words};
use crate::domain::{HoldId, hold::HoldReason};
use crate::store::sent as known;
use crate::store::{Store, StoreError, Tx, audit, folders, hold, hold::Hold, mark::Standing, sending};

/// What was read longer ago may be out of date.
const READ_WITHIN: SignedDuration = SignedDuration::from_hours(24);
/// The time over which mails are counted.
const AN_HOUR: SignedDuration = SignedDuration::from_hours(1);
/// The most mails an hour where the configuration has no say: into files.
const MOST_INTO_FILES: u32 = 120;

/// Whether mail may go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// It may.
    Open,
    /// Only what a person has released since this hold was raised.
    Held(HoldId),
    /// Not yet, and why; nobody has to do anything.
    NotYet(String),
}

/// What a look at the gate found.
#[derive(Debug)]
pub(super) struct Found {
    pub gate: Gate,
    /// The holds that were raised by it.
    pub raised: Vec<Hold>,
}

/// Whether the next mail may go out. Raises what has to be raised.
pub(super) fn gate(tx: &Tx<'_>, desk: &Desk, standing: Standing, now: Timestamp) -> Result<Found, StoreError> {
    if let Some(why) = not_looked_at(tx, desk, standing)? {
        return Ok(Found { gate: Gate::NotYet(why), raised: Vec::new() });
    }
    let mut raised = Vec::new();
    if let Some(words) = long_unread(tx, desk, now)? {
        raised.extend(raise(tx, desk, HoldReason::NotRead, &words, now)?);
    }
    if let Some(words) = too_many(tx, desk, now)? {
        raised.extend(raise(tx, desk, HoldReason::TooMany, &words, now)?);
    }
    let holds = hold::in_force(tx)?;
    for hold in holds.iter().filter(|hold| hold.reason == HoldReason::Restored) {
        doubt(tx, hold, now)?;
    }
    let gate = holds.last().map_or(Gate::Open, |last| Gate::Held(last.id));
    Ok(Found { gate, raised })
}

/// What has not been looked at since the start, in words.
pub(super) fn not_looked_at(tx: &Tx<'_>, desk: &Desk, standing: Standing) -> Result<Option<String>, StoreError> {
    let positions = folders::positions(tx, desk.id())?;
    let is_read = |name: &String| positions.iter().any(|position| position.folder == *name && position.this_run);
    if let Some(unread) = desk.config.mailbox.folders().iter().find(|name| !is_read(name)) {
        return Ok(Some(format!("folder {unread} has not been read to its end since the start")));
    }
    if !sent::is_wanted(&desk.config.mailbox) {
        return Ok(None);
    }
    Ok(match known::outcome(tx, desk.id())? {
        known::Outcome::Read | known::Outcome::None => None,
        known::Outcome::NotYet => Some("the Sent folder has not been looked at since the start".to_owned()),
        // The mark says that the database is the one that has sent what was sent; or that it is not, and then a hold stands
        // until a person has said that it may.
        known::Outcome::Unreadable if standing != Standing::NoMark => None,
        known::Outcome::Unreadable => Some(
            "the Sent folder cannot be read, and nothing else shows that this database is not an old one; \
             set sent_folder to its name, or to \"none\""
                .to_owned(),
        ),
    })
}

/// Which watched folder was last read too long ago, in words.
fn long_unread(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Option<String>, StoreError> {
    let positions = folders::positions(tx, desk.id())?;
    let watched = desk.config.mailbox.folders();
    let oldest = positions
        .into_iter()
        .filter(|position| watched.contains(&position.folder))
        .filter_map(|position| position.read_at.map(|at| (at, position.folder)))
        .min();
    Ok(oldest.filter(|(at, _)| now.duration_since(*at) > READ_WITHIN).map(|(at, folder)| {
        format!("folder {folder} was last read to its end {}, over 24 hours ago", moment_words(&in_london(at)))
    }))
}

/// Whether more mails than is normal were caused by mail that came in, in words.
fn too_many(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<Option<String>, StoreError> {
    let most = match &desk.config.delivery {
        Delivery::Smtp(account) => account.most_per_hour,
        Delivery::Files(_) => MOST_INTO_FILES,
    };
    let count = sending::caused_lately(tx, now - AN_HOUR)?;
    Ok((count > most).then(|| {
        format!(
            "mail that came in has caused {count} mails within an hour, more than {most}: something may answer ours"
        )
    }))
}

/// At the start: whether the database is an older one than mail has gone out from, by its mark.
pub(super) fn at_start(
    tx: &Tx<'_>,
    desk: &Desk,
    standing: Standing,
    now: Timestamp,
) -> Result<Option<Hold>, StoreError> {
    let words = match standing {
        Standing::Same | Standing::NoMark => return Ok(None),
        Standing::Older => "the database was restored from a backup: mail has gone out that it does not know of",
        Standing::Another => "the database is not the one that mail went out from here before",
    };
    raise(tx, desk, HoldReason::Restored, words, now)
}

/// Raises a hold, unless one for this reason is in force. What waits in a restored database may have gone out already.
pub(super) fn raise(
    tx: &Tx<'_>,
    desk: &Desk,
    reason: HoldReason,
    words: &str,
    now: Timestamp,
) -> Result<Option<Hold>, StoreError> {
    let Some(id) = hold::raise(tx, desk.id(), reason, words, now)? else { return Ok(None) };
    audit::add(tx, desk.id(), now, &audit::Event::new("service", &format!("all sending held: {reason}")))?;
    let hold = Hold { id, reason, words: words.to_owned(), since: now };
    if reason == HoldReason::Restored {
        doubt(tx, &hold, now)?;
    }
    Ok(Some(hold))
}

fn doubt(tx: &Tx<'_>, hold: &Hold, now: Timestamp) -> Result<(), StoreError> {
    for (campaign, id) in sending::doubt_what_waits(tx, hold)? {
        let event = "mail unknown, the database may be older than what was sent";
        let event = audit::Event { outbox: Some(id), ..audit::Event::new("service", event) };
        audit::add(tx, &campaign, now, &event)?;
    }
    Ok(())
}

/// Says once that nothing goes out any more.
pub(super) fn tell(hold: &Hold) {
    tracing::error!(
        hold = hold.id.0,
        why = hold.words,
        "all sending is held until a person releases it: see `cso-intake outbox holds`"
    );
}

/// Ends a hold: the queue goes on, unless another one is in force.
///
/// # Errors
/// When it is not in force, or what it was raised for still is so.
pub fn release(store: &mut Store, desk: &Desk, id: HoldId, actor: &str, now: Timestamp) -> anyhow::Result<Hold> {
    let holds = store.view::<_, StoreError>(hold::in_force)?;
    let hold = holds
        .into_iter()
        .find(|hold| hold.id == id)
        .with_context(|| format!("hold {id} is not in force; `cso-intake outbox holds` shows those that are"))?;
    let end = |tx: &Tx<'_>| {
        if hold.reason == HoldReason::NotRead
            && let Some(words) = long_unread(tx, desk, now)?
        {
            bail!("{words}; it must be read again first: see what the log says of it");
        }
        // Once more: what came into the queue since the service last looked.
        if hold.reason == HoldReason::Restored {
            doubt(tx, &hold, now)?;
        }
        ensure!(hold::release(tx, id, actor, now)?, "somebody else has just released hold {id}");
        tx.step();
        let event = format!("hold released by a person: {}", hold.reason);
        Ok(audit::add(tx, desk.id(), now, &audit::Event::new(actor, &event))?)
    };
    match hold.reason {
        HoldReason::Restored => store.begin_anew(now, end)?,
        HoldReason::NotRead | HoldReason::TooMany => store.change(end)?,
    }
    Ok(hold)
}
