//! The folder of what was sent in; what it says of our own mail and of the answers of colleagues into the store.
//!
//! Our own mail that is found there has gone out, whatever the line let us see. Mail of ours that the store does not know
//! shows that the database is an older one. Any other mail from the mailbox that answers a message is a colleague's (or an
//! earlier installation's), and that message needs no receipt. What is not found there proves nothing.

use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;

use super::look::Eyes;
use super::outbox::{Outdated, outdated};
use super::{Desk, attached, hold};
use crate::config::{MailboxSource, SentFolder};
use crate::domain::calendar::in_london;
use crate::domain::{Campaign, EmailAddress, hold::HoldReason, outbox::OutboxState};
use crate::mailbox::{HEADERS_AT_ONCE, Listed, MailboxError, Source};
use crate::message::{self, Headers};
use crate::post::eml;
use crate::store::hold::Hold;
use crate::store::{Store, StoreError, Tx, audit, campaigns, messages, outbox, sending, sent};

/// A copy that the folder has refused so often is owed no longer.
const COPY_TRIES: u32 = 3;

/// What became of one reading of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It was read to its end; so many mails were new in it.
    Read(usize),
    /// There is none, or it is not to be read.
    None,
    /// It could not be read, which the log says.
    Unreadable,
}

/// Which folder is the one.
fn wanted(mailbox: &MailboxSource) -> &SentFolder {
    match mailbox {
        MailboxSource::Maildir { .. } => &SentFolder::Find,
        MailboxSource::Imap(account) => &account.sent_folder,
    }
}

/// Whether the folder is to be looked at.
pub(super) fn is_wanted(mailbox: &MailboxSource) -> bool {
    *wanted(mailbox) != SentFolder::Ignore
}

/// Reads what is new in the folder of what was sent, and puts the copies there that are owed. At the end of a look: a mail
/// that goes out next knows then what colleagues have answered.
///
/// # Errors
/// When the database refuses. A folder that cannot be read is told in the log and in what this returns.
pub async fn read(eyes: &Eyes, source: &mut Source) -> anyhow::Result<Sent> {
    let sent = match read_folder(eyes, source).await {
        Ok(sent) => sent,
        Err(error) if error.is::<MailboxError>() => {
            tracing::warn!(error = format!("{error:#}"), "the Sent folder could not be read; it is tried again");
            Sent::Unreadable
        }
        Err(error) => return Err(error),
    };
    let outcome = match sent {
        Sent::Read(_) => sent::Outcome::Read,
        Sent::None => sent::Outcome::None,
        Sent::Unreadable => sent::Outcome::Unreadable,
    };
    let (desk, now) = (Arc::clone(&eyes.desk), eyes.clock.now());
    eyes.writer.run(move |store| store.change(|tx| sent::looked(tx, desk.id(), outcome, now))).await??;
    Ok(sent)
}

async fn read_folder(eyes: &Eyes, source: &mut Source) -> anyhow::Result<Sent> {
    let Some((folder, uid_validity)) = open(eyes, source).await? else { return Ok(Sent::None) };
    let (desk, name) = (Arc::clone(&eyes.desk), folder.clone());
    let last_uid = eyes
        .writer
        .run(move |store| store.change(|tx| sent::begin(tx, desk.id(), &name, uid_validity, desk.config.read_from)))
        .await??;
    let mut after = (uid_validity != 0 && last_uid != 0).then_some(last_uid);
    let mut count = 0;
    loop {
        let listing = source.list_some(after, eyes.desk.config.read_from).await?;
        count += portion(eyes, source, listing.messages).await?;
        let Some(reached) = listing.more_above else { break };
        let desk = Arc::clone(&eyes.desk);
        eyes.writer.run(move |store| store.change(|tx| sent::advance(tx, desk.id(), reached))).await??;
        after = Some(reached);
    }
    copies(eyes, source, &folder).await?;
    Ok(Sent::Read(count))
}

/// The folder, opened, and its UIDVALIDITY. One that was found before is not looked for at every look.
async fn open(eyes: &Eyes, source: &mut Source) -> anyhow::Result<Option<(String, u32)>> {
    let desk = Arc::clone(&eyes.desk);
    let wanted = wanted(&eyes.desk.config.mailbox);
    if *wanted == SentFolder::Find
        && let Some(folder) = eyes.writer.run(move |store| store.view(|tx| sent::name(tx, desk.id()))).await??
    {
        match source.open(&folder).await {
            Err(MailboxError::NoSuchFolder(_)) => {}
            opened => return Ok(Some((folder, opened?))),
        }
    }
    let Some(folder) = source.find_sent(wanted).await? else { return Ok(None) };
    let uid_validity = source.open(&folder).await?;
    Ok(Some((folder, uid_validity)))
}

