//! A real server with one thing wrong: a proxy that ends TLS, hears every command and refuses some of them itself.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering::SeqCst};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::Certificates;

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Refuses {
    /// Nothing: a server as it should be.
    Nothing,
    /// The contents of messages, but not their sizes.
    Contents,
    /// Every UID FETCH.
    Fetches,
}

/// A running proxy; it ends with this value.
pub struct Tamper {
    /// Where the program connects to, TLS from the first byte.
    pub port: u16,
    state: Arc<State>,
    _runtime: tokio::runtime::Runtime,
}

struct State {
    refuses: AtomicU8,
    refused: AtomicU64,
}

impl Tamper {
    /// Stands before the IMAP server in clear text on this port of loopback.
    pub fn before(server: u16, certificates: &Certificates) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let chain = vec![CertificateDer::from_pem_slice(&fs::read(&certificates.server).unwrap()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(&fs::read(&certificates.key).unwrap()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State { refuses: AtomicU8::new(0), refused: AtomicU64::new(0) });
        let own = Arc::clone(&state);
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(stand_between(client, server, acceptor.clone(), Arc::clone(&own)));
            }
        });
        Self { port, state, _runtime: runtime }
    }

    /// From now on this is refused.
    pub fn refuse(&self, what: Refuses) {
        self.state.refuses.store(what as u8, SeqCst);
    }

    /// How many commands were refused so far.
    pub fn refused(&self) -> u64 {
        self.state.refused.load(SeqCst)
    }
}

impl State {
    /// What the command is answered with, if the server does not get it.
    fn answer(&self, line: &str) -> Option<String> {
        let (tag, command) = line.split_once(' ')?;
        let refuses = self.refuses.load(SeqCst);
        let is_fetch = command.starts_with("UID FETCH");
        let is_refused = is_fetch
            && (refuses == Refuses::Fetches as u8 || refuses == Refuses::Contents as u8 && command.contains("BODY"));
        is_refused.then(|| {
            self.refused.fetch_add(1, SeqCst);
            format!("{tag} NO [SERVERBUG] Internal error occurred. Refer to server log for more information.\r\n")
        })
    }
}

async fn stand_between(
    client: TcpStream,
    server: u16,
    acceptor: TlsAcceptor,
    state: Arc<State>,
) -> std::io::Result<()> {
    let (from_client, mut to_client) = tokio::io::split(acceptor.accept(client).await?);
    let (mut from_server, mut to_server) = TcpStream::connect(("127.0.0.1", server)).await?.into_split();
    let (answers, mut answered) = tokio::sync::mpsc::unbounded_channel::<String>();
    let down = tokio::spawn(async move {
        let mut buffer = vec![0; 16_384];
        loop {
            use tokio::io::AsyncReadExt;
            tokio::select! {
                count = from_server.read(&mut buffer) => match count? {
                    0 => return to_client.shutdown().await,
                    count => to_client.write_all(&buffer[..count]).await?,
                },
                Some(answer) = answered.recv() => to_client.write_all(answer.as_bytes()).await?,
            }
            to_client.flush().await?;
        }
    });
    let mut from_client = BufReader::new(from_client);
    let mut line = String::new();
    while from_client.read_line(&mut line).await.unwrap_or(0) > 0 {
        match state.answer(&line) {
            Some(answer) => drop(answers.send(answer)),
            None => to_server.write_all(line.as_bytes()).await?,
        }
        line.clear();
    }
    to_server.shutdown().await?;
    let _ = down.await;
    Ok(())
}
