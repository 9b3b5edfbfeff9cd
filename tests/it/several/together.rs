//! What is the same for all campaigns: the connection, the holds, the five mails a day, the Sent folder.

use super::{APP, LHS, Mail, Two};
use crate::sending::Scene;

fn lhs(number: u32) -> Mail {
    Mail::new(number, "RE: Lead Healthcare Scientists [LHS16-RR8]", "What is the deadline for our LHS?")
}

fn app(number: u32) -> Mail {
    Mail::new(number, "RE: Apprenticeship Leads [APP17-RR8]", "What is the deadline for our apprenticeship lead?")
}

#[test]
fn mail_of_one_campaign_in_the_sent_folder_is_no_unknown_mail_to_the_other() {
    let two = Two::beside(Scene::new().keeping_copies("keep"));
    two.comes(&lhs(1));
    two.comes(&app(2));
    for _ in 0..3 {
        two.once();
    }
    assert!(two.scene.dovecot.client().ask("STATUS Sent (MESSAGES)").contains("MESSAGES 2"));
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM hold"), 0, "{}", two.scene.installation.log());
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM hand_reply"), 0);
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM outbox WHERE found_at IS NOT NULL"), 2);
    two.comes(&lhs(3));
    two.once();
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (2, 1));
}

#[test]
fn mail_of_a_campaign_that_was_taken_out_is_known_in_the_sent_folder_too() {
    let two = Two::beside(Scene::new().keeping_copies("replace"));
    two.comes(&app(1));
    two.once();
    assert_eq!(two.sent_of(APP), 1);
    two.scene.installation.set("also = [\"apprentices.toml\"]", "");
    two.comes(&lhs(2));
    for _ in 0..2 {
        two.once();
    }
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM hold"), 0, "{}", two.scene.installation.log());
    assert_eq!(two.sent_of(LHS), 1);
}

#[test]
fn too_much_mail_of_both_together_stops_both() {
    let two = Two::new();
    two.scene.installation.set("most_per_hour = 10000", "most_per_hour = 3");
    for number in 1..=2 {
        two.comes(&lhs(number));
        two.comes(&app(number + 10));
    }
    two.once();
    assert!(two.sent().is_empty(), "{:?}", two.sent());
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM hold"), 1);
    let held = two.scene.installation.ok(&["outbox", "holds"]);
    assert!(held.contains("has caused 4 mails within an hour") && held.contains("4 mails queued"), "{held}");
    for campaign in [LHS, APP] {
        assert!(two.scene.installation.ok(&["status", "--campaign", campaign]).contains("HELD since"));
    }
    two.scene.installation.ok(&["outbox", "resume", "1"]);
    two.once();
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (2, 2));
}

#[test]
fn one_address_gets_no_more_mail_a_day_because_there_are_two_campaigns() {
    let two = Two::new();
    for mail in [lhs(1), app(2)] {
        two.comes(&Mail { from: "Marcus Tinsley <marcus@leedsth.nhs.uk>".to_owned(), ..mail });
    }
    two.once();
    assert_eq!(two.sent().len(), 1, "one receipt a day for one address, over all campaigns");
    let states: Vec<String> = [two.outbox(LHS), two.outbox(APP)].concat();
    assert_eq!(states.iter().filter(|state| *state == "held").count(), 1, "{states:?}");
}

#[test]
fn each_campaign_has_a_mail_in_turn() {
    let two = Two::new();
    for number in 1..=3 {
        two.comes(&lhs(number));
    }
    two.comes(&app(11));
    two.once();
    assert_eq!(two.sent().len(), 4);
    let order = two.scene.installation.texts("SELECT campaign_id FROM audit WHERE event = 'mail sent' ORDER BY id");
    assert!(
        order[..2].contains(&APP.to_owned()),
        "three mails of one campaign do not keep the other waiting: {order:?}"
    );
}

#[test]
fn in_mode_observe_of_the_main_file_no_campaign_sends() {
    let two = Two::new();
    two.scene.installation.set("mode = \"live\"", "mode = \"observe\"");
    two.comes(&lhs(1));
    two.comes(&app(2));
    two.once();
    assert!(two.sent().is_empty());
    assert_eq!((two.outbox(LHS), two.outbox(APP)), (vec!["suppressed".to_owned()], vec!["suppressed".to_owned()]));
    let checked = two.scene.installation.ok(&["check"]);
    assert!(checked.contains("apprentices-2017: service.mode: mode live is wanted"), "{checked}");
}

#[test]
fn a_backup_from_before_a_campaign_joined_holds_the_mail_of_both() {
    let two = Two { scene: Scene::new().keeping_copies("keep") };
    let installation = &two.scene.installation;
    two.comes(&lhs(1));
    two.once();
    two.scene.back_up();
    two.join(super::APPRENTICES);
    two.comes(&app(2));
    two.once();
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1));
    two.scene.restore();
    let register = crate::rig::repository().join("fixtures/register/trusts.csv");
    installation.ok(&["--campaign", APP, "trusts", "import", register.to_str().unwrap()]);
    two.comes(&lhs(3));
    for _ in 0..2 {
        two.once();
    }
    assert_eq!(installation.texts("SELECT reason FROM hold WHERE released_at IS NULL"), ["restored"]);
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1), "{}", installation.log());
}

#[test]
fn what_one_campaign_files_is_no_matter_to_the_other() {
    let two = Two { scene: Scene::new() };
    two.join(&format!("{}[filing]\nanswers = \"Apprentices\"\n", super::APPRENTICES));
    let body = "We have no apprenticeship lead and will not nominate one, because the trust employs no apprentices.";
    two.comes(&Mail::new(1, "RE: Apprenticeship Leads [APP17-RR8]", body));
    two.comes(&lhs(2));
    two.once();
    let waiting = two.ledger(APP);
    if waiting[0] == "awaiting_review" {
        two.scene.installation.ok(&[
            "review",
            "accept",
            &two.message(APP, "awaiting_review"),
            "--as",
            "decline",
            "--trust",
            "RR8",
        ]);
    }
    for _ in 0..3 {
        two.once();
    }
    assert_eq!(two.ledger(APP)[0], "answer");
    assert!(two.scene.dovecot.client().ask("STATUS Apprentices (MESSAGES)").contains("MESSAGES 1"));
    assert!(two.scene.dovecot.client().ask("STATUS INBOX (MESSAGES)").contains("MESSAGES 1"));
    assert_eq!(two.ledger(LHS), ["unrelated", "query"]);
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1));
    two.adds_up();
}
