//! Files of the usual programs, and files that mean harm, through the real box and the real program.

mod answers;
mod mails;

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use cso_intake::message::attachment::{File, Held, Piece, Unread};
use cso_intake::sandbox::{Patience, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

use crate::office::{Office, Ran, fixture, fixtures, program};

fn sandbox() -> Sandbox {
    Sandbox::of(PathBuf::from(env!("CARGO_BIN_EXE_cso-intake")), Patience::default())
}

fn file(name: &str) -> File {
    let bytes = fs::read(fixture("attachments").join(name)).unwrap();
    File { name: name.to_owned(), media_type: "application/octet-stream".to_owned(), bytes }
}

fn drill(what: &str, name: &str) -> File {
    File { name: name.to_owned(), media_type: format!("application/x-drill-{what}"), bytes: b"x".to_vec() }
}

/// Each piece as text: `name [place] number: cell | cell`.
fn told(pieces: &[Piece]) -> Vec<String> {
    let mut told = Vec::new();
    for Piece { name, held } in pieces {
        match held {
            Held::Unread(why) => told.push(format!("{name}: {why:?}")),
            Held::Mail(mail) => told.extend(mail.lines().map(|line| format!("{name}> {line}"))),
            Held::Text(blocks) => {
                for block in blocks {
                    let lines = block.lines.iter().filter(|line| !line.text.trim().is_empty());
                    let shown = |line: &cso_intake::message::Line| {
                        let text = if line.cells.is_empty() { line.text.clone() } else { line.cells.join(" | ") };
                        format!("{name} [{}] {}: {text}", block.place, line.number)
                    };
                    told.extend(lines.map(shown));
                }
            }
        }
    }
    told
}

fn read(name: &str) -> Vec<String> {
    told(&sandbox().read_files(vec![file(name)])[0])
}

fn unread(pieces: &[Piece]) -> Option<Unread> {
    match pieces {
        [Piece { held: Held::Unread(why), .. }] => Some(*why),
        _ => None,
    }
}

#[test]
fn a_word_form_is_read_with_its_tables_header_and_filled_fields() {
    let told = read("form.docx");
    let expected = [
        "form.docx [header] 1: Leeds Teaching Hospitals NHS Trust",
        "form.docx [] 1: Nomination of the Lead Healthcare Scientist",
        "form.docx [table 1] 1: Name of nominee | Dr Agnieszka Whitmore",
        "form.docx [table 1] 2: Job title | Head of Medical Physics",
        "form.docx [table 1] 3: E-mail | agnieszka.whitmore@leedsth.nhs.uk",
        "form.docx [table 1] 4: Direct line | 0113 496 0123 ext 451",
        "form.docx [] 2: Agreed by the Medical Director: Yes",
        "form.docx [] 3: Deputy: ",
        "form.docx [] 4: Contract: permanent",
        "form.docx [] 5: In the text box",
        "form.docx [footer] 1: Form LHS1, September 2016",
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_same_form_is_read_from_what_libreoffice_makes_of_it() {
    for ending in ["doc", "odt", "rtf", "pdf"] {
        let told = read(&format!("form-libreoffice.{ending}")).join("\n").replace('\t', " | ");
        for line in [
            "Leeds Teaching Hospitals NHS Trust",
            "Name of nominee | Dr Agnieszka Whitmore",
            "E-mail | agnieszka.whitmore@leedsth.nhs.uk",
            "Direct line | 0113 496 0123 ext 451",
            "Agreed by the Medical Director: Yes",
        ] {
            assert!(told.contains(line), "{ending}: {line} is missing in\n{told}");
        }
        assert!(!told.contains("Click here"), "{ending}: {told}");
    }
}

#[test]
fn a_workbook_is_read_sheet_by_sheet_with_merged_cells_and_without_hidden_sheets() {
    let told = read("heads.xlsx");
    assert_eq!(told[0], "heads.xlsx [sheet Notes] 2: Heads of service, September 2016");
    assert_eq!(
        told[3],
        "heads.xlsx [sheet Heads] 3: Leeds Teaching Hospitals NHS Trust | Dr Celia Thistlewood | Consultant Clinical Scientist | \
         celia.thistlewood@leedsth.nhs.uk | 0113 496 0112 | X"
    );
    assert!(!told.join("\n").contains("Hidden"));
}

#[test]
fn a_letter_is_read_page_by_page() {
    let told = read("letter.pdf").join("\n").replace('\t', " | ");
    assert!(told.contains("letter.pdf [page 1] 8: Dear Fiona"), "{told}");
    assert!(told.contains("[page 2] 3: E-mail | orla.fennimore@srft.nhs.uk"), "{told}");
}

#[test]
fn without_pdftotext_letters_are_read_too() {
    let own = |name: &str| File { media_type: "application/x-drill-without-pdftotext".to_owned(), ..file(name) };
    let names = ["letter.pdf", "form-libreoffice.pdf", "scan.pdf", "letter-locked.pdf", "loop.pdf", "letter.pdf"];
    let answers = sandbox().read_files(names.into_iter().map(own).collect());
    let letter = told(&answers[0]).join("\n");
    assert!(
        letter.contains("I am pleased to nominate Dr Orla Fennimore as our Lead Healthcare Scientist."),
        "{letter}"
    );
    assert!(letter.contains("[page 2]") && letter.contains("orla.fennimore@srft.nhs.uk"), "{letter}");
    assert!(told(&answers[1]).join("\n").contains("agnieszka.whitmore@leedsth.nhs.uk"), "{:?}", told(&answers[1]));
    assert_eq!(unread(&answers[2]), Some(Unread::Scan));
    assert_eq!(unread(&answers[3]), Some(Unread::Encrypted));
    assert!(unread(&answers[4]).is_some());
    assert_eq!(answers[5], answers[0]);
}

#[test]
fn cards_of_three_versions_are_read() {
    assert_eq!(read("card-2.1.vcf")[0], "card-2.1.vcf [] 1: Name: Mr Fiachra Ó Dálaigh");
    let told = read("card-3.0.vcf").join("\n");
    assert!(
        told.contains("Name: Dr Efua Osei-Bonsu") && told.contains("Job title: Head of Nuclear Medicine"),
        "{told}"
    );
    assert!(read("card-4.0.vcf").join("\n").contains("Telephone: +44-161-496-0444"));
}

#[test]
fn mails_of_outlook_come_out_with_their_files() {
    let told = read("mail.msg").join("\n");
    for part in [
        "mail.msg> From: \"Ashgrove, Tobias\" <tobias.ashgrove@srft.nhs.uk>",
        "mail.msg> Date: Tue, 04 Oct 2016 09:00:00 +0000",
        "mail.msg: form.docx [table 1] 1: Name of nominee | Dr Agnieszka Whitmore",
        "mail.msg: RE: LHS.eml> <html><body><p>Tobias, happy to do it.</p>",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
    let told = read("winmail.dat").join("\n");
    assert!(told.contains("winmail.dat [] 1: Please find our form attached."), "{told}");
    assert!(
        told.contains("winmail.dat: nomination form.docx [table 1] 1: Name of nominee | Dr Agnieszka Whitmore"),
        "{told}"
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    for (name, why) in [
        ("scan.pdf", Unread::Scan),
        ("scan.png", Unread::Picture),
        ("scan.tiff", Unread::Picture),
        ("letter-locked.pdf", Unread::Encrypted),
        ("program.docx", Unread::Unknown),
        ("blank.docx", Unread::Empty),
        ("laughs.docx", Unread::Broken),
        ("outside.docx", Unread::Broken),
        ("deep.docx", Unread::TooLarge),
    ] {
        assert_eq!(unread(&sandbox().read_files(vec![file(name)])[0]), Some(why), "{name}");
    }
    assert!(unread(&sandbox().read_files(vec![file("loop.pdf")])[0]).is_some());
    assert_eq!(read("climbing.docx"), ["climbing.docx [] 1: Text"]);
    assert!(!PathBuf::from("/tmp/climbed.xml").exists());
    assert_eq!(read("far.xlsx"), ["far.xlsx [sheet a] 1: 1"]);
}

#[test]
fn bombs_of_every_kind_cost_a_refusal() {
    let zipped = |entries: usize, megabytes: usize| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("word/document.xml", options).unwrap();
        zip.write_all(b"<w:document><w:body><w:p><w:r><w:t>").unwrap();
        (0..megabytes).for_each(|_| zip.write_all(&[b' '; 1 << 20]).unwrap());
        (0..entries).for_each(|number| zip.start_file(format!("word/{number}"), options).unwrap());
        zip.finish().unwrap().into_inner()
    };
    let named = |name: &str, bytes: Vec<u8>| File { name: name.to_owned(), media_type: String::new(), bytes };
    let files = vec![
        named("bomb.docx", zipped(0, 300)),
        named("entries.docx", zipped(10_000, 0)),
        named("deep.rtf", [b"{\\rtf1".as_slice(), &[b'{'; 100_000]].concat()),
        named("deep.pdf", [b"%PDF-1.4\n1 0 obj ".as_slice(), &[b'['; 200_000]].concat()),
        named("large.pdf", [b"%PDF-1.4\n".as_slice(), &vec![b' '; 17 << 20]].concat()),
        file("form.docx"),
    ];
    let answers = sandbox().read_files(files);
    // Refused for their size as told or found, not stopped by the clock.
    for (at, why) in [(0, Unread::TooLarge), (1, Unread::TooLarge), (2, Unread::TooLarge), (4, Unread::TooLarge)] {
        assert_eq!(unread(&answers[at]), Some(why), "{at}");
    }
    assert!(unread(&answers[3]).is_some());
    assert!(told(&answers[5]).len() > 5, "the honest file is read beside them");
}

#[test]
fn files_cut_anywhere_are_read_in_part_or_refused_and_never_stop_the_others() {
    let names = [
        "form.docx",
        "heads.xlsx",
        "form-libreoffice.doc",
        "form-libreoffice.odt",
        "form-libreoffice.rtf",
        "letter.pdf",
        "mail.msg",
        "winmail.dat",
        "card-3.0.vcf",
    ];
    for name in names {
        let whole = file(name);
        let cut = |part: usize| File { bytes: whole.bytes[..whole.bytes.len() * part / 8].to_vec(), ..whole.clone() };
        let answers = sandbox().read_files((0..=8).map(cut).collect());
        assert_eq!(answers.len(), 9);
        assert!(unread(&answers[0]).is_some(), "{name}: nothing is nothing");
        let failed = answers.iter().filter(|answer| matches!(unread(answer), Some(Unread::Failed | Unread::TooSlow)));
        assert_eq!(failed.count(), 0, "{name}: a cut file stopped the box");
        assert!(unread(&answers[8]).is_none(), "{name} is read whole");
    }
}

#[test]
fn a_hang_a_crash_and_a_hog_cost_one_file_each() {
    let patience = Patience { file: Duration::from_secs(8), ..Patience::default() };
    let sandbox = Sandbox::of(PathBuf::from(env!("CARGO_BIN_EXE_cso-intake")), patience);
    let files = vec![
        file("card-3.0.vcf"),
        drill("hang", "a"),
        file("card-3.0.vcf"),
        drill("crash", "b"),
        file("card-3.0.vcf"),
        drill("hog", "c"),
        file("card-3.0.vcf"),
        drill("garbage", "d"),
        file("card-3.0.vcf"),
    ];
    let answers = sandbox.read_files(files);
    for (at, answer) in answers.iter().enumerate() {
        let expected = match at {
            1 => Some(Unread::TooSlow),
            3 | 5 | 7 => Some(Unread::Failed),
            _ => None,
        };
        assert_eq!(unread(answer), expected, "{at}");
    }
}

#[test]
fn the_box_gives_up_on_a_message_that_wears_it_out() {
    let patience = Patience { children: 2, ..Patience::default() };
    let sandbox = Sandbox::of(PathBuf::from(env!("CARGO_BIN_EXE_cso-intake")), patience);
    let answers = sandbox.read_files(vec![drill("crash", "a"), drill("crash", "b"), file("form.docx")]);
    assert!(answers.iter().all(|answer| unread(answer) == Some(Unread::Failed)));
    let patience = Patience { file: Duration::from_secs(1), message: Duration::from_secs(1), ..Patience::default() };
    let sandbox = Sandbox::of(PathBuf::from(env!("CARGO_BIN_EXE_cso-intake")), patience);
    let answers = sandbox.read_files(vec![drill("spin", "a"), file("form.docx")]);
    assert!(answers.iter().all(|answer| unread(answer) == Some(Unread::TooSlow)));
}

#[test]
fn nothing_gets_out_of_the_box() {
    let place = TempDir::new().unwrap();
    let inside = place.path().join("secret");
    fs::write(&inside, "secret").unwrap();
    let name = |path: PathBuf| path.to_str().unwrap().to_owned();
    for (what, about) in [
        ("connect", String::new()),
        ("write", name(place.path().join("new"))),
        ("write", name(inside.clone())),
        ("read", name(inside.clone())),
    ] {
        // Whoever gets out crashes the box; whoever is kept in is answered.
        let answers = sandbox().read_files(vec![drill(what, &about)]);
        assert_eq!(unread(&answers[0]), Some(Unread::Unknown), "{what} {about}");
    }
    assert_eq!(fs::read_to_string(inside).unwrap(), "secret");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

/// A mail with these words and files.
fn mail(body: &str, files: &[(&str, &str)]) -> String {
    let mut mail = String::from(
        "From: Hannah Brearley <hannah.brearley@srft.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: Lead Healthcare Scientist\r\n\
         Date: Tue, 4 Oct 2016 10:00:00 +0100\r\nMessage-ID: <files@srft.nhs.uk>\r\nMIME-Version: 1.0\r\n\
         Authentication-Results: mx.nhs.net; dmarc=pass header.from=srft.nhs.uk\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n",
    );
    mail.push_str(body);
    for (name, media_type) in files {
        let bytes = fs::read(fixture("attachments").join(name)).unwrap();
        mail.push_str(&format!(
            "\r\n--b\r\nContent-Type: {media_type}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}",
            base64(&bytes)
        ));
    }
    mail.push_str("\r\n--b--\r\n");
    mail
}

/// A mail with these words and files, as the program reads it.
fn reading(body: &str, files: &[(&str, &str)]) -> Value {
    read_mail(&mail(body, files))
}

/// A mail, as the program reads it.
fn read_mail(mail: &str) -> Value {
    let place = TempDir::new().unwrap();
    let path = place.path().join("mail.eml");
    fs::write(&path, mail).unwrap();
    let mut command = program();
    command.args(["extract", "--json", "--trusts"]).arg(fixture("register/trusts.csv")).arg(path);
    let ran = Ran::from(&command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(ran.out.trim()).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for (at, three) in bytes.chunks(3).enumerate() {
        if at % 19 == 0 && at > 0 {
            out.push_str("\r\n");
        }
        let group = three.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let sign = SIGNS[(group >> (18 - 6 * place) & 63) as usize];
            out.push(if place > three.len() { '=' } else { char::from(sign) });
        }
    }
    out
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

fn reasons(reading: &Value) -> String {
    reading["reasons"].as_array().unwrap().iter().map(|reason| reason.as_str().unwrap()).collect::<Vec<_>>().join("; ")
}
