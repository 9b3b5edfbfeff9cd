//! The bytes of one message in; an entry in the ledger, what follows from it, and the mail we owe for it out.
//!
//! `take_in` is one transaction: message, reading, answer, outbox and audit are all there or none is. Killed before
//! the commit, the message is fetched again; killed after it, its spot is known and nothing happens twice.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anyhow::Context as _;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Desk, acknowledge, asking::bounce, belonging, outbox, thread, unfetched};
use crate::domain::calendar::in_london;
use crate::domain::{
    AnswerId, Class, Doubt, MessageId, Reading, Register,
    ledger::{MessageState, Spot},
    nomination::{self, Answer, Step},
};
use crate::message::{self, Fault, Message, Verdict};
use crate::store::{Store, StoreError, Tx, answers, audit, folders, messages, outbox as mails};
use crate::understand::{Context, understand};

/// A message as it came from the mailbox.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Where it stands.
    pub spot: Spot,
    /// When the server took it in.
    pub received: Option<Timestamp>,
    /// Its whole size in bytes, of which `bytes` may be only the first part.
    pub size: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether it was too large to fetch whole.
    pub partial: bool,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ingested {
    /// It is new, or a copy of its own.
    Entered(MessageId, MessageState),
    /// A message that the ledger has, now standing elsewhere: moved by a colleague, or renumbered by the server.
    Moved(MessageId),
    /// What stands at this spot is in the ledger already.
    Known(MessageId),
}

/// A message once read: all that is known of it before the store is asked.
#[derive(Debug)]
pub struct Examined {
    /// Its identity.
    pub identity: String,
    /// When its writer said it: the earlier of the Date header and the server's own time.
    pub said: Timestamp,
    /// The message and its reading, or why it could not be read.
    pub outcome: Result<(Box<Message>, Reading), String>,
    /// Its bytes as they are kept; none of another programme's mail.
    pub packed: Option<messages::Packed>,
}

/// Reads a message. Pure but for the catch: even a defect in the reader costs this one message only.
#[must_use]
pub fn examine(desk: &Desk, register: &Register, arrived: &Arrived, now: Timestamp) -> Examined {
    let received = arrived.received.unwrap_or(now);
    match read_safely(desk, register, &arrived.bytes, arrived.partial, received) {
        Ok((message, reading, said)) => {
            let packed = (reading.class != Class::Unrelated).then(|| messages::Packed::of(&arrived.bytes));
            Examined { identity: message.identity.clone(), said, outcome: Ok((message, reading)), packed }
        }
        Err(why) => {
            let packed = Some(messages::Packed::of(&arrived.bytes));
            Examined { identity: raw_identity(arrived), said: received, outcome: Err(why), packed }
        }
    }
}

/// The message, its reading, and when it was said; or why it cannot be read.
pub(super) fn read_safely(
    desk: &Desk,
    register: &Register,
    bytes: &[u8],
    partial: bool,
    received: Timestamp,
) -> Result<(Box<Message>, Reading, Timestamp), String> {
    let read = catch_unwind(AssertUnwindSafe(|| {
        let limits = desk.limits();
        let mut message = message::read(bytes, &limits)?;
        desk.sandbox.read(&mut message, &limits);
        if partial {
            message.faults.push(Fault::Partial);
        }
        let said = message.headers.date.map_or(received, |date| date.min(received));
        let context = Context { register, campaign: desk.campaign(), received: in_london(said).date() };
        let reading = understand(&message, &context);
        Ok::<_, message::Unreadable>((Box::new(message), reading, said))
    }));
    match read {
        Ok(read) => read.map_err(|unreadable| unreadable.to_string()),
        Err(_) => Err("the reader failed on this message, which is a defect of the program".to_owned()),
    }
}

/// The identity of what is not a mail: the hash of its bytes. Nothing at all is no copy of any other nothing.
fn raw_identity(arrived: &Arrived) -> String {
    if arrived.bytes.is_empty() {
        return format!("empty-{}", unfetched::identity(&arrived.spot));
    }
    let digest = Sha256::digest(&arrived.bytes);
    let mut identity = String::from("raw-");
    for byte in digest {
        identity.push_str(&format!("{byte:02x}"));
    }
    identity
}

/// Reads a message and records it with everything that follows.
///
/// # Errors
/// When the database refuses; nothing is recorded then.
pub fn ingest(
    store: &mut Store,
    desk: &Desk,
    register: &Register,
    arrived: &Arrived,
    now: Timestamp,
) -> anyhow::Result<Ingested> {
    let examined = examine(desk, register, arrived, now);
    store.change(|tx| take_in(tx, desk, arrived, &examined, now)).context("a message could not be recorded")
}

