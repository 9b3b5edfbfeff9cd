//! A form in, the identity provider's answer out (RFC 6749 section 3.2): over TLS, nothing redirected, bounded in time and size.

use std::path::Path;
use std::time::Duration;

use reqwest::header::{ACCEPT, RETRY_AFTER};
use reqwest::{Certificate, Client, Url, redirect};

use super::TokenError;
use crate::clock::Clock;
use crate::config::OAuth;

/// An answer with a token in it has some kilobytes.
const LARGEST: usize = 256 << 10;
/// The longest time that a server can make us leave it alone.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Name and value of each field of a form.
pub type Form = Vec<(&'static str, String)>;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The host that was asked, for messages.
    pub provider: String,
    /// The status of HTTP.
    pub status: u16,
    /// How long the server wants to be left alone.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: Vec<u8>,
}

/// Posts a form to an endpoint of the identity provider.
///
/// # Errors
/// When there is no whole answer in time.
pub async fn post(oauth: &OAuth, endpoint: &str, form: &Form, clock: &Clock) -> Result<Answer, TokenError> {
    let provider = host(endpoint);
    let late = || TokenError::Timeout { provider: provider.clone(), seconds: oauth.timeout.as_secs() };
    tokio::time::timeout(oauth.timeout, exchange(oauth, endpoint, form, clock)).await.unwrap_or_else(|_| Err(late()))
}

async fn exchange(oauth: &OAuth, endpoint: &str, form: &Form, clock: &Clock) -> Result<Answer, TokenError> {
    let provider = host(endpoint);
    let lost = |error: &reqwest::Error| TokenError::Unreachable { provider: host(endpoint), reason: cause(error) };
    let client = client(oauth, endpoint).await?;
    let request = client.post(endpoint).header(ACCEPT, "application/json").form(form);
    let mut response = request.send().await.map_err(|error| lost(&error))?;
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| pause(value.to_str().ok()?, clock));
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err(TokenError::Garbled { provider, reason: "it is far too long".to_owned() });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { provider, status, retry_after, body })
}

/// A client for one request. A token is fetched once an hour, so nothing is kept open, and a `ca_file` that was renewed is read.
async fn client(oauth: &OAuth, endpoint: &str) -> Result<Client, TokenError> {
    // reqwest takes the process's provider, which is ring in the program; in other programs this makes it so.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .referer(false)
        .user_agent(concat!("cso-intake/", env!("CARGO_PKG_VERSION")));
    if endpoint.starts_with("http://") {
        // In clear text to this machine only, never to a proxy.
        builder = builder.no_proxy();
    }
    if let Some(path) = &oauth.ca_file {
        builder = builder.tls_certs_merge(authorities(path).await?);
    }
    builder.build().map_err(|error| TokenError::Unreachable { provider: host(endpoint), reason: cause(&error) })
}

async fn authorities(path: &Path) -> Result<Vec<Certificate>, TokenError> {
    let bad = |reason: String| TokenError::CaFile { path: path.to_owned(), reason };
    let pem = tokio::fs::read(path).await.map_err(|error| bad(error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| bad(cause(&error)))?;
    if certificates.is_empty() {
        return Err(bad("there is no PEM certificate in it".to_owned()));
    }
    Ok(certificates)
}

/// The host of an endpoint, with its port if it has one.
fn host(endpoint: &str) -> String {
    let url = Url::parse(endpoint).ok();
    let named = url.and_then(|url| {
        let name = url.host_str()?.to_owned();
        Some(url.port().map_or_else(|| name.clone(), |port| format!("{name}:{port}")))
    });
    named.unwrap_or_else(|| "the token endpoint".to_owned())
}

/// What lies at the bottom of an error of HTTP: the network's or the certificate's fault, without the address that was asked.
fn cause(error: &reqwest::Error) -> String {
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    match deepest.downcast_ref::<reqwest::Error>() {
        Some(_) if error.is_builder() => "its address cannot be used".to_owned(),
        Some(_) => "the answer broke off".to_owned(),
        None => deepest.to_string(),
    }
}

/// Retry-After (RFC 9110 section 10.2.3): seconds or a date.
fn pause(value: &str, clock: &Clock) -> Option<Duration> {
    let value = value.trim();
    let pause = match value.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
            Duration::try_from(until.duration_since(clock.now())).unwrap_or_default()
        }
    };
    Some(pause.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_says_how_long_it_wants_to_be_left_alone_in_seconds_or_as_a_date() {
        let clock = Clock::Fixed("2016-10-07T14:04:00Z".parse().unwrap());
        assert_eq!(pause("120", &clock), Some(Duration::from_secs(120)));
        assert_eq!(pause("Fri, 07 Oct 2016 14:05:30 GMT", &clock), Some(Duration::from_secs(90)));
        assert_eq!(pause("Fri, 07 Oct 2016 13:00:00 GMT", &clock), Some(Duration::ZERO));
        assert_eq!(pause("999999999", &clock), Some(LONGEST_PAUSE));
        assert_eq!(pause("soon", &clock), None);
    }

    #[test]
    fn only_the_host_of_an_endpoint_is_told() {
        assert_eq!(host("https://login.microsoftonline.com/0000/oauth2/v2.0/token"), "login.microsoftonline.com");
        assert_eq!(host("http://127.0.0.1:8080/token"), "127.0.0.1:8080");
        assert_eq!(host("https://"), "the token endpoint");
    }
}
