//! The program as a service: side by side, under a service manager, stopped, and given another configuration.

use std::fs;
use std::ops::Range;
use std::time::Duration;

use crate::rig::service::{Installation, Manager, written_lately};
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, corpus, wait_for};

const LIMIT: Duration = Duration::from_secs(40);
/// The watchdog of the tests: it wants to hear of us four times a second.
const WATCHDOG: Duration = Duration::from_millis(1_000);

/// Servers, an installation between them, and certificates that live as long.
struct House {
    installation: Installation,
    dovecot: Dovecot,
    smtp: SmtpServer,
    _certificates: Certificates,
}

impl House {
    fn new() -> Self {
        let certificates = Certificates::new();
        let dovecot = Dovecot::start(&certificates);
        let smtp = SmtpServer::start(&certificates, Kind::Submission);
        let installation = Installation::between(&dovecot, &smtp);
        Self { installation, dovecot, smtp, _certificates: certificates }
    }

    /// Puts these mails of the corpus into the mailbox, as if they had come within the last hours.
    fn receives(&self, numbers: Range<usize>) {
        let mut client = self.dovecot.client();
        let mails = corpus(numbers.end);
        for (path, minutes) in mails.iter().zip((0_i64..).map(|number| number * 3)).skip(numbers.start) {
            client.append("INBOX", &written_lately(&fs::read(path).unwrap(), minutes));
        }
    }

    fn messages(&self) -> i64 {
        self.installation.count("SELECT count(*) FROM message")
    }

    fn wait_for_messages(&self, count: i64) {
        wait_for(&format!("{count} messages"), LIMIT, || (self.messages() >= count).then_some(()));
    }
}

#[test]
fn the_service_manager_hears_how_things_stand_from_the_start_to_the_end() {
    let house = House::new();
    house.receives(0..3);
    let manager = Manager::new();
    let service = house.installation.start_under(&manager, WATCHDOG);
    manager.wait_for("READY=1", 1);
    assert_eq!(house.messages(), 3, "it is ready when the first look is over");
    assert!(manager.heard().iter().any(|line| line.starts_with("STATUS=3 messages")), "{:?}", manager.heard());
    manager.wait_for("WATCHDOG=1", 9);
    assert!(service.stop(), "{}", house.installation.log());
    let heard = manager.heard();
    assert!(heard.contains(&"STOPPING=1".to_owned()), "{heard:?}");
    let told = heard.iter().filter(|line| line.as_str() == "READY=1").count();
    assert_eq!(told, 1, "{heard:?}");
    let position = |line: &str| heard.iter().position(|heard| heard == line).unwrap();
    assert!(position("READY=1") < position("STOPPING=1"));
    assert!(!heard.iter().any(|line| line.contains('@')), "numbers and nobody's name: {heard:?}");
}

#[test]
fn a_mailbox_that_cannot_be_reached_is_no_reason_not_to_be_ready() {
    let house = House::new();
    let manager = Manager::new();
    house.installation.set(&format!("port = {}", house.dovecot.imaps), &format!("port = {}", crate::rig::free_port()));
    let mut service = house.installation.start_under(&manager, WATCHDOG);
    manager.wait_for("READY=1", 1);
    manager.wait_for("STATUS=the mailbox could not be read, 2 times in a row", 1);
    manager.wait_for("WATCHDOG=1", 3);
    assert!(service.is_running());
    assert!(service.stop());
}

#[test]
fn a_slow_smtp_server_does_not_delay_reading() {
    let house = House::new();
    house.smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:300"}}"#);
    house.receives(0..2);
    let service = house.installation.start();
    wait_for("the first mail to be under way", LIMIT, || (!house.smtp.delivered().is_empty()).then_some(()));
    house.receives(2..12);
    house.wait_for_messages(12);
    assert_eq!(house.smtp.delivered().len(), 1, "the server still keeps the first one in hand");
    assert_eq!(house.installation.count("SELECT count(*) FROM outbox WHERE state = 'sending'"), 1);
    service.kill();
}

#[test]
fn a_long_backlog_does_not_delay_acknowledgements() {
    let house = House::new();
    house.receives(0..200);
    let service = house.installation.start();
    wait_for("the first acknowledgement", LIMIT, || (!house.smtp.delivered().is_empty()).then_some(()));
    let read = house.messages();
    assert!(read < 200, "it waited until all {read} messages were read");
    service.kill();
}

#[test]
fn a_mail_that_the_server_does_not_take_in_time_is_cut_off_at_the_stop_and_unknown() {
    let house = House::new();
    house.smtp.faults(r#"{"*": {"at": "reply", "do": "accept-sleep:300"}}"#);
    house.installation.set("tls = \"starttls\"", "tls = \"starttls\" # patience below");
    let text = fs::read_to_string(house.installation.path("cso-intake.toml")).unwrap();
    let (head, _) = text.rsplit_once("timeout = \"10s\"").unwrap();
    fs::write(house.installation.path("cso-intake.toml"), format!("{head}timeout = \"300s\"\n")).unwrap();
    house.receives(0..1);
    let service = house.installation.start();
    wait_for("the mail to be under way", LIMIT, || (house.smtp.delivered().len() == 1).then_some(()));
    assert!(service.stop(), "{}", house.installation.log());
    let outbox = house.installation.outbox();
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0].state, "unknown", "{}", house.installation.log());
    assert!(house.installation.log().contains("is cut off"), "{}", house.installation.log());
}

