//! The mail we owe for a message: which letter, to whom, and whether it may go out now.
//!
//! To whom: the person who wrote it (From; Sender when sent on behalf within the same organisation), never Reply-To,
//! never Cc. To whom never: machines, lists, bulk mail, our own mailbox, senders whose authentication failed.

use jiff::{SignedDuration, Timestamp};

use super::{
    Desk,
    asking::deadline,
    belonging,
    ingest::Case,
    outbox::{Outdated, Subject as About, answered_by_hand},
};
use crate::compose::{self, ComposeError, Detail, Earlier, Frame, Letter, Letters, Rendered};
use crate::domain::calendar::in_london;
use crate::domain::{
    AnswerId, Campaign, Class, Mailbox, Mode, OdsCode, Role,
    calendar::{date_words, moment_words},
    nomination::{Answer, Held, Person, Step},
    outbox::{Answerable, MailKind, OutboxState, OutgoingMail, same_organisation},
};
use crate::message::{Fault, Headers, Message, Verdict};
use crate::store::{StoreError, Tx, answers, audit, campaigns, outbox, trusts};

/// How long a day is for the two limits below.
pub(super) const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// One address gets so many receipts a day on its own.
const MOST_RECEIPTS_A_DAY: u32 = 1;
/// One address gets so many mails a day on its own.
pub(super) const MOST_MAILS_A_DAY: u32 = 5;

/// Local parts that belong to machines. A mail to them helps nobody and may start a loop.
const MACHINES: &[&str] = &[
    "mailer-daemon",
    "postmaster",
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "bounce",
    "bounces",
    "listserv",
    "majordomo",
];

/// Whom an answer to this message goes to, or why nobody.
#[must_use]
pub fn answerable(message: &Message, campaign: &Campaign) -> Answerable {
    let headers = &message.headers;
    let Some(from) = &headers.from else { return Answerable::Nobody("the mail names no sender") };
    if message.faults.contains(&Fault::SeveralSenders) {
        return Answerable::Nobody("it names several senders");
    }
    let writer = match &headers.sender {
        Some(sender) if same_organisation(&sender.address, &from.address) => sender,
        _ => from,
    };
    let ours = |mailbox: &Mailbox| mailbox.address == campaign.mailbox || campaign.aliases.contains(&mailbox.address);
    if ours(from) || ours(writer) {
        return Answerable::Nobody("it is our own mail");
    }
    if MACHINES.contains(&writer.address.local()) || MACHINES.contains(&from.address.local()) {
        return Answerable::Nobody("the sender is a machine");
    }
    if message.authentication.dmarc == Verdict::Fail {
        return Answerable::Nobody("the sender's address may be forged");
    }
    match made_by_machine(headers) {
        Some(why) => Answerable::Nobody(why),
        None => Answerable::To(writer.clone()),
    }
}

/// What the headers say of a machine (RFC 3834 section 2, RFC 2919, RFC 2369, Microsoft's X-Auto-Response-Suppress).
fn made_by_machine(headers: &Headers) -> Option<&'static str> {
    let lower = |name: &str| headers.get(name).map(str::to_lowercase);
    if lower("auto-submitted").is_some_and(|value| value.trim() != "no") {
        return Some("it was sent automatically");
    }
    if lower("precedence").is_some_and(|value| ["bulk", "list", "junk"].contains(&value.trim())) {
        return Some("it is bulk mail");
    }
    if headers.get("list-id").is_some() || headers.get("list-unsubscribe").is_some() {
        return Some("it came through a mailing list");
    }
    if headers.get("return-path").is_some_and(|path| path.trim() == "<>") {
        return Some("it has no return path");
    }
    if lower("x-auto-response-suppress")
        .is_some_and(|value| value.split(',').any(|word| ["all", "autoreply"].contains(&word.trim())))
    {
        return Some("the sender asks for no automatic answer");
    }
    None
}

