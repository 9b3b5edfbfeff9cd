//! The mark beside the database: a small file that says how far the database had come when something last may have gone
//! out. A database that is behind its mark is an older one, put back from a backup: it does not know what has been sent.
//!
//! The database commits first, the mark follows, so that the mark is never ahead of a database that was not replaced.

use std::fs::{self, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::named_params;

use super::open::same_for_all;
use super::{Store, StoreError, Tx};

/// What the mark says of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the one that was here before, or nothing has ever gone out.
    Same,
    /// There is no mark to go by, although mail has gone out: the database comes from elsewhere.
    NoMark,
    /// It is behind its mark.
    Older,
    /// It is another database than the one that mail went out from here before.
    Another,
}

/// What is written in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mark {
    instance: String,
    steps: i64,
}

/// The mark of the database at this path.
pub(super) fn path_for(database: &Path) -> PathBuf {
    let mut path = same_for_all(database).into_os_string();
    path.push(".mark");
    PathBuf::from(path)
}

/// What a transaction does to the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stride {
    /// Nothing.
    None,
    /// It goes on from where it is. A database without a mark, or behind it, has still to show that it is no old one.
    Follow,
    /// The database has shown that: a missing mark is made.
    Make,
    /// A person has said so.
    Force,
}

impl Store {
    /// What the mark says of this database.
    ///
    /// # Errors
    /// When the database refuses.
    pub fn standing(&mut self) -> Result<Standing, StoreError> {
        let (own, former) = self.view::<_, StoreError>(|tx| Ok((tx.mark()?, tx.former_instances()?)))?;
        let Some(mark) = self.mark.as_deref().and_then(read) else {
            return Ok(if own.steps == 0 { Standing::Same } else { Standing::NoMark });
        };
        Ok(if mark.instance != own.instance && !former.contains(&mark.instance) {
            Standing::Another
        } else if mark.steps > own.steps {
            Standing::Older
        } else {
            Standing::Same
        })
    }

    /// Gives the installation a new name, so that nothing it writes from now on has the reference of a mail that an
    /// earlier state of its database has sent, and moves it past its mark.
    ///
    /// # Errors
    /// What `work` returns in the same transaction, or the database's own refusal.
    pub fn begin_anew<T, E: From<StoreError>>(
        &mut self,
        now: Timestamp,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let ahead = self.mark.as_deref().and_then(read).map_or(0, |mark| mark.steps);
        self.change(|tx| {
            tx.rename_instance(ahead, now)?;
            tx.1.set(Stride::Force);
            work(tx)
        })
    }

    /// Moves the mark on; never back, and never over that of another database, unless it is forced.
    pub(super) fn move_mark(&mut self, own: &Mark, stride: Stride) {
        let Some(path) = self.mark.clone() else { return };
        let may_move = match read(&path) {
            None => stride >= Stride::Make || own.steps == 1,
            Some(there) => {
                let known = there.instance == own.instance
                    || self.view(|tx| tx.former_instances()).is_ok_and(|former| former.contains(&there.instance));
                stride == Stride::Force || known && there.steps < own.steps
            }
        };
        if may_move && let Err(error) = put(&path, &own.text()) {
            tracing::warn!(%error, "the mark beside the database cannot be written; a restored backup may go unnoticed");
        }
    }
}

impl Tx<'_> {
    fn mark(&self) -> Result<Mark, StoreError> {
        Ok(self.0.query_row("SELECT instance, steps FROM installation WHERE id = 1", [], |row| {
            Ok(Mark { instance: row.get(0)?, steps: row.get(1)? })
        })?)
    }

    /// Counts, at the end of this transaction, a decision about what goes out.
    pub fn step(&self) {
        self.1.set(self.1.get().max(Stride::Follow));
    }

    /// Counts a mail that is about to go out, which says that this database may send.
    pub fn step_out(&self) {
        self.1.set(self.1.get().max(Stride::Make));
    }

    /// The database counts first. One that is behind its mark does not catch up with it by counting.
    pub(super) fn count_step(&self, stride: Stride, path: Option<&Path>) -> Result<Option<Mark>, StoreError> {
        if stride == Stride::None
            || stride != Stride::Force && path.and_then(read).is_some_and(|mark| is_behind(self, &mark))
        {
            return Ok(None);
        }
        self.0.execute("UPDATE installation SET steps = steps + 1 WHERE id = 1", [])?;
        self.mark().map(Some)
    }

    fn former_instances(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.0.prepare("SELECT instance FROM former_instance")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn rename_instance(&self, ahead: i64, now: Timestamp) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT OR IGNORE INTO former_instance (instance, until) SELECT instance, :now FROM installation",
            named_params! { ":now": now.as_second() },
        )?;
        self.0.execute(
            "UPDATE installation SET instance = lower(hex(randomblob(8))), steps = max(steps, :ahead) WHERE id = 1",
            named_params! { ":ahead": ahead },
        )?;
        Ok(())
    }
}

