//! The traps of IDLE, and what else a session asks that only a scripted server answers badly enough. A0001 is the login.

use tokio::time::timeout;

use super::*;

/// So long nobody waits.
const LONG: Duration = Duration::from_secs(60);

/// A session that wants to be woken, INBOX open with three messages.
async fn idling(script: &[&str]) -> Session {
    let script: Vec<&str> = [OPENED].into_iter().chain(script.iter().copied()).collect();
    let mut session = facing(&script).await;
    session.can.idle = true;
    session.wants_idle = true;
    session.open("INBOX").await.unwrap();
    session
}

async fn news(session: &mut Session) -> Result<(), MailboxError> {
    timeout(LONG / 10, session.wait_for_news(LONG)).await.expect("nothing woke us")
}

/// Waits for the time, which must be over without news, and says how.
async fn no_news(session: &mut Session) -> Result<(), MailboxError> {
    session.wait_for_news(Duration::from_millis(60)).await
}

#[tokio::test]
async fn more_messages_are_news_and_what_was_there_is_none() {
    let told =
        "+ idling\r\n* 3 EXISTS\r\n* 1 RECENT\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n* 4 EXISTS\r\n";
    let mut session = idling(&[told, "A0003 OK done\r\n", OPENED]).await;
    news(&mut session).await.unwrap();
    session.open("INBOX").await.unwrap();
    let quiet = "+ idling\r\n* 3 EXISTS\r\n* 2 FETCH (FLAGS (\\Seen))\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n";
    let mut session = idling(&[quiet, "A0003 OK done\r\n", OPENED]).await;
    no_news(&mut session).await.unwrap();
    session.open("INBOX").await.unwrap();
}

#[tokio::test]
async fn a_message_that_takes_the_place_of_one_that_left_is_news() {
    let mut session = idling(&["+ idling\r\n* 1 EXPUNGE\r\n* 3 EXISTS\r\n", "A0003 OK done\r\n"]).await;
    news(&mut session).await.unwrap();
}

#[tokio::test]
async fn a_server_that_does_not_want_to_idle_is_waited_for_without_it() {
    for refusal in ["TAG NO not now\r\n", "TAG BAD what is that\r\n", "TAG OK done\r\n"] {
        let mut session = idling(&[refusal, "TAG OK alive\r\n", "TAG OK alive\r\n"]).await;
        no_news(&mut session).await.unwrap();
        no_news(&mut session).await.unwrap();
        assert!(!session.can.idle, "{refusal}");
    }
}

#[tokio::test]
async fn a_server_that_ends_idle_at_once_is_not_asked_again_and_again() {
    let mut session = idling(&["+ idling\r\nTAG OK enough\r\n", "TAG OK alive\r\n"]).await;
    no_news(&mut session).await.unwrap();
    assert!(!session.can.idle);
}

#[tokio::test]
async fn goodbye_hanging_up_and_silence_are_a_lost_line_also_while_idling() {
    for (script, timed_out) in [
        (&["+ idling\r\n* BYE shutting down for jane@leedsth.nhs.uk\r\n"][..], false),
        (&["HANG UP"], false),
        (&["+ idling\r\n* 4 EXISTS\r\n", "HANG UP"], false),
        // DONE is not answered; IDLE is not answered at all.
        (&["+ idling\r\n* 4 EXISTS\r\n"], true),
        (&[], true),
    ] {
        let mut session = idling(script).await;
        let error = news(&mut session).await.unwrap_err();
        assert_eq!(matches!(error, MailboxError::Timeout { command: "IDLE", .. }), timed_out, "{script:?} {error}");
        assert!(error.is_line_lost() && !error.to_string().contains("jane"), "{error}");
        assert!(session.open("INBOX").await.unwrap_err().is_line_lost());
    }
}

#[tokio::test]
async fn a_wait_that_is_dropped_is_ended_before_the_next_question() {
    let mut session = idling(&["+ idling\r\n", "A0003 OK done\r\n", OPENED]).await;
    assert!(timeout(Duration::from_millis(100), session.wait_for_news(LONG)).await.is_err());
    assert_eq!(session.open("INBOX").await.unwrap(), 77);
}

#[tokio::test]
async fn what_came_in_during_the_look_is_news_without_waiting() {
    let mut session = idling(&["* SEARCH\r\n* 4 EXISTS\r\nTAG OK done\r\n"]).await;
    session.list(None, date(2016, 10, 1)).await.unwrap();
    news(&mut session).await.unwrap();
    // Another folder was looked at meanwhile.
    let first = "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] f\r\n* OK [UIDNEXT 9] f\r\nTAG OK done\r\n";
    let second = "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] f\r\n* OK [UIDNEXT 10] f\r\nTAG OK done\r\n";
    let mut session = idling(&[first, OPENED, second]).await;
    session.open("INBOX").await.unwrap();
    session.open("Junk").await.unwrap();
    news(&mut session).await.unwrap();
}

#[tokio::test]
async fn a_folder_is_found_below_the_prefix_that_the_server_tells() {
    let script = [
        "TAG NO Mailbox does not exist\r\n",
        "* LIST (\\HasChildren) \".\" INBOX\r\n* LIST (\\Junk) \".\" \"INBOX.Junk \\\"x\\\"\"\r\nTAG OK done\r\n",
        "* NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) NIL\r\nTAG OK done\r\n",
        OPENED,
        OPENED,
    ];
    let mut session = facing(&script).await;
    session.can.namespace = true;
    assert_eq!(session.open("Junk \"x\"").await.unwrap(), 77);
    assert_eq!(session.open("Junk \"x\"").await.unwrap(), 77, "the second time it is opened at once");
    let script = ["TAG NO no\r\n", "* LIST () \".\" INBOX\r\nTAG OK done\r\n", "TAG BAD no such command\r\n", OPENED];
    let mut session = facing(&script).await;
    session.can.namespace = true;
    assert!(matches!(session.open("Junk").await, Err(MailboxError::NoSuchFolder(_))));
    session.open("INBOX").await.unwrap();
}

#[tokio::test]
async fn where_a_message_went_is_read_wherever_the_server_says_it() {
    let copied = "OK [COPYUID 5 7 31]";
    let spot = Spot { folder: "INBOX".to_owned(), uid_validity: 77, key: "7".to_owned() };
    let place = Spot { folder: "LHS".to_owned(), uid_validity: 5, key: "31".to_owned() };
    for (answer, expected) in [
        (format!("* {copied} fine\r\n* 1 EXPUNGE\r\nTAG OK done\r\n"), Moved::To(place.clone())),
        (format!("* 1 EXPUNGE\r\nTAG {copied} done\r\n"), Moved::To(place.clone())),
        ("* 1 EXPUNGE\r\nTAG OK done\r\n".to_owned(), Moved::Unnumbered),
        ("* OK [COPYUID 5 9 31] fine\r\n* 1 EXPUNGE\r\nTAG OK done\r\n".to_owned(), Moved::Unnumbered),
        ("TAG OK nothing to do\r\n".to_owned(), Moved::NotThere),
    ] {
        let mut session = facing(&[OPENED, &answer]).await;
        session.can.moves = true;
        session.open_to_move("INBOX").await.unwrap();
        assert_eq!(session.move_to(&spot, "LHS").await.unwrap(), expected, "{answer}");
    }
}
