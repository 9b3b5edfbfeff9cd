//! The letter to each trust's contact, when a person says so; or the mark that it went out by other means.

use anyhow::{bail, ensure};
use jiff::Timestamp;
use jiff::civil::Date;

use super::facts::{self, Facts};
use super::{letter, write};
use crate::campaign::facts::{Fate, Sort, TrustRecord};
use crate::campaign::invite::{Invitation, invitation, key};
use crate::domain::calendar::{date_words, in_london};
use crate::domain::outbox::OutboxState;
use crate::domain::{OdsCode, OutboxId};
use crate::flow::Desk;
use crate::store::{Store, StoreError, Tx, audit, invited};

/// What becomes of the letter to one trust.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The trust.
    pub trust: OdsCode,
    /// Its name as people write it.
    pub name: String,
    /// What becomes of it.
    pub next: Invitation,
}

/// To whom the letter would go, for the trusts named, or all of them.
///
/// # Errors
/// When a trust is not in the register, or the database refuses.
pub fn preview(store: &mut Store, desk: &Desk, named: &[OdsCode], now: Timestamp) -> anyhow::Result<Vec<Planned>> {
    store.view(|tx| {
        let facts = facts::all(tx, desk)?;
        known(&facts, named)?;
        Ok(plan(desk, &facts, named, now))
    })
}

/// A letter that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// What was planned.
    pub planned: Planned,
    /// Its row in the outbox and how it stands there, if it was written.
    pub row: Option<(OutboxId, OutboxState)>,
}

/// Writes the letter to each trust that has not had it, of those named or of all, in one transaction.
///
/// # Errors
/// When a trust is not in the register, or the database refuses.
pub fn send(
    store: &mut Store,
    desk: &Desk,
    named: &[OdsCode],
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Vec<Written>> {
    store.change(|tx| {
        let facts = facts::all(tx, desk)?;
        known(&facts, named)?;
        let mut written = Vec::new();
        for planned in plan(desk, &facts, named, now) {
            let row = match (&planned.next, facts.trust(&planned.trust)) {
                (Invitation::Write { to, .. }, Some(trust)) => {
                    let key = key(&facts.campaign(desk), trust, to).to_string();
                    let letter = letter::invitation(desk, &facts, trust, to, now);
                    write::write(tx, desk, &write::Draft { key, trust, to, letter, actor }, now)?
                }
                _ => None,
            };
            written.push(Written { planned, row });
        }
        Ok(written)
    })
}

fn plan(desk: &Desk, facts: &Facts, named: &[OdsCode], now: Timestamp) -> Vec<Planned> {
    let (campaign, now) = (facts.campaign(desk), in_london(now));
    let wanted = facts.trusts.iter().filter(|trust| named.is_empty() || named.contains(&trust.ods_code));
    let next = |trust: &TrustRecord| match named {
        [] => invitation(&campaign, trust, &now),
        // Who names a trust means it, though the letter was dropped before.
        _ => invitation(&campaign, &without_stops(trust), &now),
    };
    wanted.map(|trust| Planned { trust: trust.ods_code.clone(), name: trust.name.clone(), next: next(trust) }).collect()
}

fn without_stops(trust: &TrustRecord) -> TrustRecord {
    let mut trust = trust.clone();
    trust.mails.retain(|mail| !(mail.fate == Fate::Stopped && matches!(mail.what, Sort::Invitation(_))));
    trust
}

fn known(facts: &Facts, named: &[OdsCode]) -> anyhow::Result<()> {
    let missing: Vec<&str> = named.iter().filter(|code| facts.trust(code).is_none()).map(OdsCode::as_str).collect();
    ensure!(
        missing.is_empty(),
        "the register does not know {}; `cso-intake trusts list` shows whom it knows",
        missing.join(", ")
    );
    Ok(())
}

/// Which trusts are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marking<'a> {
    /// These.
    Named(&'a [OdsCode]),
    /// Every one that is open and has not had the letter.
    AllWithout,
}

/// Marks trusts as written to on this day by other means. Says which.
///
/// # Errors
/// When the day has not come yet or a trust is not in the register, or the database refuses.
pub fn mark_sent(
    store: &mut Store,
    desk: &Desk,
    day: Date,
    which: Marking<'_>,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Vec<OdsCode>> {
    let today = in_london(now).date();
    ensure!(day <= today, "{} has not come yet; mark the letter once it has gone out", date_words(day));
    store.change(|tx| {
        let facts = facts::all(tx, desk)?;
        let codes: Vec<OdsCode> = match which {
            Marking::Named(codes) => {
                known(&facts, codes)?;
                codes.to_vec()
            }
            Marking::AllWithout => {
                let is_open = |planned: &Planned| {
                    use crate::campaign::invite::NoLetter;
                    !matches!(
                        planned.next,
                        Invitation::Sent(_) | Invitation::Nothing(NoLetter::Merged(_) | NoLetter::Closed(_))
                    )
                };
                plan(desk, &facts, &[], now).into_iter().filter(is_open).map(|planned| planned.trust).collect()
            }
        };
        for code in &codes {
            invited::mark(tx, desk.id(), code, day, actor, now)?;
            note(tx, desk, actor, "trust marked as invited by a person", code, now)?;
        }
        Ok(codes)
    })
}

/// Takes marks back.
///
/// # Errors
/// When a trust has no mark, or the database refuses.
pub fn unmark(store: &mut Store, desk: &Desk, codes: &[OdsCode], actor: &str, now: Timestamp) -> anyhow::Result<()> {
    store.change(|tx| {
        for code in codes {
            if !invited::unmark(tx, desk.id(), code)? {
                bail!("{code} is not marked; nothing was changed");
            }
            note(tx, desk, actor, "mark of invitation taken back by a person", code, now)?;
        }
        Ok(())
    })
}

fn note(tx: &Tx<'_>, desk: &Desk, actor: &str, event: &str, code: &OdsCode, now: Timestamp) -> Result<(), StoreError> {
    audit::add(tx, desk.id(), now, &audit::Event { trust: Some(code), ..audit::Event::new(actor, event) })
}
