//! Mail to a submission server, step by step, so that it is known at which step something failed. lettre's own
//! transport would not tell: a line that is cut before the mail went out and one that is cut after it are the same
//! error there, and the second must never be tried again.
//!
//! One recipient a mail; the connection stays open for the next one.

use std::time::Duration;

use jiff::Zoned;
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::login::{self, NoLogin};
use super::sip::Sip;
use super::stages::{LineState, Stage, Verdict, said, without_line};
use super::{PostError, eml};
use crate::config::{Login, OAuth, SmtpAccount, Tls};
use crate::domain::outbox::{Outcome, OutgoingMail};
use crate::token::{AccessToken, Tokens};

mod probe;

/// How long QUIT may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// The slowest line on which the end of a large mail is still waited for, in bytes a second.
const SLOWEST: u64 = 32 << 10;

/// An account at a submission server, with at most one connection.
pub struct Smtp {
    account: SmtpAccount,
    tls: TlsParameters,
    tokens: Tokens,
    line: Option<AsyncSmtpConnection>,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let connected = self.line.is_some();
        f.debug_struct("Smtp").field("account", &self.account).field("connected", &connected).finish_non_exhaustive()
    }
}

/// A mail that is ready for the line.
struct Parcel {
    from: lettre::Address,
    to: lettre::Address,
    letter: Vec<u8>,
}

