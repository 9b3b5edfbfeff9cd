//! Colleagues who answer from Outlook.

use super::{Scene, asker};

#[test]
fn what_a_colleague_has_answered_by_hand_gets_no_receipt_whichever_is_seen_first() {
    let scene = Scene::new();
    scene.smtp.faults(r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later"}}"#);
    scene.asks(1);
    scene.installation.once();
    assert_eq!(scene.states(), ["queued"]);
    scene.colleague_answers(1, &asker(1));
    scene.colleague_answers(2, &asker(2));
    scene.installation.once();
    assert_eq!(scene.states(), ["dropped"]);
    scene.asks(2);
    scene.asks(3);
    scene.smtp.faults("{}");
    scene.installation.once();
    assert_eq!(scene.states(), ["dropped", "dropped", "sent"]);
    assert_eq!(scene.recipients(), [asker(3)]);
    assert!(scene.installation.ok(&["outbox", "list"]).contains("a colleague has answered by hand"));
    let refused = scene.installation.run(&["outbox", "release", "1"]);
    assert!(!refused.status.success());
}

#[test]
fn a_mail_passed_on_inside_the_team_answers_nobody_and_neither_does_an_out_of_office_note() {
    let scene = Scene::new();
    scene.smtp.faults(r#"{"*": {"at": "rcpt", "do": "451 4.3.0 later", "times": 1}}"#);
    scene.asks(1);
    scene.installation.once();
    scene.colleague_answers(1, "pat.taylor@nhs.net");
    let note = format!(
        "From: england.cso@nhs.net\r\nTo: {}\r\nSubject: Automatic reply\r\nMessage-ID: <auto@nhs.net>\r\n\
         In-Reply-To: <question-1@leedsth.nhs.uk>\r\nAuto-Submitted: auto-replied\r\n\r\nThank you.\r\n",
        asker(1)
    );
    scene.dovecot.client().append("Sent", note.as_bytes());
    scene.installation.change("UPDATE outbox SET not_before = 0");
    scene.installation.once();
    assert_eq!((scene.states(), scene.recipients()), (vec!["sent".to_owned()], vec![asker(1)]));
}
