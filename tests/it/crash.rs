//! The whole way, ended at the one moment that matters: corpus mails in a real Dovecot, the service, a real SMTP server. How
//! the books stand afterwards, and that the log names nobody. Random moments are soak/kill.rs's.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::rig::books::{self, Mail};
use crate::rig::service::{Installation, written_lately};
use crate::rig::{Certificates, Dovecot, Kind, PASSWORD, SmtpServer, corpus, wait_for};

const LIMIT: Duration = Duration::from_secs(30);

/// The first mails of the corpus, as if they had come within the last hours.
fn lately(count: usize) -> Vec<Mail> {
    let minutes = (0_i64..).map(|number| number * 7);
    let lately = |(path, minutes)| Mail::of(written_lately(&fs::read::<&PathBuf>(path).unwrap(), minutes));
    corpus(count).iter().zip(minutes).map(lately).collect()
}

/// What must hold after everything that may happen.
fn check_the_books(installation: &Installation, smtp: &SmtpServer, came: &[Mail]) {
    the_log_names_nobody(installation);
    let books = books::check(installation, smtp, came);
    eprintln!("{books}");
}

/// At trace level, libraries included: no address, name, subject, number or password.
fn the_log_names_nobody(installation: &Installation) {
    let mut secrets = vec!["@".to_owned(), PASSWORD.to_owned()];
    for query in ["SELECT name FROM person", "SELECT sender_name FROM message", "SELECT subject FROM message"] {
        secrets.extend(installation.texts(query).into_iter().filter(|text| text.len() >= 8));
    }
    secrets.extend(installation.texts("SELECT phone FROM person_phone"));
    for line in installation.log().lines() {
        let leak = secrets.iter().find(|secret| line.contains(secret.as_str()));
        assert!(leak.is_none(), "the log says {leak:?}: {line}");
    }
}

#[test]
fn killed_between_the_servers_yes_and_the_note_of_it_the_mail_is_unknown_and_never_sent_again() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let mails = lately(1);
    dovecot.client().append("INBOX", &mails[0].bytes);

    smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:60"}}"#);
    let service = installation.start();
    wait_for("the mail to arrive", LIMIT, || (smtp.delivered().len() == 1).then_some(()));
    service.kill();
    smtp.faults("{}");
    for _ in 0..2 {
        assert!(installation.run(&["run", "--once"]).status.success());
    }
    let outbox = installation.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].state, "unknown");
    check_the_books(&installation, &smtp, &mails);
}

#[test]
fn asked_to_stop_in_the_middle_the_service_finishes_the_mail_in_hand() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let mails = lately(4);
    for mail in &mails {
        dovecot.client().append("INBOX", &mail.bytes);
    }
    smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:0.5"}}"#);
    let service = installation.start();
    wait_for("the first mail to arrive", LIMIT, || (!smtp.delivered().is_empty()).then_some(()));
    assert!(service.stop(), "{}", installation.log());
    assert!(installation.outbox().iter().all(|mail| ["sent", "queued", "held"].contains(&mail.state.as_str())));
    smtp.faults("{}");
    assert!(installation.run(&["run", "--once"]).status.success());
    check_the_books(&installation, &smtp, &mails);
    assert!(installation.outbox().iter().all(|mail| mail.state == "sent" && mail.tries == 1));
}
