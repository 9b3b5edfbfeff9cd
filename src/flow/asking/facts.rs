//! The store in, what the campaign has to know of each trust out: all in the transaction of whoever asks.
//!
//! Once trusts have merged, what was sent to the earlier ones and what waits from them counts for the one that answers.

use std::collections::HashMap;

use jiff::civil::Date;

use super::deadline::{self, InForce};
use crate::campaign::facts::{Away, Bar, CampaignFacts, ContactRecord, Existence, Fate, MailRecord, Sort, TrustRecord};
use crate::compose::trust_in_words;
use crate::domain::calendar::in_london;
use crate::domain::nomination::Answer;
use crate::domain::outbox::OutboxState;
use crate::domain::reminders::{InvitationKey, ReminderKey};
use crate::domain::{EmailAddress, OdsCode};
use crate::flow::Desk;
use crate::store::chase::{self, Asking, Chased, Meant};
use crate::store::{StoreError, Tx, answers};

/// What the campaign has to know.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The deadline in force.
    pub deadline: InForce,
    /// The trusts, by name.
    pub trusts: Vec<TrustRecord>,
}

impl Facts {
    /// The campaign's own part, as the planning takes it.
    #[must_use]
    pub fn campaign<'a>(&'a self, desk: &'a Desk) -> CampaignFacts<'a> {
        CampaignFacts {
            id: desk.id(),
            deadline: &self.deadline.at,
            deadline_version: self.deadline.version,
            rules: &desk.config.reminders,
            days: &desk.config.working_days,
        }
    }

    /// One of the trusts.
    #[must_use]
    pub fn trust(&self, code: &OdsCode) -> Option<&TrustRecord> {
        self.trusts.iter().find(|trust| trust.ods_code == *code)
    }
}

/// Of every trust.
///
/// # Errors
/// When the database refuses.
pub fn all(tx: &Tx<'_>, desk: &Desk) -> Result<Facts, StoreError> {
    facts(tx, desk, None)
}

/// Of one trust: the same as it has among all.
///
/// # Errors
/// When the database refuses.
pub fn one(tx: &Tx<'_>, desk: &Desk, trust: &OdsCode) -> Result<Facts, StoreError> {
    facts(tx, desk, Some(trust))
}

fn facts(tx: &Tx<'_>, desk: &Desk, only: Option<&OdsCode>) -> Result<Facts, StoreError> {
    let id = desk.id();
    let register = chase::trusts(tx, id)?;
    let family = Family::of(&register);
    let wanted: Vec<&Chased> = register.iter().filter(|trust| only.is_none_or(|only| trust.code == *only)).collect();
    let relatives = register.iter().filter(|trust| only.is_none_or(|only| family.head(&trust.code) == only));
    let meant = Meant::of(relatives.chain(wanted.iter().copied()).map(|trust| &trust.code))?;
    let mut gathered = Gathered {
        asking: by_head(&family, chase::asking(tx, id, &meant)?.into_iter().map(|mail| (mail.trust.clone(), mail))),
        domains: by_head(&family, chase::domains(tx, id, &meant)?),
        unresolved: by_head(&family, chase::unresolved(tx, id, &meant)?),
        contacts: by_code(chase::contacts(tx, id, &meant)?),
        away: absences(tx, desk, &meant)?,
        bars: bars(tx, desk)?,
        asked_not_to: chase::asked_not_to(tx, id)?.into_iter().collect(),
        answers: answers_of(tx, desk, only)?,
    };
    let mut carried: HashMap<&OdsCode, Vec<MailRecord>> = HashMap::new();
    let mut marked: HashMap<&OdsCode, Date> = HashMap::new();
    for trust in &register {
        let head = family.head(&trust.code);
        carried.entry(head).or_default().extend(trust.carried.as_ref().map(|(to, at)| MailRecord {
            what: Sort::Other,
            to: to.clone(),
            at: *at,
            fate: Fate::Carried,
        }));
        if let Some(day) = trust.marked {
            marked.entry(head).and_modify(|earliest| *earliest = day.min(*earliest)).or_insert(day);
        }
    }
    let trusts = wanted.into_iter().map(|trust| {
        let mails = carried.remove(&trust.code).unwrap_or_default();
        record(trust, &family, &mut gathered, mails, marked.get(&trust.code).copied())
    });
    Ok(Facts { deadline: deadline::in_force(tx, desk)?, trusts: trusts.collect() })
}

