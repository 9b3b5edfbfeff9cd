//! The open folder in, what stands in it above a UID out: in portions, so that a mailbox of any size costs no more memory
//! than a portion, and looking at one in which nothing is new costs one short question.

use std::collections::HashMap;

use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, Zoned};

use super::talk::Question;
use super::{Folder, LONGEST_LIST, Session, uid_of};
use crate::domain::ledger::Spot;
use crate::mailbox::{Listed, Listing, MailboxError};

/// How many messages' sizes are asked for at once.
const BATCH: usize = 500;
/// How many messages a portion has at most.
const PORTION: usize = 2_000;
/// How many UIDs the first question of a portion covers; as long as nothing is found, the next covers twice as many.
const WINDOW: u32 = 2_000;

/// Size and arrival of a message; 0 and none when the server did not say.
type Look = (u64, Option<Timestamp>);

impl Folder {
    /// The last UID of a question that begins at `first`; none when it may go to the end, where there is little left.
    fn window(&self, first: u32, width: u32) -> Option<u32> {
        let next = self.uid_next?;
        let end = first.checked_add(width)?;
        (self.exists > WINDOW && end < next).then(|| end - 1)
    }
}

impl Session {
    /// Everything with a UID above `after` that arrived on `read_from` or later, oldest first.
    ///
    /// # Errors
    /// When the server refuses or the line breaks.
    pub async fn list(&mut self, mut after: Option<u32>, read_from: Date) -> Result<Vec<Listed>, MailboxError> {
        let mut all = Vec::new();
        loop {
            let portion = self.list_some(after, read_from).await?;
            all.extend(portion.messages);
            match portion.more_above {
                Some(reached) => after = Some(reached),
                None => return Ok(all),
            }
        }
    }

    /// The next portion of what has a UID above `after` and arrived on `read_from` or later, oldest first.
    ///
    /// # Errors
    /// When the server refuses or the line breaks.
    pub async fn list_some(&mut self, after: Option<u32>, read_from: Date) -> Result<Listing, MailboxError> {
        let folder = self.open.clone().ok_or_else(|| MailboxError::NotOpen(String::new()))?;
        let Some(mut first) = after.unwrap_or(0).checked_add(1) else { return Ok(Listing::default()) };
        let mut width = WINDOW;
        loop {
            let last = folder.window(first, width);
            let mut uids = self.search(first, last, read_from).await?;
            let mut more_above = last;
            if uids.len() > PORTION {
                uids.truncate(PORTION);
                more_above = uids.last().copied();
            }
            if let (true, Some(last)) = (uids.is_empty(), last) {
                first = last.saturating_add(1);
                width = width.saturating_mul(2);
                continue;
            }
            let mut messages = Vec::with_capacity(uids.len());
            for batch in uids.chunks(BATCH) {
                self.look_at(batch, &folder, &mut messages).await?;
            }
            messages.retain(|message| message.arrived_since(read_from));
            return Ok(Listing { messages, more_above });
        }
    }

    /// The UIDs from `first` to `last`, in order. SEARCH compares INTERNALDATE in the server's own time zone, so it is
    /// asked from one day earlier; `list_some` then looks at the moment itself.
    async fn search(&mut self, first: u32, last: Option<u32>, read_from: Date) -> Result<Vec<u32>, MailboxError> {
        let since = read_from.saturating_sub(1.day()).strftime("%-d-%b-%Y").to_string();
        let line = match last {
            Some(last) => format!("UID SEARCH UID {first}:{last} SINCE {since}"),
            None if first == 1 => format!("UID SEARCH SINCE {since}"),
            None => format!("UID SEARCH UID {first}:* SINCE {since}"),
        };
        let mut uids = self.found(&line).await?;
        // `n:*` names the last message even when its UID is below n (RFC 3501 section 6.4.8).
        uids.retain(|uid| *uid >= first && last.is_none_or(|last| *uid <= last));
        uids.sort_unstable();
        uids.dedup();
        Ok(uids)
    }

