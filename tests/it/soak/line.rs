//! Bad lines to the IMAP and the SMTP server: cut, reset, half-closed, stalled, delayed and trickling at random bytes.

use std::time::Duration;

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::chaos::{Chaos, Weather};
use crate::rig::dice::{Dice, Seed};
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books, wait_for};

#[test]
fn whatever_the_lines_do_at_whatever_byte_nothing_is_lost_or_sent_twice() {
    let length = Length::asked();
    let (rounds, mails) = length.pick((10, 40), (150, 1_500));
    let seed = Seed::or(1_109);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let in_line = Chaos::before(dovecot.imaps, seed.0, Weather::STORM);
    let out_line = Chaos::before(smtp.port, seed.0 + 1, Weather { within: (40_000, 5_000), ..Weather::STORM });
    let installation = Installation::between(&dovecot, &smtp);
    installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {}", in_line.port));
    installation.set(&format!("port = {}", smtp.port), &format!("port = {}", out_line.port));
    installation.set_everywhere("timeout = \"10s\"", "timeout = \"1s\"");

    let mut dice = Dice::new(seed.0);
    let mut post = Mails::of(seed.0);
    let mut client = dovecot.client();
    let mut came = Vec::new();
    let mut whole = 0;
    for round in 0..rounds {
        for mail in post.next((mails - came.len()) / (rounds - round)) {
            client.append(if dice.chance(20) { "Junk" } else { "INBOX" }, &mail.bytes);
            came.push(mail);
        }
        whole += usize::from(installation.run_quietly(&["run", "--once"]).status.success());
    }
    let recorded = installation.count("SELECT count(*) FROM message");
    assert!(recorded > 0, "not one mail came through");
    // The service keeps its lines and comes back by itself.
    let before = in_line.happened().0;
    let service = installation.start_quietly();
    for mail in post.next(6) {
        client.append("INBOX", &mail.bytes);
        came.push(mail);
    }
    let tried = length.pick(1, 4);
    // A line that happens to hold is kept for a minute, and after each failure the wait is twice as long.
    wait_for("the service to use the bad line", Duration::from_secs(900), || {
        (in_line.happened().0 >= before + tried).then_some(())
    });
    in_line.calm();
    out_line.calm();
    let all = i64::try_from(came.len()).unwrap();
    wait_for("the service to catch up once the line is good", Duration::from_secs(120), || {
        (installation.count("SELECT count(*) FROM message") >= all).then_some(())
    });
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    assert!(installation.run(&["run", "--once"]).status.success());
    let books = books::check(&installation, &smtp, &came);
    let ((lines_in, hits_in), (lines_out, hits_out)) = (in_line.happened(), out_line.happened());
    assert!(hits_in.len() >= 4 && !hits_out.is_empty(), "the lines were too good: {hits_in:?} {hits_out:?}");
    figure(
        "IMAP line cut, reset, half-closed, stalled, delayed, trickling",
        &format!("{} mails, {lines_in} connections, {hits_in:?}", came.len()),
        &format!("{whole} of {rounds} rounds went well, {recorded} recorded before the line was good; all in the end"),
    );
    figure("the same on the SMTP line", &format!("{lines_out} connections, {hits_out:?}"), &books.to_string());
}
