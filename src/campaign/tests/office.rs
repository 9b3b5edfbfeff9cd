//! The first campaign with a trust in it, to be changed by each test.

use jiff::Zoned;
use jiff::civil::{Date, DateTime};

use crate::campaign::facts::{Away, Bar, CampaignFacts, ContactRecord, Existence, Fate, MailRecord, Sort, TrustRecord};
use crate::campaign::plan::{Next, Reminder, plan_one};
use crate::domain::calendar::{BankHolidays, WorkingDays, london_at};
use crate::domain::nomination::{Answer, Person};
use crate::domain::reminders::{ContactMark, ReminderKey, ReminderRules, Round};
use crate::domain::{CampaignId, Contact, EmailAddress, OdsCode, Role, Title};

pub const MD: &str = "medical.director@leedsth.nhs.uk";
pub const NURSE: &str = "chief.nurse@leedsth.nhs.uk";

/// A campaign with everything that a plan needs.
pub struct Office {
    pub id: CampaignId,
    pub deadline: Zoned,
    pub version: u32,
    pub rules: ReminderRules,
    pub days: WorkingDays,
}

impl Office {
    pub fn new() -> Self {
        Self {
            id: CampaignId("lhs-2016".into()),
            deadline: at("2016-10-11T17:00"),
            version: 1,
            rules: ReminderRules::default(),
            days: WorkingDays::new(BankHolidays::built_in()),
        }
    }

    pub fn facts(&self) -> CampaignFacts<'_> {
        CampaignFacts {
            id: &self.id,
            deadline: &self.deadline,
            deadline_version: self.version,
            rules: &self.rules,
            days: &self.days,
        }
    }

    pub fn line(&self, trust: &TrustRecord, now: &str) -> String {
        plan_one(&self.facts(), trust, &at(now)).to_string()
    }

    /// The next reminder as `round moment contact`; none if there is none.
    pub fn next(&self, trust: &TrustRecord, now: &str) -> Option<(usize, Zoned, String)> {
        match plan_one(&self.facts(), trust, &at(now)).next {
            Next::Remind(Reminder { number, at, contact, .. }) => Some((number, at, contact.email.to_string())),
            Next::Written { .. } | Next::Nothing(_) => None,
        }
    }

    pub fn key(&self, round: Round, to: &str) -> ReminderKey {
        ReminderKey {
            campaign: self.id.clone(),
            deadline: self.version,
            trust: code("RR8"),
            round,
            contact: ContactMark::of(&address(to)),
        }
    }

    pub fn reminder(&self, round: Round, to: &str, when: &str, fate: Fate) -> MailRecord {
        MailRecord { what: Sort::Reminder(self.key(round, to)), to: address(to), at: at(when).timestamp(), fate }
    }
}

/// A moment on London's clocks.
pub fn at(text: &str) -> Zoned {
    let moment: DateTime = text.parse().unwrap();
    london_at(moment.date(), moment.time())
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn code(text: &str) -> OdsCode {
    OdsCode::parse(text).unwrap()
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub fn contact(role: &str, email: &str) -> ContactRecord {
    ContactRecord { contact: Contact { name: None, email: address(email), role: Some(role.into()) }, away: None }
}

/// Leeds, invited on 13 September, of which nothing has been heard; with a Medical Director and a Chief Nurse.
pub fn leeds() -> TrustRecord {
    TrustRecord {
        ods_code: code("RR8"),
        name: "Leeds Teaching Hospitals NHS Trust".into(),
        domains: vec!["leedsth.nhs.uk".into()],
        existence: Existence::Open,
        invited: Some(day("2016-09-13")),
        answer: None,
        unresolved: vec![],
        asked_not_to: None,
        contacts: vec![contact("Medical Director", MD), contact("Chief Nurse", NURSE)],
        bars: vec![],
        mails: vec![letter("2016-09-13T10:00")],
    }
}

pub fn letter(when: &str) -> MailRecord {
    MailRecord { what: Sort::Other, to: address(MD), at: at(when).timestamp(), fate: Fate::Carried }
}

pub fn named(email: Option<&str>) -> Answer {
    Answer::Named(vec![Person {
        role: Role::Lead,
        name: "Jane Smith".into(),
        title: Some(Title::Dr),
        job_title: None,
        email: email.map(address),
        phones: vec![],
    }])
}

pub fn away(noted: &str, back: Option<&str>) -> Option<Away> {
    Some(Away { noted: day(noted), back: back.map(day), alternative: None })
}

pub fn bounced(email: &str, on: &str) -> (EmailAddress, Bar) {
    (address(email), Bar::Bounced(day(on)))
}