    /// Adds size and arrival of these messages to the list. A message that the server does not speak of is listed all
    /// the same: `fetch` will tell whether it has gone or cannot be read, so no UID is ever passed over. Some servers
    /// (Exchange) answer NO to the whole set because of one broken message; then each is asked for alone.
    async fn look_at(&mut self, uids: &[u32], folder: &Folder, listed: &mut Vec<Listed>) -> Result<(), MailboxError> {
        let mut looks = match self.sizes(uids).await {
            Ok(looks) => looks,
            Err(refused @ MailboxError::Refused { .. }) => self.sizes_one_by_one(uids, refused).await?,
            Err(error) => return Err(error),
        };
        listed.extend(uids.iter().map(|uid| {
            let (size, received) = looks.remove(uid).unwrap_or_default();
            let spot = Spot { folder: folder.name.clone(), uid_validity: folder.uid_validity, key: uid.to_string() };
            Listed { spot, size, received }
        }));
        Ok(())
    }

    async fn sizes(&mut self, uids: &[u32]) -> Result<HashMap<u32, Look>, MailboxError> {
        let mut looks = HashMap::with_capacity(uids.len());
        let line = format!("UID FETCH {} (UID RFC822.SIZE INTERNALDATE)", uid_set(uids));
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID FETCH", &line) };
        self.talk
            .ask(question, |response| {
                if let Response::Fetch(_, attributes) = response
                    && let Some(uid) = uid_of(attributes)
                    && let Some(size) = attributes.iter().find_map(size_of)
                {
                    looks.insert(uid, (size, attributes.iter().find_map(arrival_of)));
                }
            })
            .await?;
        Ok(looks)
    }

    /// If the server refuses every one of them, it is the server that is out of order and not a message.
    async fn sizes_one_by_one(
        &mut self,
        uids: &[u32],
        refused: MailboxError,
    ) -> Result<HashMap<u32, Look>, MailboxError> {
        let mut looks = HashMap::new();
        for uid in uids {
            match self.sizes(&[*uid]).await {
                Ok(found) => looks.extend(found),
                Err(MailboxError::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        if looks.is_empty() { Err(refused) } else { Ok(looks) }
    }

    /// The UIDs that a `UID SEARCH` of the open folder finds, as the server lists them.
    pub(super) async fn found(&mut self, line: &str) -> Result<Vec<u32>, MailboxError> {
        let mut uids = Vec::new();
        let question = Question { budget: LONGEST_LIST, ..Question::short("UID SEARCH", line) };
        self.talk
            .ask(question, |response| {
                if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                    uids.extend_from_slice(found);
                }
            })
            .await?;
        Ok(uids)
    }
}

fn size_of(attribute: &AttributeValue<'_>) -> Option<u64> {
    match attribute {
        AttributeValue::Rfc822Size(size) => Some(u64::from(*size)),
        _ => None,
    }
}

/// INTERNALDATE, `" 7-Oct-2016 14:03:00 +0100"`.
fn arrival_of(attribute: &AttributeValue<'_>) -> Option<Timestamp> {
    match attribute {
        AttributeValue::InternalDate(text) => {
            Zoned::strptime("%d-%b-%Y %H:%M:%S %z", text.trim()).ok().map(|moment| moment.timestamp())
        }
        _ => None,
    }
}

/// UIDs in ascending order as a set, `1:3,7`.
pub(super) fn uid_set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let texts: Vec<String> = ranges
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") })
        .collect();
    texts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uid_sets_are_short() {
        assert_eq!(uid_set(&[1, 2, 3, 7, 9, 10]), "1:3,7,9:10");
        assert_eq!(uid_set(&[u32::MAX - 1, u32::MAX]), "4294967294:4294967295");
    }

    #[test]
    fn a_small_mailbox_and_the_end_of_a_large_one_are_asked_for_at_once() {
        let folder =
            |exists, uid_next| Folder { name: "INBOX".to_owned(), uid_validity: 1, exists, uid_next, writable: false };
        assert_eq!(folder(2_000, Some(4_000_000)).window(1, WINDOW), None);
        assert_eq!(folder(100_000, None).window(1, WINDOW), None, "a server that does not say how far they go");
        assert_eq!(folder(100_000, Some(100_001)).window(1, WINDOW), Some(2_000));
        assert_eq!(folder(100_000, Some(100_001)).window(98_001, WINDOW), None);
        assert_eq!(folder(100_000, Some(u32::MAX)).window(u32::MAX - 10, WINDOW), None);
    }
}
