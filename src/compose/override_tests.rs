//! What overriding templates may do, and how their faults are named.

use super::sample::{declined, recorded};
use super::*;

fn faults_of(file: &str, content: &str) -> Vec<String> {
    let letters = Letters::with_overrides(&[(file.to_owned(), content.to_owned())]);
    letters.check().iter().map(ToString::to_string).collect()
}

#[test]
fn an_override_takes_the_place_of_the_built_in_template() {
    let files = [("declined/body.txt.hbs".to_owned(), "Noted for {{trust_name}}.\n".to_owned())];
    let letters = Letters::with_overrides(&files);
    assert_eq!(letters.check(), []);
    assert_eq!(
        letters.render(&Letter::Declined(declined())).unwrap().text,
        "Noted for Yorkshire Ambulance Service NHS Trust.\n"
    );
}

#[test]
fn a_wrong_word_is_named_also_inside_conditions_lists_and_parts() {
    let cases = [
        (
            "declined/body.txt.hbs",
            "Dear all\n\n{{#if question_pendign}}\nWe answer.\n{{/if}}",
            "template `declined/body.txt.hbs`, line 3: this letter has no word `question_pendign` here; did you mean `question_pending`?",
        ),
        (
            "recorded/body.html.hbs",
            "{{#if tag}}\n{{#each deputies}}\n{{adressed}}\n{{/each}}{{/if}}",
            "template `recorded/body.html.hbs`, line 3: this letter has no word `adressed` here; did you mean `addressed`?",
        ),
        (
            "recorded/body.txt.hbs",
            "{{#unless tag}}\n{{else if nominee.emial}}\n{{/unless}}",
            "template `recorded/body.txt.hbs`, line 2: this letter has no word `emial` here; did you mean `email`?",
        ),
        (
            "_person.txt.hbs",
            "{{addressed}}\n{{#if (and email phone)}}{{/if}}",
            "template `_person.txt.hbs`, line 2: this letter has no word `phone` here; did you mean `phones`?",
        ),
        (
            "receipt/subject.txt.hbs",
            "Got it {{ods_code}} {{tag}}",
            "template `receipt/subject.txt.hbs`, line 1: this letter has no word `ods_code` here",
        ),
        (
            "reminder/body.txt.hbs",
            "{{#if held}}x{{else}}\n{{#if due.past}}x{{/if}}{{/if}}",
            "template `reminder/body.txt.hbs`, line 2: this letter has no word `past` here; did you mean `passed`?",
        ),
        (
            "invitation/body.html.hbs",
            "<a href=\"{{links.decline}}\">x</a>\n<a href=\"{{links.holdng}}\">x</a>",
            "template `invitation/body.html.hbs`, line 2: this letter has no word `holdng` here; did you mean `holding`?",
        ),
        (
            "digest/body.html.hbs",
            "{{#each reviews}}\n{{#if lnk}}x{{/if}}{{/each}}",
            "template `digest/body.html.hbs`, line 2: this letter has no word `lnk` here; did you mean `link`?",
        ),
        (
            "alert/body.txt.hbs",
            "{{#if stopped}}\n{{stopped.whi}}{{/if}}",
            "template `alert/body.txt.hbs`, line 2: this letter has no word `whi` here; did you mean `why`?",
        ),
    ];
    for (file, content, fault) in cases {
        assert_eq!(faults_of(file, content), [fault], "{content}");
    }
}

