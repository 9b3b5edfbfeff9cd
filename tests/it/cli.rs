//! The command line as people and programs use it, through the real program.

use crate::office::{Ran, program};

mod database;
mod demo;
mod doctor;
mod export;
mod extract;
mod online;
mod outbox;
mod preview;
mod private;
mod register;
mod review;
mod setup;
mod silence;

#[test]
fn every_command_explains_itself() {
    let commands: &[&[&str]] = &[
        &[],
        &["init"],
        &["check"],
        &["doctor"],
        &["run"],
        &["demo"],
        &["login"],
        &["extract"],
        &["status"],
        &["preview"],
        &["trusts"],
        &["trusts", "import"],
        &["trusts", "list"],
        &["review"],
        &["review", "list"],
        &["review", "show"],
        &["review", "accept"],
        &["review", "edit"],
        &["review", "reject"],
        &["review", "set-aside"],
        &["review", "replay"],
        &["review", "reopen"],
        &["outbox"],
        &["outbox", "list"],
        &["outbox", "show"],
        &["outbox", "release"],
        &["outbox", "drop"],
        &["export"],
        &["export", "csv"],
        &["export", "xlsx"],
        &["export", "vcard"],
        &["export", "list"],
    ];
    for arguments in commands {
        let ran = Ran::from(&program().args(*arguments).arg("--help").output().unwrap());
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        let usage =
            format!("Usage: {}", ["cso-intake"].iter().chain(*arguments).copied().collect::<Vec<_>>().join(" "));
        assert!(ran.out.contains(&usage), "{arguments:?}: {}", ran.out);
        assert!(!ran.out.starts_with("Usage"), "{arguments:?}: it says what it is for: {}", ran.out);
    }
}

#[test]
fn wrong_arguments_are_told_with_what_would_be_right_and_exit_code_2() {
    for (arguments, words) in [
        (&["statsu"][..], "status"),
        (&["review", "show", "seven"], "`seven` is not a number"),
        (&["review", "list", "--state", "lost"], "states are answer, query"),
        (&["outbox", "list", "--state", "gone"], "states are queued, held"),
        (&["review", "accept", "1", "--trust", "not a code"], "not a code"),
        (&["review", "accept", "1", "--email", "not an address"], "not an address"),
        (&["review", "accept", "1", "--title", "Lord"], "Dr, Prof, Mr, Mrs, Ms and Miss are"),
        (&["review", "accept", "1", "--as", "bounce"], "nomination, decline and holding can be recorded"),
        (&["preview", "invitaton"], "invitation"),
        (&["outbox", "release"], "<IDS>"),
        (&["extract", "--json", "x.eml"], "--trusts"),
    ] {
        let ran = Ran::from(&program().args(arguments).output().unwrap());
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(words), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn without_a_configuration_the_program_says_what_to_do() {
    let dir = crate::rig::short_dir();
    for arguments in [&["status"][..], &["run", "--once"], &["check"], &["review", "list"]] {
        let ran = Ran::from(&program().current_dir(dir.path()).args(arguments).output().unwrap());
        assert_eq!(ran.code, 1, "{arguments:?}: {ran:?}");
        assert!(ran.all().contains("cso-intake.toml") && ran.all().contains("cso-intake init"), "{}", ran.all());
    }
}
