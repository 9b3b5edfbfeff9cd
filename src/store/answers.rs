//! What each trust answered: one version in force, the earlier ones kept.

use jiff::{Timestamp, civil::Date};
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx, moment};
use crate::domain::{
    AnswerId, CampaignId, EmailAddress, MessageId, OdsCode, PhoneNumber, Role, Title,
    nomination::{Answer, Held, Person},
};

/// An answer as it is recorded.
#[derive(Debug, Clone)]
pub struct NewAnswer<'a> {
    /// The trust.
    pub trust: &'a OdsCode,
    /// What it says.
    pub answer: &'a Answer,
    /// The message that says it.
    pub message: Option<MessageId>,
    /// When the trust said it.
    pub said: Timestamp,
    /// `reader`, or the person who decided.
    pub decided_by: &'a str,
}

/// Records an answer, which takes the place of the one in force.
///
/// # Errors
/// When the database refuses, for example because it does not know the trust.
pub fn record(tx: &Tx<'_>, campaign: &CampaignId, new: &NewAnswer<'_>, now: Timestamp) -> Result<AnswerId, StoreError> {
    let replaced = current(tx, campaign, new.trust)?.map(|held| held.id);
    if let Some(replaced) = replaced {
        set_standing(tx, replaced, "superseded")?;
    }
    let until = match new.answer {
        Answer::Holding(until) => until.map(|day| day.to_string()),
        Answer::Named(_) | Answer::Declined => None,
    };
    let id = AnswerId(tx.query_row(
        "INSERT INTO answer (campaign_id, ods_code, kind, standing, until, message_id, said_at, recorded_at,
                             decided_by, replaces)
         VALUES (:campaign, :code, :kind, 'current', :until, :message, :said, :now, :by, :replaces)
         RETURNING id",
        named_params! {
            ":campaign": campaign.0, ":code": new.trust.as_str(), ":kind": new.answer.kind(), ":until": until,
            ":message": new.message.map(|id| id.0), ":said": new.said.as_second(), ":now": now.as_second(),
            ":by": new.decided_by, ":replaces": replaced.map(|id| id.0),
        },
        |row| row.get(0),
    )?);
    if let Answer::Named(people) = new.answer {
        for (position, person) in (0_i64..).zip(people) {
            add_person(tx, campaign, id, position, person)?;
        }
    }
    Ok(id)
}

fn add_person(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    answer: AnswerId,
    position: i64,
    person: &Person,
) -> Result<(), StoreError> {
    let id: i64 = tx.query_row(
        "INSERT INTO person (campaign_id, answer_id, role, position, name, title, job_title, email)
         VALUES (:campaign, :answer, :role, :position, :name, :title, :job_title, :email) RETURNING id",
        named_params! {
            ":campaign": campaign.0, ":answer": answer.0, ":role": role_name(person.role), ":position": position,
            ":name": person.name, ":title": person.title.map(|title| title.to_string()),
            ":job_title": person.job_title, ":email": person.email.as_ref().map(EmailAddress::as_str),
        },
        |row| row.get(0),
    )?;
    for (position, phone) in (0_i64..).zip(&person.phones) {
        tx.execute(
            "INSERT INTO person_phone (campaign_id, person_id, position, phone)
             VALUES (:campaign, :person, :position, :phone)",
            named_params! { ":campaign": campaign.0, ":person": id, ":position": position, ":phone": phone.as_str() },
        )?;
    }
    Ok(())
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Lead => "lead",
        Role::Deputy => "deputy",
    }
}

/// The answer of a trust that is in force.
///
/// # Errors
/// When the database refuses.
pub fn current(tx: &Tx<'_>, campaign: &CampaignId, trust: &OdsCode) -> Result<Option<Held>, StoreError> {
    one(
        tx,
        "SELECT id, kind, until, said_at FROM answer
         WHERE campaign_id = :campaign AND ods_code = :key AND standing = 'current'",
        named_params! { ":campaign": campaign.0, ":key": trust.as_str() },
    )
}

