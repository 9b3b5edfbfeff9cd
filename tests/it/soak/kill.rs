//! Killed at random moments while mail comes in and the SMTP server fails now and then.

use std::time::{Duration, Instant};

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::{Dice, Seed};
use crate::rig::service::{Installation, Service};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books};

/// How long mail is waited for that is to go out.
const MAIL_IS_DUE: Duration = Duration::from_secs(5);

#[test]
fn killed_at_random_moments_while_the_server_fails_now_and_then_nothing_is_lost_or_sent_twice() {
    let length = Length::asked();
    let (kills, mails) = length.pick((12, 84), (200, 2_000));
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
        let moment = Moment::of(&mut dice, &smtp);
        std::thread::scope(|scope| {
            let killing = scope.spawn(|| moment.come(&smtp, service));
            for mail in post.next(share) {
                client.append(if dice.chance(20) { "Junk" } else { "INBOX" }, &mail.bytes);
                came.push(mail);
            }
            killing.join().unwrap();
        });
    }
    let recorded = installation.count("SELECT count(*) FROM message");
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

/// When the next kill comes: so long after the start, or after mail has begun to go out.
struct Moment {
    after_mail: Option<usize>,
    then: Duration,
}

impl Moment {
    fn of(dice: &mut Dice, smtp: &SmtpServer) -> Self {
        if dice.chance(65) {
            Self { after_mail: Some(smtp.log_lines()), then: Duration::from_millis(dice.below(250)) }
        } else {
            Self { after_mail: None, then: Duration::from_millis(dice.below(600)) }
        }
    }

    /// Lets it come. Where no mail is due there is none to wait for.
    fn come(&self, smtp: &SmtpServer, service: Service) {
        let start = Instant::now();
        while self.after_mail.is_some_and(|lines| smtp.log_lines() < lines + 4) && start.elapsed() < MAIL_IS_DUE {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(self.then);
        service.kill();
    }
}
