//! An identity provider of the test's own (tests/rig/oidc): real tokens, real refusals.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cso_intake::config::{ClientProof, Grant, OAuth, Secret};
use serde_json::Value;
use tempfile::TempDir;

use super::{free_port, missing, repository};

/// A running identity provider; it ends with this value.
pub struct IdentityProvider {
    child: Child,
    dir: TempDir,
    /// Its port.
    pub port: u16,
}

impl IdentityProvider {
    /// Starts one that knows an application with a secret and a person.
    pub fn start() -> Self {
        let dir = super::short_dir();
        Self::in_directory(dir, &[])
    }

    /// Starts one that also knows an application with an RSA key and a certificate, [`Self::key`] and [`Self::certificate`].
    pub fn with_certificate() -> Self {
        let dir = super::short_dir();
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=key-app"])
            .args(["-keyout", "key.pem", "-out", "certificate.pem"])
            .current_dir(dir.path())
            .output()
            .unwrap_or_else(|_| missing("openssl"));
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self::in_directory(dir, &["certificate.pem"])
    }

    fn in_directory(dir: TempDir, arguments: &[&str]) -> Self {
        let modules = repository().join(".rig/node");
        if !modules.join("node_modules/oidc-provider").exists() {
            missing("oidc-provider in .rig/node");
        }
        let port_and_child = (0..5).find_map(|_| {
            let port = free_port();
            let mut child = Command::new("node")
                .arg(repository().join("tests/rig/oidc/server.mjs"))
                .args([modules.as_os_str(), port.to_string().as_ref(), dir.path().as_os_str()])
                .args(arguments)
                .current_dir(dir.path())
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(File::create(dir.path().join("stderr.txt")).unwrap())
                .spawn()
                .unwrap_or_else(|_| missing("node"));
            let mut said = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
            (said == "ready\n").then_some((port, child)).or_else(|| {
                eprintln!("{}", fs::read_to_string(dir.path().join("stderr.txt")).unwrap_or_default());
                None
            })
        });
        let (port, child) = port_and_child.expect("the identity provider does not start");
        Self { child, dir, port }
    }

    /// Changes how it behaves: see server.mjs.
    pub fn control(&self, json: &str) {
        let unfinished = self.dir.path().join("control.tmp");
        fs::write(&unfinished, json).unwrap();
        fs::rename(unfinished, self.dir.path().join("control.json")).unwrap();
    }

    /// The requests for tokens so far.
    pub fn requests(&self) -> Vec<Value> {
        let log = fs::read_to_string(self.dir.path().join("log.jsonl")).unwrap_or_default();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Makes every access token given so far worthless.
    pub fn forget(&self) {
        self.ask("/test/forget");
    }

    /// A first refresh token, in a file of this name.
    pub fn sign_in(&self, path: &PathBuf) {
        fs::write(path, self.ask("/test/refresh-token")).unwrap();
    }

    /// Does on another machine what a device has asked for: enters its code and agrees, or says no.
    pub fn enter(&self, code: &str, and: &str) {
        self.ask(&format!("/test/approve?code={code}{and}"));
    }

    fn ask(&self, path: &str) -> String {
        let mut wire = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        wire.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let request = format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port);
        wire.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        wire.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 20"), "{path}: {head}");
        body.to_owned()
    }

    /// The key of key-app.
    pub fn key(&self) -> PathBuf {
        self.dir.path().join("key.pem")
    }

    /// The certificate of key-app.
    pub fn certificate(&self) -> PathBuf {
        self.dir.path().join("certificate.pem")
    }

    /// The endpoint for tokens.
    pub fn token_endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.port)
    }

    /// The endpoint for the codes of devices.
    pub fn device_endpoint(&self) -> String {
        format!("http://127.0.0.1:{}/device/auth", self.port)
    }

    /// The application with a secret, as the configuration names it.
    pub fn by_secret(&self) -> OAuth {
        OAuth {
            token_endpoint: self.token_endpoint(),
            device_endpoint: None,
            client_id: "secret-app".to_owned(),
            proof: ClientProof::Secret(Secret::new("app-secret".to_owned())),
            grant: Grant::ClientCredentials,
            scope: "imap".to_owned(),
            ca_file: None,
            timeout: Duration::from_secs(20),
        }
    }

    /// The application with a certificate.
    pub fn by_certificate(&self) -> OAuth {
        let proof = ClientProof::Certificate {
            key: Secret::new(fs::read_to_string(self.key()).unwrap()),
            certificate: fs::read_to_string(self.certificate()).unwrap(),
        };
        OAuth { client_id: "key-app".to_owned(), proof, ..self.by_secret() }
    }

    /// The person whose refresh token is in this file.
    pub fn by_refresh_token(&self, path: PathBuf) -> OAuth {
        OAuth {
            client_id: "person-app".to_owned(),
            proof: ClientProof::Nothing,
            grant: Grant::RefreshToken(path),
            ..self.by_secret()
        }
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = fs::read_to_string(self.dir.path().join("log.jsonl")).unwrap_or_default();
            let errors = fs::read_to_string(self.dir.path().join("stderr.txt")).unwrap_or_default();
            eprintln!("the identity provider did:\n{log}and complained:\n{errors}");
        }
    }
}