/// Queues the mail that follows from a reading: the confirmation of what was recorded, or a receipt for what a person
/// will look at. A message of a machine or of another programme gets none.
pub(super) fn after_reading(
    tx: &Tx<'_>,
    desk: &Desk,
    case: &Case<'_>,
    step: &Step,
    answer: Option<AnswerId>,
    now: Timestamp,
) -> anyhow::Result<()> {
    if !case.reading.class.speaks_for_a_trust() {
        return Ok(());
    }
    if belonging::is_unclear(case.reading) {
        tracing::info!(id = case.id.0, "no acknowledgement until a person has said of which campaign this message is");
        return Ok(());
    }
    match (step, answer) {
        (Step::Record(_), Some(answer)) => confirm(tx, desk, case, answer, now),
        _ => {
            let letter = receipt(tx, desk, case, now)?;
            let key = format!("receipt/{}", case.id);
            queue(tx, desk, case, &Draft { key, letter, answer: None }, now)
        }
    }
}

/// Queues the mail that confirms an answer to the person whose message gave it.
pub(super) fn confirm(
    tx: &Tx<'_>,
    desk: &Desk,
    case: &Case<'_>,
    answer: AnswerId,
    now: Timestamp,
) -> anyhow::Result<()> {
    let Some(trust) = &case.reading.trust else { return Ok(()) };
    let held = answers::version(tx, desk.id(), answer)?;
    let before = answers::replaced_by(tx, desk.id(), answer)?;
    let subject = Subject {
        trust_name: trust_name(tx, desk, &trust.value)?,
        code: &trust.value,
        question: case.reading.question.is_some(),
        frame: frame(tx, desk, Some(&trust.value), now)?,
    };
    let letter = confirmation(subject, &held, before.as_ref());
    let key = format!("recorded/{answer}");
    queue(tx, desk, case, &Draft { key, letter, answer: Some(answer) }, now)
}

/// What a confirmation is about.
struct Subject<'a> {
    trust_name: String,
    code: &'a OdsCode,
    question: bool,
    frame: Frame,
}

/// The letter that says what was recorded.
fn confirmation(subject: Subject<'_>, held: &Held, before: Option<&Held>) -> Letter {
    let Subject { trust_name, code, question: question_pending, frame } = subject;
    let ods_code = code.to_string();
    let replaced = before.map(|before| replaced(before, held));
    match &held.answer {
        Answer::Named(people) => {
            let shown = |role| people.iter().filter(move |person| person.role == role).map(shown);
            let nominee = shown(Role::Lead).next().unwrap_or_default();
            let complete = nominee.email.is_some();
            let missing = missing(&nominee);
            let deputies = shown(Role::Deputy).collect();
            let recorded =
                compose::Recorded { frame, trust_name, ods_code, nominee, deputies, replaced, question_pending };
            if complete {
                Letter::Recorded(recorded)
            } else {
                Letter::Incomplete(compose::Incomplete { recorded, missing })
            }
        }
        Answer::Declined => {
            Letter::Declined(compose::Declined { frame, trust_name, ods_code, question_pending, replaced })
        }
        Answer::Holding(until) => Letter::Holding(compose::HoldingNoted {
            frame,
            trust_name,
            ods_code,
            until_words: until.map(date_words),
            question_pending,
        }),
    }
}

/// The earlier answer as a letter tells it to the trust that has given a later one.
fn replaced(before: &Held, held: &Held) -> compose::Replaced {
    let earlier = match &before.answer {
        Answer::Declined => Earlier::Declined,
        Answer::Holding(_) => Earlier::Holding,
        Answer::Named(_) if before.answer.names_the_lead_of(&held.answer) => Earlier::Same,
        Answer::Named(_) => Earlier::Named(before.answer.words()),
    };
    compose::Replaced { said_words: date_words(in_london(before.said).date()), earlier }
}

