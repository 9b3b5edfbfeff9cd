//! `doctor` before servers on loopback that are not as they should be: each fault is named by its step and in plain words,
//! what does not depend on it is looked at all the same, and no secret is printed.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::office::{Office, Ran};
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, PASSWORD, SmtpServer, free_port};

/// Two servers and an installation between them, and what the doctor says of it.
struct Ward {
    installation: Installation,
    dovecot: Dovecot,
    smtp: SmtpServer,
    _certificates: Certificates,
}

impl Ward {
    fn new() -> Self {
        Self::with(Certificates::new())
    }

    fn with(certificates: Certificates) -> Self {
        let dovecot = Dovecot::start(&certificates);
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(&dovecot, &smtp);
        Self { installation, dovecot, smtp, _certificates: certificates }
    }

    fn doctor(&self) -> Said {
        Said::of(&self.installation, &[])
    }
}

/// What the doctor said.
struct Said {
    steps: Vec<Value>,
    code: i32,
}

impl Said {
    fn of(installation: &Installation, arguments: &[&str]) -> Self {
        let plain = Ran::from(&installation.run(&["doctor"]));
        let ran = Ran::from(&installation.run(&[&["doctor", "--json"], arguments].concat()));
        assert!(!plain.all().contains(PASSWORD) && !ran.all().contains(PASSWORD), "{plain:?} {ran:?}");
        let told: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{ran:?}"));
        assert_eq!(told["ok"], ran.code == 0, "{ran:?}");
        assert_eq!(plain.code == 0, plain.out.contains(", 0 fail,"), "{plain:?}");
        Self { steps: told["steps"].as_array().unwrap().clone(), code: ran.code }
    }

    fn steps_that(&self, state: &str) -> Vec<&str> {
        let those = self.steps.iter().filter(|step| step["state"] == state);
        those.map(|step| step["step"].as_str().unwrap()).collect()
    }

    fn words(&self, step: &str) -> String {
        let found = self.steps.iter().find(|found| found["step"] == step);
        let found = found.unwrap_or_else(|| panic!("no step {step}: {:?}", self.steps));
        format!("{} {}", found["words"].as_str().unwrap(), found["advice"].as_str().unwrap_or_default())
    }

    /// Only this step fails, in these words; and these were skipped for it.
    fn only(&self, step: &str, words: &[&str], skipped: &[&str]) {
        assert_eq!(self.steps_that("fails"), [step], "{:?}", self.steps);
        for word in words {
            assert!(self.words(step).contains(word), "{step}: {}", self.words(step));
        }
        let mut always = vec!["filing", "clock"];
        always.extend(skipped);
        let odd: Vec<&str> = self.steps_that("skipped").into_iter().filter(|step| !always.contains(step)).collect();
        assert!(odd.is_empty(), "skipped without need: {odd:?}");
        for step in skipped {
            assert!(self.steps_that("skipped").contains(step), "{step} was not skipped: {:?}", self.steps);
        }
        assert_eq!(self.code, 1);
    }
}

const AFTER_IMAP: [&str; 5] = ["IMAP TLS", "IMAP login", "folder INBOX", "folder Junk", "Sent folder"];
const AFTER_IMAP_TLS: [&str; 4] = ["IMAP login", "folder INBOX", "folder Junk", "Sent folder"];
const AFTER_IMAP_LOGIN: [&str; 3] = ["folder INBOX", "folder Junk", "Sent folder"];

#[test]
fn where_all_is_well_every_step_says_so_and_nothing_was_sent_or_changed() {
    let ward = Ward::new();
    ward.dovecot.client().append("INBOX", b"Subject: one\n\nx\n");
    let said = ward.doctor();
    assert_eq!(said.code, 0, "{:?}", said.steps);
    let order: Vec<&str> = said.steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    let expected = "configuration, IMAP name, IMAP connection, IMAP TLS, IMAP login, folder INBOX, folder Junk, Sent folder, \
                    filing, clock, SMTP name, SMTP connection, SMTP TLS, SMTP login, SMTP sender, database, disk, templates, \
                    attached files, register";
    assert_eq!(order.join(", "), expected);
    assert_eq!(said.steps_that("skipped"), ["filing"]);
    assert!(said.words("folder INBOX").contains("1 message came today"), "{}", said.words("folder INBOX"));
    assert!(said.words("register").contains("158 trusts"));
    assert!(ward.smtp.delivered().is_empty());
    assert_eq!(ward.installation.count("SELECT count(*) FROM message"), 0);
    assert!(ward.dovecot.client().ask("STATUS INBOX (UNSEEN)").contains("UNSEEN 1"));
}

