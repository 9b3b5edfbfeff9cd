//! The same mail at another place: renumbered, moved by a colleague, rewritten by a server. Nothing is lost, and nothing is
//! answered again.

use std::fs;

use crate::rig::corpus;
use crate::rig::service::written_lately;

use super::House;

/// Nothing has entered the ledger or the outbox that was not there before, and everything stands somewhere.
fn check_nothing_new(house: &House, messages: i64, outbox: i64) {
    check_nothing_but_copies(house, messages, outbox);
    assert_eq!(house.messages(), messages);
}

/// A mail that comes back to a folder in which it stood before may be a second copy: it is one more entry, and no more.
fn check_nothing_but_copies(house: &House, messages: i64, outbox: i64) {
    let (well, said) = house.look();
    assert!(well, "{said}");
    let others = house.installation.count("SELECT count(*) FROM message WHERE state <> 'duplicate'");
    assert_eq!((others, house.outbox()), (messages, outbox), "{said}");
    let lost = house.installation.rows("SELECT id FROM message WHERE id NOT IN (SELECT message_id FROM spot)");
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn after_a_change_of_uidvalidity_nothing_is_lost_or_answered_again() {
    let house = House::with(12);
    assert!(house.look().0);
    let outbox = house.outbox();
    assert!(outbox > 0);
    for validity in ["7001", "7002"] {
        house.dovecot.doveadm(&["mailbox", "update", "-u", "nominee", "--uid-validity", validity, "INBOX"]);
        check_nothing_new(&house, 12, outbox);
    }
    house.append(12, 14);
    let (well, said) = house.look();
    assert!(well && said.contains("messages: 2 new"), "{said}");
}

#[test]
fn mail_that_a_colleague_moves_to_and_fro_is_the_same_mail() {
    let house = House::with(12);
    assert!(house.look().0);
    let outbox = house.outbox();
    let mut client = house.dovecot.client();
    client.ask("SELECT INBOX");
    client.ask("UID MOVE 2:7 Junk");
    check_nothing_new(&house, 12, outbox);
    client.ask("SELECT Junk");
    client.ask("UID MOVE 1:* INBOX");
    check_nothing_but_copies(&house, 12, outbox);
    client.ask("SELECT INBOX");
    client.ask("UID COPY 1 Junk");
    check_nothing_but_copies(&house, 12, outbox);
}

#[test]
fn mail_that_a_server_rewrites_is_the_same_mail() {
    let house = House::with(0);
    let mails: Vec<Vec<u8>> = corpus(30).iter().map(|path| written_lately(&fs::read(path).unwrap(), 30)).collect();
    let mut client = house.dovecot.client();
    for mail in &mails {
        client.append("INBOX", mail);
    }
    assert!(house.look().0);
    let outbox = house.outbox();
    client.ask("SELECT INBOX");
    client.ask("UID STORE 1:* +FLAGS (\\Deleted)");
    client.ask("EXPUNGE");
    for mail in &mails {
        client.append("INBOX", &rewritten(mail));
    }
    check_nothing_but_copies(&house, i64::try_from(mails.len()).unwrap(), outbox);
}

/// As Exchange gives it back after a while: trace headers added, others in another order, boundaries of its own.
fn rewritten(mail: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(mail).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap();
    let mut headers: Vec<String> = Vec::new();
    for line in head.lines() {
        match headers.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => *last += &format!("\n{line}"),
            _ => headers.push(line.to_owned()),
        }
    }
    headers.reverse();
    headers.push("X-MS-Exchange-Organization-AuthAs: Internal".to_owned());
    let trace = "Received: from a.example.org (10.0.0.1) by b.example.org; Tue, 20 Sep 2016 10:00:00 +0100";
    let mut mail = format!("{trace}\n{}\n\n{body}", headers.join("\n"));
    let boundaries: Vec<String> = text
        .match_indices("boundary=")
        .filter_map(|(at, word)| {
            let rest = text[at + word.len()..].trim_start_matches('"');
            rest.split(['"', ';', '\n']).next().map(str::to_owned)
        })
        .filter(|boundary| boundary.len() > 3)
        .collect();
    for (number, boundary) in boundaries.iter().enumerate() {
        mail = mail.replace(boundary.as_str(), &format!("_000_{number}EXCHANGE_"));
    }
    mail.into_bytes()
}
