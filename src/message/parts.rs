//! mail-parser's parts in; which of them are the body, which are attachments, and the report, out.

mod about;
mod left_out;

use mail_parser::{Encoding, MessagePart, PartType, decoders};

use about::{file_name, is_marked_attachment, is_shown, media_type, parameter};

use super::{
    Attachment, Fault, Limits,
    attachment::{self, Kind, Unread},
    charset, headers,
};

/// Text of an attachment is cut here, in bytes.
const LONGEST_ATTACHED_TEXT: usize = 256 << 10;
/// Pictures up to this size belong to a signature or banner when the body shows them, in bytes.
const LARGEST_LOGO: usize = 64 << 10;

/// So many mails that came along are read.
const MOST_ENCLOSED: usize = 5;

/// Outlook attaches logos as image001.png without a Content-ID now and then, in bytes.
const TINY: usize = 8 << 10;

/// One text of the body, in the forms in which it came.
#[derive(Debug, Default)]
pub(super) struct BodyText {
    /// `text/plain`.
    pub plain: Option<Plain>,
    /// `text/html`.
    pub html: Option<String>,
}

/// A plain text and how its lines are wrapped (RFC 3676).
#[derive(Debug)]
pub(super) struct Plain {
    /// The text, decoded.
    pub text: String,
    /// Whether lines that end in a blank flow into the next.
    pub flowed: bool,
    /// Whether that blank is to be deleted.
    pub delsp: bool,
}

/// What a message consists of.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The texts of the body in order; usually one.
    pub bodies: Vec<BodyText>,
    /// Everything else that came along.
    pub attachments: Vec<Attachment>,
    /// The `message/delivery-status` part.
    pub delivery_status: Option<String>,
    /// Mails that came along, as bytes.
    pub enclosed: Vec<Vec<u8>>,
    /// The headers, or all, of the mail that a report returns.
    pub returned: Option<String>,
}

/// Walks the parts. It is a loop over an own stack, so that nesting costs no stack of the program.
pub(super) fn read(message: &mail_parser::Message<'_>, limits: &Limits, faults: &mut Vec<Fault>) -> Contents {
    let mut walk = Walk { message, limits, faults, contents: Contents::default() };
    let mut waiting: Vec<(u32, Within)> = vec![(0, Within::Mixed)];
    let mut seen = 0;
    while let Some((id, within)) = waiting.pop() {
        seen += 1;
        if seen > limits.parts {
            walk.faults.push(Fault::TooManyParts);
            break;
        }
        let Some(part) = message.parts.get(id as usize) else { continue };
        match &part.body {
            PartType::Multipart(children) => {
                let inside = walk.enter(part, within);
                waiting.extend(children.iter().rev().map(|child| (*child, inside)));
            }
            _ => walk.leaf(part, within),
        }
    }
    walk.contents
}

/// Where a part stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// In a sequence.
    Mixed,
    /// In a choice of forms of one text; the number of that text in `bodies`.
    Alternative(usize),
    /// In a report.
    Report,
}

struct Walk<'a, 'b> {
    message: &'a mail_parser::Message<'a>,
    limits: &'a Limits,
    faults: &'b mut Vec<Fault>,
    contents: Contents,
}