impl Mark {
    fn text(&self) -> String {
        format!("{} {:020}\n", self.instance, self.steps)
    }

    /// None for what a power cut has left of a file.
    fn parse(text: &str) -> Option<Self> {
        let (instance, steps) = text.trim_end().split_once(' ')?;
        let steps = steps.parse().ok().filter(|_| text.ends_with('\n') && instance.len() == 16)?;
        Some(Self { instance: instance.to_owned(), steps })
    }
}

fn is_behind(tx: &Tx<'_>, mark: &Mark) -> bool {
    tx.mark().is_ok_and(|own| mark.steps > own.steps)
}

fn read(path: &Path) -> Option<Mark> {
    match fs::read_to_string(path) {
        Ok(text) => Mark::parse(&text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => {
            tracing::warn!(%error, "the mark beside the database cannot be read");
            None
        }
    }
}

/// In place, in one write: the text is always as long, and short enough that it is there whole or not at all.
fn put(path: &Path, text: &str) -> std::io::Result<()> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    file.write_all_at(text.as_bytes(), 0)?;
    file.sync_data()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(store: &mut Store) {
        store
            .change::<_, StoreError>(|tx| {
                tx.step_out();
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_database_that_was_put_back_is_behind_its_mark() {
        let dir = tempfile::tempdir().unwrap();
        let (path, backup) = (dir.path().join("a.db"), dir.path().join("backup"));
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.standing().unwrap(), Standing::Same, "nothing has gone out");
        step(&mut store);
        assert_eq!(store.standing().unwrap(), Standing::Same);
        drop(store);
        fs::copy(&path, &backup).unwrap();
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.standing().unwrap(), Standing::Same);
        step(&mut store);
        drop(store);
        fs::copy(&backup, &path).unwrap();
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.standing().unwrap(), Standing::Older);
        step(&mut store);
        assert_eq!(store.standing().unwrap(), Standing::Older, "the mark does not come back to it");
        store.begin_anew::<_, StoreError>(Timestamp::UNIX_EPOCH, |_| Ok(())).unwrap();
        assert_eq!(store.standing().unwrap(), Standing::Same);
        drop(store);
        fs::copy(&backup, &path).unwrap();
        assert_eq!(Store::open(&path).unwrap().standing().unwrap(), Standing::Another, "put back once more");
    }

    #[test]
    fn a_new_database_beside_an_old_mark_and_an_old_one_without_a_mark_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        step(&mut Store::open(&path).unwrap());
        fs::write(path_for(&path), "half").unwrap();
        assert_eq!(Store::open(&path).unwrap().standing().unwrap(), Standing::NoMark);
        fs::remove_file(path_for(&path)).unwrap();
        let mut store = Store::open(&path).unwrap();
        store
            .change::<_, StoreError>(|tx| {
                tx.step();
                Ok(())
            })
            .unwrap();
        assert_eq!(store.standing().unwrap(), Standing::NoMark, "a decision of a person makes no mark");
        drop(store);
        step(&mut Store::open(&path).unwrap());
        fs::remove_file(&path).unwrap();
        assert_eq!(Store::open(&path).unwrap().standing().unwrap(), Standing::Another);
    }

    #[test]
    fn killed_between_the_commit_and_the_mark_nothing_looks_restored() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.db");
        let mut store = Store::open(&path).unwrap();
        step(&mut store);
        let before = fs::read(path_for(&path)).unwrap();
        step(&mut store);
        store.begin_anew::<_, StoreError>(Timestamp::UNIX_EPOCH, |_| Ok(())).unwrap();
        fs::write(path_for(&path), before).unwrap();
        assert_eq!(store.standing().unwrap(), Standing::Same);
    }
}
