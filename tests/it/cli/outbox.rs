//! `outbox`: in approve a person releases each mail; in observe nothing ever goes out.

use crate::office::{Office, nomination};

fn with_two_answers(mode: &str) -> Office {
    let office = Office::in_mode(mode);
    office.deliver(1, "leeds", nomination("leeds", "Una Brown"));
    let york = nomination("york", "Delphine Akkermans").replace("leedsth.nhs.uk", "york.nhs.uk");
    office.deliver(2, "york", york);
    office.ok(&["run", "--once"]);
    assert_eq!(office.trusts_in("answered"), 2, "{:?}", office.ledger());
    office
}

#[test]
fn in_approve_nothing_goes_out_until_a_person_releases_it_and_then_once() {
    let office = with_two_answers("approve");
    assert_eq!((office.mails_in("held"), office.sent().len()), (2, 0));
    let shown = office.ok(&["outbox", "show", "1"]);
    for words in [
        "mail 1: waits to be released (recorded/1)",
        "mode approve",
        "answers message 1",
        "From: CSO team, NHS England <england.cso@nhs.net>",
        "To: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>",
        "[LHS16-RR8]",
        "Una Brown",
        "una.brown@leedsth.nhs.uk",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    office.ok(&["outbox", "release", "1"]);
    assert!(office.refused(&["outbox", "release", "1"]).contains("is queued already"));
    assert!(office.sent().is_empty(), "it goes out at the next delivery");
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("mails: 1 sent"), "{ran}");
    let sent = office.sent();
    assert_eq!((sent.len(), office.mails_in("sent"), office.mails_in("held")), (1, 1, 1));
    assert!(office.refused(&["outbox", "release", "1"]).contains("was sent already"));
    assert!(office.refused(&["outbox", "drop", "1"]).contains("was sent already"));

    let dropped = office.ok(&["outbox", "drop", "2"]);
    assert!(dropped.contains("will not be sent"), "{dropped}");
    assert!(office.refused(&["outbox", "drop", "2"]).contains("was dropped already"));
    assert!(office.refused(&["outbox", "release", "2"]).contains("was dropped"));
    office.ok(&["run", "--once"]);
    assert!(office.sent() == sent);
    let listed = office.ok(&["outbox", "list"]);
    assert!(listed.contains("2 mails") && listed.contains("dropped"), "{listed}");
    office.sums_add_up();
}

#[test]
fn all_held_mails_can_be_released_together() {
    let office = with_two_answers("approve");
    let said = office.ok(&["outbox", "release", "--all-held"]);
    assert_eq!(said.lines().filter(|line| line.contains("is queued")).count(), 2, "{said}");
    assert!(office.ok(&["outbox", "release", "--all-held"]).contains("no mail is held"));
    office.ok(&["run", "--once"]);
    assert_eq!(office.sent().len(), 2);
}

#[test]
fn of_several_numbers_the_one_that_cannot_be_released_is_told_and_those_before_it_are_released() {
    let office = with_two_answers("approve");
    office.ok(&["outbox", "drop", "2"]);
    let ran = office.run(&["outbox", "release", "1", "2"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("mail 1 is queued") && ran.err.contains("mail 2 was dropped"), "{ran:?}");
    assert_eq!(office.mails_in("queued"), 1);
}

#[test]
fn what_was_written_in_observe_is_never_sent_not_even_after_a_change_of_mode() {
    let office = with_two_answers("observe");
    assert_eq!((office.mails_in("suppressed"), office.sent().len()), (2, 0));
    let said = office.refused(&["outbox", "release", "1"]);
    assert!(said.contains("was written in mode observe and is never sent"), "{said}");
    office.set("mode = \"observe\"", "mode = \"live\"");
    office.ok(&["run", "--once"]);
    assert!(office.refused(&["outbox", "release", "1"]).contains("mode observe"));
    assert!(office.ok(&["outbox", "release", "--all-held"]).contains("no mail is held"));
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("mails: 0 sent"), "{ran}");
    assert!(office.sent().is_empty());
    assert_eq!(office.mails_in("suppressed"), 2);
}

#[test]
fn in_live_an_answer_to_old_mail_waits_for_a_person() {
    let office = with_two_answers("live");
    assert_eq!((office.mails_in("held"), office.sent().len()), (2, 0));
    let shown = office.ok(&["outbox", "show", "2"]);
    assert!(shown.contains("days old: a person decides whether to answer it"), "{shown}");
}

#[test]
fn in_live_an_answer_to_new_mail_goes_out_at_once() {
    let office = Office::in_mode("live");
    let mail = nomination("new", "Una Brown").replace("Date: Tue, 20 Sep 2016 10:00:00 +0100\n", "");
    office.deliver(1, "new", mail);
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("mails: 1 sent"), "{ran}");
    assert_eq!(office.sent().len(), 1);
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("messages: 0 new") && ran.contains("mails: 0 sent"), "{ran}");
}
