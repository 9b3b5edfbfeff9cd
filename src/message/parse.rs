//! Bytes in, mail-parser's view of them out: the one door to mail-parser. What could make it slow, deep or panic is
//! looked at before and caught behind.

mod guard;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::WINDOWS_1252;

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
    let readable = with_readable_headers(kept);
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

/// Headers in raw eight-bit bytes that are not UTF-8 (RFC 6532) were most likely written in windows-1252.
fn with_readable_headers(bytes: &[u8]) -> Cow<'_, [u8]> {
    let end = guard::header_end(bytes);
    let (head, body) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    if std::str::from_utf8(head).is_ok() {
        return Cow::Borrowed(bytes);
    }
    let (text, _, _) = WINDOWS_1252.decode(head);
    let mut whole = text.into_owned().into_bytes();
    whole.extend_from_slice(body);
    Cow::Owned(whole)
}
