//! What goes wrong with tokens, and that it is told what to do and nothing more is tried than makes sense.

use std::time::Duration;

use cso_intake::config::{ClientProof, Secret};

use super::*;
use crate::rig::dovecot::account as account_at;
use crate::rig::scripted;

#[tokio::test]
async fn a_token_that_stays_refused_is_told_and_not_renewed_again_and_again() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    provider.control(r#"{"introspection": {"active": false}}"#);
    let (tokens, oauth) = (tokens(), provider.by_secret());
    let error = Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap_err();
    assert!(matches!(error, MailboxError::LoginRefused { .. }), "{error:?}");
    for words in ["refused the login: XOAUTH2: ", "IMAP.AccessAsApp", "shared_mailbox", "service principal"] {
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    assert_eq!(provider.requests().len(), 2, "the first one and one more");

    let mut post = Post::new(&delivery(&dovecot, &oauth), &tokens).unwrap();
    let outcome = post.send(&mail_to("x"), &moment()).await;
    let Outcome::RetryLater { reason } = &outcome else { panic!("{outcome:?}") };
    for words in ["refused the login: XOAUTH2: 535", "SMTP.SendAsApp", "user is the mailbox"] {
        assert!(reason.contains(words), "{words}: {reason}");
    }
    assert_eq!(provider.requests().len(), 3);
    assert!(sink.delivered().is_empty());

    provider.control("{}");
    let outcome = post.send(&mail_to("x"), &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "as soon as it is put right: {outcome:?}");
    assert_eq!(sink.delivered().len(), 1);
}

#[tokio::test]
async fn a_good_token_for_somebody_else_opens_nothing() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let dovecot = Dovecot::asking(&provider, &certificates, 9);
    let oauth = provider.by_secret();
    for wrong in [
        ImapAccount { user: "someoneelse".to_owned(), ..account(&dovecot, &oauth) },
        ImapAccount { shared_mailbox: Some("someoneelse".to_owned()), ..account(&dovecot, &oauth) },
    ] {
        let error = Source::connect(&MailboxSource::Imap(wrong), &tokens()).await.unwrap_err();
        assert!(matches!(error, MailboxError::LoginRefused { .. }), "{error:?}");
    }
    let shared = ImapAccount {
        user: "someoneelse".to_owned(),
        shared_mailbox: Some("nominee".to_owned()),
        ..account(&dovecot, &oauth)
    };
    let opened = Source::connect(&MailboxSource::Imap(shared), &tokens()).await;
    assert!(opened.is_ok(), "the token says who we are, the user of XOAUTH2 which mailbox: {opened:?}");
}

