//! What the doctor asks of a server without sending anything: a safe line, a login, and whether the mailbox may be the sender.

use lettre::transport::smtp::commands::{Ehlo, Mail};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::{GOODBYE, Smtp};
use crate::domain::EmailAddress;
use crate::domain::outbox::Outcome;
use crate::post::eml;
use crate::post::stages::Stage;

impl Smtp {
    /// Connects and makes the line safe, and hangs up again.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub async fn try_line(&self) -> Result<(), String> {
        let mut line = self.safe_line().await?;
        let _ = timeout(GOODBYE, line.quit()).await;
        Ok(())
    }

    /// Logs in and keeps the line.
    ///
    /// # Errors
    /// Why nobody is let in, in words.
    pub async fn try_login(&mut self) -> Result<(), String> {
        self.line = Some(self.connect().await?);
        Ok(())
    }

    /// Whether mail may be sent from this address: MAIL FROM, then RSET. The largest mail in bytes that the server takes, if
    /// it says (RFC 1870).
    ///
    /// # Errors
    /// What the server said.
    pub async fn try_sender(&mut self, from: &EmailAddress) -> Result<Option<u64>, String> {
        let from = eml::envelope(from, "From").map_err(|error| error.to_string())?;
        let mut line = self.line().await?;
        let limit = self.account.timeout;
        let answer = timeout(limit, line.command(Mail::new(Some(from), Vec::new()))).await;
        if let Err(verdict) = Stage::Sender.judge(answer) {
            return Err(match verdict.outcome {
                Outcome::RetryLater { reason }
                | Outcome::Busy { reason }
                | Outcome::GaveUp { reason }
                | Outcome::Unknown { reason } => reason,
                Outcome::Sent { reply } => reply,
            });
        }
        if !self.reset(&mut line).await {
            return Ok(None);
        }
        let hello = timeout(limit, line.command(Ehlo::new(ClientId::default()))).await;
        let largest = match hello {
            Ok(Ok(response)) => response.message().find_map(|text| text.strip_prefix("SIZE ")?.trim().parse().ok()),
            _ => return Ok(None),
        };
        self.line = Some(line);
        // `SIZE 0` says that there is no limit.
        Ok(largest.filter(|largest| *largest > 0))
    }
}
