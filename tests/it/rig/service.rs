//! The program itself, between a real mailbox and a real SMTP server, and a look into its database afterwards.

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use cso_intake::clock::Clock;
use cso_intake::config::ImapAccount;
use cso_intake::config::{self, Config};
use cso_intake::domain::calendar::in_london;
use jiff::ToSpan;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use super::{Dovecot, PASSWORD, SmtpServer, USER, repository, wait_for};

/// An installation of the program: configuration, database, log.
pub struct Installation {
    dir: TempDir,
    way: Vec<String>,
}

/// A mail of the outbox, as the database has it.
#[derive(Debug)]
pub struct OutboxRow {
    /// `sent`, `unknown`, `queued` ...
    pub state: String,
    /// The Message-ID of the mail, without angle brackets.
    pub message_id: String,
    /// How often it was tried.
    pub tries: i64,
}

impl Installation {
    /// One that reads from this mailbox, sends to this server and has the register of the fixtures.
    pub fn between(dovecot: &Dovecot, smtp: &SmtpServer) -> Self {
        let account = dovecot.account(cso_intake::config::Tls::Implicit);
        Self::reading(account, smtp)
    }

    /// The same from any IMAP server.
    pub fn reading(account: ImapAccount, smtp: &SmtpServer) -> Self {
        let dir = super::short_dir();
        let password = secret_file(dir.path(), "password", PASSWORD);
        let template = &fs::read_to_string(repository().join("tests/rig/cso-intake.toml.tmpl")).unwrap();
        let text = [
            ("@IMAPS@", account.port.to_string()),
            ("@SMTP@", smtp.port.to_string()),
            ("@CA@", account.ca_file.unwrap().display().to_string()),
            ("@USER@", USER.to_owned()),
            ("@PASSWORD_FILE@", password.display().to_string()),
        ]
        .iter()
        .fold(template.clone(), |text, (name, value)| text.replace(name, value));
        fs::write(dir.path().join("cso-intake.toml"), text).unwrap();
        let installation = Self { dir, way: Vec::new() };
        installation.import_register();
        installation
    }

    fn import_register(&self) {
        let register = repository().join("fixtures/register/trusts.csv");
        self.ok(&["trusts", "import", register.to_str().unwrap()]);
    }

    /// Takes the database away, with all it knew, and begins a new one.
    pub fn forget(&self) {
        fs::remove_file(self.dir.path().join("cso-intake.db")).unwrap();
        self.import_register();
    }

    /// One round of the service, which must go well. Its log is kept.
    pub fn once(&self) {
        let ran = self.run(&["run", "--once"]);
        let log = fs::File::options().create(true).append(true).open(self.log_path());
        std::io::Write::write_all(&mut log.unwrap(), &ran.stderr).unwrap();
        assert!(ran.status.success(), "{ran:?}");
    }

    /// Runs a command that must succeed and returns what it printed.
    pub fn ok(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert!(ran.status.success(), "{arguments:?}: {ran:?}");
        String::from_utf8(ran.stdout).unwrap()
    }

