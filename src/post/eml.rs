//! An [`OutgoingMail`] and the moment of sending in, the bytes of the letter out: multipart/alternative with text and
//! HTML, 7-bit throughout; within multipart/related where the HTML shows pictures (RFC 2387), within multipart/mixed
//! where files go with it. The same mail at the same moment gives the same bytes.

use std::time::SystemTime;

use jiff::Zoned;
use lettre::Message;
use lettre::message::header::{
    ContentDisposition, ContentId, ContentTransferEncoding, ContentType, HeaderName, HeaderValue,
};
use lettre::message::{Body, Mailbox as Address, MultiPart, MultiPartKind, SinglePart};
use sha2::{Digest, Sha256};

use super::PostError;
use crate::domain::outbox::{Attachment, Content, MailKind, OutgoingMail};
use crate::domain::{EmailAddress, Mailbox};

/// The most Message-IDs in References; of a longer chain the first and the last ones stay (RFC 5537 section 3.4.4).
const REFERENCES: usize = 20;

/// The letter as it goes over the line, with CRLF at the line ends.
///
/// # Errors
/// When an address, our own Message-ID or an attached file cannot be written.
pub fn bytes(mail: &OutgoingMail, date: &Zoned) -> Result<Vec<u8>, PostError> {
    let message_id = message_id(&mail.message_id).ok_or(PostError::MessageId)?;
    let mut letter = Message::builder()
        .date(SystemTime::from(date.timestamp()))
        .from(address(&mail.from, "From")?)
        .to(address(&mail.to, "To")?)
        .subject(one_line(&mail.subject))
        .message_id(Some(message_id))
        .raw_header(header("X-CSO-Ref", &mail.reference))
        .raw_header(header("Auto-Submitted", auto_submitted(mail.kind)));
    if mail.kind != MailKind::Asking {
        letter = letter.raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"));
    }
    if let Some(answered) = mail.in_reply_to.as_deref().and_then(self::message_id) {
        letter = letter.in_reply_to(answered);
    }
    let chain = references(&mail.references);
    if !chain.is_empty() {
        letter = letter.references(chain);
    }
    let letter = letter.multipart(body(mail)?).map_err(|error| PostError::Letter(error.to_string()))?;
    Ok(letter.formatted())
}

/// Text and HTML, with the pictures of the HTML and the files around them where there are any.
fn body(mail: &OutgoingMail) -> Result<MultiPart, PostError> {
    let digest = digest(mail);
    let alternative = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("=_cso_{digest}"))
        .singlepart(SinglePart::plain(mail.text.clone()))
        .singlepart(SinglePart::html(mail.html.clone()));
    let (pictures, files): (Vec<&Attachment>, Vec<&Attachment>) =
        mail.attachments.iter().partition(|attachment| attachment.content_id.is_some());
    let related = around(
        alternative,
        &pictures,
        &Around { kind: "related; type=\"multipart/alternative\"", name: "pictures" },
        &digest,
    )?;
    around(related, &files, &Around { kind: "mixed", name: "files" }, &digest)
}

/// What stands round a part and the files behind it.
struct Around {
    kind: &'static str,
    /// Opens the boundary: no boundary may be the beginning of another one (RFC 2046 section 5.1.2).
    name: &'static str,
}

/// The part as it is, or with these files behind it.
fn around(part: MultiPart, files: &[&Attachment], around: &Around, digest: &str) -> Result<MultiPart, PostError> {
    if files.is_empty() {
        return Ok(part);
    }
    let kind = ContentType::parse(&format!("multipart/{}; boundary=\"=_{}_{digest}\"", around.kind, around.name))
        .map_err(|error| PostError::Letter(error.to_string()))?;
    let whole = MultiPart::builder().header(kind).multipart(part);
    files.iter().try_fold(whole, |whole, file| Ok(whole.singlepart(attached(file)?)))
}

/// One file in base64, so that no server between us and the recipient changes it.
fn attached(file: &Attachment) -> Result<SinglePart, PostError> {
    let fault = |reason| PostError::Attachment { name: one_line(&file.name), reason };
    let Content::Bytes(bytes) = &file.content else {
        return Err(fault("it is kept elsewhere and was not put in"));
    };
    let kind = ContentType::parse(&one_line(&file.media_type)).map_err(|_| fault("its media type is not one"))?;
    let encoded = Body::new_with_encoding(bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| fault("it cannot be written as base64"))?;
    let name = one_line(&file.name);
    let part = SinglePart::builder().header(kind);
    let part = match &file.content_id {
        Some(id) => {
            let id = message_id(id).ok_or_else(|| fault("its Content-ID is not a valid one"))?;
            part.header(ContentDisposition::inline_with_name(&name)).header(ContentId::from(id))
        }
        None => part.header(ContentDisposition::attachment(&name)),
    };
    Ok(part.body(encoded))
}

