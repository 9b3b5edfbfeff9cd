//! The sender's own words in, how often they decline, promise, ask and speak of an earlier answer out.

use std::sync::LazyLock;

use super::{
    cues::pattern,
    page::{Page, Para},
    quick::Regex,
    topic::bare_subject,
    wordings::{CALL_BACK, CHANGE, DECLINE, EARLIER, NAME_TO_COME, NO_CHANGE, NOT_YET, PROCESS, PROMISE, QUERY},
};
use crate::{
    domain::{Campaign, Mailbox},
    message::Message,
};

/// What the classifier found in the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub decline: usize,
    /// Words of refusing in a sentence that does not speak of a single person.
    pub trust_declines: bool,
    /// Promises count twice, steps still to be taken once.
    pub holding: usize,
    pub promise: bool,
    /// A name is promised, or nobody is to be recorded yet.
    pub name_to_come: bool,
    pub query: usize,
    /// Somebody is to ring or write to the person named, who wants to know something.
    pub call_back: bool,
    pub not_yet: bool,
    /// The mail is written to somebody else and only copied to us, so that what it asks is not asked of us.
    pub to_others: bool,
    pub earlier: usize,
    pub change: usize,
}

/// Counts the cues in the sender's own words, the signature left out.
pub(super) fn words(message: &Message, page: &Page, signed: &[bool], campaign: &Campaign) -> Words {
    let body = body(page.own(), signed);
    let subject = bare_subject(&message.headers.subject);
    let with_subject = format!("{subject}\n{body}");
    let promises = PROMISE.count(&without_addresses_to_come(page.own(), signed));
    Words {
        decline: DECLINE.count(&body),
        trust_declines: trust_declines(page.own(), signed),
        holding: 2 * promises + PROCESS.count(&body),
        promise: promises > 0,
        name_to_come: NAME_TO_COME.is_match(&body),
        query: QUERY.count(&body),
        call_back: CALL_BACK.is_match(&body),
        not_yet: NOT_YET.is_match(&body),
        to_others: to_others(message, campaign),
        earlier: EARLIER.count(&with_subject),
        change: if NO_CHANGE.is_match(&body) { 0 } else { CHANGE.count(&with_subject) },
    }
}

/// The same but for the sentences that promise no more than somebody's address: whoever is named is named.
fn without_addresses_to_come(own: &[Para], signed: &[bool]) -> String {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:forward|send|let you have|give you|pass|supply|follow|confirm|e-?mail)\b[^.]{0,40}\b(?:e-?mail|address|mailbox|account|nhsmail)\b|\b(?:e-?mail|address|mailbox|nhsmail)\b[^.]{0,40}\b(?:to follow|will follow|once|when|as soon as)\b",
        )
    });
    let kept = own.iter().zip(signed).filter(|(_, signed)| !**signed);
    let mut text = String::new();
    for sentence in kept.flat_map(|(para, _)| para.sentences()).filter(|sentence| !ADDRESS.is_match(sentence)) {
        text.push_str(sentence);
        text.push('\n');
    }
    text
}

/// Whether our mailbox stands among the copies and somebody else alone in To.
fn to_others(message: &Message, campaign: &Campaign) -> bool {
    let ours = |mailbox: &Mailbox| mailbox.address == campaign.mailbox || campaign.aliases.contains(&mailbox.address);
    let headers = &message.headers;
    !headers.to.is_empty() && !headers.to.iter().any(ours) && headers.cc.iter().any(ours)
}

/// Whether a sentence refuses for the trust, not for somebody who was asked.
pub(super) fn trust_declines(own: &[Para], signed: &[bool]) -> bool {
    static PERSON: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:he|she|him|her|himself|herself|who)\b"));
    let kept = own.iter().zip(signed).filter(|(_, signed)| !**signed);
    kept.flat_map(|(para, _)| para.sentences()).any(|sentence| DECLINE.is_match(sentence) && !PERSON.is_match(sentence))
}

/// The sender's own words without the signature, folded.
pub(super) fn body(own: &[Para], signed: &[bool]) -> String {
    let mut text = String::new();
    for (para, _) in own.iter().zip(signed).filter(|(_, signed)| !**signed) {
        text.push_str(&para.folded);
        text.push('\n');
    }
    text
}
