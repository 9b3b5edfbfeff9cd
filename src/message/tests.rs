//! Over the whole corpus: every mail reads, and what must always hold holds.

mod clients;

use proptest::prelude::*;

use super::*;

fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut mails: Vec<_> = std::fs::read_dir("fixtures/corpus")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    mails.sort();
    mails
}

fn parse(bytes: &[u8]) -> Message {
    read(bytes, &Limits::default()).unwrap()
}

/// Numbers of all lines, in the order of the segments.
fn numbers(message: &Message) -> Vec<u32> {
    message.segments.iter().flat_map(|segment| &segment.lines).map(|line| line.number).collect()
}

fn texts_of(message: &Message, kind: SegmentKind) -> String {
    message.segments.iter().filter(|segment| segment.kind == kind).map(|s| s.text() + "\n").collect()
}

#[test]
fn every_mail_of_the_corpus_reads() {
    for (id, bytes) in corpus() {
        let message = read(&bytes, &Limits::default()).unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(message.headers.from.is_some(), "{id} has no From");
        assert!(!message.segments.is_empty(), "{id} has no text");
        assert!(message.faults.is_empty(), "{id}: {:?}", message.faults);
    }
}

#[test]
fn segments_joined_are_the_whole_body() {
    for (id, bytes) in corpus() {
        let message = parse(&bytes);
        let numbers = numbers(&message);
        let expected: Vec<u32> = (1..).take(numbers.len()).collect();
        assert_eq!(numbers, expected, "{id}: a line is lost, doubled or out of order");
        assert!(message.segments.iter().all(|segment| !segment.lines.is_empty()), "{id}: an empty segment");
    }
}

#[test]
fn our_letter_never_stands_in_what_the_sender_wrote() {
    let sentences = [
        "key theme in the five year forward view",
        "provides the scientific backbone of nhs",
        "many of whom will already be in place",
        "take advantage of the opportunities we are developing",
        "we have not yet had a reply from your trust",
    ];
    for (id, bytes) in corpus() {
        let message = parse(&bytes);
        let fresh = texts_of(&message, SegmentKind::Fresh).to_lowercase();
        for sentence in sentences {
            let quotes_itself = message.segments.iter().all(|segment| segment.kind == SegmentKind::Fresh);
            assert!(quotes_itself || !fresh.contains(sentence), "{id}: {sentence}");
        }
    }
}

#[test]
fn a_quotation_is_never_the_senders_own_words() {
    for (id, bytes) in corpus() {
        for segment in parse(&bytes).segments {
            let fresh = segment.kind == SegmentKind::Fresh;
            assert_eq!(fresh, fresh && segment.depth == 0 && !segment.ours, "{id}: {segment:?}");
            assert!(!segment.ours || segment.depth > 0, "{id}: {segment:?}");
        }
    }
}

const MAIL: &str = "Received: from a by b; Tue, 13 Sep 2016 10:04:00 +0100\r\nFrom: Jane <jane@x.nhs.uk>\r\nMessage-ID: <1@x>\r\n\
    Date: Tue, 13 Sep 2016 10:04:00 +0100\r\nSubject: LHS\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n\
    --B\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSiân Jones\r\nPhysics = 0113\r\n\
    --B\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--B--\r\n";

#[test]
fn identity_outlives_what_servers_rewrite() {
    let original = parse(MAIL.as_bytes()).identity;
    assert_eq!(original.len(), 64);
    let rewritten = [
        MAIL.replace("from a by b", "from c by d with SMTP id 1"),
        MAIL.replace("--B", "--other").replace("boundary=B", "boundary=\"other\""),
        MAIL.replace("\r\n", "\n"),
        MAIL.replace("8bit", "quoted-printable").replace("Siân", "Si=C3=A2n").replace("Physics = ", "Physics =3D ="),
        MAIL.replace("8bit\r\n\r\nSiân Jones\r\nPhysics = 0113", "base64\r\n\r\nU2nDom4gSm9uZXMNClBoeXNpY3MgPSAwMTEz"),
    ];
    for mail in rewritten {
        let mail = mail.replace("Physics =3D =0113", "Physics =3D 0113");
        assert_eq!(parse(mail.as_bytes()).identity, original, "{mail}");
    }
    for mail in [MAIL.replace("0113", "0114"), MAIL.replace("<1@x>", "<2@x>"), MAIL.replace("YWJj", "YWJjZA==")] {
        assert_ne!(parse(mail.as_bytes()).identity, original, "{mail}");
    }
}