impl Smtp {
    /// Gets ready; does not connect yet.
    ///
    /// # Errors
    /// When the certificates cannot be used.
    pub fn new(account: &SmtpAccount, tokens: &Tokens) -> Result<Self, PostError> {
        let mut tls = TlsParameters::builder(account.host.clone());
        if let Some(path) = &account.ca_file {
            let bad = |reason: String| PostError::CaFile { path: path.clone(), reason };
            let pem = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
            if !String::from_utf8_lossy(&pem).contains("BEGIN CERTIFICATE") {
                return Err(bad("there is no PEM certificate in it".to_owned()));
            }
            tls = tls.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| bad(error.to_string()))?);
        }
        let tls = tls.build().map_err(|error| PostError::Tls(error.to_string()))?;
        Ok(Self { account: account.clone(), tls, tokens: tokens.clone(), line: None })
    }

    /// Sends one mail and says what became of it.
    pub async fn send(&mut self, mail: &OutgoingMail, now: &Zoned) -> Outcome {
        let parcel = match Parcel::pack(mail, now) {
            Ok(parcel) => parcel,
            Err(error) => return Outcome::GaveUp { reason: error.to_string() },
        };
        let mut line = match self.line().await {
            Ok(line) => line,
            Err(reason) => return without_line(reason),
        };
        match self.hand_over(&mut line, &parcel).await {
            Ok(reply) => {
                self.line = Some(line);
                Outcome::Sent { reply }
            }
            Err(verdict) => {
                if verdict.line == LineState::Usable && self.reset(&mut line).await {
                    self.line = Some(line);
                }
                verdict.outcome
            }
        }
    }

    /// The open connection if it still answers, else a new one. On the way it belongs to the caller, so that one that
    /// is dropped half-way is never used again.
    async fn line(&mut self) -> Result<AsyncSmtpConnection, String> {
        if let Some(mut line) = self.line.take()
            && timeout(self.account.timeout, line.test_connected()).await == Ok(true)
        {
            return Ok(line);
        }
        self.connect().await
    }

    /// Connects, makes the line safe, logs in. Nothing that fails here is the mail's fault. A token that the server refuses is
    /// renewed, and tried once more on a new connection.
    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        match &self.account.login {
            Login::Password(password) => {
                let mut line = self.safe_line().await?;
                login::with_password(&self.account, &mut line, password).await?;
                Ok(line)
            }
            Login::OAuth(oauth) => {
                let token = self.token(oauth).await?;
                match self.connect_with(&token).await {
                    Err(NoLogin::TokenRefused(_)) => {
                        self.tokens.refused(&token).await;
                        Ok(self.connect_with(&self.token(oauth).await?).await?)
                    }
                    outcome => Ok(outcome?),
                }
            }
        }
    }

    async fn token(&self, oauth: &OAuth) -> Result<AccessToken, String> {
        self.tokens.token(oauth).await.map_err(|error| error.to_string())
    }

    async fn connect_with(&self, token: &AccessToken) -> Result<AsyncSmtpConnection, NoLogin> {
        let mut line = self.safe_line().await.map_err(NoLogin::Other)?;
        login::with_token(&self.account, &mut line, token).await?;
        Ok(line)
    }

    /// A connection over TLS, or none.
    async fn safe_line(&self) -> Result<AsyncSmtpConnection, String> {
        let hello = ClientId::default();
        match self.account.tls {
            Tls::Implicit => self.connect_in_tls(&hello).await,
            Tls::StartTls => self.connect_and_start_tls(&hello).await,
        }
    }

    async fn connect_in_tls(&self, hello: &ClientId) -> Result<AsyncSmtpConnection, String> {
        let SmtpAccount { host, port, timeout: limit, .. } = &self.account;
        let tls = Some(self.tls.clone());
        let connecting = AsyncSmtpConnection::connect_tokio1((host.as_str(), *port), None, hello, tls, None);
        timeout(*limit, connecting)
            .await
            .map_err(|_| self.late("connecting"))?
            .map_err(|error| format!("cannot connect to {host}:{port}: {}", said(&error)))
    }

    async fn connect_and_start_tls(&self, hello: &ClientId) -> Result<AsyncSmtpConnection, String> {
        let SmtpAccount { host, port, timeout: limit, .. } = &self.account;
        let cannot = |reason: String| format!("cannot connect to {host}:{port}: {reason}");
        let tcp = timeout(*limit, TcpStream::connect((host.as_str(), *port)))
            .await
            .map_err(|_| self.late("connecting"))?
            .map_err(|error| cannot(error.to_string()))?;
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(Sip::new(tcp)), hello);
        let mut line = timeout(*limit, greeting)
            .await
            .map_err(|_| self.late("greeting"))?
            .map_err(|error| cannot(said(&error)))?;
        if !line.can_starttls() {
            return Err(format!("{host}:{port} does not offer STARTTLS, and nothing is sent in clear text"));
        }
        timeout(*limit, line.starttls(self.tls.clone(), hello))
            .await
            .map_err(|_| self.late("STARTTLS"))?
            .map_err(|error| format!("no safe connection to {host}:{port}: {}", said(&error)))?;
        Ok(line)
    }

    fn late(&self, step: &str) -> String {
        let SmtpAccount { host, port, .. } = &self.account;
        format!("{host}:{port} did not answer in time ({step})")
    }

    /// MAIL, RCPT, DATA, the mail, the dot; the server's words when it took it.
    async fn hand_over(&self, line: &mut AsyncSmtpConnection, parcel: &Parcel) -> Result<String, Verdict> {
        let limit = self.account.timeout;
        let mut parameters = Vec::new();
        if !parcel.is_ascii() {
            if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
                let reason = "the server takes no addresses with letters beyond ASCII (SMTPUTF8)".to_owned();
                return Err(Verdict { outcome: Outcome::GaveUp { reason }, line: LineState::Usable });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let sender = line.command(Mail::new(Some(parcel.from.clone()), parameters));
        Stage::Sender.judge(timeout(limit, sender).await)?;
        let recipient = line.command(Rcpt::new(parcel.to.clone(), Vec::new()));
        Stage::Recipient.judge(timeout(limit, recipient).await)?;
        Stage::Permission.judge(timeout(limit, line.command(Data)).await)?;
        let longer = Duration::from_secs(u64::try_from(parcel.letter.len()).unwrap_or(0) / SLOWEST);
        let reply = Stage::Mail.judge(timeout(limit + longer, line.message(&parcel.letter)).await)?;
        let words: Vec<&str> = reply.message().collect();
        Ok(format!("{} {}", reply.code(), words.join(" ")).trim().to_owned())
    }

    /// Makes the connection forget the mail that was refused.
    async fn reset(&self, line: &mut AsyncSmtpConnection) -> bool {
        matches!(timeout(self.account.timeout, line.command(Rset)).await, Ok(Ok(response)) if response.has_code(250))
    }

    /// Says goodbye, waiting a moment at most.
    pub async fn close(&mut self) {
        if let Some(mut line) = self.line.take() {
            let _ = timeout(GOODBYE, line.quit()).await;
        }
    }
}

impl Parcel {
    fn pack(mail: &OutgoingMail, now: &Zoned) -> Result<Self, PostError> {
        let mut letter = eml::bytes(mail, now)?;
        // lettre ends the line before the dot itself.
        if letter.ends_with(b"\r\n") {
            letter.truncate(letter.len() - 2);
        }
        Ok(Self {
            from: eml::envelope(&mail.from.address, "From")?,
            to: eml::envelope(&mail.to.address, "To")?,
            letter,
        })
    }

    fn is_ascii(&self) -> bool {
        let (from, to): (&str, &str) = (self.from.as_ref(), self.to.as_ref());
        from.is_ascii() && to.is_ascii() && self.letter.is_ascii()
    }
}
