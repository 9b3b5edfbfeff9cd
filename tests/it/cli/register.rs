//! `trusts import` and `trusts list`.

use serde_json::Value;

use crate::office::{Office, fixture};

fn import(office: &Office, file: &str, more: &[&str]) -> String {
    let path = fixture("register").join(file);
    let mut arguments = vec!["trusts", "import", path.to_str().unwrap()];
    arguments.extend(more);
    office.ok(&arguments)
}

#[test]
fn both_register_files_can_be_imported_and_imported_again() {
    let office = Office::new();
    let first = import(&office, "trusts.csv", &[]);
    assert!(first.contains("of 158 rows") && first.contains("158 added, 0 changed, 0 as before"), "{first}");
    let again = import(&office, "trusts.csv", &[]);
    assert!(again.contains("0 added, 0 changed, 158 as before"), "{again}");
    let ods = import(&office, "etr.csv", &[]);
    let before = office.status()["trusts"]["total"].clone();
    let again = import(&office, "etr.csv", &[]);
    assert!(again.contains("0 added, 0 changed"), "{again}");
    assert_eq!(office.status()["trusts"]["total"], before, "{ods}");

    let listed = office.ok(&["trusts", "list", "--json"]);
    let leeds: Value = listed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &Value| line["ods_code"] == "RR8")
        .unwrap();
    assert_eq!(leeds["domains"][0], "leedsth.nhs.uk", "what etr.csv does not have is not blanked");
    assert_eq!(leeds["state"], "outstanding");
}

#[test]
fn the_ods_file_is_read_as_at_a_day_and_every_row_is_accounted_for() {
    let count = |as_at: Option<&str>| {
        let office = Office::new();
        let printed = match as_at {
            Some(day) => import(&office, "etr.csv", &["--as-at", day]),
            None => import(&office, "etr.csv", &[]),
        };
        let day = as_at.unwrap_or("2016-09-13");
        assert!(printed.contains("Welsh") && printed.contains(&format!("closed by {day}")), "{printed}");
        office.status()["trusts"]["total"].as_u64().unwrap()
    };
    let letter = count(None);
    assert_eq!(letter, count(Some("2016-09-13")), "the day of the letter is the default");
    assert_ne!(letter, count(Some("2024-06-01")), "trusts have merged since");
}

#[test]
fn gaps_are_told_with_their_denominators() {
    let office = Office::new();
    let csv = "ods_code,name,region,domains,contact_name,contact_email\n\
               RR8,LEEDS TEACHING HOSPITALS NHS TRUST,North,leedsth.nhs.uk,Marcus Tinsley,marcus.tinsley@leedsth.nhs.uk\n\
               RHQ,SHEFFIELD TEACHING HOSPITALS NHS FOUNDATION TRUST,North,,,\n\
               RCU,SHEFFIELD CHILDREN'S NHS FOUNDATION TRUST,North,sch.nhs.uk,,\n";
    let path = office.write("three.csv", csv);
    let printed = office.ok(&["trusts", "import", path.to_str().unwrap()]);
    let gaps = "register: 3 trusts; 2 of 3 without a contact, 1 of 3 without a domain";
    assert!(printed.contains(gaps), "{printed}");
    let listed = office.ok(&["trusts", "list"]);
    assert!(listed.contains(gaps), "{listed}");
    let line = |code: &str| listed.lines().find(|line| line.starts_with(code)).unwrap();
    assert!(line("RHQ").contains("NO DOMAIN") && line("RHQ").contains("NO CONTACT"), "{listed}");
    assert!(!line("RCU").contains("NO DOMAIN") && line("RCU").contains("NO CONTACT"), "{listed}");
    assert!(line("RR8").contains("marcus.tinsley@leedsth.nhs.uk"), "{listed}");
}

const WITH_BAD_ROWS: &str = "ods_code,name,domains\nRR8,LEEDS TEACHING HOSPITALS NHS TRUST,leedsth.nhs.uk\n\
                             NOT A CODE,SOMEWHERE,x.nhs.uk\nRHQ,SHEFFIELD TEACHING HOSPITALS,sth.nhs.uk\nRCU,SHEFFIELD CHILDREN'S,no domain at all\n";

#[test]
fn a_bad_row_is_told_with_its_line_and_nothing_is_changed() {
    let office = Office::new();
    let path = office.write("bad.csv", WITH_BAD_ROWS);
    let said = office.refused(&["trusts", "import", path.to_str().unwrap()]);
    assert!(said.contains("line 3:") && said.contains("line 5:"), "both are told: {said}");
    assert!(said.contains("nothing was changed") && said.contains("--skip-bad"), "{said}");
    assert_eq!(office.status()["trusts"]["total"], 0);

    let printed = office.ok(&["trusts", "import", path.to_str().unwrap(), "--skip-bad"]);
    assert!(printed.contains("of 4 rows") && printed.contains("2 added") && printed.contains("2 bad"), "{printed}");
    assert_eq!(office.status()["trusts"]["total"], 2);
    office.sums_add_up();
}

#[test]
fn a_file_that_is_no_register_is_refused() {
    let office = Office::new();
    for (name, content) in
        [("empty.csv", ""), ("prose.csv", "Dear all,\nplease find attached\n"), ("zip.csv", "PK\u{3}\u{4}")]
    {
        let path = office.write(name, content);
        let said = office.refused(&["trusts", "import", path.to_str().unwrap()]);
        assert!(said.contains(name) && said.contains("was not imported"), "{said}");
    }
    assert_eq!(office.status()["trusts"]["total"], 0);
    assert!(office.refused(&["trusts", "import", "no-such-file.csv"]).contains("no-such-file.csv cannot be read"));
}
