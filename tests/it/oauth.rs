//! Logging in with access tokens: a real identity provider gives them, a real Dovecot asks it whether they are good.

use std::path::PathBuf;
use std::sync::Arc;

use cso_intake::clock::Clock;
use cso_intake::config::{Delivery, ImapAccount, Login, MailboxSource, OAuth, SmtpAccount, Tls};
use cso_intake::domain::outbox::Outcome;
use cso_intake::mailbox::{MailboxError, Source};
use cso_intake::post::Post;
use cso_intake::token::{TokenError, Tokens};

use crate::post::{mail_to, moment};
use crate::rig::{Certificates, Dovecot, IdentityProvider, Kind, SmtpServer, short_dir};

mod login;
mod program;
mod refusals;

/// The mailbox behind a token.
fn mailbox(dovecot: &Dovecot, oauth: &OAuth) -> MailboxSource {
    MailboxSource::Imap(account(dovecot, oauth))
}

fn account(dovecot: &Dovecot, oauth: &OAuth) -> ImapAccount {
    ImapAccount { login: Login::OAuth(Arc::new(oauth.clone())), ..dovecot.account(Tls::Implicit) }
}

/// The way out behind a token.
fn delivery(dovecot: &Dovecot, oauth: &OAuth) -> Delivery {
    Delivery::Smtp(SmtpAccount { login: Login::OAuth(Arc::new(oauth.clone())), ..dovecot.submission_account() })
}

fn tokens() -> Tokens {
    Tokens::new(Clock::System)
}

/// Opens the mailbox and sends a mail.
async fn use_both(dovecot: &Dovecot, oauth: &OAuth, tokens: &Tokens) {
    let mut source = Source::connect(&mailbox(dovecot, oauth), tokens).await.unwrap();
    source.open("INBOX").await.unwrap();
    source.close().await;
    let mut post = Post::new(&delivery(dovecot, oauth), tokens).unwrap();
    let outcome = post.send(&mail_to("x"), &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    post.close().await;
}

#[tokio::test]
async fn one_token_reads_and_sends_however_the_application_proves_itself() {
    let provider = IdentityProvider::with_certificate();
    let certificates = Certificates::new();
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    let dir = short_dir();
    let file = dir.path().join("refresh-token");
    provider.sign_in(&file);
    for (number, oauth) in
        [provider.by_secret(), provider.by_certificate(), provider.by_refresh_token(file)].iter().enumerate()
    {
        let tokens = tokens();
        for _ in 0..2 {
            use_both(&dovecot, oauth, &tokens).await;
        }
        assert_eq!(provider.requests().len(), number + 1, "one token for all");
        assert_eq!(provider.requests()[number]["client"], oauth.client_id);
        assert_eq!(provider.requests()[number]["status"], 200);
    }
    assert_eq!(sink.delivered().len(), 6);
}

#[tokio::test]
async fn a_server_that_knows_only_oauthbearer_is_logged_in_to_as_well() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let dovecot = Dovecot::asking_by_oauthbearer(&provider, &certificates);
    let (tokens, oauth) = (tokens(), provider.by_secret());
    let mut source = Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap();
    source.open("INBOX").await.unwrap();
    provider.control(r#"{"introspection": {"active": false}}"#);
    let error = Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap_err();
    assert!(matches!(error, MailboxError::LoginRefused { .. }), "{error:?}");
    assert!(error.to_string().contains("OAUTHBEARER"), "{error}");
}

#[tokio::test]
async fn tokens_as_long_as_exchanges_go_through() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    let long = "eyJ0".repeat(1_250);
    provider.control(&format!(
        r#"{{"answer": {{"status": 200, "body": {{"access_token": "{long}", "expires_in": 3600}}}},
            "introspection": {{"active": true, "username": "nominee", "scope": "imap"}}}}"#
    ));
    use_both(&dovecot, &provider.by_secret(), &tokens()).await;
    assert_eq!(sink.delivered().len(), 1);
}

#[tokio::test]
async fn tokens_that_end_within_seconds_are_renewed_and_what_is_open_stays_open() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    provider.control(r#"{"life": 2}"#);
    let (tokens, oauth) = (tokens(), provider.by_secret());
    let mut source = Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap();
    let mut post = Post::new(&delivery(&dovecot, &oauth), &tokens).unwrap();
    for round in 1..=3 {
        source.open("INBOX").await.unwrap();
        let outcome = post.send(&mail_to("x"), &moment()).await;
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
        use_both(&dovecot, &oauth, &tokens).await;
        assert_eq!(sink.delivered().len(), 2 * round);
        let before = provider.requests().len();
        while provider.requests().len() == before {
            tokens.token(&oauth).await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }
    assert!(provider.requests().iter().all(|request| request["status"] == 200));
    source.close().await;
    post.close().await;
}

#[tokio::test]
async fn a_token_that_a_server_refuses_is_renewed_once() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    let (tokens, oauth) = (tokens(), provider.by_secret());
    tokens.token(&oauth).await.unwrap();
    provider.forget();
    let mut source = Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap();
    source.open("INBOX").await.unwrap();
    assert_eq!(provider.requests().len(), 2);
    provider.forget();
    let mut post = Post::new(&delivery(&dovecot, &oauth), &tokens).unwrap();
    let outcome = post.send(&mail_to("x"), &moment()).await;
    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
    assert_eq!(provider.requests().len(), 3);
    use_both(&dovecot, &oauth, &tokens).await;
    assert_eq!(provider.requests().len(), 3, "the new one serves both");
}

#[tokio::test]
async fn each_refresh_token_is_spent_once_and_the_next_one_is_in_the_file() {
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    let dovecot = Dovecot::asking(&provider, &certificates, 9);
    let dir = short_dir();
    let file: PathBuf = dir.path().join("refresh-token");
    provider.sign_in(&file);
    let oauth = provider.by_refresh_token(file.clone());
    let mut seen = vec![std::fs::read_to_string(&file).unwrap().trim().to_owned()];
    for _ in 0..3 {
        // Each time as if the program had been started anew.
        let tokens = tokens();
        Source::connect(&mailbox(&dovecot, &oauth), &tokens).await.unwrap().close().await;
        let now = std::fs::read_to_string(&file).unwrap().trim().to_owned();
        assert!(!seen.contains(&now), "a new one");
        seen.push(now);
    }
    // What was spent is worth nothing, and its use makes this provider withdraw everything: the person must sign in again.
    std::fs::write(&file, &seen[0]).unwrap();
    let error = Source::connect(&mailbox(&dovecot, &oauth), &tokens()).await.unwrap_err();
    assert!(matches!(&error, MailboxError::Token(TokenError::Refused { .. })), "{error:?}");
    assert!(error.to_string().contains("cso-intake login"), "{error}");
    assert!(!error.to_string().contains(&seen[0]), "{error}");
}

#[tokio::test]
async fn two_processes_never_spend_the_same_refresh_token() {
    let provider = IdentityProvider::start();
    let dir = short_dir();
    let file = dir.path().join("refresh-token");
    provider.sign_in(&file);
    let oauth = provider.by_refresh_token(file);
    let all = (0..6).map(|_| {
        let (oauth, tokens) = (oauth.clone(), tokens());
        tokio::spawn(async move { tokens.token(&oauth).await.map(drop) })
    });
    for one in all.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
    assert_eq!(provider.requests().len(), 6);
}
