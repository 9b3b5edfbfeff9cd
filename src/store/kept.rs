//! Files that go with many mails, each kept once under the SHA-256 of its bytes.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, named_params};

use super::{StoreError, Tx};

/// Keeps a file, unless it is kept already.
///
/// # Errors
/// When the database refuses.
pub fn keep(tx: &Tx<'_>, sha256: &str, bytes: &[u8], now: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT OR IGNORE INTO kept_file (sha256, bytes, kept_at) VALUES (:sha256, :bytes, :now)",
        named_params! { ":sha256": sha256, ":bytes": bytes, ":now": now.as_second() },
    )?;
    Ok(())
}

/// A file that is kept.
///
/// # Errors
/// When the database refuses.
pub fn bytes(tx: &Tx<'_>, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx
        .query_row("SELECT bytes FROM kept_file WHERE sha256 = :sha256", named_params! { ":sha256": sha256 }, |row| {
            row.get(0)
        })
        .optional()?)
}
