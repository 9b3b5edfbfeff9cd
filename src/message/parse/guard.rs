//! A cheap look at the bytes before the parser sees them: is it mail, and how many parts, how deep?

use std::collections::HashMap;

use super::super::{Fault, Limits};

/// Headers by which a mail is known.
const KNOWN: [&str; 16] = [
    "received",
    "return-path",
    "delivered-to",
    "from",
    "to",
    "cc",
    "sender",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "in-reply-to",
    "authentication-results",
    "dkim-signature",
];

/// The longest line of a header block looked at for a header's name.
const LONGEST_NAME: usize = 80;

/// Where the header block ends: just after the first empty line, or at the end.
pub(super) fn header_end(bytes: &[u8]) -> usize {
    let mut at = 0;
    for line in lines(bytes) {
        at += line.len();
        if line.trim_ascii().is_empty() {
            return at;
        }
    }
    bytes.len()
}

/// Lines with their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at_checked(end).filter(|(line, _)| !line.is_empty())?;
        rest = after;
        Some(line)
    })
}

/// Whether a header of a mail stands before the first empty line, and the first line is a header too.
pub(super) fn looks_like_mail(bytes: &[u8]) -> bool {
    let head = bytes.get(..header_end(bytes)).unwrap_or(bytes);
    let Some(first) = lines(head).find(|line| !line.starts_with(b" ") && !line.starts_with(b"\t")) else {
        return false;
    };
    if name_of(first).is_none() {
        return false;
    }
    let known = |name: &[u8]| KNOWN.iter().any(|own| name.eq_ignore_ascii_case(own.as_bytes()));
    lines(head).any(|line| name_of(line).is_some_and(known))
}

/// The header's name, if the line begins with one (RFC 5322 section 2.2).
fn name_of(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(LONGEST_NAME).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let fits = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic());
    fits.then_some(name)
}

/// A boundary that has been declared and not closed.
struct Boundary {
    /// How many stand round it.
    depth: usize,
    /// Whether a part of it has begun.
    opened: bool,
}

/// The bytes up to where the parts become too many or too deep, and the fault if that happened.
///
/// It counts more than a parser would (a `boundary=` in a quoted mail counts too), never less.
pub(super) fn within<'a>(bytes: &'a [u8], limits: &Limits) -> (&'a [u8], Option<Fault>) {
    let mut open: Vec<Option<Vec<u8>>> = Vec::new();
    let mut known: HashMap<Vec<u8>, Boundary> = HashMap::new();
    let mut parts = 0;
    let mut at = 0;
    for line in lines(bytes) {
        let trimmed = line.trim_ascii_end();
        if let Some(mark) = trimmed.strip_prefix(b"--") {
            let closed =
                mark.strip_suffix(b"--").filter(|inner| known.contains_key(*inner) && !known.contains_key(mark));
            if let Some(boundary) = known.get_mut(closed.unwrap_or(mark)) {
                parts += 1;
                boundary.opened = true;
                let stays = boundary.depth + usize::from(closed.is_none());
                for gone in open.drain(stays.min(open.len())..).flatten() {
                    known.remove(&gone);
                }
            }
        } else if !may_declare(trimmed) {
            // The text of a part; most lines of a mail are.
        } else if let Some(boundary) = boundary_in(trimmed) {
            if !known.contains_key(&boundary) {
                known.insert(boundary.clone(), Boundary { depth: open.len(), opened: false });
                open.push(Some(boundary));
            }
        } else if contains_ignoring_case(trimmed, b"message/rfc822")
            || contains_ignoring_case(trimmed, b"message/global")
        {
            parts += 1;
            open.push(None);
        }
        if parts > limits.parts || open.len() > limits.depth {
            return (bytes.get(..at).unwrap_or(bytes), Some(Fault::TooManyParts));
        }
        at += line.len();
    }
    let is_cut = known.values().any(|boundary| boundary.opened);
    (bytes, is_cut.then_some(Fault::Truncated))
}

/// A cheap look before the searches: whether a line could be one of a header.
fn may_declare(line: &[u8]) -> bool {
    line.starts_with(b" ") || line.starts_with(b"\t") || line.contains(&b':')
}

/// The value of `boundary=` in a line.
fn boundary_in(line: &[u8]) -> Option<Vec<u8>> {
    if !line.contains(&b'=') {
        return None;
    }
    let at = find_ignoring_case(line, b"boundary")?;
    let rest = line.get(at + b"boundary".len()..)?;
    let rest = rest.get(rest.iter().position(|byte| *byte == b'=')? + 1..)?.trim_ascii_start();
    let value = match rest.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|byte| *byte == b'"').next()?,
        None => rest.split(|byte| *byte == b';' || byte.is_ascii_whitespace()).next()?,
    };
    (!value.is_empty()).then(|| value.trim_ascii_end().to_vec())
}

/// Where a word in lower case stands in a line, in any case.
fn find_ignoring_case(line: &[u8], word: &[u8]) -> Option<usize> {
    let first = word.first()?;
    line.windows(word.len()).position(|window| {
        window.first().is_some_and(|byte| byte.eq_ignore_ascii_case(first)) && window.eq_ignore_ascii_case(word)
    })
}

/// Whether a word in lower case stands in a line, in any case.
fn contains_ignoring_case(line: &[u8], word: &[u8]) -> bool {
    find_ignoring_case(line, word).is_some()
}
