//! What is written is read back by parsers that are not ours: csv, calamine, calcard.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use calcard::vcard::{VCard, VCardProperty};
use calcard::{Entry as Card, Parser};

use super::*;
use crate::domain::{EmailAddress, PhoneNumber, Title};

fn person(role: Role, name: &str) -> Person {
    Person { role, name: name.to_owned(), title: None, job_title: None, email: None, phones: Vec::new() }
}

fn jane() -> Person {
    Person {
        title: Some(Title::Dr),
        job_title: Some("Head of Audiology, Leeds; \"ENT\"".to_owned()),
        email: Some(EmailAddress::parse("jane.smith@leedsth.nhs.uk").unwrap()),
        phones: ["0113 496 0123 ext 451", "07700 900123"].map(|phone| PhoneNumber::parse(phone).unwrap()).to_vec(),
        ..person(Role::Lead, "Jane van der Smith")
    }
}

fn entry(code: &str, name: &str, people: Vec<Person>) -> Entry {
    Entry {
        ods_code: OdsCode::parse(code).unwrap(),
        trust_name: name.to_owned(),
        region: Some("North of England".to_owned()),
        state: TrustState::Answered,
        answer: Some(Answered {
            people,
            until: None,
            said: "2016-09-20T23:30:00Z".parse().unwrap(),
            recorded: "2016-09-21T08:00:00Z".parse().unwrap(),
            decided_by: "reader".to_owned(),
            message: Some(MessageId(17)),
        }),
    }
}

fn register(entries: Vec<Entry>) -> Register {
    Register {
        campaign: CampaignId("lhs-2016".to_owned()),
        name: "Lead Healthcare Scientists 2016".to_owned(),
        as_at: crate::domain::calendar::in_london("2016-10-07T07:30:00Z".parse().unwrap()),
        entries,
    }
}

fn usual() -> Register {
    let tom = person(Role::Deputy, "Tom Ellwood");
    let silent = Entry {
        region: None,
        state: TrustState::Outstanding,
        answer: None,
        ..entry("RHQ", "Sheffield, Trust", vec![])
    };
    register(vec![entry("RR8", "Leeds Teaching Hospitals NHS Trust", vec![jane(), tom]), silent])
}

fn rows(csv: &[u8]) -> Vec<Vec<String>> {
    let text = csv.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn sheets(xlsx: &[u8]) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx.to_vec())).unwrap();
    let names = workbook.sheet_names();
    let rows = |name: &String, workbook: &mut Xlsx<_>| {
        workbook.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
    };
    names.iter().map(|name| (name.clone(), rows(name, &mut workbook))).collect()
}

/// The whole text of a part inside a workbook.
fn part(xlsx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(xlsx)).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

fn cards(bytes: &[u8]) -> Vec<VCard> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut parser = Parser::new(&text);
    let mut cards = Vec::new();
    loop {
        match parser.entry() {
            Card::VCard(card) => cards.push(card),
            Card::Eof => return cards,
            other => panic!("{other:?}"),
        }
    }
}

