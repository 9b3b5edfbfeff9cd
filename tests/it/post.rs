//! Mail out, to real SMTP servers that misbehave.

use std::time::Duration;

use cso_intake::config::{Delivery, Login, Secret, SmtpAccount, Tls};
use cso_intake::domain::outbox::{MailKind, Outcome, OutgoingMail};
use cso_intake::domain::{EmailAddress, Mailbox};
use cso_intake::post::Post;
use jiff::Zoned;

use crate::rig::smtp::header;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, no_tokens};

/// The moment at which every mail is sent.
pub fn moment() -> Zoned {
    jiff::civil::date(2016, 10, 7).at(15, 4, 5, 0).in_tz("Europe/London").unwrap()
}

/// A receipt to this local part.
pub fn mail_to(local: &str) -> OutgoingMail {
    let mailbox =
        |name: &str, address: &str| Mailbox { name: name.to_owned(), address: EmailAddress::parse(address).unwrap() };
    OutgoingMail {
        from: mailbox("CSO team, NHS England", "england.cso@nhs.net"),
        to: mailbox("Siân Rhŷs", &format!("{local}@northmoor.nhs.uk")),
        subject: "RE: Lead Healthcare Scientists – Northmoor [LHS16-RX9]".to_owned(),
        text: "Dear Siân Rhŷs,\n\n.a line that starts with a dot\n.\nThank you.\n".to_owned(),
        html: "<p>Dear Siân Rhŷs,</p>\n".to_owned(),
        message_id: format!("receipt-{}@cso-intake.nhs.net", local.replace('â', "a")),
        reference: format!("receipt/{local}"),
        in_reply_to: Some("abc@northmoor.nhs.uk".to_owned()),
        references: vec!["first@nhs.net".to_owned(), "abc@northmoor.nhs.uk".to_owned()],
        kind: MailKind::AutoReplied,
        attachments: Vec::new(),
    }
}

/// Sends one mail over a connection of its own.
async fn send(account: SmtpAccount, local: &str) -> Outcome {
    let mut post = Post::new(&Delivery::Smtp(account), &no_tokens()).unwrap();
    let outcome = post.send(&mail_to(local), &moment()).await;
    post.close().await;
    outcome
}

fn later(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::RetryLater { reason } => reason,
        other => panic!("{other:?}"),
    }
}

fn busy(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Busy { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_mail_arrives_whole_and_the_servers_words_are_kept() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let outcome = send(server.account(), "sian").await;
    assert!(matches!(&outcome, Outcome::Sent { reply } if reply.starts_with("250 2.0.0 Queued as ")), "{outcome:?}");
    let delivered = server.delivered();
    let [mail] = delivered.as_slice() else { panic!("{delivered:?}") };
    assert_eq!(header(mail, "X-Rcpt"), Some("sian@northmoor.nhs.uk"));
    assert_eq!(header(mail, "X-From"), Some("england.cso@nhs.net"));
    assert_eq!(header(mail, "Message-ID"), Some("<receipt-sian@cso-intake.nhs.net>"));
    assert_eq!(header(mail, "X-CSO-Ref"), Some("receipt/sian"));
    assert_eq!(header(mail, "Auto-Submitted"), Some("auto-replied"));
    assert_eq!(header(mail, "X-Auto-Response-Suppress"), Some("OOF, AutoReply"));
    assert_eq!(header(mail, "In-Reply-To"), Some("<abc@northmoor.nhs.uk>"));
    assert_eq!(header(mail, "References"), Some("<first@nhs.net> <abc@northmoor.nhs.uk>"));
    assert_eq!(header(mail, "Date"), Some("Fri, 07 Oct 2016 14:04:05 +0000"));
    assert!(mail.contains("\n.a line that starts with a dot\n.\nThank you.\n"), "{mail}");
}

#[tokio::test]
async fn tls_from_the_first_byte_works_too() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Implicit);
    let account = SmtpAccount { tls: Tls::Implicit, ..server.account() };
    let outcome = send(account.clone(), "sian").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let outcome = send(SmtpAccount { ca_file: None, ..account }, "sian").await;
    assert!(later(&outcome).contains("UnknownIssuer"), "{outcome:?}");
    assert_eq!(server.delivered().len(), 1);
}

#[tokio::test]
async fn addresses_beyond_ascii_go_out_where_the_server_takes_them() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let outcome = send(server.account(), "siân").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!(header(&server.delivered()[0], "X-Rcpt"), Some("siân@northmoor.nhs.uk"));
}

