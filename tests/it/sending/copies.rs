//! append_to_sent: a copy of what was sent, exactly once.

use super::Scene;
use crate::rig::smtp::header;

fn sent_folder(scene: &Scene) -> String {
    let mut client = scene.dovecot.client();
    client.ask("EXAMINE Sent");
    client.ask("UID FETCH 1:* (FLAGS BODY.PEEK[])").replace("\r\n", "\n")
}

#[test]
fn a_copy_of_the_bytes_that_were_sent_stands_in_the_sent_folder_once_whenever_the_program_is_killed() {
    let scene = Scene::new();
    scene.installation.set("rate_per_minute", "append_to_sent = true\nrate_per_minute");
    scene.asks(1);
    scene.installation.once();
    assert_eq!(
        scene.installation.texts("SELECT copy FROM outbox"),
        ["owed"],
        "the look is over when the mail goes out"
    );
    scene.installation.once();
    assert_eq!(scene.installation.texts("SELECT copy FROM outbox"), ["made"]);
    let mail = &scene.smtp.delivered()[0];
    let (_, sent) = mail.split_once("X-From: england.cso@nhs.net\n").unwrap();
    let there = sent_folder(&scene);
    assert!(there.contains(sent.trim_end()), "{sent}\n{there}");
    assert!(there.contains("\\Seen"), "{there}");

    // Killed between the server's yes and the note of it.
    scene.installation.change("UPDATE outbox SET copy = 'owed', found_at = NULL; UPDATE sent_folder SET last_uid = 99");
    scene.installation.once();
    assert_eq!(scene.installation.texts("SELECT copy FROM outbox"), ["made"]);
    assert_eq!(sent_folder(&scene).matches("X-CSO-Ref").count(), 1);
    assert_eq!(header(mail, "X-Rcpt"), Some(super::asker(1).as_str()));
}

#[test]
fn where_the_server_keeps_sent_mail_itself_no_second_copy_is_put_there() {
    let scene = Scene::new().keeping_copies("replace");
    scene.installation.set("rate_per_minute", "append_to_sent = true\nrate_per_minute");
    scene.asks(1);
    for _ in 0..3 {
        scene.installation.once();
    }
    assert_eq!(sent_folder(&scene).matches("X-CSO-Ref").count(), 1);
}
