//! The letter itself: to whom, once, with the role descriptor.

use super::{Campaign, bounce, nomination};

#[test]
fn the_letter_goes_once_to_each_contact_with_the_role_descriptor() {
    let campaign = Campaign::in_mode("live");
    campaign.office.write("Role descriptor.pdf", b"%PDF-1.4 what a lead does");
    campaign.office.set("#role_descriptor = \"Role descriptor.pdf\"", "role_descriptor = \"Role descriptor.pdf\"");
    let preview = campaign.ok("2016-09-13 09:30", &["invite", "--preview"]);
    assert!(
        preview.contains("RR8 Leeds Teaching Hospitals NHS Trust: to the Medical Director <helen.reed@leedsth.nhs.uk>")
    );
    assert!(
        preview.contains("RX1 Nottingham University Hospitals NHS Trust: nothing; unreachable: no contact is known")
    );
    assert!(preview.contains("Role descriptor.pdf attached"), "{preview}");
    let refused = campaign.refused("2016-09-13 09:30", &["invite", "--send"]);
    assert!(refused.contains("say --yes if it is meant"), "{refused}");
    campaign.ok("2016-09-13 07:30", &["invite", "--send", "--yes"]);
    assert!(campaign.round("2016-09-13 07:31").is_empty(), "not before the sending hours");
    assert!(campaign.outbox().contains("not yet: mail goes out on working days within the sending hours"));
    let sent = campaign.round("2016-09-13 09:01");
    assert_eq!(sent, ["invitation to helen.reed@leedsth.nhs.uk", "invitation to tom.bell@sth.nhs.uk"]);
    for (name, mail) in campaign.office.sent() {
        let mail = String::from_utf8_lossy(&mail).into_owned();
        assert!(mail.contains("filename=\"Role descriptor.pdf\""), "{name}: {mail}");
        assert!(mail.contains("JVBERi0xLjQgd2hhdCBhIGxlYWQgZG9lcw=="), "{name}");
        assert!(mail.contains("Dear Dr "), "{name}");
    }
    assert!(campaign.ok("2016-09-14 09:00", &["invite", "--send", "--yes"]).contains("nobody is left"));
    assert!(campaign.plan("2016-09-14 09:00", "RR8").contains("round 1 at 9am on Tuesday 4 October 2016"));
}

#[test]
fn who_answers_before_the_letter_leaves_gets_none_and_a_letter_that_comes_back_goes_to_the_next_contact() {
    let campaign = Campaign::in_mode("live");
    campaign.ok("2016-09-12 18:00", &["invite", "--send", "--yes"]);
    campaign.comes(&nomination("Mon, 12 Sep 2016 19:00:00 +0100"));
    let sent = campaign.round("2016-09-13 09:00");
    assert!(!sent.iter().any(|mail| mail == "invitation to helen.reed@leedsth.nhs.uk"), "{sent:?}");
    assert!(campaign.outbox().contains("dropped (the trust has answered)"), "{}", campaign.outbox());
    let id = campaign.message_id("Dr Tom Bell");
    campaign.comes(&bounce("Tue, 13 Sep 2016 09:02:00 +0100", "tom.bell@sth.nhs.uk", &id));
    campaign.round("2016-09-13 09:10");
    let again = campaign.ok("2016-09-13 10:00", &["invite", "--send", "--yes"]);
    assert!(again.contains("1 letter queued"), "{again}");
    assert_eq!(campaign.round("2016-09-13 10:01"), ["invitation to uma.rao@sth.nhs.uk"]);
}

#[test]
fn what_was_written_down_in_mode_observe_is_sent_only_when_a_person_sends_it_again() {
    let campaign = Campaign::in_mode("observe");
    let said = campaign.ok("2016-09-13 09:30", &["invite", "--send", "--yes"]);
    assert!(said.contains("2 letters written down; in mode observe nothing goes out"), "{said}");
    campaign.office.set("mode = \"observe\"", "mode = \"live\"");
    assert!(campaign.round("2016-09-13 10:00").is_empty());
    campaign.ok("2016-09-13 10:10", &["invite", "--send", "RR8"]);
    assert_eq!(campaign.round("2016-09-13 10:11"), ["invitation to helen.reed@leedsth.nhs.uk"]);
    let refused = campaign.refused("2016-09-13 10:12", &["invite", "--send", "XYZ9"]);
    assert!(refused.contains("the register does not know XYZ9"), "{refused}");
}

#[test]
fn a_mark_is_taken_back_and_none_is_set_before_its_day() {
    let campaign = Campaign::in_mode("live");
    let refused = campaign.refused("2016-09-13 09:00", &["invite", "--mark-sent", "2016-09-14", "--yes"]);
    assert!(refused.contains("has not come yet"), "{refused}");
    campaign.ok("2016-09-13 09:00", &["invite", "--mark-sent", "2016-09-13", "RR8"]);
    assert!(campaign.plan("2016-09-13 09:00", "RR8").contains("round 1"));
    campaign.ok("2016-09-13 09:05", &["invite", "--unmark", "RR8"]);
    assert!(campaign.plan("2016-09-13 09:06", "RR8").contains("the letter has not gone out to it yet"));
}
