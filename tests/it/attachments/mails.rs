//! Mails with files, as the program reads them: evidence that names page and cell, doubts that name the file.

use super::*;

#[test]
fn a_letter_in_a_pdf_is_an_answer_and_its_evidence_names_the_page() {
    let reading = reading("Please see attached.\r\n\r\nHannah", &[("letter.pdf", "application/pdf")]);
    assert_eq!(reading["disposition"], "accept", "{reading}");
    let nominee = &reading["nominees"][0];
    assert_eq!(nominee["name"], "Orla Fennimore");
    assert_eq!(nominee["email"], "orla.fennimore@srft.nhs.uk");
    assert_eq!(nominee["evidence"]["email"]["place"]["part"], "attachment letter.pdf, page 2");
}

#[test]
fn a_row_of_a_workbook_is_an_answer_and_its_evidence_names_the_cell() {
    let reading = reading(
        "Our heads of service are attached, the LHS is the one marked with an X.\r\n\r\nHannah",
        &[("heads.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
    );
    let nominee = &reading["nominees"][0];
    assert_eq!(nominee["name"], "Celia Thistlewood", "{reading}");
    assert_eq!(nominee["evidence"]["name"]["place"]["part"], "attachment heads.xlsx, sheet Heads, cell B3");
    assert_eq!(nominee["evidence"]["email"]["place"]["part"], "attachment heads.xlsx, sheet Heads, cell D3");
    assert_eq!(reading["nominees"].as_array().unwrap().len(), 1);
}

#[test]
fn a_mail_saved_by_outlook_is_read_as_one_passed_on() {
    let reading = reading("See attached message.\r\n\r\nHannah", &[("mail.msg", "application/vnd.ms-outlook")]);
    assert_eq!(reading["class"], "nomination", "{reading}");
    // The form inside names somebody else than the mail does.
    assert_eq!(reading["disposition"], "review", "{reading}");
}

#[test]
fn a_form_in_winmail_dat_is_read() {
    let reading = reading("Please find our form attached.\r\n\r\nHannah", &[("winmail.dat", "application/ms-tnef")]);
    assert_eq!(reading["nominees"][0]["name"], "Agnieszka Whitmore", "{reading}");
    let part = reading["nominees"][0]["evidence"]["name"]["place"]["part"].as_str().unwrap();
    assert_eq!(part, "attachment winmail.dat: nomination form.docx, table 1");
}

#[test]
fn text_and_file_that_disagree_go_to_a_person() {
    let body =
        "We nominate Dr Ruth Pennycook, Head of Audiology, ruth.pennycook@srft.nhs.uk, 0161 496 0123.\r\n\r\nHannah";
    let alone = reading(body, &[]);
    assert_eq!(alone["disposition"], "accept", "{alone}");
    let both = reading(body, &[("letter.pdf", "application/pdf")]);
    assert_eq!(both["disposition"], "review", "{both}");
    assert!(reasons(&both).contains("the text and the file name different people"), "{both}");
}

#[test]
fn what_could_not_be_read_is_a_doubt_with_its_name_and_why() {
    let body = "We nominate Dr Ruth Pennycook, Head of Audiology, ruth.pennycook@srft.nhs.uk, 0161 496 0123. Form attached.\r\n\r\nHannah";
    for (name, media_type, why) in [
        ("scan.pdf", "application/pdf", "pages without text, as a scanner makes them"),
        ("scan.png", "image/png", "a picture or scan"),
        ("letter-locked.pdf", "application/pdf", "protected with a password"),
        ("program.docx", DOCX, "a kind of file that is not read"),
        ("laughs.docx", DOCX, "damaged, or not what its name says"),
    ] {
        let reading = reading(body, &[(name, media_type)]);
        let doubt = format!("details in an attachment that could not be read: {name} ({why})");
        assert!(reasons(&reading).contains(&doubt), "{reading}");
        assert_eq!(reading["disposition"], "review");
    }
}

#[test]
fn a_card_of_a_colleague_answers_and_the_senders_own_does_not() {
    let theirs = reading("Our LHS's card is attached.\r\n\r\nHannah", &[("card-3.0.vcf", "text/x-vcard")]);
    assert_eq!(theirs["nominees"][0]["name"], "Efua Osei-Bonsu", "{theirs}");
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Hannah Brearley\r\nN:Brearley;Hannah;;;\r\nTITLE:Head of Audiology\r\n\
                EMAIL:hannah.brearley@srft.nhs.uk\r\nEND:VCARD\r\n";
    let mail = format!(
        "From: Hannah Brearley <hannah.brearley@srft.nhs.uk>\r\nTo: england.cso@nhs.net\r\nSubject: Lead Healthcare Scientist\r\n\
         Date: Tue, 4 Oct 2016 10:00:00 +0100\r\nMessage-ID: <card@srft.nhs.uk>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         Thank you for your letter, which I attach nothing to. We are looking into it.\r\n\r\nHannah\r\n\
         --b\r\nContent-Type: text/x-vcard; name=\"hannah.vcf\"\r\n\r\n{card}\r\n--b--\r\n"
    );
    let own = read_mail(&mail);
    assert_eq!(own["nominees"].as_array().unwrap().len(), 0, "{own}");
}

#[test]
fn the_service_reads_files_as_extract_does() {
    let office = Office::in_mode("live");
    office.deliver(1, "letter", mail("Please see attached.\r\n\r\nHannah", &[("letter.pdf", "application/pdf")]));
    let scan = mail("Please see attached.\r\n\r\nHannah", &[("scan.pdf", "application/pdf")]);
    office.deliver(2, "scan", scan.replace("<files@srft.nhs.uk>", "<scan@srft.nhs.uk>"));
    office.ok(&["run", "--once"]);
    assert_eq!((office.messages_in("answer"), office.messages_in("awaiting_review")), (1, 1));
    let waiting = office.ok(&["review", "list"]);
    assert!(waiting.contains("scan.pdf (pages without text, as a scanner makes them)"), "{waiting}");
    // Reading it again goes through the box too.
    office.ok(&["review", "replay", "2"]);
    assert_eq!(office.messages_in("awaiting_review"), 1);
}

#[test]
fn mails_without_files_start_no_box() {
    let limits = cso_intake::message::Limits::default();
    for path in fixtures("demo", "eml") {
        let Ok(mut message) = cso_intake::message::read(&fs::read(path).unwrap(), &limits) else { continue };
        assert!(message.take_files().is_empty());
        // Starting this one would fail and say so.
        Sandbox::of(PathBuf::from("/nonexistent"), Patience::default()).read(&mut message, &limits);
    }
}

#[test]
fn without_a_box_every_file_counts_as_unread() {
    let limits = cso_intake::message::Limits::default();
    let bytes = mail("Please see attached.", &[("form.docx", DOCX)]).into_bytes();
    for sandbox in [Sandbox::none(), Sandbox::of(PathBuf::from("/nonexistent"), Patience::default())] {
        let mut message = cso_intake::message::read(&bytes, &limits).unwrap();
        sandbox.read(&mut message, &limits);
        assert!(message.attachments[0].unread.is_some());
    }
}
