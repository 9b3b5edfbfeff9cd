//! The traps of real servers, played by a scripted one over a pipe.

use std::time::Duration;

use jiff::civil::date;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::line::Line;
use super::*;
use crate::domain::ledger::Spot;
use crate::mailbox::Listed;

/// A session in front of a server that answers each command in turn with the next text, `TAG` being the command's tag.
/// After the last one it keeps silent and the line stays open.
async fn facing(script: &[&str]) -> Session {
    let script: Vec<String> = script.iter().map(|&reply| reply.to_owned()).collect();
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    tokio::spawn(async move {
        let mut theirs = BufReader::new(theirs);
        let mut replies = ["TAG OK in\r\n"].into_iter().chain(script.iter().map(String::as_str));
        let mut line = String::new();
        while theirs.read_line(&mut line).await.unwrap_or(0) > 0 {
            let tag = line.split(' ').next().unwrap().to_owned();
            match replies.next() {
                Some("HANG UP") => return,
                Some(reply) => theirs.write_all(reply.replace("TAG", &tag).as_bytes()).await.unwrap(),
                None => {}
            }
            line.clear();
        }
    });
    let client = async_imap::Client::new(Line::over(ours, 1 << 16));
    let session = client.login("nominee", "secret").await.map_err(|(error, _)| error).unwrap();
    Session::over(Talk::new(session, Duration::from_millis(300)))
}

const OPENED: &str = "* 3 EXISTS\r\n* OK [UIDVALIDITY 77] fine\r\nTAG OK [READ-ONLY] done\r\n";

fn listed(uid: u32) -> Listed {
    let spot = Spot { folder: "INBOX".to_owned(), uid_validity: 77, key: uid.to_string() };
    Listed { spot, size: 5, received: None }
}

#[tokio::test]
async fn a_search_answered_no_is_an_error_and_not_an_empty_folder() {
    let mut session = facing(&[OPENED, "TAG NO [SERVERBUG] out of order\r\n"]).await;
    assert_eq!(session.open("INBOX").await.unwrap(), 77);
    let error = session.list(None, date(2016, 10, 1)).await.unwrap_err();
    assert!(matches!(error, MailboxError::Refused { command: "UID SEARCH", .. }), "{error}");
    assert!(!error.is_line_lost());
}

#[tokio::test]
async fn a_fetch_answered_no_is_an_error_though_stray_items_came_first() {
    let no = "* 2 FETCH (UID 8 BODY[]<0> {5}\r\nother)\r\n* 3 EXISTS\r\nTAG NO later for jane@leedsth.nhs.uk\r\n";
    let mut session = facing(&[OPENED, no]).await;
    session.open("INBOX").await.unwrap();
    let error = session.fetch(&listed(7), 1_000).await.unwrap_err();
    assert!(matches!(error, MailboxError::Refused { .. }), "{error}");
    assert!(!error.to_string().contains("jane"), "{error}");
}

#[tokio::test]
async fn only_the_message_that_was_asked_for_counts() {
    let other = "* 2 FETCH (UID 8 BODY[]<0> {5}\r\nother)\r\nTAG OK done\r\n";
    let ours = "* 2 FETCH (FLAGS (\\Seen))\r\n* 3 FETCH (UID 7 BODY[]<0> {5}\r\nhello)\r\nTAG OK done\r\n";
    let mut session = facing(&[OPENED, other, ours]).await;
    session.open("INBOX").await.unwrap();
    assert!(matches!(session.fetch(&listed(7), 1_000).await, Err(MailboxError::Gone { .. })));
    assert_eq!(session.fetch(&listed(7), 1_000).await.unwrap().bytes, b"hello");
}

#[tokio::test]
async fn a_server_that_sends_nil_for_an_empty_message_has_sent_an_empty_message() {
    let mut session = facing(&[OPENED, "* 1 FETCH (UID 7 BODY[]<0> NIL)\r\nTAG OK done\r\n"]).await;
    session.open("INBOX").await.unwrap();
    assert!(session.fetch(&listed(7), 1_000).await.unwrap().bytes.is_empty());
}

