//! What was planned in, the mail that asks out: whom it greets, what it says of what is held, what goes with it.

use jiff::{Timestamp, Zoned};
use sha2::{Digest, Sha256};

use super::facts::Facts;
use crate::campaign::contacts::Elsewhere;
use crate::campaign::facts::{Bar, Fate, Sort, TrustRecord};
use crate::campaign::plan::{Because, HeldNow, Reminder};
use crate::compose::{self, Ask, Due, Frame, HeldSoFar, InsteadOf, Invitation, Letter, Letters, Promise};
use crate::domain::calendar::{date_words, in_london, moment_words, month_name};
use crate::domain::outbox::{Attachment, Content, MailKind, OutgoingMail};
use crate::domain::{Contact, Mailbox, Title};
use crate::flow::{Desk, acknowledge};

/// The invitation to a trust.
pub(super) fn invitation(desk: &Desk, facts: &Facts, trust: &TrustRecord, to: &Contact, now: Timestamp) -> Letter {
    Letter::Invitation(Invitation { ask: ask(desk, facts, trust, to, &in_london(now)) })
}

/// The reminder as planned, in the words of this moment.
pub(super) fn reminder(desk: &Desk, facts: &Facts, trust: &TrustRecord, planned: &Reminder, now: Timestamp) -> Letter {
    let now = in_london(now);
    let reminded = trust
        .mails
        .iter()
        .filter(|mail| matches!(mail.what, Sort::Reminder(_)) && mail.fate == Fate::Carried)
        .map(|mail| mail.at)
        .max();
    Letter::Reminder(Box::new(compose::Reminder {
        ask: ask(desk, facts, trust, &planned.contact, &now),
        due: Due::at(&now, &facts.deadline.at),
        invited_words: trust.invited.map(date_words).unwrap_or_default(),
        reminded_words: reminded.map(|at| date_words(in_london(at).date())),
        held: match &planned.held {
            HeldNow::Incomplete(person) => {
                let person = acknowledge::shown(person);
                Some(HeldSoFar { missing: acknowledge::missing(&person), person })
            }
            HeldNow::Nothing | HeldNow::Time(_) => None,
        },
        promised: match planned.held {
            HeldNow::Time(until) => Some(Promise { until_words: until.map(date_words) }),
            HeldNow::Nothing | HeldNow::Incomplete(_) => None,
        },
        instead_of: planned.because.iter().find_map(|why| instead_of(trust, why)),
    }))
}

/// Whom this contact is written to instead of, if that contact was written to and may be named: not one who withdrew, and not one
/// of whom nobody knows when they are back.
fn instead_of(trust: &TrustRecord, because: &Because) -> Option<InsteadOf> {
    let Because::Instead(contact, why) = because else { return None };
    let was_written_to = trust
        .mails
        .iter()
        .any(|mail| mail.to == contact.email && matches!(mail.fate, Fate::Carried | Fate::Bounced | Fate::Refused));
    let back_words = match why {
        Elsewhere::Away(_, Some(back)) => Some(date_words(*back)),
        Elsewhere::Barred(Bar::Bounced(_)) | Elsewhere::Refused => None,
        Elsewhere::Away(_, None) | Elsewhere::Barred(Bar::Withdrawn(_)) => return None,
    };
    let addressed = contact.name.clone().or_else(|| contact.role.as_ref().map(|role| format!("the {role}")))?;
    was_written_to.then_some(InsteadOf { addressed, back_words })
}

