//! Register files as they come, and as people damage them.

use jiff::civil::date;

use super::*;

const ETR: &[u8] = include_bytes!("../../fixtures/register/etr.csv");
const TRUSTS: &[u8] = include_bytes!("../../fixtures/register/trusts.csv");

fn in_2016() -> Date {
    date(2016, 10, 11)
}

fn read_text(text: &str) -> RegisterFile {
    read(text.as_bytes(), in_2016()).unwrap()
}

fn only_bad(text: &str) -> (u64, String) {
    let file = read_text(text);
    assert_eq!(file.bad.len(), 1, "{file:#?}");
    (file.bad[0].line, format!("{}; {}", file.bad[0].what, file.bad[0].instead))
}

fn row<'a>(file: &'a RegisterFile, code: &str) -> &'a TrustUpdate {
    &file.rows.iter().find(|row| row.trust.ods_code.as_str() == code).unwrap().trust
}

/// A row of etr.csv with these cells in place of its own.
fn etr(changes: &[(usize, &str)]) -> String {
    let mut cells = vec![""; 27];
    (cells[0], cells[1], cells[2], cells[10], cells[23]) = ("RR8", "LEEDS TEACHING", "Y63", "19980401", "D");
    for (at, cell) in changes {
        cells[*at] = cell;
    }
    format!("\"{}\"\r\n", cells.join("\",\""))
}

#[test]
fn the_ods_file_gives_the_trusts_that_were_open_on_the_day() {
    let file = read(ETR, in_2016()).unwrap();
    assert_eq!(file.kind, Kind::Ods);
    assert_eq!(file.bad, []);
    assert_eq!(file.notes, []);
    assert_eq!(file.rows.len() + file.left_out.total(), 274, "every row is accounted for");
    assert_eq!(file.left_out.welsh, 3);
    let leeds = row(&file, "RR8");
    assert_eq!(leeds.name.as_deref(), Some("LEEDS TEACHING HOSPITALS NHS TRUST"));
    assert_eq!(leeds.region.as_deref(), Some("North East and Yorkshire"));
    assert_eq!((leeds.domains.clone(), leeds.contacts.len()), (None, 0));
    assert!(file.rows.iter().all(|row| row.trust.opened.unwrap() <= in_2016()));
    assert!(!file.rows.iter().any(|row| row.trust.ods_code.as_str() == "R0A"), "Manchester's new trust opened in 2017");
}

#[test]
fn the_same_ods_file_gives_other_trusts_on_another_day() {
    let then = read(ETR, in_2016()).unwrap();
    let now = read(ETR, date(2026, 11, 1)).unwrap();
    assert_eq!(now.left_out.not_yet_open, 0);
    assert!(now.left_out.closed > then.left_out.closed);
    assert_eq!(now.rows.len() + now.left_out.total(), 274);
    assert_eq!(row(&now, "R0A").opened, Some(date(2017, 10, 1)));
}

#[test]
fn the_teams_file_gives_domains_and_leaves_empty_cells_unsaid() {
    let file = read(TRUSTS, in_2016()).unwrap();
    assert_eq!(file.kind, Kind::Team);
    assert_eq!(file.bad, []);
    assert_eq!(file.rows.len(), 158);
    assert_eq!(row(&file, "RR8").domains.as_deref(), Some(["leedsth.nhs.uk".to_owned()].as_slice()));
    assert_eq!(file.rows.iter().filter(|row| row.trust.domains.is_none()).count(), 21);
    assert!(file.rows.iter().all(|row| row.trust.contacts.is_empty() && row.trust.opened.is_none()));
}

#[test]
fn a_trust_is_open_on_its_first_and_on_its_last_day() {
    let on = |day, open, close| read(etr(&[(10, open), (11, close)]).as_bytes(), day).unwrap().rows.len();
    assert_eq!(on(in_2016(), "20161011", ""), 1);
    assert_eq!(on(in_2016(), "20161012", ""), 0);
    assert_eq!(on(in_2016(), "20000101", "20161011"), 1);
    assert_eq!(on(in_2016(), "20000101", "20161010"), 0);
}

