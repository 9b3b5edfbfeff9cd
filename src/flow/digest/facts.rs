//! All that the digest says, at one moment: the store in, `campaign::digest`'s facts out.

use std::collections::BTreeMap;

use jiff::{Timestamp, Zoned};

use super::reading;
use crate::campaign::digest::{DigestFacts, Item, News, NomineeEntry, ReviewItem, Trouble, TrustEntry};
use crate::campaign::plan::TrustPlan;
use crate::compose::trust_in_words;
use crate::domain::calendar::in_london;
use crate::domain::ledger::MessageState;
use crate::domain::nomination::Person;
use crate::domain::outbox::OutboxState;
use crate::domain::reading::FailedRecipient;
use crate::domain::{OdsCode, Reading};
use crate::export::Register;
use crate::flow::Desk;
use crate::flow::export;
use crate::flow::overview::{self, Overview};
use crate::store::mark::Standing;
use crate::store::messages::{self, Entry};
use crate::store::register::{self, Current, Registered};
use crate::store::{StoreError, Tx, answers, digests, sent, sums};

/// All that a digest is made of.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The moment, in Europe/London.
    pub now: Zoned,
    /// As at when the last digest was.
    pub since: Option<Timestamp>,
    /// The deadline in force.
    pub deadline: Zoned,
    /// The books, the outbox and the folders.
    pub overview: Overview,
    /// The register, as it is attached.
    pub register: Register,
    /// What is new about each nominee: `replaces Mr John Brown`.
    pub changes: BTreeMap<OdsCode, String>,
    trusts: Vec<TrustEntry>,
    trusts_counted: u64,
    nominees: Vec<NomineeEntry>,
    plans: Vec<TrustPlan>,
    news: News,
}

impl Gathered {
    /// Asks the store.
    pub(super) fn at(tx: &Tx<'_>, desk: &Desk, standing: Standing, now: Timestamp) -> Result<Self, StoreError> {
        let since = digests::last(tx, desk.id())?;
        let overview = overview::at(tx, desk, standing)?;
        let registered = register::all(tx, desk.id())?;
        let (nominees, changes) = nominees(tx, desk, &registered)?;
        let now = in_london(now);
        Ok(Self {
            since,
            deadline: deadline(desk),
            register: export::register(tx, desk, now.timestamp())?,
            changes,
            trusts: trusts(tx, desk, &registered, &overview)?,
            trusts_counted: sums::count_trusts(tx, desk.id())?.try_into().unwrap_or(u64::MAX),
            nominees,
            plans: plans(),
            news: news(tx, desk, &overview, since)?,
            overview,
            now,
        })
    }

    /// The facts for counting.
    pub(super) fn facts<'a>(&'a self, desk: &'a Desk) -> DigestFacts<'a> {
        DigestFacts {
            tag: &desk.campaign().tag,
            letter_date: desk.campaign().letter_date,
            deadline: &self.deadline,
            now: &self.now,
            days: &desk.config.working_days,
            since: self.since,
            trusts: &self.trusts,
            trusts_counted: self.trusts_counted,
            messages: &self.overview.messages,
            messages_seen: self.overview.seen,
            disagreements: &self.overview.disagreements,
            nominees: &self.nominees,
            plans: &self.plans,
            news: self.news.clone(),
        }
    }

    /// The name of a trust of the register.
    pub(super) fn trust_name(&self, code: &OdsCode) -> Option<String> {
        self.register.entries.iter().find(|entry| entry.ods_code == *code).map(|entry| entry.trust_name.clone())
    }

    /// The region of a trust of the register.
    pub(super) fn region(&self, code: &OdsCode) -> Option<String> {
        self.register.entries.iter().find(|entry| entry.ods_code == *code).and_then(|entry| entry.region.clone())
    }
}

/// The deadline in force.
fn deadline(desk: &Desk) -> Zoned {
    desk.campaign().deadline.clone()
}

/// The plan of the reminders at this moment.
fn plans() -> Vec<TrustPlan> {
    Vec::new()
}

