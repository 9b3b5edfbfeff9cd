//! What is never printed: passwords, and in the log also people, addresses, subjects and telephone numbers.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::private::{Private, mails};
use crate::office::{Office, Ran, nomination};
use crate::rig::service::written_lately;
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

#[test]
fn the_log_of_every_mail_of_the_fixtures_at_trace_names_nobody() {
    let office = Office::in_mode("live");
    let mails = mails();
    for (number, path) in mails.iter().enumerate() {
        office.deliver(number, &path.file_stem().unwrap().to_string_lossy(), fs::read(path).unwrap());
    }
    let ran = at_trace(&office, &["--log-format", "json", "run", "--once"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains(&format!("messages: {} new", mails.len())), "{}", ran.out);
    office.sums_add_up();
    assert!(!ran.err.contains('@'), "an address: {:?}", ran.err.lines().find(|line| line.contains('@')));
    let private = Private::of(&mails);
    assert!(private.count() > 3_000, "{}", private.count());
    assert_eq!(private.leak(&ran.err), None);
    assert!(ran.err.lines().count() >= mails.len(), "every message is told of");
    for line in ran.err.lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        let sentence = told["fields"]["message"].as_str();
        assert!(sentence.is_some_and(|sentence| sentence.contains(' ')), "a readable sentence: {line}");
    }
}

#[test]
fn between_real_servers_the_log_at_trace_names_nobody_either() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let office = between_servers(&certificates, &dovecot, &smtp, crate::rig::PASSWORD);
    office.set("tls = \"starttls\"", "tls = \"starttls\"\nrate_per_minute = 600");
    smtp.faults(
        r#"{"*": [{"at": "rcpt", "do": "451 4.3.0 not now for someone@leedsth.nhs.uk", "times": 1},
                  {"at": "rcpt", "do": "550 5.1.1 no such user someone@leedsth.nhs.uk", "times": 1}]}"#,
    );
    let mails: Vec<_> = mails().into_iter().step_by(11).collect();
    let mut client = dovecot.client();
    for (path, minutes) in mails.iter().zip(0..) {
        client.append("INBOX", &written_lately(&fs::read(path).unwrap(), minutes));
    }
    let ran = at_trace(&office, &["run", "--once"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(!smtp.delivered().is_empty());
    assert!(!ran.err.contains('@'), "an address: {:?}", ran.err.lines().find(|line| line.contains('@')));
    assert_eq!(Private::of(&mails).leak(&ran.err), None);
    let said_in_login = base64(format!("\0{USER}\0{}", crate::rig::PASSWORD).as_bytes());
    assert!(!ran.err.contains(&said_in_login) && !ran.err.contains(&base64(crate::rig::PASSWORD.as_bytes())));
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
