//! `answer`: what came another way than by mail, and what was said before.

use serde_json::Value;

use crate::office::{Office, nomination};

const JANE: [&str; 12] = [
    "answer",
    "record",
    "RR8",
    "--by",
    "telephone",
    "--on",
    "2016-10-04",
    "--name",
    "Dr Jane Smith",
    "--email",
    "jane.smith@leedsth.nhs.uk",
    "--note=rang back",
];

fn history(office: &Office, trust: &str) -> Value {
    serde_json::from_str(&office.ok(&["answer", "show", trust, "--json"])).unwrap()
}

#[test]
fn an_answer_by_telephone_is_recorded_once_told_with_its_undo_and_writes_to_nobody() {
    let office = Office::in_mode("live");
    let said = office.ok(&JANE);
    for words in [
        "RR8 LEEDS TEACHING HOSPITALS NHS TRUST: recorded as answer 1",
        "lead: Dr Jane Smith, jane.smith@leedsth.nhs.uk",
        "no mail was written to the trust",
        "`cso-intake answer undo RR8` takes this back",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(office.trusts_in("answered"), 1);
    assert_eq!(office.status()["outbox"]["total"], 0);
    let again = office.ok(&JANE);
    assert!(again.contains("recorded already as answer 1") && again.contains("nothing was changed"), "{again}");
    let shown = office.ok(&["answer", "show", "RR8"]);
    assert!(shown.contains("said by telephone on Tuesday 4 October 2016, recorded by jo"), "{shown}");
    assert!(shown.contains("note: rang back") && shown.contains("answer recorded by a person (jo)"), "{shown}");
    office.sums_add_up();
}

#[test]
fn a_detail_completes_who_is_recorded_and_another_person_replaces_them_until_it_is_undone() {
    let office = Office::in_mode("live");
    office.ok(&JANE);
    let by = ["answer", "record", "RR8", "--by", "meeting", "--on", "2016-10-05"];
    let with = |more: &[&'static str]| [&by[..], more].concat();
    office.ok(&with(&["--phone", "0113 496 0123 ext 4", "--deputy", "Mr Tom Ellwood, tom.ellwood@leedsth.nhs.uk"]));
    let now = history(&office, "RR8");
    let people = now["answers"][0]["people"].as_array().unwrap();
    assert_eq!(people[0]["email"], "jane.smith@leedsth.nhs.uk", "{now}");
    assert_eq!(people[0]["phones"][0], "+441134960123;ext=4");
    assert_eq!((people[1]["name"].as_str(), people[1]["role"].as_str()), (Some("Tom Ellwood"), Some("deputy")));
    let said = office.ok(&with(&["--name", "Una Brown", "--email", "una.brown@leedsth.nhs.uk"]));
    assert!(
        said.contains("it takes the place of answer 2: Dr Jane Smith (said on Wednesday 5 October 2016)"),
        "{said}"
    );
    let undone = office.ok(&["answer", "undo", "RR8"]);
    assert!(undone.contains("answer 3 of RR8 is taken back"), "{undone}");
    assert!(undone.contains("in force again is answer 2: Dr Jane Smith"), "{undone}");
    assert!(office.refused(&["answer", "undo", "RR8"]).contains("answer 3 of RR8 is taken back already"));
    office.sums_add_up();
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let office = Office::in_mode("live");
    office.ok(&JANE);
    let record = |trust: &'static str, more: &[&'static str]| {
        let mut all = vec!["answer", "record", trust, "--by", "letter"];
        all.extend(more);
        office.run(&all)
    };
    let named = ["--name", "Una Brown"];
    for (trust, more, words) in [
        ("RR9", &named[..], "RR8 LEEDS TEACHING HOSPITALS NHS TRUST"),
        ("LEEDS", &named, "RR8 LEEDS TEACHING HOSPITALS NHS TRUST"),
        ("ZZZ9", &named, "`cso-intake trusts list` shows it"),
        ("RR8", &["--name", "Una Brown", "--on", "2016-09-20"], "record it in its place with --replace"),
        (
            "RR8",
            &["--name", "Una Brown", "--on", "2016-09-01"],
            "is before the letter, which is of Tuesday 13 September",
        ),
        ("RR8", &["--name", "Una Brown", "--on", "2099-10-01"], "has not come yet"),
        ("RR8", &["--holding-until", "2016-10-01", "--on", "2016-10-04"], "is not after the day of the answer"),
        ("RR8", &[], "what did the trust answer?"),
        ("RHQ", &["--email", "una.brown@sth.nhs.uk"], "say who it is with --name"),
        ("RHQ", &["--name", "Una Brown", "--deputy", "Una Brown"], "cannot be lead and deputy"),
    ] {
        let ran = record(trust, more);
        assert_eq!(ran.code, 1, "{trust} {more:?}: {ran:?}");
        assert!(ran.err.contains(words), "{trust} {more:?}: {}", ran.err);
    }
    for (more, words) in [
        (&["--name", "una.brown@sth.nhs.uk"][..], "an address goes into --email"),
        (&["--name", "Brown"], "give first name and surname"),
        (&["--name", "Una Brown", "--email", "una.brown"], "una.brown"),
        (&["--name", "Una Brown", "--phone", "12"], "12"),
        (&["--name", "Una Brown", "--declined"], "--declined"),
    ] {
        let ran = record("RHQ", more);
        assert_eq!(ran.code, 2, "{more:?}: {ran:?}");
        assert!(ran.err.contains(words), "{more:?}: {}", ran.err);
    }
    let pigeon = office.run(&["answer", "record", "RHQ", "--by", "pigeon", "--declined"]);
    assert!(pigeon.code == 2 && pigeon.err.contains("none of telephone, letter, meeting"), "{pigeon:?}");
    assert_eq!(history(&office, "RR8")["answers"].as_array().unwrap().len(), 1, "nothing was recorded");
}

#[test]
fn the_trust_is_told_only_if_asked_and_how_it_told_us_is_said() {
    let office = Office::in_mode("live");
    office.deliver(1, "first", nomination("first", "Ann Grey"));
    office.ok(&["run", "--once"]);
    let before = office.sent().len();
    let recorded = office.ok(&[&JANE[..], &["--confirm-to", "marcus.tinsley@leedsth.nhs.uk"]].concat());
    assert!(recorded.contains("it takes the place of answer 1: Dr Ann Grey"), "{recorded}");
    assert!(recorded.contains("confirmation queued"), "{recorded}");
    office.ok(&["run", "--once"]);
    let sent = office.sent();
    assert_eq!(sent.len(), before + 1);
    let mail = String::from_utf8_lossy(&sent.last().unwrap().1).replace("=\r\n", "").replace("\r\n", " ");
    for words in [
        "To: marcus.tinsley@leedsth.nhs.uk",
        "Thank you for your answer by telephone on Tuesday 4 October 2016.",
        "This replaces Dr Ann Grey",
        "was prepared automatically.",
        "Auto-Submitted: auto-generated",
        "[LHS16-RR8]",
    ] {
        assert!(mail.contains(words), "{words}: {mail}");
    }
    let undone = office.ok(&["answer", "undo", "RR8"]);
    assert!(undone.contains("the trust has been told of the answer already"), "{undone}");
    assert!(undone.contains("in force again is answer 1: Dr Ann Grey"), "{undone}");
    assert!(office.refused(&["answer", "undo", "RR8"]).contains("taken back already"));
    office.sums_add_up();
}

#[test]
fn a_nominee_who_is_withdrawn_comes_back_only_if_somebody_says_so() {
    let office = Office::in_mode("live");
    office.ok(&JANE);
    let said = office.ok(&["answer", "withdraw", "RR8", "--note", "she rang and asked to be left out"]);
    assert!(said.contains("withdrawn for RR8: answer 1: Dr Jane Smith"), "{said}");
    assert_eq!(office.trusts_in("outstanding"), office.status()["trusts"]["total"].as_u64().unwrap());
    assert!(office.refused(&JANE).contains("--although-withdrawn"));
    assert!(office.refused(&["answer", "withdraw", "RR8"]).contains("no answer in force"));
    let undone = office.ok(&["answer", "undo", "RR8"]);
    assert!(undone.contains("in force again is answer 1: Dr Jane Smith"), "{undone}");
    office.ok(&["answer", "withdraw", "RR8"]);
    office.ok(&[&JANE[..], &["--although-withdrawn"]].concat());
    assert_eq!(office.trusts_in("answered"), 1);
    office.sums_add_up();
}

#[test]
fn what_came_by_mail_is_taken_back_by_review() {
    let office = Office::in_mode("live");
    office.deliver(1, "first", nomination("first", "Ann Grey"));
    office.ok(&["run", "--once"]);
    assert!(office.refused(&["answer", "undo", "RR8"]).contains("`cso-intake review reopen 1` takes that back"));
    assert!(office.refused(&["answer", "undo", "RHQ"]).contains("nothing to take back"));
    let shown = office.ok(&["answer", "show", "RR8"]);
    assert!(shown.contains("said in message 1 on Tuesday 20 September 2016, recorded by reader"), "{shown}");
    assert!(shown.contains("to marcus.tinsley@leedsth.nhs.uk: confirmation"), "{shown}");
    assert!(office.ok(&["answer", "show", "RHQ"]).contains("no answer was recorded"));
}
