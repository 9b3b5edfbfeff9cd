//! Mail of the ledger in, read again with the reader and the register of today; what would be different now out. Nothing is
//! changed by looking. What is then changed goes the same way as `review replay`, so it is in the audit and a person can take
//! it back.

use anyhow::Context as _;
use jiff::Timestamp;

use super::ingest::{doubt_its_id, follow, read_safely, state_after};
use super::review::{self, Replayed};
use super::{Desk, belonging, withdrawal};
use crate::domain::ledger::{MessageState, Spot};
use crate::domain::{Disposition, MessageId, Reading, Register};
use crate::mailbox::{Fetched, Listed, MailboxError, Source};
use crate::store::{Store, StoreError, audit, folders, messages, trusts};
use crate::token::Tokens;

/// A message that would be read otherwise today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its number.
    pub id: MessageId,
    /// How it was read.
    pub before: String,
    /// How it would be read.
    pub after: String,
    /// Why it is left as it is all the same; none if it can be read again.
    pub stays: Option<&'static str>,
}

/// What a second reading has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// How many messages were read again.
    pub read: usize,
    /// Those that would be read otherwise.
    pub differences: Vec<Difference>,
    /// Those that could not be had any more, or not be read.
    pub missing: Vec<MessageId>,
}

/// Reads everything again of which the original was kept.
///
/// # Errors
/// When the database refuses.
pub fn kept(store: &mut Store, desk: &Desk) -> anyhow::Result<Found> {
    let (register, entries) = before(store, desk, None)?;
    let mut found = Found::default();
    for entry in entries.iter().filter(|entry| entry.state != MessageState::Duplicate) {
        let bytes = store.view::<_, StoreError>(|tx| messages::original(tx, desk.id(), entry.id))?;
        let Some(bytes) = bytes else { continue };
        found.compare(store, desk, &register, entry, &Fetched { bytes, partial: entry.partial })?;
    }
    Ok(found)
}

/// Fetches the mail of other programmes again from where it stands, and reads it anew. The mailbox is only looked at.
///
/// # Errors
/// When the mailbox cannot be opened, the line is lost or the database refuses.
pub async fn unrelated(store: &mut Store, desk: &Desk, tokens: &Tokens) -> anyhow::Result<Found> {
    let (register, entries) = before(store, desk, Some(MessageState::Unrelated))?;
    let mut found = Found::default();
    if entries.is_empty() {
        return Ok(found);
    }
    let mut source = Source::connect(&desk.config.mailbox, tokens).await.context("the mailbox could not be opened")?;
    let mut standing = Vec::new();
    for entry in &entries {
        for spot in store.view::<_, StoreError>(|tx| folders::spots_of(tx, entry.id))? {
            standing.push((spot, entry));
        }
    }
    standing.sort_by(|(one, _), (other, _)| one.folder.cmp(&other.folder));
    let mut had = std::collections::BTreeSet::new();
    let mut open: Option<(String, Option<u32>)> = None;
    for (spot, entry) in standing {
        if open.as_ref().is_none_or(|(name, _)| *name != spot.folder) {
            open = Some((spot.folder.clone(), opened(&mut source, &spot.folder).await?));
        }
        let is_there = open.as_ref().is_some_and(|(_, validity)| *validity == Some(spot.uid_validity));
        if had.contains(&entry.id) || !is_there {
            continue;
        }
        if let Some(fetched) = fetch(&mut source, desk, &spot).await? {
            had.insert(entry.id);
            found.compare(store, desk, &register, entry, &fetched)?;
        }
    }
    source.close().await;
    found.missing.extend(entries.iter().map(|entry| entry.id).filter(|id| !had.contains(id)));
    found.differences.sort_by_key(|difference| difference.id);
    Ok(found)
}

/// Reads one again for good: at once, or at the next look at the mailbox if its original was not kept.
///
/// # Errors
/// When it was decided meanwhile, cannot be read, or the database refuses.
pub fn apply(
    store: &mut Store,
    desk: &Desk,
    difference: &Difference,
    actor: &str,
    now: Timestamp,
) -> anyhow::Result<Replayed> {
    review::replay(store, desk, difference.id, actor, now)
}

