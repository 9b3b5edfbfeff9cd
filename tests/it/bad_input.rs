//! What no mail should be, in a real mailbox: each has a clear entry in the ledger, nothing is lost, nothing stops, and
//! the memory stays bounded.

use std::time::Duration;

use crate::rig::service::Installation;
use crate::rig::{Certificates, Dovecot, Kind, SmtpServer, wait_for};

/// Where a mail of these tests comes from unless it is about that.
const FROM: &str = "From: Jane Smith <jane.smith@leedsth.nhs.uk>\r\nTo: england.cso@nhs.net\r\n";
const SUBJECT: &str = "Subject: RE: Lead Healthcare Scientist\r\nDate: Fri, 07 Oct 2016 12:00:00 +0100\r\n";
const BODY: &str =
    "\r\nDear colleagues,\r\n\r\nOur Lead Healthcare Scientist is Dr Alan Reed, alan.reed@leedsth.nhs.uk.\r\n";

fn mail(id: &str, more: &str, body: &str) -> Vec<u8> {
    format!("{FROM}{SUBJECT}Message-ID: <{id}@leedsth.nhs.uk>\r\n{more}{body}").into_bytes()
}

/// A text part and an attachment of so many bytes.
fn with_attachment(id: &str, bytes: usize) -> Vec<u8> {
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n";
    let text = format!("\r\n--b\r\nContent-Type: text/plain\r\n{BODY}\r\n--b\r\nContent-Type: application/pdf\r\n");
    let mut whole = mail(id, head, &(text + "Content-Transfer-Encoding: base64\r\n\r\n"));
    let line = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\r\n";
    whole.extend(line.repeat(bytes / line.len()));
    whole.extend(b"--b--\r\n");
    whole
}

fn nested_parts(id: &str, depth: usize) -> Vec<u8> {
    let mut body = String::new();
    for level in 1..depth {
        body += &format!("\r\n--b{}\r\nContent-Type: multipart/mixed; boundary=b{level}\r\n", level - 1);
    }
    mail(id, "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n", &body)
}

fn html(id: &str, charset: &str, body: &str) -> Vec<u8> {
    mail(
        id,
        &format!("MIME-Version: 1.0\r\nContent-Type: text/html; charset={charset}\r\n"),
        &format!("\r\n{body}\r\n"),
    )
}

fn inputs() -> Vec<Vec<u8>> {
    let twice = mail("twice", "Received: from a by b; Fri, 07 Oct 2016 12:00:00 +0100\r\n", BODY);
    let again = mail("twice", "Received: from c by d; Sat, 08 Oct 2016 12:00:00 +0100\r\nX-Other: 1\r\n", BODY);
    vec![
        (1..=255).cycle().take(5_000).collect(),
        b"this is just some text\nwithout a header\n".to_vec(),
        b"\r\n".to_vec(),
        with_attachment("truncated", 4_000)[..2_000].to_vec(),
        nested_parts("nested", 10_000),
        html("deep", "utf-8", &("<div>".repeat(100_000) + "Our LHS is Dr Alan Reed" + &"</div>".repeat(100_000))),
        html("charset", "x-no-such-charset", "<p>Our Lead Healthcare Scientist is Dr Alan Reed</p>"),
        format!("{SUBJECT}Message-ID: <nobody@x>\r\n{BODY}").into_bytes(),
        format!("{FROM}{SUBJECT}{BODY}").into_bytes(),
        mail("same", "", BODY),
        mail("same", "", &BODY.replace("Alan Reed, alan.reed", "Mary Long, mary.long")),
        twice.clone(),
        twice,
        again,
        format!(
            "{FROM}Subject: a\r\n b\r\n\tc =?utf-8?q?d=0D=0ABcc=3A_x@y.nhs.uk?=\r\nMessage-ID: <folded@x>\r\n{BODY}"
        )
        .into(),
        format!("From: \"{}\" <long@leedsth.nhs.uk>\r\n{SUBJECT}Message-ID: <long@x>\r\n{BODY}", "x".repeat(1 << 20))
            .into(),
        mail("body", "", &format!("\r\n{}\r\n", "Dr Alan Reed is our lead scientist. ".repeat(60_000))),
    ]
}

#[test]
fn every_bad_mail_is_in_the_ledger_once_and_stops_nothing() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    let mut client = dovecot.client();
    let inputs = inputs();
    for input in &inputs {
        client.append("INBOX", input);
    }
    dovecot.put_file("INBOX", "1475838000.M1P1.empty", b"");
    client.append("INBOX", &mail("last", "", BODY));
    let appended = i64::try_from(inputs.len() + 2).unwrap();

    let run = installation.run(&["run", "--once"]);
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    assert!(said.contains(&format!("messages: {appended} new")), "{run:?}");
    assert!(said.contains("0 failed"), "{run:?}");
    let ledger = installation.rows("SELECT id, state, why FROM message ORDER BY id");
    assert_eq!(ledger.len(), inputs.len() + 2, "{ledger:#?}");
    assert_eq!(installation.count("SELECT count(*) FROM spot"), appended);
    assert_eq!(installation.count("SELECT count(*) FROM message WHERE state = 'duplicate'"), 2, "{ledger:#?}");
    let again = installation.run(&["run", "--once"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("messages: 0 new"), "{again:?}");
    assert!(installation.run(&["status"]).status.success(), "the sums add up");
}

#[test]
fn a_mail_of_60_megabytes_is_read_in_part_and_the_memory_stays_bounded() {
    let certificates = Certificates::new();
    let dovecot = Dovecot::start(&certificates);
    let smtp = SmtpServer::start(&certificates, Kind::Submission);
    let installation = Installation::between(&dovecot, &smtp);
    dovecot.client().append("INBOX", &with_attachment("large", 60 << 20));
    dovecot.client().append("INBOX", &mail("after", "", BODY));
    let service = installation.start();
    wait_for("both mails", Duration::from_secs(60), || {
        (installation.count("SELECT count(*) FROM message") == 2).then_some(())
    });
    let peak = service.peak_memory();
    assert!(service.stop());
    println!("peak memory with a mail of 60 MB: {} MB", peak >> 20);
    assert_eq!(installation.rows("SELECT partial FROM message ORDER BY id"), ["Integer(1)", "Integer(0)"]);
    assert!(peak < 130 << 20, "{} MB", peak >> 20);
}
