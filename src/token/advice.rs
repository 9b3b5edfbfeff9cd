//! The identity provider's error in, what to do about it out. The codes of Microsoft Entra are told apart, because most of them
//! come as one and the same error of RFC 6749.

/// Entra's codes (login.microsoftonline.com/error) and what to do about each.
const ENTRA: [(&str, &str); 23] = [
    ("AADSTS7000215", "the client secret is wrong: it is the secret's value that is wanted, not the secret's id"),
    ("AADSTS7000222", "the client secret has expired: make a new one and write it into its file"),
    ("AADSTS7000218", "give the application a secret or a certificate, or allow public client flows for it"),
    ("AADSTS7000112", "the application is switched off in this tenant: ask its administrators"),
    ("AADSTS700016", "this tenant does not know the application: check client_id, and the tenant in token_endpoint"),
    ("AADSTS700024", "the assertion came too early or too late: set this machine's clock right"),
    ("AADSTS700027", "the application's certificate is not registered or has expired: upload client_certificate_file"),
    ("AADSTS700082", SIGN_IN),
    ("AADSTS700084", SIGN_IN),
    ("AADSTS70043", SIGN_IN),
    ("AADSTS70008", SIGN_IN),
    ("AADSTS50173", SIGN_IN),
    ("AADSTS50076", SIGN_IN),
    ("AADSTS50079", SIGN_IN),
    ("AADSTS50057", "the account is switched off: ask the tenant's administrators"),
    ("AADSTS53003", "the tenant's conditional access does not let this machine in: ask its administrators"),
    ("AADSTS65001", CONSENT),
    ("AADSTS650057", CONSENT),
    ("AADSTS70011", SCOPE),
    ("AADSTS1002012", "with client credentials the scope ends in /.default"),
    ("AADSTS500011", SCOPE),
    ("AADSTS90002", "there is no such tenant: check the tenant in token_endpoint"),
    ("AADSTS900023", "there is no such tenant: check the tenant in token_endpoint"),
];

const SIGN_IN: &str = "the refresh token is no longer good: sign in again with `cso-intake login`";
const CONSENT: &str = "an administrator of the tenant has to consent to the application's permissions";
const SCOPE: &str = "check scope";

/// Entra's codes for what passes by itself.
const PASSING: [&str; 4] = ["AADSTS90033", "AADSTS90015", "AADSTS90024", "AADSTS50196"];

/// What to do about an error of RFC 6749 section 5.2 or RFC 8628 section 3.5, and its description.
pub fn advice(error: &str, description: &str) -> &'static str {
    if let Some((_, advice)) = ENTRA.iter().find(|(code, _)| names(description, code)) {
        return advice;
    }
    match error {
        "invalid_client" => "check client_id; the client secret is wrong or has expired, or the certificate is unknown",
        "unauthorized_client" => "the application may not ask for tokens in this way: check grant and its permissions",
        "invalid_grant" | "interaction_required" | "consent_required" | "login_required" => SIGN_IN,
        "expired_token" => "nobody has signed in while the code was good: try again",
        "invalid_scope" | "invalid_target" => SCOPE,
        "access_denied" => "somebody refused, or the tenant's policy does not allow it: ask its administrators",
        _ => "check the section [oauth]",
    }
}

/// Whether the identity provider says that the trouble passes by itself.
pub fn passes(error: &str, description: &str) -> bool {
    matches!(error, "temporarily_unavailable" | "server_error" | "slow_down")
        || PASSING.iter().any(|code| names(description, code))
}

/// Whether a text has this code, and not a longer one that begins so.
fn names(text: &str, code: &str) -> bool {
    text.match_indices(code).any(|(at, _)| {
        let after = text.get(at + code.len()..).and_then(|rest| rest.bytes().next());
        !after.is_some_and(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entras_codes_are_told_apart_though_some_begin_alike() {
        let said = |code: &str| advice("invalid_client", &format!("{code}: words. Trace ID: 12"));
        assert!(said("AADSTS7000222").contains("has expired"));
        assert!(said("AADSTS7000215").contains("value"));
        assert!(said("AADSTS700022").contains("check client_id;"), "a code that is not on the list");
        assert!(said("AADSTS70008").contains("cso-intake login"));
        assert!(advice("invalid_grant", "grant request is invalid").contains("cso-intake login"));
        assert!(passes("invalid_request", "AADSTS90033: a transient error has occurred"));
        assert!(!passes("invalid_client", "AADSTS7000222: expired"));
    }
}
