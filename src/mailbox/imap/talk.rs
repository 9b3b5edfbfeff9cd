//! A question to the server in, its whole answer out. async-imap does the wire and the grammar; what it leaves open is
//! closed here: the tagged answer is always read to its end, a NO is an error, every question has a time limit, and
//! after a line that broke in the middle nothing more is asked.

use std::time::Duration;

use async_imap::imap_proto::{Response, Status};

use tokio::io::AsyncWriteExt as _;

use super::line::Line;
use crate::domain::address::without_addresses;
use crate::mailbox::MailboxError;

/// How long LOGOUT may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// Bytes of an answer that carries no mail and no list.
const SHORT: u64 = 1 << 20;

/// A command and what its answer may cost.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The command without its arguments, for messages.
    pub command: &'static str,
    /// The whole line.
    pub line: &'a str,
    /// How many bytes the answer may bring.
    pub budget: u64,
    /// How much longer than the usual limit the answer may take.
    pub patience: Duration,
}

impl<'a> Question<'a> {
    /// A question with a short answer.
    pub fn short(command: &'static str, line: &'a str) -> Self {
        Self { command, line, budget: SHORT, patience: Duration::ZERO }
    }
}

/// A session that asks and listens.
#[derive(Debug)]
pub struct Talk {
    session: async_imap::Session<Line>,
    timeout: Duration,
    broken: bool,
}

impl Talk {
    /// Takes over a session that has just logged in.
    pub fn new(session: async_imap::Session<Line>, timeout: Duration) -> Self {
        Self { session, timeout, broken: false }
    }

    /// Asks, and hands every response up to the tagged one to `each`.
    ///
    /// # Errors
    /// [`MailboxError::Refused`] on NO and BAD; the others leave the session useless.
    pub async fn ask(&mut self, question: Question<'_>, each: impl FnMut(&Response<'_>)) -> Result<(), MailboxError> {
        let command = question.command;
        if self.broken {
            return Err(MailboxError::LineLost { command, reason: "it broke before".to_owned() });
        }
        // Stays set when the caller drops this future in the middle: then the rest of the answer is still on its way.
        self.broken = true;
        let limit = self.timeout + question.patience;
        let answer = tokio::time::timeout(limit, exchange(&mut self.session, question, None, each))
            .await
            .unwrap_or(Err(MailboxError::Timeout { command, seconds: limit.as_secs() }));
        self.broken = answer.as_ref().is_err_and(MailboxError::is_line_lost);
        answer
    }

    /// Hands the server what the last argument of the question announces (`{123}`), once it is ready for it.
    ///
    /// # Errors
    /// As [`Talk::ask`].
    pub async fn hand_over(&mut self, question: Question<'_>, bytes: &[u8]) -> Result<(), MailboxError> {
        let command = question.command;
        if self.broken {
            return Err(MailboxError::LineLost { command, reason: "it broke before".to_owned() });
        }
        self.broken = true;
        let limit = self.timeout + question.patience;
        let answer = tokio::time::timeout(limit, exchange(&mut self.session, question, Some(bytes), |_| {}))
            .await
            .unwrap_or(Err(MailboxError::Timeout { command, seconds: limit.as_secs() }));
        self.broken = answer.as_ref().is_err_and(MailboxError::is_line_lost);
        answer
    }

    /// Says goodbye, waiting a moment at most.
    pub async fn log_out(mut self) {
        self.timeout = self.timeout.min(GOODBYE);
        // The server hangs up after this in any case, so its answer does not matter.
        let _ = self.ask(Question::short("LOGOUT", "LOGOUT"), |_| {}).await;
    }
}

async fn exchange(
    session: &mut async_imap::Session<Line>,
    question: Question<'_>,
    mut literal: Option<&[u8]>,
    mut each: impl FnMut(&Response<'_>),
) -> Result<(), MailboxError> {
    let command = question.command;
    session.as_mut().allow(question.budget);
    let tag = session.run_command(question.line).await.map_err(|error| wire_error(command, error))?;
    loop {
        let response = session.read_response().await.map_err(|error| wire_error(command, error.into()))?;
        let response =
            response.ok_or_else(|| MailboxError::LineLost { command, reason: "the server hung up".to_owned() })?;
        if let (Response::Continue { .. }, Some(bytes)) = (response.parsed(), literal) {
            literal = None;
            hand_in(session, bytes).await.map_err(|error| wire_error(command, error.into()))?;
            continue;
        }
        match response.parsed() {
            Response::Done { tag: theirs, status, outcome } if *theirs == tag => {
                let reason = outcome.information.as_deref().unwrap_or_default();
                return match status {
                    Status::Ok => Ok(()),
                    _ => Err(MailboxError::Refused { command, reason: without_addresses(reason) }),
                };
            }
            Response::Data { status: Status::Bye, outcome } => {
                let reason = without_addresses(outcome.information.as_deref().unwrap_or("the server said goodbye"));
                return Err(MailboxError::LineLost { command, reason });
            }
            other => each(other),
        }
    }
}

async fn hand_in(session: &mut async_imap::Session<Line>, bytes: &[u8]) -> std::io::Result<()> {
    let line: &mut Line = session.as_mut();
    line.write_all(bytes).await?;
    line.write_all(b"\r\n").await?;
    line.flush().await
}

/// What a broken wire means. async-imap quotes the mail in some of its errors, so only the kind is taken from them.
pub fn wire_error(command: &'static str, error: async_imap::error::Error) -> MailboxError {
    use std::io::ErrorKind;
    match error {
        async_imap::error::Error::Io(io) => match io.kind() {
            ErrorKind::Other | ErrorKind::InvalidData => MailboxError::Garbled { command },
            kind => MailboxError::LineLost { command, reason: kind.to_string() },
        },
        async_imap::error::Error::ConnectionLost => {
            MailboxError::LineLost { command, reason: "the server hung up".to_owned() }
        }
        async_imap::error::Error::Bad(text) | async_imap::error::Error::No(text) => {
            MailboxError::Refused { command, reason: without_addresses(&text) }
        }
        _ => MailboxError::Garbled { command },
    }
}
