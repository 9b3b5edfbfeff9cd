//! The readers of formats in this process: changed, cut and made-up files never make them panic or run on.

use std::path::Path;

use proptest::prelude::*;

use super::*;

fn fixture(name: &str) -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/attachments").join(name);
    File { name: name.to_owned(), media_type: String::new(), bytes: std::fs::read(path).unwrap() }
}

/// PDF is another reader's matter here: its text is whatever the file holds.
fn read_here(file: &File) -> Vec<Piece> {
    read(file, &Limits::default(), &|bytes| Some(String::from_utf8_lossy(bytes).into_owned()))
}

/// A ZIP archive with one stored entry and what makes it a file of its kind.
fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in entries {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_changed_file_never_makes_a_reader_panic() {
    let names = [
        "form.docx",
        "heads.xlsx",
        "form-libreoffice.doc",
        "form-libreoffice.odt",
        "form-libreoffice.rtf",
        "mail.msg",
        "winmail.dat",
    ];
    let names = names.into_iter().chain(["card-2.1.vcf", "card-3.0.vcf", "card-4.0.vcf", "letter.pdf"]);
    let mut random = 20_161_011_u64;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap() % below.max(1)
    };
    for name in names {
        let whole = fixture(name);
        for _ in 0..60 {
            let mut changed = whole.clone();
            for _ in 0..=next(8) {
                let at = next(changed.bytes.len());
                match next(4) {
                    0 => changed.bytes[at] = u8::try_from(next(256)).unwrap(),
                    1 => changed.bytes[at] ^= 1 << next(8),
                    2 => drop(changed.bytes.drain(at..(at + next(64)).min(whole.bytes.len()).min(changed.bytes.len()))),
                    _ => changed.bytes[at..].iter_mut().take(4).for_each(|byte| *byte = 0xff),
                }
            }
            let _ = read_here(&changed);
        }
    }
}

#[test]
fn what_a_file_holds_is_cut_at_the_limits() {
    let limits = Limits { text: 100, cells: 2, pages: 1, files: 1, ..Limits::default() };
    let long = File { name: "a.txt".to_owned(), media_type: String::new(), bytes: vec![b'a'; 1000] };
    let nothing: PageReader<'_> = &|_| None;
    assert_eq!(read(&long, &limits, nothing).len(), 1);
    assert_eq!(read(&fixture("heads.xlsx"), &limits, nothing)[0].held, Held::Unread(Unread::TooLarge));
    assert_eq!(read(&fixture("form.docx"), &limits, nothing)[0].held, Held::Unread(Unread::TooLarge));
    let pages = read(&fixture("letter.pdf"), &limits, &|_| Some("one\u{c}two\u{c}".to_owned()));
    assert!(matches!(&pages[0].held, Held::Text(blocks) if blocks.len() == 1 && blocks[0].place == "page 1"));
    let told = read(&fixture("mail.msg"), &limits, nothing);
    assert!(told.iter().any(|piece| piece.held == Held::Unread(Unread::TooLarge)), "{told:?}");
}

#[test]
fn lines_cut_at_a_fixed_width_are_made_whole() {
    let line = "Thank you for your recent letter. I have discussed this with colleagues and Mrs Loveday Chenowe";
    let as_wide = line.replace("Chenowe", "Chenopo");
    let text = format!("{line}\nth has agreed.\n{as_wide}\nOther text");
    let blocks = pdf::pages(std::iter::once(text.as_str()), &Limits::default());
    assert!(blocks[0].lines[0].text.ends_with("Loveday Chenoweth has agreed."), "{blocks:?}");
}

#[test]
fn values_with_separators_are_rows() {
    let blocks = table::text("name;post;mail;lhs\n\"Smith; Jane\";Head;j.s@x.uk;Y\n");
    assert_eq!(blocks[0].lines[1].cells, ["Smith; Jane", "Head", "j.s@x.uk", "Y"]);
    assert!(table::text("Dear all, please note, thanks\nJane").iter().all(|block| block.lines[0].cells.is_empty()));
}

#[test]
fn rich_text_of_every_spelling_is_read() {
    let of = |text: &str| rtf::text(text.as_bytes(), &Limits::default());
    assert_eq!(of(r"{\rtf1\ansi\ansicpg1252 Mal\'e9 {\b bold}\par next}").unwrap(), "Malé bold\nnext");
    assert_eq!(of(r"{\rtf1\uc1 Ma\u322?gorzata \u-10179?\u-8704?}").unwrap(), "Małgorzata 😀");
    assert_eq!(of(r"{\rtf1{\fonttbl{\f0 Arial;}}{\*\generator x;}a\cell b\cell\row}").unwrap(), "a\tb\t\n");
    assert_eq!(of(r"{\rtf1 cut off"), Err(Unread::Broken));
    assert_eq!(of(&format!("{{\\rtf1{}", "{".repeat(10_000))), Err(Unread::TooLarge));
    assert_eq!(of(r"{\rtf1\bin99999999999999 x}"), Err(Unread::Broken));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_under_any_sign_are_read_or_refused(sign in 0..6_usize, bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let signs: [&[u8]; 6] = [b"PK\x03\x04word/document.xml", b"\x78\x9f\x3e\x22\x01\x00", b"{\\rtf1", b"BEGIN:VCARD\n",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1__properties_version1.0", b""];
        let bytes = [signs[sign], &bytes].concat();
        let _ = read_here(&File { name: "a.csv".to_owned(), media_type: String::new(), bytes });
    }

    #[test]
    fn any_text_as_xml_is_read_or_refused(text in "(</?(w:)?(p|t|r|tbl|tr|tc|sdt|del|row|c|v|si|table|table-row|table-cell|s)( r=\"[A-Z]{1,4}[0-9]{0,9}\"| c=\"[0-9]{1,20}\")?/?>|[a-z ]{0,5}|&[a-z#0-9]{1,4};){0,60}") {
        for (name, others) in [
            ("word/document.xml", &[] as &[(&str, &[u8])]),
            ("content.xml", &[("META-INF/manifest.xml", b"<a/>")]),
            ("xl/worksheets/sheet1.xml", &[
                ("xl/workbook.xml", b"<workbook><sheet name=\"a\" id=\"r1\"/></workbook>"),
                ("xl/_rels/workbook.xml.rels", b"<a><b Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></a>"),
            ]),
        ] {
            let entries: Vec<(&str, &[u8])> = std::iter::once((name, text.as_bytes())).chain(others.iter().copied()).collect();
            let _ = read_here(&File { name: String::new(), media_type: String::new(), bytes: zipped(&entries) });
        }
    }
}
