//! The whole way, killed in the middle: corpus mails in a real Dovecot, the service, a real SMTP server that misbehaves,
//! SIGKILL. Afterwards every message is recorded once, nothing was delivered twice, and what was not delivered stands in
//! the outbox.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use crate::rig::service::{Installation, written_lately};
use crate::rig::smtp::header;
use crate::rig::{Certificates, Dovecot, Kind, PASSWORD, SmtpServer, corpus, wait_for};

const LIMIT: Duration = Duration::from_secs(30);

/// The first mails of the corpus, as if they had come within the last hours.
fn lately(count: usize) -> Vec<Vec<u8>> {
    let minutes = (0_i64..).map(|number| number * 7);
    corpus(count).iter().zip(minutes).map(|(path, minutes)| written_lately(&fs::read(path).unwrap(), minutes)).collect()
}

/// What must hold after everything that may happen.
fn check_the_books(installation: &Installation, smtp: &SmtpServer, appended: i64) {
    let log = installation.log();
    the_log_names_nobody(installation);
    let all = installation.count("SELECT count(*) FROM spot");
    assert_eq!(all, appended, "every message has one place in the ledger\n{log}");
    let messages = installation.count("SELECT count(*) FROM message");
    let shared = installation.rows("SELECT message_id, folder, key FROM spot ORDER BY message_id");
    assert_eq!(messages, appended, "and every place its own message: {shared:?}");
    let odd = installation.rows("SELECT id, state, why FROM message WHERE state IN ('duplicate', 'set_aside')");
    assert!(odd.is_empty(), "{odd:?}\n{log}");

    let mut arrived: HashMap<String, usize> = HashMap::new();
    for mail in smtp.delivered() {
        let id = header(&mail, "Message-ID").unwrap().trim_matches(['<', '>']).to_owned();
        *arrived.entry(id).or_default() += 1;
    }
    let outbox = installation.outbox();
    for mail in &outbox {
        let count = arrived.remove(&mail.message_id).unwrap_or(0);
        let allowed = match mail.state.as_str() {
            "sent" => count == 1,
            "unknown" => count <= 1,
            "queued" | "gave_up" | "held" | "dropped" => count == 0,
            _ => false,
        };
        assert!(allowed, "{mail:?} arrived {count} times\n{log}");
    }
    assert!(arrived.is_empty(), "mail that no outbox knows of: {arrived:?}");
    let receipts = installation.count("SELECT count(DISTINCT key) FROM outbox");
    assert_eq!(receipts, i64::try_from(outbox.len()).unwrap());
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

/// Small and good enough for moments to kill at: the same seed gives the same moments.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

#[test]
fn a_service_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_twice() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    smtp.faults(
        r#"{"*": [
            {"at": "reply", "do": "accept-drop", "times": 2},
            {"at": "reply", "do": "drop", "times": 1},
            {"at": "rcpt", "do": "451 4.3.0 later", "times": 2},
            {"at": "data", "do": "drop", "times": 1},
            {"at": "rcpt", "do": "550 5.1.1 no such user", "times": 1},
            {"at": "reply", "do": "accept-sleep:0.05", "times": 1000}
        ]}"#,
    );
    let installation = Installation::between(&dovecot, &smtp);
    let mut client = dovecot.client();
    let mut dice = Dice(20_161_011);
    let mut mails = lately(60).into_iter();
    let mut appended = 0;
    for round in 0..20 {
        for mail in mails.by_ref().take(3) {
            client.append(if round % 4 == 3 { "Junk" } else { "INBOX" }, &mail);
            appended += 1;
        }
        let service = installation.start();
        std::thread::sleep(Duration::from_millis(40 + dice.below(260)));
        service.kill();
    }
    let killed_at = installation.count("SELECT count(*) FROM message");
    let last = installation.run(&["run", "--once"]);
    let states = installation.rows("SELECT state, count(*) FROM outbox GROUP BY state");
    println!("{killed_at} of {appended} messages were recorded when the last kill came; the outbox ends as {states:?}");
    assert!(last.status.success(), "{last:?}");
    check_the_books(&installation, &smtp, appended);
    let again = installation.run(&["run", "--once"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("messages: 0 new"), "{again:?}");
    check_the_books(&installation, &smtp, appended);
}

#[test]
fn killed_between_the_servers_yes_and_the_note_of_it_the_mail_is_unknown_and_never_sent_again() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    dovecot.client().append("INBOX", &lately(1)[0]);

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
    check_the_books(&installation, &smtp, 1);
}

#[test]
fn asked_to_stop_in_the_middle_the_service_finishes_the_mail_in_hand() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    for mail in lately(4) {
        dovecot.client().append("INBOX", &mail);
    }
    smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:0.5"}}"#);
    let service = installation.start();
    wait_for("the first mail to arrive", LIMIT, || (!smtp.delivered().is_empty()).then_some(()));
    assert!(service.stop(), "{}", installation.log());
    assert!(installation.outbox().iter().all(|mail| ["sent", "queued", "held"].contains(&mail.state.as_str())));
    smtp.faults("{}");
    assert!(installation.run(&["run", "--once"]).status.success());
    check_the_books(&installation, &smtp, 4);
    assert!(installation.outbox().iter().all(|mail| mail.state == "sent" && mail.tries == 1));
}
