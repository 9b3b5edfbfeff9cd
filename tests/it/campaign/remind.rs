//! Who is reminded when, and who is left in peace.

use super::{Campaign, away, bounce, mail, nomination};

const HELEN: &str = "reminder to helen.reed@leedsth.nhs.uk";
const AMIT: &str = "reminder to amit.shah@leedsth.nhs.uk";
const TOM: &str = "reminder to tom.bell@sth.nhs.uk";

#[test]
fn each_round_goes_out_once_however_often_the_service_starts_and_an_answer_ends_them() {
    let campaign = Campaign::begun();
    assert!(campaign.round("2016-10-03 10:00").is_empty(), "not yet");
    assert!(campaign.round("2016-10-04 08:59").is_empty(), "not before the sending hours");
    assert_eq!(campaign.round("2016-10-04 09:00"), [HELEN, TOM]);
    for moment in ["2016-10-04 09:01", "2016-10-04 16:00", "2016-10-05 09:00", "2016-10-07 12:00"] {
        assert!(campaign.round(moment).is_empty(), "{moment}");
    }
    campaign.comes(&nomination("Fri, 7 Oct 2016 15:00:00 +0100"));
    assert_eq!(campaign.round("2016-10-07 15:10"), ["recorded to helen.reed@leedsth.nhs.uk"]);
    assert_eq!(campaign.round("2016-10-10 09:05"), [TOM], "Leeds has answered");
    assert_eq!(campaign.round("2016-10-14 09:05"), [TOM]);
    assert!(campaign.plan("2016-10-14 10:00", "RR8").contains("it has named Dr Jane Smith"));
    assert!(campaign.plan("2016-10-14 10:00", "RHQ").contains("no round is left"));
    assert!(campaign.plan("2016-10-14 10:00", "RX1").contains("unreachable: no contact is known"));
}

#[test]
fn an_answer_that_crosses_a_reminder_in_the_outbox_drops_it_and_it_cannot_be_released() {
    let campaign = Campaign::in_mode("approve");
    campaign.ok("2016-09-13 11:00", &["invite", "--mark-sent", "2016-09-13", "RR8", "RHQ"]);
    assert!(campaign.round("2016-10-04 09:00").is_empty(), "a person releases them");
    assert!(campaign.outbox().contains("mode approve: waits for a person"), "{}", campaign.outbox());
    // It goes out after the person's word, unless an answer has come that was not read yet when they gave it.
    campaign.ok("2016-10-04 09:30", &["outbox", "release", "--all-held"]);
    campaign.comes(&nomination("Tue, 4 Oct 2016 09:31:00 +0100"));
    assert_eq!(campaign.round("2016-10-04 09:35"), [TOM]);
    let outbox = campaign.outbox();
    let dropped = outbox.lines().find(|line| line.contains("RR8/5-before")).unwrap();
    assert!(dropped.contains("dropped (the trust has answered)"), "{outbox}");
}

#[test]
fn a_held_reminder_that_is_no_longer_true_is_refused_to_whoever_would_release_it() {
    let campaign = Campaign::in_mode("approve");
    campaign.ok("2016-09-13 11:00", &["invite", "--mark-sent", "2016-09-13", "RHQ"]);
    campaign.round("2016-10-04 09:00");
    // No look has come in between: what the release itself reads decides.
    campaign.ok("2016-10-04 09:10", &["campaign", "extend", "2016-10-21 17:00", "--yes"]);
    let refused = campaign.refused("2016-10-04 09:20", &["outbox", "release", "1"]);
    assert!(refused.contains("mail 1 was dropped"), "{refused}");
    campaign.round("2016-10-14 09:00");
    let refused = campaign.refused("2016-10-20 18:00", &["outbox", "release", "2"]);
    assert!(refused.contains("not true any more"), "{refused}");
}

#[test]
fn mail_that_comes_back_goes_to_the_next_contact_and_a_bounce_of_a_stranger_changes_nothing() {
    let campaign = Campaign::begun();
    assert_eq!(campaign.round("2016-10-04 09:00"), [HELEN, TOM]);
    campaign.comes(&bounce("Tue, 4 Oct 2016 09:02:00 +0100", "tom.bell@sth.nhs.uk", "some-other-mail@example.org"));
    let id = campaign.message_id("Dr Helen Reed");
    campaign.comes(&bounce("Tue, 4 Oct 2016 09:02:00 +0100", "helen.reed@leedsth.nhs.uk", &id));
    assert_eq!(campaign.round("2016-10-04 10:00"), [AMIT], "in the same round");
    let letter = campaign.office.ok(&["outbox", "show", "3"]);
    assert!(letter.contains("We wrote about this to Dr Helen Reed, but our email could not be"), "{letter}");
    assert_eq!(campaign.round("2016-10-10 09:00"), [AMIT, TOM], "the address is not used again");
    let plan = campaign.plan("2016-10-10 09:10", "RR8");
    assert!(plan.contains("not to the Medical Director, whose mail came back on 4 October"), "{plan}");
}