/// An address for the envelope.
pub(super) fn envelope(address: &EmailAddress, which: &'static str) -> Result<lettre::Address, PostError> {
    lettre::Address::new(address.local(), address.domain()).map_err(|_| PostError::Address(which))
}

fn address(mailbox: &Mailbox, which: &'static str) -> Result<Address, PostError> {
    let name = one_line(&mailbox.name);
    Ok(Address::new((!name.is_empty()).then_some(name), envelope(&mailbox.address, which)?))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(value))
}

fn auto_submitted(kind: MailKind) -> &'static str {
    match kind {
        MailKind::AutoReplied => "auto-replied",
        MailKind::AutoGenerated | MailKind::Asking => "auto-generated",
    }
}

/// The text on one line, whatever it was: every run of line breaks and control characters is one space.
fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let pieces: Vec<&str> = text.split(breaks).filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ").trim().to_owned()
}

/// `<id>`, if it is one that other programs can read: visible ASCII without spaces and angle brackets.
fn message_id(id: &str) -> Option<String> {
    let id = id.trim().trim_start_matches('<').trim_end_matches('>');
    let fits = (3..=250).contains(&id.len())
        && id.contains('@')
        && id.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>'));
    fits.then(|| format!("<{id}>"))
}

fn references(chain: &[String]) -> String {
    let ids: Vec<String> = chain.iter().filter_map(|id| message_id(id)).collect();
    let dropped = ids.len().saturating_sub(REFERENCES);
    let kept: Vec<String> =
        ids.into_iter().enumerate().filter(|(index, _)| *index == 0 || *index > dropped).map(|(_, id)| id).collect();
    kept.join(" ")
}

