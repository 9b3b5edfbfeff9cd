//! What bad input gets: a clear entry in the ledger, nothing lost, nothing stopped, memory bounded.
//!
//! Each goes through the real `run --once` between good mails, and through `extract --json`.

use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::office::{Office, Ran, fixture, fixtures, nomination, program};

mod large;

/// What becomes of each file of fixtures/bad, and words that its line in the ledger must have.
const EXPECTED: &[(&str, &str, &str)] = &[
    ("boundary-missing", "recorded|TO REVIEW|a question", "RLT"),
    ("duplicate-first", "recorded", "RWJ"),
    ("duplicate-second", "not answered again", "the same as message 2"),
    ("empty", "SET ASIDE", "the message is empty (0 bytes)"),
    ("impossible-date", "a question", "RLT"),
    ("name-with-line-breaks", "recorded|TO REVIEW", "RD3"),
    ("no-date", "a question", "RCD"),
    ("no-from", "TO REVIEW", "the message has no sender's address"),
    ("no-message-id", "recorded", "RCD"),
    ("not-mail-text", "SET ASIDE", "this is not an e-mail"),
    ("not-mail", "SET ASIDE", "this is not an e-mail"),
    ("nul-and-bad-utf8", "TO REVIEW|recorded", "RLT"),
    ("only-line-ends", "SET ASIDE", "the message is empty"),
    ("same-message-id-one", "recorded", "Dr Barnaby Quill"),
    ("same-message-id-two", "TO REVIEW", "has the same Message-ID but other content"),
    ("subject-with-line-breaks", "recorded|TO REVIEW", "RD3"),
    ("truncated-base64", "TO REVIEW", "RRF"),
    ("truncated-in-headers", "left alone|TO REVIEW|SET ASIDE", ""),
    ("truncated-mime", "TO REVIEW", "the message breaks off"),
    ("two-from-headers", "TO REVIEW", "RLT|?"),
    ("unknown-charset", "TO REVIEW", "the text's charset x-wye-valley-7 is not known"),
];

fn says(line: &str, one_of: &str) -> bool {
    one_of.split('|').any(|words| line.contains(words))
}

/// An office with every file of fixtures/bad, and a good mail after them.
fn office_with_bad_mail() -> Office {
    let office = Office::in_mode("live");
    let files = fixtures("bad", "eml");
    assert_eq!(files.len(), EXPECTED.len(), "a line for each file");
    for (number, path) in files.iter().enumerate() {
        let name = path.file_stem().unwrap().to_string_lossy();
        assert_eq!(EXPECTED[number].0, name, "in the order of the names");
        office.deliver(number, &name, fs::read(path).unwrap());
    }
    office.deliver(files.len(), "good", nomination("good", "Una Brown"));
    office
}