/// Notes what a portion of the folder says; how many mails in it are new.
async fn portion(eyes: &Eyes, source: &mut Source, listed: Vec<Listed>) -> anyhow::Result<usize> {
    let new = not_read_yet(eyes, listed).await?;
    for batch in new.chunks(HEADERS_AT_ONCE) {
        let heads = source.headers(batch).await?;
        let refused = heads.iter().filter(|head| head.is_none()).count();
        if refused > 0 {
            tracing::warn!(refused, "some mails of the Sent folder could not be read and are passed over");
        }
        let (desk, now, batch) = (Arc::clone(&eyes.desk), eyes.clock.now(), batch.to_vec());
        let raised = eyes.writer.run(move |store| note_batch(store, &desk, &batch, &heads, now)).await??;
        raised.iter().for_each(hold::tell);
    }
    Ok(new.len())
}

/// Of a Maildir, whose files have no order, those that were not read before.
async fn not_read_yet(eyes: &Eyes, listed: Vec<Listed>) -> anyhow::Result<Vec<Listed>> {
    let desk = Arc::clone(&eyes.desk);
    let new = eyes.writer.run(move |store| {
        store.view::<_, StoreError>(|tx| {
            let mut new = Vec::new();
            for item in listed {
                if item.spot.uid_validity != 0 || !sent::is_file_read(tx, desk.id(), &item.spot.key)? {
                    new.push(item);
                }
            }
            Ok(new)
        })
    });
    Ok(new.await??)
}

/// One batch in one transaction, with how far the folder has been read.
fn note_batch(
    store: &mut Store,
    desk: &Desk,
    batch: &[Listed],
    heads: &[Option<Vec<u8>>],
    now: Timestamp,
) -> Result<Vec<Hold>, StoreError> {
    store.change(|tx| {
        let mut raised = Vec::new();
        for (item, head) in batch.iter().zip(heads) {
            if let Some(found) = head.as_deref().and_then(|head| Found::read(desk, head)) {
                raised.extend(note(tx, desk, &found, now)?);
            }
            match item.spot.key.parse() {
                Ok(uid) if item.spot.uid_validity != 0 => sent::advance(tx, desk.id(), uid)?,
                _ => sent::file_is_read(tx, desk.id(), &item.spot.key)?,
            }
        }
        Ok(raised)
    })
}

/// What the head of a mail in the folder says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// X-CSO-Ref.
    reference: Option<String>,
    /// Its Message-ID.
    message_id: Option<String>,
    /// The Message-ID before Exchange replaced it.
    original_id: Option<String>,
    /// The Message-ID that it answers.
    in_reply_to: Option<String>,
    /// Every Message-ID that it cites.
    cited: Vec<String>,
    /// To whom it went.
    to: Vec<EmailAddress>,
    /// Whether a person wrote it in the name of the mailbox.
    by_hand: bool,
}

impl Found {
    pub(super) fn read(desk: &Desk, head: &[u8]) -> Option<Self> {
        let headers = message::read(head, &desk.limits()).ok()?.headers;
        let bare = |id: &str| id.trim().trim_start_matches('<').trim_end_matches('>').to_owned();
        let mut cited = headers.in_reply_to.clone();
        cited.extend(headers.references.iter().cloned());
        Some(Self {
            reference: headers.get("x-cso-ref").map(|text| text.trim().to_owned()),
            original_id: headers.get("x-microsoft-original-message-id").map(bare),
            in_reply_to: headers.in_reply_to.first().cloned(),
            to: headers.to.iter().chain(&headers.cc).map(|mailbox| mailbox.address.clone()).collect(),
            by_hand: is_ours(&headers, desk.campaign()) && !is_automatic(&headers),
            message_id: headers.message_id,
            cited,
        })
    }
}

/// Whether it was sent as the mailbox, or on its behalf.
fn is_ours(headers: &Headers, campaign: &Campaign) -> bool {
    let own = |address: &EmailAddress| *address == campaign.mailbox || campaign.aliases.contains(address);
    headers.from.iter().chain(&headers.sender).any(|mailbox| own(&mailbox.address))
}

/// The mailbox's own out-of-office note answers nothing. Our own mail is known by its reference.
fn is_automatic(headers: &Headers) -> bool {
    headers.get("x-cso-ref").is_none()
        && headers.get("auto-submitted").is_some_and(|value| !value.trim().eq_ignore_ascii_case("no"))
}

/// What a mail that was found says, into the store.
pub(super) fn note(tx: &Tx<'_>, desk: &Desk, found: &Found, now: Timestamp) -> Result<Option<Hold>, StoreError> {
    let ids = [found.message_id.as_deref(), found.original_id.as_deref()];
    let called = sending::called(tx, desk.id(), found.reference.as_deref(), ids)?;
    // Of a restored database the same reference may stand for another mail, which answers another message.
    let same = |item: &&outbox::Item| found.in_reply_to.is_none() || found.in_reply_to == item.mail.in_reply_to;
    if let Some(item) = called.iter().find(same) {
        return own(tx, desk, found, item, now);
    }
    if is_of_another(tx, desk, found, &ids)? {
        return Ok(None);
    }
    if found.by_hand {
        answered(tx, desk, found, now)?;
    }
    let instance = tx.instance()?;
    let is_of_us = |reference: &String| reference.strip_suffix(&instance).is_some_and(|rest| rest.ends_with('.'));
    if found.reference.as_ref().is_some_and(is_of_us) {
        let words = "the Sent folder holds mail of ours that the database does not know: it was restored from a backup";
        return hold::raise(tx, desk, HoldReason::Restored, words, now);
    }
    Ok(None)
}