    /// Changes the database behind the program's back.
    pub fn change(&self, sql: &str) {
        self.database().execute_batch(sql).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_cso-intake");
        let mut command = match self.way.split_first() {
            None => Command::new(program),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.arg("--config").arg(self.dir.path().join("cso-intake.toml")).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// The same, with what it logs as usual in the log.
    pub fn run_quietly(&self, arguments: &[&str]) -> Output {
        self.command(arguments).env("RUST_LOG", "info").stderr(self.open_log()).output().unwrap()
    }

    fn open_log(&self) -> fs::File {
        fs::File::options().create(true).append(true).open(self.log_path()).unwrap()
    }

    /// From now on the program is run by another one, `nsenter ... cso-intake ...`, which must become it.
    pub fn through(&mut self, way: Vec<String>) {
        self.way = way;
    }

    /// A secret in a file of its directory that only its owner may read.
    pub fn secret_file(&self, name: &str, secret: &str) -> PathBuf {
        secret_file(self.dir.path(), name, secret)
    }

    /// A path in its directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Puts something else into the configuration, wherever the old text stands.
    pub fn set(&self, old: &str, new: &str) {
        let path = self.dir.path().join("cso-intake.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "the configuration has no {old}");
        fs::write(path, text.replace(old, new)).unwrap();
    }

    /// Starts the service, which logs all it can.
    pub fn start(&self) -> Service {
        self.start_at("trace,async_imap::client=trace")
    }

    /// Starts the service, which logs as usual.
    pub fn start_quietly(&self) -> Service {
        self.start_at("info")
    }

    /// Starts one round, which logs as usual and ends by itself.
    #[allow(dead_code, reason = "for benches/mailbox.rs")]
    pub fn start_once(&self) -> Service {
        self.spawn(self.command(&["run", "--once"]), "warn")
    }

    fn start_at(&self, level: &str) -> Service {
        self.spawn(self.command(&["run"]), level)
    }

    /// Starts the service as systemd does: it is told of this socket, and of a watchdog that wants to hear of it within
    /// the time.
    pub fn start_under(&self, manager: &Manager, watchdog: Duration) -> Service {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "WATCHDOG_PID=$$ exec \"$@\"", "sh", env!("CARGO_BIN_EXE_cso-intake"), "--config"])
            .arg(self.path("cso-intake.toml"))
            .arg("run")
            .env("NOTIFY_SOCKET", &manager.path)
            .env("WATCHDOG_USEC", watchdog.as_micros().to_string());
        self.spawn(command, "trace,async_imap::client=trace")
    }

    fn spawn(&self, mut command: Command, level: &str) -> Service {
        command.env("RUST_LOG", level).stdin(Stdio::null()).stdout(Stdio::null()).stderr(self.open_log());
        Service { child: command.spawn().unwrap() }
    }

    /// Waits until the log says this.
    pub fn wait_for_log(&self, words: &str) {
        wait_for(&format!("the log to say {words:?}"), Duration::from_secs(30), || {
            self.log().contains(words).then_some(())
        });
    }

    /// Its configuration, as the program reads it.
    pub fn config(&self) -> Config {
        config::load(&self.dir.path().join("cso-intake.toml")).unwrap()
    }

    fn log_path(&self) -> PathBuf {
        self.dir.path().join("log.txt")
    }

    /// What the services have logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn database(&self) -> Connection {
        let path = self.dir.path().join("cso-intake.db");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// Locks everybody out of the database, as another process may, until this is dropped.
    pub fn lock(&self) -> Connection {
        let database = self.database();
        wait_for("the lock", std::time::Duration::from_secs(10), || database.execute_batch("BEGIN EXCLUSIVE").ok());
        database
    }

    /// Whether so many messages are in the ledger and nothing waits to be sent; in one view of the database.
    pub fn is_done(&self, messages: usize) -> bool {
        let sql = "SELECT (SELECT count(*) FROM message), count(*) FROM outbox WHERE state IN ('queued', 'sending')";
        let (seen, waiting): (i64, i64) =
            self.database().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        seen == i64::try_from(messages).unwrap() && waiting == 0
    }

    /// One number from the database.
    pub fn count(&self, sql: &str) -> i64 {
        self.database().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Rows of the database as text, for messages.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let database = self.database();
        let mut query = database.prepare(sql).unwrap();
        let columns = query.column_count();
        let rows = query.query_map([], |row| {
            let values =
                (0..columns).map(|column| format!("{:?}", row.get::<_, rusqlite::types::Value>(column).unwrap()));
            Ok(values.collect::<Vec<_>>().join(" "))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// One column of the database, as far as it is text.
    pub fn texts(&self, sql: &str) -> Vec<String> {
        let database = self.database();
        let mut query = database.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
        rows.filter_map(Result::unwrap).collect()
    }

    /// Every mail of the outbox.
    pub fn outbox(&self) -> Vec<OutboxRow> {
        let database = self.database();
        let mut query = database.prepare("SELECT state, mail, tries FROM outbox ORDER BY id").unwrap();
        let rows = query
            .query_map([], |row| {
                let mail: Value = serde_json::from_str(&row.get::<_, String>(1)?).unwrap();
                let message_id = mail["message_id"].as_str().unwrap().to_owned();
                Ok(OutboxRow { state: row.get(0)?, message_id, tries: row.get(2)? })
            })
            .unwrap();
        rows.map(Result::unwrap).collect()
    }
}

fn secret_file(dir: &Path, name: &str, secret: &str) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, secret).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

/// A running service; it is killed with this value.
pub struct Service {
    child: Child,
}

impl Service {
    /// Kills it with SIGKILL, as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop (SIGTERM) and waits for it.
    pub fn stop(mut self) -> bool {
        self.signal("TERM");
        self.child.wait().unwrap().success()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// The most memory it has had so far (resident, in bytes).
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// The same, unless it has ended.
    #[allow(dead_code, reason = "for benches/mailbox.rs")]
    pub fn peak_memory_so_far(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib * 1_024)
    }

    /// The memory it has (resident, in bytes).
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// How many files, sockets among them, it has open.
    pub fn open_files(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).unwrap().count()
    }

    /// Lets no file that it writes grow beyond this many bytes, or `unlimited`.
    pub fn limit_files(&self, bytes: &str) {
        let (id, limit) = (self.child.id().to_string(), format!("--fsize={bytes}:"));
        assert!(Command::new("prlimit").args(["--pid", &id, &limit]).status().unwrap().success());
    }

    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
    }
}

/// A service manager of the test's own: what the service tells it.
pub struct Manager {
    socket: UnixDatagram,
    path: PathBuf,
    heard: RefCell<Vec<String>>,
    _dir: TempDir,
}

impl Manager {
    /// One that listens.
    pub fn new() -> Self {
        let dir = super::short_dir();
        let path = dir.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_nonblocking(true).unwrap();
        Self { socket, path, heard: RefCell::default(), _dir: dir }
    }

