//! Waiting for mail at real servers: what wakes us, what does not, and that a line that has died is noticed.

use std::time::Duration;

use cso_intake::config::{ImapAccount, MailboxSource, Tls};
use cso_intake::mailbox::{MailboxError, Source};
use tokio::time::timeout;

use super::{keys, list};
use crate::rig::cyrus::Cyrus;
use crate::rig::imap::Imap;
use crate::rig::{Certificates, Dovecot, no_tokens};

const MAIL: &[u8] = b"Subject: a\n\nx\n";
/// So long nobody waits: it ends before, or the test fails.
const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(50);

async fn connect(account: ImapAccount) -> Source {
    Source::connect(&MailboxSource::Imap(account), &no_tokens()).await.unwrap()
}

/// Waits for news while somebody does something, and must be woken by it.
async fn is_woken_by(source: &mut Source, act: impl FnOnce() + Send + 'static) {
    let act = async {
        // The server has to be in IDLE for the test to say something; before it, the news is found in another way.
        tokio::time::sleep(Duration::from_millis(200)).await;
        tokio::task::spawn_blocking(act).await.unwrap();
    };
    let (woken, ()) = tokio::join!(timeout(LONG / 2, source.wait_for_news(LONG)), act);
    woken.expect("nothing woke us").unwrap();
}

async fn mail_wakes_us(account: ImapAccount, mut client: Imap, junk: &str) {
    client.append(junk, MAIL);
    let mut source = connect(account).await;
    assert_eq!(keys(&list(&mut source, "INBOX", None).await), [""; 0]);
    // Another folder is the open one after a look.
    list(&mut source, "Junk", None).await;
    let (sent, mut back) = tokio::sync::mpsc::unbounded_channel();
    is_woken_by(&mut source, move || {
        client.append("INBOX", MAIL);
        sent.send(client).unwrap_or_else(|_| panic!("nobody waits"));
    })
    .await;
    let mut client = back.recv().await.unwrap();
    assert_eq!(keys(&list(&mut source, "INBOX", None).await), ["1"]);
    // What comes in between the look and the wait is not told by IDLE.
    list(&mut source, "Junk", None).await;
    client.append("INBOX", MAIL);
    timeout(LONG / 2, source.wait_for_news(LONG)).await.expect("nothing woke us").unwrap();
    assert_eq!(keys(&list(&mut source, "INBOX", Some(1)).await), ["2"]);
    // The same with one folder only, which stays open.
    client.append("INBOX", MAIL);
    timeout(LONG / 2, source.wait_for_news(LONG)).await.expect("nothing woke us").unwrap();
    assert_eq!(keys(&list(&mut source, "INBOX", Some(2)).await), ["3"]);
    // Nothing comes in: the time is up, and the line is alive.
    source.wait_for_news(SHORT).await.unwrap();
    source.wait_for_news(SHORT).await.unwrap();
    assert_eq!(keys(&list(&mut source, "INBOX", None).await), ["1", "2", "3"]);
    // Dropped in the middle, the session is as good as before.
    let dropped = timeout(Duration::from_millis(200), source.wait_for_news(LONG)).await;
    assert!(dropped.is_err());
    assert_eq!(keys(&list(&mut source, "INBOX", None).await), ["1", "2", "3"]);
    source.close().await;
}

#[tokio::test]
async fn mail_wakes_us_at_dovecot() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    mail_wakes_us(dovecot.account(Tls::Implicit), dovecot.client(), "Junk").await;
}

#[tokio::test]
async fn mail_wakes_us_at_cyrus() {
    let certificates = Certificates::new();
    let cyrus = Cyrus::start(&certificates);
    mail_wakes_us(cyrus.account(), cyrus.client(), "INBOX.Junk").await;
}

#[tokio::test]
async fn without_idle_the_time_is_waited_for_and_the_line_proved_alive() {
    let certificates = Certificates::new();
    let bare = Dovecot::configured(&certificates, "protocol imap {\n  imap_capability = IMAP4rev1\n}");
    let dovecot = Dovecot::start(&certificates);
    let unwanted = ImapAccount { idle: false, ..dovecot.account(Tls::Implicit) };
    for (account, server) in [(bare.account(Tls::Implicit), bare), (unwanted, dovecot)] {
        let mut source = connect(account).await;
        source.open("INBOX").await.unwrap();
        source.wait_for_news(SHORT).await.unwrap();
        drop(server);
        assert!(source.wait_for_news(SHORT).await.unwrap_err().is_line_lost());
    }
}

#[tokio::test]
async fn a_server_that_ends_the_session_in_idle_is_a_lost_line() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let mut source = connect(dovecot.account(Tls::Implicit)).await;
    source.open("INBOX").await.unwrap();
    let kick = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        dovecot.doveadm(&["kick", "nominee"]);
    };
    let (ended, ()) = tokio::join!(timeout(LONG / 2, source.wait_for_news(LONG)), kick);
    let error = ended.expect("the end was not noticed").unwrap_err();
    assert!(matches!(error, MailboxError::LineLost { .. }), "{error:?}");
    assert!(source.open("INBOX").await.unwrap_err().is_line_lost());
}
