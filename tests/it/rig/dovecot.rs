//! A Dovecot of the test's own: IMAP with and without TLS from the start, and a submission service.

use std::fs;
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cso_intake::config::{ImapAccount, Login, MailboxSource, Secret, SentFolder, SmtpAccount, Tls};
use tempfile::TempDir;

use super::imap::Imap;
use super::{Certificates, IdentityProvider, PASSWORD, START, USER, free_port, missing, repository, wait_for};

/// A running Dovecot; it ends with this value.
pub struct Dovecot {
    child: Child,
    dir: TempDir,
    authority: PathBuf,
    /// IMAP, STARTTLS.
    pub imap: u16,
    /// IMAP, TLS from the start.
    pub imaps: u16,
    /// Submission, STARTTLS.
    pub submission: u16,
}

/// Whether it takes tokens, and how.
enum Tokens {
    None,
    From { provider: u16, mechanisms: &'static str },
}

impl Tokens {
    fn mechanisms(&self) -> String {
        match self {
            Self::None => "plain login".to_owned(),
            Self::From { mechanisms, .. } => format!("plain login {mechanisms}"),
        }
    }

    /// Its part of the configuration; what it needs in files is written.
    fn lines(&self, base: &Path) -> String {
        let Self::From { provider, mechanisms } = self else { return String::new() };
        let oauth2 = fs::read_to_string(repository().join("tests/rig/oauth2.conf.tmpl")).unwrap();
        fs::write(base.join("oauth2.conf"), oauth2.replace("@PORT@", &provider.to_string())).unwrap();
        let args = base.join("oauth2.conf");
        format!("passdb {{\n  driver = oauth2\n  mechanisms = {mechanisms}\n  args = {}\n}}", args.display())
    }
}

impl Dovecot {
    /// Starts one that has nowhere to relay mail to.
    pub fn start(certificates: &Certificates) -> Self {
        Self::relaying_to(certificates, 9)
    }

    /// Starts one whose submission service passes mail on to this port.
    pub fn relaying_to(certificates: &Certificates, relay: u16) -> Self {
        Self::of(certificates, relay, &Tokens::None, "")
    }

    /// Starts one that also takes tokens, and asks this identity provider whether they are good.
    pub fn asking(provider: &IdentityProvider, certificates: &Certificates, relay: u16) -> Self {
        Self::of(certificates, relay, &Tokens::From { provider: provider.port, mechanisms: "xoauth2 oauthbearer" }, "")
    }

    /// Starts one that takes tokens in the shape of RFC 7628 only.
    pub fn asking_by_oauthbearer(provider: &IdentityProvider, certificates: &Certificates) -> Self {
        Self::of(certificates, 9, &Tokens::From { provider: provider.port, mechanisms: "oauthbearer" }, "")
    }

    /// Starts one with more lines in its configuration, which count more than those above them.
    pub fn configured(certificates: &Certificates, lines: &str) -> Self {
        Self::of(certificates, 9, &Tokens::None, lines)
    }

    fn of(certificates: &Certificates, relay: u16, tokens: &Tokens, lines: &str) -> Self {
        let Some(program) =
            ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot"].into_iter().find(|path| Path::new(path).exists())
        else {
            missing("Dovecot (IMAP server)");
        };
        (0..5)
            .find_map(|_| Self::try_start(program, certificates, relay, tokens, lines))
            .expect("Dovecot does not start")
    }

