//! A register file into the register: all of it, or, when a row is bad and nobody said to skip it, nothing.

use jiff::Timestamp;

use super::Desk;
use crate::domain::{
    OdsCode,
    trust::{ContactUpdate, TrustUpdate},
};
use crate::register::{RegisterFile, Row};
use crate::store::{Store, StoreError, trusts};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// Trusts that were not there before.
    pub added: usize,
    /// Trusts of which something changed.
    pub changed: usize,
    /// Trusts that were as the file says.
    pub same: usize,
    /// Rows for which the register has no trust and the file no name.
    pub nameless: Vec<(u64, OdsCode)>,
}

/// Takes in the good rows of a file, in one transaction.
///
/// # Errors
/// When the database refuses; the register is as before then.
pub fn import(store: &mut Store, desk: &Desk, file: &RegisterFile, now: Timestamp) -> Result<Imported, StoreError> {
    store.change(|tx| {
        let mut imported = Imported::default();
        for row in &file.rows {
            if row.name.is_none() && trusts::name(tx, desk.id(), &row.ods_code)?.is_none() {
                imported.nameless.push((row.line, row.ods_code.clone()));
                continue;
            }
            match trusts::upsert(tx, desk.id(), &update(row), now)? {
                trusts::Upserted::Added => imported.added += 1,
                trusts::Upserted::Changed => imported.changed += 1,
                trusts::Upserted::Same => imported.same += 1,
            }
        }
        Ok(imported)
    })
}

/// A row of a register file as the register takes it.
#[must_use]
pub fn update(row: &Row) -> TrustUpdate {
    TrustUpdate {
        ods_code: row.ods_code.clone(),
        name: row.name.clone(),
        region: row.region.clone(),
        domains: row.domains.clone(),
        contacts: row
            .contacts
            .iter()
            .map(|contact| ContactUpdate {
                rank: contact.rank,
                name: contact.name.clone(),
                email: contact.email.clone(),
                role: contact.role.clone(),
            })
            .collect(),
        opened: row.open,
        closed: row.close,
    }
}
