//! Of which campaign a message is, where there are several in one mailbox. It is of one at most.
//!
//! ```text
//!  another campaign has it already                                    ─► theirs
//!  the tag in its subject; our mail that it cites (the nearest)       ─► whose that is; of two campaigns: unclear
//!  what only one of the campaigns is known by (its words, its name)   ─► whose that is
//!  a machine's mail: the only campaign that has written to the sender ─► whose that is
//!  else it could be of each                                           ─► unclear
//! ```
//! What answers one campaign and speaks only of another goes to a person too, in the one that it answers.
//! What is another campaign's is unrelated here. What is unclear is taken by the campaign that reads it first and goes to a
//! person there, once; until the person has accepted it, or handed it over (`review hand-over`), nobody is sent an answer, and no
//! campaign reminds a trust that it could be from. The
//! campaigns read one after the other and record in one database, so no two can take the same message. A message that this
//! campaign's reader finds unrelated stays so. A bounce is of the campaign whose mail has bounced, and the address is dead for that
//! campaign only: another one finds out with its own next mail.

use jiff::Timestamp;

use super::{Desk, ingest::Case};
use crate::config::Neighbour;
use crate::domain::calendar::in_london;
use crate::domain::{Campaign, CampaignId, Class, Disposition, Doubt, Reading, SubjectTag};
use crate::message::Message;
use crate::store::{StoreError, Tx, campaigns, messages};
use crate::understand::{Mention, mention};

/// How the doubt begins about a message that could be of several campaigns.
const UNCLEAR: &str = "it could be mail of campaign";
/// More Message-IDs than this are not looked up.
const MOST_CITED: usize = 50;

/// Whose a message is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Whose {
    Ours,
    Theirs(CampaignId),
    /// Ours or that of these others.
    Unclear(Vec<CampaignId>),
}

/// Makes the reading of another campaign's mail an unrelated one and says whose it is, and adds the doubt to that of a message which could
/// be of several.
pub(super) fn place(
    tx: &Tx<'_>,
    desk: &Desk,
    message: &Message,
    said: Timestamp,
    reading: &mut Reading,
) -> Result<Option<String>, StoreError> {
    // Where there has never been another campaign, nothing is asked.
    if desk.config.neighbours.is_empty() && !campaigns::are_several(tx)? {
        return Ok(None);
    }
    match whose(tx, desk, message, said, reading)? {
        Whose::Ours => Ok(None),
        Whose::Theirs(campaign) => {
            *reading = Reading::of(Class::Unrelated);
            Ok(Some(format!("mail of campaign {campaign}")))
        }
        Whose::Unclear(others) => {
            let others: Vec<&str> = others.iter().map(|id| id.0.as_str()).collect();
            let words = format!(
                "{UNCLEAR} {} as well: accept it here, or give it to that campaign with `cso-intake review hand-over`",
                others.join(" or ")
            );
            if reading.class == Class::Unrelated {
                *reading = Reading::of(Class::Query);
            }
            reading.disposition = Some(Disposition::Review);
            reading.doubts.push(Doubt::new(words));
            Ok(None)
        }
    }
}

/// Whether a person has still to say of which campaign a message is.
pub(super) fn is_unclear(reading: &Reading) -> bool {
    reading.doubts.iter().any(|doubt| doubt.0.starts_with(UNCLEAR))
}

/// While it is not clear whose a message is, it holds the reminders of every campaign to the trusts that it could be from.
pub(super) fn hold_elsewhere(tx: &Tx<'_>, desk: &Desk, case: &Case<'_>) -> Result<(), StoreError> {
    if !is_unclear(case.reading) {
        return Ok(());
    }
    for other in &desk.config.neighbours {
        let codes = case.reading.trust.iter().chain(&case.reading.candidates).map(|trust| trust.value.to_string());
        messages::set_candidates(tx, &other.campaign.id, case.id, codes)?;
    }
    Ok(())
}

fn whose(tx: &Tx<'_>, desk: &Desk, message: &Message, said: Timestamp, reading: &Reading) -> Result<Whose, StoreError> {
    if let Some(owner) = campaigns::owner(tx, desk.id(), &message.identity)? {
        return Ok(Whose::Theirs(owner));
    }
    let day = in_london(said).date();
    let others: Vec<&Neighbour> = desk.config.neighbours.iter().filter(|other| other.read_from <= day).collect();
    let marked = marked(tx, desk, message)?;
    if !marked.is_empty() {
        return Ok(match by_marks(desk, &marked, reading) {
            Whose::Ours if !is_of_a_machine(reading) => unless_about_another(desk, &others, message),
            whose => whose,
        });
    }
    if reading.class == Class::Unrelated || others.is_empty() {
        return Ok(Whose::Ours);
    }
    if let Some(known) = by_words(desk.campaign(), &others, message) {
        return Ok(known);
    }
    if is_of_a_machine(reading) {
        return by_recipient(tx, desk, &others, message);
    }
    Ok(Whose::Unclear(others.into_iter().map(|other| other.campaign.id.clone()).collect()))
}

