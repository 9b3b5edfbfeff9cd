//! A server that answers UID FETCH with NO, for everything and for a while.

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::Installation;
use crate::rig::tamper::{Refuses, Tamper};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, books};

#[test]
fn a_server_that_refuses_every_fetch_for_a_while_costs_no_message() {
    let length = Length::asked();
    let (mails, looks) = length.pick((12, 5), (400, 30));
    let seed = Seed::or(31);
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let tamper = Tamper::before(dovecot.imap, &certificates);
    let installation = Installation::between(&dovecot, &smtp);
    installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {}", tamper.port));
    let mut client = dovecot.client();
    let mut post = Mails::of(seed.0);
    let mut came = post.next(mails / 2);
    for mail in &came {
        client.append("INBOX", &mail.bytes);
    }
    assert!(installation.run_quietly(&["run", "--once"]).status.success());
    let more = post.next(mails / 2);
    for (number, mail) in more.iter().enumerate() {
        client.append(if number % 3 == 0 { "Junk" } else { "INBOX" }, &mail.bytes);
    }
    came.extend(more);

    for what in [Refuses::Contents, Refuses::Fetches] {
        tamper.refuse(what);
        for _ in 0..looks {
            let round = installation.run_quietly(&["run", "--once"]);
            assert!(!round.status.success(), "a look at which nothing can be fetched is no success");
        }
    }
    let recorded = installation.count("SELECT count(*) FROM message");
    assert_eq!(recorded, i64::try_from(mails / 2).unwrap(), "nothing is set aside for a fault of the whole server");
    tamper.refuse(Refuses::Nothing);
    assert!(installation.run_quietly(&["run", "--once"]).status.success());
    let books = books::check(&installation, &smtp, &came);
    assert!(tamper.refused() >= 2 * looks, "{}", tamper.refused());
    figure(
        "UID FETCH answered NO",
        &format!("{mails} mails, {} commands refused in {} looks", tamper.refused(), 2 * looks),
        &format!("nothing set aside, all recorded when it was over; {books}"),
    );
}
