//! A question to the server in, its whole answer out. async-imap does the wire and the grammar; what it leaves open is
//! closed here: the tagged answer is always read to its end, a NO is an error, every question has a time limit, and
//! after a line that broke in the middle nothing more is asked. IDLE (RFC 2177) is the one question that stays open.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Outcome, RequestId, Response, Status};

use tokio::io::AsyncWriteExt as _;

use super::line::Line;
use crate::domain::address::without_addresses;
use crate::mailbox::MailboxError;

/// How long LOGOUT may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// Bytes of an answer that carries no mail and no list.
const SHORT: u64 = 1 << 20;
/// The one command that waits for the server instead of asking it.
const IDLE: &str = "IDLE";

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

/// What the server said while we only listened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Something may have come into the open folder.
    News,
    /// Nothing that matters: flags that others change, a sign of life.
    Chatter,
    /// Nothing at all within the limit.
    Silence,
    /// The server has ended IDLE on its own.
    Over,
}

/// Where a session stands between two questions.
#[derive(Debug)]
enum State {
    /// It may be asked.
    Ready,
    /// An answer is still on its way, or the line broke: nothing more is asked.
    Spoilt,
    /// The server tells what happens until it hears DONE.
    Idling(RequestId),
}

/// A session that asks and listens.
#[derive(Debug)]
pub struct Talk {
    ear: Ear,
    timeout: Duration,
    state: State,
}

impl Talk {
    /// Takes over a session that has just logged in.
    pub fn new(session: async_imap::Session<Line>, timeout: Duration) -> Self {
        Self { ear: Ear { session, exists: 0, news: false }, timeout, state: State::Ready }
    }

    /// The wire under the session.
    pub fn line(&mut self) -> &mut Line {
        self.ear.session.as_mut()
    }

    /// Whether the open folder has more messages than when this was last asked, as far as the server has said so.
    pub fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.ear.news)
    }

    /// Asks, and hands every response to `each`, the tagged one at the end if it is OK. Ends IDLE first.
    ///
    /// # Errors
    /// [`MailboxError::Refused`] on NO and BAD; the others leave the session useless.
    pub async fn ask(&mut self, question: Question<'_>, each: impl FnMut(&Response<'_>)) -> Result<(), MailboxError> {
        self.stop_idling().await?;
        let command = question.command;
        self.within(command, question.patience, async |ear| {
            ear.session.as_mut().allow(question.budget);
            let sent = ear.session.run_command(question.line).await;
            let tag = sent.map_err(|error| wire_error(command, error))?;
            ear.until_tagged(command, &tag, each).await
        })
        .await
    }

    /// Hands the server what the last argument of the question announces (`{123}`), once it is ready for it.
    ///
    /// # Errors
    /// As [`Talk::ask`].
    pub async fn hand_over(&mut self, question: Question<'_>, bytes: &[u8]) -> Result<(), MailboxError> {
        self.stop_idling().await?;
        let command = question.command;
        self.within(command, question.patience, async |ear| {
            ear.session.as_mut().allow(question.budget);
            let sent = ear.session.run_command(question.line).await;
            let tag = sent.map_err(|error| wire_error(command, error))?;
            let is_ready = |response: &Response<'_>| match response {
                Response::Continue { .. } => Some(Ok(())),
                Response::Done { tag: theirs, outcome, .. } if *theirs == tag => Some(Err(refused(command, outcome))),
                _ => None,
            };
            loop {
                if let Some(ready) = ear.next(command, is_ready).await? {
                    ready?;
                    break;
                }
            }
            let lost = |error: std::io::Error| wire_error(command, error.into());
            let line: &mut Line = ear.session.as_mut();
            line.write_all(bytes).await.map_err(lost)?;
            line.write_all(b"\r\n").await.map_err(lost)?;
            line.flush().await.map_err(lost)?;
            ear.until_tagged(command, &tag, |_| {}).await
        })
        .await
    }

    /// Asks the server to tell what happens in the open folder. From here on `hear` listens.
    ///
    /// # Errors
    /// [`MailboxError::Refused`] when it does not want to; the others leave the session useless.
    pub async fn idle(&mut self) -> Result<(), MailboxError> {
        self.stop_idling().await?;
        let tag = self
            .within(IDLE, Duration::ZERO, async |ear| {
                ear.session.as_mut().allow(SHORT);
                let tag = ear.session.run_command(IDLE).await.map_err(|error| wire_error(IDLE, error))?;
                let begins = |response: &Response<'_>| match response {
                    Response::Continue(_) => Some(Ok(())),
                    // Even an OK: whoever ends IDLE before it has begun does not speak it.
                    Response::Done { tag: theirs, outcome, .. } if *theirs == tag => Some(Err(refused(IDLE, outcome))),
                    _ => None,
                };
                loop {
                    if let Some(begun) = ear.next(IDLE, begins).await? {
                        return begun.map(|()| tag);
                    }
                }
            })
            .await?;
        self.state = State::Idling(tag);
        Ok(())
    }

    /// What the server says next while it idles. May be dropped at any moment: nothing is lost then.
    ///
    /// # Errors
    /// When the line breaks or the server says goodbye.
    pub async fn hear(&mut self, limit: Duration) -> Result<Heard, MailboxError> {
        let State::Idling(tag) = &self.state else { return Ok(Heard::Over) };
        self.ear.session.as_mut().allow(SHORT);
        let is_over = |response: &Response<'_>| matches!(response, Response::Done { tag: theirs, .. } if theirs == tag);
        match tokio::time::timeout(limit, self.ear.next(IDLE, is_over)).await {
            Err(_) => Ok(Heard::Silence),
            Ok(Ok(true)) => {
                self.state = State::Ready;
                Ok(Heard::Over)
            }
            Ok(Ok(false)) => Ok(if self.ear.news { Heard::News } else { Heard::Chatter }),
            Ok(Err(lost)) => {
                self.state = State::Spoilt;
                Err(lost)
            }
        }
    }

    /// Ends IDLE, if it is on; the tagged answer proves that the line is alive.
    ///
    /// # Errors
    /// When there is no answer in time, or the line broke before.
    pub async fn stop_idling(&mut self) -> Result<(), MailboxError> {
        let State::Idling(tag) = &self.state else { return Ok(()) };
        let tag = tag.clone();
        let ended = self
            .within(IDLE, Duration::ZERO, async |ear| {
                ear.session.as_mut().allow(SHORT);
                ear.session.run_command_untagged("DONE").await.map_err(|error| wire_error(IDLE, error))?;
                ear.until_tagged(IDLE, &tag, |_| {}).await
            })
            .await;
        match ended {
            // It is over all the same.
            Err(MailboxError::Refused { .. }) | Ok(()) => Ok(()),
            Err(lost) => Err(lost),
        }
    }

    /// Says goodbye, waiting a moment at most.
    pub async fn log_out(mut self) {
        self.timeout = self.timeout.min(GOODBYE);
        // The server hangs up after this in any case, so its answer does not matter.
        let _ = self.ask(Question::short("LOGOUT", "LOGOUT"), |_| {}).await;
    }

    /// Runs one exchange within the time limit. The session is spoilt when the line breaks, and stays so when the caller
    /// drops this future in the middle: then the rest of the answer is still on its way.
    async fn within<T>(
        &mut self,
        command: &'static str,
        patience: Duration,
        exchange: impl AsyncFnOnce(&mut Ear) -> Result<T, MailboxError>,
    ) -> Result<T, MailboxError> {
        if matches!(self.state, State::Spoilt) {
            return Err(MailboxError::LineLost { command, reason: "it broke before".to_owned() });
        }
        self.state = State::Spoilt;
        let limit = self.timeout + patience;
        let answer = tokio::time::timeout(limit, exchange(&mut self.ear))
            .await
            .unwrap_or(Err(MailboxError::Timeout { command, seconds: limit.as_secs() }));
        if !answer.as_ref().is_err_and(MailboxError::is_line_lost) {
            self.state = State::Ready;
        }
        answer
    }
}

