//! An account in, a logged-in session out: TCP, TLS (at once or by STARTTLS, never neither), login.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{Capability, Response, Status};
use async_imap::{Authenticator, Client};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::line::{Line, Wire};
use super::talk::{Talk, wire_error};
use crate::config::{ImapAccount, Login, Tls};
use crate::domain::address::without_addresses;
use crate::mailbox::MailboxError;

/// Bytes that a server may send before the login is through.
const GREETINGS: u64 = 256 << 10;

/// Connects and logs in.
pub async fn log_in(account: &ImapAccount) -> Result<Talk, MailboxError> {
    let connector = connector(account.ca_file.as_deref()).await?;
    let tcp = within(account, "connect", async {
        TcpStream::connect((account.host.as_str(), account.port))
            .await
            .map_err(|error| MailboxError::CannotConnect { server: server(account), reason: error.to_string() })
    })
    .await?;
    let _ = tcp.set_nodelay(true);
    watch_over(&tcp);
    let client = match account.tls {
        Tls::Implicit => {
            let line = secure(account, &connector, tcp).await?;
            let mut client = Client::new(line);
            greeting(account, &mut client).await?;
            client
        }
        Tls::StartTls => {
            let mut client = Client::new(Line::over(tcp, GREETINGS));
            greeting(account, &mut client).await?;
            start_tls(account, &mut client).await?;
            // Whatever came in clear text behind the server's OK is thrown away with this client (RFC 3501 6.2.1).
            Client::new(secure(account, &connector, client.into_inner().into_wire()).await?)
        }
    };
    authenticate(account, client).await
}

/// A line that is dead without saying so is noticed within a minute, also while nothing is asked (IDLE).
const SILENCE: Duration = Duration::from_secs(50);

/// Has the system ask the other side for a sign of life when the line is quiet, and give it up when none comes.
fn watch_over(tcp: &TcpStream) {
    let socket = SockRef::from(tcp);
    let keepalive =
        TcpKeepalive::new().with_time(Duration::from_secs(20)).with_interval(Duration::from_secs(10)).with_retries(3);
    // Without it the line only dies more slowly: every question has its time limit.
    let _ = socket.set_tcp_keepalive(&keepalive);
    #[cfg(target_os = "linux")]
    let _ = socket.set_tcp_user_timeout(Some(SILENCE));
}

fn server(account: &ImapAccount) -> String {
    format!("{}:{}", account.host, account.port)
}

/// Gives one step of the way the account's time limit.
async fn within<T>(
    account: &ImapAccount,
    command: &'static str,
    step: impl Future<Output = Result<T, MailboxError>>,
) -> Result<T, MailboxError> {
    let seconds = account.timeout.as_secs();
    tokio::time::timeout(account.timeout, step).await.unwrap_or(Err(MailboxError::Timeout { command, seconds }))
}

/// TLS with the machine's certificates and those of the file.
async fn connector(ca_file: Option<&Path>) -> Result<TlsConnector, MailboxError> {
    let extra = match ca_file {
        None => Vec::new(),
        Some(path) => {
            let bad = |reason: String| MailboxError::CaFile { path: path.to_owned(), reason };
            let pem = tokio::fs::read(path).await.map_err(|error| bad(error.to_string()))?;
            let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
                .collect::<Result<_, _>>()
                .map_err(|error| bad(error.to_string()))?;
            if certificates.is_empty() {
                return Err(bad("there is no PEM certificate in it".to_owned()));
            }
            certificates
        }
    };
    let unusable = |error: rustls::Error| MailboxError::CaFile {
        path: ca_file.unwrap_or(Path::new("the machine's certificate store")).to_owned(),
        reason: error.to_string(),
    };
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra, Arc::clone(&ring)).map_err(unusable)?;
    let config = rustls::ClientConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous() // rustls calls every verifier but its own so; this one is the machine's
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn secure(
    account: &ImapAccount,
    connector: &TlsConnector,
    wire: impl Wire + 'static,
) -> Result<Line, MailboxError> {
    let unsafe_line = |reason: String| MailboxError::Tls { server: server(account), reason };
    let name = ServerName::try_from(account.host.clone()).map_err(|error| unsafe_line(error.to_string()))?;
    let tls = within(account, "TLS", async {
        connector.connect(name, wire).await.map_err(|error| unsafe_line(error.to_string()))
    })
    .await?;
    Ok(Line::over(tls, GREETINGS))
}

