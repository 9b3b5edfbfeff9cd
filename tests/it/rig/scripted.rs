//! A server that says what it is told to say, whatever it hears: for what no real server can be made to do.

use std::fs;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Certificates;

/// What the server heard, line by line.
pub type Heard = JoinHandle<Vec<String>>;

/// A server in clear text: its port, and what it will have heard. It says the first text at once and each of the others
/// after a line from the client, then hangs up.
pub async fn in_clear_text(script: &'static [&'static str]) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (port, tokio::spawn(async move { play(listener.accept().await.unwrap().0, script).await }))
}

/// The same over TLS.
pub async fn over_tls(certificates: &Certificates, script: &'static [&'static str]) -> (u16, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let chain = vec![CertificateDer::from_pem_slice(&fs::read(&certificates.server).unwrap()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&fs::read(&certificates.key).unwrap()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let heard = tokio::spawn(async move {
        let (tcp, _) = listener.accept().await.unwrap();
        play(acceptor.accept(tcp).await.unwrap(), script).await
    });
    (port, heard)
}

async fn play(wire: impl AsyncRead + AsyncWrite + Unpin, script: &[&str]) -> Vec<String> {
    let mut wire = BufReader::new(wire);
    let mut heard = Vec::new();
    for text in script {
        wire.write_all(text.as_bytes()).await.unwrap();
        wire.flush().await.unwrap();
        let mut line = String::new();
        if wire.read_line(&mut line).await.unwrap_or(0) == 0 {
            break;
        }
        heard.push(line.trim_end().to_owned());
    }
    let _ = wire.shutdown().await;
    heard
}
