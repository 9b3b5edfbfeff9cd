//! What has to be known of trusts before they are asked or reminded: who they are, what they were sent, what came back. Every
//! question is asked once for all the trusts that are meant, be it one or all.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Row, named_params};

use super::trusts::code_of;
use super::{StoreError, Tx, moment, to_json};
use crate::domain::{CampaignId, Contact, EmailAddress, MessageId, OdsCode, outbox::OutboxState};

/// The trusts that a question is about, ready to be asked for.
#[derive(Debug, Clone)]
pub struct Meant(String);

impl Meant {
    /// These trusts.
    ///
    /// # Errors
    /// Never in practice: codes are plain text.
    pub fn of<'a>(codes: impl IntoIterator<Item = &'a OdsCode>) -> Result<Self, StoreError> {
        let codes: Vec<&str> = codes.into_iter().map(OdsCode::as_str).collect();
        to_json("list of trusts", &codes).map(Self)
    }
}

/// A trust of the register, as far as it matters for being written to.
#[derive(Debug, Clone)]
pub struct Chased {
    /// Its code.
    pub code: OdsCode,
    /// Its name.
    pub name: String,
    /// The day on which it closes or closed.
    pub closed: Option<Date>,
    /// The trust that answers for it.
    pub merged_into: Option<OdsCode>,
    /// The day on which it was asked by other means.
    pub marked: Option<Date>,
    /// The latest of the mails that went out to it, or may have, other than the letters that ask: to whom and when.
    pub carried: Option<(EmailAddress, Timestamp)>,
}

/// Every trust of the campaign, by name.
///
/// # Errors
/// When the database refuses.
pub fn trusts(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<Chased>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT t.ods_code, t.name, t.closed, t.merged_into, i.sent_on, o.to_address, coalesce(o.tried_at, o.created_at)
         FROM trust t LEFT JOIN marked_invited i ON i.campaign_id = t.campaign_id AND i.ods_code = t.ods_code
         LEFT JOIN outbox o ON o.id = (
             SELECT l.id FROM outbox l WHERE l.campaign_id = t.campaign_id AND l.ods_code = t.ods_code
               AND l.state IN ('sending', 'sent', 'unknown') AND l.letter NOT IN ('invitation', 'reminder')
             ORDER BY coalesce(l.tried_at, l.created_at) DESC LIMIT 1)
         WHERE t.campaign_id = :campaign ORDER BY t.name, t.ods_code",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut trusts = Vec::new();
    while let Some(row) = rows.next()? {
        trusts.push(Chased {
            code: code_of(&row.get::<_, String>(0)?)?,
            name: row.get(1)?,
            closed: day(row, 2)?,
            merged_into: row.get::<_, Option<String>>(3)?.map(|code| code_of(&code)).transpose()?,
            marked: day(row, 4)?,
            carried: match (row.get::<_, Option<String>>(5)?, row.get::<_, Option<i64>>(6)?) {
                (Some(to), Some(at)) => Some((address(&to)?, moment(at))),
                _ => None,
            },
        });
    }
    Ok(trusts)
}

/// A letter that asks, in the outbox.
#[derive(Debug, Clone)]
pub struct Asking {
    /// To which trust.
    pub trust: OdsCode,
    /// Its key.
    pub key: String,
    /// `invitation` or `reminder`.
    pub letter: String,
    /// To whom.
    pub to: EmailAddress,
    /// Where it stands.
    pub state: OutboxState,
    /// Whether a person has decided that it does not go out.
    pub stopped: bool,
    /// What the server last said, and the like.
    pub why: Option<String>,
    /// When it was last tried, or else written.
    pub at: Timestamp,
    /// When a report came that it never arrives.
    pub bounced: Option<Timestamp>,
}

