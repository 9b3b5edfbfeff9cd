//! A safe line to a submission server in, a logged-in one out: by password, or by token (XOAUTH2). Nothing that fails here is
//! the mail's fault, and a line on which it has failed is not used again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use tokio::time::timeout;

use super::stages::{is_about_login, said};
use crate::config::{Secret, SmtpAccount};
use crate::token::AccessToken;

/// What may be wrong when a token that was just made is refused (Exchange says no more than "Authentication unsuccessful").
const CHECK_TOKEN: &str = "the identity provider gave the token, so see whether user is the mailbox, the application has the \
                           permission SMTP.SendAsApp with an administrator's consent, Exchange knows it as a service principal \
                           with access to the mailbox, and authenticated SMTP is switched on for the mailbox; when a person has \
                           signed in: SMTP.Send";

/// Why nobody is logged in.
#[derive(Debug)]
pub enum NoLogin {
    /// The server refused the token; another one may do better.
    TokenRefused(String),
    /// Anything else.
    Other(String),
}

impl From<NoLogin> for String {
    fn from(reason: NoLogin) -> Self {
        match reason {
            NoLogin::TokenRefused(reason) | NoLogin::Other(reason) => reason,
        }
    }
}

/// Logs in with a password (AUTH PLAIN, or LOGIN where only that is offered).
pub async fn with_password(
    account: &SmtpAccount,
    line: &mut AsyncSmtpConnection,
    password: &Secret,
) -> Result<(), String> {
    let SmtpAccount { host, port, user, .. } = account;
    let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
    match timeout(account.timeout, line.auth(DEFAULT_MECHANISMS, &credentials)).await {
        Ok(Ok(response)) if response.has_code(235) => Ok(()),
        Ok(Ok(response)) => Err(format!("{host}:{port} answered {} to the login", response.code())),
        Ok(Err(error)) if is_about_login(&error) => {
            Err(format!("{host}:{port} refused the login: {} (check user and password)", said(&error)))
        }
        Ok(Err(error)) => Err(format!("cannot log in at {host}:{port}: {}", said(&error))),
        Err(_) => Err(format!("{host}:{port} did not answer in time (login)")),
    }
}

/// Logs in with a token (AUTH XOAUTH2). lettre's own way cannot be used. It puts the token behind the command, where it is too
/// long for a line (RFC 4954 section 4; Exchange wants two lines as well). And a server that refuses first asks why (334 and a
/// JSON), wants an empty line, and only then says what is wrong; lettre leaves the dialogue at the question.
pub async fn with_token(
    account: &SmtpAccount,
    line: &mut AsyncSmtpConnection,
    token: &AccessToken,
) -> Result<(), NoLogin> {
    let SmtpAccount { host, port, user, .. } = account;
    let at = format!("{host}:{port}");
    if !line.server_info().supports_auth_mechanism(Mechanism::Xoauth2) {
        let reason = format!("{at} takes no tokens (XOAUTH2 is not offered): check host, and whether it allows logins");
        return Err(NoLogin::Other(reason));
    }
    let proof = STANDARD.encode(format!("user={user}\x01auth=Bearer {}\x01\x01", token.reveal()));
    match timeout(account.timeout, xoauth2(line, &proof)).await {
        Ok(Ok(response)) if response.has_code(235) => Ok(()),
        Ok(Ok(response)) => Err(NoLogin::Other(format!("{at} answered {} to the login", response.code()))),
        Ok(Err(error)) if is_about_login(&error) => {
            Err(NoLogin::TokenRefused(format!("{at} refused the login: XOAUTH2: {} ({CHECK_TOKEN})", said(&error))))
        }
        Ok(Err(error)) => Err(NoLogin::Other(format!("cannot log in at {at}: {}", said(&error)))),
        Err(_) => Err(NoLogin::Other(format!("{at} did not answer in time (login)"))),
    }
}

/// The command, the proof, and an empty line if the server has another question; what it says in the end.
async fn xoauth2(line: &mut AsyncSmtpConnection, proof: &str) -> Result<Response, Error> {
    let mut answer = line.command("AUTH XOAUTH2\r\n").await?;
    for words in [proof, ""] {
        if !answer.has_code(334) {
            break;
        }
        answer = line.command(format!("{words}\r\n")).await?;
    }
    Ok(answer)
}
