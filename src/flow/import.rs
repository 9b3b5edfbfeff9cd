//! A register file into the register: all of it, or, when a row is bad and nobody said to skip it, nothing.

use jiff::Timestamp;

use super::Desk;
use crate::domain::OdsCode;
use crate::register::RegisterFile;
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
            if row.trust.name.is_none() && trusts::name(tx, desk.id(), &row.trust.ods_code)?.is_none() {
                imported.nameless.push((row.line, row.trust.ods_code.clone()));
                continue;
            }
            match trusts::upsert(tx, desk.id(), &row.trust, now)? {
                trusts::Upserted::Added => imported.added += 1,
                trusts::Upserted::Changed => imported.changed += 1,
                trusts::Upserted::Same => imported.same += 1,
            }
        }
        Ok(imported)
    })
}
