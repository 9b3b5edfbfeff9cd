//! `reread`: mail of other programmes is fetched again, and what was kept read again; first it is only said what would change.

use crate::rig::service::written_lately;

use super::House;

const WORDS: &str =
    "words = [\"lead healthcare scientist\", \"lead health care scientist\", \"lead scientist\", \"lhs\"]";

fn reread(house: &House, arguments: &[&str]) -> String {
    let ran = house.installation.run(&[&["reread"], arguments].concat());
    assert!(ran.status.success(), "{ran:?}");
    String::from_utf8_lossy(&ran.stdout).into_owned()
}

fn append(house: &House, number: u32, subject: &str, text: &str) {
    let mail = format!(
        "From: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\nDate: x\n\
         Subject: {subject}\nMessage-ID: <{number}@leedsth.nhs.uk>\n\n{text}\n\nMarcus Tinsley\n"
    );
    house.dovecot.client().append("INBOX", &written_lately(mail.as_bytes(), 30 - i64::from(number)));
}

#[test]
fn mail_taken_for_another_programmes_is_fetched_again_and_read_anew() {
    let house = House::with(0);
    append(&house, 1, "Genomics network", "The genomics network meets on Monday in room 4.");
    append(&house, 2, "Nomination", "Our Pathology Champion is Dr Una Brown, una.brown@leedsth.nhs.uk.");
    assert!(house.look().0);
    let states = house.installation.rows("SELECT state FROM message ORDER BY id");
    assert_eq!(states, ["Text(\"unrelated\")", "Text(\"unrelated\")"], "a word of the campaign was missing");

    house.installation.set(WORDS, "words = [\"pathology champion\"]");
    let before = house.installation.count("SELECT count(*) FROM audit");
    let said = reread(&house, &["--unrelated"]);
    assert!(
        said.contains("message 2: unrelated") && said.contains("would be: nomination, RR8, Dr Una Brown"),
        "{said}"
    );
    assert!(said.contains("2 messages read again, 1 would be read otherwise"), "{said}");
    assert!(said.contains("nothing was changed"), "{said}");
    assert_eq!(house.installation.count("SELECT count(*) FROM audit"), before, "looking changes nothing");
    assert!(house.look().1.contains("messages: 0 new"));

    let said = reread(&house, &["--unrelated", "--apply", "--by", "jo"]);
    assert!(said.contains("read again at the next look"), "{said}");
    assert!(house.look().1.contains("messages: 1 new"));
    let answers = house.installation.rows("SELECT message_id FROM answer");
    assert_eq!(answers, ["Integer(3)"]);
    let audit = house.installation.count("SELECT count(*) FROM audit WHERE actor = 'jo' AND message_id = 2");
    assert_eq!(audit, 1);
    let said = reread(&house, &["--unrelated"]);
    assert!(said.contains("1 message read again, 0 would be read otherwise"), "{said}");
}

#[test]
fn what_was_kept_is_read_again_and_what_a_person_has_decided_stays() {
    let house = House::with(0);
    append(&house, 1, "RE: Lead Healthcare Scientists", "Who is eligible? Is a lead scientist of a network?");
    append(&house, 2, "RE: Lead Healthcare Scientists", "May we name two people as lead scientists?");
    assert!(house.look().0);
    let said = reread(&house, &[]);
    assert!(said.contains("0 would be read otherwise"), "the same reader reads the same: {said}");
    assert!(house.installation.run(&["review", "reject", "2", "--as", "query", "--by", "jo"]).status.success());

    house.installation.set(WORDS, "words = [\"transfusion leads\"]");
    house.installation.set("subject_tag = \"LHS16\"", "subject_tag = \"TRF16\"");
    let said = reread(&house, &["--apply", "--by", "jo"]);
    assert!(said.contains("stays as it is: a person has decided on it"), "{said}");
    let states = house.installation.rows("SELECT state FROM message ORDER BY id");
    assert_eq!(states, ["Text(\"unrelated\")", "Text(\"query\")"], "{said}");
}

#[test]
fn mail_that_is_no_longer_there_is_named() {
    let house = House::with(0);
    append(&house, 1, "Genomics network", "The genomics network meets on Monday in room 4.");
    assert!(house.look().0);
    house.dovecot.client().expunge("INBOX", "1");
    let said = reread(&house, &["--unrelated", "--apply"]);
    assert!(said.contains("1 message is no longer in the mailbox, or cannot be read: 1"), "{said}");
}