/// What listens to the server, and keeps count of the open folder's messages.
#[derive(Debug)]
struct Ear {
    session: async_imap::Session<Line>,
    exists: u32,
    news: bool,
}

impl Ear {
    /// Reads up to the tagged answer.
    async fn until_tagged(
        &mut self,
        command: &'static str,
        tag: &RequestId,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<(), MailboxError> {
        loop {
            let answer = self.next(command, |response| match response {
                Response::Done { tag: theirs, status: Status::Ok, .. } if theirs == tag => {
                    each(response);
                    Some(Ok(()))
                }
                Response::Done { tag: theirs, outcome, .. } if theirs == tag => Some(Err(refused(command, outcome))),
                other => {
                    each(other);
                    None
                }
            });
            if let Some(answer) = answer.await? {
                return answer;
            }
        }
    }

    /// What to make of the next thing the server says. Goodbye is a lost line.
    async fn next<T>(
        &mut self,
        command: &'static str,
        read: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, MailboxError> {
        let response = self.session.read_response().await.map_err(|error| wire_error(command, error.into()))?;
        let response =
            response.ok_or_else(|| MailboxError::LineLost { command, reason: "the server hung up".to_owned() })?;
        match response.parsed() {
            Response::Data { status: Status::Bye, outcome } => {
                let reason = without_addresses(outcome.information.as_deref().unwrap_or("the server said goodbye"));
                return Err(MailboxError::LineLost { command, reason });
            }
            // Only more than there were is news: a server may repeat how many there are as often as it likes.
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                self.news |= *count > self.exists;
                self.exists = *count;
            }
            Response::Expunge(_) => self.exists = self.exists.saturating_sub(1),
            _ => {}
        }
        Ok(read(response.parsed()))
    }
}

fn refused(command: &'static str, outcome: &Outcome<'_>) -> MailboxError {
    let reason = outcome.information.as_deref().unwrap_or_default();
    MailboxError::Refused { command, reason: without_addresses(reason) }
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
