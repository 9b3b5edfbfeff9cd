//! Access tokens that expire after five seconds, and sessions that are ended all the time, so that each login needs one.

use std::time::{Duration, Instant};

use super::mails::Mails;
use super::{Length, figure};
use crate::rig::dice::Seed;
use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, IdentityProvider, Kind, SmtpServer, USER, books, wait_for};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn tokens_that_expire_every_five_seconds_are_renewed_in_time_and_nothing_is_lost_or_sent_twice() {
    let length = Length::asked();
    let tokens = length.pick(3, 60);
    let seed = Seed::or(5);
    let (provider, certificates) = (IdentityProvider::start(), Certificates::new());
    provider.control(r#"{"life": 5}"#);
    let sink = SmtpServer::start(&certificates, Kind::Open);
    let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
    let installation = Installation::between(&dovecot, &sink);
    with_tokens(&installation, &dovecot, &sink, &provider);

    let mut post = Mails::of(seed.0);
    let mut client = dovecot.client();
    let mut came = Vec::new();
    let mut service = installation.start_quietly();
    let (begin, mut ended) = (Instant::now(), 0);
    while provider.requests().len() < tokens {
        for mail in post.next(2) {
            client.append("INBOX", &mail.bytes);
            came.push(mail);
        }
        wait_for("the mails to be recorded and answered", LIMIT, || {
            assert!(service.is_running(), "{}", books::last_lines(&installation.log()));
            installation.is_done(came.len()).then_some(())
        });
        drop(client);
        dovecot.doveadm(&["kick", USER]);
        ended += 1;
        client = dovecot.client();
        assert!(begin.elapsed() < LIMIT * 20, "{} tokens in all that time", provider.requests().len());
    }
    assert!(service.stop(), "{}", books::last_lines(&installation.log()));
    assert!(provider.requests().iter().all(|request| request["status"] == 200));
    let books = books::check(&installation, &sink, &came);
    figure(
        "access tokens that expire after 5 seconds",
        &format!("{} mails, {} tokens, {ended} times all sessions ended", came.len(), provider.requests().len()),
        &books.to_string(),
    );
}

/// Mail in and mail out with tokens instead of passwords.
fn with_tokens(installation: &Installation, dovecot: &Dovecot, sink: &SmtpServer, provider: &IdentityProvider) {
    let secret = installation.secret_file("app-secret", "app-secret");
    let password = installation.path("password");
    installation.set(&format!("password_file = \"{}\"", password.display()), "auth = \"oauth2\"");
    installation.set(&format!("port = {}", sink.port), &format!("port = {}", dovecot.submission));
    let oauth = format!(
        "[oauth]\ntoken_endpoint = \"{}\"\nclient_id = \"secret-app\"\nclient_secret_file = \"{}\"\nscope = \"imap\"\n\n",
        provider.token_endpoint(),
        secret.display(),
    );
    installation.set("[delivery]\n", &(oauth + "[delivery]\n"));
}