fn before(
    store: &mut Store,
    desk: &Desk,
    state: Option<MessageState>,
) -> Result<(Register, Vec<messages::Entry>), StoreError> {
    store.view(|tx| Ok((trusts::register(tx, desk.id())?, messages::entries(tx, desk.id(), state)?)))
}

/// The UIDVALIDITY of a folder, none if it cannot be opened.
async fn opened(source: &mut Source, folder: &str) -> Result<Option<u32>, MailboxError> {
    match source.open(folder).await {
        Ok(validity) => Ok(Some(validity)),
        Err(error) if error.is_line_lost() => Err(error),
        Err(_) => Ok(None),
    }
}

async fn fetch(source: &mut Source, desk: &Desk, spot: &Spot) -> Result<Option<Fetched>, MailboxError> {
    let listed = Listed { spot: spot.clone(), size: 0, received: None };
    match source.fetch(&listed, desk.config.max_message_bytes).await {
        Ok(fetched) => Ok(Some(fetched).filter(|fetched| !fetched.bytes.is_empty())),
        Err(error) if error.is_line_lost() => Err(error),
        Err(_) => Ok(None),
    }
}

impl Found {
    fn compare(
        &mut self,
        store: &mut Store,
        desk: &Desk,
        register: &Register,
        entry: &messages::Entry,
        fetched: &Fetched,
    ) -> anyhow::Result<()> {
        let Ok((message, mut reading, said)) =
            read_safely(desk, register, &fetched.bytes, fetched.partial, entry.received)
        else {
            self.missing.push(entry.id);
            return Ok(());
        };
        self.read += 1;
        let old = entry.reading.as_ref().map(|(reading, _)| reading);
        let (state, decided) = store.view::<_, StoreError>(|tx| {
            // What is this campaign's already stays so.
            if entry.state == MessageState::Unrelated {
                belonging::place(tx, desk, &message, said, &mut reading)?;
            }
            doubt_its_id(tx, desk, &message, Some(entry.id), &mut reading)?;
            withdrawal::consider(tx, desk, &message, &mut reading)?;
            let by_a_person = audit::of_message(tx, entry.id)?.iter().any(|(_, actor, _)| actor != "service");
            Ok((state_after(&follow(tx, desk, &message, &reading, said)?, reading.class), by_a_person))
        })?;
        let was = old.map_or_else(|| entry.state.to_string(), gist);
        let would = gist(&reading);
        // Of another programme's mail nothing but that was kept.
        let is_same = was == would
            || (entry.state == MessageState::Unrelated && state == MessageState::Unrelated)
            || old.is_none() && entry.state == state;
        if !is_same {
            let stays = match entry.state {
                _ if decided => Some("a person has decided on it"),
                MessageState::Answer => Some("it is recorded as an answer"),
                _ => None,
            };
            self.differences.push(Difference { id: entry.id, before: was, after: would, stays });
        }
        Ok(())
    }
}

/// What a reading comes to, in a line: `nomination, RR8, Dr Una Brown, una.brown@leedsth.nhs.uk, a person decides`.
fn gist(reading: &Reading) -> String {
    let mut words = vec![reading.class.as_str().replace('_', " ")];
    words.extend(reading.trust.iter().map(|trust| trust.value.to_string()));
    for nominee in &reading.nominees {
        words.push(nominee.addressed());
        words.extend(nominee.job_title.iter().map(|job| job.value.clone()));
        words.extend(nominee.email.iter().map(|email| email.value.to_string()));
        words.extend(nominee.phones.iter().map(|phone| phone.value.national()));
    }
    words.extend(reading.until.iter().map(|until| format!("asks for time until {}", until.value)));
    if reading.disposition == Some(Disposition::Review) {
        words.push("a person decides".to_owned());
    }
    words.join(", ")
}