#[tokio::test]
async fn what_the_identity_provider_says_is_told_and_the_mail_server_is_not_troubled() {
    let provider = IdentityProvider::start();
    // Nobody listens where the mail server should be: had it been asked, it would be another error.
    let certificates = Certificates::new();
    let port = crate::rig::free_port();
    let connect = async |oauth: &OAuth| {
        let login = Login::OAuth(Arc::new(oauth.clone()));
        let account = ImapAccount { login, ..account_at(port, &certificates, Tls::Implicit) };
        match Source::connect(&MailboxSource::Imap(account), &tokens()).await.unwrap_err() {
            MailboxError::Token(error) => error,
            other => panic!("{other:?}"),
        }
    };
    let good = provider.by_secret();

    let mut wrong = good.clone();
    wrong.proof = ClientProof::Secret(Secret::new("Wr0ng-and-never-shown".to_owned()));
    let error = connect(&wrong).await;
    assert!(matches!(error, TokenError::Refused { .. }), "{error:?}");
    assert!(error.to_string().contains("invalid_client: client authentication failed (check client_id;"), "{error}");
    assert!(!error.to_string().contains("Wr0ng"), "{error}");

    let mut nowhere = good.clone();
    nowhere.token_endpoint = format!("http://127.0.0.1:{}/token", crate::rig::free_port());
    assert!(matches!(connect(&nowhere).await, TokenError::Unreachable { .. }));

    provider.control(r#"{"answer": {"status": 200, "body": "<html>Please sign in to the proxy</html>"}}"#);
    let error = connect(&good).await;
    assert!(matches!(error, TokenError::Garbled { .. }), "{error:?}");
    assert!(error.to_string().contains("proxies") && !error.to_string().contains("sign in"), "{error}");

    provider.control(r#"{"answer": {"status": 503, "headers": {"Retry-After": "7"}, "body": ""}}"#);
    let error = connect(&good).await;
    let seven = Some(Duration::from_secs(7));
    assert!(matches!(&error, TokenError::Busy { retry_after, .. } if *retry_after == seven), "{error:?}");

    provider.control(r#"{"silent": true}"#);
    let mut hasty = good;
    hasty.timeout = Duration::from_millis(300);
    assert!(matches!(connect(&hasty).await, TokenError::Timeout { .. }));
}

/// Connects with a token to a server that says these things over TLS, each after a line of ours (the first at once).
async fn connect_to(
    script: &'static [&'static str],
    change: impl Fn(&mut ImapAccount),
) -> (Result<(), MailboxError>, Vec<String>, usize) {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    provider.control(r#"{"answer": {"status": 200, "body": {"access_token": "t0ken", "expires_in": 3600}}}"#);
    let (port, heard) = scripted::over_tls(&certificates, script).await;
    let login = Login::OAuth(Arc::new(provider.by_secret()));
    let mut account = ImapAccount { login, ..account_at(port, &certificates, Tls::Implicit) };
    change(&mut account);
    let connected = Source::connect(&MailboxSource::Imap(account), &tokens()).await.map(drop);
    (connected, heard.await.unwrap(), provider.requests().len())
}

#[tokio::test]
async fn a_server_that_takes_no_tokens_gets_none() {
    let script = &["* OK ready\r\n", "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\nC1 OK\r\n"];
    let (connected, heard, asked) = connect_to(script, |_| {}).await;
    let error = connected.unwrap_err();
    assert!(matches!(error, MailboxError::LoginRefused { .. }), "{error:?}");
    assert!(error.to_string().contains("it takes no tokens"), "{error}");
    assert_eq!((heard, asked), (vec!["C1 CAPABILITY".to_owned()], 1), "and no other token is fetched for it");
}

#[tokio::test]
async fn the_two_mechanisms_say_what_their_authors_want() {
    let script = &[
        "* OK ready\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nC1 OK\r\n",
        "+ \r\n",
        "A0001 OK in\r\n",
        "A0002 OK\r\n",
    ];
    let shared = |account: &mut ImapAccount| account.shared_mailbox = Some("england.cso@nhs.net".to_owned());
    let (connected, heard, _) = connect_to(script, shared).await;
    connected.unwrap();
    // user=england.cso@nhs.net^Aauth=Bearer t0ken^A^A
    let proof = "dXNlcj1lbmdsYW5kLmNzb0BuaHMubmV0AWF1dGg9QmVhcmVyIHQwa2VuAQE=";
    assert_eq!(heard[..3], ["C1 CAPABILITY", "A0001 AUTHENTICATE XOAUTH2", proof]);

    // The server's question after a refusal is answered with an empty line, or with ^A.
    for (capability, last) in [("AUTH=XOAUTH2", ""), ("AUTH=OAUTHBEARER", "AQ==")] {
        let offer: &'static str = Box::leak(format!("* CAPABILITY IMAP4rev1 {capability}\r\nC1 OK\r\n").into());
        let script: &'static [&'static str] = Box::leak(Box::new([
            "* OK ready\r\n",
            offer,
            "+ \r\n",
            "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n",
            "A0001 NO [UNAVAILABLE] not now, jane@leedsth.nhs.uk\r\n",
        ]));
        let (connected, heard, asked) = connect_to(script, |_| {}).await;
        let error = connected.unwrap_err();
        assert!(matches!(error, MailboxError::Refused { .. }), "the server is out of order: {error:?}");
        assert!(!error.to_string().contains("jane"), "{error}");
        assert_eq!((heard.last().map(String::as_str), asked), (Some(last), 1));
    }
}

#[tokio::test]
async fn a_submission_server_that_asks_why_gets_an_empty_line_and_has_the_last_word() {
    const REFUSED: &[&str] = &[
        "220 mx.test.invalid\r\n",
        "250-mx.test.invalid\r\n250 AUTH LOGIN XOAUTH2\r\n",
        "334 \r\n",
        "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n",
        "535 5.7.3 Authentication unsuccessful\r\n",
    ];
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    provider.control(r#"{"answer": {"status": 200, "body": {"access_token": "t0ken", "expires_in": 3600}}}"#);
    let (port, heard) = scripted::over_tls(&certificates, REFUSED).await;
    let login = Login::OAuth(Arc::new(provider.by_secret()));
    let account = SmtpAccount { login, tls: Tls::Implicit, ..crate::rig::smtp::account(port, &certificates.authority) };
    let mut post = Post::new(&Delivery::Smtp(account), &tokens()).unwrap();
    let outcome = post.send(&mail_to("x"), &moment()).await;
    assert!(matches!(outcome, Outcome::RetryLater { .. }), "{outcome:?}");
    let heard = heard.await.unwrap();
    // user=nominee^Aauth=Bearer t0ken^A^A
    let proof = "dXNlcj1ub21pbmVlAWF1dGg9QmVhcmVyIHQwa2VuAQE=";
    assert_eq!(heard[1..4], ["AUTH XOAUTH2", proof, ""], "{heard:?}");
    assert_eq!(provider.requests().len(), 2, "the refusal was understood as one, and another token fetched");
}

#[tokio::test]
async fn a_shared_mailbox_is_opened_with_a_password_too() {
    let certificates = Certificates::new();
    let script = &[
        "* OK ready\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nC1 OK\r\n",
        "+ \r\n",
        "A0001 OK in\r\n",
        "A0002 OK\r\n",
    ];
    let (port, heard) = scripted::over_tls(&certificates, script).await;
    let shared_mailbox = Some("england.cso@nhs.net".to_owned());
    let account = ImapAccount { shared_mailbox, ..account_at(port, &certificates, Tls::Implicit) };
    Source::connect(&MailboxSource::Imap(account.clone()), &tokens()).await.unwrap();
    // england.cso@nhs.net NUL nominee NUL secret
    assert_eq!(heard.await.unwrap()[2], "ZW5nbGFuZC5jc29AbmhzLm5ldABub21pbmVlAHNlY3JldA==");

    let script = &["* OK ready\r\n", "* CAPABILITY IMAP4rev1\r\nC1 OK\r\n"];
    let (port, heard) = scripted::over_tls(&certificates, script).await;
    let error = Source::connect(&MailboxSource::Imap(ImapAccount { port, ..account }), &tokens()).await.unwrap_err();
    assert!(error.to_string().contains("shared_mailbox"), "{error}");
    assert_eq!(heard.await.unwrap(), ["C1 CAPABILITY"], "the user's own mailbox is not opened instead");
}

#[tokio::test]
async fn the_identity_provider_is_asked_over_tls_and_its_certificate_must_be_trusted() {
    const ANSWER: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 41\r\n\r\n{\"access_token\":\"t0ken\",\"expires_in\":360}\n";
    let certificates = Certificates::new();
    let ask = async |ca_file| {
        let (port, _) = scripted::over_tls(&certificates, &["", ANSWER]).await;
        let mut oauth = IdentityProvider::start().by_secret();
        oauth.token_endpoint = format!("https://localhost:{port}/token");
        oauth.ca_file = ca_file;
        tokens().token(&oauth).await
    };
    assert_eq!(ask(Some(certificates.authority.clone())).await.unwrap().reveal(), "t0ken");
    let error = ask(None).await.unwrap_err();
    assert!(matches!(error, TokenError::Unreachable { .. }), "{error:?}");
    assert!(error.to_string().contains("UnknownIssuer"), "{error}");
    let others = Certificates::new();
    assert!(ask(Some(others.authority.clone())).await.unwrap_err().to_string().contains("certificate"));
    assert!(matches!(ask(Some("/nowhere/ca.pem".into())).await, Err(TokenError::CaFile { .. })));
}