/// Which trust answers for which.
struct Family(HashMap<OdsCode, OdsCode>);

impl Family {
    fn of(register: &[Chased]) -> Self {
        Self(register.iter().filter_map(|trust| Some((trust.code.clone(), trust.merged_into.clone()?))).collect())
    }

    /// The trust that answers for this one; itself, unless it was merged.
    fn head<'a>(&'a self, code: &'a OdsCode) -> &'a OdsCode {
        let mut head = code;
        // A circle, which nobody should make, ends here.
        for _ in 0..self.0.len() {
            let Some(next) = self.0.get(head) else { break };
            head = next;
        }
        head
    }
}

/// What was gathered for all the trusts that are meant, under the code of the one that answers.
struct Gathered {
    asking: HashMap<OdsCode, Vec<Asking>>,
    domains: HashMap<OdsCode, Vec<String>>,
    unresolved: HashMap<OdsCode, Vec<crate::domain::MessageId>>,
    contacts: HashMap<OdsCode, Vec<crate::domain::Contact>>,
    away: HashMap<EmailAddress, Away>,
    bars: Vec<(EmailAddress, Bar)>,
    asked_not_to: HashMap<OdsCode, Date>,
    answers: HashMap<OdsCode, Answer>,
}

fn by_code<T>(pairs: impl IntoIterator<Item = (OdsCode, T)>) -> HashMap<OdsCode, Vec<T>> {
    let mut found: HashMap<OdsCode, Vec<T>> = HashMap::new();
    for (code, value) in pairs {
        found.entry(code).or_default().push(value);
    }
    found
}

fn by_head<T>(family: &Family, pairs: impl IntoIterator<Item = (OdsCode, T)>) -> HashMap<OdsCode, Vec<T>> {
    by_code(pairs.into_iter().map(|(code, value)| (family.head(&code).clone(), value)))
}

/// The latest out-of-office note of each contact that has one.
fn absences(tx: &Tx<'_>, desk: &Desk, meant: &Meant) -> Result<HashMap<EmailAddress, Away>, StoreError> {
    let found = chase::absences(tx, desk.id(), meant)?.into_iter().map(|absence| {
        let noted = in_london(absence.noted).date();
        (absence.address, Away { noted, back: absence.back, alternative: absence.alternative })
    });
    Ok(found.collect())
}

/// The addresses that are used for nobody.
fn bars(tx: &Tx<'_>, desk: &Desk) -> Result<Vec<(EmailAddress, Bar)>, StoreError> {
    let withdrawn = chase::withdrawn(tx, desk.id())?.into_iter().map(|(address, day)| (address, Bar::Withdrawn(day)));
    let bounced = chase::bounced(tx, desk.id())?.into_iter();
    let bounced = bounced.map(|(address, at)| (address, Bar::Bounced(in_london(at).date())));
    Ok(withdrawn.chain(bounced).collect())
}

fn answers_of(tx: &Tx<'_>, desk: &Desk, only: Option<&OdsCode>) -> Result<HashMap<OdsCode, Answer>, StoreError> {
    Ok(match only {
        Some(code) => {
            answers::current(tx, desk.id(), code)?.into_iter().map(|held| (code.clone(), held.answer)).collect()
        }
        None => answers::all_current(tx, desk.id())?.into_iter().map(|(code, held)| (code, held.answer)).collect(),
    })
}

