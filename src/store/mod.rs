//! SQLite: what was read, recorded and owed. One function per statement, one file per family of tables.
//!
//! open.rs opens the file (and refuses what it must not touch), mark.rs notices that it was put back from a backup, writer.rs is the thread that owns the connection while
//! the service runs. Every change happens inside [`Store::change`]: one transaction, all or nothing, flushed to disk.

pub mod answers;
pub mod audit;
pub mod bounces;
pub mod campaigns;
pub mod chase;
pub mod deadlines;
pub mod digests;
pub mod do_not_write;
pub mod filing;
pub mod folders;
pub mod history;
pub mod hold;
pub mod incidents;
pub mod invited;
pub mod kept;
pub mod mark;
pub mod mergers;
pub mod messages;
mod open;
pub mod outbox;
mod people;
pub mod register;
pub mod sending;
pub mod sent;
pub mod sums;
pub mod trusts;
mod writer;

use std::cell::Cell;
use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, Params, Row, Transaction, TransactionBehavior};

pub use open::{Lock, OpenError};
pub use writer::{Writer, WriterGone};

use crate::domain::CampaignId;
use mark::Stride;

/// What went wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite said no.
    #[error("the database refused a statement")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored value does not mean anything to this program.
    #[error("the database holds a {what} that this program does not understand")]
    Alien {
        /// The kind of value. The value itself may be somebody's address, and this stands in logs.
        what: &'static str,
    },
    /// A stored JSON text cannot be read.
    #[error("the database holds a {what} that cannot be read back (it breaks at line {line}, column {column})")]
    Json {
        /// The kind of value.
        what: &'static str,
        /// Where it breaks. What stands there may be personal, so serde's own words are not kept.
        line: usize,
        /// Where in that line.
        column: usize,
    },
    /// There is no such row.
    #[error("there is no {what} {id}")]
    Missing {
        /// The kind of row.
        what: &'static str,
        /// Its number.
        id: i64,
    },
}

impl StoreError {
    /// Whether it is the database as a whole that cannot take anything now (full, locked, broken), and not the row that was
    /// being written.
    #[must_use]
    pub fn is_of_the_database(&self) -> bool {
        use rusqlite::ErrorCode as Code;
        let Self::Sqlite(error) = self else { return false };
        matches!(
            error.sqlite_error_code(),
            Some(
                Code::DatabaseBusy
                    | Code::DatabaseLocked
                    | Code::DiskFull
                    | Code::SystemIoFailure
                    | Code::ReadOnly
                    | Code::CannotOpen
                    | Code::PermissionDenied
                    | Code::DatabaseCorrupt
                    | Code::NotADatabase
                    | Code::OutOfMemory
                    | Code::FileLockingProtocolFailed
            )
        )
    }
}

/// The database, opened.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// Where its mark is; a database in memory has none.
    mark: Option<PathBuf>,
}

impl Store {
    /// Runs `work` in one transaction and commits it if it succeeds. The lock is taken at the start, so that another
    /// process waits instead of failing half-way.
    ///
    /// # Errors
    /// What `work` returns, or the database's own refusal; nothing is changed then.
    pub fn change<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
        let tx = Tx(transaction, Cell::new(Stride::None));
        let value = work(&tx)?;
        let stride = tx.1.get();
        let mark = tx.count_step(stride, self.mark.as_deref())?;
        tx.commit()?;
        if let Some(mark) = mark {
            self.move_mark(&mark, stride);
        }
        Ok(value)
    }

    /// Runs `work` on one unchanging view of the database. SQLite refuses every change meanwhile.
    ///
    /// # Errors
    /// What `work` returns, or the database's own refusal.
    pub fn view<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let looking = LookingOnly::begin(&self.connection).map_err(StoreError::from)?;
        let transaction =
            Transaction::new_unchecked(looking.0, TransactionBehavior::Deferred).map_err(StoreError::from)?;
        work(&Tx(transaction, Cell::new(Stride::None)))
    }

    /// Makes sure the campaign has its row, which all others refer to.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn begin_campaign(&mut self, id: &CampaignId, name: &str, now: Timestamp) -> Result<(), StoreError> {
        self.change(|tx| {
            tx.0.execute(
                "INSERT INTO campaign (id, name, created_at) VALUES (:id, :name, :now)
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name",
                rusqlite::named_params! { ":id": id.0, ":name": name, ":now": now.as_second() },
            )?;
            Ok(())
        })
    }
}

/// As long as this lives, the connection changes nothing; it ends even when the work on it panics.
struct LookingOnly<'a>(&'a Connection);

impl<'a> LookingOnly<'a> {
    fn begin(connection: &'a Connection) -> Result<Self, rusqlite::Error> {
        connection.pragma_update(None, "query_only", true)?;
        Ok(Self(connection))
    }
}

impl Drop for LookingOnly<'_> {
    fn drop(&mut self) {
        // Should it ever fail, the next change is refused and says so.
        let _ = self.0.pragma_update(None, "query_only", false);
    }
}

/// A transaction: what the functions of this module's rooms work on.
#[derive(Debug)]
pub struct Tx<'a>(Transaction<'a>, Cell<Stride>);

impl Tx<'_> {
    /// Runs a statement, prepared once for all runs of it.
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, rusqlite::Error> {
        self.0.prepare_cached(sql)?.execute(params)
    }

    /// The one row of a question, prepared once for all runs of it.
    fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, rusqlite::Error> {
        self.0.prepare_cached(sql)?.query_row(params, read)
    }

    fn commit(self) -> Result<(), StoreError> {
        Ok(self.0.commit()?)
    }

    /// The random name of this installation, part of every Message-ID that it makes.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn instance(&self) -> Result<String, StoreError> {
        Ok(self.0.query_row("SELECT instance FROM installation WHERE id = 1", [], |row| row.get(0))?)
    }
}

/// A stored moment. SQLite holds whole seconds; what is out of range reads as the epoch.
fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Text as JSON for a column.
fn to_json<T: serde::Serialize>(what: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| broken_json(what, &error))
}

/// A column's JSON back as a value.
fn from_json<T: serde::de::DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| broken_json(what, &error))
}

fn broken_json(what: &'static str, error: &serde_json::Error) -> StoreError {
    StoreError::Json { what, line: error.line(), column: error.column() }
}

#[cfg(test)]
mod tests;
