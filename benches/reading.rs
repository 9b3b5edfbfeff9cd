//! How fast a reply is read, beside mail-parser's bare parse of the same mails in the same run. `make bench`.
//!
//! Items per second are messages per second on one core: the benchmark has one thread.

#![expect(clippy::expect_used, reason = "a benchmark without its mails has nothing to measure")]

use std::path::Path;
use std::{fmt, fs};

use cso_intake::config;
use cso_intake::domain::{Campaign, Register, Trust};
use cso_intake::message::attachment::File;
use cso_intake::message::{self, Limits};
use cso_intake::register;
use cso_intake::sandbox::{Patience, Sandbox};
use cso_intake::understand::{Context, understand};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// What the reader knows besides the mails.
struct Desk {
    register: Register,
    campaign: Campaign,
    limits: Limits,
}

impl Desk {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let campaign = config::read(config::template().as_bytes(), Path::new("c.toml"), &|_| None)
            .expect("the template")
            .config
            .campaign;
        let file = fs::read(root.join("fixtures/register/trusts.csv")).expect("the register");
        let rows = register::read(&file, campaign.letter_date).expect("the register").rows;
        let trusts = rows.into_iter().map(|row| Trust {
            ods_code: row.trust.ods_code,
            name: row.trust.name.unwrap_or_default(),
            region: None,
            domains: row.trust.domains.unwrap_or_default(),
            contacts: Vec::new(),
        });
        let limits = Limits { trusted_authserv_ids: campaign.trusted_authserv_ids.clone(), ..Limits::default() };
        Self { register: Register::new(trusts.collect()), campaign, limits }
    }

    fn read(&self, bytes: &[u8]) {
        let Ok(message) = message::read(bytes, &self.limits) else { return };
        let context =
            Context { register: &self.register, campaign: &self.campaign, received: self.campaign.letter_date };
        black_box(understand(&message, &context));
    }
}

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/corpus");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("the corpus").map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a mail")).collect()
}

/// The yardstick: MIME parsed, nothing understood.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn bare_parse_of_the_corpus(bencher: Bencher) {
    let mails = corpus();
    let parser = mail_parser::MessageParser::default();
    bencher.counter(ItemsCount::new(mails.len())).bench_local(|| {
        for mail in &mails {
            black_box(parser.parse(mail));
        }
    });
}

/// Bytes to segments.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn message_of_the_corpus(bencher: Bencher) {
    let (mails, desk) = (corpus(), Desk::new());
    bencher.counter(ItemsCount::new(mails.len())).bench_local(|| {
        for mail in &mails {
            let _ = black_box(message::read(mail, &desk.limits));
        }
    });
}

/// Bytes to a reading with its decision.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn whole_reading_of_the_corpus(bencher: Bencher) {
    let (mails, desk) = (corpus(), Desk::new());
    bencher.counter(ItemsCount::new(mails.len())).bench_local(|| mails.iter().for_each(|mail| desk.read(mail)));
}

/// Files through the box, the child's start and end among it: what a message with files costs on top.
#[divan::bench(args = ["card-3.0.vcf", "form.docx", "heads.xlsx", "letter.pdf", "mail.msg"])]
fn box_for_one_file(bencher: Bencher, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/attachments").join(name);
    let bytes = fs::read(path).expect("a file");
    let sandbox = Sandbox::of(env!("CARGO_BIN_EXE_cso-intake").into(), Patience::default());
    let file = || File { name: name.to_owned(), media_type: String::new(), bytes: bytes.clone() };
    bencher
        .counter(ItemsCount::new(1_usize))
        .with_inputs(|| vec![file()])
        .bench_local_values(|files| black_box(sandbox.read_files(files)));
}

/// A body of one kind and size.
struct Body {
    kind: &'static str,
    kilobytes: usize,
}

impl fmt::Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} KB", self.kind, self.kilobytes)
    }
}

/// The kinds of body, each with its pieces; a body is one piece again and again.
const KINDS: [(&str, &str); 8] = [
    ("prose", "We would like to nominate Dr Jane Smith, Head of Medical Physics, on 0113 496 0123.\r\n\r\n"),
    ("one line", "we nominate jane and tom and "),
    ("addresses", "jane.smith@leedsth.nhs.uk, 0113 496 0123; "),
    ("quotations", "> > On Monday somebody wrote:\r\n> > > Dear colleagues\r\n"),
    ("threads", "On 13/09/2016 10:04, Jane Smith <j.smith@leedsth.nhs.uk> wrote:\r\n> Dear colleagues\r\n\r\n"),
    ("html", "<table><tr><td>Name</td><td>Dr Jane Smith</td></tr></table><blockquote><p>Dear</p></blockquote>"),
    ("html table", "<tr><td>Name</td><td>Dr Jane Smith</td><td>Job title</td><td>Head of Medical Physics</td></tr>"),
    ("html nested", "<div><blockquote><p>Dear colleagues, please see below</p>"),
];

fn bodies() -> impl Iterator<Item = Body> {
    KINDS.iter().flat_map(|(kind, _)| [256, 1024, 4096].map(|kilobytes| Body { kind, kilobytes }))
}

/// The same text four times as long should take no more than four times as long, and 1 MB under 50 ms. More than the limit of
/// 2 MB is never read, so that 4 MB take at most twice as long as 1 MB.
#[divan::bench(args = bodies(), sample_count = 10, sample_size = 1)]
fn long_body(bencher: Bencher, body: &Body) {
    let unit = KINDS.iter().find(|(kind, _)| *kind == body.kind).map_or("", |(_, unit)| unit);
    let media = if body.kind.starts_with("html") { "text/html" } else { "text/plain" };
    let head = format!(
        "From: Ann Lee <ann.lee@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: RE: Lead Healthcare Scientists\r\n\
         Message-ID: <a@x>\r\nDate: Tue, 13 Sep 2016 10:00:00 +0100\r\nContent-Type: {media}; charset=utf-8\r\n\r\n"
    );
    let mail = format!("{head}{}", unit.repeat((body.kilobytes << 10) / unit.len())).into_bytes();
    let desk = Desk::new();
    bencher.counter(BytesCount::new(mail.len())).bench_local(|| desk.read(&mail));
}
