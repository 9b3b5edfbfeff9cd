//! A Cyrus of the test's own: the second IMAP server, with another namespace (`INBOX.`), separator (`.`) and habits.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use cso_intake::config::{ImapAccount, MailboxSource, Tls};
use tempfile::TempDir;

use super::dovecot::{account, own, run_as};
use super::imap::Imap;
use super::{Certificates, PASSWORD, START, USER, free_port, missing, repository, wait_for};

/// A running Cyrus; it ends with this value.
pub struct Cyrus {
    child: Child,
    _dir: TempDir,
    account: ImapAccount,
    /// IMAP, STARTTLS.
    pub imap: u16,
    /// IMAP, TLS from the start.
    pub imaps: u16,
}

impl Cyrus {
    /// Starts one.
    pub fn start(certificates: &Certificates) -> Self {
        let root = repository().join(".rig/cyrus");
        if !root.join("complete").exists() {
            missing("Cyrus (IMAP server)");
        }
        (0..5).find_map(|_| Self::try_start(&root, certificates)).expect("Cyrus does not start")
    }

    fn try_start(root: &Path, certificates: &Certificates) -> Option<Self> {
        let dir = super::short_dir();
        let base = dir.path();
        let (user, _) = run_as(base);
        let (imap, imaps) = (free_port(), free_port());
        for part in ["conf", "spool", "proc", "lock"] {
            fs::create_dir(base.join(part)).unwrap();
            own(&base.join(part), &user);
        }
        // It reads the key as the user that it runs as.
        for (from, to) in [(&certificates.server, "server.pem"), (&certificates.key, "server.key")] {
            fs::copy(from, base.join(to)).unwrap();
            own(&base.join(to), &user);
        }
        own(base, &user);
        for name in ["imapd.conf", "cyrus.conf"] {
            let template = fs::read_to_string(repository().join("tests/rig").join(format!("{name}.tmpl"))).unwrap();
            let values = [
                ("@BASE@", base.display().to_string()),
                ("@BIN@", root.join("usr/lib/cyrus/bin").display().to_string()),
                ("@USER@", user.clone()),
                ("@IMAP@", imap.to_string()),
                ("@IMAPS@", imaps.to_string()),
                ("@CERT@", base.join("server.pem").display().to_string()),
                ("@KEY@", base.join("server.key").display().to_string()),
            ];
            let conf = values.iter().fold(template, |text, (name, value)| text.replace(name, value));
            fs::write(base.join(name), conf).unwrap();
        }
        let password = program(root, "usr/sbin/saslpasswd2", base)
            .args(["-p", "-c", "-u", "localhost", "-f"])
            .args([&base.join("sasldb2"), Path::new(USER)])
            .stdin(Stdio::piped())
            .spawn();
        let mut password = password.unwrap();
        std::io::Write::write_all(&mut password.stdin.take().unwrap(), PASSWORD.as_bytes()).unwrap();
        assert!(password.wait().unwrap().success(), "saslpasswd2 failed");
        let child = program(root, "usr/lib/cyrus/bin/master", base)
            .arg("-C")
            .arg(base.join("imapd.conf"))
            .arg("-M")
            .arg(base.join("cyrus.conf"))
            .arg("-p")
            .arg(base.join("master.pid"))
            .process_group(0)
            .spawn()
            .unwrap();
        let account = account(imaps, certificates, Tls::Implicit);
        let mut server = Self { child, _dir: dir, account, imap, imaps };
        server.wait_until_ready().then_some(server)
    }

    /// Whether it came up.
    fn wait_until_ready(&mut self) -> bool {
        wait_for("Cyrus", START, || {
            if self.child.try_wait().unwrap().is_some() {
                return Some(false);
            }
            let up = [self.imap, self.imaps].iter().all(|&port| TcpStream::connect(("127.0.0.1", port)).is_ok());
            up.then_some(true)
        })
    }

    /// A second client; the first to log in makes the mailbox.
    pub fn client(&self) -> Imap {
        Imap::log_in(self.imap)
    }

    /// The account as the configuration names it.
    pub fn account(&self) -> ImapAccount {
        self.account.clone()
    }

    /// The account as a source of mail.
    pub fn source(&self) -> MailboxSource {
        MailboxSource::Imap(self.account())
    }
}

impl Drop for Cyrus {
    fn drop(&mut self) {
        // The master ends its children; if it does not, its group is its own.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// One of its programs, with its libraries, as a user whom it accepts.
fn program(root: &Path, name: &str, base: &Path) -> Command {
    let mut command = Command::new(root.join(name));
    let libraries = libraries(root);
    let plugins = libraries.iter().map(|path| path.join("sasl2")).map(|path| path.display().to_string());
    let system = libraries.iter().filter_map(|path| path.strip_prefix(root).ok());
    let system = system.map(|path| Path::new("/").join(path).join("sasl2").display().to_string());
    let plugins = plugins.chain(system).collect::<Vec<_>>().join(":");
    let libraries = libraries.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(":");
    command.env("LD_LIBRARY_PATH", libraries).env("SASL_PATH", plugins);
    let owner = fs::metadata(base).unwrap();
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Where the unpacked libraries lie: `lib` and `usr/lib`, below the machine's name.
fn libraries(root: &Path) -> Vec<PathBuf> {
    let machines = ["usr/lib", "lib"].iter().filter_map(|lib| fs::read_dir(root.join(lib)).ok()).flatten();
    machines.map(|entry| entry.unwrap().path()).filter(|path| path.to_string_lossy().ends_with("-gnu")).collect()
}
