//! Trusts that become one in; which answer stays in force, what a person has to decide and which mails do not go out, out. Changes
//! nothing.

use anyhow::{bail, ensure};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Asked;
use crate::domain::calendar::{date_words, in_london};
use crate::domain::nomination::{Answer, Held, Together, together};
use crate::domain::{MessageId, OdsCode, OutboxId, outbox::OutboxState};
use crate::flow::{Desk, answers::known};
use crate::store::{Tx, answers, history, outbox, trusts};

/// What a merger changes.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Since when.
    pub on: Date,
    /// The trusts that are no more, with their names.
    pub old: Vec<(OdsCode, String)>,
    /// The name of the one that answers for them.
    pub into: String,
    /// Their answers in force with whose each is, in the order they were said.
    pub answers: Vec<(OdsCode, Held)>,
    /// The answer that is in force then.
    pub stays: Option<Stays>,
    /// The answers that a person has to decide about.
    pub conflicts: Vec<Conflict>,
    /// The messages that wait for a person and hold the new trust's reminders then.
    pub waiting: Vec<MessageId>,
    /// The letters and reminders to the old trusts that have not gone out and do not.
    pub dropped: Vec<OutboxId>,
    /// Whether nobody at the new trust can be written to.
    pub without_contact: bool,
}

/// The answer in force.
#[derive(Debug, Clone)]
pub enum Stays {
    /// One of those there are.
    One(Held),
    /// Of two that name the same lead, the details of both.
    Joined(Answer, Timestamp),
}

impl Stays {
    /// The answer.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        match self {
            Self::One(held) => &held.answer,
            Self::Joined(answer, _) => answer,
        }
    }
}

/// An answer that says something else than the one that stays in force.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Whose it was.
    pub trust: OdsCode,
    /// It.
    pub held: Held,
    /// The message that gave it.
    pub message: Option<MessageId>,
    /// What a person has to decide.
    pub doubt: String,
}

/// Looks at everything that a merger touches.
///
/// # Errors
/// When a trust is not in the register or merged already, or a conflicting answer came without a message and nobody has said which
/// stays.
pub fn plan(tx: &Tx<'_>, desk: &Desk, asked: &Asked, now: Timestamp) -> anyhow::Result<Plan> {
    let today = in_london(now).date();
    let on = asked.on.unwrap_or(today);
    ensure!(on <= today, "{} has not come yet; merge the trusts on that day", date_words(on));
    let into = known(tx, desk, &asked.into)?;
    let mut old = Vec::new();
    for code in &asked.old {
        ensure!(*code != asked.into, "{code} cannot be merged into itself");
        ensure!(old.iter().all(|(own, _)| own != code), "{code} is named twice");
        old.push((code.clone(), known(tx, desk, code)?));
    }
    let mut held = Vec::new();
    for code in std::iter::once(&asked.into).chain(&asked.old) {
        held.extend(answers::current(tx, desk.id(), code)?.map(|held| (code.clone(), held)));
    }
    held.sort_by_key(|(_, held)| (held.said, held.id));
    let (stays, conflicts) = match asked.keep {
        Some(keep) => (Some(Stays::One(kept(&held, keep)?)), Vec::new()),
        None => settled(tx, asked, &held)?,
    };
    let mut waiting = Vec::new();
    for code in std::iter::once(&asked.into).chain(&asked.old) {
        waiting.extend(history::waiting(tx, desk.id(), code)?);
    }
    waiting.sort_unstable_by_key(|id| id.0);
    waiting.dedup();
    let without_contact =
        trusts::all(tx, desk.id())?.iter().any(|trust| trust.ods_code == asked.into && trust.contacts.is_empty());
    Ok(Plan {
        on,
        old,
        into,
        answers: held,
        stays,
        conflicts,
        waiting,
        dropped: dropped(tx, desk, asked)?,
        without_contact,
    })
}

/// The answer that a person says stays.
fn kept(held: &[(OdsCode, Held)], keep: crate::domain::AnswerId) -> anyhow::Result<Held> {
    match held.iter().find(|(_, held)| held.id == keep) {
        Some((_, held)) => Ok(held.clone()),
        None => {
            let there: Vec<String> = held.iter().map(|(_, held)| held.id.to_string()).collect();
            bail!("answer {keep} is not in force for any of these trusts; those that are: {}", there.join(", "))
        }
    }
}

/// The answers one after the other, as if all had been said for the new trust.
fn settled(tx: &Tx<'_>, asked: &Asked, held: &[(OdsCode, Held)]) -> anyhow::Result<(Option<Stays>, Vec<Conflict>)> {
    let mut rows = held.iter();
    let Some((mut whose, mut standing)) = rows.next().cloned() else { return Ok((None, Vec::new())) };
    let (mut joined, mut conflicts) = (None, Vec::new());
    for (trust, later) in rows {
        match together(&standing.answer, &later.answer) {
            Together::Earlier => {}
            Together::Later => {
                (whose, standing, joined) = (trust.clone(), later.clone(), None);
            }
            Together::Joined(answer) => {
                standing = Held { answer: answer.clone(), ..later.clone() };
                joined = Some(Stays::Joined(answer, later.said));
            }
            Together::Conflict => {
                let message = answers::message(tx, later.id)?;
                ensure!(
                    message.is_some(),
                    "{whose} and {trust} have different answers ({}; {}), and answer {} came without a message that could be \
                     put before a person; say which stays with --keep {} or --keep {}",
                    standing.answer.words(),
                    later.answer.words(),
                    later.id,
                    standing.id,
                    later.id
                );
                let doubt = format!(
                    "{trust} is part of {} now, and the register holds another answer for that: {} (answer {}, of {whose})",
                    asked.into,
                    standing.answer.words(),
                    standing.id
                );
                conflicts.push(Conflict { trust: trust.clone(), held: later.clone(), message, doubt });
            }
        }
    }
    Ok((Some(joined.unwrap_or(Stays::One(standing))), conflicts))
}

/// The letters and reminders to the old trusts that still wait.
fn dropped(tx: &Tx<'_>, desk: &Desk, asked: &Asked) -> anyhow::Result<Vec<OutboxId>> {
    let mut dropped = Vec::new();
    for state in [OutboxState::Queued, OutboxState::Held] {
        for item in outbox::items(tx, desk.id(), Some(state))? {
            let of_old = item.trust.as_deref().is_some_and(|own| asked.old.iter().any(|code| code.as_str() == own));
            if of_old && ["invitation", "reminder"].contains(&item.letter.as_str()) {
                dropped.push(item.id);
            }
        }
    }
    Ok(dropped)
}
