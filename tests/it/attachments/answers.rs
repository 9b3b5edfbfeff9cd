//! What a clerk makes of mails whose answer stands in a file: what is recorded alone, and what a person is asked about.

use std::fs;
use std::io::Write as _;

use serde_json::Value;

use super::{base64, read_mail, reasons};
use crate::office::fixture;

/// A Word document with these paragraphs; one with a bar is a row of a table.
fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(text));
    let mut body = String::new();
    let mut open = false;
    for text in paragraphs {
        let cells: Vec<&str> = text.split('|').collect();
        let row = cells.len() > 1;
        if row != open {
            body.push_str(if row { "<w:tbl>" } else { "</w:tbl>" });
            open = row;
        }
        if row {
            let cells = cells.iter().map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell.trim())));
            body.push_str(&format!("<w:tr>{}</w:tr>", cells.collect::<String>()));
        } else {
            body.push_str(&paragraph(text));
        }
    }
    body.push_str(if open { "</w:tbl>" } else { "" });
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let head = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">";
    zip.write_all(format!("{head}<w:body>{body}</w:body></w:document>").as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// How a mail with this body and one Word document is read.
fn read(body: &str, paragraphs: &[&str]) -> Value {
    let mail = format!(
        "From: Hannah Brearley <hannah.brearley@srft.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: Lead Healthcare Scientist\r\n\
         Date: Tue, 4 Oct 2016 10:00:00 +0100\r\nMessage-ID: <answer@srft.nhs.uk>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n\r\nHannah\r\n\
         --b\r\nContent-Type: application/octet-stream; name=\"answer.docx\"\r\nContent-Disposition: attachment\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        base64(&docx(paragraphs))
    );
    read_mail(&mail)
}

const SEE: &str = "Please see attached.";
const HEAD: &str = "Lead Healthcare Scientist nomination form";
const MAIL: &str = "E-mail | una.brightwell@srft.nhs.uk";

#[test]
fn forms_and_letters_that_name_one_person_are_recorded() {
    let cases: &[&[&str]] = &[
        &[
            HEAD,
            "Name of nominee | Dr Una Brightwell",
            "Job title | Head of Audiology",
            MAIL,
            "Medical Director | Dr Alan Ketteringham",
        ],
        &[
            HEAD,
            "Name of nominee | Dr Una Brightwell",
            MAIL,
            "Name of person completing this form | Lisa Farnborough",
            "E-mail | lisa.farnborough@srft.nhs.uk",
        ],
        &["Lead Healthcare Scientist", "Previous lead | Dr Otto Oldham", "New lead | Dr Una Brightwell", MAIL],
        &[
            "LHS proforma",
            "Name of Trust | Salford Royal NHS Foundation Trust",
            "Name of Lead Healthcare Scientist | Dr Una Brightwell",
            "Email address | una.brightwell@srft.nhs.uk",
            "PA's name and contact details | Lisa Farnborough, lisa.farnborough@srft.nhs.uk",
        ],
        &[
            "Salford Royal NHS Foundation Trust",
            "Dear Fiona",
            "I am pleased to nominate Dr Una Brightwell as our Lead Healthcare Scientist. Her address is una.brightwell@srft.nhs.uk.",
            "Yours sincerely",
            "Dr Alan Ketteringham",
            "Medical Director",
            "alan.ketteringham@srft.nhs.uk",
        ],
    ];
    for paragraphs in cases {
        let reading = read(SEE, paragraphs);
        assert_eq!(reading["disposition"], "accept", "{paragraphs:?}: {reading}");
        assert_eq!(reading["nominees"][0]["name"], "Una Brightwell", "{reading}");
        assert_eq!(reading["nominees"].as_array().unwrap().len(), 1, "{reading}");
    }
}

/// What stands in the file, and a word of the doubt it raises.
const ASKED_ABOUT: &[(&str, &[&str])] = &[
    ("curriculum vitae", &["CURRICULUM VITAE", "Dr Una Brightwell", "Head of Audiology", "una.brightwell@srft.nhs.uk"]),
    (
        "role descriptor",
        &["Lead Healthcare Scientist: role descriptor", "Contact: Dr Alan Ketteringham, alan.ketteringham@srft.nhs.uk"],
    ),
    (
        "example",
        &["Nomination form for the Lead Healthcare Scientist: EXAMPLE", "Name of nominee | Dr Una Brightwell", MAIL],
    ),
    (
        "nobody",
        &[
            HEAD,
            "Name of nominee | ",
            "E-mail | ",
            "Name of Medical Director | Dr Alan Ketteringham",
            "E-mail | alan.ketteringham@srft.nhs.uk",
        ],
    ),
    (
        "nobody",
        &[
            "Dear Fiona",
            "Lead Healthcare Scientist",
            "Please accept this letter as our response. Any queries to my office.",
            "Yours sincerely",
            "Dr Alan Ketteringham",
            "alan.ketteringham@srft.nhs.uk",
        ],
    ),
    ("not said outright", &[HEAD, "Name of nominee | ", "E-mail | ", "Deputy | Not applicable"]),
    ("not agreed yet", &[HEAD, "Name of nominee | Dr Una Brightwell", MAIL, "Has the nominee agreed? | No, on leave"]),
    (
        "condition",
        &[
            "Dear Fiona",
            "We propose Dr Una Brightwell (una.brightwell@srft.nhs.uk) as our Lead Healthcare Scientist, subject to \
            the approval of the Board.",
            "Yours sincerely",
            "Dr Alan Ketteringham",
        ],
    ),
    (
        "another trust",
        &[
            "Leeds Teaching Hospitals NHS Trust",
            "Dear Fiona",
            "We nominate Dr Euan Postgate as our Lead Healthcare Scientist: euan.postgate@nhs.net.",
            "Yours sincerely",
            "Dr Al Reed",
        ],
    ),
    ("another programme", &["CSO WISE Fellowship - nomination form", "Nominee | Dr Una Brightwell", MAIL]),
    (
        "nobody",
        &[
            "Dear Fiona",
            "I wish to express an interest in the role of Lead Healthcare Scientist.",
            "Dr Una Brightwell",
            "una.brightwell@srft.nhs.uk",
        ],
    ),
    (
        "two people",
        &[HEAD, "Nominee 1 | Dr Una Brightwell", MAIL, "Nominee 2 | Mr Tom Ferris", "E-mail | tom.ferris@srft.nhs.uk"],
    ),
];

#[test]
fn whatever_a_clerk_would_ask_about_goes_to_a_person() {
    for (doubt, paragraphs) in ASKED_ABOUT {
        let reading = read(SEE, paragraphs);
        assert_eq!(reading["disposition"], "review", "{paragraphs:?}: {reading}");
        assert!(reasons(&reading).contains(doubt), "{doubt}: {reading}");
    }
}

#[test]
fn letters_that_decline_promise_or_withdraw_are_read_as_such() {
    let close = ["Yours sincerely", "Dr Alan Ketteringham", "Medical Director"];
    for (class, sentence) in [
        ("decline", "The Trust will not be nominating a Lead Healthcare Scientist, as we employ no scientific staff."),
        ("holding", "We will let you have a name by the end of October."),
        (
            "correction",
            "We wish to withdraw our nomination of Dr Una Brightwell as Lead Healthcare Scientist. She has left the Trust.",
        ),
    ] {
        let reading = read(SEE, &[["Dear Fiona", sentence].as_slice(), &close].concat());
        assert_eq!(reading["class"], class, "{reading}");
        assert_ne!(reading["disposition"], "accept", "{reading}");
        assert_ne!(reading["disposition"], "incomplete", "{reading}");
    }
}

#[test]
fn a_question_with_our_own_letter_attached_is_a_question() {
    let letter = fs::read_to_string(fixture("corpus/v013.eml")).unwrap();
    let letter = letter.split("Dear Colleagues").nth(1).unwrap();
    let lines: Vec<&str> =
        letter.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("--")).take(12).collect();
    let reading =
        read("Is the attached letter genuine? It came to my PA.", &[["Dear Colleagues"].as_slice(), &lines].concat());
    assert_eq!(reading["class"], "query", "{reading}");
    assert_eq!(reading["nominees"].as_array().unwrap().len(), 0);
}