/// Every letter that asks these trusts, in the order they were written.
///
/// # Errors
/// When the database refuses.
pub fn asking(tx: &Tx<'_>, campaign: &CampaignId, meant: &Meant) -> Result<Vec<Asking>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT o.ods_code, o.key, o.letter, o.to_address, o.state, o.stopped, o.why,
             coalesce(o.tried_at, o.created_at),
             (SELECT min(m.received_at) FROM bounce b JOIN message m ON m.id = b.message_id
              WHERE b.campaign_id = o.campaign_id AND b.address = o.to_address
                AND b.cited IN (o.header_id, o.reference, o.replaced_id) AND m.state = 'bounce')
         FROM outbox o
         WHERE o.campaign_id = :campaign AND o.ods_code IN (SELECT value FROM json_each(:meant))
           AND o.letter IN ('invitation', 'reminder') ORDER BY o.id",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":meant": meant.0 })?;
    let mut mails = Vec::new();
    while let Some(row) = rows.next()? {
        mails.push(Asking {
            trust: code_of(&row.get::<_, String>(0)?)?,
            key: row.get(1)?,
            letter: row.get(2)?,
            to: address(&row.get::<_, String>(3)?)?,
            state: OutboxState::parse(&row.get::<_, String>(4)?).ok_or(StoreError::Alien { what: "outbox state" })?,
            stopped: row.get(5)?,
            why: row.get(6)?,
            at: moment(row.get(7)?),
            bounced: row.get::<_, Option<i64>>(8)?.map(moment),
        });
    }
    Ok(mails)
}

/// The contacts of these trusts that have an address, each trust's by rank.
///
/// # Errors
/// When the database refuses.
pub fn contacts(tx: &Tx<'_>, campaign: &CampaignId, meant: &Meant) -> Result<Vec<(OdsCode, Contact)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code, name, email, role FROM trust_contact
         WHERE campaign_id = :campaign AND ods_code IN (SELECT value FROM json_each(:meant)) AND email IS NOT NULL
         ORDER BY ods_code, rank",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":meant": meant.0 })?;
    let mut contacts = Vec::new();
    while let Some(row) = rows.next()? {
        let contact = Contact { name: row.get(1)?, email: address(&row.get::<_, String>(2)?)?, role: row.get(3)? };
        contacts.push((code_of(&row.get::<_, String>(0)?)?, contact));
    }
    Ok(contacts)
}

/// The mail domains of these trusts.
///
/// # Errors
/// When the database refuses.
pub fn domains(tx: &Tx<'_>, campaign: &CampaignId, meant: &Meant) -> Result<Vec<(OdsCode, String)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code, domain FROM trust_domain
         WHERE campaign_id = :campaign AND ods_code IN (SELECT value FROM json_each(:meant)) ORDER BY ods_code, domain",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":meant": meant.0 })?;
    let mut domains = Vec::new();
    while let Some(row) = rows.next()? {
        domains.push((code_of(&row.get::<_, String>(0)?)?, row.get(1)?));
    }
    Ok(domains)
}

/// The messages that are or may be from these trusts and wait for a person.
///
/// # Errors
/// When the database refuses.
pub fn unresolved(tx: &Tx<'_>, campaign: &CampaignId, meant: &Meant) -> Result<Vec<(OdsCode, MessageId)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT c.ods_code, c.message_id FROM message m JOIN candidate c ON c.message_id = m.id
         WHERE m.campaign_id = :campaign AND m.state = 'awaiting_review' AND c.campaign_id = :campaign
           AND c.ods_code IN (SELECT value FROM json_each(:meant)) ORDER BY c.ods_code, c.message_id",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":meant": meant.0 })?;
    let mut messages = Vec::new();
    while let Some(row) = rows.next()? {
        messages.push((code_of(&row.get::<_, String>(0)?)?, MessageId(row.get(1)?)));
    }
    Ok(messages)
}

/// An out-of-office note of a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// From which address.
    pub address: EmailAddress,
    /// When it came.
    pub noted: Timestamp,
    /// The day back that it names.
    pub back: Option<Date>,
    /// Whom it says to write to meanwhile.
    pub alternative: Option<EmailAddress>,
}