#[test]
fn a_line_that_the_server_cuts_is_made_anew_and_nothing_is_missed() {
    let house = House::new();
    house.receives(0..1);
    let service = house.installation.start();
    house.wait_for_messages(1);
    for count in 2..5 {
        house.dovecot.doveadm(&["kick", "nominee"]);
        house.receives(count - 1..count);
        house.wait_for_messages(i64::try_from(count).unwrap());
    }
    assert!(service.stop());
}

#[test]
fn another_configuration_is_taken_over_while_it_runs() {
    let house = House::new();
    house.installation.set("mode = \"live\"", "mode = \"observe\"");
    house.receives(0..2);
    let manager = Manager::new();
    let service = house.installation.start_under(&manager, WATCHDOG);
    house.wait_for_messages(2);
    house.installation.set("mode = \"observe\"", "mode = \"live\"");
    fs::create_dir_all(house.installation.path("templates/recorded")).unwrap();
    let own = "Noted by the new template. {{trust_name}} {{> _person nominee}}\n";
    fs::write(house.installation.path("templates/recorded/body.txt.hbs"), own).unwrap();
    house.installation.set("poll_every = \"1s\"", "poll_every = \"1s\"\ntemplates = \"templates\"");
    service.signal("HUP");
    manager.wait_for("RELOADING=1", 1);
    manager.wait_for("MONOTONIC_USEC=", 1);
    manager.wait_for("READY=1", 2);
    house.installation.wait_for_log("holds from now on");
    house.receives(2..20);
    house.wait_for_messages(20);
    wait_for("a mail of the new template", LIMIT, || {
        house.smtp.delivered().iter().any(|mail| mail.contains("Noted by the new template")).then_some(())
    });
    assert_eq!(
        house.installation.count("SELECT count(*) FROM outbox WHERE state = 'suppressed'"),
        house.installation.count("SELECT count(*) FROM outbox WHERE message_id <= 2"),
        "what was written down under the old mode stays as it is"
    );
    assert!(service.stop());
}

#[test]
fn a_configuration_with_faults_is_refused_whole_and_every_fault_is_told() {
    let house = House::new();
    let manager = Manager::new();
    let mut service = house.installation.start_under(&manager, WATCHDOG);
    manager.wait_for("READY=1", 1);
    let good = fs::read_to_string(house.installation.path("cso-intake.toml")).unwrap();

    house.installation.set("poll_every = \"1s\"", "poll_evry = \"1s\"");
    house.installation.set("rate_per_minute = 600", "rate_per_minute = 0");
    service.signal("HUP");
    manager.wait_for("READY=1", 2);
    house.installation.wait_for_log("poll_evry");
    house.installation.wait_for_log("rate_per_minute");
    manager.wait_for("STATUS=the new configuration has faults", 1);

    fs::write(house.installation.path("cso-intake.toml"), &good).unwrap();
    house.installation.set("database = \"cso-intake.db\"", "database = \"other.db\"");
    house.installation.set("id = \"lhs-2016\"", "id = \"lhs-2017\"");
    service.signal("HUP");
    manager.wait_for("READY=1", 3);
    house.installation.wait_for_log("service.database");
    house.installation.wait_for_log("campaign.id");
    assert!(!house.installation.path("other.db").exists());

    // The old one still holds.
    assert!(!house.installation.log().contains("holds from now on"));
    house.receives(0..1);
    house.wait_for_messages(1);
    assert!(service.is_running() && service.stop());
}

#[test]
fn the_heartbeat_and_the_status_tell_a_monitor_which_folder_is_not_read() {
    let house = House::new();
    house.installation.set("poll_every = \"1s\"", "poll_every = \"1s\"\nheartbeat = \"heartbeat\"");
    let fresh = ["status", "--fail-if-stale", "30m"];
    let before = house.installation.run(&["run", "--once"]);
    assert!(before.status.success(), "{before:?}");
    let beat = fs::read_to_string(house.installation.path("heartbeat")).unwrap();
    beat.trim().parse::<jiff::Timestamp>().unwrap();
    let ran = house.installation.run(&fresh);
    assert!(ran.status.success(), "{ran:?}");

    house.installation.set("folders = [\"INBOX\", \"Junk\"]", "folders = [\"INBOX\", \"Spam\"]");
    fs::remove_file(house.installation.path("heartbeat")).unwrap();
    assert!(!house.installation.run(&["run", "--once"]).status.success());
    assert!(!house.installation.path("heartbeat").exists(), "one folder was not read");
    let ran = house.installation.run(&fresh);
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let stale: Vec<&str> = said.lines().filter(|line| line.starts_with("STALE")).collect();
    assert_eq!(stale.len(), 1, "{said}");
    assert!(stale[0].contains("folder Spam was last read to its end never"), "{said}");
    assert!(house.installation.run(&["status"]).status.success(), "nobody asked whether it is fresh");

    let ran = house.installation.run(&["status", "--json", "--fail-if-stale", "30m"]);
    assert_eq!(ran.status.code(), Some(1));
    let told: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(told["stale"], true);
    assert_eq!(told["folders"][0]["stale"], false);
    assert_eq!(told["folders"][1]["stale"], true);
    assert_eq!(house.installation.run(&["status", "--fail-if-stale", "soon"]).status.code(), Some(2));
}
