//! The people whom an answer names, with their lines.

use rusqlite::named_params;

use super::{StoreError, Tx};
use crate::domain::{AnswerId, CampaignId, EmailAddress, PhoneNumber, Role, Title, nomination::Person};

/// Adds a person to an answer.
pub(super) fn add(
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

/// The people of an answer, in their order.
pub(super) fn of_answer(tx: &Tx<'_>, answer: AnswerId) -> Result<Vec<Person>, StoreError> {
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
