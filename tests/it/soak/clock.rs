//! The clock is set back and forward while the service runs (libfaketime, wall clock only: timers run on).

use std::fs;
use std::time::Duration;

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, faketime, wait_for};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_clock_that_is_set_back_or_forward_sends_nothing_twice_and_makes_nothing_wait_for_hours() {
    let length = Length::asked();
    let share = length.pick(4, 40);
    let seed = Seed::or(12);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let mut installation = Installation::between(&dovecot, &smtp);
    let clock = installation.path("clock");
    let set = |offset: &str| fs::write(&clock, offset).unwrap();
    set("+0");
    installation.through(vec![
        "env".to_owned(),
        format!("LD_PRELOAD={}", faketime().display()),
        format!("FAKETIME_TIMESTAMP_FILE={}", clock.display()),
        "FAKETIME_NO_CACHE=1".to_owned(),
        "FAKETIME_DONT_FAKE_MONOTONIC=1".to_owned(),
    ]);
    let mut client = dovecot.client();
    let mut post = Mails::of(seed.0);
    let mut came = Vec::new();
    let service = installation.start_quietly();
    // Mail is put off under a clock that is five hours ahead, and under one that is two days behind; then it is set back.
    for (offset, faults) in [
        ("+0", "{}"),
        ("+5h", r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later"}}"#),
        ("+0", "{}"),
        ("-2d", r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later"}}"#),
        ("-40d", "{}"),
    ] {
        smtp.faults(faults);
        set(offset);
        for mail in post.next(share) {
            client.append("INBOX", &mail.bytes);
            came.push(mail);
        }
        wait_for(&format!("the mails under the clock {offset} to be recorded, and answered or put off"), LIMIT, || {
            let is_done = if faults == "{}" {
                installation.is_done(came.len())
            } else {
                installation.count("SELECT count(*) FROM message") == i64::try_from(came.len()).unwrap()
                    && installation.count("SELECT count(*) FROM outbox WHERE state = 'queued' AND tries > 0") > 0
            };
            is_done.then_some(())
        });
    }
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    installation.through(Vec::new());
    let books = books::check(&installation, &smtp, &came);
    figure(
        "clock set back and forward in mid-run",
        &format!("{} mails; 5 hours ahead and right again, 2 days back, 40 days back", came.len()),
        &books.to_string(),
    );
}
