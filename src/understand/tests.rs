use std::{fs, path::PathBuf};

use super::*;
use crate::domain::{CampaignId, OdsCode, SubjectTag, Trust};
use crate::message;

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

#[test]
fn predictions() {
    let (register, campaign) = (register(), campaign());
    let context = Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 1) };
    let mut files: Vec<_> = fs::read_dir(root().join("fixtures/corpus"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "eml"))
        .collect();
    files.sort();
    let mut out = String::new();
    for file in files {
        let message = message::read(&fs::read(&file).unwrap(), &message::Limits::default()).unwrap();
        out += &to_json(file.to_str().unwrap(), &understand(&message, &context)).to_string();
        out.push('\n');
    }
    fs::write(root().join("target/predictions.jsonl"), out).unwrap();
}
