//! `trusts merge`: Manchester's two trusts become one, and may become two again.

use serde_json::Value;

use crate::office::Office;

/// Both old trusts are in the register, the new one comes with an import of its own.
fn office() -> Office {
    let office = Office::in_mode("live");
    let register = "ods_code,name,domains,contact_name,contact_email\n\
                    RM2,UNIVERSITY HOSPITAL OF SOUTH MANCHESTER NHS FOUNDATION TRUST,uhsm.nhs.uk,Dr Ray,a.ray@uhsm.nhs.uk\n\
                    RW3,CENTRAL MANCHESTER UNIVERSITY HOSPITALS NHS FOUNDATION TRUST,cmft.nhs.uk,Dr Fox,b.fox@cmft.nhs.uk\n\
                    R0A,MANCHESTER UNIVERSITY NHS FOUNDATION TRUST,mft.nhs.uk,Dr Lee,c.lee@mft.nhs.uk\n";
    let file = office.write("manchester.csv", register);
    office.ok(&["trusts", "import", file.to_str().unwrap()]);
    office
}

/// A nomination from an address at one of them.
fn names(id: &str, from: &str, day: u32, name: &str, email: &str, subject: &str) -> String {
    format!(
        "From: Ann Ray <{from}>\nTo: england.cso@nhs.net\nSubject: {subject}\nDate: {day} Sep 2016 10:00:00 +0100\n\
         Message-ID: <{id}@x>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n\
         Our Lead Healthcare Scientist is Dr {name}, {email}.\n\nAnn Ray\nMedical Director\n"
    )
}

const LHS: &str = "RE: Lead Healthcare Scientists (LHS)";
const MERGE: [&str; 6] = ["trusts", "merge", "RM2", "RW3", "--into", "R0A"];

fn yes() -> Vec<&'static str> {
    [&MERGE[..], &["--yes"]].concat()
}

fn answers(office: &Office, trust: &str) -> Vec<(u64, String, String)> {
    let history: Value = serde_json::from_str(&office.ok(&["answer", "show", trust, "--json"])).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |answer: &Value| {
        (answer["id"].as_u64().unwrap(), text(&answer["standing"]), text(&answer["people"][0]["name"]))
    };
    history["answers"].as_array().unwrap().iter().map(row).collect()
}

fn row(id: u64, standing: &str, name: &str) -> (u64, String, String) {
    (id, standing.to_owned(), name.to_owned())
}

#[test]
fn the_new_trust_takes_over_the_answer_and_the_old_ones_are_not_counted_until_it_is_undone() {
    let office = office();
    let trusts = office.status()["trusts"]["total"].as_u64().unwrap();
    office.deliver(1, "rm2", names("rm2", "a.ray@uhsm.nhs.uk", 20, "Jane Smith", "jane.smith@uhsm.nhs.uk", LHS));
    office.ok(&["run", "--once"]);
    let preview = office.ok(&MERGE);
    for words in [
        "RM2 UNIVERSITY HOSPITAL OF SOUTH MANCHESTER NHS FOUNDATION TRUST: part of R0A",
        "in force for R0A: answer 1: Dr Jane Smith",
        "nothing was changed; say --yes to do it",
    ] {
        assert!(preview.contains(words), "{words}: {preview}");
    }
    assert_eq!(office.status()["trusts"]["total"], trusts, "a preview changes nothing");
    let done = office.ok(&yes());
    assert!(done.contains("`cso-intake trusts unmerge R0A` takes this back"), "{done}");
    assert_eq!(office.status()["trusts"]["total"], trusts - 2);
    assert_eq!(office.trusts_in("answered"), 1);
    office.sums_add_up();
    assert_eq!(answers(&office, "R0A"), [row(1, "current", "Jane Smith")]);
    assert!(office.refused(&["answer", "show", "RM2"]).contains("is part of R0A now"));
    assert!(office.refused(&yes()).contains("RM2"), "twice is once too often");
    let listed = office.ok(&["trusts", "list"]);
    assert!(listed.lines().any(|line| line.starts_with("RM2") && line.contains("part of R0A")), "{listed}");
    // The register of the time before still lists them.
    office.ok(&["trusts", "import", office.path("manchester.csv").to_str().unwrap()]);
    assert_eq!(office.status()["trusts"]["total"], trusts - 2, "an import does not raise the dead");
    let undone = office.ok(&["trusts", "unmerge", "R0A"]);
    assert!(undone.contains("for themselves again: RM2, RW3"), "{undone}");
    assert!(undone.contains("in force again for RM2: answer 1"), "{undone}");
    assert_eq!(office.status()["trusts"]["total"], trusts);
    assert_eq!(answers(&office, "RM2"), [row(1, "current", "Jane Smith")]);
    assert_eq!(answers(&office, "R0A"), []);
    office.sums_add_up();
    assert!(office.refused(&["trusts", "unmerge", "R0A"]).contains("no trust was merged into R0A"));
}

