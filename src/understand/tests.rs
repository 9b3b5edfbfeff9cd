use std::{fs, path::PathBuf};

use serde_json::Value;

use super::score::Score;
use super::*;
use crate::domain::{CampaignId, EmailAddress, OdsCode, SubjectTag, Trust};
use crate::message;

pub(super) fn limits() -> message::Limits {
    message::Limits { trusted_authserv_ids: campaign().trusted_authserv_ids, ..message::Limits::default() }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub(super) fn register() -> Register {
    let mut reader = csv::Reader::from_path(root().join("fixtures/register/trusts.csv")).unwrap();
    let trusts = reader.records().map(|row| {
        let row = row.unwrap();
        Trust {
            ods_code: OdsCode::parse(&row[0]).unwrap(),
            name: row[1].to_owned(),
            region: Some(row[2].to_owned()),
            domains: row[3].split(';').filter(|domain| !domain.is_empty()).map(str::to_owned).collect(),
            contacts: Vec::new(),
        }
    });
    Register::new(trusts.collect())
}

pub(super) fn campaign() -> Campaign {
    Campaign {
        id: CampaignId("lhs-2016".to_owned()),
        name: "Lead Healthcare Scientists 2016".to_owned(),
        letter_date: jiff::civil::date(2016, 9, 13),
        deadline: jiff::civil::date(2016, 10, 11).at(17, 0, 0, 0).in_tz("Europe/London").unwrap(),
        mailbox: EmailAddress::parse("england.cso@nhs.net").unwrap(),
        aliases: Vec::new(),
        sender_name: "CSO team, NHS England".to_owned(),
        tag: SubjectTag("LHS16".to_owned()),
        words: ["lead healthcare scientist", "lead healthcare scientists", "lhs"].map(str::to_owned).to_vec(),
        trusted_authserv_ids: ["mx.nhs.net", "england.cso.nhs.net"].map(str::to_owned).to_vec(),
    }
}

/// Every mail of the corpus with its gold label and our reading, its files unread: what they add is tested through the program.
fn readings() -> Vec<(String, Value, Value)> {
    let (register, campaign, limits) = (register(), campaign(), limits());
    let context = Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 1) };
    let gold = fs::read_to_string(root().join("fixtures/corpus/gold.jsonl")).unwrap();
    gold.lines()
        .map(|line| {
            let gold: Value = serde_json::from_str(line).unwrap();
            let id = gold["id"].as_str().unwrap().to_owned();
            let bytes = fs::read(root().join(format!("fixtures/corpus/{id}.eml"))).unwrap();
            let message = message::read(&bytes, &limits).unwrap();
            let reading = to_json(&format!("{id}.eml"), &understand(&message, &context));
            (id, gold, reading)
        })
        .collect()
}

#[test]
fn the_corpus_is_read_as_a_careful_clerk_would() {
    let mut score = Score::default();
    let mut lines = String::new();
    for (id, gold, reading) in readings() {
        score.add(&id, &gold, &reading);
        lines += &format!("{reading}\n");
    }
    fs::write(root().join("target/predictions.jsonl"), lines).unwrap();
    println!("{}", score.misses.join("\n"));
    println!("{:?}", score.confusion);
    let figures = [
        ("class", score.class.value(), 0.98),
        ("trust", score.trust.value(), 0.98),
        ("lead", score.lead.value(), 0.91),
        ("straight", score.straight.value(), 0.87),
        ("bounced", score.bounced.value(), 1.0),
        ("email", score.email.f1(), 0.95),
        ("phone", score.phone.f1(), 0.93),
        ("title", score.title.f1(), 0.94),
        ("job", score.job.f1(), 0.93),
    ];
    for (name, reached, _) in figures {
        println!("{name:9} {reached:.3}");
    }
    assert_eq!(score.unsafe_ones, Vec::<String>::new(), "recorded without a person and wrong");
    assert_eq!(score.lost, Vec::<String>::new(), "people's answers nobody would see");
    assert_eq!(score.acted, Vec::<String>::new(), "acted on alone and wrongly");
    for (name, reached, floor) in figures {
        assert!(reached >= floor, "{name} fell to {reached:.3}, below {floor}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    /// Whatever a mail says, reading it ends without a panic.
    #[test]
    fn reading_never_panics(body in "(?s).{0,400}", name in ".{0,40}", words in proptest::collection::vec("[A-Za-zé’'()@.,:|/0-9+-]{1,12}[ \t\n]", 0..80)) {
        let (register, campaign) = (register(), campaign());
        let context = Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 1) };
        let raw = format!("From: \"{}\" <a.b@leedsth.nhs.uk>\nSubject: LHS\n\nOur LHS is Dr {}\n{}", name.replace(['\r', '\n'], " "), words.concat(), body);
        if let Ok(message) = message::read(raw.as_bytes(), &limits()) {
            let _ = understand(&message, &context);
        }
    }
}