    /// Every line that it was told so far, such as `READY=1`.
    pub fn heard(&self) -> Vec<String> {
        let mut datagram = [0; 4_096];
        while let Ok(length) = self.socket.recv(&mut datagram) {
            let text = String::from_utf8(datagram[..length].to_vec()).unwrap();
            self.heard.borrow_mut().extend(text.lines().map(str::to_owned));
        }
        self.heard.borrow().clone()
    }

    /// Waits until it has been told a line that begins so, this many times.
    pub fn wait_for(&self, start: &str, times: usize) {
        wait_for(&format!("{times} times {start}"), Duration::from_secs(40), || {
            (self.heard().iter().filter(|line| line.starts_with(start)).count() >= times).then_some(())
        });
    }
}

/// A mail as if it had been written so many minutes ago: old mail is not acknowledged without a person, and two mails
/// that say the same at the same moment are one.
pub fn written_lately(mail: &[u8], minutes: i64) -> Vec<u8> {
    let moment = in_london(Clock::System.now()).saturating_sub(minutes.minutes());
    let date = moment.strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
    let text = String::from_utf8_lossy(mail).into_owned();
    let Some(at) = text.lines().position(|line| line.starts_with("Date:")) else { return mail.to_vec() };
    let mut fresh = Vec::with_capacity(mail.len());
    for (number, line) in mail.split_inclusive(|&byte| byte == b'\n').enumerate() {
        if number == at {
            fresh.extend_from_slice(format!("Date: {date}\n").as_bytes());
        } else {
            fresh.extend_from_slice(line);
        }
    }
    fresh
}
