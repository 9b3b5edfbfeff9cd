//! Too many mails, and a mailbox that is no longer read.

use super::{LIMIT, Scene, asker};
use crate::rig::wait_for;

#[test]
fn more_mail_than_is_normal_stops_all_sending_until_a_person_releases_it() {
    let scene = Scene::new();
    scene.installation.set("most_per_hour = ", "most_per_hour = 3 # ");
    (1..=4).for_each(|number| scene.asks(number));
    for _ in 0..2 {
        scene.installation.once();
    }
    assert_eq!((scene.recipients(), scene.held()), (vec![], vec!["too_many".to_owned()]));
    assert_eq!(
        scene.installation.log().matches("all sending is held until").count(),
        1,
        "{}",
        scene.installation.log()
    );
    for command in [["outbox", "list"], ["outbox", "holds"]] {
        let said = scene.installation.ok(&command);
        assert!(said.contains("has caused 4 mails within an hour") && said.contains("outbox resume 1"), "{said}");
    }
    assert!(scene.installation.ok(&["status"]).contains("HELD since"));

    scene.installation.ok(&["outbox", "release", "2"]);
    scene.installation.once();
    assert_eq!(scene.recipients(), [asker(2)], "what a person releases goes out all the same");

    let said = scene.installation.ok(&["outbox", "resume", "1"]);
    assert!(said.contains(&asker(1)) && said.contains("goes out at the next delivery"), "{said}");
    scene.installation.once();
    assert_eq!((scene.recipients().len(), scene.held().len()), (4, 0), "{:?}", scene.states());
    scene.asks(5);
    scene.installation.once();
    assert_eq!(scene.recipients().len(), 5, "what was released is counted no more");
}

#[test]
fn nothing_goes_out_when_a_watched_folder_was_not_read_for_a_day_and_a_person_ends_that_when_it_is_read_again() {
    let mut scene = Scene::new();
    scene.smtp.faults(r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later"}}"#);
    scene.asks(1);
    scene.asks(2);
    let service = scene.installation.start();
    wait_for("two tries", LIMIT, || (scene.smtp.logged("451") == 2).then_some(()));
    scene.dovecot.stop();
    let is_gone = || scene.installation.log().contains("the mailbox could not be read").then_some(());
    wait_for("the mailbox to be gone", LIMIT, is_gone);
    scene.smtp.faults("{}");
    scene.installation.change("UPDATE folder SET read_at = read_at - 90000 WHERE name = 'Junk'");
    scene.installation.change("UPDATE outbox SET not_before = 0");
    wait_for("the hold", LIMIT, || (scene.held() == ["not_read"]).then_some(()));
    assert!(scene.recipients().is_empty());
    let said = scene.installation.run(&["outbox", "resume", "1"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("must be read again first"), "{said:?}");
    // What a person releases by its number goes out.
    scene.installation.ok(&["outbox", "release", "2"]);
    wait_for("the mail", LIMIT, || (scene.recipients() == [asker(2)]).then_some(()));
    drop(service);
    scene.installation.change("UPDATE folder SET read_at = read_at + 90000 WHERE name = 'Junk'");
    scene.installation.ok(&["outbox", "resume", "1"]);
    assert_eq!(scene.states(), ["queued", "sent"]);
}

#[test]
fn after_a_start_nothing_goes_out_before_everything_was_looked_at_once() {
    let scene = Scene::new();
    scene.smtp.faults(r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later", "times": 1}}"#);
    scene.asks(1);
    scene.installation.once();
    scene.installation.change("UPDATE outbox SET not_before = 0");
    scene.installation.set(r#""INBOX", "Junk""#, r#""INBOX", "Nowhere""#);
    let ran = scene.installation.run(&["run", "--once"]);
    assert!(String::from_utf8_lossy(&ran.stderr).contains("has not been read to its end since the start"), "{ran:?}");
    assert!(scene.recipients().is_empty() && scene.held().is_empty());
    scene.installation.set("Nowhere", "Junk");
    scene.installation.once();
    assert_eq!(scene.recipients(), [asker(1)]);
}

#[test]
fn a_busy_server_makes_all_mail_wait_and_not_one_after_the_other() {
    for answer in ["421 4.3.2 too many connections", "432 4.3.2 sender thread limit exceeded"] {
        let scene = Scene::new();
        scene.smtp.faults(&format!(r#"{{"*": {{"at": "reply", "do": "{answer}"}}}}"#));
        (1..=3).for_each(|number| scene.asks(number));
        scene.installation.once();
        assert_eq!(scene.smtp.logged("fault"), 1, "one mail finds out for all");
        assert_eq!(scene.states(), ["queued"; 3]);
        scene.smtp.faults("{}");
        scene.installation.once();
        assert_eq!(scene.recipients().len(), 3);
    }
}
