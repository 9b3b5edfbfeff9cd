//! `review`: what waits for a person, and what the person decides.

use crate::office::{Office, fixture, nomination};

/// Leeds answers; a mail that names two for Leeds follows.
fn doubtful(id: &str) -> String {
    nomination(id, "Una Brown").replace(
        "Our Lead Healthcare Scientist is Dr Una Brown, una.brown@leedsth.nhs.uk.",
        "Our Lead Healthcare Scientist will be either Dr Una Brown or Mr Sam Hall.",
    )
}

/// An office with one message that waits for a person.
fn office() -> Office {
    let office = Office::in_mode("approve");
    office.deliver(1, "doubtful", doubtful("doubtful"));
    office.ok(&["run", "--once"]);
    assert_eq!(office.messages_in("awaiting_review"), 1, "{:?}", office.ledger());
    office
}

#[test]
fn what_waits_is_listed_with_its_doubts_and_shown_with_its_evidence() {
    let office = office();
    let listed = office.ok(&["review", "list"]);
    assert!(listed.contains("#1 ") && listed.contains("TO REVIEW"), "{listed}");
    assert!(listed.contains("1 message awaiting review") && listed.contains("review show N"), "{listed}");
    let shown = office.ok(&["review", "show", "1"]);
    for words in [
        "message 1: awaiting review",
        "from: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>",
        "subject: RE: Lead Healthcare Scientists (LHS)",
        "sent: 10am on Tuesday 20 September 2016",
        "stands in: INBOX",
        "trust: RR8   [header From: the sender's domain]",
        "doubt: ",
        "receipt waits to be released",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let original = office.ok(&["review", "show", "1", "--original"]);
    assert_eq!(original, doubtful("doubtful"), "the mail as it came");
}

#[test]
fn accept_with_what_was_put_right_records_it_and_drafts_the_confirmation() {
    let office = office();
    let said = office.refused(&["review", "accept", "1"]);
    assert!(said.contains("--name"), "it says which option settles it: {said}");
    let accepted = office.ok(&[
        "review",
        "accept",
        "1",
        "--trust",
        "RR8",
        "--name",
        "Una Brown",
        "--title",
        "Dr",
        "--job-title",
        "Head of Audiology",
        "--email",
        "una.brown@leedsth.nhs.uk",
        "--phone",
        "0113 496 0123",
        "--by",
        "jo.carter",
    ]);
    assert!(accepted.contains("message 1 is recorded"), "{accepted}");
    assert!(accepted.contains("confirmation waits to be released"), "{accepted}");
    let shown = office.ok(&["review", "show", "1"]);
    for words in [
        "message 1: answer",
        "lead: Dr Una Brown",
        "  job title: Head of Audiology",
        "  e-mail: una.brown@leedsth.nhs.uk",
        "  telephone: 0113 496 0123",
        "a person",
        "(jo.carter)",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(!shown.contains("lead: Mr Sam Hall"), "{shown}");
    assert_eq!((office.trusts_in("answered"), office.messages_in("awaiting_review")), (1, 0));
    let said = office.refused(&["review", "accept", "1"]);
    assert!(said.contains("recorded as an answer already") && said.contains("review reopen 1"), "{said}");
    office.sums_add_up();
}

#[test]
fn edit_puts_right_and_leaves_it_waiting_and_accept_then_takes_it() {
    let office = office();
    let said = office.ok(&["review", "edit", "1", "--name", "Sam Hall", "--email", "sam.hall@leedsth.nhs.uk"]);
    assert!(said.contains("still waits"), "{said}");
    assert_eq!(office.messages_in("awaiting_review"), 1);
    office.ok(&["review", "accept", "1"]);
    assert!(office.ledger()[0].contains("Sam Hall"), "{:?}", office.ledger());
    assert_eq!(office.trusts_in("answered"), 1);
}

#[test]
fn a_decline_taken_from_a_doubtful_mail_is_recorded_as_one() {
    let office = office();
    office.ok(&["review", "accept", "1", "--as", "decline"]);
    assert_eq!(office.trusts_in("declined"), 1);
    office.sums_add_up();
}

#[test]
fn a_trust_that_is_not_in_the_register_is_refused() {
    let office = office();
    let said = office.refused(&["review", "accept", "1", "--trust", "RZZ", "--name", "Una Brown"]);
    assert!(said.contains("RZZ is not in the register") && said.contains("trusts import"), "{said}");
    assert_eq!(office.messages_in("awaiting_review"), 1);
}

#[test]
fn rejected_and_set_aside_messages_record_nothing_and_can_be_reopened() {
    let office = office();
    office.ok(&["review", "reject", "1", "--as", "query"]);
    assert_eq!((office.messages_in("query"), office.trusts_in("answered")), (1, 0));
    let reopened = office.ok(&["review", "reopen", "1"]);
    assert!(reopened.contains("waits for a decision again"), "{reopened}");
    office.ok(&["review", "set-aside", "1", "--why", "rang the trust"]);
    assert_eq!(office.messages_in("set_aside"), 1);
    let listed = office.ok(&["review", "list", "--state", "set_aside"]);
    assert!(listed.contains("rang the trust") && listed.contains("1 message set aside"), "{listed}");
    assert!(office.ok(&["review", "list"]).contains("1 message is set aside besides"));
    office.ok(&["review", "reopen", "1"]);
    assert!(office.refused(&["review", "reopen", "1"]).contains("awaits review already"));
    office.ok(&["review", "reject", "1"]);
    assert_eq!(office.messages_in("unrelated"), 1);
    office.sums_add_up();
}

#[test]
fn reopening_an_accepted_message_puts_the_answer_before_it_in_force_again() {
    let office = Office::in_mode("approve");
    office.deliver(1, "first", nomination("first", "Ann Grey"));
    office.deliver(2, "second", doubtful("second").replace("20 Sep", "22 Sep"));
    office.ok(&["run", "--once"]);
    office.ok(&["review", "accept", "2", "--name", "Una Brown", "--email", "una.brown@leedsth.nhs.uk"]);
    let reopened = office.ok(&["review", "reopen", "2"]);
    assert!(reopened.contains("is withdrawn") && reopened.contains("is in force again"), "{reopened}");
    assert_eq!(office.messages_in("awaiting_review"), 1);
    let held = office.ok(&["outbox", "list", "--state", "held"]);
    assert_eq!(held.lines().filter(|line| line.contains("recorded/")).count(), 1, "only that of the first: {held}");
    office.sums_add_up();
}

#[test]
fn replay_reads_with_the_register_of_today() {
    let office = Office::new();
    office.set("mode = \"observe\"", "mode = \"approve\"");
    office.set("deadline_confirmed = false", "deadline_confirmed = true");
    office.deliver(1, "early", nomination("early", "Una Brown"));
    office.ok(&["run", "--once"]);
    assert_eq!(office.messages_in("awaiting_review"), 1, "no trust is known yet: {:?}", office.ledger());
    office.ok(&["trusts", "import", fixture("register/trusts.csv").to_str().unwrap()]);
    let said = office.ok(&["review", "replay", "1"]);
    assert!(said.contains("was read again and is now: answer"), "{said}");
    assert_eq!(office.trusts_in("answered"), 1);
    let mails = office.status()["outbox"]["total"].as_u64().unwrap();
    assert!(office.refused(&["review", "replay", "1"]).contains("review reopen 1"));
    assert_eq!(office.status()["outbox"]["total"], mails, "nothing is written twice");
}

#[test]
fn a_message_or_mail_that_is_not_there_is_told() {
    let office = office();
    assert!(office.refused(&["review", "show", "99"]).contains("99"));
    assert!(office.refused(&["review", "accept", "99", "--name", "Una Brown"]).contains("99"));
    assert!(office.refused(&["outbox", "show", "99"]).contains("99"));
    assert!(office.refused(&["outbox", "release", "99"]).contains("99"));
}
