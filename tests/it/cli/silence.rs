//! What is never printed: passwords, and in the log also people, addresses, subjects and telephone numbers.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::office::{Office, Ran, fixtures, nomination};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, USER};

/// Asks every library for everything, also by its own name, which is more specific than any general limit.
const EVERYTHING: &str = "trace,async_imap=trace,async_imap::client=trace,imap_proto=trace,lettre=trace,\
                          lettre::transport::smtp::client=trace,rustls=trace,mail_parser=trace,rusqlite=trace,handlebars=trace";

fn at_trace(office: &Office, arguments: &[&str]) -> Ran {
    Ran::from(&office.command(arguments).env("RUST_LOG", EVERYTHING).output().unwrap())
}

/// An office that reads from a real IMAP server and sends through a real SMTP server.
fn between_servers(certificates: &Certificates, dovecot: &Dovecot, smtp: &SmtpServer, password: &str) -> Office {
    let office = Office::in_mode("live");
    let file = office.write("password", password);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    let authority = certificates.authority.display();
    let file = file.display();
    let mailbox = format!(
        "kind = \"imap\"\nhost = \"localhost\"\nport = {}\ntls = \"implicit\"\nca_file = \"{authority}\"\n\
         user = \"{USER}\"\npassword_file = \"{file}\"\nfolders = [\"INBOX\"]",
        dovecot.imaps
    );
    office.set("kind = \"maildir\"\npath = \"mail\"\nfolders = [\"INBOX\"]", &mailbox);
    let delivery = format!(
        "kind = \"smtp\"\nhost = \"localhost\"\nport = {}\ntls = \"starttls\"\nca_file = \"{authority}\"\n\
         user = \"{USER}\"\npassword_file = \"{file}\"",
        smtp.port
    );
    office.set("kind = \"files\"\ndir = \"sent\"", &delivery);
    office
}

#[test]
fn the_password_is_printed_nowhere_not_even_at_trace() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let mail = nomination("new", "Una Brown").replace("Date: Tue, 20 Sep 2016 10:00:00 +0100\n", "");
    dovecot.client().append("INBOX", mail.as_bytes());
    for password in [crate::rig::PASSWORD, "Wr0ng-and-never-shown"] {
        let office = between_servers(&certificates, &dovecot, &smtp, password);
        let right = password == crate::rig::PASSWORD;
        let mut said = at_trace(&office, &["check"]).all();
        let ran = at_trace(&office, &["run", "--once"]);
        assert_eq!(ran.code, i32::from(!right), "{ran:?}");
        if right {
            assert!(ran.out.contains("messages: 1 new") && ran.out.contains("mails: 1 sent"), "{ran:?}");
        }
        said.push_str(&ran.all());
        said.push_str(&at_trace(&office, &["status"]).all());
        said.push_str(&at_trace(&office, &["outbox", "list"]).all());
        assert!(!said.contains(password), "the password is printed:\n{said}");
        let encoded = base64(format!("\0{USER}\0{password}").as_bytes());
        assert!(!said.contains(&encoded), "the password is printed, encoded:\n{said}");
        assert!(!said.contains(&base64(password.as_bytes())), "the password is printed, encoded:\n{said}");
    }
}

/// As SASL writes it (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let three = [chunk[0], *chunk.get(1).unwrap_or(&0), *chunk.get(2).unwrap_or(&0)];
        let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[test]
fn a_password_that_cannot_be_used_is_not_quoted() {
    let office = Office::new();
    office.set(
        "kind = \"maildir\"\npath = \"mail\"\nfolders = [\"INBOX\"]",
        "kind = \"imap\"\nhost = \"localhost\"\ntls = \"implicit\"\nuser = \"me\"\npassword_file = \"Tr0ub4dor-and-3\"",
    );
    for arguments in [&["check"][..], &["run", "--once"], &["status"]] {
        let ran = at_trace(&office, arguments);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.all().contains("password_file"), "{}", ran.all());
        assert!(!ran.all().contains("Tr0ub4dor"), "written in the wrong place, it stays unsaid: {}", ran.all());
    }
    office.set("password_file = \"Tr0ub4dor-and-3\"", "password = \"Tr0ub4dor-and-3\"");
    let ran = at_trace(&office, &["check"]);
    assert!(ran.code == 1 && !ran.all().contains("Tr0ub4dor"), "{}", ran.all());
}

/// What may stand in no log: names, addresses, subjects and telephone numbers of the corpus.
fn private_words() -> Vec<String> {
    let mut words = Vec::new();
    for path in fixtures("corpus", "eml") {
        let bytes = fs::read(path).unwrap();
        if let Ok(message) = cso_intake::message::read(&bytes, &cso_intake::message::Limits::default()) {
            words.push(message.headers.subject.clone());
            words.extend(message.headers.from.map(|from| from.name));
        }
    }
    let gold = fs::read_to_string(crate::office::fixture("corpus/gold.jsonl")).unwrap();
    for line in gold.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for nominee in line["nominees"].as_array().unwrap() {
            words.push(nominee["name"].as_str().unwrap().to_owned());
            words.extend(nominee["job_title"].as_str().map(str::to_owned));
            for phone in nominee["phones"].as_array().unwrap() {
                let digits = phone.as_str().unwrap().trim_start_matches("+44");
                words.push(digits.split(';').next().unwrap().to_owned());
            }
        }
    }
    words.retain(|word| word.chars().count() >= 7);
    words.sort();
    words.dedup();
    words
}

#[test]
fn the_log_of_the_whole_corpus_at_trace_names_nobody() {
    let office = Office::in_mode("live");
    for (number, path) in fixtures("corpus", "eml").iter().enumerate() {
        office.deliver(number, &path.file_stem().unwrap().to_string_lossy(), fs::read(path).unwrap());
    }
    let ran = at_trace(&office, &["--log-format", "json", "run", "--once"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("messages: 325 new"), "{}", ran.out);
    office.sums_add_up();
    assert!(!ran.err.contains('@'), "an address: {:?}", ran.err.lines().find(|line| line.contains('@')));
    let log = ran.err.to_lowercase();
    let squeezed: String = log.chars().filter(|c| !c.is_whitespace()).collect();
    for word in private_words() {
        let lower = word.to_lowercase();
        assert!(!log.contains(&lower), "the log has `{word}`");
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        assert!(!digits || !squeezed.contains(&word), "the log has `{word}`");
    }
    assert!(ran.err.lines().count() >= 325, "every message is told of");
    for line in ran.err.lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        let sentence = told["fields"]["message"].as_str();
        assert!(sentence.is_some_and(|sentence| sentence.contains(' ')), "a readable sentence: {line}");
    }
}

#[test]
fn the_log_has_no_colours_when_nobody_watches() {
    let office = Office::in_mode("live");
    office.deliver(1, "first", nomination("first", "Una Brown"));
    let ran = office.run(&["run", "--once"]);
    assert!(ran.err.contains("looked at the mailbox"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
    assert!(!ran.err.contains("Brown") && !ran.err.contains("Tinsley"), "{}", ran.err);
    // Commands that only look say nothing but their result.
    assert_eq!(office.run(&["status"]).err, "");
}
