//! `check --online`: what the mailbox shows at its server, and what is said when it cannot be reached.

use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, free_port};

fn check(installation: &Installation) -> (bool, String) {
    let done = installation.run(&["check", "--online"]);
    (done.status.success(), String::from_utf8(done.stdout).unwrap())
}

#[test]
fn a_watched_folder_that_is_missing_is_a_fault_that_names_what_may_be_meant() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let (good, said) = check(&installation);
    assert!(good, "{said}");
    assert!(said.contains("note: mailbox: its folders are") && said.contains("Junk (junk)"), "{said}");

    installation.set("\"Junk\"", "\"Junk Email\"");
    let (good, said) = check(&installation);
    assert!(!good, "{said}");
    let fault = "fault: mailbox.folders: there is no folder \"Junk Email\" in the mailbox; \"Junk\" is marked as junk: \
                 write that if it is meant";
    assert!(said.contains(fault), "{said}");

    installation.set("\"INBOX\", \"Junk Email\"", "\"INBOX\"");
    let (good, said) = check(&installation);
    assert!(good && said.contains("warning: mailbox.folders: \"Junk\" is for junk and not watched"), "{said}");
}

#[test]
fn a_server_that_is_not_there_is_no_fault_but_one_that_refuses_us_is() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    installation.set("user = \"nominee\"", "user = \"nobody\"");
    let (good, said) = check(&installation);
    assert!(!good && said.contains("refused the login"), "{said}");
    assert!(!said.contains(crate::rig::PASSWORD), "{said}");

    let nobody = free_port();
    installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {nobody}"));
    let (good, said) = check(&installation);
    assert!(good && said.contains("note: mailbox: it was not looked at"), "{said}");
}
