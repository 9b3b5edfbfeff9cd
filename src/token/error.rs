//! Why there is no access token, and what to do about it. Never a secret, a token or an address.

/// Why there is no access token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Not built yet.
    #[error("access tokens are not supported yet")]
    Unsupported,
}

impl TokenError {
    /// Whether the same request may well succeed later without anybody doing something about it.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unsupported => false,
        }
    }
}