impl Walk<'_, '_> {
    /// Notes a fault once.
    fn fault(&mut self, fault: Fault) {
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// What the children of a multipart stand in.
    fn enter(&mut self, part: &MessagePart<'_>, within: Within) -> Within {
        match (media_type(part).as_str(), within) {
            ("multipart/alternative", Within::Alternative(text)) => Within::Alternative(text),
            ("multipart/alternative", _) => {
                self.contents.bodies.push(BodyText::default());
                Within::Alternative(self.contents.bodies.len() - 1)
            }
            ("multipart/report", _) => Within::Report,
            (_, inside) => inside,
        }
    }

    /// Files one part that has no children.
    fn leaf(&mut self, part: &MessagePart<'_>, within: Within) {
        let mut media_type = media_type(part);
        if media_type.starts_with("multipart/") {
            // Its boundary never came: what there is stands in it as text.
            self.fault(Fault::Truncated);
            media_type = "text/plain".to_owned();
        }
        if let Some(file) = left_out::read(part, &media_type) {
            self.contents.attachments.push(file);
            return;
        }
        if self.report_part(part, &media_type, within) {
            return;
        }
        if self.is_body(part, &media_type) {
            let text = self.text(part);
            self.body_text(part, &media_type, text, within);
        } else {
            let attachment = self.attachment(part, media_type, within);
            self.contents.attachments.push(attachment);
        }
    }

    /// Whether a part is text that the mail shows as its body. A name makes it a file, unless there is no other text.
    fn is_body(&self, part: &MessagePart<'_>, media_type: &str) -> bool {
        matches!(media_type, "text/plain" | "text/html")
            && !is_marked_attachment(part)
            && (file_name(part).is_empty() || self.contents.bodies.is_empty())
    }

    fn body_text(&mut self, part: &MessagePart<'_>, media_type: &str, text: String, within: Within) {
        let at = match within {
            Within::Alternative(at) => at,
            Within::Mixed | Within::Report => {
                self.contents.bodies.push(BodyText::default());
                self.contents.bodies.len() - 1
            }
        };
        let Some(body) = self.contents.bodies.get_mut(at) else { return };
        // Apple Mail cuts one text into several parts where a file stands between them.
        if media_type == "text/html" {
            let html = body.html.get_or_insert_default();
            html.push_str(&text);
        } else if let Some(plain) = &mut body.plain {
            plain.text.push('\n');
            plain.text.push_str(&text);
        } else {
            let has =
                |name: &str, value: &str| parameter(part, name).is_some_and(|own| own.eq_ignore_ascii_case(value));
            body.plain = Some(Plain { text, flowed: has("format", "flowed"), delsp: has("delsp", "yes") });
        }
    }

    /// Takes the machine-readable parts of a report; says whether it was one. A returned mail stays an attachment too.
    fn report_part(&mut self, part: &MessagePart<'_>, media_type: &str, within: Within) -> bool {
        match media_type {
            "message/delivery-status" | "message/global-delivery-status" => {
                self.contents.delivery_status = Some(self.text(part));
                true
            }
            "text/rfc822-headers" | "message/global-headers" => {
                self.contents.returned = Some(self.raw_text(part));
                true
            }
            "message/rfc822" | "message/global"
                if within == Within::Report || self.contents.delivery_status.is_some() =>
            {
                self.contents.returned = Some(self.raw_text(part));
                false
            }
            _ => false,
        }
    }

    /// The text of a part, decoded and cut at the limit.
    fn text(&mut self, part: &MessagePart<'_>) -> String {
        if part.is_encoding_problem || (part.encoding == Encoding::Base64 && breaks_off(self.raw(part))) {
            self.fault(Fault::Truncated);
        }
        let label = parameter(part, "charset");
        if let PartType::Text(text) | PartType::Html(text) = &part.body
            && text.len() <= self.limits.body
            && charset::is_sound(text, label)
        {
            return text.trim_start_matches('\u{feff}').to_owned();
        }
        let bytes = self.decoded(part);
        let bytes = bytes.as_ref();
        let kept = bytes.get(..self.limits.body).unwrap_or(bytes);
        if kept.len() < bytes.len() {
            self.fault(Fault::BodyTooLong);
        }
        let (text, fault) = charset::decode(kept, label);
        if let Some(fault) = fault {
            self.fault(fault);
        }
        text
    }

    /// The bytes of a part without its transfer encoding.
    fn decoded<'p>(&self, part: &'p MessagePart<'_>) -> std::borrow::Cow<'p, [u8]> {
        use std::borrow::Cow;
        match &part.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Cow::Borrowed(bytes.as_ref()),
            PartType::Text(text) | PartType::Html(text) => {
                let raw = self.raw(part);
                let decoded = match part.encoding {
                    Encoding::None => Some(raw.to_vec()),
                    Encoding::Base64 => decoders::base64::base64_decode(raw),
                    Encoding::QuotedPrintable => decoders::quoted_printable::quoted_printable_decode(raw),
                };
                decoded.map_or_else(|| Cow::Borrowed(text.as_bytes()), Cow::Owned)
            }
            PartType::Message(_) | PartType::Multipart(_) => Cow::Borrowed(&[]),
        }
    }

    /// The bytes of a part as they came.
    fn raw(&self, part: &MessagePart<'_>) -> &[u8] {
        let (start, end) = (part.raw_body_offset() as usize, part.raw_end_offset() as usize);
        self.message.raw_message.get(start..end.max(start)).unwrap_or_default()
    }

