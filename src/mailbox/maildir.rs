//! A Maildir in, its messages out. Folders lie as Maildir++ lays them out: INBOX is the directory itself, `Junk` is `.Junk`.
//! Files are never moved, renamed or changed, so what is in `new` stays there.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Fetched, Listed, MailboxError, MissingFolder, folder};
use crate::domain::ledger::Spot;

/// A Maildir with, once opened, one of its folders.
#[derive(Debug)]
pub struct Maildir {
    root: PathBuf,
    open: Option<Folder>,
    /// Where the files of the open folder stood when it was last listed, by their unique names.
    files: HashMap<String, PathBuf>,
}

#[derive(Clone, Debug)]
struct Folder {
    name: String,
    path: PathBuf,
}

impl Maildir {
    /// The Maildir in this directory.
    ///
    /// # Errors
    /// When the directory is not a Maildir.
    pub fn at(path: &Path) -> Result<Self, MailboxError> {
        if !is_maildir(path) {
            return Err(MailboxError::NotMaildir(path.to_owned()));
        }
        Ok(Self { root: path.to_owned(), open: None, files: HashMap::new() })
    }

    /// Opens a folder.
    ///
    /// # Errors
    /// When it is not there.
    pub fn open(&mut self, folder: &str) -> Result<(), MailboxError> {
        let path = if folder.eq_ignore_ascii_case("INBOX") {
            self.root.clone()
        } else {
            self.root.join(format!(".{}", folder.replace('/', ".")))
        };
        self.files.clear();
        self.open = None;
        if !is_maildir(&path) {
            return Err(MailboxError::NoSuchFolder(MissingFolder::unlike_any(folder)));
        }
        self.open = Some(Folder { name: folder.to_owned(), path });
        Ok(())
    }

    /// INBOX and the folders beside it.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub async fn folders(&self) -> Result<Vec<folder::Folder>, MailboxError> {
        let root = self.root.clone();
        off_the_loop(root.clone(), move || {
            let unreadable = |source| MailboxError::Unreadable { path: root.clone(), source };
            let mut names = vec!["INBOX".to_owned()];
            for entry in fs::read_dir(&root).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if let Some(name) = name.strip_prefix('.').filter(|_| is_maildir(&entry.path())) {
                    names.push(name.replace('.', "/"));
                }
            }
            names.sort();
            Ok(names.into_iter().map(|name| folder::Folder { name, mark: None }).collect())
        })
        .await
    }

    /// Every message in `cur` and `new` whose file is from this day or later, oldest first.
    ///
    /// # Errors
    /// When the directories cannot be read.
    pub async fn list(&mut self, read_from: Date) -> Result<Vec<Listed>, MailboxError> {
        let folder = self.open.clone().ok_or_else(|| MailboxError::NotOpen(String::new()))?;
        let path = folder.path.clone();
        let files = off_the_loop(path.clone(), move || scan(&path)).await?;
        let mut listed: Vec<Listed> = files.iter().map(|file| file.listed(&folder.name)).collect();
        listed.retain(|message| message.arrived_since(read_from));
        listed.sort_by_cached_key(|message| (seconds_in(&message.spot.key), message.spot.key.clone()));
        self.files = files.into_iter().map(|file| (file.key, file.path)).collect();
        Ok(listed)
    }

    /// One message, never more than `max_bytes` of it. A file that another program has moved from `new` to `cur`, or
    /// whose flags have changed, is still found.
    ///
    /// # Errors
    /// When the file is gone or cannot be read.
    pub async fn fetch(&mut self, listed: &Listed, max_bytes: u64) -> Result<Fetched, MailboxError> {
        let folder = self.open.clone().ok_or_else(|| MailboxError::NotOpen(listed.spot.folder.clone()))?;
        if folder.name != listed.spot.folder {
            return Err(MailboxError::NotOpen(listed.spot.folder.clone()));
        }
        let key = listed.spot.key.clone();
        if let Some(path) = self.files.get(&key).cloned() {
            match off_the_loop(path.clone(), move || read_up_to(&path, max_bytes)).await {
                Err(MailboxError::Unreadable { source, .. }) if source.kind() == ErrorKind::NotFound => {}
                read => return read,
            }
        }
        let dir = folder.path.clone();
        let files = off_the_loop(dir.clone(), move || scan(&dir)).await?;
        self.files = files.into_iter().map(|file| (file.key, file.path)).collect();
        let path = self.files.get(&key).cloned().ok_or(MailboxError::Gone { folder: folder.name, key })?;
        off_the_loop(path.clone(), move || read_up_to(&path, max_bytes)).await
    }
}

/// A file of a folder.
struct MailFile {
    key: String,
    path: PathBuf,
    size: u64,
    received: Option<Timestamp>,
}

impl MailFile {
    fn listed(&self, folder: &str) -> Listed {
        let spot = Spot { folder: folder.to_owned(), uid_validity: 0, key: self.key.clone() };
        Listed { spot, size: self.size, received: self.received }
    }
}

fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() || path.join("new").is_dir()
}

/// Runs file work where it may block.
async fn off_the_loop<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce() -> Result<T, MailboxError> + Send + 'static,
) -> Result<T, MailboxError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(stopped) => Err(MailboxError::Unreadable { path, source: std::io::Error::other(stopped) }),
    }
}