/// What both letters carry.
fn ask(desk: &Desk, facts: &Facts, trust: &TrustRecord, to: &Contact, now: &Zoned) -> Ask {
    let campaign = desk.campaign();
    let deadline = &facts.deadline.at;
    let asked_by = moment_words(deadline);
    Ask {
        frame: Frame {
            campaign_name: campaign.name.clone(),
            tag: Some(campaign.tag.for_trust(&trust.ods_code)),
            mailbox: campaign.mailbox.to_string(),
            deadline_words: (deadline > now).then(|| asked_by.clone()),
            greeting_name: to.name.as_deref().and_then(greeting),
        },
        trust_name: trust.name.clone(),
        ods_code: trust.ods_code.to_string(),
        asked_by,
        asked_by_day: format!("{} {} {}", deadline.day(), month_name(deadline.month()), deadline.year()),
        role_descriptor: desk.config.role_descriptor.as_ref().map(|file| file.name.clone()),
    }
}

/// How a contact of the register is greeted: `Dr Reed`, or without a title by the whole name, `Helen Reed`. What is no plain name
/// (`Reed, H`, `Office of the Medical Director`) is not used: the letter says `Dear colleague` then.
fn greeting(name: &str) -> Option<String> {
    const OFFICES: [&str; 9] =
        ["office", "director", "medical", "trust", "secretary", "team", "pa", "executive", "nhs"];
    let words: Vec<&str> = name.split_whitespace().collect();
    let (title, rest) = match words.split_first() {
        Some((first, rest)) if Title::parse(first).is_some() && !rest.is_empty() => (Title::parse(first), rest),
        _ => (None, words.as_slice()),
    };
    let is_name = |word: &&str| {
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
            && !OFFICES.contains(&word.to_lowercase().as_str())
    };
    if !(1..=4).contains(&rest.len()) || !rest.iter().all(is_name) {
        return None;
    }
    match (title, rest) {
        (Some(Title::Sir | Title::Dame), [given, ..]) => title.map(|title| format!("{title} {given}")),
        (Some(title), [.., surname]) => Some(format!("{title} {surname}")),
        (None, [_, _, ..]) => Some(rest.join(" ")),
        (None, _) | (Some(_), []) => None,
    }
}

/// A letter as a mail to a contact, under the key of its outbox row. Its attachment is kept elsewhere.
pub(super) fn mail(
    desk: &Desk,
    letter: &Letter,
    to: &Contact,
    key: &str,
    instance: &str,
) -> Result<OutgoingMail, compose::ComposeError> {
    // A template of the team's that breaks on this one letter must not cost the trust its letter.
    let rendered = desk.letters.render(letter).or_else(|error| {
        tracing::error!(letter = letter.name(), %error, "an overriding template failed, the built-in one is used");
        Letters::built_in().render(letter)
    })?;
    let campaign = desk.campaign();
    let reference = format!("{}.{instance}", key.replace('/', "."));
    let attachment = desk.config.role_descriptor.as_ref().map(|file| Attachment {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        content_id: None,
        content: Content::Kept(sha256(&file.bytes)),
    });
    Ok(OutgoingMail {
        from: Mailbox { name: campaign.sender_name.clone(), address: campaign.mailbox.clone() },
        to: Mailbox { name: to.name.clone().unwrap_or_default(), address: to.email.clone() },
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        message_id: format!("{reference}@{}", campaign.mailbox.domain()),
        reference,
        in_reply_to: None,
        references: Vec::new(),
        kind: MailKind::Asking,
        attachments: attachment.into_iter().collect(),
    })
}

/// The SHA-256 of some bytes, in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn a_contact_is_greeted_by_title_and_surname_or_by_the_whole_name() {
        for (name, greeted) in [
            ("Dr Helen Reed", Some("Dr Reed")),
            ("Professor Sian Rhys-Owen", Some("Prof Rhys-Owen")),
            ("Sir Marcus Tinsley", Some("Sir Marcus")),
            ("Helen Reed", Some("Helen Reed")),
            ("Dr O'Neill", Some("Dr O'Neill")),
            ("Helen", None),
            ("Dr", None),
            ("REED, Helen (Dr)", None),
            ("Office of the Medical Director", None),
            ("Medical Director", None),
            ("PA to Dr Reed", None),
            ("", None),
        ] {
            assert_eq!(greeting(name).as_deref(), greeted, "{name}");
        }
    }
}
