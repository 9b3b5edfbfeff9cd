//! A server between the program and Dovecot that reads along: it counts bytes, and refuses or cuts the line when certain
//! messages are asked for. For what no real server can be made to do.

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

use super::Certificates;

/// What it does when a message is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// Answers NO.
    Refuse,
    /// Hangs up.
    HangUp,
    /// Says OK and sends nothing.
    Nothing,
}

/// For which messages it does so.
#[derive(Clone, Debug)]
pub enum Which {
    /// All of them.
    All,
    /// Any question that has one of these UIDs in it.
    Uids(Vec<u32>),
}

/// What it does when a message is to be moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnMove {
    /// Passes it on.
    #[default]
    Pass,
    /// Hangs up before the server has heard of it.
    HangUpBefore,
    /// Hangs up when the server has done it, before the client hears of that.
    HangUpAfter,
    /// Keeps to itself which UID the message got.
    KeepTheNumber,
}

#[derive(Default)]
struct Shared {
    on_move: Mutex<OnMove>,
    moods: Mutex<Vec<(Which, Mood)>>,
    to_client: AtomicU64,
    to_server: AtomicU64,
    asked: Mutex<Vec<String>>,
}

/// The server; it ends with this value.
pub struct Between {
    _runtime: Runtime,
    shared: Arc<Shared>,
    /// Its port, with TLS from the start.
    pub port: u16,
}

impl Between {
    /// Starts one in front of a server in clear text on this port.
    pub fn start(certificates: &Certificates, imap: u16) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let shared = Arc::new(Shared::default());
        let chain = vec![CertificateDer::from_pem_slice(&fs::read(&certificates.server).unwrap()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(&fs::read(&certificates.key).unwrap()).unwrap();
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let port = listener.local_addr().unwrap().port();
        let all = Arc::clone(&shared);
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (acceptor, shared) = (acceptor.clone(), Arc::clone(&all));
                tokio::spawn(async move {
                    if let (Ok(client), Ok(server)) =
                        (acceptor.accept(client).await, TcpStream::connect(("127.0.0.1", imap)).await)
                    {
                        pass(client, server, &shared).await;
                    }
                });
            }
        });
        Self { _runtime: runtime, shared, port }
    }

    /// From now on.
    pub fn set(&self, moods: &[(Which, Mood)]) {
        *self.shared.moods.lock().unwrap() = moods.to_vec();
    }

    /// From now on, when a message is to be moved.
    pub fn when_moving(&self, what: OnMove) {
        *self.shared.on_move.lock().unwrap() = what;
    }

    /// How many bytes have passed in both directions, without TLS.
    pub fn bytes(&self) -> u64 {
        self.shared.to_client.load(Ordering::SeqCst) + self.shared.to_server.load(Ordering::SeqCst)
    }

    /// The commands since the last time, without their tags and without logins.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().unwrap())
    }
}

async fn pass(client: tokio_rustls::server::TlsStream<TcpStream>, server: TcpStream, shared: &Shared) {
    let (from_client, mut to_client) = tokio::io::split(client);
    let (mut from_server, mut to_server) = server.into_split();
    // What we say ourselves goes the same way as what the server says.
    let (own, mut ours) = tokio::sync::mpsc::channel::<String>(8);
    let down = async {
        let mut buffer = vec![0; 64 << 10];
        loop {
            tokio::select! {
                read = from_server.read(&mut buffer) => {
                    let Ok(read @ 1..) = read else { return };
                    let on_move = *shared.on_move.lock().unwrap();
                    if let Some(at) = find(&buffer[..read], b"[COPYUID") {
                        match on_move {
                            OnMove::HangUpAfter => return,
                            OnMove::KeepTheNumber => buffer[at + 1] = b'X',
                            OnMove::Pass | OnMove::HangUpBefore => {}
                        }
                    }
                    shared.to_client.fetch_add(read as u64, Ordering::SeqCst);
                    if to_client.write_all(&buffer[..read]).await.is_err() || to_client.flush().await.is_err() { return }
                }
                Some(text) = ours.recv() => {
                    if to_client.write_all(text.as_bytes()).await.is_err() || to_client.flush().await.is_err() { return }
                }
            }
        }
    };
    let up = async {
        let mut from_client = BufReader::new(from_client);
        let mut line = String::new();
        while from_client.read_line(&mut line).await.unwrap_or(0) > 0 {
            shared.to_server.fetch_add(line.len() as u64, Ordering::SeqCst);
            let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("", ""));
            if !command.starts_with("LOGIN") && !command.starts_with("AUTH") {
                shared.asked.lock().unwrap().push(command.to_owned());
            }
            if command.starts_with("UID MOVE") && *shared.on_move.lock().unwrap() == OnMove::HangUpBefore {
                return;
            }
            let moods = shared.moods.lock().unwrap().clone();
            match mood_for(command, &moods) {
                Some(Mood::HangUp) => return,
                Some(Mood::Refuse) => own.send(format!("{tag} NO [SERVERBUG] not now\r\n")).await.unwrap(),
                Some(Mood::Nothing) => own.send(format!("{tag} OK done\r\n")).await.unwrap(),
                None if to_server.write_all(line.as_bytes()).await.is_err() => return,
                None => {}
            }
            line.clear();
        }
    };
    tokio::select! { () = down => {}, () = up => {} }
}

fn find(text: &[u8], words: &[u8]) -> Option<usize> {
    text.windows(words.len()).position(|window| window == words)
}

fn mood_for(command: &str, moods: &[(Which, Mood)]) -> Option<Mood> {
    let asked = command.strip_prefix("UID FETCH ")?;
    let (set, what) = asked.split_once(' ')?;
    if !what.contains("BODY") {
        return None;
    }
    let has = |uid: u32| {
        set.split(',').any(|range| {
            let (from, to) = range.split_once(':').unwrap_or((range, range));
            (from.parse().unwrap_or(0)..=to.parse().unwrap_or(u32::MAX)).contains(&uid)
        })
    };
    let applies = |which: &Which| match which {
        Which::All => true,
        Which::Uids(uids) => uids.iter().any(|uid| has(*uid)),
    };
    moods.iter().find(|(which, _)| applies(which)).map(|(_, mood)| *mood)
}
