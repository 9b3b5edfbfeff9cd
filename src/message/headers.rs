//! The root part's headers, decoded and on one line each.

use jiff::Timestamp;
use mail_parser::{Address, HeaderName, HeaderValue, parsers::MessageStream};

use super::plain::is_invisible;
use super::{Fault, Headers, charset};
use crate::domain::{EmailAddress, Mailbox};

/// More headers than this are not kept.
const MOST_HEADERS: usize = 500;
/// A header's value is cut here, in bytes.
const LONGEST_VALUE: usize = 8 << 10;
/// A display name is cut here, in characters.
const LONGEST_NAME: usize = 300;
/// More addresses in one header than this are not kept.
const MOST_MAILBOXES: usize = 500;

/// Reads the headers of a message.
pub(super) fn read(message: &mail_parser::Message<'_>, faults: &mut Vec<Fault>) -> Headers {
    let Some(root) = message.parts.first() else { return Headers::default() };
    let all: Vec<(String, String)> = root
        .headers
        .iter()
        .take(MOST_HEADERS)
        .map(|header| (header.name.as_str().to_ascii_lowercase(), raw_value(message, header)))
        .collect();
    let value = |name: HeaderName<'static>| root.headers.iter().find(|h| h.name == name).map(|h| &h.value);
    let list = |name: HeaderName<'static>| {
        root.headers
            .iter()
            .filter(|h| h.name == name)
            .flat_map(|h| mailboxes(h.value.as_address()))
            .take(MOST_MAILBOXES)
            .collect::<Vec<_>>()
    };
    let from = list(HeaderName::From);
    let written_twice = root.headers.iter().filter(|h| h.name == HeaderName::From).count() > 1;
    if written_twice || from.iter().skip(1).any(|other| Some(&other.address) != from.first().map(|one| &one.address)) {
        faults.push(Fault::SeveralSenders);
    }
    let ids = |name: HeaderName<'static>| value(name).map(ids_of).unwrap_or_default();
    Headers {
        from: from.into_iter().next(),
        sender: list(HeaderName::Sender).into_iter().next(),
        reply_to: list(HeaderName::ReplyTo),
        to: list(HeaderName::To),
        cc: list(HeaderName::Cc),
        subject: all.iter().find(|(name, _)| name == "subject").map(|(_, value)| value.clone()).unwrap_or_default(),
        date: value(HeaderName::Date)
            .and_then(HeaderValue::as_datetime)
            .and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()),
        message_id: ids(HeaderName::MessageId).into_iter().next(),
        in_reply_to: ids(HeaderName::InReplyTo),
        references: ids(HeaderName::References),
        all,
    }
}

/// A header's value, decoded (RFC 2047) and on one line.
fn raw_value(message: &mail_parser::Message<'_>, header: &mail_parser::Header<'_>) -> String {
    let (start, end) = (header.offset_start as usize, header.offset_end as usize);
    let raw = message.raw_message.get(start..end.min(start + LONGEST_VALUE)).unwrap_or_default();
    decoded(raw)
}

/// Text of an unstructured header, decoded and on one line.
pub(super) fn decoded(raw: &[u8]) -> String {
    if let Some(plain) = plain(raw) {
        return one_line(plain);
    }
    let mut unfolded = raw.to_vec();
    unfolded.push(b'\n');
    let text = match MessageStream::new(&unfolded).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::new(),
    };
    let mut line = one_line(&text);
    charset::mend(&mut line);
    line
}

/// The text of a header that needs no decoding but to be put on one line, as most do.
fn plain(raw: &[u8]) -> Option<&str> {
    let raw = raw.trim_ascii_end();
    let ends = |at: usize| !matches!(raw.get(at + 1), Some(b' ' | b'\t'));
    let is_plain = raw.is_ascii()
        && !raw.windows(2).any(|pair| pair == b"=?")
        && !raw.iter().enumerate().any(|(at, byte)| *byte == b'\n' && ends(at));
    std::str::from_utf8(raw).ok().filter(|_| is_plain)
}

/// The text with all white space and control characters collapsed to single blanks, and without characters that show
/// nothing or turn the direction of writing.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        if word.is_ascii() {
            line.push_str(word);
        } else {
            line.extend(word.chars().filter(|c| !is_invisible(*c)));
        }
    }
    line
}

/// The mailboxes of an address header; what is no address is left out.
fn mailboxes(address: Option<&Address<'_>>) -> Vec<Mailbox> {
    let Some(address) = address else { return Vec::new() };
    address
        .iter()
        .take(MOST_MAILBOXES)
        .filter_map(|one| {
            let written = one.address.as_deref()?;
            let bare = written.trim().trim_matches(|c| c == '\'' || c == '"' || c == '<' || c == '>');
            let bare = bare
                .get(..5)
                .filter(|head| head.eq_ignore_ascii_case("smtp:"))
                .map_or(bare, |_| bare.get(5..).unwrap_or(bare));
            let address = EmailAddress::parse(bare).ok()?;
            let name: String = one.name.as_deref().unwrap_or_default().chars().take(LONGEST_NAME).collect();
            Some(Mailbox { name: charset::mended(one_line(&name).trim_matches(['"', '\''])), address })
        })
        .collect()
}

/// Message-IDs without angle brackets.
fn ids_of(value: &HeaderValue<'_>) -> Vec<String> {
    let clean = |id: &str| id.chars().filter(|c| !c.is_whitespace() && *c != '<' && *c != '>').take(998).collect();
    let ids: Vec<String> = match value {
        HeaderValue::Text(id) => vec![clean(id)],
        HeaderValue::TextList(ids) => ids.iter().take(MOST_MAILBOXES).map(|id| clean(id)).collect(),
        _ => Vec::new(),
    };
    ids.into_iter().filter(|id: &String| !id.is_empty()).collect()
}