#[test]
fn two_mails_of_a_subject_only_are_told_apart_without_a_message_id() {
    let mail = |subject: &str| format!("From: Jane <jane@x.nhs.uk>\r\nSubject: {subject}\r\n\r\n");
    let identity = |subject: &str| parse(mail(subject).as_bytes()).identity;
    assert_ne!(identity("Our LHS is Dr Jane Smith"), identity("Our LHS is Dr Tom Brown"));
    assert_eq!(identity("Our LHS is Dr Jane Smith"), identity("Our LHS is Dr Jane Smith"));
    let marked = MAIL.replace("Subject: LHS", "Subject: [EXTERNAL] LHS");
    assert_eq!(parse(marked.as_bytes()).identity, parse(MAIL.as_bytes()).identity, "a Message-ID is the better name");
}

#[test]
fn a_mail_with_several_senders_says_so() {
    let faults = |from: &str| parse(format!("{from}\r\nSubject: LHS\r\n\r\nhello").as_bytes()).faults;
    for from in [
        "From: Jane <jane@x.nhs.uk>, Bob <bob@x.nhs.uk>",
        "From: Jane <jane@x.nhs.uk>\r\nFrom: Bob <bob@y.nhs.uk>",
        "From: Jane <jane@x.nhs.uk>\r\nFrom: undisclosed",
    ] {
        assert_eq!(faults(from), [Fault::SeveralSenders], "{from}");
    }
    for from in ["From: Jane <jane@x.nhs.uk>", "From: Smith, Jane <jane@x.nhs.uk>", "From: a@x.nhs.uk, a@x.nhs.uk"] {
        assert!(faults(from).is_empty(), "{from}");
    }
}

#[test]
fn what_is_no_mail_says_so() {
    let read = |bytes: &[u8]| read(bytes, &Limits::default()).map(|message| message.segments.len());
    assert_eq!(read(b""), Err(Unreadable::Empty));
    assert_eq!(read(b"  \r\n\r\n"), Err(Unreadable::Empty));
    assert_eq!(read(b"%PDF-1.4 nothing like a mail"), Err(Unreadable::NotMail));
    assert_eq!(read(&[0xff; 4000]), Err(Unreadable::NotMail));
    assert_eq!(read(b"Note: buy milk\n\nand bread"), Err(Unreadable::NotMail));
    assert_eq!(read(b"From: a@b.uk\n\nhello"), Ok(1));
    assert_eq!(read(b"From jane Tue Sep 13 10:04 2016\nFrom: a@b.uk\n\nhello"), Ok(1));
}

#[test]
fn odd_headers_do_no_harm() {
    let name = "x".repeat(1 << 20);
    let mail = format!("From: {name} <jane@x.nhs.uk>\r\nSubject: two\r\n lines =?utf-8?q?Si=C3=A2n?=\r\n\r\nhello");
    let message = parse(mail.as_bytes());
    let from = message.headers.from.unwrap();
    assert_eq!(from.address.as_str(), "jane@x.nhs.uk");
    assert!(from.name.len() <= 300);
    assert_eq!(message.headers.subject, "two lines Siân");
    assert!(message.headers.all.iter().all(|(_, value)| value.len() <= 8 << 10));

    let message = parse(b"Subject: no sender\r\n\r\nhello");
    assert!(message.headers.from.is_none() && message.headers.message_id.is_none());

    let message = parse(b"From: =?x-unknown?Q?Si=E2n_Jones?= <sian@x.nhs.uk>\r\n\r\nhello");
    assert_eq!(message.headers.from.unwrap().name, "Siân Jones");
    assert_eq!(message.faults, [Fault::UnknownCharset("x-unknown".into())]);

    let message = parse(b"From: Si\xe2n Jones <sian@x.nhs.uk>\r\n\r\nhello");
    assert_eq!(message.headers.from.unwrap().name, "Siân Jones");
}

#[test]
fn faults_are_named() {
    let mail = MAIL.replace("charset=utf-8", "charset=x-klingon");
    assert_eq!(parse(mail.as_bytes()).faults, [Fault::UnknownCharset("x-klingon".into())]);
    let cut = MAIL.split("YWJj").next().unwrap();
    let message = parse(cut.as_bytes());
    assert_eq!(message.faults, [Fault::Truncated]);
    assert!(texts_of(&message, SegmentKind::Fresh).contains("Siân Jones"));
    let bad = |name: &str| parse(&std::fs::read(format!("fixtures/bad/{name}.eml")).unwrap());
    let missing = bad("boundary-missing");
    assert_eq!(missing.faults, [Fault::Truncated]);
    assert!(!texts_of(&missing, SegmentKind::Fresh).is_empty());
    let broken = b"From: a@b.uk\r\nContent-Transfer-Encoding: base64\r\n\r\nT3VyIExlYWQgSGVhbHRoY2FyZSBTY2llbn";
    assert_eq!(parse(broken).faults, [Fault::Truncated]);
    assert_eq!(bad("two-from-headers").authentication.dmarc, Verdict::Fail);
    assert!(!bad("name-with-line-breaks").headers.from.unwrap().name.contains('\u{202e}'));
    assert_eq!(bad("duplicate-first").identity, bad("duplicate-second").identity);
    assert_ne!(bad("same-message-id-one").identity, bad("same-message-id-two").identity);
    let long = format!("From: a@b.uk\n\n{}", "word ".repeat(1 << 20));
    assert_eq!(parse(long.as_bytes()).faults, [Fault::BodyTooLong]);
}

