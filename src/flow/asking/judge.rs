//! A letter that asks and waits in the outbox in, whether it may go out now out: asked before each try, of what was released and of
//! what is tried again too, and at each look of everything that waits. The facts are read anew each time.

use jiff::Timestamp;

use super::facts::{self, Facts};
use super::write;
use crate::campaign::eligible::{FRESH, Verdict, verdict};
use crate::campaign::facts::{Fate, Sort, TrustRecord};
use crate::campaign::invite;
use crate::campaign::plan::{Next, plan_one};
use crate::domain::OdsCode;
use crate::domain::calendar::in_london;
use crate::domain::reminders::{InvitationKey, ReminderKey};
use crate::flow::Desk;
use crate::store::{StoreError, Tx, folders, outbox};

/// The letters that ask.
pub const ASKING: [&str; 2] = ["invitation", "reminder"];

/// How the reason begins why a mail that is queued does not go out yet.
pub const NOT_YET: &str = "not yet: ";

/// What a row of the outbox asks.
enum Asked {
    Invitation(InvitationKey),
    Reminder(ReminderKey),
}

impl Asked {
    fn of(item: &outbox::Item) -> Option<Self> {
        let reminder = || ReminderKey::parse(&item.key).map(Self::Reminder);
        InvitationKey::parse(&item.key).map(Self::Invitation).or_else(reminder)
    }

    fn trust(&self) -> &OdsCode {
        match self {
            Self::Invitation(key) => &key.trust,
            Self::Reminder(key) => &key.trust,
        }
    }
}

/// Whether a mail is a letter that asks.
#[must_use]
pub fn asks(item: &outbox::Item) -> bool {
    ASKING.contains(&item.letter.as_str())
}

/// Judges a letter that asks by facts that are read now.
///
/// # Errors
/// When the database refuses.
pub fn judge(tx: &Tx<'_>, desk: &Desk, item: &outbox::Item, now: Timestamp) -> Result<Verdict, StoreError> {
    let Some(asked) = Asked::of(item) else { return Ok(unreadable()) };
    let facts = facts::one(tx, desk, asked.trust())?;
    judge_by(tx, desk, &facts, item, now)
}

/// Judges it by facts that were read in this transaction. When it may go out, its words are put right first: what was written
/// yesterday may say `tomorrow`.
pub(super) fn judge_by(
    tx: &Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    item: &outbox::Item,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let Some(asked) = Asked::of(item) else { return Ok(unreadable()) };
    let Some(trust) = facts.trust(asked.trust()) else {
        return Ok(Verdict::Drop { why: "there is no such trust any more".to_owned() });
    };
    let (campaign, moment) = (facts.campaign(desk), in_london(now));
    Ok(match &asked {
        Asked::Invitation(key) => {
            let judged = invite::verdict(&campaign, trust, key, &moment);
            if judged == Verdict::Send && !is_fresh(tx, desk, now)? {
                let why = "not every watched folder was read within the last 10 minutes".to_owned();
                return Ok(Verdict::Wait { until: None, why });
            }
            judged
        }
        Asked::Reminder(key) => verdict(&campaign, &waiting(trust, key), key, &moment, read_at(tx, desk)?),
    })
}

/// Puts the words of this moment into a letter that waits, if other words hold now. Says whether it did.
pub(super) fn put_right(
    tx: &Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    item: &outbox::Item,
    now: Timestamp,
) -> Result<bool, StoreError> {
    match Asked::of(item) {
        Some(Asked::Invitation(_)) => write::reword_invitation(tx, desk, facts, item, now),
        Some(Asked::Reminder(key)) => {
            let Some(trust) = facts.trust(&key.trust) else { return Ok(false) };
            let without = without(trust, &key);
            match plan_one(&facts.campaign(desk), &without, &in_london(now)).next {
                Next::Remind(planned) if planned.key == key => {
                    write::reword_reminder(tx, desk, facts, (&without, &planned), item, now)
                }
                Next::Remind(_) | Next::Written { .. } | Next::Nothing(_) => Ok(false),
            }
        }
        None => Ok(false),
    }
}

/// Before a try: the mail as it is to go out now, or the verdict why it does not.
///
/// # Errors
/// When the database refuses.
pub fn before_a_try(
    tx: &Tx<'_>,
    desk: &Desk,
    item: &outbox::Item,
    now: Timestamp,
) -> Result<Result<outbox::Item, Verdict>, StoreError> {
    let Some(asked) = Asked::of(item) else { return Ok(Err(unreadable())) };
    let facts = facts::one(tx, desk, asked.trust())?;
    match judge_by(tx, desk, &facts, item, now)? {
        Verdict::Send => {
            let is_of_today = in_london(item.created).date() == in_london(now).date();
            let item = if !is_of_today && put_right(tx, desk, &facts, item, now)? {
                outbox::item(tx, desk.id(), item.id)?
            } else {
                item.clone()
            };
            Ok(Ok(item))
        }
        otherwise => Ok(Err(otherwise)),
    }
}

fn unreadable() -> Verdict {
    Verdict::Drop { why: "its key does not say what it asks of whom".to_owned() }
}

/// The trust with the mail of this key as one that waits: a person may want it to go out although it may have gone out.
fn waiting(trust: &TrustRecord, key: &ReminderKey) -> TrustRecord {
    let mut trust = trust.clone();
    for mail in trust.mails.iter_mut().filter(|mail| mail.what == Sort::Reminder(key.clone())) {
        mail.fate = Fate::Waiting;
    }
    trust
}

fn without(trust: &TrustRecord, key: &ReminderKey) -> TrustRecord {
    let mut trust = trust.clone();
    trust.mails.retain(|mail| mail.what != Sort::Reminder(key.clone()));
    trust
}

/// When the watched folder that was read longest ago was last read to its end; none if one never was.
///
/// # Errors
/// When the database refuses.
pub fn read_at(tx: &Tx<'_>, desk: &Desk) -> Result<Option<Timestamp>, StoreError> {
    let positions = folders::positions(tx, desk.id())?;
    let read =
        desk.config.mailbox.folders().iter().map(|name| {
            positions.iter().find(|position| position.folder == *name).and_then(|position| position.read_at)
        });
    let read: Option<Vec<Timestamp>> = read.collect();
    Ok(read.and_then(|read| read.into_iter().min()))
}

/// Whether every watched folder was read to its end so lately that an answer would have been seen.
///
/// # Errors
/// When the database refuses.
pub fn is_fresh(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<bool, StoreError> {
    Ok(read_at(tx, desk)?.is_some_and(|read| now.duration_since(read) <= FRESH))
}
