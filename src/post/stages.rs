//! What the server or the line answered at one stage of the dialogue in, what it means for the mail out.

use lettre::transport::smtp::Error;
use lettre::transport::smtp::response::{Code, Response, Severity};
use tokio::time::error::Elapsed;

use crate::domain::address::without_addresses;
use crate::domain::outbox::Outcome;

/// How far the dialogue has come (RFC 5321 section 3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// MAIL FROM was sent.
    Sender,
    /// RCPT TO was sent.
    Recipient,
    /// DATA was sent; nothing of the mail yet.
    Permission,
    /// The mail itself was under way, or its final dot was.
    Mail,
}

/// What became of one stage that did not go well.
#[derive(Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What that means for the mail.
    pub outcome: Outcome,
    /// Whether the connection may be used for the next mail.
    pub line: LineState,
}

/// What a connection is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// The server said no in good order; RSET and go on.
    Usable,
    /// Nobody knows what is still under way on it.
    Broken,
}

/// The answer of one stage, with its time limit.
pub type Answer = Result<Result<Response, Error>, Elapsed>;

impl Stage {
    /// The answer if the server agreed, else the verdict.
    ///
    /// # Errors
    /// Everything but the one code that means yes at this stage.
    pub fn judge(self, answer: Answer) -> Result<Response, Verdict> {
        match answer {
            Ok(Ok(response)) if self.is_yes(&response) => Ok(response),
            Ok(Ok(response)) => {
                let code = response.code();
                Err(self.lost(&format!("the server answered {code}, which is out of turn")))
            }
            Ok(Err(error)) => Err(self.refused(&error)),
            Err(_) => Err(self.lost("the server did not answer in time")),
        }
    }

    fn is_yes(self, response: &Response) -> bool {
        match self {
            Self::Sender | Self::Mail => response.has_code(250),
            Self::Recipient => response.has_code(250) || response.has_code(251),
            Self::Permission => response.has_code(354),
        }
    }

    fn refused(self, error: &Error) -> Verdict {
        let Some(code) = error.status() else {
            return self.lost(&error.to_string());
        };
        self.verdict(code, &said(error))
    }

    /// What a refusal means. A final one is about this mail only once the recipient was named: before that, and whenever
    /// it speaks of our account, the same would be said of every mail, and the mail waits until somebody has seen to it.
    fn verdict(self, code: Code, said: &str) -> Verdict {
        let reason = format!("{self} was refused: {said}");
        // After a word about the login it takes a new one: the token of this connection may have ended.
        let is_over = code.to_string() == "421" || is_login_code(code);
        let line = if is_over { LineState::Broken } else { LineState::Usable };
        if is_busy(&code.to_string()) {
            return Verdict { outcome: Outcome::Busy { reason }, line };
        }
        let is_final = code.severity == Severity::PermanentNegativeCompletion;
        let outcome = if is_final && self != Self::Sender && !is_about_us(code, said) {
            Outcome::GaveUp { reason }
        } else {
            Outcome::RetryLater { reason }
        };
        Verdict { outcome, line }
    }

    /// The line broke, went silent or lost its order: before the mail was under way nothing has happened, from then
    /// on nobody can tell.
    fn lost(self, what: &str) -> Verdict {
        let reason = without_addresses(&format!("{self}: {what}"));
        let outcome = match self {
            Self::Sender | Self::Recipient | Self::Permission => Outcome::RetryLater { reason },
            Self::Mail => Outcome::Unknown { reason },
        };
        Verdict { outcome, line: LineState::Broken }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sender => "MAIL FROM",
            Self::Recipient => "RCPT TO",
            Self::Permission => "DATA",
            Self::Mail => "the mail",
        })
    }
}

/// 421: the service closes the line or is not there for now (RFC 5321 section 3.8). 432: Exchange has too many connections
/// or mails of this account at once.
fn is_busy(code: &str) -> bool {
    ["421", "432"].contains(&code)
}

/// What no line to the server means for the mail: it waits. `why` ends with the server's own words, if it has spoken.
pub fn without_line(why: String) -> Outcome {
    let words = why.rsplit_once(": ").map_or("", |(_, words)| words);
    let code = words.split([' ', '-']).next().unwrap_or_default();
    if is_busy(code) { Outcome::Busy { reason: why } } else { Outcome::RetryLater { reason: why } }
}

/// What the server said, code and text, without addresses; or what the line did.
pub fn said(error: &Error) -> String {
    let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let whole = match error.status() {
        Some(code) => format!("{code} {text}"),
        None => error.to_string(),
    };
    without_addresses(whole.trim())
}

/// 530, 534, 535 and 538 speak of the login (RFC 4954 section 6).
pub fn is_about_login(error: &Error) -> bool {
    error.status().is_some_and(is_login_code)
}

fn is_login_code(code: Code) -> bool {
    ["530", "534", "535", "538"].contains(&code.to_string().as_str())
}

/// Whether a refusal is about our account: its login, its right to send as the mailbox, its quota. Exchange says some of
/// that only after the mail itself: not authenticated (5.7.57), no passwords any more (5.7.30), may not send as this sender (5.7.60, 5.2.252,
/// SendAsDenied), too many recipients for one day (5.1.90, 5.2.121, 5.7.708).
fn is_about_us(code: Code, said: &str) -> bool {
    const OURS: [&str; 8] = ["5.7.57", "5.7.30", "5.7.60", "5.2.252", "5.1.90", "5.2.121", "5.7.708", "SendAsDenied"];
    let is_ours = |word: &str| OURS.contains(&word) || word.contains("SendAsDenied");
    is_login_code(code) || said.split(|c: char| c.is_whitespace() || ";,:()".contains(c)).any(is_ours)
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::response::{Category, Detail};

    use super::*;

    #[test]
    fn a_server_that_turns_us_away_with_421_at_the_door_is_busy_and_one_that_is_not_there_is_not() {
        for (why, is_busy) in [
            ("cannot connect to smtp.x:587: 421 4.3.2 too many connections", true),
            ("cannot log in at smtp.x:587: 432 4.3.2 concurrent connections limit exceeded", true),
            ("cannot connect to smtp.x:587: 454 4.7.0 later", false),
            ("cannot connect to 421.example:587: connection refused", false),
        ] {
            assert_eq!(matches!(without_line(why.to_owned()), Outcome::Busy { .. }), is_busy, "{why}");
        }
    }

    #[test]
    fn what_is_said_of_our_account_never_gives_up_a_mail() {
        let code = |detail| Code::new(Severity::PermanentNegativeCompletion, Category::MailSystem, detail);
        let refused = |stage: Stage, said: &str| stage.verdict(code(Detail::Zero), said).outcome;
        for (stage, said) in [
            (Stage::Sender, "550 5.7.1 not allowed to send as this address"),
            (Stage::Sender, "552 quota exceeded"),
            (Stage::Mail, "554 5.2.252 SendAsDenied; not allowed"),
            (Stage::Mail, "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
            (Stage::Mail, "554 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied"),
            (Stage::Recipient, "550 5.1.90 Your message can't be sent because you've reached your daily limit"),
        ] {
            assert!(matches!(refused(stage, said), Outcome::RetryLater { .. }), "{stage} {said}");
        }
        for (stage, said) in [(Stage::Recipient, "550 5.1.1 no such user"), (Stage::Mail, "554 5.7.1 looks like spam")]
        {
            assert!(matches!(refused(stage, said), Outcome::GaveUp { .. }), "{stage} {said}");
        }
    }
}