#[test]
fn different_answers_go_to_a_person_and_what_they_accept_is_the_new_trusts() {
    let office = office();
    office.deliver(1, "rm2", names("rm2", "a.ray@uhsm.nhs.uk", 20, "Jane Smith", "jane.smith@uhsm.nhs.uk", LHS));
    office.deliver(2, "rw3", names("rw3", "b.fox@cmft.nhs.uk", 21, "Una Brown", "una.brown@cmft.nhs.uk", LHS));
    office.ok(&["run", "--once"]);
    let done = office.ok(&yes());
    assert!(done.contains("a person decides about message 2, answer 2: Dr Una Brown"), "{done}");
    assert_eq!(answers(&office, "R0A"), [row(2, "superseded", "Una Brown"), row(1, "current", "Jane Smith")]);
    office.sums_add_up();
    let shown = office.ok(&["review", "show", "2"]);
    assert!(shown.contains("doubt: RW3 is part of R0A now, and the register holds another answer for that"), "{shown}");
    let accepted = office.ok(&["review", "accept", "2"]);
    assert!(accepted.contains("it takes the place of answer 1: Dr Jane Smith"), "{accepted}");
    assert_eq!(answers(&office, "R0A")[0], row(3, "current", "Una Brown"));
    office.sums_add_up();
    let undone = office.ok(&["trusts", "unmerge", "R0A"]);
    assert!(undone.contains("answer 3 came after the merger and stays with R0A"), "{undone}");
    assert_eq!(answers(&office, "RM2"), [row(1, "current", "Jane Smith")]);
    assert_eq!(answers(&office, "RW3"), [row(2, "current", "Una Brown")]);
    office.sums_add_up();
}

#[test]
fn undone_before_anybody_decided_nothing_waits_any_more() {
    let office = office();
    office.deliver(1, "rm2", names("rm2", "a.ray@uhsm.nhs.uk", 20, "Jane Smith", "jane.smith@uhsm.nhs.uk", LHS));
    office.deliver(2, "rw3", names("rw3", "b.fox@cmft.nhs.uk", 21, "Una Brown", "una.brown@cmft.nhs.uk", LHS));
    office.ok(&["run", "--once"]);
    office.ok(&yes());
    assert_eq!(office.messages_in("awaiting_review"), 1);
    let undone = office.ok(&["trusts", "unmerge", "R0A"]);
    assert!(undone.contains("no decision is needed any more about message 2"), "{undone}");
    assert_eq!((office.messages_in("awaiting_review"), office.trusts_in("answered")), (0, 2));
    office.sums_add_up();
    let kept = office.ok(&[&yes()[..], &["--keep", "2"]].concat());
    assert!(kept.contains("in force for R0A: answer 2: Dr Una Brown"), "{kept}");
    assert_eq!(office.messages_in("awaiting_review"), 0, "a person has decided already");
    office.sums_add_up();
}

