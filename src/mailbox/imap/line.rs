//! The wire under a session: any stream, with a limit on what one answer may bring. async-imap would buffer up to
//! 512 MiB of an answer; here the read fails as soon as more comes than was asked for.

use std::fmt::Debug;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::reworded::Reworded;

/// What a session can run over: TCP, TLS over TCP, a pipe in tests.
pub trait Wire: AsyncRead + AsyncWrite + Debug + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> Wire for T {}

/// A wire that counts what it brings.
#[derive(Debug)]
pub struct Line {
    wire: Box<dyn Wire>,
    budget: u64,
    reworded: Reworded,
}

impl Line {
    /// A line over this wire; the first answer may bring this many bytes.
    pub fn over(wire: impl Wire + 'static, budget: u64) -> Self {
        Self { wire: Box::new(wire), budget, reworded: Reworded::default() }
    }

    /// From here on the line may bring this many bytes.
    pub fn allow(&mut self, budget: u64) {
        self.budget = budget;
    }

    /// What is reworded on the way.
    pub fn reworded(&mut self) -> &mut Reworded {
        &mut self.reworded
    }

    /// The wire itself, for wrapping it in TLS.
    pub fn into_wire(self) -> Box<dyn Wire> {
        self.wire
    }

    /// Reads what the wire brings, within the budget.
    fn poll_wire(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.wire).poll_read(cx, buf))?;
        let came = u64::try_from(buf.filled().len() - before).unwrap_or(u64::MAX);
        match self.budget.checked_sub(came) {
            Some(left) => {
                self.budget = left;
                Poll::Ready(Ok(()))
            }
            None => {
                Poll::Ready(Err(Error::new(ErrorKind::InvalidData, "the answer is longer than what was asked for")))
            }
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        loop {
            if self.reworded.hand_out(buf) {
                return Poll::Ready(Ok(()));
            }
            if !self.reworded.is_on() {
                return self.poll_wire(cx, buf);
            }
            let mut piece = [0; 1024];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(self.poll_wire(cx, &mut piece))?;
            if piece.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.reworded.take_in(piece.filled());
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
