//! A trust in, whether the letter goes to it, to whom, or why not. The letter goes out when a person says so; what a person once said
//! is asked about again before each try.

use jiff::Zoned;
use jiff::civil::Date;

use super::contacts::Elsewhere;
use super::eligible::Verdict;
use super::facts::{CampaignFacts, Existence, Fate, Sort, TrustRecord};
use super::words::{elsewhere, unresolved, who};
use crate::domain::calendar::{date_words, in_london};
use crate::domain::ledger::TrustState;
use crate::domain::reminders::{ContactMark, InvitationKey};
use crate::domain::{Contact, MessageId, OdsCode};

/// What becomes of the letter to a trust.
#[derive(Clone, Debug, PartialEq)]
pub enum Invitation {
    /// It is to be written.
    Write {
        /// To whom.
        to: Contact,
        /// Who comes before and is not written to, and why.
        passed: Vec<(Contact, Elsewhere)>,
    },
    /// It is written and has not gone out yet.
    Waits(InvitationKey),
    /// It went out on this day, by whatever means.
    Sent(Date),
    /// There is none, and why.
    Nothing(NoLetter),
}

/// Why the letter does not go to a trust.
#[derive(Clone, Debug, PartialEq)]
pub enum NoLetter {
    /// Another trust answers for it.
    Merged(OdsCode),
    /// It closed on that day.
    Closed(Date),
    /// It has answered, so it knows the letter.
    Answered(TrustState),
    /// These messages are or may be from it and wait for a person.
    Unresolved(Vec<MessageId>),
    /// It asked on that day not to be written to.
    AskedNotTo(Date),
    /// A person has decided that it does not go out.
    Stopped,
    /// No address of it works: each with why.
    Unreachable(Vec<(Contact, Elsewhere)>),
}

/// What becomes of the letter to a trust at this moment.
#[must_use]
pub fn invitation(campaign: &CampaignFacts<'_>, trust: &TrustRecord, now: &Zoned) -> Invitation {
    if let Some(why) = stopped(trust, now) {
        return Invitation::Nothing(why);
    }
    let letters = || {
        trust.mails.iter().filter_map(|mail| match &mail.what {
            Sort::Invitation(key) if key.campaign == *campaign.id => Some((key, mail)),
            Sort::Invitation(_) | Sort::Reminder(_) | Sort::Other => None,
        })
    };
    let carried = letters().filter(|(_, mail)| mail.fate == Fate::Carried).map(|(_, mail)| in_london(mail.at).date());
    let marked = trust.invited.filter(|_| !letters().any(|(_, mail)| mail.fate == Fate::Bounced));
    if let Some(day) = carried.min().or(marked) {
        return Invitation::Sent(day);
    }
    let mut passed = Vec::new();
    for record in &trust.contacts {
        let contact = &record.contact;
        let own = |fate: Fate| letters().find(|(_, mail)| mail.to == contact.email && mail.fate == fate);
        if let Some(bar) = trust.bar(&contact.email) {
            passed.push((contact.clone(), Elsewhere::Barred(bar)));
        } else if own(Fate::Refused).is_some() {
            passed.push((contact.clone(), Elsewhere::Refused));
        } else if own(Fate::Stopped).is_some() {
            return Invitation::Nothing(NoLetter::Stopped);
        } else if let Some((key, _)) = own(Fate::Waiting) {
            return Invitation::Waits(key.clone());
        } else {
            return Invitation::Write { to: contact.clone(), passed };
        }
    }
    Invitation::Nothing(NoLetter::Unreachable(passed))
}

fn stopped(trust: &TrustRecord, now: &Zoned) -> Option<NoLetter> {
    match &trust.existence {
        Existence::MergedInto(other) => return Some(NoLetter::Merged(other.clone())),
        Existence::Closes(day) if *day <= in_london(now.timestamp()).date() => return Some(NoLetter::Closed(*day)),
        Existence::Closes(_) | Existence::Open => {}
    }
    match trust.state() {
        TrustState::AwaitingReview => return Some(NoLetter::Unresolved(trust.unresolved.clone())),
        state @ (TrustState::Answered | TrustState::Declined | TrustState::Incomplete | TrustState::Holding) => {
            return Some(NoLetter::Answered(state));
        }
        TrustState::Outstanding => {}
    }
    trust.asked_not_to.map(NoLetter::AskedNotTo)
}

