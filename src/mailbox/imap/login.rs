//! A safe line in, a logged-in session out: a password by AUTHENTICATE PLAIN or LOGIN, a token by XOAUTH2 or OAUTHBEARER.

use async_imap::imap_proto::{Capability, Response};
use async_imap::{Authenticator, Client};
use tokio::io::AsyncWriteExt;

use super::connect::{server, within};
use super::line::Line;
use super::talk::{Talk, wire_error};
use crate::config::{ImapAccount, Secret};
use crate::domain::address::without_addresses;
use crate::mailbox::MailboxError;
use crate::token::AccessToken;

/// What may be wrong when a password is refused.
const CHECK_PASSWORD: &str = "check user and password";
/// What may be wrong when a token that was just made is refused (Exchange says no more than "AUTHENTICATE failed").
const CHECK_TOKEN: &str = "the identity provider gave the token, so see whether user and shared_mailbox are right, the application \
                           has the permission IMAP.AccessAsApp with an administrator's consent, Exchange knows it as a service \
                           principal with access to the mailbox, and IMAP is switched on for the mailbox; when a person has signed \
                           in: IMAP.AccessAsUser.All, and their access to the mailbox";

/// What a server can do, as far as the login is concerned. Asked after TLS, because what was said before it proves nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Offers {
    plain: bool,
    xoauth2: bool,
    oauthbearer: bool,
    login_disabled: bool,
}

async fn offers(account: &ImapAccount, client: &mut Client<Line>) -> Result<Offers, MailboxError> {
    const COMMAND: &str = "CAPABILITY";
    within(account, COMMAND, async {
        let lost = |error: std::io::Error| wire_error(COMMAND, error.into());
        client.get_mut().write_all(b"C1 CAPABILITY\r\n").await.map_err(lost)?;
        client.get_mut().flush().await.map_err(lost)?;
        let mut offers = Offers::default();
        while let Some(response) = client.read_response().await.map_err(lost)? {
            match response.parsed() {
                Response::Capabilities(capabilities) => capabilities.iter().for_each(|one| offers.note(one)),
                Response::Done { .. } => return Ok(offers),
                _ => {}
            }
        }
        Err(MailboxError::LineLost { command: COMMAND, reason: "the server hung up".to_owned() })
    })
    .await
}

impl Offers {
    fn note(&mut self, capability: &Capability<'_>) {
        match capability {
            Capability::Auth(name) if name.eq_ignore_ascii_case("PLAIN") => self.plain = true,
            Capability::Auth(name) if name.eq_ignore_ascii_case("XOAUTH2") => self.xoauth2 = true,
            Capability::Auth(name) if name.eq_ignore_ascii_case("OAUTHBEARER") => self.oauthbearer = true,
            Capability::Atom(name) if name.eq_ignore_ascii_case("LOGINDISABLED") => self.login_disabled = true,
            _ => {}
        }
    }
}

/// AUTHENTICATE PLAIN where it is offered, because it carries any password and the mailbox to open; LOGIN elsewhere.
pub async fn with_password(
    account: &ImapAccount,
    mut client: Client<Line>,
    password: &Secret,
) -> Result<Talk, MailboxError> {
    let offers = offers(account, &mut client).await?;
    let no = |reason: &str, check| Err(login_refused(account, reason, check));
    if offers.plain {
        let plain = Plain { mailbox: account.shared_mailbox.as_deref(), user: &account.user, password };
        return authenticate(account, client, "PLAIN", plain, CHECK_PASSWORD).await;
    }
    if account.shared_mailbox.is_some() {
        return no("it does not offer AUTH=PLAIN, which alone can name another mailbox", "take shared_mailbox out");
    }
    if offers.login_disabled {
        return no(
            "it takes no passwords (LOGINDISABLED, and AUTH=PLAIN is not offered)",
            "it may want auth = \"oauth2\"",
        );
    }
    let session = within(account, "LOGIN", async {
        let answer = client.login(&account.user, password.reveal()).await;
        answer.map_err(|(error, _)| login_error(account, error, CHECK_PASSWORD))
    });
    Ok(Talk::new(session.await?, account.timeout))
}

/// The shape in which a server takes tokens.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// XOAUTH2, Google's and Microsoft's own.
    X,
    /// OAUTHBEARER (RFC 7628).
    Standard,
}

