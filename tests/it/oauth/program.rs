//! The program itself, reading and sending with tokens.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::office::{Office, Ran, nomination};
use crate::rig::{Certificates, Dovecot, IdentityProvider, Kind, SmtpServer, USER, wait_for};

/// Asks every library for everything.
const EVERYTHING: &str = "trace,async_imap=trace,async_imap::client=trace,imap_proto=trace,lettre=trace,reqwest=trace,\
                          hyper=trace,hyper_util=trace,rustls=trace,tokio=trace";

/// Servers, and a mail that waits for an answer.
pub struct World {
    /// The identity provider.
    pub provider: IdentityProvider,
    certificates: Certificates,
    sink: SmtpServer,
    dovecot: Dovecot,
}

impl World {
    /// Starts them.
    pub fn new(provider: IdentityProvider) -> Self {
        let certificates = Certificates::new();
        let sink = SmtpServer::start(&certificates, Kind::Open);
        let dovecot = Dovecot::asking(&provider, &certificates, sink.port);
        let world = Self { provider, certificates, sink, dovecot };
        world.mail("first");
        world
    }

    fn mail(&self, id: &str) {
        // Without a Date it was written when it came in, so that it is answered at once.
        let mail = nomination(id, "Una Brown").replace("Date: Tue, 20 Sep 2016 10:00:00 +0100\n", "");
        self.dovecot.client().append("INBOX", mail.as_bytes());
    }

    /// An office between the servers that gets its tokens as these lines of [oauth] say.
    pub fn office(&self, oauth: &str) -> Office {
        let office = Office::in_mode("live");
        let authority = self.certificates.authority.display();
        let server = |kind: &str, port: u16, tls: &str| {
            format!(
                "kind = \"{kind}\"\nhost = \"localhost\"\nport = {port}\ntls = \"{tls}\"\nca_file = \"{authority}\"\n\
                 user = \"{USER}\"\nauth = \"oauth2\""
            )
        };
        let mailbox = server("imap", self.dovecot.imaps, "implicit") + "\nfolders = [\"INBOX\"]";
        office.set("kind = \"maildir\"\npath = \"mail\"\nfolders = [\"INBOX\"]", &mailbox);
        office.set("kind = \"files\"\ndir = \"sent\"", &server("smtp", self.dovecot.submission, "starttls"));
        let endpoint = self.provider.token_endpoint();
        office.set(
            "[oauth]\n",
            &format!("[oauth]\ntoken_endpoint = \"{endpoint}\"\nscope = \"imap\"\ntimeout = \"20s\"\n{oauth}\n"),
        );
        office.set("poll_every = \"60s\"", "poll_every = \"1s\"");
        office
    }

    /// An office of the application with this secret.
    pub fn by_secret(&self, secret: &str) -> Office {
        let office = self.office("client_id = \"secret-app\"\nclient_secret_file = \"app-secret\"");
        fs::set_permissions(office.write("app-secret", secret), fs::Permissions::from_mode(0o400)).unwrap();
        office
    }

    /// Ends the service's session with the mailbox again and again, so that it logs in anew, until this is so.
    fn cut_until(&self, what: &str, so: impl Fn() -> bool) {
        let mut last = Instant::now();
        wait_for(what, Duration::from_secs(120), || {
            if last.elapsed() > Duration::from_secs(3) {
                self.dovecot.kick();
                last = Instant::now();
            }
            so().then_some(())
        });
    }

    fn by_refresh_token(&self) -> Office {
        let office = self.office(
            "client_id = \"person-app\"\ngrant = \"refresh_token\"\nrefresh_token_file = \"token/refresh-token\"",
        );
        office.write("token/readme", "the refresh token lies here");
        self.provider.sign_in(&office.path("token/refresh-token"));
        office
    }
}

fn once_at_trace(office: &Office) -> Ran {
    Ran::from(&office.command(&["run", "--once"]).env("RUST_LOG", EVERYTHING).output().unwrap())
}

