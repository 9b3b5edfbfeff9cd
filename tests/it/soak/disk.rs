//! The disk under the database fills up in the middle of it, and has room again later.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::{Installation, Service};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, wait_for};

const LIMIT: Duration = Duration::from_secs(120);

/// A disk that can be full.
enum Disk {
    /// A small tmpfs in a mount namespace of its own, which lives as long as the process that holds it.
    Tmpfs { holder: Child, at: PathBuf },
    /// Where the system gives us no namespace: no file may become longer than it is. The nearest real thing.
    FileSize { at: PathBuf },
}

impl Disk {
    /// A small tmpfs at this directory, if the system lets us have one.
    fn tmpfs(at: &Path) -> Option<Self> {
        let script = "mount -t tmpfs -o size=3m none \"$1\" && echo ready && exec sleep 36000";
        let mut holder = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", script, "sh"])
            .arg(at)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut said = String::new();
        BufReader::new(holder.stdout.take()?).read_line(&mut said).ok()?;
        if said != "ready\n" {
            let _ = holder.kill();
            let _ = holder.wait();
            return None;
        }
        Some(Self::Tmpfs { holder, at: at.to_owned() })
    }

    /// The command before the program's own that brings it to this disk.
    fn way_in(&self) -> Vec<String> {
        let words: &[&str] = match self {
            Self::Tmpfs { holder, .. } => {
                let id = holder.id().to_string();
                return ["nsenter", "--user", "--mount", "--preserve-credentials", "--target", &id]
                    .map(str::to_owned)
                    .to_vec();
            }
            // Told of the limit by a signal, a program would end; it is to hear it from the write.
            Self::FileSize { .. } => &["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"],
        };
        words.iter().map(|&word| word.to_owned()).collect()
    }

    /// Runs a command on this disk.
    fn run(&self, script: &str) {
        let (Self::Tmpfs { at, .. } | Self::FileSize { at }) = self;
        let way = self.way_in();
        let done = Command::new(&way[0]).args(&way[1..]).args(["sh", "-c", script, "sh"]).arg(at).output().unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    /// Nothing fits any more.
    fn fill(&self, service: &Service) {
        match self {
            Self::Tmpfs { .. } => self.run("head -c 9M /dev/zero > \"$1/ballast\" 2>/dev/null || true"),
            Self::FileSize { at } => {
                let longest = fs::read_dir(at).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).max();
                service.limit_files(&longest.unwrap().to_string());
            }
        }
    }

    /// There is room again.
    fn make_room(&self, service: &Service) {
        match self {
            Self::Tmpfs { .. } => self.run("rm \"$1/ballast\""),
            Self::FileSize { .. } => service.limit_files("unlimited"),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if let Self::Tmpfs { holder, .. } = self {
            let _ = holder.kill();
            let _ = holder.wait();
        }
    }
}

#[test]
fn a_full_disk_costs_nothing_and_the_service_goes_on_when_there_is_room_again() {
    let mut installation = Outfit::new(2);
    let at = installation.directory();
    let disk = Disk::tmpfs(&at).unwrap_or_else(|| {
        eprintln!("this system gives us no mount namespace: a limit on the length of files stands in for a full tmpfs");
        Disk::FileSize { at }
    });
    installation.fills_up(&disk, "tmpfs full");
}

#[test]
fn files_that_may_not_grow_cost_nothing_and_the_service_goes_on_when_they_may_again() {
    let mut outfit = Outfit::new(3);
    let disk = Disk::FileSize { at: outfit.directory() };
    outfit.fills_up(&disk, "files may not grow (RLIMIT_FSIZE)");
}

/// Servers and an installation whose database lies in a directory of its own.
struct Outfit {
    dovecot: Dovecot,
    smtp: SmtpServer,
    installation: Installation,
    seed: Seed,
    _certificates: Certificates,
}

impl Outfit {
    fn new(seed: u64) -> Self {
        let certificates = Certificates::new();
        let dovecot = Dovecot::start(&certificates);
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(&dovecot, &smtp);
        fs::create_dir(installation.path("disk")).unwrap();
        installation.set("\"cso-intake.db\"", "\"disk/cso-intake.db\"");
        Self { dovecot, smtp, installation, seed: Seed::or(seed), _certificates: certificates }
    }

    fn directory(&self) -> PathBuf {
        self.installation.path("disk")
    }

    fn fills_up(&mut self, disk: &Disk, name: &str) {
        let times = Length::asked().pick(1, 8);
        // The way in has its own view of that directory; the register was imported outside it.
        let home = self.installation.path("cso-intake.db");
        self.installation.through(disk.way_in());
        disk.run(&format!("cp {}* \"$1/\"", home.display()));
        let mut client = self.dovecot.client();
        let mut post = Mails::of(self.seed.0);
        let mut came = Vec::new();
        let mut service = self.installation.start_quietly();
        let mut said = 0;
        for _ in 0..times {
            for mail in post.next(4) {
                client.append("INBOX", &mail.bytes);
                came.push(mail);
            }
            self.wait_until_seen(&mut service, came.len());
            disk.fill(&service);
            for mail in post.next(12) {
                client.append("INBOX", &mail.bytes);
                came.push(mail);
            }
            wait_for("the service to say that the disk is full", LIMIT, || {
                self.is_well(&mut service);
                (self.times_it_was_said() > said).then_some(())
            });
            let status = self.status();
            assert_eq!(status["adds_up"], true, "{status}");
            disk.make_room(&service);
            self.wait_until_seen(&mut service, came.len());
            said = self.times_it_was_said();
        }
        assert!(service.stop(), "{}", books::last_lines(&self.installation.log()));
        disk.run(&format!("cp \"$1\"/cso-intake.db* {}/", home.parent().unwrap().display()));
        self.installation.through(Vec::new());
        self.installation.set("\"disk/cso-intake.db\"", "\"cso-intake.db\"");
        let books = books::check(&self.installation, &self.smtp, &came);
        figure(name, &format!("{} mails, full {times} times, said {said} times", came.len()), &books.to_string());
    }

    fn is_well(&self, service: &mut Service) {
        assert!(service.is_running(), "the service has ended:\n{}", books::last_lines(&self.installation.log()));
    }

    fn times_it_was_said(&self) -> usize {
        let log = self.installation.log();
        log.matches("disk is full").count() + log.matches("disk I/O error").count()
    }

    fn status(&self) -> serde_json::Value {
        serde_json::from_slice(&self.installation.run(&["status", "--json"]).stdout).unwrap()
    }

    fn wait_until_seen(&self, service: &mut Service, count: usize) {
        wait_for("the mails to be recorded and answered", LIMIT, || {
            self.is_well(service);
            let status = self.status();
            let waiting = |state: &str| status["outbox"]["by_state"][state].as_u64().unwrap();
            (status["messages"]["total"] == count && waiting("queued") + waiting("sending") == 0).then_some(())
        });
    }
}