#[tokio::test]
async fn dovecots_submission_service_takes_mail_too() {
    let certificates = Certificates::new();
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::relaying_to(&certificates, sink.port);
    let outcome = send(dovecot.submission_account(), "sian").await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let delivered = sink.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(header(&delivered[0], "X-CSO-Ref"), Some("receipt/sian"));

    sink.faults(r#"{"gone": {"at": "rcpt", "do": "550 5.1.1 no such user"}}"#);
    let outcome = send(dovecot.submission_account(), "gone").await;
    assert!(matches!(&outcome, Outcome::GaveUp { reason } if reason.contains("550")), "{outcome:?}");
}

#[tokio::test]
async fn one_connection_carries_many_mails_and_a_refusal_does_not_end_it() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    server.faults(
        r#"{"full": {"at": "rcpt", "do": "452 4.2.2 mailbox full"}, "spam": {"at": "reply", "do": "554 5.7.1 no"}}"#,
    );
    let mut post = Post::new(&server.delivery(), &no_tokens()).unwrap();
    for local in ["a", "full", "b", "spam", "c"] {
        post.send(&mail_to(local), &moment()).await;
    }
    post.close().await;
    assert_eq!(server.delivered().len(), 3);
    assert_eq!(server.logged("connection"), 1);
    assert_eq!(server.logged("login"), 1);
}

