//! An account in, a logged-in session out: TCP, TLS (at once or by STARTTLS, never neither), login (login.rs).

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{Response, Status};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls_platform_verifier::Verifier;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::line::{Line, Wire};
use super::login::{self, Shape};
use super::talk::{Talk, wire_error};
use crate::config::{ImapAccount, Login, Tls};
use crate::domain::address::without_addresses;
use crate::mailbox::MailboxError;
use crate::token::Tokens;

/// Bytes that a server may send before the login is through.
const GREETINGS: u64 = 256 << 10;

/// Connects and logs in. A token that the server refuses is renewed, and tried once more on a new connection: after a refusal
/// many servers hang up.
pub async fn log_in(account: &ImapAccount, tokens: &Tokens) -> Result<Talk, MailboxError> {
    match &account.login {
        Login::Password(password) => login::with_password(account, safe_line(account).await?, password).await,
        Login::OAuth(oauth) => {
            let token = tokens.token(oauth).await?;
            let (client, shape) = line_for_token(account).await?;
            match login::with_token(account, client, shape, &token).await {
                Err(MailboxError::LoginRefused { .. }) => {
                    tokens.refused(&token).await;
                    let token = tokens.token(oauth).await?;
                    let (client, shape) = line_for_token(account).await?;
                    login::with_token(account, client, shape, &token).await
                }
                outcome => outcome,
            }
        }
    }
}

async fn line_for_token(account: &ImapAccount) -> Result<(Client<Line>, Shape), MailboxError> {
    let mut client = safe_line(account).await?;
    let shape = login::shape(account, &mut client).await?;
    Ok((client, shape))
}

/// Connects and makes the line safe.
pub async fn safe_line(account: &ImapAccount) -> Result<Client<Line>, MailboxError> {
    let connector = connector(account.ca_file.as_deref()).await?;
    let tcp = within(account, "connect", async {
        TcpStream::connect((account.host.as_str(), account.port))
            .await
            .map_err(|error| MailboxError::CannotConnect { server: server(account), reason: error.to_string() })
    })
    .await?;
    let _ = tcp.set_nodelay(true);
    watch_over(&tcp);
    match account.tls {
        Tls::Implicit => {
            let line = secure(account, &connector, tcp).await?;
            let mut client = Client::new(line);
            greeting(account, &mut client).await?;
            Ok(client)
        }
        Tls::StartTls => {
            let mut client = Client::new(Line::over(tcp, GREETINGS));
            greeting(account, &mut client).await?;
            start_tls(account, &mut client).await?;
            // Whatever came in clear text behind the server's OK is thrown away with this client (RFC 3501 6.2.1).
            Ok(Client::new(secure(account, &connector, client.into_inner().into_wire()).await?))
        }
    }
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

/// Host and port, for messages.
pub fn server(account: &ImapAccount) -> String {
    format!("{}:{}", account.host, account.port)
}

/// Gives one step of the way the account's time limit.
pub async fn within<T>(
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