#[test]
fn every_bad_mail_is_one_clear_entry_and_the_good_one_after_them_is_read() {
    let office = office_with_bad_mail();
    let printed = office.ok(&["run", "--once"]);
    let all = EXPECTED.len() + 1;
    assert!(printed.contains(&format!("messages: {all} new")), "{printed}");
    assert!(printed.contains("4 set aside") && printed.contains("0 failed"), "{printed}");

    let ledger = office.ledger();
    assert_eq!(ledger.len(), all);
    let mut wrong = String::new();
    for ((name, state, words), line) in EXPECTED.iter().zip(&ledger) {
        if !says(line, state) || !says(line, words) {
            let _ = writeln!(wrong, "{name}: expected {state} and {words}, found {line}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(ledger[all - 1].contains("Dr Una Brown") && ledger[all - 1].contains("recorded"), "{}", ledger[all - 1]);
    office.sums_add_up();
    assert_eq!(office.status()["messages"]["total"], all);
    assert!(!office.status()["folders"][0]["last_read_completely"].is_null());

    let aside = office.ok(&["review", "list", "--state", "set-aside"]);
    assert_eq!(aside.lines().filter(|line| line.contains("SET ASIDE (")).count(), 4, "{aside}");
    let waiting = office.ok(&["review", "list"]);
    assert!(waiting.contains("4 messages are set aside besides"), "{waiting}");
}

#[test]
fn every_bad_mail_has_its_place_and_its_original_and_reading_again_finds_nothing_new() {
    let office = office_with_bad_mail();
    office.ok(&["run", "--once"]);
    for (number, (name, ..)) in EXPECTED.iter().enumerate() {
        let id = (number + 1).to_string();
        let shown = office.ok(&["review", "show", &id]);
        assert!(
            shown.contains(&format!("stands in: INBOX (UIDVALIDITY 0, {}.{name}", 1_475_000_000 + number)),
            "{shown}"
        );
        let state = shown.lines().next().unwrap();
        if state.ends_with("duplicate") || state.ends_with("unrelated") {
            continue;
        }
        let original = office.command(&["review", "show", &id, "--original"]).output().unwrap();
        let bytes = fs::read(fixture("bad").join(name).with_extension("eml")).unwrap();
        assert!(original.stdout == bytes, "{name}: the original is kept byte for byte");
    }
    let (before, mails) = (office.status(), office.sent());
    let printed = office.ok(&["run", "--once"]);
    assert!(printed.contains("messages: 0 new") && printed.contains("mails: 0 sent"), "{printed}");
    assert_eq!(office.status()["messages"], before["messages"]);
    assert!(office.sent() == mails);
}

#[test]
fn nobody_is_answered_twice_and_line_breaks_do_not_become_headers() {
    let office = office_with_bad_mail();
    office.ok(&["run", "--once"]);
    let duplicate = office.ok(&["review", "show", "3"]);
    assert!(duplicate.contains("duplicate") && !duplicate.contains("\nmail "), "it is owed nothing: {duplicate}");
    office.ok(&["outbox", "release", "--all-held"]);
    office.ok(&["run", "--once"]);
    let owed = office.status()["outbox"]["total"].as_u64().unwrap();
    assert_eq!(office.mails_in("sent"), owed);
    let sent = office.sent();
    assert_eq!(sent.len() as u64, owed, "one file a mail");
    for (name, mail) in sent {
        let text = String::from_utf8(mail).unwrap();
        let head = text.split("\n\n").next().unwrap().replace("\r\n", "\n");
        for line in head.lines() {
            let known = ["Bcc:", "X-Injected", "Reply-To:"].iter().any(|header| line.starts_with(header));
            assert!(!known, "{name}: {line}");
        }
        assert_eq!(head.lines().filter(|line| line.starts_with("To: ")).count(), 1, "{name}");
        assert!(!text.contains('\u{202e}') && !text.contains('\0'), "{name}");
    }
}

#[test]
fn an_original_that_was_set_aside_can_be_replayed_and_says_again_why() {
    let office = Office::in_mode("observe");
    office.deliver(1, "empty", "");
    office.ok(&["run", "--once"]);
    let said = office.refused(&["review", "replay", "1"]);
    assert!(said.contains("the message is empty (0 bytes)"), "{said}");
    assert_eq!(office.messages_in("set_aside"), 1);
    office.sums_add_up();
}

#[test]
fn extract_gives_every_bad_file_one_line_and_fails_only_for_those_it_cannot_read() {
    let mut files = fixtures("bad", "eml");
    files.push(fixture("bad/there-is-no-such-file.eml"));
    files.push(fixture("bad"));
    let mut command = program();
    command.args(["extract", "--json", "--trusts"]).arg(fixture("register/trusts.csv")).args(&files);
    let ran = Ran::from(&command.output().unwrap());
    assert_eq!(ran.code, 1, "{}", ran.err);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), files.len());
    let mut unreadable = Vec::new();
    for (line, path) in lines.iter().zip(&files) {
        assert_eq!(line["file"], path.to_str().unwrap());
        if line["error"].is_string() {
            assert_eq!(line.as_object().unwrap().len(), 2, "{line}");
            unreadable.push(path.file_stem().unwrap().to_str().unwrap().to_owned());
        } else {
            assert!(line["class"].is_string(), "{line}");
        }
    }
    let expected = ["empty", "not-mail-text", "not-mail", "only-line-ends", "there-is-no-such-file", "bad"];
    assert_eq!(unreadable, expected);
}