/// Records a message that was read.
pub(super) fn take_in(
    tx: &Tx<'_>,
    desk: &Desk,
    arrived: &Arrived,
    examined: &Examined,
    now: Timestamp,
) -> anyhow::Result<Ingested> {
    let campaign = desk.id();
    if let Some(known) = folders::message_at(tx, campaign, &arrived.spot)? {
        return Ok(Ingested::Known(known));
    }
    let ingested = match messages::with_identity(tx, campaign, &examined.identity)? {
        // Moved, or renumbered by the server, which also happens to a copy that is in the ledger.
        Some(first) => match messages::standing_elsewhere(tx, campaign, &examined.identity, &arrived.spot)? {
            Some(moved) => {
                folders::place(tx, campaign, &arrived.spot, moved)?;
                Ingested::Moved(moved)
            }
            None => duplicate(tx, desk, arrived, examined, first, now)?,
        },
        None => enter(tx, desk, arrived, examined, now)?,
    };
    unfetched::settle(tx, desk, &arrived.spot, &ingested)?;
    Ok(ingested)
}

/// The same message again: accounted for, kept as a pointer, never answered.
fn duplicate(
    tx: &Tx<'_>,
    desk: &Desk,
    arrived: &Arrived,
    examined: &Examined,
    first: MessageId,
    now: Timestamp,
) -> Result<Ingested, StoreError> {
    let why = format!("the same as message {first}");
    let bare =
        messages::NewMessage::bare(&examined.identity, MessageState::Duplicate, &why, examined.said, arrived.size);
    let new = messages::NewMessage { duplicate_of: Some(first), partial: arrived.partial, ..bare };
    let id = messages::add(tx, desk.id(), &new, now)?;
    folders::place(tx, desk.id(), &arrived.spot, id)?;
    note(tx, desk, "duplicate recorded", id, None, now)?;
    Ok(Ingested::Entered(id, MessageState::Duplicate))
}

/// A message that the ledger does not have.
fn enter(tx: &Tx<'_>, desk: &Desk, arrived: &Arrived, examined: &Examined, now: Timestamp) -> anyhow::Result<Ingested> {
    let (message, mut reading) = match &examined.outcome {
        Ok((message, reading)) => (message, reading.clone()),
        Err(why) => return Ok(set_aside(tx, desk, arrived, examined, why, now)?),
    };
    thread::place(tx, desk, message, examined.said, &mut reading)?;
    let another = belonging::place(tx, desk, message, examined.said, &mut reading)?;
    doubt_its_id(tx, desk, message, None, &mut reading)?;
    let step = follow(tx, desk, &reading, examined.said)?;
    let state = state_after(&step, reading.class);
    let keep = state != MessageState::Unrelated;
    let sender = message.headers.from.as_ref().map(|from| (from.address.as_str(), from.name.as_str()));
    let packed = keep.then(|| packed(arrived, examined));
    let new = messages::NewMessage {
        identity: &examined.identity,
        header_id: message.headers.message_id.as_deref(),
        state,
        why: another.as_deref(),
        duplicate_of: None,
        sender: sender.filter(|_| keep),
        subject: Some(message.headers.subject.as_str()).filter(|_| keep),
        received: examined.said,
        size: arrived.size,
        partial: arrived.partial,
        original: packed.as_deref(),
    };
    let id = messages::add(tx, desk.id(), &new, now)?;
    folders::place(tx, desk.id(), &arrived.spot, id)?;
    conclude(tx, desk, &Case { id, message, reading: &reading, said: examined.said }, &step, now)?;
    Ok(Ingested::Entered(id, state))
}

/// The bytes as they are kept.
fn packed<'a>(arrived: &Arrived, examined: &'a Examined) -> Cow<'a, messages::Packed> {
    match &examined.packed {
        Some(packed) => Cow::Borrowed(packed),
        None => Cow::Owned(messages::Packed::of(&arrived.bytes)),
    }
}

/// Another message with the same Message-ID but other content is a matter for a person.
pub(super) fn doubt_its_id(
    tx: &Tx<'_>,
    desk: &Desk,
    message: &Message,
    own: Option<MessageId>,
    reading: &mut Reading,
) -> Result<(), StoreError> {
    if let Some(id) = &message.headers.message_id
        && let Some(other) = messages::with_header_id(tx, desk.id(), id)?
        && own != Some(other)
        && reading.class != Class::Unrelated
    {
        reading.disposition = Some(crate::domain::Disposition::Review);
        reading.doubts.push(Doubt::new(format!("message {other} has the same Message-ID but other content")));
    }
    Ok(())
}

/// A message in the ledger with its reading.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Its number.
    pub id: MessageId,
    /// The message.
    pub message: &'a Message,
    /// What it says.
    pub reading: &'a Reading,
    /// When it was said.
    pub said: Timestamp,
}

/// What follows from a reading, given the answer in force.
pub(super) fn follow(tx: &Tx<'_>, desk: &Desk, reading: &Reading, said: Timestamp) -> Result<Step, StoreError> {
    let Some(trust) = &reading.trust else { return Ok(nomination::step(None, reading, said)) };
    let held = answers::current(tx, desk.id(), &trust.value)?;
    let step = nomination::step(held.as_ref(), reading, said);
    // Whoever was withdrawn comes back only through a person: this may be an older mail, or one that crossed it.
    if let Step::Record(answer) = &step
        && let Some(lead) = answer.lead()
        && held.as_ref().and_then(|held| held.answer.lead()).is_none_or(|held| !held.is_named(&lead.name))
        && answers::withdrawn_leads(tx, desk.id(), &trust.value)?.iter().any(|name| lead.is_named(name))
    {
        let doubt = Doubt::new(format!("{} was withdrawn before, and is named again", lead.addressed()));
        return Ok(Step::Review { doubts: vec![doubt], withdraw: false });
    }
    Ok(step)
}

