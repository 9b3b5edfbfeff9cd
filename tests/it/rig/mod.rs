//! Real servers for tests: certificates, Dovecot, an SMTP server with scripted faults, a bad line, a plain IMAP client, the
//! corpus, and the books that must agree in the end.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cso_intake::clock::Clock;
use cso_intake::token::Tokens;
use tempfile::TempDir;

pub mod between;
pub mod books;
pub mod certificates;
pub mod chaos;
pub mod cyrus;
pub mod dice;
pub mod dovecot;
pub mod imap;
pub mod oidc;
pub mod scripted;
pub mod service;
pub mod smtp;

pub use between::Between;
pub use certificates::Certificates;
pub use dovecot::Dovecot;
pub use oidc::IdentityProvider;
pub use smtp::{Kind, SmtpServer};

/// The user that every server knows.
pub const USER: &str = "nominee";
/// Their password.
pub const PASSWORD: &str = "secret";
/// How long a server may take to start.
const START: Duration = Duration::from_secs(20);

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// For accounts that log in with a password.
pub fn no_tokens() -> Tokens {
    Tokens::new(Clock::System)
}

/// A directory with a short name: the paths of Unix sockets may have 104 characters at most.
pub fn short_dir() -> TempDir {
    tempfile::Builder::new().prefix("cso").rand_bytes(5).tempdir_in("/tmp").unwrap()
}

/// A port of loopback that nobody listens on. Another program may still take it: whoever starts a server tries again.
pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Asks again and again until there is an answer.
pub fn wait_for<T>(what: &str, limit: Duration, mut ready: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = ready() {
            return found;
        }
        assert!(start.elapsed() < limit, "waited {limit:?} for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A variable of the environment that asks for another form of a test.
pub fn environment(name: &str) -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "only config reads the environment, of the program")]
    std::env::var(name).ok()
}

/// Stops the test with the one thing to do about it.
pub fn missing(what: &str) -> ! {
    panic!("{what} is missing: run `make deps`")
}

/// The library that shows a program another time, where Debian puts it, whatever the machine.
pub fn faketime() -> PathBuf {
    let places = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let found = places.map(|place| place.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists());
    found.unwrap_or_else(|| missing("libfaketime (Debian: faketime)"))
}

/// The paths of the first mails of the corpus, in the order of their names.
pub fn corpus(count: usize) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(repository().join("fixtures/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    paths.sort();
    paths.truncate(count);
    paths
}

/// The bytes with CRLF at every line's end, as IMAP delivers them.
pub fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 40);
    let mut last = 0;
    for &byte in bytes {
        if byte == b'\n' && last != b'\r' {
            out.push(b'\r');
        }
        out.push(byte);
        last = byte;
    }
    out
}