#[test]
fn parts_blocks_lists_and_subjects_that_cannot_work_are_named() {
    let cases = [
        (
            "holding/body.txt.hbs",
            "{{> _fom form}}",
            "template `holding/body.txt.hbs`, line 1: there is no part `_fom.txt.hbs`",
        ),
        (
            "holding/body.txt.hbs",
            "{{#iff until_words}}x{{/iff}}",
            "template `holding/body.txt.hbs`, line 1: there is no block `#iff`; did you mean `if`?",
        ),
        (
            "recorded/body.txt.hbs",
            "\n{{nominee}}",
            "template `recorded/body.txt.hbs`, line 2: `nominee` is several words; name one of: addressed, email, job_title, phones",
        ),
        (
            "recorded/body.txt.hbs",
            "{{nominee.phones}}",
            "template `recorded/body.txt.hbs`, line 1: `nominee.phones` is a list; use {{#each}}",
        ),
        (
            "recorded/body.html.hbs",
            "<p>{{{nominee.addressed}}}</p>",
            "template `recorded/body.html.hbs`, line 1: {{{ }}} and {{& }} write a value without escaping; use {{ }}",
        ),
        (
            "recorded/subject.txt.hbs",
            "Recorded",
            "template `recorded/subject.txt.hbs`: the subject must end in {{tag}}, by which the reply is known",
        ),
        (
            "recorded/subject.txt.hbs",
            "Recorded\n{{tag}}",
            "template `recorded/subject.txt.hbs`, line 2: the subject has more than one line",
        ),
        (
            "recorded/bodi.txt.hbs",
            "x",
            "template `recorded/bodi.txt.hbs`: no letter has a template of this name; did you mean `recorded/body.txt.hbs`?; remove or rename it",
        ),
    ];
    for (file, content, fault) in cases {
        assert_eq!(faults_of(file, content), [fault], "{content}");
    }
}

#[test]
fn a_template_that_does_not_parse_is_named_with_its_line_and_leaves_the_built_in_one() {
    let files = [("recorded/body.txt.hbs".to_owned(), "Dear all\n{{#if tag}}\nno end".to_owned())];
    let letters = Letters::with_overrides(&files);
    let faults = letters.check();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].file, "recorded/body.txt.hbs");
    assert!(faults[0].line.is_some(), "{faults:?}");
    let letter = Letter::Recorded(recorded());
    assert_eq!(letters.render(&letter).unwrap(), Letters::built_in().render(&letter).unwrap());
}

#[test]
fn parts_that_include_each_other_are_a_fault_and_not_an_endless_loop() {
    let files = [
        ("_greeting.txt.hbs".to_owned(), "{{> _footer}}".to_owned()),
        ("_footer.txt.hbs".to_owned(), "{{> _greeting}}".to_owned()),
    ];
    let faults = Letters::with_overrides(&files).check();
    assert!(
        faults.iter().all(|fault| fault.problem.contains("include each other")) && !faults.is_empty(),
        "{faults:?}"
    );
}

#[test]
fn all_faults_of_all_files_are_reported_together() {
    let files = [
        ("declined/body.txt.hbs".to_owned(), "{{one_thing}}\n{{#if another}}{{/if}}".to_owned()),
        ("holding/body.html.hbs".to_owned(), "{{third}}".to_owned()),
        ("nothing.hbs".to_owned(), String::new()),
    ];
    let faults = Letters::with_overrides(&files).check();
    let places: Vec<(&str, Option<usize>)> = faults.iter().map(|fault| (fault.file.as_str(), fault.line)).collect();
    assert_eq!(
        places,
        [
            ("declined/body.txt.hbs", Some(1)),
            ("declined/body.txt.hbs", Some(2)),
            ("holding/body.html.hbs", Some(1)),
            ("nothing.hbs", None)
        ]
    );
}

#[test]
fn rendering_with_a_wrong_word_is_an_error_that_names_the_file() {
    let letters = Letters::with_overrides(&[("_footer.html.hbs".to_owned(), "{{mailbux}}".to_owned())]);
    let error = letters.render(&Letter::Recorded(recorded())).unwrap_err();
    assert!(error.to_string().starts_with("template `_footer.html.hbs` could not be filled in"), "{error}");
}

#[test]
fn a_weekday_that_is_wrong_that_year_is_named() {
    let files = [
        (
            "_footer.txt.hbs".to_owned(),
            "{{mailbox}}\nby cop Friday 11th October, not on Tuesday 11 October 2016".to_owned(),
        ),
        (
            "_footer.html.hbs".to_owned(),
            "Monday, 31 September 2016; Friday 11 November; Tuesday the 11th of October".to_owned(),
        ),
    ];
    let faults = Letters::with_overrides(&files).wrong_weekdays(&super::tests::deadline());
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].starts_with("template `_footer.html.hbs`, line 1: "), "{faults:?}");
    assert!(faults[0].ends_with("but there is no such day"), "{faults:?}");
    assert!(faults[1].starts_with("template `_footer.txt.hbs`, line 2: "), "{faults:?}");
    assert!(faults[1].contains("but 11 October 2016 is a Tuesday"), "{faults:?}");
}
