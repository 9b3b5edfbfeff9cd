//! Bytes of a mail in, a [`Message`] out. Pure: no I/O, no clock, and no input makes it panic.
//!
//! parse (MIME, headers) -> body (HTML or text to lines) -> thread (who wrote which part) -> signature -> report,
//! authentication, identity. Nothing is deleted: [`Message::segments`] together are the whole body.

pub mod attachment;
mod authentication;
mod body;
mod charset;
mod enclosed;
mod headers;
mod html;
mod identity;
mod labels;
mod ours;
mod parse;
mod parts;
mod plain;
mod report;
mod signature;
mod thread;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::attachment::{Block, File, Held, Piece, Unread};
pub use self::authentication::authentication;
use crate::domain::{EmailAddress, Mailbox};

/// Reads a mail. Nothing in the bytes makes it panic, recurse without bound or take more than linear time.
///
/// # Errors
/// When there are no bytes, no header of a mail, or the MIME parser gave up on them.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Message, Unreadable> {
    read_at(bytes, limits, 0)
}

/// Reads a mail that stands so many mails deep.
fn read_at(bytes: &[u8], limits: &Limits, depth: u32) -> Result<Message, Unreadable> {
    let parse::Opened { value: (headers, contents), mut faults } = parse::open(bytes, limits, |message, faults| {
        (headers::read(message, faults), parts::read(message, limits, faults))
    })?;
    let rows = body::rows(&contents, limits, &mut faults);
    let segments = segments(rows, &headers, limits);
    let authentication = authentication(&headers, &limits.trusted_authserv_ids);
    let report = report::read(&contents);
    let identity = identity::of(&headers, &segments, &contents.attachments);
    let attachments = contents.attachments;
    let mut message = Message { headers, segments, authentication, report, attachments, faults, identity };
    for mail in contents.enclosed {
        enclosed::append(&mut message, &mail, limits, depth);
    }
    Ok(message)
}

/// The body split by who wrote what, in which role.
fn segments(rows: Vec<body::Row>, headers: &Headers, limits: &Limits) -> Vec<Segment> {
    let marks: Vec<body::Marks> = rows.iter().map(|row| row.marks).collect();
    let sender =
        headers.from.as_ref().map(|from| Author { name: from.name.clone(), address: Some(from.address.clone()) });
    let segments = thread::segments(rows, &headers.subject, sender.as_ref());
    let segments = ours::mark(segments, &limits.own_addresses, &marks);
    signature::split_off(segments, &marks)
}

/// A mail taken apart.
#[derive(Clone, Debug)]
pub struct Message {
    /// What the headers say.
    pub headers: Headers,
    /// The body in order, split by who wrote what. Joined they are the whole body.
    pub segments: Vec<Segment>,
    /// What our own servers found out about the sender.
    pub authentication: Authentication,
    /// The delivery report inside, if there is one (RFC 3464).
    pub report: Option<DeliveryReport>,
    /// Files that came along, inline pictures included.
    pub attachments: Vec<Attachment>,
    /// What could not be read as it should; a reader of the message turns these into doubts.
    pub faults: Vec<Fault>,
    /// The identity of the message: a digest (SHA-256, hex) of Message-ID, From, Date, decoded text and attachments' sizes.
    pub identity: String,
}

/// The headers that matter, decoded. Line breaks inside are gone.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    /// Who wrote it.
    pub from: Option<Mailbox>,
    /// Who sent it for them, if that was somebody else.
    pub sender: Option<Mailbox>,
    /// Reply-To, never answered, kept as evidence.
    pub reply_to: Vec<Mailbox>,
    /// To.
    pub to: Vec<Mailbox>,
    /// Cc.
    pub cc: Vec<Mailbox>,
    /// The subject on one line.
    pub subject: String,
    /// The Date header.
    pub date: Option<Timestamp>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To without angle brackets.
    pub in_reply_to: Vec<String>,
    /// References without angle brackets.
    pub references: Vec<String>,
    /// All headers in order as (name in lower case, decoded value on one line), at most 500 of 8 KiB each.
    pub all: Vec<(String, String)>,
}

