//! The database locked by another process for longer than the program's patience.

use std::time::Duration;

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, wait_for};

const LIMIT: Duration = Duration::from_secs(90);

#[test]
fn locked_out_of_its_database_in_the_middle_of_a_mail_the_service_waits_and_goes_on() {
    let length = Length::asked();
    let seed = Seed::or(4);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let mut client = dovecot.client();
    let mut post = Mails::of(seed.0);
    let mut came = post.next(12);
    for mail in &came {
        client.append("INBOX", &mail.bytes);
    }
    // The lock comes while the server has the first mail and has not said so yet: the answer cannot be written down.
    smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:1.5", "times": 1}}"#);
    let mut service = installation.start_quietly();
    wait_for("a mail to be under way", LIMIT, || (smtp.logged("accept-sleep") > 0).then_some(()));

    let lock = installation.lock();
    let more = post.next(6);
    for mail in &more {
        client.append("INBOX", &mail.bytes);
    }
    came.extend(more);
    let refusals = length.pick(1, 6);
    wait_for("the service to say that the database is locked", LIMIT, || {
        assert!(service.is_running(), "{}", books::last_lines(&installation.log()));
        (installation.log().matches("database is locked").count() >= refusals).then_some(())
    });
    drop(lock);

    wait_for("the service to go on", LIMIT, || {
        assert!(service.is_running(), "{}", books::last_lines(&installation.log()));
        installation.is_done(came.len()).then_some(())
    });
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    let books = books::check(&installation, &smtp, &came);
    figure(
        "database locked by another process",
        &format!("{} mails, locked in the middle of a delivery until {refusals} statements were refused", came.len()),
        &format!("the service went on by itself; {books}"),
    );
}