/// The answer of this version, whatever its standing.
///
/// # Errors
/// [`StoreError::Missing`] when there is none.
pub fn version(tx: &Tx<'_>, campaign: &CampaignId, id: AnswerId) -> Result<Held, StoreError> {
    one(
        tx,
        "SELECT id, kind, until, said_at FROM answer WHERE campaign_id = :campaign AND id = :key",
        named_params! { ":campaign": campaign.0, ":key": id.0 },
    )?
    .ok_or(StoreError::Missing { what: "answer", id: id.0 })
}

/// Who recorded an answer: `reader`, or the person who reviewed it.
///
/// # Errors
/// When there is none of that number.
pub fn decided_by(tx: &Tx<'_>, id: AnswerId) -> Result<String, StoreError> {
    Ok(tx.query_row("SELECT decided_by FROM answer WHERE id = :id", named_params! { ":id": id.0 }, |row| row.get(0))?)
}

/// Whether an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the one in force.
    Current,
    /// A later one has taken its place.
    Superseded,
    /// It was taken back, by a message or a person.
    Withdrawn,
}

/// How an answer stands.
///
/// # Errors
/// [`StoreError::Missing`] when there is none of that number.
pub fn standing(tx: &Tx<'_>, campaign: &CampaignId, id: AnswerId) -> Result<Standing, StoreError> {
    let standing: Option<String> = tx
        .query_row(
            "SELECT standing FROM answer WHERE campaign_id = :campaign AND id = :id",
            named_params! { ":campaign": campaign.0, ":id": id.0 },
            |row| row.get(0),
        )
        .optional()?;
    match standing.as_deref() {
        Some("current") => Ok(Standing::Current),
        Some("superseded") => Ok(Standing::Superseded),
        Some(_) => Ok(Standing::Withdrawn),
        None => Err(StoreError::Missing { what: "answer", id: id.0 }),
    }
}

/// The answer in force of the trust that gave this one.
///
/// # Errors
/// When the database refuses.
pub fn in_force_beside(tx: &Tx<'_>, campaign: &CampaignId, id: AnswerId) -> Result<Option<Held>, StoreError> {
    one(
        tx,
        "SELECT c.id, c.kind, c.until, c.said_at FROM answer a
         JOIN answer c ON c.campaign_id = a.campaign_id AND c.ods_code = a.ods_code AND c.standing = 'current'
         WHERE a.campaign_id = :campaign AND a.id = :key",
        named_params! { ":campaign": campaign.0, ":key": id.0 },
    )
}

fn one(tx: &Tx<'_>, sql: &str, key: &[(&str, &dyn rusqlite::ToSql)]) -> Result<Option<Held>, StoreError> {
    let row =
        tx.0.prepare_cached(sql)?
            .query_row(key, |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, Option<String>>(2)?,
                    row.get::<_, i64>(3)?,
                ))
            })
            .optional()?;
    let Some((id, kind, until, said)) = row else { return Ok(None) };
    let answer = match kind.as_str() {
        "named" => Answer::Named(people(tx, AnswerId(id))?),
        "declined" => Answer::Declined,
        _ => Answer::Holding(until.map(|day| day_of(&day)).transpose()?),
    };
    Ok(Some(Held { id: AnswerId(id), answer, said: moment(said) }))
}

pub(super) fn day_of(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Alien { what: "date" })
}

/// The people of an answer, in their order.
fn people(tx: &Tx<'_>, answer: AnswerId) -> Result<Vec<Person>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id, role, name, title, job_title, email FROM person WHERE answer_id = :answer ORDER BY position",
    )?;
    let mut rows = statement.query(named_params! { ":answer": answer.0 })?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        let title: Option<String> = row.get(3)?;
        let email: Option<String> = row.get(5)?;
        people.push(Person {
            role: if row.get::<_, String>(1)? == "lead" { Role::Lead } else { Role::Deputy },
            name: row.get(2)?,
            title: title.as_deref().and_then(Title::parse),
            job_title: row.get(4)?,
            email: email
                .map(|email| EmailAddress::parse(&email).map_err(|_| StoreError::Alien { what: "address" }))
                .transpose()?,
            phones: phones(tx, row.get(0)?)?,
        });
    }
    Ok(people)
}

fn phones(tx: &Tx<'_>, person: i64) -> Result<Vec<PhoneNumber>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT phone FROM person_phone WHERE person_id = :person ORDER BY position")?;
    let rows = statement.query_map(named_params! { ":person": person }, |row| row.get::<_, String>(0))?;
    rows.map(|phone| {
        let phone = phone?;
        PhoneNumber::parse(&phone).map_err(|_| StoreError::Alien { what: "telephone number" })
    })
    .collect()
}