impl Headers {
    /// The first header of this name (in lower case).
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Every header of this name (in lower case), topmost first.
    pub fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.all.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// What kind of text a segment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    /// Written by the sender of this message.
    Fresh,
    /// Written by somebody else, earlier: a quotation or a forwarded mail.
    Quoted,
    /// A signature of the segment before it.
    Signature,
    /// A confidentiality notice or advertisement.
    Disclaimer,
    /// `This email originated from outside the organisation`.
    Banner,
    /// An attribution line or a block of From, Sent, To, Subject that opens the quotation after it.
    Header,
}

impl SegmentKind {
    /// The name that `extract --segments` prints.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Quoted => "quoted",
            Self::Signature => "signature",
            Self::Disclaimer => "disclaimer",
            Self::Banner => "banner",
            Self::Header => "header",
        }
    }
}

/// A run of lines that one person wrote in one role.
#[derive(Clone, Debug)]
pub struct Segment {
    /// What it is.
    pub kind: SegmentKind,
    /// Whose words they are, as far as the message says.
    pub author: Option<Author>,
    /// 0 for the sender's own text, 1 for what they answered or forwarded, and so on.
    pub depth: u32,
    /// Whether it is our own letter, reminder or receipt.
    pub ours: bool,
    /// Whether it was passed on by forwarding rather than quoted in an answer.
    pub forwarded: bool,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Segment {
    /// The text of its lines, joined with line feeds.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (index, line) in self.lines.iter().enumerate() {
            if index > 0 {
                text.push('\n');
            }
            text.push_str(&line.text);
        }
        text
    }
}

/// Whose words a segment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name as written.
    pub name: String,
    /// The address, if it is given.
    pub address: Option<EmailAddress>,
}

/// A line of the body: a paragraph, a list item or a row of a table. Hard wraps inside a paragraph of plain text stay
/// as they are; those that format=flowed or HTML made are undone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its text. Cells are joined with a tab.
    pub text: String,
    /// The cells, when it is a row of a table; empty otherwise.
    pub cells: Vec<String>,
    /// Its number in the whole body, counted from 1.
    pub number: u32,
    /// How many levels of quotation stood before it (`>` marks or nested blockquotes).
    pub quote_depth: u32,
}

/// A file that came along.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// The name it was given; empty if none. Never used as a path.
    pub name: String,
    /// The media type in lower case: `application/pdf`.
    pub media_type: String,
    /// The decoded size in bytes.
    pub size: usize,
    /// Whether it is a small picture that the body shows (a logo in a signature).
    pub inline_picture: bool,
    /// The text of a text, calendar or vCard part, cut at a limit; none for others.
    pub text: Option<String>,
    /// What was read of it, by the places where it stands.
    pub blocks: Vec<Block>,
    /// Why it was not read, if it was not and may matter.
    pub unread: Option<Unread>,
    /// The bytes of a file that the box can read, until they are taken; empty for others.
    pub content: Vec<u8>,
}

impl Attachment {
    /// Takes the text of the file in, without what is ours in it.
    fn take_text(&mut self, mut blocks: Vec<Block>) {
        for block in &mut blocks {
            block.lines = ours::without(std::mem::take(&mut block.lines));
        }
        self.blocks = blocks;
    }
}

impl Message {
    /// Takes out the files that the box has to read, each with its number among the attachments.
    pub fn take_files(&mut self) -> Vec<(usize, File)> {
        let files = self.attachments.iter_mut().enumerate().filter(|(_, file)| !file.content.is_empty());
        let take = |(at, file): (usize, &mut Attachment)| {
            let bytes = std::mem::take(&mut file.content);
            (at, File { name: file.name.clone(), media_type: file.media_type.clone(), bytes })
        };
        files.map(take).collect()
    }

