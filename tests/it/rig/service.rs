//! The program itself, between a real mailbox and a real SMTP server, and a look into its database afterwards.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use cso_intake::clock::Clock;
use cso_intake::domain::calendar::in_london;
use jiff::ToSpan;
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use tempfile::TempDir;

use super::{Dovecot, PASSWORD, SmtpServer, USER, repository};

/// An installation of the program: configuration, database, log.
pub struct Installation {
    dir: TempDir,
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
        let installation = Self { dir };
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

    /// Changes the configuration.
    pub fn set(&self, from: &str, to: &str) {
        let path = self.dir.path().join("cso-intake.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "the configuration has no `{from}`");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// A path in its directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
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
        let mut command = Command::new(env!("CARGO_BIN_EXE_cso-intake"));
        command.arg("--config").arg(self.dir.path().join("cso-intake.toml")).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the service, which logs all it can.
    pub fn start(&self) -> Service {
        let log = fs::File::options().create(true).append(true).open(self.log_path()).unwrap();
        let child = self
            .command(&["run"])
            .env("RUST_LOG", "trace,async_imap::client=trace")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Service { child }
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

    /// Asks it to stop (SIGTERM) and waits for it.
    pub fn stop(mut self) -> bool {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        asked.success() && self.child.wait().unwrap().success()
    }

    /// The most memory it has had so far (resident, in bytes).
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
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
