//! The digest to the team: when it is due, and what it is. The store in, a row of the outbox for each recipient out.
//!
//! facts.rs asks the store for all that it says, reading.rs for the words of the mails, letter.rs puts it into the letter.
//!
//! Due is the last moment of the schedule, unless its digest was made already. One that was missed goes out later, on a working day at
//! or after the time of day; however many were missed, it is one, because it tells all that has happened since the last one.

mod facts;
mod letter;
mod reading;

use anyhow::ensure;
use jiff::{Timestamp, Zoned};

use super::team::{self, ToTheTeam};
use super::{Desk, acknowledge, hold};
use crate::campaign::digest::{Digest, digest};
use crate::compose::{Letter, Rendered};
use crate::config::DigestPlan;
use crate::domain::OutboxId;
use crate::domain::calendar::in_london;
use crate::domain::outbox::{Attachment, Content, OutboxState};
use crate::store::digests::Outcome;
use crate::store::mark::Standing;
use crate::store::{Store, StoreError, Tx, audit, digests, incidents, outbox};
use facts::Gathered;

/// What is known of the run in which something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// When it began.
    pub started: Timestamp,
    /// What the mark beside the database said then.
    pub standing: Standing,
}

/// What became of a digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// None is due.
    NotDue,
    /// One was, and had nothing to tell.
    Nothing,
    /// It stands in the outbox, once for each recipient.
    Written(Vec<OutboxId>),
}

/// Makes the digest that is due at this moment, if one is.
///
/// # Errors
/// When the database refuses, or the letter cannot be rendered.
pub fn tick(store: &mut Store, desk: &Desk, run: Run, now: Timestamp) -> anyhow::Result<Made> {
    let Some(plan) = &desk.config.digest else { return Ok(Made::NotDue) };
    if store.view::<_, StoreError>(|tx| due(tx, desk, plan, run, now))?.is_none() {
        return Ok(Made::NotDue);
    }
    store.change(|tx| {
        // Asked again: a person may have been faster.
        let Some(name) = due(tx, desk, plan, run, now)? else { return Ok(Made::NotDue) };
        take_back_waiting(tx, desk, now)?;
        let gathered = Gathered::at(tx, desk, run.standing, now)?;
        let digest = gathered.digest(desk);
        if digest.is_empty() && !plan.when_empty {
            digests::settle(tx, desk.id(), &name, Outcome::Nothing, now)?;
            audit::add(tx, desk.id(), now, &audit::Event::new("service", "digest left out, nothing is new"))?;
            return Ok(Made::Nothing);
        }
        digests::settle(tx, desk.id(), &name, Outcome::Written, now)?;
        write(tx, desk, plan, &name, &Told { gathered, digest }, now).map(Made::Written)
    })
}

/// Writes a digest now because a person asks for it, whether there is anything new or not.
///
/// # Errors
/// When nobody is named to get it, the database refuses, or the letter cannot be rendered.
pub fn send(store: &mut Store, desk: &Desk, actor: &str, now: Timestamp) -> anyhow::Result<Vec<OutboxId>> {
    let Some(plan) = &desk.config.digest else {
        anyhow::bail!("nobody gets the digest: name somebody in the configuration, [digest] to = [\"team@nhs.net\"]");
    };
    let standing = store.standing()?;
    store.change(|tx| {
        let name = in_london(now).strftime("%Y-%m-%dT%H-%M-%S").to_string();
        ensure!(!digests::is_settled(tx, desk.id(), &name)?, "a digest was written in this very second");
        take_back_waiting(tx, desk, now)?;
        let gathered = Gathered::at(tx, desk, standing, now)?;
        let digest = gathered.digest(desk);
        digests::settle(tx, desk.id(), &name, Outcome::Written, now)?;
        audit::add(tx, desk.id(), now, &audit::Event::new(actor, "digest asked for by a person"))?;
        write(tx, desk, plan, &name, &Told { gathered, digest }, now)
    })
}

/// A digest as it would be.
#[derive(Debug)]
pub struct Preview {
    /// The letter.
    pub mail: Rendered,
    /// The picture that its HTML shows, if it shows one.
    pub picture: Option<Attachment>,
    /// Whether it would go out by itself: there is something to tell.
    pub tells_something: bool,
}

