//! One reminder of the outbox, asked about again immediately before each try: may it go, must it wait, or is it no longer true?
//!
//! The answer is the plan's own: the trust is planned anew without this one mail. Only if the plan names the very same mail may it go.

use jiff::{SignedDuration, Timestamp, Zoned};

use super::facts::{CampaignFacts, Fate, Sort, TrustRecord};
use super::plan::{Next, WhyNot, plan_one};
use crate::domain::reminders::ReminderKey;

/// A reminder goes out only while every watched folder was read completely within this time: an answer may have come in.
pub const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// What to do with a reminder now.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It goes out.
    Send,
    /// Not now.
    Wait {
        /// Not before this moment; none if something has to happen first.
        until: Option<Zoned>,
        /// Why, without a full stop.
        why: String,
    },
    /// It is no longer true and never goes out.
    Drop {
        /// Why, without a full stop.
        why: String,
    },
}

/// Judges the reminder with this key, which has not been carried yet. `read` is when the watched folder that was read longest ago
/// was last read completely; none if one never was. A mail that is `sending` or later is refused: ask before that.
#[must_use]
pub fn verdict(
    campaign: &CampaignFacts<'_>,
    trust: &TrustRecord,
    key: &ReminderKey,
    now: &Zoned,
    read: Option<Timestamp>,
) -> Verdict {
    let drop = |why: &str| Verdict::Drop { why: why.to_owned() };
    if key.campaign != *campaign.id || key.trust != trust.ods_code {
        return drop("it belongs to another campaign or trust");
    }
    if key.deadline != campaign.deadline_version {
        return drop("the deadline has been moved since");
    }
    let without = TrustRecord {
        mails: trust
            .mails
            .iter()
            .filter(|mail| mail.fate != Fate::Waiting || mail.what != Sort::Reminder(key.clone()))
            .cloned()
            .collect(),
        ..trust.clone()
    };
    match plan_one(campaign, &without, now).next {
        Next::Remind(next) if next.key == *key => {
            if next.at > *now {
                return Verdict::Wait { until: Some(next.at), why: "it is not its time".to_owned() };
            }
            match read {
                Some(read) if now.timestamp().duration_since(read) <= FRESH => Verdict::Send,
                Some(_) | None => Verdict::Wait {
                    until: None,
                    why: "not every watched folder was read within the last 10 minutes, and an answer may be there"
                        .to_owned(),
                },
            }
        }
        Next::Remind(next) if next.key.round == key.round => drop("another contact is written to in this round"),
        Next::Remind(_) => drop("its round is over, and another one comes in its place"),
        Next::Written { .. } => drop("another reminder of the trust is written"),
        Next::Nothing(why @ WhyNot::Unresolved(_)) => Verdict::Wait { until: None, why: reason(&why).to_owned() },
        Next::Nothing(why) => drop(reason(&why)),
    }
}

/// Why there is no reminder, without any name: this may stand in a log.
fn reason(why: &WhyNot) -> &'static str {
    match why {
        WhyNot::Answered(_) | WhyNot::Declined => "the trust has answered",
        WhyNot::Closed(_) | WhyNot::Merged(_) => "there is no such trust any more",
        WhyNot::Unresolved(_) => "a message that is or may be from the trust waits for a person",
        WhyNot::AskedNotTo(_) => "the trust asked not to be written to",
        WhyNot::NotInvited => "the letter has not gone out to the trust",
        WhyNot::Unreachable(_) => "no address of the trust works",
        WhyNot::Over { .. } => "its round is over",
    }
}