#[test]
fn welsh_bodies_are_left_out_however_they_are_marked() {
    let sound = etr(&[]);
    let text = [
        sound,
        etr(&[(0, "7A1"), (1, "BETSI")]),
        etr(&[(0, "RT4"), (2, "W00")]),
        etr(&[(0, "RQF"), (2, ""), (23, "W")]),
    ];
    let file = read_text(&text.concat());
    assert_eq!((file.rows.len(), file.left_out.welsh, file.bad.len()), (1, 3, 0));
}

#[test]
fn ods_rows_with_faults_are_reported_and_the_others_taken() {
    let text = [
        etr(&[(0, "RR8")]),
        etr(&[(0, "R!8")]),
        etr(&[(0, "RA1"), (1, "")]),
        etr(&[(0, "RA2"), (10, "19980431")]),
        etr(&[(0, "RA3"), (11, "soon")]),
        etr(&[(0, "RA4"), (10, "20100101"), (11, "20090101")]),
        "RA5,SHORT ROW,Y63\r\n".to_owned(),
        etr(&[(0, "RR8")]),
        etr(&[(0, "RA6"), (2, "Y99")]),
    ];
    let file = read_text(&text.concat());
    assert_eq!(file.rows.iter().map(|row| row.trust.ods_code.as_str()).collect::<Vec<_>>(), ["RR8", "RA6"]);
    let bad: Vec<(u64, &str)> = file.bad.iter().map(|bad| (bad.line, bad.what.as_str())).collect();
    assert_eq!(
        bad,
        [
            (2, "`R!8` is not an ODS code (3 to 6 letters and digits, such as RR8)"),
            (3, "the row has no name"),
            (4, "the open date `19980431` is not a date"),
            (5, "the close date `soon` is not a date"),
            (6, "it closed (2009-01-01) before it opened (2010-01-01)"),
            (7, "the row has 3 columns where etr.csv has 27"),
            (8, "RR8 stands on line 1 already"),
        ]
    );
    assert!(file.notes[0].words.contains("national grouping Y99 is not known"), "{:?}", file.notes);
}

#[test]
fn headers_may_be_written_in_any_order_and_case() {
    let file = read_text(
        "Contact 2 E-mail;DOMAINS;Contact_Name;contact email;ods-code;Contact2 Role;Trust Name;Contact Role\n\
         pa@leedsth.nhs.uk;leedsth.nhs.uk mail.leedsth.nhs.uk;Dr A Example;md@LeedsTH.nhs.uk;rr8;PA;Leeds;Medical Director\n",
    );
    assert_eq!(file.notes, []);
    let leeds = row(&file, "RR8");
    assert_eq!(leeds.name.as_deref(), Some("Leeds"));
    assert_eq!(leeds.domains.as_ref().unwrap(), &["leedsth.nhs.uk", "mail.leedsth.nhs.uk"]);
    let contacts: Vec<(u8, Option<&str>, &str, Option<&str>)> = leeds
        .contacts
        .iter()
        .map(|c| (c.rank, c.name.as_deref(), c.email.as_ref().unwrap().as_str(), c.role.as_deref()))
        .collect();
    assert_eq!(
        contacts,
        [
            (1, Some("Dr A Example"), "md@leedsth.nhs.uk", Some("Medical Director")),
            (2, None, "pa@leedsth.nhs.uk", Some("PA")),
        ]
    );
}

#[test]
fn an_absent_column_and_an_empty_cell_say_nothing() {
    let file = read_text("ods_code,name,domains,contact_name\nRR8,,,\nRHQ, ,\" \",\u{a0}\n");
    for row in &file.rows {
        assert_eq!(
            (&row.trust.name, &row.trust.region, &row.trust.domains, row.trust.contacts.len()),
            (&None, &None, &None, 0)
        );
    }
    assert_eq!(file.rows.len(), 2);
}