/// The digest as it would be at a moment, from what is known now.
///
/// # Errors
/// When the database refuses, or the letter cannot be rendered.
pub fn preview(store: &mut Store, desk: &Desk, at: Timestamp) -> anyhow::Result<Preview> {
    let standing = store.standing()?;
    let gathered = store.view::<_, StoreError>(|tx| Gathered::at(tx, desk, standing, at))?;
    let digest = gathered.digest(desk);
    let tells_something = !digest.is_empty();
    let Mail { letter, attachments } = put_together(desk, "preview", &Told { gathered, digest })?;
    let mail = acknowledge::rendered(desk, &letter)?;
    let picture = attachments.into_iter().find(|attachment| attachment.content_id.is_some());
    Ok(Preview { mail, picture, tells_something })
}

/// The name of the digest that is due: its day.
fn due(tx: &Tx<'_>, desk: &Desk, plan: &DigestPlan, run: Run, now: Timestamp) -> Result<Option<String>, StoreError> {
    let days = &desk.config.working_days;
    let here = in_london(now);
    let moment = plan.schedule.latest(days, &here);
    if here.time() < plan.schedule.at || !days.is_working_day(here.date()) {
        return Ok(None);
    }
    let name = moment.date().to_string();
    if digests::is_settled(tx, desk.id(), &name)? || may_have_gone_out(tx, desk, run, &moment)? {
        return Ok(None);
    }
    Ok(Some(name))
}

/// Whether the digest of this moment may have been sent by a later state of this database, which knew more than it does. It cannot
/// if the moment has come in this run. Else the mailbox tells: what stands in its folder of what was sent.
fn may_have_gone_out(tx: &Tx<'_>, desk: &Desk, run: Run, moment: &Zoned) -> Result<bool, StoreError> {
    let moment = moment.timestamp();
    if incidents::last_restored(tx)?.is_some_and(|since| moment <= since) {
        return Ok(true);
    }
    Ok(moment <= run.started && hold::not_looked_at(tx, desk, run.standing)?.is_some())
}

/// What is told in a digest.
struct Told {
    gathered: Gathered,
    digest: Digest,
}

/// A letter and what goes with it.
struct Mail {
    letter: Letter,
    attachments: Vec<Attachment>,
}

fn write(
    tx: &Tx<'_>,
    desk: &Desk,
    plan: &DigestPlan,
    name: &str,
    told: &Told,
    now: Timestamp,
) -> anyhow::Result<Vec<OutboxId>> {
    let Mail { letter, attachments } = put_together(desk, name, told)?;
    let key = format!("digest/{}/{name}", desk.id());
    let written = team::write(tx, desk, &plan.to, &ToTheTeam { key: &key, letter: &letter, attachments }, now)?;
    tx.step();
    Ok(written)
}

/// The letter, its picture, and the register.
fn put_together(desk: &Desk, name: &str, told: &Told) -> anyhow::Result<Mail> {
    let Told { gathered, digest } = told;
    let picture = letter::picture(desk, name, gathered, digest);
    let register_name = letter::register_name(desk, gathered);
    let register = Attachment {
        name: register_name.clone(),
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
        content_id: None,
        content: Content::Bytes(crate::export::xlsx(&gathered.register)?),
    };
    let shown = picture.as_ref().map(|(shown, _)| shown.clone());
    let letter = Letter::Digest(Box::new(letter::digest(desk, gathered, digest, shown, register_name)));
    Ok(Mail { letter, attachments: picture.into_iter().map(|(_, file)| file).chain([register]).collect() })
}

/// A digest that still waits is not sent beside a later one, which tells all of it.
fn take_back_waiting(tx: &Tx<'_>, desk: &Desk, now: Timestamp) -> Result<(), StoreError> {
    for id in digests::waiting(tx, desk.id())? {
        outbox::set_state(tx, id, OutboxState::Dropped, Some(FOLLOWED), now)?;
        let event =
            audit::Event { outbox: Some(id), ..audit::Event::new("service", "mail dropped, it is no longer so") };
        audit::add(tx, desk.id(), now, &event)?;
    }
    Ok(())
}

/// Why a digest is dropped.
const FOLLOWED: &str = "a later digest has taken its place";

/// Why a digest should not go out any more, if it should not.
pub(super) fn outdated(tx: &Tx<'_>, desk: &Desk, item: &outbox::Item) -> Result<Option<&'static str>, StoreError> {
    Ok(digests::is_followed(tx, desk.id(), item)?.then_some(FOLLOWED))
}

impl Gathered {
    /// Counted and put together.
    fn digest(&self, desk: &Desk) -> Digest {
        digest(self.facts(desk))
    }
}
