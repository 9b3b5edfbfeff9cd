//! Mail into files: `<reference>.eml` in one directory, whole or not at all. A file that is there already with the same
//! Message-ID is the same mail, delivered before.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use jiff::Zoned;
use sha2::{Digest, Sha256};

use super::{PostError, eml};
use crate::domain::outbox::{Outcome, OutgoingMail};

/// A directory that takes mail.
#[derive(Clone, Debug)]
pub struct Files {
    directory: PathBuf,
}

impl Files {
    /// Mail goes into this directory, which is made if it is missing.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn into(directory: &Path) -> Result<Self, PostError> {
        // The mails name people: for the owner of the service only.
        let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
        made.map_err(|source| PostError::Directory { path: directory.to_owned(), source })?;
        Ok(Self { directory: directory.to_owned() })
    }

    /// Writes one mail.
    pub async fn send(&self, mail: &OutgoingMail, now: &Zoned) -> Outcome {
        let letter = match eml::bytes(mail, now) {
            Ok(letter) => letter,
            Err(error) => return Outcome::GaveUp { reason: error.to_string() },
        };
        let (directory, mail) = (self.directory.clone(), mail.clone());
        match tokio::task::spawn_blocking(move || deliver(&directory, &mail, &letter)).await {
            Ok(Ok(reply)) => Outcome::Sent { reply },
            Ok(Err(error)) => Outcome::RetryLater { reason: format!("the file could not be written: {error}") },
            Err(stopped) => Outcome::Unknown { reason: stopped.to_string() },
        }
    }
}

fn deliver(directory: &Path, mail: &OutgoingMail, letter: &[u8]) -> std::io::Result<String> {
    let name = safe(&mail.reference);
    let mut path = directory.join(format!("{name}.eml"));
    if let Some(other) = message_id_of(&path)?
        && other != mail.message_id
    {
        // Two references that look alike as file names: the Message-ID tells them apart.
        path = directory.join(format!("{name}-{}.eml", short_digest(&mail.message_id)));
    }
    let shown = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if message_id_of(&path)?.is_some() {
        return Ok(format!("{shown} was there already"));
    }
    let unfinished = directory.join(format!(".{name}.tmp"));
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&unfinished)?;
    file.write_all(letter)?;
    file.sync_all()?;
    fs::rename(&unfinished, &path)?;
    File::open(directory)?.sync_all()?;
    Ok(format!("written to {shown}"))
}

/// The reference with what is awkward in a file name replaced.
fn safe(reference: &str) -> String {
    let mut name: String = reference
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
        .take(100)
        .collect();
    if name.is_empty() || name.starts_with('.') {
        name.insert(0, '_');
    }
    name
}

fn short_digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// The Message-ID in a file of ours, empty if it has none; none when there is no such file.
fn message_id_of(path: &Path) -> std::io::Result<Option<String>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = String::from_utf8_lossy(&bytes);
    let id = text
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| line.strip_prefix("Message-ID: "))
        .map_or("", |value| value.trim().trim_start_matches('<').trim_end_matches('>'));
    Ok(Some(id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::eml::tests::mail;
    use super::*;

    fn moment() -> Zoned {
        jiff::civil::date(2016, 10, 7).at(15, 4, 5, 0).in_tz("Europe/London").unwrap()
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_mail_becomes_one_file_however_often_it_is_sent() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::into(&dir.path().join("out")).unwrap();
        for _ in 0..2 {
            assert!(matches!(files.send(&mail(), &moment()).await, Outcome::Sent { .. }));
        }
        assert_eq!(names(&dir.path().join("out")), ["recorded-17.eml"]);
    }

    #[tokio::test]
    async fn nobody_else_on_the_machine_can_read_the_mails() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let sent = dir.path().join("out");
        Files::into(&sent).unwrap().send(&mail(), &moment()).await;
        for path in [sent.clone(), sent.join("recorded-17.eml")] {
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
        }
    }

    #[tokio::test]
    async fn references_that_look_alike_as_file_names_do_not_overwrite_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::into(dir.path()).unwrap();
        let (one, mut other) = (mail(), mail());
        other.reference = "recorded:17".to_owned();
        other.message_id = "other@cso-intake.nhs.net".to_owned();
        for mail in [&one, &other, &one, &other] {
            assert!(matches!(files.send(mail, &moment()).await, Outcome::Sent { .. }));
        }
        assert_eq!(names(dir.path()).len(), 2);
    }

    #[tokio::test]
    async fn no_reference_leaves_the_directory() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::into(&dir.path().join("out")).unwrap();
        let mut mail = mail();
        mail.reference = "../../evil/\0".to_owned();
        assert!(matches!(files.send(&mail, &moment()).await, Outcome::Sent { .. }));
        assert_eq!(names(dir.path()), ["out"]);
        assert_eq!(names(&dir.path().join("out")), ["_..-..-evil--.eml"]);
    }

    #[tokio::test]
    async fn a_directory_that_has_gone_means_later() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::into(&dir.path().join("out")).unwrap();
        fs::remove_dir(dir.path().join("out")).unwrap();
        assert!(matches!(files.send(&mail(), &moment()).await, Outcome::RetryLater { .. }));
    }
}