fn texts(card: &VCard, property: &VCardProperty) -> Vec<String> {
    let entries = card.entries.iter().filter(|entry| entry.name == *property);
    entries.map(|entry| entry.values.iter().filter_map(|value| value.as_text()).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn the_csv_has_a_row_for_everybody_and_one_for_a_trust_that_names_nobody() {
    let csv = csv(&usual());
    assert!(csv.ends_with(b"\r\n") && csv.iter().filter(|byte| **byte == b'\n').count() == 4);
    assert_eq!(csv.windows(2).filter(|pair| pair == b"\r\n").count(), 4);
    let rows = rows(&csv);
    assert_eq!(rows[0][..8], ["ODS code", "Trust", "Region", "State", "Role", "Title", "Name", "Job title"]);
    assert_eq!(
        rows[1],
        [
            "RR8",
            "Leeds Teaching Hospitals NHS Trust",
            "North of England",
            "answered",
            "lead",
            "Dr",
            "Jane van der Smith",
            "Head of Audiology, Leeds; \"ENT\"",
            "jane.smith@leedsth.nhs.uk",
            "0113 496 0123 ext 451, 07700 900123",
            "",
            "2016-09-21",
            "2016-09-21",
            "reader",
            "17",
        ]
    );
    assert_eq!((rows[2][4].as_str(), rows[2][6].as_str(), rows[2][9].as_str()), ("deputy", "Tom Ellwood", ""));
    assert_eq!(rows[3][..4], ["RHQ", "Sheffield, Trust", "", "outstanding"]);
    assert!(rows[3][4..].iter().all(String::is_empty));
}

/// What people write into mail when they mean harm, and two that only look so.
const HARMFUL: [&str; 11] = [
    "=HYPERLINK(\"http://evil.example\",\"Jane\")",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n\u{feff} =1+1",
    "\u{200b}=1+1",
    "＝1+1",
    "\"=1+1",
];

fn harmful() -> Register {
    let people = HARMFUL.map(|text| Person { job_title: Some(text.to_owned()), ..person(Role::Lead, text) });
    let mut entry = entry("RR8", "=1+1", people.to_vec());
    entry.region = Some("@region".to_owned());
    register(vec![entry])
}

#[test]
fn no_cell_of_the_csv_opens_a_formula() {
    let rows = rows(&csv(&harmful()));
    assert_eq!(rows.len(), HARMFUL.len() + 1);
    for row in &rows[1..] {
        for cell in row {
            let first = cell.trim_start_matches(|c: char| !c.is_ascii_graphic() && c != '＝').chars().next();
            assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝')), "{cell:?}");
            assert!(!cell.contains(['\t', '\r', '\n']), "{cell:?}");
        }
        assert_eq!((row[1].as_str(), row[2].as_str()), ("'=1+1", "'@region"));
        assert!(row[6].starts_with('\''), "{:?}", row[6]);
    }
    assert_eq!(rows[1][6], "'=HYPERLINK(\"http://evil.example\",\"Jane\")", "what was written can still be read");
}

#[test]
fn in_the_workbook_harmful_text_is_text() {
    let xlsx = xlsx(&harmful()).unwrap();
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        assert!(!part(&xlsx, sheet).contains("<f>") && !part(&xlsx, sheet).contains("<f "), "a formula");
    }
    assert!(part(&xlsx, "xl/styles.xml").contains("quotePrefix=\"1\""));
    let people = &sheets(&xlsx)[1].1;
    assert_eq!(people[1][6], Data::String(HARMFUL[0].to_owned()));
    assert_eq!(people[3][6], Data::String("+1+1".to_owned()));
}

#[test]
fn telephone_numbers_stay_what_one_can_dial() {
    let mut abroad = jane();
    abroad.phones = ["+353 1 234 5678", "020 7946 0018"].map(|phone| PhoneNumber::parse(phone).unwrap()).to_vec();
    let register = register(vec![entry("RR8", "Leeds", vec![abroad])]);
    assert_eq!(rows(&csv(&register))[1][9], "00 35312345678, 020 7946 0018");
    let xlsx = xlsx(&register).unwrap();
    assert_eq!(sheets(&xlsx)[1].1[1][9], Data::String("00 35312345678, 020 7946 0018".to_owned()));
    let card = String::from_utf8(vcards(&register, CardVersion::V4)).unwrap();
    assert!(card.contains("TEL;VALUE=uri;TYPE=\"work,voice\":tel:+35312345678\r\n"), "{card}");
}

#[test]
fn the_workbook_has_typed_cells_a_frozen_head_and_a_filter() {
    let xlsx = xlsx(&usual()).unwrap();
    let sheets = sheets(&xlsx);
    let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Trusts", "People"]);
    let (trusts, people) = (&sheets[0].1, &sheets[1].1);
    assert_eq!((trusts.len(), people.len()), (3, 4));
    assert_eq!(trusts[1][4], Data::String("Dr Jane van der Smith".to_owned()));
    assert_eq!(trusts[1][8], Data::String("Tom Ellwood".to_owned()));
    for row in [&trusts[1][9..], &people[1][10..]] {
        assert_eq!(row[0], Data::Empty);
        let Data::DateTime(said) = &row[1] else { panic!("{:?} is no date", row[1]) };
        assert_eq!(said.to_ymd_hms_milli(), (2016, 9, 21, 0, 0, 0, 0), "the day in London, not in UTC");
        assert_eq!(row[4], Data::Float(17.0));
    }
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let sheet = part(&xlsx, sheet);
        assert!(
            sheet.contains("<pane ") && sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:")
        );
    }
    assert_eq!(xlsx, super::xlsx(&usual()).unwrap(), "the same register gives the same bytes");
}

#[test]
fn an_empty_register_is_a_file_all_the_same() {
    let nothing = register(Vec::new());
    assert_eq!(rows(&csv(&nothing)).len(), 1);
    assert_eq!(sheets(&xlsx(&nothing).unwrap()).len(), 2);
    assert!(vcards(&nothing, CardVersion::V3).is_empty());
    assert_eq!(list(&nothing, &[Role::Lead]), List { text: String::new(), addresses: 0, without: 0 });
}

