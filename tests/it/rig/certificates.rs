//! An authority of the test's own and a certificate for localhost, in files.

use std::fs;
use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use tempfile::TempDir;

/// Where they lie. The directory goes with it.
pub struct Certificates {
    /// The authority's certificate, to be trusted.
    pub authority: PathBuf,
    /// The server's certificate, for localhost and 127.0.0.1 unless other names were asked for.
    pub server: PathBuf,
    /// The server's key.
    pub key: PathBuf,
    _dir: TempDir,
}

impl Certificates {
    /// Makes them.
    pub fn new() -> Self {
        Self::for_names(&["localhost", "127.0.0.1"])
    }

    /// Makes them for a server of other names.
    pub fn for_names(names: &[&str]) -> Self {
        Self::make(names, |_| {})
    }

    /// Makes them for localhost; the server's certificate ran out long ago.
    pub fn expired() -> Self {
        Self::make(&["localhost", "127.0.0.1"], |params| {
            params.not_before = rcgen::date_time_ymd(2015, 1, 1);
            params.not_after = rcgen::date_time_ymd(2016, 1, 1);
        })
    }

    fn make(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Self {
        let dir = super::short_dir();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "cso-intake test authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap();
        change(&mut params);
        let server = params.signed_by(&key, &authority).unwrap();
        let write = |name: &str, text: String| {
            let path = dir.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        Self {
            authority: write("ca.pem", authority.pem()),
            server: write("server.pem", server.pem()),
            key: write("server.key", key.serialize_pem()),
            _dir: dir,
        }
    }
}
