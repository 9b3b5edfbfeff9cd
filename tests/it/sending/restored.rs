//! A database that was put back from a backup: nothing goes out twice.

use std::fs;

use super::{Scene, asker};

impl Scene {
    /// Copies the database, as a backup does. Nothing runs, so the file is all there is.
    pub fn back_up(&self) {
        fs::copy(self.installation.path("cso-intake.db"), self.installation.path("backup")).unwrap();
    }

    pub fn restore(&self) {
        for left in ["cso-intake.db-wal", "cso-intake.db-shm"] {
            let _ = fs::remove_file(self.installation.path(left));
        }
        fs::copy(self.installation.path("backup"), self.installation.path("cso-intake.db")).unwrap();
    }

    /// The database moves to another machine: without its mark.
    fn lose_the_mark(&self) {
        fs::remove_file(self.installation.path("cso-intake.db.mark")).unwrap();
    }
}

/// Two mails were sent before the backup and after it two more, one of which the backup has as queued.
fn after_a_backup(scene: &Scene) {
    scene.smtp.faults(r#"{"asker2": {"at": "rcpt", "do": "451 4.3.0 later"}}"#);
    scene.asks(1);
    scene.asks(2);
    scene.installation.once();
    assert_eq!(scene.states(), ["sent", "queued"]);
    scene.back_up();
    scene.smtp.faults("{}");
    scene.asks(3);
    scene.installation.change("UPDATE outbox SET not_before = 0");
    scene.installation.once();
    assert_eq!(scene.states(), ["sent"; 3]);
}

fn each_once(scene: &Scene, askers: u32) {
    assert_eq!(scene.recipients(), (1..=askers).map(asker).collect::<Vec<_>>(), "{}", scene.installation.log());
}

#[test]
fn without_a_sent_folder_the_mark_tells_and_what_may_have_gone_out_waits_for_a_person() {
    let scene = Scene::new();
    scene.installation.set("folders = ", "sent_folder = \"none\"\nfolders = ");
    after_a_backup(&scene);
    scene.restore();
    for _ in 0..2 {
        scene.installation.once();
    }
    assert_eq!(
        (scene.held(), scene.states()),
        (vec!["restored".to_owned()], ["sent", "unknown", "unknown"].map(str::to_owned).to_vec())
    );
    each_once(&scene, 3);
    assert!(scene.installation.ok(&["outbox", "holds"]).contains("this database may be older than what was sent"));
    scene.installation.ok(&["outbox", "resume", "1"]);
    scene.asks(4);
    scene.installation.once();
    each_once(&scene, 4);
    assert_eq!(scene.states()[1..], ["unknown", "unknown", "sent"]);
}

#[test]
fn the_sent_folder_tells_what_has_gone_out() {
    for mark in ["there", "lost"] {
        let scene = Scene::new().keeping_copies("replace");
        after_a_backup(&scene);
        scene.restore();
        if mark == "lost" {
            scene.lose_the_mark();
        }
        for _ in 0..2 {
            scene.installation.once();
        }
        assert_eq!(scene.states(), ["sent"; 3], "{mark}");
        assert_eq!(scene.held(), ["restored"], "{mark}");
        each_once(&scene, 3);
        scene.installation.ok(&["outbox", "resume", "1"]);
        scene.asks(4);
        for _ in 0..2 {
            scene.installation.once();
        }
        each_once(&scene, 4);
        assert_eq!(scene.held(), [""; 0], "{mark}");
    }
}

#[test]
fn messages_that_come_in_another_order_after_the_restore_are_not_taken_for_each_other() {
    let scene = Scene::new().keeping_copies("keep");
    scene.asks(1);
    scene.installation.once();
    scene.back_up();
    scene.asks(2);
    scene.asks(3);
    scene.installation.once();
    each_once(&scene, 3);
    // The second has gone meanwhile, so the third takes its number in the restored database.
    scene.dovecot.client().expunge("INBOX", "2");
    scene.restore();
    scene.lose_the_mark();
    for _ in 0..2 {
        scene.installation.once();
    }
    assert_eq!(scene.held(), ["restored"]);
    each_once(&scene, 3);
    assert_ne!(scene.states()[1], "queued");
    scene.installation.ok(&["outbox", "resume", "1"]);
    scene.installation.once();
    each_once(&scene, 3);
}

#[test]
fn an_installation_that_begins_anew_answers_nothing_that_was_answered_before() {
    let scene = Scene::new().keeping_copies("replace");
    scene.asks(1);
    scene.installation.once();
    scene.installation.forget();
    scene.asks(2);
    for _ in 0..2 {
        scene.installation.once();
    }
    assert_eq!(scene.held(), ["restored"], "the mark is of another database");
    each_once(&scene, 1);
    scene.lose_the_mark();
    scene.installation.forget();
    scene.installation.once();
    assert_eq!(scene.states(), ["dropped", "sent"]);
    each_once(&scene, 2);
}

#[test]
fn a_database_from_elsewhere_sends_nothing_while_the_sent_folder_cannot_be_read() {
    let scene = Scene::new();
    scene.asks(1);
    scene.installation.once();
    scene.lose_the_mark();
    scene.installation.set("folders = ", "sent_folder = \"Nowhere\"\nfolders = ");
    scene.asks(2);
    let ran = scene.installation.run(&["run", "--once"]);
    assert!(String::from_utf8_lossy(&ran.stderr).contains("the Sent folder cannot be read"), "{ran:?}");
    each_once(&scene, 1);
    scene.installation.set("Nowhere", "Sent");
    scene.installation.once();
    each_once(&scene, 2);
}

#[test]
fn killed_again_and_again_nothing_looks_restored() {
    let scene = Scene::new().keeping_copies("replace");
    for number in 1..=8 {
        scene.asks(number);
        let service = scene.installation.start();
        std::thread::sleep(std::time::Duration::from_millis(50 + 40 * u64::from(number)));
        service.kill();
    }
    scene.installation.once();
    scene.installation.once();
    assert_eq!(scene.held(), [""; 0]);
    // A kill may fall between the note that a mail is being sent and the mail: then it is unknown, and has not arrived.
    let arrived = scene.recipients();
    let states = scene.states();
    assert_eq!(states.len(), 8);
    for (number, state) in (1..).zip(&states) {
        let times = arrived.iter().filter(|to| **to == asker(number)).count();
        let fits = if state == "unknown" { times == 0 } else { state == "sent" && times == 1 };
        assert!(fits, "mail {number} is {state} and has arrived {times} times\n{}", scene.installation.log());
    }
}
