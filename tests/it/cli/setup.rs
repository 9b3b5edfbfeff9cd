//! `init` and `check`: the embedded default works at once, and every fault is told at once.

use std::fs;

use crate::office::{Office, Ran, fixture, nomination, program};

#[test]
fn the_embedded_default_works_at_once_and_sends_nothing() {
    let office = Office::new();
    let checked = office.ok(&["check"]);
    assert!(checked.contains("0 faults, 1 warning"), "{checked}");
    assert!(checked.contains("warning: register: it is empty"), "{checked}");
    assert!(checked.contains("the deadline is 5pm on Tuesday 11 October 2016"), "{checked}");

    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("messages: 0 new") && ran.contains("mails: 0 sent"), "{ran}");
    office.ok(&["trusts", "import", fixture("register/trusts.csv").to_str().unwrap()]);
    office.deliver(1, "first", nomination("first", "Una Brown"));
    let ran = office.ok(&["run", "--once"]);
    assert!(ran.contains("messages: 1 new") && ran.contains("mails: 0 sent"), "{ran}");
    assert_eq!(office.trusts_in("answered"), 1);
    assert_eq!(office.mails_in("suppressed"), 1);
    assert!(office.sent().is_empty());
    let checked = office.ok(&["check"]);
    assert!(
        checked.contains("register: 158 trusts") && checked.contains("21 of 158 trusts have no domain"),
        "{checked}"
    );
}

#[test]
fn init_never_overwrites() {
    let office = Office::new();
    office.set("poll_every = \"60s\"", "poll_every = \"61s\"");
    let before = fs::read(office.config()).unwrap();
    let directory = office.path("");
    let ran = Ran::from(&program().arg("init").arg(&directory).output().unwrap());
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("an existing one is never overwritten"), "{}", ran.err);
    assert!(fs::read(office.config()).unwrap() == before);
}

#[test]
fn check_lists_every_fault_at_once_with_its_line_and_what_would_be_right() {
    let office = Office::new();
    office.set("deadline = \"2016-10-11 17:00\"", "deadline = \"11/10/2016\"");
    office.set("mailbox = \"england.cso@nhs.net\"", "mailbox = \"england.cso\"");
    office.set("poll_every = \"60s\"", "poll_evry = \"60s\"");
    office.set("max_message = \"35MB\"", "max_message = \"35\"");
    office.set("kind = \"files\"", "kind = \"pigeon\"");
    let text = fs::read_to_string(office.config()).unwrap();
    let line = |words: &str| 1 + text.lines().position(|line| line.starts_with(words)).unwrap();
    let ran = office.run(&["check"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for (at, words) in [
        ("deadline =", "2016-10-11 if you mean Tuesday 11 October 2016"),
        ("mailbox =", "england.cso"),
        ("poll_evry", "did you mean `poll_every`"),
        ("max_message", "35MB"),
        ("kind = \"pigeon\"", "pigeon"),
    ] {
        let number = format!("line {}:", line(at));
        let told = ran.out.lines().find(|told| told.starts_with("fault: ") && told.contains(&number));
        assert!(told.is_some_and(|told| told.contains(words)), "{at} at {number} {words}: {}", ran.out);
    }
    assert!(ran.out.contains("5 faults"), "{}", ran.out);
    // Every other command tells them all as well, and does nothing.
    let refused = office.refused(&["run", "--once"]);
    assert!(refused.contains("has 5 faults"), "{refused}");
    assert!(!office.path("cso-intake.db").exists());
}

#[test]
fn modes_that_send_are_refused_until_the_deadline_is_confirmed() {
    for mode in ["approve", "live"] {
        let office = Office::new();
        office.set("mode = \"observe\"", &format!("mode = \"{mode}\""));
        let ran = office.run(&["check"]);
        assert_eq!(ran.code, 1, "{mode}: {ran:?}");
        assert!(ran.out.contains("deadline_confirmed"), "{mode}: {}", ran.out);
        assert!(ran.out.contains("5pm on Tuesday 11 October 2016"), "it says which day that is: {}", ran.out);
        assert!(office.refused(&["run", "--once"]).contains("deadline_confirmed"));
        office.set("deadline_confirmed = false", "deadline_confirmed = true");
        office.ok(&["check"]);
    }
}

#[test]
fn the_weekday_of_another_deadline_is_told_as_well() {
    let office = Office::new();
    office.set("deadline = \"2016-10-11 17:00\"", "deadline = \"2016-11-11 cop\"");
    assert!(office.ok(&["check"]).contains("5pm on Friday 11 November 2016"));
}

#[test]
fn a_wrong_word_in_a_template_of_the_teams_is_named_with_its_line_also_inside_an_if() {
    let office = Office::in_mode("live");
    office.set("#templates = \"templates\"", "templates = \"templates\"");
    office.write("templates/recorded/body.txt.hbs", "Dear colleague\n\n{{#if nominee.emial}}\nThank you.\n{{/if}}\n");
    let ran = office.run(&["check"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let words = "template `recorded/body.txt.hbs`, line 3: this letter has no word `emial` here; did you mean `email`?";
    assert!(ran.out.contains(words), "{}", ran.out);
    assert!(office.refused(&["run", "--once"]).contains(words));

    let wrong_day = "Please answer by Friday 11 October 2016. {{trust_name}} {{> _person nominee}}\n";
    office.write("templates/recorded/body.txt.hbs", wrong_day);
    let checked = office.ok(&["check"]);
    assert!(checked.lines().any(|line| line.starts_with("warning: ") && line.contains("Tuesday")), "{checked}");
}

#[test]
fn a_maildir_that_is_not_there_is_told_by_check_and_fails_the_round_but_not_silently() {
    let office = Office::new();
    office.set("folders = [\"INBOX\"]", "folders = [\"INBOX\", \"Junk\"]");
    let ran = office.run(&["check"]);
    assert!(ran.code == 1 && ran.out.contains("there is no Maildir folder Junk"), "{ran:?}");
    fs::remove_dir_all(office.path("mail")).unwrap();
    let ran = office.run(&["run", "--once"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("the mailbox could not be opened"), "{}", ran.err);
}

#[test]
fn people_use_the_commands_without_the_secrets_that_only_the_service_is_handed() {
    let office = Office::in_mode("observe");
    for source in ["password_credential = \"imap-password\"", "password_env = \"CSO_IMAP_PASSWORD\""] {
        let text = fs::read_to_string(office.config()).unwrap();
        office.set(
            "kind = \"maildir\"\npath = \"mail\"\nfolders = [\"INBOX\"]",
            &format!("kind = \"imap\"\nhost = \"localhost\"\nuser = \"me\"\n{source}"),
        );
        for arguments in [&["status"][..], &["review", "list"], &["outbox", "list"], &["trusts", "list"]] {
            office.ok(arguments);
        }
        let key = source.split(' ').next().unwrap();
        assert!(office.refused(&["run", "--once"]).contains(key), "what talks to servers needs them");
        assert_eq!(office.run(&["check"]).code, 1);
        fs::write(office.config(), text).unwrap();
    }
}
