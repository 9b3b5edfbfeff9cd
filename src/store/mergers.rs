//! Trusts that became one: which answers now, and every change that was made for it, each of which can be taken back.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx, answers::set_standing, trusts::code_of};
use crate::domain::{AnswerId, CampaignId, MessageId, OdsCode};

/// A change that a merger made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A trust is answered for by another; before that by this one.
    Trust(OdsCode, Option<String>),
    /// An answer of that trust was moved, which stood like this.
    Answer(AnswerId, OdsCode, String),
    /// A message was put before a person.
    Message(MessageId, OdsCode),
    /// An answer was made of two.
    Joined(AnswerId, OdsCode),
    /// A wish of a trust not to be written to was moved.
    Wish(i64, OdsCode),
}

/// Begins a merger into a trust; says its number.
///
/// # Errors
/// When the database refuses.
pub fn begin(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    into: &OdsCode,
    on: Date,
    by: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    Ok(tx.query_row(
        "INSERT INTO merger (campaign_id, ods_code, merged_on, made_at, made_by)
         VALUES (:campaign, :into, :on, :now, :by) RETURNING id",
        named_params! {
            ":campaign": campaign.0, ":into": into.as_str(), ":on": on.to_string(), ":now": now.as_second(), ":by": by,
        },
        |row| row.get(0),
    )?)
}

/// Writes down a change.
///
/// # Errors
/// When the database refuses.
pub fn note(tx: &Tx<'_>, merger: i64, step: &Step) -> Result<(), StoreError> {
    let (what, row, code, was) = match step {
        Step::Trust(code, was) => ("trust", None, code, was.as_deref()),
        Step::Answer(id, code, was) => ("answer", Some(id.0), code, Some(was.as_str())),
        Step::Message(id, code) => ("message", Some(id.0), code, None),
        Step::Joined(id, code) => ("joined", Some(id.0), code, None),
        Step::Wish(id, code) => ("wish", Some(*id), code, None),
    };
    tx.execute(
        "INSERT INTO merger_step (merger_id, what, row, ods_code, was) VALUES (:merger, :what, :row, :code, :was)",
        named_params! { ":merger": merger, ":what": what, ":row": row, ":code": code.as_str(), ":was": was },
    )?;
    Ok(())
}

/// The changes of a merger, the last first.
///
/// # Errors
/// When the database refuses.
pub fn steps(tx: &Tx<'_>, merger: i64) -> Result<Vec<Step>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT what, coalesce(row, 0), ods_code, was FROM merger_step WHERE merger_id = :merger ORDER BY id DESC",
    )?;
    let mut rows = statement.query(named_params! { ":merger": merger })?;
    let mut steps = Vec::new();
    while let Some(row) = rows.next()? {
        let (what, id): (String, i64) = (row.get(0)?, row.get(1)?);
        let code = code_of(&row.get::<_, String>(2)?)?;
        let was: Option<String> = row.get(3)?;
        steps.push(match what.as_str() {
            "trust" => Step::Trust(code, was),
            "answer" => Step::Answer(AnswerId(id), code, was.unwrap_or_default()),
            "message" => Step::Message(MessageId(id), code),
            "joined" => Step::Joined(AnswerId(id), code),
            _ => Step::Wish(id, code),
        });
    }
    Ok(steps)
}

/// The last merger into a trust that was not taken back.
///
/// # Errors
/// When the database refuses.
pub fn last_into(tx: &Tx<'_>, campaign: &CampaignId, into: &OdsCode) -> Result<Option<i64>, StoreError> {
    Ok(tx
        .query_row(
            "SELECT max(id) FROM merger WHERE campaign_id = :campaign AND ods_code = :into AND undone_at IS NULL",
            named_params! { ":campaign": campaign.0, ":into": into.as_str() },
            |row| row.get(0),
        )
        .optional()?
        .flatten())
}

/// A merger is taken back.
///
/// # Errors
/// When the database refuses.
pub fn set_undone(tx: &Tx<'_>, merger: i64, now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE merger SET undone_at = :now WHERE id = :merger",
        named_params! { ":merger": merger, ":now": now.as_second() },
    )?;
    Ok(())
}

/// Which trust answers for which, for all that were merged.
///
/// # Errors
/// When the database refuses.
pub fn all(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(OdsCode, OdsCode)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code, merged_into FROM trust
         WHERE campaign_id = :campaign AND merged_into IS NOT NULL ORDER BY ods_code",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut merged = Vec::new();
    while let Some(row) = rows.next()? {
        merged.push((code_of(&row.get::<_, String>(0)?)?, code_of(&row.get::<_, String>(1)?)?));
    }
    Ok(merged)
}

/// The trust that answers for this one: itself, unless it was merged.
///
/// # Errors
/// When the database refuses.
pub fn answering(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<OdsCode, StoreError> {
    let into: Option<String> = tx
        .query_row(
            "SELECT merged_into FROM trust WHERE campaign_id = :campaign AND ods_code = :code",
            named_params! { ":campaign": campaign.0, ":code": code.as_str() },
            |row| row.get(0),
        )
        .optional()?
        .flatten();
    into.map_or_else(|| Ok(code.clone()), |into| code_of(&into))
}

/// Has a trust answered for by another, or by itself again.
///
/// # Errors
/// When the database refuses.
pub fn set_into(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode, into: Option<&str>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE trust SET merged_into = :into WHERE campaign_id = :campaign AND ods_code = :code",
        named_params! { ":campaign": campaign.0, ":code": code.as_str(), ":into": into },
    )?;
    Ok(())
}

/// Every answer of a trust with its standing.
///
/// # Errors
/// When the database refuses.
pub fn answers_of(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Vec<(AnswerId, String)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT id, standing FROM answer WHERE campaign_id = :campaign AND ods_code = :code ORDER BY id",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| {
        Ok((AnswerId(row.get(0)?), row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives an answer to a trust, with this standing.
///
/// # Errors
/// When the database refuses, for example because that trust has another in force.
pub fn give_answer(tx: &Tx<'_>, id: AnswerId, to: &OdsCode, standing: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE answer SET ods_code = :to WHERE id = :id AND standing <> 'current'",
        named_params! { ":id": id.0, ":to": to.as_str() },
    )?;
    set_standing(tx, id, standing)
}

/// The wishes of a trust not to be written to.
///
/// # Errors
/// When the database refuses.
pub fn wishes_of(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Vec<i64>, StoreError> {
    let mut statement =
        tx.0.prepare_cached("SELECT id FROM do_not_write WHERE campaign_id = :campaign AND ods_code = :code")?;
    let rows =
        statement.query_map(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives such a wish to a trust.
///
/// # Errors
/// When the database refuses.
pub fn give_wish(tx: &Tx<'_>, id: i64, to: &OdsCode) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE do_not_write SET ods_code = :to WHERE id = :id",
        named_params! { ":id": id, ":to": to.as_str() },
    )?;
    Ok(())
}
