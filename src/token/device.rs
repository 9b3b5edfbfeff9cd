//! A person signs in once, on any machine with a browser, and the refresh token lands in its file (RFC 8628, device code).

use std::time::Duration;

use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::TokenError;
use super::answer::{bad, granted, refused};
use super::refresh::{self, Turn};
use super::request::identify;
use super::web::{Form, post};
use crate::clock::Clock;
use crate::config::{Grant, OAuth, Secret};

/// RFC 8628 section 3.4.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// How often the identity provider is asked when it does not say (section 3.2).
const USUAL_INTERVAL: u64 = 5;
/// How much less often it is asked each time it says slow_down (section 3.5), or does not answer.
const SLOWER: Duration = Duration::from_secs(5);
/// No code is good for longer.
const LONGEST: u64 = 3600;

/// What a person has to do to sign in.
#[derive(Debug)]
pub struct Invitation {
    /// The page to open.
    pub page: String,
    /// The code to enter there.
    pub code: String,
    /// How long it is good.
    pub good_for: Duration,
    device_code: Secret,
    interval: Duration,
    until: Instant,
}

#[derive(Deserialize)]
struct Invited {
    device_code: String,
    user_code: String,
    verification_uri: String,
    expires_in: u64,
    interval: Option<u64>,
}

/// Asks the identity provider for a code.
///
/// # Errors
/// When the configuration does not say where, or the identity provider refuses or cannot be asked.
pub async fn invite(oauth: &OAuth, clock: &Clock) -> Result<Invitation, TokenError> {
    let endpoint = oauth.device_endpoint.as_deref().ok_or(TokenError::NoDeviceEndpoint)?;
    if let Grant::RefreshToken(path) = &oauth.grant {
        refresh::can_be_saved(path)?;
    }
    let mut form: Form = vec![("scope", oauth.scope.clone())];
    identify(oauth, clock, &mut form)?;
    let answer = post(oauth, endpoint, &form, clock).await?;
    if answer.status != 200 {
        return Err(refused(&answer, &form));
    }
    let invited: Invited = serde_json::from_slice(&answer.body).map_err(|_| no_code(&answer.provider))?;
    // These two go onto a person's screen.
    let is_plain =
        |text: &str| !text.is_empty() && text.len() < 300 && text.bytes().all(|byte| byte.is_ascii_graphic());
    let is_page = invited.verification_uri.starts_with("https://") || endpoint.starts_with("http://");
    if !is_page || !is_plain(&invited.verification_uri) || !is_plain(&invited.user_code) {
        return Err(no_code(&answer.provider));
    }
    let good_for = Duration::from_secs(invited.expires_in.min(LONGEST));
    Ok(Invitation {
        page: invited.verification_uri,
        code: invited.user_code,
        good_for,
        device_code: Secret::new(invited.device_code),
        interval: Duration::from_secs(invited.interval.unwrap_or(USUAL_INTERVAL).clamp(1, LONGEST)),
        until: Instant::now() + good_for,
    })
}

fn no_code(provider: &str) -> TokenError {
    TokenError::Garbled { provider: provider.to_owned(), reason: "there is no code for a person in it".to_owned() }
}

/// Waits until the person has signed in, and puts the refresh token into its file.
///
/// # Errors
/// When the person refuses or lets the code run out, when no refresh token comes, or it cannot be saved.
pub async fn wait(oauth: &OAuth, invitation: Invitation, clock: &Clock) -> Result<(), TokenError> {
    let Grant::RefreshToken(path) = &oauth.grant else { return Err(TokenError::NoDeviceEndpoint) };
    let mut interval = invitation.interval;
    while Instant::now() < invitation.until {
        sleep(interval).await;
        let mut form: Form = vec![("grant_type", GRANT.to_owned())];
        form.push(("device_code", invitation.device_code.reveal().to_owned()));
        identify(oauth, clock, &mut form)?;
        let answer = match post(oauth, &oauth.token_endpoint, &form, clock).await {
            Ok(answer) => answer,
            // The line may come back before the code runs out.
            Err(TokenError::Timeout { .. } | TokenError::Unreachable { .. }) => {
                interval += SLOWER;
                continue;
            }
            Err(error) => return Err(error),
        };
        match (answer.status != 200).then(|| bad(&answer)).flatten().map(|bad| bad.error).as_deref() {
            Some("authorization_pending") => {}
            Some("slow_down") => interval += SLOWER,
            _ => {
                let granted = granted(&answer, &form)?;
                let token = granted.refresh_token.ok_or(TokenError::NoRefreshToken)?;
                let _turn = Turn::take(path, oauth.timeout).await?;
                return refresh::save(path, &token);
            }
        }
    }
    Err(TokenError::NobodySignedIn)
}
