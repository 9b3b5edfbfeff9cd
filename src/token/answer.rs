//! The answer of a token endpoint in (RFC 6749 section 5), a token or what went wrong out.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::TokenError;
use super::advice::{advice, passes};
use super::web::{Answer, Form};
use crate::config::Secret;
use crate::domain::address::without_addresses;

/// How long a token is taken to be good when the identity provider does not say.
const ASSUMED_LIFE: Duration = Duration::from_secs(600);
/// No token is trusted for longer.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 3600);
/// What is shown of a description, in characters.
const LONGEST_WORDS: usize = 600;
/// A word of this length is not one that people write: a token or an assertion that is quoted.
const LONGEST_WORD: usize = 80;
/// The fields of a form that nobody may see.
const SECRET_FIELDS: [&str; 4] = ["client_secret", "client_assertion", "refresh_token", "device_code"];

/// What an identity provider grants.
#[derive(Debug)]
pub struct Granted {
    /// The access token.
    pub access_token: Secret,
    /// How long it is good.
    pub life: Duration,
    /// The refresh token, when there is one.
    pub refresh_token: Option<Secret>,
}

#[derive(Deserialize)]
struct Good {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<Value>,
    refresh_token: Option<String>,
}

/// An error of RFC 6749 section 5.2.
#[derive(Debug, Deserialize)]
pub struct Bad {
    /// Its code.
    pub error: String,
    /// Its words.
    #[serde(default)]
    pub error_description: String,
}

/// Reads an answer.
///
/// # Errors
/// When it is a refusal, or no answer of a token endpoint.
pub fn granted(answer: &Answer, form: &Form) -> Result<Granted, TokenError> {
    if answer.status != 200 {
        return Err(refused(answer, form));
    }
    let garbled = |reason: &str| TokenError::Garbled { provider: answer.provider.clone(), reason: reason.to_owned() };
    let good: Good = serde_json::from_slice(&answer.body).map_err(|_| garbled("there is no access token in it"))?;
    if good.token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(garbled("its token is not one for the bearer"));
    }
    let is_token = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_token(&good.access_token) {
        return Err(garbled("its token has letters that no token has"));
    }
    let refresh_token = good.refresh_token.filter(is_token).map(Secret::new);
    Ok(Granted { access_token: Secret::new(good.access_token), life: life(good.expires_in.as_ref()), refresh_token })
}

/// `expires_in`, as a number or, as some write it, as a text.
fn life(expires_in: Option<&Value>) -> Duration {
    let seconds = match expires_in {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    seconds.map_or(ASSUMED_LIFE, Duration::from_secs).min(LONGEST_LIFE)
}

/// The error of an answer that is not a good one.
pub fn bad(answer: &Answer) -> Option<Bad> {
    serde_json::from_slice(&answer.body).ok()
}

/// What an answer means that is not a good one.
pub fn refused(answer: &Answer, form: &Form) -> TokenError {
    let (provider, status) = (answer.provider.clone(), answer.status);
    let passing = matches!(status, 408 | 425 | 429 | 500..=599);
    match bad(answer) {
        Some(Bad { error, error_description }) => {
            let said = clean(&[error.as_str(), error_description.as_str()].join(": "), form);
            if passing || passes(&error, &error_description) {
                TokenError::Busy { provider, said, retry_after: answer.retry_after }
            } else {
                TokenError::Refused { provider, said, advice: advice(&error, &error_description) }
            }
        }
        None if passing => {
            TokenError::Busy { provider, said: format!("HTTP status {status}"), retry_after: answer.retry_after }
        }
        None if (300..400).contains(&status) => {
            TokenError::Garbled { provider, reason: format!("it leads elsewhere (HTTP status {status})") }
        }
        None => TokenError::Garbled { provider, reason: format!("HTTP status {status} without an error of OAuth") },
    }
}

/// The identity provider's words, fit for a log: on one line, without what we sent in confidence, addresses and tokens.
fn clean(words: &str, form: &Form) -> String {
    let secrets = form.iter().filter(|(name, value)| SECRET_FIELDS.contains(name) && !value.is_empty());
    let words = secrets.fold(words.to_owned(), |words, (_, value)| words.replace(value.as_str(), "(secret)"));
    let mut line = String::new();
    for word in words.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(if word.chars().count() > LONGEST_WORD { "(…)" } else { word });
    }
    let line = line.trim_end_matches([':', ' ']);
    without_addresses(&line.chars().take(LONGEST_WORDS).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { provider: "idp".to_owned(), status, retry_after: None, body: body.as_bytes().to_vec() }
    }

    fn form() -> Form {
        vec![("client_id", "app".to_owned()), ("client_secret", "s3cret+value".to_owned())]
    }

    #[test]
    fn a_token_comes_with_its_life_however_it_is_written() {
        for (written, seconds) in [("3599", 3599), ("\"3599\"", 3599), ("null", 600), ("-1", 600), ("1e99", 600)] {
            let body = format!(r#"{{"token_type":"Bearer","access_token":"a.b-c","expires_in":{written}}}"#);
            let granted = granted(&answer(200, &body), &form()).unwrap();
            assert_eq!(granted.life, Duration::from_secs(seconds), "{written}");
            assert_eq!(granted.access_token.reveal(), "a.b-c");
        }
    }

    #[test]
    fn what_is_no_answer_of_a_token_endpoint_is_called_so_and_never_quoted() {
        for (status, body) in [
            (200, "<html>sign in, jane@nhs.net</html>"),
            (200, r#"{"access_token":"a b"}"#),
            (200, r#"{"access_token":"a\r\nC2 LOGOUT"}"#),
            (200, r#"{"access_token":""}"#),
            (200, r#"{"access_token":"a","token_type":"mac"}"#),
            (200, r#"{"error":"invalid_client"}"#),
            (302, ""),
            (403, "<html>proxy says no</html>"),
            (404, "{}"),
        ] {
            let error = granted(&answer(status, body), &form()).unwrap_err();
            assert!(matches!(error, TokenError::Garbled { .. }), "{status} {body}: {error:?}");
            assert!(!error.to_string().contains("jane") && !error.to_string().contains("says no"), "{error}");
        }
    }

    #[test]
    fn a_refusal_keeps_the_providers_words_and_trace_id_but_no_secret_and_no_address() {
        let body = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret s3cret+value for jane@nhs.net.\r\nTrace ID: 1b2c3d4e-0000-0000-0000-000000000000"}"#;
        let error = granted(&answer(401, body), &form()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "idp gives no access token: invalid_client: AADSTS7000215: Invalid client secret (secret) for (address) \
             Trace ID: 1b2c3d4e-0000-0000-0000-000000000000 (the client secret is wrong: it is the secret's value that \
             is wanted, not the secret's id)"
        );
        assert!(!error.is_transient());
        let quoted = format!(r#"{{"error":"invalid_request","error_description":"bad {}"}}"#, "x".repeat(3_000));
        assert!(granted(&answer(400, &quoted), &form()).unwrap_err().to_string().contains("bad (…)"));
    }

    #[test]
    fn what_passes_by_itself_is_told_apart() {
        for (status, body) in [
            (429, ""),
            (503, "<html>"),
            (500, r#"{"error":"server_error"}"#),
            (400, r#"{"error":"temporarily_unavailable"}"#),
            (400, r#"{"error":"invalid_request","error_description":"AADSTS90033: A transient error."}"#),
        ] {
            let error = granted(&answer(status, body), &form()).unwrap_err();
            assert!(matches!(error, TokenError::Busy { .. }) && error.is_transient(), "{status} {body}: {error:?}");
        }
    }
}
