//! An answer that came another way than by mail in, recorded because a person stands behind it out. The undo of that, the
//! withdrawal of a nominee, and the history of a trust's answers.
//!
//! The trust is written to only if asked for: whoever has just told it on the telephone knows.

mod confirm;
mod history;
mod which;
mod withdraw;

use anyhow::{bail, ensure};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

pub use confirm::Confirmation;
pub use history::{History, history};
pub use which::known;
pub use withdraw::{Undone, undo, withdraw};

use super::Desk;
use super::review::Newer;
use crate::domain::calendar::{date_words, in_london, london_at};
use crate::domain::{
    AnswerId, Channel, EmailAddress, OdsCode, PhoneNumber, Role, Title,
    nomination::{Answer, Held, Person, merged},
};
use crate::store::do_not_write::{self, Whom};
use crate::store::{Store, StoreError, Tx, answers, audit};

/// What somebody of a trust said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Who it is, or a detail of who is recorded already.
    Named(Details),
    /// The trust names nobody.
    Declined,
    /// It will answer, perhaps by a day.
    Holding(Option<Date>),
}

/// The lead and the deputies as they were told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The lead's name; none: the one of the answer in force.
    pub name: Option<String>,
    /// The lead's title.
    pub title: Option<Title>,
    /// The lead's post.
    pub job_title: Option<String>,
    /// The lead's address.
    pub email: Option<EmailAddress>,
    /// The lead's lines.
    pub phones: Vec<PhoneNumber>,
    /// Deputies and second contacts.
    pub deputies: Vec<Person>,
}

/// An answer as a person records it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The trust.
    pub trust: OdsCode,
    /// What it said.
    pub said: Said,
    /// How it came.
    pub channel: Channel,
    /// The day it came; today if not given.
    pub on: Option<Date>,
    /// A remark that stays with it.
    pub note: Option<String>,
    /// Whom to write a confirmation to.
    pub confirm_to: Option<EmailAddress>,
    /// Whether an answer of a later day gives way.
    pub newer: Newer,
    /// Whether somebody who was withdrawn may be recorded again.
    pub withdrawn: Withdrawn,
}

/// What happens when somebody is named who was withdrawn before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// It is refused.
    StaysOut,
    /// They have come back.
    ComesBack,
}

/// What recording came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// The register says so already; nothing was changed.
    Already(Held),
    /// It is recorded.
    New {
        /// The answer in force now.
        held: Held,
        /// The one whose place it took.
        replaced: Option<Held>,
        /// The mail that confirms it, if one was asked for.
        mail: Option<Confirmation>,
    },
}

/// Records what a trust said another way than by mail. The same again changes nothing; of the same lead, what is not said keeps
/// its value.
///
/// # Errors
/// When the trust is not in the register, the day cannot be, the register holds an answer of a later day, or the person was
/// withdrawn; each says what to do.
pub fn record(store: &mut Store, desk: &Desk, told: &Told, actor: &str, now: Timestamp) -> anyhow::Result<Recorded> {
    store.change(|tx| {
        let trust = &told.trust;
        known(tx, desk, trust)?;
        let held = answers::current(tx, desk.id(), trust)?;
        let said = moment_of(desk, told, held.as_ref(), now)?;
        let answer = answer_of(told, held.as_ref())?;
        if let Some(held) = held.as_ref().filter(|held| held.answer == answer) {
            return Ok(Recorded::Already(held.clone()));
        }
        if told.withdrawn == Withdrawn::StaysOut {
            refuse_withdrawn(tx, desk, trust, &answer, held.as_ref())?;
        }
        let new = answers::NewAnswer {
            trust,
            answer: &answer,
            message: None,
            said,
            decided_by: actor,
            channel: Some(told.channel),
            note: told.note.as_deref(),
        };
        let id = answers::record(tx, desk.id(), &new, now)?;
        if let Some(address) = answer.lead().and_then(|lead| lead.email.as_ref()) {
            do_not_write::lift(tx, desk.id(), Whom::Address(address))?;
        }
        note(tx, desk, actor, "answer recorded by a person", id, trust, now)?;
        let mail = match &told.confirm_to {
            Some(to) => Some(confirm::write(tx, desk, trust, id, told.channel, to, now)?),
            None => None,
        };
        Ok(Recorded::New { held: answers::version(tx, desk.id(), id)?, replaced: held, mail })
    })
}

