//! Mail out, step by step: name, connection, TLS, token, login, and whether the mailbox may be the sender.

use super::certificate::{Place, plainly};
use super::net::{Server, reach};
use super::{Findings, Patient};
use crate::config::{Delivery, Login, SmtpAccount};
use crate::post::Post;
use crate::post::smtp::Smtp;

/// A letter of ours, with its headers, is smaller than this (bytes).
const A_LETTER: u64 = 256 << 10;

/// Looks at everything; the way out, if mail can go that way.
pub(super) async fn examine(patient: &Patient<'_>, found: &mut Findings<'_>) -> Option<Post> {
    let delivery = &patient.desk.config.delivery;
    let account = match delivery {
        Delivery::Files(directory) => {
            return match Post::new(delivery, &patient.tokens) {
                Ok(post) => {
                    found.ok("files", format!("mail is written into {}", directory.display()));
                    Some(post)
                }
                Err(error) => {
                    found.fails(
                        "files",
                        error.to_string(),
                        "see that the service may make and write dir in [delivery]",
                    );
                    None
                }
            };
        }
        Delivery::Smtp(account) => account,
    };
    match log_in(patient, account, found).await {
        Ok(smtp) => sender(patient, smtp, found).await.map(|smtp| Post::Smtp(Box::new(smtp))),
        Err(why) => {
            found.skipped("SMTP sender", why);
            None
        }
    }
}

async fn log_in(patient: &Patient<'_>, account: &SmtpAccount, found: &mut Findings<'_>) -> Result<Smtp, String> {
    let SmtpAccount { host, port, timeout, .. } = account;
    let server = Server { what: "SMTP", section: "[delivery]", host, port: *port, timeout: *timeout };
    let line = match reach(server, found).await {
        Ok(()) => tls(patient, account, found).await,
        Err(why) => {
            found.skipped("SMTP TLS", &why);
            Err(why)
        }
    };
    let token = match &account.login {
        Login::Password(_) => Ok(()),
        Login::OAuth(oauth) => patient.token("SMTP token", oauth, found).await,
    };
    let mut smtp = match (line, token) {
        (Ok(smtp), Ok(())) => smtp,
        (Err(why), _) | (_, Err(why)) => {
            found.skipped("SMTP login", &why);
            return Err(why);
        }
    };
    match smtp.try_login().await {
        Ok(()) => {
            found.ok("SMTP login", format!("{} is let in", account.user));
            Ok(smtp)
        }
        Err(reason) => {
            let advice = "see that user and password (or the token's rights) in [delivery] are right, and that the server \
                          lets this account send (Exchange: authenticated SMTP must be switched on for the mailbox)";
            found.fails("SMTP login", reason, advice);
            Err("nobody is logged in".to_owned())
        }
    }
}

async fn tls(patient: &Patient<'_>, account: &SmtpAccount, found: &mut Findings<'_>) -> Result<Smtp, String> {
    const STEP: &str = "SMTP TLS";
    let tried = match Smtp::new(account, &patient.tokens) {
        Ok(smtp) => smtp.try_line().await.map(|()| smtp),
        Err(error) => {
            found.fails(STEP, error.to_string(), "see that ca_file in [delivery] names a PEM file with certificates");
            return Err("there is no safe connection".to_owned());
        }
    };
    tried.inspect(|_| found.ok(STEP, "the connection is safe, and it is an SMTP server")).map_err(|reason| {
        let place = Place { section: "[delivery]", host: &account.host, ca_file: account.ca_file.as_deref() };
        let fault = plainly(&reason, place);
        found.fails(STEP, fault.words, fault.advice);
        "there is no safe connection".to_owned()
    })
}

async fn sender(patient: &Patient<'_>, mut smtp: Smtp, found: &mut Findings<'_>) -> Option<Smtp> {
    const STEP: &str = "SMTP sender";
    let mailbox = &patient.desk.campaign().mailbox;
    match smtp.try_sender(mailbox).await {
        Ok(Some(largest)) if largest < A_LETTER => {
            let words = format!("the server takes no mail above {largest} bytes");
            found.fails(STEP, words, "ask whoever runs it to allow 1 MB");
            None
        }
        Ok(_) => {
            found.ok(STEP, format!("mail may be sent as {mailbox}"));
            Some(smtp)
        }
        Err(reason) => {
            let advice = format!(
                "let the account of [delivery] send as {mailbox} (Exchange: Send As), or use the account of the mailbox"
            );
            found.fails(STEP, reason, advice);
            None
        }
    }
}