fn trusts(
    tx: &Tx<'_>,
    desk: &Desk,
    registered: &[Registered],
    overview: &Overview,
) -> Result<Vec<TrustEntry>, StoreError> {
    let first = register::first_answers(tx, desk.id())?;
    let entry = |trust: &Registered| {
        let state = overview.coverage.state(&trust.ods_code)?;
        Some(TrustEntry {
            ods_code: trust.ods_code.clone(),
            name: trust_in_words(&trust.name),
            region: trust.region.clone(),
            state,
            answered_on: first.get(&trust.ods_code).copied(),
        })
    };
    Ok(registered.iter().filter_map(entry).collect())
}

/// Who is named as lead, and what is new about each.
fn nominees(
    tx: &Tx<'_>,
    desk: &Desk,
    registered: &[Registered],
) -> Result<(Vec<NomineeEntry>, BTreeMap<OdsCode, String>), StoreError> {
    let (mut nominees, mut changes) = (Vec::new(), BTreeMap::new());
    for trust in registered {
        let Some(current) = &trust.answer else { continue };
        let Some(lead) = current.answer.lead() else { continue };
        let before = before(tx, desk, current)?;
        let replaced = before.as_ref().filter(|before| !before.is_named(&lead.name)).map(Person::addressed);
        changes.insert(trust.ods_code.clone(), change(before.as_ref(), lead));
        nominees.push(NomineeEntry {
            trust: trust.ods_code.clone(),
            trust_name: trust_in_words(&trust.name),
            lead: lead.clone(),
            replaced,
            recorded: current.recorded,
        });
    }
    Ok((nominees, changes))
}

/// The lead whom the answer before this one named.
fn before(tx: &Tx<'_>, desk: &Desk, current: &Current) -> Result<Option<Person>, StoreError> {
    let Some(id) = current.replaces else { return Ok(None) };
    answers::version(tx, desk.id(), id).map(|held| held.answer.lead().cloned())
}

/// `new`, `replaces Mr John Brown`, `email address added`, `details changed`.
fn change(before: Option<&Person>, lead: &Person) -> String {
    match before {
        None => "new".to_owned(),
        Some(before) if !before.is_named(&lead.name) => format!("replaces {}", before.addressed()),
        Some(before) if before.email.is_none() && lead.email.is_some() => "email address added".to_owned(),
        Some(before) if before == lead => "named again".to_owned(),
        Some(_) => "details changed".to_owned(),
    }
}

fn news(tx: &Tx<'_>, desk: &Desk, overview: &Overview, since: Option<Timestamp>) -> Result<News, StoreError> {
    let since = since.unwrap_or(Timestamp::UNIX_EPOCH);
    let read_at =
        |name: &String| overview.folders.iter().find(|folder| folder.folder == *name).and_then(|folder| folder.read_at);
    Ok(News {
        reviews: reviews(tx, desk)?,
        queries: queries(tx, desk)?,
        bounces: bounces(tx, desk, since)?,
        stuck: stuck(overview),
        unrelated: unrelated(tx, desk, since)?,
        folders: desk.config.mailbox.folders().iter().map(|name| (name.clone(), read_at(name))).collect(),
    })
}

fn reviews(tx: &Tx<'_>, desk: &Desk) -> Result<Vec<ReviewItem>, StoreError> {
    let entries = messages::entries(tx, desk.id(), Some(MessageState::AwaitingReview))?;
    let review = |entry: Entry| {
        let (reading, doubts) = entry.reading.map_or((None, Vec::new()), |(reading, doubts)| (Some(reading), doubts));
        let link = desk.config.public_url.as_ref().map(|url| format!("{url}/messages/{}", entry.id));
        Ok(ReviewItem {
            message: entry.id,
            trust: trust_of(reading.as_ref()),
            candidates: candidates(reading.as_ref()),
            at: entry.received,
            says: reading::says(tx, desk, entry.id, reading.as_ref())?,
            unclear: doubts.into_iter().map(|doubt| doubt.0).collect(),
            link,
        })
    };
    entries.into_iter().map(review).collect()
}

fn trust_of(reading: Option<&Reading>) -> Option<OdsCode> {
    reading.and_then(|reading| reading.trust.as_ref()).map(|trust| trust.value.clone())
}

fn candidates(reading: Option<&Reading>) -> Vec<OdsCode> {
    reading.iter().flat_map(|reading| &reading.candidates).map(|candidate| candidate.value.clone()).collect()
}