#[tokio::test]
async fn the_last_message_is_not_new_only_because_the_server_names_it() {
    let mut session = facing(&[OPENED, "* SEARCH 41\r\nTAG OK done\r\n"]).await;
    session.open("INBOX").await.unwrap();
    assert!(session.list(Some(41), date(2016, 10, 1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn messages_come_in_the_order_of_their_uids_and_the_day_is_the_one_in_london() {
    let found = "* SEARCH 12 5 9\r\nTAG OK done\r\n";
    let sizes = "* 3 FETCH (UID 12 RFC822.SIZE 10 INTERNALDATE \"03-Oct-2016 09:00:00 +0100\")\r\n\
        * 1 FETCH (UID 5 RFC822.SIZE 20 INTERNALDATE \"30-Sep-2016 22:59:00 +0000\")\r\n\
        * 2 FETCH (UID 9 RFC822.SIZE 30 INTERNALDATE \"30-Sep-2016 23:00:00 +0000\")\r\nTAG OK done\r\n";
    let mut session = facing(&[OPENED, found, sizes]).await;
    session.open("INBOX").await.unwrap();
    let listed = session.list(None, date(2016, 10, 1)).await.unwrap();
    let uids: Vec<(&str, u64)> = listed.iter().map(|one| (one.spot.key.as_str(), one.size)).collect();
    assert_eq!(uids, [("9", 30), ("12", 10)], "23:00 UTC is midnight in London's summer, one minute earlier is not");
}

#[tokio::test]
async fn one_message_that_the_server_cannot_read_does_not_hide_the_others() {
    let script = [
        OPENED,
        "* SEARCH 1 2 3\r\nTAG OK done\r\n",
        "TAG NO some of the messages could not be read\r\n",
        "* 1 FETCH (UID 1 RFC822.SIZE 10)\r\nTAG OK done\r\n",
        "TAG NO broken\r\n",
        "TAG OK gone meanwhile\r\n",
    ];
    let mut session = facing(&script).await;
    session.open("INBOX").await.unwrap();
    let listed = session.list(None, date(2016, 10, 1)).await.unwrap();
    let uids: Vec<(&str, u64)> = listed.iter().map(|one| (one.spot.key.as_str(), one.size)).collect();
    assert_eq!(uids, [("1", 10), ("2", 0), ("3", 0)], "no UID is passed over");
}

#[tokio::test]
async fn a_server_that_refuses_every_message_is_out_of_order() {
    let no = "TAG NO [UNAVAILABLE] later\r\n";
    let mut session = facing(&[OPENED, "* SEARCH 1 2\r\nTAG OK done\r\n", no, no, no]).await;
    session.open("INBOX").await.unwrap();
    assert!(matches!(session.list(None, date(2016, 10, 1)).await, Err(MailboxError::Refused { .. })));
}

#[tokio::test]
async fn more_than_was_asked_for_ends_the_session() {
    let flood = format!("* 1 FETCH (UID 7 BODY[]<0> {{9000000}}\r\n{}", "x".repeat(3 << 20));
    let mut session = facing(&[OPENED, &flood]).await;
    session.open("INBOX").await.unwrap();
    let error = session.fetch(&listed(7), 1_000).await.unwrap_err();
    assert!(matches!(error, MailboxError::Garbled { .. }), "{error}");
    assert!(error.is_line_lost());
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for_and_not_asked_again() {
    let mut session = facing(&[OPENED]).await;
    session.open("INBOX").await.unwrap();
    let error = session.list(None, date(2016, 10, 1)).await.unwrap_err();
    assert!(matches!(error, MailboxError::Timeout { command: "UID SEARCH", .. }), "{error}");
    assert!(error.is_line_lost());
    assert!(matches!(session.open("INBOX").await, Err(MailboxError::LineLost { .. })));
}

#[tokio::test]
async fn a_question_dropped_half_way_spoils_the_session() {
    let mut session = facing(&[OPENED]).await;
    session.open("INBOX").await.unwrap();
    let _ = tokio::time::timeout(Duration::from_millis(20), session.list(None, date(2016, 10, 1))).await;
    assert!(session.open("INBOX").await.unwrap_err().is_line_lost());
}

#[tokio::test]
async fn goodbye_and_hanging_up_are_a_lost_line() {
    for script in [&[OPENED, "* BYE shutting down\r\n"], &[OPENED, "HANG UP"]] {
        let mut session = facing(script).await;
        session.open("INBOX").await.unwrap();
        let error = session.list(None, date(2016, 10, 1)).await.unwrap_err();
        assert!(matches!(error, MailboxError::LineLost { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_is_not_imap_is_never_quoted() {
    let mut session = facing(&[OPENED, "* 1 FETCH (UID 7 BODY[]<0> jane@leedsth.nhs.uk)))\r\n"]).await;
    session.open("INBOX").await.unwrap();
    let error = session.fetch(&listed(7), 1_000).await.unwrap_err();
    assert!(error.is_line_lost());
    assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
}

#[tokio::test]
async fn a_folder_that_is_there_but_refused_is_not_called_missing() {
    let script = &[
        "TAG NO [INUSE] try later\r\n",
        "* LIST (\\HasNoChildren) \".\" Junk\r\nTAG OK done\r\n",
        "TAG NO no such thing\r\n",
        "* LIST (\\NonExistent) \".\" Spam\r\nTAG OK done\r\n",
    ];
    let mut session = facing(script).await;
    assert!(matches!(session.open("Junk").await, Err(MailboxError::Refused { .. })));
    assert!(matches!(session.open("Spam").await, Err(MailboxError::NoSuchFolder(_))));
}