#[tokio::test]
async fn a_temporary_refusal_at_any_stage_means_later_and_a_permanent_one_never_unless_it_is_of_our_account() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    for (stage, name) in [("mail", "england.cso"), ("rcpt", "x"), ("data", "x"), ("reply", "x")] {
        let script = |answer: &str| server.faults(&format!(r#"{{"{name}": {{"at": "{stage}", "do": "{answer}"}}}}"#));
        script("451 4.3.0 try x@northmoor.nhs.uk later");
        let outcome = send(server.account(), "x").await;
        let reason = later(&outcome);
        assert!(reason.contains("451") && reason.contains("try (address) later"), "{stage}: {reason}");
        script("552 5.3.4 too large for x@northmoor.nhs.uk");
        let outcome = send(server.account(), "x").await;
        let (Outcome::GaveUp { reason } | Outcome::RetryLater { reason }) = &outcome else {
            panic!("{stage}: {outcome:?}")
        };
        assert_eq!(matches!(outcome, Outcome::RetryLater { .. }), stage == "mail", "{stage}: {outcome:?}");
        assert!(reason.contains("552") && !reason.contains('@'), "{stage}: {reason}");
        script("421 4.3.2 closing");
        busy(&send(server.account(), "x").await);
        script("432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded");
        busy(&send(server.account(), "x").await);
        script("530 5.7.0 authentication required");
        later(&send(server.account(), "x").await);
    }
    assert!(server.delivered().is_empty());
}

#[tokio::test]
async fn a_line_cut_before_the_data_means_later() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    for (stage, name) in [("mail", "england.cso"), ("rcpt", "x"), ("data", "x")] {
        server.faults(&format!(r#"{{"{name}": {{"at": "{stage}", "do": "drop"}}}}"#));
        later(&send(server.account(), "x").await);
    }
    assert!(server.delivered().is_empty());
}

#[tokio::test]
async fn a_line_cut_after_the_data_leaves_it_unknown_whether_it_arrived_or_not() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut post = Post::new(&server.delivery(), &no_tokens()).unwrap();
    for (fault, arrived) in [("drop", 0), ("accept-drop", 1)] {
        server.faults(&format!(r#"{{"x": {{"at": "reply", "do": "{fault}"}}}}"#));
        let outcome = post.send(&mail_to("x"), &moment()).await;
        assert!(matches!(outcome, Outcome::Unknown { .. }), "{fault}: {outcome:?}");
        assert_eq!(server.delivered().len(), arrived);
    }
    let next = post.send(&mail_to("y"), &moment()).await;
    assert!(matches!(next, Outcome::Sent { .. }), "a new connection carries the next mail: {next:?}");
}

#[tokio::test]
async fn a_silent_server_means_later_before_the_data_and_unknown_after_it() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut account = server.account();
    account.timeout = Duration::from_millis(400);
    server.faults(r#"{"x": {"at": "rcpt", "do": "sleep:30"}, "y": {"at": "reply", "do": "sleep:30"}}"#);
    later(&send(account.clone(), "x").await);
    let outcome = send(account, "y").await;
    assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_idle_is_noticed_before_the_mail_goes_out() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut post = Post::new(&server.delivery(), &no_tokens()).unwrap();
    post.send(&mail_to("a"), &moment()).await;
    server.close_connections();
    let outcome = post.send(&mail_to("b"), &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!(server.delivered().len(), 2);
    assert_eq!(server.logged("connection"), 2);
}

#[tokio::test]
async fn a_connection_on_which_the_login_is_no_longer_good_is_not_used_again() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut post = Post::new(&server.delivery(), &no_tokens()).unwrap();
    post.send(&mail_to("a"), &moment()).await;
    server.faults(r#"{"b": {"at": "rcpt", "times": 1, "do": "530 5.7.57 Client not authenticated"}}"#);
    later(&post.send(&mail_to("b"), &moment()).await);
    let outcome = post.send(&mail_to("b"), &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!((server.logged("connection"), server.logged("login")), (2, 2));
}

#[tokio::test]
async fn a_refused_login_is_not_the_mails_fault() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut account = server.account();
    account.login = Login::Password(Secret::new("wrong".to_owned()));
    let outcome = send(account, "x").await;
    let reason = later(&outcome);
    assert!(reason.contains("refused the login: 535"), "{reason}");
}

#[tokio::test]
async fn without_a_safe_line_nothing_is_sent() {
    let certificates = Certificates::new();
    let clear = SmtpServer::start(&certificates, Kind::ClearText);
    let outcome = send(clear.account(), "x").await;
    assert!(later(&outcome).contains("does not offer STARTTLS"), "{outcome:?}");
    assert_eq!(clear.logged("login"), 0);

    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut untrusted = server.account();
    untrusted.ca_file = None;
    let outcome = send(untrusted, "x").await;
    assert!(later(&outcome).contains("UnknownIssuer"), "{outcome:?}");

    let mut nobody = server.account();
    nobody.port = crate::rig::free_port();
    let outcome = send(nobody, "x").await;
    assert!(later(&outcome).contains("cannot connect to localhost"), "{outcome:?}");
    assert!(server.delivered().is_empty());
}

/// Passes a connection on to a server and puts words of its own behind the server's answer to STARTTLS.
async fn somebody_on_the_way(server: u16) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (client, _) = listener.accept().await.unwrap();
        let (mut from_client, mut to_client) = client.into_split();
        let server = tokio::net::TcpStream::connect(("127.0.0.1", server)).await.unwrap();
        let (mut from_server, mut to_server) = server.into_split();
        tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
        let mut heard = vec![0; 16_384];
        while let Ok(count @ 1..) = from_server.read(&mut heard).await {
            let mut words = heard[..count].to_vec();
            if words.starts_with(b"220 Ready to start TLS") {
                words.extend_from_slice(
                    b"250-mx.test.invalid\r\n250 AUTH PLAIN\r\n235 in\r\n250 a\r\n250 b\r\n354 c\r\n250 d\r\n",
                );
            }
            to_client.write_all(&words).await.unwrap();
        }
    });
    port
}

#[tokio::test]
async fn answers_put_in_before_tls_are_never_taken_for_the_servers() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let port = somebody_on_the_way(server.port).await;
    let outcome = send(SmtpAccount { port, ..server.account() }, "x").await;
    assert!(later(&outcome).contains("no safe connection"), "{outcome:?}");
}

#[tokio::test]
async fn no_value_can_add_a_header_or_a_recipient() {
    let certificates = Certificates::new();
    let server = SmtpServer::start(&certificates, Kind::Submission);
    let mut mail = mail_to("x");
    let evil = "x\r\nBcc: victim@nhs.net\r\nRCPT TO:<victim@nhs.net>\r\n\r\n.\r\nMAIL FROM:<a@b>\r\n";
    mail.subject = evil.to_owned();
    mail.to.name = evil.to_owned();
    mail.reference = evil.to_owned();
    mail.in_reply_to = Some(evil.to_owned());
    mail.references = vec![evil.to_owned()];
    mail.text = format!("Hello\r\n.\r\n{evil}\r\n.\r\nQUIT\r\n");
    let mut post = Post::new(&server.delivery(), &no_tokens()).unwrap();
    let outcome = post.send(&mail, &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    let delivered = server.delivered();
    assert_eq!(delivered.len(), 1);
    assert_eq!(header(&delivered[0], "Bcc"), None);
    assert_eq!(delivered[0].matches("X-Rcpt: ").count(), 1);
}