/// The files of a folder in no order. One that vanishes meanwhile is left out; one that cannot be looked at is listed
/// all the same, so that it is accounted for when it is fetched.
fn scan(folder: &Path) -> Result<Vec<MailFile>, MailboxError> {
    let mut files = Vec::new();
    for part in ["cur", "new"] {
        let dir = folder.join(part);
        let unreadable = |source| MailboxError::Unreadable { path: dir.clone(), source };
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(unreadable(error)),
        };
        for entry in entries {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            let (size, received) = match fs::metadata(&path) {
                Ok(found) if !found.is_file() => continue,
                Ok(found) => (found.len(), found.modified().ok().and_then(|time| Timestamp::try_from(time).ok())),
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(_) => (0, None),
            };
            files.push(MailFile { key: unique_name(&name).to_owned(), path, size, received });
        }
    }
    Ok(files)
}

/// What stands before `:2,` and the flags; it stays the same when the flags change.
fn unique_name(name: &str) -> &str {
    name.split_once(":2,").map_or(name, |(unique, _)| unique)
}

/// The seconds since 1970 at which the delivering program named the file; 0 when it did not.
fn seconds_in(key: &str) -> u64 {
    let digits: String = key.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn read_up_to(path: &Path, max_bytes: u64) -> Result<Fetched, MailboxError> {
    let unreadable = |source| MailboxError::Unreadable { path: path.to_owned(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    let limit = usize::try_from(max_bytes).unwrap_or(usize::MAX);
    let partial = bytes.len() > limit;
    bytes.truncate(limit);
    Ok(Fetched { bytes, partial })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::civil::date;

    use super::*;

    fn maildir() -> (tempfile::TempDir, Maildir) {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["", ".Junk"] {
            for part in ["cur", "new", "tmp"] {
                fs::create_dir_all(dir.path().join(folder).join(part)).unwrap();
            }
        }
        let maildir = Maildir::at(dir.path()).unwrap();
        (dir, maildir)
    }

    fn keys(listed: &[Listed]) -> Vec<&str> {
        listed.iter().map(|message| message.spot.key.as_str()).collect()
    }

    #[tokio::test]
    async fn messages_come_oldest_first_from_cur_and_new_alike() {
        let (dir, mut maildir) = maildir();
        fs::write(dir.path().join("cur/1476000003.M1.host:2,S"), "c").unwrap();
        fs::write(dir.path().join("new/1476000001.M1.host"), "a").unwrap();
        fs::write(dir.path().join("new/999.M1.host"), "z").unwrap();
        fs::write(dir.path().join("new/.hidden"), "no").unwrap();
        fs::create_dir(dir.path().join("new/directory")).unwrap();
        maildir.open("INBOX").unwrap();
        let listed = maildir.list(date(2016, 9, 1)).await.unwrap();
        assert_eq!(keys(&listed), ["999.M1.host", "1476000001.M1.host", "1476000003.M1.host"]);
        assert!(maildir.list(date(2999, 1, 1)).await.unwrap().is_empty(), "files of today are older than that");
    }

    #[tokio::test]
    async fn a_message_is_found_though_its_flags_have_changed() {
        let (dir, mut maildir) = maildir();
        fs::write(dir.path().join(".Junk/new/1.M1.host"), "From: a\n\nhello").unwrap();
        maildir.open("Junk").unwrap();
        let listed = maildir.list(date(2016, 9, 1)).await.unwrap();
        fs::rename(dir.path().join(".Junk/new/1.M1.host"), dir.path().join(".Junk/cur/1.M1.host:2,RS")).unwrap();
        let fetched = maildir.fetch(&listed[0], 1_000).await.unwrap();
        assert_eq!(fetched.bytes, b"From: a\n\nhello");
        assert!(!fetched.partial);
        fs::remove_file(dir.path().join(".Junk/cur/1.M1.host:2,RS")).unwrap();
        assert!(matches!(maildir.fetch(&listed[0], 1_000).await, Err(MailboxError::Gone { .. })));
    }

    #[tokio::test]
    async fn a_large_message_is_cut_at_the_limit_and_says_so() {
        let (dir, mut maildir) = maildir();
        fs::write(dir.path().join("new/1.M1.host"), "0123456789").unwrap();
        maildir.open("INBOX").unwrap();
        let listed = maildir.list(date(2016, 9, 1)).await.unwrap();
        let cut = maildir.fetch(&listed[0], 9).await.unwrap();
        assert_eq!((cut.bytes.as_slice(), cut.partial), (b"012345678".as_slice(), true));
        let whole = maildir.fetch(&listed[0], 10).await.unwrap();
        assert_eq!((whole.bytes.len(), whole.partial), (10, false));
    }

    #[tokio::test]
    async fn what_is_missing_is_said() {
        let (dir, mut maildir) = maildir();
        let names: Vec<String> = maildir.folders().await.unwrap().into_iter().map(|folder| folder.name).collect();
        assert!(names.contains(&"INBOX".to_owned()), "{names:?}");
        assert!(names.iter().all(|name| maildir.open(name).is_ok()), "{names:?}");
        assert!(matches!(maildir.open("Spam"), Err(MailboxError::NoSuchFolder(missing)) if missing.name == "Spam"));
        assert!(matches!(maildir.open("../../etc"), Err(MailboxError::NoSuchFolder(_))));
        assert!(matches!(Maildir::at(&dir.path().join("tmp")), Err(MailboxError::NotMaildir(_))));
    }

    #[tokio::test]
    async fn a_broken_link_is_listed_nowhere_and_stops_nothing() {
        let (dir, mut maildir) = maildir();
        std::os::unix::fs::symlink("/nowhere/at/all", dir.path().join("new/2.M1.host")).unwrap();
        fs::write(dir.path().join("new/1.M1.host"), "x").unwrap();
        maildir.open("INBOX").unwrap();
        assert_eq!(keys(&maildir.list(date(2016, 9, 1)).await.unwrap()), ["1.M1.host"]);
    }
}
