//! Mail that has been dealt with is moved to its folder by the program itself, at real servers; what happens when it is
//! killed in between, when a colleague was faster, and when the server lacks what it takes.

use std::collections::BTreeMap;
use std::fs;

use crate::rig::between::OnMove;
use crate::rig::cyrus::Cyrus;
use crate::rig::imap::Imap;
use crate::rig::service::{Installation, written_lately};
use crate::rig::{Between, Certificates, Dovecot, Kind, SmtpServer, corpus, repository};

const ON: &str = "[delivery]";
const FILING: &str =
    "[filing]\nanswers = \"LHS/answers\"\nautomatic = \"LHS/automatic\"\nbounces = \"LHS/bounces\"\n\n[delivery]";

struct House {
    installation: Installation,
    _smtp: SmtpServer,
    _certificates: Certificates,
}

impl House {
    fn at_cyrus(cyrus: &Cyrus, certificates: Certificates) -> Self {
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::reading(cyrus.account(), &smtp);
        Self { installation, _smtp: smtp, _certificates: certificates }
    }

    fn at(dovecot: &Dovecot, certificates: Certificates) -> Self {
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(dovecot, &smtp);
        Self { installation, _smtp: smtp, _certificates: certificates }
    }

    /// From now on mail is filed.
    fn switch_on(&self) {
        self.installation.set(ON, FILING);
    }

    /// One look, and whether all went well.
    fn look(&self) -> bool {
        self.installation.run_quietly(&["run", "--once"]).status.success()
    }

    /// A look that records and delivers, and one that files.
    fn look_twice(&self) {
        for _ in 0..2 {
            assert!(self.look(), "{}", self.installation.log());
        }
    }

    /// Message-IDs by state, as the ledger has them.
    fn ledger(&self) -> BTreeMap<String, String> {
        let rows = self.installation.texts("SELECT header_id || ' ' || state FROM message WHERE header_id IS NOT NULL");
        rows.iter().filter_map(|row| row.split_once(' ')).map(|(id, state)| (id.to_owned(), state.to_owned())).collect()
    }

    /// That the ledger says where every mail stands, that no book disagrees, and that nothing was said twice.
    fn the_books_are_right(&self, client: &mut Imap, name: impl Fn(&str) -> String) {
        let places = self.installation.texts(
            "SELECT m.header_id || ' ' || s.folder || ' ' || s.key FROM spot s JOIN message m ON m.id = s.message_id",
        );
        assert_eq!(places.len(), self.ledger().len(), "every message stands in one place: {places:?}");
        for place in places {
            let [id, folder, uid] = place.split(' ').collect::<Vec<_>>()[..] else { panic!("{place}") };
            client.ask(&format!("EXAMINE \"{}\"", name(folder)));
            let found = client.ask(&format!("UID FETCH {uid} (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"));
            assert!(found.contains(id), "{place}: {found}");
        }
        let status = self.installation.run(&["status"]);
        assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stdout));
        let copies = self.installation.texts("SELECT header_id FROM message GROUP BY header_id HAVING count(*) > 1");
        assert!(copies.is_empty(), "{copies:?}");
    }
}

