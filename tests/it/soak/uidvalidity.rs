//! Folders whose UIDVALIDITY changes in mid-run, and a colleague who moves mail between them meanwhile.

use std::time::Duration;

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::{Dice, Seed};
use crate::rig::imap::Imap;
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, USER, books, wait_for};

const FOLDERS: [&str; 2] = ["INBOX", "Junk"];

#[test]
fn folders_are_renumbered_and_mail_is_moved_in_mid_run_and_each_is_recorded_and_answered_once() {
    let length = Length::asked();
    let rounds = length.pick(6, 120);
    let seed = Seed::or(77);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let service = installation.start_quietly();

    let mut dice = Dice::new(seed.0);
    let mut post = Mails::of(seed.0);
    let mut client = dovecot.client();
    let mut came = Vec::new();
    let (mut renumbered, mut moved) = (0, 0);
    for round in 0..rounds {
        for mail in post.next(5) {
            client.append(dice.pick(&FOLDERS), &mail.bytes);
            came.push(mail);
        }
        if dice.chance(70) {
            // In the middle of it: something of this round is recorded, most is not.
            let some = i64::try_from(came.len()).unwrap() - 4;
            wait_for("the service to record a mail", Duration::from_secs(60), || {
                (installation.count("SELECT count(*) FROM message") >= some).then_some(())
            });
        }
        if dice.chance(60) {
            let validity = (3_000_000 + round).to_string();
            dovecot.doveadm(&["mailbox", "update", "-u", USER, "--uid-validity", &validity, dice.pick(&FOLDERS)]);
            renumbered += 1;
        }
        if dice.chance(70) {
            moved += move_some(&mut client, &mut dice);
        }
    }
    assert!(renumbered > 0 && moved > 0);
    let all = i64::try_from(came.len()).unwrap();
    wait_for("every mail to be recorded", Duration::from_secs(60), || {
        (installation.count("SELECT count(DISTINCT header_id) FROM message") >= all).then_some(())
    });
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    let last = installation.run(&["run", "--once"]);
    assert!(last.status.success(), "{last:?}");
    let books = books::check(&installation, &smtp, &came);
    figure(
        "UIDVALIDITY changed, mail moved between the folders",
        &format!("{all} mails, {renumbered} changes, {moved} moves"),
        &format!("every mail recorded once; {books}"),
    );
}

/// A colleague moves some mail from one folder to the other, each at most once: a mail that comes back to where it was is
/// a second copy to the ledger.
fn move_some(client: &mut Imap, dice: &mut Dice) -> usize {
    let from = dice.below(2);
    let (from, to) = if from == 0 { ("INBOX", "Junk") } else { ("Junk", "INBOX") };
    client.ask(&format!("SELECT {from}"));
    let found = client.ask("UID SEARCH UNKEYWORD moved");
    let uids: Vec<&str> =
        found.lines().find_map(|line| line.trim().strip_prefix("* SEARCH ")).unwrap_or("").split(' ').collect();
    let some: Vec<&str> = uids.into_iter().filter(|uid| !uid.is_empty() && dice.chance(30)).collect();
    if !some.is_empty() {
        let set = some.join(",");
        client.ask(&format!("UID STORE {set} +FLAGS (moved)"));
        client.ask(&format!("UID MOVE {set} {to}"));
    }
    client.ask("CLOSE");
    some.len()
}