    /// Puts in what the box found in an attachment. Files inside it become attachments of their own, a mail inside it
    /// segments that were passed on.
    pub fn put_in(&mut self, at: usize, pieces: Vec<Piece>, limits: &Limits) {
        if let Some(file) = self.attachments.get_mut(at) {
            file.unread = pieces.is_empty().then_some(Unread::Empty);
        }
        for (index, Piece { name, held }) in pieces.into_iter().enumerate() {
            let at = if index == 0 { at } else { self.attachments.len() };
            if index > 0 {
                self.attachments.push(Attachment { name, ..Attachment::default() });
            }
            let file = self.attachments.get_mut(at);
            match (held, file) {
                (Held::Mail(mail), _) => enclosed::append(self, mail.as_bytes(), limits, 1),
                (Held::Text(blocks), Some(file)) => file.take_text(blocks),
                (Held::Unread(why), Some(file)) => file.unread = Some(why),
                (Held::Text(_) | Held::Unread(_), None) => {}
            }
        }
    }
}

/// What the receiving servers recorded about the sender (RFC 8601), topmost trusted header only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Authentication {
    /// DMARC, the one that speaks of the From address.
    pub dmarc: Verdict,
    /// SPF.
    pub spf: Verdict,
    /// DKIM.
    pub dkim: Verdict,
}

/// The result of one check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody whom we believe has said anything.
    #[default]
    Unsaid,
    /// `none`, `neutral`, `temperror`: checked without a result.
    Inconclusive,
    /// Passed.
    Pass,
    /// Failed.
    Fail,
}

/// A delivery report.
#[derive(Clone, Debug, Default)]
pub struct DeliveryReport {
    /// The recipients it speaks of.
    pub recipients: Vec<ReportedRecipient>,
    /// The Message-ID of the mail it is about, from the returned headers.
    pub original_message_id: Option<String>,
    /// X-CSO-Ref of the mail it is about.
    pub original_reference: Option<String>,
}

/// One recipient in a delivery report.
#[derive(Clone, Debug)]
pub struct ReportedRecipient {
    /// The address.
    pub address: EmailAddress,
    /// `failed`, `delayed`, `delivered`, `relayed`, `expanded`, lower case.
    pub action: String,
    /// RFC 3463 status, `5.1.1`.
    pub status: Option<String>,
}

/// What could not be read as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// MIME is cut short: a boundary never closes, or the transfer encoding breaks off.
    Truncated,
    /// More parts or deeper nesting than the limits allow; the rest was not read.
    TooManyParts,
    /// The body is longer than the limit; the rest was not read.
    BodyTooLong,
    /// The charset's name is not known; windows-1252 was assumed.
    UnknownCharset(String),
    /// The plain text and the HTML, which should be the same, give different addresses.
    TwoTexts,
    /// Words of the body are struck through, which its text alone does not show.
    StruckThrough,
    /// Only the headers and text parts were fetched, the message being too large.
    Partial,
    /// Several people in From, or From twice (RFC 5322 section 3.6 allows one): nobody can tell who wrote it.
    SeveralSenders,
}

/// What is too much; the defaults suit a mail, `fetch` has its own for the line.
#[derive(Clone, Debug)]
pub struct Limits {
    /// MIME parts, nested ones counted.
    pub parts: usize,
    /// Nesting of parts and of HTML elements each.
    pub depth: usize,
    /// Bytes of text in the body after decoding.
    pub body: usize,
    /// Servers whose Authentication-Results are believed; see [`authentication()`].
    pub trusted_authserv_ids: Vec<String>,
    /// The addresses of our own mailbox, by which quotations of our mail are known.
    pub own_addresses: Vec<String>,
    /// How much is read of files.
    pub files: attachment::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            parts: 1_000,
            depth: 100,
            body: 2 << 20,
            trusted_authserv_ids: Vec::new(),
            own_addresses: vec!["england.cso@nhs.net".to_owned()],
            files: attachment::Limits::default(),
        }
    }
}

/// Why bytes are not a mail at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing there.
    #[error("the message is empty (0 bytes)")]
    Empty,
    /// No header line at the start.
    #[error("this is not an e-mail: no header line was found")]
    NotMail,
    /// The MIME parser gave up.
    #[error("the message's MIME structure could not be read")]
    Broken,
}

#[cfg(test)]
mod tests;
