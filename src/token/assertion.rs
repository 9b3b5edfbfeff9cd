//! The application's key and certificate in, a signed assertion out that proves it is the one (RFC 7523 section 3, RFC 7515):
//! private_key_jwt as Microsoft Entra wants it, RS256 with the certificate's thumbprints; ES256 for a P-256 key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::json;

use super::TokenError;
use crate::clock::Clock;
use crate::config::{OAuth, Secret};

/// How long an assertion is good, in seconds; it is used at once.
const LIFE: i64 = 600;
/// How far this machine's clock may be ahead of the identity provider's, in seconds.
const SKEW: i64 = 60;

/// An assertion that `oauth.client_id` is us, for its token endpoint, good from now on.
///
/// # Errors
/// When the key or the certificate cannot be used, or they do not belong together.
pub fn assertion(oauth: &OAuth, key: &Secret, certificate: &str, clock: &Clock) -> Result<Secret, TokenError> {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes())
        .map_err(|_| bad("client_certificate_file holds no certificate (-----BEGIN CERTIFICATE-----)"))?;
    let key = Key::read(key)?;
    if !holds(&certificate, key.public()) {
        return Err(bad("client_certificate_file is not the certificate of client_key_file"));
    }
    let random = SystemRandom::new();
    let mut id = [0_u8; 16];
    random.fill(&mut id).map_err(|_| bad("the system gives no random numbers"))?;
    let now = clock.now().as_second();
    let header = json!({
        "alg": key.algorithm(),
        "typ": "JWT",
        "x5t": URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &certificate)),
        "x5t#S256": URL_SAFE_NO_PAD.encode(digest(&SHA256, &certificate)),
    });
    let claims = json!({
        "aud": oauth.token_endpoint,
        "iss": oauth.client_id,
        "sub": oauth.client_id,
        "jti": URL_SAFE_NO_PAD.encode(id),
        "iat": now - SKEW,
        "nbf": now - SKEW,
        "exp": now + LIFE,
    });
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&header), part(&claims));
    let signature = key.sign(&random, signed.as_bytes())?;
    Ok(Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))))
}

fn bad(reason: &str) -> TokenError {
    TokenError::Key { reason: reason.to_owned() }
}

/// Whether a certificate is for this public key: its bytes stand in it as they are (RFC 5280 section 4.1.2.7).
fn holds(certificate: &[u8], public: &[u8]) -> bool {
    certificate.windows(public.len()).any(|window| window == public)
}

enum Key {
    Rsa(Box<RsaKeyPair>),
    P256(Box<EcdsaKeyPair>),
}

impl Key {
    fn read(pem: &Secret) -> Result<Self, TokenError> {
        const PKCS8: &str =
            "write it as PKCS#8 without a password: openssl pkcs8 -topk8 -nocrypt -in KEY -out client.key";
        let key = PrivateKeyDer::from_pem_slice(pem.reveal().as_bytes())
            .map_err(|_| bad(&format!("client_key_file holds no private key; {PKCS8}")))?;
        let unusable = |what: &str| bad(&format!("{what}; {PKCS8}"));
        match &key {
            PrivateKeyDer::Pkcs1(der) => {
                let pair = RsaKeyPair::from_der(der.secret_pkcs1_der());
                pair.map(|pair| Self::Rsa(Box::new(pair))).map_err(|error| rejected(&error))
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match RsaKeyPair::from_pkcs8(der) {
                    Ok(pair) => Ok(Self::Rsa(Box::new(pair))),
                    Err(error) => EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new())
                        .map(|pair| Self::P256(Box::new(pair)))
                        .map_err(|_| rejected(&error)),
                }
            }
            PrivateKeyDer::Sec1(_) => Err(unusable("the key is in SEC 1 form")),
            _ => Err(unusable("the key is of an unknown form")),
        }
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
        }
    }

    fn public(&self) -> &[u8] {
        match self {
            Self::Rsa(pair) => pair.public().as_ref(),
            Self::P256(pair) => pair.public_key().as_ref(),
        }
    }

    fn sign(&self, random: &SystemRandom, message: &[u8]) -> Result<Vec<u8>, TokenError> {
        let failed = |_| bad("the signature failed");
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, random, message, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Self::P256(pair) => pair.sign(random, message).map(|signature| signature.as_ref().to_vec()).map_err(failed),
        }
    }
}

fn rejected(error: &ring::error::KeyRejected) -> TokenError {
    bad(&format!("client_key_file is no RSA key of 2048 to 4096 bits and no P-256 key ({error})"))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use serde_json::Value;

    use super::super::tests::oauth;
    use super::*;

    fn pair() -> (Secret, String, Vec<u8>) {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let certificate = CertificateParams::new(vec!["app".to_owned()]).unwrap().self_signed(&key).unwrap();
        (Secret::new(key.serialize_pem()), certificate.pem(), key.public_key_raw().to_vec())
    }

    #[test]
    fn an_assertion_names_us_the_endpoint_and_ten_minutes_and_its_signature_holds() {
        let clock = Clock::Fixed("2016-10-07T14:00:00Z".parse().unwrap());
        let (key, certificate, public) = pair();
        let oauth = oauth("https://idp.test.invalid/token");
        let [one, other] = [(); 2].map(|()| assertion(&oauth, &key, &certificate, &clock).unwrap());
        let parts: Vec<&str> = one.reveal().split('.').collect();
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        let header: Value = serde_json::from_slice(&decoded(parts[0])).unwrap();
        let claims: Value = serde_json::from_slice(&decoded(parts[1])).unwrap();
        assert_eq!(header["alg"], "ES256");
        assert_eq!(decoded(header["x5t"].as_str().unwrap()).len(), 20);
        assert_eq!(decoded(header["x5t#S256"].as_str().unwrap()).len(), 32);
        assert_eq!(claims["aud"], "https://idp.test.invalid/token");
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!("app"), &json!("app")));
        assert_eq!(claims["exp"].as_i64().unwrap() - clock.now().as_second(), 600);
        assert!(claims["nbf"].as_i64().unwrap() <= clock.now().as_second());
        let signed = format!("{}.{}", parts[0], parts[1]);
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public);
        key.verify(signed.as_bytes(), &decoded(parts[2])).unwrap();
        assert_ne!(one.reveal().split('.').nth(1), other.reveal().split('.').nth(1), "each has an id of its own");
    }

    #[test]
    fn a_key_and_a_certificate_that_do_not_belong_together_are_not_used() {
        let ((key, ..), (_, certificate, _)) = (pair(), pair());
        let oauth = oauth("https://idp.test.invalid/token");
        let error = assertion(&oauth, &key, &certificate, &Clock::System).unwrap_err().to_string();
        assert!(error.contains("is not the certificate of client_key_file"), "{error}");
    }

    #[test]
    fn a_key_that_cannot_be_used_is_told_with_what_would_be_right_and_never_quoted() {
        let (_, certificate, _) = pair();
        let oauth = oauth("https://idp.test.invalid/token");
        for (label, body) in
            [("ENCRYPTED PRIVATE KEY", "c2VjcmV0"), ("EC PRIVATE KEY", "c2VjcmV0"), ("PRIVATE KEY", "c2VjcmV0")]
        {
            let key = Secret::new(format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"));
            let error = assertion(&oauth, &key, &certificate, &Clock::System).unwrap_err();
            assert!(matches!(error, TokenError::Key { .. }), "{error:?}");
            assert!(error.to_string().contains("client_key_file") || error.to_string().contains("openssl"), "{error}");
            assert!(!error.to_string().contains(body), "{error}");
        }
    }
}
