//! Killed at random moments while mail comes in and the SMTP server fails now and then.

use std::time::{Duration, Instant};

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::{Dice, Seed};
use crate::rig::service::{Installation, Service};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, wait_for};

const RECORDED: &str = "SELECT count(*) FROM message";
/// How long the service may take to record the first mail of a round, on a busy machine.
const IS_RECORDED: Duration = Duration::from_secs(60);
/// How long mail is waited for that may be about to go out.
const MAIL_IS_DUE: Duration = Duration::from_secs(2);

#[test]
fn killed_at_random_moments_while_the_server_fails_now_and_then_nothing_is_lost_or_sent_twice() {
    let length = Length::asked();
    let (kills, mails) = length.pick((10, 60), (200, 2_000));
    let seed = Seed::or(20_161_011);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    smtp.fail_now_and_then(seed.0, 0.12);
    let installation = Installation::between(&dovecot, &smtp);

    let mut dice = Dice::new(seed.0);
    let mut post = Mails::of(seed.0);
    let mut client = dovecot.client();
    let mut came = Vec::new();
    for round in 0..kills {
        let share = (mails - came.len()) / (kills - round);
        let service = installation.start_quietly();
        let moment = Moment::of(&mut dice, &smtp, &installation);
        std::thread::scope(|scope| {
            let killing = scope.spawn(|| moment.come(&smtp, &installation, service));
            for mail in post.next(share) {
                client.append(if dice.chance(20) { "Junk" } else { "INBOX" }, &mail.bytes);
                came.push(mail);
            }
            killing.join().unwrap();
        });
    }
    let recorded = installation.count(RECORDED);
    smtp.faults("{}");
    let last = installation.run(&["run", "--once"]);
    assert!(last.status.success(), "{last:?}");
    let books = books::check(&installation, &smtp, &came);
    let again = installation.run(&["run", "--once"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("messages: 0 new"), "{again:?}");
    books::check(&installation, &smtp, &came);
    assert!(recorded > 0 && books.arrived > 0, "it was killed before it could do anything");
    figure(
        "killed (SIGKILL) at random moments",
        &format!("{kills} kills, {mails} mails, {} faults of the SMTP server", smtp.logged("\"fault\"")),
        &format!("{recorded} recorded when the last kill came, all in the end; {books}"),
    );
}

/// When the next kill comes: so long after the start, or after mail was recorded and has begun to go out.
struct Moment {
    after_mail: Option<Before>,
    then: Duration,
}

/// How things stood when the service was started.
struct Before {
    recorded: i64,
    log_lines: usize,
}

impl Moment {
    fn of(dice: &mut Dice, smtp: &SmtpServer, installation: &Installation) -> Self {
        if dice.chance(65) {
            let before = Before { recorded: installation.count(RECORDED), log_lines: smtp.log_lines() };
            Self { after_mail: Some(before), then: Duration::from_millis(dice.below(250)) }
        } else {
            Self { after_mail: None, then: Duration::from_millis(dice.below(600)) }
        }
    }

    /// Lets it come. Where no mail is due there is none to wait for.
    fn come(&self, smtp: &SmtpServer, installation: &Installation, service: Service) {
        if let Some(before) = &self.after_mail {
            wait_for("mail to be recorded", IS_RECORDED, || {
                (installation.count(RECORDED) > before.recorded).then_some(())
            });
            let start = Instant::now();
            while smtp.log_lines() < before.log_lines + 4 && start.elapsed() < MAIL_IS_DUE {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        std::thread::sleep(self.then);
        service.kill();
    }
}