/// A person of the register as a letter shows them.
pub(super) fn shown(person: &Person) -> compose::Person {
    compose::Person {
        addressed: person.addressed(),
        job_title: person.job_title.clone(),
        email: person.email.as_ref().map(ToString::to_string),
        phones: person.phones.iter().map(crate::domain::PhoneNumber::national).collect(),
    }
}

/// The details that an incomplete answer lacks.
pub(super) fn missing(person: &compose::Person) -> Vec<Detail> {
    let mut missing = Vec::new();
    if person.email.is_none() {
        missing.push(Detail::Email);
    }
    if person.job_title.is_none() {
        missing.push(Detail::JobTitle);
    }
    if person.phones.is_empty() {
        missing.push(Detail::Telephone);
    }
    missing
}

/// The receipt for what a person will look at.
fn receipt(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, now: Timestamp) -> anyhow::Result<Letter> {
    let certain = case.reading.trust.as_ref().map(|trust| &trust.value);
    let trust_name = certain.map(|code| trust_name(tx, desk, code)).transpose()?;
    Ok(Letter::Receipt(compose::Receipt {
        frame: frame(tx, desk, certain, now)?,
        trust_name,
        received_words: Some(date_words(in_london(case.said).date())),
        question_pending: case.reading.question.is_some() || case.reading.class == Class::Query,
    }))
}

fn trust_name(tx: &Tx<'_>, desk: &Desk, code: &OdsCode) -> anyhow::Result<String> {
    Ok(trusts::name(tx, desk.id(), code)?.unwrap_or_else(|| code.to_string()))
}

/// What every letter carries.
fn frame(tx: &Tx<'_>, desk: &Desk, trust: Option<&OdsCode>, now: Timestamp) -> Result<Frame, StoreError> {
    let campaign = desk.campaign();
    let deadline = deadline::in_force(tx, desk)?.at;
    let ahead = deadline.timestamp() > now;
    Ok(Frame {
        campaign_name: campaign.name.clone(),
        tag: trust.map(|code| campaign.tag.for_trust(code)),
        mailbox: campaign.mailbox.to_string(),
        deadline_words: ahead.then(|| moment_words(&deadline)),
        greeting_name: None,
    })
}

/// A letter and the fact that causes it.
struct Draft {
    key: String,
    letter: Letter,
    answer: Option<AnswerId>,
}

/// Puts the mail into the outbox in the state that the mode allows. Says nothing when nobody may be written to.
fn queue(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, draft: &Draft, now: Timestamp) -> anyhow::Result<()> {
    let to = match answerable(case.message, desk.campaign()) {
        Answerable::To(to) => to,
        Answerable::Nobody(why) => {
            tracing::info!(id = case.id.0, why, "no acknowledgement is owed");
            return Ok(());
        }
    };
    let rendered = rendered(desk, &draft.letter)?;
    let reference = format!("{}.{}.{}", desk.id(), draft.key.replace('/', "."), tx.instance()?);
    let campaign = desk.campaign();
    let headers = &case.message.headers;
    let mail = OutgoingMail {
        from: Mailbox { name: campaign.sender_name.clone(), address: campaign.mailbox.clone() },
        to,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: format!("{reference}@{}", campaign.mailbox.domain()),
        reference,
        in_reply_to: headers.message_id.clone(),
        references: chain(headers),
        kind: MailKind::AutoReplied,
        attachments: Vec::new(),
    };
    let (state, why) = state_of(tx, desk, case, draft, &mail, now)?;
    let new = outbox::NewMail {
        key: &draft.key,
        state,
        why: why.as_deref(),
        letter: draft.letter.name(),
        trust: case.reading.trust.as_ref().map(|trust| &trust.value),
        message: Some(case.id),
        answer: draft.answer,
        mail: &mail,
    };
    if let Some(id) = outbox::add(tx, desk.id(), &new, now)? {
        let event = audit::Event {
            message: Some(case.id),
            outbox: Some(id),
            answer: draft.answer,
            ..audit::Event::new("service", "mail written")
        };
        audit::add(tx, desk.id(), now, &event)?;
    }
    Ok(())
}

