//! Bytes in, mail-parser's view of them out: the one door to mail-parser. What could make it slow, deep or panic is
//! looked at before and caught behind.

mod guard;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use encoding_rs::WINDOWS_1252;
use mail_parser::decoders::charsets::map::charset_decoder;
use regex::{Captures, Regex};

use super::{Fault, Limits, Unreadable};

/// A mail as mail-parser sees it, and what had to be left out.
pub(super) struct Opened<R> {
    /// What the caller made of it.
    pub value: R,
    /// What was wrong with the bytes.
    pub faults: Vec<Fault>,
}

/// Parses the bytes and hands mail-parser's message to `make`. A panic of either becomes [`Unreadable::Broken`].
pub(super) fn open<R>(
    bytes: &[u8],
    limits: &Limits,
    make: impl FnOnce(&mail_parser::Message<'_>, &mut Vec<Fault>) -> R,
) -> Result<Opened<R>, Unreadable> {
    let bytes = without_envelope_line(bytes);
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if !guard::looks_like_mail(bytes) {
        return Err(Unreadable::NotMail);
    }
    let mut faults = Vec::new();
    let (kept, fault) = guard::within(bytes, limits);
    faults.extend(fault);
    let readable = with_readable_headers(kept, &mut faults);
    let opened = catch_unwind(AssertUnwindSafe(|| {
        let message = mail_parser::MessageParser::default().parse(readable.as_ref())?;
        let value = make(&message, &mut faults);
        Some(value)
    }));
    match opened {
        Ok(Some(value)) => Ok(Opened { value, faults }),
        Ok(None) => Err(Unreadable::NotMail),
        Err(_) => Err(Unreadable::Broken),
    }
}

/// Leaves out a byte order mark, blank lines and the `From ` line of an mbox before the first header.
fn without_envelope_line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let unmarked = bytes.strip_prefix(b">").unwrap_or(bytes);
    if !unmarked.starts_with(b"From ") {
        return bytes;
    }
    let line = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
    bytes.get(line..).unwrap_or_default().trim_ascii_start()
}

/// Headers that mail-parser can decode: raw eight-bit bytes that are not UTF-8 (RFC 6532), and encoded words in a charset
/// that nobody knows, were most likely written in windows-1252.
fn with_readable_headers<'a>(bytes: &'a [u8], faults: &mut Vec<Fault>) -> Cow<'a, [u8]> {
    let (head, body) = bytes.split_at_checked(guard::header_end(bytes)).unwrap_or((bytes, &[]));
    let text = match std::str::from_utf8(head) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode(head).0,
    };
    let known = |label: &str| {
        let label = label.split('*').next().unwrap_or(label);
        charset_decoder(label.as_bytes()).is_some() || label.to_ascii_lowercase().replace('_', "-") == "utf-8"
    };
    let readable = ENCODED_WORD.replace_all(&text, |found: &Captures<'_>| {
        let label = found.get(1).map_or("", |label| label.as_str());
        if known(label) {
            return found.get(0).map_or("", |whole| whole.as_str()).to_owned();
        }
        let fault = Fault::UnknownCharset(label.chars().take(60).collect::<String>().to_ascii_lowercase());
        if !faults.contains(&fault) {
            faults.push(fault);
        }
        "=?windows-1252?".to_owned()
    });
    match readable {
        Cow::Borrowed(same) if same.len() == head.len() => Cow::Borrowed(bytes),
        text => Cow::Owned([text.as_bytes(), body].concat()),
    }
}

/// The start of an encoded word (RFC 2047), its charset set apart.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static ENCODED_WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"=\?([A-Za-z0-9_.:*-]{1,80})\?").expect("constant"));
