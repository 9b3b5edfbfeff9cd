//! What the service manager is told (sd_notify(3)): ready, reloading, stopping, how things stand, and that we are alive.
//! Without a NOTIFY_SOCKET in the environment nobody is told anything.
//!
//! A manager that does not listen must not stop us: what it may miss is sent only if there is room, what it must hear
//! waits a moment at most.

use std::ffi::OsString;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::time::Duration;

use sd_notify::NotifyState;

/// How long the manager may take to make room for what it must hear.
const ROOM: Duration = Duration::from_secs(2);

/// The service manager that has started us, if there is one.
#[derive(Debug, Clone, Default)]
pub struct Manager {
    lines: Option<Arc<Lines>>,
    watchdog: Option<Duration>,
}

/// Two ways to the same ear.
#[derive(Debug)]
struct Lines {
    patient: UnixDatagram,
    hasty: UnixDatagram,
}

impl Manager {
    /// The one that the environment names.
    #[must_use]
    pub fn here() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the manager's own variable, which is no configuration of ours")]
        let socket = std::env::var_os("NOTIFY_SOCKET").filter(|name| !name.is_empty());
        let lines = socket.and_then(|name| Lines::to(&name).map_err(|error| unheard(&error)).ok()).map(Arc::new);
        let mut micros = 0;
        let watched = sd_notify::watchdog_enabled(false, &mut micros) && micros > 0;
        Self { watchdog: (watched && lines.is_some()).then(|| Duration::from_micros(micros)), lines }
    }

    /// How often it wants to hear that we are alive; after this long without a word it ends us.
    #[must_use]
    pub fn watchdog(&self) -> Option<Duration> {
        self.watchdog
    }

    /// Everything is open, and the mailbox was tried.
    pub fn ready(&self) {
        self.must_hear(&[NotifyState::Ready]);
    }

    /// How things stand, in words that name nobody.
    pub fn status(&self, words: &str) {
        self.may_hear(&[NotifyState::Status(words)]);
    }

    /// We are alive.
    pub fn alive(&self) {
        self.may_hear(&[NotifyState::Watchdog]);
    }

    /// The configuration is being read again. `ready` ends it.
    pub fn reloading(&self) {
        match NotifyState::monotonic_usec_now() {
            Ok(moment) => self.must_hear(&[NotifyState::Reloading, moment]),
            Err(error) => unheard(&error),
        }
    }

    /// We are on our way out.
    pub fn stopping(&self) {
        self.must_hear(&[NotifyState::Stopping, NotifyState::Status("stopping: what is in hand is finished")]);
    }

    fn must_hear(&self, states: &[NotifyState<'_>]) {
        if let Some(lines) = &self.lines {
            tell(&lines.patient, states);
        }
    }

    fn may_hear(&self, states: &[NotifyState<'_>]) {
        if let Some(lines) = &self.lines {
            tell(&lines.hasty, states);
        }
    }
}

impl Lines {
    fn to(name: &OsString) -> io::Result<Self> {
        let (patient, hasty) = (connected(name)?, connected(name)?);
        patient.set_write_timeout(Some(ROOM))?;
        hasty.set_nonblocking(true)?;
        Ok(Self { patient, hasty })
    }
}

/// A socket to a path, or on Linux to a name that is not in the file system (`@name`).
fn connected(name: &OsString) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    #[cfg(target_os = "linux")]
    if let Some(name) = name.as_bytes().strip_prefix(b"@") {
        use std::os::linux::net::SocketAddrExt as _;
        socket.connect_addr(&std::os::unix::net::SocketAddr::from_abstract_name(name)?)?;
        return Ok(socket);
    }
    socket.connect(name)?;
    Ok(socket)
}

fn tell(line: &UnixDatagram, states: &[NotifyState<'_>]) {
    let lines: Vec<String> = states.iter().map(ToString::to_string).collect();
    if let Err(error) = line.send(lines.join("\n").as_bytes()) {
        unheard(&error);
    }
}

/// Not being heard is the manager's trouble, not ours: the service goes on.
fn unheard(error: &io::Error) {
    tracing::debug!(%error, "the service manager could not be told");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_that_does_not_listen_stops_nobody() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notify");
        let ear = UnixDatagram::bind(&path).unwrap();
        let lines = Some(Arc::new(Lines::to(&path.into_os_string()).unwrap()));
        let manager = Manager { lines, watchdog: None };
        manager.ready();
        for _ in 0..10_000 {
            manager.alive();
        }
        let mut heard = [0; 64];
        let length = ear.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"READY=1");
        let length = ear.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"WATCHDOG=1");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_name_that_is_not_in_the_file_system_is_found_too() {
        use std::os::linux::net::SocketAddrExt as _;
        let name = format!("cso-intake-test-{}", std::process::id());
        let address = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
        let ear = UnixDatagram::bind_addr(&address).unwrap();
        let lines = Some(Arc::new(Lines::to(&format!("@{name}").into()).unwrap()));
        Manager { lines, watchdog: None }.status("two messages");
        let mut heard = [0; 64];
        let length = ear.recv(&mut heard).unwrap();
        assert_eq!(&heard[..length], b"STATUS=two messages");
    }
}
