//! Mail in, from a real Dovecot; idle: waiting for it; servers: from others.

use std::fs;
use std::time::{Duration, Instant};

use cso_intake::config::{Login, MailboxSource, Secret, Tls};
use cso_intake::mailbox::{Listed, MailboxError, Source};
use jiff::civil::date;

use crate::rig::dovecot::account;
use crate::rig::{Certificates, Dovecot, corpus, no_tokens, scripted, with_crlf};

mod idle;
mod servers;

const LIMIT: u64 = 10 << 20;

async fn list(source: &mut Source, folder: &str, after: Option<u32>) -> Vec<Listed> {
    source.open(folder).await.unwrap();
    source.list(after, date(2016, 9, 1)).await.unwrap()
}

fn keys(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|message| message.spot.key.as_str()).collect()
}

#[tokio::test]
async fn corpus_mails_come_whole_over_either_kind_of_tls_and_stay_unread() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut client = dovecot.client();
    let mails: Vec<Vec<u8>> = corpus(12).iter().map(|path| with_crlf(&fs::read(path).unwrap())).collect();
    for (index, mail) in mails.iter().enumerate() {
        client.append(if index < 8 { "INBOX" } else { "Junk" }, mail);
    }
    for tls in [Tls::Implicit, Tls::StartTls] {
        let mut source = Source::connect(&dovecot.source(tls), &no_tokens()).await.unwrap();
        let mut fetched = Vec::new();
        for (folder, count) in [("INBOX", 8), ("Junk", 4)] {
            let listed = list(&mut source, folder, None).await;
            assert_eq!(listed.len(), count);
            for message in &listed {
                let mail = source.fetch(message, LIMIT).await.unwrap();
                assert!(!mail.partial);
                assert_eq!(message.size, u64::try_from(mail.bytes.len()).unwrap());
                fetched.push(mail.bytes);
            }
        }
        assert!(fetched == mails, "the same bytes in the same order");
        source.close().await;
    }
    for folder in ["INBOX", "Junk"] {
        client.ask(&format!("SELECT {folder}"));
        let flags = client.ask("FETCH 1:* (FLAGS)");
        assert!(!flags.contains("\\Seen"), "{flags}");
        assert!(flags.contains("\\Recent"), "EXAMINE leaves even that: {flags}");
    }
}

#[tokio::test]
async fn only_what_came_after_the_last_uid_and_since_the_letter_is_listed() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut client = dovecot.client();
    client.append_at("INBOX", b"Subject: old\n\nx\n", "31-Aug-2016 12:00:00 +0000");
    client.append_at("INBOX", b"Subject: first\n\nx\n", "01-Sep-2016 00:00:00 +0100");
    client.append_at("INBOX", b"Subject: second\n\nx\n", " 7-Oct-2016 12:00:00 +0100");
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    assert_eq!(keys(&list(&mut source, "INBOX", None).await), ["2", "3"]);
    assert_eq!(keys(&list(&mut source, "INBOX", Some(2)).await), ["3"]);
    assert!(list(&mut source, "INBOX", Some(3)).await.is_empty());
    let listed = list(&mut source, "INBOX", None).await;
    assert_eq!(listed[1].received, Some("2016-10-07T11:00:00Z".parse().unwrap()));
    client.append("INBOX", b"Subject: third\n\nx\n");
    assert_eq!(keys(&list(&mut source, "INBOX", Some(3)).await), ["4"]);
}

#[tokio::test]
async fn uidvalidity_is_told_and_so_is_its_change() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    dovecot.client().append("INBOX", b"Subject: a\n\nx\n");
    dovecot.doveadm(&["mailbox", "update", "-u", "nominee", "--uid-validity", "7001", "INBOX"]);
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    assert_eq!(source.open("INBOX").await.unwrap(), 7001);
    let listed = source.list(None, date(2016, 9, 1)).await.unwrap();
    assert_eq!(listed[0].spot.uid_validity, 7001);
    source.open("Junk").await.unwrap();
    dovecot.doveadm(&["mailbox", "update", "-u", "nominee", "--uid-validity", "7002", "INBOX"]);
    assert_eq!(source.open("INBOX").await.unwrap(), 7002);
    let stale = source.fetch(&listed[0], LIMIT).await;
    assert!(matches!(stale, Err(MailboxError::NotOpen(_))), "a UID of another UIDVALIDITY names nothing: {stale:?}");
}

