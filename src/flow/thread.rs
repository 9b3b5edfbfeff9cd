//! A message that answers our own mail: what the mail it answers says about it.
//!
//! Exchange may give our mail another Message-ID, which the answer then cites; the Sent folder has told us which. The reader
//! is shown the one that we gave it. The trust that our mail was about is proposed where the message itself names none; a
//! person still decides, because anybody may have been sent our mail.

use jiff::Timestamp;

use super::{Desk, reader};
use crate::domain::calendar::in_london;
use crate::domain::{Class, Found, OdsCode, Place, Reading};
use crate::message::Message;
use crate::store::{StoreError, Tx, mergers, outbox::Item, sending, trusts};
use crate::understand::{Context, understand};

/// Reads again a message that cites our mail by a name the reader does not know, and adds the trust that our mail was about.
pub(super) fn place(
    tx: &Tx<'_>,
    desk: &Desk,
    message: &Message,
    said: Timestamp,
    reading: &mut Reading,
) -> Result<(), StoreError> {
    let Some(answered) = Answered::find(tx, desk, message)? else { return Ok(()) };
    if let Some(message) = answered.spelled_out(message) {
        let register = trusts::register(tx, desk.id())?;
        let (campaign, received) = (desk.campaign().clone(), in_london(said).date());
        let read = reader::ask_and_wait(move || {
            understand(&message, &Context { register: &register, campaign: &campaign, received })
        });
        // A defect of the reader costs no more than this second reading.
        if let Some(read) = read {
            *reading = read;
        }
    }
    answered.propose(tx, desk, reading)
}

/// Our mail that a message answers.
struct Answered {
    item: Item,
    /// The Message-ID that the message cites.
    cited: String,
}

impl Answered {
    /// The nearest one: In-Reply-To, then References from the last.
    fn find(tx: &Tx<'_>, desk: &Desk, message: &Message) -> Result<Option<Self>, StoreError> {
        let headers = &message.headers;
        for cited in headers.in_reply_to.iter().chain(headers.references.iter().rev()).take(MOST_CITED) {
            if let Some(item) = sending::called(tx, desk.id(), None, [Some(cited.as_str()), None])?.into_iter().next() {
                return Ok(Some(Self { item, cited: cited.clone() }));
            }
        }
        Ok(None)
    }

    /// The message with our own Message-ID in the place of the server's; none when it cites ours already.
    fn spelled_out(&self, message: &Message) -> Option<Message> {
        if self.cited == self.item.mail.message_id {
            return None;
        }
        let mut message = message.clone();
        let headers = &mut message.headers;
        for id in headers.in_reply_to.iter_mut().chain(&mut headers.references).filter(|id| **id == self.cited) {
            id.clone_from(&self.item.mail.message_id);
        }
        Some(message)
    }

    fn propose(&self, tx: &Tx<'_>, desk: &Desk, reading: &mut Reading) -> Result<(), StoreError> {
        let code = self.item.trust.as_deref().and_then(|code| OdsCode::parse(code).ok());
        let Some(code) = code.filter(|_| reading.trust.is_none() && reading.class != Class::Unrelated) else {
            return Ok(());
        };
        let code = mergers::answering(tx, desk.id(), &code)?;
        if reading.candidates.iter().all(|found| found.value != code) {
            let rule = format!("answers our mail {}", self.item.id);
            reading.candidates.push(Found::new(code, Place::header("In-Reply-To"), rule));
        }
        Ok(())
    }
}

/// More Message-IDs than this are not looked up.
const MOST_CITED: usize = 50;
