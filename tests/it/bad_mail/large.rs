//! Large and deep mails, made here. Each stands between two good ones, and the memory of the whole run is measured.

use serde_json::Value;

use crate::office::{Office, Ran, fixture, nomination, program};

/// The most memory a run may take, in MiB, whatever comes in. A mail of 35 MB may be read whole; the program alone, as it is
/// built for tests, has 70.
const MEMORY: u64 = 300;

const TEXT: &str = "Our Lead Healthcare Scientist is Dr Una Brown, una.brown@leedsth.nhs.uk.\n";

/// A mail from Leeds with these headers and this body.
fn mail(from: &str, headers: &str, body: &str) -> String {
    format!(
        "From: {from} <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\nDate: Tue, 20 Sep 2016 10:00:00 +0100\n\
         Message-ID: <large@leedsth.nhs.uk>\nMIME-Version: 1.0\n{headers}\n{body}"
    )
}

fn text_mail(body: &str) -> String {
    mail("Marcus Tinsley", "Subject: RE: Lead Healthcare Scientists\nContent-Type: text/plain\n", body)
}

fn html_mail(body: &str) -> String {
    mail("Marcus Tinsley", "Subject: RE: Lead Healthcare Scientists\nContent-Type: text/html\n", body)
}

fn multipart(boundary: &str, body: &str) -> String {
    let headers =
        format!("Subject: RE: Lead Healthcare Scientists\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\n");
    mail("Marcus Tinsley", &headers, body)
}

/// Reads the mail between two good ones and returns its line in the ledger.
fn between_good_mails(name: &str, mail: &str) -> String {
    let office = Office::in_mode("live");
    office.deliver(1, "before", nomination("before", "Ann Grey"));
    office.deliver(2, name, mail);
    office.deliver(3, "after", nomination("after", "Ann Grey").replace("20 Sep", "21 Sep"));
    let (ran, peak) = office.measured(&["run", "--once"]);
    eprintln!("{name}: {peak} MiB at most, {} bytes of mail", mail.len());
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(peak < MEMORY, "{name} took {peak} MiB");
    assert!(ran.out.contains("messages: 3 new") && ran.out.contains("0 failed"), "{}", ran.out);
    let ledger = office.ledger();
    assert!(ledger[0].contains("recorded") && ledger[0].contains("Dr Ann Grey"), "{}", ledger[0]);
    assert!(ledger[2].contains("Dr Ann Grey"), "{}", ledger[2]);
    assert!(!ledger[1].contains("defect"), "{name}: {}", ledger[1]);
    assert!(ledger[1].len() < 2_000, "{name}: a line of the ledger stays a line, not {} bytes", ledger[1].len());
    office.sums_add_up();
    let shown = office.ok(&["review", "show", "2"]);
    assert!(shown.len() < 20_000, "{name}: what is shown of it stays readable, not {} bytes", shown.len());
    extract_agrees(&office, name);
    ledger[1].clone()
}

/// The same through `extract --json`: one line, no crash.
fn extract_agrees(office: &Office, name: &str) {
    let path = office.path(&format!("mail/new/{}.{name}", 1_475_000_002));
    let mut command = program();
    command.args(["extract", "--json", "--trusts"]).arg(fixture("register/trusts.csv")).arg(path);
    let ran = Ran::from(&command.output().unwrap());
    assert_eq!(ran.code, 0, "{name}: {}", ran.err);
    assert_eq!(ran.out.lines().count(), 1, "{name}");
    let line: Value = serde_json::from_str(&ran.out).unwrap();
    assert!(line["class"].is_string(), "{name}: {line}");
}

#[test]
fn a_mail_with_an_attachment_of_60_mb_is_read_in_part_and_goes_to_a_person() {
    let line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAx\n";
    let attachment = line.repeat((60 << 20) / line.len());
    let body = format!(
        "--B\nContent-Type: text/plain\n\n{TEXT}\n--B\nContent-Type: application/pdf; name=scan.pdf\n\
         Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=scan.pdf\n\n{attachment}\n--B--\n"
    );
    let line = between_good_mails("attachment", &multipart("B", &body));
    assert!(line.contains("TO REVIEW") && line.contains("Dr Una Brown"), "{line}");
    assert!(line.contains("only a part of the message was fetched"), "it says why: {line}");
}

