//! A mail is of one campaign at most, and only that one answers it.

use cso_intake::clock::Clock;
use cso_intake::domain::calendar::in_london;

use super::{APP, APPRENTICES, LHS, Mail, Two};
use crate::sending::Scene;

const WHEN: &str = "When do you need our Lead Healthcare Scientist by? Our apprenticeship lead asks too.";

#[test]
fn a_tag_says_whose_a_mail_is_whatever_words_stand_in_it() {
    let two = Two::new();
    two.comes(&Mail::new(1, "RE: Lead Healthcare Scientists [LHS16-RR8]", WHEN));
    two.comes(&Mail::new(2, "RE: Apprenticeship Leads [app17-RR8]", WHEN));
    two.once();
    two.once();
    assert_eq!(two.ledger(LHS), ["query", "unrelated"]);
    assert_eq!(two.ledger(APP), ["unrelated", "query"]);
    assert_eq!((two.outbox(LHS), two.outbox(APP)), (vec!["sent".to_owned()], vec!["sent".to_owned()]));
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1));
    let mails = two.scene.smtp.delivered();
    let app = mails.iter().find(|mail| mail.contains("asker2@")).unwrap();
    assert!(app.contains("[APP17-RR8]") && !app.contains("LHS16"), "{app}");
    let listed = two.scene.installation.ok(&["status", "--messages", "--campaign", LHS]);
    assert!(listed.contains("mail of campaign apprentices-2017"), "{listed}");
    two.adds_up();
}

#[test]
fn an_answer_to_our_mail_is_of_the_campaign_that_wrote_it() {
    let two = Two::new();
    two.comes(&Mail::new(1, "RE: Apprenticeship Leads [APP17-RR8]", "When do you need our apprenticeship lead by?"));
    two.once();
    let ours = two.scene.installation.outbox()[0].message_id.clone();
    let body = "Dear colleague,\n\nOur Lead Healthcare Scientist (LHS) is Dr Una Brown, una.brown@leedsth.nhs.uk, 0113 496 0123.";
    two.comes(&Mail::new(2, "Our answer", body).answering(&ours));
    two.once();
    assert_eq!(two.ledger(LHS), ["unrelated", "unrelated"]);
    let theirs = two.ledger(APP);
    assert_eq!(theirs, ["query", "awaiting_review"]);
    assert_eq!(two.scene.installation.count("SELECT count(*) FROM answer WHERE campaign_id = 'lhs-2016'"), 0);
    assert_eq!(two.sent_of(LHS), 0);
}

#[test]
fn words_that_only_one_campaign_is_known_by_say_whose_a_mail_is() {
    let two = Two::new();
    two.comes(&Mail::new(1, "A question", "What is the deadline for naming our Lead Healthcare Scientist?"));
    two.comes(&Mail::new(2, "A question", "What is the deadline for nominating our apprenticeship lead?"));
    two.once();
    assert_eq!(two.ledger(LHS), ["query", "unrelated"]);
    assert_eq!(two.ledger(APP), ["unrelated", "query"]);
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1));
}

#[test]
fn what_could_be_of_two_goes_to_a_person_once_and_is_answered_once_by_the_one_they_say() {
    let two = Two::new();
    two.comes(&Mail::new(1, "A question", WHEN));
    two.comes(&Mail::new(2, "A question [LHS16-RR8] [APP17-RR8]", WHEN));
    for _ in 0..2 {
        two.once();
    }
    assert_eq!(two.ledger(LHS), ["awaiting_review", "awaiting_review"]);
    assert_eq!(two.ledger(APP), ["unrelated", "unrelated"]);
    assert!(two.sent().is_empty(), "nobody knows yet whose it is");
    let installation = &two.scene.installation;
    let waiting = installation.ok(&["review", "list"]);
    assert!(waiting.contains("it could be mail of campaign apprentices-2017 as well"), "{waiting}");

    let first = two.message(LHS, "awaiting_review");
    let handed = installation.ok(&["review", "hand-over", &first, "--to", APP]);
    assert!(handed.contains("of campaign apprentices-2017"), "{handed}");
    two.once();
    assert_eq!(two.ledger(LHS), ["unrelated", "awaiting_review"]);
    assert_eq!(two.ledger(APP), ["query", "unrelated"]);
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (0, 1), "{:?}", two.sent());

    let refused = installation.run(&["review", "accept", &first, "--as", "decline", "--trust", "RR8"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("is mail of campaign apprentices-2017"), "{refused:?}");
    let second = two.message(LHS, "awaiting_review");
    installation.ok(&["review", "accept", &second, "--as", "decline", "--trust", "RR8"]);
    two.once();
    assert_eq!((two.sent_of(LHS), two.sent_of(APP)), (1, 1), "{:?}", two.sent());
    two.adds_up();

    let there = two.message(APP, "query");
    let back = installation.ok(&["review", "hand-over", &there, "--to", LHS]);
    assert!(back.contains("of campaign lhs-2016"), "{back}");
    two.once();
    assert_eq!(two.sent().len(), 2, "it was answered once already: {:?}", two.sent());
    assert_eq!(two.outbox(LHS).iter().filter(|state| *state == "held").count(), 1);
}

