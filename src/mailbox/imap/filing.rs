//! Moving a message that has been dealt with into another folder: the one thing here that changes a mailbox.
//!
//! Only MOVE (RFC 6851), which a server does whole or not at all; never COPY and EXPUNGE, and never CLOSE, which would delete
//! for good what colleagues have only marked. No flag is set or taken away.

use async_imap::imap_proto::rfc4315::UidSetMember;
use async_imap::imap_proto::{Response, ResponseCode};

use super::talk::Question;
use super::{SELECT, Session, names, uid_of};
use crate::domain::ledger::Spot;
use crate::mailbox::{Listed, MailboxError};

/// One message is moved at a time; a set that goes on and on is not counted to its end.
const LONGEST_SET: usize = 1_000;

/// What became of a message that was to be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It stands here now.
    To(Spot),
    /// It was moved, but the server does not say to which UID (it has no UIDPLUS).
    Unnumbered,
    /// It no longer stood where it was to be taken from.
    NotThere,
}

impl Session {
    /// Whether messages can be moved at all.
    #[must_use]
    pub fn can_move(&self) -> bool {
        self.can.moves
    }

    /// Makes a folder, if it is not there, and subscribes to it so that colleagues see it.
    ///
    /// # Errors
    /// When the server does not let us, or the line breaks.
    pub async fn make_folder(&mut self, folder: &str) -> Result<(), MailboxError> {
        let listing = self.listing().await?;
        if let Some(wire) = listing.find(folder) {
            self.spelled.insert(folder.to_owned(), wire.to_owned());
            return Ok(());
        }
        let wire = listing.spell_new(folder);
        let line = format!("CREATE {}", names::quoted(&wire));
        self.talk.ask(Question::short("CREATE", &line), |_| {}).await?;
        let line = format!("SUBSCRIBE {}", names::quoted(&wire));
        self.spelled.insert(folder.to_owned(), wire);
        match self.talk.ask(Question::short("SUBSCRIBE", &line), |_| {}).await {
            // It is there; who does not see it can subscribe to it.
            Ok(()) | Err(MailboxError::Refused { .. }) => Ok(()),
            Err(lost) => Err(lost),
        }
    }

    /// Opens a folder with SELECT, so that messages can be moved out of it, and says its UIDVALIDITY.
    ///
    /// # Errors
    /// When it is missing, or the server refuses.
    pub async fn open_to_move(&mut self, folder: &str) -> Result<u32, MailboxError> {
        self.enter(SELECT, folder).await
    }

    /// Whether a message still stands in the open folder.
    ///
    /// # Errors
    /// [`MailboxError::NotOpen`] when its folder is not the open one, and whatever a server may do.
    pub async fn stands_here(&mut self, spot: &Spot) -> Result<bool, MailboxError> {
        let wanted = self.uid_in_the_open_folder(spot)?;
        let mut found = false;
        let line = format!("UID FETCH {wanted} (UID)");
        self.talk
            .ask(Question::short("UID FETCH", &line), |response| {
                if let Response::Fetch(_, attributes) = response {
                    found |= uid_of(attributes) == Some(wanted);
                }
            })
            .await?;
        Ok(found)
    }

    /// Moves a message of the open folder to another folder, which must be there.
    ///
    /// # Errors
    /// [`MailboxError::Refused`] when nothing was moved; after a lost line nobody knows.
    pub async fn move_to(&mut self, spot: &Spot, folder: &str) -> Result<Moved, MailboxError> {
        let uid = self.uid_in_the_open_folder(spot)?;
        if !self.can.moves {
            return Err(MailboxError::Refused { command: "UID MOVE", reason: "the server has no MOVE".to_owned() });
        }
        let wire = self.spelling(folder);
        if wire == self.spelling(&spot.folder) {
            return Err(MailboxError::Refused { command: "UID MOVE", reason: "it is the same folder".to_owned() });
        }
        let line = format!("UID MOVE {uid} {}", names::quoted(&wire));
        let (mut place, mut expunged) = (None, false);
        self.talk
            .ask(Question::short("UID MOVE", &line), |response| match response {
                // The place comes in the tagged OK or, with most servers, in one of its own before (RFC 6851 section 4.3).
                Response::Data { outcome, .. } | Response::Done { outcome, .. } => {
                    if let Some(ResponseCode::CopyUid(validity, from, to)) = &outcome.code {
                        place = place.take().or_else(|| new_uid(uid, from, to).map(|uid| (*validity, uid)));
                    }
                }
                Response::Expunge(_) => expunged = true,
                _ => {}
            })
            .await?;
        Ok(match place {
            Some((uid_validity, uid)) => {
                Moved::To(Spot { folder: folder.to_owned(), uid_validity, key: uid.to_string() })
            }
            None if expunged => Moved::Unnumbered,
            None => Moved::NotThere,
        })
    }

    /// The messages of the open folder with this Message-ID, or all that came lately when it is none that can be searched
    /// for; the newest first, and no more than `most`. Servers compare by containment, so a person's eye is needed still.
    ///
    /// # Errors
    /// When the server refuses or the line breaks.
    pub async fn with_header_id(&mut self, header_id: Option<&str>, most: usize) -> Result<Vec<Listed>, MailboxError> {
        let open = self.open.clone().ok_or_else(|| MailboxError::NotOpen(String::new()))?;
        let line = match header_id.filter(|id| !id.is_empty() && id.chars().all(|c| matches!(c, ' '..='~'))) {
            Some(id) => format!("UID SEARCH HEADER Message-ID {}", names::quoted(id)),
            None => "UID SEARCH ALL".to_owned(),
        };
        let mut uids = self.found(&line).await?;
        uids.sort_unstable_by(|one, other| other.cmp(one));
        uids.dedup();
        uids.truncate(most);
        let listed = uids.into_iter().map(|uid| {
            let spot = Spot { folder: open.name.clone(), uid_validity: open.uid_validity, key: uid.to_string() };
            Listed { spot, size: 0, received: None }
        });
        Ok(listed.collect())
    }

    fn uid_in_the_open_folder(&self, spot: &Spot) -> Result<u32, MailboxError> {
        let is_open =
            self.open.as_ref().is_some_and(|open| open.name == spot.folder && open.uid_validity == spot.uid_validity);
        spot.key.parse().ok().filter(|_| is_open).ok_or_else(|| MailboxError::NotOpen(spot.folder.clone()))
    }
}

/// The UID that a message got, when those of `from` have become those of `to`, in this order (RFC 4315 section 3).
fn new_uid(uid: u32, from: &[UidSetMember], to: &[UidSetMember]) -> Option<u32> {
    let at = each(from).position(|old| old == uid)?;
    each(to).nth(at)
}

fn each(set: &[UidSetMember]) -> impl Iterator<Item = u32> {
    let uids = set.iter().flat_map(|member| match member {
        UidSetMember::Uid(uid) => *uid..=*uid,
        UidSetMember::UidRange(range) => range.clone(),
    });
    uids.take(LONGEST_SET)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_uid_stands_where_the_old_one_stood() {
        let from = [UidSetMember::Uid(304), UidSetMember::UidRange(319..=321)];
        let to = [UidSetMember::UidRange(3956..=3958), UidSetMember::Uid(3960)];
        assert_eq!(new_uid(304, &from, &to), Some(3956));
        assert_eq!(new_uid(321, &from, &to), Some(3960));
        assert_eq!(new_uid(322, &from, &to), None);
        assert_eq!(new_uid(321, &from, &to[..1]), None, "a server that counts wrongly has said nothing");
    }
}
