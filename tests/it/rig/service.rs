//! The program itself, between a real mailbox and a real SMTP server, and a look into its database afterwards.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use cso_intake::clock::Clock;
use cso_intake::config::{self, Config};
use cso_intake::domain::calendar::in_london;
use jiff::ToSpan;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use super::{Dovecot, PASSWORD, SmtpServer, USER, repository};

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
        let dir = super::short_dir();
        let account = dovecot.account(cso_intake::config::Tls::Implicit);
        let password = dir.path().join("password");
        fs::write(&password, PASSWORD).unwrap();
        fs::set_permissions(&password, fs::Permissions::from_mode(0o600)).unwrap();
        let template = &fs::read_to_string(repository().join("tests/rig/cso-intake.toml.tmpl")).unwrap();
        let text = [
            ("@IMAPS@", dovecot.imaps.to_string()),
            ("@SMTP@", smtp.port.to_string()),
            ("@CA@", account.ca_file.unwrap().display().to_string()),
            ("@USER@", USER.to_owned()),
            ("@PASSWORD_FILE@", password.display().to_string()),
        ]
        .iter()
        .fold(template.clone(), |text, (name, value)| text.replace(name, value));
        fs::write(dir.path().join("cso-intake.toml"), text).unwrap();
        let installation = Self { dir, way: Vec::new() };
        let register = repository().join("fixtures/register/trusts.csv");
        let imported = installation.run(&["trusts", "import", register.to_str().unwrap()]);
        assert!(imported.status.success(), "{imported:?}");
        installation
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

    /// A path in its directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Puts something else into the configuration, wherever the old text stands.
    pub fn configure(&self, old: &str, new: &str) {
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

    fn start_at(&self, level: &str) -> Service {
        let log = fs::File::options().create(true).append(true).open(self.log_path()).unwrap();
        let child = self.command(&["run"]).env("RUST_LOG", level).stdout(Stdio::null()).stderr(log).spawn().unwrap();
        Service { child }
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

/// A running service; it is killed with this value.
pub struct Service {
    child: Child,
}

impl Service {
    /// Kills it with SIGKILL, as a power cut would.
    pub fn kill(mut self) {
        self.end();
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks it to stop (SIGTERM) and waits for it.
    pub fn stop(mut self) -> bool {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        asked.success() && self.child.wait().unwrap().success()
    }

    /// The most memory it has had so far (resident, in bytes).
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
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