async fn greeting(account: &ImapAccount, client: &mut Client<Line>) -> Result<(), MailboxError> {
    let cannot =
        |reason: &str| MailboxError::CannotConnect { server: server(account), reason: without_addresses(reason) };
    within(account, "connect", async {
        let response = client.read_response().await.map_err(|error| cannot(&error.kind().to_string()))?;
        let response = response.ok_or_else(|| cannot("it hung up without a greeting"))?;
        match response.parsed() {
            Response::Data { status: Status::Ok, .. } => Ok(()),
            Response::Data { status: Status::PreAuth, .. } => {
                Err(cannot("it takes us for somebody who has logged in already, so the login cannot be made safe"))
            }
            Response::Data { outcome, .. } => Err(cannot(outcome.information.as_deref().unwrap_or("turned away"))),
            _ => Err(cannot("this is not an IMAP server")),
        }
    })
    .await
}

async fn start_tls(account: &ImapAccount, client: &mut Client<Line>) -> Result<(), MailboxError> {
    within(account, "STARTTLS", async {
        match client.run_command_and_check_ok("STARTTLS", None).await {
            Ok(()) => Ok(()),
            Err(async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_)) => Err(MailboxError::Tls {
                server: server(account),
                reason: "it does not offer STARTTLS, and nothing is sent in clear text".to_owned(),
            }),
            Err(error) => Err(wire_error("STARTTLS", error)),
        }
    })
    .await
}

/// What a server can do, as far as the login is concerned. Asked after TLS, because what was said before it proves nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Offers {
    plain: bool,
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
                Response::Capabilities(capabilities) => {
                    for capability in capabilities {
                        match capability {
                            Capability::Auth(name) if name.eq_ignore_ascii_case("PLAIN") => offers.plain = true,
                            Capability::Atom(name) if name.eq_ignore_ascii_case("LOGINDISABLED") => {
                                offers.login_disabled = true;
                            }
                            _ => {}
                        }
                    }
                }
                Response::Done { .. } => return Ok(offers),
                _ => {}
            }
        }
        Err(MailboxError::LineLost { command: COMMAND, reason: "the server hung up".to_owned() })
    })
    .await
}

/// AUTHENTICATE PLAIN where it is offered, because it carries any password; LOGIN elsewhere.
async fn authenticate(account: &ImapAccount, mut client: Client<Line>) -> Result<Talk, MailboxError> {
    let refused = |reason: String| MailboxError::LoginRefused { server: server(account), reason };
    let offers = offers(account, &mut client).await?;
    let Login::Password(password) = &account.login else {
        return Err(refused("tokens are not supported yet".to_owned()));
    };
    let (user, password) = (account.user.as_str(), password.reveal());
    if !offers.plain && offers.login_disabled {
        return Err(refused("it takes no passwords (LOGINDISABLED, and AUTH=PLAIN is not offered)".to_owned()));
    }
    let session = within(account, "LOGIN", async {
        let answer = if offers.plain {
            client.authenticate("PLAIN", Plain { user, password }).await
        } else {
            client.login(user, password).await
        };
        answer.map_err(|(error, _)| match error {
            async_imap::error::Error::No(text) | async_imap::error::Error::Bad(text) => login_error(account, &text),
            async_imap::error::Error::Validate(_) => refused("user or password contains a line break".to_owned()),
            other => wire_error("LOGIN", other),
        })
    })
    .await?;
    Ok(Talk::new(session, account.timeout))
}

/// A server that is out of order for now (RFC 5530 UNAVAILABLE) says nothing about the password.
fn login_error(account: &ImapAccount, text: &str) -> MailboxError {
    let reason = without_addresses(server_words(text));
    if reason.to_ascii_uppercase().contains("UNAVAILABLE") {
        MailboxError::Refused { command: "LOGIN", reason }
    } else {
        MailboxError::LoginRefused { server: server(account), reason }
    }
}

/// async-imap wraps what the server said into `code: …, info: Some("…")`.
fn server_words(text: &str) -> &str {
    text.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")")).unwrap_or(text)
}

/// SASL PLAIN (RFC 4616).
#[derive(Debug)]
struct Plain<'a> {
    user: &'a str,
    password: &'a str,
}

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_dead_line_is_noticed_within_a_minute() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        watch_over(&tcp);
        let socket = SockRef::from(&tcp);
        assert!(socket.keepalive().unwrap());
        let quiet = socket.tcp_keepalive_time().unwrap();
        let asked = socket.tcp_keepalive_interval().unwrap() * socket.tcp_keepalive_retries().unwrap();
        assert!(quiet + asked <= Duration::from_secs(60));
        assert_eq!(socket.tcp_user_timeout().unwrap(), Some(SILENCE));
    }
}