#[test]
fn a_bounce_is_of_the_campaign_whose_mail_has_bounced() {
    let two = Two::new();
    two.comes(&Mail::new(1, "RE: Apprenticeship Leads [APP17-RR8]", "When do you need our apprenticeship lead by?"));
    two.once();
    let ours = two.scene.installation.outbox()[0].message_id.clone();
    let bounce = format!(
        "From: Mail Delivery System <mailer-daemon@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nDate: {}\r\nMessage-ID: <bounce@leedsth.nhs.uk>\r\nMIME-Version: 1.0\r\n\
         Auto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nYour mail about the lead healthcare scientist could not be delivered.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.leedsth.nhs.uk\r\n\r\n\
         Final-Recipient: rfc822; asker1@leedsth.nhs.uk\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{ours}>\r\nTo: asker1@leedsth.nhs.uk\r\n\r\n--b--\r\n",
        in_london(Clock::System.now()).strftime("%a, %d %b %Y %H:%M:%S %z")
    );
    two.scene.dovecot.client().append("INBOX", bounce.as_bytes());
    two.once();
    assert_eq!(two.ledger(LHS), ["unrelated", "unrelated"]);
    assert_eq!(two.ledger(APP), ["query", "bounce"]);
}

#[test]
fn campaigns_of_the_same_words_are_told_apart_by_their_names_or_by_a_person() {
    let two = Two { scene: Scene::new() };
    two.join(
        &APPRENTICES
            .replace("Apprenticeship Leads", "Lead Healthcare Scientists")
            .replace("\"apprenticeship lead\", \"apprentice lead\"", "\"lead healthcare scientist\", \"lhs\""),
    );
    let question = "What is the deadline for naming our Lead Healthcare Scientist?";
    two.comes(&Mail::new(1, "RE: Lead Healthcare Scientists 2016", question));
    two.comes(&Mail::new(2, "RE: Lead Healthcare Scientists 2017", question));
    two.comes(&Mail::new(3, "A question", "What is the deadline for naming our Lead Health Care Scientist?"));
    two.once();
    assert_eq!(two.ledger(LHS)[..2], ["query", "unrelated"]);
    assert_eq!(two.ledger(APP)[..2], ["unrelated", "query"]);
    assert_eq!(
        (two.ledger(LHS)[2].as_str(), two.ledger(APP)[2].as_str()),
        ("query", "unrelated"),
        "a word that only one has"
    );
    two.comes(&Mail::new(4, "A question", question));
    two.once();
    assert_eq!((two.ledger(LHS)[3].as_str(), two.ledger(APP)[3].as_str()), ("awaiting_review", "unrelated"));
    assert_eq!(two.sent().len(), 3);
}

#[test]
fn a_note_of_absence_is_of_the_campaign_that_has_written_to_its_sender() {
    let two = Two::new();
    two.comes(&Mail::new(1, "RE: Apprenticeship Leads [APP17-RR8]", "When do you need our apprenticeship lead by?"));
    two.once();
    let away = "I am out of the office until Monday 3 October with no access to e-mail. Please contact my secretary.";
    let automatic = |mail: Mail| Mail { more: "Auto-Submitted: auto-replied\n".to_owned(), ..mail };
    let from = "Marcus Tinsley <asker1@leedsth.nhs.uk>".to_owned();
    two.comes(&automatic(Mail { from, ..Mail::new(2, "Automatic reply", away) }));
    two.comes(&automatic(Mail::new(3, "Automatic reply: RE: Lead Healthcare Scientists", away)));
    two.once();
    assert_eq!(two.ledger(LHS), ["unrelated", "unrelated", "automatic"]);
    assert_eq!(two.ledger(APP), ["query", "automatic", "unrelated"]);
}
