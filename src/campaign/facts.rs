//! What has to be known to plan reminders: of the campaign, and of each trust. Whoever drives this module fills it in.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::coverage::{self, state_of};
use crate::domain::calendar::{WorkingDays, in_london};
use crate::domain::ledger::TrustState;
use crate::domain::nomination::Answer;
use crate::domain::reminders::{InvitationKey, ReminderKey, ReminderRules, Round};
use crate::domain::{CampaignId, Contact, EmailAddress, MessageId, OdsCode};

/// The campaign as far as reminders go.
#[derive(Clone, Debug)]
pub struct CampaignFacts<'a> {
    /// Which it is.
    pub id: &'a CampaignId,
    /// The deadline in force, in Europe/London.
    pub deadline: &'a Zoned,
    /// Which deadline that is: 1 for the first, one more each time it is moved.
    pub deadline_version: u32,
    /// The rules.
    pub rules: &'a ReminderRules,
    /// The working days.
    pub days: &'a WorkingDays,
}

/// A trust as far as reminders go.
#[derive(Clone, Debug)]
pub struct TrustRecord {
    /// Its code.
    pub ods_code: OdsCode,
    /// Its name as people write it: `Leeds Teaching Hospitals NHS Trust`.
    pub name: String,
    /// The mail domains it writes from, lower case.
    pub domains: Vec<String>,
    /// Whether there still is such a trust.
    pub existence: Existence,
    /// The day on which the letter went out to it, by whatever means.
    pub invited: Option<Date>,
    /// Its answer in force.
    pub answer: Option<Answer>,
    /// The messages that are or may be from it and wait for a person.
    pub unresolved: Vec<MessageId>,
    /// The day on which it asked not to be written to.
    pub asked_not_to: Option<Date>,
    /// Whom to write to, first choice first.
    pub contacts: Vec<ContactRecord>,
    /// Addresses that are not to be used for it, contacts or not.
    pub bars: Vec<(EmailAddress, Bar)>,
    /// Every mail to it, the letter, reminders and answers to its mail, in any order.
    pub mails: Vec<MailRecord>,
}

/// Whether a trust is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Existence {
    /// It is.
    Open,
    /// Until this day, on which it is there no more.
    Closes(Date),
    /// Another trust answers for it.
    MergedInto(OdsCode),
}

/// A contact and what is known of the address.
#[derive(Clone, Debug)]
pub struct ContactRecord {
    /// Who it is.
    pub contact: Contact,
    /// Its latest out-of-office note, unless a person has written from there since.
    pub away: Option<Away>,
}

/// Why an address is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// On that day a mail to it came back for good.
    Bounced(Date),
    /// On that day its owner withdrew, was erased, or asked not to be written to.
    Withdrawn(Date),
}

/// An out-of-office note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The day it came.
    pub noted: Date,
    /// The day it names.
    pub back: Option<Date>,
    /// Whom it says to write to meanwhile.
    pub alternative: Option<EmailAddress>,
}

/// A mail to a trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailRecord {
    /// What it is.
    pub what: Sort,
    /// To whom.
    pub to: EmailAddress,
    /// When it was last tried, or else when it was written.
    pub at: Timestamp,
    /// What became of it.
    pub fate: Fate,
}

/// What a mail is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A reminder, by the key of its outbox row.
    Reminder(ReminderKey),
    /// The letter, by the key of its outbox row.
    Invitation(InvitationKey),
    /// A receipt, an acknowledgement.
    Other,
}

/// What became of a mail.
///
/// ```text
/// outbox state                     fate
/// queued, held                     Waiting
/// sending, sent, unknown           Carried, or Bounced once a final bounce cites it
/// gave up                          Refused
/// dropped by a person              Stopped
/// dropped by the service           Outdated
/// suppressed                       Suppressed
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It may still go out.
    Waiting,
    /// It went out, or may have: for the trust it has arrived.
    Carried,
    /// It went out and came back for good.
    Bounced,
    /// The server would not take it for this recipient.
    Refused,
    /// A person has decided that it does not go out.
    Stopped,
    /// It was no longer true when its turn came, and never left.
    Outdated,
    /// It was written down in mode observe and never goes out.
    Suppressed,
}

impl TrustRecord {
    /// The state it is in, by the same rule as everywhere.
    #[must_use]
    pub fn state(&self) -> TrustState {
        state_of(&coverage::TrustFacts {
            ods_code: &self.ods_code,
            answer: self.answer.as_ref(),
            unresolved: !self.unresolved.is_empty(),
        })
    }

    /// The day of the last mail that reached it, the letter by whatever means included.
    pub(super) fn last_mail(&self) -> Option<Date> {
        let carried = self.mails.iter().filter(|mail| mail.fate == Fate::Carried).map(|mail| mail.at).max();
        carried.map(|at| in_london(at).date()).max(self.invited)
    }

    /// Why an address may not be used, if it may not: it is listed, or a mail to it came back.
    pub(super) fn bar(&self, address: &EmailAddress) -> Option<Bar> {
        let listed = self.bars.iter().find(|(barred, _)| barred == address).map(|(_, bar)| *bar);
        let returned = |mail: &&MailRecord| mail.fate == Fate::Bounced && mail.to == *address;
        listed.or_else(|| self.mails.iter().find(returned).map(|mail| Bar::Bounced(in_london(mail.at).date())))
    }

    /// The reminders of one round for the deadline in force.
    pub(super) fn reminders_of<'a>(
        &'a self,
        campaign: &'a CampaignFacts<'_>,
        round: Round,
    ) -> impl Iterator<Item = (&'a ReminderKey, &'a MailRecord)> {
        self.mails.iter().filter_map(move |mail| match &mail.what {
            Sort::Reminder(key)
                if key.campaign == *campaign.id && key.deadline == campaign.deadline_version && key.round == round =>
            {
                Some((key, mail))
            }
            Sort::Reminder(_) | Sort::Invitation(_) | Sort::Other => None,
        })
    }
}