#[test]
fn a_mail_is_read_and_answered_with_tokens_whoever_asks_for_them() {
    let world = World::new(IdentityProvider::with_certificate());
    let by_key = format!(
        "client_id = \"key-app\"\nclient_key_file = \"{}\"\nclient_certificate_file = \"{}\"",
        world.provider.key().display(),
        world.provider.certificate().display()
    );
    for office in [world.by_secret("app-secret\n"), world.office(&by_key), world.by_refresh_token()] {
        let before = (world.sink.delivered().len(), world.provider.requests().len());
        assert!(office.ok(&["check"]).contains("0 faults"));
        let said = office.ok(&["run", "--once"]);
        assert!(said.contains("messages: 1 new") && said.contains("mails: 1 sent"), "{said}");
        let after = (world.sink.delivered().len(), world.provider.requests().len());
        assert_eq!(after, (before.0 + 1, before.1 + 1), "one mail, one token");
        office.sums_add_up();
    }
}

#[test]
fn no_token_and_no_secret_is_printed_not_even_at_trace() {
    let world = World::new(IdentityProvider::start());
    let good = world.by_secret("app-secret");
    let person = world.by_refresh_token();
    let spent = fs::read_to_string(person.path("token/refresh-token")).unwrap();
    let wrong = world.by_secret("Wr0ng-and-never-shown");
    // What the identity provider gives is known only where the test gives it.
    let given = world.by_secret("app-secret");
    let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJ1cG4iOiJqYW5lQG5ocy5uZXQifQ.c2lnbmVk";
    let mut said = String::new();
    for (office, code) in [(&good, 0), (&person, 0), (&wrong, 1)] {
        let ran = once_at_trace(office);
        assert_eq!(ran.code, code, "{ran:?}");
        said.push_str(&ran.all());
    }
    let kept = fs::read_to_string(person.path("token/refresh-token")).unwrap();
    assert!(said.contains("invalid_client") && said.contains("check client_id"), "{said}");
    world.provider.control(&format!(
        r#"{{"answer": {{"status": 200, "body": {{"access_token": "{token}", "expires_in": 3600}}}}}}"#
    ));
    let ran = once_at_trace(&given);
    assert_eq!(ran.code, 1, "Dovecot does not know this token: {ran:?}");
    assert!(ran.all().contains("refused the login: XOAUTH2"), "{ran:?}");
    said.push_str(&ran.all());
    said.push_str(&given.run(&["outbox", "list"]).all());
    for secret in ["app-secret", "Wr0ng", spent.trim(), kept.trim(), token, "eyJ0eXAi", "ZXlKMGVYQWlP", "auth=Bearer"] {
        // The name of the secret's file is not the secret.
        assert!(!said.replace("app-secret\"", "").contains(secret), "{secret} is printed:\n{said}");
    }
}

#[test]
fn what_is_wrong_is_told_and_mail_waits_and_goes_out_when_it_is_put_right() {
    let world = World::new(IdentityProvider::start());
    let office = world.by_secret("app-secret");
    assert!(office.ok(&["run", "--once"]).contains("mails: 1 sent"));
    world.provider.control(
        r#"{"answer": {"status": 400, "body": {"error": "unauthorized_client", "error_description":
            "AADSTS700016: Application with identifier 'x' was not found. Trace ID: 5d1c4f00-0000-4000-8000-000000000000"}}}"#,
    );
    world.mail("second");
    let ran = office.run(&["run", "--once"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for words in ["AADSTS700016", "Trace ID: 5d1c4f00-0000-4000-8000-000000000000", "check client_id"] {
        assert!(ran.all().contains(words), "{words}: {ran:?}");
    }
    world.provider.control("{}");
    assert!(office.ok(&["run", "--once"]).contains("messages: 1 new"));
    office.sums_add_up();
}

#[test]
fn tokens_are_fetched_through_the_proxy_and_those_of_this_machine_without_it() {
    let world = World::new(IdentityProvider::start());
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}", proxy.local_addr().unwrap().port());
    let run = |office: &Office| {
        let mut command = office.command(&["run", "--once"]);
        command.env("HTTPS_PROXY", &address).env("HTTP_PROXY", &address);
        Ran::from(&command.output().unwrap())
    };
    let asked = std::thread::spawn(move || {
        let mut line = String::new();
        let mut wire = BufReader::new(proxy.accept().unwrap().0);
        wire.read_line(&mut line).unwrap();
        line
    });
    assert_eq!(run(&world.by_secret("app-secret")).code, 0, "in clear text nothing goes to the proxy");
    let office = world.by_secret("app-secret");
    office.set(&world.provider.token_endpoint(), "https://login.test.invalid/tenant/oauth2/v2.0/token");
    let ran = run(&office);
    assert!(ran.all().contains("login.test.invalid cannot be asked for an access token"), "{ran:?}");
    assert_eq!(asked.join().unwrap(), "CONNECT login.test.invalid:443 HTTP/1.1\r\n");
}