/// Questions that no colleague has answered yet, as far as the folder of what was sent tells.
fn queries(tx: &Tx<'_>, desk: &Desk) -> Result<Vec<Item>, StoreError> {
    let mut queries = Vec::new();
    for id in digests::asking(tx, desk.id())? {
        let entry = messages::entry(tx, desk.id(), id)?;
        let answered = match &entry.header_id {
            Some(header_id) => !sent::hand_replies(tx, desk.id(), header_id)?.is_empty(),
            None => false,
        };
        if answered {
            continue;
        }
        let reading = entry.reading.as_ref().map(|(reading, _)| reading);
        queries.push(Item {
            message: id,
            trust: trust_of(reading),
            at: entry.received,
            who: writer(&entry),
            words: reading::asks(tx, desk, id, reading)?,
        });
    }
    Ok(queries)
}

/// `Sam Okafor, sam.okafor@yas.nhs.uk`.
fn writer(entry: &Entry) -> Option<String> {
    let address = entry.sender.clone()?;
    let name = entry.sender_name.as_deref().map(str::trim).filter(|name| !name.is_empty() && *name != address);
    Some(name.map_or_else(|| address.clone(), |name| format!("{name}, {address}")))
}

/// The addresses that mail came back from for good since the last digest.
fn bounces(tx: &Tx<'_>, desk: &Desk, since: Timestamp) -> Result<Vec<Item>, StoreError> {
    let mut bounces = Vec::new();
    for id in digests::recorded_since(tx, desk.id(), MessageState::Bounce, since)? {
        let entry = messages::entry(tx, desk.id(), id)?;
        let Some((reading, _)) = &entry.reading else { continue };
        if reading.permanent == Some(false) {
            continue;
        }
        for failed in &reading.failed_recipients {
            bounces.push(Item {
                message: id,
                trust: match digests::trust_of_address(tx, desk.id(), &failed.address)? {
                    Some(trust) => Some(trust),
                    None => trust_of(Some(reading)),
                },
                at: entry.received,
                who: Some(failed.address.to_string()),
                words: why_it_failed(failed).to_owned(),
            });
        }
    }
    Ok(bounces)
}

/// What the enhanced status code says (RFC 3463 section 3).
fn why_it_failed(failed: &FailedRecipient) -> &'static str {
    let status = failed.status.as_deref().unwrap_or_default();
    match status.split_once('.').map_or("", |(_, detail)| detail) {
        "1.1" | "1.10" => "there is no such address",
        "1.2" | "4.4" => "there is no such mail domain",
        "2.1" => "the mailbox is closed",
        "2.2" => "the mailbox is full",
        "2.3" | "3.4" => "the mail was too large",
        _ => "it came back for good",
    }
}

/// What a person should look at, by how many there are.
fn stuck(overview: &Overview) -> Vec<Trouble> {
    let counted = |count: u64, one: &str, many: &str, command: &str| {
        let words = if count == 1 { format!("1 {one}") } else { format!("{count} {many}") };
        (count > 0).then(|| Trouble { words, command: format!("cso-intake {command}") })
    };
    let mails = |state| overview.mails_in(state);
    [
        counted(
            overview.messages_in(MessageState::SetAside),
            "message is set aside",
            "messages are set aside",
            "review list --state set_aside",
        ),
        counted(
            mails(OutboxState::Held),
            "mail waits for somebody to release it",
            "mails wait for somebody to release them",
            "outbox list --state held",
        ),
        counted(
            mails(OutboxState::Unknown),
            "mail may or may not have arrived",
            "mails may or may not have arrived",
            "outbox list --state unknown",
        ),
        counted(
            mails(OutboxState::GaveUp),
            "mail was refused for good",
            "mails were refused for good",
            "outbox list --state gave_up",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Unrelated mail that came from a trust's domain since the last digest.
fn unrelated(tx: &Tx<'_>, desk: &Desk, since: Timestamp) -> Result<Vec<Item>, StoreError> {
    let mut unrelated = Vec::new();
    for id in digests::recorded_since(tx, desk.id(), MessageState::Unrelated, since)? {
        let entry = messages::entry(tx, desk.id(), id)?;
        let reading = entry.reading.as_ref().map(|(reading, _)| reading);
        let Some(trust) = trust_of(reading).or_else(|| candidates(reading).into_iter().next()) else { continue };
        unrelated.push(Item { message: id, trust: Some(trust), at: entry.received, who: None, words: String::new() });
    }
    Ok(unrelated)
}
