//! Looks at a mailbox whose server misbehaves: what is refused or breaks the line costs no other message and is never
//! blamed for what the server does to all of them.

use std::fs;

use crate::rig::between::{Mood, Which};
use crate::rig::service::{Installation, written_lately};
use crate::rig::{Between, Certificates, Dovecot, Kind, SmtpServer, corpus};

mod again;
mod large;
mod reread;

/// A mailbox, a server before it that can misbehave, and the program that reads from that.
pub(crate) struct House {
    pub(crate) dovecot: Dovecot,
    pub(crate) between: Between,
    pub(crate) installation: Installation,
    _smtp: SmtpServer,
    _certificates: Certificates,
}

impl House {
    /// With so many mails of the corpus in the INBOX.
    pub(crate) fn with(count: usize) -> Self {
        let certificates = Certificates::new();
        let dovecot = Dovecot::start(&certificates);
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(&dovecot, &smtp);
        let between = Between::start(&certificates, dovecot.imap);
        installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {}", between.port));
        let house = Self { dovecot, between, installation, _smtp: smtp, _certificates: certificates };
        house.append(0, count);
        house
    }

    /// Mails of the corpus as if they had just come.
    pub(crate) fn append(&self, from: usize, to: usize) {
        let mut client = self.dovecot.client();
        for (number, path) in corpus(to).iter().enumerate().skip(from) {
            let minutes = 600 - i64::try_from(number).unwrap() * 7;
            client.append("INBOX", &written_lately(&fs::read(path).unwrap(), minutes));
        }
    }

    /// One look; whether all went well, and what was said.
    pub(crate) fn look(&self) -> (bool, String) {
        let ran = self.installation.run(&["run", "--once"]);
        let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        (ran.status.success(), said)
    }

    pub(crate) fn messages(&self) -> i64 {
        self.installation.count("SELECT count(*) FROM message")
    }

    fn set_aside(&self) -> i64 {
        self.installation.count("SELECT count(*) FROM message WHERE state = 'set_aside'")
    }

    fn outbox(&self) -> i64 {
        self.installation.count("SELECT count(*) FROM outbox")
    }
}

#[test]
fn a_server_that_refuses_everything_sets_nothing_aside() {
    let house = House::with(5);
    for mood in [Mood::Refuse, Mood::HangUp, Mood::Nothing] {
        house.between.set(&[(Which::All, mood)]);
        for _ in 0..4 {
            let (well, said) = house.look();
            assert!(!well, "{mood:?}: {said}");
        }
        assert_eq!(house.messages(), 0, "{mood:?}");
    }
    house.between.set(&[]);
    let (well, said) = house.look();
    assert!(well && said.contains("messages: 5 new") && said.contains("0 set aside"), "{said}");
    assert_eq!(house.installation.count("SELECT count(*) FROM fetch_failure"), 0);
}

#[test]
fn a_server_that_refuses_everything_of_a_known_folder_sets_nothing_aside() {
    let house = House::with(3);
    assert!(house.look().0);
    house.append(3, 30);
    house.between.set(&[(Which::All, Mood::Refuse)]);
    for _ in 0..4 {
        assert!(!house.look().0);
    }
    assert_eq!(house.messages(), 3);
    let asked = house.between.asked();
    let bodies = asked.iter().filter(|command| command.contains("BODY")).count();
    assert!(bodies < 4 * 20, "it is not asked for every message again and again: {asked:?}");
    house.between.set(&[]);
    assert!(house.look().0);
    assert_eq!((house.messages(), house.set_aside()), (30, 0));
}

#[test]
fn one_that_is_refused_is_set_aside_after_three_tries_and_read_when_it_can_be() {
    for mood in [Mood::Refuse, Mood::Nothing] {
        let house = House::with(4);
        house.between.set(&[(Which::Uids(vec![2]), mood)]);
        let (_, said) = house.look();
        assert!(said.contains("messages: 3 new") && said.contains("1 failed"), "{said}");
        let (_, said) = house.look();
        assert!(said.contains("messages: 0 new") && said.contains("1 failed"), "{said}");
        let (well, said) = house.look();
        assert!(well && said.contains("messages: 1 new") && said.contains("1 set aside"), "{said}");
        assert!(house.look().0);
        assert_eq!(house.installation.count("SELECT last_uid FROM folder WHERE name = 'INBOX'"), 4);

        let id = house.installation.count("SELECT id FROM message WHERE state = 'set_aside'");
        house.between.set(&[]);
        let replayed = house.installation.run(&["review", "replay", &id.to_string()]);
        assert!(replayed.status.success(), "{replayed:?}");
        let (well, said) = house.look();
        assert!(well && said.contains("messages: 1 new"), "{said}");
        assert_eq!(house.set_aside(), 0);
    }
}

#[test]
fn the_only_new_one_is_set_aside_when_the_folder_can_be_read_and_it_cannot() {
    for mood in [Mood::Refuse, Mood::HangUp] {
        let house = House::with(2);
        assert!(house.look().0);
        house.append(2, 3);
        house.between.set(&[(Which::Uids(vec![3]), mood)]);
        let mut looks = 0;
        while house.set_aside() == 0 {
            house.look();
            looks += 1;
            assert!(looks <= 4, "{mood:?}");
        }
        assert!(looks >= 3, "{mood:?} after {looks}");
        assert!(house.look().0);
    }
}

#[test]
fn one_at_which_the_server_hangs_up_bars_the_way_to_none_and_is_set_aside() {
    let house = House::with(6);
    house.between.set(&[(Which::Uids(vec![2]), Mood::HangUp)]);
    // All in one question, then each alone, then those last at which the line broke.
    for _ in 0..3 {
        house.look();
    }
    assert_eq!((house.messages(), house.set_aside()), (5, 0), "the others are through");
    house.append(6, 8);
    house.look();
    assert_eq!(house.messages() - house.set_aside(), 7, "so is what came meanwhile");
    for _ in 0..2 {
        house.look();
    }
    assert_eq!((house.messages(), house.set_aside()), (8, 1));
    let (well, said) = house.look();
    assert!(well, "{said}");
    assert_eq!(house.installation.count("SELECT last_uid FROM folder WHERE name = 'INBOX'"), 8);
}

#[test]
fn a_look_at_which_nothing_is_new_asks_one_short_question_a_folder() {
    let house = House::with(3);
    assert!(house.look().0);
    house.between.asked();
    let idle = || {
        let before = house.between.bytes();
        assert!(house.look().0);
        (house.between.bytes() - before, house.between.asked().len())
    };
    let (few, questions) = idle();
    for number in 0..2_500 {
        let mail = format!("Subject: note {number}\nMessage-ID: <{number}@example.org>\n\nA note.\n");
        house.dovecot.put_file("INBOX", &format!("14700{number:05}.M{number}.seed"), mail.as_bytes());
    }
    assert!(house.look().0);
    assert_eq!(house.messages(), 2_503);
    house.between.asked();
    let (many, as_many) = idle();
    assert_eq!(as_many, questions);
    assert!(many <= few + 20, "only numbers are longer: {few} and {many} bytes");
}
