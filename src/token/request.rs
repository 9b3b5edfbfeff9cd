//! Asks the identity provider for an access token: on the application's own account (RFC 6749 section 4.4) or for the person who
//! once signed in (section 6).

use std::path::{Path, PathBuf};

use super::answer::{Granted, granted};
use super::assertion::assertion;
use super::refresh::{self, Turn};
use super::web::{Form, post};
use super::{TokenError, refresh::save};
use crate::clock::Clock;
use crate::config::{ClientProof, Grant, OAuth, Secret};

/// What RFC 7523 section 2.2 calls an assertion that is a JWT.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A refresh token that could not be written to its file, and what stood there instead.
#[derive(Debug)]
pub struct Unsaved {
    path: PathBuf,
    token: Secret,
    file_had: Option<Secret>,
}

impl Unsaved {
    /// Whether it is of no more use in memory: it could be written now, or somebody has signed in anew meanwhile.
    pub fn try_again(&self) -> bool {
        if self.is_overtaken() {
            return true;
        }
        let saved = save(&self.path, &self.token).is_ok();
        if saved {
            tracing::info!("the new refresh token is in its file now");
        }
        saved
    }

    fn is_overtaken(&self) -> bool {
        let now = refresh::read(&self.path).ok();
        now.is_some() && now != self.file_had
    }
}

/// Asks for a token. A new refresh token is saved before this comes back; one that cannot be is left in `unsaved`.
///
/// # Errors
/// When the identity provider refuses or cannot be asked, or there is nothing to ask with.
pub async fn ask(oauth: &OAuth, clock: &Clock, unsaved: &mut Option<Unsaved>) -> Result<Granted, TokenError> {
    match &oauth.grant {
        Grant::ClientCredentials => {
            let mut form: Form = vec![("grant_type", "client_credentials".to_owned())];
            form.push(("scope", oauth.scope.clone()));
            identify(oauth, clock, &mut form)?;
            granted(&post(oauth, &oauth.token_endpoint, &form, clock).await?, &form)
        }
        Grant::RefreshToken(path) => {
            let turn = Turn::take(path, oauth.timeout).await?;
            let granted = spend(oauth, path, clock, unsaved).await;
            drop(turn);
            granted
        }
    }
}

/// Spends the refresh token in memory or, usually, the one in the file.
async fn spend(
    oauth: &OAuth,
    path: &Path,
    clock: &Clock,
    unsaved: &mut Option<Unsaved>,
) -> Result<Granted, TokenError> {
    let kept = unsaved.as_ref().filter(|unsaved| unsaved.path == path);
    let file_had = kept.map_or_else(|| refresh::read(path).map(Some), |unsaved| Ok(unsaved.file_had.clone()))?;
    let spent = match kept.map(|unsaved| unsaved.token.clone()).or_else(|| file_had.clone()) {
        Some(token) => token,
        None => refresh::read(path)?,
    };
    let mut form: Form = vec![("grant_type", "refresh_token".to_owned())];
    form.push(("refresh_token", spent.reveal().to_owned()));
    form.push(("scope", oauth.scope.clone()));
    identify(oauth, clock, &mut form)?;
    let granted = granted(&post(oauth, &oauth.token_endpoint, &form, clock).await?, &form)?;
    let Some(new) = granted.refresh_token.as_ref().filter(|new| **new != spent) else { return Ok(granted) };
    match save(path, new) {
        Ok(()) => *unsaved = None,
        Err(error) => {
            tracing::error!(
                error = error.to_string(),
                "the identity provider gave a new refresh token that cannot be saved, and the one in the file may be \
                 worth nothing from now on. The service goes on with the one in memory: put the file's directory \
                 right before the service ends (its account must be able to write there, and there must be room), \
                 else sign in again with `cso-intake login`"
            );
            *unsaved = Some(Unsaved { path: path.to_owned(), token: new.clone(), file_had });
        }
    }
    Ok(granted)
}

/// Says who the application is, and proves it in the body of the form, as Microsoft Entra wants it.
pub fn identify(oauth: &OAuth, clock: &Clock, form: &mut Form) -> Result<(), TokenError> {
    form.push(("client_id", oauth.client_id.clone()));
    match &oauth.proof {
        ClientProof::Nothing => {}
        ClientProof::Secret(secret) => form.push(("client_secret", secret.reveal().to_owned())),
        ClientProof::Certificate { key, certificate } => {
            form.push(("client_assertion_type", JWT_BEARER.to_owned()));
            let signed = assertion(oauth, key, certificate, clock)?;
            form.push(("client_assertion", signed.reveal().to_owned()));
        }
    }
    Ok(())
}
