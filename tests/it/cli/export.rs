//! `export`: the register for other programs, of what the demo's replies have said.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::office::{Office, fixture, fixtures, nomination};

/// The demo's trusts and its replies, read once.
fn office() -> Office {
    let office = Office::new();
    office.ok(&["trusts", "import", fixture("demo/trusts.csv").to_str().unwrap()]);
    for (number, path) in fixtures("demo", "eml").iter().enumerate() {
        office.deliver(number, "demo", fs::read(path).unwrap());
    }
    office.ok(&["run", "--once"]);
    office
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let text = csv.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn the_register_goes_into_a_file_or_to_standard_output_and_the_audit_knows() {
    let office = office();
    let to_stdout = office.ok(&["export", "csv"]);
    let trusts: u64 = office.status()["trusts"]["total"].as_u64().unwrap();
    let found = rows(to_stdout.as_bytes());
    let codes: std::collections::BTreeSet<&String> = found[1..].iter().map(|row| &row[0]).collect();
    assert_eq!(codes.len() as u64, trusts, "every trust is in it");
    let answered = found.iter().filter(|row| row[3] == "answered" && row[4] == "lead").count();
    assert_eq!(answered as u64, office.trusts_in("answered"));
    assert!(found.iter().filter(|row| row[4] == "lead").all(|row| !row[6].is_empty() && !row[14].is_empty()));

    let file = office.path("register.csv");
    let said = office.ok(&["export", "csv", "--out", file.to_str().unwrap()]);
    assert!(said.contains(&format!("register.csv holds {trusts} trusts and ")), "{said}");
    assert_eq!(fs::read(&file).unwrap(), to_stdout.as_bytes());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let workbook = office.path("register.xlsx");
    office.ok(&["export", "xlsx", "--out", workbook.to_str().unwrap()]);
    assert!(fs::read(&workbook).unwrap().starts_with(b"PK"));

    let database = rusqlite::Connection::open(office.path("cso-intake.db")).unwrap();
    let sql = "SELECT group_concat(actor || ': ' || event, '; ') FROM audit WHERE event LIKE 'register exported%'";
    let audit: String = database.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(audit, "jo: register exported as csv; jo: register exported as csv; jo: register exported as xlsx");
}

#[test]
fn a_part_by_state_and_region_and_what_is_wrong_with_one_is_told() {
    let office = office();
    let outstanding = rows(office.ok(&["export", "csv", "--state", "outstanding"]).as_bytes());
    assert_eq!(outstanding.len() as u64, office.trusts_in("outstanding") + 1);
    assert!(outstanding[1..].iter().all(|row| row[3] == "outstanding" && row[6].is_empty()));
    let region = &rows(office.ok(&["export", "csv"]).as_bytes())[1][2].clone();
    let there = rows(office.ok(&["export", "csv", "--region", &region.to_lowercase()]).as_bytes());
    assert!(there.len() > 1 && there[1..].iter().all(|row| row[2] == *region));
    let refused = office.refused(&["export", "csv", "--region", "Atlantis"]);
    assert!(refused.contains("`Atlantis`") && refused.contains(region), "{refused}");
    let wrong = office.run(&["export", "csv", "--state", "lost"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("states are answered, incomplete"), "{}", wrong.err);
    let refused = office.refused(&["export", "csv", "--out", "/nowhere/at/all.csv"]);
    assert!(refused.contains("/nowhere/at/all.csv cannot be written"), "{refused}");
}

#[test]
fn cards_and_the_list_name_who_is_in_force() {
    let office = office();
    for (version, line) in [("3.0", "VERSION:3.0\r\n"), ("4.0", "VERSION:4.0\r\n")] {
        let cards = office.ok(&["export", "vcard", "--card", version]);
        let people =
            rows(office.ok(&["export", "csv"]).as_bytes()).iter().skip(1).filter(|row| !row[6].is_empty()).count();
        assert_eq!(cards.matches(line).count(), people);
        assert_eq!(cards.matches("END:VCARD\r\n").count(), people);
    }
    let list = office.ok(&["export", "list"]);
    assert_eq!(list.lines().count() as u64, office.trusts_in("answered"));
    assert!(list.lines().all(|line| line.contains(" <") && line.ends_with('>')), "{list}");
    assert!(office.ok(&["export", "list", "--deputies"]).lines().count() > list.lines().count());
    let nobody = office.run(&["export", "list", "--state", "incomplete"]);
    assert!(nobody.out.is_empty() && nobody.err.contains("no trust is in the part"), "{nobody:?}");
}

#[test]
fn a_job_title_that_is_a_formula_is_none_in_the_file() {
    let office = Office::in_mode("observe");
    let mail = nomination("evil", "Una Brown").replace("Our Lead", "Job title: =cmd|' /C calc'!A0\n\nOur Lead");
    office.deliver(1, "evil", mail);
    office.ok(&["run", "--once"]);
    let id = ["review", "accept", "1", "--job-title", "=cmd|' /C calc'!A0", "--trust", "RR8"];
    if office.messages_in("awaiting_review") == 0 {
        office.ok(&["review", "reopen", "1"]);
    }
    office.ok(&id);
    let row = rows(office.ok(&["export", "csv", "--state", "answered"]).as_bytes()).remove(1);
    assert_eq!(row[7], "'=cmd|' /C calc'!A0");
}
