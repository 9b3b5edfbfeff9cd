//! A campaign joins a running one, and leaves it.

use std::time::Duration;

use cso_intake::clock::Clock;
use cso_intake::domain::calendar::in_london;

use super::{APP, APPRENTICES, LHS, Mail, Two};
use crate::rig::service::Manager;
use crate::rig::wait_for;
use crate::sending::Scene;

const LIMIT: Duration = Duration::from_secs(40);
const WATCHDOG: Duration = Duration::from_millis(1_000);

fn app(number: u32) -> Mail {
    Mail::new(number, "RE: Apprenticeship Leads [APP17-RR8]", "What is the deadline for our apprenticeship lead?")
}

#[test]
fn a_campaign_that_joins_later_does_not_answer_the_first_ones_old_mail() {
    let scene = Scene::new();
    let two = Two { scene };
    let both = "Our Lead Healthcare Scientist (LHS) and apprenticeship lead is Dr Una Brown, una.brown@leedsth.nhs.uk.";
    two.comes(&Mail::new(1, "RE: Lead Healthcare Scientists [LHS16-RR8]", both));
    two.comes(&Mail::new(2, "Our LHS", "When do you need the name of our LHS and apprenticeship lead by?"));
    two.comes(&Mail::new(3, "The canteen", "Lunch is at noon."));
    two.once();
    let (before, mails) = (two.ledger(LHS), two.outbox(LHS));
    assert_eq!(mails.len(), 2, "{mails:?}");
    two.join(APPRENTICES);
    for _ in 0..2 {
        two.once();
    }
    assert_eq!((two.ledger(LHS), two.outbox(LHS)), (before, mails));
    assert_eq!(two.ledger(APP), ["unrelated"; 3], "{}", two.scene.installation.ok(&["status", "--messages"]));
    assert!(two.outbox(APP).is_empty());
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM answer WHERE campaign_id <> 'lhs-2016'"), 0);
    two.adds_up();
}

#[test]
fn a_campaign_reads_nothing_from_before_its_own_day() {
    let two = Two { scene: Scene::new() };
    two.comes(&Mail::new(1, "The apprentice lead", "When do you need our apprenticeship lead by?"));
    two.once();
    let tomorrow = in_london(Clock::System.now()).tomorrow().unwrap().date();
    two.join(&format!("{APPRENTICES}read_from = \"{tomorrow}\"\n"));
    two.once();
    assert!(two.ledger(APP).is_empty());
}

#[test]
fn a_campaign_joins_and_leaves_while_the_service_runs() {
    let two = Two { scene: Scene::new() };
    let installation = &two.scene.installation;
    let manager = Manager::new();
    let service = installation.start_under(&manager, WATCHDOG);
    manager.wait_for("READY=1", 1);
    two.comes(&Mail::new(1, "RE: Lead Healthcare Scientists [LHS16-RR8]", "What is the deadline for our LHS?"));
    wait_for("the first campaign's mail", LIMIT, || (two.sent_of(LHS) == 1).then_some(()));
    two.comes(&app(2));
    two.join(APPRENTICES);
    service.signal("HUP");
    manager.wait_for("READY=1", 2);
    wait_for("the second campaign's mail", LIMIT, || (two.sent_of(APP) == 1).then_some(()));
    assert!(!installation.log().contains("not taken over"), "{}", installation.log());

    // What is queued when it leaves stays as it is.
    two.scene.smtp.faults(r#"{"asker3": {"at": "rcpt", "do": "451 4.3.0 later"}}"#);
    two.comes(&app(3));
    wait_for("a mail that is put off", LIMIT, || (two.outbox(APP) == ["sent", "queued"]).then_some(()));
    installation.set("also = [\"apprentices.toml\"]", "# nothing else");
    service.signal("HUP");
    manager.wait_for("READY=1", 3);
    two.scene.smtp.faults("{}");
    installation.change("UPDATE outbox SET not_before = 0");
    two.comes(&app(4));
    two.comes(&Mail::new(5, "RE: Lead Healthcare Scientists [LHS16-RR8]", "What is the deadline for our LHS?"));
    wait_for("the first campaign's second mail", LIMIT, || (two.sent_of(LHS) == 2).then_some(()));
    assert_eq!((two.outbox(APP), two.ledger(APP).len()), (vec!["sent".to_owned(), "queued".to_owned()], 3));
    assert!(service.stop(), "{}", installation.log());
    two.once();
    assert_eq!((two.outbox(APP), two.sent_of(APP)), (vec!["sent".to_owned(), "queued".to_owned()], 1));

    // It comes back, and finds everything as it was.
    installation.set("# nothing else", "also = [\"apprentices.toml\"]");
    two.once();
    assert_eq!(two.sent_of(APP), 3, "what was queued and what came meanwhile");
    two.adds_up();
}

#[test]
fn what_answers_a_campaign_that_is_gone_goes_to_a_person() {
    let two = Two::new();
    two.comes(&app(1));
    two.once();
    let ours = two.scene.installation.outbox()[0].message_id.clone();
    two.scene.installation.set("also = [\"apprentices.toml\"]", "");
    let body = "Our Lead Healthcare Scientist (LHS) is Dr Una Brown, una.brown@leedsth.nhs.uk, 0113 496 0123.";
    two.comes(&Mail::new(2, "Our answer", body).answering(&ours));
    two.once();
    assert_eq!(two.ledger(LHS), ["unrelated", "awaiting_review"]);
    let waiting = two.scene.installation.ok(&["review", "list"]);
    assert!(waiting.contains("it could be mail of campaign apprentices-2017"), "{waiting}");
}

#[test]
fn a_mail_that_was_on_its_way_when_the_program_was_killed_is_unknown_in_its_own_campaign() {
    let two = Two::new();
    two.scene.smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:300"}}"#);
    two.comes(&app(1));
    let service = two.scene.installation.start();
    wait_for("the mail to be under way", LIMIT, || (two.outbox(APP) == ["sending"]).then_some(()));
    service.kill();
    two.scene.smtp.faults("{}");
    two.once();
    assert_eq!(two.outbox(APP), ["unknown"]);
    two.adds_up();
}