#[test]
fn what_cannot_work_is_found_by_check() {
    let world = World::new(IdentityProvider::with_certificate());
    let other = IdentityProvider::with_certificate();
    let office = world.office(&format!(
        "client_id = \"key-app\"\nclient_key_file = \"{}\"\nclient_certificate_file = \"{}\"",
        other.key().display(),
        world.provider.certificate().display()
    ));
    let ran = office.run(&["check"]);
    assert!(ran.code == 1 && ran.out.contains("is not the certificate of client_key_file"), "{ran:?}");
    let nobody_yet = world.by_refresh_token();
    let file = nobody_yet.path("token/refresh-token");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    assert!(nobody_yet.ok(&["check"]).contains("the refresh token's file can be read by every account"));
    fs::remove_file(file).unwrap();
    assert!(nobody_yet.ok(&["check"]).contains("`cso-intake login` writes it"));
}

/// A running service that is killed with this value.
struct Running(std::process::Child);

impl Running {
    fn start(office: &Office, log: &Path) -> Self {
        let log = fs::File::options().create(true).append(true).open(log).unwrap();
        Self(office.command(&["run"]).stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn killed_as_soon_as_the_new_refresh_token_is_there_the_next_run_goes_on_with_it() {
    let world = World::new(IdentityProvider::start());
    let office = world.by_refresh_token();
    let (file, log) = (office.path("token/refresh-token"), office.path("log.txt"));
    for _ in 0..3 {
        let before = fs::read_to_string(&file).unwrap();
        let running = Running::start(&office, &log);
        wait_for("a new refresh token", Duration::from_secs(60), || {
            (fs::read_to_string(&file).unwrap() != before).then_some(())
        });
        drop(running);
    }
    let said = office.ok(&["run", "--once"]);
    assert!(said.contains("messages: "), "{said}");
    assert!(world.provider.requests().iter().all(|request| request["status"] == 200));
    assert_eq!(fs::read_dir(office.path("token")).unwrap().count(), 2, "nothing is left beside it");
}

#[test]
fn a_new_refresh_token_that_cannot_be_saved_is_told_loudly_and_work_goes_on() {
    let world = World::new(IdentityProvider::start());
    world.provider.control(r#"{"life": 2}"#);
    let office = world.by_refresh_token();
    let (file, log) = (office.path("token/refresh-token"), office.path("log.txt"));
    let before = fs::read_to_string(&file).unwrap();
    let running = Running::start(&office, &log);
    wait_for("the first new one", Duration::from_secs(60), || {
        (fs::read_to_string(&file).unwrap() != before).then_some(())
    });
    // A directory where the new file would be written stops even root.
    let in_the_way = office.path(&format!("token/.refresh-token.{}.new", running.0.id()));
    fs::create_dir(&in_the_way).unwrap();
    let told = || fs::read_to_string(&log).unwrap_or_default().matches("cannot be saved").count();
    world.cut_until("two that cannot be saved", || told() >= 2);
    assert!(fs::read_to_string(&log).unwrap().contains("cso-intake login"));
    fs::remove_dir(&in_the_way).unwrap();
    world.cut_until("it to be saved", || fs::read_to_string(&log).unwrap().contains("is in its file now"));
    drop(running);
    assert!(world.provider.requests().iter().all(|request| request["status"] == 200), "no token was spent twice");
}
