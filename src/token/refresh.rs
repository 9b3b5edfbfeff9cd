//! The file with the refresh token: read each time it is needed, replaced whole. A new token is on the disk, under its own name,
//! before anybody uses what came with it; killed at any moment, the old one or the new one is there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, fchown};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::Instant;

use super::TokenError;
use crate::config::Secret;

/// Longer than this is not a refresh token.
const LIMIT: u64 = 64 << 10;
/// How long to wait before it is looked again whether another process has finished.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Reads the refresh token.
///
/// # Errors
/// When there is no file, or no token in it.
pub fn read(path: &Path) -> Result<Secret, TokenError> {
    let bad = |reason: String| TokenError::RefreshToken { path: path.to_owned(), reason };
    let mut text = String::new();
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => bad("there is no such file; `cso-intake login` writes it".to_owned()),
        _ => bad(format!("it cannot be read ({error})")),
    })?;
    file.take(LIMIT).read_to_string(&mut text).map_err(|error| bad(format!("it cannot be read ({error})")))?;
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad("it does not hold one token and nothing else; `cso-intake login` writes it anew".to_owned()));
    }
    Ok(Secret::new(token.to_owned()))
}

/// Whether a refresh token could be written there, so that nobody signs in for nothing.
///
/// # Errors
/// When it could not.
pub fn can_be_saved(path: &Path) -> Result<(), TokenError> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let tried = unfinished(&path).and_then(|aside| {
        write_aside(&aside, &path, &Secret::new(String::new()))?;
        fs::remove_file(&aside)
    });
    tried.map_err(|error| TokenError::NotSaved { path, reason: error.to_string() })
}

/// Writes the refresh token: a new file beside the old one, readable by us alone, on the disk before it takes the name.
///
/// # Errors
/// When any step fails; the old file is untouched then.
pub fn save(path: &Path, token: &Secret) -> Result<(), TokenError> {
    written(path, token).map_err(|error| TokenError::NotSaved { path: path.to_owned(), reason: error.to_string() })
}

fn written(path: &Path, token: &Secret) -> std::io::Result<()> {
    // A link to the file stays one.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let aside = unfinished(&path)?;
    let outcome = write_aside(&aside, &path, token).and_then(|()| fs::rename(&aside, &path));
    if outcome.is_err() {
        let _ = fs::remove_file(&aside);
    }
    outcome?;
    File::open(directory_of(&path))?.sync_all()
}

/// The file beside it that is written first.
fn unfinished(path: &Path) -> std::io::Result<PathBuf> {
    let name = path.file_name().ok_or(ErrorKind::IsADirectory)?.to_string_lossy().into_owned();
    Ok(directory_of(path).join(format!(".{name}.{}.new", std::process::id())))
}

fn write_aside(aside: &Path, path: &Path, token: &Secret) -> std::io::Result<()> {
    // What a run that was killed has left behind would keep its permissions.
    match fs::remove_file(aside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(aside)?;
    // Root may have been asked to sign in or to look after it; the service must be able to read what comes of that.
    if let Ok(owner) = path.metadata().or_else(|_| directory_of(path).metadata()) {
        let _ = fchown(&file, Some(owner.uid()), Some(owner.gid()));
    }
    file.write_all(token.reveal().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

/// The right to spend the refresh token. Two processes that spend the same one would make the identity provider believe that
/// it was stolen. It lasts as long as this value.
#[derive(Debug)]
pub struct Turn {
    _directory: Option<File>,
}

impl Turn {
    /// Waits until no other process is about to spend the refresh token of this file.
    ///
    /// # Errors
    /// When another one takes too long.
    pub async fn take(path: &Path, limit: Duration) -> Result<Self, TokenError> {
        let busy = |reason: &str| TokenError::RefreshToken { path: path.to_owned(), reason: reason.to_owned() };
        // The directory is what stays when the file is replaced. Where it cannot be locked there is nothing to wait for.
        let Ok(directory) = File::open(directory_of(&path.canonicalize().unwrap_or_else(|_| path.to_owned()))) else {
            return Ok(Self { _directory: None });
        };
        let start = Instant::now();
        loop {
            match directory.try_lock() {
                Ok(()) => return Ok(Self { _directory: Some(directory) }),
                Err(TryLockError::Error(_)) => return Ok(Self { _directory: None }),
                Err(TryLockError::WouldBlock) if start.elapsed() < limit => tokio::time::sleep(LOOK_AGAIN).await,
                Err(TryLockError::WouldBlock) => return Err(busy("another cso-intake is using it; try again")),
            }
        }
    }
}

fn directory_of(path: &Path) -> PathBuf {
    path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn token(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn what_was_saved_is_read_again_and_nobody_else_can_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        save(&path, &token("first")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        save(&path, &token("second")).unwrap();
        assert_eq!(read(&path).unwrap().reveal(), "second");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn the_file_stays_the_services_whoever_writes_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        save(&path, &token("first")).unwrap();
        // Only root may give a file away.
        let service = if dir.path().metadata().unwrap().uid() == 0 { 65_534 } else { path.metadata().unwrap().uid() };
        std::os::unix::fs::chown(&path, Some(service), None).unwrap();
        save(&path, &token("second")).unwrap();
        assert_eq!(path.metadata().unwrap().uid(), service);
    }

    #[test]
    fn whether_it_can_be_saved_is_known_before_and_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        can_be_saved(&path).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(matches!(can_be_saved(&path.join("x")), Err(TokenError::NotSaved { .. })));
    }

    #[test]
    fn what_a_killed_run_left_behind_is_in_nobodys_way() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        fs::write(dir.path().join(format!(".refresh-token.{}.new", std::process::id())), "half").unwrap();
        save(&path, &token("whole")).unwrap();
        assert_eq!(read(&path).unwrap().reveal(), "whole");
    }

    #[test]
    fn a_link_stays_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("real"), dir.path().join("link"));
        save(&path, &token("first")).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        save(&link, &token("second")).unwrap();
        assert_eq!(read(&path).unwrap().reveal(), "second");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn a_file_without_a_token_is_told_and_not_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        assert!(read(&path).unwrap_err().to_string().contains("cso-intake login"));
        for content in ["", "\n", "one two", "one\ntwo", "t\u{f6}ken"] {
            fs::write(&path, content).unwrap();
            let error = read(&path).unwrap_err().to_string();
            assert!(error.contains("cso-intake login") && !error.contains("two"), "{content:?}: {error}");
        }
    }

    #[test]
    fn what_cannot_be_saved_leaves_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("gone/refresh-token");
        assert!(matches!(save(&path, &token("new")), Err(TokenError::NotSaved { .. })));
        fs::create_dir(dir.path().join("a-directory")).unwrap();
        assert!(matches!(save(&dir.path().join("a-directory"), &token("new")), Err(TokenError::NotSaved { .. })));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[tokio::test]
    async fn one_after_the_other_spends_the_token() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("refresh-token");
        let first = Turn::take(&path, Duration::ZERO).await.unwrap();
        let refused = Turn::take(&path, Duration::ZERO).await.unwrap_err();
        assert!(matches!(refused, TokenError::RefreshToken { .. }), "{refused:?}");
        drop(first);
        Turn::take(&path, Duration::ZERO).await.unwrap();
    }
}
