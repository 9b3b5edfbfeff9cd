//! Passwords: from a file, an environment variable or systemd's credentials directory. Nothing here ever shows one: a
//! message names the key and its line, never a value that could be the password written in the wrong place.

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::Misfit;
use super::notes::Note;
use super::section::Section;
use super::servers::Place;
use super::{Environment, Secrets};

/// A secret and the three keys of which exactly one is to be written.
pub(super) struct Sources {
    /// What it is, in words.
    what: &'static str,
    file: &'static str,
    env: &'static str,
    credential: &'static str,
    /// A name for its file, for examples.
    example: &'static str,
}

/// The password of an account.
pub(super) const PASSWORD: Sources = Sources {
    what: "password",
    file: "password_file",
    env: "password_env",
    credential: "password_credential",
    example: "imap-password",
};

/// The secret of an application at its identity provider.
pub(super) const CLIENT_SECRET: Sources = Sources {
    what: "client secret",
    file: "client_secret_file",
    env: "client_secret_env",
    credential: "client_secret_credential",
    example: "client-secret",
};

impl Sources {
    /// Its keys.
    pub(super) fn keys(&self) -> [&'static str; 3] {
        [self.file, self.env, self.credential]
    }
}

/// Longer than this is not a password.
const LIMIT: u64 = 64 << 10;

/// The secret of a section, from the one source it names.
pub(super) fn secret(section: &Section<'_>, sources: &Sources, place: &Place<'_>) -> Option<Secret> {
    let Sources { what, file, env, credential, example } = sources;
    let written: Vec<&str> = sources.keys().into_iter().filter(|key| section.has(key)).collect();
    let key = match written.as_slice() {
        [key] => *key,
        [] => {
            section.needed(file, &format!("\"{example}\", or {env}, or {credential}"));
            return None;
        }
        [first, second, ..] => {
            let instead = format!("keep one of {file}, {env} and {credential} ({first} came first)");
            section.fault(second, Misfit::new(format!("the {what} has two sources"), instead));
            return None;
        }
    };
    let Place { base, environment, .. } = *place;
    let outcome = match key {
        key if key == *env => section.read(key, |name| from_variable(name, environment, place.secrets)),
        key if key == *credential => section.read(key, |name| from_credential(name, environment, place.secrets)),
        _ => {
            let path = section.read(key, |text| super::checked::path(text, base))?;
            warn_if_open_to_others(section, key, &path, "password");
            match from_file(&path) {
                Ok(secret) => Some(secret),
                Err(misfit) => {
                    section.fault(key, misfit);
                    None
                }
            }
        }
    };
    outcome.map(Secret::new)
}

/// The text of a PEM file, a private key or a certificate.
pub(super) fn pem(path: &Path) -> Result<String, Misfit> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Misfit::new(format!("{} cannot be read ({error})", path.display()), "name a PEM file the service can read")
    })?;
    if text.contains("-----BEGIN ") {
        Ok(text)
    } else {
        Err(Misfit::new(format!("{} is not PEM", path.display()), "name a file with -----BEGIN ... in it"))
    }
}

fn from_variable(name: &str, environment: Environment<'_>, secrets: Secrets) -> Result<String, Misfit> {
    let looks_like_one = name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    if !looks_like_one || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Misfit::new(
            "this is not the name of an environment variable",
            "write the variable's name in capitals, such as \"CSO_IMAP_PASSWORD\", never the password itself",
        ));
    }
    let value = environment(name);
    if value.is_none() && secrets == Secrets::NotNeeded {
        return Ok(String::new());
    }
    let value = value
        .ok_or_else(|| Misfit::new(format!("the environment variable {name} is not set"), "set it for the service"))?;
    let value = value.into_string().map_err(|_| Misfit::new(format!("{name} is not UTF-8"), "set it to plain text"))?;
    checked(&value, &format!("the environment variable {name}"))
}

fn from_credential(name: &str, environment: Environment<'_>, secrets: Secrets) -> Result<String, Misfit> {
    if name.contains(['/', '\\']) || name == "." || name == ".." {
        return Err(Misfit::new("a credential has a plain name", "write the name that LoadCredential= gives it"));
    }
    let directory = environment("CREDENTIALS_DIRECTORY").filter(|directory: &OsString| !directory.is_empty());
    if directory.is_none() && secrets == Secrets::NotNeeded {
        return Ok(String::new());
    }
    let directory = directory.ok_or_else(|| {
        Misfit::new(
            "CREDENTIALS_DIRECTORY is not set, so systemd has handed over no credentials",
            "put LoadCredential=NAME:/path into the unit; at the command line set CREDENTIALS_DIRECTORY to where the file lies",
        )
    })?;
    from_file(&PathBuf::from(directory).join(name))
}

fn from_file(path: &Path) -> Result<String, Misfit> {
    // The file's own name stays unsaid: people have been known to write the password there.
    let folder = path.parent().map(|folder| folder.display().to_string()).filter(|folder| !folder.is_empty());
    let place = folder.map_or_else(|| "this directory".to_owned(), |folder| format!("the directory {folder}"));
    let unreadable = |error: std::io::Error| {
        let instead = match error.kind() {
            std::io::ErrorKind::NotFound => format!("no file of that name is in {place}; write its path"),
            std::io::ErrorKind::PermissionDenied => {
                "let the account the service runs as read it (chown, chmod 0400)".to_owned()
            }
            _ => format!("see what is wrong with it: {error}"),
        };
        Misfit::new("the password's file cannot be read", instead)
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Misfit::new("the password's file is not UTF-8 text", "write the password into it and nothing else")
    })?;
    checked(&text, "the password's file")
}

/// Without the line end that editors add; refused if nothing or more than one line is left.
fn checked(text: &str, source: &str) -> Result<String, Misfit> {
    let only = "write the password into it and nothing else";
    let secret = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    let secret = secret.strip_prefix('\u{feff}').unwrap_or(secret);
    if secret.is_empty() {
        return Err(Misfit::new(format!("{source} is empty"), only));
    }
    if secret.len() as u64 > LIMIT {
        return Err(Misfit::new(format!("{source} is too long for a password"), only));
    }
    if secret.contains(['\n', '\r', '\0']) {
        return Err(Misfit::new(format!("{source} holds more than one line"), only));
    }
    Ok(secret.to_owned())
}

#[cfg(unix)]
pub(super) fn warn_if_open_to_others(section: &Section<'_>, key: &str, path: &Path, what: &str) {
    use std::os::unix::fs::PermissionsExt;
    let others_may_read = path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o004 != 0);
    if others_may_read {
        section.raw().note(Note::warning(
            section.full(key),
            format!(
                "the {what}'s file can be read by every account of this machine; make it the service's own (chmod 0400)"
            ),
        ));
    }
}

#[cfg(not(unix))]
pub(super) fn warn_if_open_to_others(_section: &Section<'_>, _key: &str, _path: &Path, _what: &str) {}

/// A password or token. It never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the one place that hands it to a server.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