fn record(
    trust: &Chased,
    family: &Family,
    gathered: &mut Gathered,
    mut mails: Vec<MailRecord>,
    marked: Option<Date>,
) -> TrustRecord {
    let code = &trust.code;
    let asking = gathered.asking.remove(code).unwrap_or_default();
    let mut bars = gathered.bars.clone();
    let mut invited = marked;
    for mail in &asking {
        let fate = fate(mail);
        if fate == Fate::Refused && no_such_address(mail.why.as_deref()) {
            bars.push((mail.to.clone(), Bar::Bounced(in_london(mail.at).date())));
        }
        let what = match (ReminderKey::parse(&mail.key), InvitationKey::parse(&mail.key)) {
            (Some(key), _) => Sort::Reminder(key),
            (None, Some(key)) => {
                if matches!(fate, Fate::Carried | Fate::Bounced) {
                    let day = in_london(mail.at).date();
                    invited = Some(invited.map_or(day, |earliest| earliest.min(day)));
                }
                Sort::Invitation(key)
            }
            (None, None) => Sort::Other,
        };
        mails.push(MailRecord { what, to: mail.to.clone(), at: mail.at, fate });
    }
    let contacts = gathered.contacts.remove(code).unwrap_or_default();
    let away = &gathered.away;
    let contacts = contacts.into_iter().map(|contact| {
        let away = away.get(&contact.email).cloned();
        ContactRecord { contact, away }
    });
    TrustRecord {
        ods_code: code.clone(),
        name: trust_in_words(&trust.name),
        domains: gathered.domains.remove(code).unwrap_or_default(),
        existence: match (&trust.merged_into, trust.closed) {
            (Some(_), _) => Existence::MergedInto(family.head(code).clone()),
            (None, Some(day)) => Existence::Closes(day),
            (None, None) => Existence::Open,
        },
        invited,
        answer: gathered.answers.remove(code),
        unresolved: gathered.unresolved.remove(code).unwrap_or_default(),
        asked_not_to: gathered.asked_not_to.get(code).copied(),
        contacts: contacts.collect(),
        bars,
        mails,
    }
}

/// What became of a mail, from its state.
fn fate(mail: &Asking) -> Fate {
    match mail.state {
        OutboxState::Queued | OutboxState::Held => Fate::Waiting,
        OutboxState::Sending | OutboxState::Sent | OutboxState::Unknown if mail.bounced.is_some() => Fate::Bounced,
        OutboxState::Sending | OutboxState::Sent | OutboxState::Unknown => Fate::Carried,
        OutboxState::GaveUp => Fate::Refused,
        OutboxState::Dropped if mail.stopped => Fate::Stopped,
        OutboxState::Dropped => Fate::Outdated,
        OutboxState::Suppressed => Fate::Suppressed,
    }
}

/// Whether the server said of the recipient that there is no such address (RFC 3463 section 3.2). 5.1.7 and 5.1.8 are about the
/// sender.
fn no_such_address(said: Option<&str>) -> bool {
    const CODES: [&str; 5] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"];
    let is_code = |word: &str| CODES.contains(&word.trim_matches(|c: char| !c.is_ascii_digit()));
    said.is_some_and(|said| said.starts_with("RCPT TO") && said.split_whitespace().any(is_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_the_recipient_bars_the_address() {
        assert!(no_such_address(Some("RCPT TO was refused: 550 5.1.1 user unknown")));
        assert!(no_such_address(Some("RCPT TO was refused: 550 5.1.10 RecipientNotFound")));
        assert!(!no_such_address(Some("RCPT TO was refused: 550 5.1.8 bad sender")));
        assert!(!no_such_address(Some("RCPT TO was refused: 550 5.7.1 not allowed")));
        assert!(!no_such_address(Some("MAIL FROM was refused: 550 5.1.1 who are you")));
        assert!(!no_such_address(None));
    }
}
