//! Mail in, from servers of every habit: without extensions, with `INBOX.` as prefix, Cyrus.

use std::fs;

use cso_intake::config::{ImapAccount, MailboxSource, Tls};
use cso_intake::mailbox::folder::for_use;
use cso_intake::mailbox::imap::Moved;
use cso_intake::mailbox::{Folder, MailboxError, Mark, Source};
use jiff::civil::date;

use super::{LIMIT, keys, list};
use crate::rig::cyrus::Cyrus;
use crate::rig::imap::Imap;
use crate::rig::{Certificates, Dovecot, corpus, no_tokens, with_crlf};

/// Nothing but what RFC 3501 has.
const BARE: &str = "protocol imap {\n  imap_capability = IMAP4rev1\n}";
/// Folders below INBOX, with a full stop.
const BELOW_INBOX: &str = "namespace inbox {\n  prefix = INBOX.\n  separator = .\n}";

async fn connect(account: ImapAccount) -> Source {
    Source::connect(&MailboxSource::Imap(account), &no_tokens()).await.unwrap()
}

/// Eight mails in INBOX, four in the folder that the configuration calls Junk; they come whole and stay as they are.
async fn everything_is_read_and_nothing_changed(account: ImapAccount, client: &mut Imap, junk: &str) {
    let mails: Vec<Vec<u8>> = corpus(12).iter().map(|path| with_crlf(&fs::read(path).unwrap())).collect();
    for (index, mail) in mails.iter().enumerate() {
        client.append(if index < 8 { "INBOX" } else { junk }, mail);
    }
    client.ask("SELECT INBOX");
    client.ask("STORE 2 +FLAGS (\\Seen \\Flagged)");
    client.ask("STORE 3 +FLAGS (\\Deleted)");
    client.ask("EXAMINE INBOX");
    let before = client.ask("FETCH 1:* (UID FLAGS)");
    let mut source = connect(account).await;
    let mut fetched = Vec::new();
    for folder in ["INBOX", "Junk"] {
        for message in &list(&mut source, folder, None).await {
            fetched.push(source.fetch(message, LIMIT).await.unwrap().bytes);
        }
    }
    assert!(fetched == mails, "the same bytes in the same order");
    source.close().await;
    client.ask("EXAMINE INBOX");
    let after = client.ask("FETCH 1:* (UID FLAGS)");
    let flags = |answer: &str| answer.lines().filter(|line| line.starts_with('*')).collect::<Vec<_>>().join("\n");
    assert_eq!(flags(&after), flags(&before));
}

#[tokio::test]
async fn a_server_that_has_no_extension_is_read_as_well() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::configured(&certificates, BARE);
    let account = dovecot.account(Tls::Implicit);
    everything_is_read_and_nothing_changed(account.clone(), &mut dovecot.client(), "Junk").await;
    let mut source = connect(account).await;
    let can = *source.server().unwrap().can();
    assert!(!(can.idle || can.moves || can.uid_plus || can.condstore || can.namespace || can.special_use), "{can:?}");
}

#[tokio::test]
async fn names_are_found_below_inbox_with_the_servers_separator() {
    let certificates = Certificates::new();
    // The second one does not tell its namespace: then it shows in the list.
    for lines in [BELOW_INBOX.to_owned(), format!("{BELOW_INBOX}\n{BARE}")] {
        let dovecot = Dovecot::configured(&certificates, &lines);
        let mut client = dovecot.client();
        client.ask("CREATE INBOX.Archive.2016");
        client.append("INBOX.Archive.2016", b"Subject: filed\n\nx\n");
        everything_is_read_and_nothing_changed(dovecot.account(Tls::Implicit), &mut client, "INBOX.Junk").await;
        let mut source = connect(dovecot.account(Tls::StartTls)).await;
        for name in ["Archive/2016", "INBOX.Archive.2016", "INBOX/Archive/2016"] {
            let listed = list(&mut source, name, None).await;
            assert_eq!(keys(&listed), ["1"]);
            assert_eq!(listed[0].spot.folder, name, "in the ledger it has the configured name");
        }
        let missing = source.open("Spam").await.unwrap_err();
        assert!(matches!(missing, MailboxError::NoSuchFolder(_)), "{missing:?}");
    }
}

#[tokio::test]
async fn cyrus_is_read_as_well() {
    let certificates = Certificates::new();
    let cyrus = Cyrus::start(&certificates);
    let mut client = cyrus.client();
    everything_is_read_and_nothing_changed(cyrus.account(), &mut client, "INBOX.Junk").await;
    let mut source = Source::connect(&cyrus.source(), &no_tokens()).await.unwrap();
    let folders = source.folders().await.unwrap();
    assert!(folders.iter().any(|folder| folder.name == "INBOX"), "{folders:?}");
    assert_eq!(for_use(&folders, Mark::Sent).map(|folder| folder.name.as_str()), Some("Sent"));
    client.expunge("INBOX", "2");
    let listed = list(&mut source, "INBOX", None).await;
    assert_eq!(listed.len(), 6, "the deleted one of before went with it");
    source.fetch(&listed[1], LIMIT).await.unwrap();
    let missing = source.open("Spam").await.unwrap_err();
    assert!(missing.to_string().contains("there is \"Junk\"") || missing.to_string().contains("marked"), "{missing}");
}