/// The Message-IDs in a folder; none when there is no such folder.
fn ids_in(client: &mut Imap, folder: &str) -> Vec<String> {
    if !client.ask(&format!("LIST \"\" \"{folder}\"")).contains("LIST (") {
        return Vec::new();
    }
    client.ask(&format!("EXAMINE \"{folder}\""));
    let headers = client.ask("UID FETCH 1:* (BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
    let ids = headers.lines().filter_map(|line| line.split_once('<')?.1.split_once('>'));
    ids.map(|(id, _)| id.to_owned()).collect()
}

/// Mails of every kind, as if they had just come.
fn mails() -> Vec<Vec<u8>> {
    let mut paths = corpus(10);
    for class in ["auto_reply", "bounce", "unrelated", "query", "decline"] {
        let mut of_class: Vec<_> = fs::read_dir(repository().join("fixtures/mail").join(class))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml"))
            .collect();
        of_class.sort();
        paths.extend(of_class.into_iter().take(3));
    }
    let minutes = (1..).map(|number: i64| 600 - number * 7);
    paths.iter().zip(minutes).map(|(path, minutes)| written_lately(&fs::read(path).unwrap(), minutes)).collect()
}

/// One answer that is recorded at once.
fn answer(number: i64) -> Vec<u8> {
    let text = fs::read_to_string(&corpus(1)[0]).unwrap();
    written_lately(text.as_bytes(), number)
}

/// Everything that has been dealt with is in its folder, and everything else where it was.
fn is_filed_rightly(house: &House, client: &mut Imap, name: impl Fn(&str) -> String) {
    let ledger = house.ledger();
    let waiting = house.installation.texts(
        "SELECT m.header_id FROM outbox o JOIN message m ON m.id = o.message_id
         WHERE o.state NOT IN ('sent', 'dropped', 'suppressed')",
    );
    let mut expected: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (id, state) in &ledger {
        let folder = match state.as_str() {
            "answer" if !waiting.contains(id) => "LHS/answers",
            "automatic" if !waiting.contains(id) => "LHS/automatic",
            "bounce" if !waiting.contains(id) => "LHS/bounces",
            _ => "INBOX",
        };
        expected.entry(folder).or_default().push(id);
    }
    assert!(expected.len() == 4 && expected["INBOX"].len() >= 3, "a mail of every kind: {expected:?}");
    for (folder, mut ids) in expected {
        let mut found = ids_in(client, &name(folder));
        found.sort();
        ids.sort();
        assert_eq!(found.iter().collect::<Vec<_>>(), ids, "{folder}");
    }
}

#[test]
fn what_has_been_dealt_with_is_filed_and_the_rest_is_left_alone() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let house = House::at(&dovecot, certificates);
    let mut client = dovecot.client();
    for mail in mails() {
        client.append("INBOX", &mail);
    }
    house.look_twice();
    let all = house.ledger().len();
    assert_eq!(ids_in(&mut client, "INBOX").len(), all, "off by default");
    house.switch_on();
    assert!(house.look(), "{}", house.installation.log());
    is_filed_rightly(&house, &mut client, str::to_owned);
    house.the_books_are_right(&mut client, str::to_owned);
    let sent = house.installation.outbox().len();
    house.look_twice();
    is_filed_rightly(&house, &mut client, str::to_owned);
    assert_eq!((house.ledger().len(), house.installation.outbox().len()), (all, sent));
}

#[test]
fn cyrus_files_as_well_below_inbox() {
    let certificates = Certificates::new();
    let cyrus = Cyrus::start(&certificates);
    let mut client = cyrus.client();
    let house = House::at_cyrus(&cyrus, certificates);
    house.switch_on();
    for mail in mails() {
        client.append("INBOX", &mail);
    }
    house.look_twice();
    let name = |folder: &str| match folder {
        "INBOX" => folder.to_owned(),
        other => format!("INBOX.{}", other.replace('/', ".")),
    };
    is_filed_rightly(&house, &mut client, name);
    house.the_books_are_right(&mut client, name);
}

#[test]
fn a_mail_that_a_colleague_takes_back_is_left_there_and_not_answered_again() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let house = House::at(&dovecot, certificates);
    house.switch_on();
    let mut client = dovecot.client();
    client.append("INBOX", &answer(5));
    house.look_twice();
    assert_eq!(ids_in(&mut client, "LHS/answers").len(), 1, "{}", house.installation.log());
    let outbox = house.installation.outbox().len();
    client.ask("SELECT LHS/answers");
    client.ask("UID MOVE 1 INBOX");
    house.look_twice();
    assert_eq!(ids_in(&mut client, "INBOX").len(), 1);
    assert_eq!(house.installation.outbox().len(), outbox);
    assert_eq!(house.ledger().len(), 1);
    let states = house.installation.texts("SELECT state FROM message");
    assert_eq!(states, ["answer"], "it is no copy");
    assert!(house.installation.run(&["status"]).status.success());
}

