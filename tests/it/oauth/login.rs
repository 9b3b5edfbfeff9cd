//! `cso-intake login`: a person signs in elsewhere, and the service works on their behalf.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Stdio};

use super::program::World;
use crate::office::Office;
use crate::rig::IdentityProvider;

/// An office of a person who has not signed in yet.
fn office(world: &World) -> Office {
    world.office(&format!(
        "client_id = \"person-app\"\ngrant = \"refresh_token\"\nrefresh_token_file = \"refresh-token\"\n\
         device_endpoint = \"{}\"",
        world.provider.device_endpoint()
    ))
}

/// A running `login`, and what it has said after it has shown the code.
struct Login {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    code: String,
}

impl Login {
    fn start(office: &Office) -> Self {
        let mut child = office
            .command(&["login"])
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("/device ") && line.contains("sign in as nominee") && line.contains("minutes"), "{line}");
        let code = line.split("the code ").nth(1).unwrap().split(',').next().unwrap().to_owned();
        Self { child, out, code }
    }

    /// Its end: the exit code and everything else it has said.
    fn end(mut self) -> (Option<i32>, String) {
        let mut said = String::new();
        self.out.read_to_string(&mut said).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

#[test]
fn a_person_signs_in_once_and_the_service_reads_and_sends_for_them() {
    let world = World::new(IdentityProvider::start());
    let office = office(&world);
    assert!(office.refused(&["run", "--once"]).contains("cso-intake login"), "it says what to do first");
    let login = Login::start(&office);
    world.provider.enter(&login.code, "");
    let (code, said) = login.end();
    assert_eq!(code, Some(0), "{said}");
    let file = office.path("refresh-token");
    let token = fs::read_to_string(&file).unwrap();
    assert!(said.contains("Signed in") && !said.contains(token.trim()), "{said}");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let said = office.ok(&["run", "--once"]);
    assert!(said.contains("messages: 1 new") && said.contains("mails: 1 sent"), "{said}");
    assert_ne!(fs::read_to_string(&file).unwrap(), token, "spent, and replaced by the next one");
}

#[test]
fn who_says_no_is_not_signed_in() {
    let world = World::new(IdentityProvider::start());
    let office = office(&world);
    let login = Login::start(&office);
    world.provider.enter(&login.code, "&no=1");
    let (code, said) = login.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("nobody is signed in") && said.contains("access_denied: the person said no"), "{said}");
    assert!(!office.path("refresh-token").exists());
}

#[test]
fn a_sign_in_that_cannot_work_is_told_before_anybody_opens_a_browser() {
    let world = World::new(IdentityProvider::start());
    assert!(world.by_secret("app-secret").refused(&["login"]).contains("acts on its own"));
    assert!(Office::new().refused(&["login"]).contains("auth = \"oauth2\""));

    let unknown = office(&world);
    unknown.set("client_id = \"person-app\"", "client_id = \"nobody\"");
    assert!(unknown.refused(&["login"]).contains("invalid_client"));

    let nowhere = office(&world);
    nowhere.set("refresh_token_file = \"refresh-token\"", "refresh_token_file = \"not/there/refresh-token\"");
    let said = nowhere.refused(&["login"]);
    assert!(said.contains("cannot be written to") && said.contains("not/there"), "{said}");

    let nobody_knows = office(&world);
    nobody_knows.set("\ndevice_endpoint = ", "\n#device_endpoint = ");
    // Not Entra's, so there is no usual place. The template has the same key in a comment.
    let said = nobody_knows.refused(&["login"]);
    assert!(said.contains("set device_endpoint"), "{said}");
    assert!(world.provider.requests().is_empty());
}