#[test]
fn byte_order_marks_line_ends_and_old_encodings_make_no_difference() {
    let text = "ods_code,name\r\nRR8,Ysbyty Siân\r\n";
    let mut with_mark = b"\xef\xbb\xbf".to_vec();
    with_mark.extend(text.bytes());
    let mut utf16 = b"\xff\xfe".to_vec();
    utf16.extend(text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (with_mark, Encoding::Utf8),
        (utf16, Encoding::Utf16),
        (windows, Encoding::Windows1252),
        (text.replace("\r\n", "\r").into_bytes(), Encoding::Utf8),
    ] {
        let file = read(&bytes, in_2016()).unwrap();
        assert_eq!(file.encoding, encoding);
        assert_eq!((file.rows[0].line, row(&file, "RR8").name.as_deref()), (2, Some("Ysbyty Siân")));
        assert_eq!(file.notes.len(), usize::from(encoding == Encoding::Windows1252));
    }
}

#[test]
fn line_numbers_are_the_files_own_despite_blank_lines_and_quoted_line_breaks() {
    for end in ["\n", "\r\n"] {
        let text = "Trusts we wrote to,,\n\nods_code,name,region\n\n\"RR8\",\"Leeds\nTeaching\",North\n,,\n\nbad!,x,y\nRHQ,Sheffield,North\n";
        let file = read_text(&text.replace('\n', end));
        assert_eq!(file.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 10]);
        assert_eq!(file.rows[0].trust.name.as_deref(), Some("Leeds Teaching"));
        assert_eq!(file.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [9]);
    }
}

#[test]
fn a_quotation_mark_that_never_closes_swallows_nothing_silently() {
    let (line, words) = only_bad("ods_code,name\nRR8,Leeds\nRHQ,\"Sheffield\nRCU,Children's\nRP5,Doncaster\n");
    assert_eq!(line, 3);
    assert!(words.contains("never closes"), "{words}");
    let (line, words) = only_bad("ods_code,name\nRR8,\"Leeds\nRHQ,Sheffield\nRCU,\"\nRP5,Doncaster\n");
    assert_eq!(line, 2);
    assert!(words.contains("rows run together"), "{words}");
}

#[test]
fn a_row_with_a_comma_too_many_or_too_few_is_refused_rather_than_shifted() {
    let (line, words) = only_bad("ods_code,name,region,domains\nRR8,Leeds, Teaching,North,leedsth.nhs.uk\n");
    assert_eq!((line, words.contains("has 5 columns where the header has 4")), (2, true), "{words}");
    let (_, words) = only_bad("ods_code,name,region,domains\nRR8,Leeds,leedsth.nhs.uk\n");
    assert!(words.contains("has 3 columns where the header has 4"), "{words}");
    assert_eq!(read_text("ods_code,name\nRR8,Leeds,,,\n").rows.len(), 1, "empty cells at the end are only Excel");
}

#[test]
fn every_fault_of_a_row_is_reported_and_none_of_the_row_is_taken() {
    let file = read_text(
        "ods_code,name,domains,contact_email,close_date\nLeeds Teaching,x,www.leedsth.nhs.uk/home,jane.smith at leedsth,31/12/2016\n",
    );
    assert_eq!(file.rows, []);
    assert_eq!(file.bad.len(), 4, "{:#?}", file.bad);
    assert!(file.bad.iter().all(|bad| bad.line == 2 && !bad.instead.is_empty()));
}

#[test]
fn a_trust_named_twice_is_a_fault_of_the_second_row() {
    let file = read_text("ods_code,name\nRR8,Leeds\nrr8,Leeds again\n");
    assert_eq!(row(&file, "RR8").name.as_deref(), Some("Leeds"));
    assert_eq!((file.bad[0].line, file.bad[0].what.as_str()), (3, "RR8 stands on line 2 already"));
}