/// When it was said: the day's noon, today the moment itself; on the day of the answer in force not before that one.
fn moment_of(desk: &Desk, told: &Told, held: Option<&Held>, now: Timestamp) -> anyhow::Result<Timestamp> {
    let today = in_london(now).date();
    let on = told.on.unwrap_or(today);
    ensure!(on <= today, "{} has not come yet; give the day of the answer with --on", date_words(on));
    let letter = desk.campaign().letter_date;
    ensure!(
        on >= letter,
        "{} is before the letter, which is of {}; give the day of the answer with --on",
        date_words(on),
        date_words(letter)
    );
    if let Said::Holding(Some(until)) = &told.said {
        ensure!(*until > on, "{} is not after the day of the answer, {}", date_words(*until), date_words(on));
    }
    let said = if on == today { now } else { london_at(on, Time::constant(12, 0, 0, 0)).timestamp() };
    let Some(held) = held else { return Ok(said) };
    let held_on = in_london(held.said).date();
    ensure!(
        told.newer == Newer::GivesWay || held_on <= on,
        "the register holds a later answer for {}: {} said on {} (answer {}), and this one is of {}; \
         record it in its place with --replace",
        told.trust,
        held.answer.words(),
        date_words(held_on),
        held.id,
        date_words(on)
    );
    Ok(if held_on == on { said.max(held.said) } else { said })
}

/// The whole answer: what was told, and of the same lead what is known already.
fn answer_of(told: &Told, held: Option<&Held>) -> anyhow::Result<Answer> {
    let details = match &told.said {
        Said::Declined => return Ok(Answer::Declined),
        Said::Holding(until) => return Ok(Answer::Holding(*until)),
        Said::Named(details) => details,
    };
    let held_lead = held.and_then(|held| held.answer.lead());
    let name = match (&details.name, held_lead) {
        (Some(name), _) => name.clone(),
        (None, Some(lead)) => lead.name.clone(),
        (None, None) => bail!("no lead of {} is recorded yet; say who it is with --name", told.trust),
    };
    let lead = Person {
        role: Role::Lead,
        // The register's own spelling stays: `jane smith` is Jane Smith.
        name: held_lead.filter(|lead| lead.is_named(&name)).map_or(name, |lead| lead.name.clone()),
        title: details.title,
        job_title: details.job_title.clone(),
        email: details.email.clone(),
        phones: details.phones.clone(),
    };
    if let Some(twice) = details.deputies.iter().find(|deputy| lead.is_named(&deputy.name)) {
        bail!("{} cannot be lead and deputy", twice.addressed());
    }
    let people: Vec<Person> = std::iter::once(lead).chain(details.deputies.iter().cloned()).collect();
    let new = Answer::Named(people.clone());
    match held.map(|held| &held.answer) {
        Some(before @ Answer::Named(old)) if new.names_the_lead_of(before) => Ok(Answer::Named(merged(old, &people))),
        _ => Ok(new),
    }
}

/// Whoever was withdrawn does not come back by a slip of the pen.
fn refuse_withdrawn(
    tx: &Tx<'_>,
    desk: &Desk,
    trust: &OdsCode,
    answer: &Answer,
    held: Option<&Held>,
) -> anyhow::Result<()> {
    let Some(lead) = answer.lead() else { return Ok(()) };
    if held.and_then(|held| held.answer.lead()).is_some_and(|held| held.is_named(&lead.name)) {
        return Ok(());
    }
    let was_withdrawn = answers::withdrawn_leads(tx, desk.id(), trust)?.iter().any(|name| lead.is_named(name));
    ensure!(
        !was_withdrawn,
        "{} was withdrawn for {trust} before (`cso-intake answer show {trust}`); if they have come back, say \
         --although-withdrawn",
        lead.addressed()
    );
    Ok(())
}

fn note(
    tx: &Tx<'_>,
    desk: &Desk,
    actor: &str,
    event: &str,
    answer: AnswerId,
    trust: &OdsCode,
    now: Timestamp,
) -> Result<(), StoreError> {
    let event = audit::Event { answer: Some(answer), trust: Some(trust), ..audit::Event::new(actor, event) };
    audit::add(tx, desk.id(), now, &event)
}