    fn try_start(program: &str, certificates: &Certificates, relay: u16, tokens: &Tokens, lines: &str) -> Option<Self> {
        let dir = super::short_dir();
        let base = dir.path();
        let (user, group) = run_as(base);
        let (imap, imaps, submission) = (free_port(), free_port(), free_port());
        for part in ["run", "state", "mail"] {
            fs::create_dir(base.join(part)).unwrap();
            own(&base.join(part), &user);
        }
        fs::write(base.join("users"), format!("{USER}:{{PLAIN}}{PASSWORD}::::::\n")).unwrap();
        own(base, &user);
        let template = fs::read_to_string(repository().join("tests/rig/dovecot.conf.tmpl")).unwrap();
        let values = [
            ("@MECHANISMS@", tokens.mechanisms()),
            ("@TOKENS@", tokens.lines(base)),
            ("@BASE@", base.display().to_string()),
            ("@USER@", user),
            ("@GROUP@", group),
            ("@IMAP@", imap.to_string()),
            ("@IMAPS@", imaps.to_string()),
            ("@SUBMISSION@", submission.to_string()),
            ("@RELAY@", relay.to_string()),
            ("@CERT@", certificates.server.display().to_string()),
            ("@KEY@", certificates.key.display().to_string()),
        ];
        let conf = values.iter().fold(template, |text, (name, value)| text.replace(name, value));
        fs::write(base.join("dovecot.conf"), format!("{conf}\n{lines}\n")).unwrap();
        let child = Command::new(program)
            .args(["-F", "-c"])
            .arg(base.join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let authority = certificates.authority.clone();
        let mut server = Self { child, dir, authority, imap, imaps, submission };
        server.wait_until_ready().then_some(server)
    }

    /// Whether it came up; a port alone proves nothing, it may be another test's.
    fn wait_until_ready(&mut self) -> bool {
        wait_for("Dovecot", START, || {
            if self.child.try_wait().unwrap().is_some() {
                return Some(false);
            }
            let up = self.dir.path().join("run/master.pid").exists()
                && [self.imap, self.imaps, self.submission]
                    .iter()
                    .all(|&port| TcpStream::connect(("127.0.0.1", port)).is_ok());
            up.then_some(true)
        })
    }

    /// Ends it, as when the server is down.
    pub fn stop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// A second client, logged in without TLS as loopback may.
    pub fn client(&self) -> Imap {
        Imap::log_in(self.imap)
    }

    /// The account as the configuration names it.
    pub fn account(&self, tls: Tls) -> ImapAccount {
        let port = match tls {
            Tls::Implicit => self.imaps,
            Tls::StartTls => self.imap,
        };
        ImapAccount { ca_file: Some(self.authority.clone()), ..account_at(port, tls) }
    }

    /// The account as a source of mail.
    pub fn source(&self, tls: Tls) -> MailboxSource {
        MailboxSource::Imap(self.account(tls))
    }

    /// Its submission service as the configuration names it.
    pub fn submission_account(&self) -> SmtpAccount {
        super::smtp::account(self.submission, &self.authority)
    }

    /// Puts a file into a folder of the mailbox by hand, for what IMAP would not take.
    pub fn put_file(&self, folder: &str, name: &str, bytes: &[u8]) {
        let maildir = self.dir.path().join("mail").join(USER).join("Maildir");
        let folder = if folder == "INBOX" { maildir } else { maildir.join(format!(".{folder}")) };
        let path = folder.join("new").join(name);
        fs::write(&path, bytes).unwrap();
        own(&path, &run_as(self.dir.path()).0);
    }

    /// The directory of the folder of what was sent, which is made by opening it.
    pub fn sent(&self) -> PathBuf {
        let mut client = self.client();
        client.ask("SELECT Sent");
        client.ask("CLOSE");
        self.dir.path().join("mail").join(USER).join("Maildir/.Sent")
    }

    /// Ends every session, if there is one.
    pub fn kick(&self) {
        let conf = self.dir.path().join("dovecot.conf");
        let _ = Command::new("doveadm").arg("-c").arg(conf).args(["kick", USER]).output().unwrap();
    }

    /// Runs doveadm, as in `mailbox update -u nominee --uid-validity 5 INBOX`.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        let done = Command::new("doveadm")
            .arg("-c")
            .arg(self.dir.path().join("dovecot.conf"))
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "doveadm {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    /// How many IMAP sessions there are, those of the tests' own clients among them.
    pub fn sessions(&self) -> usize {
        let who = self.doveadm(&["who", "-1"]);
        who.lines().skip(1).filter(|line| line.split_whitespace().nth(1) == Some("imap")).count()
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master takes its children along.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = fs::read_to_string(self.dir.path().join("dovecot.log")).unwrap_or_default();
            eprintln!("Dovecot's log ends with:\n{}", log.lines().rev().take(12).collect::<Vec<_>>().join("\n"));
        }
    }
}

/// An account at an IMAP server on this port.
pub fn account(port: u16, certificates: &Certificates, tls: Tls) -> ImapAccount {
    ImapAccount { ca_file: Some(certificates.authority.clone()), ..account_at(port, tls) }
}

fn account_at(port: u16, tls: Tls) -> ImapAccount {
    ImapAccount {
        host: "localhost".to_owned(),
        port,
        tls,
        ca_file: None,
        user: USER.to_owned(),
        login: Login::Password(Secret::new(PASSWORD.to_owned())),
        shared_mailbox: None,
        folders: vec!["INBOX".to_owned(), "Junk".to_owned()],
        sent_folder: SentFolder::Find,
        idle: true,
        timeout: Duration::from_secs(10),
    }
}

/// User and group to run as: ours, or dovecot for root, because Dovecot serves nobody as root.
pub fn run_as(ours: &Path) -> (String, String) {
    let here = fs::metadata(ours).unwrap();
    if here.uid() == 0 || name_of("/etc/passwd", here.uid()) == "dovecot" {
        return ("dovecot".to_owned(), "dovecot".to_owned());
    }
    (name_of("/etc/passwd", here.uid()), name_of("/etc/group", here.gid()))
}

fn name_of(file: &str, id: u32) -> String {
    let text = fs::read_to_string(file).unwrap();
    let fields = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let found = fields.into_iter().find(|fields| fields.get(2) == Some(&id.to_string().as_str()));
    found.map(|fields| fields[0].to_owned()).expect("our own user and group have names")
}

/// Gives a path to the user Dovecot runs as, which matters only for root.
pub fn own(path: &Path, user: &str) {
    if fs::metadata(path).unwrap().uid() != 0 {
        return;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let Some(fields) = passwd.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == user)
    else {
        missing("the user dovecot");
    };
    chown(path, fields[2].parse().ok(), fields[3].parse().ok()).unwrap();
}
