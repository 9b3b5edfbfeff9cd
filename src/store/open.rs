//! A path in, an open database out; what is newer, damaged, foreign or in use is refused and left untouched.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::{Store, mark::path_for};

/// Marks the file as ours ("CSOi"), so that another program's database is never taken for one.
const APPLICATION_ID: i64 = 0x4353_4f69;

/// The layouts, oldest first. A number, once released, is never edited.
const LAYOUTS: &[M<'static>] = &[
    M::up(include_str!("sql/0001_start.sql")),
    M::up(include_str!("sql/0002_sending.sql")),
    M::up(include_str!("sql/0003_filing.sql")),
    M::up(include_str!("sql/0004_campaign.sql")),
    M::up(include_str!("sql/0005_team.sql")),
    M::up(include_str!("sql/0006_answers.sql")),
];

/// Why a database was not opened. It has not been changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file is not there and may not be made.
    #[error("there is no database at {0}; `cso-intake run` or `cso-intake trusts import` makes it")]
    NotThere(PathBuf),
    /// Written by a later program.
    #[error(
        "the database {path} has layout {found}, this program knows layouts up to {known}; \
         use the newer program that wrote it, it was left untouched"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its layout.
        found: i64,
        /// The last layout we know.
        known: usize,
    },
    /// Written by an earlier program.
    #[error(
        "the database {0} has the layout of an earlier version; `cso-intake run` or `cso-intake trusts import` brings it \
         up to date"
    )]
    Older(PathBuf),
    /// Not ours.
    #[error("{0} is a database of another program; choose another file for `database`, it was left untouched")]
    Foreign(PathBuf),
    /// Broken.
    #[error("the database {path} is damaged ({detail}); restore it from a backup, it was left untouched")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// Another process is reading mail into it.
    #[error("another cso-intake is already running on {0}; stop it first")]
    InUse(PathBuf),
    /// The file cannot be made.
    #[error("the database {path} cannot be made")]
    CannotMake {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The lock file cannot be made.
    #[error("the lock file {path} cannot be opened")]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Any other refusal.
    #[error("the database {path} cannot be opened")]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A layout could not be brought up to date.
    #[error("the database {path} could not be brought to the current layout; it was left as it was")]
    Layout {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: rusqlite_migration::Error,
    },
}

/// Held by the one process that reads mail and delivers. The system releases it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the database at `path`.
    ///
    /// # Errors
    /// [`OpenError::InUse`] when another process holds it.
    pub fn take(path: &Path) -> Result<Self, OpenError> {
        let lock_path = same_for_all(path).with_extension("lock");
        let broken = |source| OpenError::Lock { path: lock_path.clone(), source };
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).mode(0o600).open(&lock_path).map_err(broken)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => Err(broken(source)),
        }
    }
}

/// The one path of a file, whichever links lead to it, so that it has one lock.
pub(super) fn same_for_all(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    // Not there yet: its directory is.
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (directory.canonicalize(), path.file_name()) {
        (Ok(directory), Some(name)) => directory.join(name),
        _ => path.to_owned(),
    }
}

