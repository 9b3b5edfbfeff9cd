//! The deadline: the configuration's first, then only what a person says.

use super::Campaign;

#[test]
fn moving_the_deadline_plans_every_round_anew_and_can_be_taken_back() {
    let campaign = Campaign::begun();
    assert_eq!(campaign.round("2016-10-04 09:00").len(), 2);
    let refused = campaign.refused("2016-10-05 10:00", &["campaign", "extend", "2016-10-21 17:00"]);
    assert!(refused.contains("the deadline stays; say --yes"), "{refused}");
    let said = campaign.ok("2016-10-05 10:00", &["campaign", "extend", "2016-10-21 17:00", "--yes", "--by", "jo"]);
    assert!(said.contains("now 5pm on Friday 21 October 2016 (it was 5pm on Tuesday 11 October 2016)"), "{said}");
    assert!(said.contains("campaign extend \"2016-10-11 17:00\""), "{said}");
    assert!(campaign.round("2016-10-10 09:00").is_empty(), "that round was of the deadline before");
    assert_eq!(campaign.round("2016-10-14 09:00").len(), 2);
    let letter = campaign.office.ok(&["outbox", "show", "3"]);
    assert!(letter.contains("by 5pm on Friday 21 October 2016") && letter.contains("We wrote again on"), "{letter}");
    let shown = campaign.shown("2016-10-14 09:10");
    assert_eq!(shown["deadline_version"], 2);
    assert_eq!(shown["deadlines"][1]["set_by"], "jo");
    campaign.ok("2016-10-14 10:00", &["campaign", "extend", "2016-10-11 17:00", "--yes"]);
    assert_eq!(campaign.shown("2016-10-14 10:01")["deadline_version"], 3);
    let same = campaign.refused("2016-10-14 10:02", &["campaign", "extend", "2016-10-11 5pm", "--yes"]);
    assert!(same.contains("the deadline is 5pm on Tuesday 11 October 2016 already"), "{same}");
}

#[test]
fn the_configuration_decides_until_trusts_were_asked_and_is_only_told_off_afterwards() {
    let campaign = Campaign::in_mode("live");
    assert_eq!(campaign.shown("2016-09-12 10:00")["deadline"], "2016-10-11T17:00:00+01:00[Europe/London]");
    campaign.office.set("deadline = \"2016-10-11 17:00\"", "deadline = \"2016-10-14 17:00\"");
    let shown = campaign.shown("2016-09-12 10:05");
    assert_eq!(
        (&shown["deadline"], &shown["deadline_version"]),
        (&"2016-10-14T17:00:00+01:00[Europe/London]".into(), &1.into())
    );
    campaign.ok("2016-09-13 11:00", &["invite", "--mark-sent", "2016-09-13", "RR8"]);
    campaign.office.set("deadline = \"2016-10-14 17:00\"", "deadline = \"2016-10-18 17:00\"");
    assert_eq!(campaign.shown("2016-09-13 12:00")["deadline"], "2016-10-14T17:00:00+01:00[Europe/London]");
    let check = campaign.ok("2016-09-13 12:00", &["check"]);
    let said = "names 5pm on Tuesday 18 October 2016 as the deadline, but 5pm on Friday 14 October 2016 is in force";
    assert!(check.contains(said) && check.contains("campaign extend \"2016-10-18 17:00\""), "{check}");
    let service = campaign.run("2016-09-13 12:01", &["run", "--once"]);
    assert!(service.err.contains("the deadline of the configuration is not the one in force"), "{service:?}");
    assert!(campaign.office.status()["deadline_disagrees"].is_string());
}

#[test]
fn an_invitation_that_waits_names_the_new_deadline() {
    let campaign = Campaign::in_mode("approve");
    campaign.ok("2016-09-13 09:30", &["invite", "--send", "--yes"]);
    let said = campaign.ok("2016-09-13 09:40", &["campaign", "extend", "2016-10-21 17:00", "--yes"]);
    assert!(said.contains("2 invitations that waited written anew"), "{said}");
    let letter = campaign.office.ok(&["outbox", "show", "1"]);
    assert!(letter.contains("by 5pm on Friday 21 October"), "{letter}");
    campaign.ok("2016-09-13 09:45", &["outbox", "release", "--all-held"]);
    assert_eq!(campaign.round("2016-09-13 09:50").len(), 2);
}
