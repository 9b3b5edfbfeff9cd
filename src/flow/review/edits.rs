//! A reading and what a person puts right in it in, the reading as that person stands behind it out.

use jiff::civil::Date;

use crate::domain::{
    Class, Doubt, EmailAddress, Found, Nominee, OdsCode, PhoneNumber, Place, Reading, Role, Title, nomination::Person,
};
use crate::store::messages;

/// What a person puts right in a reading. `None` leaves what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The trust it speaks for.
    pub trust: Option<OdsCode>,
    /// What it is: a nomination, a decline, a holding answer.
    pub class: Option<Class>,
    /// The lead's name. A name among those read keeps that person's details; a new one starts afresh.
    pub name: Option<String>,
    /// The lead's title.
    pub title: Option<Title>,
    /// The lead's post.
    pub job_title: Option<String>,
    /// The lead's address.
    pub email: Option<EmailAddress>,
    /// The lead's lines; they replace those read.
    pub phones: Vec<PhoneNumber>,
    /// Until when a holding answer asks for time.
    pub until: Option<Date>,
}

/// The reading as a person puts it right. Everybody else who was named as lead stays as deputy only if they were one.
#[must_use]
pub fn edited(reading: &Reading, edits: &Edits) -> Reading {
    let mut reading = reading.clone();
    if let Some(trust) = &edits.trust {
        reading.trust = Some(by_hand(trust.clone()));
        reading.candidates.clear();
    }
    if let Some(class) = edits.class {
        reading.class = class;
    }
    if let Some(until) = edits.until {
        reading.until = Some(by_hand(until));
    }
    let touches_lead = edits.name.is_some()
        || edits.title.is_some()
        || edits.job_title.is_some()
        || edits.email.is_some()
        || !edits.phones.is_empty();
    if touches_lead {
        let lead = edited_lead(&reading, edits);
        if let Some(lead) = lead {
            reading.nominees.retain(|nominee| nominee.role == Role::Deputy && nominee.name.value != lead.name.value);
            reading.nominees.insert(0, lead);
        }
    }
    reading
}

fn edited_lead(reading: &Reading, edits: &Edits) -> Option<Nominee> {
    let same = |nominee: &&Nominee, name: &str| Person::from(*nominee).is_named(name);
    let mut lead = match &edits.name {
        Some(name) => reading.nominees.iter().find(|nominee| same(nominee, name)).cloned().unwrap_or_else(|| Nominee {
            name: by_hand(name.clone()),
            title: None,
            job_title: None,
            email: None,
            phones: Vec::new(),
            role: Role::Lead,
        }),
        None => reading.leads().next()?.clone(),
    };
    lead.role = Role::Lead;
    if let Some(name) = &edits.name {
        lead.name = by_hand(name.clone());
    }
    lead.title = edits.title.map(by_hand).or(lead.title);
    lead.job_title = edits.job_title.clone().map(by_hand).or(lead.job_title);
    lead.email = edits.email.clone().map(by_hand).or(lead.email);
    if !edits.phones.is_empty() {
        lead.phones = edits.phones.iter().cloned().map(by_hand).collect();
    }
    Some(lead)
}

fn by_hand<T>(value: T) -> Found<T> {
    Found::new(value, Place { part: "review".to_owned(), line: 0, span: (0, 0) }, "a person")
}

/// The reading of a message with the edits in it, and its doubts. What could not be read begins as an empty nomination.
pub(super) fn put_right(entry: &messages::Entry, edits: &Edits) -> (Reading, Vec<Doubt>) {
    match &entry.reading {
        Some((reading, doubts)) => (edited(reading, edits), doubts.clone()),
        None => (edited(&Reading::of(Class::Nomination), edits), Vec::new()),
    }
}