#[test]
fn killed_before_or_after_the_move_the_next_look_puts_it_right() {
    for (when, moved_by_then) in [(OnMove::HangUpBefore, 0), (OnMove::HangUpAfter, 1), (OnMove::KeepTheNumber, 1)] {
        let certificates = Certificates::new();
        let dovecot = Dovecot::start(&certificates);
        let between = Between::start(&certificates, dovecot.imap);
        let house = House::at(&dovecot, certificates);
        house.installation.set(&format!("port = {}", dovecot.imaps), &format!("port = {}", between.port));
        let mut client = dovecot.client();
        client.append("INBOX", &answer(5));
        house.look_twice();
        house.switch_on();
        // Another mail with the same Message-ID, by which it cannot be known.
        client.ask("CREATE LHS/answers");
        let other = String::from_utf8(answer(9)).unwrap().replace("Subject:", "Subject: Fwd:");
        client.append("LHS/answers", other.as_bytes());
        between.when_moving(when);
        let went_well = house.look();
        assert_eq!(went_well, when == OnMove::KeepTheNumber, "{when:?} {}", house.installation.log());
        assert_eq!(ids_in(&mut client, "LHS/answers").len(), 1 + moved_by_then, "{when:?}");
        let states = house.installation.texts("SELECT state FROM filing");
        assert_eq!(states, [if went_well { "moved" } else { "intended" }], "{when:?}");
        between.when_moving(OnMove::Pass);
        house.look_twice();
        assert_eq!(house.installation.texts("SELECT state FROM filing"), ["moved"], "{when:?}");
        let place = house.installation.texts("SELECT folder || ' ' || key FROM spot");
        assert_eq!(place, ["LHS/answers 2"], "{when:?}");
        house.the_books_are_right(&mut client, str::to_owned);
    }
}

#[test]
fn a_colleague_who_was_faster_has_it_their_way() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let house = House::at(&dovecot, certificates);
    let mut client = dovecot.client();
    client.append("INBOX", &answer(5));
    client.append("INBOX", &written_lately(&fs::read(&corpus(2)[1]).unwrap(), 9));
    house.look_twice();
    client.ask("CREATE Elsewhere");
    client.ask("CREATE LHS/answers");
    client.ask("SELECT INBOX");
    client.ask("UID MOVE 1 Elsewhere");
    client.ask("UID MOVE 2 LHS/answers");
    house.switch_on();
    house.look_twice();
    house.look_twice();
    assert_eq!((ids_in(&mut client, "Elsewhere").len(), ids_in(&mut client, "LHS/answers").len()), (1, 1));
    let rows = house.installation.texts(
        "SELECT g.state || ' ' || s.folder FROM filing g JOIN spot s ON s.message_id = g.message_id ORDER BY g.state",
    );
    assert_eq!(rows, ["gone INBOX", "moved LHS/answers"], "{}", house.installation.log());
    assert!(house.installation.run(&["status"]).status.success());
    // Put into another watched folder it is filed like any other.
    client.ask("SELECT Elsewhere");
    client.ask("UID MOVE 1 Junk");
    house.look_twice();
    assert_eq!(ids_in(&mut client, "LHS/answers").len(), 2, "{}", house.installation.log());
}

#[test]
fn nothing_is_filed_by_a_server_that_cannot_move() {
    let certificates = Certificates::new();
    let bare = "protocol imap {\n  imap_capability = IMAP4rev1 UIDPLUS\n}";
    let dovecot = Dovecot::configured(&certificates, bare);
    let house = House::at(&dovecot, certificates);
    house.switch_on();
    let mut client = dovecot.client();
    client.append("INBOX", &answer(5));
    house.look_twice();
    assert_eq!(ids_in(&mut client, "INBOX").len(), 1);
    assert!(house.installation.log().contains("so nothing is filed"), "{}", house.installation.log());
}

#[test]
fn a_folder_that_cannot_be_made_stops_nothing() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let house = House::at(&dovecot, certificates);
    house.installation.set(ON, "[filing]\nanswers = \"LHS//answers\"\n\n[delivery]");
    let mut client = dovecot.client();
    client.append("INBOX", &answer(5));
    house.look_twice();
    assert_eq!(ids_in(&mut client, "INBOX").len(), 1);
    assert_eq!(house.installation.count("SELECT count(*) FROM filing"), 0);
    assert!(house.installation.log().contains("it stays where it is"), "{}", house.installation.log());
}
