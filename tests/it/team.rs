//! Mail to the team through the real program: the digest as a file, and alerts by SMTP while the mailbox is dead or sending is held.

use std::fs;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use mail_parser::{MessageParser, MimeHeaders as _};

use crate::office::{Office, fixture, fixtures};
use crate::rig::wait_for;
use crate::sending::{LIMIT, Scene};

/// The demo's trusts and its replies, read once in this mode, and somebody who gets the digest.
fn office(mode: &str) -> Office {
    let office = Office::new();
    office.set("mode = \"observe\"", &format!("mode = \"{mode}\""));
    office.set("deadline_confirmed = false", "deadline_confirmed = true");
    office.set("#to = [\"cso.team@nhs.net\"]", "to = [\"cso.team@nhs.net\", \"england.cso@nhs.net\"]");
    office.set("#at = \"08:30\"", "at = \"23:59\"");
    office.ok(&["trusts", "import", fixture("demo/trusts.csv").to_str().unwrap()]);
    for (number, path) in fixtures("demo", "eml").iter().enumerate() {
        office.deliver(number, "demo", fs::read(path).unwrap());
    }
    office.ok(&["run", "--once"]);
    office
}

#[test]
fn the_digest_goes_out_in_mode_observe_with_its_picture_and_the_register() {
    let office = office("observe");
    assert!(office.sent().is_empty());
    let previewed = office.ok(&["digest", "--preview", "--at", "2016-10-07T08:30"]);
    assert!(previewed.starts_with("Subject: LHS: 10 of 30 trusts answered, 3 to review, 4 days left\n"), "{previewed}");
    assert!(previewed.contains("cso-intake review show 16"), "{previewed}");
    let page = office.ok(&["digest", "--preview", "--html"]);
    assert!(page.contains("src=\"data:image/png;base64,") && !page.contains("cid:"));
    assert!(office.sent().is_empty() && office.mails_in("queued") == 0, "it has only been looked at");

    let said = office.ok(&["digest", "--send"]);
    assert_eq!(said.matches("is queued and goes out at the next delivery").count(), 2, "{said}");
    office.ok(&["run", "--once"]);
    let sent = office.sent();
    assert_eq!((sent.len(), office.mails_in("sent")), (2, 2));
    let mail = MessageParser::new().parse(&sent[0].1).unwrap();
    let status = office.status();
    let answered = status["trusts"]["by_state"]["answered"].as_u64().unwrap();
    assert!(mail.subject().unwrap().starts_with(&format!("LHS: {answered} of 30 trusts answered, 3 to review, ")));
    assert_eq!(mail.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert!(mail.body_text(0).unwrap().contains("Mr Stellan Draycott, Head of Clinical Engineering"));
    let html = mail.body_html(0).unwrap();
    let picture = mail.parts.iter().find(|part| part.content_id().is_some()).unwrap();
    assert!(html.contains(&format!("cid:{}", picture.content_id().unwrap())));
    assert!(picture.contents().starts_with(b"\x89PNG"));
    let register = mail.attachments().find(|part| part.attachment_name().is_some_and(|name| name.ends_with(".xlsx")));
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(register.unwrap().contents().to_vec())).unwrap();
    assert_eq!(workbook.worksheet_range("Trusts").unwrap().height(), 31);
    office.ok(&["run", "--once"]);
    assert_eq!(office.sent().len(), 2, "once");
    office.sums_add_up();
}

#[test]
fn our_own_digest_in_the_mailbox_says_nothing_for_any_trust_and_is_not_answered() {
    let office = office("live");
    office.ok(&["digest", "--send"]);
    office.ok(&["run", "--once"]);
    let (before, trusts) = (office.sent(), office.ok(&["export", "csv"]));
    let reviews = office.messages_in("awaiting_review");
    let own =
        before.iter().find(|(_, mail)| String::from_utf8_lossy(mail).contains("To: england.cso@nhs.net")).unwrap();
    office.deliver(90, "own", &own.1);
    office.ok(&["run", "--once"]);
    assert_eq!(office.sent(), before);
    assert_eq!(office.ok(&["export", "csv"]), trusts);
    assert_eq!(office.messages_in("awaiting_review"), reviews, "{:?}", office.ledger().last());
    office.sums_add_up();
}