/// A letter as the templates make it. A template of the team's that breaks on this one letter must not cost anybody their mail.
pub(super) fn rendered(desk: &Desk, letter: &Letter) -> Result<Rendered, ComposeError> {
    desk.letters.render(letter).or_else(|error| {
        tracing::error!(letter = letter.name(), %error, "an overriding template failed, the built-in one is used");
        Letters::built_in().render(letter)
    })
}

/// The state in which a mail enters the outbox, and why.
fn state_of(
    tx: &Tx<'_>,
    desk: &Desk,
    case: &Case<'_>,
    draft: &Draft,
    mail: &OutgoingMail,
    now: Timestamp,
) -> Result<(OutboxState, Option<String>), StoreError> {
    let first = first_state(desk, case.said, now);
    if first.0 == OutboxState::Suppressed {
        return Ok(first);
    }
    // The answer of a colleague may have been seen before the message itself.
    let subject = About { letter: draft.letter.name(), answer: draft.answer, mail };
    match answered_by_hand(tx, desk, &subject)? {
        Some(Outdated::Drop(why)) => return Ok((OutboxState::Dropped, Some(why.to_owned()))),
        Some(Outdated::Ask(why)) => return Ok((OutboxState::Held, Some(why.to_owned()))),
        None => {}
    }
    if first.0 != OutboxState::Queued {
        return Ok(first);
    }
    if let Some(other) = campaigns::answered_by(tx, desk.id(), case.id)? {
        let why = format!("campaign {other} has answered this message: a person decides whether it gets another mail");
        return Ok((OutboxState::Held, Some(why)));
    }
    let lately = outbox::written_lately(tx, &mail.to.address, now - A_DAY)?;
    Ok(first_state_after(lately, &draft.letter))
}

/// References as RFC 5322 section 3.6.4 builds them, the last twenty.
fn chain(headers: &Headers) -> Vec<String> {
    let earlier = if headers.references.is_empty() { &headers.in_reply_to } else { &headers.references };
    let mut chain: Vec<String> = earlier.iter().chain(&headers.message_id).cloned().collect();
    let surplus = chain.len().saturating_sub(20);
    chain.drain(..surplus);
    chain
}

/// Nothing that may be the other half of a loop is answered on its own (RFC 3834 section 2): a ticket robot that does not
/// say that it is one answers each of our answers.
fn first_state_after(lately: outbox::Lately, letter: &Letter) -> (OutboxState, Option<String>) {
    let (count, receipts) = (lately.mails, lately.receipts);
    if matches!(letter, Letter::Receipt(_)) && receipts >= MOST_RECEIPTS_A_DAY {
        let why = "this address had a receipt within the last 24 hours: a person decides whether it gets another";
        (OutboxState::Held, Some(why.to_owned()))
    } else if count >= MOST_MAILS_A_DAY {
        let why =
            format!("this address had {count} mails within the last 24 hours: a person decides whether it gets more");
        (OutboxState::Held, Some(why))
    } else {
        (OutboxState::Queued, None)
    }
}

/// Whether a mail may go out, waits for a person, or is only written down.
fn first_state(desk: &Desk, said: Timestamp, now: Timestamp) -> (OutboxState, Option<String>) {
    let age = now.duration_since(said);
    let limit = SignedDuration::try_from(desk.config.acknowledge_within).unwrap_or(SignedDuration::MAX);
    match desk.config.mode {
        Mode::Observe => (OutboxState::Suppressed, Some("mode observe: written down, never sent".to_owned())),
        Mode::Approve => (OutboxState::Held, Some("mode approve: waits for a person to release it".to_owned())),
        Mode::Live if age > limit => {
            let days = age.as_hours() / 24;
            (OutboxState::Held, Some(format!("the message is {days} days old: a person decides whether to answer it")))
        }
        Mode::Live => (OutboxState::Queued, None),
    }
}
