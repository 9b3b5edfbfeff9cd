//! What keeps the service from its work at a moment: from the store, and from what this run has seen of the mailbox.

use std::time::Duration;

use jiff::Timestamp;

use super::{LONG, Seen};
use crate::domain::{HoldId, Mode};
use crate::flow::Desk;
use crate::flow::deliver::BREAKER;
use crate::flow::freshness::stale;
use crate::store::incidents::{self, Incident};
use crate::store::{StoreError, Tx, folders, hold};

/// The name of the incident that the mailbox is not read.
pub(super) const NOT_READ: &str = "not_read";
/// The server refuses mail after mail for good.
pub(super) const BREAKER_HOLDS: &str = "breaker";
/// Deliveries fail.
pub(super) const FAILING: &str = "failing";

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// What it is, as keys and the store call it.
    pub kind: String,
    /// Since when.
    pub since: Timestamp,
    /// What it is.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A folder is not read.
    NotRead {
        /// The one that was not for the longest.
        folder: String,
        /// When it last was.
        read_at: Option<Timestamp>,
        /// What went wrong.
        why: Option<String>,
    },
    /// A hold is in force.
    Held {
        /// Which.
        id: HoldId,
        /// Why.
        why: String,
    },
    /// The server does not take mail.
    Refused {
        /// What it says.
        why: String,
    },
}

/// All that is wrong. What was told already counts as lasting even in a run that is young.
pub(super) fn troubles(
    tx: &Tx<'_>,
    desk: &Desk,
    seen: &Seen,
    open: &[Incident],
    now: Timestamp,
) -> Result<Vec<Trouble>, StoreError> {
    let mut troubles = Vec::new();
    troubles.extend(not_read(tx, desk, seen, open, now)?);
    // In mode observe no mail goes to trusts, so that none is missed.
    if desk.config.mode != Mode::Observe {
        for hold in hold::in_force(tx)? {
            troubles.push(Trouble {
                kind: format!("held-{}", hold.reason.as_str()),
                since: hold.since,
                what: What::Held { id: hold.id, why: hold.words },
            });
        }
        troubles.extend(refused(tx, desk, open, now)?);
    }
    Ok(troubles)
}

fn not_read(
    tx: &Tx<'_>,
    desk: &Desk,
    seen: &Seen,
    open: &[Incident],
    now: Timestamp,
) -> Result<Option<Trouble>, StoreError> {
    let told = open.iter().find(|incident| incident.kind == NOT_READ);
    if told.is_none() && seen.tried_for < LONG {
        return Ok(None);
    }
    let positions = folders::positions(tx, desk.id())?;
    // Whoever looks more seldom has not missed anything yet.
    let within = Duration::from_secs(3_600).max(desk.config.poll_every * 2);
    let stale = stale(desk.config.mailbox.folders(), &positions, now, within);
    let longest = stale.into_iter().filter(|folder| !folder.is_ahead).min_by_key(|folder| folder.read_at);
    Ok(longest.map(|folder| Trouble {
        kind: NOT_READ.to_owned(),
        since: told.map_or_else(|| folder.read_at.unwrap_or(now - seen.tried_for), |told| told.since),
        what: What::NotRead { folder: folder.folder, read_at: folder.read_at, why: seen.why.clone() },
    }))
}

/// Deliveries that fail: at once when the server refuses one mail after the other for good, else after an hour, and not if it is about one
/// recipient alone.
fn refused(tx: &Tx<'_>, desk: &Desk, open: &[Incident], now: Timestamp) -> Result<Option<Trouble>, StoreError> {
    let Some(failing) = incidents::failing(tx, desk.id())? else { return Ok(None) };
    let is_told = |kind: &str| open.iter().any(|incident| incident.kind == kind);
    let kind = if failing.why.starts_with(BREAKER) || is_told(BREAKER_HOLDS) {
        BREAKER_HOLDS
    } else if failing.mails < 2 && failing.why.starts_with("RCPT TO") {
        return Ok(None);
    } else {
        FAILING
    };
    let lasts = kind == BREAKER_HOLDS || is_told(FAILING) || now.duration_since(failing.since) >= LONG;
    Ok(lasts.then(|| Trouble { kind: kind.to_owned(), since: failing.since, what: What::Refused { why: failing.why } }))
}