/// The latest out-of-office note from each contact of these trusts, unless a person has written from there since.
///
/// # Errors
/// When the database refuses.
pub fn absences(tx: &Tx<'_>, campaign: &CampaignId, meant: &Meant) -> Result<Vec<Absence>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT m.sender, m.received_at, json_extract(r.reading, '$.out_of_office.back'),
             json_extract(r.reading, '$.out_of_office.alternative')
         FROM (SELECT DISTINCT email FROM trust_contact
               WHERE campaign_id = :campaign AND ods_code IN (SELECT value FROM json_each(:meant))) c
         JOIN message m ON m.id = (
             SELECT n.id FROM message n WHERE n.campaign_id = :campaign AND n.sender = c.email
               AND (n.state IN ('answer', 'query', 'awaiting_review') OR n.state = 'automatic' AND EXISTS (
                   SELECT 1 FROM reading x WHERE x.message_id = n.id AND x.campaign_id = :campaign
                     AND json_extract(x.reading, '$.out_of_office') IS NOT NULL))
             ORDER BY n.received_at DESC, n.id DESC LIMIT 1)
         JOIN reading r ON r.message_id = m.id AND r.campaign_id = :campaign
         WHERE m.state = 'automatic'",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0, ":meant": meant.0 })?;
    let mut absences = Vec::new();
    while let Some(row) = rows.next()? {
        absences.push(Absence {
            address: address(&row.get::<_, String>(0)?)?,
            noted: moment(row.get(1)?),
            back: day(row, 2)?,
            alternative: row.get::<_, Option<String>>(3)?.and_then(|text| EmailAddress::parse(&text).ok()),
        });
    }
    Ok(absences)
}

/// The trusts that asked not to be written to, and since when.
///
/// # Errors
/// When the database refuses.
pub fn asked_not_to(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(OdsCode, Date)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT ods_code, min(since) FROM do_not_write WHERE campaign_id = :campaign AND ods_code IS NOT NULL
         GROUP BY ods_code",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut trusts = Vec::new();
    while let Some(row) = rows.next()? {
        trusts.extend(
            day(row, 1)?.map(|since| Ok::<_, StoreError>((code_of(&row.get::<_, String>(0)?)?, since))).transpose()?,
        );
    }
    Ok(trusts)
}

/// The addresses whose owners asked not to be written to or withdrew, and since when. Who withdrew and is in force again for any
/// trust is not among them.
///
/// # Errors
/// When the database refuses.
pub fn withdrawn(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(EmailAddress, Date)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT address, min(since) FROM (
             SELECT address, since FROM do_not_write WHERE campaign_id = :campaign AND address IS NOT NULL
             UNION ALL
             SELECT p.email, date(m.received_at, 'unixepoch') FROM answer a
             JOIN person p ON p.answer_id = a.id JOIN message m ON m.id = a.withdrawn_by
             WHERE a.campaign_id = :campaign AND a.withdrawn_by IS NOT NULL AND a.standing = 'withdrawn'
               AND p.role = 'lead' AND p.email IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM answer c JOIN person q ON q.answer_id = c.id
                               WHERE c.campaign_id = :campaign AND c.standing = 'current' AND q.email = p.email))
         GROUP BY address",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut addresses = Vec::new();
    while let Some(row) = rows.next()? {
        addresses.extend(
            day(row, 1)?.map(|since| Ok::<_, StoreError>((address(&row.get::<_, String>(0)?)?, since))).transpose()?,
        );
    }
    Ok(addresses)
}

/// The addresses to which a mail that asks nothing came back for good, and when: a confirmation, a receipt.
///
/// # Errors
/// When the database refuses.
pub fn bounced(tx: &Tx<'_>, campaign: &CampaignId) -> Result<Vec<(EmailAddress, Timestamp)>, StoreError> {
    let mut statement = tx.0.prepare_cached(
        "SELECT b.address, min(m.received_at) FROM bounce b JOIN message m ON m.id = b.message_id
         WHERE b.campaign_id = :campaign AND m.state = 'bounce'
           AND EXISTS (SELECT 1 FROM outbox o WHERE o.campaign_id = b.campaign_id AND o.to_address = b.address
                       AND b.cited IN (o.header_id, o.reference, o.replaced_id)
                       AND o.state IN ('sending', 'sent', 'unknown'))
         GROUP BY b.address",
    )?;
    let mut rows = statement.query(named_params! { ":campaign": campaign.0 })?;
    let mut addresses = Vec::new();
    while let Some(row) = rows.next()? {
        addresses.push((address(&row.get::<_, String>(0)?)?, moment(row.get(1)?)));
    }
    Ok(addresses)
}

fn address(text: &str) -> Result<EmailAddress, StoreError> {
    EmailAddress::parse(text).map_err(|_| StoreError::Alien { what: "address" })
}

fn day(row: &Row<'_>, column: usize) -> Result<Option<Date>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Alien { what: "date" })).transpose()
}
