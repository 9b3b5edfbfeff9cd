//! Why there is no access token, and what to do about it. No text here holds a secret, a token or an address.

use std::path::PathBuf;
use std::time::Duration;

/// Why there is no access token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The identity provider said no, and will say it again until somebody has done something.
    #[error("{provider} gives no access token: {said} ({advice})")]
    Refused {
        /// Its host.
        provider: String,
        /// Its own words: error, description, trace id.
        said: String,
        /// What to do.
        advice: &'static str,
    },
    /// The identity provider is overloaded or out of order.
    #[error("{provider} gives no access token at the moment: {said}")]
    Busy {
        /// Its host.
        provider: String,
        /// Its own words, or its status.
        said: String,
        /// How long it wants to be left alone.
        retry_after: Option<Duration>,
    },
    /// There is no connection to the identity provider.
    #[error("{provider} cannot be asked for an access token: {reason}")]
    Unreachable {
        /// Its host.
        provider: String,
        /// Name, network, or the certificate's fault.
        reason: String,
    },
    /// The identity provider did not answer in time.
    #[error("{provider} did not answer within {seconds} seconds when it was asked for an access token")]
    Timeout {
        /// Its host.
        provider: String,
        /// How long we waited.
        seconds: u64,
    },
    /// What came back is not the answer of a token endpoint.
    #[error("what {provider} answered is not that of a token endpoint: {reason} (check token_endpoint, and proxies)")]
    Garbled {
        /// Its host.
        provider: String,
        /// What is wrong with it; never the answer itself.
        reason: String,
    },
    /// The certificates of `ca_file` cannot be used.
    #[error("the certificates in {path} cannot be used: {reason}", path = path.display())]
    CaFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The application's own key or certificate cannot be used.
    #[error("the application cannot sign with its key: {reason}")]
    Key {
        /// Why, and what would be right.
        reason: String,
    },
    /// The file with the refresh token cannot be used.
    #[error("the refresh token in {path} cannot be used: {reason}", path = path.display())]
    RefreshToken {
        /// The file.
        path: PathBuf,
        /// Why, and what to do.
        reason: String,
    },
    /// The configuration does not say where a person signs in.
    #[error(
        "where a person signs in is not known: set device_endpoint in [oauth] (it belongs to grant = \"refresh_token\")"
    )]
    NoDeviceEndpoint,
    /// Nobody signed in while the code was good.
    #[error("nobody has signed in while the code was good; try again")]
    NobodySignedIn,
    /// Somebody signed in, but no refresh token came.
    #[error("the identity provider gave no refresh token: let scope have the word offline_access")]
    NoRefreshToken,
    /// The refresh token could not be written to its file.
    #[error("the new refresh token cannot be written to {path}: {reason}", path = path.display())]
    NotSaved {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl TokenError {
    /// Whether the same request may succeed later without anybody doing something about it.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy { .. } | Self::Unreachable { .. } | Self::Timeout { .. } | Self::Garbled { .. } => true,
            Self::Refused { .. }
            | Self::CaFile { .. }
            | Self::Key { .. }
            | Self::RefreshToken { .. }
            | Self::NoDeviceEndpoint
            | Self::NobodySignedIn
            | Self::NoRefreshToken
            | Self::NotSaved { .. } => false,
        }
    }
}