/// Whether it is our own mail of another campaign, of which that campaign takes note.
fn is_of_another(tx: &Tx<'_>, desk: &Desk, found: &Found, ids: &[Option<&str>]) -> Result<bool, StoreError> {
    let mut known = Vec::new();
    if let Some(reference) = &found.reference {
        known.extend(campaigns::with_reference(tx, reference)?);
    }
    for id in ids.iter().copied().flatten() {
        known.extend(campaigns::with_mail(tx, id)?);
    }
    Ok(known.iter().any(|campaign| campaign != desk.id()))
}

/// Our own mail has gone out, whatever its row says. One that was never tried shows that the row is an old one.
fn own(
    tx: &Tx<'_>,
    desk: &Desk,
    found: &Found,
    item: &outbox::Item,
    now: Timestamp,
) -> Result<Option<Hold>, StoreError> {
    let replaced = found.message_id.as_deref().filter(|id| *id != item.mail.message_id);
    sending::found(tx, item.id, replaced, now)?;
    match item.state {
        // The courier has it in hand, and will ask whether it was found.
        OutboxState::Sent | OutboxState::Sending => return Ok(None),
        OutboxState::Unknown
        | OutboxState::Queued
        | OutboxState::Held
        | OutboxState::Suppressed
        | OutboxState::GaveUp
        | OutboxState::Dropped => {}
    }
    sending::found_is_sent(tx, item.id)?;
    let event = audit::Event { outbox: Some(item.id), ..audit::Event::new("service", "mail found in the Sent folder") };
    audit::add(tx, desk.id(), now, &event)?;
    tracing::info!(outbox = item.id.0, "a mail was found in the Sent folder, so it has gone out");
    if item.tries > 0 || item.state == OutboxState::Unknown {
        return Ok(None);
    }
    let words = "the Sent folder holds a mail that this database has never sent: it was restored from a backup";
    hold::raise(tx, desk, HoldReason::Restored, words, now)
}

/// A colleague has answered these messages: what waits for them is looked at again.
fn answered(tx: &Tx<'_>, desk: &Desk, found: &Found, now: Timestamp) -> Result<(), StoreError> {
    for id in &found.cited {
        for to in &found.to {
            sent::answered_by_hand(tx, desk.id(), id, to, now)?;
        }
        let Some(message) = messages::with_header_id(tx, desk.id(), id)? else { continue };
        for item in outbox::of_message(tx, desk.id(), message)? {
            if !matches!(item.state, OutboxState::Queued | OutboxState::Held) {
                continue;
            }
            let (state, why) = match outdated(tx, desk, &item)? {
                Some(Outdated::Drop(why)) => (OutboxState::Dropped, why),
                Some(Outdated::Ask(why)) if item.released.is_none() => (OutboxState::Held, why),
                Some(Outdated::Ask(_)) | None => continue,
            };
            outbox::set_state(tx, item.id, state, Some(why), now)?;
            let event = audit::Event { outbox: Some(item.id), ..audit::Event::new("service", why) };
            audit::add(tx, desk.id(), now, &event)?;
        }
    }
    Ok(())
}

/// Puts the copies into the folder that are owed to it. Each is looked for first: after a line that was lost, or where the
/// server keeps its own, it may be there.
async fn copies(eyes: &Eyes, source: &mut Source, folder: &str) -> anyhow::Result<()> {
    let desk = Arc::clone(&eyes.desk);
    let owed = eyes
        .writer
        .run(move |store| {
            store.view::<_, StoreError>(|tx| {
                let mut owed = sending::copies(tx, desk.id())?;
                owed.iter_mut().try_for_each(|copy| attached::put_in(tx, &mut copy.item.mail))?;
                Ok(owed)
            })
        })
        .await??;
    for copy in owed {
        let (id, mail) = (copy.item.id, &copy.item.mail);
        let bytes = eml::bytes(mail, &in_london(copy.dated)).context("a sent mail cannot be written again")?;
        let made = match source.holds_copy(&mail.message_id, &mail.reference).await {
            Ok(true) => Ok(()),
            Ok(false) => source.append(folder, &bytes).await,
            Err(error) => Err(error),
        };
        match made {
            Ok(()) => eyes.writer.run(move |store| store.change(|tx| sending::copy_made(tx, id))).await??,
            Err(error) if error.is_line_lost() => return Err(error.into()),
            Err(error) => {
                let failed = eyes
                    .writer
                    .run(move |store| store.change(|tx| sending::copy_refused(tx, id, COPY_TRIES)))
                    .await??;
                tracing::warn!(outbox = id.0, %error, failed, "the copy of a sent mail was refused");
            }
        }
    }
    Ok(())
}