    /// The start of a returned mail.
    fn raw_text(&self, part: &MessagePart<'_>) -> String {
        let raw = self.raw(part);
        String::from_utf8_lossy(raw.get(..LONGEST_ATTACHED_TEXT).unwrap_or(raw)).into_owned()
    }

    fn attachment(&mut self, part: &MessagePart<'_>, media_type: String, within: Within) -> Attachment {
        let name = headers::one_line(&file_name(part));
        if let PartType::Message(_) | PartType::Multipart(_) = &part.body {
            let raw = self.raw(part).to_vec();
            let size = raw.len();
            if within != Within::Report && self.contents.returned.is_none() {
                self.enclose(raw);
            }
            return Attachment { name, media_type, size, ..Attachment::default() };
        }
        let bytes = self.decoded(part).into_owned();
        let size = bytes.len();
        let inline_picture = media_type.starts_with("image/")
            && ((size <= LARGEST_LOGO && is_shown(part)) || (size <= TINY && is_numbered(&name)));
        let mut attachment = Attachment { name, media_type, size, inline_picture, ..Attachment::default() };
        let is_text = attachment.media_type.starts_with("text/") || is_card(&attachment.media_type, &attachment.name);
        if is_text && !bytes.starts_with(b"{\\rtf") {
            let kept = bytes.get(..LONGEST_ATTACHED_TEXT).unwrap_or(&bytes);
            let text = charset::decode(kept, parameter(part, "charset")).0;
            attachment.take_text(blocks(&attachment, &text));
            attachment.text = Some(text);
        } else if !inline_picture {
            self.keep(&mut attachment, bytes);
        }
        attachment
    }

    /// Keeps a mail that came along, a few at the most.
    fn enclose(&mut self, bytes: Vec<u8>) {
        if self.contents.enclosed.len() < MOST_ENCLOSED {
            self.contents.enclosed.push(bytes);
        } else {
            self.fault(Fault::TooManyParts);
        }
    }

    /// Keeps the bytes of a file that the box can read; says of any other why it is not read.
    fn keep(&mut self, file: &mut Attachment, bytes: Vec<u8>) {
        let held: usize = self.contents.attachments.iter().map(|file| file.content.len()).sum();
        if bytes.len().saturating_add(held) > self.limits.files.file {
            file.unread = Some(Unread::TooLarge);
            return;
        }
        if attachment::is_ignored(&file.name, &file.media_type, &bytes) {
            return;
        }
        file.unread = match attachment::kind(&file.name, &file.media_type, &bytes) {
            Kind::Mail => {
                self.enclose(bytes);
                None
            }
            Kind::Picture => Some(Unread::Picture),
            Kind::Locked => Some(Unread::Encrypted),
            Kind::Unknown if bytes.is_empty() => Some(Unread::Empty),
            Kind::Unknown => Some(Unread::Unknown),
            Kind::Doc
            | Kind::Docx
            | Kind::Sheet
            | Kind::Odt
            | Kind::Rtf
            | Kind::Pdf
            | Kind::Card
            | Kind::Text
            | Kind::Html
            | Kind::Outlook
            | Kind::Tnef => {
                file.content = bytes;
                Some(Unread::NotTried)
            }
        };
    }
}

/// The lines of a text. A diary entry says what somebody means to do, not what was answered.
fn blocks(file: &Attachment, text: &str) -> Vec<attachment::Block> {
    let name = file.name.to_ascii_lowercase();
    if file.media_type == "text/calendar" || file.media_type == "application/ics" || name.ends_with(".ics") {
        Vec::new()
    } else if file.media_type == "text/html" {
        attachment::html(text, &attachment::Limits::default())
    } else if text.trim_start().get(..11).is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:VCARD")) {
        attachment::card(text)
    } else {
        attachment::text(text)
    }
}

/// Whether base64 ends inside a group of four (RFC 4648 section 4).
fn breaks_off(raw: &[u8]) -> bool {
    let signs = raw.iter().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')).count();
    !signs.is_multiple_of(4)
}

/// Whether a part is a vCard or calendar entry, by its type or its name.
fn is_card(media_type: &str, name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(media_type, "application/ics" | "application/vcard")
        || [".vcf", ".ics", ".txt", ".csv"].iter().any(|ending| name.ends_with(ending))
}

/// Whether a name is one that Outlook makes up for pictures in the text: `image001.png`.
fn is_numbered(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
    stem.strip_prefix("image")
        .is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()))
}
