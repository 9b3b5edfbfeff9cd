//! Messages that may have been moved in, what became of them out: by where they stand now.
//!
//! A message that still stands where it stood was not moved. Else it is looked for in the folder that it was to go to, by its
//! Message-ID, and known again by its identity, because servers may rewrite headers and two mails may have one Message-ID.

use std::sync::Arc;

use super::{Filed, change};
use crate::domain::MessageId;
use crate::domain::ledger::Spot;
use crate::flow::ingest::note;
use crate::flow::look::Eyes;
use crate::mailbox::imap::{Moved, Session};
use crate::mailbox::{Listed, MailboxError};
use crate::message;
use crate::store::filing::{self, Intent};
use crate::store::folders;

/// A server's index may lag behind, so a message that is not found is looked for again at the next looks.
const TRIES: u32 = 3;
/// So many messages are looked through for the one, newest first.
const MOST: usize = 50;

/// Finds out what became of every message that was about to be moved, and moves those that were not, if that is still
/// wanted.
///
/// # Errors
/// When the line to the mailbox is lost or the database refuses.
pub async fn settle(eyes: &Eyes, server: &mut Session, filed: &mut Filed) -> anyhow::Result<()> {
    let desk = Arc::clone(&eyes.desk);
    let intents = eyes.writer.run(move |store| store.view(|tx| filing::intended(tx, desk.id()))).await??;
    for intent in intents {
        match one(eyes, server, &intent).await {
            Ok(Became::Moved(place)) => {
                record(eyes, intent.message, &intent.from, &place).await?;
                filed.moved += 1;
            }
            Ok(Became::Unmoved) => {
                let message = intent.message;
                change(eyes, move |tx, _| filing::take_back(tx, message)).await?;
            }
            Ok(Became::Nowhere) => filed.gone += usize::from(not_found(eyes, intent.message).await?),
            Err(error) if error.is::<MailboxError>() && !is_line_lost(&error) => {
                let error = format!("{error:#}");
                tracing::warn!(id = intent.message.0, error, "whether a message was filed is not known yet");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_line_lost(error: &anyhow::Error) -> bool {
    error.downcast_ref().is_some_and(MailboxError::is_line_lost)
}

/// What became of a message.
enum Became {
    /// It was moved here.
    Moved(Spot),
    /// It was not moved, and is not to be.
    Unmoved,
    /// It is in neither folder.
    Nowhere,
}

async fn one(eyes: &Eyes, server: &mut Session, intent: &Intent) -> anyhow::Result<Became> {
    if still_stands(server, &intent.from).await? {
        if !eyes.desk.config.filing.is_on() || !server.can_move() {
            return Ok(Became::Unmoved);
        }
        server.make_folder(&intent.folder).await?;
        server.open_to_move(&intent.from.folder).await?;
        match server.move_to(&intent.from, &intent.folder).await? {
            Moved::To(place) => return Ok(Became::Moved(place)),
            Moved::Unnumbered | Moved::NotThere => {}
        }
    }
    Ok(find(eyes, server, intent).await?.map_or(Became::Nowhere, Became::Moved))
}

async fn still_stands(server: &mut Session, spot: &Spot) -> Result<bool, MailboxError> {
    match server.open_to_move(&spot.folder).await {
        Ok(uid_validity) if uid_validity == spot.uid_validity => server.stands_here(spot).await,
        Ok(_) | Err(MailboxError::NoSuchFolder(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Where the message stands in the folder that it was to go to.
async fn find(eyes: &Eyes, server: &mut Session, intent: &Intent) -> anyhow::Result<Option<Spot>> {
    match server.open(&intent.folder).await {
        Ok(_) => {}
        Err(MailboxError::NoSuchFolder(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    let mut candidates = Vec::new();
    for candidate in server.with_header_id(intent.header_id.as_deref(), MOST).await? {
        match stands_at(eyes, &candidate.spot).await? {
            Some(message) if message == intent.message => return Ok(Some(candidate.spot)),
            Some(_) => {}
            None => candidates.push(candidate),
        }
    }
    for candidate in &candidates {
        if is_it(eyes, server, candidate, &intent.identity).await? {
            return Ok(Some(candidate.spot.clone()));
        }
    }
    // Of a very large message only a part was read, or it could not be read at all: then its Message-ID has to do.
    let by_id = intent.header_id.as_ref().and_then(|_| match candidates.as_slice() {
        [only] => Some(only.spot.clone()),
        _ => None,
    });
    Ok(by_id)
}

async fn is_it(eyes: &Eyes, server: &mut Session, candidate: &Listed, identity: &str) -> anyhow::Result<bool> {
    match server.fetch(candidate, eyes.desk.config.max_message_bytes).await {
        Ok(fetched) => {
            Ok(message::read(&fetched.bytes, &eyes.desk.limits()).is_ok_and(|message| message.identity == identity))
        }
        Err(error) if error.is_line_lost() => Err(error.into()),
        Err(_) => Ok(false),
    }
}

async fn stands_at(eyes: &Eyes, spot: &Spot) -> anyhow::Result<Option<MessageId>> {
    let (desk, spot) = (Arc::clone(&eyes.desk), spot.clone());
    Ok(eyes.writer.run(move |store| store.view(|tx| folders::message_at(tx, desk.id(), &spot))).await??)
}

/// Counts that a message was not found; after the third time it is given up, and this says so.
async fn not_found(eyes: &Eyes, message: MessageId) -> anyhow::Result<bool> {
    let now = eyes.clock.now();
    let given_up = change(eyes, move |tx, desk| {
        if filing::not_found(tx, message)? < TRIES {
            return Ok(false);
        }
        filing::gone(tx, message)?;
        note(tx, desk, "message was gone when it was to be filed", message, None, now)?;
        Ok(true)
    });
    Ok(given_up.await?)
}

/// Commits where a message stands now.
pub(super) async fn record(eyes: &Eyes, message: MessageId, from: &Spot, place: &Spot) -> anyhow::Result<()> {
    let (from, place, now) = (from.clone(), place.clone(), eyes.clock.now());
    let recorded = change(eyes, move |tx, desk| {
        folders::replace(tx, desk.id(), &from, &place, message)?;
        filing::moved(tx, message)?;
        note(tx, desk, "message filed", message, None, now)
    });
    Ok(recorded.await?)
}
