//! How fast a mailbox is read into the database beside isync's mbsync, which only downloads it, what an idle look costs in a
//! large mailbox, and how much memory it all takes. `cargo bench --bench mailbox`, also part of `make soak`.
//!
//! Each line it prints is a row of the table in docs/reliability.md.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark stops at the first thing that is not as it should be"
)]

#[path = "../tests/it/rig/mod.rs"]
mod rig;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rig::service::Installation;
use rig::{Between, Certificates, Dovecot, Kind, SmtpServer};

/// How many mails are read for speed, and how often in turn with mbsync.
const MAILS: usize = 10_000;
const ROUNDS: usize = 3;
/// A few mails and very many, for a look at which nothing is new.
const FEW: usize = 1_000;
const MANY: usize = 100_000;
/// What must hold.
const SLOWEST: f64 = 1.5;
const MOST_MEMORY: u64 = 100 << 20;

/// What missed its mark. Everything is measured before it is told.
#[derive(Default)]
struct Missed(Vec<String>);

impl Missed {
    fn unless(&mut self, reached: bool, what: String) {
        if !reached {
            self.0.push(what);
        }
    }

    fn memory(&mut self, bytes: u64, when: &str) {
        self.unless(bytes < MOST_MEMORY, format!("{} of memory {when}", megabytes(bytes)));
    }
}

fn main() {
    let certificates = Certificates::new();
    let mut missed = Missed::default();
    speed(&certificates, &mut missed);
    idle(&certificates, &mut missed);
    large(&certificates, &mut missed);
    assert!(missed.0.is_empty(), "missed: {}", missed.0.join("; "));
}

fn row(measured: &str, figure: &str) {
    println!("| {measured} | {figure} |");
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / f64::from(1 << 20))
}

/// A run of the program: how long it took and how much memory it had.
struct Ran {
    time: Duration,
    memory: u64,
}

fn run(installation: &Installation, messages: usize) -> Ran {
    let start = Instant::now();
    let mut once = installation.start_once();
    let mut memory = 0;
    while once.is_running() {
        memory = once.peak_memory_so_far().unwrap_or(memory).max(memory);
        std::thread::sleep(Duration::from_millis(5));
    }
    let time = start.elapsed();
    let count = installation.count("SELECT count(*) FROM spot");
    assert_eq!(count, i64::try_from(messages).unwrap(), "{}", installation.log());
    Ran { time, memory }
}

/// 10,000 mails of the corpus, each its own, as a server has them.
fn speed(certificates: &Certificates, missed: &mut Missed) {
    let dovecot = dovecot(certificates);
    let smtp = SmtpServer::start(certificates, Kind::Submission);
    let corpus: Vec<String> = rig::corpus(usize::MAX)
        .iter()
        .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).replace("\r\n", "\n"))
        .filter(|mail| (3_500..7_000).contains(&mail.len()))
        .collect();
    let mut bytes = 0;
    for number in 0..MAILS {
        let mail = corpus[number % corpus.len()].replace("Message-ID: <", &format!("Message-ID: <{number}."));
        bytes += mail.len();
        put(&dovecot, number, &mail);
    }
    println!("{MAILS} mails of {} bytes on average", bytes / MAILS);
    let (mut theirs, mut ours, mut memory) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        theirs.push(mbsync(&dovecot));
        let installation = installation(&dovecot, &smtp);
        let ran = run(&installation, MAILS);
        memory = memory.max(ran.memory);
        ours.push(ran.time);
        println!("mbsync {:?}, cso-intake {:?}", theirs.last().unwrap(), ours.last().unwrap());
    }
    let (theirs, ours) = (median(theirs), median(ours));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    row(&format!("{MAILS} mails, mbsync"), &format!("{:.2} s", theirs.as_secs_f64()));
    row(&format!("{MAILS} mails, cso-intake"), &format!("{:.2} s, {ratio:.2} times that", ours.as_secs_f64()));
    row("memory at most, meanwhile", &megabytes(memory));
    missed.memory(memory, "while 10,000 mails are read");
    missed.unless(ratio <= SLOWEST, format!("{ratio:.2} times as long as mbsync"));
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// A Dovecot whose mailbox is there.
fn dovecot(certificates: &Certificates) -> Dovecot {
    let dovecot = Dovecot::start(certificates);
    dovecot.client().ask("SELECT INBOX");
    dovecot
}

/// Straight into the Maildir, the sizes in the name, as Dovecot itself would write it.
fn put(dovecot: &Dovecot, number: usize, mail: &str) {
    let lines = mail.bytes().filter(|&byte| byte == b'\n').count();
    let name = format!("{}.M{number}P1.seed,S={},W={}", 1_474_000_000 + number, mail.len(), mail.len() + lines);
    dovecot.put_file("INBOX", &name, mail.as_bytes());
}