/// Every answer in force with its trust, by code.
///
/// # Errors
/// When the database refuses.
pub fn all_current(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(OdsCode, Held)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code FROM answer WHERE campaign_id = :campaign AND standing = 'current' ORDER BY ods_code",
    )?;
    let codes = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| row.get::<_, String>(0))?;
    let mut answers = Vec::new();
    for code in codes {
        let code = super::trusts::code_of(&code?)?;
        if let Some(held) = current(tx, campaign, &code)? {
            answers.push((code, held));
        }
    }
    Ok(answers)
}

/// The answers that a message gave, newest first, with the trust and whether each is still in force.
///
/// # Errors
/// When the database refuses.
pub fn of_message(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    message: MessageId,
) -> Result<Vec<(AnswerId, OdsCode, bool)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id, ods_code, standing = 'current' FROM answer
         WHERE campaign_id = :campaign AND message_id = :message ORDER BY id DESC",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":message": message.0 }, |row| {
        Ok((AnswerId(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
    })?;
    rows.map(|row| {
        let (id, code, in_force) = row?;
        Ok((id, super::trusts::code_of(&code)?, in_force))
    })
    .collect()
}

/// The version that an answer replaced.
///
/// # Errors
/// When the database refuses.
pub fn replaced_by(tx: &Tx<'_>, campaign: &CampaignId, id: AnswerId) -> Result<Option<Held>, StoreError> {
    let before: Option<i64> = tx
        .query_row(
            "SELECT replaces FROM answer WHERE campaign_id = :campaign AND id = :id",
            named_params! { ":campaign": campaign.0, ":id": id.0 },
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    before.map(|before| version(tx, campaign, AnswerId(before))).transpose()
}

/// The leads of a trust's answers that were taken out of force without another in their place.
///
/// # Errors
/// When the database refuses.
pub fn withdrawn_leads(tx: &Tx<'_>, campaign: &CampaignId, trust: &OdsCode) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT p.name FROM answer a JOIN person p ON p.answer_id = a.id AND p.role = 'lead'
         WHERE a.campaign_id = :campaign AND a.ods_code = :code AND a.standing = 'withdrawn' ORDER BY a.id",
    )?;
    let rows =
        statement.query_map(named_params! { ":campaign": campaign.0, ":code": trust.as_str() }, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The answer that this message has taken out of force as it came, if it still is.
///
/// # Errors
/// When the database refuses.
pub fn withdrawn_by(tx: &Tx<'_>, campaign: &CampaignId, message: MessageId) -> Result<Option<Held>, StoreError> {
    one(
        tx,
        "SELECT id, kind, until, said_at FROM answer
         WHERE campaign_id = :campaign AND withdrawn_by = :key AND standing = 'withdrawn'",
        named_params! { ":campaign": campaign.0, ":key": message.0 },
    )
}

/// Takes an answer out of force because a message says so.
///
/// # Errors
/// When the database refuses.
pub fn withdraw_at_once(tx: &Tx<'_>, id: AnswerId, message: MessageId) -> Result<(), StoreError> {
    withdraw(tx, id)?;
    tx.execute(
        "UPDATE answer SET withdrawn_by = :message WHERE id = :id",
        named_params! { ":id": id.0, ":message": message.0 },
    )?;
    Ok(())
}

/// Takes an answer out of force: the person is not written to any more.
///
/// # Errors
/// When the database refuses.
pub fn withdraw(tx: &Tx<'_>, id: AnswerId) -> Result<(), StoreError> {
    set_standing(tx, id, "withdrawn")
}

/// Puts an earlier answer back in force (after the one that replaced it was withdrawn).
///
/// # Errors
/// When the database refuses, for example because another one is in force.
pub fn reinstate(tx: &Tx<'_>, id: AnswerId) -> Result<(), StoreError> {
    set_standing(tx, id, "current")
}

fn set_standing(tx: &Tx<'_>, id: AnswerId, standing: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE answer SET standing = :standing WHERE id = :id",
        named_params! { ":id": id.0, ":standing": standing },
    )?;
    Ok(())
}