#[test]
fn cards_are_read_back_by_another_parser() {
    for (version, number) in [(CardVersion::V3, "3.0"), (CardVersion::V4, "4.0")] {
        let bytes = vcards(&usual(), version);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.contains(&format!("VERSION:{number}\r\n")));
        let cards = cards(&bytes);
        assert_eq!(cards.len(), 2);
        let jane = &cards[0];
        let one = |property| texts(jane, &property);
        assert_eq!(one(VCardProperty::Fn), ["Dr Jane van der Smith"]);
        assert_eq!(one(VCardProperty::N), ["van der Smith|Jane||Dr|"]);
        assert_eq!(one(VCardProperty::Org), ["Leeds Teaching Hospitals NHS Trust"]);
        assert_eq!(one(VCardProperty::Title), ["Head of Audiology, Leeds; \"ENT\""]);
        assert_eq!(one(VCardProperty::Role), ["Lead Healthcare Scientist"]);
        assert_eq!(one(VCardProperty::Email), ["jane.smith@leedsth.nhs.uk"]);
        let telephones = one(VCardProperty::Tel);
        let expected = match version {
            CardVersion::V3 => ["+441134960123 ext 451", "+447700900123"],
            CardVersion::V4 => ["tel:+441134960123;ext=451", "tel:+447700900123"],
        };
        assert_eq!(telephones, expected);
        assert_eq!(texts(&cards[1], &VCardProperty::Fn), ["Tom Ellwood"]);
        assert!(texts(&cards[1], &VCardProperty::Email).is_empty());
    }
}

#[test]
fn long_lines_are_folded_between_characters_and_breaks_cannot_begin_a_property() {
    let name = "Åsa ".repeat(60) + "O'Neill\r\nEMAIL:evil@example.com\r\nEND:VCARD";
    let register = register(vec![entry("RR8", "A; B, C\\D", vec![person(Role::Lead, &name)])]);
    for version in [CardVersion::V3, CardVersion::V4] {
        let bytes = vcards(&register, version);
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        let cards = cards(&bytes);
        assert_eq!(cards.len(), 1);
        assert!(texts(&cards[0], &VCardProperty::Email).is_empty());
        assert_eq!(texts(&cards[0], &VCardProperty::Org), ["A; B, C\\D"]);
        let shown = name.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(texts(&cards[0], &VCardProperty::Fn), [shown]);
    }
}

#[test]
fn the_list_has_each_address_once_and_names_that_a_mail_program_reads() {
    let at = |role, name: &str, email: &str| Person {
        email: Some(EmailAddress::parse(email).unwrap()),
        ..person(role, name)
    };
    let register = register(vec![
        entry("RR8", "Leeds", vec![jane(), at(Role::Deputy, "Tom Ellwood", "tom@x.nhs.uk")]),
        entry("RHQ", "Sheffield", vec![Person { name: "Jane again".to_owned(), ..jane() }]),
        entry("RCU", "York", vec![at(Role::Lead, "Smith, Jane \"JJ\" <x@evil.example>", "j@y.nhs.uk")]),
        entry(
            "RCF",
            "Airedale",
            vec![at(Role::Lead, "Siân O'Neill-Jones", "s@z.nhs.uk"), person(Role::Lead, "Nobody")],
        ),
    ]);
    let found = list(&register, &[Role::Lead]);
    assert_eq!((found.addresses, found.without), (3, 1));
    assert_eq!(
        found.text,
        "Dr Jane van der Smith <jane.smith@leedsth.nhs.uk>\n\
         \"Smith, Jane \\\"JJ\\\" <x@evil.example>\" <j@y.nhs.uk>\n\
         Siân O'Neill-Jones <s@z.nhs.uk>\n"
    );
    let whole = found.text.trim_end().replace('\n', ", ");
    let header = format!("To: {whole}\r\n\r\n");
    let parsed = mail_parser::MessageParser::new().parse(header.as_bytes()).unwrap();
    let addresses: Vec<&str> = parsed.to().unwrap().iter().filter_map(|one| one.address()).collect();
    assert_eq!(addresses, ["jane.smith@leedsth.nhs.uk", "j@y.nhs.uk", "s@z.nhs.uk"]);
    assert_eq!(list(&register, &[Role::Lead, Role::Deputy]).addresses, 4);
}

#[test]
fn a_part_is_chosen_by_state_and_region_and_a_misspelt_region_is_told() {
    let selection = |states: &[TrustState], regions: &[&str]| Selection {
        states: states.to_vec(),
        regions: regions.iter().map(|region| (*region).to_owned()).collect(),
    };
    let codes = |selection: &Selection| -> Vec<String> {
        let part = usual().select(selection).unwrap();
        part.entries.iter().map(|entry| entry.ods_code.to_string()).collect()
    };
    assert_eq!(codes(&selection(&[], &[])), ["RR8", "RHQ"]);
    assert_eq!(codes(&selection(&[TrustState::Outstanding], &[])), ["RHQ"]);
    assert_eq!(codes(&selection(&[], &["north of england "])), ["RR8"]);
    assert!(codes(&selection(&[TrustState::Outstanding], &["North of England"])).is_empty());
    let error = usual().select(&selection(&[], &["Nroth"])).unwrap_err().to_string();
    assert!(error.contains("`Nroth`") && error.contains("North of England"), "{error}");
}