/// An installation that reads and records, and sends nothing to anybody, as a new one does.
fn installation(dovecot: &Dovecot, smtp: &SmtpServer) -> Installation {
    let installation = Installation::between(dovecot, smtp);
    installation.set("mode = \"live\"", "mode = \"observe\"");
    // As by default: a Maildir of 100,000 files takes the server its time when it is first opened.
    installation.set_everywhere("timeout = \"10s\"", "timeout = \"60s\"");
    installation
}

/// mbsync, downloading the whole mailbox into a new Maildir.
fn mbsync(dovecot: &Dovecot) -> Duration {
    let dir = rig::short_dir();
    let account = dovecot.account(cso_intake::config::Tls::Implicit);
    let text = format!(
        "FSync no\nIMAPAccount far\nHost localhost\nPort {}\nUser {}\nPass {}\nAuthMechs LOGIN\nSSLType IMAPS\n\
         CertificateFile {}\nPipelineDepth 50\n\nIMAPStore far\nAccount far\n\nMaildirStore near\nPath {here}/\n\
         Inbox {here}/INBOX\nSubFolders Verbatim\n\nChannel pull\nFar :far:\nNear :near:\nPatterns INBOX\n\
         Create Near\nExpunge None\nSync Pull\nSyncState *\n",
        dovecot.imaps,
        rig::USER,
        rig::PASSWORD,
        account.ca_file.unwrap().display(),
        here = dir.path().display(),
    );
    let config = dir.path().join("mbsyncrc");
    fs::write(&config, text).unwrap();
    let start = Instant::now();
    let ran = Command::new("mbsync")
        .arg("-c")
        .arg(&config)
        .arg("pull")
        .stdout(Stdio::null())
        .output()
        .unwrap_or_else(|_| rig::missing("mbsync (isync), see `make soak-deps`"));
    let time = start.elapsed();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let files = |part: &str| fs::read_dir(dir.path().join("INBOX").join(part)).map_or(0, Iterator::count);
    assert_eq!(files("new") + files("cur"), MAILS);
    time
}

/// What a look costs at which nothing is new, counted on the line.
fn idle(certificates: &Certificates, missed: &mut Missed) {
    let dovecot = dovecot(certificates);
    let smtp = SmtpServer::start(certificates, Kind::Submission);
    let between = Between::start(certificates, dovecot.imap);
    let installation = installation(&dovecot, &smtp);
    installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {}", between.port));
    let mut costs = Vec::new();
    let mut there = 0;
    for count in [FEW, MANY] {
        for number in there..count {
            put(&dovecot, number, &format!("Subject: note {number}\nMessage-ID: <{number}@x.org>\n\nA note.\n"));
        }
        there = count;
        let first = run(&installation, count);
        let before = between.bytes();
        let idle = run(&installation, count);
        let cost = between.bytes() - before;
        row(
            &format!("an idle poll of a mailbox with {count} mails"),
            &format!("{cost} bytes, {}", megabytes(idle.memory)),
        );
        row(&format!("memory at most while its mails are read, {count}"), &megabytes(first.memory));
        missed.memory(first.memory.max(idle.memory), "with a large mailbox");
        costs.push(cost);
    }
    // The numbers themselves have two more digits.
    missed.unless(costs[1] <= costs[0] + 24, format!("{costs:?} bytes for an idle poll"));
}

/// One mail of 35 MB, and one that is just small enough to be fetched whole.
fn large(certificates: &Certificates, missed: &mut Missed) {
    let dovecot = dovecot(certificates);
    let smtp = SmtpServer::start(certificates, Kind::Submission);
    let template = cso_intake::config::template().as_bytes();
    let config = cso_intake::config::read(template, std::path::Path::new("c.toml"), &|_| None).unwrap().config;
    let whole = usize::try_from(config.max_message_bytes).unwrap() * 96 / 100;
    for (number, size) in [35 << 20, whole].into_iter().enumerate() {
        let installation = installation(&dovecot, &smtp);
        put(&dovecot, number, &with_file(number, size));
        let ran = run(&installation, number + 1);
        row(&format!("memory at most with a mail of {}", megabytes(size as u64)), &megabytes(ran.memory));
        missed.memory(ran.memory, "with a large mail");
    }
}

/// A nomination with a file that no compression makes smaller.
fn with_file(number: usize, size: usize) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut mail = format!(
        "From: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\n\
         Date: Tue, 20 Sep 2016 10:00:00 +0100\nSubject: RE: Lead Healthcare Scientists\n\
         Message-ID: <{number}@leedsth.nhs.uk>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n\
         --B\nContent-Type: text/plain\n\nOur Lead Healthcare Scientist is Dr Una Brown, una.brown@leedsth.nhs.uk.\n\n\
         --B\nContent-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document; name=form.docx\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=form.docx\n\n"
    );
    let mut dice = 20_161_011_u64;
    while mail.len() + 80 < size {
        for _ in 0..76 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            mail.push(char::from(LETTERS[(dice >> 58) as usize]));
        }
        mail.push('\n');
    }
    mail.push_str("--B--\n");
    mail
}
