//! A message that asks to stop in, what takes effect at once out, before anybody reviews it: a nominee out of force, an address or a
//! trust that is not written to any more. Only a sender who is shown to be forged is not heeded.

use jiff::Timestamp;

use super::{Desk, ingest::Case, outbox};
use crate::domain::calendar::in_london;
use crate::domain::nomination::Held;
use crate::domain::{
    AnswerId, Change, Class, Disposition, Doubt, EmailAddress, Found, Mailbox, OdsCode, Place, Reading, Stop,
};
use crate::message::{Message, Verdict};
use crate::store::do_not_write::{self, Whom};
use crate::store::{StoreError, Tx, answers, audit, outbox as mails};

/// What a message asks to stop, if it speaks for a trust.
fn asked(reading: &Reading) -> Option<Stop> {
    reading.stop.as_ref().filter(|_| reading.class.speaks_for_a_trust()).map(|stop| stop.value)
}

/// A request to stop goes to a person, unless the message is a clear answer besides; who takes a nominee back is always asked about. A
/// writer whom nothing places is placed by the answer in force that names them.
pub(super) fn consider(tx: &Tx<'_>, desk: &Desk, message: &Message, reading: &mut Reading) -> Result<(), StoreError> {
    let Some(stop) = asked(reading) else { return Ok(()) };
    if stop == Stop::Writer
        && reading.trust.is_none()
        && let [(code, held)] = leads_who_write(tx, desk, message, None)?.as_slice()
        && reading.candidates.iter().all(|found| found.value != *code)
    {
        let rule = format!("the sender is named in answer {}", held.id);
        reading.candidates.push(Found::new(code.clone(), Place::header("From"), rule));
    }
    let is_answer = match reading.class {
        Class::Nomination | Class::Correction => {
            reading.disposition.is_some_and(|disposition| disposition != Disposition::Review)
                && !matches!(reading.change, Some(Change::Withdraw(_)))
        }
        Class::Decline => reading.disposition != Some(Disposition::Review),
        Class::Holding | Class::Query | Class::AutoReply | Class::Bounce | Class::Unrelated => false,
    };
    let names_writer = writer(message).is_some_and(|from| {
        reading.leads().any(|lead| lead.email.as_ref().is_some_and(|email| email.value == from.address))
    });
    if is_answer && stop != Stop::Nominee && !names_writer {
        return Ok(());
    }
    reading.disposition = Some(Disposition::Review);
    reading.doubts.push(Doubt::new(match stop {
        Stop::Nominee => "it takes a nominee back",
        Stop::Writer => "its writer asks not to be written to any more",
        Stop::Trust => "it asks that the trust be not written to any more",
    }));
    Ok(())
}

/// Takes out of force what the message takes back, and writes down who is not to be written to. `withdraw` says whether the state
/// machine has seen a withdrawal of the lead in it.
pub(super) fn at_once(
    tx: &Tx<'_>,
    desk: &Desk,
    case: &Case<'_>,
    withdraws: Withdraws,
    now: Timestamp,
) -> Result<(), StoreError> {
    if case.message.authentication.dmarc == Verdict::Fail {
        return Ok(());
    }
    let stop = asked(case.reading);
    let trust = case.reading.trust.as_ref().map(|trust| &trust.value);
    let mut out: Vec<Held> = Vec::new();
    if stop == Some(Stop::Writer) {
        out.extend(leads_who_write(tx, desk, case.message, trust)?.into_iter().map(|(_, held)| held));
    }
    if let (Withdraws::Lead, Some(trust)) = (withdraws, trust) {
        out.extend(answers::current(tx, desk.id(), trust)?);
    }
    for held in out {
        suspend(tx, desk, case, &held, now)?;
    }
    match (stop, trust, writer(case.message)) {
        (Some(Stop::Writer), _, Some(from)) => bar(tx, desk, case, Whom::Address(&from.address)),
        (Some(Stop::Trust), Some(trust), _) => bar(tx, desk, case, Whom::Trust(trust)),
        (Some(Stop::Trust), None, Some(from)) => bar(tx, desk, case, Whom::Address(&from.address)),
        _ => Ok(()),
    }
}

/// Whether the lead in force is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Withdraws {
    /// They are.
    Lead,
    /// Nobody is.
    Nobody,
}

/// Takes an answer out of force, and its lead out of reach.
fn suspend(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, held: &Held, now: Timestamp) -> Result<(), StoreError> {
    if answers::standing(tx, desk.id(), held.id)? != answers::Standing::Current {
        return Ok(());
    }
    answers::withdraw_at_once(tx, held.id, case.id, now)?;
    let confirmations = mails::of_answer(tx, desk.id(), held.id)?;
    outbox::take_back(tx, &confirmations, "its nominee was withdrawn", now)?;
    note(tx, desk, "answer withdrawn at once by a message", case, Some(held.id), now)?;
    match held.answer.lead().and_then(|lead| lead.email.as_ref()) {
        Some(address) => bar(tx, desk, case, Whom::Address(address)),
        None => Ok(()),
    }
}

fn bar(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>, whom: Whom<'_>) -> Result<(), StoreError> {
    do_not_write::add(tx, desk.id(), whom, in_london(case.said).date(), Some(case.id), "reader")
}

fn writer(message: &Message) -> Option<&Mailbox> {
    message.headers.from.as_ref()
}

/// The answers in force whose lead wrote this message: by their address at whatever trust; by their name at the trust it is for,
/// or, where nothing shows the trust, if the register holds one such lead only.
fn leads_who_write(
    tx: &Tx<'_>,
    desk: &Desk,
    message: &Message,
    trust: Option<&OdsCode>,
) -> Result<Vec<(OdsCode, Held)>, StoreError> {
    let Some(from) = writer(message) else { return Ok(Vec::new()) };
    let (mut by_address, mut by_name) = (Vec::new(), Vec::new());
    for (code, held) in answers::all_current(tx, desk.id())? {
        let Some(lead) = held.answer.lead() else { continue };
        if lead.email.as_ref().is_some_and(|email: &EmailAddress| *email == from.address) {
            by_address.push((code, held));
        } else if lead.is_named(&from.name) && trust.is_none_or(|trust| *trust == code) {
            by_name.push((code, held));
        }
    }
    if by_address.is_empty() && by_name.len() == 1 { Ok(by_name) } else { Ok(by_address) }
}

fn note(
    tx: &Tx<'_>,
    desk: &Desk,
    event: &str,
    case: &Case<'_>,
    answer: Option<AnswerId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let event = audit::Event { message: Some(case.id), answer, ..audit::Event::new("service", event) };
    audit::add(tx, desk.id(), now, &event)
}