/// Where a message goes after the step that it causes.
pub(super) fn state_after(step: &Step, class: Class) -> MessageState {
    match (step, class) {
        (Step::Record(_), _) => MessageState::Answer,
        (Step::Review { .. }, _) => MessageState::AwaitingReview,
        (Step::Nothing, Class::AutoReply) => MessageState::Automatic,
        (Step::Nothing, Class::Bounce) => MessageState::Bounce,
        (Step::Nothing, Class::Unrelated) => MessageState::Unrelated,
        (Step::Nothing, Class::Query | Class::Nomination | Class::Correction | Class::Decline | Class::Holding) => {
            MessageState::Query
        }
    }
}

/// Writes down what was read and what follows, and queues the mail we owe for it.
pub(super) fn conclude(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, step: &Step, now: Timestamp) -> anyhow::Result<()> {
    let doubts = match step {
        Step::Review { doubts, .. } => doubts.clone(),
        Step::Record(_) | Step::Nothing => case.reading.doubts.clone(),
    };
    let kept = kept(case.reading, step);
    messages::keep_reading(tx, desk.id(), case.id, &kept, &doubts, now)?;
    belonging::hold_elsewhere(tx, desk, case)?;
    bounce::note(tx, desk, case)?;
    let answer = match step {
        Step::Record(answer) => record(tx, desk, case, answer, now)?,
        // A forged sender must not be able to take a nominee away.
        Step::Review { withdraw: true, .. } if case.message.authentication.dmarc != Verdict::Fail => {
            suspend(tx, desk, case, now)?;
            None
        }
        Step::Review { .. } | Step::Nothing => None,
    };
    let event = match step {
        Step::Record(_) => "answer recorded by the reader",
        Step::Review { .. } => "message put before a person",
        Step::Nothing => "message recorded",
    };
    note(tx, desk, event, case.id, answer, now)?;
    acknowledge::after_reading(tx, desk, case, step, answer, now)
}

/// What is kept of a reading. Of another programme's mail that is only the trust whose mail it may be.
fn kept<'a>(reading: &'a Reading, step: &Step) -> Cow<'a, Reading> {
    if state_after(step, reading.class) == MessageState::Unrelated {
        let (trust, candidates) = (reading.trust.clone(), reading.candidates.clone());
        Cow::Owned(Reading { trust, candidates, ..Reading::of(Class::Unrelated) })
    } else {
        Cow::Borrowed(reading)
    }
}

fn record(
    tx: &Tx<'_>,
    desk: &Desk,
    case: &Case<'_>,
    answer: &Answer,
    now: Timestamp,
) -> Result<Option<AnswerId>, StoreError> {
    let Some(trust) = &case.reading.trust else { return Ok(None) };
    let new = answers::NewAnswer {
        trust: &trust.value,
        answer,
        message: Some(case.id),
        said: case.said,
        decided_by: "reader",
    };
    answers::record(tx, desk.id(), &new, now).map(Some)
}

/// A withdrawal takes the answer out of force before anyone reviews it.
fn suspend(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, now: Timestamp) -> Result<(), StoreError> {
    let Some(trust) = &case.reading.trust else { return Ok(()) };
    if let Some(held) = answers::current(tx, desk.id(), &trust.value)? {
        answers::withdraw_at_once(tx, held.id, case.id)?;
        let confirmations = mails::of_answer(tx, desk.id(), held.id)?;
        outbox::take_back(tx, &confirmations, "its nominee was withdrawn", now)?;
        note(tx, desk, "answer withdrawn at once by a message", case.id, Some(held.id), now)?;
    }
    Ok(())
}

/// What is not a mail, or made the reader fail: in the ledger with the reason, its bytes kept for `review replay`.
fn set_aside(
    tx: &Tx<'_>,
    desk: &Desk,
    arrived: &Arrived,
    examined: &Examined,
    why: &str,
    now: Timestamp,
) -> Result<Ingested, StoreError> {
    let bare = messages::NewMessage::bare(&examined.identity, MessageState::SetAside, why, examined.said, arrived.size);
    let packed = packed(arrived, examined);
    let new = messages::NewMessage { original: Some(&packed), partial: arrived.partial, ..bare };
    let id = messages::add(tx, desk.id(), &new, now)?;
    folders::place(tx, desk.id(), &arrived.spot, id)?;
    note(tx, desk, "message set aside", id, None, now)?;
    Ok(Ingested::Entered(id, MessageState::SetAside))
}

/// Adds a row to the audit in the service's name.
pub(super) fn note(
    tx: &Tx<'_>,
    desk: &Desk,
    event: &str,
    message: MessageId,
    answer: Option<AnswerId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let event = audit::Event { message: Some(message), answer, ..audit::Event::new("service", event) };
    audit::add(tx, desk.id(), now, &event)
}
