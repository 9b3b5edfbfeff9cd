//! `extract --json`: the shape that other programs rely on.

use serde_json::{Map, Value};

use crate::office::{Ran, fixture, fixtures, program};

fn extract(files: &[std::path::PathBuf]) -> Ran {
    let mut command = program();
    command.args(["extract", "--json", "--trusts"]).arg(fixture("register/trusts.csv")).args(files);
    Ran::from(&command.output().unwrap())
}

fn is_text_or_null(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn all_text(value: &Value) -> bool {
    value.as_array().is_some_and(|values| values.iter().all(Value::is_string))
}

fn keys(value: &Map<String, Value>) -> Vec<&str> {
    value.keys().map(String::as_str).collect()
}

#[test]
fn every_line_has_exactly_the_keys_and_types_of_the_design() {
    let mut files = fixtures("demo", "eml");
    files.retain(|path| !path.ends_with("20-empty.eml"));
    let ran = extract(&files);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let classes = ["nomination", "correction", "decline", "holding", "query", "auto_reply", "bounce", "unrelated"];
    for line in ran.out.lines() {
        let Value::Object(line) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        let expected = [
            "class",
            "disposition",
            "failed_recipients",
            "file",
            "nominees",
            "permanent",
            "question",
            "reasons",
            "trust",
        ];
        assert_eq!(keys(&line), expected);
        assert!(classes.contains(&line["class"].as_str().unwrap()), "{line:?}");
        assert!(line["question"].is_boolean(), "{line:?}");
        assert!(line["permanent"].is_boolean() || line["permanent"].is_null(), "{line:?}");
        assert!(["reasons", "failed_recipients"].iter().all(|key| all_text(&line[*key])), "{line:?}");
        let disposition = &line["disposition"];
        assert!(disposition.is_null() || ["accept", "incomplete", "review"].iter().any(|word| disposition == word));
        let names_somebody = line["class"] == "nomination" || line["class"] == "correction";
        assert!(!names_somebody || disposition.is_string(), "{line:?}");
        if let Value::Object(trust) = &line["trust"] {
            assert_eq!(keys(trust), ["evidence", "ods_code"]);
            evidence(&trust["evidence"]);
        } else {
            assert!(line["trust"].is_null(), "{line:?}");
        }
        line["nominees"].as_array().unwrap().iter().for_each(nominee);
    }
}

fn nominee(nominee: &Value) {
    let person = nominee.as_object().unwrap();
    assert_eq!(keys(person), ["email", "evidence", "job_title", "name", "phones", "role", "title"]);
    assert!(person["name"].as_str().is_some_and(|name| !name.trim().is_empty()), "{nominee}");
    assert!(["title", "job_title", "email"].iter().all(|key| is_text_or_null(&person[*key])), "{nominee}");
    assert!(person["role"] == "lead" || person["role"] == "deputy", "{nominee}");
    let e164 = regex::Regex::new(r"^\+[1-9][0-9]{6,14}(;ext=[0-9]+)?$").unwrap();
    for phone in person["phones"].as_array().unwrap() {
        assert!(e164.is_match(phone.as_str().unwrap()), "{nominee}");
    }
    evidence(&person["evidence"]["name"]);
    assert_eq!(person["email"].is_string(), person["evidence"]["email"].is_object(), "{nominee}");
    assert_eq!(
        person["phones"].as_array().unwrap().len(),
        person["evidence"]["phones"].as_array().unwrap().len(),
        "{nominee}"
    );
}

fn evidence(evidence: &Value) {
    let place = &evidence["place"];
    assert!(place["part"].is_string() && place["line"].is_u64() && evidence["rule"].is_string(), "{evidence}");
    assert!(place["span"].as_array().is_some_and(|span| span.len() == 2), "{evidence}");
}

#[test]
fn a_file_that_cannot_be_read_is_told_on_its_line_and_the_others_are_read() {
    let files = [
        fixture("demo/01-leeds-outlook.eml"),
        fixture("demo/no-such-file.eml"),
        fixture("demo/20-empty.eml"),
        fixture("demo/07-york-reply-form.eml"),
    ];
    let ran = extract(&files);
    assert_eq!(ran.code, 1);
    let lines: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    for (line, path) in lines.iter().zip(&files) {
        assert_eq!(line["file"], path.to_str().unwrap());
    }
    assert_eq!(keys(lines[1].as_object().unwrap()), ["error", "file"]);
    assert!(lines[1]["error"].as_str().unwrap().contains("No such file"), "{}", lines[1]);
    assert_eq!(lines[2]["error"], "the message is empty (0 bytes)");
    assert_eq!((&lines[0]["class"], &lines[3]["class"]), (&Value::from("nomination"), &Value::from("nomination")));
}

#[test]
fn a_register_that_cannot_be_read_stops_it_and_ods_files_serve_as_well_as_the_teams_own() {
    let mail = fixture("demo/01-leeds-outlook.eml");
    let run = |trusts: &std::path::Path| {
        Ran::from(&program().args(["extract", "--json", "--trusts"]).arg(trusts).arg(&mail).output().unwrap())
    };
    let none = run(&fixture("register/no-such-file.csv"));
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert!(none.err.contains("no-such-file.csv cannot be read"), "{}", none.err);
    let ods = run(&fixture("register/etr.csv"));
    assert_eq!(ods.code, 0, "{}", ods.err);
    let line: Value = serde_json::from_str(&ods.out).unwrap();
    assert!(line["trust"].is_null() || line["trust"]["ods_code"] == "RR8", "{line}");
}

#[test]
fn it_touches_nothing() {
    let dir = crate::rig::short_dir();
    let ran = Ran::from(
        &program()
            .current_dir(dir.path())
            .args(["extract", "--trusts"])
            .arg(fixture("register/trusts.csv"))
            .arg(fixture("demo/01-leeds-outlook.eml"))
            .output()
            .unwrap(),
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("Dr Harriet Oldroyd") && ran.out.contains("named beside the role"), "{}", ran.out);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}