#[tokio::test]
async fn a_message_deleted_in_between_is_gone_and_the_rest_goes_on() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut client = dovecot.client();
    for subject in ["a", "b", "c"] {
        client.append("INBOX", format!("Subject: {subject}\n\nx\n").as_bytes());
    }
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    let listed = list(&mut source, "INBOX", None).await;
    client.expunge("INBOX", "2");
    source.fetch(&listed[0], LIMIT).await.unwrap();
    let gone = source.fetch(&listed[1], LIMIT).await.unwrap_err();
    assert!(matches!(&gone, MailboxError::Gone { key, .. } if key == "2"), "{gone:?}");
    assert!(!gone.is_line_lost());
    let third = source.fetch(&listed[2], LIMIT).await.unwrap();
    assert_eq!(third.bytes, b"Subject: c\r\n\r\nx\r\n");
}

#[tokio::test]
async fn a_large_message_is_cut_at_the_limit_and_the_next_one_is_whole() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut client = dovecot.client();
    let mut large = b"Subject: large\r\n\r\n".to_vec();
    large.extend(b"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n".repeat(140_000));
    client.append("INBOX", &large);
    client.append("INBOX", b"Subject: small\n\nx\n");
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    let listed = list(&mut source, "INBOX", None).await;
    assert_eq!(listed[0].size, u64::try_from(large.len()).unwrap());
    let cut = source.fetch(&listed[0], 100_000).await.unwrap();
    assert!(cut.partial);
    assert!(cut.bytes == large[..100_000]);
    assert!(!source.fetch(&listed[1], 100_000).await.unwrap().partial);
    let whole = source.fetch(&listed[0], listed[0].size).await.unwrap();
    assert!(!whole.partial && whole.bytes == large);
}

#[tokio::test]
async fn a_missing_folder_is_called_missing_and_the_session_goes_on() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut source = Source::connect(&dovecot.source(Tls::StartTls), &no_tokens()).await.unwrap();
    let missing = source.open("Spam").await.unwrap_err();
    assert!(matches!(&missing, MailboxError::NoSuchFolder(missing) if missing.name == "Spam"), "{missing:?}");
    source.open("INBOX").await.unwrap();
}

#[tokio::test]
async fn folders_have_any_name() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    dovecot.client().ask("CREATE \"Entw&APw-rfe &- more\"");
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    source.open("Entwürfe & more").await.unwrap();
}

#[tokio::test]
async fn what_hinders_the_login_is_told_apart() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    for tls in [Tls::Implicit, Tls::StartTls] {
        let good = dovecot.account(tls);
        let connect = async |account: cso_intake::config::ImapAccount| {
            Source::connect(&MailboxSource::Imap(account), &no_tokens()).await.unwrap_err()
        };

        let mut wrong = good.clone();
        wrong.login = Login::Password(Secret::new("wrong".to_owned()));
        let error = connect(wrong).await;
        assert!(matches!(error, MailboxError::LoginRefused { .. }), "{error:?}");
        assert!(error.to_string().contains("Authentication failed"), "{error}");

        let mut untrusted = good.clone();
        untrusted.ca_file = None;
        let error = connect(untrusted).await;
        assert!(matches!(error, MailboxError::Tls { .. }), "{error:?}");
        assert!(error.to_string().contains("UnknownIssuer"), "{error}");

        let mut other_authority = good.clone();
        let others = Certificates::new();
        other_authority.ca_file = Some(others.authority.clone());
        assert!(matches!(connect(other_authority).await, MailboxError::Tls { .. }));

        let mut nobody = good.clone();
        nobody.port = crate::rig::free_port();
        assert!(matches!(connect(nobody).await, MailboxError::CannotConnect { .. }));

        let mut no_file = good;
        no_file.ca_file = Some("/nowhere/ca.pem".into());
        assert!(matches!(connect(no_file).await, MailboxError::CaFile { .. }));
    }
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let certificates = Certificates::for_names(&["mail.example.invalid"]);
    let dovecot = Dovecot::start(&certificates);
    for tls in [Tls::Implicit, Tls::StartTls] {
        let error = Source::connect(&dovecot.source(tls), &no_tokens()).await.unwrap_err();
        assert!(matches!(error, MailboxError::Tls { .. }), "{error:?}");
        assert!(error.to_string().contains("not valid for name"), "{error}");
    }
}

