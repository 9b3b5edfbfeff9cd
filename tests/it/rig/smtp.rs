//! The SMTP server with scripted faults (tests/rig/faultsmtp.py) and its sink.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cso_intake::config::{Delivery, Login, Secret, SmtpAccount, Tls};
use tempfile::TempDir;

use super::{Certificates, PASSWORD, USER, free_port, missing, repository, wait_for};

/// How it receives its clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// STARTTLS and AUTH.
    Submission,
    /// TLS from the first byte, and AUTH.
    Implicit,
    /// No STARTTLS is offered.
    ClearText,
    /// Nobody has to log in: for a relay in front of it.
    Open,
}

/// A running server; it ends with this value.
pub struct SmtpServer {
    child: Child,
    dir: TempDir,
    authority: PathBuf,
    /// Its port.
    pub port: u16,
}

impl SmtpServer {
    /// Starts one.
    pub fn start(certificates: &Certificates, kind: Kind) -> Self {
        let python = repository().join(".rig/venv/bin/python");
        if !python.exists() {
            missing("aiosmtpd in .rig/venv");
        }
        (0..5).find_map(|_| Self::try_start(&python, certificates, kind)).expect("the SMTP server does not start")
    }

    fn try_start(python: &Path, certificates: &Certificates, kind: Kind) -> Option<Self> {
        let (dir, port) = (super::short_dir(), free_port());
        let mut child = Command::new(python)
            .arg(repository().join("tests/rig/faultsmtp.py"))
            .arg(port.to_string())
            .args([dir.path(), &certificates.server, &certificates.key])
            .args(match kind {
                Kind::Submission => None,
                Kind::Implicit => Some("--implicit"),
                Kind::ClearText => Some("--no-tls"),
                Kind::Open => Some("--open"),
            })
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(dir.path().join("stderr.txt")).unwrap())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let server = Self { child, dir, authority: certificates.authority.clone(), port };
        (said == "ready\n").then_some(server)
    }

    /// Scripts its faults, as JSON: see faultsmtp.py.
    pub fn faults(&self, json: &str) {
        let unfinished = self.dir.path().join("faults.tmp");
        fs::write(&unfinished, json).unwrap();
        fs::rename(unfinished, self.dir.path().join("faults.json")).unwrap();
    }

    /// How it keeps what it takes, as JSON: see faultsmtp.py.
    pub fn manner(&self, json: &str) {
        let unfinished = self.dir.path().join("manner.tmp");
        fs::write(&unfinished, json).unwrap();
        fs::rename(unfinished, self.dir.path().join("manner.json")).unwrap();
    }

    /// Lets it fail by chance, as the seed has it, at so many of the steps of a mail.
    pub fn fail_now_and_then(&self, seed: u64, share: f64) {
        self.faults(&format!(
            r#"{{"chance": {{"seed": {seed}, "share": {share}, "do": {{
                "mail": ["451 4.3.0 later", "550 5.7.1 not now", "drop"],
                "rcpt": ["450 4.2.0 busy", "550 5.1.1 no such user", "drop"],
                "data": ["451 4.3.0 later", "554 5.7.1 no", "drop"],
                "mid": ["drop"],
                "reply": ["452 4.3.1 full", "554 5.6.0 no", "drop", "accept-drop", "accept-sleep:0.05", "accept-sleep:60"]
            }}}}}}"#
        ));
    }

    /// The account as the configuration names it.
    pub fn account(&self) -> SmtpAccount {
        account(self.port, &self.authority)
    }

    /// The account as a way out for mail.
    pub fn delivery(&self) -> Delivery {
        Delivery::Smtp(self.account())
    }

    /// Every mail it has taken, as text.
    pub fn delivered(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.dir.path().join("Maildir/new")) else {
            return Vec::new();
        };
        let read = |path: PathBuf| String::from_utf8_lossy(&fs::read(path).unwrap()).replace("\r\n", "\n");
        entries.map(|entry| read(entry.unwrap().path())).collect()
    }

    /// Hangs up on everybody who is connected.
    pub fn close_connections(&self) {
        let before = self.logged("hung_up");
        let signal = Command::new("kill").args(["-USR1", &self.child.id().to_string()]).status().unwrap();
        assert!(signal.success());
        wait_for("the SMTP server to hang up", Duration::from_secs(5), || {
            (self.logged("hung_up") > before).then_some(())
        });
    }

    /// How many things it has done.
    pub fn log_lines(&self) -> usize {
        fs::read_to_string(self.dir.path().join("log.jsonl")).unwrap_or_default().lines().count()
    }

    /// How many lines of its log speak of this.
    pub fn logged(&self, what: &str) -> usize {
        let log = fs::read_to_string(self.dir.path().join("log.jsonl")).unwrap_or_default();
        log.lines().filter(|line| line.contains(what)).count()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = fs::read_to_string(self.dir.path().join("log.jsonl")).unwrap_or_default();
            let errors = fs::read_to_string(self.dir.path().join("stderr.txt")).unwrap_or_default();
            eprintln!("the SMTP server did:\n{log}and complained:\n{errors}");
        }
    }
}

/// An account at a submission server on this port.
pub fn account(port: u16, authority: &Path) -> SmtpAccount {
    SmtpAccount {
        host: "localhost".to_owned(),
        port,
        tls: Tls::StartTls,
        ca_file: Some(authority.to_owned()),
        user: USER.to_owned(),
        login: Login::Password(Secret::new(PASSWORD.to_owned())),
        rate_per_minute: 10_000,
        most_per_hour: 10_000,
        append_to_sent: false,
        timeout: Duration::from_secs(10),
    }
}

/// The headers of a mail as text, folded lines joined.
pub fn header<'a>(mail: &'a str, name: &str) -> Option<&'a str> {
    let (head, _) = mail.split_once("\n\n")?;
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}
