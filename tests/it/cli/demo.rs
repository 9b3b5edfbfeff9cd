//! `demo`: the main job on invented replies, twice, against the expected reading of each.

use std::collections::BTreeSet;
use std::fs;

use cso_intake::domain::PhoneNumber;
use serde_json::Value;
use tempfile::TempDir;

use crate::office::{Ran, files_in, fixture, program};
use crate::rig::short_dir;

/// Open to argument, says fixtures/demo/README.md: the lone first name in 15, whether 23 corrects or nominates.
const CLASS_IS_OPEN: [&str; 2] = ["15-nothing-to-go-on", "23-kingston-completes"];

struct Demo {
    dir: TempDir,
}

impl Demo {
    fn new() -> Self {
        Self { dir: short_dir() }
    }

    fn play(&self) -> String {
        let ran = Ran::from(&program().arg("demo").arg(self.dir.path().join("demo")).output().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(ran.err, "", "nothing to worry about");
        ran.out
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let config = self.dir.path().join("demo/cso-intake.toml");
        let ran = Ran::from(&program().arg("--config").arg(config).args(arguments).output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    fn mails(&self) -> Vec<(String, Vec<u8>)> {
        let files = files_in(&self.dir.path().join("demo/sent"), "eml");
        files.iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
    }
}

#[test]
fn the_demo_reads_everything_once_and_running_it_again_changes_nothing() {
    let demo = Demo::new();
    let first = demo.play();
    assert!(first.contains("this run: 25 new messages"), "{first}");
    assert_eq!(first.lines().filter(|line| line.starts_with('#')).count(), 25, "every message on a line");
    for words in ["of 30 answered", "awaiting review", "outstanding", "5pm on Tuesday 11 October 2016", "25 seen"] {
        assert!(first.contains(words), "{words}: {first}");
    }
    let mails = demo.mails();
    assert!(first.contains(&format!("acknowledgements: {} in ", mails.len())), "{first}");

    let second = demo.play();
    assert!(second.contains("this run: 0 new messages, 0 mails sent"), "{second}");
    assert!(demo.mails() == mails, "the .eml files are the same byte for byte");
    let ledger = |printed: &str| printed.lines().take_while(|line| !line.starts_with("this run")).count();
    let same = first.lines().zip(second.lines()).take(ledger(&first)).all(|(one, other)| one == other);
    assert!(same, "{first}\n{second}");
    let status: Value = serde_json::from_str(&demo.ok(&["status", "--json"])).unwrap();
    assert_eq!(status["adds_up"], true);
}

/// What `review show` says of a message.
struct Shown {
    state: String,
    class: String,
    trust: Option<String>,
    leads: Vec<Lead>,
}

#[derive(Debug, PartialEq, Eq)]
struct Lead {
    name: String,
    email: Option<String>,
    phones: BTreeSet<String>,
}

impl Shown {
    fn parse(text: &str) -> Self {
        let value = |line: &str, key: &str| {
            let value = line.strip_prefix(key)?;
            Some(value.split("   [").next().unwrap_or(value).trim().to_owned())
        };
        let only = |key: &str| text.lines().find_map(|line| value(line, key));
        let mut leads: Vec<Lead> = Vec::new();
        for line in text.lines() {
            if let Some(name) = value(line, "lead: ") {
                leads.push(Lead { name, email: None, phones: BTreeSet::new() });
            } else if line.starts_with("deputy: ") {
                break;
            } else if let (Some(email), Some(lead)) = (value(line, "  e-mail: "), leads.last_mut()) {
                lead.email = Some(email);
            } else if let (Some(phone), Some(lead)) = (value(line, "  telephone: "), leads.last_mut()) {
                lead.phones.insert(PhoneNumber::parse(&phone).unwrap().as_str().to_owned());
            }
        }
        let state = text.lines().next().unwrap().split(": ").nth(1).unwrap().to_owned();
        let class = only("read as: ").unwrap_or_default().replace(' ', "_");
        Self { state, class, trust: only("trust: "), leads }
    }
}

/// The leads of an expected reading.
fn expected_leads(line: &Value) -> Vec<Lead> {
    let nominees = line["nominees"].as_array().unwrap().iter().filter(|person| person["role"] == "lead");
    let lead = |person: &Value| {
        let text = |key: &str| person[key].as_str().map(str::to_owned);
        let name = [text("title"), text("name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let phones = person["phones"].as_array().unwrap().iter().map(|phone| phone.as_str().unwrap().to_owned());
        Lead { name, email: text("email"), phones: phones.collect() }
    };
    nominees.map(lead).collect()
}

/// The same people with the same addresses; a number may have been missed, but none may be another's.
fn is_only_what_it_says(recorded: &[Lead], expected: &[Lead]) -> bool {
    let same = |recorded: &Lead, expected: &Lead| {
        (&recorded.name, &recorded.email) == (&expected.name, &expected.email)
            && recorded.phones.is_subset(&expected.phones)
    };
    recorded.len() == expected.len() && recorded.iter().zip(expected).all(|(one, other)| same(one, other))
}

/// Whether nothing wrong became of a message. More caution than was asked for costs time only.
fn is_harmless(shown: &Shown, name: &str, line: &Value) -> bool {
    let class = line["class"].as_str().unwrap();
    match shown.state.as_str() {
        "answer" => {
            (shown.class == class || CLASS_IS_OPEN.contains(&name))
                && line["disposition"] != "review"
                && shown.trust.as_deref() == line["ods_code"].as_str()
                && is_only_what_it_says(&shown.leads, &expected_leads(line))
        }
        "awaiting review" => !["auto_reply", "bounce", "unrelated"].contains(&class),
        "query" => class == "query" || name == "15-nothing-to-go-on",
        "automatic" => class == "auto_reply",
        "duplicate" => name == "19-leeds-duplicate",
        state => state == class,
    }
}

#[test]
fn what_the_demo_records_is_what_each_mail_says_and_doubt_goes_to_a_person() {
    let demo = Demo::new();
    demo.play();
    let mut wrong = Vec::new();
    for line in fs::read_to_string(fixture("demo/expected.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["id"].as_str().unwrap();
        let number: u32 = name.split('-').next().unwrap().parse().unwrap();
        let text = demo.ok(&["review", "show", &number.to_string()]);
        assert!(text.contains(name), "message {number} is {name}: {text}");
        if !is_harmless(&Shown::parse(&text), name, &line) {
            wrong.push(format!("expected {line}, found\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nobody_is_written_to_who_should_not_be() {
    let demo = Demo::new();
    demo.play();
    let mails = demo.mails();
    let to = |mail: &[u8]| {
        let text = String::from_utf8_lossy(mail).into_owned();
        text.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned()
    };
    let recipients: Vec<String> = mails.iter().map(|(_, mail)| to(mail)).collect();
    for (what, address) in [
        ("the sender whose authentication failed", "sth-nhs.uk"),
        ("a mailer daemon", "mailer-daemon"),
        ("somebody out of office", "papworth"),
        ("ourselves", "england.cso"),
    ] {
        assert!(recipients.iter().all(|to| !to.to_lowercase().contains(address)), "{what}: {recipients:?}");
    }
    let names: BTreeSet<&String> = mails.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), mails.len());
    for (name, mail) in &mails {
        let text = String::from_utf8_lossy(mail);
        for header in ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: OOF, AutoReply", "X-CSO-Ref: "] {
            assert!(text.contains(header), "{name} has {header}");
        }
        assert!(!text.contains("{{") && !text.contains("cop "), "{name}");
    }
}
