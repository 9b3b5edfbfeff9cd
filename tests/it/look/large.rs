//! Mail above the limit: its text is read, its files are named, and little of it comes over the line.

use crate::rig::service::written_lately;

use super::House;

fn base64_lines(bytes: usize) -> String {
    "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\n".repeat(bytes / 77)
}

/// Leeds names somebody in a mail with these parts after its text.
fn mail(parts: &str) -> Vec<u8> {
    let mail = format!(
        "From: Marcus Tinsley <marcus.tinsley@leedsth.nhs.uk>\nTo: england.cso@nhs.net\nDate: x\n\
         Subject: RE: Lead Healthcare Scientists\nMessage-ID: <large@leedsth.nhs.uk>\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=\"outer\"\n\n--outer\n\
         Content-Type: multipart/alternative; boundary=\"in ner\"\n\n--in ner\n\
         Content-Type: text/plain; charset=utf-8\n\n\
         Our Lead Healthcare Scientist is Dr Una Brown, una.brown@leedsth.nhs.uk.\n\nMarcus Tinsley\n\n--in ner\n\
         Content-Type: text/html; charset=utf-8\n\n\
         <p>Our Lead Healthcare Scientist is Dr Una Brown, una.brown@leedsth.nhs.uk.</p><p>Marcus Tinsley</p>\n\n\
         --in ner--\n{parts}--outer--\n"
    );
    written_lately(mail.as_bytes(), 5)
}

fn file(name: &str, bytes: usize) -> String {
    format!(
        "--outer\nContent-Type: application/pdf; name=\"{name}\"\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment; filename=\"{name}\"\n\n{}\n",
        base64_lines(bytes)
    )
}

#[test]
fn a_mail_above_the_limit_is_read_without_its_large_files_which_are_named_with_their_sizes() {
    let house = House::with(0);
    house.installation.set("acknowledge_within", "max_message = \"1MB\"\nacknowledge_within");
    let note = "--outer\nContent-Type: text/plain; name=\"note.txt\"\nContent-Disposition: attachment; \
                filename=\"note.txt\"\n\nA note of no importance.\n";
    let large = mail(&format!("{}{note}{}", file("scan.pdf", 9 << 20), file("drawings.pdf", 3 << 20)));
    house.dovecot.client().append("INBOX", &large);
    let before = house.between.bytes();
    let (well, said) = house.look();
    assert!(well && said.contains("1 to review"), "{said}");
    let came = house.between.bytes() - before;
    assert!(came < 100_000, "{came} bytes of {} came over the line", large.len());

    let shown = house.installation.run(&["review", "show", "1"]);
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    for words in ["Dr Una Brown", "una.brown@leedsth.nhs.uk", "only a part of the message was fetched"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(shown.contains("scan.pdf (about 6 MB, not fetched because the mail is too large)"), "{shown}");
    assert!(shown.contains("drawings.pdf (about 2 MB, not fetched because the mail is too large)"), "{shown}");
    assert!(!shown.contains("note.txt"), "a small file is fetched: {shown}");
    assert_eq!(house.installation.count("SELECT partial FROM message"), 1);
    assert_eq!(
        house.installation.count("SELECT size FROM message"),
        i64::try_from(large.len()).unwrap() + lines(&large)
    );

    house.dovecot.client().ask("SELECT INBOX");
    let mut client = house.dovecot.client();
    client.ask("SELECT INBOX");
    client.ask("UID MOVE 1 Junk");
    assert!(house.look().0);
    assert_eq!(house.messages(), 1, "moved, it is the same message");
}

/// What the line ends add on the wire.
fn lines(mail: &[u8]) -> i64 {
    i64::try_from(mail.iter().filter(|&&byte| byte == b'\n').count()).unwrap()
}

#[test]
fn a_mail_above_the_limit_with_parts_in_parts_without_end_is_read_from_its_start() {
    let house = House::with(0);
    house.installation.set("acknowledge_within", "max_message = \"1MB\"\nacknowledge_within");
    let mut nested = String::new();
    for depth in 0..2_000 {
        let multipart = format!("Content-Type: multipart/mixed; boundary=\"b{depth}\"\n\n--b{depth}\n");
        nested.push_str(&if depth == 0 { format!("--outer\n{multipart}") } else { multipart });
    }
    nested.push_str("Content-Type: text/plain\n\ndeep\n");
    let large = mail(&format!("{nested}{}", file("scan.pdf", 2 << 20)));
    let mut client = house.dovecot.client();
    client.append("INBOX", &large);
    house.append(0, 3);
    let mut looks = 0;
    while !house.look().0 {
        looks += 1;
        assert!(looks < 5);
    }
    assert_eq!(house.messages(), 4);
    assert_eq!(house.installation.count("SELECT count(*) FROM message WHERE state = 'set_aside'"), 0);
    let shown = house.installation.rows("SELECT reading FROM reading WHERE reading LIKE '%Una Brown%'");
    assert_eq!(shown.len(), 1, "its text was read");
}