#[test]
fn an_out_of_office_note_defers_to_the_day_after_it_or_goes_to_the_next_contact() {
    let campaign = Campaign::begun();
    campaign.comes(&away("Mon, 3 Oct 2016 10:00:00 +0100", "Wednesday 5 October 2016"));
    assert_eq!(campaign.round("2016-10-04 09:00"), [TOM]);
    let plan = campaign.plan("2016-10-04 09:10", "RR8");
    assert!(plan.contains("round 1 at 9am on Thursday 6 October 2016 to the Medical Director"), "{plan}");
    assert!(plan.contains("out of office until 5 October"), "{plan}");
    assert!(campaign.round("2016-10-05 09:00").is_empty());
    assert_eq!(campaign.round("2016-10-06 09:00"), [HELEN]);
    campaign.comes(&away("Thu, 6 Oct 2016 09:01:00 +0100", "Monday 24 October 2016"));
    assert_eq!(campaign.round("2016-10-10 09:00"), [AMIT, TOM]);
    let letter = campaign.office.ok(&["outbox", "show", "3"]);
    assert!(letter.contains("who is away until Monday 24"), "{letter}");
}

#[test]
fn a_message_that_waits_for_a_person_holds_every_trust_that_it_may_be_from() {
    let campaign = Campaign::begun();
    // Nobody can tell which of the two it speaks for.
    let text = "Our Lead Healthcare Scientist is Dr Jane Smith, jane.smith@nhs.net.\n\nFor Leeds Teaching Hospitals NHS Trust and \
                Sheffield Teaching Hospitals NHS Foundation Trust\nPat Doe";
    campaign.comes(&mail(
        "Pat Doe <pat.doe@nhs.net>",
        "Mon, 3 Oct 2016 10:00:00 +0100",
        "Lead Healthcare Scientist",
        "",
        text,
    ));
    let sent = campaign.round("2016-10-04 09:00");
    assert!(sent.iter().all(|mail| !mail.starts_with("reminder")), "{sent:?}");
    for trust in ["RR8", "RHQ"] {
        let plan = campaign.plan("2016-10-04 09:10", trust);
        assert!(plan.contains("message 1 is or may be from it and waits for a person"), "{plan}");
    }
    campaign.ok("2016-10-05 10:00", &["review", "reject", "1"]);
    assert_eq!(campaign.round("2016-10-05 10:05"), [HELEN, TOM], "it was from neither");
}

#[test]
fn rounds_that_were_missed_are_merged_into_the_next_one() {
    let campaign = Campaign::begun();
    // The machine was off from 3 to 13 October: two rounds are over, and one mail is sent.
    assert!(campaign.round("2016-10-03 10:00").is_empty());
    assert!(campaign.round("2016-10-13 12:00").is_empty());
    assert_eq!(campaign.round("2016-10-14 11:00"), [HELEN, TOM]);
    assert!(campaign.round("2016-10-17 11:00").is_empty());
}

#[test]
fn nothing_is_sent_later_than_it_makes_sense_or_in_mode_observe() {
    let campaign = Campaign::begun();
    assert!(campaign.round("2016-10-22 11:00").is_empty(), "a Saturday after the last round");
    assert!(campaign.round("2016-11-01 11:00").is_empty());
    let quiet = Campaign::in_mode("observe");
    quiet.ok("2016-09-13 11:00", &["invite", "--mark-sent", "2016-09-13", "--yes"]);
    assert!(quiet.round("2016-10-04 09:00").is_empty());
    let outbox = quiet.outbox();
    assert_eq!(outbox.matches("mode observe: written down, never sent").count(), 2, "{outbox}");
    quiet.office.set("mode = \"observe\"", "mode = \"live\"");
    assert!(quiet.round("2016-10-04 09:30").is_empty(), "what was written down is never released by a change of mode");
}
