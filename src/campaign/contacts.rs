//! A trust in, whom of it to write to in a round: its contacts by rank, then whom an out-of-office note names within the trust's
//! own domains. Out-of-office notes defer; what a bounce or a withdrawal bars is left out.

use jiff::Zoned;
use jiff::civil::Date;

use super::facts::{Away, Bar, CampaignFacts, Fate, TrustRecord};
use crate::domain::reminders::Round;
use crate::domain::trust::is_within;
use crate::domain::{Contact, EmailAddress};

/// Without a date an out-of-office note is believed for so many working days.
const BELIEVED: u16 = 5;

/// Somebody who may be written to.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Who.
    pub contact: Contact,
    /// Their out-of-office note, and the moment from which mail makes sense again.
    pub away: Option<(Away, Zoned)>,
}

/// Why a contact is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Elsewhere {
    /// The address is not to be used.
    Barred(Bar),
    /// The server would not take this round's mail for them.
    Refused,
    /// They are out of office too long: by a note of the first day, until the second.
    Away(Date, Option<Date>),
}

/// Who may be written to in this round, first choice first; and which contacts may not, and why.
pub(super) fn candidates(
    campaign: &CampaignFacts<'_>,
    trust: &TrustRecord,
    round: Round,
) -> (Vec<Candidate>, Vec<(Contact, Elsewhere)>) {
    let (mut usable, mut barred) = (Vec::new(), Vec::new());
    for record in &trust.contacts {
        match obstacle(campaign, trust, round, &record.contact.email) {
            Some(why) => barred.push((record.contact.clone(), why)),
            None => usable.push(Candidate {
                contact: record.contact.clone(),
                away: record.away.clone().map(|away| (away.clone(), ready(campaign, &away))),
            }),
        }
    }
    let named: Vec<EmailAddress> = usable
        .iter()
        .filter_map(|candidate| candidate.away.as_ref()?.0.alternative.clone())
        .filter(|address| is_of_the_trust(trust, address) && obstacle(campaign, trust, round, address).is_none())
        .collect();
    for email in named {
        if !trust.contacts.iter().any(|record| record.contact.email == email)
            && !usable.iter().any(|candidate| candidate.contact.email == email)
        {
            usable.push(Candidate { contact: Contact { name: None, email, role: None }, away: None });
        }
    }
    (usable, barred)
}

/// Whether none of the trust's contacts may be written to in any round, and why not.
pub(super) fn unreachable(trust: &TrustRecord) -> Option<Vec<(Contact, Elsewhere)>> {
    trust
        .contacts
        .iter()
        .map(|record| {
            let bar = trust.bar(&record.contact.email)?;
            Some((record.contact.clone(), Elsewhere::Barred(bar)))
        })
        .collect()
}

/// What speaks against an address in a round.
fn obstacle(
    campaign: &CampaignFacts<'_>,
    trust: &TrustRecord,
    round: Round,
    address: &EmailAddress,
) -> Option<Elsewhere> {
    if let Some(bar) = trust.bar(address) {
        return Some(Elsewhere::Barred(bar));
    }
    let mut tried = trust.reminders_of(campaign, round);
    tried.any(|(_, mail)| mail.fate == Fate::Refused && mail.to == *address).then_some(Elsewhere::Refused)
}

/// Strangers cannot steer mail: an address that a note names counts only at a domain that is the trust's alone.
fn is_of_the_trust(trust: &TrustRecord, address: &EmailAddress) -> bool {
    !address.is_shared() && trust.domains.iter().any(|domain| is_within(address.domain(), domain))
}

/// The opening of the working day after the one on which somebody is back.
fn ready(campaign: &CampaignFacts<'_>, away: &Away) -> Zoned {
    let day = match away.back {
        Some(back) => campaign.days.after(back, 1),
        None => campaign.days.after(away.noted, BELIEVED),
    };
    campaign.rules.hours.opening(day)
}