#[test]
fn ten_thousand_nested_parts_end() {
    let mut mail = String::from("From: a@b.uk\nMIME-Version: 1.0\n");
    for depth in 0..10_000 {
        mail.push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
    }
    mail.push_str("Content-Type: text/plain\n\nhello\n");
    assert!(parse(mail.as_bytes()).faults.contains(&Fault::TooManyParts));

    let flat =
        format!("From: a@b.uk\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nhello\n".repeat(10_000));
    assert!(parse(flat.as_bytes()).faults.contains(&Fault::TooManyParts));

    let rfc822 = format!("From: a@b.uk\n{}", "Content-Type: message/rfc822\n\nFrom: a@b.uk\n".repeat(10_000));
    assert!(parse(rfc822.as_bytes()).faults.contains(&Fault::TooManyParts));
}

#[test]
fn large_bodies_end() {
    let head = "From: a@b.uk\nContent-Type: text/plain; charset=utf-8\n\n";
    for line in [
        "> quoted\n",
        "\n",
        "On 13 Sep 2016, at 10:04, A\n",
        "From: a@b.uk\n",
        "Leadership is a key theme in the\n",
        "x",
        "-- \n",
        "a@",
    ] {
        let mail = format!("{head}{}", line.repeat((1 << 19) / line.len()));
        parse(mail.as_bytes());
    }
    let html = "From: a@b.uk\nContent-Type: text/html\n\n";
    for piece in [
        "<div>",
        "<p>On 13 Sep 2016 A wrote:</p><blockquote>",
        "<table><tr><td>a",
        "<a href='mailto:x@y.uk'>",
        "&nbsp;<br>",
    ] {
        let mail = format!("{html}{}", piece.repeat((1 << 19) / piece.len()));
        parse(mail.as_bytes());
    }
}

#[test]
fn an_attachment_of_sixty_megabytes_is_only_measured() {
    let base64 = "QUJD".repeat(19) + "\r\n";
    let mail = MAIL.replace("YWJj\r\n", &base64.repeat((60 << 20) / base64.len()));
    let message = parse(mail.as_bytes());
    assert!(message.attachments[0].size > 40 << 20);
    assert!(message.attachments[0].text.is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = read(&bytes, &Limits::default());
        let mail = [b"From: a@b.uk\nContent-Type: text/html\n\n".as_slice(), &bytes].concat();
        prop_assert!(read(&mail, &Limits::default()).is_ok());
    }

    #[test]
    fn mutilated_mails_lose_no_line(which in 0..325_usize, cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..60_usize, any::<u8>()), 1..6)) {
        thread_local! { static MAILS: Vec<(String, Vec<u8>)> = corpus(); }
        let mut bytes = MAILS.with(|mails| mails[which % mails.len()].1.clone());
        for (at, length, byte) in cuts {
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, std::iter::once(byte));
        }
        if let Ok(message) = read(&bytes, &Limits::default()) {
            let numbers = numbers(&message);
            let expected: Vec<u32> = (1..).take(numbers.len()).collect();
            prop_assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn splitting_lines_loses_none(lines in prop::collection::vec("(>{0,3} ?)?(From: a <b@c\\.uk>|Sent: 1 May 2016 10:04|To: x|On 1 May 2016 A <b@c\\.uk> wrote:|-- |Kind regards|PS x|[a-z ]{0,20}|This email originated from outside)", 0..40)) {
        let body = lines.join("\n");
        let mail = format!("From: a@b.uk\n\n{body}");
        let message = parse(mail.as_bytes());
        let joined: Vec<String> = message.segments.iter().flat_map(|s| &s.lines).map(|l| l.text.trim().to_owned()).collect();
        let expected: Vec<String> = body.lines().map(|line| {
            let mut rest = line;
            while let Some(inner) = rest.strip_prefix('>').or_else(|| (rest.len() < line.len()).then(|| rest.strip_prefix(" >")).flatten()) { rest = inner; }
            rest.trim().to_owned()
        }).collect();
        prop_assert_eq!(joined, expected);
    }
}
