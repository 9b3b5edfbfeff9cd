//! The whole register in one view: every trust with its answer in force, everybody named, all their lines. Three statements,
//! however many trusts there are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, named_params};

use super::answers::day_of;
use super::trusts::code_of;
use super::{StoreError, Tx, moment};
use crate::domain::nomination::{Answer, Person};
use crate::domain::{AnswerId, CampaignId, EmailAddress, MessageId, OdsCode, PhoneNumber, Role, Title};

/// A trust with its answer in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// Its code.
    pub ods_code: OdsCode,
    /// Its name as the register writes it.
    pub name: String,
    /// Its region.
    pub region: Option<String>,
    /// Its answer, if it has given one.
    pub answer: Option<Current>,
}

/// An answer in force and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Current {
    /// Its version.
    pub id: AnswerId,
    /// What it says.
    pub answer: Answer,
    /// The message that says it.
    pub message: Option<MessageId>,
    /// When the trust said it.
    pub said: Timestamp,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// `reader`, or the person who decided.
    pub decided_by: String,
    /// The version that it replaced.
    pub replaces: Option<AnswerId>,
}

/// Every trust of the campaign, by name.
///
/// # Errors
/// When the database refuses.
pub fn all(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Registered>, StoreError> {
    let mut people = people(tx, campaign)?;
    let mut statement = tx.0.prepare_cached(
        "SELECT t.ods_code, t.name, t.region, a.id, a.kind, a.until, a.message_id, a.said_at, a.recorded_at, a.decided_by,
                a.replaces
         FROM trust t LEFT JOIN answer a
           ON a.campaign_id = t.campaign_id AND a.ods_code = t.ods_code AND a.standing = 'current'
         WHERE t.campaign_id = :campaign ORDER BY t.name, t.ods_code",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut trusts = Vec::new();
    while let Some(row) = rows.next()? {
        trusts.push(Registered {
            ods_code: code_of(&row.get::<_, String>(0)?)?,
            name: row.get(1)?,
            region: row.get(2)?,
            answer: current_of(row, &mut people)?,
        });
    }
    Ok(trusts)
}

fn current_of(row: &Row<'_>, people: &mut BTreeMap<i64, Vec<Person>>) -> Result<Option<Current>, StoreError> {
    let Some(id) = row.get::<_, Option<i64>>(3)? else { return Ok(None) };
    let until: Option<String> = row.get(5)?;
    let answer = match row.get::<_, String>(4)?.as_str() {
        "named" => Answer::Named(people.remove(&id).unwrap_or_default()),
        "declined" => Answer::Declined,
        _ => Answer::Holding(until.map(|day| day_of(&day)).transpose()?),
    };
    Ok(Some(Current {
        id: AnswerId(id),
        answer,
        message: row.get::<_, Option<i64>>(6)?.map(MessageId),
        said: moment(row.get(7)?),
        recorded: moment(row.get(8)?),
        decided_by: row.get(9)?,
        replaces: row.get::<_, Option<i64>>(10)?.map(AnswerId),
    }))
}

/// Everybody named in an answer in force, by answer, in their order.
fn people(tx: &Tx<'_>, campaign: &CampaignId) -> Result<BTreeMap<i64, Vec<Person>>, StoreError> {
    let mut phones = phones(tx, campaign)?;
    let mut statement = tx.0.prepare_cached(
        "SELECT p.answer_id, p.id, p.role, p.name, p.title, p.job_title, p.email
         FROM person p JOIN answer a ON a.id = p.answer_id AND a.standing = 'current'
         WHERE p.campaign_id = :campaign ORDER BY p.answer_id, p.position",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut people: BTreeMap<i64, Vec<Person>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let title: Option<String> = row.get(4)?;
        let email: Option<String> = row.get(6)?;
        people.entry(row.get(0)?).or_default().push(Person {
            role: if row.get::<_, String>(2)? == "lead" { Role::Lead } else { Role::Deputy },
            name: row.get(3)?,
            title: title.as_deref().and_then(Title::parse),
            job_title: row.get(5)?,
            email: email
                .map(|email| EmailAddress::parse(&email).map_err(|_| StoreError::Alien { what: "address" }))
                .transpose()?,
            phones: phones.remove(&row.get(1)?).unwrap_or_default(),
        });
    }
    Ok(people)
}

/// The lines of everybody, by person, in their order.
fn phones(tx: &Tx<'_>, campaign: &CampaignId) -> Result<BTreeMap<i64, Vec<PhoneNumber>>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT f.person_id, f.phone FROM person_phone f
         JOIN person p ON p.id = f.person_id JOIN answer a ON a.id = p.answer_id AND a.standing = 'current'
         WHERE f.campaign_id = :campaign ORDER BY f.person_id, f.position",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut phones: BTreeMap<i64, Vec<PhoneNumber>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let phone = PhoneNumber::parse(&row.get::<_, String>(1)?);
        phones.entry(row.get(0)?).or_default().push(phone.map_err(|_| StoreError::Alien { what: "telephone number" })?);
    }
    Ok(phones)
}

/// The day on which each trust first named a lead with an address, of those answers that were not taken back.
///
/// # Errors
/// When the database refuses.
pub fn first_answers(tx: &Tx<'_>, campaign: &CampaignId) -> Result<BTreeMap<OdsCode, Date>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT a.ods_code, min(a.said_at) FROM answer a
         JOIN person p ON p.answer_id = a.id AND p.role = 'lead' AND p.email IS NOT NULL
         WHERE a.campaign_id = :campaign AND a.standing <> 'withdrawn' GROUP BY a.ods_code",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut days = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let day = crate::domain::calendar::in_london(moment(row.get(1)?)).date();
        days.insert(code_of(&row.get::<_, String>(0)?)?, day);
    }
    Ok(days)
}