/// XOAUTH2 where it is offered, OAUTHBEARER elsewhere. A server that offers neither gets no token.
pub async fn shape(account: &ImapAccount, client: &mut Client<Line>) -> Result<Shape, MailboxError> {
    let offers = offers(account, client).await?;
    if offers.xoauth2 {
        Ok(Shape::X)
    } else if offers.oauthbearer {
        Ok(Shape::Standard)
    } else {
        Err(login_refused(account, "it takes no tokens (neither XOAUTH2 nor OAUTHBEARER is offered)", "check host"))
    }
}

/// Logs in with a token.
pub async fn with_token(
    account: &ImapAccount,
    client: Client<Line>,
    shape: Shape,
    token: &AccessToken,
) -> Result<Talk, MailboxError> {
    let (mechanism, bearer) = match shape {
        Shape::X => ("XOAUTH2", Bearer::x(account, token)),
        Shape::Standard => ("OAUTHBEARER", Bearer::standard(account, token)),
    };
    authenticate(account, client, mechanism, bearer, CHECK_TOKEN).await
}

async fn authenticate(
    account: &ImapAccount,
    client: Client<Line>,
    mechanism: &'static str,
    proof: impl Authenticator + Send,
    check: &'static str,
) -> Result<Talk, MailboxError> {
    let session = within(account, "AUTHENTICATE", async {
        let answer = client.authenticate(mechanism, proof).await;
        answer.map_err(|(error, _)| match login_error(account, error, check) {
            MailboxError::LoginRefused { server, reason, check } => {
                MailboxError::LoginRefused { server, reason: format!("{mechanism}: {reason}"), check }
            }
            other => other,
        })
    });
    Ok(Talk::new(session.await?, account.timeout))
}

fn login_refused(account: &ImapAccount, reason: &str, check: &'static str) -> MailboxError {
    MailboxError::LoginRefused { server: server(account), reason: reason.to_owned(), check }
}

/// A server that is out of order for now (RFC 5530 UNAVAILABLE) says nothing about the password.
fn login_error(account: &ImapAccount, error: async_imap::error::Error, check: &'static str) -> MailboxError {
    match error {
        async_imap::error::Error::No(text) | async_imap::error::Error::Bad(text) => {
            let reason = without_addresses(server_words(&text));
            if reason.to_ascii_uppercase().contains("UNAVAILABLE") {
                MailboxError::Refused { command: "LOGIN", reason }
            } else {
                login_refused(account, &reason, check)
            }
        }
        async_imap::error::Error::Validate(_) => {
            login_refused(account, "user or password contains a line break", check)
        }
        other => wire_error("LOGIN", other),
    }
}

/// async-imap wraps what the server said into `code: …, info: Some("…")`.
fn server_words(text: &str) -> &str {
    text.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")")).unwrap_or(text)
}

/// SASL PLAIN (RFC 4616), with the mailbox to open as the authorization identity.
struct Plain<'a> {
    mailbox: Option<&'a str>,
    user: &'a str,
    password: &'a Secret,
}

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("{}\0{}\0{}", self.mailbox.unwrap_or_default(), self.user, self.password.reveal())
    }
}

/// A token in one of its two shapes. The first question is answered with it. A second one means that it was refused: what is
/// asked is why, as JSON, and the server says NO only after it has had the answer that ends the exchange.
struct Bearer {
    first: Option<String>,
    last: &'static str,
}

impl Bearer {
    /// XOAUTH2 (Google's and Microsoft's): the user is the mailbox that is opened; an empty line ends a refusal.
    fn x(account: &ImapAccount, token: &AccessToken) -> Self {
        let first = format!("user={}\x01auth=Bearer {}\x01\x01", mailbox(account), token.reveal());
        Self { first: Some(first), last: "" }
    }

    /// OAUTHBEARER (RFC 7628 section 3.1): AQ==, which is one ^A, ends a refusal.
    fn standard(account: &ImapAccount, token: &AccessToken) -> Self {
        // In a GS2 header `,` and `=` are spelled out (RFC 5801 section 4).
        let name = mailbox(account).replace('=', "=3D").replace(',', "=2C");
        let ImapAccount { host, port, .. } = account;
        let first = format!("n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {}\x01\x01", token.reveal());
        Self { first: Some(first), last: "\x01" }
    }
}

fn mailbox(account: &ImapAccount) -> &str {
    account.shared_mailbox.as_deref().unwrap_or(&account.user)
}

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.first.take().unwrap_or_else(|| self.last.to_owned())
    }
}