impl Store {
    /// Opens the database, making it if it is not there, looks it over for damage and brings its layout up to date. Only
    /// who holds the [`Lock`] may do that.
    ///
    /// # Errors
    /// See [`OpenError`]; the file is untouched then.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let is_new = std::fs::metadata(path).map_or(true, |file| file.len() == 0);
        if !is_new {
            let found = inspect(path)?;
            look_for_damage(&found, path)?;
        }
        let failed = |source| OpenError::Sqlite { path: path.to_owned(), source };
        // It will hold people's names and addresses: for its owner only. SQLite gives its side files the same mode.
        let made = OpenOptions::new().create(true).truncate(false).append(true).mode(0o600).open(path);
        made.map_err(|source| OpenError::CannotMake { path: path.to_owned(), source })?;
        let mut connection = Connection::open(path).map_err(failed)?;
        settle(&connection).map_err(failed)?;
        Migrations::from_slice(LAYOUTS)
            .to_latest(&mut connection)
            .map_err(|source| OpenError::Layout { path: path.to_owned(), source })?;
        mark(&connection).map_err(failed)?;
        Ok(Self { connection, mark: Some(path_for(path)) })
    }

    /// A new database in memory, for campaigns in virtual time: the same layout and statements as any other, gone with its
    /// connection. Its installation has the name that is given, so that the same events write the same mails.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn in_memory(instance: &str) -> Result<Self, OpenError> {
        let path = || PathBuf::from(":memory:");
        let failed = |source| OpenError::Sqlite { path: path(), source };
        let mut connection = Connection::open_in_memory().map_err(failed)?;
        settle(&connection).map_err(failed)?;
        Migrations::from_slice(LAYOUTS)
            .to_latest(&mut connection)
            .map_err(|source| OpenError::Layout { path: path(), source })?;
        connection
            .execute(
                "INSERT INTO installation (id, instance, created_at) VALUES (1, :instance, 0)",
                rusqlite::named_params! { ":instance": instance },
            )
            .map_err(failed)?;
        mark(&connection).map_err(failed)?;
        Ok(Self { connection, mark: None })
    }

    /// Opens a database that is there and up to date, to look and for short changes by a person.
    ///
    /// # Errors
    /// [`OpenError::NotThere`] when it is not, [`OpenError::Older`] when its layout is not the current one.
    pub fn open_existing(path: &Path) -> Result<Self, OpenError> {
        if std::fs::metadata(path).map_or(true, |file| file.len() == 0) {
            return Err(OpenError::NotThere(path.to_owned()));
        }
        if !inspect(path)?.is_current {
            return Err(OpenError::Older(path.to_owned()));
        }
        let failed = |source| OpenError::Sqlite { path: path.to_owned(), source };
        let connection = Connection::open(path).map_err(failed)?;
        settle(&connection).map_err(failed)?;
        Ok(Self { connection, mark: Some(path_for(path)) })
    }
}

/// A file that is a database of ours.
struct Found {
    connection: Connection,
    /// Whether it has the current layout and our mark.
    is_current: bool,
}

/// Looks at an existing file without changing it. A crash may have left a write-ahead log; SQLite reads it too.
fn inspect(path: &Path) -> Result<Found, OpenError> {
    let failed = |source| refused(path, source);
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(failed)?;
    connection.busy_timeout(Duration::from_secs(10)).map_err(failed)?;
    connection.pragma_update(None, "query_only", true).map_err(failed)?;
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    let layout: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if application != APPLICATION_ID && tables > 0 && !is_half_made(&connection) {
        return Err(OpenError::Foreign(path.to_owned()));
    }
    if usize::try_from(layout).is_ok_and(|layout| layout > LAYOUTS.len()) {
        return Err(OpenError::Newer { path: path.to_owned(), found: layout, known: LAYOUTS.len() });
    }
    let is_current = application == APPLICATION_ID && usize::try_from(layout).is_ok_and(|own| own == LAYOUTS.len());
    Ok(Found { connection, is_current })
}

/// Reads the whole file. That takes a while with a large one.
fn look_for_damage(found: &Found, path: &Path) -> Result<(), OpenError> {
    let verdict: String = found
        .connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(|source| refused(path, source))?;
    if verdict == "ok" { Ok(()) } else { Err(OpenError::Damaged { path: path.to_owned(), detail: verdict }) }
}

fn refused(path: &Path, source: rusqlite::Error) -> OpenError {
    match source.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            OpenError::Damaged { path: path.to_owned(), detail: source.to_string() }
        }
        _ => OpenError::Sqlite { path: path.to_owned(), source },
    }
}

/// Names the installation and marks the file as ours, the mark last. Does so again after a first start that was killed.
fn mark(connection: &Connection) -> Result<(), rusqlite::Error> {
    let found: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == APPLICATION_ID {
        return Ok(());
    }
    connection.execute_batch(&format!(
        "INSERT OR IGNORE INTO installation (id, instance, created_at)
         VALUES (1, lower(hex(randomblob(8))), unixepoch());
         PRAGMA application_id = {APPLICATION_ID};"
    ))
}

/// Our tables without our mark: a first start that was killed between the layout and the mark.
fn is_half_made(connection: &Connection) -> bool {
    connection.prepare("SELECT instance FROM installation").is_ok()
}

/// What every connection needs: durable commits, foreign keys, patience with a writer in another process.
fn settle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // All that one message needs, so that none is prepared twice.
    connection.set_prepared_statement_cache_capacity(100);
    Ok(())
}