/// What the boundaries are made of, so that the parts do not contain them: the digest of their content.
fn digest(mail: &OutgoingMail) -> String {
    let mut digest = Sha256::new();
    for part in [&mail.message_id, &mail.text, &mail.html] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn mail() -> OutgoingMail {
        OutgoingMail {
            from: Mailbox {
                name: "CSO team, NHS England".to_owned(),
                address: EmailAddress::parse("england.cso@nhs.net").unwrap(),
            },
            to: Mailbox {
                name: "Priya Nair".to_owned(),
                address: EmailAddress::parse("priya.nair@northmoor.nhs.uk").unwrap(),
            },
            subject: "RE: Lead Healthcare Scientists [LHS16-RX9]".to_owned(),
            text: "Dear Priya Nair,\n\nThank you. We have recorded the name Siân Rhŷs.\n".to_owned(),
            html: "<p>Dear Priya Nair,</p>\n<p>Thank you. We have recorded the name Siân Rhŷs.</p>\n".to_owned(),
            message_id: "recorded-17@cso-intake.nhs.net".to_owned(),
            reference: "recorded/17".to_owned(),
            in_reply_to: Some("abc@northmoor.nhs.uk".to_owned()),
            references: vec!["first@nhs.net".to_owned(), "abc@northmoor.nhs.uk".to_owned()],
            kind: MailKind::AutoReplied,
            attachments: Vec::new(),
        }
    }

    fn attachment(name: &str, media_type: &str, content_id: Option<&str>) -> Attachment {
        Attachment {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            content_id: content_id.map(str::to_owned),
            content: Content::Bytes(name.as_bytes().to_vec()),
        }
    }

    fn moment() -> Zoned {
        jiff::civil::date(2016, 10, 7).at(15, 4, 5, 0).in_tz("Europe/London").unwrap()
    }

    fn written(mail: &OutgoingMail) -> String {
        String::from_utf8(bytes(mail, &moment()).unwrap()).unwrap()
    }

    #[test]
    fn a_letter_looks_like_this() {
        insta::assert_snapshot!(written(&mail()).replace("\r\n", "\n"));
    }

    #[test]
    fn a_letter_that_asks_says_that_a_machine_sends_it_and_still_meets_out_of_office_notes() {
        let asks = written(&OutgoingMail { kind: MailKind::Asking, ..mail() });
        assert!(asks.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{asks}");
        assert!(!asks.contains("X-Auto-Response-Suppress"), "{asks}");
    }

    #[test]
    fn a_letter_with_a_picture_and_files_looks_like_this() {
        let mut mail = mail();
        mail.attachments = vec![
            attachment(
                "Role descriptor.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                None,
            ),
            attachment("chart.png", "image/png", Some("chart.17@cso-intake.nhs.net")),
            attachment("Siân's \"list\".csv", "text/csv; charset=utf-8", None),
        ];
        insta::assert_snapshot!(written(&mail).replace("\r\n", "\n"));
    }

    #[test]
    fn other_programs_find_the_files_as_they_were() {
        let mut mail = mail();
        mail.attachments = vec![
            attachment("chart.png", "image/png", Some("chart.17@cso-intake.nhs.net")),
            attachment("Rôle descriptor; \"final\".docx", "application/octet-stream", None),
        ];
        mail.attachments[1].content = Content::Bytes((0..=255).cycle().take(5_000).collect());
        let bytes = bytes(&mail, &moment()).unwrap();
        assert!(bytes.is_ascii() && bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998));
        let read = mail_parser::MessageParser::default().parse(&bytes).unwrap();
        use mail_parser::MimeHeaders as _;
        let found: Vec<_> = read.attachments().map(|part| (part.attachment_name().unwrap(), part.contents())).collect();
        assert_eq!(found[0], ("chart.png", &b"chart.png"[..]));
        assert_eq!(found[1].0, "Rôle descriptor; \"final\".docx");
        assert_eq!(&Content::Bytes(found[1].1.to_vec()), &mail.attachments[1].content);
        assert_eq!(read.body_text(0).unwrap().trim_end(), mail.text.trim_end().replace('\n', "\r\n"));
    }

    #[test]
    fn a_file_that_is_kept_elsewhere_or_of_no_kind_is_refused_and_named() {
        let kept =
            Attachment { content: Content::Kept("ab".repeat(32)), ..attachment("a.pdf", "application/pdf", None) };
        let wrong = attachment("b.pdf", "not a kind", None);
        let evil = attachment("c.png", "image/png", Some("x>\r\nBcc: victim@nhs.net"));
        for (file, name) in [(kept, "a.pdf"), (wrong, "b.pdf"), (evil, "c.png")] {
            let mut mail = mail();
            mail.attachments = vec![file];
            let error = bytes(&mail, &moment()).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn every_byte_is_ascii_every_line_ends_in_crlf_and_none_is_too_long() {
        let mut mail = mail();
        mail.subject = "Réponse ".repeat(40);
        mail.to.name = "Siân \"the\" Rhŷs, Dr <x@y>".to_owned();
        mail.html = "<p>".to_owned() + &"word ".repeat(2_000) + "</p>";
        mail.references = (0..300).map(|n| format!("reference-number-{n}@somewhere.nhs.uk")).collect();
        let letter = written(&mail);
        assert!(letter.is_ascii());
        assert!(!letter.replace("\r\n", "").contains(['\r', '\n']));
        assert!(letter.lines().all(|line| line.len() <= 998), "RFC 5322 section 2.1.1");
        assert_eq!(letter.matches("reference-number-").count(), REFERENCES);
        assert!(letter.contains("reference-number-0@") && letter.contains("reference-number-299@"));
    }

    #[test]
    fn no_value_can_start_a_header_of_its_own() {
        let evil = "x\r\nBcc: victim@nhs.net\r\n\r\nbody\u{2028}\u{85}\0";
        let mut mail = mail();
        mail.subject = evil.to_owned();
        mail.from.name = evil.to_owned();
        mail.to.name = evil.to_owned();
        mail.reference = evil.to_owned();
        mail.in_reply_to = Some(format!("a@b{evil}"));
        mail.references = vec![format!("a@b{evil}"), "good@nhs.net".to_owned()];
        let letter = written(&mail);
        let (head, _) = letter.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(head.matches("\r\nTo: ").count(), 1);
        assert!(head.contains("References: <good@nhs.net>"));
        assert!(!head.contains("In-Reply-To"));
        mail.message_id = format!("a@b{evil}");
        assert!(matches!(bytes(&mail, &moment()), Err(PostError::MessageId)));
    }
}
