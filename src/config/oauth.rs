//! The section [oauth] in, where access tokens come from out. It is asked only when an account logs in with a token.

use std::sync::Arc;
use std::time::Duration;

use super::checked::{choice, path};
use super::fault::Misfit;
use super::section::Section;
use super::servers::{Place, certificates};
use super::{ClientProof, Grant, OAuth, Secret, secrets, values};

/// What Exchange Online wants of a token for its mail servers: when the application acts on its own, and for a person.
const EXCHANGE: &str = "https://outlook.office365.com/.default";
const EXCHANGE_FOR_A_PERSON: &str =
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access";

/// Where access tokens come from.
pub(super) fn oauth(place: &Place<'_>) -> Option<Arc<OAuth>> {
    let section = place.oauth;
    section.needed("token_endpoint", "\"https://login.microsoftonline.com/TENANT/oauth2/v2.0/token\"");
    section.needed("client_id", "\"the application's id\"");
    let token_endpoint = section.read("token_endpoint", endpoint);
    let device_endpoint = section
        .read("device_endpoint", endpoint)
        .or_else(|| token_endpoint.as_deref().and_then(entras_device_endpoint));
    let client_id = section.text("client_id");
    let grant = grant(section, place);
    let proof = proof(section, place, grant.as_ref());
    let usual = match &grant {
        Some(Grant::RefreshToken(_)) => EXCHANGE_FOR_A_PERSON,
        Some(Grant::ClientCredentials) | None => EXCHANGE,
    };
    let scope = section.text("scope").unwrap_or_else(|| usual.to_owned());
    let ca_file = section.read("ca_file", |text| certificates(text, place.base));
    let timeout = section
        .read("timeout", |text| values::duration(text, Duration::from_secs(1), Duration::from_secs(600)))
        .unwrap_or(Duration::from_secs(30));
    Some(Arc::new(OAuth {
        token_endpoint: token_endpoint?,
        device_endpoint,
        client_id: client_id?,
        proof: proof?,
        grant: grant?,
        scope,
        ca_file,
        timeout,
    }))
}

/// Microsoft Entra's endpoint for device codes stands beside its token endpoint.
fn entras_device_endpoint(token_endpoint: &str) -> Option<String> {
    token_endpoint.strip_suffix("/oauth2/v2.0/token").map(|tenant| format!("{tenant}/oauth2/v2.0/devicecode"))
}

/// A token endpoint is asked over TLS only; this machine itself may be asked without.
fn endpoint(text: &str) -> Result<String, Misfit> {
    let at_home = ["http://localhost:", "http://127.0.0.1:", "http://[::1]:"];
    if text.starts_with("https://") || at_home.iter().any(|start| text.starts_with(start)) {
        return Ok(text.to_owned());
    }
    Err(Misfit::new(
        "a token endpoint begins with https://",
        "write \"https://login.microsoftonline.com/TENANT/oauth2/v2.0/token\" with your tenant's id",
    ))
}

fn grant(section: &Section<'_>, place: &Place<'_>) -> Option<Grant> {
    const NAMES: [&str; 2] = ["client_credentials", "refresh_token"];
    let delegated = section.read("grant", |text| match text {
        "client_credentials" => Ok(false),
        "refresh_token" => Ok(true),
        other => Err(choice("grant", other, &NAMES)),
    });
    if delegated.unwrap_or(false) {
        section.needed("refresh_token_file", "\"refresh-token\"");
        let file = section.read("refresh_token_file", |text| path(text, place.base))?;
        secrets::warn_if_open_to_others(section, "refresh_token_file", &file, "refresh token");
        Some(Grant::RefreshToken(file))
    } else {
        Some(Grant::ClientCredentials)
    }
}

/// A secret, or a key with its certificate. Only a refresh token may do without.
fn proof(section: &Section<'_>, place: &Place<'_>, grant: Option<&Grant>) -> Option<ClientProof> {
    let by_key = section.has("client_key_file") || section.has("client_certificate_file");
    let by_secret = secrets::CLIENT_SECRET.keys().iter().any(|key| section.has(key));
    if by_key {
        if by_secret {
            section.fault(
                "client_key_file",
                Misfit::new("the application has a secret and a key", "keep the secret or the key, not both"),
            );
        }
        section.needed("client_key_file", "\"client.key\"");
        section.needed("client_certificate_file", "\"client.pem\"");
        let file = |key: &str| section.read(key, |text| path(text, place.base));
        if let Some(key) = file("client_key_file") {
            secrets::warn_if_open_to_others(section, "client_key_file", &key, "key");
        }
        let text = |key: &str| section.read(key, |text| secrets::pem(&path(text, place.base)?));
        let (key, certificate) = (text("client_key_file"), text("client_certificate_file"));
        Some(ClientProof::Certificate { key: Secret::new(key?), certificate: certificate? })
    } else if by_secret || grant == Some(&Grant::ClientCredentials) {
        secrets::secret(section, &secrets::CLIENT_SECRET, place).map(ClientProof::Secret)
    } else {
        Some(ClientProof::Nothing)
    }
}