#[test]
fn a_name_that_is_not_known_and_a_port_on_which_nobody_listens() {
    let ward = Ward::new();
    ward.installation
        .set("host = \"localhost\"\ntls = \"implicit\"", "host = \"imap.cso-intake.invalid\"\ntls = \"implicit\"");
    let skipped = [&["IMAP connection"][..], &AFTER_IMAP].concat();
    ward.doctor().only("IMAP name", &["imap.cso-intake.invalid", "host in [mailbox]"], &skipped);

    ward.installation.set("host = \"imap.cso-intake.invalid\"", "host = \"localhost\"");
    let port = free_port();
    ward.installation.set(&format!("port = {}", ward.dovecot.imaps), &format!("port = {port}"));
    ward.doctor().only("IMAP connection", &[&port.to_string(), "refused", "port in [mailbox]"], &AFTER_IMAP);

    ward.installation.set(&format!("port = {port}"), &format!("port = {}", ward.dovecot.imaps));
    ward.installation.set(&format!("port = {}", ward.smtp.port), &format!("port = {port}"));
    let after = ["SMTP TLS", "SMTP login", "SMTP sender"];
    ward.doctor().only("SMTP connection", &["refused", "port in [delivery]"], &after);
}

#[test]
fn a_certificate_with_a_fault_is_told_in_plain_words_for_both_servers() {
    for (certificates, words) in [
        (Certificates::expired(), "certificate has expired"),
        (Certificates::for_names(&["mail.example.invalid"]), "not for localhost but for mail.example.invalid"),
    ] {
        let said = Ward::with(certificates).doctor();
        assert_eq!(said.steps_that("fails"), ["IMAP TLS", "SMTP TLS"], "{:?}", said.steps);
        assert!(said.words("IMAP TLS").contains(words), "{}", said.words("IMAP TLS"));
        assert!(said.words("SMTP TLS").contains(words), "{}", said.words("SMTP TLS"));
        assert!(said.steps_that("skipped").contains(&"IMAP login"));
        assert!(said.steps_that("ok").contains(&"register"));
    }
}

#[test]
fn an_authority_that_nobody_knows_is_told_with_the_file_to_set() {
    let ward = Ward::new();
    let text = fs::read_to_string(ward.installation.path("cso-intake.toml")).unwrap();
    let others = Certificates::new();
    for (line, words) in [
        (String::new(), "name it as ca_file in [mailbox]".to_owned()),
        (format!("ca_file = \"{}\"", others.authority.display()), format!("nor in {}", others.authority.display())),
    ] {
        let mut seen = 0;
        let lines = text.lines().map(|own| {
            let is_first = own.starts_with("ca_file") && seen == 0;
            seen += usize::from(own.starts_with("ca_file"));
            if is_first { line.clone() } else { own.to_owned() }
        });
        let changed: Vec<String> = lines.collect();
        fs::write(ward.installation.path("cso-intake.toml"), changed.join("\n")).unwrap();
        ward.doctor().only("IMAP TLS", &["authority", &words], &AFTER_IMAP_TLS);
    }
}

#[test]
fn a_port_without_tls_at_once_is_not_called_a_bad_certificate() {
    let ward = Ward::new();
    ward.installation.set(&format!("port = {}", ward.dovecot.imaps), &format!("port = {}", ward.dovecot.imap));
    ward.doctor().only("IMAP TLS", &["does not speak TLS", "starttls"], &AFTER_IMAP_TLS);
}

#[test]
fn a_wrong_password_is_the_logins_fault_at_either_server() {
    let ward = Ward::new();
    let text = fs::read_to_string(ward.installation.path("cso-intake.toml")).unwrap();
    fs::write(ward.installation.path("other"), "Wr0ng-and-never-shown").unwrap();
    let wrong = format!("password_file = \"{}\"", ward.installation.path("other").display());
    let right = format!("password_file = \"{}\"", ward.installation.path("password").display());
    fs::write(ward.installation.path("cso-intake.toml"), text.replacen(&right, &wrong, 1)).unwrap();
    ward.doctor().only("IMAP login", &["refused the login", "user and password"], &AFTER_IMAP_LOGIN);

    let (head, tail) = text.rsplit_once(&right).unwrap();
    fs::write(ward.installation.path("cso-intake.toml"), format!("{head}{wrong}{tail}")).unwrap();
    let said = ward.doctor();
    said.only("SMTP login", &["535", "user and password"], &["SMTP sender"]);
    let all = Ran::from(&ward.installation.run(&["doctor"])).all();
    assert!(!all.contains("Wr0ng"), "{all}");
}