/// The key of the letter to a contact.
#[must_use]
pub fn key(campaign: &CampaignFacts<'_>, trust: &TrustRecord, to: &Contact) -> InvitationKey {
    InvitationKey { campaign: campaign.id.clone(), trust: trust.ods_code.clone(), contact: ContactMark::of(&to.email) }
}

/// Judges the letter with this key, which has not been carried yet: only if the same letter would be written now does it go out,
/// and only within the hours in which mail is sent.
#[must_use]
pub fn verdict(campaign: &CampaignFacts<'_>, trust: &TrustRecord, of: &InvitationKey, now: &Zoned) -> Verdict {
    let drop = |why: &str| Verdict::Drop { why: why.to_owned() };
    let mut without = trust.clone();
    without.mails.retain(|mail| mail.what != Sort::Invitation(of.clone()));
    match invitation(campaign, &without, now) {
        Invitation::Write { to, .. } if key(campaign, trust, &to) == *of => {
            let at = campaign.rules.hours.next(campaign.days, now);
            if at <= *now {
                return Verdict::Send;
            }
            Verdict::Wait { until: Some(at), why: "mail goes out on working days within the sending hours".to_owned() }
        }
        Invitation::Write { .. } => drop("another contact is written to"),
        Invitation::Waits(_) | Invitation::Sent(_) => drop("the trust has the letter already"),
        Invitation::Nothing(NoLetter::Unresolved(_)) => Verdict::Wait {
            until: None,
            why: "a message that is or may be from the trust waits for a person".to_owned(),
        },
        Invitation::Nothing(why) => drop(match why {
            NoLetter::Merged(_) | NoLetter::Closed(_) => "there is no such trust any more",
            NoLetter::Answered(_) => "the trust has answered",
            NoLetter::AskedNotTo(_) => "the trust asked not to be written to",
            NoLetter::Stopped => "a person has decided that the letter does not go out",
            NoLetter::Unreachable(_) | NoLetter::Unresolved(_) => "no address of the trust works",
        }),
    }
}

impl Invitation {
    /// As a person reads it, without the trust.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Write { to, passed } => {
                let instead =
                    passed.iter().map(|(contact, why)| format!("; not to {}, {}", who(contact), elsewhere(why)));
                format!("to {} <{}>{}", who(to), to.email, instead.collect::<String>())
            }
            Self::Waits(_) => "nothing; the letter is written and waits in the outbox".to_owned(),
            Self::Sent(day) => format!("nothing; the letter went out on {}", date_words(*day)),
            Self::Nothing(why) => format!("nothing; {}", why.words()),
        }
    }
}

impl NoLetter {
    fn words(&self) -> String {
        match self {
            Self::Merged(other) => format!("it was merged into {other}, which answers for it"),
            Self::Closed(day) => format!("there is no such trust from {}", date_words(*day)),
            Self::Answered(TrustState::Declined) => "it has answered that it names nobody".to_owned(),
            Self::Answered(TrustState::Holding) => "it has asked for time, so it has the letter".to_owned(),
            Self::Answered(_) => "it has answered already".to_owned(),
            Self::Unresolved(messages) => unresolved(messages),
            Self::AskedNotTo(day) => format!("it asked on {} not to be written to", date_words(*day)),
            Self::Stopped => {
                "a person has dropped the letter (name the trust in `invite --send` to write it again)".to_owned()
            }
            Self::Unreachable(contacts) if contacts.is_empty() => "unreachable: no contact is known".to_owned(),
            Self::Unreachable(contacts) => {
                let each: Vec<String> =
                    contacts.iter().map(|(contact, why)| format!("{}, {}", who(contact), elsewhere(why))).collect();
                format!("unreachable: {}", each.join("; "))
            }
        }
    }
}
