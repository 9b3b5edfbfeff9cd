//! Our own mail, found in the Sent folder.

use super::{Scene, asker};
use crate::rig::smtp::header;

#[test]
fn an_unknown_mail_that_stands_in_the_sent_folder_was_sent_whatever_message_id_it_has_there() {
    for message_id in ["keep", "replace", "drop"] {
        let scene = Scene::new().keeping_copies(message_id);
        scene.smtp.faults(r#"{"*": {"at": "reply", "do": "accept-drop", "times": 1}}"#);
        scene.asks(1);
        scene.asks(2);
        scene.installation.once();
        assert_eq!(scene.states(), ["unknown", "sent"], "{message_id}");
        scene.installation.once();
        assert_eq!(scene.states(), ["sent", "sent"], "{message_id}");
        assert!(scene.installation.ok(&["outbox", "show", "1"]).contains("found in the Sent folder"));
        assert_eq!(scene.recipients(), [asker(1), asker(2)], "{message_id}");
        assert_eq!(scene.held(), [""; 0]);
        let audit = "SELECT count(*) FROM audit WHERE event = 'mail found in the Sent folder' AND outbox_id = 1";
        assert_eq!(scene.installation.count(audit), 1);
        let learned = scene.installation.texts("SELECT replaced_id FROM outbox ORDER BY id");
        let replaced: Vec<String> = scene.smtp.delivered().iter().map(|mail| id_of(mail)).collect();
        match message_id {
            "keep" => assert!(learned.is_empty()),
            _ => assert!(learned.len() == 2 && learned.iter().all(|id| replaced.contains(id)), "{learned:?}"),
        }
    }
}

#[test]
fn a_mail_that_is_not_in_the_sent_folder_stays_unknown() {
    let scene = Scene::new();
    scene.smtp.faults(r#"{"*": {"at": "reply", "do": "accept-drop", "times": 1}}"#);
    scene.asks(1);
    for _ in 0..3 {
        scene.installation.once();
    }
    assert_eq!((scene.states(), scene.recipients().len()), (vec!["unknown".to_owned()], 1));
}

#[test]
fn killed_while_the_mail_was_on_its_way_it_is_found_however_early_the_folder_was_read() {
    let scene = Scene::new().keeping_copies("replace");
    scene.asks(1);
    scene.installation.once();
    // As if the program had been killed after the folder was read and before the server's yes was written down.
    scene.installation.once();
    scene.installation.change("UPDATE outbox SET state = 'sending', reply = NULL");
    scene.installation.once();
    assert_eq!((scene.states(), scene.recipients().len()), (vec!["sent".to_owned()], 1));
}

fn id_of(mail: &str) -> String {
    header(mail, "Message-ID").unwrap().trim_matches(['<', '>']).to_owned()
}