impl Scene {
    /// Somebody gets mail to the team; no digest is due by itself.
    fn with_a_team(self) -> Self {
        let path = self.installation.path("cso-intake.toml");
        let text = fs::read_to_string(&path).unwrap() + "\n[digest]\nto = [\"team@nhs.net\"]\nat = \"23:59\"\n";
        fs::write(path, text).unwrap();
        self
    }

    /// The subjects of the mails that the team got, in the order of the outbox.
    fn told(&self) -> Vec<String> {
        let taken = self.smtp.delivered();
        let subjects = self.installation.texts(
            "SELECT json_extract(mail, '$.subject') FROM outbox WHERE to_address = 'team@nhs.net' AND state = 'sent' ORDER BY id",
        );
        let to_team = taken.iter().filter(|mail| mail.contains("\nTo: team@nhs.net\n")).count();
        assert_eq!(to_team, subjects.len(), "each arrived once");
        subjects
    }

    /// The folders were last read so many hours ago.
    fn unread_for(&self, hours: u32) {
        self.installation.change(&format!("UPDATE folder SET read_at = unixepoch() - {hours} * 3600"));
    }

    /// Nobody answers at the port of the mailbox.
    fn imap_is_down(&self) -> String {
        let path = self.installation.path("cso-intake.toml");
        let text = fs::read_to_string(path).unwrap();
        let port = text.lines().find(|line| line.starts_with("port = ")).unwrap().to_owned();
        self.installation.set(&port, "port = 1");
        port
    }
}

#[test]
fn the_team_hears_that_the_mailbox_is_dead_and_that_it_lives_again() {
    let scene = Scene::new().with_a_team();
    scene.asks(1);
    scene.installation.once();
    scene.unread_for(2);
    let port = scene.imap_is_down();
    for _ in 0..3 {
        assert!(!scene.installation.run(&["run", "--once"]).status.success());
    }
    assert_eq!(scene.told(), ["LHS: the mailbox is not being read"]);
    let alert = scene.smtp.delivered().into_iter().find(|mail| mail.contains("To: team@nhs.net")).unwrap();
    assert!(alert.contains("cso-intake doctor") && alert.contains("refused (os"), "{alert}");
    scene.installation.change("UPDATE incident SET told_at = told_at - 86400");
    assert!(!scene.installation.run(&["run", "--once"]).status.success());
    assert_eq!(scene.told().len(), 2, "again after a day");
    scene.installation.set("port = 1", &port);
    let service = scene.installation.start_quietly();
    wait_for("the word that it is over", LIMIT, || (scene.told().len() == 3).then_some(()));
    assert_eq!(scene.told()[2], "LHS: the mailbox is read again");
    assert!(service.stop());
    assert_eq!(scene.told().len(), 3);
}

#[test]
fn a_hold_of_mail_to_trusts_is_told_and_does_not_keep_back_what_goes_to_the_team() {
    let scene = Scene::new().with_a_team();
    scene.installation.set("most_per_hour = ", "most_per_hour = 2 # ");
    (1..=3).for_each(|number| scene.asks(number));
    for _ in 0..3 {
        scene.installation.once();
    }
    assert_eq!(scene.held(), ["too_many"]);
    assert_eq!(scene.told(), ["LHS: sending has stopped"]);
    scene.installation.ok(&["digest", "--send"]);
    scene.installation.once();
    let told = scene.told();
    assert!(told.len() == 2 && told[1].contains("sending on hold"), "{told:?}");
    assert_eq!(scene.recipients().len(), 2, "and nothing to trusts: {:?}", scene.recipients());
}

#[test]
fn a_digest_that_was_being_sent_when_the_program_was_killed_is_unknown_and_not_sent_again() {
    let scene = Scene::new().with_a_team();
    scene.installation.once();
    scene.installation.ok(&["digest", "--send"]);
    scene.installation.change("UPDATE outbox SET state = 'sending', tries = 1, tried_at = unixepoch()");
    scene.installation.once();
    assert_eq!(scene.states(), ["unknown"]);
    assert!(scene.told().is_empty());
}