#[test]
fn ten_thousand_nested_parts_go_to_a_person() {
    let mut body = String::new();
    for depth in 0..10_000 {
        body.push_str(&format!("--b{depth}\nContent-Type: multipart/mixed; boundary=\"b{}\"\n\n", depth + 1));
    }
    body.push_str(&format!("--b10000\nContent-Type: text/plain\n\n{TEXT}"));
    for depth in (0..=10_000).rev() {
        body.push_str(&format!("\n--b{depth}--\n"));
    }
    let line = between_good_mails("nested", &multipart("b0", &body));
    assert!(line.contains("TO REVIEW") && line.contains("too many parts"), "{line}");
}

#[test]
fn ten_thousand_parts_side_by_side_go_to_a_person() {
    let parts: String = (0..10_000).map(|number| format!("--B\nContent-Type: text/plain\n\nnote {number}\n")).collect();
    let line = between_good_mails("parts", &multipart("B", &format!("{parts}--B--\n")));
    assert!(line.contains("TO REVIEW") && line.contains("too many parts"), "{line}");
}

#[test]
fn a_hundred_thousand_nested_html_elements_are_read_or_go_to_a_person() {
    let nested = format!("<html><body>{}{TEXT}{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
    let line = between_good_mails("html", &html_mail(&nested));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn a_hundred_thousand_open_html_tables_are_read_or_go_to_a_person() {
    let nested = format!("<html><body>{}{TEXT}", "<table><tr><td>".repeat(33_000));
    let line = between_good_mails("tables", &html_mail(&nested));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn twenty_thousand_html_paragraphs_are_read_or_go_to_a_person() {
    let flat = format!("<html><body>{}{TEXT}", "<p>a</p>".repeat(20_000));
    let line = between_good_mails("paragraphs", &html_mail(&flat));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn twenty_thousand_lines_are_read_or_go_to_a_person() {
    let line = between_good_mails("lines", &text_mail(&format!("{}{TEXT}", "hello again\n".repeat(20_000))));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn a_senders_name_of_a_megabyte_is_cut_and_the_mail_is_read() {
    let name = format!("\"{}\"", "Marcus ".repeat(150_000));
    let body = format!("{TEXT}\nMarcus Tinsley\n");
    let headers = "Subject: RE: Lead Healthcare Scientists\nContent-Type: text/plain\n";
    let line = between_good_mails("sender", &mail(&name, headers, &body));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn a_nominees_name_of_a_megabyte_is_never_recorded() {
    let words = text_mail(&format!("Our Lead Healthcare Scientist is Dr {}Brown.\n", "Una ".repeat(250_000)));
    let line = between_good_mails("words", &words);
    assert!(line.contains("TO REVIEW") || line.contains("a question"), "{line}");
}

#[test]
fn a_nominees_name_of_one_word_of_a_megabyte_is_never_recorded() {
    let word = text_mail(&format!("Our Lead Healthcare Scientist is Dr {} Brown.\n", "Una".repeat(330_000)));
    let line = between_good_mails("word", &word);
    assert!(line.contains("TO REVIEW") || line.contains("a question"), "{line}");
}

#[test]
fn a_subject_of_a_megabyte_is_cut_and_the_mail_is_read() {
    let headers = format!("Subject: {}\nContent-Type: text/plain\n", "Lead Healthcare Scientist ".repeat(40_000));
    let line = between_good_mails("subject", &mail("Marcus Tinsley", &headers, TEXT));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}

#[test]
fn fifty_thousand_addresses_in_to_and_as_many_quotation_marks_stop_nothing() {
    let to: String = (0..50_000).map(|number| format!(",\n someone{number}@example.org")).collect();
    let headers = format!("Subject: RE: Lead Healthcare Scientists\nCc: a@example.org{to}\nContent-Type: text/plain\n");
    let body = format!("{TEXT}\n{} deep\n", ">".repeat(50_000));
    let line = between_good_mails("addresses", &mail("Marcus Tinsley", &headers, &body));
    assert!(line.contains("TO REVIEW") || line.contains("Dr Una Brown"), "{line}");
}
