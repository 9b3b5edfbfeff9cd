//! A file written whole or not at all: whoever opens it sees the old one or the new one, also after a power cut.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// For its owner only: what is handed out names people.
const PRIVATE: u32 = 0o600;

/// Writes the bytes into a file beside it, flushes them to disk and puts that in its place. One that was there keeps its
/// permissions.
///
/// # Errors
/// When the directory or the disk refuses; the old file is as it was then.
pub fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    // A link stays one.
    let there = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    put(&there, bytes).with_context(|| format!("{} cannot be written; what was there is as it was", path.display()))
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let before = fs::metadata(path).ok();
    if before.as_ref().is_some_and(|there| !there.is_file()) {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is not a file"));
    }
    let unfinished = beside(path)?;
    let written =
        write(&unfinished, bytes, before.map(|there| there.permissions())).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
        return written;
    }
    File::open(directory(path))?.sync_all()
}

fn write(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path)?;
    file.set_permissions(permissions.unwrap_or_else(|| Permissions::from_mode(PRIVATE)))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same directory that nobody else uses.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it has no name"))?;
    Ok(directory(path).join(format!(".{}.{}.new", name.to_string_lossy(), std::process::id())))
}

fn directory(path: &Path) -> &Path {
    path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_keeps_its_permissions_and_leaves_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("register.csv");
        replace(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, PRIVATE);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        let link = dir.path().join("link.csv");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_cannot_be_written_is_told_and_nothing_is_changed() {
        let dir = tempfile::tempdir().unwrap();
        for path in [dir.path().join("nowhere/register.csv"), dir.path().to_owned()] {
            let error = replace(&path, b"x").unwrap_err().to_string();
            assert!(error.contains("cannot be written"), "{error}");
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
