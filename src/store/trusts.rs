//! The register of trusts.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx};
use crate::domain::{
    CampaignId, Contact, EmailAddress, OdsCode, Register, Trust,
    trust::{ContactUpdate, TrustUpdate},
};

/// What an update did to a trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// The trust was not there.
    Added,
    /// Something about it changed.
    Changed,
    /// All was as it is.
    Same,
}

/// Puts a trust into the register or brings it up to date. What the update does not say stays as it is.
///
/// # Errors
/// When the database refuses, or when a new trust has no name.
pub fn upsert(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    update: &TrustUpdate,
    now: Timestamp,
) -> Result<Upserted, StoreError> {
    let before = snapshot(tx, campaign, &update.ods_code)?;
    tx.0.execute(
        "INSERT INTO trust (campaign_id, ods_code, name, region, opened, closed, updated_at)
         VALUES (:campaign, :code, coalesce(:name, :code), :region, :opened, :closed, :now)
         ON CONFLICT (campaign_id, ods_code) DO UPDATE SET
             name = coalesce(:name, name), region = coalesce(:region, region),
             opened = coalesce(:opened, opened), closed = coalesce(:closed, closed)",
        named_params! {
            ":campaign": campaign.0, ":code": update.ods_code.as_str(), ":name": update.name,
            ":region": update.region, ":opened": update.opened.map(|day| day.to_string()),
            ":closed": update.closed.map(|day| day.to_string()), ":now": now.as_second(),
        },
    )?;
    if let Some(domains) = &update.domains {
        replace_domains(tx, campaign, &update.ods_code, domains)?;
    }
    for contact in &update.contacts {
        upsert_contact(tx, campaign, &update.ods_code, contact)?;
    }
    let after = snapshot(tx, campaign, &update.ods_code)?;
    if before == after {
        return Ok(Upserted::Same);
    }
    tx.0.execute(
        "UPDATE trust SET updated_at = :now WHERE campaign_id = :campaign AND ods_code = :code",
        named_params! { ":campaign": campaign.0, ":code": update.ods_code.as_str(), ":now": now.as_second() },
    )?;
    Ok(if before.is_none() { Upserted::Added } else { Upserted::Changed })
}

/// Everything the register holds of one trust as one text, to see whether an update changes anything.
fn snapshot(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Option<String>, StoreError> {
    Ok(tx
        .0
        .prepare_cached(
            "SELECT json_array(name, region, opened, closed,
                 (SELECT json_group_array(domain ORDER BY domain) FROM trust_domain d
                  WHERE d.campaign_id = t.campaign_id AND d.ods_code = t.ods_code),
                 (SELECT json_group_array(json_array(rank, name, email, role) ORDER BY rank) FROM trust_contact c
                  WHERE c.campaign_id = t.campaign_id AND c.ods_code = t.ods_code))
             FROM trust t WHERE campaign_id = :campaign AND ods_code = :code",
        )?
        .query_row(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| row.get(0))
        .optional()?)
}

fn replace_domains(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode, domains: &[String]) -> Result<(), StoreError> {
    tx.0.execute(
        "DELETE FROM trust_domain WHERE campaign_id = :campaign AND ods_code = :code",
        named_params! { ":campaign": campaign.0, ":code": code.as_str() },
    )?;
    for domain in domains {
        tx.0.execute(
            "INSERT OR IGNORE INTO trust_domain (campaign_id, ods_code, domain) VALUES (:campaign, :code, :domain)",
            named_params! { ":campaign": campaign.0, ":code": code.as_str(), ":domain": domain.to_lowercase() },
        )?;
    }
    Ok(())
}

fn upsert_contact(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    code: &OdsCode,
    contact: &ContactUpdate,
) -> Result<(), StoreError> {
    tx.0.execute(
        "INSERT INTO trust_contact (campaign_id, ods_code, rank, name, email, role)
         VALUES (:campaign, :code, :rank, :name, :email, :role)
         ON CONFLICT (campaign_id, ods_code, rank) DO UPDATE SET
             name = coalesce(excluded.name, name), email = coalesce(excluded.email, email),
             role = coalesce(excluded.role, role)",
        named_params! {
            ":campaign": campaign.0, ":code": code.as_str(), ":rank": contact.rank, ":name": contact.name,
            ":email": contact.email.as_ref().map(EmailAddress::as_str), ":role": contact.role,
        },
    )?;
    Ok(())
}

/// All trusts of the campaign, by name.
///
/// # Errors
/// When the database refuses.
pub fn all(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Trust>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code, name, region FROM trust WHERE campaign_id = :campaign ORDER BY name, ods_code",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0 }, |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
    })?;
    let mut trusts = Vec::new();
    for row in rows {
        let (code, name, region) = row?;
        let ods_code = code_of(&code)?;
        trusts.push(Trust {
            domains: domains(tx, campaign, &ods_code)?,
            contacts: contacts(tx, campaign, &ods_code)?,
            ods_code,
            name,
            region,
        });
    }
    Ok(trusts)
}

/// The trusts as the reader looks them up, those that were merged under the one that answers for them.
///
/// # Errors
/// When the database refuses.
pub fn register(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Register, StoreError> {
    Ok(Register::new(all(tx, campaign)?).with_mergers(super::mergers::all(tx, campaign)?))
}

/// Another trust answers for this one from now on; none: it answers for itself again.
///
/// # Errors
/// When the database refuses.
pub fn merge_into(
    tx: &Tx<'_>,
    campaign: &CampaignId,
    code: &OdsCode,
    into: Option<&OdsCode>,
) -> Result<(), StoreError> {
    tx.0.execute(
        "UPDATE trust SET merged_into = :into WHERE campaign_id = :campaign AND ods_code = :code",
        named_params! { ":campaign": campaign.0, ":code": code.as_str(), ":into": into.map(OdsCode::as_str) },
    )?;
    Ok(())
}

/// The name of a trust.
///
/// # Errors
/// When the database refuses.
pub fn name(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Option<String>, StoreError> {
    Ok(tx
        .0
        .prepare_cached("SELECT name FROM trust WHERE campaign_id = :campaign AND ods_code = :code")?
        .query_row(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| row.get(0))
        .optional()?)
}

/// The mail domains of a trust.
///
/// # Errors
/// When the database refuses.
pub fn domains(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT domain FROM trust_domain WHERE campaign_id = :campaign AND ods_code = :code ORDER BY domain",
    )?;
    let rows =
        statement.query_map(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn contacts(tx: &Tx<'_>, campaign: &CampaignId, code: &OdsCode) -> Result<Vec<Contact>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT name, email, role FROM trust_contact
         WHERE campaign_id = :campaign AND ods_code = :code AND email IS NOT NULL ORDER BY rank",
    )?;
    let rows = statement.query_map(named_params! { ":campaign": campaign.0, ":code": code.as_str() }, |row| {
        Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    let mut contacts = Vec::new();
    for row in rows {
        let (name, email, role) = row?;
        let email = EmailAddress::parse(&email).map_err(|_| StoreError::Alien { what: "contact address" })?;
        contacts.push(Contact { name, email, role });
    }
    Ok(contacts)
}

/// A stored code as a code.
pub(super) fn code_of(text: &str) -> Result<OdsCode, StoreError> {
    OdsCode::parse(text).map_err(|_| StoreError::Alien { what: "ODS code" })
}
