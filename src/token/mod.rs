//! Access tokens (OAuth 2.0): what the configuration says about the identity provider in, a token that a mail server takes out.
//!
//! [`Tokens`] is one for the whole process: reading and sending share its token, and whoever finds it refused says so. request.rs
//! asks for one, assertion.rs signs where the application has a key, refresh.rs keeps the refresh token on the disk, web.rs
//! carries a form there and answer.rs reads what comes back, advice.rs knows what to do about a refusal, device.rs lets a
//! person sign in.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::clock::Clock;
use crate::config::{Grant, OAuth, Secret};

mod advice;
mod answer;
mod assertion;
pub mod device;
mod error;
mod refresh;
mod request;
mod web;

pub use error::TokenError;

/// A token in memory is good for at least this long when it is handed out; a short-lived one for a tenth of its life.
const RESERVE: Duration = Duration::from_secs(300);

/// After a refusal by the identity provider it is not asked again for this long: several mails may be waiting for a token.
const BRAKE: Duration = Duration::from_secs(10);

/// A token that proves to a mail server who we are. It never shows itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// The token itself, for the one place that hands it to a server.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// The process's token. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Tokens(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    /// Locked while the identity provider is asked, so that it is asked once.
    kept: Mutex<Kept>,
}

/// What is in memory.
#[derive(Debug, Default)]
struct Kept {
    token: Option<Held>,
    /// A refresh token that could not be written to its file.
    unsaved: Option<request::Unsaved>,
    /// Until when the identity provider is left alone, and what it said.
    pause: Option<Pause>,
}

#[derive(Debug)]
struct Pause {
    of: Account,
    until: Instant,
    said: TokenError,
}

#[derive(Debug)]
struct Held {
    of: Account,
    token: AccessToken,
    until: Instant,
}

/// What tells one token from another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Account {
    token_endpoint: String,
    client_id: String,
    grant: Grant,
    scope: String,
}

impl Account {
    fn of(oauth: &OAuth) -> Self {
        let OAuth { token_endpoint, client_id, grant, scope, .. } = oauth.clone();
        Self { token_endpoint, client_id, grant, scope }
    }
}

impl Tokens {
    /// None yet. The clock dates what the application signs.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, kept: Mutex::default() }))
    }

    /// A token that is good for some minutes: the one in memory, or a new one from the identity provider.
    ///
    /// # Errors
    /// When the identity provider refuses or cannot be asked.
    pub async fn token(&self, oauth: &OAuth) -> Result<AccessToken, TokenError> {
        let (inner, oauth) = (Arc::clone(&self.0), oauth.clone());
        // In a task of its own: whoever asked may stop waiting, and what comes back then must be saved all the same.
        let asked = tokio::spawn(async move { inner.token(&oauth).await });
        asked.await.unwrap_or_else(|_| {
            let reason = "the request was broken off".to_owned();
            Err(TokenError::Unreachable { provider: "the identity provider".to_owned(), reason })
        })
    }

    /// Forgets this token, because a server refused it. The next call of [`Tokens::token`] brings another one.
    pub async fn refused(&self, token: &AccessToken) {
        let mut kept = self.0.kept.lock().await;
        if kept.token.as_ref().is_some_and(|held| held.token == *token) {
            kept.token = None;
        }
    }
}

/// Whether there is what it takes to ask for a token: a key that fits its certificate, a refresh token in its file.
///
/// # Errors
/// When there is not.
pub fn check(oauth: &OAuth, clock: &Clock) -> Result<(), TokenError> {
    request::identify(oauth, clock, &mut Vec::new())?;
    match &oauth.grant {
        Grant::ClientCredentials => Ok(()),
        Grant::RefreshToken(path) => refresh::read(path).map(drop),
    }
}

impl Inner {
    async fn token(&self, oauth: &OAuth) -> Result<AccessToken, TokenError> {
        let mut kept = self.kept.lock().await;
        let (now, account) = (Instant::now(), Account::of(oauth));
        if let Some(unsaved) = &kept.unsaved
            && unsaved.try_again()
        {
            kept.unsaved = None;
        }
        if let Some(held) = kept.token.as_ref().filter(|held| held.of == account && held.until > now) {
            return Ok(held.token.clone());
        }
        if let Some(pause) = kept.pause.as_ref().filter(|pause| pause.of == account && pause.until > now) {
            return Err(pause.said.clone());
        }
        let granted = request::ask(oauth, &self.clock, &mut kept.unsaved).await.inspect_err(|error| {
            let pause = match error {
                TokenError::Busy { retry_after: Some(pause), .. } => *pause,
                TokenError::Refused { .. } => BRAKE,
                _ => return,
            };
            kept.pause = Some(Pause { of: account.clone(), until: Instant::now() + pause, said: error.clone() });
        })?;
        tracing::info!(seconds = granted.life.as_secs(), "the identity provider gave a new access token");
        let token = AccessToken(granted.access_token);
        let until = now + used_for(granted.life);
        kept.token = Some(Held { of: account, token: token.clone(), until });
        Ok(token)
    }
}

/// For how long a token of this life is handed out.
fn used_for(life: Duration) -> Duration {
    life.saturating_sub(RESERVE.min(life / 10))
}

#[cfg(test)]
mod tests;
