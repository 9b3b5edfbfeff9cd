//! `preview`: every letter with invented people in it, built in or as the team words it.

use std::fs;

use crate::office::{Office, Ran, program};

const LETTERS: [&str; 9] =
    ["alert", "declined", "digest", "holding", "incomplete", "invitation", "receipt", "recorded", "reminder"];

#[test]
fn every_letter_can_be_looked_at_without_a_configuration() {
    let dir = crate::rig::short_dir();
    for letter in LETTERS {
        let ran = Ran::from(&program().current_dir(dir.path()).args(["preview", letter]).output().unwrap());
        assert_eq!(ran.code, 0, "{letter}: {ran:?}");
        assert!(ran.out.starts_with("Subject: ") && ran.out.lines().count() > 10, "{}", ran.out);
        assert!(ran.err.contains("built-in templates"), "{}", ran.err);
        let ran = Ran::from(&program().current_dir(dir.path()).args(["preview", letter, "--html"]).output().unwrap());
        assert!(ran.out.starts_with("<!DOCTYPE html>") && ran.out.trim_end().ends_with("</html>"), "{}", ran.out);
    }
}

#[test]
fn a_letter_of_the_teams_is_shown_as_the_team_words_it_and_its_faults_are_named() {
    let office = Office::new();
    office.set("#templates = \"templates\"", "templates = \"templates\"");
    fs::create_dir_all(office.path("templates/invitation")).unwrap();
    let subject = office.path("templates/invitation/subject.txt.hbs");
    fs::write(&subject, "Who leads your scientists at {{trust_name}}? {{tag}}").unwrap();
    let shown = office.ok(&["preview", "invitation"]);
    assert!(
        shown.starts_with("Subject: Who leads your scientists at Leeds Teaching Hospitals NHS Trust? [LHS16-RR8]\n"),
        "{shown}"
    );

    fs::write(&subject, "{{#if role_descripter}}Descriptor{{/if}} {{tag}}").unwrap();
    let ran = office.run(&["preview", "reminder"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("no word `role_descripter` here; did you mean `role_descriptor`?"), "{}", ran.err);
}