#[test]
fn a_reply_with_an_old_tag_or_from_an_old_domain_is_the_new_trusts() {
    let office = office();
    office.ok(&yes());
    let tagged = format!("{LHS} [LHS16-RM2]");
    let from_old = names("old", "a.ray@uhsm.nhs.uk", 20, "Jane Smith", "jane.smith@mft.nhs.uk", &tagged);
    office.deliver(1, "old", from_old);
    office.ok(&["run", "--once"]);
    assert_eq!(answers(&office, "R0A"), [row(1, "current", "Jane Smith")], "{:?}", office.ledger());
    let new_tag = format!("{LHS} [LHS16-R0A]");
    let again = names("new", "b.fox@cmft.nhs.uk", 21, "Jane Smith", "jane.smith@mft.nhs.uk", &new_tag);
    office.deliver(2, "new", again);
    office.deliver(3, "unclear", names("u", "c.lee@mft.nhs.uk", 22, "Una Brown", "una.brown@mft.nhs.uk", &tagged));
    office.ok(&["run", "--once"]);
    assert_eq!(answers(&office, "R0A").len(), 2, "{:?}", office.ledger());
    let shown = office.ok(&["review", "show", "3"]);
    assert!(shown.contains("trust: R0A") && !shown.contains("name different trusts"), "{shown}");
    assert_eq!(office.trusts_in("answered"), 1);
    office.sums_add_up();
}

#[test]
fn a_merger_stops_double_chasing_and_mail_to_the_old_trusts_counts() {
    let office = office();
    office.ok(&["invite", "--mark-sent", "2016-09-13", "RM2", "RW3"]);
    for code in ["RM2", "RW3"] {
        office.ok(&["answer", "record", code, "--by", "telephone", "--on", "2016-09-20", "--holding"]);
    }
    let said = office.ok(&yes());
    assert!(said.contains("in force for R0A: answer 2: will answer later"), "{said}");
    let planned = office.ok(&["remind", "--preview", "--at", "2016-10-04T09:00"]);
    let line = |code: &str| planned.lines().find(|line| line.starts_with(code)).unwrap_or_default().to_owned();
    assert!(line("RM2").contains("it was merged into R0A, which answers for it"), "{planned}");
    assert!(line("RW3").contains("it was merged into R0A"), "{planned}");
    let new = line("R0A");
    assert!(
        !new.contains("merged") && !new.contains("the letter has not gone out"),
        "the letter to the old ones counts: {new}"
    );
    office.sums_add_up();
}

#[test]
fn what_cannot_be_merged_is_refused_with_what_to_do() {
    let office = office();
    office.ok(&["answer", "record", "RM2", "--by", "letter", "--on", "2016-09-20", "--name", "Jane Smith"]);
    office.ok(&["answer", "record", "RW3", "--by", "letter", "--on", "2016-09-21", "--declined"]);
    for (arguments, words) in [
        (&["RM2", "--into", "RM2"][..], "cannot be merged into itself"),
        (&["RM2", "RM2", "--into", "R0A"], "named twice"),
        (&["RM2X", "--into", "R0A"], "is one of these meant?"),
        (&["RM2", "--into", "R0A", "--on", "2099-01-01"], "has not come yet"),
        (&["RM2", "RW3", "--into", "R0A"], "say which stays with --keep 1 or --keep 2"),
        (&["RM2", "RW3", "--into", "R0A", "--keep", "9"], "those that are: 1, 2"),
    ] {
        let told = office.refused(&[&["trusts", "merge"], arguments, &["--yes"]].concat());
        assert!(told.contains(words), "{arguments:?}: {told}");
    }
    office.ok(&["trusts", "merge", "RM2", "RW3", "--into", "R0A", "--keep", "1", "--yes"]);
    assert_eq!(answers(&office, "R0A")[1], row(1, "current", "Jane Smith"));
    office.sums_add_up();
}