#[test]
fn domains_that_cannot_tell_a_trust_are_not_taken_for_one() {
    let file =
        read_text("ods_code,domains\nRR8,nhs.net; @LeedsTH.nhs.uk leedsth.nhs.uk\nRHQ,gmail.com\nRCU,leedsth.nhs.uk\n");
    assert_eq!(row(&file, "RR8").domains.as_ref().unwrap(), &["leedsth.nhs.uk"]);
    assert_eq!(row(&file, "RHQ").domains, None);
    let notes: Vec<(Option<u64>, &str)> = file.notes.iter().map(|note| (note.line, note.words.as_str())).collect();
    assert_eq!(notes.len(), 3, "{notes:#?}");
    assert_eq!(
        notes[2],
        (Some(4), "leedsth.nhs.uk belongs to RR8 and RCU, so mail from it does not tell which of them wrote")
    );
    for common in
        ["nhs.uk", "co.uk", "uk", "leedsth", "https://www.leedsth.nhs.uk", "a@leedsth.nhs.uk", "leedsth..nhs.uk"]
    {
        assert_eq!(read_text(&format!("ods_code,domains\nRR8,{common}\n")).bad.len(), 1, "{common}");
    }
}

#[test]
fn columns_that_are_not_known_are_reported_and_the_rest_is_read() {
    let file = read_text("ods_code,name,Notes,contact12_name,contact0_name\nRR8,Leeds,rang on Monday,x,y\n");
    let words: Vec<&str> = file.notes.iter().map(|note| note.words.as_str()).collect();
    assert_eq!(words[0], "the column `Notes` is not known and was not read");
    assert_eq!(words.len(), 3);
    assert_eq!(row(&file, "RR8").contacts, []);
}

#[test]
fn two_columns_of_one_meaning_are_refused() {
    let error = read(b"ods_code,name,Trust Name\nRR8,a,b\n", in_2016()).unwrap_err();
    assert_eq!(error.to_string(), "line 1: the columns `name` and `Trust Name` mean the same; keep one of them");
}

#[test]
fn a_name_of_a_megabyte_is_a_bad_row() {
    let (line, words) = only_bad(&format!("ods_code,name\nRR8,{}\n", "x".repeat(1 << 20)));
    assert_eq!((line, words.len() < 200), (2, true));
}

#[test]
fn what_is_no_register_says_what_it_is() {
    let why = |bytes: &[u8]| read(bytes, in_2016()).unwrap_err().to_string();
    assert!(why(b"").contains("is empty"));
    assert!(why(b" \r\n\r\n").contains("is empty"));
    assert!(why(b",,,\n").contains("is empty"));
    assert!(why(b"PK\x03\x04rest").contains("ZIP archive or a workbook"));
    assert!(why(b"\xd0\xcf\x11\xe0rest").contains("workbook"));
    assert!(why(b"ods_code,\0name\n").contains("is not text"));
    assert!(
        why(b"name,region\nLeeds,North\n").contains("no header names a column ods_code (it begins with `name,region`)")
    );
    assert!(why(b"<html><body>503</body></html>").contains("this is not a register"));
    assert_eq!(read(b"ods_code,name\n", in_2016()).unwrap().rows, []);
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(0u8.., 0..300)) {
        let _ = read(&bytes, in_2016());
    }

    #[test]
    fn no_damage_to_either_file_makes_the_reader_panic(
        ods in 0..2, at in 0usize..2_000, cut in 0usize..60, put in "[\",;\n\r\t 0A-Zé@.\u{feff}-]{0,8}"
    ) {
        let whole = if ods == 1 { ETR } else { TRUSTS };
        let mut bytes = whole[..2_400].to_vec();
        bytes.splice(at..at + cut, put.bytes());
        let _ = read(&bytes, in_2016());
    }

    #[test]
    fn every_row_of_a_damaged_file_is_taken_reported_or_counted(lines in proptest::collection::vec("[A-Z0-9!]{2,4},[A-Za-z ]{0,8}", 0..20)) {
        let text = format!("ods_code,name\n{}\n", lines.join("\n"));
        let file = read_text(&text);
        let mut numbers: Vec<u64> = file.rows.iter().map(|row| row.line).chain(file.bad.iter().map(|bad| bad.line)).collect();
        numbers.sort_unstable();
        proptest::prop_assert_eq!(numbers, (2..2 + lines.len() as u64).collect::<Vec<_>>());
    }
}
