use std::{fs, path::PathBuf};

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
        let message = message::read(&fs::read(&file).unwrap(), &limits()).unwrap();
        out += &to_json(file.to_str().unwrap(), &understand(&message, &context)).to_string();
        out.push('\n');
    }
    fs::write(root().join("target/predictions.jsonl"), out).unwrap();
}

#[test]
#[ignore = "prints how one mail was read"]
fn explain() {
    let (register, campaign) = (register(), campaign());
    let context = Context { register: &register, campaign: &campaign, received: jiff::civil::date(2016, 10, 1) };
    let ids = fs::read_to_string(root().join("target/ids.txt")).unwrap();
    for id in ids.split_whitespace() {
        let message =
            message::read(&fs::read(root().join(format!("fixtures/corpus/{id}.eml"))).unwrap(), &limits()).unwrap();
        let page = page::Page::of(&message, &campaign);
        let sender = sender::Sender::of(&message, &campaign);
        let signed = sign::signature(page.own(), sender.name.as_ref());
        println!("===== {id} sender {:?}", sender.name.as_ref().map(|name| name.full()));
        for (para, signed) in page.own().iter().zip(&signed) {
            println!("  {}{} {}", if *signed { "S" } else { "|" }, if para.signed { "s" } else { " " }, para.text);
            for label in label::labels(para) {
                println!("        {label:?}");
            }
        }
        for zone in &page.zones[1..] {
            println!(
                "  -- {:?} {:?} {}",
                zone.voice,
                zone.author.as_ref().map(|author| &author.name),
                zone.paras
                    .iter()
                    .map(|para| para.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" / ")
                    .chars()
                    .take(300)
                    .collect::<String>()
            );
        }
        let known = roster::Known {
            sender: sender.name.as_ref(),
            address: sender.address.as_ref(),
            book: &sender.book,
            myself: false,
        };
        for person in roster::read(page.own(), &signed, known).people {
            println!(
                "  P {} {:?} {:?} label {:?} mails {:?} phones {:?} job {:?}",
                person.name.full(),
                person.name.title,
                person.sure,
                person.label,
                person.emails.iter().map(|(mail, alike)| (mail.value.as_str(), alike)).collect::<Vec<_>>(),
                person.phones.iter().map(|phone| phone.value.as_str()).collect::<Vec<_>>(),
                person.job.as_ref().map(|job| &job.value)
            );
            println!("     {:?}", standing::of(&person, page.own(), &signed));
        }
        println!(
            "  {:?}\n  {:?}",
            topic::read(&message, &page, &signed, &context),
            classify::words(&message, &page, &signed)
        );
        println!("  {}", to_json(id, &understand(&message, &context)));
        let body = classify::body(page.own(), &signed);
        for found in cues::HEDGES.matches(&body) {
            println!("  hedge {found}: {}", cues::HEDGES.patterns()[found]);
        }
    }
}