fn is_of_a_machine(reading: &Reading) -> bool {
    matches!(reading.class, Class::AutoReply | Class::Bounce)
}

/// The campaigns whose tag stands in the subject, and the one whose mail is cited: the nearest that is known.
fn marked(tx: &Tx<'_>, desk: &Desk, message: &Message) -> Result<Vec<CampaignId>, StoreError> {
    let subject = &message.headers.subject;
    let all = std::iter::once(desk.campaign()).chain(desk.config.neighbours.iter().map(|other| &other.campaign));
    let mut marked: Vec<CampaignId> =
        all.filter(|campaign| stands_in(&campaign.tag, subject)).map(|campaign| campaign.id.clone()).collect();
    for id in cited(tx, message)? {
        if !marked.contains(&id) {
            marked.push(id);
        }
    }
    Ok(marked)
}

fn stands_in(tag: &SubjectTag, subject: &str) -> bool {
    tag.trust_in(subject).is_some()
}

fn cited(tx: &Tx<'_>, message: &Message) -> Result<Vec<CampaignId>, StoreError> {
    let (headers, report) = (&message.headers, message.report.as_ref());
    if let Some(reference) = report.and_then(|report| report.original_reference.as_deref()) {
        let found = campaigns::with_reference(tx, reference)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    let returned = report.and_then(|report| report.original_message_id.as_ref());
    let cited = returned.into_iter().chain(&headers.in_reply_to).chain(headers.references.iter().rev());
    for id in cited.take(MOST_CITED) {
        let found = campaigns::with_mail(tx, id)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// By tags and cited mail. A campaign that is not configured any more takes nothing, so a person sees what answers it, if this
/// campaign's reader makes anything of it.
fn by_marks(desk: &Desk, marked: &[CampaignId], reading: &Reading) -> Whose {
    let is_read = |id: &CampaignId| desk.config.neighbours.iter().any(|other| other.campaign.id == *id);
    let others: Vec<CampaignId> = marked.iter().filter(|id| *id != desk.id()).cloned().collect();
    let Some(first) = others.first() else { return Whose::Ours };
    let is_ours_too = marked.contains(desk.id());
    let needs_somebody = !others.iter().any(is_read) && reading.class.speaks_for_a_trust();
    if is_ours_too && (is_of_a_machine(reading) || reading.class == Class::Unrelated) {
        Whose::Ours
    } else if is_ours_too || needs_somebody {
        Whose::Unclear(others)
    } else {
        Whose::Theirs(others.iter().find(|id| is_read(id)).unwrap_or(first).clone())
    }
}

/// What answers us by its marks but speaks only of another campaign is that one's, perhaps: somebody took an old mail to write anew.
fn unless_about_another(desk: &Desk, others: &[&Neighbour], message: &Message) -> Whose {
    match by_words(desk.campaign(), others, message) {
        Some(Whose::Theirs(other)) => Whose::Unclear(vec![other]),
        Some(_) | None => Whose::Ours,
    }
}

/// By what only one of the campaigns is known by. None when that says nothing, or speaks for several.
fn by_words(own: &Campaign, others: &[&Neighbour], message: &Message) -> Option<Whose> {
    let all: Vec<&Campaign> = std::iter::once(own).chain(others.iter().map(|other| &other.campaign)).collect();
    let seen: Vec<(&Campaign, Mention)> =
        all.iter().map(|campaign| (*campaign, mention(message, campaign, &only_of(campaign, &all)))).collect();
    let most = seen.iter().map(|(_, mention)| *mention).max().filter(|most| *most > Mention::Nowhere)?;
    let mut first = seen.iter().filter(|(_, mention)| *mention == most);
    match (first.next(), first.next()) {
        (Some((only, _)), None) if only.id == own.id => Some(Whose::Ours),
        (Some((only, _)), None) => Some(Whose::Theirs(only.id.clone())),
        _ => None,
    }
}

/// The words and the name that no other campaign shares.
fn only_of<'a>(campaign: &'a Campaign, all: &[&Campaign]) -> Vec<&'a str> {
    let others = || all.iter().filter(|other| other.id != campaign.id);
    let words = campaign.words.iter().filter(|word| others().all(|other| !other.words.contains(word)));
    let name = others().all(|other| other.name != campaign.name).then_some(&campaign.name);
    words.chain(name).map(String::as_str).collect()
}

/// A machine answers what we have sent, and nobody answers it: what cannot be told apart is simply noted where it is read first.
fn by_recipient(tx: &Tx<'_>, desk: &Desk, others: &[&Neighbour], message: &Message) -> Result<Whose, StoreError> {
    let Some(from) = &message.headers.from else { return Ok(Whose::Ours) };
    if campaigns::has_written_to(tx, desk.id(), from.address.as_str())? {
        return Ok(Whose::Ours);
    }
    for other in others {
        if campaigns::has_written_to(tx, &other.campaign.id, from.address.as_str())? {
            return Ok(Whose::Theirs(other.campaign.id.clone()));
        }
    }
    Ok(Whose::Ours)
}
