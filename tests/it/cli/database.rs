//! One process a database; what is newer, damaged or foreign is refused and left as it was.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;

use crate::office::{Office, nomination};
use crate::rig::wait_for;

#[test]
fn a_second_process_is_refused_while_the_first_runs_and_sigterm_ends_it_in_good_order() {
    let office = Office::in_mode("live");
    office.deliver(1, "first", nomination("first", "Una Brown"));
    let mut child = office.command(&["run"]).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    assert!(log.any(|line| line.unwrap().contains("started")), "it says that it has started");

    let said = office.refused(&["run", "--once"]);
    assert!(said.contains("another cso-intake is already running") && said.contains("stop it first"), "{said}");
    assert!(log.any(|line| line.unwrap().contains("looked at the mailbox")), "the first goes on undisturbed");
    office.ok(&["status"]);
    office.ok(&["review", "list"]);

    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let ended = wait_for("the service to stop", Duration::from_secs(10), || child.try_wait().unwrap());
    assert!(ended.success(), "{ended}");
    let last = log.map(Result::unwrap).last().unwrap();
    assert!(last.contains("stopped as asked"), "{last}");
    assert_eq!(office.messages_in("answer"), 1);
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("messages: 0 new"), "the lock went with the process: {ran}");
}

/// Every command that opens a database refuses this one and leaves its bytes alone.
fn is_refused(office: &Office, words: &str) {
    let path = office.path("cso-intake.db");
    let before = fs::read(&path).unwrap();
    let csv = office.write("one.csv", "ods_code,name\nRR8,LEEDS TEACHING HOSPITALS NHS TRUST\n");
    for arguments in [
        &["run", "--once"][..],
        &["status"],
        &["trusts", "import", csv.to_str().unwrap()],
        &["review", "list"],
        &["outbox", "list"],
    ] {
        let said = office.refused(arguments);
        assert!(said.contains(words) && said.contains("left untouched"), "{arguments:?}: {said}");
        assert!(said.contains("cso-intake.db"), "it names the file: {said}");
        assert!(fs::read(&path).unwrap() == before, "{arguments:?} changed it");
    }
    let checked = office.run(&["check"]);
    assert!(checked.code == 1 && checked.out.contains(words), "{checked:?}");
    assert!(fs::read(&path).unwrap() == before, "check changed it");
}

#[test]
fn a_database_of_a_newer_program_is_refused_and_left_as_it_was() {
    let office = Office::in_mode("observe");
    let database = Connection::open(office.path("cso-intake.db")).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    drop(database);
    is_refused(&office, "layout 99");
}

#[test]
fn a_damaged_database_is_refused_and_left_as_it_was() {
    let office = Office::in_mode("observe");
    let path = office.path("cso-intake.db");
    let mut bytes = fs::read(&path).unwrap();
    let (start, end) = (bytes.len() / 4, bytes.len() / 2);
    bytes[start..end].fill(0x5a);
    fs::write(&path, bytes).unwrap();
    is_refused(&office, "is damaged");
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_was() {
    let office = Office::new();
    office.write("cso-intake.db", "Minutes of the meeting\n".repeat(500));
    is_refused(&office, "is damaged");
}

#[test]
fn another_programs_database_is_refused_and_left_as_it_was() {
    let office = Office::new();
    let database = Connection::open(office.path("cso-intake.db")).unwrap();
    database.execute_batch("CREATE TABLE contact (name TEXT); INSERT INTO contact VALUES ('x');").unwrap();
    drop(database);
    is_refused(&office, "a database of another program");
}

#[test]
fn commands_that_only_look_do_not_make_a_database() {
    let office = Office::new();
    for arguments in [&["status"][..], &["review", "list"], &["outbox", "list"], &["trusts", "list"]] {
        let said = office.refused(arguments);
        assert!(said.contains("there is no database at") && said.contains("trusts import"), "{said}");
    }
    assert!(!office.path("cso-intake.db").exists());
}
