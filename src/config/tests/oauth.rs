//! Where access tokens come from, as people write it.

use super::*;

const MICROSOFT: &str =
    "token_endpoint = \"https://login.microsoftonline.com/t-1/oauth2/v2.0/token\"\nclient_id = \"app\"\n";

fn with_oauth(keys: &str) -> String {
    with_imap("auth = \"oauth2\"").replace("\n[oauth]\n", &format!("\n[oauth]\n{keys}\n"))
}

fn oauth(desk: &Desk, keys: &str) -> Arc<OAuth> {
    Arc::clone(desk.read(&with_oauth(keys)).unwrap().config.oauth().expect("a login with a token"))
}

#[test]
fn the_usual_values_are_microsofts_by_who_asks() {
    let desk = Desk::new().with_file("client-secret", b"s3cret\n");
    let own = oauth(&desk, &format!("{MICROSOFT}client_secret_file = \"client-secret\""));
    assert_eq!(own.scope, "https://outlook.office365.com/.default");
    assert_eq!(own.grant, Grant::ClientCredentials);
    assert!(matches!(&own.proof, ClientProof::Secret(secret) if secret.reveal() == "s3cret"));
    assert!(!format!("{own:?}").contains("s3cret"));
    let person = oauth(&desk, &format!("{MICROSOFT}grant = \"refresh_token\"\nrefresh_token_file = \"rt\""));
    assert!(person.scope.contains("IMAP.AccessAsUser.All") && person.scope.contains("SMTP.Send"), "{}", person.scope);
    assert!(person.scope.ends_with(" offline_access"), "without it no refresh token comes");
    assert_eq!(person.grant, Grant::RefreshToken(desk.directory.path().join("rt")));
    assert!(matches!(person.proof, ClientProof::Nothing));
    let device = "https://login.microsoftonline.com/t-1/oauth2/v2.0/devicecode";
    assert_eq!(person.device_endpoint.as_deref(), Some(device));
    let elsewhere = oauth(
        &desk,
        "token_endpoint = \"https://idp.example.org/token\"\nclient_id = \"app\"\ngrant = \"refresh_token\"\nrefresh_token_file = \"rt\"",
    );
    assert_eq!(elsewhere.device_endpoint, None);
}

#[test]
fn what_is_missing_or_contradicts_itself_is_told_with_what_would_be_right() {
    let desk = Desk::new().with_file("client-secret", b"s3cret").with_file("client.key", b"no PEM");
    for (keys, words) in [
        (String::new(), "`token_endpoint` is missing from [oauth]"),
        (MICROSOFT.to_owned(), "`client_secret_file` is missing from [oauth]"),
        (format!("{MICROSOFT}grant = \"refresh_token\""), "`refresh_token_file` is missing from [oauth]"),
        (format!("{MICROSOFT}grant = \"password\""), "client_credentials"),
        (format!("{MICROSOFT}client_key_file = \"client.key\""), "`client_certificate_file` is missing from [oauth]"),
        (format!("{MICROSOFT}client_key_file = \"client.key\""), "is not PEM"),
        (
            format!("{MICROSOFT}client_key_file = \"client.key\"\nclient_secret_file = \"client-secret\""),
            "keep the secret or the key",
        ),
        (MICROSOFT.replace("https://", "http://"), "begins with https://"),
        (format!("{MICROSOFT}device_endpoint = \"http://idp.example.org/device\""), "begins with https://"),
    ] {
        let faults = desk.faults(&with_oauth(&keys)).join("\n");
        assert!(faults.contains(words), "{keys}: {faults}");
    }
    assert!(Desk::new().read(template()).unwrap().config.oauth().is_none(), "nothing is missed where nobody asks");
}