#[test]
fn a_folder_that_is_missing_is_named_with_the_one_that_is_perhaps_meant() {
    let ward = Ward::new();
    ward.installation.set("folders = [\"INBOX\", \"Junk\"]", "folders = [\"INBOX\", \"Junk Email\"]");
    ward.doctor().only("folder Junk Email", &["\"Junk Email\"", "\"Junk\""], &[]);
}

#[test]
fn a_mailbox_that_may_not_be_the_sender_is_told_before_any_mail_is_lost() {
    let ward = Ward::new();
    ward.smtp
        .faults(r#"{"*": {"at": "mail", "do": "550 5.7.60 Client does not have permissions to send as this sender"}}"#);
    ward.doctor().only("SMTP sender", &["550", "5.7.60", "send as england.cso@nhs.net"], &[]);
    assert!(ward.smtp.delivered().is_empty());
}

#[test]
fn a_faulty_configuration_is_the_first_finding_and_nothing_else_is_tried() {
    let office = Office::new();
    office.set("poll_every = \"60s\"", "poll_evry = \"60s\"");
    let ran = office.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.starts_with("FAILS    configuration") && ran.out.contains("poll_evry"), "{}", ran.out);
    assert!(ran.out.contains("skipped  everything else"), "{}", ran.out);
}

#[test]
fn without_servers_and_register_the_doctor_says_what_is_missing() {
    let office = Office::new();
    let ran = office.run(&["doctor"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("ok       Maildir") && ran.out.contains("ok       files"), "{}", ran.out);
    assert!(ran.out.contains("FAILS    database"), "{}", ran.out);
    office.ok(&["trusts", "import", crate::office::fixture("register/trusts.csv").to_str().unwrap()]);
    office.ok(&["doctor"]);
}

/// Passes mail on from the SMTP server to the mailbox, as a mail system does, until the work is done; the mail is changed on
/// the way.
fn with_a_mail_system<T>(ward: &Ward, change: impl Fn(&str) -> String + Sync, work: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut client = ward.dovecot.client();
            let mut passed = 0;
            while !done.load(Ordering::Relaxed) {
                for mail in ward.smtp.delivered().iter().skip(passed) {
                    client.append("Sent", change(mail).as_bytes());
                    client.append("INBOX", change(mail).as_bytes());
                    passed += 1;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let value = work();
        done.store(true, Ordering::Relaxed);
        value
    })
}

#[test]
fn the_test_mail_is_sent_once_and_tells_what_the_server_does_with_it() {
    let ward = Ward::new();
    let said = with_a_mail_system(&ward, str::to_owned, || {
        Said::of(&ward.installation, &["--send-test", "england.cso@nhs.net"])
    });
    assert_eq!(said.code, 0, "{:?}", said.steps);
    assert_eq!(ward.smtp.delivered().len(), 1, "without --send-test none is sent, with it one");
    assert!(said.words("test mail arrives").contains("its Message-ID is as we wrote it"));
    assert!(said.words("copy in Sent").contains("\"Sent\""), "{:?}", said.steps);
    let mail = &ward.smtp.delivered()[0];
    assert!(mail.contains("belongs to no campaign") && !mail.contains("[LHS16"), "{mail}");
    assert_eq!(ward.installation.outbox().len(), 0, "it stands in no outbox");
}

#[test]
fn a_server_that_replaces_the_message_id_and_keeps_copies_is_found_out() {
    let ward = Ward::new();
    ward.installation.set("rate_per_minute = 600", "rate_per_minute = 600\nappend_to_sent = true");
    let replace = |mail: &str| {
        let id = mail.lines().find(|line| line.starts_with("Message-ID:")).unwrap();
        mail.replacen(id, "Message-ID: <AM0PR01.replaced@eurprd01.prod.exchangelabs.example>", 1)
    };
    let said = with_a_mail_system(&ward, replace, || Said::of(&ward.installation, &["--send-test"]));
    assert!(said.words("test mail arrives").contains("has replaced its Message-ID"), "{:?}", said.steps);
    said.only("copy in Sent", &["two of each mail", "append_to_sent = false"], &[]);
}