#[tokio::test]
async fn folders_are_told_with_what_they_are_for() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    dovecot.client().ask("CREATE \"Entw&APw-rfe\"");
    let mut source = connect(dovecot.account(Tls::Implicit)).await;
    let folders = source.folders().await.unwrap();
    let folder = |name: &str, mark| Folder { name: name.to_owned(), mark };
    for expected in [
        folder("INBOX", None),
        folder("Sent", Some(Mark::Sent)),
        folder("Junk", Some(Mark::Junk)),
        folder("Entwürfe", None),
    ] {
        assert!(folders.contains(&expected), "{folders:?}");
    }
    let missing = source.open("Junk Email").await.unwrap_err();
    assert_eq!(
        missing.to_string(),
        "there is no folder \"Junk Email\" in the mailbox; \"Junk\" is marked as junk: write that if it is meant"
    );
}

/// Moves one message and says where it stands then.
async fn moved(source: &mut Source, target: &str) -> Moved {
    let server = source.server().unwrap();
    server.make_folder(target).await.unwrap();
    server.make_folder(target).await.unwrap();
    server.open_to_move("INBOX").await.unwrap();
    let listed = server.list(None, date(2016, 9, 1)).await.unwrap();
    server.move_to(&listed[0].spot, target).await.unwrap()
}

#[tokio::test]
async fn a_message_is_moved_into_a_new_folder_and_nothing_else_changes() {
    let certificates = Certificates::new();
    let (dovecot, below) = (Dovecot::start(&certificates), Dovecot::configured(&certificates, BELOW_INBOX));
    let cyrus = Cyrus::start(&certificates);
    let servers = [
        (dovecot.account(Tls::Implicit), dovecot.client(), "LHS/answers"),
        (below.account(Tls::Implicit), below.client(), "INBOX.LHS.answers"),
        (cyrus.account(), cyrus.client(), "INBOX.LHS.answers"),
    ];
    for (account, mut client, wire) in servers {
        client.append("INBOX", b"Subject: first\nMessage-ID: <1@x.nhs.uk>\n\nx\n");
        client.append("INBOX", b"Subject: second\nMessage-ID: <2@x.nhs.uk>\n\nx\n");
        client.ask("SELECT INBOX");
        client.ask("STORE 2 +FLAGS (\\Deleted)");
        let mut source = connect(account).await;
        let Moved::To(place) = moved(&mut source, "LHS/answers").await else { panic!("{wire}: not moved") };
        assert_eq!((place.folder.as_str(), place.key.as_str()), ("LHS/answers", "1"));
        assert_eq!(source.open("LHS/answers").await.unwrap(), place.uid_validity);
        let found = source.server().unwrap().with_header_id(Some("1@x.nhs.uk"), 9).await.unwrap();
        assert_eq!(found.iter().map(|one| &one.spot).collect::<Vec<_>>(), [&place]);
        source.close().await;
        assert!(client.ask("LSUB \"\" \"*\"").contains(wire));
        client.ask("EXAMINE INBOX");
        let left = client.ask("FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])");
        assert!(
            left.contains("second") && left.contains("\\Deleted"),
            "what a colleague marked is still there: {left}"
        );
    }
}

#[tokio::test]
async fn a_message_that_is_gone_or_was_numbered_by_nobody_is_said_so() {
    let certificates = Certificates::new();
    let without = "protocol imap {\n  imap_capability = IMAP4rev1 MOVE\n}";
    for lines in ["", without] {
        let dovecot = Dovecot::configured(&certificates, lines);
        let mut client = dovecot.client();
        client.append("INBOX", b"Subject: first\n\nx\n");
        let mut source = connect(dovecot.account(Tls::Implicit)).await;
        let server = source.server().unwrap();
        server.make_folder("LHS").await.unwrap();
        server.open_to_move("INBOX").await.unwrap();
        let listed = server.list(None, date(2016, 9, 1)).await.unwrap();
        assert!(server.stands_here(&listed[0].spot).await.unwrap());
        assert!(
            matches!(server.move_to(&listed[0].spot, "LHS").await.unwrap(), Moved::To(_)),
            "COPYUID comes all the same"
        );
        assert!(!server.stands_here(&listed[0].spot).await.unwrap());
        assert_eq!(server.move_to(&listed[0].spot, "LHS").await.unwrap(), Moved::NotThere);
        let refused = server.move_to(&listed[0].spot, "INBOX").await.unwrap_err();
        assert!(matches!(refused, MailboxError::Refused { .. }), "{refused:?}");
    }
}