/// Connects to a server that says these things over TLS, each after a line of ours (the first at once).
async fn connect_to(script: &'static [&'static str]) -> (Result<(), MailboxError>, Vec<String>) {
    let certificates = Certificates::new();
    let (port, heard) = scripted::over_tls(&certificates, script).await;
    let source = MailboxSource::Imap(account(port, &certificates, Tls::Implicit));
    let connected = Source::connect(&source, &no_tokens()).await.map(drop);
    (connected, heard.await.unwrap())
}

#[tokio::test]
async fn a_server_without_auth_plain_gets_login() {
    let (connected, heard) =
        connect_to(&["* OK ready\r\n", "* CAPABILITY IMAP4rev1\r\nC1 OK\r\n", "A0001 OK in\r\n", "A0002 OK\r\n"]).await;
    connected.unwrap();
    assert_eq!(heard[..3], ["C1 CAPABILITY", "A0001 LOGIN \"nominee\" \"secret\"", "A0002 CAPABILITY"]);
}

#[tokio::test]
async fn a_server_that_takes_no_passwords_gets_none() {
    let (connected, heard) =
        connect_to(&["* OK ready\r\n", "* CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2\r\nC1 OK\r\n"]).await;
    assert!(matches!(connected, Err(MailboxError::LoginRefused { .. })), "{connected:?}");
    assert_eq!(heard, ["C1 CAPABILITY"]);
}

#[tokio::test]
async fn a_server_that_is_out_of_order_says_nothing_about_the_password() {
    let (connected, _) = connect_to(&[
        "* OK ready\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nC1 OK\r\n",
        "+ \r\n",
        "A0001 NO [UNAVAILABLE] the directory is down\r\n",
    ])
    .await;
    assert!(matches!(connected, Err(MailboxError::Refused { command: "LOGIN", .. })), "{connected:?}");
}

#[tokio::test]
async fn a_server_that_turns_us_away_is_quoted() {
    let (connected, _) = connect_to(&["* BYE too many connections for jane@leedsth.nhs.uk\r\n"]).await;
    let error = connected.unwrap_err();
    assert!(matches!(error, MailboxError::CannotConnect { .. }), "{error:?}");
    assert!(error.to_string().contains("too many connections for (address)"), "{error}");
}

#[tokio::test]
async fn nothing_is_said_in_clear_text_to_a_server_without_starttls() {
    let certificates = Certificates::new();
    for greeting in ["* OK ready\r\n", "* PREAUTH welcome\r\n"] {
        let script = Box::leak(Box::new([greeting, "A0001 BAD what is that\r\n"]));
        let (port, heard) = scripted::in_clear_text(script).await;
        let source = MailboxSource::Imap(account(port, &certificates, Tls::StartTls));
        let error = Source::connect(&source, &no_tokens()).await.unwrap_err();
        assert!(matches!(error, MailboxError::Tls { .. } | MailboxError::CannotConnect { .. }), "{error:?}");
        let heard = heard.await.unwrap();
        assert!(heard.iter().all(|line| line == "A0001 STARTTLS"), "{heard:?}");
    }
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    for tls in [Tls::Implicit, Tls::StartTls] {
        let mut account = dovecot.account(tls);
        account.port = listener.local_addr().unwrap().port();
        account.timeout = Duration::from_millis(200);
        let error = Source::connect(&MailboxSource::Imap(account), &no_tokens()).await.unwrap_err();
        assert!(matches!(error, MailboxError::Timeout { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_server_that_dies_is_a_lost_line() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut source = Source::connect(&dovecot.source(Tls::Implicit), &no_tokens()).await.unwrap();
    source.open("INBOX").await.unwrap();
    dovecot.doveadm(&["kick", "nominee"]);
    // The server may still answer once or twice while it is on its way out.
    let start = Instant::now();
    let error = loop {
        match source.list(None, date(2016, 9, 1)).await {
            Err(error) => break error,
            Ok(_) => assert!(start.elapsed() < Duration::from_secs(20), "the session was not ended"),
        }
    };
    assert!(error.is_line_lost(), "{error:?}");
    drop(dovecot);
    assert!(source.open("INBOX").await.unwrap_err().is_line_lost());
    source.close().await;
}
