//! A word of the command line in, the value that it stands for, or what would be one, out.

use jiff::Zoned;

use crate::config;
use crate::domain::ledger::{MessageState, TrustState};
use crate::domain::{
    AnswerId, CampaignId, Channel, Class, EmailAddress, HoldId, MessageId, OutboxId, PhoneNumber, Role, Title,
    nomination::Person, outbox::OutboxState,
};

fn number(text: &str) -> Result<i64, String> {
    text.trim_start_matches('#').parse().map_err(|_| format!("`{text}` is not a number"))
}

pub(super) fn message_id(text: &str) -> Result<MessageId, String> {
    number(text).map(MessageId)
}

pub(super) fn answer_id(text: &str) -> Result<AnswerId, String> {
    number(text).map(AnswerId)
}

pub(super) fn outbox_id(text: &str) -> Result<OutboxId, String> {
    number(text).map(OutboxId)
}

pub(super) fn hold_id(text: &str) -> Result<HoldId, String> {
    number(text).map(HoldId)
}

pub(super) fn moment(text: &str) -> Result<Zoned, String> {
    config::moment(text)
}

pub(super) fn campaign_id(text: &str) -> Result<CampaignId, String> {
    Ok(CampaignId(text.trim().to_owned()))
}

pub(super) fn title(text: &str) -> Result<Title, String> {
    Title::parse(text).ok_or_else(|| format!("`{text}` is not a title; Dr, Prof, Mr, Mrs, Ms and Miss are"))
}

pub(super) fn answer_class(text: &str) -> Result<Class, String> {
    match Class::parse(text) {
        Some(class @ (Class::Nomination | Class::Decline | Class::Holding)) => Ok(class),
        _ => Err("nomination, decline and holding can be recorded".to_owned()),
    }
}

pub(super) fn message_state(text: &str) -> Result<MessageState, String> {
    MessageState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", MessageState::ALL.map(MessageState::as_str).join(", ")))
}

pub(super) fn outbox_state(text: &str) -> Result<OutboxState, String> {
    OutboxState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", OutboxState::ALL.map(OutboxState::as_str).join(", ")))
}

pub(super) fn trust_state(text: &str) -> Result<TrustState, String> {
    TrustState::parse(&text.replace('-', "_"))
        .ok_or_else(|| format!("states are {}", TrustState::ALL.map(TrustState::as_str).join(", ")))
}

pub(super) fn channel(text: &str) -> Result<Channel, String> {
    Channel::parse(&text.trim().to_lowercase())
        .ok_or_else(|| format!("`{text}` is none of {}", Channel::ALL.map(Channel::as_str).join(", ")))
}

/// `Dr Jane Smith` as title and name.
pub(super) fn person_name(text: &str) -> Result<(Option<Title>, String), String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (title, name) = match words.split_first() {
        Some((first, rest)) if !rest.is_empty() => match Title::parse(first) {
            Some(title) => (Some(title), rest.join(" ")),
            None => (None, words.join(" ")),
        },
        _ => (None, words.join(" ")),
    };
    if name.is_empty() {
        return Err("a name is missing".to_owned());
    }
    if name.contains(|c: char| c.is_ascii_digit() || c.is_control() || "@<>,;:/".contains(c)) {
        return Err(format!("`{text}` is not a name; an address goes into --email, a number into --phone"));
    }
    if !name.contains(' ') || Title::parse(&name).is_some() {
        return Err(format!("`{text}` is not a full name; give first name and surname"));
    }
    Ok((title, name))
}

/// `Mr Tom Ellwood, Chief Physicist, tom.ellwood@leedsth.nhs.uk, 0113 496 0177` as a person: after the name, whatever is an address
/// or a number is that, and the rest is the post.
pub(super) fn deputy(text: &str) -> Result<Person, String> {
    let mut pieces = text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty());
    let (title, name) = person_name(pieces.next().unwrap_or_default())?;
    let mut deputy = Person { role: Role::Deputy, name, title, job_title: None, email: None, phones: Vec::new() };
    let mut post = Vec::new();
    for piece in pieces {
        if piece.contains('@') {
            deputy.email = Some(EmailAddress::parse(piece).map_err(|error| error.to_string())?);
        } else if piece.starts_with(['+', '0', '(']) {
            deputy.phones.push(PhoneNumber::parse(piece).map_err(|error| error.to_string())?);
        } else {
            post.push(piece);
        }
    }
    deputy.job_title = Some(post.join(", ")).filter(|post| !post.is_empty());
    Ok(deputy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deputy_is_read_from_one_line_in_any_order() {
        let tom =
            deputy("Mr Tom Ellwood, Head of Physics, Imaging; 0113 496 0177, tom.ellwood@leedsth.nhs.uk").unwrap();
        assert_eq!((tom.addressed().as_str(), tom.role), ("Mr Tom Ellwood", Role::Deputy));
        assert_eq!(tom.job_title.as_deref(), Some("Head of Physics, Imaging"));
        assert_eq!(tom.email.unwrap().as_str(), "tom.ellwood@leedsth.nhs.uk");
        assert_eq!(tom.phones[0].national(), "0113 496 0177");
        for wrong in ["", "Tom", "Dr Tom", "tom.ellwood@leedsth.nhs.uk", "Tom Ellwood, tom@", "Tom Ellwood, 0113"] {
            assert!(deputy(wrong).is_err(), "{wrong}");
        }
    }
}
