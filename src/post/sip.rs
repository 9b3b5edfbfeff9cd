//! TCP as lettre may have it until STARTTLS is through: a byte at a time. Whatever somebody on the way has put behind the
//! server's `220` then still lies in the wire when TLS begins, and ends it. Read at once, it would wait in lettre's buffer
//! and be taken for the server's answers under TLS (the response injection of CVE-2021-38371).

use std::io::Result;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The type of a TLS record that carries a handshake; no SMTP command begins with it.
const HANDSHAKE: u8 = 0x16;

/// A TCP connection that is sipped from until a TLS handshake begins.
#[derive(Debug)]
pub struct Sip {
    tcp: TcpStream,
    tls: bool,
}

impl Sip {
    /// A connection that carries no TLS yet.
    pub fn new(tcp: TcpStream) -> Self {
        Self { tcp, tls: false }
    }
}

impl AsyncTokioStream for Sip {
    fn peer_addr(&self) -> Result<SocketAddr> {
        self.tcp.peer_addr()
    }
}

impl AsyncRead for Sip {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        if self.tls || buf.remaining() == 0 {
            return Pin::new(&mut self.tcp).poll_read(cx, buf);
        }
        let mut byte = [0];
        let mut sip = ReadBuf::new(&mut byte);
        ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut sip))?;
        buf.put_slice(sip.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Sip {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        self.tls |= buf.first() == Some(&HANDSHAKE);
        Pin::new(&mut self.tcp).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
